"""A table with a line under it: how many rows, what the selected ones come to, and the way of the list into a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.listing import LIST_KEY, LIST_TEXT, taker_of
from ui.theme import plain_tip, px
from ui.widgets.plain_label import PlainLabel

if TYPE_CHECKING:
    from ui.tables import RecordTable


class TableFrame(QWidget):
    """`sums(ids)` tells more of the selected rows."""

    def __init__(self, table: RecordTable[Any], unit: str, sums: Callable[[list[int]], str] | None) -> None:
        super().__init__()
        self._table, self._unit, self._sums = table, unit, sums
        table.unit, table.sums = unit, sums
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(4))
        box.addWidget(table, 1)
        line = QHBoxLayout()
        line.setSpacing(px(8))
        self.foot = PlainLabel("", "quiet", wrap=True)
        line.addWidget(self.foot, 1)
        self.export_button = QPushButton(LIST_TEXT)
        self.export_button.setProperty("quiet", True)
        self.export_button.setProperty("compact", True)
        self.export_button.setAutoDefault(False)
        self.export_button.setToolTip(
            plain_tip(f"按屏幕上的样子存为 Excel、Word、PDF：栏目、次序、筛选、排序都一样（{LIST_KEY}）")
        )
        self.export_button.clicked.connect(table.export_list)
        self.export_button.hide()
        line.addWidget(self.export_button, 0, Qt.AlignmentFlag.AlignTop)
        box.addLayout(line)
        table.selection_changed.connect(self._refresh)
        table.record_model.modelReset.connect(self._refresh)
        self._refresh()

    def showEvent(self, event: QShowEvent) -> None:
        self.export_button.setVisible(taker_of(self) is not None)
        super().showEvent(event)

    def _refresh(self) -> None:
        rows = self._table.record_model.rowCount()
        ids = self._table.selected_ids()
        words = [f"共 {rows:,} {self._unit}"]
        if len(ids) > 1:
            words.append(f"已选 {len(ids):,} {self._unit}")
            if self._sums:
                words.append(self._sums(ids))
        self.foot.setText(" · ".join(words))
        self.export_button.setEnabled(rows > 0)
