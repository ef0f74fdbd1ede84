"""Spreadsheet backend: a plain head row and text cells, as the national templates want (forms.md F6).

openpyxl's write-only mode; XlsxWriter would be twice as fast but is one dependency more. The sheet is written in
memory: openpyxl by itself lays it open in the system's folder of temporary files, names and ID numbers included.
Imported only when a spreadsheet is made: openpyxl costs 80 ms of start-up.
"""

import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any, cast
from zipfile import ZIP_STORED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

from exporters.backends.ziparchive import join_parts, pack_part
from exporters.layout import FormError, clean
from exporters.spec import FormSpec, Sheet, Values

FORMULA_START = ("=", "+", "-", "@", "\t")
_DATES = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")
MAX_TEXT = 32767  # characters a cell can hold


def render(spec: FormSpec, values: Values) -> bytes:
    """The form's sheet as an xlsx file; equal values give equal bytes.

    Cells are text ('@'), also ID numbers and dates, unless the column says number; text that begins like a formula
    gets Excel's quote prefix. Raises FormError for a form without a sheet.
    """
    if spec.sheet is None:
        raise FormError(f"{spec.id} has no sheet")
    book: Any = Workbook(write_only=True)
    book.properties.creator = "支部工作台"
    book.properties.title = spec.title
    _fill(book.create_sheet(sheet_name(spec.sheet.name)), spec.sheet, values)
    target = BytesIO()
    MemoryWriter(book, ZipFile(target, "w", ZIP_STORED)).save()
    return _fixed_dates(target.getvalue())


class MemoryWriter(ExcelWriter):
    """openpyxl's writer for sheets that were kept in memory."""

    def write_worksheet(self, ws: Any) -> None:
        ws.close()
        writer: Any = self  # openpyxl carries no types
        writer._archive.writestr(ws.path[1:], ws._writer.out.getvalue())
        writer.manifest.append(ws)


def keep_in_memory(page: Any) -> None:
    page._writer = writer = WorksheetWriter(page, BytesIO())
    writer.write_top()


def _fill(page: Any, sheet: Sheet, values: Values) -> None:
    page.freeze_panes = "A2"
    for number, column in enumerate(sheet.columns, 1):
        page.column_dimensions[get_column_letter(number)].width = column.width
    keep_in_memory(page)
    page.append([_head_cell(page, column.title) for column in sheet.columns])
    rows = cast(list[Mapping[str, Any]], values.get(sheet.each) or [])
    for row in rows:
        page.append([_cell(page, row.get(column.key), column.number) for column in sheet.columns])


def _head_cell(page: Any, title: str) -> Any:
    cell: Any = WriteOnlyCell(page, value=title)
    cell.number_format = "@"
    cell.font = Font(bold=True)
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    return cell


def _cell(page: Any, value: Any, number: bool) -> Any:
    if value is None or value == "":
        return None
    if number and isinstance(value, int | float):
        return value
    text = clean(str(value))[:MAX_TEXT]
    if number:
        try:
            return float(text) if "." in text else int(text)
        except ValueError:
            pass  # not a number after all: kept as written
    cell: Any = WriteOnlyCell(page, value=text)
    cell.data_type = "s"
    cell.number_format = "@"
    if text.startswith(FORMULA_START):
        cell.quotePrefix = True
    return cell


def sheet_name(name: str) -> str:
    """Excel's limits: 31 characters, none of []:*?/\\ ."""
    return "".join(char for char in name if char not in "[]:*?/\\")[:31] or "表"


def _fixed_dates(saved: bytes) -> bytes:
    """openpyxl writes the present moment into the properties and the entries; both are taken out."""
    with ZipFile(BytesIO(saved)) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    contents["docProps/core.xml"] = _DATES.sub(b"", contents["docProps/core.xml"])
    return join_parts((name, pack_part(name, content)) for name, content in contents.items())
