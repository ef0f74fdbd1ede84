"""Movements: recorded, received, voided; each writes what the card says from then on, in one step.

Nothing is ever removed here: a wrong movement is voided and stays in the register with its reason.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import Any

from models.db.store import Store, Tx
from models.domain.dates import chinese_date, parse_date
from models.domain.errors import UserError
from models.domain.finding import Finding
from models.domain.movement import Away, Case, Contact, Movement, MovementFacts, ended_on, known, state_after
from models.domain.movement_choice import Choice, choices, refusal
from models.domain.movement_kinds import (
    BY_NAME,
    IN,
    MOBILE,
    OUT,
    STOPPED,
    Aspect,
    Kind,
    kind_of,
)
from models.domain.records import MEMBER_CATEGORIES, Category, Person
from models.domain.rules import RuleBook
from models.services.branch import load_branch
from models.services.development import Development
from models.services.dues import Dues
from models.services.guests import Guests
from models.services.leaving import left_open, letter_on_its_way
from models.services.letters import is_taken, next_number
from models.services.movement_rows import by_person, load_contacts, load_movements, on_day
from models.services.movement_steps import from_steps
from models.services.movement_watch import findings
from models.services.roster import Roster
from models.services.talks import Talks

_DAYS = ("on_date", "letter_valid_to", "receipt_on", "approved_on", "until")
_WRITABLE = frozenset(f.name for f in fields(Movement)) - {"id", "uuid", "person_id", "kind", "voided_on"}
_NAMES = {
    "on_date": "日期",
    "letter_valid_to": "介绍信有效期",
    "receipt_on": "接收日期",
    "approved_on": "批准日期",
    "until": "截止日期",
    "dues_paid_to": "党费交至",
}


class Movements:
    """What happened to members. `today` is the injectable clock (ISO date)."""

    def __init__(
        self,
        store: Store,
        roster: Roster,
        dues: Dues,
        development: Development,
        rules: RuleBook,
        today: Callable[[], str],
    ) -> None:
        self._store, self._roster, self._today = store, roster, today
        self._dues, self._development, self._rules = dues, development, rules
        self.talks, self.guests = Talks(store, roster, today), Guests(store, today)

    # reading

    def get(self, movement_id: int) -> Movement:
        found = load_movements(self._store, "WHERE m.id = ?", (movement_id,))
        if not found:
            raise UserError("这条变动已经不在了，请刷新后再看。")
        return found[0]

    def of(self, person_id: int) -> list[Movement]:
        """A person's movements by day, voided ones too."""
        return load_movements(self._store, "WHERE m.person_id = ?", (person_id,))

    def cases(self, year: int = 0, kind: str = "", person_id: int = 0, *, steps: bool = False) -> list[Case]:
        """Movements with their people, the newest first; of a year: those of its days.

        `steps`: also what the dossiers say, which is only listed here.
        """
        one = ("WHERE m.person_id = ?", (person_id,)) if person_id else ("", ())
        all_of_them = load_movements(self._store, *one) + (
            from_steps(self._store, person_id) if steps else []
        )
        people = {p.id: p for p in self._roster.fetch(sorted({m.person_id for m in all_of_them}))}
        moved = by_person(all_of_them)
        talks: dict[int, list[Contact]] = {}
        one = ("WHERE c.person_id = ?", (person_id,)) if person_id else ("", ())
        for contact in load_contacts(self._store, *one):
            talks.setdefault(contact.person_id, []).append(contact)
        found = [
            Case(
                movement=m,
                person=people[m.person_id],
                contacts=_during(talks.get(m.person_id, ()), m, ended_on(m, moved[m.person_id])),
                ended_on=ended_on(m, moved[m.person_id]),
            )
            for m in all_of_them
            if m.person_id in people
            and m.kind in BY_NAME
            and (not year or m.on_date[:4] == str(year))
            and (not kind or m.kind == kind)
        ]
        return sorted(found, key=lambda c: (c.movement.on_date, c.id), reverse=True)

    def case(self, movement_id: int) -> Case:
        movement = self.get(movement_id)
        return next(c for c in self.cases(person_id=movement.person_id) if c.id == movement_id)

    def years(self) -> list[int]:
        """Years something happened in, and this one; the newest first."""
        rows = self._store.rows("SELECT DISTINCT substr(on_date, 1, 4) FROM movement")
        return sorted({int(row[0]) for row in rows} | {int(self._today()[:4])}, reverse=True)

    def next_letter(self, on: str = "") -> str:
        """The number the next transfer letter gets."""
        prefix = load_branch(self._store).letter_prefix
        return next_number(self._store, prefix, int((on or self._today())[:4]))

    def left_open(self, person_id: int, kind: str, on: str) -> list[str]:
        """What is still open when this person leaves, one sentence each."""
        person = self._roster.get(person_id)
        letter = next((m for m in self.of(person_id) if m.is_pending), None)
        found = left_open(
            self._store, self._dues, self._development, person, kind_of(kind), on or self._today()
        )
        return [letter_on_its_way(person, letter), *found] if letter else found

    def findings(self, people: Sequence[Person], on: str) -> list[Finding]:
        """What the rules say about these people's movements on a day (JY-04 to JY-19)."""
        return findings(self._store, people, self._rules, on)

    def watched(self, on: str) -> list[Person]:
        """Whom the findings are about: the members of a day, and those whose standing is stopped."""
        rows = self._store.rows(
            "SELECT id FROM person WHERE deleted_on = '' AND left_on = '' AND (membership_state = ? OR applied_on <> '')",
            (STOPPED,),
        )
        members = self._roster.members(on)
        there = {person.id for person in members}
        return [*members, *(p for p in self._roster.fetch([row[0] for row in rows]) if p.id not in there)]

    def choices(self, person: Person) -> list[Choice]:
        """What can be recorded of somebody, what fits as things stand first."""
        return choices(person, self.of(person.id), self._has_dossier(person.id), self._today())

    def letter_doubts(self, number: str, on: str = "") -> tuple[str, str]:
        """About the number typed for a new letter: why it cannot be, and what to look at."""
        number = number.strip()
        if not number:
            return "", "号码只增不减；不开纸信的请清空。"
        usual = self.next_letter(on)
        if is_taken(self._store, number):
            return f"“{number}”已经用过，号码只增不复用。下一个号是“{usual}”。", ""
        return "", "号码只增不减。" if number == usual else f"按顺序下一个号是“{usual}”，请照存根核对。"

    def paid_to(self, person_id: int) -> str:
        """党费交至: the last month paid for."""
        return self._dues.paid_to(person_id)

    def as_of(self, people: Sequence[Person], on: str) -> list[Person]:
        """The cards as they were on a day."""
        return on_day(self._store, people, on)

    def facts(self, year: int = 0, as_of: str = "", cases: Sequence[Case] | None = None) -> MovementFacts:
        """What the registers of a year, or of these cases, are made from: also what began before and lasted into it."""
        at = year or int(self._today()[:4])
        chosen = [c for c in self.cases() if _touches(c, str(at))][::-1] if cases is None else cases
        known_to_card = [a for a in self.talks.away() if a.movement is None] if cases is None else []
        chosen = [*chosen, *map(_flagged, known_to_card)]
        day = as_of or self._today()
        return MovementFacts(
            branch=load_branch(self._store),
            as_of=day,
            year=at,
            cases=tuple(chosen),
            guests=self.guests.of_year(at, day) if cases is None else (),
        )

    def case_facts(self, ref: str | int | None, person_of: Callable[[str], int]) -> MovementFacts:
        """One movement by its id or uuid, or all of one person by name."""
        text = str(ref or "").strip()
        found = [c for c in self.cases() if text in (str(c.id), c.movement.uuid)]
        if not found:
            found = self.cases(person_id=person_of(text))
        if not found:
            raise UserError(f"没有登记过“{text}”的变动。")
        return self.facts(cases=found)

    # writing

    def record(self, person_id: int, kind: str, values: Mapping[str, Any]) -> int:
        """Enter a movement, and let the card follow, in one undoable step."""
        person = self._roster.get(person_id)
        with self._store.transaction(f"{kind}：{person.name}") as tx:
            return self.insert(tx, person, kind, values)

    def arrive(self, person: Mapping[str, Any], values: Mapping[str, Any]) -> int:
        """Somebody new transferred in: the card and the movement in one step; the person's id."""
        name = str(person.get("name", "")).strip()
        fields_of_card = {"category": Category.FULL, **person}
        if fields_of_card["category"] not in MEMBER_CATEGORIES:
            raise UserError("转入的应是正式党员或预备党员，请选人员类别。")
        with self._store.transaction(f"{IN}：{name}") as tx:
            person_id = self._roster.insert(tx, fields_of_card)
            self.insert(tx, self._roster.get(person_id), IN, values)
        return person_id

    def insert(self, tx: Tx, person: Person, kind: str, values: Mapping[str, Any]) -> int:
        """The same inside a transaction of another service."""
        known_kind = kind_of(kind)
        row = self._checked(person, known_kind, values)
        if refused := refusal(person, known_kind, self.of(person.id), self._has_dossier(person.id)):
            raise UserError(refused)
        if known_kind.aspect is Aspect.PLACE:
            self._keep_past(tx, person, row["on_date"])
        made = tx.insert("movement", {"person_id": person.id, "kind": kind, **row})
        self._follow(tx, person, known_kind)
        return made

    def correct(self, movement_id: int, values: Mapping[str, Any]) -> bool:
        """Change what was filled in, or fill in what was open (the receipt); the card follows."""
        movement, kind = self.get(movement_id), kind_of(self.get(movement_id).kind)
        if movement.voided_on:
            raise UserError("这条变动已经作废，不能再改。")
        person = self._roster.get(movement.person_id)
        row = self._checked(person, kind, values, movement)
        what = "登记回执" if set(values) == {"receipt_on"} else "更正变动"
        with self._store.transaction(f"{what}：{person.name} {movement.kind}") as tx:
            changed = tx.update("movement", movement_id, row)
            if changed:
                self._follow(tx, person, kind)
        return changed

    def receive(self, movement_id: int, on: str) -> None:
        """回执: the other organisation has the person from this day."""
        if self.get(movement_id).kind != OUT:
            raise UserError("只有转出才登记回执。")
        if not on:
            raise UserError("请填写回执上的接收日期。")
        self.correct(movement_id, {"receipt_on": on})

    def void(self, movement_id: int, reason: str) -> None:
        """作废: it stays in the register and keeps its number, but nothing follows from it."""
        movement, words = self.get(movement_id), " ".join(reason.split())
        if movement.voided_on:
            raise UserError("这条变动已经作废了。")
        if not words:
            raise UserError("请写明为什么作废。")
        person = self._roster.get(movement.person_id)
        remark = "；".join(part for part in (movement.remark, f"作废：{words}") if part)
        with self._store.transaction(f"作废变动：{person.name} {movement.kind}") as tx:
            tx.update("movement", movement_id, {"voided_on": self._today(), "remark": remark})
            self._follow(tx, person, kind_of(movement.kind), movement)

    def restore(self, person_id: int) -> None:
        """恢复在册 after a mistake: the leaving is voided; one that only the card knows is taken from the card."""
        placed = known(self.of(person_id), Aspect.PLACE)
        if placed and BY_NAME[placed[-1].kind].starts:
            self.void(placed[-1].id, "登记有误，恢复在册")
        else:
            self._roster.restore(person_id)

    # inside

    def _checked(
        self, person: Person, kind: Kind, values: Mapping[str, Any], before: Movement | None = None
    ) -> dict[str, str]:
        """Trimmed values; what cannot be true is refused with a sentence."""
        unknown = set(values) - _WRITABLE
        if unknown:
            raise KeyError(f"not columns of movement: {sorted(unknown)}")
        row = {key: str(value).strip() for key, value in values.items()}
        for key in (*_DAYS, "dues_paid_to"):
            if key in row:
                row[key] = self._day(key, row[key])
        day = row.get("on_date", before.on_date if before else "")
        if not day:
            raise UserError(f"请填写{kind.labels.get('on_date', '日期')}。")
        for key in ("on_date", "receipt_on", "approved_on"):
            if row.get(key, "") > self._today():
                raise UserError(
                    f"{kind.labels.get(key, _NAMES[key])}晚于今天，请核对；还没有发生的事先不登记。"
                )
        if (
            person.joined_on
            and kind.name != "接收预备党员"
            and day[: len(person.joined_on)] < person.joined_on
        ):
            raise UserError(f"{chinese_date(day)}早于入党日期{chinese_date(person.joined_on)}，请核对。")
        for key in ("receipt_on", "until", "letter_valid_to"):
            if row.get(key) and row[key] < day[: len(row[key])]:
                raise UserError(f"{kind.labels.get(key, _NAMES[key])}早于{chinese_date(day)}，请核对。")
        self._check_letter(kind, row, before)
        if kind.name == OUT and not (row.get("organisation") or (before and before.organisation)):
            raise UserError("请填写转往哪个党组织（全称）。")
        if kind.name == MOBILE and not (row.get("place") or (before and before.place)):
            raise UserError("请填写流向：到哪个省、市、县，什么单位或行业。")
        return row

    def _check_letter(self, kind: Kind, row: Mapping[str, str], before: Movement | None) -> None:
        number = row.get("letter_number", "")
        if kind.name != OUT or "letter_number" not in row:
            return
        if before and before.letter_number and number != before.letter_number:
            raise UserError("介绍信号登记后不能改。写错了请把这条作废，另开一封；作废的号不再使用。")
        if number and is_taken(self._store, number, before.id if before else 0):
            raise UserError(f"介绍信号“{number}”已经用过，号码只增不复用。下一个号是“{self.next_letter()}”。")

    def _has_dossier(self, person_id: int) -> bool:
        return bool(self._store.value("SELECT 1 FROM step WHERE person_id = ? LIMIT 1", (person_id,)))

    def _keep_past(self, tx: Tx, person: Person, now: str) -> None:
        """An arrival or leaving that only the card knew becomes a movement, before the card forgets it."""
        placed = known(self.of(person.id), Aspect.PLACE)
        days = {now, *(day for m in placed for day in (m.on_date, m.effective_on))}
        more = {"person_id": person.id, "remark": "由名册补记"}
        if person.arrived_on and person.arrived_on not in days:
            tx.insert("movement", {**more, "kind": IN, "on_date": person.arrived_on})
        if person.left_on and person.left_on not in days:
            kind = person.left_kind if person.left_kind in BY_NAME else "其他减少"
            receipt = {"receipt_on": person.left_on} if kind == OUT else {}
            tx.insert("movement", {**more, "kind": kind, "on_date": person.left_on, **receipt})

    def _follow(self, tx: Tx, person: Person, kind: Kind, voided: Movement | None = None) -> None:
        """Write on the card what follows from the movements of this aspect."""
        movements = self.of(person.id)
        live = [m for m in movements if not m.voided_on and m.kind in BY_NAME]
        if kind.aspect is Aspect.PROBATION:
            values = _probation([m for m in live if BY_NAME[m.kind].aspect is kind.aspect], voided)
        else:
            past = known(movements, kind.aspect)
            if kind.aspect is Aspect.PLACE and not past and not voided:
                return  # a letter on its way
            values = state_after(past, kind.aspect)
            if voided and voided.kind == IN and not past:
                values["arrived_on"] = ""
        values = {key: int(value) if isinstance(value, bool) else value for key, value in values.items()}
        if values:
            tx.update("person", person.id, values)

    def _day(self, key: str, value: str) -> str:
        parsed = parse_date(value)
        if parsed.problem == "date.impossible":
            raise UserError(f"{_NAMES.get(key, '日期')}“{value}”不是一个日期，请写成 2026-09-30。")
        return parsed.iso[:7] if key == "dues_paid_to" else parsed.iso


