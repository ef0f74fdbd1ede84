"""The dues ledger of a year: frozen names and standards, a cell a month, frozen sums; keys as in a spreadsheet."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QGridLayout, QHeaderView, QScrollBar, QTableView, QWidget

from models.domain.dates import chinese_date
from models.domain.dues_sheet import CellState, DuesCell, DuesRow
from models.domain.money import yuan
from ui.theme import plain_tip, px
from ui.widgets.dues_cells import FootDelegate, MonthDelegate, NameDelegate
from ui.widgets.dues_words import standing_words, state_words

Index = QModelIndex | QPersistentModelIndex
NAME, STANDARD, FIRST_MONTH, PAID = 0, 1, 2, 14
COLUMNS = 15
RowRole = int(Qt.ItemDataRole.UserRole)
CellRole = RowRole + 1
_NO_PARENT = QModelIndex()


class DuesGridModel(QAbstractTableModel):
    """Rows of one year, already read."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[DuesRow, ...] = ()
        self.this_month = ""

    def set_rows(self, rows: Sequence[DuesRow], this_month: str) -> None:
        self.beginResetModel()
        self.rows, self.this_month = tuple(rows), this_month
        self.endResetModel()

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else COLUMNS

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], index.column()
        if role == RowRole:
            return row
        cell = row.cells[column - FIRST_MONTH] if FIRST_MONTH <= column < PAID else None
        if role == CellRole:
            return cell
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_text(cell) if cell else _text(row, column)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            text = cell_tip(row, cell) if cell else _tip(row, column)
            return plain_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        month = section - FIRST_MONTH + 1
        is_closed = bool(self.rows) and 1 <= month <= 12 and self.rows[0].cells[month - 1].is_closed
        if role == Qt.ItemDataRole.DisplayRole:
            closed = " 结" if is_closed else ""
            return {NAME: "姓名", STANDARD: "月标准", PAID: "已交"}.get(section, f"{month}月{closed}")
        if role == Qt.ItemDataRole.ToolTipRole and 1 <= month <= 12:
            return "已结账，应收数不再变动" if is_closed else "还没有结账"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if section == NAME else Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        return None


def _text(row: DuesRow, column: int) -> str:
    if column == NAME:
        return row.name
    if column == STANDARD:
        return yuan(row.standard.amount_fen) if row.standard else "未核定"
    return yuan(row.paid_fen) if row.paid_fen else ""


def _tip(row: DuesRow, column: int) -> str:
    if column == NAME:
        late = f"，已连续 {row.months_late} 个月未交" if row.months_late else ""
        return f"{row.name}（{row.category.value}）{late}"
    if column == STANDARD:
        return row.standard.explanation if row.standard else "还没有核定月交标准"
    return f"已交 {yuan(row.paid_fen)} 元；到本月应交 {yuan(row.due_fen)} 元"


def cell_text(cell: DuesCell) -> str:
    """What stands in a month: the amount paid, or the amount still to come."""
    if cell.state in (CellState.PAID, CellState.PART):
        return yuan(cell.paid_fen)
    return yuan(cell.due_fen) if cell.state in (CellState.LATE, CellState.DUE) else ""


def cell_tip(row: DuesRow, cell: DuesCell) -> str:
    """侯学军 2026年9月：欠交，应交 42.87 元."""
    parts = state_words(cell)
    if cell.paid_on:
        parts.append(f"{chinese_date(cell.paid_on)}收")
    more = "".join(f"\n{text}" for _, text in standing_words(cell))
    return f"{row.name} {chinese_date(cell.month)}：{'，'.join(parts)}{more}"


def _of_month(row: DuesRow, kind: str, month: int) -> int:
    """Due or paid of a month, without making its cell where the row has the sums."""
    kept = row.month_due if kind == "due_fen" else row.month_paid
    return kept[month] if kept else getattr(row.cells[month], kind)


