"""Five stages side by side with their counts; a card is three lines. Dropping a card only asks, it never moves."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListView,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from models.services.pipeline_view import STAGES, Entry
from ui.theme import px, restyle
from ui.widgets.plain_label import PlainLabel
from ui.widgets.stage_cards import ENTRY, MIME, CardDelegate, CardModel

COLUMN = 132  # least width at 100 % text; below it the board scrolls sideways


class CardList(QListView):
    """One column. Left and Right leave it, Enter opens, a drop is reported."""

    entered = Signal(int)  # person id, Enter or double click
    sideways = Signal(int)  # -1 or +1
    dropped = Signal(int)  # person id
    gained_focus = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards = CardModel(self)
        self.setModel(self.cards)
        self.setItemDelegate(CardDelegate(self))
        self.setObjectName("CardList")
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.CopyAction)
        self.setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.doubleClicked.connect(lambda index: self.entered.emit(index.data(ENTRY).person_id))

    def current_entry(self) -> Entry | None:
        index = self.currentIndex()
        return index.data(ENTRY) if index.isValid() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        entry = self.current_entry()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and entry:
            self.entered.emit(entry.person_id)
        elif event.key() == Qt.Key.Key_Left:
            self.sideways.emit(-1)
        elif event.key() == Qt.Key.Key_Right:
            self.sideways.emit(1)
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.cards.entries and not self.currentIndex().isValid():
            self.setCurrentIndex(self.cards.index(0))
        self.gained_focus.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._take(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._take(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        restyle(self, "target", False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        restyle(self, "target", False)
        if event.mimeData().hasFormat(MIME):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.dropped.emit(int(bytes(event.mimeData().data(MIME).data()).decode()))

    def _take(self, event: QDragMoveEvent) -> None:
        if event.mimeData().hasFormat(MIME) and event.source() is not self:
            restyle(self, "target", True)
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()


class StageBoard(QWidget):
    """`selected(person_id)` when a card becomes current, `opened(person_id)` on Enter, `moved(person_id, stage)`."""

    selected = Signal(int)
    opened = Signal(int)
    moved = Signal(int, int)
    menu_asked = Signal(int, QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._area)
        inside = QWidget()
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(10))
        self._area.setWidget(inside)
        self._columns: list[QWidget] = []
        self.lists: list[CardList] = []
        self.heads: list[PlainLabel] = []
        self.counts: list[PlainLabel] = []
        for number, title in enumerate(STAGES, start=1):
            row.addWidget(self._column(number, title), 1)

    def set_entries(self, entries: Sequence[Entry], today: str) -> None:
        """Show everybody in their stage; the selected person stays selected."""
        current = self.current_id()
        for stage, cards in enumerate(self.lists, start=1):
            mine = [e for e in entries if e.stage == stage]
            cards.selectionModel().blockSignals(True)
            cards.cards.set_entries(mine, today[:4])
            cards.selectionModel().blockSignals(False)
            self.counts[stage - 1].setText(str(len(mine)))
            cards.setAccessibleName(f"{STAGES[stage - 1]}，{len(mine)} 人")
        if current:
            self.select(current)

    def current_id(self) -> int:
        """The person whose card is selected, 0 when none is."""
        for cards in self.lists:
            entry = cards.current_entry()
            if entry and cards.selectionModel().isSelected(cards.currentIndex()):
                return entry.person_id
        return 0

    def select(self, person_id: int) -> bool:
        """Make the person's card current in its column, and in no other."""
        for cards in self.lists:
            for row, entry in enumerate(cards.cards.entries):
                if entry.person_id == person_id:
                    self._clear_others(cards)
                    cards.setCurrentIndex(cards.cards.index(row))
                    self._area.ensureWidgetVisible(self._columns[self.lists.index(cards)], 0, 0)
                    return True
        return False

    def _column(self, number: int, title: str) -> QWidget:
        column = QWidget()
        column.setMinimumWidth(px(COLUMN))
        self._columns.append(column)
        box = QVBoxLayout(column)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(6))
        head = QHBoxLayout()
        head.setContentsMargins(px(4), 0, px(4), 0)
        name, count = PlainLabel(title, "heading"), PlainLabel("0", "quiet")
        head.addWidget(name)
        head.addStretch(1)
        head.addWidget(count)
        box.addLayout(head)
        cards = CardList(column)
        box.addWidget(cards, 1)
        self.lists.append(cards)
        self.heads.append(name)
        self.counts.append(count)
        cards.entered.connect(self.opened)
        cards.dropped.connect(lambda person_id: self.moved.emit(person_id, number))
        cards.sideways.connect(lambda step: self._sideways(number - 1, step))
        cards.gained_focus.connect(lambda: self._clear_others(cards))
        cards.selectionModel().currentChanged.connect(lambda current, _old: self._current(cards, current))
        cards.customContextMenuRequested.connect(lambda place: self._menu(cards, place))
        return column

    def _current(self, cards: CardList, index: QModelIndex) -> None:
        if index.isValid():
            self._clear_others(cards)
            self._area.ensureWidgetVisible(self._columns[self.lists.index(cards)], 0, 0)
            self.selected.emit(index.data(ENTRY).person_id)

    def _clear_others(self, keep: CardList) -> None:
        for cards in self.lists:
            if cards is not keep and cards.currentIndex().isValid():
                cards.selectionModel().clear()

    def _sideways(self, at: int, step: int) -> None:
        target = at + step
        while 0 <= target < len(self.lists):
            cards = self.lists[target]
            if cards.cards.entries:
                row = min(max(self.lists[at].currentIndex().row(), 0), len(cards.cards.entries) - 1)
                cards.setCurrentIndex(cards.cards.index(row))
                cards.setFocus()
                return
            target += step

    def _menu(self, cards: CardList, place: QPoint) -> None:
        index = cards.indexAt(place)
        if not index.isValid():
            index = cards.currentIndex()
            place = cards.visualRect(index).center()
        if index.isValid():
            cards.setCurrentIndex(index)
            self.menu_asked.emit(index.data(ENTRY).person_id, cards.viewport().mapToGlobal(place))
