"""Pages as people write them, and the order in which a printer without duplex gets both sides of the paper."""

import re
from collections.abc import Sequence

from models.domain.errors import UserError

_SEPARATORS = re.compile(r"[,，、;；\s]+")
_SPAN = re.compile(r"(\d+)(?:[-—–~～至](\d+))?")
_EXAMPLE = "请写成 1-3 或 1,3,5。"


def pages_in(text: str, count: int) -> tuple[int, ...]:
    """ "1-3,5" as (1, 2, 3, 5), in the order written, each once; all of them for "". UserError says what is wrong."""
    parts = [part for part in _SEPARATORS.split(text.strip().removesuffix("页").removeprefix("第")) if part]
    if not parts:
        return tuple(range(1, count + 1))
    found: dict[int, None] = {}
    for part in parts:
        match = _SPAN.fullmatch(part)
        if match is None:
            raise UserError(f"看不懂页码“{part}”，{_EXAMPLE}")
        first, last = int(match[1]), int(match[2] or match[1])
        if not 1 <= first <= last <= count:
            raise UserError(f"没有第 {part} 页：一共 {count} 页，{_EXAMPLE}")
        found |= dict.fromkeys(range(first, last + 1))
    return tuple(found)


def both_sides(pages: Sequence[int], *, backs_reversed: bool) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Fronts, then as many backs; 0 is a sheet that goes through empty, where the last page has no other side.

    `backs_reversed` for printers that lay the sheets face up: the last one is on top.
    """
    fronts, backs = tuple(pages[::2]), tuple(pages[1::2])
    backs += (0,) * (len(fronts) - len(backs))
    return fronts, backs[::-1] if backs_reversed else backs
