"""A list as it stands on the screen, on its way to a file: title, day, what it was narrowed by, columns, rows, sums."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

Side = Literal["left", "right", "center"]
_FIGURE = re.compile(r"-?(?:0|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d*)(?:\.\d+)?")
_MOST_DIGITS = 15  # a spreadsheet keeps no more of a number


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingColumn:
    """`side` as on the screen: what stands at the right is a figure, and leaves as a number where it is one."""

    title: str
    side: Side = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingPart:
    """Rows under a heading of their own (`heading` empty: none)."""

    heading: str
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """One line of the counts beside a grouped list."""

    label: str
    number: int
    share: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """`said`: what is shown, how it is narrowed, sorted and grouped, a sentence each. `sums`: the last rows, or none.

    `grouped_by` names the field of the parts and of `counts`; both are empty when the list is not grouped.
    """

    title: str
    branch: str
    as_of: str
    columns: tuple[ListingColumn, ...]
    parts: tuple[ListingPart, ...]
    said: tuple[str, ...] = ()
    foot: str = ""
    sums: tuple[tuple[str, ...], ...] = ()
    grouped_by: str = ""
    counts: tuple[Count, ...] = field(default=())

    @property
    def rows(self) -> Iterator[Sequence[str]]:
        """Every row, in order."""
        for part in self.parts:
            yield from part.rows

    @property
    def number(self) -> int:
        return sum(len(part.rows) for part in self.parts)


def figure_of(text: str) -> int | float | None:
    """The number a text of a figure's column stands for; None for words, and for numbers which are names (0871…)."""
    if not _FIGURE.fullmatch(text):
        return None
    plain = text.replace(",", "")
    if len(plain.lstrip("-").replace(".", "")) > _MOST_DIGITS:
        return None
    return float(plain) if "." in plain else int(plain)
