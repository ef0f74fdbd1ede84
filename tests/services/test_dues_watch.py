"""What a year of dues asks to be done, and what the rules say of the books over all records."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.db.store import Store
from models.domain.dates import add_months
from models.domain.duty import Duty, Source
from models.domain.finding import Severity
from models.services.balances import BalanceSheet
from models.services.desk import Desk
from models.services.dues import PaymentDraft
from models.services.ledger import VoucherDraft
from models.services.ledger_rows import post
from models.services.settings import REMIT_CYCLE, TWO_PERSONS, YES, Settings
from tests.ready import sample_desk

TODAY = "2026-10-15"


@pytest.fixture
def clock() -> list[str]:
    return [TODAY]


@pytest.fixture
def sample(tmp_path: Path, clock: list[str]) -> Iterator[Desk]:
    """The invented year with its books."""
    desk = sample_desk(tmp_path / "sample", lambda: clock[0])
    yield desk
    desk.close()


def of_dues(desk: Desk) -> list[Duty]:
    return [duty for duty in desk.duties.entries() if duty.source is Source.DUES]


def due(desk: Desk, words: str) -> list[tuple[str, str]]:
    return [(duty.what, duty.due_on) for duty in of_dues(desk) if words in duty.what]


LENGTHS = {"月": 1, "季": 3, "半年": 6, "年": 12}


def rules(desk: Desk, *wanted: str) -> list[str]:
    return [f.message for f in desk.dues.findings() if f.rule in wanted]


@pytest.mark.parametrize(
    ("today", "word", "over"),
    [
        ("2026-10-15", "月", "2026-09"),
        ("2026-10-15", "季", "2026-09"),
        ("2026-09-30", "季", "2026-06"),
        ("2026-10-15", "半年", "2026-06"),
        ("2026-10-15", "年", "2025-12"),
        ("2026-01-01", "月", "2025-12"),
    ],
)
def test_a_period_is_over_when_its_last_month_is(store: Store, today: str, word: str, over: str) -> None:
    Settings(store).set(REMIT_CYCLE, word)
    running = BalanceSheet(store, lambda: today).remit_period()
    assert running == (running_first := add_months(over, 1), add_months(running_first, LENGTHS[word] - 1))


def test_the_sample_is_told_what_its_dues_ask_for(sample: Desk) -> None:
    assert [(duty.due_on, duty.subject) for duty in of_dues(sample)] == [
        ("2026-09-30", "戴淑芬"), ("2026-10-31", ""), ("2026-10-31", ""), ("2026-10-31", "赖晓燕"),
        ("2026-12-31", "文长根"), ("2026-12-31", "丁德明"),
    ]  # fmt: skip
    [(what, _)] = due(sample, "上缴")
    held = sample.balances.remittance("2026-01", "2026-09").to_remit_fen
    assert f"{held // 100}.{held % 100:02d} 元没有上缴" in what


def test_handing_up_and_closing_end_what_was_asked(sample: Desk) -> None:
    for money in ("现金", "转账"):
        paid = 0 if money == "转账" else 800_00 - 286_40  # what came from above stays
        october = sum(
            p.amount_fen
            for person in sample.roster.members(TODAY)
            for p in sample.dues.payments(person.id, 2026)
            if p.received_on == "2026-10-12" and (p.method == "转账") == (money == "转账")
        )
        sample.ledger.remit(sample.ledger.held(money) - paid - october, ("2026-07", "2026-09"), money)
    assert not due(sample, "上缴")
    sample.closing.close("2026-09")
    assert not due(sample, "结账")


def test_the_cycle_is_the_branchs_own(sample: Desk) -> None:
    sample.settings.set(REMIT_CYCLE, "半年")
    assert not due(sample, "上缴"), "the first half of the year was handed up"


def test_a_changed_standard_of_a_closed_month_is_a_difference_to_be_dealt_with(sample: Desk) -> None:
    person = sample.person("何建国")
    sample.dues.set_standard(person.id, "2026-08", "工资", 6_000_00, reason="补发工资")
    [(what, _)] = due(sample, "何建国")
    assert "2026年8月已结账" in what and "应补收" in what
    sample.closing.keep(person.id, "2026-08", "九月起执行")
    assert not due(sample, "何建国")


def test_overpaid_money_waits_for_a_word(sample: Desk) -> None:
    person = sample.person("何建国")
    sample.dues.record(person.id, ["2026-11"], TODAY, amounts={"2026-11": 50_00})
    over = sample.ledger.overpaid(person.id)[0]
    [(what, _)] = due(sample, "何建国")
    assert "2026年11月多交" in what
    sample.ledger.voluntary(person.id, "2026-11", over.fen)
    assert not due(sample, "何建国")


def test_the_box_is_counted_every_three_months(sample: Desk, clock: list[str]) -> None:
    assert not due(sample, "盘点")
    clock[0] = "2026-12-01"
    [(what, day)] = due(sample, "盘点")
    assert "账面 2430.95 元" in what and day == "2026-12-28"
    sample.ledger.count_cash(2430_95, "何永福", "余家栋")
    assert not due(sample, "盘点")


def test_the_year_is_published_and_fixed_anew(sample: Desk, clock: list[str]) -> None:
    assert not due(sample, "公布"), "the assembly of September did"
    [meeting] = [one for one in sample.meetings.list() if one.held_on == "2026-09-26"]
    with sample.store.transaction("改标题") as tx:
        item = tx.value(
            "SELECT id FROM agenda_item WHERE meeting_id = ? AND title LIKE '%党费%'", (meeting.id,)
        )
        tx.update("agenda_item", item, {"title": "学习", "content": "", "decision": ""})
    assert due(sample, "公布") == [("2026 年还没有公布党费收缴情况", "2026-12-31")]
    assert not due(sample, "核定")
    clock[0] = "2026-12-20"
    [(what, day)] = due(sample, "核定")
    assert what.startswith("核定 2027 年党费标准") and day == "2027-01-31"
    clock[0] = "2027-01-04"
    sample.dues.copy_standards(2027)
    assert not due(sample, "核定")


def test_what_a_receipt_says_of_the_money_is_judged_over_all_records(sample: Desk) -> None:
    assert not rules(sample, "DF-10", "DF-16", "DF-19", "DF-11")
    payment = sample.dues.payments(sample.person("何建国").id)[0]
    with sample.store.transaction("别处来的") as tx:
        tx.insert(
            "payment",
            {
                "person_id": sample.person("何建国").id, "received_on": TODAY, "method": "现金", "amount_fen": 100,
                "number": "2026-9001", "note": "书记垫付", "received_by": "何永福", "checked_by": "何永福",
            },
        )  # fmt: skip
    assert payment and ["垫付" in text for text in rules(sample, "DF-10")] == [True]
    assert "1 笔收款的收款人与复核人是同一人" in rules(sample, "DF-16")[0]
    sample.settings.set(TWO_PERSONS, YES)
    assert len(rules(sample, "DF-16")) == 1, "all others have two names"


def test_an_expense_and_a_reduction_lacking_a_step(sample: Desk) -> None:
    draft = VoucherDraft(on_date="2026-09-30", handled_by="何永福", checked_by="余家栋")
    sample.ledger.spend(50_00, "困难补助", "2026-09-04", draft=draft)
    [row] = sample.ledger.vouchers(kind="支出")[1:]
    assert not rules(sample, "DF-19")
    with sample.store.transaction("缺批复") as tx:
        reduction = tx.value("SELECT id FROM reduction")
        tx.update("reduction", reduction, {"superior_on": ""})
    [found] = [f for f in sample.dues.findings() if f.rule == "DF-11"]
    assert found.severity is Severity.ERROR and "上一级党委批准" in found.message
    assert row.stands and any("文长根" in duty.what and not duty.due_on for duty in of_dues(sample))


def test_several_months_of_one_receipt_are_no_change_of_standard(sample: Desk) -> None:
    person = sample.person("吕学军")
    draft = PaymentDraft(person_id=person.id, months=("2026-11", "2026-12"), received_on=TODAY)
    sample.dues.record_many([draft])
    assert not [text for text in rules(sample, "DF-01", "DF-03", "DF-06") if "吕学军" in text]
    with sample.store.transaction("转出") as tx:
        tx.update("person", person.id, {"left_on": "2026-10-20", "left_kind": "转出"})
    [text] = rules(sample, "DF-06")
    assert "2026年11月、2026年12月" in text


def test_a_month_closed_on_two_computers_is_told_and_opened_once(sample: Desk) -> None:
    [closed] = [one for one in sample.ledger.vouchers(kind="结账") if one.from_month == "2026-08"]
    with sample.store.transaction("合并") as tx:
        post(tx, closed)  # as the other computer closed it
    assert [what for what, _ in due(sample, "结了")] == ["2026年8月结了 2 次账，应收重复，请“重新打开”一次"]
    sample.closing.reopen("2026-08", "两台电脑各结了一次")
    assert not due(sample, "结了") and "2026-08" in sample.closing.closed()
    assert not sample.closing.differences()
