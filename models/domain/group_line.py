"""A line of a list that only names the Party group of the people beneath it: 第一党小组（12人）, 柳溪党小组：."""

import re
from collections.abc import Sequence

from models.domain.cell_text import plain_text

_NUMBER = r"[一二三四五六七八九十\d]{1,3}"
_LINE = re.compile(
    rf"(?:[一二三四五六七八九十]{{1,2}}、)?(第?{_NUMBER}(?:党小组|小组|组)|(?!所|编|现|原|各)[^:：、（(]{{1,16}}党小组)"
    r"(?:[（(][^）)]*[）)])?(?:[:：].*)?(?:共?\d+人)?"
)
_ORDINAL = re.compile(rf"第?({_NUMBER})(?:党小组|小组|组)")
_ONES = "〇一二三四五六七八九"


def group_of(value: object, known: Sequence[str] = ()) -> str:
    """The group such a line names, as the branch calls it where it is one of the `known`; "" for any other line."""
    text = "".join(plain_text(value).split())
    found = _LINE.fullmatch(text)
    if found is None:
        return ""
    name = found[1]
    if name in known:
        return name
    number = _ordinal(name)
    alike = [one for one in known if number and _ordinal(one) == number]
    return alike[0] if len(alike) == 1 else name


def _ordinal(name: str) -> int:
    """Which group by number: 第一党小组, 一组, 1组 are 1; 0 for one with a name."""
    found = _ORDINAL.fullmatch(name)
    if found is None:
        return 0
    text = found[1]
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _ONES.find(text) if len(text) == 1 else 0
    return (_ONES.find(tens) if tens else 1) * 10 + (_ONES.find(ones) if ones else 0)
