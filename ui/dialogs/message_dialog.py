"""One sentence, its details, and at most a decision. Texts are shown literally."""

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QPlainTextEdit, QVBoxLayout, QWidget

from ui.theme import px
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.plain_label import PlainLabel

FEW, SHORT = 6, 240  # lines and characters that are read at a glance; more of them scroll


class MessageDialog(QDialog):
    """`verb` with `leave` makes it a question; without `leave` there is only one button."""

    def __init__(
        self,
        parent: QWidget | None,
        message: str,
        details: Sequence[str] = (),
        *,
        title: str = "支部工作台",
        verb: str = "知道了",
        leave: str = "",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(px(440))
        self.setMaximumWidth(px(640))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(20), px(20), px(16))
        box.setSpacing(px(12))
        self.message = PlainLabel(message, wrap=True)
        box.addWidget(self.message)
        if details:
            box.addWidget(self._details(details))
        buttons = DialogButtons(self, verb, leave, primary=True)
        self.ok_button = buttons.ok_button
        self.ok_button.clicked.connect(self.accept)
        box.addWidget(buttons)
        self.ok_button.setFocus()

    def _details(self, details: Sequence[str]) -> QWidget:
        if len(details) <= FEW and sum(map(len, details)) <= SHORT:
            return PlainLabel("\n".join(details), "quiet", wrap=True)
        self.setMinimumWidth(px(600))
        edit = QPlainTextEdit("\n".join(details))
        edit.setReadOnly(True)
        edit.setTabChangesFocus(True)
        edit.setMinimumHeight(px(220))
        edit.setAccessibleName("详细情况")
        return edit

    @staticmethod
    def confirm(
        parent: QWidget | None,
        message: str,
        details: Sequence[str] = (),
        *,
        verb: str,
        leave: str = "不做了",
        title: str = "请确认",
    ) -> bool:
        """Ask before something that cannot be taken back; True when confirmed."""
        return bool(MessageDialog(parent, message, details, title=title, verb=verb, leave=leave).exec())
