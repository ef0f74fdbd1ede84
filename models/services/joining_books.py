"""The books of two records joined: what was posted is reversed there and posted for the survivor, both today.

No sum of a past month or year changes. What a closing or an adjustment says is due goes over by one 调整; every other
voucher that names the other record is taken back and posted anew.
"""

from collections import defaultdict
from dataclasses import replace

from models.db.store import Store, Tx
from models.domain.dues import CARRIED
from models.domain.dues_records import Payment
from models.domain.ledger import OPENING_METHOD, RECEIVABLE, Posting, Voucher, VoucherKind
from models.domain.records import Person
from models.services.dues import Dues
from models.services.ledger_rows import load_vouchers, next_number, post, reversal_of

_NAMED = """WHERE v.reverses_id IS NULL AND r.id IS NULL
    AND (v.person_id = ? OR v.id IN (SELECT voucher_id FROM posting WHERE person_id = ?))"""
_DUE = (VoucherKind.CLOSE, VoucherKind.ADJUST)


def open_payments(store: Store, person_id: int) -> list[int]:
    """Payments that are neither reversals nor reversed, the oldest first."""
    rows = store.rows(
        """SELECT id FROM payment p WHERE person_id = ? AND reverses_id IS NULL
           AND NOT EXISTS (SELECT 1 FROM payment r WHERE r.reverses_id = p.id) ORDER BY received_on, id""",
        (person_id,),
    )
    return [int(row[0]) for row in rows]


def open_vouchers(store: Store | Tx, person_id: int) -> list[Voucher]:
    """Standing vouchers that name somebody."""
    ids = [
        int(row[0])
        for row in store.rows(
            f"SELECT v.id FROM voucher v LEFT JOIN voucher r ON r.reverses_id = v.id {_NAMED}",
            (person_id, person_id),
        )
    ]
    if not ids:
        return []
    return load_vouchers(store, f"WHERE v.id IN ({', '.join('?' * len(ids))})", ids)


def move_payments(tx: Tx, dues: Dues, payments: list[int], stays: Person, goes: Person, today: str) -> None:
    """Receipts: reversed there, entered here."""
    head = f"{today[:4]}-"
    for payment_id in payments:
        payment = dues.payment(payment_id)
        day = max(today, payment.received_on)
        common = {"received_on": day, "method": payment.method, "handed_by": payment.handed_by}
        common |= {"received_by": payment.received_by, "checked_by": payment.checked_by}
        numbers = ["", ""]
        if payment.method != OPENING_METHOD:
            first = next_number(tx, "payment", head)
            numbers = [f"{head}{first + more:04d}" for more in (0, 1)]
        back = {"person_id": goes.id, "amount_fen": -payment.amount_fen, "reverses_id": payment_id}
        back |= {"reason": f"重复登记，并入“{stays.name}”的另一份记录", "number": numbers[0]}
        note = _carried(payment)
        anew = {"person_id": stays.id, "amount_fen": payment.amount_fen, "note": note, "number": numbers[1]}
        for values, sign in ((back, -1), (anew, 1)):
            entry = tx.insert("payment", {**common, **values})
            tx.insert_many(
                "payment_line",
                [{"payment_id": entry, "month": m, "amount_fen": sign * fen} for m, fen in payment.months],
            )


def _carried(payment: Payment) -> str:
    """The note of a receipt carried over: the day it was taken in first, and what was noted then."""
    if payment.note.startswith(CARRIED):
        return payment.note
    return "；".join(filter(None, (f"{CARRIED}，原收款日期 {payment.received_on}", payment.note)))


def move_vouchers(tx: Tx, stays: Person, goes: Person, today: str) -> None:
    """Vouchers: what is due by one 调整 a month, the others taken back and posted anew."""
    reason = f"重复登记，并入“{stays.name}”的另一份记录"
    due: defaultdict[str, int] = defaultdict(int)
    for voucher in open_vouchers(tx, goes.id):
        if voucher.kind in _DUE:
            for line in voucher.postings:
                if line.person_id == goes.id:
                    due[line.month] += line.fen
            continue
        day = max(today, voucher.on_date)
        post(tx, reversal_of(voucher, day, reason, ""))
        lines = tuple(
            replace(line, person_id=stays.id) if line.person_id == goes.id else line
            for line in voucher.postings
        )
        mine = stays.id if voucher.person_id == goes.id else voucher.person_id
        anew = replace(voucher, id=0, uuid="", number="", on_date=day, person_id=mine, postings=lines)
        post(tx, replace(anew, reason=f"{reason}，原为 {voucher.number}"))
    for month, fen in sorted(due.items()):
        if fen:
            post(tx, _due_moved(month, fen, stays, goes, today, reason))


def _due_moved(month: str, fen: int, stays: Person, goes: Person, today: str, reason: str) -> Voucher:
    return Voucher(
        kind=VoucherKind.ADJUST,
        on_date=today,
        from_month=month,
        to_month=month,
        person_id=stays.id,
        summary=f"{stays.name}的应收党费由重复登记的记录转来",
        reason=reason,
        postings=(Posting(RECEIVABLE, -fen, goes.id, month), Posting(RECEIVABLE, fen, stays.id, month)),
    )
