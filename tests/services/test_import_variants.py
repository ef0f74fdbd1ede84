"""Sheets of a generator which knows nothing of the import: every problem found by row and code, and none invented."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from models.domain.finding import Severity
from models.domain.records import Category
from models.services.desk import Desk
from models.services.roster_import import ImportPlan
from models.services.sheets import SheetGrid
from tests.services.sheet_factory import Factory
from tests.services.stage_factory import StageFactory, expected

SAMPLES = Path(__file__).parents[1] / "samples"
TODAY = "2026-09-30"
MUST = {
    "id.normalised", "id.truncated", "id.check_digit", "id.duplicate", "sex.conflict", "birth.conflict",
    "date.partial", "date.impossible", "phone.several", "row.shifted",
}  # fmt: skip
JUDGED = {"FZ-03", "FZ-08", "FZ-11", "FZ-14", "FZ-24", "FZ-33", "FZ-37"}
HEADS = [
    "序号",
    "姓名",
    "性别",
    "民族",
    "身份证号",
    "文化程度",
    "党员类别",
    "入党时间",
    "转正时间",
    "手机",
    "家庭住址",
    "备注",
]
FIELDS = [
    "name",
    "sex",
    "ethnicity",
    "id_number",
    "education",
    "category",
    "joined_on",
    "confirmed_on",
    "phone",
    "address",
]
HOU = [
    1,
    "侯学军",
    "男",
    "苗",
    "510182196911109910",
    "大学",
    "正式",
    "2014-04-10",
    "2015-04-10",
    17700712985,
    "青石镇柳溪村2组119号",
    "",
]
LONG = [
    2,
    "龙凤琴",
    "女",
    "汉族",
    "430821199101169945",
    "大专",
    "预备",
    "2025年10月8日",
    "",
    "13854521259",
    "青石镇柳溪村5组56号",
    "",
]
RIGHT = {
    "侯学军": ["侯学军", "男", "苗族", "510182196911109910", "大学", "正式党员", "2014-04-10", "2015-04-10", "17700712985", "青石镇柳溪村2组119号"],
    "龙凤琴": ["龙凤琴", "女", "汉族", "430821199101169945", "大专", "预备党员", "2025-10-08", "", "13854521259", "青石镇柳溪村5组56号"],
}  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Planning writes nothing: one empty branch serves every sheet."""
    folder = tmp_path_factory.mktemp("desk") / "store"
    made = Desk.create(folder, "春风化雨2026", name="柳溪村党支部", today=lambda: TODAY)
    yield made
    made.close()


def plan(desk: Desk, path: Path, *rows: Sequence[Any]) -> ImportPlan:
    book = Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(list(row))
    book.save(path)
    return desk.roster.plan_import(path)


def said(found: ImportPlan) -> set[tuple[int, str]]:
    return {(e.row, e.problem.code) for e in found.entries if e.problem.code in MUST}


@pytest.mark.parametrize("seed", range(24))
def test_a_roster_nobody_has_seen_is_reported_and_stored_as_its_truth(desk: Desk, tmp_path: Path, seed: int):
    made = Factory(seed, slips=0.15 if seed % 3 else 0.02).roster(tmp_path / "x.xlsx")
    found = desk.roster.plan_import(tmp_path / "x.xlsx")
    assert said(found) == made.expected
    stored = {person.row: person.values for person in found.people}
    assert set(stored) == {row.number for row in made.people if row.imported}
    people = {row.number for row in made.people}
    assert not [e for e in found.entries if e.problem.code == "row.not_a_person" and e.row in people]
    wrong = [
        (row.number, name, row.cells[name], stored[row.number].get(name, ""))
        for row in made.people
        if row.imported
        for name in made.columns
        if name in row.stored and str(stored[row.number].get(name, "")) != row.stored[name]
    ]
    assert wrong == []


@pytest.mark.parametrize("base", [HOU, LONG], ids=["full", "probationary"])
@pytest.mark.parametrize("at", range(11))
def test_a_blank_cell_pushed_in_anywhere_is_seen_and_taken_out(
    desk: Desk, tmp_path: Path, base: list[Any], at: int
):
    found = plan(desk, tmp_path / "x.xlsx", HEADS, [*base[:at], "", *base[at:]])
    assert said(found) == {(2, "row.shifted")}
    values = found.people[0].values
    assert [str(values.get(name, "")) for name in FIELDS] == RIGHT[base[1]]


