"""Lays a resolved form out on pages: where every line of text and every border goes.

Each page is a list of PDF operators; `Flow` knows nothing of files. Points, y counted down from the top of
the text area.
"""

from collections.abc import Sequence

from exporters.backends import chart_ops, qr
from exporters.backends.boxes import (
    MM,
    PAD_X,
    PAD_Y,
    PICTURE_GAP,
    CellBox,
    GridBox,
    Lines,
    RowBox,
    Ruler,
    TextStyle,
    block_height,
    charts_height,
    page_height,
    signature_rows,
    space_height,
    text_lines,
    text_style,
)
from exporters.backends.fitting import bands, headed_by, is_tied, measure_form
from exporters.backends.pdf_fonts import TextEncoder
from exporters.layout import PlacedBlock, PlacedCharts, PlacedGrid, PlacedQr, PlacedText, Resolved
from exporters.spec import Align, Face, Line, PageBreak, Paragraph, Signature, Space, Title, Watermark
from models.domain.picture_file import Photo

_BASELINE = 0.36  # of the type size below the middle of the line
_BORDER = "0.6 w"
_SLACK = 0.05


def photo_name(photo: Photo) -> str:
    """What the pages call it: equal photos are stored once."""
    return f"Photo{photo.sha256[:20]}"


class Flow:
    """One form on its pages."""

    def __init__(self, form: Resolved, encoder: TextEncoder, ruler: Ruler) -> None:
        self.form = form
        self.paper = form.paper
        self.encoder = encoder
        self.ruler = ruler
        self.left = form.paper.left * MM
        self.top = (form.paper.height - form.paper.top) * MM
        self.width = form.paper.text_width * MM
        self.height = page_height(form.paper)
        self.pages: list[list[str]] = []
        self.said: list[list[str]] = []  # the words of each page, line ends where a text ends
        self.photos: dict[str, Photo] = {}  # by the name the pages draw them by
        self._boxes: dict[int, GridBox] = {}
        self.y = 0.0
        self.page: list[str] = []
        self._new_page()

    def run(self) -> list[list[str]]:
        """Place every block; the pages still lack their footers."""
        self._boxes = measure_form(self.form, self.ruler, _SLACK).boxes
        for index, block in enumerate(self.form.blocks):
            table = headed_by(self.form.blocks, index)
            if table is not None and isinstance(block, PlacedText):
                self._keep_with(block, table)
            self._keep_tied(index)
            self._place(block)
        self._watermark()
        return self.pages

    def _keep_with(self, heading: PlacedText, table: PlacedGrid) -> None:
        """A heading goes to the next page with the beginning of its table."""
        needed = block_height(heading, self.paper, self.ruler) + self._beginning(self._boxes[id(table)])
        if needed <= self.height:
            self._room(needed)

    def _keep_tied(self, index: int) -> None:
        """The first of blocks tied together takes them all to the next page where they don't fit."""
        blocks = self.form.blocks
        if not is_tied(blocks, index) or (index and is_tied(blocks, index - 1)):
            return
        end = next((n for n in range(index, len(blocks)) if not is_tied(blocks, n)), len(blocks) - 1)
        chain = [block for block in blocks[index : end + 1] if isinstance(block, PlacedText)]
        needed = sum(block_height(block, self.paper, self.ruler) for block in chain)
        if needed <= self.height:
            self._room(needed)

    def _new_page(self) -> None:
        self.page = []
        self.pages.append(self.page)
        self.said.append([])
        self.y = 0.0

    def _room(self, height: float) -> None:
        """Go to the next page unless `height` points are left on this one."""
        if self.y + height > self.height + _SLACK and self.y > 0:
            self._new_page()

    def _place(self, block: PlacedBlock) -> None:
        if isinstance(block, PlacedGrid):
            self._grid(self._boxes[id(block)])
        elif isinstance(block, Space):
            self.y += block.lines * space_height(self.paper)
        elif isinstance(block, PageBreak):
            self._new_page()
        elif isinstance(block, PlacedQr):
            self._qr(block)
        elif isinstance(block, PlacedCharts):
            height = charts_height(block)
            self._room(height)
            drawn = chart_ops.operators(
                block, self.left, self.top - self.y, self.width, self.encoder, self.ruler
            )
            self.page.extend(drawn)
            self.y += height
        else:
            self._text_block(block)

    def _qr(self, block: PlacedQr) -> None:
        """Dark stretches as filled boxes, in the middle of the text width."""
        side = block.size * MM
        self._room(side)
        rows = qr.dots(block.content)
        dot = side / (len(rows) + 2 * qr.QUIET)
        left, top = self.left + (self.width - side) / 2 + dot * qr.QUIET, self.top - self.y - dot * qr.QUIET
        boxes = [
            f"{left + start * dot:.3f} {top - (number + 1) * dot:.3f} {count * dot:.3f} {dot:.3f} re"
            for number, row in enumerate(rows)
            for start, count in qr.runs(row)
        ]
        self.page.append("\n".join(["q 0 g", *boxes, "f Q"]))
        self.y += side

    # -- text outside grids

    def _text_block(self, block: PlacedText) -> None:
        style = text_style(block, self.paper)
        match block.spec:
            case Title():
                self._lines(text_lines(block, style, self.paper, self.ruler), style, "center")
                self.y += style.after
            case Line():
                self._line(block.texts, style)
            case Signature():
                self._signature(block.texts[0], block.texts[1], style)
            case Watermark():
                pass
            case Paragraph() as spec:
                em = style.size + style.extra
                lines = text_lines(block, style, self.paper, self.ruler)
                self._lines(lines, style, spec.align, spec.indent * em, spec.right_indent * em)
            case _:
                self.y += style.before
                self._lines(text_lines(block, style, self.paper, self.ruler), style, "left")

    def _lines(
        self, lines: Lines, style: TextStyle, align: Align, first: float = 0.0, right: float = 0.0
    ) -> None:
        begins = True
        for text, last in lines:
            self._room(style.leading)
            indent = first if begins else 0.0
            room = self.width - indent - right
            self._put(
                text, style.face, style.size, indent, self.y, room, style.leading, align, last, style.extra
            )
            self.y += style.leading
            begins = last

    def _line(self, parts: Sequence[str], style: TextStyle) -> None:
        self._room(style.leading)
        last = len(parts) - 1
        for number, text in enumerate(parts):
            align: Align = "left" if number == 0 else "right" if number == last else "center"
            wide = self.ruler.width(text, style.face, style.size, style.extra)
            middle = self.width * number / last if last else 0.0
            x = 0.0 if align == "left" else self.width - wide if align == "right" else middle - wide / 2
            self._put(text, style.face, style.size, x, self.y, wide, style.leading, "left", True, style.extra)
        self.y += style.leading

    def _signature(self, name: str, date: str, style: TextStyle) -> None:
        self.y += style.leading
        rows = signature_rows(name, date, self.ruler, style.size, style.extra, self.width)
        self._room(len(rows) * style.leading)
        for text, x in rows:
            self._put(
                text, style.face, style.size, x, self.y, self.width, style.leading, "left", True, style.extra
            )
            self.y += style.leading

    def _put(
        self, text: str, face: Face, size: float, x: float, y: float, room: float, leading: float, align: Align,
        last: bool, extra: float = 0.0,
    ) -> None:  # fmt: skip
        """One line of text in a room of its own; y is the top of the line."""
        if not text:
            return
        if align in ("center", "right"):
            slack = room - self.ruler.width(text, face, size, extra)
            x += slack / 2 if align == "center" else slack
        elif align == "justify" and not last and len(text) > 1:
            slack = room - self.ruler.width(text, face, size, extra) + extra
            if 0 < slack < room / 3:
                extra += slack / (len(text) - 1)
        self.said[-1].append(f"{text}\n" if last else text)
        baseline = self.top - y - leading / 2 - size * _BASELINE
        self.page.append(self.encoder.show(text, face, size, self.left + x, baseline, extra))

    # -- grids

    def _grid(self, box: GridBox) -> None:
        groups = list(bands(box.rows))
        if (needed := self._beginning(box)) <= self.height:
            self._room(needed)
        self._draw_rows(box, box.head)
        for number, band in enumerate(groups, start=1):
            self._band(box, band, box.tail if number == len(groups) else 0.0)

    def _beginning(self, box: GridBox) -> float:
        """What stands together at the top of a table: its heads and the first rows, or the first lines of a long one."""
        first = next(bands(box.rows), list[RowBox]())
        height = sum(row.height for row in first)
        keep = all(row.row.keep_together for row in first)
        return box.head_height + (height if keep else min(height, 40.0))

    def _band(self, box: GridBox, band: list[RowBox], tail: float) -> None:
        """Rows that stay together, and on the page with them `tail` points of what follows the grid."""
        needed = sum(row.height for row in band) + tail
        if self.y + needed <= self.height + _SLACK:
            self._draw_rows(box, band)
            return
        content = sum(row.height for row in band[:-1]) + max(cell.height for cell in band[-1].cells) + tail
        whole = tail > 0 or all(row.row.keep_together for row in band)
        keep = whole or self.y + content <= self.height
        if needed <= self.height - box.head_height + _SLACK and keep:
            self._next_page(box)
            self._draw_rows(box, band)
            return
        beginning = sum(row.height for row in band[:-1]) + max(2 * cell.leading for cell in band[-1].cells)
        if len(band) > 1 and self.y > box.head_height and self.y + beginning + 2 * PAD_Y > self.height:
            self._next_page(box)  # a heading goes with two lines of its text
        for row in band:
            self._split_row(box, row)

    def _next_page(self, box: GridBox) -> None:
        self._new_page()
        self._draw_rows(box, box.head)

    def _draw_rows(self, box: GridBox, rows: list[RowBox]) -> None:
        for index, row in enumerate(rows):
            for cell in row.cells:
                height = (
                    row.height if cell.rows == 1 else sum(r.height for r in rows[index : index + cell.rows])
                )
                self._cell(box, cell, cell.lines, cell.sign, self.y, height)
            self.y += row.height

    def _split_row(self, box: GridBox, row: RowBox) -> None:
        """Draw a row that runs over pages: each cell's lines go on where they stopped; labels are repeated."""
        rest = {id(cell): 0 for cell in row.cells}
        while True:
            room = self.height - self.y
            fits = {id(c): max(0, int((room - 2 * PAD_Y + _SLACK) // c.leading)) for c in row.cells}
            undone = [c for c in row.cells if len(c.lines) - rest[id(c)] + len(c.sign) > fits[id(c)]]
            if not undone:
                height = max(
                    [(len(c.lines) - rest[id(c)] + len(c.sign)) * c.leading + 2 * PAD_Y for c in row.cells]
                )
                if not any(rest.values()):
                    height = min(max(height, row.height), room)
                self._fragment(box, row, rest, {}, height)
                return
            if (
                any(fits[id(c)] < min(2, len(c.lines) - rest[id(c)]) for c in undone)
                and self.y > box.head_height
            ):
                self._next_page(box)
                continue
            self._fragment(box, row, rest, fits, room)
            for cell in row.cells:
                if not cell.cell.spec.label:
                    rest[id(cell)] = min(len(cell.lines), rest[id(cell)] + fits[id(cell)])
            self._next_page(box)

    def _fragment(
        self, box: GridBox, row: RowBox, rest: dict[int, int], fits: dict[int, int], height: float
    ) -> None:
        for column, owner in row.row.covered:
            x = box.edges[column]
            self._border(x, self.y, box.edges[column + owner.spec.span] - x, height, box)
        for cell in row.cells:
            start = rest[id(cell)]
            end = start + fits[id(cell)] if fits else len(cell.lines)
            if cell.cell.spec.label:
                start, end = 0, len(cell.lines)
            self._cell(
                box, cell, cell.lines[start:end], [] if fits else cell.sign, self.y, height, begins=start == 0
            )
        self.y += height

    def _border(self, x: float, y: float, width: float, height: float, box: GridBox) -> None:
        if box.grid.border:
            left, bottom = self.left + x, self.top - y - height
            self.page.append(f"{_BORDER} {left:.2f} {bottom:.2f} {width:.2f} {height:.2f} re S")

    def _edges(self, edges: str, x: float, y: float, width: float, height: float) -> None:
        left, top = self.left + x, self.top - y
        right, bottom = left + width, top - height
        ends = {
            "t": (left, top, right, top), "b": (left, bottom, right, bottom),
            "l": (left, top, left, bottom), "r": (right, top, right, bottom),
        }  # fmt: skip
        for edge in edges:
            x1, y1, x2, y2 = ends[edge.lower()]
            style = f"{_BORDER} [4 3] 0 d" if edge.isupper() else _BORDER
            end = " [] 0 d" if edge.isupper() else ""
            self.page.append(f"{style} {x1:.2f} {y1:.2f} m {x2:.2f} {y2:.2f} l S{end}")

    def _cell(
        self,
        box: GridBox,
        cell: CellBox,
        lines: Lines,
        sign: Lines,
        y: float,
        height: float,
        *,
        begins: bool = True,
    ) -> None:
        self._border(cell.x, y, cell.width, height, box)
        spec = cell.cell.spec
        if spec.edges and not box.grid.border:
            self._edges(spec.edges, cell.x, y, cell.width, height)
        leading = cell.leading
        picture = cell.picture if begins else 0.0
        text_height = len(lines) * leading if not picture or cell.cell.text else 0.0
        sign_height = len(sign) * leading
        free = height - 2 * PAD_Y - sign_height - text_height - picture
        at = y + PAD_Y
        if spec.valign == "middle":
            at += max(0.0, free / 2)
        elif spec.valign == "bottom":
            at += max(0.0, free)
        if picture:
            self._photo(cell, at)
            at += picture
        align: Align = "center" if spec.label and spec.align == "left" else spec.align
        room = cell.width - 2 * PAD_X
        for text, last in lines:
            indent = cell.first if begins else 0.0
            face = spec.face_of(text) if begins and last else spec.face
            self._put(text, face, cell.size, cell.x + PAD_X + indent, at, room - indent, leading, align, last)
            at += leading
            begins = last
        at = y + height - PAD_Y - sign_height
        for text, _ in sign:
            self._put(
                text, spec.face, cell.size, cell.x + PAD_X, at, room - cell.size, leading, "right", True
            )
            at += leading

    def _photo(self, cell: CellBox, y: float) -> None:
        """The photo of a cell in its frame, standing on its caption or in the middle; `y` is the frame's top."""
        photo = cell.cell.photo
        if photo is None:
            return
        wide, high = cell.photo_size()
        left = self.left + cell.x + (cell.width - wide) / 2
        free = cell.picture - PICTURE_GAP - high
        bottom = self.top - y - (free if cell.cell.text else (free + PICTURE_GAP) / 2) - high
        self.photos[photo_name(photo)] = photo
        drawn = f"q {wide:.2f} 0 0 {high:.2f} {left:.2f} {bottom:.2f} cm /FormXob.{photo_name(photo)} Do Q"
        self.page.append(drawn)

    # -- what stands on every page

    def _watermark(self) -> None:
        for block in self.form.blocks:
            if isinstance(block, PlacedText) and isinstance(block.spec, Watermark):
                text = block.texts[0]
                size = min(56.0, self.width * 1.1 / max(1, len(text)))
                wide = self.ruler.width(text, Face.HEI, size)
                x, y = self.paper.width * MM / 2, self.paper.height * MM / 2
                shown = self.encoder.show(text, Face.HEI, size, -wide / 2, -size / 3)
                mark = f"q 0.88 g 0.8192 0.5736 -0.5736 0.8192 {x:.2f} {y:.2f} cm {shown} Q"
                for page in self.pages:
                    page.insert(0, mark)
