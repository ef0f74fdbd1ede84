"""Breaks Chinese text into lines: 避头尾, Latin words and numbers whole. Widths are measured by the caller's table.

Source: GB/T 15834-2011 §5 (which marks may not begin or end a line).
"""

import re
from collections.abc import Mapping

NO_START = frozenset("，。、；：？！）》」』】〉〕”’·～％‰℃,.;:?!)]}>%々—…")
NO_END = frozenset("（《「『【〈〔“‘([{<￥$¥")
_TWINS = frozenset("—…")  # ——, …… are one mark
_RUN = re.compile(r"[A-Za-z0-9@#&+'.\-/:_%À-ɏ]+|\n|.", re.DOTALL)

Advance = Mapping[str, float]  # character -> width in em


class CommonAdvance(dict[str, float]):
    """Widths without a font, for Word: hanzi one em, Latin half."""

    def __missing__(self, char: str) -> float:
        width = 0.5 if ord(char) < 0x2000 or char in "“”‘’" else 1.0
        self[char] = width
        return width


COMMON_ADVANCE = CommonAdvance()


def text_width(text: str, advance: Advance, size: float, extra: float = 0.0) -> float:
    """Width of one line in points; `extra` points are added to every character."""
    return sum(map(advance.__getitem__, text)) * size + extra * len(text)


def wrap(
    text: str, width: float, advance: Advance, size: float, extra: float = 0.0, first: float = 0.0
) -> list[tuple[str, bool]]:
    """Lines of a text within `width` points; the flag tells the last line of a paragraph.

    `first` is the indent of every paragraph's first line in points.
    """
    lines: list[tuple[str, bool]] = []
    for paragraph in text.split("\n"):
        room = width - first
        if (
            len(paragraph) * (size + extra) <= room
            or text_width(paragraph, advance, size, extra) <= room + 0.01
        ):
            lines.append((paragraph, True))
        else:
            lines.extend(_wrap_paragraph(paragraph, width, advance, size, extra, first))
    return lines


def _units(paragraph: str, width: float, advance: Advance, size: float, extra: float) -> list[str]:
    """Pieces that stay whole: words, and hanzi with the marks that cling to them."""
    units: list[str] = []
    for piece in _RUN.findall(paragraph):
        if len(piece) > 1 and text_width(piece, advance, size, extra) > width * 0.8:
            pieces = list(piece)
        else:
            pieces = [piece]
        for part in pieces:
            if units and _clings(units[-1], part):
                units[-1] += part
            else:
                units.append(part)
    return units


def _clings(before: str, after: str) -> bool:
    if before[-1] in NO_END:
        return True
    if after[0] in _TWINS:
        return before[-1] == after[0] or before[-1] not in _TWINS
    return after[0] in NO_START and len(after) == 1


def _wrap_paragraph(
    paragraph: str, width: float, advance: Advance, size: float, extra: float, first: float
) -> list[tuple[str, bool]]:
    lines: list[tuple[str, bool]] = []
    line, used, room = "", 0.0, width - first + 0.01
    for unit in _units(paragraph, width, advance, size, extra):
        if unit == " " and not line and lines:
            continue
        wide = text_width(unit, advance, size, extra)
        if line and used + wide > room:
            lines.append((line.rstrip(" "), False))
            line, used, room = "", 0.0, width + 0.01
            if unit == " ":
                continue
        while wide > room and len(unit) > 1:  # a clinging heap wider than the line: break it anyway
            fit = max(1, _fitting(unit, room, advance, size, extra))
            lines.append((unit[:fit], False))
            unit, room = unit[fit:], width + 0.01
            wide = text_width(unit, advance, size, extra)
        line += unit
        used += wide
    lines.append((line, True))
    return lines


def _fitting(text: str, room: float, advance: Advance, size: float, extra: float) -> int:
    used = 0.0
    for count, char in enumerate(text):
        used += advance[char] * size + extra
        if used > room:
            return count
    return len(text)
