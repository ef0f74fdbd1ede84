"""What a dues sheet is judged against, read in a few statements: who is on the books, what is recorded already."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from models.db.transaction import Reader
from models.domain.movement_kinds import STOPPED
from models.domain.records import MEMBER_CATEGORIES
from models.domain.tenure import Dates, Stay, dues_stays
from models.services.movement_rows import by_person, load_movements

Stretches = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    """One member of a year: months on the books, standards by first month, net receipts by month, in fen."""

    person_id: int
    name: str
    stays: tuple[Stay, ...]
    standards: Mapping[str, int] = field(default_factory=dict[str, int])
    paid: Mapping[str, int] = field(default_factory=dict[str, int])

    def owes(self, month: str) -> bool:
        """Whether the member was on the books in the month."""
        return any(stay.holds(month) for stay in self.stays)


def payers(reader: Reader, year: int) -> dict[int, Payer]:
    """Everybody who was a member here in the year or after."""
    standards: dict[int, dict[str, int]] = {}
    for person, month, fen in reader.rows("SELECT person_id, from_month, amount_fen FROM dues_standard"):
        standards.setdefault(person, {})[month] = fen
    paid: dict[int, dict[str, int]] = {}
    for person, month, fen in reader.rows(
        """SELECT p.person_id, l.month, sum(l.amount_fen) FROM payment_line l JOIN payment p ON p.id = l.payment_id
           WHERE l.month BETWEEN ? AND ? GROUP BY p.person_id, l.month""",
        (f"{year}-01", f"{year}-12"),
    ):
        paid.setdefault(person, {})[month] = fen
    moved = by_person(load_movements(reader))
    rows = reader.rows(
        """SELECT id, name, joined_on, arrived_on, left_on, left_kind, membership_state FROM person
           WHERE deleted_on = '' AND category IN (?, ?) AND (left_on = '' OR left_on >= ?) ORDER BY sort_key, id""",
        (*MEMBER_CATEGORIES, str(year)),
    )
    return {
        key: Payer(
            person_id=key,
            name=name,
            stays=dues_stays(
                Dates(
                    joined_on=joined,
                    arrived_on=arrived,
                    left_on=left,
                    left_kind=how,
                    is_stopped=state == STOPPED,
                ),
                moved.get(key, ()),
            ),
            standards=standards.get(key, {}),
            paid=paid.get(key, {}),
        )
        for key, name, joined, arrived, left, how, state in rows
    }


def closed_months(reader: Reader) -> frozenset[str]:
    """Months whose closing stands."""
    rows = reader.rows(
        """SELECT v.from_month FROM voucher v WHERE v.kind = '结账' AND v.reverses_id IS NULL
           AND NOT EXISTS (SELECT 1 FROM voucher r WHERE r.reverses_id = v.id)"""
    )
    return frozenset(str(row[0]) for row in rows)


def waived_months(reader: Reader) -> dict[int, Stretches]:
    """Stretches for which a reduction is recorded, by person."""
    found: dict[int, Stretches] = {}
    for person, first, last in reader.rows("SELECT person_id, from_month, to_month FROM reduction"):
        found[person] = (*found.get(person, ()), (first, last or "9999-12"))
    return found
