"""Tables saved as text (csv): which encoding, which sign parts the cells, and every cell kept as text.

Text never loses the digits of a number, so nothing is converted here; the formula dress of `="0123"` and the
line `sep=;`, both made by spreadsheets for their own use, are taken off.
"""

import csv
import io
import re

from models.domain.errors import UserError

SUFFIXES = (".csv", ".txt", ".tsv", ".tab")
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_SIGNS = (",", "\t", ";", "|")  # of equals the first one
_LINES_LOOKED_AT = 60
_LONGEST_CELL = 200_000
_DRESSED = re.compile(r'="([^"]*)"|=(\d+)')
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def is_text(data: bytes) -> bool:
    """Whether bytes can be a text at all: a known encoding and no control signs at its beginning."""
    head = decoded(data[:4096], cut=True)
    return head is not None and not _CONTROLS.search(head)


def decoded(data: bytes, cut: bool = False) -> str | None:
    """The text of a file: by its byte order mark, else UTF-8, else GB18030; None when it is neither.

    `cut`: the bytes may end in the middle of a character.
    """
    for mark, code in _MARKS:
        if data.startswith(mark):
            return _try(data[len(mark) :], code, cut)
    return _try(data, "utf-8", cut) or _try(data, "gb18030", cut)


def _try(data: bytes, code: str, cut: bool) -> str | None:
    for end in range(len(data), max(len(data) - (4 if cut else 1), -1), -1):
        try:
            return data[:end].decode(code)
        except UnicodeDecodeError:
            continue
    return None


def rows_of(data: bytes, max_rows: int, max_cells: int) -> list[list[str]] | None:
    """The cells of a text table; None when it is no table. UserError when it is unreadable or too large."""
    text = decoded(data)
    if text is None:
        raise UserError(
            "这个文本文件的文字编码认不出来。请用 WPS 或 Excel 打开，确认文字正常后另存为 .xlsx，再导入。"
        )
    sign, text = _sign(text)
    if not sign:
        return None
    rows: list[list[str]] = []
    cells = 0
    csv.field_size_limit(_LONGEST_CELL)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=sign):
            rows.append([_undressed(cell) for cell in row])
            cells += len(row)
            if len(rows) > max_rows:
                raise UserError(f"文件超过 {max_rows} 行的上限。请删去名单下面的空行，或分成几个文件再导入。")
            if cells > max_cells:
                raise UserError("文件里的格子太多。请只留要导入的列，保存后再导入。")
    except csv.Error as error:
        raise UserError(
            "这个文本表格的引号不成对，分不出各列。请用 WPS 或 Excel 打开，另存为 .xlsx，再导入。"
        ) from error
    return rows


def _sign(text: str) -> tuple[str, str]:
    """What parts the cells, and the text without the line that says so; "" when nothing does."""
    first, _, rest = text.partition("\n")
    told = re.fullmatch(r'"?sep=(.)"?\s*', first.strip(), re.IGNORECASE)
    if told:
        return told[1], rest
    outside = re.sub(r'"[^"]*"', "", "\n".join(text.split("\n")[:_LINES_LOOKED_AT]))
    lines = [line for line in outside.split("\n") if line.strip()]
    counts = {sign: sum(sign in line for line in lines) for sign in _SIGNS}
    best = max(_SIGNS, key=lambda sign: (counts[sign], -_SIGNS.index(sign)))
    enough = counts[best] * 2 >= len(lines)
    return (best, text) if lines and enough and counts[best] else ("", text)


def _undressed(cell: str) -> str:
    if cell.startswith("=") and (found := _DRESSED.fullmatch(cell)):
        return found[1] or found[2] or ""
    return cell