@pytest.mark.parametrize("at", [0, 2, 3, 4, 5, 6, 8, 9])
def test_a_cell_left_out_leaves_only_its_own_column_empty(desk: Desk, tmp_path: Path, at: int):
    found = plan(desk, tmp_path / "x.xlsx", HEADS, [*HOU[:at], *HOU[at + 1 :], ""])
    assert said(found) == {(2, "row.shifted")}
    values = found.people[0].values
    right = dict(zip(FIELDS, RIGHT["侯学军"], strict=True))
    own = {
        2: "sex",
        3: "ethnicity",
        4: "id_number",
        5: "education",
        6: "category",
        8: "confirmed_on",
        9: "phone",
    }.get(at)
    differing = {name for name in FIELDS if str(values.get(name, "")) != right[name]}
    assert differing <= {own}
    assert "510182196911109910" not in [str(v) for k, v in values.items() if k != "id_number"]


def test_a_row_which_has_lost_its_name_is_refused_as_slipped(desk: Desk, tmp_path: Path):
    found = plan(desk, tmp_path / "x.xlsx", HEADS, [*HOU[:1], *HOU[2:], ""], LONG)
    assert [p.values["name"] for p in found.people] == ["龙凤琴"]
    assert said(found) == {(2, "row.shifted")}
    assert [(e.problem.verdict, e.row) for e in found.entries if e.row == 2] == [("refused", 2)]


@pytest.mark.parametrize(
    ("column", "cell"),
    [("手机", "无"), ("手机", "同上"), ("性别", "不详"), ("文化程度", "私塾"), ("转正时间", "未转正"), ("家庭住址", "县城"),
     ("备注", "男"), ("备注", "13800138000"), ("备注", "2026-05-01转入"), ("民族", "—"), ("序号", "一")],
)  # fmt: skip
def test_an_odd_cell_alone_is_no_slip(desk: Desk, tmp_path: Path, column: str, cell: str):
    row = list(HOU)
    row[HEADS.index(column)] = cell
    assert (2, "row.shifted") not in said(plan(desk, tmp_path / "x.xlsx", HEADS, row))


@pytest.mark.parametrize("name", ["其中华", "单位清", "计小明", "审美丽", "共建华", "时间", "总"])
def test_a_name_like_a_word_of_the_form_is_a_person_beside_an_id_number(
    desk: Desk, tmp_path: Path, name: str
):
    row = [*HOU]
    row[1] = name if len(name) > 1 else f"王{name}"
    assert [p.values["name"] for p in plan(desk, tmp_path / "x.xlsx", HEADS, row).people] == [row[1]]


@pytest.mark.parametrize(
    "line",
    [["小计", "", 12], ["", "合计", 38], ["", "三组"], ["第二党小组（12人）"], ["其中：女", 12, "少数民族", 3], ["", "共38人"],
     ["填表人：张建国", "", "审核人：李秀兰", "", "2026年9月30日"], ["书记签名：", "", "", "", "日期：     年   月   日"], ["", "一、正式党员"]],
)  # fmt: skip
def test_totals_signatures_and_headings_are_nobody(desk: Desk, tmp_path: Path, line: list[Any]):
    found = plan(desk, tmp_path / "x.xlsx", ["党员花名册"], HEADS, HOU, line, LONG)
    assert [p.row for p in found.people] == [3, 5]
    assert said(found) == set()


@pytest.mark.parametrize(
    "word", ["柳溪村", "柳溪村一组", "情况属实", "以下空白", "二〇二六年九月三十日", "村两委", "支部委员会"]
)
def test_a_lone_word_in_the_column_of_names_is_nobody(desk: Desk, tmp_path: Path, word: str):
    found = plan(desk, tmp_path / "x.xlsx", HEADS, HOU, ["", word], LONG)
    assert [p.row for p in found.people] == [2, 4]


@pytest.mark.parametrize("names", [("2025年", "2026年"), ("旧表", "名册"), ("2024年名册", "2025年名册")])
def test_of_two_rosters_the_newer_one_is_read(desk: Desk, tmp_path: Path, names: tuple[str, str]):
    book = Workbook()
    for name, rows in zip(names, ([HEADS, HOU, LONG], [HEADS, LONG]), strict=True):
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book.save(tmp_path / "x.xlsx")
    found = desk.roster.plan_import(tmp_path / "x.xlsx")
    assert found.sheet == names[1]
    assert any(names[0] in note for note in found.notes)


def test_a_person_above_a_repeated_head_is_not_taken_for_its_upper_row(desk: Desk, tmp_path: Path):
    heads = HEADS[:-1]
    rows = [
        HOU[:-1],
        [*LONG[:-1], "流动"],
        heads,
        [3, "曹海燕", "女", "汉", "430821194907029965", "小学", "正式", "1991-06-19"],
    ]
    found = plan(desk, tmp_path / "x.xlsx", heads, *rows)
    assert [p.row for p in found.people] == [2, 3, 5]


def test_numbers_that_differ_in_the_check_digit_alone_are_one_person(desk: Desk, tmp_path: Path):
    heads, again = HEADS[1:9], [*HOU[1:4], "510182196911109915", *HOU[5:9]]
    assert said(plan(desk, tmp_path / "x.xlsx", heads, HOU[1:9], again)) == {(3, "id.duplicate")}


