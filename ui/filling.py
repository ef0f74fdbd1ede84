"""A column that takes the width the others leave, and rows of two lines where its text needs them: for lists of
sentences, which otherwise scroll sideways on a small screen or are read in small print.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject

from ui.theme import active, px

if TYPE_CHECKING:
    from ui.tables import RecordTable

NARROWEST = 200  # of the column at 100 % text: below it the list scrolls sideways after all
MOST_ROWS = 500  # rows measured one by one; a longer list keeps rows of one height


class Filling(QObject):
    """`key` names the column; every column with `wrap` may ask for a second line."""

    def __init__(self, table: RecordTable[Any], key: str) -> None:
        super().__init__(table)
        self._table, self._key, self._busy = table, key, False
        table.viewport().installEventFilter(self)
        table.record_model.modelReset.connect(self.settle)
        table.horizontalHeader().sectionResized.connect(lambda _i, _o, _n: self.settle())
        table.horizontalHeader().sectionMoved.connect(lambda _i, _o, _n: self.settle())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.settle()
        return super().eventFilter(watched, event)

    def settle(self) -> None:
        """Width first, then the heights that follow from it."""
        if self._busy:
            return
        self._busy = True
        try:
            self._fill()
            self._grow()
        finally:
            self._busy = False

    def _fill(self) -> None:
        header, columns = self._table.horizontalHeader(), self._table.record_model.columns
        place = next((i for i, column in enumerate(columns) if column.key == self._key), -1)
        if place < 0 or header.isSectionHidden(place):
            return
        others = sum(
            # the last one is stretched by the header: what it needs is what it was given
            px(columns[i].width) if header.visualIndex(i) == header.count() - 1 else header.sectionSize(i)
            for i in range(header.count())
            if i != place and not header.isSectionHidden(i)
        )
        header.resizeSection(place, max(px(NARROWEST), self._table.viewport().width() - others))

    def _grow(self) -> None:
        table, rows = self._table, self._table.verticalHeader()
        low, high = active().px("row"), two_lines_high()
        many = table.record_model.rowCount() > MOST_ROWS
        for row in range(0 if many else table.record_model.rowCount()):
            wanted = high if self._is_long(row) else low
            if rows.sectionSize(row) != wanted:
                rows.resizeSection(row, wanted)

    def _is_long(self, row: int) -> bool:
        table = self._table
        record = table.record_model.record_at(row)
        metrics, margin = table.fontMetrics(), 2 * px(11)
        return record is not None and any(
            column.wrap and metrics.horizontalAdvance(column.text(record)) > table.columnWidth(place) - margin
            for place, column in enumerate(table.record_model.columns)
            if not table.isColumnHidden(place)
        )


def two_lines_high() -> int:
    """A row in which two lines stand at the list's own size."""
    return active().px("row") + px(14)
