"""A choice of one field among many, in groups; letters jump to the field whose initials they are (nl: 年龄)."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QWidget

from models.domain.filters import FilterField
from models.services.pinyin import syllables
from ui.widgets.calm_combo import CalmCombo

PAUSE = 1000  # milliseconds after which letters begin a new word
SHOWN = 18


class FieldCombo(CalmCombo):
    """`key()` is the chosen field's; headings of groups cannot be chosen."""

    def __init__(self, fields: Iterable[FilterField], key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("栏目")
        self.setMaxVisibleItems(SHOWN)
        self._typed, self._last = "", 0
        self.rebuild(fields)
        self.set_key(key) if key else self.setCurrentIndex(1)

    def rebuild(self, fields: Iterable[FilterField]) -> None:
        """Other fields; the chosen one stays chosen."""
        chosen = self.key()
        self.blockSignals(True)
        model = QStandardItemModel(self)
        group = ""
        for field in fields:
            if field.group != group:
                group = field.group
                heading = QStandardItem(f"— {group} —")
                heading.setFlags(Qt.ItemFlag.NoItemFlags)
                model.appendRow(heading)
            item = QStandardItem(field.title)
            item.setData(field.key, Qt.ItemDataRole.UserRole)
            model.appendRow(item)
        self.setModel(model)
        self.setCurrentIndex(max(1, self.findData(chosen)) if chosen else 1)
        self.blockSignals(False)

    def key(self) -> str:
        return str(self.currentData() or "")

    def set_key(self, key: str) -> None:
        self.setCurrentIndex(self.findData(key))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = event.text().lower()
        if (
            letter.isascii()
            and letter.isalpha()
            and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self._typed = letter if event.timestamp() - self._last > PAUSE else self._typed + letter
            self._last = event.timestamp()
            self._jump()
            return
        super().keyPressEvent(event)

    def _jump(self) -> None:
        for row in range(self.count()):
            if not self.itemData(row):
                continue
            parts = syllables(self.itemText(row))
            if "".join(part[0] for part in parts).startswith(self._typed) or "".join(parts).startswith(
                self._typed
            ):
                self.setCurrentIndex(row)
                return