def test_every_field_of_the_messy_sample_is_stored_as_its_truth(desk: Desk):
    truth = json.loads((SAMPLES / "roster-messy.truth.json").read_text(encoding="utf-8"))
    people = {p.row: p.values for p in desk.roster.plan_import(SAMPLES / "roster-messy.xlsx").people}
    sheet = {"姓名": "name", "性别": "sex", "民族": "ethnicity", "公民身份号码": "id_number", "学历": "education",
             "人员类别": "category", "入党日期": "joined_on", "转正日期": "confirmed_on", "手机号码": "phone",
             "现居住地": "address", "出生日期": "birth_date"}  # fmt: skip
    doubtful = {"id.truncated": {"公民身份号码", "出生日期"}, "id.check_digit": {"公民身份号码", "出生日期"},
                "sex.conflict": {"性别"}, "date.partial": {"入党日期"}}  # fmt: skip
    for row in truth["people"]:
        if "id.duplicate" in row["problems"]:
            assert row["row"] not in people
            continue
        stored = people[row["row"]]
        aside = set[str]().union(*(doubtful.get(code, set()) for code in row["problems"]))
        for label, name in sheet.items():
            if label not in aside:
                assert str(stored.get(name, "")) == row["truth"][label], (row["row"], label)
        if "date.partial" in row["problems"]:
            assert stored["joined_on"] == row["truth"]["入党日期"][:7]
        if "sex.conflict" in row["problems"]:
            assert stored["sex"] != row["truth"]["性别"]
        if "id.check_digit" in row["problems"]:
            assert str(stored["id_number"])[:17] == row["truth"]["公民身份号码"][:17]


def test_the_sheet_is_measured_once_and_not_for_every_row(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    measured: list[int] = []
    width = SheetGrid.width.fget
    assert width is not None
    monkeypatch.setattr(SheetGrid, "width", property(lambda grid: (measured.append(1), width(grid))[1]))
    plan(desk, tmp_path / "x.xlsx", HEADS, *[HOU] * 300)
    assert len(measured) < 150


@pytest.mark.parametrize("seed", range(6))
def test_a_stage_table_nobody_has_seen_is_judged_as_the_rules_read(tmp_path: Path, password: str, seed: int):
    today = [date(2026, 9, 30), date(2026, 12, 31), date(2027, 2, 28)][seed % 3]
    desk = Desk.create(tmp_path / "store", password, name="柳溪村党支部", today=lambda: today.isoformat())
    made = StageFactory(seed, today).table(tmp_path / "x.xlsx")
    found = desk.development.plan_import(tmp_path / "x.xlsx")
    ids = dict(
        zip([p.row for p in found.people], desk.development.commit_import(found).person_ids, strict=True)
    )
    for one in made:
        findings = desk.development.findings(ids[one.row], today.isoformat())
        judged = {f.rule.split(".")[0] for f in findings if f.severity in ("E", "W")} & JUDGED
        assert judged == expected(one, today), (one.row, one.days)
    desk.close()


def stage_people(tmp_path: Path, password: str, heads: list[str], row: list[Any]) -> tuple[Desk, int]:
    book = Workbook()
    assert book.active is not None
    book.active.append(heads)
    book.active.append(row)
    book.save(tmp_path / "s.xlsx")
    desk = Desk.create(tmp_path / "store", password, name="柳溪村党支部", today=lambda: TODAY)
    found = desk.development.plan_import(tmp_path / "s.xlsx")
    return desk, desk.development.commit_import(found).person_ids[0]


def test_who_is_confirmed_by_the_table_is_not_reminded_of_it(tmp_path: Path, password: str):
    heads = ["姓名", "接收预备党员大会时间", "上级批准时间", "转正时间"]
    desk, person = stage_people(
        tmp_path, password, heads, ["康丽华", "2024-10-12", "2024-12-20", "2025-10-12"]
    )
    assert not {f.rule for f in desk.development.findings(person)} & {"FZ-37", "FZ-43"}
    stored = desk.roster.get(person)
    assert (stored.category, stored.joined_on, stored.confirmed_on) == (
        Category.FULL,
        "2024-10-12",
        "2025-10-12",
    )
    desk.close()


def test_a_table_without_approvals_but_with_the_category_accuses_nobody(tmp_path: Path, password: str):
    heads = ["姓名", "申请入党日期", "确定入党积极分子日期", "加入党组织日期", "人员类别"]
    desk, person = stage_people(
        tmp_path, password, heads, ["康丽华", "2022-03-01", "2022-10-10", "2025-12-12", "预备党员"]
    )
    assert desk.roster.get(person).category == Category.PROBATIONARY
    assert [f.severity for f in desk.development.findings(person) if f.rule == "FZ-33"] == [Severity.UNKNOWN]
    desk.close()
