"""Damaged rosters come in whole: every problem said, none invented, nobody lost, all of it taken back by one undo."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from models.domain.errors import Cancelled, UserError
from models.domain.roster_cleaning import Verdict
from models.services.desk import Desk
from models.services.roster_import import ImportPlan
from models.services.roster_rows import RosterQuery
from tests.services.messy import make_sheet

SAMPLES = Path(__file__).parents[1] / "samples"
MUST = {
    "id.normalised", "id.truncated", "id.check_digit", "id.duplicate", "sex.conflict", "birth.conflict",
    "date.partial", "date.impossible", "phone.several", "row.shifted",
}  # fmt: skip
FREE = {"row.not_a_person", "code.normalised", "date.normalised", "name.normalised", "phone.normalised"}
HEADS = ["姓名", "性别", "身份证号", "入党日期", "转正日期", "人员类别", "手机号码"]
HOU = ["侯学军", "男", "510182196911109910", "2014-04-10", "2015-04-10", "正式党员", "17700712985"]


@pytest.fixture
def desk(tmp_path: Path, password: str):
    made = Desk.create(tmp_path / "store", password, name="柳溪村党支部", today=lambda: "2026-09-30")
    yield made
    made.close()


def sheet(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    book = Workbook()
    page = book.active
    assert page is not None
    for number, row in enumerate(rows, 1):
        for column, cell in enumerate(row, 1):
            if cell != "":
                page.cell(number, column).value = cell
                if isinstance(cell, str):
                    page.cell(number, column).data_type = "s"
    book.save(path)
    return path


def plan(desk: Desk, tmp_path: Path, *rows: Sequence[Any], heads: Sequence[str] = HEADS) -> ImportPlan:
    return desk.roster.plan_import(sheet(tmp_path / "名册.xlsx", [heads, *rows]))


def changed(column: str, value: Any, base: Sequence[Any] = HOU) -> list[Any]:
    row = list(base)
    row[HEADS.index(column)] = value
    return row


def codes(found: ImportPlan, row: int | None = None) -> list[str]:
    return [e.problem.code for e in found.entries if row is None or e.row == row]


def test_the_messy_sample_gives_exactly_its_truth(desk: Desk):
    truth = json.loads((SAMPLES / "roster-messy.truth.json").read_text(encoding="utf-8"))
    found = desk.roster.plan_import(SAMPLES / "roster-messy.xlsx")
    said = {(e.row, e.problem.code) for e in found.entries}
    wanted = {(p["row"], code) for p in truth["people"] for code in p["problems"]}
    assert {pair for pair in said if pair[1] in MUST} == wanted
    assert {code for _, code in said} <= MUST | FREE
    assert any("说明" in note for note in found.notes)


def test_the_messy_sample_is_stored_as_the_truth_says_where_nothing_was_doubtful(desk: Desk):
    truth = json.loads((SAMPLES / "roster-messy.truth.json").read_text(encoding="utf-8"))
    result = desk.roster.commit_import(desk.roster.plan_import(SAMPLES / "roster-messy.xlsx"))
    assert result.imported == 38
    people = {p.name: p for p in desk.roster.members("2026-09-30")}
    for row in truth["people"]:
        if row["problems"] not in ([], ["id.normalised"]):
            continue
        person, right = people[row["truth"]["姓名"]], row["truth"]
        assert (person.id_number, person.sex, person.ethnicity, person.education) == (
            right["公民身份号码"], right["性别"], right["民族"], right["学历"]
        )  # fmt: skip
        assert (person.joined_on, person.confirmed_on, person.category, person.phone, person.birth_date) == (
            right["入党日期"], right["转正日期"], right["人员类别"], right["手机号码"], right["出生日期"]
        )  # fmt: skip
    assert people["戴淑芬"].id_number == ""
    assert [m.before for m in desk.roster.marks(people["戴淑芬"].id) if m.code == "id.truncated"] == [
        "510182198701199000"
    ]
    assert people["戴淑芬"].is_mobile  # 备注：流动


def test_the_standard_sample_comes_in_without_a_word(desk: Desk):
    found = desk.roster.plan_import(SAMPLES / "roster-standard.xlsx")
    assert len(found.people) == 38
    assert [e for e in found.entries if e.problem.code != "code.normalised"] == []
    desk.roster.commit_import(found)
    first = desk.roster.find("侯学军")[0]
    assert (first.degree, first.post, first.household) == ("学士", "公务员", "青石镇柳溪村7组")


def test_the_report_has_the_agreed_form(desk: Desk):
    report = desk.roster.commit_import(desk.roster.plan_import(SAMPLES / "roster-messy.xlsx")).report
    assert set(report) == {"imported", "repaired", "doubtful", "refused"}
    assert report["imported"] == 38
    for name in ("repaired", "doubtful", "refused"):
        assert all(set(e) == {"row", "field", "problem", "before", "after"} for e in report[name])
    assert {"row": 47, "problem": "id.duplicate"}.items() <= report["refused"][0].items()
    json.dumps(report, ensure_ascii=False)


@pytest.mark.parametrize("seed", range(25))
def test_unseen_sheets_with_other_columns_orders_and_damages(desk: Desk, tmp_path: Path, seed: int):
    path = tmp_path / f"{seed}.xlsx"
    people = make_sheet(path, seed, people=30)
    found = desk.roster.plan_import(path)
    said = {(e.row, e.problem.code) for e in found.entries}
    assert {pair for pair in said if pair[1] in MUST} == {
        (p.row, code) for p in people for code in p.problems
    }
    assert {code for _, code in said} <= MUST | FREE
    stored = {p.row: p.values for p in found.people}
    assert len(stored) == 30
    for person in people:
        if person.problems <= {"row.shifted", "id.normalised", "phone.several"}:
            for name, right in person.values.items():
                if name in stored[person.row] and (name != "phone" or "phone.several" not in person.problems):
                    assert stored[person.row][name] == right, (person.row, name)


def test_undo_takes_the_whole_import_back_and_redo_brings_it_again(desk: Desk):
    desk.roster.commit_import(desk.roster.plan_import(SAMPLES / "roster-messy.xlsx"))
    assert "导入名册：38 人" in (desk.undo_label or "")
    desk.undo()
    assert desk.roster.keys(RosterQuery(scope="all")) == []
    assert desk.roster.marks(open_only=False) == []
    desk.redo()
    assert len(desk.roster.keys(RosterQuery())) == 38
    desk.store.verify_chain()


def test_the_same_file_twice_brings_nobody_twice(desk: Desk):
    desk.roster.commit_import(desk.roster.plan_import(SAMPLES / "roster-messy.xlsx"))
    again = desk.roster.plan_import(SAMPLES / "roster-messy.xlsx")
    assert again.people == ()
    assert codes(again).count("id.duplicate") == 39
    assert desk.roster.commit_import(again).imported == 0


def test_a_plan_writes_nothing(desk: Desk):
    head = desk.store.head
    desk.roster.plan_import(SAMPLES / "roster-messy.xlsx")
    assert desk.store.head == head


def test_id_numbers_in_every_state(desk: Desk, tmp_path: Path):
    rows = [
        changed("身份证号", "43082119490702996x"),
        changed("身份证号", 510182196911109910),
        changed("身份证号", "5.10182E+17"),
        changed("身份证号", "510182196911109911"),
        changed("身份证号", "510182691110991"),
        changed("身份证号", "无"),
    ]
    for index, row in enumerate(rows):
        row[0] = f"王小{'一二三四五六'[index]}"
        row[6] = f"1390000000{index}"
    found = plan(desk, tmp_path, *rows)
    assert [p.values["id_number"] for p in found.people] == [
        "43082119490702996X", "", "", "510182196911109911", "510182691110991", ""
    ]  # fmt: skip
    assert [codes(found, n) for n in range(3, 8)] == [
        ["id.truncated"], ["id.truncated"], ["id.check_digit"], ["id.length"], []
    ]  # fmt: skip
    assert "id.normalised" in codes(found, 2)


def test_sex_and_birth_against_the_id_are_both_kept(desk: Desk, tmp_path: Path):
    heads = [*HEADS, "出生日期"]
    found = plan(desk, tmp_path, [*changed("性别", "女"), "1969-11-01"], heads=heads)
    assert codes(found) == ["sex.conflict", "birth.conflict"]
    assert (found.people[0].values["sex"], found.people[0].values["birth_date"]) == ("女", "1969-11-01")


def test_a_missing_birth_date_is_read_from_a_valid_number_and_never_from_a_wrong_one(
    desk: Desk, tmp_path: Path
):
    other = changed("身份证号", "510182197302049903", ["吕小红", *HOU[1:6], "18987029997"])
    found = plan(desk, tmp_path, HOU, other)
    assert found.people[0].values["birth_date"] == "1969-11-10"
    assert "birth_date" not in found.people[1].values
    assert found.derived == 1


def test_month_only_birth_columns_are_not_called_partial_but_a_lone_month_is(desk: Desk, tmp_path: Path):
    years = plan(desk, tmp_path, [*HOU, "1969.11"], heads=[*HEADS, "出生年月"])
    assert codes(years) == []
    assert years.people[0].values["birth_date"] == "1969-11"
    days = plan(desk, tmp_path, [*HOU, "1969.11"], heads=[*HEADS, "出生日期"])
    assert codes(days) == ["date.partial"]


def test_two_digit_years_fall_into_the_century_that_fits(desk: Desk, tmp_path: Path):
    rows = [
        changed("入党日期", "20.4.30", changed("身份证号", "341225198209109933")),
        changed("入党日期", "71.7.10", ["许小红", "女", "430821194512209929", *HOU[3:6], "13010401668"]),
    ]
    found = plan(desk, tmp_path, *rows)
    assert [p.values["joined_on"] for p in found.people] == ["2020-04-30", "1971-07-10"]


def test_impossible_and_far_future_dates_are_marked_and_not_stored(desk: Desk, tmp_path: Path):
    other = ["吕小红", "女", "510182197302049902", "2199-01-01", "2018-11-25", "正式", "18987029997"]
    found = plan(desk, tmp_path, changed("入党日期", "2014-02-30"), other)
    assert [p.values["joined_on"] for p in found.people] == ["", ""]
    assert codes(found, 2) == ["date.impossible"]
    assert "date.impossible" in codes(found, 3)


def test_several_phones_stay_as_written(desk: Desk, tmp_path: Path):
    found = plan(desk, tmp_path, changed("手机号码", "17700712985/0735-7221234"))
    assert codes(found) == ["phone.several"]
    assert found.people[0].values["phone"] == "17700712985/0735-7221234"


def test_a_row_that_slipped_is_put_back_and_said(desk: Desk, tmp_path: Path):
    right = [HOU[0], "", *HOU[1:]]
    left = ["吕小红", *["510182197302049902", "2017-11-25", "2018-11-25", "正式党员", "18987029997"]]
    found = plan(desk, tmp_path, right, left)
    assert codes(found) == ["row.shifted", "row.shifted"]
    first, second = (p.values for p in found.people)
    assert [first[k] for k in ("sex", "id_number", "phone")] == ["男", HOU[2], HOU[6]]
    assert [second[k] for k in ("sex", "id_number", "joined_on")] == [
        "女",
        "510182197302049902",
        "2017-11-25",
    ]


def test_totals_signatures_heads_and_nameless_rows_are_no_people(desk: Desk, tmp_path: Path):
    found = plan(
        desk,
        tmp_path,
        HOU,
        HEADS,
        ["合计", "", "1人"],
        ["书记签名："],
        ["第一党小组"],
        ["", *HOU[1:]],
        ["注：以上属实"],
    )
    assert len(found.people) == 1
    assert codes(found) == ["row.not_a_person"] * 6
    assert "没有姓名" in found.entries[4].problem.message


def test_a_second_row_of_the_same_person_is_refused_even_when_the_first_number_is_ruined(
    desk: Desk, tmp_path: Path
):
    ruined = changed("身份证号", 510182196911109000)
    found = plan(desk, tmp_path, ruined, HOU)
    assert len(found.people) == 1
    assert codes(found, 3) == ["id.duplicate"]
    assert "第 2 行" in found.entries[-1].problem.message


def test_two_people_with_one_number_are_both_kept_and_the_number_only_once(desk: Desk, tmp_path: Path):
    found = plan(desk, tmp_path, HOU, ["吕小红", *HOU[1:6], "18987029997"])
    assert [p.values["id_number"] for p in found.people] == [HOU[2], ""]
    assert [(e.problem.code, e.problem.verdict) for e in found.entries] == [
        ("id.duplicate", Verdict.DOUBTFUL)
    ]
    assert desk.roster.commit_import(found).imported == 2


def test_namesakes_with_different_numbers_are_two_people(desk: Desk, tmp_path: Path):
    found = plan(desk, tmp_path, HOU, changed("身份证号", "341225198209109933"))
    assert len(found.people) == 2


def test_formulas_tags_and_control_characters_stay_plain_text(desk: Desk, tmp_path: Path):
    heads = [*HEADS, "备注", "家庭住址"]
    found = plan(desk, tmp_path, [*HOU, "=1+2", "<b>柳溪村</b>\u200b 3组"], heads=heads)
    values = found.people[0].values
    assert (values["remark"], values["address"]) == ("=1+2", "<b>柳溪村</b> 3组")


@pytest.mark.parametrize(
    "odd", ["=侯学军", "<b>侯学军</b>", "@SUM(1+1)侯学军", '=HYPERLINK("http://x","侯学军")']
)
def test_a_name_with_a_formula_or_a_tag_comes_in_as_written_and_marked(desk: Desk, tmp_path: Path, odd: str):
    found = plan(desk, tmp_path, changed("姓名", odd))
    assert [p.values["name"] for p in found.people] == [odd]
    said = [(e.row, e.problem.field, e.problem.code, e.problem.verdict) for e in found.entries]
    assert said == [(2, "name", "name.normalised", Verdict.DOUBTFUL)]
    assert desk.roster.commit_import(found).imported == 1
    assert [m.before for m in desk.roster.marks() if m.field == "name"] == [odd]


@pytest.mark.parametrize("rare", ["王\U000323a0", "王\ue863", "易𬭎", "𠮷田"])
def test_rare_names_survive_also_those_newer_than_the_tables(desk: Desk, tmp_path: Path, rare: str):
    found = plan(desk, tmp_path, [rare, *HOU[1:]])
    assert [p.values["name"] for p in found.people] == [rare]


def test_a_roster_without_categories_says_what_it_assumed(desk: Desk, tmp_path: Path):
    heads = ["姓名", "入党时间", "转正时间"]
    found = plan(
        desk, tmp_path, ["王一", "2014-04-10", "2015-04-10"], ["王二", "2026-04-10", ""], heads=heads
    )
    assert [p.values["category"] for p in found.people] == ["正式党员", "预备党员"]
    assert codes(found) == ["category.assumed"]


def test_another_sheet_and_another_meaning_of_a_column_can_be_chosen(desk: Desk, tmp_path: Path):
    path = sheet(tmp_path / "两张.xlsx", [["姓名", "代号"], ["王一", "13900000001"]])
    first = desk.roster.plan_import(path)
    assert [c.field for c in first.columns] == ["name", ""]
    again = desk.roster.plan_import(path, mapping={0: "name", 1: "phone"})
    assert again.people[0].values["phone"] == "13900000001"
    with pytest.raises(UserError, match="姓名"):
        desk.roster.plan_import(path, mapping={1: "phone"})


def test_no_column_of_names_is_said_in_words(desk: Desk, tmp_path: Path):
    with pytest.raises(UserError, match="没有找到“姓名”"):
        desk.roster.plan_import(sheet(tmp_path / "x.xlsx", [["单位", "金额"], ["甲", 1]]))
    with pytest.raises(UserError, match="没有找到“姓名”"):
        desk.roster.plan_import(sheet(tmp_path / "空.xlsx", []))


def test_cancelling_leaves_nothing_behind(desk: Desk):
    with pytest.raises(Cancelled):
        desk.roster.plan_import(SAMPLES / "roster-messy.xlsx", None, lambda: True)
    assert desk.undo_label != "导入名册"
