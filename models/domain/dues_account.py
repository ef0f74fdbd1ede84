"""What one member owes and has paid, month by month: an open month by standard and reduction, a closed one as posted."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import NamedTuple, cast, overload

from models.domain.dates import add_months
from models.domain.dues_records import DuesStandard, Payment
from models.domain.dues_sheet import CellState, DuesCell
from models.domain.ledger import OPENING_METHOD, Position
from models.domain.movement import Movement, first_day
from models.domain.movement_kinds import STOPPED
from models.domain.records import Category, Person
from models.domain.reduction import Reduction, in_force
from models.domain.tenure import Dates, Stay, dues_stays, first_of

MOST_LATE = 600  # months looked back for arrears


@cache
def month_before(month: str) -> str:
    """The month before; the same few are asked for of thousands."""
    return add_months(month, -1)


class Payer(NamedTuple):
    """What the ledger needs of a card: thousands are made while somebody waits."""

    id: int
    uuid: str
    name: str
    category: Category
    joined_on: str = ""
    arrived_on: str = ""
    left_on: str = ""
    left_kind: str = ""
    membership_state: str = ""
    deleted_on: str = ""


def stays_of(person: Person | Payer, movements: Iterable[Movement] = ()) -> tuple[Stay, ...]:
    """The months a person owes dues to this branch, by card and movements."""
    moved = tuple(movements)
    if not moved and not person.left_on and person.membership_state != STOPPED:  # most: came, and is there
        return (Stay(max(first_of(person.joined_on), first_of(person.arrived_on))[:7]),)
    card = Dates(
        joined_on=person.joined_on,
        arrived_on=person.arrived_on,
        left_on=person.left_on,
        left_kind=person.left_kind,
        is_stopped=person.membership_state == STOPPED,
    )
    return dues_stays(card, moved)


def first_month(person: Person | Payer) -> str:
    """Month from which dues are owed here: that of the assembly (DF-05) or of the arrival; "" when unknown."""
    return max(first_day(person.joined_on)[:7], first_day(person.arrived_on)[:7])


def is_owed(person: Person | Payer, month: str, movements: Iterable[Movement] = ()) -> bool:
    """Whether the person was on this branch's books in the month."""
    return any(stay.holds(month) for stay in stays_of(person, movements))


def standard_for(standards: Sequence[DuesStandard], month: str) -> DuesStandard | None:
    """The standard in force in a month: the latest one that began by then, unless it has ended."""
    found: DuesStandard | None = None
    for one in standards:
        if one.from_month <= month and (found is None or one.from_month >= found.from_month):
            found = one
    return None if found is None or (found.to_month and found.to_month < month) else found


