"""联系记录: talks with mobile members and those abroad, searches for lost ones; and who is away at all."""

from collections.abc import Callable, Mapping

from models.db.store import Store
from models.domain.dates import parse_date
from models.domain.errors import UserError
from models.domain.movement import Away, Contact, Movement, open_period
from models.domain.movement_kinds import ABROAD, CONTACT_KINDS, LOST, MOBILE, Aspect
from models.domain.records import Person
from models.services.movement_rows import by_person, load_contacts, load_movements
from models.services.roster import Roster

_STATES = ((Aspect.LOST, LOST), (Aspect.ABROAD, ABROAD), (Aspect.MOBILE, MOBILE))


class Talks:
    """`today` is the injectable clock (ISO date)."""

    def __init__(self, store: Store, roster: Roster, today: Callable[[], str]) -> None:
        self._store, self._roster, self._today = store, roster, today

    def of(self, person_id: int) -> list[Contact]:
        """Talks with one person, the newest first."""
        return load_contacts(self._store, "WHERE c.person_id = ?", (person_id,))[::-1]

    def away(self, on: str = "") -> list[Away]:
        """Members who are lost, abroad or mobile on a day, with the talks of its year by quarter."""
        day = on or self._today()
        moved = by_person(load_movements(self._store))
        talks: dict[int, list[str]] = {}
        for contact in load_contacts(self._store, "WHERE c.on_date <= ?", (day,)):
            talks.setdefault(contact.person_id, []).append(contact.on_date)
        found: list[Away] = []
        for person in self._roster.members(day):
            state = _state(person, [m for m in moved.get(person.id, ()) if not m.voided_on], day)
            if state is None:
                continue
            kind, movement = state
            days = talks.get(person.id, [])
            found.append(
                Away(
                    person=person,
                    kind=kind,
                    since=movement.on_date if movement else person.lost_on if kind == LOST else "",
                    place=(movement.place if movement else "") or person.mobile_to,
                    quarters=tuple(_last_of_quarter(days, day[:4], n) for n in range(4)),
                    last=max(days, default=""),
                    movement=movement,
                )
            )
        return found

    def add(self, person_id: int, values: Mapping[str, str]) -> int:
        """Enter one talk; it is named after the state the person is in."""
        person = self._roster.get(person_id)
        row = {key: " ".join(str(value).split()) for key, value in values.items()}
        row["on_date"] = self._day(row.get("on_date", ""))
        if not row.get("content"):
            raise UserError("请写一两句联系的情况。")
        row["kind"] = row.get("kind") or self.kind_for(person, row["on_date"])
        with self._store.transaction(f"登记{row['kind']}：{person.name}") as tx:
            return tx.insert("contact_log", {"person_id": person_id, **row})

    def remove(self, contact_id: int) -> None:
        """Take a wrongly entered talk out again (undoable)."""
        with self._store.transaction("删除联系记录") as tx:
            tx.delete("contact_log", contact_id)

    def kind_for(self, person: Person, on: str) -> str:
        """What a talk with this person is called."""
        mine = load_movements(self._store, "WHERE m.person_id = ? AND m.voided_on = ''", (person.id,))
        state = _state(person, mine, on)
        kinds = {name: CONTACT_KINDS[aspect] for aspect, name in _STATES}
        return kinds[state[0]] if state else "联系"

    def _day(self, value: str) -> str:
        parsed = parse_date(value)
        if not parsed.iso:
            raise UserError("请填写联系日期，如 2026-09-30。" if value else "请填写联系日期。")
        if parsed.iso > self._today():
            raise UserError("联系日期不能晚于今天，请核对。")
        return parsed.iso


def _state(person: Person, movements: list[Movement], on: str) -> tuple[str, Movement | None] | None:
    """Lost before abroad before mobile; a flag on the card is enough where no movement is kept."""
    flags = {Aspect.LOST: person.is_lost, Aspect.MOBILE: person.is_mobile}
    for aspect, name in _STATES:
        begun = open_period(movements, aspect, on)
        if flags.get(aspect, begun is not None):
            return name, begun
    return None


def _last_of_quarter(days: list[str], year: str, quarter: int) -> str:
    """07-02: the last talk of a quarter (0 to 3); "" when there was none."""
    months = {f"{year}-{quarter * 3 + n:02d}" for n in (1, 2, 3)}
    return max((day[5:] for day in days if day[:7] in months), default="")
