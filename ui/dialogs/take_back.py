"""冲销, 重新打开, 调整: why, and who does it; where the branch wants two people (DF-16), who checked it as well."""

from PySide6.QtWidgets import QWidget

from ui.context import Context
from ui.dialogs.form_dialog import FormDialog
from ui.theme import px
from ui.widgets.dues_hands import Hands
from ui.widgets.plain_label import PlainLabel
from ui.widgets.text_area import TextArea


class TakeBackDialog(FormDialog):
    """Ctrl+Enter decides; without a reason, or a name that is asked for, it cannot be decided."""

    def __init__(
        self, context: Context, title: str, about: str, verb: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(title, 480, parent)
        self.box.insertWidget(1, PlainLabel(about, "quiet", wrap=True))
        self.reason = TextArea("原因", "写明错在哪里，如：金额记错，应为 50 元")
        self.reason.setFixedHeight(px(84))
        self.grid.add("reason", "原因（必填）", self.reason)
        self.hands = Hands(context)
        self.hands.add_to(self.grid)
        self.foot(self._decide, verb, "不改了")
        self.ok_button.setShortcut("Ctrl+Return")
        self.reason.textChanged.connect(self._judge)
        for field in (self.hands.by, self.hands.checked):
            field.textChanged.connect(lambda _text: self._judge())
        self._judge()
        self.reason.setFocus()

    @property
    def words(self) -> str:
        return " ".join(self.reason.toPlainText().split())

    def _judge(self) -> None:
        self.ok_button.setEnabled(bool(self.words) and (not self.hands.is_strict or all(self.hands.names)))

    def _decide(self) -> None:
        self.hands.settle()
        self.accept()

    @staticmethod
    def ask(context: Context, parent: QWidget, title: str, about: str, verb: str) -> tuple[str, str, str]:
        """(reason, by, checked); no reason when it was left."""
        dialog = TakeBackDialog(context, title, about, verb, parent)
        return (dialog.words, *dialog.hands.names) if dialog.exec() else ("", "", "")
