"""分组: the list counted by a field, beside it; a line chosen there narrows the list to those people."""

from collections.abc import Callable, Sequence
from os.path import commonprefix

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from models.domain.filters import Condition, FilterField
from models.domain.grouping import EMPTY_LABEL, Pile
from ui.theme import active, plain_tip, px
from ui.widgets.field_combo import FieldCombo
from ui.widgets.plain_label import PlainLabel

NOT_GROUPED = frozenset({"name", "id_number", "phone", "remark", "memo"})
EVERYBODY = "全部"
GROUP_KEY = "Ctrl+Shift+G"
LEAST_SHARED = 4  # characters
FITS = 7  # characters on one line; longer labels (names of branches) get two


class GroupPanel(QWidget):
    """`chosen` after another line: `condition` is its, None for everybody. `left` when it is closed."""

    chosen = Signal()
    left = Signal()

    def __init__(
        self,
        fields: Callable[[], Sequence[FilterField]],
        count: Callable[[str], list[Pile]],
        first: str = "education",
    ) -> None:
        super().__init__()
        self._fields, self._count = fields, count
        self.condition: Condition | None = None
        self._piles: list[Pile] = []
        self.setFixedWidth(px(236))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(6))
        line = QHBoxLayout()
        line.setSpacing(px(6))
        line.addWidget(PlainLabel("按", "quiet"))
        self.combo = FieldCombo(self._offered(), first)
        self.combo.setProperty("compact", True)
        self.combo.currentIndexChanged.connect(lambda _i: self._another())
        line.addWidget(self.combo, 1)
        close = QPushButton("收起")
        close.setProperty("quiet", True)
        close.setProperty("compact", True)
        close.setAccessibleName("收起分组")
        close.clicked.connect(self.leave)
        line.addWidget(close)
        box.addLayout(line)
        self.table = _Lines()
        self.table.itemSelectionChanged.connect(self._choose)
        self.table.left.connect(self.leave)
        box.addWidget(self.table, 1)

    @property
    def piles(self) -> tuple[Pile, ...]:
        """The lines shown, without the first (everybody)."""
        return tuple(self._piles)

    def reload(self) -> None:
        """Count again; the chosen line stays, if there still is such a one."""
        if self.isHidden():
            return
        self._piles = self._count(self.combo.key())
        total = sum(pile.count for pile in self._piles)
        lines = [(EVERYBODY, total), *((pile.label, pile.count) for pile in self._piles)]
        shared = _shared([pile.label for pile in self._piles])
        self.table.blockSignals(True)
        self.table.setRowCount(len(lines))
        self.table.set_tall(any(len(label.removeprefix(shared)) > FITS for label, _count in lines))
        for row, (label, count) in enumerate(lines):
            share = f"{count / total:.0%}" if row and total else ""
            shown = label.removeprefix(shared) if row else label
            for column, text in enumerate((shown, f"{count:,}", share)):
                item = QTableWidgetItem(text)
                item.setToolTip(plain_tip(label))
                if column:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(row, column, item)
        conditions = [None, *(pile.condition for pile in self._piles)]
        self.condition = self.condition if self.condition in conditions else None
        self.table.selectRow(conditions.index(self.condition))
        self.table.blockSignals(False)

    def open(self) -> None:
        self.combo.rebuild(self._offered())
        self.show()
        self.reload()
        self.table.setFocus()

    def leave(self) -> None:
        self.condition = None
        self.hide()
        self.left.emit()

    def _offered(self) -> list[FilterField]:
        return [field for field in self._fields() if field.key not in NOT_GROUPED]

    def _another(self) -> None:
        self.condition = None
        self.reload()
        self.chosen.emit()

    def _choose(self) -> None:
        row = self.table.currentRow()
        self.condition = self._piles[row - 1].condition if 0 < row <= len(self._piles) else None
        self.chosen.emit()


def _shared(labels: Sequence[str]) -> str:
    """What all long labels begin with (中共青石镇 of its branches): it would leave no room for what differs."""
    long = [label for label in labels if label != EMPTY_LABEL]
    found = commonprefix(long) if len(long) > 1 and max(map(len, long)) > FITS else ""
    return found if len(found) >= LEAST_SHARED else ""


class _Lines(QTableWidget):
    """Value, number, share; Esc leaves."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__(0, 3)
        self.setAccessibleName("分组人数")
        self.setHorizontalHeaderLabels(["内容", "人数", "占比"])
        self.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setDefaultSectionSize(active().px("row"))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(px(30))
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            self.model().setHeaderData(
                column, Qt.Orientation.Horizontal, right, Qt.ItemDataRole.TextAlignmentRole
            )
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            self.setColumnWidth(column, px(70 if column == 1 else 56))

    def set_tall(self, tall: bool) -> None:
        """Rows of two lines, or of one."""
        self.verticalHeader().setDefaultSectionSize(px(48) if tall else active().px("row"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)
