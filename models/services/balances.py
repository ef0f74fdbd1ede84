"""Where the money is and what is still owed, as of a day; and what a period collected and must hand up."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from models.db.store import Store
from models.domain.dates import add_days, add_months
from models.domain.dues_account import Account
from models.domain.dues_report import cycle
from models.domain.ledger import RECEIVABLE, REMITTED, TAKEN_OVER, Balances, VoucherKind
from models.domain.money import round_fen
from models.services.dues_accounts import load_accounts_of
from models.services.ledger_rows import account_sums
from models.services.settings import REMIT_CYCLE, REMIT_PERCENT, Settings

_OF_KIND = """SELECT coalesce(sum(p.amount_fen), 0) FROM posting p JOIN voucher v ON v.id = p.voucher_id
    WHERE v.kind = ? AND p.account = ? AND v.on_date <= ?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remittance:
    """A period of months: people, what is due and paid for them, and the money of its days (C5). Fen."""

    first: str
    last: str
    people_due: int = 0
    people_paid: int = 0  # all of it
    people_exempt: int = 0  # nothing is due of them, although they have a standard or a reduction
    people_reduced: int = 0
    unpaid: tuple[str, ...] = ()
    due_fen: int = 0
    paid_fen: int = 0  # for months of the period, whenever it came, with what was voluntarily more
    more_fen: int = 0
    back_fen: int = 0  # came in its days for months before it
    collected_fen: int = 0  # money of its days: receipts less refunds and 大额
    percent: int = 100
    remitted_fen: int = 0  # by vouchers for its months
    remitted_year_fen: int = 0  # since January of its last month

    @property
    def to_remit_fen(self) -> int:
        """What of the money collected belongs to the upper level and is not handed up yet."""
        return round_fen(Decimal(self.collected_fen) * self.percent / 100) - self.remitted_fen


