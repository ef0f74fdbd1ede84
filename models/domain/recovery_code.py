"""The recovery code on paper: eleven groups of four, each with its own check symbol, so that a slip is named.

31 symbols without 0 O 1 I L: 33 random ones carry 163 bits. The fourth symbol of a group depends on the other
three and on the group's number, modulo the prime 31: one wrong symbol, two exchanged ones, or two exchanged
groups never pass. Whether a code is the right one only the key file knows.
"""

import re
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
GROUPS, GROUP_LENGTH = 11, 4
LENGTH = GROUPS * GROUP_LENGTH
_WEIGHTS = (3, 7, 11)
_NUMBER_WEIGHT = 5
_UNUSED = "0O1IL"


@dataclass(frozen=True, slots=True)
class TypedCode:
    """What somebody typed: the symbols, and one sentence when they cannot be a recovery code."""

    symbols: str
    groups: tuple[str, ...]
    bad_groups: tuple[int, ...]  # counted from 1
    problem: str

    @property
    def complete(self) -> bool:
        return not self.problem


def check_symbol(data: str, number: int) -> str:
    """The fourth symbol of group `number` (from 1) with these three."""
    total = number * _NUMBER_WEIGHT
    for weight, symbol in zip(_WEIGHTS, data, strict=True):
        total += weight * ALPHABET.index(symbol)
    return ALPHABET[total % len(ALPHABET)]


def new_code() -> str:
    """A fresh code of 44 symbols from the system's random source."""
    made: list[str] = []
    for number in range(1, GROUPS + 1):
        data = "".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH - 1))
        made.append(data + check_symbol(data, number))
    return "".join(made)


def groups_of(code: str) -> tuple[str, ...]:
    """The groups as they are printed."""
    return tuple(code[at : at + GROUP_LENGTH] for at in range(0, len(code), GROUP_LENGTH))


def written(code: str) -> str:
    """One line for a screen or a terminal."""
    return "-".join(groups_of(code))


def plain(text: str) -> str:
    """Typed text as symbols: full-width and small letters are the same, spaces and dashes mean nothing."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text)).upper()


def group_is_right(group: str, number: int) -> bool:
    """Whether these four symbols can stand as group `number`."""
    return (
        len(group) == GROUP_LENGTH
        and all(symbol in ALPHABET for symbol in group)
        and check_symbol(group[:-1], number) == group[-1]
    )


def read_code(text: str) -> TypedCode:
    """Look at a typed code, whole or still growing, and name the group that was mistyped."""
    symbols = plain(text)
    groups = _as_separated(text) or groups_of(symbols)
    bad = tuple(
        number
        for number, group in enumerate(groups, start=1)
        if number > GROUPS or (not group_is_right(group, number) and _is_finished(groups, number))
    )
    return TypedCode(symbols, groups, bad, _problem(symbols, groups, bad))


def _as_separated(text: str) -> tuple[str, ...]:
    """The groups as somebody wrote them apart, if they did: then a lost symbol is found in its own group."""
    parts = [part for part in re.split(r"[\W_]+", unicodedata.normalize("NFKC", text).upper()) if part]
    return tuple(parts) if len(parts) > 1 and all(len(part) <= GROUP_LENGTH + 1 for part in parts) else ()


def _is_finished(groups: Sequence[str], number: int) -> bool:
    """The last group may still be growing."""
    return number < len(groups) or len(groups[number - 1]) >= GROUP_LENGTH


def _problem(symbols: str, groups: Sequence[str], bad: Sequence[int]) -> str:
    if not symbols:
        return "请输入恢复码。"
    if bad and bad[0] <= GROUPS:
        return _about_group(groups[bad[0] - 1], bad[0], len(bad))
    if len(groups) > GROUPS or len(symbols) > LENGTH:
        return f"恢复码只有 {GROUPS} 组，现在多了，请核对。"
    if len(symbols) < LENGTH or len(groups) < GROUPS:
        return f"恢复码共 {GROUPS} 组，已输入 {len(symbols) // GROUP_LENGTH} 组。"
    return ""


def _about_group(group: str, number: int, count: int) -> str:
    strange = next((symbol for symbol in group if symbol not in ALPHABET), "")
    more = f"（共 {count} 组不对）" if count > 1 else ""
    if strange and strange in _UNUSED:
        return f"第 {number} 组里的“{strange}”不会出现在恢复码里，请再看一遍{more}。"
    if len(group) != GROUP_LENGTH:
        return f"第 {number} 组应是 {GROUP_LENGTH} 个字符，请核对{more}。"
    return f"第 {number} 组不对，请对照恢复码核对{more}。"
