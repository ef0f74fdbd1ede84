"""Party dues of the branch: standards, posted payments, reversals, and the year's grid.

A payment is posted once: a wrong one is reversed by a second entry with the same months in minus, and a reason.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from models.db.store import Store
from models.domain.check_books import check_standards
from models.domain.dates import add_months
from models.domain.dues import (
    Account,
    StandardResult,
    check_account,
    check_payment,
    standard_for,
    year_rows,
)
from models.domain.dues_records import DuesStandard, Payment
from models.domain.dues_sheet import DuesRow
from models.domain.facts import DuesFacts
from models.domain.finding import Finding
from models.domain.records import Person
from models.domain.rules import RuleBook
from models.services.branch import load_branch
from models.services.dues_accounts import ACCOUNT_TABLES, load_accounts, load_accounts_of, many_at_once
from models.services.dues_rows import load_payments, load_standards
from models.services.dues_watch import book_findings
from models.services.findings import attach_answers
from models.services.kept import Kept
from models.services.ledger_rows import ALWAYS
from models.services.receipts import METHODS as METHODS
from models.services.receipts import PaymentDraft as PaymentDraft
from models.services.receipts import Receipts
from models.services.reductions import Reductions
from models.services.roster import Roster
from models.services.standards import StandardDraft, Standards


class Dues:
    """The dues ledger. `today` is the injectable clock (ISO date)."""

    def __init__(self, store: Store, roster: Roster, rules: RuleBook, today: Callable[[], str]) -> None:
        self._store = store
        self._roster = roster
        self._rules = rules
        self._today = today
        self.receipts = Receipts(store, rules, today)
        self._kept: Kept[tuple[int, str], tuple[Account, ...]] = Kept(store, ACCOUNT_TABLES, 2)
        self.fixing, self.reductions = Standards(store, rules, today), Reductions(store, rules, today)

    # standards

    def standards(self, person_id: int) -> list[DuesStandard]:
        """A person's standards, the first one first."""
        return load_standards(self._store, person_id)

    def compute(
        self, kind: str, base_fen: int | None, county_fen: int | None, from_month: str
    ) -> StandardResult:
        """What the rules say for a month, without keeping it (UserError when a figure is missing)."""
        return self.fixing.compute(kind, base_fen, county_fen, from_month)

    def set_standard(
        self,
        person_id: int,
        from_month: str,
        kind: str,
        base_fen: int | None,
        county_fen: int | None = None,
        amount_fen: int | None = None,
        reason: str = "",
    ) -> int:
        """核定 a monthly standard in fen from a month on, by its sums only; more can be said by `fixing.fix`."""
        draft = StandardDraft(
            person_id=person_id,
            from_month=from_month,
            kind=kind,
            base_fen=base_fen,
            county_fen=county_fen,
            amount_fen=amount_fen,
            reason=reason,
        )
        return self.fixing.fix([draft])[0]

    def copy_standards(self, year: int) -> int:
        """The year begins with last year's standards; returns of how many members."""
        return self.fixing.carry_over(year)

    # payments

    def unpaid(self, person_id: int, until: str) -> list[tuple[str, int]]:
        """Months up to `until` with something still due, and how much (fen)."""
        account = self._account(self._roster.get(person_id))
        first = min(account.posted, default=until)
        month = max(min((s.from_month for s in account.standards), default=first), account.first_month)
        found: list[tuple[str, int]] = []
        while month <= until:
            cell = account.cell(month, f"{until}-28")
            if cell.due_fen > cell.paid_fen:
                found.append((month, cell.due_fen - cell.paid_fen))
            month = add_months(month, 1)
        return found

    def paid_to(self, person_id: int) -> str:
        """The last month a person's dues are paid for; "" when none is."""
        months = [m for p in self.payments(person_id) if not p.reversed_by for m, fen in p.months if fen > 0]
        return max(months, default="")

    def payments(self, person_id: int, year: int | None = None) -> list[Payment]:
        """Posted payments of a person, the newest first; `year` keeps those with a month of that year."""
        found = load_payments(self._store, "WHERE p.person_id = ?", (person_id,))
        if year is not None:
            found = [p for p in found if any(month[:4] == str(year) for month, _ in p.months)]
        return sorted(found, key=lambda p: (p.received_on, p.id), reverse=True)

    def record(
        self,
        person_id: int,
        months: Sequence[str],
        received_on: str,
        method: str = "现金",
        handed_by: str = "",
        amounts: Mapping[str, int] | None = None,
        note: str = "",
    ) -> int:
        """Post one payment for one or many months; the amount is what is still due unless `amounts` says otherwise."""
        draft = PaymentDraft(
            person_id=person_id,
            months=tuple(months),
            received_on=received_on,
            method=method,
            handed_by=handed_by,
            amounts=amounts,
            note=note,
        )
        return self.record_many([draft])[0]

    def record_many(self, drafts: Sequence[PaymentDraft]) -> list[int]:
        """Post several payments in one step; when one cannot be posted, none is."""
        return self.receipts.record_many(drafts)

    def reverse(self, payment_id: int, reason: str, handled_by: str = "", checked_by: str = "") -> int:
        """冲销: post the same months in minus, with a reason; the first entry stays as it is. Returns the new id."""
        return self.receipts.reverse(payment_id, reason, handled_by, checked_by)

    def payment(self, payment_id: int) -> Payment:
        """One posted payment; UserError when there is none."""
        return self.receipts.payment(payment_id)

    def person_findings(self, person_id: int, year: int) -> list[Finding]:
        """What the rules say about one person's dues today, and about the payments of a year; answers attached."""
        account, today = (
            load_accounts_of(self._store, [person_id])[person_id],
            self._today(),
        )  # also who is deleted
        found = check_account(account, account.months_late(today), today, self._rules)
        found += check_standards(account, today, self._rules)
        for payment in self.payments(person_id, year):
            if not payment.reverses_id and not payment.reversed_by:
                found += check_payment(account, payment, self._rules)
        return attach_answers(self._store, found)

    # the year

    def year(self, year: int, as_of: str | None = None) -> DuesFacts:
        """The grid of a year as of a day (today): what had been received by then, and what was due."""
        day = as_of or self._today()
        with many_at_once():
            rows = self._answered(year_rows(self._accounts(year, day), year, day, self._rules))
        return DuesFacts(
            branch=load_branch(self._store),
            year=year,
            as_of=day,
            rows=tuple(rows),
            month_due_fen=_sums([row.month_due for row in rows]),
            month_paid_fen=_sums([row.month_paid for row in rows]),
        )

    def year_of(self, person_id: int, year: int, as_of: str = "") -> DuesRow | None:
        """One member's line of the year; None for who was not on the books in it."""
        account = self._account(self._roster.get(person_id))
        return next(iter(year_rows([account], year, as_of or self._today(), self._rules)), None)

    def _answered(self, rows: list[DuesRow]) -> list[DuesRow]:
        """The rows with the answers already given to their findings."""
        found = attach_answers(self._store, [row.finding for row in rows if row.finding])
        by_person = {finding.record_id: finding for finding in found}
        return [replace(row, finding=by_person.get(row.person_id)) if row.finding else row for row in rows]

    def standards_on(self, as_of: str) -> dict[int, int]:
        """Monthly standard in fen by person on a day, for rosters."""
        found: dict[int, int] = {}
        for account in load_accounts(self._store, int(as_of[:4]), as_of, with_money=False):
            current = standard_for(account.standards, as_of[:7])
            if current is not None:
                found[account.person.id] = current.amount_fen
        return found

    def findings(self, as_of: str = "") -> list[Finding]:
        """What the rules say about everybody's dues on a day; nothing while no standard is kept at all."""
        day = as_of or self._today()
        accounts = self._accounts(int(day[:4]), day)
        if not any(account.standards for account in accounts):
            return []
        posted: dict[int, list[Payment]] = {}
        for payment in load_payments(self._store, "WHERE substr(p.received_on, 1, 4) = ?", (day[:4],)):
            if not payment.reverses_id and not payment.reversed_by:
                posted.setdefault(payment.person_id, []).append(payment)
        found: list[Finding] = []
        for account in accounts:
            found += check_account(account, account.months_late(day), day, self._rules)
            found += check_standards(account, day, self._rules)
            for payment in posted.get(account.person.id, ()):
                found += check_payment(account, payment, self._rules)
        return [*found, *self.reductions.findings(day), *book_findings(self._store, self._rules, day)]

    def years(self) -> list[int]:
        """Years with something to see: from the first payment or standard to this one and the next."""
        first = self._store.value(
            "SELECT min(m) FROM (SELECT min(from_month) AS m FROM dues_standard"
            " UNION ALL SELECT min(month) FROM payment_line)"
        )
        now = int(self._today()[:4])
        return list(range(min(int(str(first)[:4]) if first else now, now), now + 2))

    # reading

    def _account(self, person: Person) -> Account:
        return load_accounts_of(self._store, [person.id])[person.id]

    def _accounts(self, year: int, as_of: str = ALWAYS) -> tuple[Account, ...]:
        return self._kept.get((year, as_of), lambda: tuple(load_accounts(self._store, year, as_of)))


def _sums(months: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    """The sums of twelve months over all rows."""
    return tuple(map(sum, zip(*months, strict=True))) if months else (0,) * 12
