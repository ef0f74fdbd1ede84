"""People counted by a field: by what stands there, dates by year, ages and years in the Party by tens."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from models.domain.filters import Condition, FilterField, Kind, Op

EMPTY_LABEL = "（空着）"
AGE_BANDS = ((0, 30), (31, 35), (36, 40), (41, 45), (46, 50), (51, 55), (56, 60), (61, 70), (71, 80), (81, 0))
YEAR_BANDS = ((0, 4), (5, 9), (10, 19), (20, 29), (30, 39), (40, 49), (50, 0))


@dataclass(frozen=True, slots=True)
class Pile:
    """One value, how many have it, and the condition that finds them."""

    label: str
    count: int
    condition: Condition


def piles(field: FilterField, values: Iterable[str] | Mapping[str, int]) -> list[Pile]:
    """Values, or values with how often each is there. The most frequent first; figures and years in their order; nothing written last."""
    counted = Counter(values)
    empty = counted.pop("", 0)
    if field.kind is Kind.DATE:
        found = _by_year(field, counted)
    elif field.kind is Kind.NUMBER:
        found = _by_band(field, counted)
    elif field.kind is Kind.FLAG:
        found = [
            Pile(word, counted[digit], Condition(field.key, op))
            for digit, word, op in (("1", "是", Op.YES), ("0", "否", Op.NO))
            if counted[digit]
        ]
    else:
        found = [
            Pile(value, count, Condition(field.key, Op.IS, (value,)))
            for value, count in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
        ]
    return [*found, *([Pile(EMPTY_LABEL, empty, Condition(field.key, Op.EMPTY))] if empty else [])]


def _by_year(field: FilterField, counted: Counter[str]) -> list[Pile]:
    years = Counter[str]()
    for value, count in counted.items():
        years[value[:4]] += count
    return [
        Pile(f"{year} 年", count, Condition(field.key, Op.BETWEEN, (year, year)))
        for year, count in sorted(years.items())
    ]


def _by_band(field: FilterField, counted: Counter[str]) -> list[Pile]:
    """Ages and years in the Party by bands, other figures each by itself."""
    bands = {"age": AGE_BANDS, "party_years": YEAR_BANDS}.get(field.key)
    if bands is None:
        return [
            Pile(f"{value}{field.unit}", count, Condition(field.key, Op.BETWEEN, (value, value)))
            for value, count in sorted(counted.items(), key=lambda pair: float(pair[0]))
        ]
    found: list[Pile] = []
    for low, high in bands:
        count = sum(
            n for value, n in counted.items() if low <= int(value) and (not high or int(value) <= high)
        )
        if count:
            ends = (str(low) if low else "", str(high) if high else "")
            found.append(Pile(_band(low, high, field.unit), count, Condition(field.key, Op.BETWEEN, ends)))
    return found


def _band(low: int, high: int, unit: str) -> str:
    if not high:
        return f"{low} {unit}以上"
    return f"{low}–{high} {unit}" if low else f"{high} {unit}以下"
