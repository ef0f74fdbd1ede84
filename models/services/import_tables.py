"""The tables of one import: lists standing side by side on a sheet, and the sheets that are read together.

Every row of an import has one number: the row of its sheet, counted from 1, plus STRIDE for each table before its own.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from models.domain.group_line import group_of
from models.services.import_plan import STRIDE, PlanColumn, PlanTable
from models.services.sheet_layout import Found, Layout, squeeze, year_of
from models.services.sheets import SheetGrid, column_letter

_SERIALS = frozenset({"序号", "序", "号", "编号", "顺序号"})
_LONGEST = 8  # characters of a sheet's name beside its rows
Finder = Callable[[SheetGrid], Layout | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One list: its own columns of the sheet, counted from 0, and where they begin on it."""

    number: int
    grid: SheetGrid
    layout: Layout
    offset: int = 0
    beside: int = 1  # lists on its sheet
    place: int = 0  # which of them

    @property
    def base(self) -> int:
        """What its row numbers begin with."""
        return self.number * STRIDE

    @property
    def key(self) -> str:
        """Name of the list within its file."""
        return f"{self.grid.name}#{self.place}" if self.place else self.grid.name

    @property
    def heads(self) -> tuple[str, ...]:
        """Its labels as lists of one kind share them, without the titles that may stand over them."""
        told = [own_label(label) for label in self.layout.labels]
        while told and not told[-1]:
            told.pop()
        return tuple(told)

    def letters(self, index: int) -> str:
        return column_letter(self.offset + index)

    def name(self, tables: "Sequence[Table]") -> str:
        """What its rows are called beside those of the others; "" of the only one."""
        several = len({table.grid.name for table in tables}) > 1
        words = [_short(self.grid.name)] if several else []
        if self.beside > 1:
            words.append(("左表", "右表")[self.place] if self.beside == 2 else f"第 {self.place + 1} 表")
        return " ".join(words)


def plan_table(
    table: Table, tables: Sequence[Table], columns: tuple[PlanColumn, ...], chosen: bool
) -> PlanTable:
    """The table as a plan tells of it."""
    layout = table.layout
    return PlanTable(
        number=table.number,
        key=table.key,
        sheet=table.grid.name,
        name=table.name(tables),
        offset=table.offset,
        head_rows=(layout.first + 1, layout.last + 1),
        columns=columns,
        heads=layout.labels,
        kind=table.heads,
        chosen=chosen,
    )


def tables_of(main: Found, found: Sequence[Found], also: Sequence[str] | None, read: Finder) -> list[Table]:
    """The lists of the main sheet, then those of the sheets read along: of `also`, or, by itself, of its sisters."""
    wanted = [
        one
        for one in found
        if one is not main and (is_sister(main, one) if also is None else one.grid.name in also)
    ]
    tables: list[Table] = []
    for one in (main, *sorted(wanted, key=lambda one: one.position)):
        parts = list(beside(one.grid, one.layout, read))
        tables += [
            Table(
                number=len(tables) + place,
                grid=grid,
                layout=layout,
                offset=offset,
                beside=len(parts),
                place=place,
            )
            for place, (grid, layout, offset) in enumerate(parts)
        ]
    return tables


def is_sister(main: Found, other: Found) -> bool:
    """A sheet with the same head, no older and no newer: 第一小组, 第二小组, 第三小组."""
    same = [[own_label(label) for label in one.layout.labels if own_label(label)] for one in (main, other)]
    return (
        same[0] == same[1]
        and other.grid.visible
        and year_of(other.grid) == year_of(main.grid)
        and other.people > 0
    )


def beside(grid: SheetGrid, layout: Layout, read: Finder) -> Iterator[tuple[SheetGrid, Layout, int]]:
    """The lists that stand side by side on a sheet, from the left, with their first column; mostly the one."""
    starts = _starts(layout)
    if len(starts) < 2:
        yield grid, layout, 0
        return
    ends = [*starts[1:], grid.width]
    for start, end in zip(starts, ends, strict=True):
        part = _cut(grid, start, end)
        found = read(part)
        if found is not None:
            yield part, found, start


