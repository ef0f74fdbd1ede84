"""A sheet about people on record: every difference shown field by field, taken singly, and nothing written unasked."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from models.domain.errors import UserError
from models.services.desk import Desk
from models.services.import_plan import Choices, ImportPlan, RowKind

HEADS = ["姓名", "性别", "身份证号", "学历", "入党日期", "手机号码", "现居住地", "备注"]
HOU = ["侯学军", "男", "510182196911109910", "大专", "2014-04", "17700712985", "", ""]
LONG = ["龙凤琴", "女", "430821199101169945", "高中", "2015-10-08", "13854521259", "柳溪村5组", ""]


@pytest.fixture
def desk(tmp_path: Path, password: str):
    made = Desk.create(tmp_path / "store", password, name="柳溪村党支部", today=lambda: "2026-09-30")
    yield made
    made.close()


def plan(
    desk: Desk, path: Path, *rows: Sequence[Any], heads: Sequence[str] = HEADS, **asked: Any
) -> ImportPlan:
    book = Workbook()
    assert book.active is not None
    for row in (heads, *rows):
        book.active.append(list(row))
    book.save(path / "名册.xlsx")
    return desk.roster.plan_import(path / "名册.xlsx", **asked)


def put(row: Sequence[Any], **values: Any) -> list[Any]:
    changed = list(row)
    for head, value in values.items():
        changed[HEADS.index(head)] = value
    return changed


@pytest.fixture
def known(desk: Desk, tmp_path: Path) -> Desk:
    desk.roster.commit_import(plan(desk, tmp_path, HOU, LONG))
    return desk


def test_every_row_is_new_changed_the_same_or_nobody(known: Desk, tmp_path: Path):
    found = plan(
        known,
        tmp_path,
        put(HOU, 学历="大学"),
        LONG,
        ["吕小红", "女", "510182197302049902", "初中", "2017-11-25", "18987029997", "", ""],
        ["合计", "3人"],
        put(LONG, 手机号码=""),
    )
    assert [(o.row, o.kind, o.name) for o in found.outcomes()] == [
        (2, RowKind.CHANGED, "侯学军"),
        (3, RowKind.SAME, "龙凤琴"),
        (4, RowKind.NEW, "吕小红"),
        (5, RowKind.NOBODY, ""),
        (6, RowKind.REFUSED, "龙凤琴"),
    ]
    assert found.outcomes()[0].words == "学历：大专 → 大学"


def test_what_fills_a_gap_is_taken_and_what_replaces_something_is_not(known: Desk, tmp_path: Path):
    found = plan(known, tmp_path, put(HOU, 学历="大学", 入党日期="2014-04-10", 现居住地="柳溪村2组"))
    assert [(f.field, f.before, f.after, f.fills) for f in found.changed[0].fields] == [
        ("education", "大专", "大学", False),
        ("joined_on", "2014-04", "2014-04-10", True),
        ("address", "", "柳溪村2组", True),
    ]
    assert found.people == ()
    result = known.roster.commit_import(found)
    person = known.roster.find("侯学军")[0]
    assert (person.education, person.joined_on, person.address) == ("大专", "2014-04-10", "柳溪村2组")
    assert (result.imported, result.changed) == (0, 1)
    assert {"row": 2, "field": "address", "before": "", "after": "柳溪村2组"} in result.report["changed"]
    known.undo()
    assert known.roster.find("侯学军")[0].address == ""


def test_each_change_can_be_taken_singly(known: Desk, tmp_path: Path):
    found = plan(known, tmp_path, put(HOU, 学历="大学", 现居住地="柳溪村2组"), put(LONG, 学历="大专"))
    known.roster.commit_import(found, choices=Choices(taken=frozenset({(2, "education")})))
    hou, long = known.roster.find("侯学军")[0], known.roster.find("龙凤琴")[0]
    assert (hou.education, hou.address, long.education) == ("大学", "", "普通高中")


def test_less_than_is_known_is_no_change(known: Desk, tmp_path: Path):
    found = plan(
        known,
        tmp_path,
        put(LONG, 入党日期="2015.10", 学历="", 手机号码="138 5452 1259", 现居住地="柳溪村 5组"),
    )
    assert found.changed == ()
    assert [o.kind for o in found.outcomes()] == [RowKind.SAME]


def test_a_doubtful_value_is_never_taken_by_itself_and_stays_marked(known: Desk, tmp_path: Path):
    found = plan(known, tmp_path, put(LONG, 学历="高职高专班"))
    change = found.changed[0].fields[0]
    assert (change.after, change.fills) == ("高职高专班", False)
    known.roster.commit_import(found, choices=Choices(taken=found.all_changes()))
    person = known.roster.find("龙凤琴")[0]
    marks = [(m.code, m.before) for m in known.roster.marks(person.id) if m.field == "education"]
    assert marks == [("code.unknown", "高职高专班")]


def test_rows_can_be_left_out(desk: Desk, tmp_path: Path):
    found = plan(desk, tmp_path, HOU, LONG)
    result = desk.roster.commit_import(found, choices=Choices(taken=frozenset(), left_out=frozenset({2})))
    assert result.imported == 1
    assert desk.roster.find("侯学军") == []


def test_what_an_unknown_code_means_is_chosen_once_and_its_original_kept(desk: Desk, tmp_path: Path):
    found = plan(desk, tmp_path, put(HOU, 学历="在职大学班"), put(LONG, 学历="私塾"))
    said = {e.problem.before: e.problem for e in found.entries if e.problem.code == "code.unknown"}
    assert said["在职大学班"].candidates[0] == "大学"
    assert said["私塾"].candidates == ()
    codes = {("education", "在职大学班"): "大学"}
    desk.roster.commit_import(found, choices=Choices(taken=frozenset(), codes=codes))
    hou, long = desk.roster.find("侯学军")[0], desk.roster.find("龙凤琴")[0]
    assert (hou.education, long.education) == ("大学", "私塾")
    kept = desk.roster.marks(hou.id, open_only=False)
    assert [(m.before, m.after) for m in kept if m.field == "education"] == [("在职大学班", "大学")]
    assert [m.code for m in desk.roster.marks() if m.field == "education"] == ["code.unknown"]


@pytest.mark.parametrize(
    ("column", "value", "field", "stored"),
    [
        ("民族", "汗族", "ethnicity", "汗族"),
        ("性别", "男女", "sex", ""),
        ("人员类别", "在册", "category", "正式党员"),
        ("学位", "本科学位", "degree", "本科学位"),
        ("党籍状态", "暂停", "membership_state", ""),
    ],
)
def test_values_outside_their_table_are_named(
    desk: Desk, tmp_path: Path, column: str, value: str, field: str, stored: str
):
    heads = ["姓名", "身份证号", "转正日期", column]
    found = plan(desk, tmp_path, ["侯学军", "510182196911109910", "2015-04-10", value], heads=heads)
    said = [(e.problem.field, e.problem.before) for e in found.entries if e.problem.code == "code.unknown"]
    assert said == [(field, value)]
    if column != "性别":  # read from the number
        assert found.people[0].values[field] == stored


@pytest.mark.parametrize("value", ["工学学士", "学士学位", "无", "硕士"])
def test_degrees_with_their_subject_are_known(desk: Desk, tmp_path: Path, value: str):
    found = plan(desk, tmp_path, ["侯学军", value, "2015-04-10"], heads=["姓名", "学位", "转正日期"])
    assert not [e for e in found.entries if e.problem.code == "code.unknown"]


def test_a_number_that_is_somebody_else_s_is_refused_when_it_is_taken(known: Desk, tmp_path: Path):
    person = known.roster.find("侯学军")[0]
    known.roster.update(person.id, {"id_number": ""})
    found = plan(known, tmp_path, HOU)
    other = known.roster.find("龙凤琴")[0]
    known.roster.update(other.id, {"id_number": HOU[2]})
    with pytest.raises(UserError, match="已登记在“龙凤琴”名下"):
        known.roster.commit_import(found)
    assert known.roster.find("侯学军")[0].id_number == ""
