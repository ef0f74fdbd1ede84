"""Who has to be looked after because of a movement: everybody's findings on a day, and the talks that are due."""

from collections import defaultdict
from collections.abc import Sequence

from models.db.transaction import Reader
from models.domain.check_movement import check_movement
from models.domain.finding import Finding
from models.domain.movement import Contact
from models.domain.movement_kinds import OUT
from models.domain.records import Person, Presence
from models.domain.rules import RuleBook
from models.services.movement_rows import by_person, load_contacts, load_movements

Missed = dict[int, tuple[str, int]]
_PAGE = 200  # people of one page of a list: asked for by their ids; of more, everybody is read


def findings(reader: Reader, people: Sequence[Person], rules: RuleBook, on: str) -> list[Finding]:
    """What the rules say about these people's movements on a day (their cards as they were on it)."""
    few = _among(people)
    moved = by_person(load_movements(reader, few and f"WHERE m.{few}"))
    talks: defaultdict[int, list[Contact]] = defaultdict(list)
    for contact in load_contacts(reader, few and f"WHERE c.{few}"):
        talks[contact.person_id].append(contact)
    missed = missed_meetings(reader, on, few and f"AND a.{few}")
    return [
        finding
        for person in people
        for finding in check_movement(
            person, moved.get(person.id, ()), talks[person.id], rules, on, missed.get(person.id, ("", 0))
        )
    ]


def _among(people: Sequence[Person]) -> str:
    """The condition for the lines of these people only; "" reads them all."""
    ids = ", ".join(str(person.id) for person in people)
    return f"person_id IN ({ids})" if 0 < len(people) <= _PAGE else ""


def letters_on_their_way(reader: Reader) -> dict[int, str]:
    """By person: the day of a transfer letter whose receipt is not there."""
    rows = reader.rows(
        "SELECT person_id, on_date FROM movement WHERE kind = ? AND receipt_on = '' AND voided_on = ''",
        (OUT,),
    )
    return {int(person): str(day) for person, day in rows}


def missed_meetings(reader: Reader, on: str, among: str = "") -> Missed:
    """By person: since when, and how many meetings in a row, they were expected and did not come; `among`: of whom."""
    rows = reader.rows(
        f"""SELECT a.person_id, m.held_on, COALESCE(NULLIF(a.corrected, ''), a.presence) FROM attendance a JOIN meeting m ON m.id = a.meeting_id
            WHERE m.held_on <> '' AND m.held_on <= ? AND a.presence <> ''
            {among} ORDER BY m.held_on, m.id""",
        (on,),
    )
    found: Missed = {}
    for person, day, presence in rows:
        if presence == Presence.PRESENT:
            found.pop(person, None)
        else:
            since, count = found.get(person, (str(day), 0))
            found[person] = (since, count + 1)
    return found
