"""A box for plain Chinese text which says when somebody has finished with it."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget


class TextArea(QPlainTextEdit):
    """`left` when the field loses the keyboard with a text other than the one it was given."""

    left = Signal()

    def __init__(self, name: str, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._given, self._hint = "", placeholder
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)

    def text(self) -> str:
        return self.toPlainText()

    def give(self, text: str) -> None:
        """Show a stored text; the cursor stays when nothing differs."""
        self._given = text
        if text != self.text():
            self.setPlainText(text)

    @property
    def is_dirty(self) -> bool:
        return self.text() != self._given

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Qt would draw the hint behind what is being composed."""
        super().inputMethodEvent(event)
        self.setPlaceholderText("" if event.preeditString() else self._hint)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self.is_dirty:
            self.left.emit()
