"""A month that both computers of a branch closed: the later 结账 is taken back, the same one and alike on either.

Everything of the reversal follows from the voucher it takes back (uuid, day, number, words), so that both computers make
the same record and merging it again changes nothing.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from uuid import UUID, uuid5

from models.db.transaction import Reader, Tx
from models.domain.ledger import Voucher, VoucherKind
from models.domain.merging import Change, Key, Record
from models.services.ledger_rows import load_vouchers, reversal_of

TWICE = "两台电脑都结过这个月"
_SPACE = UUID("5b1f4a0e-6c57-4d0b-9a3e-2f8f6d1c7e16")
_MARK = "冲"  # after the number: the next number of the year is another on each computer
_STANDING = """SELECT on_date, number, uuid, from_month FROM voucher v WHERE kind = '结账' AND reverses_id IS NULL
    AND NOT EXISTS (SELECT 1 FROM voucher r WHERE r.reverses_id = v.id)"""
_NOT_STORED = frozenset(
    {"id", "uuid", "number", "kind", "person_id", "meeting_id", "reversed_by", "postings"}
)


@dataclass(frozen=True, slots=True, order=True)
class Closed:
    """A standing 结账, in the order in which they count."""

    on_date: str
    number: str
    uuid: str
    month: str = ""


def later_ones(closings: Iterable[Closed]) -> list[Closed]:
    """Of every month all but the first."""
    months: defaultdict[str, list[Closed]] = defaultdict(list)
    for one in closings:
        months[one.month].append(one)
    return [one for _, found in sorted(months.items()) for one in sorted(found)[1:]]


def months_closed_twice(reader: Reader) -> frozenset[str]:
    """Months with more than one standing 结账: what is due is not known until one is taken back."""
    return frozenset(one.month for one in later_ones(_standing(reader)))


def will_be_taken_back(here: dict[Key, Record], changes: Iterable[Change]) -> list[Closed]:
    """What `take_back` reverses once these changes are made."""
    after = dict(here)
    for change in changes:
        if change.part == "voucher" and change.after is not None:
            after[change.key] = change.after
    gone = {str(one["reverses"]) for one in after.values() if "reverses" in one}
    return later_ones(
        Closed(str(one["on_date"]), str(one.get("number", "")), key[0], str(one.get("from_month", "")))
        for key, one in after.items()
        if one["kind"] == VoucherKind.CLOSE and "reverses" not in one and key[0] not in gone
    )


def take_back(tx: Tx) -> int:
    """Reverse the later 结账 of every month closed twice; how many."""
    later = later_ones(_standing(tx))
    for one in later:
        _reverse(tx, load_vouchers(tx, "WHERE v.uuid = ?", (one.uuid,))[0])
    return len(later)


def _standing(reader: Reader) -> list[Closed]:
    return [Closed(*map(str, row)) for row in reader.rows(_STANDING)]


def _reverse(tx: Tx, voucher: Voucher) -> None:
    back = replace(reversal_of(voucher, voucher.on_date, TWICE, ""), checked_by="")  # nobody did this by hand
    values: dict[str, object] = {
        field.name: getattr(back, field.name) for field in fields(back) if field.name not in _NOT_STORED
    }
    values |= {
        "uuid": str(uuid5(_SPACE, voucher.uuid)),
        "branch_id": tx.value("SELECT id FROM branch ORDER BY id LIMIT 1"),
        "number": f"{voucher.number}{_MARK}",
        "kind": str(back.kind),
        "person_id": back.person_id or None,
        "meeting_id": back.meeting_id or None,
    }
    made = tx.insert("voucher", values)
    lines = tx.rows(
        "SELECT line, account, person_id, month, amount_fen FROM posting WHERE voucher_id = ?", (voucher.id,)
    )
    tx.insert_many(
        "posting",
        [
            {
                "voucher_id": made,
                "line": line,
                "account": account,
                "person_id": person,
                "month": month,
                "amount_fen": -fen,
            }
            for line, account, person, month, fen in lines
        ],
    )
