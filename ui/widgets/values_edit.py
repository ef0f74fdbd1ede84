"""One or several values of a field: typed with 、 between them, or ticked in the list of what stands in the roster."""

import re
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ui.theme import icon, px

_BETWEEN = re.compile(r"[、，,；;]+")
JOINT = "、"


class ValuesEdit(QLineEdit):
    """`values()` is what is asked for; F4 or the button opens the list. `changed` after typing and ticking."""

    changed = Signal()

    def __init__(self, offered: Callable[[], Sequence[str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offered = offered
        self._popup: QWidget | None = None
        self.list: QListWidget | None = None
        self.setPlaceholderText("多个用“、”隔开")
        self._button: QAction = self.addAction(
            icon("menu", "quiet", 16), QLineEdit.ActionPosition.TrailingPosition
        )
        self._button.setToolTip("从名册里已有的内容选（F4）")
        self._button.triggered.connect(lambda: self.open_list())
        self.textChanged.connect(lambda _text: self.changed.emit())

    def values(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(part.strip() for part in _BETWEEN.split(self.text()) if part.strip()))

    def set_values(self, values: Sequence[str]) -> None:
        self.setText(JOINT.join(values))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt_down = event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier
        if event.key() == Qt.Key.Key_F4 or alt_down:
            self.open_list()
            return
        super().keyPressEvent(event)

    def open_list(self) -> None:
        """The values there are, ticked where they are asked for; Space ticks, Enter or Esc closes."""
        chosen = self.values()
        names = list(dict.fromkeys((*self._offered(), *chosen)))
        if not names:
            return
        self._popup = popup = QWidget(self, Qt.WindowType.Popup)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.setProperty("panel", True)
        box = QVBoxLayout(popup)
        box.setContentsMargins(px(4), px(4), px(4), px(4))
        shown = self.list = _Ticks(popup)
        for name in names:
            item = QListWidgetItem(name, shown)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if name in chosen else Qt.CheckState.Unchecked)
        shown.setCurrentRow(0)
        shown.itemChanged.connect(lambda _item: self._take())
        box.addWidget(shown)
        height = min(len(names), 9) * max(shown.sizeHintForRow(0), px(28)) + px(20)
        popup.setFixedSize(max(self.width(), px(220)), height)
        popup.move(self.mapToGlobal(self.rect().bottomLeft()))
        popup.show()
        shown.setFocus()

    def _take(self) -> None:
        """What is ticked, and what was typed beside it, in the order of the list."""
        shown = self.list
        if shown is None:
            return
        items = [shown.item(row) for row in range(shown.count())]
        self.set_values([item.text() for item in items if item.checkState() == Qt.CheckState.Checked])


class _Ticks(QListWidget):
    """Enter closes like Esc; a click anywhere on a line ticks it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.itemClicked.connect(self._toggle)
        self._pressed: Qt.CheckState | None = None
        self.itemPressed.connect(lambda item: setattr(self, "_pressed", item.checkState()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.window().close()
            return
        super().keyPressEvent(event)

    def _toggle(self, item: QListWidgetItem) -> None:
        if item.checkState() == self._pressed:  # else the click fell on the box itself
            done = item.checkState() == Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if done else Qt.CheckState.Checked)
