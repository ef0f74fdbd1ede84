"""From any figure to its postings, and from them to the receipts and vouchers: the trail of a member and of a yuan."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from models.db.store import Store
from models.domain.dates import chinese_date
from models.domain.dues_records import Payment
from models.domain.ledger import RECEIVABLE, Posting, of_payment
from models.services.dues_accounts import names_of
from models.services.dues_rows import load_payments
from models.services.ledger_rows import load_vouchers

RECEIPT, RECEIPT_BACK = "收款", "冲销收款"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailLine:
    """One posting with the entry it belongs to: a receipt (`payment_id`) or a voucher (`voucher_id`)."""

    on_date: str  # "" of what was taken over from a sheet
    number: str
    kind: str
    summary: str
    account: str
    person_id: int = 0
    name: str = ""
    month: str = ""
    fen: int = 0  # debit plus
    balance_fen: int = 0  # after it, of what is listed
    payment_id: int = 0
    voucher_id: int = 0
    by: str = ""  # who took or handled it
    checked_by: str = ""
    reason: str = ""
    is_reversed: bool = False  # or a reversal: the two cancel

    @property
    def debit_fen(self) -> int:
        return max(0, self.fen)

    @property
    def credit_fen(self) -> int:
        return max(0, -self.fen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A receipt or a voucher in the journal: what came in and went out of 现金 and 转账, and all its lines."""

    on_date: str
    number: str
    kind: str
    summary: str
    amount_fen: int
    payment_id: int = 0
    voucher_id: int = 0
    by: str = ""
    checked_by: str = ""
    reason: str = ""
    is_reversed: bool = False
    postings: tuple[Posting, ...] = ()

    def moved_fen(self, account: str) -> int:
        """How much of an account it moved, debit plus."""
        return sum(line.fen for line in self.postings if line.account == account)


class Trail:
    """Postings of receipts and vouchers, in the order of their days."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def journal(self, first: str = "", last: str = "9999", person_id: int = 0) -> list[Entry]:
        """Receipts and vouchers from day to day; `person_id`: those of a member."""
        where, args = "WHERE p.received_on BETWEEN ? AND ?", [first, f"{last}~"]
        if person_id:
            where, args = f"{where} AND p.person_id = ?", [*args, person_id]
        payments = load_payments(self._store, where, args)
        names = names_of(self._store, {one.person_id for one in payments})
        found = [_of_receipt(one, names.get(one.person_id, "")) for one in payments]
        where = "WHERE v.on_date BETWEEN ? AND ?"
        if person_id:
            where += " AND v.id IN (SELECT voucher_id FROM posting WHERE person_id = ?)"
        found += [
            Entry(
                on_date=one.on_date,
                number=one.number,
                kind=f"冲销{one.kind}" if one.reverses_id else str(one.kind),
                summary=one.summary,
                amount_fen=-one.amount_fen if one.reverses_id else one.amount_fen,
                voucher_id=one.id,
                by=one.handled_by,
                checked_by=one.checked_by,
                reason=one.reason,
                is_reversed=not one.stands,
                postings=one.postings,
            )
            for one in load_vouchers(self._store, where, args)
        ]
        return sorted(
            found, key=lambda one: (one.on_date, one.voucher_id > 0, one.payment_id, one.voucher_id)
        )

    def account(self, name: str, first: str = "", last: str = "9999", person_id: int = 0) -> list[TrailLine]:
        """Every posting of an account with the running balance, from day to day; what was before stands in the first
        line, without a number.
        """
        lines = self._lines(self.journal("", last, person_id), name, person_id)
        before = [line for line in lines if line.on_date < first]
        kept = lines[len(before) :]
        brought = before[-1].balance_fen if before else 0
        if not before:
            return kept
        head = TrailLine(
            on_date=first, number="", kind="", summary="上期结转", account=name, balance_fen=brought
        )
        return [head, *kept]

    def person(self, person_id: int, month: str = "") -> list[TrailLine]:
        """应收党费 of a member (of one month): what was due and what was paid, posting by posting."""
        return self._lines(self.journal(person_id=person_id), RECEIVABLE, person_id, month)

    def _lines(
        self, entries: Sequence[Entry], account: str, person_id: int = 0, month: str = ""
    ) -> list[TrailLine]:
        found: list[TrailLine] = []
        balance = 0
        for one in entries:
            for line in one.postings:
                if line.account != account or (person_id and line.person_id not in (0, person_id)):
                    continue
                if month and line.month != month:
                    continue
                balance += line.fen
                found.append(
                    TrailLine(
                        on_date=one.on_date,
                        number=one.number,
                        kind=one.kind,
                        summary=one.summary,
                        account=account,
                        person_id=line.person_id,
                        month=line.month,
                        fen=line.fen,
                        balance_fen=balance,
                        payment_id=one.payment_id,
                        voucher_id=one.voucher_id,
                        by=one.by,
                        checked_by=one.checked_by,
                        reason=one.reason,
                        is_reversed=one.is_reversed,
                    )
                )
        names = names_of(self._store, {line.person_id for line in found if line.person_id})
        return [replace(line, name=names.get(line.person_id, "")) for line in found]


def _of_receipt(payment: Payment, name: str) -> Entry:
    months = [month for month, _ in payment.months]
    span = chinese_date(months[0]) + (f"至{chinese_date(months[-1])}" if len(months) > 1 else "")
    return Entry(
        on_date=payment.received_on,
        number=payment.number,
        kind=RECEIPT_BACK if payment.reverses_id else RECEIPT,
        summary=f"{name}{span}党费",
        amount_fen=payment.amount_fen,
        payment_id=payment.id,
        by=payment.received_by or payment.handed_by,
        checked_by=payment.checked_by,
        reason=payment.reason or payment.note,
        is_reversed=bool(payment.reverses_id or payment.reversed_by),
        postings=of_payment(payment),
    )
