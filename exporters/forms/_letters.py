"""Figures in capitals, as letters of transfer want them: 贰零贰陆年玖月, 叁拾天."""

from collections.abc import Sequence

from models.domain.errors import UserError
from models.domain.movement import Case, MovementFacts

_DIGITS = "零壹贰叁肆伍陆柒捌玖"


def capital_number(number: int) -> str:
    """Up to 999: 30 -> 叁拾, 105 -> 壹佰零伍."""
    if number >= 100:
        rest = number % 100
        more = f"零{_DIGITS[rest]}" if 0 < rest < 10 else capital_number(rest) if rest else ""
        return f"{_DIGITS[number // 100]}佰{more}"
    tens, ones = divmod(number, 10)
    return f"{_DIGITS[tens]}拾{_DIGITS[ones] if ones else ''}" if tens else _DIGITS[ones]


def capital_month(month: str) -> str:
    """2026-09 -> 贰零贰陆年玖月; "" for nothing."""
    if len(month) < 7:
        return ""
    return f"{capital_year(month[:4])}年{capital_number(int(month[5:7]))}月"


def capital_year(year: str) -> str:
    return "".join(_DIGITS[int(digit)] for digit in year)


def latest(facts: MovementFacts, kinds: Sequence[str]) -> Case:
    """The case a paper for one person is about: the last of its kind that counts."""
    fitting = [c for c in facts.cases if c.movement.kind in kinds and not c.movement.voided_on]
    if not fitting:
        who = facts.cases[0].person.name if facts.cases else ""
        raise UserError(f"{who}没有登记过{'、'.join(kinds)}，请先在名册里点“变动…”登记。")
    return max(fitting, key=lambda c: (c.movement.on_date, c.id))