class BalanceSheet:
    """Figures that are sums of postings; nothing is kept. `today` is the injectable clock (ISO date)."""

    def __init__(self, store: Store, today: Callable[[], str]) -> None:
        self._store = store
        self._today = today
        self._settings = Settings(store)

    def balances(self, as_of: str = "", *, with_dues: bool = True) -> Balances:
        """Every account as of a day (today); `with_dues`: also what members owe, month by month."""
        day = as_of or self._today()
        accounts = account_sums(self._store, day)
        received = self._received("", day)
        due = owed = over = advance = 0
        if with_dues:
            for account in load_accounts_of(self._store, as_of=day).values():
                for month in _months(account, day[:7]):
                    position, fen = account.position(month), account.due(month)
                    if month > day[:7]:
                        advance += position.standing
                        continue
                    due += fen
                    owed += max(0, fen - position.standing)
                    over += position.over(fen)
        return Balances(
            as_of=day,
            accounts=accounts,
            received_fen=received,
            taken_over_fen=accounts.get(TAKEN_OVER, 0),
            refunded_fen=self._of(VoucherKind.REFUND, RECEIVABLE, day),
            large_fen=self._of(VoucherKind.LARGE, RECEIVABLE, day),
            remitted_fen=accounts.get(REMITTED, 0),
            due_fen=due,
            owed_fen=owed,
            over_fen=over,
            advance_fen=advance,
        )

    def remittance(self, first: str, last: str) -> Remittance:
        """What the months from … to brought, and what of it is still to be handed up."""
        months = [first]
        while months[-1] < last:
            months.append(add_months(months[-1], 1))
        ends = add_days(f"{add_months(last, 1)}-01", -1)
        before = add_days(f"{first}-01", -1)
        counts = _Counts(months)
        for account in load_accounts_of(self._store).values():
            counts.add(account)
        return Remittance(
            first=first,
            last=last,
            people_due=counts.due,
            people_paid=counts.paid,
            people_exempt=counts.exempt,
            people_reduced=counts.reduced,
            unpaid=tuple(counts.unpaid),
            due_fen=counts.due_fen,
            paid_fen=counts.paid_fen,
            more_fen=counts.more_fen,
            back_fen=self._back(first, before, ends),
            collected_fen=self._collected(before, ends),
            percent=int(self._settings.get(REMIT_PERCENT)),
            remitted_fen=self._remitted(first, last),
            remitted_year_fen=self._remitted(f"{last[:4]}-01", last),
        )

    def remit_period(self) -> tuple[str, str]:
        """The months the next slip of 上缴 is for: the last of the local cycle's periods that is over, while something
        of it is left; else the running one.
        """
        word, now = self._settings.get(REMIT_CYCLE), self._today()[:7]
        running = cycle(word, now)
        before = cycle(word, add_months(running.first, -1))
        chosen = before if self.to_remit(before.first, before.last) > 0 else running
        return chosen.first, chosen.last

    def to_remit(self, first: str, last: str) -> int:
        """What of the money of these months is not handed up yet (`Remittance.to_remit_fen`), without counting people."""
        before, ends = add_days(f"{first}-01", -1), add_days(f"{add_months(last, 1)}-01", -1)
        made = Remittance(
            first=first,
            last=last,
            collected_fen=self._collected(before, ends),
            percent=int(self._settings.get(REMIT_PERCENT)),
            remitted_fen=self._remitted(first, last),
        )
        return made.to_remit_fen

    def _collected(self, before: str, ends: str) -> int:
        taken = self._since(VoucherKind.REFUND, before, ends) + self._since(VoucherKind.LARGE, before, ends)
        return self._received(before, ends) - taken

    def _received(self, after: str, until: str) -> int:
        return int(
            self._store.value(
                "SELECT coalesce(sum(amount_fen), 0) FROM payment"
                " WHERE method <> '期初' AND received_on > ? AND received_on <= ?",
                (after, until),
            )
        )

    def _of(self, kind: VoucherKind, account: str, day: str) -> int:
        return int(self._store.value(_OF_KIND, (kind, account, day)))

    def _since(self, kind: VoucherKind, after: str, until: str) -> int:
        return self._of(kind, RECEIVABLE, until) - self._of(kind, RECEIVABLE, after)

    def _back(self, first: str, after: str, until: str) -> int:
        return int(
            self._store.value(
                "SELECT coalesce(sum(l.amount_fen), 0) FROM payment_line l JOIN payment p ON p.id = l.payment_id"
                " WHERE p.method <> '期初' AND p.received_on > ? AND p.received_on <= ? AND l.month < ?",
                (after, until, first),
            )
        )

    def _remitted(self, first: str, last: str) -> int:
        """By vouchers whose months end in the stretch."""
        return int(
            self._store.value(
                "SELECT coalesce(sum(p.amount_fen), 0) FROM posting p JOIN voucher v ON v.id = p.voucher_id"
                " WHERE v.kind = '上缴' AND p.account = ? AND v.to_month BETWEEN ? AND ?",
                (REMITTED, first, last),
            )
        )


class _Counts:
    """People and sums of a stretch of months."""

    def __init__(self, months: list[str]) -> None:
        self._months = months
        self.due = self.paid = self.exempt = self.reduced = 0
        self.due_fen = self.paid_fen = self.more_fen = 0
        self.unpaid: list[str] = []

    def add(self, account: Account) -> None:
        due = {month: account.due(month) for month in self._months}
        positions = {month: account.position(month) for month in self._months}
        less = {one.kind for one in account.reductions if any(map(one.holds, self._months))}
        self.due_fen += sum(due.values())
        self.paid_fen += sum(one.counted for one in positions.values())
        self.more_fen += sum(one.more for one in positions.values())
        if any(due.values()):
            self.due += 1
            self.reduced += bool(less)
            if all(positions[month].standing >= fen for month, fen in due.items()):
                self.paid += 1
            else:
                self.unpaid.append(account.person.name)
        elif account.standards and any(map(account.owes, self._months)):
            self.exempt += 1


def _months(account: Account, now: str) -> list[str]:
    """Months from the first that may be owed to now, and those beyond it that have money."""
    first = min(
        (one.from_month for one in account.standards),
        default=min((*account.paid, *account.posted), default="9999"),
    )
    first = min((first, *account.paid, *account.posted))
    months: list[str] = []
    while first <= now:
        months.append(first)
        first = add_months(first, 1)
    return [*months, *sorted(month for month in {*account.paid, *account.moved} if month > now)]
