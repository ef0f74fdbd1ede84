"""A list on the screen on its way to a file: columns in the order shown, rows in the order shown, and what was asked.

Any widget can hand out a `ListOnScreen`; tables of records do so by themselves. The main window takes it (`taker_of`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QWidget

from models.domain.errors import Cancelled
from models.domain.listing import Count, Listing, ListingColumn, ListingPart
from ui.widgets.banner import Banner
from ui.widgets.date_edit import DateEdit

if TYPE_CHECKING:
    from ui.record_model import Column
    from ui.tables import RecordTable
    from ui.tasks import IsCancelled, Progress

AT_ONCE = 500  # rows fetched in one step
SAMPLE = 300  # rows that tell which paper is wanted
LIST_KEY = "Ctrl+Shift+S"
LIST_TEXT = "导出本表…"
_EVERYTHING = ("全部", "所有经办人")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """How a list is grouped on the screen: the field, the counts beside it, and, for each line of these, its rows."""

    field: str
    counts: tuple[Count, ...]
    ids_of: Callable[[int], Sequence[int]]  # by the number of the line, in the order of the list


@dataclass(frozen=True, slots=True, kw_only=True)
class ListWords:
    """What a list is called, and what was asked of it; `as_of` only of another day than today."""

    title: str
    said: tuple[str, ...] = ()
    as_of: str = ""
    grouping: Grouping | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOnScreen:
    """`make(selected_only, most, progress, cancelled)` gives the list; branch and day are the taker's to add."""

    place: QWidget
    title: str
    unit: str
    number: int
    selected: int
    make: Callable[[bool, int, Progress, IsCancelled], Listing] = field(repr=False)

    def sample(self) -> Listing:
        """Enough rows to see how wide it is."""
        return self.make(False, SAMPLE, _silent, _never)


@runtime_checkable
class TakesLists(Protocol):
    """What a window that writes lists can do."""

    def take_list(self, listed: ListOnScreen) -> None: ...


def taker_of(widget: QWidget) -> TakesLists | None:
    """The window over this widget that writes lists; none before the data are open."""
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, TakesLists):
            return above
        above = above.parentWidget()
    return None


def plain_list(
    place: QWidget, words: ListWords, unit: str, columns: Sequence[ListingColumn], rows: Sequence[Sequence[str]],
    sums: Sequence[tuple[str, ...]] = (), foot: str = "",
) -> ListOnScreen:  # fmt: skip
    """A list that is no table of records (the dues grid, the findings): its rows are there already."""

    def make(_selected: bool, most: int, _progress: Progress, _cancelled: IsCancelled) -> Listing:
        return Listing(
            title=words.title,
            branch="",
            as_of=words.as_of,
            columns=tuple(columns),
            parts=(ListingPart(heading="", rows=rows[: most or None]),),
            said=words.said,
            foot=foot or f"共 {len(rows):,} {unit}",
            sums=tuple(sums),
        )

    return ListOnScreen(place=place, title=words.title, unit=unit, number=len(rows), selected=0, make=make)


def asked(*widgets: QWidget) -> tuple[str, ...]:
    """What the fields over a list ask of it, a sentence each; what asks for everything says nothing."""
    said = (_asked(widget) for widget in widgets)
    return tuple(words for words in said if words)


def _asked(widget: QWidget) -> str:
    text = ""
    if isinstance(widget, QLineEdit):
        text = widget.text().strip()
        dated = widget.accessibleName() if isinstance(widget, DateEdit) else ""
        return (f"{dated}：{text}" if dated else f"查找“{text}”") if text else ""
    if isinstance(widget, QComboBox):
        text = widget.currentText().strip()
        return "" if text.startswith(_EVERYTHING) else text
    if isinstance(widget, Banner):  # says itself what is asked
        return widget.label.text() if not widget.isHidden() else ""
    if isinstance(widget, QAbstractButton) and widget.isChecked():
        return widget.text().split("（")[0]
    return ""


