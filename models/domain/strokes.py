"""Names in the order of strokes (姓氏笔画, XJ-12): fewer strokes first, ties by the first strokes 横竖撇点折.

Characters are compared one by one from the surname on; of two names that begin alike the shorter stands first.
"""

from functools import cache

from resources import read_text

_UNKNOWN = 99  # strokes of what the table does not have: such names stand last


@cache
def _table() -> tuple[dict[str, int], dict[str, str]]:
    counts: dict[str, int] = {}
    orders: dict[str, str] = {}
    in_orders = False
    for line in read_text("codes/strokes.txt").splitlines():
        if line.startswith("["):
            in_orders = line == "[order]"
        elif not line.startswith("#"):
            value, characters = line.split(" ", 1)
            for character in characters:
                if in_orders:
                    orders[character] = value
                else:
                    counts[character] = int(value)
    return counts, orders


def strokes_of(character: str) -> int:
    """Number of strokes (Unihan kTotalStrokes); 0 when the table does not have the character."""
    return _table()[0].get(character, 0)


def stroke_key(name: str) -> tuple[tuple[int, str, str], ...]:
    """What a list of names is sorted by; blanks and the dot of a name do not count."""
    counts, orders = _table()
    return tuple(
        (counts.get(c, _UNKNOWN), orders.get(c, "6"), c) for c in name if not c.isspace() and c not in "·・•"
    )


def without_strokes(names: list[str]) -> list[str]:
    """Characters of these names that the table does not have: their place has to be looked at by a person."""
    return sorted({c for name in names for _, _, c in stroke_key(name) if not strokes_of(c)})
