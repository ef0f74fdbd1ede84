"""A person's 25 steps on one time axis: the rule's window as a pale band, the recorded day as a dot."""

from datetime import date

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyleOptionViewItem, QVBoxLayout, QWidget

from ui.widgets.timeline_paint import TimeAxis, TimelineDelegate
from ui.widgets.timeline_rows import ROW, TimelineModel, TimelineRow, folded, stages_worth_opening, time_scale


class _List(QListView):
    """The list itself; Enter and Delete are told upward, headings are passed over."""

    opened = Signal(QModelIndex)
    deleted = Signal(QModelIndex)
    folded = Signal(QModelIndex, bool)  # Left folds, Right unfolds

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex())
            event.accept()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self.currentIndex().isValid():
            self.folded.emit(self.currentIndex(), event.key() == Qt.Key.Key_Right)
            event.accept()
        elif event.key() == Qt.Key.Key_Delete and self.currentIndex().isValid():
            self.deleted.emit(self.currentIndex())
            event.accept()
        else:
            super().keyPressEvent(event)


class Timeline(QWidget):
    """`step_opened(code, step_id)` on Enter or double click; `step_deleted(step_id)` on Delete.

    Stages fold (click, Enter, Left, Right); the widget is as tall as what is open, its pane scrolls.
    """

    step_opened = Signal(str, int)
    step_deleted = Signal(int)
    menu_asked = Signal(object, QPoint)  # TimelineRow, global position

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[TimelineRow] = []
        self._opened: set[int] = set()
        self.view = _List(self)
        self.view.setObjectName("TimelineList")
        self.view.setAccessibleName("发展步骤时间轴")
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setMouseTracking(True)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.model = TimelineModel(self)
        self.delegate = TimelineDelegate(self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(self.delegate)
        self.axis = TimeAxis(self.delegate, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.axis)
        layout.addWidget(self.view)
        self.view.opened.connect(self._open)
        self.view.doubleClicked.connect(self._double_clicked)
        self.view.clicked.connect(self._clicked)
        self.view.folded.connect(self._fold_key)
        self.view.deleted.connect(self._delete)
        self.view.customContextMenuRequested.connect(self._menu)

    def set_rows(self, rows: list[TimelineRow], today: str, stage: int) -> None:
        """Show the rows; the selected step and the open stages stay. A new person opens at `stage` and at doubts."""
        if not self._rows:
            self._opened = stages_worth_opening(rows, stage)
        self._rows = rows
        self.delegate.today = date.fromisoformat(today)
        self.delegate.scale = time_scale(rows, today)
        self._rebuild()

    def current_row(self) -> TimelineRow | None:
        index = self.view.currentIndex()
        return index.data(ROW) if index.isValid() else None

    def select_code(self, code: str) -> None:
        """Make a step the current one; its stage is opened."""
        found = next((row for row in self._rows if row.code == code), None)
        if found is None:
            return
        self._opened.add(found.stage)
        self._rebuild()
        place = next(i for i, row in enumerate(self.model.rows) if row.code == code)
        self.view.setCurrentIndex(self.model.index(place))

    def forget(self) -> None:
        """Another person is shown: keep no selection, no open stage."""
        self._rows = []
        self.model.set_rows([])

    def fold(self, stage: int, opened: bool) -> None:
        """Open or close a stage."""
        (self._opened.add if opened else self._opened.discard)(stage)
        self._rebuild()

    def _rebuild(self) -> None:
        current = self.current_row()
        self.model.set_rows(folded(self._rows, self._opened))
        if current is not None:
            same = (current.stage, current.code)
            place = next((i for i, r in enumerate(self.model.rows) if (r.stage, r.code) == same), None)
            if place is not None:
                self.view.setCurrentIndex(self.model.index(place))
        option = QStyleOptionViewItem()
        heights = (
            self.delegate.sizeHint(option, self.model.index(i)).height() for i in range(self.model.rowCount())
        )
        self.view.setFixedHeight(sum(heights) + 2)
        self.axis.update()

    def _clicked(self, index: QModelIndex) -> None:
        row: TimelineRow = index.data(ROW)
        if row.is_heading:
            self.fold(row.stage, not row.is_open)

    def _fold_key(self, index: QModelIndex, opened: bool) -> None:
        row: TimelineRow = index.data(ROW)
        if row.is_heading and row.is_open != opened:
            self.fold(row.stage, opened)

    def _open(self, index: QModelIndex) -> None:
        row: TimelineRow = index.data(ROW)
        if row.code:
            self.step_opened.emit(row.code, row.last.id if row.last else 0)
        else:
            self.fold(row.stage, not row.is_open)

    def _double_clicked(self, index: QModelIndex) -> None:
        if index.data(ROW).code:
            self._open(index)

    def _delete(self, index: QModelIndex) -> None:
        row: TimelineRow = index.data(ROW)
        if row.code and row.last:
            self.step_deleted.emit(row.last.id)

    def _menu(self, place: QPoint) -> None:
        index = self.view.indexAt(place)
        if not index.isValid():
            index = self.view.currentIndex()
            place = self.view.visualRect(index).center()
        row = index.data(ROW) if index.isValid() else None
        if row is not None and row.code:
            self.view.setCurrentIndex(index)
            self.menu_asked.emit(row, self.view.viewport().mapToGlobal(place))
