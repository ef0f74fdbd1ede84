"""A dues sheet taken over: what stands in the store afterwards, and how it is taken back."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from models.domain.errors import UserError
from models.services.desk import Desk
from models.services.dues_import import DuesDoor
from models.services.dues_plan import DuesChoices

SAMPLES = Path(__file__).parents[1] / "samples"
SHEET = SAMPLES / "dues-2026.xlsx"
TODAY = "2026-09-30"


@pytest.fixture
def desk(tmp_path: Path, password: str):
    made = Desk.create(tmp_path / "store", password, name="柳溪村党支部", today=lambda: TODAY)
    made.roster.commit_import(made.roster.plan_import(SAMPLES / "roster-standard.xlsx"))
    yield made
    made.close()


def door(desk: Desk) -> DuesDoor:
    return DuesDoor(desk.store, desk.rules, desk.today)


def person(desk: Desk, name: str) -> int:
    return desk.roster.find(name)[0].id


def net(desk: Desk) -> int:
    return int(desk.store.value("SELECT coalesce(sum(amount_fen), 0) FROM payment_line"))


def test_the_sample_is_taken_over_to_the_fen(desk: Desk):
    done = door(desk).commit(door(desk).plan(SHEET))
    assert (done.people, done.paid_fen, done.report["imported"]) == (38, 812_541, 38)
    assert net(desk) == 812_541
    assert desk.store.rows("SELECT DISTINCT method, received_on FROM payment") == [("期初", TODAY)]
    assert desk.store.value("SELECT count(*) FROM dues_standard") == 38
    waived = desk.store.rows(
        "SELECT kind, from_month, to_month, grounds, branch_on, superior_on, superior_paper FROM reduction"
    )
    assert len(waived) == 7
    assert ("免交", "2026-04", "2026-09", "免", "", "", "") in waived


def test_a_wrong_standard_is_kept_as_written_beside_the_rule(desk: Desk):
    door(desk).commit(door(desk).plan(SHEET))
    one = desk.dues.standards(person(desk, "何永福"))[0]
    assert (one.amount_fen, one.computed_fen, one.base_fen, one.kind) == (6_000, 3_000, 300_001, "工资")
    assert "按规定应为 30.00 元" in one.reason
    assert "第 31 行" in one.reason


def test_the_rule_is_taken_where_the_user_says_so(desk: Desk):
    plan = DuesDoor.choose(door(desk).plan(SHEET), DuesChoices(by_rule=frozenset({31})))
    door(desk).commit(plan)
    one = desk.dues.standards(person(desk, "何永福"))[0]
    assert (one.amount_fen, one.computed_fen) == (3_000, 3_000)
    assert "表中为 60.00 元，改按规定" in one.reason


def test_doubts_stay_with_the_member_until_they_are_answered(desk: Desk):
    door(desk).commit(door(desk).plan(SHEET))
    marks = desk.roster.marks(person(desk, "郝金贵"))
    assert [(m.field, m.code, m.before, m.after) for m in marks] == [
        ("2026年党费9月", "amount.word", "已交", "13.20")
    ]
    assert not desk.roster.marks(person(desk, "贾国华"))  # 免 without papers is found by the rules
    note = desk.store.value("SELECT note FROM payment WHERE person_id = ?", (person(desk, "郝金贵"),))
    assert note == "dues-2026.xlsx 第 24 行；9月写“已交”"


def test_taking_it_over_again_adds_nothing(desk: Desk):
    door(desk).commit(door(desk).plan(SHEET))
    before = desk.store.value("SELECT count(*) FROM journal")
    plan = door(desk).plan(SHEET)
    assert not plan.new
    assert len(plan.people) == 38
    assert door(desk).commit(plan).report["imported"] == 38
    assert desk.store.value("SELECT count(*) FROM journal") == before


def test_it_is_one_step_that_is_not_undone_but_taken_back(desk: Desk):
    door(desk).commit(door(desk).plan(SHEET))
    label = "导入党费表：2026年 38 人 8125.41 元（dues-2026.xlsx）"
    assert desk.undo_label == label
    with pytest.raises(UserError, match="不能撤销"):
        desk.undo()
    past = door(desk).past()
    assert [(one.title, one.receipts) for one in past] == [(label.removeprefix("导入党费表："), 31)]
    with pytest.raises(UserError, match="原因"):
        door(desk).take_back(past[0].txn, " ")
    back = door(desk).take_back(past[0].txn, "导错了文件")
    assert (back.reversed, back.kept) == (31, ())
    assert net(desk) == 0
    for table in ("dues_standard", "reduction", "mark WHERE code LIKE 'amount%'"):
        assert desk.store.value(f"SELECT count(*) FROM {table}") == 0
    assert desk.store.value("SELECT count(*) FROM payment") == 62
    assert door(desk).past()[0].live == 0
    with pytest.raises(UserError, match="都不在了"):
        door(desk).take_back(past[0].txn, "再来一次")
    assert door(desk).plan(SHEET).paid_fen == 812_541


def test_what_was_changed_since_stays_when_it_is_taken_back(desk: Desk):
    door(desk).commit(door(desk).plan(SHEET))
    hou, he = person(desk, "侯学军"), person(desk, "何永福")
    desk.dues.reverse(desk.dues.payments(hou)[0].id, "记错了")
    desk.dues.set_standard(he, "2026-01", "工资", 300_001, reason="核对后更正")
    back = door(desk).take_back(door(desk).past()[0].txn, "导错了文件")
    assert (back.reversed, back.kept) == (30, ("标准 1 条",))
    assert [one.amount_fen for one in desk.dues.standards(he)] == [3_000]
    assert net(desk) == 0


def test_a_reduction_on_record_speaks_before_the_sheet(desk: Desk):
    jia = person(desk, "贾国华")
    with desk.store.transaction("减免") as tx:
        values = {"person_id": jia, "kind": "免交", "from_month": "2026-01", "to_month": ""}
        tx.insert("reduction", values | {"branch_on": "2026-01-05", "superior_on": "2026-01-12"})
    plan = door(desk).plan(SHEET)
    assert not [entry for entry in plan.entries if entry.row == 10]
    door(desk).commit(plan)
    assert desk.store.value("SELECT count(*) FROM reduction WHERE person_id = ?", (jia,)) == 1


def test_without_a_year_nothing_is_taken_over(desk: Desk, tmp_path: Path):
    book = Workbook()
    page: Any = book.active
    page.append(["姓名", "类别", "月标准", "1月", "2月"])
    page.append(["龙凤琴", "农民", 0.5, 0.5, 0.5])
    book.save(tmp_path / "党费.xlsx")
    with pytest.raises(UserError, match="没有写明是哪一年"):
        door(desk).commit(door(desk).plan(tmp_path / "党费.xlsx"))
    done = door(desk).commit(door(desk).plan(tmp_path / "党费.xlsx", year=2026))
    assert (done.people, done.paid_fen) == (1, 100)


def test_months_already_closed_are_said(desk: Desk):
    with desk.store.transaction("结账") as tx:
        values = {"branch_id": desk.roster.branch_id(), "kind": "结账", "on_date": "2026-02-01"}
        tx.insert(
            "voucher", values | {"from_month": "2026-01", "to_month": "2026-01", "number": "记2026-0001"}
        )
    found = [e for e in door(desk).plan(SHEET).entries if e.problem.code == "month.closed"]
    assert {entry.problem.field for entry in found} == {"1月"}
    assert len(found) == 31


def test_money_that_was_given_since_is_not_taken_back_beneath_it(desk: Desk):
    """150 were paid for a month that is due 50 now; 100 of them were declared 自愿多交: that voucher goes first."""
    door(desk).commit(door(desk).plan(SHEET))
    hou = person(desk, "侯学军")
    desk.dues.set_standard(hou, "2026-01", "工资", 500_000, reason="核对后更正")
    given = desk.ledger.voluntary(hou, "2026-01", 10_000)
    number = desk.ledger.voucher(given).number
    with pytest.raises(UserError, match=f"{number}（侯学军）.*先在“账目”里冲销"):
        door(desk).take_back(door(desk).past()[0].txn, "导错了文件")
    assert net(desk) == 812_541
    desk.ledger.reverse(given, "记错了")
    assert door(desk).take_back(door(desk).past()[0].txn, "导错了文件").reversed == 31
    assert net(desk) == 0
