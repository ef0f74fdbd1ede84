"""The figures a branch is asked for of its members on a day (forms.md D7)."""

from collections.abc import Sequence

from models.domain.dates import age_on
from models.domain.records import Category, Person, Sex
from models.domain.yearbook import LEVELS, is_minority, level_of


def figures(members: Sequence[Person], day: str) -> dict[str, int]:
    """What D7 counts of the members on a day; "no_birth" are those whose age cannot be told."""
    ages = [age_on(person.birth_date, day) for person in members]
    return {
        "members": len(members),
        "full": sum(p.category is Category.FULL for p in members),
        "probationary": sum(p.category is Category.PROBATIONARY for p in members),
        "women": sum(p.sex is Sex.FEMALE for p in members),
        "minority": sum(is_minority(p.ethnicity) for p in members),
        "young": sum(age is not None and age <= 35 for age in ages),
        "old": sum(age is not None and age >= 60 for age in ages),
        "no_birth": sum(age is None for age in ages),
        "college": sum(level_of(p.education) in LEVELS[:3] for p in members),
        "mobile": sum(p.is_mobile for p in members),
        "lost": sum(p.is_lost for p in members),
        "hardship": sum(p.is_hardship for p in members),
    }
