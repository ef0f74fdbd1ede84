"""Pieces that several sheets share: a label cell, the box of signatures, a code to be read aloud."""

from collections.abc import Sequence
from typing import Any

from exporters.spec import Cell, Grid, Row

WIDTH = 156  # mm of text on an upright page
_SIGN_DATE = "年　　月　　日"


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
