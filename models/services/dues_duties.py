"""待办 of dues: six months, publication, remittance, closing, counting, differences, what was overpaid, reductions."""

from collections.abc import Iterator, Mapping
from itertools import groupby

from models.db.store import Store
from models.domain.dates import add_months, chinese_date
from models.domain.dues_account import Account, standard_for
from models.domain.duty import Duty, Source
from models.domain.finding import Finding
from models.domain.ledger import Difference
from models.domain.money import yuan
from models.domain.rules import RuleBook
from models.services.closing import Closing
from models.services.dues_accounts import load_accounts_of, names_of
from models.services.dues_watch import month_end, pending
from models.services.reductions import Reductions, months_of

DUES = "dues"  # where such a duty is done
_SIX = 6
_MOST = 3  # names before 等
_FIX_FROM, _FIX_BY = "12-15", "01-31"
_LAPSE_MONTHS = 2


def dues_duties(store: Store, rules: RuleBook, today: str) -> Iterator[Duty]:
    """Everything of the ledger that has no line of one member's arrears (those come from the findings)."""
    for one in pending(store, today):
        value = rules.edition("dues", today)
        cited = value.value(one.rule).citation.label if value.has(one.rule) else ""
        yield _duty(one.key, one.what, one.due_on, "；".join(filter(None, (one.why, cited))))
    yield from _lapsing(store, rules, today)
    yield from _differences(Closing(store, lambda: today).differences())
    accounts = load_accounts_of(store)
    yield from _overpaid(accounts)
    yield from _fixing(accounts, today)


def six_months(store: Store, findings: list[Finding], today: str) -> Mapping[tuple[str, int], str]:
    """By rule and member in arrears: the day on which six months are full (DF-09)."""
    people = sorted({one.record_id for one in findings if one.rule == "DF-09"})
    if not people:
        return {}
    found: dict[tuple[str, int], str] = {}
    for person, account in load_accounts_of(store, people, today).items():
        first = add_months(today[:7], -account.months_late(today))
        found["DF-09", person] = month_end(add_months(first, _SIX - 1))
    return found


def _duty(key: str, what: str, due_on: str = "", why: str = "", person_id: int = 0, name: str = "") -> Duty:
    return Duty(
        key=f"dues:{key}",
        source=Source.DUES,
        what=what,
        due_on=due_on,
        why=why,
        record_kind=DUES,
        record_id=person_id,
        subject=name,
    )


def _lapsing(store: Store, rules: RuleBook, today: str) -> Iterator[Duty]:
    """少交免交 that end soon: agreed to anew, or the standard is due again."""
    found = Reductions(store, rules, lambda: today).lapsing(today, _LAPSE_MONTHS)
    names = names_of(store, [one.person_id for one in found])
    for one in found:
        name = names.get(one.person_id, "")
        yield _duty(
            f"reduction:{one.uuid}",
            f"{name}{one.kind}党费到{chinese_date(one.to_month)}止，需要延续的请重新申请",
            month_end(one.to_month),
            f"{months_of(one)}{one.kind}",
            one.person_id,
            name,
        )


def _differences(found: list[Difference]) -> Iterator[Duty]:
    """Closed months that would be due otherwise now, one line a member."""
    ordered = sorted(found, key=lambda one: (one.person_id, one.month))
    for person, theirs in groupby(ordered, key=lambda one: one.person_id):
        lines = list(theirs)
        fen = sum(one.fen for one in lines)
        months = "、".join(chinese_date(one.month) for one in lines[:_MOST]) + _more(lines)
        what = f"应补收 {yuan(fen)} 元" if fen > 0 else f"多收 {yuan(-fen)} 元"
        yield _duty(
            f"difference:{person}",
            f"{lines[0].name}{months}已结账，标准后来有变化，{what}，请逐项处理",
            why="已结账的月份不自动改；补收、退还、抵交或不调整，由支部定",
            person_id=person,
            name=lines[0].name,
        )


def _overpaid(accounts: Mapping[int, Account]) -> Iterator[Duty]:
    """Money beyond what is due of which nobody has said what it is for."""
    for person, account in accounts.items():
        over = [
            (month, fen) for month in sorted({*account.paid, *account.moved}) if (fen := account.over(month))
        ]
        if over:
            months = "、".join(chinese_date(month) for month, _ in over[:_MOST]) + _more(over)
            yield _duty(
                f"over:{person}",
                f"{account.person.name}{months}多交 {yuan(sum(fen for _, fen in over))} 元，请定是自愿多交、抵交还是退还",
                person_id=person,
                name=account.person.name,
            )


def _fixing(accounts: Mapping[int, Account], today: str) -> Iterator[Duty]:
    """DF-01: at the turn of the year everybody's standard is fixed anew."""
    year = int(today[:4]) + (today[5:] >= _FIX_FROM)
    january = f"{year}-01"
    if today[:7] > add_months(january, 1):
        return
    old = [
        account.person.name
        for account in accounts.values()
        if account.owes(january)
        and (kept := standard_for(account.standards, january))
        and kept.from_month < january
    ]
    if old:
        names = "、".join(old[:_MOST])
        yield _duty(
            f"fixing:{year}",
            f"核定 {year} 年党费标准：{names}{f'等 {len(old)} 人' if len(old) > _MOST else ''}还是往年的",
            f"{year}-{_FIX_BY}",
            "每年年初核定一次，年内一般不变",
        )


def _more(found: list[Difference] | list[tuple[str, int]]) -> str:
    return f"等 {len(found)} 个月" if len(found) > _MOST else ""
