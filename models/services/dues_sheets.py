"""Reading dues sheets: which sheets, which years, and every person's line of each; nothing of the store is needed."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from models.domain.cell_text import as_text, plain_text
from models.domain.dues_cell import Form, Said, read_cell
from models.domain.dues_line import SheetLine, Span
from models.domain.errors import Cancelled, UserError
from models.domain.roster_cleaning import is_note, looks_like_name, tidy_name
from models.services.dues_columns import (
    ALIASES,
    SheetColumn,
    columns_of,
    kind_of,
    span_of,
    with_month_words,
    year_in,
)
from models.services.import_plan import STRIDE
from models.services.sheet_formulas import without_result
from models.services.sheet_layout import (
    Aliases,
    Layout,
    find_layout,
    is_repeated_head,
    load_aliases,
    read_head,
)
from models.services.sheets import Cell, SheetGrid, read_workbook

NO_DUES = (
    "没有找到党费表：要有“姓名”一列，和按月（或按季）的列，如“1月”“一季度”。请核对文件，"
    "把表头改好保存后再导入。"
)
_OLD = ("旧", "作废", "备份", "历史", "副本")
_SUMS = ("合计", "总计", "小计", "累计", "共计", "本页")
_DUE_ROW = re.compile(r"应[交缴](数|额|金额|党费)?")
_PAID_ROW = re.compile(r"[实已][交缴](数|额|金额|党费)?")
_PULSE = 200
_DEEPEST = 3  # rows of a head beneath its first

Progress = Callable[[int, int], None]
IsCancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPerson:
    """Who a line is about, as written there."""

    name: str
    id_number: str = ""
    phone: str = ""
    party_group: str = ""
    birth_date: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SumRow:
    """A line of totals: what it says by column of months, and in all; `part`: of the lines since the one before."""

    row: int
    label: str
    part: bool
    months: tuple[Span, ...]
    total: Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class DuesTable:
    """One year on one sheet. `year_by`: where the year was found, "" when it was not; `years`: all it might be."""

    number: int
    sheet: str
    year: int
    year_by: str
    years: tuple[int, ...]
    lines: tuple[tuple[SheetPerson, SheetLine], ...]
    sums: tuple[SumRow, ...]
    left: tuple[tuple[int, str], ...]  # rows that are nobody, with their words
    texts: bool  # every number is text, as in a csv
    heads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DuesBook:
    """A file of dues sheets as it was read."""

    path: Path
    tables: tuple[DuesTable, ...]
    notes: tuple[str, ...] = ()

    def place(self, row: int) -> str:
        """第 12 行, or “2025年”第 12 行 where several sheets are read."""
        number, line = divmod(row, STRIDE)
        sheets = {table.number: table.sheet for table in self.tables}
        return f"“{sheets[number]}”第 {line} 行" if len(set(sheets.values())) > 1 else f"第 {line} 行"


def read_dues(path: Path, progress: Progress | None = None, cancelled: IsCancelled | None = None) -> DuesBook:
    """Every dues sheet of a file; UserError where there is none."""
    grids = _with_formulas(read_workbook(path, cancelled), Path(path))
    aliases = load_aliases(ALIASES)
    tables: list[DuesTable] = []
    skipped: list[str] = []
    for grid in grids:
        if cancelled and cancelled():
            raise Cancelled
        found = _tables(with_month_words(grid), aliases, Path(path), progress) if _meant(grid) else []
        tables += [replace(one, number=len(tables) + at) for at, one in enumerate(found)]
        if not found and any(plain_text(cell) for row in grid.rows for cell in row):
            skipped.append(f"“{grid.name}”")
    if not tables:
        raise UserError(NO_DUES)
    notes = (f"工作表{'、'.join(skipped)}不是党费表，或是隐藏的、旧的，已略过",) if skipped else ()
    return DuesBook(path=Path(path), tables=_numbered(tables), notes=notes)


def _numbered(tables: Sequence[DuesTable]) -> tuple[DuesTable, ...]:
    """Rows counted on from table to table by STRIDE, as in every report of an import."""

    def at(row: int, table: DuesTable) -> int:
        return table.number * STRIDE + row

    return tuple(
        replace(
            table,
            lines=tuple((who, replace(line, row=at(line.row, table))) for who, line in table.lines),
            sums=tuple(replace(one, row=at(one.row, table)) for one in table.sums),
            left=tuple((at(row, table), words) for row, words in table.left),
        )
        for table in tables
    )


def _with_formulas(grids: Sequence[SheetGrid], path: Path) -> list[SheetGrid]:
    """Formulas without a result said as such: to a reader of values their cells are empty, as if nobody had paid."""
    silent = without_result(path)
    for grid in grids:
        for (row, column), words in silent.get(grid.name, {}).items():
            if row < len(grid.rows) and column < len(grid.rows[row]) and grid.rows[row][column] == "":
                grid.rows[row][column] = words
    return list(grids)


def _meant(grid: SheetGrid) -> bool:
    return grid.visible and not any(word in grid.name for word in _OLD)


def _tables(grid: SheetGrid, aliases: Aliases, path: Path, progress: Progress | None) -> list[DuesTable]:
    """The years of one sheet; none when it is no dues sheet."""
    layout = find_layout(grid, aliases)
    if layout is None:
        return []
    layout = _whole_head(grid, layout, aliases)
    columns = columns_of(layout)
    title = " ".join(plain_text(cell) for row in grid.rows[: layout.first] for cell in row)
    if not any(one.field == "month" for one in columns):
        columns = _of_one_month(columns, f"{title} {grid.name}")
    if not any(one.field == "month" for one in columns):
        return []
    years = sorted({one.year for one in columns if one.field == "month"})
    found: list[DuesTable] = []
    for year in years:
        of_year = [
            one for one in columns if one.year in (0, year) or one.field not in ("month", "due", "total")
        ]
        told, by, all_told = (year, "表头", (year,)) if year else _year(title, grid.name, path)
        reader = _Reader(grid, layout, of_year, told, progress)
        found.append(
            DuesTable(
                number=0,
                sheet=grid.name if len(years) == 1 else f"{grid.name} {year}年",
                year=told,
                year_by=by,
                years=all_told,
                lines=tuple(reader.lines),
                sums=tuple(reader.sums),
                left=tuple(reader.left),
                texts=reader.texts,
                heads=layout.labels,
            )
        )
    return found


def _whole_head(grid: SheetGrid, layout: Layout, aliases: Aliases) -> Layout:
    """Without a title above it, with 应交 and 实交 beneath the months."""
    first, last = layout.first, layout.last
    while first < last and sum(1 for cell in grid.rows[first] if plain_text(cell)) < 2:
        first += 1
    name = next(index for index, field in layout.fields.items() if field == "name")
    while last + 1 < len(grid.rows) and last - first < _DEEPEST:
        below = grid.rows[last + 1]
        heads = [aliases.field_of(text) for cell in below if (text := plain_text(cell))]
        if plain_text(_at(below, name)) or len(heads) < 2 or not all(heads):
            break
        last += 1
    if (first, last) == (layout.first, layout.last):
        return layout
    return read_head(grid, first, last - first + 1, aliases, grid.width) or layout


def _of_one_month(columns: list[SheetColumn], title: str) -> list[SheetColumn]:
    """A sheet of one month (2026年3月党费收缴明细表) has 应交 and 实交 without a month of their own."""
    _, first, last = span_of(title)
    if not first:
        return columns
    fields = {"paid": "month", "due": "due"}
    return [
        replace(one, field=fields[one.field], first=first, last=last) if one.field in fields else one
        for one in columns
    ]


def _year(title: str, sheet: str, path: Path) -> tuple[int, str, tuple[int, ...]]:
    """The year a sheet is of, and where it says so; 0 when it says several, or none."""
    told = [(where, year_in(text)) for where, text in (("标题", title), ("工作表名", sheet))]
    said = list(dict.fromkeys(year for _, years in told for year in years))
    if len(said) == 1:
        return said[0], next(where for where, years in told if years), tuple(said)
    if said:
        return 0, "", tuple(said)
    years = year_in(path.stem)
    return (years[0], "文件名", tuple(years)) if len(years) == 1 else (0, "", tuple(years))


class _Row(NamedTuple):
    """A row of the sheet and whose it is."""

    number: int
    cells: Sequence[Cell]
    name: str


class _Reader:
    """Goes down one sheet once, for the columns of one year."""

    def __init__(
        self,
        grid: SheetGrid,
        layout: Layout,
        columns: Sequence[SheetColumn],
        year: int,
        progress: Progress | None,
    ) -> None:
        self.lines: list[tuple[SheetPerson, SheetLine]] = []
        self.sums: list[SumRow] = []
        self.left: list[tuple[int, str]] = []
        self.texts = True
        self._due: _Row | None = None  # 应交 of somebody whose 实交 is expected on the next row
        self._layout, self._year = layout, year
        self._merged = _joined(grid, layout)
        self._single = {one.field: one.index for one in reversed(columns)}
        self._months = [one for one in columns if one.field == "month"]
        self._dues = [one for one in columns if one.field == "due" and one.first]
        self._standards = [one for one in columns if one.field == "standard"]
        self._first_month = min(one.index for one in self._months)
        rows = grid.rows[layout.last + 1 :]
        for done, row in enumerate(rows):
            if progress and done % _PULSE == 0:
                progress(done, len(rows))
            self._row(layout.last + 2 + done, row)
        self._without_paid()
        numbers = Counter(
            read_cell(span.cell).form
            for _, line in self.lines
            for span in line.months
            if _is_amount(span.cell)
        )
        self.texts = bool(numbers) and not numbers[Form.NUMBER] and not numbers[Form.ROUNDED]

    def _row(self, number: int, row: Sequence[Cell]) -> None:
        filled = [(i, plain_text(cell)) for i, cell in enumerate(row) if plain_text(cell)]
        if not filled or is_repeated_head(row, self._layout):
            return
        name = plain_text(self._cell(row, "name"))
        words = ["".join(text.split()) for index, text in filled if index < self._first_month]
        if self._in_pairs(number, row, name, words):
            return
        self._without_paid()
        lead = "".join(words)
        if any(word in lead for word in _SUMS) and not (looks_like_name(name) and not is_note(name)):
            self._sum(number, row, lead)
        elif looks_like_name(name):
            self._person(_Row(number, row, name))
        elif name or any(
            _is_amount(span.cell) for span in self._spans(_Row(number, row, name), self._months)
        ):
            self.left.append((number, "　".join(text for _, text in filled[:6])))

    def _sum(self, number: int, row: Sequence[Cell], lead: str) -> None:
        months = tuple(Span(first=c.first, last=c.last, cell=_at(row, c.index)) for c in self._months)
        self.sums.append(
            SumRow(
                row=number,
                label=next(word for word in _SUMS if word in lead),
                part="小计" in lead or "本页" in lead,
                months=months,
                total=self._cell(row, "total"),
            )
        )

    def _in_pairs(self, number: int, row: Sequence[Cell], name: str, words: Sequence[str]) -> bool:
        """Somebody with a row for 应交 and one for 实交 beneath it, the name on the first or on both."""
        if any(_DUE_ROW.fullmatch(word) for word in words) and looks_like_name(name):
            self._without_paid()
            self._due = _Row(number, row, name)
            return True
        due = self._due
        if due is None or not any(_PAID_ROW.fullmatch(word) for word in words):
            return False
        if name and tidy_name(name) != tidy_name(due.name):
            return False
        self._due = None
        self._person(due, _Row(number, row, due.name))
        return True

    def _without_paid(self) -> None:
        """A row of what is due with none of what was paid: nothing was."""
        due, self._due = self._due, None
        if due is not None:
            self._person(due, _Row(due.number, (), due.name))

    def _person(self, first: _Row, paid: _Row | None = None) -> None:
        """One line; `paid` is the row of 实交 where the first is that of 应交."""
        row, months = first.cells, paid or first
        dues = self._spans(first, self._months if paid else self._dues)
        said = {key: as_text(self._cell(row, key)).strip() for key in ("id_number", "phone", "party_group")}
        kind_text = plain_text(self._cell(row, "kind"))
        line = SheetLine(
            row=first.number,
            year=self._year,
            name=tidy_name(first.name),
            kind=kind_of(kind_text),
            kind_text=kind_text,
            base=self._cell(row, "base"),
            standards=tuple((one.first or 1, _at(row, one.index)) for one in self._standards),
            months=tuple(self._spans(months, self._months)),
            dues=tuple(dues),
            total=self._cell(months.cells, "total"),
            remark=plain_text(self._cell(row, "remark")) or plain_text(self._cell(months.cells, "remark")),
        )
        birth = plain_text(self._cell(row, "birth_date"))
        self.lines.append((SheetPerson(name=line.name, birth_date=birth, **said), line))

    def _spans(self, row: _Row, columns: Sequence[SheetColumn]) -> Iterator[Span]:
        """The months of a line; a cell over several columns is of all their months."""
        covered: set[int] = set()
        for one in columns:
            if one.index in covered:
                continue
            cell, until = self._merged.get(
                (row.number - 1, one.index), (_at(row.cells, one.index), one.index)
            )
            along = [c for c in columns if one.index <= c.index <= until]
            covered |= {c.index for c in along}
            last = max(c.last for c in along)
            yield Span(first=one.first, last=max(last, one.last), cell=cell, joined=len(along) > 1)

    def _cell(self, row: Sequence[Cell], field: str) -> Cell:
        return _at(row, self._single[field]) if field in self._single else ""


def _joined(grid: SheetGrid, layout: Layout) -> Mapping[tuple[int, int], tuple[Cell, int]]:
    """Merged cells of the body by row and first column: what stands in them, and their last column.

    Of one over several rows an amount is its first row's; a word (免) is of all.
    """
    found: dict[tuple[int, int], tuple[Cell, int]] = {}
    for top, left, bottom, right in grid.merged:
        if top <= layout.last:
            continue
        cell = _at(grid.rows[top], left) if top < len(grid.rows) else ""
        rows = range(top, bottom + 1) if not _is_amount(cell) else (top,)
        found.update({(row, left): (cell, right) for row in rows})
    return found


def _is_amount(cell: object) -> bool:
    return read_cell(cell).said is Said.AMOUNT


def _at(row: Sequence[Cell], index: int) -> Cell:
    return row[index] if index < len(row) else ""
