"""Ballots two or four to a sheet of A4, to be cut along dashed lines; nothing on them tells one from another.

A ballot is a band of rows in a grid without border: its title, its table, its note, the line for day and seal. The
declared heights fill the sheet, so that the cut lies in its middle; what grows in Word or PDF grows alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from exporters.spec import PAPER_T, Block, Cell, Face, Grid, PageBreak, Paper, Repeat, Row

TWO_UP = Paper(
    code="T2",
    name="A4 纵向，一页 2 张",
    width=210,
    height=297,
    top=12,
    bottom=12,
    left=20,
    right=20,
    title_pt=16,
    body_pt=14,
    page_number="none",
)
FOUR_UP = replace(TWO_UP, code="T4", name="A4 纵向，一页 4 张", left=8, right=8, title_pt=14, body_pt=12)
ONE = replace(PAPER_T, name="A5 纵向，一页 1 张")
PAPERS = (TWO_UP, FOUR_UP, ONE)
_BOX = "tlbr"
_HALF = 136.5  # mm from the upper margin to the middle of the sheet
_REST = 2.0  # mm left free at the foot: Word wants a line after a table


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the ballot's table: its head, the value under it (a template), its share of the width."""

    head: str
    text: str = ""
    share: float = 1.0


def sheet(title: str, columns: Sequence[Column], note: str, foot: str, paper: Paper) -> tuple[Block, ...]:
    """A sheet of ballots for each of `ballots`; texts are templates over its values."""
    made = {"T2": _two, "T4": _four}.get(paper.code, _single)
    grid = made(title, columns, note, foot)
    return (Repeat(each="ballots", blocks=(Repeat(each="before", blocks=(PageBreak(),)), grid)),)


def _two(title: str, columns: Sequence[Column], note: str, foot: str) -> Grid:
    return _grid(title, columns, note, foot, across=1, down=2, width=170, pad=12, heights=(34, 15, 20, 22))


def _four(title: str, columns: Sequence[Column], note: str, foot: str) -> Grid:
    return _grid(title, columns, note, foot, across=2, down=2, width=194, pad=6, heights=(30, 18, 20, 22))


def _single(title: str, columns: Sequence[Column], note: str, foot: str) -> Grid:
    return _grid(title, columns, note, foot, across=1, down=1, width=120, pad=1, heights=(38, 15, 20, 26))


def _grid(
    title: str,
    columns: Sequence[Column],
    note: str,
    foot: str,
    *,
    across: int,
    down: int,
    width: float,
    pad: float,
    heights: tuple[float, float, float, float],
) -> Grid:
    """`heights` of title, heads, the row to mark and the note; the foot takes what is left of the ballot."""
    inside = width / across - 2 * pad
    total = sum(column.share for column in columns)
    one = (pad, *(inside * column.share / total for column in columns), pad)
    small = across > 1
    texts = _Texts(title, tuple(columns), note, foot, small)
    rows: list[Row] = []
    for place in range(down):
        last = place == down - 1
        height = (_HALF if down > 1 else 182.0) - (_REST if last else 0.0)
        rows += _ballot(texts, across, (*heights, height - sum(heights)), cut=not last)
    return Grid(widths=one * across, border=False, size=12 if small else 14, rows=tuple(rows))


@dataclass(frozen=True, slots=True)
class _Texts:
    title: str
    columns: tuple[Column, ...]
    note: str
    foot: str
    small: bool

    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        wide = len(self.columns)
        head = 12 if self.small else 14
        return (
            (
                Cell(
                    text=self.title,
                    span=wide,
                    align="center",
                    face=Face.TITLE,
                    size=14 if self.small else 16,
                ),
            ),
            tuple(Cell(text=column.head, label=True, size=head, edges=_BOX) for column in self.columns),
            tuple(Cell(text=column.text, align="center", edges=_BOX) for column in self.columns),
            (Cell(text=self.note, span=wide, size=10.5, indent=2),),
            (Cell(text=self.foot, span=wide, align="right"),),
        )


def _ballot(texts: _Texts, across: int, heights: Sequence[float], *, cut: bool) -> list[Row]:
    """The rows of the ballots side by side; the last row's lower edge is where to cut, if anything stands below."""
    rows = texts.rows()
    made: list[Row] = []
    for number, (inner, height) in enumerate(zip(rows, heights, strict=True), start=1):
        below = "B" if cut and number == len(rows) else ""
        cells: list[Cell] = []
        for place in range(across):
            between = "L" if place else ""
            cells.append(Cell(edges=below + between))
            cells += [replace(cell, edges=cell.edges + below) for cell in inner]
            cells.append(Cell(edges=below))
        made.append(Row(height=height, cells=tuple(cells), keep_with_next=number < len(rows)))
    return made
