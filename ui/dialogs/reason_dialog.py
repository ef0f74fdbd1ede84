"""Asks for a reason in the user's own words: 已核实，因为…; reversal of a payment; correction."""

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from ui.theme import px
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.plain_label import PlainLabel
from ui.widgets.text_area import TextArea


class ReasonDialog(QDialog):
    """Enter puts a new line, Ctrl+Enter confirms; an empty reason cannot be confirmed."""

    def __init__(
        self, parent: QWidget | None, title: str, about: str = "", reason: str = "", verb: str = "记下理由"
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(px(480))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(12))
        box.addWidget(PlainLabel(title, "title"))
        if about:
            box.addWidget(PlainLabel(about, "quiet", wrap=True))
        self.edit = TextArea(title, "写明依据或情况，如：已与本人档案核对，以档案为准")
        self.edit.setPlainText(reason)
        self.edit.setFixedHeight(px(96))
        box.addWidget(self.edit)
        box.addWidget(PlainLabel("理由会写入修改历史，并随记录打印。", "field"))
        buttons = DialogButtons(self, verb, "不写了")
        self.ok_button, self.cancel_button = buttons.ok_button, buttons.leave_button
        self.ok_button.setShortcut("Ctrl+Return")
        self.ok_button.clicked.connect(self.accept)
        box.addWidget(buttons)
        self.edit.textChanged.connect(self._judge)
        self._judge()
        self.edit.setFocus()

    def reason(self) -> str:
        return " ".join(self.edit.toPlainText().split())

    def _judge(self) -> None:
        self.ok_button.setEnabled(bool(self.reason()))

    @staticmethod
    def ask(
        parent: QWidget | None, title: str, about: str = "", reason: str = "", verb: str = "记下理由"
    ) -> str:
        """Show the dialog; the reason, "" when it was left."""
        dialog = ReasonDialog(parent, title, about, reason, verb)
        return dialog.reason() if dialog.exec() else ""
