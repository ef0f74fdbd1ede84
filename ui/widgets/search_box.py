"""A search field that answers while typing."""

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from ui.theme import icon, px


class SearchBox(QLineEdit):
    """`searched` carries the text, 120 ms after the last key (at once on Enter); Escape empties it.

    `left` when Enter or Down go on to what was found.
    """

    searched = Signal(str)
    left = Signal()

    def __init__(self, placeholder: str = "搜索", width: int = 280, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setClearButtonEnabled(True)
        self.setProperty("compact", True)
        self.setProperty("search", True)
        self.setMaximumWidth(px(width))
        self.setMinimumWidth(px(min(width, 160)))
        self.addAction(icon("search", "quiet", 16), QLineEdit.ActionPosition.LeadingPosition)
        self._last = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(120)
        self._timer.timeout.connect(self._emit)
        self.textChanged.connect(lambda _text: self._timer.start())
        self.returnPressed.connect(self._go_on)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self._emit()
            return
        in_dialog = isinstance(self.window(), QDialog)  # there Esc leaves the dialog
        if event.key() == Qt.Key.Key_Down or (event.key() == Qt.Key.Key_Escape and not in_dialog):
            self._go_on()
            return
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()  # it searched: not also the deciding button of the dialog around

    def _go_on(self) -> None:
        self._emit()
        self.left.emit()

    def event(self, event: QEvent) -> bool:
        """Ctrl+Z belongs to what is typed here; with nothing typed it takes back the last step of the work."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            undo, redo = (
                event.matches(QKeySequence.StandardKey.Undo),
                event.matches(QKeySequence.StandardKey.Redo),
            )
            if (undo and not self.isUndoAvailable()) or (redo and not self.isRedoAvailable()):
                event.ignore()
                return False
        return super().event(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()  # a closing window asks nothing more
        super().hideEvent(event)

    def reset(self) -> None:
        """Empty the field without an answer: the caller shows everything itself."""
        self.clear()
        self._timer.stop()
        self._last = ""

    def _emit(self) -> None:
        self._timer.stop()
        text = self.text().strip()
        if text != self._last:
            self._last = text
            self.searched.emit(text)
