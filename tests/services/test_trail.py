"""From a figure to its postings: the journal, an account with its running balance, a member month by month; C5's sums."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.services.desk import Desk
from models.services.ledger import VoucherDraft
from tests.services.test_ledger import PASSWORD, TODAY, member, pay


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk.create(tmp_path / "store", PASSWORD, name="槐树村党支部", today=lambda: TODAY)
    yield made
    made.close()


def _on(day: str) -> VoucherDraft:
    return VoucherDraft(on_date=day, handled_by="周会计")


def test_the_journal_has_receipts_and_vouchers_by_day(desk: Desk) -> None:
    person = member(desk)
    payment = pay(desk, person, 8000, received_by="周会计")
    desk.ledger.voluntary(person, "2026-01", 3000, draft=_on("2026-02-02"))
    desk.ledger.remit(8000, ("2026-01", "2026-03"), draft=_on("2026-03-31"))
    desk.ledger.reverse(desk.ledger.interest(12), "记错了")
    entries = desk.trail.journal()
    assert [(one.number, one.kind, one.amount_fen) for one in entries] == [
        ("2026-0001", "收款", 8000),
        ("记2026-0001", "自愿多交", 3000),
        ("记2026-0002", "上缴", 8000),
        ("记2026-0003", "利息", 12),
        ("记2026-0004", "冲销利息", -12),
    ]
    receipt = entries[0]
    assert (receipt.payment_id, receipt.by, receipt.summary) == (payment, "周会计", "侯学军2026年1月党费")
    assert [one.moved_fen("现金") for one in entries] == [8000, 0, -8000, 0, 0]
    assert [one.is_reversed for one in entries] == [False, False, False, True, True]
    assert [one.number for one in desk.trail.journal("2026-03-01", "2026-03-31")] == ["记2026-0002"]
    assert len(desk.trail.journal(person_id=person)) == 2


def test_an_account_runs_on_from_what_was_before(desk: Desk) -> None:
    person = member(desk)
    pay(desk, person, 5000)
    desk.ledger.remit(4000, ("2026-01", "2026-01"), draft=_on("2026-03-31"))
    desk.ledger.allot(300, draft=_on("2026-04-01"))
    brought, only = desk.trail.account("现金", "2026-04-01", "2026-04-30")
    assert (brought.summary, brought.balance_fen) == ("上期结转", 1000)
    assert (only.debit_fen, only.credit_fen, only.balance_fen) == (300, 0, 1300)
    remitted = desk.trail.account("现金", last="2026-03-31")[-1]
    assert (remitted.credit_fen, remitted.balance_fen) == (4000, 1000)
    assert desk.trail.account("现金")[-1].balance_fen == desk.balances.balances().cash_fen


def test_a_month_of_a_member_leads_to_its_entries(desk: Desk) -> None:
    person, other = member(desk), member(desk, "陶玉兰")
    for one in (person, other):
        pay(desk, one, 8000)
    desk.closing.close("2026-01")
    desk.ledger.shift(person, "2026-01", {"2026-02": 3000})
    lines = desk.trail.person(person, "2026-01")
    assert [(line.kind, line.fen) for line in lines] == [("收款", -8000), ("结账", 5000), ("抵交", 3000)]
    assert lines[-1].balance_fen == 0 and {line.name for line in lines} == {"侯学军"}
    assert [line.month for line in desk.trail.person(person)].count("2026-02") == 1
    assert all(bool(line.payment_id) != bool(line.voucher_id) for line in lines)


def test_balances_as_of_a_day(desk: Desk) -> None:
    person, idle = member(desk), member(desk, "陶玉兰", 2000)
    pay(desk, person, 8000)
    pay(desk, person, 5000, "2026-12")
    desk.closing.close("2026-01")
    found = desk.balances.balances("2026-03-31")
    assert (found.cash_fen, found.received_fen) == (13_000, 13_000)
    assert (found.due_fen, found.owed_fen, found.over_fen) == (3 * 7000, 2 * 7000 + 2000, 3000)
    assert found.advance_fen == 5000
    assert desk.balances.balances("2026-01-31").cash_fen == 0
    assert idle and sum(found.accounts.values()) == 0


def test_what_a_quarter_brought_and_must_hand_up(desk: Desk) -> None:
    paid, part, free = member(desk), member(desk, "陶玉兰", 2000), member(desk, "白雪梅", 0)
    assert free
    pay(desk, paid, 700, "2025-12")
    for month in ("2026-01", "2026-02", "2026-03"):
        pay(desk, paid, 5000, month)
    pay(desk, paid, 1000, "2026-01", over="自愿多交")
    pay(desk, part, 2000)
    found = desk.balances.remittance("2026-01", "2026-03")
    assert (found.people_due, found.people_paid, found.people_exempt) == (2, 1, 1)
    assert (found.unpaid, found.due_fen, found.paid_fen) == (("陶玉兰",), 21_000, 18_000)
    assert (found.more_fen, found.back_fen, found.collected_fen) == (1000, 700, 18_700)
    assert found.to_remit_fen == 18_700
    desk.ledger.remit(10_000, ("2026-01", "2026-03"))
    assert desk.balances.remittance("2026-01", "2026-03").to_remit_fen == 8700
    desk.settings.set("dues.remit_percent", "50")
    again = desk.balances.remittance("2026-01", "2026-03")
    assert (again.percent, again.to_remit_fen, again.remitted_year_fen) == (50, -650, 10_000)
