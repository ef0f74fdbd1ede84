"""A branch's key at the committee: from its card file, or from the first package it sent. Compared, then trusted."""

from collections.abc import Callable

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from models.domain.committee import Arrival, Unit
from models.domain.errors import UserError
from models.domain.handoff import CardOffer, KeyCard
from models.services.committee import IntakePlan
from ui.committee_context import committee_of
from ui.context import Context
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.compare_key import CompareKey
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.plain_label import PlainLabel
from ui.widgets.screen_fit import grow
from ui.widgets.unit_choice import UnitChoice

WRONG = "填的和文件里的对不上。请照纸再看一遍；确实不一样，就不要登记，先打电话问支部。"


class _KeyDialog(QDialog):
    """The card, the comparison, under which unit a new branch hangs."""

    def __init__(
        self,
        context: Context,
        card: KeyCard,
        message: str,
        units: list[Unit],
        trust: Callable[[UnitChoice, str], None],
        *,
        asks: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._store = context, trust
        self.setWindowTitle("登记支部密钥")
        self.setMinimumWidth(px(600))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(10))
        box.addWidget(PlainLabel(card.name, "title", wrap=True))
        box.addWidget(PlainLabel(f"{card.made_on} 制作", "quiet"))
        box.addWidget(Banner(message, "soon"))
        self.compare = CompareKey(str(context.settings.get("actor") or ""))
        self.compare.show_groups(card.groups, asks=asks)
        self.compare.changed.connect(self._judge)
        box.addWidget(self.compare)
        self.place = UnitChoice(units, card.uuid, card.name)
        box.addWidget(self.place)
        self.problem = Banner("", "late")
        self.problem.hide()
        box.addWidget(self.problem)
        buttons = DialogButtons(self, "登记这把密钥", "不登记")
        self.ok_button = buttons.ok_button
        self.ok_button.clicked.connect(self._trust)
        box.addWidget(buttons)
        self._judge()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        grow(self)

    def _judge(self) -> None:
        self.problem.hide()
        self.ok_button.setEnabled(self.compare.is_full())
        if self.isVisible():
            grow(self)

    def _trust(self) -> None:
        if not self.compare.is_right():
            self._say(WRONG)
            self.compare.focus_first()
            return
        try:
            self._store(self.place, self.compare.name)
        except UserError as error:
            self._say(str(error))
            return
        self.accept()

    def _say(self, text: str) -> None:
        self.problem.say(text, "late")
        self.problem.show()
        grow(self)


class BranchCardDialog(_KeyDialog):
    """From a card file."""

    def __init__(
        self, context: Context, offer: CardOffer, units: list[Unit], parent: QWidget | None = None
    ) -> None:
        self._offer = offer
        super().__init__(
            context, offer.card, offer.message, units, self._enrol, asks=offer.needs_comparing, parent=parent
        )

    def _enrol(self, place: UnitChoice, confirmed_by: str) -> None:
        committee_of(self._context).enrol(
            self._offer,
            parent_id=place.parent_id,
            unit_id=place.unit_id,
            confirmed_by=confirmed_by,
        )
        self._context.say(f"✓ 已登记密钥：{self._offer.card.name}")


class ArrivalKeyDialog(_KeyDialog):
    """From a package whose key nobody here has compared yet."""

    def __init__(
        self, context: Context, plan: IntakePlan, arrival: Arrival, parent: QWidget | None = None
    ) -> None:
        assert arrival.card is not None
        self._plan, self._arrival = plan, arrival
        units = committee_of(context).units()
        super().__init__(context, arrival.card, arrival.message, units, self._enrol, parent=parent)

    def _enrol(self, place: UnitChoice, confirmed_by: str) -> None:
        committee_of(self._context).enrol_arrival(
            self._plan,
            self._arrival.token,
            parent_id=place.parent_id,
            unit_id=place.unit_id,
            confirmed_by=confirmed_by,
        )
        self._context.say(f"✓ 已登记密钥：{self._arrival.branch_name}")
