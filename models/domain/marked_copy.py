"""A sheet to send back to whoever made it: its own cells, with what is wrong beside each row and in colour."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

WORDS_HEAD = "核对意见"


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedSheet:
    """Rows and columns are counted from 0. `tones`: "late" | "soon" | "done" by (row, column); -1 is the whole row."""

    name: str
    rows: Sequence[Sequence[object]]
    merged: Sequence[tuple[int, int, int, int]] = ()
    words: Mapping[int, str] = field(default_factory=dict[int, str])
    tones: Mapping[tuple[int, int], str] = field(default_factory=dict[tuple[int, int], str])
    head: int = -1  # the row over whose new column WORDS_HEAD stands
