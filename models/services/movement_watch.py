"""Who has to be looked after because of a movement: everybody's findings on a day, and the talks that are due."""

from collections import defaultdict
from collections.abc import Sequence

from models.db.transaction import Reader
from models.domain.check_movement import check_movement
from models.domain.finding import Finding
from models.domain.movement import Contact
from models.domain.records import Person, Presence
from models.domain.rules import RuleBook
from models.services.movement_rows import by_person, load_contacts, load_movements

Missed = dict[int, tuple[str, int]]


def findings(reader: Reader, people: Sequence[Person], rules: RuleBook, on: str) -> list[Finding]:
    """What the rules say about these people's movements on a day (their cards as they were on it)."""
    one = people[0].id if len(people) == 1 else 0
    moved = by_person(load_movements(reader, *_only("m", one)))
    talks: defaultdict[int, list[Contact]] = defaultdict(list)
    for contact in load_contacts(reader, *_only("c", one)):
        talks[contact.person_id].append(contact)
    missed = missed_meetings(reader, on, one)
    return [
        finding
        for person in people
        for finding in check_movement(
            person, moved.get(person.id, ()), talks[person.id], rules, on, missed.get(person.id, ("", 0))
        )
    ]


def _only(table: str, person_id: int) -> tuple[str, tuple[int, ...]]:
    return (f"WHERE {table}.person_id = ?", (person_id,)) if person_id else ("", ())


def missed_meetings(reader: Reader, on: str, person_id: int = 0) -> Missed:
    """By person: since when, and how many meetings in a row, they were expected and did not come."""
    rows = reader.rows(
        f"""SELECT a.person_id, m.held_on, a.presence FROM attendance a JOIN meeting m ON m.id = a.meeting_id
            WHERE m.held_on <> '' AND m.held_on <= ? AND a.presence <> ''
            {"AND a.person_id = ?" if person_id else ""} ORDER BY m.held_on, m.id""",
        (on, person_id) if person_id else (on,),
    )
    found: Missed = {}
    for person, day, presence in rows:
        if presence == Presence.PRESENT:
            found.pop(person, None)
        else:
            since, count = found.get(person, (str(day), 0))
            found[person] = (since, count + 1)
    return found
