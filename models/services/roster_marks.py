"""Marks that follow what is typed: an ID number which contradicts itself, the birth date or the sex (rules.md §7.4).

An import marks what it finds in a sheet; a person entered or corrected by hand is marked the same way, so the
list, its filter and its count show both alike. The dossier wins: nothing is corrected here.
"""

from models.db.store import Tx
from models.domain.records import Mark, Person
from models.domain.roster_cleaning import Problem, Verdict, clean_id
from models.domain.roster_row import compare_with_id
from models.services.roster_import import mark_row

FOLLOWED = frozenset({"id.check_digit", "id.length", "sex.conflict", "birth.conflict"})
CORRECTED = "已更正"


def contradictions(person: Person) -> list[Problem]:
    """What the ID number of a person says against itself and against the record."""
    _, problems = clean_id("id_number", person.id_number)
    problems = [problem for problem in problems if problem.verdict is Verdict.DOUBTFUL]
    values = {"sex": person.sex.value, "birth_date": person.birth_date}
    return problems + (compare_with_id(values, person.id_number, True) if not problems else [])


def follow(tx: Tx, person: Person, marks: list[Mark], today: str) -> None:
    """Close the marks whose contradiction is gone, open those which are new; an answered one stays answered."""
    found = {(problem.code, problem.before, problem.after): problem for problem in contradictions(person)}
    codes = {code for code, _, _ in found}
    for mark in marks:
        if mark.code in FOLLOWED and not mark.resolved_on and mark.code not in codes:
            tx.update("mark", mark.id, {"resolved_on": today, "answer": CORRECTED})
    known = {mark.code for mark in marks if not mark.resolved_on}
    known_as = {(m.code, m.before, m.after) for m in marks if not m.answer.startswith(CORRECTED)}
    for key, problem in found.items():
        if problem.code in FOLLOWED and problem.code not in known and key not in known_as:
            tx.insert("mark", mark_row(person.id, problem, today))
