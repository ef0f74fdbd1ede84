"""What the columns of a dues sheet mean: months, quarters, several years, what was due and what was paid."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import resources
from models.domain.cell_text import plain_text
from models.services.sheet_layout import HEAD_SEARCH_ROWS, IGNORED, Layout, squeeze
from models.services.sheets import Cell, SheetGrid

ALIASES = "codes/dues_columns.toml"
_HANZI = {h: str(i) for i, h in enumerate("一二三四五六七八九", 1)} | {"十二": "12", "十一": "11", "十": "10"}
_HANZI_MONTH = re.compile(r"(十[一二]?|[一二三四五六七八九])(?=月|季|[-~至到—])")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年|[.\-/]|\b|(?:0[1-9]|1[0-2])(?!\d))|(?<!\d)(\d\d)(?=年)")
_RANGE = re.compile(r"(\d{1,2})月?份?[-~至到—–]+(\d{1,2})月?份?")
_MONTH = re.compile(r"(?<!\d)(\d{1,2})月")
_QUARTER = re.compile(r"第?([1-4])季度?|[qQ]([1-4])")
_DOTTED = re.compile(r"20\d\d[.\-/]?(0?[1-9]|1[0-2])(?!\d)")
_DUE = re.compile(r"应[交缴收]|标准")
_HEAD_RUN = 6  # numbers in a row (1, 2, 3 …) that make them months


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetColumn:
    """One column. `field`: as in the alias table; `year` 0 where the head names none; `first` 0: no month."""

    index: int
    field: str
    label: str
    year: int = 0
    first: int = 0
    last: int = 0


@cache
def kinds() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Words for kinds of income, the most telling first."""
    table = tomllib.loads(resources.read_text(ALIASES))
    return tuple((re.compile(words), kind) for words, kind in table["kinds"]["words"])


def kind_of(text: str) -> str:
    """The kind a cell means, "" where it says none."""
    return next((kind for pattern, kind in kinds() if pattern.search(text)), "")


def columns_of(layout: Layout) -> list[SheetColumn]:
    """All columns with a meaning; of what was due and what was paid in a month, each as itself."""
    found: list[SheetColumn] = []
    for index, field in sorted(layout.fields.items()):
        if field == IGNORED:
            continue
        label = layout.labels[index]
        year, first, last = span_of(label)
        if field == "month" and not first:
            continue
        own = label.split(" · ")[-1]
        if field == "month":
            field = "due" if _DUE.search(squeeze(own)) else "month"
        elif field in ("paid", "due") and first:
            field = "month" if field == "paid" else "due"
        elif field not in ("standard", "total", "due", "paid"):
            year = first = last = 0
        found.append(SheetColumn(index=index, field=field, label=label, year=year, first=first, last=last))
    return _without_sums(_once(found))


def _without_sums(columns: list[SheetColumn]) -> list[SheetColumn]:
    """A quarter beside its own months is their sum, not paid once more."""
    spans = [(one.field, one.year, one.first, one.last) for one in columns if one.field in ("month", "due")]

    def sums(one: SheetColumn) -> bool:
        return one.last > one.first and any(
            (field, year) == (one.field, one.year)
            and one.first <= first <= last <= one.last
            and last - first < one.last - one.first
            for field, year, first, last in spans
        )

    return [one for one in columns if one.field not in ("month", "due") or not sums(one)]


def _once(columns: list[SheetColumn]) -> list[SheetColumn]:
    """Of two columns that mean the same, the first; months and standards may be several."""
    seen: set[tuple[str, int, int]] = set()
    kept: list[SheetColumn] = []
    for one in columns:
        key = (one.field, one.year, one.first)
        if key not in seen:
            seen.add(key)
            kept.append(one)
    return kept


def span_of(label: str) -> tuple[int, int, int]:
    """(year, first month, last month) that a head names, 0 for what it does not."""
    text = "".join(unicodedata.normalize("NFKC", label).split())
    text = _HANZI_MONTH.sub(lambda found: _HANZI[found[1]], text)
    year = 0
    if found := _YEAR.search(text):
        year = int(found[1]) if found[1] else 2000 + int(found[2])
    rest = re.sub(r"(19|20)\d\d年度?", "", text)
    first, last = _span(text, rest)
    return (year, first, last) if 1 <= first <= last <= 12 else (year, 0, 0)


def _span(text: str, rest: str) -> tuple[int, int]:
    if found := _RANGE.search(rest):
        return int(found[1]), int(found[2])
    months = _MONTH.findall(rest)
    if months:  # the lowest head is the most telling: 一季度 · 1月
        return int(months[-1]), int(months[-1])
    if found := _QUARTER.search(rest):
        quarter = int(found[1] or found[2])
        return quarter * 3 - 2, quarter * 3
    if "上半年" in rest:
        return 1, 6
    if "下半年" in rest:
        return 7, 12
    if found := _DOTTED.search(text):
        return int(found[1]), int(found[1])
    return 0, 0


def year_in(text: str) -> list[int]:
    """The years a title, a sheet's name or a file's name speaks of, in order, each once."""
    plain = unicodedata.normalize("NFKC", text)
    plain = re.sub(
        r"[〇○零一二三四五六七八九]{4}(?=年)",
        lambda found: "".join("0" if c in "〇○零" else _HANZI[c] for c in found[0]),
        plain,
    )
    found = re.findall(r"(?<!\d)(19[5-9]\d|20\d\d)(?!\d)", plain)
    if not found:
        found = [f"20{short}" for short in re.findall(r"(?<!\d)(\d\d)(?=\s*年)", plain)]
    return list(dict.fromkeys(map(int, found)))


def with_month_words(grid: SheetGrid) -> SheetGrid:
    """Heads 1, 2, 3 … or days (2026-01-01 shown as 1月) as the months they are."""
    rows = list(grid.rows)
    for number, row in enumerate(rows[:HEAD_SEARCH_ROWS]):
        if (told := _month_head(row)) is not None:
            rows[number] = told
    return replace(grid, rows=rows)


def _month_head(row: list[Cell]) -> list[Cell] | None:
    filled = [(index, cell) for index, cell in enumerate(row) if plain_text(cell)]
    days = [(i, cell) for i, cell in filled if isinstance(cell, date) and cell.day == 1]
    if len(days) >= 3 and _in_order([cell.year * 12 + cell.month for _, cell in days]):
        return _put(row, [(i, f"{cell.year}年{cell.month}月") for i, cell in days])
    numbers = [(i, _month_number(cell)) for i, cell in filled]
    for start in range(len(numbers)):
        run = [numbers[start]]
        for one in numbers[start + 1 :]:
            if one[1] != run[-1][1] + 1:
                break
            run.append(one)
        if run[0][1] == 1 and len(run) >= _HEAD_RUN:
            return _put(row, [(i, f"{month}月") for i, month in run])
    return None


def _in_order(numbers: list[int]) -> bool:
    return all(b == a + 1 for a, b in zip(numbers, numbers[1:], strict=False))


def _month_number(cell: Cell) -> int:
    text = plain_text(cell)
    return int(text) if text.isascii() and text.isdigit() and 1 <= int(text) <= 12 else -99


def _put(row: list[Cell], words: list[tuple[int, str]]) -> list[Cell]:
    told = list(row)
    for index, text in words:
        told[index] = text
    return told
