"""A key's fingerprint as people compare it: eight groups, large, in two rows; two of them can be left to be typed."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QStackedLayout, QWidget

from ui.theme import px
from ui.widgets.plain_label import PlainLabel

PER_ROW = 4


class _Group(QWidget):
    """Its number, and beneath it the group itself or a field to type it in."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.setFixedWidth(px(112))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(px(2))
        head = PlainLabel(f"第 {number} 组", "field")
        grid.addWidget(head, 0, 0)
        self.label = PlainLabel("", "figure")
        self.label.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.edit = QLineEdit()
        self.edit.setAccessibleName(f"第 {number} 组")
        self.edit.setMaxLength(8)
        self.edit.setProperty("figure", True)
        holder = QWidget()
        holder.setFixedHeight(px(44))
        self.stack = QStackedLayout(holder)
        self.stack.addWidget(self.label)
        self.stack.addWidget(self.edit)
        grid.addWidget(holder, 1, 0)


class Fingerprint(QWidget):
    """`set_groups` shows; `ask_for(places)` makes fields of some groups, read with `typed()`."""

    changed = Signal()

    def __init__(self, groups: Sequence[str] = ()) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(8))
        grid.setVerticalSpacing(px(10))
        grid.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self.groups: tuple[str, ...] = ()
        self.cells = [_Group(number + 1) for number in range(2 * PER_ROW)]
        for place, cell in enumerate(self.cells):
            grid.addWidget(cell, place // PER_ROW, place % PER_ROW)
            cell.edit.textEdited.connect(lambda _t: self.changed.emit())
        self._asked: tuple[int, ...] = ()
        self.set_groups(groups)

    def set_groups(self, groups: Sequence[str]) -> None:
        self.groups = tuple(groups)
        for cell, group in zip(self.cells, (*groups, *[""] * len(self.cells)), strict=False):
            cell.label.setText(group)
            cell.edit.clear()
        self.setAccessibleName("密钥指纹 " + " ".join(groups))

    def ask_for(self, places: Sequence[int]) -> None:
        """These groups are fields now: whoever fills them has them from somewhere else."""
        self._asked = tuple(places)
        for place, cell in enumerate(self.cells):
            cell.stack.setCurrentIndex(1 if place in self._asked else 0)
            cell.edit.clear()

    def typed(self) -> tuple[str, ...]:
        """What was typed, without blanks, in capitals."""
        return tuple("".join(self.cells[place].edit.text().split()).upper() for place in self._asked)

    def is_right(self) -> bool:
        """All fields hold their group."""
        return self.typed() == tuple(self.groups[place].upper() for place in self._asked)

    def is_full(self) -> bool:
        return all(
            len(text) >= len(self.groups[p]) for text, p in zip(self.typed(), self._asked, strict=True)
        )

    def focus_first(self) -> None:
        if self._asked:
            self.cells[self._asked[0]].edit.setFocus()