@dataclass(frozen=True, slots=True)
class Account:
    """One person's standards and reductions, receipts by month (net fen, day of the latest), and what is posted.

    `posted`: due of closed months in fen; `moved`: what vouchers took from a month or brought to it; `taken_over`: months
    paid before these books began, of which no day is known.
    """

    person: Person | Payer
    standards: tuple[DuesStandard, ...]
    paid: Mapping[str, tuple[int, str]]
    stays: tuple[Stay, ...] = ()
    reductions: tuple[Reduction, ...] = ()
    closed: Collection[str] = ()
    posted: Mapping[str, int] = field(default_factory=dict[str, int])
    moved: Mapping[str, Position] = field(default_factory=dict[str, Position])
    taken_over: Collection[str] = ()

    @classmethod
    def of(
        cls,
        person: Person | Payer,
        standards: Iterable[DuesStandard],
        payments: Iterable[Payment],
        movements: Iterable[Movement] = (),
        reductions: Iterable[Reduction] = (),
    ) -> "Account":
        """Sum payments by month; reversals carry negative amounts and cancel what they reverse."""
        paid: dict[str, tuple[int, str]] = {}
        before: dict[str, int] = {}
        for payment in payments:
            is_opening = payment.method == OPENING_METHOD
            for month, fen in payment.months:
                total, day = paid.get(month, (0, ""))
                later = max(day, payment.received_on) if fen > 0 and not is_opening else day
                paid[month] = (total + fen, later)
                if is_opening:
                    before[month] = before.get(month, 0) + fen
        return cls(
            person,
            tuple(standards),
            paid,
            stays_of(person, movements),
            tuple(reductions),
            taken_over=frozenset(month for month, fen in before.items() if fen > 0),
        )

    def owes(self, month: str) -> bool:
        """Whether the person was on the books in the month."""
        for stay in self.stays:  # noqa: SIM110  (asked for thousands of members: a generator takes twice as long)
            if stay.first <= month and (not stay.last or month <= stay.last):
                return True
        return False

    @property
    def first_month(self) -> str:
        """The first month that may be owed; "" when that is not known."""
        return self.stays[0].first if self.stays else ""

    def with_lines(self, lines: Iterable[tuple[str, int]], day: str) -> "Account":
        """As if the lines had been received: two drafts for one month cannot both take what is due."""
        paid = dict(self.paid)
        for month, fen in lines:
            paid[month] = (paid.get(month, (0, ""))[0] + fen, day)
        return replace(self, paid=paid)

    # what is due

    def live_due(self, month: str) -> int:
        """What standard and reduction say now, in fen, whether the month is closed or not."""
        if not self.owes(month) or (current := standard_for(self.standards, month)) is None:
            return 0
        if self.reductions and (less := in_force(self.reductions, month)):
            return less.due(current.amount_fen)
        return current.amount_fen

    def due(self, month: str) -> int:
        """What is due: of a closed month what was posted, whatever the standard says now."""
        return self.posted.get(month, 0) if month in self.closed else self.live_due(month)

    def position(self, month: str) -> Position:
        """The month with its receipts."""
        moved = self.moved.get(month, _NOTHING)
        posted = self.posted.get(month, 0)
        return replace(moved, posted=posted, paid=self.paid.get(month, (0, ""))[0])

    def over(self, month: str) -> int:
        """Paid beyond what is due, and nobody has said what for."""
        return self.position(month).over(self.due(month))

    def dues(self, months: Sequence[str]) -> list[int]:
        """`due` of the months of a year, quickly: most members have one standard and are there all the time."""
        first, last = months[0], months[-1]
        start = standard_for(self.standards, first)
        is_plain = not self.reductions and not any(one.to_month for one in self.standards)
        if is_plain and start is standard_for(self.standards, last):
            fen = start.amount_fen if start else 0
            stay = self.stays[0] if len(self.stays) == 1 else None
            if stay and stay.first <= first and (not stay.last or stay.last >= last):
                found = [fen] * len(months)
            else:
                found = [fen if self.owes(month) else 0 for month in months]
        else:
            found = [self.live_due(month) for month in months]
        if self.closed:
            for place, month in enumerate(months):
                if month in self.closed:
                    found[place] = self.posted.get(month, 0)
        return found

    def counted(self, months: Sequence[str]) -> list[int]:
        """Paid of the months as the grid shows it."""
        found = [self.paid[month][0] if month in self.paid else 0 for month in months]
        for month, position in self.moved.items():
            if month in months:
                found[months.index(month)] += position.counted
        return found

    # the grid

    def cell(self, month: str, as_of: str) -> DuesCell:
        """State of one month as of a day: what is due, what is paid, and the word for it."""
        paid, day = self.paid.get(month, (0, ""))
        more = 0
        if moved := self.moved.get(month):
            paid, more = paid + moved.counted, moved.more
        is_closed, owed = month in self.closed, self.owes(month)
        current = standard_for(self.standards, month) if owed else None
        less = in_force(self.reductions, month) if owed and self.reductions else None
        live = 0 if current is None else less.due(current.amount_fen) if less else current.amount_fen
        due = self.posted.get(month, 0) if is_closed else live
        asked = due or (
            live if is_closed and month not in self.posted else 0
        )  # a payer known only after closing
        return DuesCell(
            month=month,
            state=_state(
                month,
                as_of[:7],
                paid,
                paid - more,
                asked,
                owed or bool(due),
                bool(due) or current is not None,
            ),
            due_fen=due,
            paid_fen=paid,
            paid_on=day if paid else "",
            is_closed=is_closed,
            more_fen=more,
            over_fen=max(0, paid - more - due),
            difference_fen=live - due,
            reduction=less.kind if less else "",
            lacks_approval=less is not None and not less.is_approved,
            is_opening=month in self.taken_over,
        )

    def months_late(self, as_of: str) -> int:
        """Months in a row without any payment, up to the month before `as_of`; also across the turn of the year."""
        month, count = month_before(as_of[:7]), 0
        while count < MOST_LATE and self._is_unpaid(month):
            count += 1
            month = month_before(month)
        return count

    def _is_unpaid(self, month: str) -> bool:
        """Whether something is due for a month that is over, and nothing is paid (LATE)."""
        paid = self.paid[month][0] if month in self.paid else 0
        if self.moved and month in self.moved:
            paid += self.moved[month].counted
        return paid <= 0 and self.due(month) != 0


class YearCells(Sequence[DuesCell]):
    """The cells of a member's year, made when the first is looked at: a screen shows few of thousands."""

    __slots__ = ("_account", "_as_of", "_made", "_months")

    def __init__(self, account: Account, months: Sequence[str], as_of: str) -> None:
        self._account, self._months, self._as_of = account, months, as_of
        self._made: tuple[DuesCell, ...] = ()

    @property
    def _cells(self) -> tuple[DuesCell, ...]:
        if not self._made:
            self._made = tuple(self._account.cell(month, self._as_of) for month in self._months)
        return self._made

    @overload
    def __getitem__(self, place: int) -> DuesCell: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[DuesCell, ...]: ...
    def __getitem__(self, place: int | slice) -> DuesCell | tuple[DuesCell, ...]:
        return self._cells[place]

    def __len__(self) -> int:
        return len(self._months)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, (YearCells, tuple)) and self._cells == tuple(
            cast("Iterable[DuesCell]", other)
        )

    def __hash__(self) -> int:
        return hash(self._cells)


_NOTHING = Position()


def _state(
    month: str, now: str, paid: int, standing: int, due: int, owed: bool, has_standard: bool
) -> CellState:
    if paid > 0:
        return CellState.PAID if standing >= due else CellState.PART
    if not owed:
        return CellState.OUTSIDE
    if not has_standard:
        return CellState.NO_STANDARD if month <= now else CellState.FUTURE
    if due == 0:
        return CellState.WAIVED
    if month > now:
        return CellState.FUTURE
    return CellState.DUE if month == now else CellState.LATE
