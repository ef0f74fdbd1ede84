"""When somebody came into the branch's count and when he left it: by movements, and by the dated facts of a card.

The register is read here, and what the card says of a day in `standing` and `movement`: told apart on purpose, so that
last year-end + in − out = year-end is a check, and who stands in its way can be named.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from models.domain.dates import add_months
from models.domain.movement import Movement, known
from models.domain.movement_kinds import BY_NAME, IN, OUT, STOPPED, Aspect

CAME, WENT = "增加", "减少"
DEVELOPED, TRANSFERRED_IN, RESTORED = "发展", "转入", "恢复"
CANCELLATION = "取消预备党员资格"
COUNTED = (Aspect.PLACE, Aspect.STANDING)  # what moves somebody in or out of the count
_HOW = {
    **{kind: kind for kind in (OUT, "去世", "退党", "除名", STOPPED)},
    "劝其退党": "退党",
    "开除党籍": "开除",
    CANCELLATION: "取消资格",
}
OTHER = "其他"


@dataclass(frozen=True, slots=True)
class Passage:
    """One coming or going: the day as recorded, 增加 or 减少, and how; of a letter also its own day."""

    on: str
    group: str
    how: str
    letter_on: str = ""

    @property
    def day(self) -> str:
        """The first day a partial date may mean."""
        return first_of(self.on)

    @property
    def key(self) -> str:
        """Its key among the figures."""
        return f"{self.group}/{self.how}"


@dataclass(frozen=True, slots=True)
class Stay:
    """Months on the branch's books, both ends included; `last` "" goes on."""

    first: str
    last: str = ""

    def holds(self, month: str) -> bool:
        return self.first <= month and (not self.last or month <= self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """What a card says of coming and going."""

    joined_on: str = ""
    arrived_on: str = ""
    left_on: str = ""
    left_kind: str = ""
    is_stopped: bool = False

    def counts_on(self, day: str) -> bool:
        """Whether a member with this card, of whom no movement is known, belongs to the branch (standing_on)."""
        if self.is_stopped or (self.left_on and first_of(self.left_on) <= day):
            return False
        return first_of(self.joined_on) <= day and first_of(self.arrived_on) <= day


def first_of(iso: str) -> str:
    """The first day a partial date may mean, by its length alone: quick, for a hundred thousand cards."""
    return iso + "-01-01"[len(iso) - 4 :] if len(iso) in (4, 7) else iso


def how_left(kind: str) -> str:
    """The column of the yearbook a kind of leaving belongs to."""
    return _HOW.get(kind, OTHER)


@dataclass(frozen=True, slots=True)
class _Event:
    """A flag that turns on a day: placed or stopped."""

    on: str
    aspect: Aspect
    there: bool  # placed in the branch, or in ordinary standing
    how: str
    letter_on: str = ""


def passages(card: Dates, movements: Iterable[Movement] = ()) -> list[Passage]:
    """Every coming and going, in the order of the days; nothing for what has no day."""
    return _history(card, tuple(movements))[1]


def stays(card: Dates, movements: Iterable[Movement] = ()) -> tuple[Stay, ...]:
    """The months somebody was on the books: from that of the admission (DF-05) or arrival; of a transfer out to that of
    the letter, otherwise to the month before.
    """
    counted, moved = _history(card, tuple(movements))
    found, first = list[Stay](), "" if counted else None
    for one in moved:
        if one.group == CAME:
            first = one.day[:7]
        elif first is not None:
            at = first_of(one.letter_on or one.on)[:7]
            found.append(Stay(first, at if one.how == OUT else add_months(at, -1)))
            first = None
    return (*found, Stay(first)) if first is not None else tuple(found)


def dues_stays(card: Dates, movements: Iterable[Movement] = ()) -> tuple[Stay, ...]:
    """The months dues are owed here: of a transfer in from the month after 党费交至, when that is later than the arrival;
    nobody pays a month twice.
    """
    moved = tuple(movements)
    paid = {
        first_of(one.on_date)[:7]: one.dues_paid_to[:7]
        for one in moved
        if one.kind == IN and not one.voided_on and len(one.dues_paid_to) >= len("2026-01")
    }
    found = list[Stay]()
    for stay in stays(card, moved):
        until = paid.get(stay.first, "")
        first = max(stay.first, add_months(until, 1)) if until else stay.first
        if not stay.last or first <= stay.last:
            found.append(Stay(first, stay.last))
    return tuple(found)


def _history(card: Dates, moved: Sequence[Movement]) -> tuple[bool, list[Passage]]:
    """Whether somebody is counted before everything that has a day, and what followed."""
    if not moved:
        return _of_card(card)
    placed, stands = known(moved, Aspect.PLACE), known(moved, Aspect.STANDING)
    there, entry = _entry(card, placed)
    ordinary = BY_NAME[stands[0].kind].starts if stands else not card.is_stopped
    counted = there and ordinary
    events = [*entry, *map(_event, placed), *_exit(card, placed), *map(_event, stands)]
    found: list[Passage] = []
    for event in sorted(events, key=lambda one: first_of(one.on)):
        before = there and ordinary
        if event.aspect is Aspect.PLACE:
            there = event.there
        else:
            ordinary = event.there
        if (there and ordinary) != before:
            found.append(Passage(event.on, WENT if before else CAME, event.how, event.letter_on))
    return counted, found


def _of_card(card: Dates) -> tuple[bool, list[Passage]]:
    """Of the many who never moved: joined or arrived, and perhaps left."""
    if card.is_stopped:  # nobody knows since when
        return False, []
    start = _start(card.joined_on, card.arrived_on)
    found = [start] if start else []
    if card.left_on:
        found.append(Passage(card.left_on, WENT, how_left(card.left_kind)))
    if len(found) == 2 and found[1].day <= found[0].day:  # never counted on any day
        return False, []
    return start is None, found


def _start(joined_on: str, arrived_on: str) -> Passage | None:
    if arrived_on and first_of(arrived_on) >= first_of(joined_on or ""):
        return Passage(arrived_on, CAME, TRANSFERRED_IN)
    return Passage(joined_on, CAME, DEVELOPED) if joined_on else None


def _entry(card: Dates, placed: Sequence[Movement]) -> tuple[bool, list[_Event]]:
    """Whether somebody was there before anything is known, and the card's own word on how he came."""
    if placed and not BY_NAME[placed[0].kind].starts:
        return False, []
    arrivals = {m.on_date for m in placed if m.kind == IN}
    start = _start(card.joined_on, "" if card.arrived_on in arrivals else card.arrived_on)
    if start is None:
        return True, []
    return False, [_Event(start.on, Aspect.PLACE, True, start.how)]


def _exit(card: Dates, placed: Sequence[Movement]) -> list[_Event]:
    """A leaving that only the card knows, after everything that is registered."""
    if not card.left_on or (placed and BY_NAME[placed[-1].kind].starts):
        return []
    if placed and first_of(card.left_on) < first_of(placed[-1].effective_on):
        return []
    return [_Event(card.left_on, Aspect.PLACE, False, how_left(card.left_kind))]


def _event(movement: Movement) -> _Event:
    kind = BY_NAME[movement.kind]
    how = how_left(kind.name) if kind.starts else TRANSFERRED_IN if kind.name == IN else RESTORED
    return _Event(movement.effective_on, kind.aspect, not kind.starts, how, movement.on_date)
