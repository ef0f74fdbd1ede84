"""Fits measured grids to pages: shrinks, lets rows grow, and keeps the end of a table together.

Personal forms are shrunk to one page (forms.md §0.3: row heights first, then type, not below 10.5). Registers
are squeezed a little where that saves a page which would hold only a few lines. Points everywhere.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from exporters.backends.boxes import (
    GridBox,
    RowBox,
    Ruler,
    Scale,
    block_height,
    measure,
    page_height,
)
from exporters.layout import PlacedBlock, PlacedGrid, PlacedText, Resolved
from exporters.spec import Citation, PageBreak, Paper, Paragraph, Signature

_SIZES = (12.0, 10.5)
_SQUEEZED = (0.93, 0.86, 0.78, 0.7)  # of the least heights of rows
_POOR = 0.3  # of a page: a last page that holds less is worth a squeeze
_LAST_ROWS = 2  # that stay with sums and signatures
_LONGEST_HEADING = 60  # characters; longer ones are text
_LONGEST_END = 0.5  # of a page; a longer end may be torn


@dataclass(slots=True)
class Measured:
    """A form with its grids measured: boxes by id of the grid, and how far it was shrunk."""

    boxes: dict[int, GridBox]
    scale: Scale


def measure_form(form: Resolved, ruler: Ruler, slack: float) -> Measured:
    """Measure all grids, shrunk to one page where the form asks for it; one row of a page grows into what is left.

    `slack` points stay free at the foot of a page with a growing row, and of one that was shrunk to.
    """
    measured = _on_one_page(form, ruler, slack) if form.one_page else _squeeze(form, ruler)
    for section in _sections(form.blocks):
        grids = [measured.boxes[id(part)] for part in section if isinstance(part, PlacedGrid)]
        growing = [row for grid in grids for row in grid.rows if row.grow]
        if growing:
            spare = (
                page_height(form.paper) - _section_height(section, form.paper, ruler, measured.boxes) - slack
            )
            for row in growing:
                row.height += max(0.0, spare) / len(growing)
    return measured


def _on_one_page(form: Resolved, ruler: Ruler, slack: float) -> Measured:
    """With some room to spare; without where that is the only way; as it is where nothing helps."""
    room = page_height(form.paper)
    return _fit(form, ruler, room - slack) or _fit(form, ruler, room) or _at(form, ruler, Scale())


def _fit(form: Resolved, ruler: Ruler, room: float) -> Measured | None:
    """As little shrinking as the room asks for; None where none is enough."""
    full = _at(form, ruler, Scale())
    if _height(form, ruler, full) <= room:
        return full
    largest = max((b.size for b in form.blocks if isinstance(b, PlacedGrid)), default=0.0)
    for size in (99.0, *(s for s in _SIZES if s < largest)):
        if size < largest and _height(form, ruler, full := _at(form, ruler, Scale(1.0, size))) <= room:
            return full
        best = _at(form, ruler, Scale(0.0, size))
        if _height(form, ruler, best) > room:
            continue
        low, high = 0.0, 1.0
        for _ in range(6):
            middle = (low + high) / 2
            tried = _at(form, ruler, Scale(middle, size))
            if _height(form, ruler, tried) <= room:
                low, best = middle, tried
            else:
                high = middle
        return best
    return None


def _squeeze(form: Resolved, ruler: Ruler) -> Measured:
    """Lower rows where they save a last page with a few lines."""
    full = _at(form, ruler, Scale())
    pages, filled = _ending(form, ruler, full)
    if pages > 1 and filled < _POOR:
        for heights in _SQUEEZED:
            tried = _at(form, ruler, Scale(heights))
            if _ending(form, ruler, tried)[0] < pages:
                return tried
    return full


def _at(form: Resolved, ruler: Ruler, scale: Scale) -> Measured:
    measured = Measured(
        {id(b): measure(b, ruler, scale) for b in form.blocks if isinstance(b, PlacedGrid)}, scale
    )
    for section in _sections(form.blocks):
        _tie_ends(section, form.paper, ruler, measured)
    return measured


def _sections(blocks: Sequence[PlacedBlock]) -> list[list[PlacedBlock]]:
    """The parts between page breaks."""
    sections: list[list[PlacedBlock]] = [[]]
    for block in blocks:
        if isinstance(block, PageBreak):
            sections.append([])
        else:
            sections[-1].append(block)
    return sections


def _height(form: Resolved, ruler: Ruler, measured: Measured) -> float:
    """Height of the tallest part between page breaks."""
    return max(_section_height(part, form.paper, ruler, measured.boxes) for part in _sections(form.blocks))


def _section_height(
    section: Sequence[PlacedBlock], paper: Paper, ruler: Ruler, boxes: Mapping[int, GridBox]
) -> float:
    return sum(
        boxes[id(part)].height if isinstance(part, PlacedGrid) else block_height(part, paper, ruler)
        for part in section
    )


def _tie_ends(section: Sequence[PlacedBlock], paper: Paper, ruler: Ruler, measured: Measured) -> None:
    """Closing rows and the lines after a table (填表人…日期) never stand on a page alone."""
    for index, block in enumerate(section):
        if not isinstance(block, PlacedGrid):
            continue
        after = section[index + 1 :]
        box = measured.boxes[id(block)]
        if box.rows and not any(isinstance(part, PlacedGrid) for part in after):
            tail = _section_height(after, paper, ruler, measured.boxes)
            _tie_end(box, tail, page_height(paper) * _LONGEST_END)


def _tie_end(box: GridBox, tail: float, most: float) -> None:
    rows = box.rows
    body = len(rows)
    while body and rows[body - 1].row.closing:
        body -= 1
    if body == len(rows) and not tail:
        return
    for first in (max(0, body - _LAST_ROWS), min(body, len(rows) - 1), len(rows) - 1):
        if sum(row.height for row in rows[first:]) + tail <= most:
            box.tail = tail
            for row in rows[first:-1]:
                row.tied = True
            return


def bands(rows: Sequence[RowBox]) -> Iterator[list[RowBox]]:
    """Rows that stay on one page together."""
    band: list[RowBox] = []
    for row in rows:
        band.append(row)
        if not row.tied:
            yield band
            band = []
    if band:
        yield band


def headed_by(blocks: Sequence[PlacedBlock], index: int) -> PlacedGrid | None:
    """The table below a block that is its heading, and never ends a page without it."""
    block, below = blocks[index], blocks[index + 1] if index + 1 < len(blocks) else None
    if not isinstance(below, PlacedGrid) or not isinstance(block, PlacedText):
        return None
    is_heading = isinstance(block.spec, Paragraph | Citation) and len(block.texts[0]) <= _LONGEST_HEADING
    return below if is_heading else None


def is_tied(blocks: Sequence[PlacedBlock], index: int) -> bool:
    """Whether it stays on the page where the next block begins: by its form, a short text above a signature, and
    a signature above its small print."""
    block, below = blocks[index], blocks[index + 1] if index + 1 < len(blocks) else None
    if not isinstance(block, PlacedText):
        return False
    follows = below.spec if isinstance(below, PlacedText) else None
    if isinstance(block.spec, Signature):
        return isinstance(follows, Citation)
    if not isinstance(block.spec, Paragraph):
        return False
    return block.spec.tied or (isinstance(follows, Signature) and len(block.texts[0]) <= _LONGEST_HEADING)


def _ending(form: Resolved, ruler: Ruler, measured: Measured) -> tuple[int, float]:
    """How many pages the form takes, and how full the last one is (0 to 1)."""
    room = page_height(form.paper)
    pages, y = 1, 0.0
    for block in form.blocks:
        if isinstance(block, PageBreak):
            pages, y = pages + 1, 0.0
        elif isinstance(block, PlacedGrid):
            box = measured.boxes[id(block)]
            y += box.head_height
            groups = list(bands(box.rows))
            for number, band in enumerate(groups, start=1):
                need = sum(row.height for row in band)
                if y + need + (box.tail if number == len(groups) else 0.0) > room:
                    pages, y = pages + 1, box.head_height
                y += need
        else:
            need = block_height(block, form.paper, ruler)
            if y + need > room:
                pages, y = pages + 1, 0.0
            y += need
    return pages, y / room
