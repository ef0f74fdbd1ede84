"""Turns a form and its values into plain placed blocks, once, for every backend.

`resolve` fills in the templates, unrolls the repeated parts, places the cells of grids in columns and
computes the version code printed at the foot of every sheet.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from typing import Any

from exporters.spec import (
    Block,
    Cell,
    Charts,
    Citation,
    FormSpec,
    Grid,
    Line,
    PageBreak,
    Paper,
    Paragraph,
    QrCode,
    Repeat,
    RepeatRow,
    Row,
    Signature,
    Space,
    Title,
    Values,
    Watermark,
)
from models.domain.charts import Chart
from models.domain.picture_file import Photo

_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
# Controls, lone surrogates, invisible marks and text direction switches: none of them can be printed.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_NEWLINES = re.compile("\r\n?|[\u2028\u2029]")


class FormError(Exception):
    """A form is declared wrongly (a programming error, found by its golden test)."""


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """A cell with its text filled in and its first column; `spec` keeps alignment, face and spans."""

    spec: Cell
    text: str
    sign: tuple[str, ...]
    column: int
    photo: Photo | None = None


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """Cells that begin in this row; `covered` are (column, owner) of cells reaching in from above."""

    cells: tuple[PlacedCell, ...]
    covered: tuple[tuple[int, PlacedCell], ...]
    height: float
    keep_together: bool
    grow: bool
    keep_with_next: bool = False
    closing: bool = False


@dataclass(frozen=True, slots=True)
class PlacedGrid:
    """Column widths in mm, already scaled to the text width; size in pt."""

    widths: tuple[float, ...]
    head: tuple[PlacedRow, ...]
    rows: tuple[PlacedRow, ...]
    size: float
    border: bool
    leading: float


@dataclass(frozen=True, slots=True)
class PlacedText:
    """A block of text outside grids: its spec and the filled-in texts, in the spec's order."""

    spec: Title | Paragraph | Line | Signature | Citation | Watermark
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlacedQr:
    """A QR code: its content, not printed as text, and its width in mm."""

    content: str
    size: float


@dataclass(frozen=True, slots=True)
class PlacedCharts:
    """Charts to be drawn in rows over the text width."""

    spec: Charts
    charts: tuple[Chart, ...]

    def rows(self) -> Iterable[tuple[Chart, ...]]:
        wide = self.spec.columns
        return (self.charts[at : at + wide] for at in range(0, len(self.charts), wide))

    def texts(self) -> Iterable[str]:
        """Everything that is written in them."""
        for chart in self.charts:
            yield chart.title
            for line in chart.lines:
                yield " ".join((line.label, *(str(bar.number) for bar in line.bars)))
            yield chart.note


PlacedBlock = PlacedText | PlacedGrid | PlacedQr | PlacedCharts | Space | PageBreak


@dataclass(frozen=True, slots=True)
class Resolved:
    """A form ready to draw. `code` (8 hex digits) changes with any printed text.

    `head` and `seal` are no text of the form: where the branch's journal stood, and what was signed.
    """

    form_id: str
    version: str
    title: str
    paper: Paper
    blocks: tuple[PlacedBlock, ...]
    code: str
    one_page: bool
    head: str = ""
    seal: str = ""

    @property
    def mark(self) -> str:
        """Form, version and 核对码: the left of the foot."""
        return f"{self.form_id} {self.version}" + (f"  核对码 {self.head}" if self.head else "")

    @property
    def codes(self) -> str:
        """What is said behind 版本码 at the foot."""
        return self.code + (f"  校验码 {self.seal}" if self.seal else "")

    def photos(self) -> Iterable[Photo]:
        """Every photo in the order of the cells that show it."""
        for block in self.blocks:
            if isinstance(block, PlacedGrid):
                for row in (*block.head, *block.rows):
                    yield from (cell.photo for cell in row.cells if cell.photo is not None)

    def texts(self) -> Iterable[str]:
        """Every text that is printed, heads of grids once."""
        for block in self.blocks:
            if isinstance(block, PlacedText):
                yield from block.texts
            elif isinstance(block, PlacedCharts):
                yield from block.texts()
            elif isinstance(block, PlacedGrid):
                for row in (*block.head, *block.rows):
                    for cell in row.cells:
                        yield cell.text
                        yield from cell.sign


def clean(text: str) -> str:
    """Drop what no printer can show; line ends become \\n."""
    if "\r" in text or "\u2028" in text or "\u2029" in text:
        text = _NEWLINES.sub("\n", text)
    return _UNPRINTABLE.sub("", text) if _UNPRINTABLE.search(text) else text


@lru_cache(maxsize=4096)
def _parts(template: str) -> tuple[str, ...]:
    """Literal and placeholder names in turn: 'a{b}c' -> ('a', 'b', 'c')."""
    return tuple(_PLACEHOLDER.split(template))


def fill(template: str, values: Values) -> tuple[str, bool]:
    """The text of a template, and whether it has placeholders of which every one is empty.

    Raises FormError when a value is neither a string nor missing: forms format numbers and dates themselves.
    """
    parts = _parts(template)
    if len(parts) == 1:
        return template, False
    out: list[str] = []
    empty = True
    for index, part in enumerate(parts):
        if index % 2 == 0:
            out.append(part)
            continue
        value = values.get(part)
        if value is None or value == "":
            continue
        if not isinstance(value, str):
            raise FormError(f"{{{part}}} is {type(value).__name__}, not text")
        value = clean(value)
        if value.strip():
            empty = False
        out.append(value)
    return "".join(out), empty


