"""The papers of the dues ledger say what the books say, for a month, a quarter and a year."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from exporters.registry import form
from exporters.templates import dues_fields
from models.domain.binder import DUES
from models.domain.dues_charts import by_month
from models.domain.dues_items import pack
from models.domain.dues_report import LedgerFacts, Period, cycle, period
from models.domain.errors import UserError
from models.domain.money import yuan
from models.services import binders
from models.services.desk import Desk
from models.services.ledger import VoucherDraft
from models.services.receipts import PaymentDraft
from models.services.settings import PUBLISH_AMOUNTS, Settings
from tests.ready import sample_desk


@pytest.mark.parametrize(
    ("words", "first", "last", "said"),
    [
        ("2026", "2026-01", "2026-12", "2026年"),
        ("2026年", "2026-01", "2026-12", "2026年"),
        ("2026-Q3", "2026-07", "2026-09", "2026年第三季度"),
        ("2026q1", "2026-01", "2026-03", "2026年第一季度"),
        ("2026年第二季度", "2026-04", "2026-06", "2026年第二季度"),
        ("2026年上半年", "2026-01", "2026-06", "2026年上半年"),
        ("2026-09", "2026-09", "2026-09", "2026年9月"),
        ("2026年9月", "2026-09", "2026-09", "2026年9月"),
        ("2026-05..08", "2026-05", "2026-08", "2026年5月至8月"),
        ("2025-11..2026-02", "2025-11", "2026-02", "2025年11月至2026年2月"),
    ],
)
def test_a_period_is_read_and_said(words: str, first: str, last: str, said: str) -> None:
    assert period(words) == Period(first, last)
    assert period(words).words == said
    assert period(said) == Period(first, last)


@pytest.mark.parametrize("words", ["", "26", "2026-13", "2026-00", "2026-Q5", "2026-08..05", "去年"])
def test_what_is_no_period_is_said(words: str) -> None:
    with pytest.raises(UserError):
        period(words)


@pytest.mark.parametrize(
    ("every", "said"),
    [("月", "2026年9月"), ("季", "2026年第三季度"), ("半年", "2026年下半年"), ("年", "2026年")],
)
def test_the_cycle_of_the_branch_gives_the_period(every: str, said: str) -> None:
    assert cycle(every, "2026-09").words == said


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = sample_desk(tmp_path / "desk")
    yield opened
    opened.close()


def facts(desk: Desk, ref: str, as_of: str | None = None) -> LedgerFacts:
    found = desk.facts("dues", ref, as_of)
    assert isinstance(found, LedgerFacts)
    return found


def test_detail_remittance_and_journal_agree_with_the_ledger(desk: Desk) -> None:
    quarter = facts(desk, "2026-Q3")
    sheet = desk.balances.remittance("2026-07", "2026-09")
    assert sum(one.paid_fen for one in quarter.lines) == sheet.paid_fen
    assert sum(one.due_fen for one in quarter.lines) == sheet.due_fen
    assert [one.name for one in quarter.owing] == list(sheet.unpaid)
    assert (quarter.collected_fen, quarter.back_fen) == (sheet.collected_fen, sheet.back_fen)
    assert quarter.to_remit_fen == sheet.to_remit_fen
    year = facts(desk, "2026")
    held = desk.balances.balances(with_dues=False)
    assert year.book[-1].left_fen == year.income.left_fen == held.cash_fen + held.transfer_fen
    assert year.income.brought_fen + year.income.in_fen - year.income.out_fen == year.income.left_fen
    assert sum(one.received_fen for one in year.months) == year.income.dues_fen


def test_the_journal_of_a_later_period_begins_with_what_was_there(desk: Desk) -> None:
    quarter, year = facts(desk, "2026-Q3"), facts(desk, "2026")
    brought = quarter.book[0]
    assert (brought.summary, brought.number) == ("上期结转", "")
    last_before = [line for line in year.book if line.on_date < "2026-07-01"][-1]
    assert brought.left_fen == last_before.left_fen == quarter.income.brought_fen
    assert quarter.book[-1].left_fen == quarter.income.left_fen


def test_a_reversal_stands_in_minus_in_its_own_column(desk: Desk) -> None:
    made = desk.ledger.interest(123, draft=VoucherDraft(handled_by="何永福"))
    desk.ledger.reverse(made, "记错了", "何永福")
    first, second = facts(desk, "2026").book[-2:]
    assert (first.in_fen, first.out_fen) == (123, 0)
    assert (second.in_fen, second.out_fen) == (-123, 0)
    assert "记错了" in second.summary
    assert facts(desk, "2026").income.interest_fen == 0


def test_late_money_and_what_is_still_owed_stand_in_the_register(desk: Desk) -> None:
    before = facts(desk, "2026")
    owing = next(one for one in before.late if not one.paid_on)
    person = desk.person(owing.name)
    first = owing.months[0]
    desk.dues.record_many(
        [
            PaymentDraft(
                person_id=person.id,
                months=(first,),
                received_on=desk.today(),
                handed_by="王大姐",
                method="代交",
            )
        ]
    )
    after = facts(desk, "2026")
    late = next(one for one in after.late if one.paid_on == desk.today())
    assert (late.name, late.months) == (owing.name, (first,))
    assert any(one.handed_by == "王大姐" and one.name == owing.name for one in after.handed)
    still = next(one for one in after.late if one.name == owing.name and not one.paid_on)
    assert first not in still.months


def test_a_period_that_is_still_to_come_is_refused(desk: Desk) -> None:
    with pytest.raises(UserError, match="还没有到"):
        desk.facts("dues", "2031")


def test_the_running_period_is_the_branchs_cycle(desk: Desk) -> None:
    assert facts(desk, "").period == cycle("季", desk.today()[:7])


def test_the_report_proposes_no_amount_before_a_voucher_stands(desk: Desk) -> None:
    values = form("C5").spec.prepare(facts(desk, "2026-Q3"))
    assert values["sent"] == values["capitals"] == ""
    desk.ledger.remit(
        desk.ledger.held("现金"),
        ("2026-07", "2026-09"),
        "现金",
        draft=VoucherDraft(handled_by="何永福", paper="0071"),
    )
    said = form("C5").spec.prepare(facts(desk, "2026-Q3"))
    assert said["paper"] == "0071" and str(said["capitals"]).startswith("贰仟")


def test_amounts_of_members_are_public_only_where_the_branch_wants_it(desk: Desk) -> None:
    sheet = form("C6").spec
    shown = sheet.prepare(facts(desk, "2026-Q3"))
    assert shown["with_amounts"] and not shown["with_names"]
    Settings(desk.store).set(PUBLISH_AMOUNTS, "否")
    hidden = sheet.prepare(facts(desk, "2026-Q3"))
    assert not hidden["with_amounts"] and hidden["with_names"]
    assert {tuple(one) for one in hidden["lines"]} == {("name", "said")}
    assert {one["said"] for one in hidden["lines"]} == {"按规定交纳", "尚未交清"}


def test_every_month_says_what_was_due_and_what_came(desk: Desk) -> None:
    year = facts(desk, "2026")
    assert [one.month for one in year.months] == [f"2026-{month:02d}" for month in range(1, 13)]
    assert sum(one.due_fen for one in year.months) == sum(one.due_fen for one in year.lines)
    assert sum(one.paid_fen for one in year.months) == sum(one.paid_fen for one in year.lines)
    assert sum(one.owed_fen for one in year.months) == sum(one.owed_fen for one in year.lines)
    owed, moved = by_month(year.months)
    assert owed.sides == ("应交", "实交") and len(owed.lines) == len(moved.lines) == 12
    assert by_month(()) == ()


def test_wages_stand_in_columns_of_their_own_and_what_is_too_many_together() -> None:
    sheet = form("C3.2")
    assert isinstance(sheet.example, LedgerFacts)
    one = next(line for line in sheet.example.lines if line.items)
    items = [(f"津贴{n}", 100 * n) for n in range(1, 8)] + [("个人所得税", -50)]
    changed = replace(one, items=pack(items), base_fen=2750)
    (group,) = sheet.spec.prepare(replace(sheet.example, lines=(changed,)))["groups"]
    assert [group[f"a{place}"] for place in range(5)] == ["津贴1", "津贴2", "津贴3", "津贴4", "其他"]
    (line,) = group["lines"]
    assert (line["i0"], line["i4"], line["d0"]) == ("1.00", "18.00", "0.50")
    assert sheet.spec.prepare(replace(sheet.example, lines=()))["groups"] == []


def test_the_years_binder_holds_the_books_of_the_year(desk: Desk) -> None:
    sheets = binders.plan(desk, binders.year_of(desk, 2026)).sheets
    listed = [sheet for sheet in sheets if sheet.section == DUES]
    assert [sheet.form_id for sheet in listed][:2] == ["C2", "C9"] and listed[-1].form_id == "C8.4"
    reports = [sheet for sheet in listed if sheet.form_id == "C5"]
    assert reports and all(sheet.title.endswith("党费上缴报告单") for sheet in reports)
    for sheet in listed[1:]:
        assert isinstance(desk.facts("dues", sheet.ref, sheet.as_of), LedgerFacts)


def test_a_countys_own_template_may_ask_for_the_period_of_the_day(desk: Desk) -> None:
    filled = desk.templates.of_branch(day="2026-06-30")
    quarter = facts(desk, "2026-Q2", "2026-06-30")
    values = {one.name: str(one.get(filled)) for one in dues_fields.FIELDS}
    assert values["党费所属期"] == "2026年第二季度"
    assert values["党费未交清人数"] == str(len(quarter.owing))
    assert values["党费上缴额"] == yuan(quarter.remitted_fen)
    (listed,) = dues_fields.LISTS
    rows = listed.get(filled)
    assert [row["姓名"] for row in rows] == [one.name for one in quarter.lines]
    assert set(rows[0]) == {name for name, _ in listed.columns}
