"""Search over people and meetings from anywhere: type, arrow, Enter jumps to the record."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from ui.theme import px
from ui.widgets.search_box import SearchBox

MOST = 8


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer: where it is, and the line that shows it."""

    tab: str
    record_id: int
    text: str


class SearchEverywhere(SearchBox):
    """`chosen(tab, record_id)`. The list floats under the field inside the window."""

    chosen = Signal(str, int)

    def __init__(
        self, find: Callable[[str], Sequence[Hit]], host: QWidget, parent: QWidget | None = None
    ) -> None:
        super().__init__("搜人、会议、计划（Ctrl+K）", 300, parent)
        self.setMinimumWidth(px(240))
        self._find, self._host = find, host
        self.hits: Sequence[Hit] = ()
        self.results = QListWidget(host)
        self.results.setObjectName("SearchResults")
        self.results.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.results.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.results.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.results.setAccessibleName("搜索结果")
        self.results.hide()
        self.results.itemClicked.connect(lambda item: self._go(self.results.row(item)))
        self.searched.connect(self._show_hits)
        self.returnPressed.connect(self._enter)
        self.installEventFilter(self)

    def _show_hits(self, text: str) -> None:
        self.hits = self._find(text)[: 2 * MOST] if text else ()
        self.results.clear()
        for hit in self.hits:
            self.results.addItem(QListWidgetItem(hit.text))
        if text and not self.hits:
            item = QListWidgetItem(f"没有找到“{text}”")
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.results.addItem(item)
        if not text:
            self.results.hide()
            return
        self.results.setCurrentRow(0 if self.hits else -1)
        self._place()
        self.results.show()
        self.results.raise_()

    def _place(self) -> None:
        host = self._host
        width = max(self.width(), px(380))
        shown = range(min(self.results.count(), MOST))
        height = sum(self.results.sizeHintForRow(row) for row in shown) + 2 * self.results.frameWidth()
        corner = self.mapTo(host, QPoint(0, self.height() + 2))
        left = min(corner.x(), host.width() - width - px(12))
        self.results.setGeometry(left, corner.y(), width, height)

    def _enter(self) -> None:
        if self.hits:
            self._go(max(self.results.currentRow(), 0))

    def _go(self, row: int) -> None:
        if 0 <= row < len(self.hits):
            hit = self.hits[row]
            self.clear()
            self._emit()
            self.results.hide()
            self.chosen.emit(hit.tab, hit.record_id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.results.hide()
        elif event.type() == QEvent.Type.FocusIn and self.hits:
            self.results.show()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step and self.results.isVisible() and self.hits:
            self.results.setCurrentRow((self.results.currentRow() + step) % len(self.hits))
            return
        if event.key() == Qt.Key.Key_Escape:
            self.results.hide()
        super().keyPressEvent(event)
