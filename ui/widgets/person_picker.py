"""Choosing one person by name, pinyin or initials."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QCompleter, QWidget

from models.domain.records import Person

_SPELLING = Qt.ItemDataRole.UserRole + 1


class _ByPinyin(QCompleter):
    """Matches the spelling, puts in the name."""

    def __init__(self, model: QAbstractItemModel, parent: QWidget) -> None:
        super().__init__(model, parent)
        self.setCompletionRole(_SPELLING)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)

    def pathFromIndex(self, index: QModelIndex) -> str:
        return str(index.data(Qt.ItemDataRole.DisplayRole) or "")


class PersonPicker(QComboBox):
    """`chosen(person_id, name)`; 0 when the field was emptied."""

    chosen = Signal(int, str)

    def __init__(self, parent: QWidget | None = None, *, compact: bool = False) -> None:
        super().__init__(parent)
        self.setProperty("compact", compact)  # before the field in it exists: its height is set then
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._items = QStandardItemModel(self)
        self.setModel(self._items)
        self._completer = _ByPinyin(self._items, self)
        self.setCompleter(self._completer)
        by_index: Any = self._completer.activated
        by_index[QModelIndex].connect(self._completed)
        self.activated.connect(self._take)
        line = self.lineEdit()
        assert line is not None
        line.setPlaceholderText("姓名或拼音首字母")
        line.returnPressed.connect(self._settle)

    def offer(self, people: Sequence[Person], person_id: int, name: str) -> None:
        """List these people, and the one chosen even when not among them."""
        self._items.clear()
        self._items.appendRow(self._item(0, "", "", ""))
        known = {person.id for person in people}
        if person_id and person_id not in known:
            self._items.appendRow(self._item(person_id, name, "", ""))
        for person in people:
            self._items.appendRow(
                self._item(
                    person.id, person.name, person.category.value, f"{person.pinyin} {person.initials}"
                )
            )
        self.choose(person_id)

    def choose(self, person_id: int) -> None:
        row = self.findData(person_id)
        self.setCurrentIndex(max(row, 0))
        self._show_name()

    def person_id(self) -> int:
        return int(self.currentData() or 0)

    def person_name(self) -> str:
        index = self.currentIndex()
        return str(self.itemData(index, _SPELLING + 1) or "") if index > 0 else ""

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._settle()

    def _item(self, person_id: int, name: str, category: str, spelling: str) -> QStandardItem:
        item = QStandardItem(f"{name}　{category}".rstrip("　"))
        item.setData(person_id, Qt.ItemDataRole.UserRole)
        item.setData(f"{name} {spelling}", _SPELLING)
        item.setData(name, _SPELLING + 1)
        return item

    def _completed(self, index: QModelIndex) -> None:
        row = self.findData(index.data(Qt.ItemDataRole.UserRole))
        if row >= 0:
            self.setCurrentIndex(row)
            self._take(row)

    def _settle(self) -> None:
        """What was typed becomes a person: the first that fits, or the one chosen before."""
        typed = self.currentText().strip().lower()
        if typed == self.person_name().lower():
            return
        row = 0
        if typed:
            spellings = [str(self.itemData(r, _SPELLING)).lower() for r in range(self.count())]
            fits = [
                r
                for r, words in enumerate(spellings)
                if r and any(w.startswith(typed) for w in words.split())
            ]
            row = fits[0] if fits else self.currentIndex()
        self.setCurrentIndex(row)
        self._take(row)

    def _take(self, _row: int) -> None:
        self._show_name()
        self.chosen.emit(self.person_id(), self.person_name())

    def _show_name(self) -> None:
        self.setEditText(self.person_name())
