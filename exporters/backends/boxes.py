"""Heights of rows and sizes of type in grids, for both Word and PDF: one rule, two ways to measure text.

Points everywhere. `Ruler` knows the widths of characters; `measure` gives each row its height.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from exporters.backends.linebreak import Advance, text_width, wrap
from exporters.layout import PlacedCell, PlacedCharts, PlacedGrid, PlacedQr, PlacedRow, PlacedText
from exporters.spec import (
    Citation,
    Face,
    Line,
    PageBreak,
    Paper,
    Paragraph,
    Signature,
    Space,
    Title,
    Watermark,
)
from models.domain.chart_shapes import height_of

MM = 72 / 25.4
PAD_X = 3.0
PAD_Y = 2.0
PICTURE_GAP = 3.0  # below a photo, before its caption
CELL_LEADING = 1.3
TEXT_LEADING = 1.5
SMALL = 9.0
NOTE_GAP = 2.5  # points between a table and the small print below it
Lines = list[tuple[str, bool]]
_LineKey = tuple[str, float, float, float, float, Face]


@dataclass(frozen=True, slots=True)
class Scale:
    """How far a form is shrunk: least row heights by a factor, type above `size` down to it."""

    heights: float = 1.0
    size: float = 99.0


@dataclass(slots=True)
class Ruler:
    """Measures text by face; remembers what it has broken into lines."""

    advances: Mapping[Face, Advance]
    _lines: dict[_LineKey, Lines] = field(default_factory=dict[_LineKey, Lines])

    def lines(
        self, text: str, width: float, face: Face, size: float, extra: float = 0.0, first: float = 0.0
    ) -> Lines:
        """Lines of a text; do not change the answer, it is kept."""
        key = (text, width, size, extra, first, face)
        found = self._lines.get(key)
        if found is None:
            if len(self._lines) > 20000:
                self._lines.clear()
            found = self._lines[key] = wrap(text, width, self.advances[face], size, extra, first)
        return found

    def balanced(self, text: str, width: float, face: Face, size: float) -> Lines:
        """Lines of about equal length, for labels: 主持人 / 签名, not 主持人签 / 名."""
        lines = self.lines(text, width, face, size)
        if len(lines) < 2 or "\n" in text:
            return lines
        narrow = self.width(text, face, size) / len(lines)
        while narrow < width:
            tried = self.lines(text, narrow, face, size)
            if len(tried) == len(lines):
                return tried
            narrow += size / 2
        return lines

    def width(self, text: str, face: Face, size: float, extra: float = 0.0) -> float:
        return text_width(text, self.advances[face], size, extra)


@dataclass(slots=True)
class CellBox:
    """A measured cell: its lines and its sign lines, type size, leading, indent of the first line."""

    cell: PlacedCell
    lines: Lines
    sign: Lines
    size: float
    x: float
    width: float
    first: float
    leading: float
    rows: int = 1
    picture: float = 0.0  # height of the frame of its photo, with the room below it

    @property
    def height(self) -> float:
        """Least height of the cell for its content."""
        count = len(self.lines) if self.cell.text or not (self.sign or self.picture) else 0
        return (count + len(self.sign)) * self.leading + self.picture + 2 * PAD_Y

    def photo_size(self) -> tuple[float, float]:
        """Width and height of the photo within its frame."""
        photo = self.cell.photo
        if photo is None or photo.size is None:
            return 0.0, 0.0
        wide, high = min(self.cell.spec.frame[0] * MM, self.width - 2 * PAD_X), self.cell.spec.frame[1] * MM
        scale = min(wide / photo.size.width, high / photo.size.height)
        return photo.size.width * scale, photo.size.height * scale


@dataclass(slots=True)
class RowBox:
    row: PlacedRow
    cells: list[CellBox]
    height: float
    grow: bool
    tied: bool = False  # stays with the next row: a cell reaches into it, or it is a heading
    stretched: bool = False  # higher than its own cells need: one that reaches over several rows asks for it


@dataclass(slots=True)
class GridBox:
    grid: PlacedGrid
    edges: tuple[float, ...]  # x of the column borders from the left margin
    head: list[RowBox]
    rows: list[RowBox]
    tail: float = 0.0  # height of the lines after the last row, which stay with it

    @property
    def head_height(self) -> float:
        return sum(row.height for row in self.head)

    @property
    def height(self) -> float:
        return self.head_height + sum(row.height for row in self.rows)


def measure(grid: PlacedGrid, ruler: Ruler, scale: Scale) -> GridBox:
    """Give every row its height: the declared least, or what its cells need."""
    edges = [0.0]
    for width in grid.widths:
        edges.append(edges[-1] + width * MM)
    return GridBox(
        grid,
        tuple(edges),
        _measure_rows(grid.head, grid, edges, ruler, scale),
        _measure_rows(grid.rows, grid, edges, ruler, scale),
    )


def _measure_rows(
    rows: Sequence[PlacedRow], grid: PlacedGrid, edges: Sequence[float], ruler: Ruler, scale: Scale
) -> list[RowBox]:
    boxes: list[RowBox] = []
    spans: list[tuple[int, CellBox]] = []
    for index, row in enumerate(rows):
        height = row.height * MM * scale.heights
        cells: list[CellBox] = []
        for cell in row.cells:
            box = _measure_cell(cell, grid, edges, ruler, scale)
            cells.append(box)
            if box.rows > 1:
                spans.append((index, box))
            elif (need := box.height) > height:
                height = need
        boxes.append(RowBox(row, cells, height, row.grow, row.keep_with_next))
    for index, box in spans:
        for tied in range(index, index + box.rows - 1):
            boxes[tied].tied = True
        least = max(box.height, (box.cell.spec.height or 0.0) * MM * scale.heights)
        have = sum(b.height for b in boxes[index : index + box.rows])
        if least > have:
            share = (least - have) / box.rows
            for b in boxes[index : index + box.rows]:
                b.height += share
                b.stretched = True
    return boxes


def _measure_cell(
    cell: PlacedCell, grid: PlacedGrid, edges: Sequence[float], ruler: Ruler, scale: Scale
) -> CellBox:
    spec = cell.spec
    size = spec.size or grid.size
    if size > scale.size:
        size = scale.size
    x = edges[cell.column]
    width = edges[cell.column + spec.span] - x
    room = width - 2 * PAD_X
    first = spec.indent * size
    if spec.label or (spec.align == "center" and not first):
        lines = ruler.balanced(cell.text, room, spec.face, size)
    else:
        lines = ruler.lines(cell.text, room, spec.face, size, 0.0, first)
    sign: Lines = []
    for text in cell.sign:
        sign = sign + ruler.lines(text, room, spec.face, size)
    picture = spec.frame[1] * MM + PICTURE_GAP if cell.photo is not None else 0.0
    return CellBox(cell, lines, sign, size, x, width, first, size * grid.leading, spec.rows, picture)


@dataclass(frozen=True, slots=True)
class TextStyle:
    """Type of a block outside grids: size, leading (also the fixed line height), space around, character spacing."""

    face: Face
    size: float
    leading: float
    after: float = 0.0
    extra: float = 0.0
    before: float = 0.0


def text_style(block: PlacedText, paper: Paper) -> TextStyle:
    """Type of a title, paragraph, line, signature or citation on this paper."""
    spec = block.spec
    match spec:
        case Title():
            if paper.line_pt:
                return TextStyle(Face.TITLE, paper.title_pt, paper.line_pt, paper.line_pt)
            return TextStyle(Face.TITLE, paper.title_pt, paper.title_pt * 1.35, paper.title_pt * 0.5)
        case Citation():
            return TextStyle(Face.SONG, SMALL, SMALL * 1.4, before=NOTE_GAP)
        case Paragraph() | Line():
            size = spec.size or paper.body_pt
            face = spec.face
        case Signature() | Watermark():
            size, face = paper.body_pt, Face.BODY
    gb_body = paper.line_pt is not None and size == paper.body_pt
    leading = paper.line_pt if paper.line_pt and size <= paper.body_pt else size * TEXT_LEADING
    if isinstance(spec, Line) and not paper.line_pt:
        leading = size * 1.6
    return TextStyle(face, size, leading, 0.0, paper.char_pt if gb_body else 0.0)


def text_lines(block: PlacedText, style: TextStyle, paper: Paper, ruler: Ruler) -> Lines:
    """The lines of a one-text block (title, paragraph, citation)."""
    width = paper.text_width * MM
    spec = block.spec
    em = style.size + style.extra
    if isinstance(spec, Paragraph):
        width -= spec.right_indent * em
        return ruler.lines(block.texts[0], width, style.face, style.size, style.extra, spec.indent * em)
    return ruler.lines(block.texts[0], width, style.face, style.size, style.extra)


def charts_height(block: PlacedCharts) -> float:
    """Height of all rows of charts, and of the room below each."""
    size = block.spec.size
    return sum(max(height_of(chart, size) for chart in row) + size for row in block.rows())


def block_height(
    block: PlacedText | PlacedQr | PlacedCharts | Space | PageBreak, paper: Paper, ruler: Ruler
) -> float:
    """Height of a block outside grids."""
    if isinstance(block, PlacedCharts):
        return charts_height(block)
    if isinstance(block, PlacedQr):
        return block.size * MM
    if isinstance(block, Space):
        return block.lines * space_height(paper)
    if isinstance(block, PageBreak):
        return 0.0
    style = text_style(block, paper)
    match block.spec:
        case Watermark():
            return 0.0
        case Line():
            return style.leading
        case Signature():
            name, date = block.texts
            rows = signature_rows(name, date, ruler, style.size, style.extra, paper.text_width * MM)
            return (len(rows) + 1) * style.leading
        case _:
            return style.before + len(text_lines(block, style, paper, ruler)) * style.leading + style.after


def space_height(paper: Paper) -> float:
    return paper.line_pt or paper.body_pt * TEXT_LEADING


def page_height(paper: Paper) -> float:
    """Height of the text area in points."""
    return (paper.height - paper.top - paper.bottom) * MM


def signature_indents(name: float, date: float, width: float, em: float) -> tuple[float, float]:
    """Left indents of name and date without seal (GB/T 9704-2012 §7.3.5.3), all in points.

    The name ends two characters before the margin and the date begins two characters after the name's first;
    when the date would then pass the name's end, it ends two characters before the margin instead.
    """
    right = width - 2 * em
    if date > name:
        return right - date - 2 * em, right - date
    return right - name, right - name + 2 * em


def signature_rows(
    name: str, date: str, ruler: Ruler, size: float, extra: float, width: float
) -> list[tuple[str, float]]:
    """Lines of 署名 and 日期 with their left indents in points; a name too long for one line is broken evenly."""
    em = size + extra
    room = width - 2 * em
    wide = ruler.width(name, Face.BODY, size, extra)
    date_wide = ruler.width(date, Face.BODY, size, extra)
    if wide <= room:
        name_x, date_x = signature_indents(wide, date_wide, width, em)
        return [(name, max(0.0, name_x)), (date, max(0.0, date_x))]
    lines = [line for line, _ in ruler.balanced(name, room, Face.BODY, size)]
    return [
        *((line, room - ruler.width(line, Face.BODY, size, extra)) for line in lines),
        (date, room - date_wide),
    ]
