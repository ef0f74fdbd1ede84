"""What the roster's list says beside a name: open marks, what the rules say of the person, a letter on its way."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.db.store import Store
from models.domain.check_person import check_person
from models.domain.exemption import check_exemptions
from models.domain.finding import Finding, Severity
from models.domain.records import Person
from models.domain.rules import RuleBook
from models.services.exemptions import load_exemptions
from models.services.findings import attach_answers, is_open
from models.services.movement_watch import findings, letters_on_their_way

# a finding that only repeats an open mark of the same cell
_TOLD = {
    "id_number": frozenset({"id.check_digit", "id.truncated", "id.length"}),
    "sex": frozenset({"sex.conflict"}),
    "birth_date": frozenset({"birth.conflict"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterSign:
    """`marks`: cells to be looked at; `findings`: errors and warnings nobody has answered, the worst first;
    `letter`: the day a transfer letter was written whose receipt is not there.
    """

    marks: int = 0
    findings: tuple[Finding, ...] = ()
    letter: str = ""

    @property
    def is_wrong(self) -> bool:
        return any(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def weight(self) -> tuple[bool, int, int, bool]:
        """What is sorted by: what does not fit the rules, then how much there is to look at, then letters."""
        return self.is_wrong, self.marks, len(self.findings), bool(self.letter)


def person_findings(store: Store, people: Sequence[Person], rules: RuleBook, today: str) -> list[Finding]:
    """What the rules say about these cards and their movements, answers attached, worst first."""
    found = [finding for person in people for finding in check_person(person, rules, today)]
    asked = {person.id for person in people}
    left_out = [one for one in load_exemptions(store) if one.person_id in asked]
    found += check_exemptions(left_out, rules, today)
    return attach_answers(store, [*found, *findings(store, people, rules, today)])


def repeats_mark(finding: Finding, codes: frozenset[str] | set[str]) -> bool:
    """Whether a finding only says again what an open mark of the person says; `codes` are those of the marks."""
    return bool(_TOLD.get(finding.field, frozenset()) & codes)


def signs(store: Store, people: Sequence[Person], rules: RuleBook, today: str) -> dict[int, RosterSign]:
    """By person, for the lines of a list; who has nothing to be said is left out."""
    marks = _open_marks(store, [person.id for person in people])
    said: dict[int, list[Finding]] = {}
    for finding in person_findings(store, people, rules, today):
        if is_open(finding) and not repeats_mark(finding, set(marks.get(finding.record_id, ()))):
            said.setdefault(finding.record_id, []).append(finding)
    letters = letters_on_their_way(store)
    return {
        person.id: RosterSign(
            marks=len(marks.get(person.id, ())),
            findings=tuple(said.get(person.id, ())),
            letter=letters.get(person.id, ""),
        )
        for person in people
        if person.id in marks or person.id in said or person.id in letters
    }


def _open_marks(store: Store, ids: Sequence[int]) -> dict[int, list[str]]:
    """The codes of the open marks of each person."""
    found: dict[int, list[str]] = {}
    for person, code in store.rows(
        f"SELECT person_id, code FROM mark WHERE resolved_on = '' AND person_id IN ({', '.join(map(str, ids))})"
    ):
        found.setdefault(int(person), []).append(str(code))
    return found