class FootModel(QAbstractTableModel):
    """Two lines of sums over the rows shown: due and paid."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._due = 0  # of the months that are due so far
        self._lines: list[list[str]] = [[""] * COLUMNS, [""] * COLUMNS]

    def set_rows(self, rows: Sequence[DuesRow]) -> None:
        def line(name: str, kind: str) -> list[str]:
            months = [sum(_of_month(row, kind, m) for row in rows) for m in range(12)]
            total = sum(months) if kind == "paid_fen" else 0  # the last column is 已交
            words = [yuan(fen) if fen else "" for fen in (*months, total)]
            return [name, "", *words]

        self.beginResetModel()
        self._due = sum(row.due_fen for row in rows)
        self._lines = [line(f"应交 {len(rows)} 人", "due_fen"), line("实交", "paid_fen")]
        self.endResetModel()

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else COLUMNS

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        text = self._lines[index.row()][index.column()]
        if role == Qt.ItemDataRole.ToolTipRole and index.row() == 0 and index.column() in (NAME, PAID):
            return plain_tip(f"到本月应交 {yuan(self._due)} 元")
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == PAID:
            return plain_tip(f"全年已收 {text} 元")
        return text if role == Qt.ItemDataRole.DisplayRole else None


class _Part(QTableView):
    """One of the four views the grid is made of; they differ in columns and in what scrolls them."""

    def __init__(self, columns: range, model: QAbstractTableModel, row_height: int) -> None:
        super().__init__()
        self.setModel(model)
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setStyleSheet("QTableView { border: none; }")
        vertical, horizontal = self.verticalHeader(), self.horizontalHeader()
        vertical.hide()
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        vertical.setMinimumSectionSize(row_height)
        vertical.setDefaultSectionSize(row_height)
        horizontal.setFixedHeight(px(34))
        horizontal.setHighlightSections(False)
        horizontal.setSectionsClickable(False)
        horizontal.setMinimumSectionSize(px(40))
        horizontal.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for column in range(COLUMNS):
            self.setColumnHidden(column, column not in columns)


class DuesGrid(QWidget):
    """Signals carry person id and month ("2026-09"): `pay` (space), `opened` (Enter), `typed` (digits)."""

    current_changed = Signal(int, str)
    pay = Signal(int, str)
    opened = Signal(int, str)
    typed = Signal(int, str, str)
    menu_asked = Signal(int, str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = DuesGridModel(self)
        self.foot_model = FootModel(self)
        row, foot_row = px(34), px(30)
        frozen, scrolled = range(FIRST_MONTH), range(FIRST_MONTH, COLUMNS)
        self.names = _Part(frozen, self.model, row)
        self.view = _Part(scrolled, self.model, row)
        self.foot_names = _Part(frozen, self.foot_model, foot_row)
        self.foot = _Part(scrolled, self.foot_model, foot_row)
        self.bar = QScrollBar(Qt.Orientation.Vertical)
        self._dress(foot_row)
        self._lay_out()
        self._link()

    def _dress(self, foot_row: int) -> None:
        self.view.setAccessibleName("党费台账")
        self.names.setSelectionModel(self.view.selectionModel())
        self.names.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.names.setItemDelegate(NameDelegate(self.names))
        self.view.setItemDelegate(MonthDelegate(self.view))
        for part in (self.foot_names, self.foot):
            part.horizontalHeader().hide()
            part.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            part.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
            part.setItemDelegate(FootDelegate(part))
            part.setFixedHeight(2 * foot_row)
        for part in (self.names, self.foot_names):
            part.setColumnWidth(NAME, px(90))
            part.setColumnWidth(STANDARD, px(70))
            part.setFixedWidth(px(90 + 70))
        for part in (self.view, self.foot):
            for column in range(FIRST_MONTH, PAID):
                part.setColumnWidth(column, px(64))
            part.setColumnWidth(PAID, px(74))
            part.horizontalHeader().setMinimumSectionSize(px(64))
            part.horizontalHeader().setStretchLastSection(True)
        for part in (self.foot_names, self.foot):
            part.setSpan(0, NAME, 1, 2)
            part.setSpan(1, NAME, 1, 2)
        self.foot.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)

    def _lay_out(self) -> None:
        self.setObjectName("DuesGrid")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("panel", True)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        grid.addWidget(self.names, 0, 0)
        grid.addWidget(self.view, 0, 1)
        grid.addWidget(self.bar, 0, 2)
        grid.addWidget(self.foot_names, 1, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.foot, 1, 1)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(0, 1)

    def _link(self) -> None:
        main, names = self.view.verticalScrollBar(), self.names.verticalScrollBar()
        main.valueChanged.connect(names.setValue)
        names.valueChanged.connect(main.setValue)
        main.valueChanged.connect(self.bar.setValue)
        self.bar.valueChanged.connect(main.setValue)
        main.rangeChanged.connect(self._range)
        across, foot = self.view.horizontalScrollBar(), self.foot.horizontalScrollBar()
        across.valueChanged.connect(foot.setValue)
        foot.valueChanged.connect(across.setValue)
        foot.rangeChanged.connect(lambda low, high: self._foot_height(high > low))
        self.view.selectionModel().currentChanged.connect(self._current)
        self.view.doubleClicked.connect(lambda _index: self._emit(self.opened))
        self.names.doubleClicked.connect(lambda _index: self._emit(self.opened))
        self.names.clicked.connect(self._name_clicked)
        self.view.installEventFilter(self)
        self.names.viewport().installEventFilter(self)
        self.view.viewport().installEventFilter(self)
        self.setFocusProxy(self.view)

    def _range(self, low: int, high: int) -> None:
        self.bar.setRange(low, high)
        self.bar.setPageStep(self.view.verticalScrollBar().pageStep())
        self.bar.setSingleStep(px(34))
        self.bar.setVisible(high > low)

    def _foot_height(self, scrolls: bool) -> None:
        rows = 2 * px(30)
        self.foot.setFixedHeight(
            rows + (self.foot.horizontalScrollBar().sizeHint().height() if scrolls else 0)
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The current cell stays in sight when banners come and go or the window changes."""
        super().resizeEvent(event)
        self.view.scrollTo(self.view.currentIndex())

    # what the tab uses

    def set_rows(self, rows: Sequence[DuesRow], this_month: str) -> None:
        """Show these rows; the current cell stays with its person and month."""
        person, month = self.current()
        self.model.set_rows(rows, this_month)
        self.foot_model.set_rows(rows)
        self.select(person, month or this_month)

    def current(self) -> tuple[int, str]:
        """Person id and month of the current cell; (0, "") when there is none."""
        index = self.view.currentIndex()
        if not index.isValid() or index.row() >= len(self.model.rows):
            return 0, ""
        row = self.model.rows[index.row()]
        place = min(max(index.column() - FIRST_MONTH, 0), 11)
        return row.person_id, row.cells[place].month

    def current_row(self) -> DuesRow | None:
        person, _ = self.current()
        return next((row for row in self.model.rows if row.person_id == person), None)

    def select(self, person_id: int, month: str) -> None:
        """Make a cell the current one; the first person when this one is not shown."""
        if not self.model.rows:
            self.current_changed.emit(0, "")
            return
        place = next((i for i, row in enumerate(self.model.rows) if row.person_id == person_id), 0)
        months = [cell.month for cell in self.model.rows[place].cells]
        column = FIRST_MONTH + (months.index(month) if month in months else self._default_column(months))
        self.view.setCurrentIndex(self.model.index(place, column))

    def _default_column(self, months: list[str]) -> int:
        return months.index(self.model.this_month) if self.model.this_month in months else 0

    def move_down(self) -> None:
        """The next person, same month."""
        index = self.view.currentIndex()
        below = self.model.index(index.row() + 1, index.column())
        if below.isValid():
            self.view.setCurrentIndex(below)

    # keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.view and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        if isinstance(event, QContextMenuEvent) and event.type() == QEvent.Type.ContextMenu:
            person, month = self.current()
            if person:
                self.menu_asked.emit(person, month, event.globalPos())
            return True
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self._emit(self.opened)
        elif event.key() == Qt.Key.Key_Space and plain:
            self._emit(self.pay)
        elif plain and event.text() and event.text() in "0123456789.":
            person, month = self.current()
            if person:
                self.typed.emit(person, month, event.text())
        else:
            return False
        return True

    def _emit(self, signal: Any) -> None:
        person, month = self.current()
        if person:
            signal.emit(person, month)

    def _current(self, _new: QModelIndex, _old: QModelIndex) -> None:
        self.names.viewport().update()
        self.current_changed.emit(*self.current())

    def _name_clicked(self, index: QModelIndex) -> None:
        """A click on a name keeps the month."""
        month = self.model.this_month
        self.select(self.model.rows[index.row()].person_id, month)
        self.view.setFocus()
