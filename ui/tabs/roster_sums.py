"""What stands at the foot of the roster for the selected rows: women, categories, ages, sums of the own figures."""

from collections.abc import Callable, Sequence

from models.domain.dates import age_on
from models.domain.filters import OWN, Kind, own_ids
from models.domain.records import Category, Person, Sex
from models.domain.standing import party_age
from models.services.filters import Filters

Cards = Callable[[Sequence[int]], Sequence[Person]]
MOST = 6_000  # rows; a count is told of more


def selection_sums(filters: Filters, ids: Sequence[int], today: str, past: Cards | None = None) -> str:
    """其中女 3 人、预备 1 人 · 平均年龄 52.4 岁 · 平均党龄 21.3 年. `past`: the cards of another day than now."""
    if len(ids) > MOST:
        return ""
    people = past(ids) if past else filters.figures(ids)
    women = sum(person.sex == Sex.FEMALE for person in people)
    on_probation = sum(person.category == Category.PROBATIONARY for person in people)
    parts = [f"女 {women:,} 人"] if women else []
    parts += [f"预备 {on_probation:,} 人"] if on_probation else []
    told = ["其中" + "、".join(parts)] if parts else []
    ages = [age for person in people if (age := age_on(person.birth_date, today)) is not None]
    years = [age[0] + age[1] / 12 for person in people if (age := party_age(person, today)) is not None]
    told += [f"平均年龄 {sum(ages) / len(ages):.1f} 岁"] if ages else []
    told += [f"平均党龄 {sum(years) / len(years):.1f} 年"] if years else []
    sums = [
        field
        for field in filters.fields().values()
        if field.key.startswith(OWN) and field.kind is Kind.NUMBER
    ]
    own = filters.own_values(ids) if sums else {}
    for field in sums:
        held = [
            figure
            for values in own.values()
            for number in own_ids(field.key)
            if (figure := _figure(values.get(number, ""))) is not None
        ]
        told += [f"{field.title}合计 {sum(held):,.10g}"] if held else []
    return " · ".join(told)


def _figure(text: str) -> float | None:
    """A figure; words that came in by another door are not added up."""
    try:
        return float(text)
    except ValueError:
        return None
