"""A dossier as it stood on a past day, so that the papers of a year agree with the roster of its last day."""

from collections.abc import Iterable
from dataclasses import replace

from models.domain.pipeline import category_of
from models.domain.records import PIPELINE_CATEGORIES, Category, Dossier, Person

# the step that names people, and what they are then
_NAMED_BY = {"contacts": "contact", "sponsors": "sponsor"}


def dossier_on(dossier: Dossier, day: str) -> Dossier:
    """Without the steps of later days, and without those who were only named then."""
    steps = tuple(step for step in dossier.steps if step.on_date <= day)
    known = {step.code for step in steps}
    later = {
        _NAMED_BY[step.code] for step in dossier.steps if step.code in _NAMED_BY and step.code not in known
    }
    companions = tuple(one for one in dossier.companions if one.role not in later)
    person = dossier.person
    if person.confirmed_on > day:
        person = replace(person, confirmed_on="")
    return replace(dossier, person=person, steps=steps, companions=companions)


def in_pipeline_on(
    dossiers: Iterable[Dossier], members: Iterable[Person], day: str
) -> tuple[tuple[Category, Person], ...]:
    """Who was where on the way on a day: the probationary members of its roster, and applicants by their steps."""
    there = list(members)
    found = [(p.category, p) for p in there if p.category is Category.PROBATIONARY]
    known = {person.id for person in there}
    for dossier in dossiers:
        person = dossier.person
        if person.id in known or (person.left_on and person.left_on <= day):
            continue
        then = dossier_on(dossier, day)
        if any(step.on_date for step in then.steps):
            category = category_of(then)
        elif dossier.steps or person.applied_on > day:
            continue
        else:
            category = person.category
        if category in PIPELINE_CATEGORIES:
            found.append((category, person))
    return tuple(found)
