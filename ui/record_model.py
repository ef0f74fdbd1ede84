"""One model and one view for every table of records: ids from the source, rows by pages of 128.

The source sorts and filters (in SQL, or a small list in memory); nothing is sorted by Qt. A table of
100,000 rows costs its list of ids.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from ui.theme import plain_tip

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)
PAGE = 128
CACHED_PAGES = 24
Index = QModelIndex | QPersistentModelIndex
ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "right": Qt.AlignmentFlag.AlignRight,
    "center": Qt.AlignmentFlag.AlignHCenter,
}


@dataclass(frozen=True, kw_only=True)
class Column(Generic[R]):
    """One column. `sort`: True = sortable by `key`, a text = by that key of the source, False = not.

    `width` in pixels at 100 % text. `tip` gives the tooltip (plain text). `tone` gives a state of the palette
    ("late", "soon", "done", "quiet", "") for the text. `wrap` uses a second line before text is cut.
    """

    key: str
    title: str
    text: Callable[[R], str]
    width: int = 110
    align: str = "left"
    sort: bool | str = True
    tip: Callable[[R], str] | None = None
    tone: Callable[[R], str] | None = None
    visible: bool = True
    wrap: bool = False

    @property
    def sort_key(self) -> str:
        if isinstance(self.sort, str):
            return self.sort
        return self.key if self.sort else ""


class RowSource(Protocol[R_co]):
    """Where a table's rows come from; ids are whole numbers, unique in the table."""

    def keys(self) -> Sequence[int]: ...
    def fetch(self, ids: Sequence[int]) -> Sequence[R_co]: ...
    def set_sort(self, key: str, descending: bool) -> None: ...


class ListSource(Generic[R]):
    """A source over a short list (up to some thousands): `load` gives the records, `sorts` a key by column."""

    def __init__(
        self,
        load: Callable[[], Sequence[R]],
        id_of: Callable[[R], int] = lambda record: int(getattr(record, "id")),  # noqa: B009
        sorts: Mapping[str, Callable[[R], Any]] | None = None,
    ) -> None:
        self._load, self._id_of, self._sorts = load, id_of, dict(sorts or {})
        self._sort: tuple[str, bool] | None = None
        self._records: dict[int, R] = {}

    def keys(self) -> Sequence[int]:
        records = list(self._load())
        if self._sort and self._sort[0] in self._sorts:
            records.sort(key=self._sorts[self._sort[0]], reverse=self._sort[1])
        self._records = {self._id_of(record): record for record in records}
        return list(self._records)

    def fetch(self, ids: Sequence[int]) -> Sequence[R]:
        return [self._records[i] for i in ids if i in self._records]

    def set_sort(self, key: str, descending: bool) -> None:
        self._sort = (key, descending)


class RecordTableModel(QAbstractTableModel, Generic[R]):
    """Read-only rows of one source; pages are fetched when they are painted and kept while they are near."""

    ToneRole = int(Qt.ItemDataRole.UserRole) + 1

    def __init__(self, source: RowSource[R], columns: Sequence[Column[R]]) -> None:
        super().__init__()
        self.source = source
        self.columns = tuple(columns)
        self._ids: Sequence[int] = ()
        self._pages: OrderedDict[int, Sequence[R]] = OrderedDict()
        self._rows: dict[int, int] | None = None
        self._sort = ("", False)

    def reload(self) -> None:
        """Ask the source again: after a change, another filter, another order."""
        self.beginResetModel()
        self._pages.clear()
        self._rows = None
        self._ids = self.source.keys()
        self.endResetModel()

    def set_columns(self, columns: Sequence[Column[R]]) -> None:
        """Other columns: a branch added a field of its own."""
        self.beginResetModel()
        self.columns = tuple(columns)
        self.endResetModel()

    @property
    def ids(self) -> Sequence[int]:
        return self._ids

    @property
    def sorted_by(self) -> tuple[str, bool]:
        """Key of the source and whether the largest come first; "" in the source's own order."""
        return self._sort

    def id_at(self, row: int) -> int:
        return self._ids[row]

    def row_of(self, record_id: int) -> int:
        """Row of a record, -1 when it is not in the list."""
        if self._rows is None:
            self._rows = {record: row for row, record in enumerate(self._ids)}
        return self._rows.get(record_id, -1)

    def record_at(self, row: int) -> R | None:
        """The record of a row; None when it went away since the ids were read."""
        number, offset = divmod(row, PAGE)
        page = self._pages.get(number)
        if page is None:
            page = self.source.fetch(self._ids[number * PAGE : (number + 1) * PAGE])
            self._pages[number] = page
            if len(self._pages) > CACHED_PAGES:
                self._pages.popitem(last=False)
        return page[offset] if offset < len(page) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own signature)
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own signature)
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            record = self.record_at(index.row())
            return "" if record is None else column.text(record)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return ALIGN[column.align] | Qt.AlignmentFlag.AlignVCenter
        if role == self.ToneRole and column.tone:
            record = self.record_at(index.row())
            return "" if record is None else column.tone(record)
        if role == Qt.ItemDataRole.ToolTipRole and column.tip:
            record = self.record_at(index.row())
            tip = "" if record is None else column.tip(record)
            return plain_tip(tip) or None
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return ALIGN[self.columns[section].align] | Qt.AlignmentFlag.AlignVCenter
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort through the source; a column which is not sortable changes nothing."""
        if not 0 <= column < len(self.columns) or not self.columns[column].sort_key:
            return
        wanted = (self.columns[column].sort_key, order == Qt.SortOrder.DescendingOrder)
        if wanted == self._sort:
            return
        self._sort = wanted
        self.source.set_sort(*wanted)
        if self._ids:
            self.reload()
