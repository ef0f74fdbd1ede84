"""Cells of a column that goes into a field of the branch's own: by what the field may hold, its choices by any spelling.

What can only mean one choice is put right and said; what may mean several, or none, is kept as written and asked.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher

from models.domain.card import OwnField, OwnKind, own_problem
from models.domain.cell_text import as_text, plain_text
from models.domain.roster_cleaning import (
    Cleaner,
    Problem,
    Value,
    Verdict,
    clean_date,
    clean_flag,
    clean_text,
)

Spell = Callable[[str], tuple[str, str]]  # words -> pinyin in full, initials
MOST_OFFERED = 3
_CLOSE = 0.6
_MARKS = re.compile(r"[\s·•・．.、，,；;:：()（）\[\]【】“”\"'‘’\-—_/]+")
_BLANK = frozenset({"", "-", "—", "--", "——", "/", "\\", "空"})
_UNIT = re.compile(r"(?<=\d)\s*[元人户个名次年月日天平方米㎡亩岁]+$")


def own_cleaner(own: OwnField, spell: Spell) -> Cleaner:
    """How a cell becomes a value of this field; `spell` gives the pinyin of words."""
    if own.kind is OwnKind.DATE:
        return clean_date
    if own.kind is OwnKind.YES_NO:
        return _clean_yes_no
    if own.kind is OwnKind.NUMBER:
        return lambda field, value: _clean_number(own, field, value)
    if own.kind is OwnKind.CHOICE and own.choices:
        return lambda field, value: _clean_choice(own.choices, spell, field, value)
    return clean_text


def choice_of(choices: Sequence[str], text: str, spell: Spell) -> str:
    """The one choice that is certainly meant: other signs and widths, its pinyin or initials; "" when none is."""
    wanted = _bare(text)
    same = [choice for choice in choices if _bare(choice) == wanted]
    if not same and wanted.isascii() and wanted.isalpha():
        typed = wanted.lower()
        same = [choice for choice in choices if typed == spell(choice)[0]] or [
            choice for choice in choices if len(typed) > 1 and typed == spell(choice)[1]
        ]
    return same[0] if len(same) == 1 else ""


def like_choices(choices: Sequence[str], text: str, spell: Spell) -> tuple[str, ...]:
    """What an unknown value may mean, the likeliest first: the same sound, a part of it, nearly the same."""
    wanted = _bare(text)
    if not wanted:
        return ()
    sound = spell(wanted)[0]
    ranked = [
        (-rank, place, choice)
        for place, choice in enumerate(choices)
        if (rank := _likeness(_bare(choice), spell(choice)[0], wanted, sound)) >= _CLOSE
    ]
    return tuple(choice for _rank, _place, choice in sorted(ranked))[:MOST_OFFERED]


def _likeness(bare: str, bare_sound: str, wanted: str, sound: str) -> float:
    if sound and sound == bare_sound:
        return 3.0
    if len(wanted) > 1 and (wanted in bare or bare in wanted):
        return 2.0 + min(len(wanted), len(bare)) / max(len(wanted), len(bare))
    by_sign = SequenceMatcher(None, wanted, bare).ratio()
    return max(by_sign, SequenceMatcher(None, sound, bare_sound).ratio() - 0.1 if sound else 0.0)


def _bare(text: str) -> str:
    """Without blanks and signs, wide letters made narrow, small letters."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text)).lower()


def _clean_choice(
    choices: Sequence[str], spell: Spell, field: str, value: object
) -> tuple[Value, list[Problem]]:
    before, text = as_text(value), plain_text(value)
    if text in choices:
        return text, []
    if text in _BLANK:
        return "", []
    if meant := choice_of(choices, text, spell):
        return meant, [_problem(field, "code.normalised", Verdict.REPAIRED, before, meant, "统一为规范写法")]
    candidates = like_choices(choices, text, spell)
    offered = f"；可能是“{'”或“'.join(candidates)}”" if candidates else f"（{'、'.join(choices[:6])}）"
    message = f"不在这一栏的可选内容里，已照原样存入{offered}"
    return text, [_problem(field, "code.unknown", Verdict.DOUBTFUL, before, text, message, candidates)]


def _clean_number(own: OwnField, field: str, value: object) -> tuple[Value, list[Problem]]:
    before = as_text(value)
    text = _UNIT.sub("", unicodedata.normalize("NFKC", before).replace(",", "").strip())
    if text in _BLANK:
        return "", []
    text = text.removesuffix(".0")
    if own_problem(own, text):
        message = "应是数字，没有存入，请核对"
        return "", [_problem(field, "code.unknown", Verdict.DOUBTFUL, before, "", message)]
    if text != before:
        return text, [_problem(field, "code.normalised", Verdict.REPAIRED, before, text, "只留下数字")]
    return text, []


def _clean_yes_no(field: str, value: object) -> tuple[Value, list[Problem]]:
    """Kept as 是 or 否; what is neither is left open."""
    if not plain_text(value):
        return "", []
    meant, problems = clean_flag(field, value)
    if any(problem.code == "code.unknown" for problem in problems):
        return "", problems
    return "是" if meant else "否", problems


def _problem(
    field: str,
    code: str,
    verdict: Verdict,
    before: str,
    after: str,
    message: str,
    candidates: tuple[str, ...] = (),
) -> Problem:
    return Problem(
        field=field,
        code=code,
        verdict=verdict,
        before=before,
        after=after,
        message=message,
        candidates=candidates,
    )
