"""A person's 25 steps on one time axis: the rule's window as a pale band, the recorded day as a dot."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QVBoxLayout, QWidget

from ui.widgets.timeline_paint import TimeAxis, TimelineDelegate
from ui.widgets.timeline_rows import ROW, TimelineModel, TimelineRow, time_scale


class _List(QListView):
    """The list itself; Enter and Delete are told upward, headings are passed over."""

    opened = Signal(QModelIndex)
    deleted = Signal(QModelIndex)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex())
            event.accept()
        elif event.key() == Qt.Key.Key_Delete and self.currentIndex().isValid():
            self.deleted.emit(self.currentIndex())
            event.accept()
        else:
            super().keyPressEvent(event)


class Timeline(QWidget):
    """`step_opened(code, step_id)` on Enter or double click; `step_deleted(step_id)` on Delete."""

    step_opened = Signal(str, int)
    step_deleted = Signal(int)
    menu_asked = Signal(object, QPoint)  # TimelineRow, global position

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = _List(self)
        self.view.setObjectName("TimelineList")
        self.view.setAccessibleName("发展步骤时间轴")
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
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
        layout.addWidget(self.view, 1)
        self.view.opened.connect(self._open)
        self.view.doubleClicked.connect(self._open)
        self.view.deleted.connect(self._delete)
        self.view.customContextMenuRequested.connect(self._menu)

    def set_rows(self, rows: list[TimelineRow], today: str) -> None:
        """Show the rows; the selected step stays selected, otherwise the next step is brought into view."""
        current = self.current_row()
        self.delegate.today = date.fromisoformat(today)
        self.delegate.scale = time_scale(rows, today)
        self.model.set_rows(rows)
        self._select(rows, current.code if current else "")
        self._align()

    def current_row(self) -> TimelineRow | None:
        index = self.view.currentIndex()
        return index.data(ROW) if index.isValid() else None

    def select_code(self, code: str) -> None:
        self._select(self.model.rows, code)

    def forget(self) -> None:
        """Another person is shown: keep no selection."""
        self.model.set_rows([])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._align()

    def _align(self) -> None:
        self.axis.right_inset = self.view.verticalScrollBar().sizeHint().width()
        self.axis.update()

    def _select(self, rows: Sequence[TimelineRow], code: str) -> None:
        wanted = next((i for i, r in enumerate(rows) if code and r.code == code), None)
        if wanted is not None:
            self.view.setCurrentIndex(self.model.index(wanted))
            return
        first = next((i for i, r in enumerate(rows) if r.is_next), None)
        if first is not None:
            self.view.scrollTo(self.model.index(first), QAbstractItemView.ScrollHint.PositionAtCenter)

    def _open(self, index: QModelIndex) -> None:
        row: TimelineRow = index.data(ROW)
        if row.code:
            self.step_opened.emit(row.code, row.last.id if row.last else 0)

    def _delete(self, index: QModelIndex) -> None:
        row: TimelineRow = index.data(ROW)
        if row.last:
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

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._align()
