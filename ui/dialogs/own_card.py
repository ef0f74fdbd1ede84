"""本支部密钥卡: the fingerprint to be read out, the page for the committee's cabinet, the file for its computer."""

from pathlib import Path

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QPushButton, QVBoxLayout, QWidget

from models.domain.errors import UserError
from models.domain.handoff import KeyCard, PeerKind
from ui.committee_context import committee_of
from ui.context import Context
from ui.dialogs.message_dialog import MessageDialog
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.fingerprint import Fingerprint
from ui.widgets.plain_label import PlainLabel
from ui.widgets.screen_fit import grow

FORM = "H2"
EXPLAINED = {
    PeerKind.BRANCH: (
        "上级党委凭这张卡认得本支部的上报包，并给本支部写回执。"
        "把文件和盖章的纸一起交给上级党委，一次就够；对方核对指纹后登记。"
    ),
    PeerKind.COMMITTEE: (
        "支部凭这张卡把上报包封给本{word}，别人打不开。把文件和盖章的纸一起发给每个支部；支部核对指纹后才会用。"
        "上级密钥只在本机的加密数据里：请务必备份并保管好恢复码单，丢了以后支部的上报包就都打不开了。"
    ),
}
OTHERS = {PeerKind.BRANCH: "上级党委", PeerKind.COMMITTEE: "各支部"}
RENEW = (
    "换了密钥以后，要把新卡交给{others}；新卡由旧密钥签名，对方导入即可。旧的上报包和回执仍然打得开。",
    "一般只在电脑丢失、怀疑口令外泄时更换。",
)


class OwnCardDialog(QDialog):
    """Nothing on the card is secret; the keys themselves never leave the encrypted data."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.card: KeyCard = context.desk.peers.own_card()
        word = committee_of(context).level_word if self.card.kind is PeerKind.COMMITTEE else "支部"
        self._others = OTHERS.get(self.card.kind, "")
        self.setWindowTitle(f"本{word}密钥卡")
        self.setMinimumWidth(px(560))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(10))
        self.name = PlainLabel("", "title", wrap=True)
        self.made = PlainLabel("", "quiet")
        self.finger = Fingerprint()
        box.addWidget(self.name)
        box.addWidget(self.made)
        box.addWidget(PlainLabel(EXPLAINED[self.card.kind].format(word=word), wrap=True))
        box.addWidget(PlainLabel("指纹", "heading"))
        box.addWidget(self.finger)
        self.said = Banner("", "done")
        self.said.hide()
        box.addWidget(self.said)
        self.save_button = QPushButton("保存成文件…")
        self.save_button.clicked.connect(self._choose_folder)
        self.renew_button = QPushButton("更换密钥…")
        self.renew_button.clicked.connect(self._renew)
        buttons = DialogButtons(self, "打印密钥卡页", "关闭")
        self.print_button = buttons.ok_button
        self.print_button.clicked.connect(lambda: self._context.preview(FORM, None))
        buttons.add_extra(self.renew_button)
        buttons.add_extra(self.save_button)
        box.addWidget(buttons)
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        grow(self)

    def _show(self) -> None:
        self.name.setText(self.card.name)
        self.made.setText(f"{self.card.made_on} 制作")
        self.finger.set_groups(self.card.groups)

    def _choose_folder(self) -> None:
        kept = self._context.settings.state("cards").get("folder") or str(Path.home())
        folder = QFileDialog.getExistingDirectory(self, "保存到", kept)
        if folder:
            self.save(Path(folder))

    def save(self, folder: Path) -> None:
        """Write the file and say where it lies."""
        try:
            path = self._context.desk.peers.save_card(folder)
        except UserError as error:
            self._context.show_error(error)
            return
        self._context.settings.set_state("cards", {"folder": str(folder)})
        self.said.say(f"已保存到 {path}", "done")
        self.said.show()
        grow(self)

    def _renew(self) -> None:
        if not MessageDialog.confirm(
            self,
            "更换密钥？",
            [line.format(others=self._others) for line in RENEW],
            verb="更换",
            leave="不换",
        ):
            return
        try:
            self.card = self._context.desk.peers.renew_keys()
        except UserError as error:
            self._context.show_error(error)
            return
        self._show()
        self.said.say(f"已更换。请把新卡的文件和盖章的纸交给{self._others}。", "done")
        self.said.show()
        grow(self)
