"""A marked copy of somebody's workbook: the same cells, text still text, a column of words, cells in colour."""

from collections.abc import Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from exporters.backends.xlsx import FORMULA_START, MAX_TEXT, MemoryWriter, keep_in_memory, sheet_name
from exporters.layout import clean
from models.domain.marked_copy import WORDS_HEAD, MarkedSheet

_FILLS = {"late": "F8CBAD", "soon": "FFE699", "done": "E2EFDA"}
_WIDEST = 40
_LOOKED_AT = 60


def render(sheets: Sequence[MarkedSheet]) -> bytes:
    """The sheets as one xlsx file."""
    book: Any = Workbook(write_only=True)
    book.properties.creator = "支部工作台"
    names: set[str] = set()
    for sheet in sheets:
        name = sheet_name(sheet.name)
        while name.casefold() in names:  # Excel knows no two sheets of one name
            name = f"{name[:27]}-{len(names) + 1}"
        names.add(name.casefold())
        _fill(book.create_sheet(name), sheet)
    target = BytesIO()
    MemoryWriter(book, ZipFile(target, "w", ZIP_DEFLATED)).save()
    return target.getvalue()


def _fill(page: Any, sheet: MarkedSheet) -> None:
    width = max((len(row) for row in sheet.rows), default=0)
    marked = bool(sheet.words)
    for column in range(width):
        page.column_dimensions[get_column_letter(column + 1)].width = _width(sheet, column)
    if marked:
        page.column_dimensions[get_column_letter(width + 1)].width = 60
    if sheet.head >= 0 and marked:
        page.freeze_panes = f"A{sheet.head + 2}"
    keep_in_memory(page)
    fills = {tone: PatternFill("solid", fgColor=colour) for tone, colour in _FILLS.items()}
    tones: dict[int, dict[int, str]] = {}
    for (number, column), tone in sheet.tones.items():
        tones.setdefault(number, {})[column] = tone
    for number, row in enumerate(sheet.rows):
        cells = [_cell(page, value) for value in row]
        if number in tones:
            cells += [None] * (width - len(cells))
            _colour(page, cells, tones[number], fills)
        if marked and (number == sheet.head or number in sheet.words):
            cells += [None] * (width - len(cells))
            cells.append(_words(page, sheet, number))
        page.append(cells)
    for top, left, bottom, right in sheet.merged:
        page.merged_cells.add(
            f"{get_column_letter(left + 1)}{top + 1}:{get_column_letter(right + 1)}{bottom + 1}"
        )


def _width(sheet: MarkedSheet, column: int) -> float:
    """Wide enough for what stands there; titles above the table do not count."""
    start = max(sheet.head, 0)
    rows = sheet.rows[start : start + _LOOKED_AT]
    texts = (line for row in rows if column < len(row) for line in str(row[column]).split("\n"))
    longest = max((sum(2 if ord(c) > 0x2E7F else 1 for c in text) for text in texts), default=8)
    return min(max(longest + 2, 6), _WIDEST)


def _colour(page: Any, cells: list[Any], tones: dict[int, str], fills: dict[str, PatternFill]) -> None:
    whole = tones.get(-1)
    for column in range(len(cells)):
        tone = tones.get(column, whole)
        if tone:
            cell = cells[column]
            if cell is None:
                cells[column] = cell = WriteOnlyCell(page)
            cell.fill = fills[tone]


def _words(page: Any, sheet: MarkedSheet, number: int) -> Any:
    said = sheet.words.get(number, "")
    text = f"{WORDS_HEAD}（{said}）" if said and number == sheet.head else said or WORDS_HEAD
    cell = _text(page, text)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.font = Font(bold=number == sheet.head, color="9C0006")
    return cell


def _text(page: Any, text: str) -> Any:
    cell: Any = WriteOnlyCell(page, value=clean(text)[:MAX_TEXT])
    cell.data_type = "s"
    cell.number_format = "@"
    if text.startswith(FORMULA_START):
        cell.quotePrefix = True
    return cell


def _cell(page: Any, value: object) -> Any:
    """A cell as it was: numbers stay numbers, days stay days, and text is never taken for anything else."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return _text(page, value)
    if not isinstance(value, bool | int | float | date | time):
        return _text(page, str(value))
    plain: Any = value
    cell: Any = WriteOnlyCell(page, value=plain)
    if isinstance(value, datetime):
        cell.number_format = "yyyy-mm-dd hh:mm:ss" if value.time() != time() else "yyyy-mm-dd"
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    elif isinstance(value, float | int) and float(value).is_integer() and not isinstance(value, bool):
        cell.number_format = "0"
    return cell
