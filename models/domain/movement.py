"""What happens to a member's standing or place: kinds of movement, and what they make of a card on any day.

A card keeps the state of now; movements say what it was before. A transfer out takes effect when the receipt is
there: until then the branch goes on looking after the person (教§25, JY-09).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from models.domain.dates import add_days, bounds
from models.domain.facts import PaperFacts
from models.domain.guest import Guest
from models.domain.movement_kinds import BY_NAME, OUT, STOPPED, Aspect
from models.domain.records import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    id: int = 0
    uuid: str = ""
    person_id: int = 0
    kind: str = ""
    on_date: str = ""
    until: str = ""
    place: str = ""
    organisation: str = ""  # the other organisation, in full
    letter_number: str = ""
    letter_valid_to: str = ""
    receipt_on: str = ""
    approved_on: str = ""
    approved_by: str = ""
    document: str = ""
    contact: str = ""
    contact_phone: str = ""
    dues_paid_to: str = ""
    papers: str = ""
    reason: str = ""
    remark: str = ""
    voided_on: str = ""

    @property
    def effective_on(self) -> str:
        """The day from which it counts; "" for a letter whose receipt is not there."""
        return self.receipt_on if self.kind == OUT else self.on_date

    @property
    def is_pending(self) -> bool:
        """A letter on its way."""
        return self.kind == OUT and not self.receipt_on and not self.voided_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One talk with a mobile member, one search for a lost one."""

    id: int = 0
    uuid: str = ""
    person_id: int = 0
    on_date: str = ""
    kind: str = ""
    method: str = ""
    made_by: str = ""
    content: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A movement with the person it is about: a line of the list and of the registers."""

    movement: Movement
    person: Person
    contacts: tuple[Contact, ...] = ()
    ended_on: str = ""  # the day the state it began was over (流动返回, 取得联系 …)

    @property
    def id(self) -> int:
        return self.movement.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """Somebody mobile, lost or abroad, with the talks of a year by quarter."""

    person: Person
    kind: str
    since: str = ""
    place: str = ""
    quarters: tuple[str, ...] = ("", "", "", "")  # the last talk of each, as 07-02
    last: str = ""
    movement: Movement | None = None

    @property
    def id(self) -> int:
        return self.person.id


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementFacts(PaperFacts):
    """What D3, D4, D5 and D6 are made from."""

    year: int = 0
    cases: tuple[Case, ...] = ()
    guests: tuple[Guest, ...] = ()  # 流入党员 of the year


def known(movements: Iterable[Movement], aspect: Aspect) -> list[Movement]:
    """What counts of one aspect, in the order of its days: voided ones and letters under way do not."""
    found = [
        m
        for m in movements
        if not m.voided_on and m.effective_on and m.kind in BY_NAME and BY_NAME[m.kind].aspect is aspect
    ]
    return sorted(found, key=lambda m: (first_day(m.effective_on), m.id))


def first_day(iso: str) -> str:
    """The first day a partial date may mean."""
    span = bounds(iso)
    return span[0].isoformat() if span else iso


def open_period(movements: Iterable[Movement], aspect: Aspect, on: str) -> Movement | None:
    """The movement that began the state a person is in on a day; None in the ordinary state."""
    past = [m for m in known(movements, aspect) if first_day(m.effective_on) <= on]
    return past[-1] if past and BY_NAME[past[-1].kind].starts else None


def ended_on(movement: Movement, movements: Iterable[Movement]) -> str:
    """The day the state that `movement` began was over; "" while it lasts."""
    if movement.voided_on or not BY_NAME[movement.kind].starts:
        return ""
    later = known(movements, BY_NAME[movement.kind].aspect)
    at = next((n for n, one in enumerate(later) if one.id == movement.id), None)
    following = later[at + 1 :] if at is not None else []
    return following[0].effective_on if following else ""


# what a card says


def state_after(past: Sequence[Movement], aspect: Aspect) -> dict[str, Any]:
    """The fields of a card that an aspect governs, after these movements (none: the ordinary state)."""
    last = past[-1] if past else None
    away = last is not None and BY_NAME[last.kind].starts
    if aspect is Aspect.PLACE:
        return _place(last)
    if aspect is Aspect.STANDING:
        return {"membership_state": STOPPED if away else "正常"}
    if aspect is Aspect.LOST:
        on, why = (last.on_date, last.reason) if last and away else ("", "")
        return {"is_lost": away, "lost_on": on, "lost_kind": why}
    if aspect is Aspect.MOBILE:
        return {"is_mobile": away, "mobile_to": last.place if last and away else ""}
    if aspect is Aspect.VOTE:
        return _vote(past)
    return {}


def _place(last: Movement | None) -> dict[str, Any]:
    if last is None:
        return {"left_on": "", "left_kind": ""}
    if not BY_NAME[last.kind].starts:
        return {"arrived_on": last.on_date, "left_on": "", "left_kind": ""}
    return {"left_on": last.on_date, "left_kind": last.kind.removesuffix("减少")}


def _vote(past: Sequence[Movement]) -> dict[str, Any]:
    if not past:
        return {"suspended_from": "", "suspended_to": ""}
    last = past[-1]
    if BY_NAME[last.kind].starts:
        return {"suspended_from": last.on_date, "suspended_to": last.until}
    begun = next((m for m in reversed(past) if BY_NAME[m.kind].starts), None)
    last_day = add_days(last.on_date, -1) or last.on_date
    return {"suspended_from": begun.on_date, "suspended_to": last_day} if begun else {}


def as_of(person: Person, movements: Sequence[Movement], on: str) -> Person:
    """The card as it was on a day: where a movement came later, what held before it.

    From the last movement on the card itself is right, also where somebody corrected it by hand.
    """
    changed: dict[str, Any] = {}
    for aspect in (Aspect.PLACE, Aspect.STANDING, Aspect.LOST, Aspect.MOBILE, Aspect.VOTE):
        all_of_it = known(movements, aspect)
        past = [m for m in all_of_it if first_day(m.effective_on) <= on]
        if len(past) == len(all_of_it):
            continue
        coming = all_of_it[len(past)]
        changed |= state_after(past, aspect) if past else _before(person, coming, all_of_it, aspect)
    return replace(person, **changed) if changed else person


def _before(person: Person, coming: Movement, every: Sequence[Movement], aspect: Aspect) -> dict[str, Any]:
    """What held before the first movement that is known: the contrary of what it brought."""
    if aspect is Aspect.PLACE:
        if not BY_NAME[coming.kind].starts:
            return {"arrived_on": coming.on_date, "left_on": "", "left_kind": ""}
        arrivals = {m.on_date for m in every if not BY_NAME[m.kind].starts}
        arrived = "" if person.arrived_on in arrivals else person.arrived_on
        return {"arrived_on": arrived, "left_on": "", "left_kind": ""}
    if BY_NAME[coming.kind].starts:
        return state_after((), aspect)
    return {
        Aspect.STANDING: {"membership_state": STOPPED},
        Aspect.LOST: {"is_lost": True},
        Aspect.MOBILE: {"is_mobile": True},
    }.get(aspect, {})
