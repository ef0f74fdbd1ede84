"""流入党员 in the screen of movements: who of other branches takes part here, and who went back."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from models.domain.guest import Guest
from models.domain.movement_kinds import IN
from models.services.guests import Guests
from ui.context import Context
from ui.dialogs.date_dialog import DateDialog
from ui.dialogs.guest_dialog import GuestDialog
from ui.dialogs.movement_dialog import MovementDialog
from ui.tables import Column, ListSource, RecordTable, RecordTableModel
from ui.theme import px
from ui.widgets.empty_state import EmptyState
from ui.widgets.plain_label import PlainLabel

EMPTY = "没有登记流入党员。外地党员在本支部参加活动、组织关系没有转来的，登记在这里。"
SAID = "流入党员没有表决权，不计入本支部党员数。回车修改。"


def _state(guest: Guest, today: str) -> str:
    return "在本支部" if guest.is_here(today) else f"{guest.returned_on} 返回"


def guest_columns(today: Callable[[], str]) -> Sequence[Column[Guest]]:
    """Those who went back are quiet."""

    def tone(guest: Guest) -> str:
        return "" if guest.is_here(today()) else "quiet"

    def home(guest: Guest) -> str:
        return guest.organisation

    return (
        Column(key="name", title="姓名", text=lambda g: g.name, width=90, sort=False, tone=tone),
        Column(key="category", title="类别", text=lambda g: g.category, width=84, sort=False),
        Column(key="arrived_on", title="流入日期", text=lambda g: g.arrived_on, width=98, sort=False),
        Column(
            key="state", title="现在", text=lambda g: _state(g, today()), width=130, sort=False, tone=tone
        ),
        Column(key="organisation", title="原党组织", text=home, width=230, sort=False, wrap=True, tip=home),
        Column(key="party_group", title="编入小组", text=lambda g: g.party_group, width=96, sort=False),
        Column(key="phone", title="手机", text=lambda g: g.phone, width=112, sort=False),
        Column(
            key="where",
            title="现单位、居住地",
            text=lambda g: "，".join(part for part in (g.employer, g.place) if part),
            width=160,
            sort=False,
            wrap=True,
        ),
        Column(key="verified_by", title="验证人", text=lambda g: g.verified_by, width=80, sort=False),
        Column(key="certificate", title="活动证号", text=lambda g: g.certificate, width=100, sort=False),
    )


class GuestsPage(QWidget):
    """`done(act)` does something for the screen: shows what goes wrong, and everything anew."""

    def __init__(self, context: Context, done: Callable[[Callable[[], object]], bool]) -> None:
        super().__init__()
        self._context, self._done = context, done
        self._service: Guests = context.desk.movements.guests
        model = RecordTableModel(ListSource(self._service.list), guest_columns(context.desk.today))
        self.table: RecordTable[Guest] = RecordTable(model, "guests", context.settings)
        self.table.opened.connect(lambda _id: self.correct())
        self.table.current_changed.connect(lambda _id: self._judge())
        self.table.add_row_action("修改…", lambda _ids: self.correct())
        self.table.add_row_action(
            "登记返回…", lambda _ids: self.go_back(), enabled=lambda _ids: self._is_here()
        )
        self.table.add_row_action(
            "组织关系转来了…", lambda _ids: self.stay(), enabled=lambda _ids: self._is_here()
        )
        self.table.add_row_action("-", lambda _ids: None)
        self.table.add_row_action("删除（录错的）", lambda _ids: self.remove())
        self.table.called("流入党员")
        self.lists = QStackedWidget()
        self.lists.addWidget(self.table.with_foot("人"))
        self.lists.addWidget(EmptyState(EMPTY, "登记流入党员…", self.add))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        line = QHBoxLayout()
        line.setSpacing(px(8))
        self.said = PlainLabel(SAID, "quiet")
        line.addWidget(self.said, 1)
        self.add_button = QPushButton("登记流入党员…")
        self.back_button = QPushButton("登记返回…")
        for button, slot in ((self.add_button, self.add), (self.back_button, self.go_back)):
            button.setProperty("compact", True)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _on=False, slot=slot: slot())
            line.addWidget(button)
        box.addLayout(line)
        box.addWidget(self.lists, 1)

    def reload(self) -> int:
        """Show everybody anew; how many are here now."""
        self.table.record_model.reload()
        guests = self._service.list()
        self.lists.setCurrentIndex(0 if guests else 1)
        for widget in (self.said, self.add_button, self.back_button):
            widget.setVisible(bool(guests))
        if guests and not self.table.current_id():
            self.table.selectRow(0)
        self._judge()
        return sum(guest.is_here(self._context.desk.today()) for guest in guests)

    def add(self) -> None:
        self._done(lambda: GuestDialog(self._context, parent=self.window()).exec())

    def correct(self) -> None:
        guest = self.table.current_record()
        if guest is not None:
            self._done(lambda: GuestDialog(self._context, guest, self.window()).exec())

    def go_back(self) -> None:
        guest = self.table.current_record()
        if guest is None or not self._is_here():
            return
        day = DateDialog.ask(
            self.window(), f"{guest.name}返回原党组织", "返回日期", self._context.desk.today(), "登记返回"
        )
        if day:
            self._done(lambda: self._service.go_back(guest.id, day))

    def stay(self) -> None:
        """The letter has come: a member of this branch from now on, and a guest no more."""
        guest = self.table.current_record()
        if guest is None or not self._is_here():
            return
        dialog = MovementDialog(self._context, None, self.window(), kind=IN)
        card = dialog.card
        for line, text in ((card.name, guest.name), (card.phone, guest.phone)):
            line.setText(text)
        card.category.setCurrentText(guest.category)
        card.joined_on.set_iso(guest.joined_on)
        organisation = dialog.inputs["organisation"]
        assert isinstance(organisation, QLineEdit)
        organisation.setText(guest.organisation)
        if dialog.exec():
            day = max(
                dialog.day.iso(), guest.arrived_on
            )  # the letter may have come before he was entered here
            if self._done(lambda: self._service.go_back(guest.id, day)):
                self._context.say(f"✓ {guest.name}已转入本支部，不再列为流入党员")
        dialog.deleteLater()

    def remove(self) -> None:
        guest = self.table.current_record()
        if guest is not None and self._done(lambda: self._service.remove(guest.id)):
            self._context.say(f"✓ 已删除流入党员{guest.name}，可以撤销")

    def _is_here(self) -> bool:
        guest = self.table.current_record()
        return guest is not None and guest.is_here(self._context.desk.today())

    def _judge(self) -> None:
        self.back_button.setEnabled(self._is_here())
