"""The committee's key card: read from a file, compared by a person with the sealed paper or by phone, then trusted."""

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.domain.errors import UserError
from models.domain.handoff import CardOffer, Peer
from ui.context import Context
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.compare_key import CompareKey
from ui.widgets.dialog_buttons import DialogButtons, decides_on_enter
from ui.widgets.file_drop import FileDrop
from ui.widgets.plain_label import PlainLabel
from ui.widgets.screen_fit import room
from ui.widgets.scroll_column import ScrollColumn

FILTER = "密钥卡 (*.card);;所有文件 (*)"
WORDS = (
    "选择上级党委给的密钥卡文件（.card），也可以把文件拖到这里。\n"
    "读出来以后，要和盖章的纸质密钥卡核对，核对过的才会用。"
)
WRONG = "填的和文件里的对不上。请照纸再看一遍；确实不一样，就不要导入，先打电话问上级党委。"


class CardImportDialog(QDialog):
    """`peer` is whom we trust now, None when it was left. With a `path` the file is read at once."""

    def __init__(self, context: Context, path: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.offer: CardOffer | None = None
        self.peer: Peer | None = None
        self.setWindowTitle("导入上级密钥卡")
        self.resize(QSize(px(600), px(640)).boundedTo(room(self)))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(12))
        box.addWidget(PlainLabel("导入上级密钥卡", "title"))
        self.file_page = FileDrop(
            WORDS, "选择密钥卡", FILTER, context.settings.state("cards").get("folder", "")
        )
        self.file_page.chosen.connect(self.read)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.file_page)
        self.pages.addWidget(self._compare_page())
        box.addWidget(self.pages, 1)
        self.buttons = DialogButtons(self, "信任这张卡", "不导入")
        self.ok_button = self.buttons.ok_button
        self.ok_button.clicked.connect(self._trust)
        box.addWidget(self.buttons)
        self._go(0)
        if path:
            self.read(path)

    def _compare_page(self) -> QWidget:
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, px(8), 0)
        box.setSpacing(px(10))
        self.message = Banner("", "info")
        self.name = PlainLabel("", "title", wrap=True)
        self.made = PlainLabel("", "quiet")
        for widget in (self.message, self.name, self.made):
            box.addWidget(widget)
        self.compare = CompareKey(str(self._context.settings.get("actor") or ""))
        self.compare.changed.connect(self._judge)
        self.finger, self.same, self.who = self.compare.finger, self.compare.same, self.compare.who
        self.by_paper, self.by_phone = self.compare.by_paper, self.compare.by_phone
        box.addWidget(self.compare)
        self.problem = Banner("", "late")
        self.problem.hide()
        box.addWidget(self.problem)
        box.addStretch(1)
        return ScrollColumn(page)

    # steps

    def read(self, path: str) -> None:
        """Read the file that was picked or dropped; nothing is stored yet."""
        self._context.settings.set_state("cards", {"folder": str(Path(path).parent)})
        self.file_page.say_problem("")
        self.file_page.set_busy(True)
        peers = self._context.desk.peers
        self._context.tasks.run(
            lambda _p, _c: peers.read_card(Path(path)),
            self._show_offer,
            self._unreadable,
            title="正在读密钥卡…",
            cancellable=False,
        )

    def _unreadable(self, error: BaseException) -> None:
        self.file_page.set_busy(False)
        if isinstance(error, UserError):
            self.file_page.say_problem(str(error))
        else:
            self._context.tasks.failed.emit(error)

    def _show_offer(self, offer: CardOffer) -> None:
        self.file_page.set_busy(False)
        if not offer.can_be_stored:
            self.file_page.say_problem(offer.message)
            return
        self.offer = offer
        self.message.say(offer.message, "info" if not offer.known else "soon")
        self.name.setText(offer.card.name)
        self.made.setText(f"{offer.card.made_on} 制作")
        self.compare.show_groups(offer.card.groups, asks=offer.needs_comparing)
        self._go(1)

    def _go(self, page: int) -> None:
        self.pages.setCurrentIndex(page)
        self.ok_button.setVisible(page == 1)
        self.ok_button.setText("信任这张卡")
        decides_on_enter(self.ok_button if page else self.file_page.button)
        self._judge()

    def _judge(self) -> None:
        """The button waits until everything is there; whether it is right is said on pressing it."""
        self.problem.hide()
        self.ok_button.setEnabled(self.offer is not None and self.compare.is_full())

    def _trust(self) -> None:
        offer = self.offer
        if offer is None:
            return
        if not self.compare.is_right():
            self.problem.say(WRONG, "late")
            self.problem.show()
            self.compare.focus_first()
            return
        try:
            self.peer = self._context.desk.peers.accept(
                offer, confirmed_by=self.compare.name, compared=offer.needs_comparing
            )
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
            return
        self.accept()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        decides_on_enter(self.ok_button if self.pages.currentIndex() else self.file_page.button)
