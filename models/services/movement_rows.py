"""Rows of `movement` and `contact_log` to records, by person."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from models.db.transaction import Reader
from models.domain.movement import Contact, Movement, as_of
from models.domain.records import MEMBER_CATEGORIES, Person
from models.domain.standing import Standing, as_it_was, standing_on
from models.services.roster_rows import PERSON_SQL, person_from

MOVEMENT_COLUMNS = tuple(field.name for field in fields(Movement))
CONTACT_COLUMNS = tuple(field.name for field in fields(Contact))
_MOVEMENTS = f"SELECT {', '.join(f'm.{name}' for name in MOVEMENT_COLUMNS)} FROM movement m"
_CONTACTS = f"SELECT {', '.join(f'c.{name}' for name in CONTACT_COLUMNS)} FROM contact_log c"


def load_movements(reader: Reader, where: str = "", args: Sequence[object] = ()) -> list[Movement]:
    """Movements by day; `where` is a whole clause on `m`."""
    rows = reader.rows(f"{_MOVEMENTS} {where} ORDER BY m.on_date, m.id", args)
    return [Movement(**dict(zip(MOVEMENT_COLUMNS, row, strict=True))) for row in rows]


def load_contacts(reader: Reader, where: str = "", args: Sequence[object] = ()) -> list[Contact]:
    """Contacts by day; `where` is a whole clause on `c`."""
    rows = reader.rows(f"{_CONTACTS} {where} ORDER BY c.on_date, c.id", args)
    return [Contact(**dict(zip(CONTACT_COLUMNS, row, strict=True))) for row in rows]


def by_person(found: Iterable[Movement]) -> dict[int, list[Movement]]:
    """The movements of each person, in their order."""
    groups: defaultdict[int, list[Movement]] = defaultdict(list)
    for one in found:
        groups[one.person_id].append(one)
    return dict(groups)


def on_day(reader: Reader, people: Sequence[Person], on: str) -> list[Person]:
    """The cards as they were on a day; one statement, whatever the number."""
    if not reader.value("SELECT 1 FROM movement WHERE on_date > ? OR receipt_on > ? LIMIT 1", (on, on)):
        return list(people)
    moved = by_person(load_movements(reader))
    return [as_of(person, moved[person.id], on) if person.id in moved else person for person in people]


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a day: the card of now, the card as it was with the category of that day, and the standing."""

    now: Person
    then: Person
    standing: Standing


def member_cards(reader: Reader) -> list[Person]:
    """The cards of everybody who is or was a member, by pinyin."""
    rows = reader.rows(
        f"""SELECT {PERSON_SQL} FROM person p NOT INDEXED WHERE p.deleted_on = '' AND p.category IN (?, ?)
            ORDER BY p.sort_key, p.id""",
        MEMBER_CATEGORIES,
    )
    return [person_from(row) for row in rows]


def members_on(reader: Reader, as_of: str, cards: Sequence[Person] | None = None) -> list[Member]:
    """The members of a day, by pinyin; `cards` as of `member_cards`, when they are at hand."""
    moved = {int(row[0]) for row in reader.rows("SELECT person_id FROM movement")}
    now = [
        card
        for card in (member_cards(reader) if cards is None else cards)
        if not card.left_on or as_of[: len(card.left_on)] <= card.left_on or card.id in moved
    ]
    found: list[Member] = []
    for card, person in zip(now, on_day(reader, now, as_of), strict=True):
        standing = standing_on(person, as_of)
        if standing.in_branch:
            found.append(Member(card, as_it_was(person, standing.category, as_of), standing))
    return found
