"""A list to tick in, under a field: pinyin, initials or hanzi typed above it narrow it; what is ticked stays ticked."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from models.domain.codes import CodeItem, find_codes
from ui.theme import px

_SHORT = 9  # a list that is seen whole needs no search
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class TickPopup(QWidget):
    """`ticked(names)` after every tick, in the order of the list. Enter or Space ticks, Esc closes."""

    ticked = Signal(list)

    def __init__(self, owner: QWidget, items: Sequence[CodeItem], chosen: Sequence[str]) -> None:
        super().__init__(owner, Qt.WindowType.Popup)
        self._items = tuple(items)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("panel", True)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(4), px(4), px(4), px(4))
        box.setSpacing(px(4))
        self.search = _Search(self)
        self.search.textChanged.connect(lambda _text: self._narrow())
        box.addWidget(self.search)
        self.list = _Ticks(self)
        for item in self._items:
            line = QListWidgetItem(item.name, self.list)
            line.setFlags(line.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            state = Qt.CheckState.Checked if item.name in chosen else Qt.CheckState.Unchecked
            line.setCheckState(state)
        self.list.setCurrentRow(0)
        self.list.itemChanged.connect(lambda _item: self.ticked.emit(self.names()))
        box.addWidget(self.list)
        self.search.setVisible(len(self._items) > _SHORT)

    def open_under(self, field: QWidget) -> None:
        """Show it below a field, as wide as the field."""
        rows = min(len(self._items), _SHORT) * max(self.list.sizeHintForRow(0), px(28)) + px(20)
        above = self.search.sizeHint().height() + px(4) if not self.search.isHidden() else 0
        self.setFixedSize(max(field.width(), px(220)), rows + above)
        self.move(field.mapToGlobal(field.rect().bottomLeft()))
        self.show()
        (self.list if self.search.isHidden() else self.search).setFocus()

    def names(self) -> list[str]:
        """What is ticked, shown or not."""
        lines = [self.list.item(row) for row in range(self.list.count())]
        return [line.text() for line in lines if line.checkState() == Qt.CheckState.Checked]

    def take_first(self) -> None:
        """Enter in the search: tick what fits best, and be ready for the next; with nothing typed: done."""
        if not self.search.text().strip():
            self.close()
            return
        if self.list.shown():
            self.list.currentItem().setCheckState(Qt.CheckState.Checked)
        self.search.clear()

    def _narrow(self) -> None:
        found = [item.name for item in find_codes(self._items, self.search.text())]
        for row in range(self.list.count()):
            line = self.list.item(row)
            line.setHidden(line.text() not in found)
            if found and line.text() == found[0]:
                self.list.setCurrentItem(line)


class _Search(QLineEdit):
    """The line above the list; Down goes into it."""

    def __init__(self, popup: TickPopup) -> None:
        super().__init__(popup)
        self._popup = popup
        self.setPlaceholderText("拼音首字母或汉字")
        self.setAccessibleName("在列表里查找")
        self.setProperty("compact", True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            self._popup.take_first()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_PageDown):
            self._popup.list.setFocus()
        elif event.key() == Qt.Key.Key_Escape:
            self._popup.close()
        else:
            super().keyPressEvent(event)


class _Ticks(QListWidget):
    """Enter ticks like Space and a click anywhere on a line; letters go to the search."""

    def __init__(self, popup: TickPopup) -> None:
        super().__init__(popup)
        self._popup = popup
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.itemClicked.connect(self._toggle)
        self._pressed: Qt.CheckState | None = None
        self.itemPressed.connect(lambda item: setattr(self, "_pressed", item.checkState()))

    def shown(self) -> list[QListWidgetItem]:
        """The lines that fit what is typed."""
        lines = [self.item(row) for row in range(self.count())]
        return [line for line in lines if not line.isHidden()]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        search = self._popup.search
        if event.key() in _ENTER:
            if (item := self.currentItem()) is not None and not item.isHidden():
                self._turn(item)
        elif event.text().isalnum() and not search.isHidden():
            search.setFocus()
            search.insert(event.text())
        else:
            super().keyPressEvent(event)

    def _toggle(self, item: QListWidgetItem) -> None:
        if item.checkState() == self._pressed:  # else the click fell on the box itself
            self._turn(item)

    def _turn(self, item: QListWidgetItem) -> None:
        done = item.checkState() == Qt.CheckState.Checked
        item.setCheckState(Qt.CheckState.Unchecked if done else Qt.CheckState.Checked)