def resolve(
    spec: FormSpec, values: Values, paper: Paper | None = None, columns: Sequence[str] = ()
) -> Resolved:
    """Fill in and place a form. `paper` and `columns` are the user's choices where the form allows them.

    Raises FormError for a form whose grids do not add up.
    """
    sheet = paper or spec.paper
    blocks: tuple[Block, ...] = spec.blocks
    if spec.layout is not None:
        blocks = spec.layout(columns or spec.columns, sheet)
    try:
        placed = tuple(_place(blocks, values, sheet))
    except FormError as error:
        raise FormError(f"{spec.id}: {error}") from error
    title = next(
        (b.texts[0] for b in placed if isinstance(b, PlacedText) and isinstance(b.spec, Title)), spec.title
    )
    draft = Resolved(spec.id, spec.version, title.replace("\n", ""), sheet, placed, "", spec.one_page)
    said = (*draft.texts(), *(photo.sha256 for photo in draft.photos()))
    return replace(draft, code=version_code(spec.id, spec.version, said))


def version_code(form_id: str, version: str, texts: Iterable[str]) -> str:
    """8 hex digits over form, version, every printed text and the hashes of photos: two sheets with one code say the same."""
    content = "\x1f".join((form_id, version, *texts))
    return sha256(content.encode("utf-8", "replace")).hexdigest()[:8]


def _place(blocks: Iterable[Block], values: Values, paper: Paper) -> Iterable[PlacedBlock]:
    for block in blocks:
        match block:
            case Repeat():
                for element in _elements(block.each, values):
                    yield from _place(block.blocks, {**values, **element}, paper)
            case Grid():
                yield _place_grid(block, values, paper)
            case Space() | PageBreak():
                yield block
            case QrCode():
                if content := fill(block.text, values)[0]:
                    yield PlacedQr(content, block.size)
            case Charts():
                if found := tuple(chart for chart in values.get(block.each, ()) if isinstance(chart, Chart)):
                    yield PlacedCharts(block, found)
            case Paragraph():
                text, empty = fill(block.text, values)
                if not (block.skip_if_empty and (empty or not text.strip())):
                    yield PlacedText(block, (text,))
            case Line():
                yield PlacedText(block, tuple(fill(part, values)[0] for part in block.parts))
            case Citation():
                text, empty = fill(block.text, values)
                if not empty:
                    yield PlacedText(block, (text,))
            case Signature():
                yield PlacedText(block, (fill(block.name, values)[0], fill(block.date, values)[0]))
            case _:
                yield PlacedText(block, (fill(block.text, values)[0],))


def _elements(name: str, values: Values) -> Sequence[Mapping[str, Any]]:
    found = values.get(name)
    if found is None:
        return ()
    if isinstance(found, str | Mapping):
        raise FormError(f"{name} is not a list")
    return found


class _Blank(dict[str, Any]):
    """Values of a padding row: every name is known and empty, so outer values do not show."""

    def get(self, key: str, default: Any = None) -> Any:
        return ""


def _unroll(rows: "Iterable[Row | RepeatRow]", values: Values) -> Iterable[tuple[Row, Values]]:
    """Rows with the values they are filled from; repeated rows may nest."""
    for row in rows:
        if isinstance(row, Row):
            yield row, values
            continue
        elements = _elements(row.each, values)
        for element in elements:
            yield from _unroll(row.rows, {**values, **element})
        for _ in range(max(0, row.min_rows - len(elements))):
            yield from _unroll(row.rows, _Blank())


def _place_grid(grid: Grid, values: Values, paper: Paper) -> PlacedGrid:
    scale = paper.text_width / sum(grid.widths)
    columns = len(grid.widths)
    todo = list(_unroll(grid.rows, values))
    return PlacedGrid(
        widths=tuple(width * scale for width in grid.widths),
        head=_place_rows([(row, values) for row in grid.head], columns),
        rows=_place_rows(todo, columns),
        size=grid.size or paper.body_pt,
        border=grid.border,
        leading=grid.leading,
    )


def _place_rows(todo: Sequence[tuple[Row, Values]], columns: int) -> tuple[PlacedRow, ...]:
    open_cells: dict[int, tuple[PlacedCell, int]] = {}  # column -> owner, rows still to cover
    placed: list[PlacedRow] = []
    for number, (row, values) in enumerate(todo, 1):
        covered = tuple(sorted(((c, owner) for c, (owner, _) in open_cells.items()), key=lambda x: x[0]))
        taken = {column: owner.spec.span for column, owner in covered}
        cells: list[PlacedCell] = []
        height = row.height or 0.0
        grow = False
        at = 0
        for cell in row.cells:
            while at in taken:
                at += taken[at]
            cells.append(_fill_cell(cell, values, at))
            at += cell.span
            grow = grow or cell.grow
            if cell.height and cell.height > height and cell.rows == 1:
                height = cell.height
        while at in taken:
            at += taken[at]
        if at != columns or (cells and sum(c.span for c in row.cells) + sum(taken.values()) != columns):
            raise FormError(f"row {number} fills {at} of {columns} columns")
        open_cells = {c: (owner, left - 1) for c, (owner, left) in open_cells.items() if left > 1}
        open_cells.update({c.column: (c, c.spec.rows - 1) for c in cells if c.spec.rows > 1})
        placed.append(
            PlacedRow(tuple(cells), covered, height, row.keep_together, grow, row.keep_with_next, row.closing)
        )
    if open_cells:
        raise FormError("a cell reaches below the last row")
    return tuple(placed)


def _fill_cell(cell: Cell, values: Values, column: int) -> PlacedCell:
    text, empty = fill(cell.text, values)
    photo = values.get(cell.picture) if cell.picture else None
    if not isinstance(photo, Photo) or photo.size is None:
        photo = None
        if cell.blank and (empty or not text.strip()):
            text = cell.blank
    sign = tuple(fill(line, values)[0] for line in cell.sign) if cell.sign else ()
    return PlacedCell(cell, text, sign, column, photo)
