"""The one reader of spreadsheets that come from outside: xlsx, xls, ods, WPS et and csv, with limits and plain errors.

Nothing in a file is believed: its type is read from its bytes, its size is measured before it is parsed, and
every way it can be wrong ends in one UserError sentence that says what to do.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from models.domain.errors import Cancelled, UserError
from models.services import text_sheets

Cell = str | int | float | bool | date | datetime | time | timedelta

MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_UNPACKED_BYTES = 768 * 1024 * 1024
MAX_SHEET_BYTES = 500 * 1024 * 1024
MAX_ROWS = 200_000
MAX_CELLS = 12_000_000
SUFFIXES = (".xlsx", ".xls", ".et", ".ods", ".xlsm")
KINDS = ".xlsx、.xls、.et、.ods 或 .csv"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_CHUNK = 1 << 20
_DOCTYPES = tuple("<!DOCTYPE".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be"))
_FAR_ROW = re.compile(
    rb"r(?<=\sr)\s*=\s*[\"'][A-Za-z]{0,9}(\d{4,20})[\"']"
)  # of rows and of cells: either may stand alone
_FAR_COLUMN = re.compile(rb"r(?<=\sr)\s*=\s*[\"']([A-Za-z]{2,9})\d")
_NEAR_ROWS = 999
_ROW_TOO_FAR = re.compile(rb"r(?<=\sr)\s*=\s*[\"'][A-Za-z]{0,9}(\d{6,20})[\"']")
_MANY_COLUMNS = re.compile(  # from BA, the 53rd: with fewer, the limit of cells lies beyond the limit of rows
    rb"r(?<=\sr)\s*=\s*[\"'](?:[B-Zb-z][A-Za-z]|[A-Za-z]{3,9})\d"
)
_LAST_COLUMN = 16_384  # XFD
_ODS_REPEAT = re.compile(rb'number-(?:rows|columns)-repeated="(\d+)"[^>]*office:value')


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetGrid:
    """One sheet as it stands: `rows[0]` is row 1 of the sheet; empty cells are "".

    `merged` holds (top, left, bottom, right), counted from 0, ends included.
    """

    name: str
    rows: list[list[Cell]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list[tuple[int, int, int, int]])
    visible: bool = True

    @property
    def width(self) -> int:
        return max((len(row) for row in self.rows), default=0)


def read_workbook(path: Path, cancelled: Callable[[], bool] | None = None) -> list[SheetGrid]:
    """Read every worksheet of a file; UserError when it is no spreadsheet, protected, broken or too large."""
    data = _bytes_of(Path(path))
    if (rows := _text_rows(Path(path), data)) is not None:
        return [SheetGrid(name=Path(path).stem, rows=rows)]
    _check_kind(Path(path), data)
    if data.startswith(_ZIP):
        _check_package(data, cancelled or _never)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            return [
                _grid(book, index)
                for index, sheet in enumerate(book.sheets_metadata)
                if sheet.typ == SheetTypeEnum.WorkSheet
            ]
    except PasswordError as error:
        raise UserError(
            "这个表格设有打开密码。请用 WPS 或 Excel 打开，取消密码后另存一份，再导入。"
        ) from error
    except UserError:
        raise
    except (CalamineError, OSError, ValueError, MemoryError, OverflowError) as error:
        raise _broken() from error
    except BaseException as error:  # the Rust reader panics on some damaged files
        if type(error).__name__ != "PanicException":
            raise
        raise _broken() from error


def column_letter(index: int) -> str:
    """0 -> A, 27 -> AB: the name the user sees above the column."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _column_number(letters: bytes) -> int:
    """AB -> 28."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _bytes_of(path: Path) -> bytes:
    if not path.exists():
        raise UserError(f"没有找到文件“{path.name}”。请确认它没有被移走，再选一次。")
    if path.is_dir():
        raise UserError("选中的是一个文件夹。请选择里面的表格文件。")
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise UserError(
                f"文件有 {size // 1024 // 1024} MB，超过 {MAX_FILE_BYTES // 1024 // 1024} MB 的上限。"
                "请删去图片和多余的工作表，或分成几个文件再导入。"
            )
        return path.read_bytes()
    except PermissionError as error:
        raise UserError("没有权限读取这个文件。请先在 WPS 或 Excel 里关闭它，或复制到桌面再导入。") from error
    except OSError as error:
        raise UserError("读取文件时出错。请检查U盘是否插好，或把文件复制到本机再导入。") from error


def _text_rows(path: Path, data: bytes) -> list[list[Cell]] | None:
    """A table saved as text, whatever its name ends with; None when the bytes are something else."""
    if not data or data.startswith((_OLE, _ZIP)) or not text_sheets.is_text(data) or _is_web(path, data):
        return None
    if path.suffix.lower() not in (*text_sheets.SUFFIXES, ".xls", ".et"):  # exports are often called .xls
        return None
    rows = text_sheets.rows_of(data, MAX_ROWS, MAX_CELLS)
    return None if rows is None else [list(row) for row in rows]


def _is_web(path: Path, data: bytes) -> bool:
    head = data[:64].lstrip(b"\xef\xbb\xbf \r\n\t")[:5].lower()
    return head in (b"<html", b"<?xml", b"<!doc", b"<tabl", b"<meta") or path.suffix.lower() in (
        ".htm",
        ".html",
    )


def _check_kind(path: Path, data: bytes) -> None:
    if not data:
        raise UserError("这个文件是空的（0 字节）。请重新导出或复制一份再导入。")
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise UserError("这个表格设有打开密码。请用 WPS 或 Excel 打开，取消密码后另存一份，再导入。")
        return
    if data.startswith(_ZIP):
        return
    if _is_web(path, data):
        raise UserError("这是网页格式的表格。请用 WPS 或 Excel 打开，另存为 .xlsx 文件，再导入。")
    if path.suffix.lower() in SUFFIXES:
        raise _broken()
    raise UserError(f"“{path.name}”不是电子表格。请选择 {KINDS} 文件；其他格式请先另存为 .xlsx。")


def _check_package(data: bytes, cancelled: Callable[[], bool]) -> None:
    """Unpack once, counting: a small file may unpack to gigabytes or claim a million rows."""
    total = written = 0
    sheets = False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist())
            if "word/document.xml" in names or "ppt/presentation.xml" in names:
                raise UserError(f"这是文字或演示文件，不是电子表格。请选择 {KINDS} 文件。")
            _refuse_active(names)
            if any(info.flag_bits & 1 for info in package.infolist()):
                raise UserError("这个文件设有密码。请取消密码后另存一份，再导入。")
            for info in package.infolist():
                if cancelled():
                    raise Cancelled
                is_sheet = info.filename.startswith("xl/worksheets/") or info.filename == "content.xml"
                sheets = sheets or is_sheet or info.filename.startswith("xl/")
                limit = min(
                    MAX_UNPACKED_BYTES - total, MAX_SHEET_BYTES - written if is_sheet else MAX_UNPACKED_BYTES
                )
                size = _measure(package, info, is_sheet, limit)
                total += size
                written += size if is_sheet else 0
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise _broken() from error
    if not sheets:
        raise UserError(f"这个压缩文件里没有电子表格。请先解压，再选择里面的 {KINDS} 文件。")


def _refuse_active(names: Collection[str]) -> None:
    """A list of names needs neither macros nor links (or DDE) to files elsewhere."""
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise UserError("这个表格里有宏。请用 WPS 或 Excel 打开，另存为不含宏的 .xlsx，再导入。")
    if any("externallinks/" in name.lower() for name in names):
        raise UserError("这个表格链接着别的文件。请把名单复制到一个新的表格（只粘贴数值），保存后再导入。")


def _measure(package: zipfile.ZipFile, info: zipfile.ZipInfo, is_sheet: bool, limit: int) -> int:
    """Unpacked size of one part in bytes; refuses before the limit is passed.

    Only a sheet with many columns has its rows looked at one by one: of others no number below the limit matters.
    """
    size = _scan(package, info, is_sheet, limit, _ROW_TOO_FAR, _MANY_COLUMNS)
    return size if size is not None else _scan(package, info, is_sheet, limit, _FAR_ROW, None) or 0


def _scan(
    package: zipfile.ZipFile,
    info: zipfile.ZipInfo,
    is_sheet: bool,
    limit: int,
    rows: re.Pattern[bytes],
    many: re.Pattern[bytes] | None,
) -> int | None:
    """The size, or None as soon as a cell matches `many`."""
    size, tail, width, height = 0, b"", 26, _NEAR_ROWS
    with package.open(info) as part:
        while chunk := part.read(_CHUNK):
            if not size and any(mark in chunk for mark in _DOCTYPES):
                raise _broken()  # no spreadsheet program writes one; it can name other files and grow without end
            size += len(chunk)
            if size > limit:
                raise _too_big(is_sheet)
            if not is_sheet:
                continue
            text = tail + chunk
            if many is not None and many.search(text):
                return None
            height = max(height, *map(int, set(rows.findall(text))), 0)
            if height > MAX_ROWS:
                raise _too_many_rows(height)
            if many is None:
                width = max(width, *map(_column_number, set(_FAR_COLUMN.findall(text))), 0)
                if width * height > MAX_CELLS and (width > _LAST_COLUMN or height > _NEAR_ROWS):
                    raise _too_wide()
            if any(int(n) > _LAST_COLUMN for n in _ODS_REPEAT.findall(text)):
                raise _too_wide()
            tail = text[-256:]
    return size


def _grid(book: CalamineWorkbook, index: int) -> SheetGrid:
    sheet = book.get_sheet_by_index(index)
    if sheet.total_height > MAX_ROWS:
        raise _too_many_rows(sheet.total_height)
    if sheet.total_height * sheet.total_width > MAX_CELLS:
        raise _too_wide()
    visible = book.sheets_metadata[index].visible == SheetVisibleEnum.Visible
    rows: list[list[Cell]] = list(sheet.to_python(skip_empty_area=False)) if sheet.end else []
    merged = [(top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or []]
    return SheetGrid(name=sheet.name, rows=rows, merged=merged, visible=visible)


def _never() -> bool:
    return False


def _broken() -> UserError:
    return UserError("这个文件已损坏或不是真正的电子表格。请用 WPS 或 Excel 打开，另存为 .xlsx，再导入。")


def _too_big(is_sheet: bool) -> UserError:
    if is_sheet:
        return UserError(
            f"工作表太大，展开后超过 {MAX_SHEET_BYTES // 1024 // 1024} MB 的上限。"
            "请删去多余的工作表和名单下面的空行，或分成几个文件再导入。"
        )
    return UserError("文件展开后太大，可能已损坏或不是正常的表格。请在 WPS 或 Excel 里另存一份再导入。")


def _too_many_rows(count: int) -> UserError:
    return UserError(
        f"工作表有 {count} 行，超过 {MAX_ROWS} 行的上限。请删去名单下面的空行，或分成几个文件再导入。"
    )


def _too_wide() -> UserError:
    return UserError("工作表的列太多。请把名单复制到一个新的工作表（只留要导入的列），保存后再导入。")
