"""A year of the books: chosen from a list, or by an arrow at either side."""

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QWidget

from ui.theme import px


class YearPicker(QWidget):
    """`wanted(year)`: somebody asks for another year; `fill` says which one is shown."""

    wanted = Signal(int)

    def __init__(self, year: int) -> None:
        super().__init__()
        self.year = year
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(4))
        self.combo = QComboBox()
        self.combo.setProperty("compact", True)
        self.combo.setAccessibleName("年度")
        self.combo.setMinimumWidth(px(104))
        self.combo.currentIndexChanged.connect(self._chosen)
        for text, tip, step in (("‹", "上一年", -1), ("›", "下一年", 1)):
            button = QPushButton(text)
            button.setProperty("compact", True)
            button.setProperty("quiet", True)
            button.setFixedWidth(px(32))
            button.setToolTip(tip)
            button.setAccessibleName(tip)
            button.clicked.connect(lambda _=False, by=step: self._ask(self.year + by))
            if step == 1:
                row.addWidget(self.combo)
            row.addWidget(button)

    def fill(self, years: Iterable[int], year: int) -> None:
        """The years there are, and the one that is shown."""
        self.year = year
        wanted = sorted({*years, year})
        self.combo.blockSignals(True)
        if [self.combo.itemData(i) for i in range(self.combo.count())] != wanted:
            self.combo.clear()
            for one in wanted:
                self.combo.addItem(f"{one} 年", one)
        self.combo.setCurrentIndex(self.combo.findData(year))
        self.combo.blockSignals(False)

    def _chosen(self, _index: int) -> None:
        if isinstance(year := self.combo.currentData(), int):
            self._ask(year)

    def _ask(self, year: int) -> None:
        if year != self.year and 1949 <= year <= date.max.year:
            self.wanted.emit(year)
