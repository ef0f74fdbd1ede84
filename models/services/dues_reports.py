"""The papers of the dues ledger (C3, C5, C6, C8, C9): one reading of a period of the books, as of a day."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from models.db.store import Store
from models.domain.dates import months_between
from models.domain.dues_account import Account, standard_for
from models.domain.dues_records import DuesStandard, Payment
from models.domain.dues_report import (
    Handed,
    LargeGift,
    LatePayment,
    LedgerFacts,
    MemberLine,
    MonthSum,
    Period,
    Remitted,
    cycle,
    period,
)
from models.domain.errors import UserError
from models.domain.ledger import LARGE, MONEY, OPENING_METHOD, REMITTED, TRANSFER, Voucher, VoucherKind
from models.domain.records import Branch
from models.domain.reduction import in_force
from models.domain.rules import RuleBook
from models.services.dues_accounts import load_accounts_of
from models.services.dues_book import cash_book, income_of, spent_of
from models.services.dues_rows import load_payments
from models.services.ledger_rows import load_vouchers
from models.services.settings import PUBLISH_AMOUNTS, REMIT_CYCLE, REMIT_PERCENT, YES, Settings
from models.services.trail import Trail

if TYPE_CHECKING:
    from models.services.desk import Desk

_IN_MONTHS = """WHERE p.received_on <= ? AND p.id IN (SELECT payment_id FROM payment_line WHERE month BETWEEN ? AND ?)"""
_CARD = "SELECT id, party_group, party_post, post, joined_on FROM person"
Cards = Mapping[int, tuple[str, str, str]]  # party group, post, day of joining


def ledger_facts(desk: "Desk", ref: str | int | None, as_of: str | None = None) -> LedgerFacts:
    """The period meant (the running one of the branch's cycle when none is given), as it is known on a day."""
    day = as_of or desk.today()
    if ref in (None, ""):
        wanted = cycle(Settings(desk.store).get(REMIT_CYCLE), day[:7])
    else:
        wanted = period(str(ref))
    if wanted.since > day:
        raise UserError(f"{wanted.words}还没有到，没有可以打印的党费记录。")
    return read(desk.store, desk.branch, desk.rules, wanted, day)


def read(store: Store, branch: Branch, rules: RuleBook, wanted: Period, day: str) -> LedgerFacts:
    """Everything the papers of a period say."""
    until = min(day, wanted.until)
    accounts = list(load_accounts_of(store, as_of=day).values())
    cards = _cards(store)
    of_months = load_payments(store, _IN_MONTHS, (day, wanted.first, wanted.last))
    of_days = load_payments(store, "WHERE p.received_on BETWEEN ? AND ?", (wanted.since, until))
    vouchers = [one for one in load_vouchers(store, "WHERE v.on_date <= ?", (day,)) if one.stands]
    entries = Trail(store).journal("", until)
    lines = _members(accounts, cards, of_months, wanted, day)
    book = cash_book(entries, vouchers, wanted.since)
    income = income_of(entries, wanted.since)
    settings = Settings(store)
    remitted = [_remitted(one) for one in vouchers if _is_of(one, VoucherKind.REMIT, wanted)]
    collected = income.dues_fen - income.large_fen
    percent = int(settings.get(REMIT_PERCENT))
    sent = sum(one.fen for one in remitted)
    names = {one.person.id: one.person.name for one in accounts}
    return LedgerFacts(
        branch=branch,
        as_of=day,
        period=wanted,
        lines=tuple(lines),
        months=_months(accounts, entries_by_month(of_days), vouchers, wanted, day),
        book=tuple(book),
        late=(*_paid_late(of_days, names, rules), *_still_owed(accounts, wanted, day, rules)),
        handed=tuple(_handed(of_days, names)),
        large=tuple(_large(vouchers, wanted, names, cards)),
        remitted=tuple(remitted),
        spent=tuple(spent_of(book, vouchers)),
        income=income,
        people_exempt=sum(1 for one in lines if one.is_here and one.monthly_fen and not one.due_fen),
        people_reduced=sum(1 for one in lines if one.due_fen and one.reduction),
        back_fen=_back(of_days, wanted),
        collected_fen=collected,
        percent=percent,
        to_remit_fen=_share(collected, percent) - sent,
        remitted_fen=sent,
        remitted_year_fen=_sent(vouchers, f"{wanted.last[:4]}-01", wanted.last),
        shows_amounts=settings.get(PUBLISH_AMOUNTS) == YES,
    )


def _cards(store: Store) -> Cards:
    return {int(row[0]): (str(row[1]), str(row[2] or row[3]), str(row[4])) for row in store.rows(_CARD)}


def _share(fen: int, percent: int) -> int:
    """Per cents of an amount, half up."""
    return (fen * percent + 50) // 100


# members


def _members(
    accounts: Iterable[Account], cards: Cards, payments: Iterable[Payment], wanted: Period, day: str
) -> list[MemberLine]:
    how: defaultdict[int, dict[str, None]] = defaultdict(dict)
    for one in payments:
        if not one.reverses_id and not one.reversed_by and one.method != OPENING_METHOD:
            brought = one.handed_by if one.handed_by and one.method != TRANSFER else ""
            how[one.person_id][f"{brought}代交" if brought else one.method] = None
    found: list[MemberLine] = []
    for account in accounts:
        line = _member(account, cards, tuple(how.get(account.person.id, ())), wanted, day)
        if line is not None:
            found.append(line)
    return found


def _member(
    account: Account, cards: Cards, methods: tuple[str, ...], wanted: Period, day: str
) -> MemberLine | None:
    """What a member owes and paid; a month that is still to come counts when it was paid in advance."""
    here = [month for month in wanted.months if account.owes(month)]
    paid = {month: account.position(month) for month in wanted.months}
    due = {month: _due(account, month, day) for month in wanted.months}
    if not here and not any(due.values()) and not any(one.counted for one in paid.values()):
        return None
    standard = _standard(account, here or wanted.months)
    less = next(
        (one for month in reversed(wanted.months) if (one := in_force(account.reductions, month))), None
    )
    return MemberLine(
        person_id=account.person.id,
        name=account.person.name,
        party_group=cards.get(account.person.id, ("", "", ""))[0],
        kind=standard.kind if standard else "",
        base_fen=standard.base_fen if standard else 0,
        rate=_rate(standard),
        items=standard.items if standard else "",
        monthly_fen=standard.amount_fen if standard else 0,
        months=sum(1 for fen in due.values() if fen),
        due_fen=sum(due.values()),
        paid_fen=sum(one.counted for one in paid.values()),
        owed_fen=sum(max(0, fen - paid[month].standing) for month, fen in due.items()),
        more_fen=sum(one.more for one in paid.values()),
        paid_on=max((account.paid.get(month, (0, ""))[1] for month in wanted.months), default=""),
        methods=methods,
        reduction=less.kind if less and here else "",
        lacks_approval=less is not None and not less.is_approved,
        is_opening=any(month in account.taken_over for month in wanted.months),
        is_here=bool(here),
    )


def _standard(account: Account, months: Sequence[str]) -> DuesStandard | None:
    """The one in force in the last of the months that has one."""
    return next((one for month in reversed(months) if (one := standard_for(account.standards, month))), None)


def _rate(standard: DuesStandard | None) -> str:
    """1.5% of >5000–10000元 1.5%; nothing where an amount is laid down."""
    last = standard.band.split()[-1:] if standard else []
    return last[0] if last and last[0].endswith("%") else ""


# months


def entries_by_month(payments: Iterable[Payment]) -> Mapping[str, int]:
    """Money received by the month of its day."""
    found: Counter[str] = Counter()
    for one in payments:
        if one.method != OPENING_METHOD:
            found[one.received_on[:7]] += one.amount_fen
    return found


def _months(
    accounts: Sequence[Account],
    received: Mapping[str, int],
    vouchers: Iterable[Voucher],
    wanted: Period,
    day: str,
) -> tuple[MonthSum, ...]:
    remitted: Counter[str] = Counter()
    for one in vouchers:
        if one.kind is VoucherKind.REMIT:
            remitted[one.on_date[:7]] += one.amount_fen
    return tuple(
        MonthSum(
            month=month,
            due_fen=sum(_due(one, month, day) for one in accounts),
            owed_fen=sum(max(0, _due(one, month, day) - one.position(month).standing) for one in accounts),
            paid_fen=sum(one.position(month).counted for one in accounts),
            received_fen=received.get(month, 0),
            remitted_fen=remitted[month],
        )
        for month in wanted.months
    )


def _due(account: Account, month: str, day: str) -> int:
    """A month that is still to come is due when it was paid in advance."""
    return account.due(month) if month <= day[:7] or account.position(month).counted else 0


# registers


def _late_months(payment: Payment) -> tuple[tuple[str, int], ...]:
    """Months whose quarter was over when the money came (DF-07)."""
    now = payment.received_on[:7]
    return tuple((month, fen) for month, fen in payment.months if _end_of_quarter(month) < now)


def _end_of_quarter(month: str) -> str:
    return f"{month[:4]}-{(int(month[5:7]) + 2) // 3 * 3:02d}"


def _paid_late(payments: Iterable[Payment], names: Mapping[int, str], rules: RuleBook) -> list[LatePayment]:
    found: list[LatePayment] = []
    for one in _standing(payments):
        months = _late_months(one)
        if not months or one.method == OPENING_METHOD:
            continue
        limit = rules.edition("dues", one.received_on).number("DF-08")
        found.append(
            LatePayment(
                name=names.get(one.person_id, ""),
                months=tuple(month for month, _ in months),
                fen=sum(fen for _, fen in months),
                paid_on=one.received_on,
                reason=one.note,
                is_beyond=months_between(months[0][0], one.received_on[:7]) > limit,
            )
        )
    return sorted(found, key=lambda one: one.paid_on)


def _still_owed(accounts: Iterable[Account], wanted: Period, day: str, rules: RuleBook) -> list[LatePayment]:
    """Months of the period before the running one that are not paid yet."""
    limit = rules.edition("dues", day).number("DF-08")
    found: list[LatePayment] = []
    for account in accounts:
        owed = {
            month: fen
            for month in wanted.months
            if month < day[:7] and (fen := account.due(month) - account.position(month).standing) > 0
        }
        if owed:
            first = min(owed)
            found.append(
                LatePayment(
                    name=account.person.name,
                    months=tuple(owed),
                    fen=sum(owed.values()),
                    paid_on="",
                    is_beyond=months_between(first, day[:7]) > limit,
                )
            )
    return found


def _standing(payments: Iterable[Payment]) -> list[Payment]:
    return [one for one in payments if not one.reverses_id and not one.reversed_by]


def _handed(payments: Iterable[Payment], names: Mapping[int, str]) -> list[Handed]:
    found = [
        Handed(
            name=names.get(one.person_id, ""),
            handed_by=one.handed_by,
            months=tuple(month for month, _ in one.months),
            fen=one.amount_fen,
            paid_on=one.received_on,
            number=one.number,
            note=one.note,
        )
        for one in _standing(payments)
        if one.handed_by and one.handed_by != names.get(one.person_id)
    ]
    return sorted(found, key=lambda one: (one.paid_on, one.number))


def _large(
    vouchers: Sequence[Voucher], wanted: Period, names: Mapping[int, str], cards: Cards
) -> list[LargeGift]:
    """大额党费 of the days of the period; passed on, as far as what went up reaches, the earliest first."""
    sent: Counter[int] = Counter()
    for one in vouchers:
        if one.kind is VoucherKind.REMIT:
            for line in one.postings:
                if line.account == LARGE:
                    sent[line.person_id] += line.fen
    found: list[LargeGift] = []
    for one in vouchers:
        if one.kind is not VoucherKind.LARGE:
            continue
        person, fen = next((line.person_id, -line.fen) for line in one.postings if line.account == LARGE)
        sent[person] -= fen
        if wanted.since <= one.on_date <= wanted.until:
            _, post, joined = cards.get(person, ("", "", ""))
            found.append(
                LargeGift(
                    name=names.get(person, ""),
                    post=post,
                    joined_on=joined,
                    fen=fen,
                    given_on=one.on_date,
                    number=one.number,
                    is_passed_on=sent[person] >= 0,
                )
            )
    return found


def _is_of(voucher: Voucher, kind: VoucherKind, wanted: Period) -> bool:
    """A voucher for months that end in the period."""
    return voucher.kind is kind and wanted.first <= (voucher.to_month or voucher.on_date[:7]) <= wanted.last


def _remitted(voucher: Voucher) -> Remitted:
    def moved(account: str) -> int:
        return sum(line.fen for line in voucher.postings if line.account == account)

    return Remitted(
        on_date=voucher.on_date,
        number=voucher.number,
        fen=moved(REMITTED),
        large_fen=moved(LARGE),
        money="、".join(money for money in MONEY if moved(money)),
        paper=voucher.paper,
        by=voucher.handled_by,
    )


def _sent(vouchers: Iterable[Voucher], first: str, last: str) -> int:
    return sum(_remitted(one).fen for one in vouchers if _is_of(one, VoucherKind.REMIT, Period(first, last)))


def _back(payments: Iterable[Payment], wanted: Period) -> int:
    """Money of its days for months before it."""
    return sum(
        fen
        for one in payments
        if one.method != OPENING_METHOD
        for month, fen in one.months
        if month < wanted.first
    )
