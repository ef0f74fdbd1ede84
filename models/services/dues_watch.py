"""The books watched: what the rules say of receipts and vouchers on record, and what a year still asks to be done."""

from collections.abc import Iterator
from dataclasses import dataclass

from models.db.store import Store
from models.domain.check_books import Receipt, check_receipts, check_vouchers
from models.domain.dates import add_months, bounds, chinese_date
from models.domain.dues_report import cycle
from models.domain.finding import Finding
from models.domain.ledger import CASH
from models.domain.money import yuan
from models.domain.rules import RuleBook
from models.services.balances import BalanceSheet
from models.services.branch import load_branch
from models.services.closing import Closing
from models.services.ledger_rows import account_sums, load_counts, load_vouchers
from models.services.settings import REMIT_CYCLE, TWO_PERSONS, YES, Settings

_PUBLISH_FROM = "10-01"  # from this day on the year's publication is asked for
_PUBLISHED = """SELECT 1 FROM meeting m JOIN agenda_item i ON i.meeting_id = m.id WHERE m.held_on BETWEEN ? AND ?
    AND i.title || i.decision LIKE '%党费%' AND (i.title || i.content || i.decision LIKE '%公布%'
        OR i.title || i.content || i.decision LIKE '%公示%' OR i.title || i.content || i.decision LIKE '%通报%')
    LIMIT 1"""
_RECEIPTS = """SELECT p.number, p.received_on, p.person_id, n.name, p.method, p.handed_by, p.note, p.received_by,
    p.checked_by FROM payment p JOIN person n ON n.id = p.person_id WHERE p.reverses_id IS NULL
    AND NOT EXISTS (SELECT 1 FROM payment r WHERE r.reverses_id = p.id) AND ({words}) ORDER BY p.received_on, p.id"""
_CLOSED_TWICE = """SELECT v.from_month, count(*) FROM voucher v LEFT JOIN voucher r ON r.reverses_id = v.id
    WHERE v.kind = '结账' AND v.reverses_id IS NULL AND r.id IS NULL GROUP BY v.from_month HAVING count(*) > 1"""
_WORDS = "p.handed_by <> '' OR p.note <> '' OR (p.received_by <> '' AND p.received_by = p.checked_by)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """Something a year of dues asks for, of the branch as a whole; `rule`: of rules.md, or JZ for the books."""

    rule: str
    key: str
    what: str
    why: str = ""
    due_on: str = ""


def book_findings(store: Store, rules: RuleBook, as_of: str) -> list[Finding]:
    """DF-10, DF-16, DF-19 over every receipt and voucher that stands; DF-12, DF-17 and open books as of the day."""
    branch, needs_two = load_branch(store), Settings(store).get(TWO_PERSONS) == YES
    words = f"{_WORDS} OR p.method <> '期初'" if needs_two else _WORDS
    receipts = [
        Receipt(**dict(zip(_FIELDS, row, strict=True))) for row in store.rows(_RECEIPTS.format(words=words))
    ]
    found = check_receipts(receipts, branch, as_of, rules, needs_two)
    found += check_vouchers(load_vouchers(store), branch, as_of, rules, needs_two)
    edition = rules.edition("dues", as_of)
    for one in pending(store, as_of):
        if edition.has(one.rule):
            value = edition.value(one.rule)
            text = f"{one.what}（{one.why}）" if one.why else one.what
            more = {"record_kind": "branch", "record_id": branch.id, "field": "dues"}
            found.append(value.finding(branch.name, text, about=one.key, **more))
    return found


_FIELDS = (
    *("number", "on_date", "person_id", "name", "method"),
    *("handed_by", "note", "received_by", "checked_by"),
)


def pending(store: Store, today: str) -> Iterator[Pending]:
    """What is to be done for the branch's dues by a day: published, handed up, closed, counted."""
    if not store.value("SELECT 1 FROM payment WHERE method <> '期初' LIMIT 1"):
        return
    yield from _publishing(store, today)
    yield from _remitting(store, today)
    if store.value("SELECT 1 FROM voucher LIMIT 1"):
        yield from _closed_twice(store)
        yield from _closing(store, today)
        yield from _counting(store, today)


def _publishing(store: Store, today: str) -> Iterator[Pending]:
    """DF-12: once a year, said in a meeting."""
    year = today[:4]
    if today[5:] < _PUBLISH_FROM or store.value(_PUBLISHED, (f"{year}-01-01", today)):
        return
    yield Pending(
        rule="DF-12",
        key=f"公布 {year}",
        what=f"{year} 年还没有公布党费收缴情况",
        why="会议记录里没有公布党费的议题",
        due_on=f"{year}-12-31",
    )


def _remitting(store: Store, today: str) -> Iterator[Pending]:
    """DF-17: what the year brought up to the last period that is over, less what was handed up."""
    word = Settings(store).get(REMIT_CYCLE)
    last = add_months(cycle(word, today[:7]).first, -1)
    first = f"{last[:4]}-01"
    fen = BalanceSheet(store, lambda: today).to_remit(first, last)
    if fen > 0:
        months = chinese_date(first) if first == last else f"{chinese_date(first)}至{chinese_date(last)}"
        yield Pending(
            rule="DF-17",
            key=f"上缴 {last}",
            what=f"{months}的党费还有 {yuan(fen)} 元没有上缴",
            why=f"上缴周期：每{word}，期限按上级的要求",
            due_on=month_end(add_months(last, 1)),
        )


def _closed_twice(store: Store) -> Iterator[Pending]:
    """Two computers may each have closed a month; reopening takes one of the two back."""
    for month, count in store.rows(_CLOSED_TWICE):
        yield Pending(
            rule="JZ-01",
            key=f"重复结账 {month}",
            what=f"{chinese_date(month)}结了 {count} 次账，应收重复，请“重新打开”一次",
            why="两台电脑各结了一次",
        )


def _closing(store: Store, today: str) -> Iterator[Pending]:
    still = Closing(store, lambda: today).open_months()
    if still:
        months = chinese_date(still[0]) + (f"至{chinese_date(still[-1])}" if len(still) > 1 else "")
        yield Pending(
            rule="JZ-01",
            key="结账",
            what=f"{months}的党费还没有结账",
            why=f"{len(still)} 个月没有结账" if len(still) > 1 else "",
            due_on=month_end(add_months(still[0], 1)),
        )


def _counting(store: Store, today: str) -> Iterator[Pending]:
    """The box is counted every three months while there is money in it."""
    fen = account_sums(store, today).get(CASH, 0)
    counts = load_counts(store)
    last = counts[-1].on_date if counts else ""
    begun = str(store.value("SELECT min(on_date) FROM voucher"))
    due = add_months(last or begun, 3)
    if fen > 0 and due <= add_months(today, 1):
        why = f"上次盘点是 {last}" if last else "还没有盘点过"
        yield Pending(
            rule="JZ-01", key="盘点", what=f"盘点党费现金，账面 {yuan(fen)} 元", why=why, due_on=due
        )


def month_end(month: str) -> str:
    """The last day of a month, ISO."""
    found = bounds(month)
    assert found is not None
    return found[1].isoformat()
