"""A short list beside the caret: typed letters narrow it, Enter takes the line that stands first or was gone to."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ui.theme import plain_tip, px

_MOST_LINES = 9
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_MOVES = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)


@dataclass(frozen=True, slots=True)
class Pick:
    """A line: what is shown, by what it is found (pinyin, initials), and what it stands for."""

    label: str
    keys: str
    value: str
    tip: str = ""

    def fits(self, typed: str) -> bool:
        words = typed.lower()
        return words in self.label.lower() or any(key.startswith(words) for key in self.keys.split())


class PickPopup(QWidget):
    """`picked(value)` once; Esc leaves. Letters reach the search line raw, also while pinyin is being typed elsewhere."""

    picked = Signal(str)

    def __init__(self, owner: QWidget, name: str, picks: Sequence[Pick], typed: str = "") -> None:
        super().__init__(owner, Qt.WindowType.Popup)
        self._picks = tuple(picks)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("panel", True)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(4), px(4), px(4), px(4))
        box.setSpacing(px(4))
        self.search = _Search(self, name)
        self.search.setText(typed)
        self.search.textChanged.connect(lambda _text: self._narrow())
        self.list = QListWidget()
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(name)
        self.list.itemClicked.connect(lambda _item: self.take())
        for pick in self._picks:
            line = QListWidgetItem(pick.label, self.list)
            line.setToolTip(plain_tip(pick.tip))
        box.addWidget(self.search)
        box.addWidget(self.list)
        self._narrow()

    def open_at(self, where: QPoint, within: QWidget) -> None:
        """Show it with its corner there, moved up or left as far as the window asks for."""
        rows = min(max(len(self._picks), 1), _MOST_LINES)
        height = rows * max(self.list.sizeHintForRow(0), px(28)) + self.search.sizeHint().height() + px(24)
        self.setFixedSize(px(300), height)
        window = within.window()
        corner = window.mapToGlobal(QPoint(window.width(), window.height()))
        self.move(
            max(window.mapToGlobal(QPoint(0, 0)).x(), min(where.x(), corner.x() - self.width())),
            max(window.mapToGlobal(QPoint(0, 0)).y(), min(where.y(), corner.y() - height)),
        )
        self.show()
        self.search.setFocus()

    def take(self) -> None:
        """What the list stands on."""
        row = self.list.currentRow()
        if row >= 0 and not self.list.item(row).isHidden():
            self.picked.emit(self._picks[row].value)
            self.close()

    def move_by(self, key: int) -> None:
        shown = [row for row in range(self.list.count()) if not self.list.item(row).isHidden()]
        if shown:
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
            here = shown.index(self.list.currentRow()) if self.list.currentRow() in shown else 0
            self.list.setCurrentRow(shown[min(max(here + steps[Qt.Key(key)], 0), len(shown) - 1)])

    def _narrow(self) -> None:
        typed = self.search.text().strip()
        fits = [not typed or pick.fits(typed) for pick in self._picks]
        for row, fit in enumerate(fits):
            self.list.item(row).setHidden(not fit)
        self.list.setCurrentRow(fits.index(True) if True in fits else -1)


class _Search(QLineEdit):
    """The line above the list."""

    def __init__(self, popup: PickPopup, name: str) -> None:
        super().__init__(popup)
        self._popup = popup
        self.setPlaceholderText("拼音首字母")
        self.setAccessibleName(name)
        self.setProperty("compact", True)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            self._popup.take()
        elif event.key() in _MOVES:
            self._popup.move_by(event.key())
        elif event.key() == Qt.Key.Key_Escape:
            self._popup.close()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, _next: bool) -> bool:
        return False  # Tab takes the line, as Enter does