# tables of records


def on_screen(table: RecordTable[Any]) -> ListOnScreen:
    """This table as it stands there."""
    words = table.words() if table.words else ListWords(title=_name_of(table))
    columns = [column for column, shown in table.layout_of_columns() if shown]
    ids, chosen = list(table.record_model.ids), table.selected_ids()
    unit, sums, source = table.unit, table.sums, table.record_model.source
    said = words.said + _sorted_by(table)
    listing = Listing(
        title=words.title,
        branch="",
        as_of=words.as_of,
        columns=tuple(ListingColumn(title=c.title, side=_side(c)) for c in columns),
        parts=(),
        said=said,
    )

    def make(selected: bool, most: int, progress: Progress, cancelled: IsCancelled) -> Listing:
        wanted = (chosen if selected else ids)[: most or None]
        rows = dict(_rows(source, wanted, columns, progress, cancelled))
        held = [one for one in wanted if one in rows]
        words_of_all = f"共 {len(held):,} {unit}"
        if sums and not most and (told := sums(held)):
            words_of_all = f"{words_of_all} · {told}"
        only = (f"只有选中的 {len(held):,} {unit}",) if selected else ()
        made = replace(listing, said=(*said, *only), foot=words_of_all)
        grouping = words.grouping if not selected else None
        if grouping is None or most:  # a sample need not be parted
            made = replace(made, parts=(ListingPart(heading="", rows=[rows[one] for one in held]),))
            return replace(made, grouped_by=grouping.field) if grouping else made
        return _grouped(made, grouping, rows, cancelled)

    return ListOnScreen(
        place=table, title=words.title, unit=unit, number=len(ids), selected=len(chosen), make=make
    )


def _rows(
    source: Any,
    ids: Sequence[int],
    columns: Sequence[Column[Any]],
    progress: Progress,
    cancelled: IsCancelled,
) -> Iterator[tuple[int, list[str]]]:
    """Id and texts of each row; who went away since the list was read is left out."""
    for start in range(0, len(ids), AT_ONCE):
        if cancelled():
            raise Cancelled
        progress(start, len(ids))
        part = ids[start : start + AT_ONCE]
        records = source.fetch(part)
        if len(records) != len(
            part
        ):  # somebody was deleted meanwhile: one by one, so that no row is another's
            records = [(source.fetch([one]) or [None])[0] for one in part]
        for one, record in zip(part, records, strict=True):
            if record is not None:
                yield one, [column.text(record) for column in columns]


def _grouped(
    listing: Listing, grouping: Grouping, rows: dict[int, list[str]], cancelled: IsCancelled
) -> Listing:
    parts: list[ListingPart] = []
    for line, count in enumerate(grouping.counts):
        if cancelled():
            raise Cancelled
        held = [rows[one] for one in grouping.ids_of(line) if one in rows]
        parts += [ListingPart(heading=count.label, rows=held)] if held else []
    return replace(listing, parts=tuple(parts), grouped_by=grouping.field, counts=grouping.counts)


def _side(column: Column[Any]) -> Any:
    return column.align if column.align in ("right", "center") else "left"


def _sorted_by(table: RecordTable[Any]) -> tuple[str, ...]:
    key, descending = table.record_model.sorted_by
    title = next((c.title for c in table.record_model.columns if key and c.sort_key == key), "")
    return (f"按“{title}”从{'大到小' if descending else '小到大'}排列",) if title else ()


def _name_of(widget: QWidget) -> str:
    """The tab's title, or the dialog's."""
    above: QWidget | None = widget
    while above is not None:
        if title := getattr(above, "TITLE", ""):
            return str(title)
        if above.isWindow() and above.windowTitle():
            return above.windowTitle()
        above = above.parentWidget()
    return "列表"


def _silent(_done: int, _total: int) -> None:
    """No one is watching the progress."""


def _never() -> bool:
    return False
