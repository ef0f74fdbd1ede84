"""The view of every table of records: fixed rows, remembered columns, cut text readable, copy, menu, count."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QTableView,
    QWidget,
)

from ui.dialogs.list_columns import ListColumnsDialog
from ui.filling import Filling
from ui.listing import LIST_KEY, LIST_TEXT, ListWords, asked, on_screen, taker_of
from ui.record_model import Column, Index, ListSource, RecordTableModel, RowSource
from ui.settings import UiSettings
from ui.table_delegate import RecordDelegate
from ui.table_frame import TableFrame
from ui.theme import active, px

__all__ = ["Column", "Index", "ListSource", "RecordDelegate", "RecordTable", "RecordTableModel", "RowSource"]

R = TypeVar("R")
FEW_COLUMNS = 8
MOST_IN_MENU = 24  # columns; of more, a menu shows the usual ones
MORE_COPY = 5000  # rows copied at most: a clipboard is no export


@dataclass(frozen=True, slots=True)
class RowAction:
    """An entry of the rows' menu; `slot` and `enabled` get the selected ids."""

    text: str
    slot: Callable[[list[int]], object]
    shortcut: str = ""
    enabled: Callable[[list[int]], bool] | None = None


class RecordTable(QTableView, Generic[R]):
    """`name` is the key under which columns are remembered.

    Signals: `current_changed(id)` (0 = none), `opened(id)` on Enter or double click, `selection_changed()`.
    """

    current_changed = Signal(int)
    opened = Signal(int)
    selection_changed = Signal()

    def __init__(
        self, model: RecordTableModel[R], name: str, settings: UiSettings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.record_model = model
        self._name, self._settings = name, settings
        self.words: Callable[[], ListWords] | None = (
            None  # what the list is called in a file, and what was asked
        )
        self.unit = "条"
        self.sums: Callable[[list[int]], str] | None = None
        self._actions: list[RowAction] = []
        self._restoring = False
        self._announced = 0
        self.hovered_row = -1
        self._dress()
        self.setItemDelegate(RecordDelegate(self))
        self.setModel(model)
        model.modelAboutToBeReset.connect(self._keep_place)
        model.modelReset.connect(self._restore_place)
        self._kept: tuple[int, set[int], int] = (0, set(), 0)
        self._restore_columns()
        header = self.horizontalHeader()
        header.sortIndicatorChanged.connect(lambda _c, _o: self._save_columns())
        header.sectionResized.connect(lambda _i, _o, _n: self._save_columns())
        header.sectionMoved.connect(lambda _i, _o, _n: self._save_columns())
        header.customContextMenuRequested.connect(self._header_menu)
        self.entered.connect(lambda index: self._hover(index.row()))
        self.viewportEntered.connect(lambda: self._hover(-1))
        self.doubleClicked.connect(lambda index: self.opened.emit(model.id_at(index.row())))

    # what a tab uses

    def current_id(self) -> int:
        """Id of the current row, 0 when there is none."""
        index = self.currentIndex()
        return self.record_model.id_at(index.row()) if index.isValid() else 0

    def current_record(self) -> R | None:
        index = self.currentIndex()
        return self.record_model.record_at(index.row()) if index.isValid() else None

    def selected_ids(self) -> list[int]:
        """Ids of the selected rows in the order shown."""
        rows: set[int] = set()
        selection = self.selectionModel().selection()
        for span in (selection.at(i) for i in range(selection.count())):
            rows.update(range(span.top(), span.bottom() + 1))
        return [self.record_model.id_at(row) for row in sorted(rows)]

    def select_id(self, record_id: int) -> bool:
        """Make a record the current one and show it; False when it is not in the list."""
        row = self.record_model.row_of(record_id)
        if row < 0:
            return False
        self.setCurrentIndex(self.record_model.index(row, self._first_column()))
        self.selectRow(row)
        self.scrollTo(self.record_model.index(row, self._first_column()))
        return True

    def add_row_action(
        self,
        text: str,
        slot: Callable[[list[int]], object],
        shortcut: str = "",
        enabled: Callable[[list[int]], bool] | None = None,
    ) -> None:
        """An entry of the rows' menu; `slot` gets the selected ids. "-" makes a line."""
        self._actions.append(RowAction(text, slot, shortcut, enabled))

    def menu(self) -> QMenu:
        """The menu of the selected rows."""
        menu = QMenu(self)
        ids = self.selected_ids()
        for row_action in self._actions:
            if row_action.text == "-":
                menu.addSeparator()
                continue
            action = menu.addAction(row_action.text)
            if row_action.shortcut:
                action.setShortcut(QKeySequence(row_action.shortcut))
            action.setEnabled(bool(ids) and (row_action.enabled is None or row_action.enabled(ids)))
            action.triggered.connect(lambda _=False, call=row_action.slot: call(ids))
        if self._actions:
            menu.addSeparator()
        copy = menu.addAction("复制", self.copy)
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.setEnabled(bool(ids))
        self._offer_export(menu)
        return menu

    def export_list(self) -> None:
        """The list into a file, as it stands here; without an open desk there is nobody who writes it."""
        if (taker := taker_of(self)) is not None and self.record_model.rowCount():
            taker.take_list(on_screen(self))

    def called(self, title: str, *over: QWidget) -> None:
        """The list's name in a file; `over` are the fields that narrow it."""
        self.words = lambda: ListWords(title=title, said=asked(*over))

    def _offer_export(self, menu: QMenu) -> None:
        if taker_of(self) is not None:
            action = menu.addAction(LIST_TEXT, self.export_list)
            action.setShortcut(QKeySequence(LIST_KEY))
            action.setEnabled(self.record_model.rowCount() > 0)

    def copy(self) -> None:
        """The selected rows as text with tabs: visible columns in the order shown, as shown."""
        header = self.horizontalHeader()
        columns = [header.logicalIndex(i) for i in range(header.count())]
        columns = [c for c in columns if not header.isSectionHidden(c)]
        lines = ["\t".join(self.record_model.columns[c].title for c in columns)]
        for record_id in self.selected_ids()[:MORE_COPY]:
            record = self.record_model.record_at(self.record_model.row_of(record_id))
            if record is not None:
                cells = [self.record_model.columns[c].text(record) for c in columns]
                lines.append("\t".join(" ".join(cell.split()) for cell in cells))
        if len(lines) > 1:
            QGuiApplication.clipboard().setText("\n".join(lines))

    def set_columns(self, columns: Sequence[Column[R]]) -> None:
        """Other columns; widths, order and what is hidden stay as remembered."""
        if [c.key for c in columns] == [c.key for c in self.record_model.columns]:
            return
        self._restoring = True
        self.record_model.set_columns(columns)
        self._restore_columns()

    def layout_of_columns(self) -> list[tuple[Column[R], bool]]:
        """Columns in the order shown, and whether each is."""
        header, columns = self.horizontalHeader(), self.record_model.columns
        order = [header.logicalIndex(place) for place in range(header.count())]
        return [(columns[i], not header.isSectionHidden(i)) for i in order]

    def lay_out_columns(self, keys: Sequence[str]) -> None:
        """Show these columns, in this order, and no other."""
        header, known = self.horizontalHeader(), [c.key for c in self.record_model.columns]
        self._restoring = True
        for i, key in enumerate(known):
            header.setSectionHidden(i, key not in keys)
        for place, key in enumerate(keys):
            header.moveSection(header.visualIndex(known.index(key)), place)
        for i in range(len(known)):
            header.resizeSection(i, max(header.sectionSize(i), px(40)))
        self._restoring = False
        self._save_columns()

    def choose_columns(self) -> None:
        """Which columns are shown, and in which order."""
        lines = [(column.key, column.title, shown) for column, shown in self.layout_of_columns()]
        usual = [column.key for column in self.record_model.columns if column.visible]
        dialog = ListColumnsDialog(lines, usual, self)
        if dialog.exec():
            self.lay_out_columns(dialog.keys())
        dialog.deleteLater()

    def with_foot(self, unit: str = "条", sums: Callable[[list[int]], str] | None = None) -> TableFrame:
        """The table with its foot: how many, how many selected, and `sums(ids)` of the selected rows."""
        return TableFrame(self, unit, sums)

    def fill(self, key: str) -> None:
        """This column takes the width the others leave, and rows grow to the two lines its text needs."""
        Filling(self, key)

    # keys, menus, hovering

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif QKeySequence(event.keyCombination()) == QKeySequence(LIST_KEY):
            self.export_list()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_id():
            self.opened.emit(self.current_id())
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            where = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())
        else:
            where = event.globalPos()
        self.menu().exec(where)

    def leaveEvent(self, event: Any) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def selectionChanged(self, selected: Any, deselected: Any) -> None:
        super().selectionChanged(selected, deselected)
        self.selection_changed.emit()

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()
        if not self._restoring:
            self._announce()

    def _announce(self) -> None:
        current = self.current_id()
        if current != self._announced:
            self._announced = current
            self.current_changed.emit(current)

    def _hover(self, row: int) -> None:
        if row != self.hovered_row:
            self.hovered_row = row
            self.viewport().update()

    # place and columns

    def _first_column(self) -> int:
        return self.horizontalHeader().logicalIndex(0)

    def _keep_place(self) -> None:
        self._restoring = True
        self._kept = (self.current_id(), set(self.selected_ids()), self.verticalScrollBar().value())

    def _restore_place(self) -> None:
        current, selected, scroll = self._kept
        model = self.record_model
        row = model.row_of(current) if current else -1
        if row >= 0:
            self.setCurrentIndex(model.index(row, self._first_column()))
            self.verticalScrollBar().setValue(scroll)
            if len(selected) > 1:
                flags = self.selectionModel().SelectionFlag
                for other in selected:
                    if (at := model.row_of(other)) >= 0:
                        self.selectionModel().select(model.index(at, 0), flags.Select | flags.Rows)
        self._restoring = False
        self._hover(-1)
        self._announced = -1 if current and row < 0 else self._announced
        self._announce()

    def _dress(self) -> None:
        theme = active()
        self.setAccessibleName("列表")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setAlternatingRowColors(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(theme.px("row"))
        rows.setDefaultSectionSize(theme.px("row"))
        header = self.horizontalHeader()
        header.setFixedHeight(theme.px("row"))
        header.setSectionsMovable(True)
        header.setHighlightSections(False)
        header.setResizeContentsPrecision(0)
        header.setMinimumSectionSize(px(40))
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setStretchLastSection(True)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def _restore_columns(self) -> None:
        self._restoring = True
        header, columns = self.horizontalHeader(), self.record_model.columns
        state = self._settings.state(f"table-{self._name}")
        widths, hidden, order = state.get("widths", {}), state.get("hidden"), state.get("order", [])
        for i, column in enumerate(columns):
            width = widths.get(column.key)
            header.resizeSection(
                i, px(width if isinstance(width, int) and 20 <= width <= 2000 else column.width)
            )
            known = isinstance(hidden, list) and column.key in state.get("known", [])
            header.setSectionHidden(
                i, column.key in hidden if known and hidden else not known and not column.visible
            )
        keys = [column.key for column in columns]
        for place, key in enumerate(k for k in order if k in keys):
            header.moveSection(header.visualIndex(keys.index(key)), place)
        sort = state.get("sort", [])
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        if len(sort) == 2 and sort[0] in keys:
            direction = Qt.SortOrder.DescendingOrder if sort[1] else Qt.SortOrder.AscendingOrder
            self.sortByColumn(keys.index(sort[0]), direction)
        self._restoring = False

    def _save_columns(self) -> None:
        if self._restoring:
            return
        header, columns = self.horizontalHeader(), self.record_model.columns
        section = header.sortIndicatorSection()
        descending = header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
        self._settings.set_state(
            f"table-{self._name}",
            {
                "widths": self._settings.state(f"table-{self._name}").get("widths", {})
                | {
                    column.key: round(header.sectionSize(i) * 100 / active().percent)
                    for i, column in enumerate(columns)
                    if not header.isSectionHidden(i) and header.visualIndex(i) != header.count() - 1
                },
                "hidden": [c.key for i, c in enumerate(columns) if header.isSectionHidden(i)],
                "known": [c.key for c in columns],
                "order": [columns[header.logicalIndex(i)].key for i in range(header.count())],
                "sort": [columns[section].key, descending] if 0 <= section < len(columns) else [],
            },
        )

    def _header_menu(self, where: QPoint) -> None:
        self.header_menu().exec(self.horizontalHeader().mapToGlobal(where))

    def header_menu(self) -> QMenu:
        """Which columns are shown: those that are, and the usual ones; all of them in the dialog."""
        menu = QMenu(self)
        header = self.horizontalHeader()
        columns = self.record_model.columns
        many = len(columns) > MOST_IN_MENU
        for i, column in enumerate(columns):
            if many and header.isSectionHidden(i) and not column.visible:
                continue
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(not header.isSectionHidden(i))
            action.setEnabled(header.isSectionHidden(i) or header.count() - header.hiddenSectionCount() > 1)
            action.triggered.connect(lambda shown, section=i: self._show_column(section, shown))
        if len(columns) > FEW_COLUMNS:
            menu.addSeparator()
            menu.addAction("选择栏目和次序…", self.choose_columns)
        self._offer_export(menu)
        return menu

    def _show_column(self, section: int, shown: bool) -> None:
        self.horizontalHeader().setSectionHidden(section, not shown)
        self._save_columns()
