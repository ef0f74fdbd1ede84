"""What one member owes and has paid, month by month: an open month by standard and reduction, a closed one as posted."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from models.domain.dates import add_months
from models.domain.dues_sheet import CellState, DuesCell
from models.domain.ledger import OPENING_METHOD, Position
from models.domain.movement import Movement, first_day
from models.domain.movement_kinds import STOPPED
from models.domain.records import DuesStandard, Payment, Person
from models.domain.reduction import Reduction, in_force
from models.domain.tenure import Dates, Stay, stays

MOST_LATE = 600  # months looked back for arrears


def stays_of(person: Person, movements: Iterable[Movement] = ()) -> tuple[Stay, ...]:
    """The months a person was on this branch's books, by card and movements."""
    card = Dates(
        joined_on=person.joined_on,
        arrived_on=person.arrived_on,
        left_on=person.left_on,
        left_kind=person.left_kind,
        is_stopped=person.membership_state == STOPPED,
    )
    return stays(card, movements)


def first_month(person: Person) -> str:
    """Month from which dues are owed here: that of the assembly (DF-05) or of the arrival; "" when unknown."""
    return max(first_day(person.joined_on)[:7], first_day(person.arrived_on)[:7])


def is_owed(person: Person, month: str, movements: Iterable[Movement] = ()) -> bool:
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

    person: Person
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
        person: Person,
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
        return any(stay.holds(month) for stay in self.stays)

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
        if is_closed:
            owed = bool(due) or (owed and not live)
        return DuesCell(
            month=month,
            state=_state(month, as_of[:7], paid, paid - more, due, owed, bool(due) or current is not None),
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
        month, count = add_months(as_of[:7], -1), 0
        while count < MOST_LATE and self.cell(month, as_of).state is CellState.LATE:
            count += 1
            month = add_months(month, -1)
        return count


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