def _starts(layout: Layout) -> list[int]:
    """First columns of lists whose heads repeat each other, the first of them 0; [0] for a single list."""
    labels = [own_label(label) for label in layout.labels]
    names = [index for index, field in sorted(layout.fields.items()) if field == "name"]
    starts = [0]
    for first, second in zip(names, names[1:], strict=False):
        back = 0
        while (
            first - back - 1 >= starts[-1]
            and second - back - 1 > first
            and labels[second - back - 1]
            and labels[first - back - 1] == labels[second - back - 1]
        ):
            back += 1
        ahead = 0
        while (
            second + ahead + 1 < len(labels)
            and first + ahead + 1 < second - back
            and labels[first + ahead + 1]
            and labels[first + ahead + 1] == labels[second + ahead + 1]
        ):
            ahead += 1
        shared = [labels[second + step] for step in range(-back, ahead + 1) if step]
        if any(text not in _SERIALS for text in shared):
            starts.append(second - back)
    return starts


def own_label(label: str) -> str:
    """The lowest line of a head of several lines, as heads are compared."""
    return squeeze(label.split(" · ")[-1])


def _cut(grid: SheetGrid, start: int, end: int) -> SheetGrid:
    """Only these columns, counted anew from 0."""
    return replace(
        grid,
        rows=[row[start:end] for row in grid.rows],
        merged=[
            (top, max(left, start) - start, bottom, min(right, end - 1) - start)
            for top, left, bottom, right in grid.merged
            if left < end and right >= start and (left >= start or top == bottom)
        ],
    )


def mapping_for(
    table: Table, tables: Sequence[Table], mappings: Mapping[str, Mapping[int, str]]
) -> Mapping[int, str] | None:
    """What the user chose for this list, or for one with the same head."""
    if table.key in mappings:
        return mappings[table.key]
    alike = (mappings[one.key] for one in tables if one.key in mappings and one.heads == table.heads)
    return next(alike, None)


def group_over(table: Table, tables: Sequence[Table], known: Sequence[str]) -> str:
    """The Party group whose list this is: by the line over its head, or by its sheet among several; "" for no one's."""
    above = [cell for row in table.grid.rows[: table.layout.last] for cell in row if cell != ""]
    named = [group for cell in above if (group := group_of(cell, known))]
    if named:
        return named[-1]
    several = len({one.grid.name for one in tables}) > 1
    return group_of(table.grid.name, known) if several else ""


def notes_of(
    main: Table,
    tables: Sequence[Table],
    found: Sequence[Found],
    others: Sequence[str],
    groups: Sequence[str] = (),
) -> list[str]:
    """Words about what is read together, and what is not; `groups`: the branch's own Party groups."""
    told: list[str] = []
    over = [group for table in tables if (group := group_over(table, tables, groups))]
    if over:
        told.append(
            f"没有写党小组的人，按名单的标题编入{'、'.join(f'“{name}”' for name in dict.fromkeys(over))}"
        )
    if main.beside > 1:
        spans = "、".join(
            f"{part.letters(0)}–{part.letters(max(len(part.heads) - 1, 0))} 列"
            for part in tables
            if part.grid.name == main.grid.name
        )
        told.append(f"并排有 {main.beside} 个名单（{spans}），一起读")
    along = list(dict.fromkeys(t.grid.name for t in tables if t.grid.name != main.grid.name))
    told += [f"工作表{'、'.join(f'“{name}”' for name in along)}一起导入"] if along else []
    rosters = {one.grid.name for one in found}
    told += [f"工作表“{name}”不是名册，已略过" for name in others if name not in rosters]
    left = [name for name in others if name in rosters and name not in along]
    return [*told, *(f"工作表“{name}”也像名册，可勾选一起导入" for name in left)]


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