def _during(talks: Sequence[Contact], movement: Movement, end: str) -> tuple[Contact, ...]:
    """The talks of the time a state lasted."""
    return tuple(c for c in talks if c.on_date >= movement.on_date and (not end or c.on_date <= end))


def _touches(case: Case, year: str) -> bool:
    """Whether a case belongs to the registers of a year."""
    began, ended = case.movement.on_date[:4], case.ended_on[:4]
    lasts = BY_NAME[case.movement.kind].group == "变化" and not case.movement.voided_on
    return began == year or (lasts and began < year and (not ended or ended >= year))


def _flagged(away: Away) -> Case:
    """Somebody whose card says mobile or lost, without a movement: a line with what the card knows."""
    return Case(
        movement=Movement(person_id=away.person.id, kind=away.kind, on_date=away.since, place=away.place),
        person=away.person,
    )


def _probation(live: Sequence[Movement], voided: Movement | None) -> dict[str, Any]:
    """Category and dates after movements of a person without a dossier."""
    if voided and voided.kind == "转正":
        return {"category": Category.PROBATIONARY, "confirmed_on": ""}
    if voided and voided.kind == "延长预备期":
        return {"probation_extension": ""}
    if voided:
        return {"category": Category.CANDIDATE, "joined_on": ""}
    last = max(live, key=lambda m: (m.on_date, m.id))
    if last.kind == "转正":
        return {"category": Category.FULL, "confirmed_on": last.on_date, "confirm_kind": "按期转正"}
    if last.kind == "延长预备期":
        return {"probation_extension": last.until}
    return {"category": Category.PROBATIONARY, "joined_on": last.on_date}
