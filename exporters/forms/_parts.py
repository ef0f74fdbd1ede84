"""Pieces that several sheets share: labelled boxes, signatures, the lines of a register, a code to be read aloud."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from exporters.forms._text import TO_FILL
from exporters.spec import Align, Block, Cell, Face, Grid, Paragraph, RepeatRow, Row, Sheet, SheetColumn

WIDTH = 156  # mm of text on an upright page
_SIGN_DATE = "年　　月　　日"
_NO_SIZES: Mapping[str, float] = {}
Columns = tuple[tuple[str, str, float, Align], ...]  # of a register: head, key of the line, mm, alignment


def label_cell(text: str, **options: Any) -> Cell:
    """The printed name of a box."""
    return Cell(text=text, label=True, **options)


def grouped(code: str) -> str:
    """3FA0 9C21 D47E: read aloud in fours."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4)).upper()


def signatures(who: Sequence[str], height: float) -> Grid:
    """Boxes side by side, each to be signed and dated by hand; `height` in mm."""
    return Grid(
        widths=(WIDTH // len(who),) * len(who),
        size=12,
        rows=(
            Row(
                height=height,
                closing=True,
                cells=tuple(Cell(text=text, valign="top", sign=(_SIGN_DATE,)) for text in who),
            ),
        ),
    )


def pair(*cells: tuple[str, str], height: float = 12) -> Row:
    """Label, value, label, value; what is empty is to be filled in. `height` in mm."""
    made: list[Cell] = []
    for label, text in cells:
        made += [label_cell(label), Cell(text=text, align="center", blank=TO_FILL)]
    return Row(height=height, cells=tuple(made))


def wide(label: str, text: str, height: float = 12, sign: tuple[str, ...] = ()) -> Row:
    """A label and a box over the rest of the line, to be signed where `sign` says what stands at its foot."""
    valign = "top" if sign else "middle"
    return Row(height=height, cells=(label_cell(label), Cell(text=text, span=3, valign=valign, sign=sign)))


def register(
    columns: Columns,
    *,
    size: float,
    height: float,
    least: int = 0,
    each: str = "lines",
    head: float = 10,
    by_hand: Collection[str] = (),
    sizes: Mapping[str, float] = _NO_SIZES,
    closing: Sequence[Row] = (),
) -> Grid:
    """A register: its head on every page, one row for each of `lines` (or of `each`), at least so many rows.

    `by_hand`: columns left empty for the pen; `sizes`: columns in another size; `closing`: sums at its foot.
    """
    return Grid(
        widths=tuple(width for _, _, width, _ in columns),
        size=size,
        leading=1.15,
        head=(Row(height=head, cells=tuple(label_cell(title, size=size) for title, _, _, _ in columns)),),
        rows=(
            RepeatRow(
                each=each,
                min_rows=least,
                rows=(
                    Row(
                        height=height,
                        cells=tuple(
                            Cell(
                                text="" if key in by_hand else f"{{{key}}}", align=align, size=sizes.get(key)
                            )
                            for _, key, _, align in columns
                        ),
                    ),
                ),
            ),
            *closing,
        ),
    )


def script_head(text: str) -> Paragraph:
    """A heading in a script that is read out."""
    return Paragraph(text=text, face=Face.HEI)


def script(*lines: str) -> tuple[Block, ...]:
    """Its paragraphs."""
    return tuple(Paragraph(text=line) for line in lines)


def register_sheet(name: str, columns: Columns) -> Sheet:
    """The same register as a worksheet."""
    return Sheet(
        name=name,
        columns=tuple(
            SheetColumn(title=title.replace("\n", ""), key=key, width=max(8, width / 2))
            for title, key, width, _ in columns
        ),
        each="lines",
    )
