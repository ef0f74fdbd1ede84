"""What stands at the foot of the roster for the selected rows: women, categories, ages, sums of the own figures."""

from collections.abc import Sequence

from models.domain.dates import age_on
from models.domain.filters import OWN, Kind
from models.domain.records import Category, Sex
from models.domain.standing import party_age
from ui.tabs.roster_columns import RosterSource

MOST = 6_000  # rows; a count is told of more


def selection_sums(source: RosterSource, ids: Sequence[int], today: str) -> str:
    """其中女 3 人、预备 1 人 · 平均年龄 52.4 岁 · 平均党龄 21.3 年."""
    if len(ids) > MOST:
        return ""
    lines = source.fetch(ids)
    women = sum(line.person.sex == Sex.FEMALE for line in lines)
    on_probation = sum(line.person.category == Category.PROBATIONARY for line in lines)
    parts = [f"女 {women:,} 人"] if women else []
    parts += [f"预备 {on_probation:,} 人"] if on_probation else []
    told = ["其中" + "、".join(parts)] if parts else []
    ages = [age for line in lines if (age := age_on(line.person.birth_date, today)) is not None]
    years = [age[0] + age[1] / 12 for line in lines if (age := party_age(line.person, today)) is not None]
    told += [f"平均年龄 {sum(ages) / len(ages):.1f} 岁"] if ages else []
    told += [f"平均党龄 {sum(years) / len(years):.1f} 年"] if years else []
    for key, field in source.fields().items():
        if key.startswith(OWN) and field.kind is Kind.NUMBER:
            held = [float(value) for line in lines if (value := line.own.get(int(key.removeprefix(OWN))))]
            told += [f"{field.title}合计 {sum(held):,.10g}"] if held else []
    return " · ".join(told)
