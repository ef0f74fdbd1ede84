"""The dues sheet of the samples: every line as its truth says, every doubt said, and none invented."""

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from models.domain.errors import UserError
from models.domain.roster_cleaning import Verdict
from models.services.desk import Desk
from models.services.dues_import import DuesDoor
from models.services.dues_plan import DuesChoices, DuesPlan

SAMPLES = Path(__file__).parents[1] / "samples"
TODAY = "2026-09-30"


@pytest.fixture
def desk(tmp_path: Path, password: str):
    made = Desk.create(tmp_path / "store", password, name="柳溪村党支部", today=lambda: TODAY)
    made.roster.commit_import(made.roster.plan_import(SAMPLES / "roster-standard.xlsx"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    return json.loads((SAMPLES / "dues-2026.truth.json").read_text(encoding="utf-8"))


def planned(desk: Desk, path: Path = SAMPLES / "dues-2026.xlsx", **choices: Any) -> DuesPlan:
    plan = door(desk).plan(path)
    return DuesDoor.choose(plan, DuesChoices(**choices)) if choices else plan


def door(desk: Desk) -> DuesDoor:
    return DuesDoor(desk.store, desk.rules, desk.today)


def test_every_line_is_read_as_its_truth_says(desk: Desk, truth: dict[str, Any]):
    plan = planned(desk)
    assert plan.years == (2026,)
    by_row = {one.row: one for one in plan.people}
    lines = {int(row): told for row, told in truth.items() if row.isdigit()}
    assert set(by_row) == set(lines)
    for row, told in lines.items():
        one = by_row[row]
        assert desk.roster.get(one.person_id).id_number == told["公民身份号码"], row
        assert (one.kind, one.base_fen or None) == (told["kind"], told["base_fen"]), row
        assert [int(month[5:]) for month in one.paid] == told["paid_months"], row
        assert one.paid_fen == told["paid_fen"], row
        assert [s.rule_fen for s in one.standards] == [told["standard_fen"]], row


def test_every_doubt_is_said_and_none_is_invented(desk: Desk, truth: dict[str, Any]):
    plan = planned(desk)
    expected = {(int(row), code) for row, told in truth.items() if row.isdigit() for code in told["problems"]}
    total = truth["totals_row"]
    expected |= {(total["row"], code) for code in total["problems"]}
    assert {(e.row, e.problem.code) for e in plan.entries} == expected
    assert not plan.of(Verdict.REFUSED)
    right = next(e.problem for e in plan.entries if e.row == total["row"])
    assert (right.before, right.after) == ("8137.91", "8125.41")
    assert plan.paid_fen == total["right_fen"]


def test_a_wrong_standard_stays_as_written_until_the_user_takes_the_rule(desk: Desk):
    row = 31
    written = next(one for one in planned(desk).people if one.row == row)
    assert [(s.fen, s.rule_fen) for s in written.standards] == [(6000, 3000)]
    ruled = next(one for one in planned(desk, by_rule=frozenset({row})).people if one.row == row)
    assert [(s.fen, s.written) for s in ruled.standards] == [(3000, 6000)]


def test_the_report_counts_people_and_gives_rows_of_the_sheet(desk: Desk):
    report = planned(desk).report()
    assert report["imported"] == 38
    assert report["repaired"] == [
        {"row": 6, "field": "1月", "problem": "amount.text", "before": "0.50元", "after": "0.50"}
    ]
    assert {
        "row": 42,
        "field": "合计",
        "problem": "total.differs",
        "before": "8137.91",
        "after": "8125.41",
    } in (report["doubtful"])


def sheet(folder: Path, *rows: list[Any], head: list[Any] | None = None, name: str = "党费.xlsx") -> Path:
    book = Workbook()
    page: Any = book.active
    page.append(["2026年党费登记表"])
    page.append(head or ["姓名", "类别", "基数", "月标准", *[f"{m}月" for m in range(1, 13)], "合计"])
    for row in rows:
        page.append(row)
    book.save(folder / name)
    return folder / name


def farmer(name: str, *months: Any) -> list[Any]:
    return [name, "农民", "", 0.5, *months]


def codes(plan: DuesPlan) -> list[tuple[int, str]]:
    return [(entry.row, entry.problem.code) for entry in plan.entries]


def test_names_with_blanks_are_found_and_misspelt_ones_are_asked_about(desk: Desk, tmp_path: Path):
    path = sheet(tmp_path, farmer("龙 凤 琴", 0.5), farmer("杨凤芹", 0.5), farmer("赵不在", 0.5))
    plan = planned(desk, path)
    assert [one.name for one in plan.people] == ["龙凤琴"]
    assert codes(plan) == [(4, "person.unknown"), (5, "person.unknown")]
    assert [[c.name for c in one.candidates] for one in plan.asked] == [["杨凤琴"], []]
    meant = plan.asked[0].candidates[0].person_id
    assert [one.name for one in planned(desk, path, people={4: meant}).people] == ["龙凤琴", "杨凤琴"]


def test_of_two_with_one_name_nobody_is_taken_until_it_is_said_who(desk: Desk, tmp_path: Path):
    other = desk.roster.add(
        {"name": "龙凤琴", "category": "正式党员", "joined_on": "2001-07-01", "party_group": "第二党小组"}
    )
    path = sheet(tmp_path, farmer("龙凤琴", 0.5))
    plan = planned(desk, path)
    assert codes(plan) == [(3, "person.several")]
    assert {c.person_id for c in plan.asked[0].candidates} >= {other}
    assert [one.person_id for one in planned(desk, path, people={3: other}).people] == [other]
    told = sheet(
        tmp_path, ["龙凤琴", "第二党小组", 0.5, 0.5], head=["姓名", "党小组", "月标准", "1月"], name="组.xlsx"
    )
    mine = desk.roster.find("龙凤琴")
    desk.roster.update(next(p.id for p in mine if p.id != other), {"party_group": "第一党小组"})
    assert [one.person_id for one in planned(desk, told).people] == [other]


def test_who_is_no_member_or_left_long_ago_does_not_pay_here(desk: Desk, tmp_path: Path):
    desk.roster.add({"name": "陈积极", "category": "入党积极分子"})
    gone = desk.roster.add({"name": "陈走远", "category": "正式党员", "joined_on": "2001-07-01"})
    desk.roster.update(gone, {"left_on": "2020-03-01", "left_kind": "转出"})
    plan = planned(desk, sheet(tmp_path, farmer("陈积极", 0.5), farmer("陈走远", 0.5)))
    assert codes(plan) == [(3, "person.not_member"), (4, "person.left")]
    assert not plan.people


def test_months_before_joining_are_taken_as_written_and_said(desk: Desk, tmp_path: Path):
    plan = planned(desk, sheet(tmp_path, ["乔海涛", "学生", "", 0.2, 0.2, 0.2, 0.2, 0.2, 0.2]))
    assert [(e.problem.field, e.problem.code) for e in plan.entries] == [("1—3月", "month.outside")]
    assert plan.people[0].standards[0].from_month == "2026-04"
    assert plan.people[0].paid_fen == 100


def test_what_is_on_record_is_not_taken_twice(desk: Desk, tmp_path: Path):
    person = next(one for one in desk.roster.find("龙凤琴"))
    desk.dues.set_standard(person.id, "2026-01", "农民", None, 80)
    desk.dues.record(person.id, ["2026-01"], "2026-01-20", amounts={"2026-01": 50})
    desk.dues.record(person.id, ["2026-02"], "2026-02-20")
    plan = planned(desk, sheet(tmp_path, farmer("龙凤琴", 0.5, 0.5, 0.5)))
    one = plan.people[0]
    assert dict(one.paid) == {"2026-03": 50}
    assert not one.standards
    assert codes(plan) == [(3, "month.paid"), (3, "standard.kept")]
    assert plan.notes == ("有 1 个月的交费台账里已经有，数额相同，没有重复记入",)


def test_a_second_line_of_one_person_is_one_with_the_first_or_is_refused(desk: Desk, tmp_path: Path):
    again = farmer("龙凤琴", 0.5)
    other = ["龙凤琴", "农民", "", 0.8, "", "", "", "", "", "", 0.8, 0.8]
    plan = planned(desk, sheet(tmp_path, farmer("龙凤琴", 0.5, 0.5), again, other))
    assert codes(plan) == [(4, "id.duplicate")]
    assert dict(plan.people[0].paid) == {"2026-01": 50, "2026-02": 50, "2026-07": 80, "2026-08": 80}


def test_a_formula_without_a_result_is_not_taken_for_unpaid(desk: Desk, tmp_path: Path):
    plan = planned(desk, sheet(tmp_path, farmer("龙凤琴", "=D3", 0.5)))
    assert [(e.problem.field, e.problem.code) for e in plan.entries] == [("1月", "amount.unknown")]
    assert "保存一次" in plan.entries[0].problem.message


def test_more_decimals_than_fen_are_rounded_and_said(desk: Desk, tmp_path: Path):
    plan = planned(desk, sheet(tmp_path, ["何建国", "工资", 4286.57, 42.8657, 42.8657, 42.87]))
    assert dict(plan.people[0].paid) == {"2026-01": 4287, "2026-02": 4287}
    assert {entry.problem.code for entry in plan.entries} == {"amount.rounded"}


def test_a_sheet_rounded_to_jiao_is_judged_so(desk: Desk, tmp_path: Path):
    rows = [
        ["侯学军", "工资", 4286.57, 42.9, 42.9],
        ["曹海燕", "退休", 6321.5, 63.2, 63.2],
        ["徐红霞", "工资", 2640, 13.2, 13.2],
        ["郝金贵", "工资", 3333.33, 33.3, 33.3],
        ["吕学军", "工资", 3333.33, 66.7, 33.3],
    ]
    plan = planned(desk, sheet(tmp_path, *rows))
    assert plan.rounding == "角"
    assert codes(plan) == [(7, "standard.differs")]


def test_words_about_months_and_days_are_understood(desk: Desk, tmp_path: Path):
    plan = planned(
        desk,
        sheet(
            tmp_path,
            farmer("龙凤琴", "", "", "", "补交1-3月1.5元"),
            farmer("杨凤琴", "3月15日", 0.5, "到6月"),
            farmer("吕小红", "转出", "流入地交纳", "欠0.5"),
        ),
    )
    first, second, third = plan.people
    assert dict(first.paid) == {f"2026-0{m}": 50 for m in (1, 2, 3)}
    assert dict(second.paid) == {f"2026-0{m}": 50 for m in range(1, 7)}
    assert not third.paid
    assert [(w.kind, w.first, w.last) for w in third.waivers] == [("流入地交纳", 2, 2)]


def test_a_waiver_with_its_approval_is_no_doubt(desk: Desk, tmp_path: Path):
    head = ["姓名", "类别", "基数", "月标准", "1月", "2月", "备注"]
    row = farmer("龙凤琴", "免", "免", "经镇党委批准免交，青党〔2026〕3号")
    plan = planned(desk, sheet(tmp_path, row, head=head))
    assert not plan.entries
    assert plan.people[0].waivers[0].paper.endswith("青党〔2026〕3号")


def test_a_sheet_without_a_year_is_asked_about(desk: Desk, tmp_path: Path):
    book = Workbook()
    page: Any = book.active
    page.append(["姓名", "类别", "基数", "月标准", "1月", "2月"])
    page.append(farmer("龙凤琴", 0.5, 0.5))
    book.save(tmp_path / "党费.xlsx")
    plan = planned(desk, tmp_path / "党费.xlsx")
    assert [table.number for table in plan.without_year] == [0]
    assert not plan.people
    assert planned(desk, tmp_path / "党费.xlsx", years={0: 2025}).years == (2025,)


@pytest.mark.parametrize("name", ["roster-standard.xlsx", "stage-dates.xlsx"])
def test_another_table_is_refused(desk: Desk, name: str):
    with pytest.raises(UserError, match="没有找到党费表"):
        planned(desk, SAMPLES / name)
