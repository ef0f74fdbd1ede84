"""Columns: known by their head, by what they hold, or as chosen the last time; an unknown one is named."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from models.services.card import CardChange
from models.services.desk import Desk
from models.services.import_plan import Choices, ImportPlan, field_label
from models.services.roster_rows import RosterQuery
from tests.services.sheet_people import People
from tests.services.test_import_updates import plan as planned


@pytest.fixture
def desk(tmp_path: Path, password: str):
    made = Desk.create(tmp_path / "store", password, name="柳溪村党支部", today=lambda: "2026-09-30")
    yield made
    made.close()


def people(count: int = 8) -> list[dict[str, str]]:
    made = People(5)
    return [made.person().true for _ in range(count)]


def plan(desk: Desk, path: Path, heads: Sequence[str], fields: Sequence[str], **asked: Any) -> ImportPlan:
    rows = [[one.get(field, "") for field in fields] for one in people()]
    return planned(desk, path, *rows, heads=heads, **asked)


EVERYBODY = RosterQuery(scope="all")
FIELDS = ["name", "sex", "id_number", "birth_date", "ethnicity", "education", "category", "joined_on", "confirmed_on", "phone"]  # fmt: skip


def test_columns_without_a_head_are_known_by_their_cells(desk: Desk, tmp_path: Path):
    found = plan(desk, tmp_path, ["姓名", *[""] * 6, "入党时间", "", "列3"], FIELDS)
    assert {c.index: c.field for c in found.columns} == {
        0: "name", 1: "sex", 2: "id_number", 3: "birth_date", 4: "ethnicity", 5: "education", 6: "category",
        7: "joined_on", 8: "", 9: "phone",
    }  # fmt: skip
    assert [c.by for c in found.columns][:3] == ["head", "content", "content"]


def test_a_table_without_any_head_is_read(desk: Desk, tmp_path: Path):
    rows = [[one[field] for field in FIELDS] for one in people()]
    found = planned(desk, tmp_path, *rows[1:], heads=rows[0])
    assert found.head_rows == (0, 0)
    assert "没有表头" in found.notes[0]
    assert [p.row for p in found.people] == list(range(1, 9))
    assert {c.field for c in found.columns} >= {"name", "id_number", "phone", "birth_date", "joined_on"}


def test_a_head_that_does_not_call_the_names_names(desk: Desk, tmp_path: Path):
    found = plan(desk, tmp_path, ["", "性别", "身份证号", "电话"], ["name", "sex", "id_number", "phone"])
    assert found.columns[0].field == "name"
    assert len(found.people) == 8


def test_a_strange_head_is_named_and_its_column_left_out(desk: Desk, tmp_path: Path):
    found = plan(desk, tmp_path, ["姓名", "血型", "党龄", "身份证号"], ["name", "phone", "sex", "id_number"])
    assert found.unknown_columns == ("血型",)
    said = next(e for e in found.entries if e.problem.code == "column.unknown")
    assert (said.row, said.as_report()["field"]) == (1, "血型")
    assert len(found.of(said.problem.verdict)) == 0


def test_an_unknown_column_may_go_into_the_remark(desk: Desk, tmp_path: Path):
    heads, fields = ["姓名", "血型", "备注"], ["name", "sex", "category"]
    found = plan(desk, tmp_path, heads, fields, mapping={0: "name", 1: "note", 2: "remark"})
    first = people()[0]
    assert found.people[0].values["remark"] == f"{first['category']}；血型：{first['sex']}"
    assert found.columns[1].field == "note"


def test_what_was_chosen_is_remembered_for_the_next_such_sheet(desk: Desk, tmp_path: Path):
    heads, fields = ["姓名", "代号", "血型"], ["name", "phone", "sex"]
    found = plan(desk, tmp_path, heads, fields, mapping={0: "name", 1: "phone"})
    desk.roster.commit_import(found)
    for _ in people():
        pass
    desk.undo()  # the import goes, what was learnt stays
    again = plan(desk, tmp_path, heads, fields)
    assert [c.field for c in again.columns] == ["name", "phone", ""]
    assert again.columns[1].by == "memory"
    assert again.unknown_columns == ()
    assert "上次" in again.notes[0]
    other = plan(desk, tmp_path, ["姓名", "代号"], ["name", "phone"])
    assert [c.field for c in other.columns] == ["name", ""]


def test_other_people_s_columns_are_never_the_member_s(desk: Desk, tmp_path: Path):
    found = plan(desk, tmp_path, ["姓名", "配偶身份证号", "紧急联系人电话"], ["name", "id_number", "phone"])
    assert [c.field for c in found.columns] == ["name", "", ""]


def test_the_further_columns_of_the_national_system_go_where_they_belong(desk: Desk, tmp_path: Path):
    heads = ["姓名", "人员类别", "政治面貌", "毕业院校", "专业", "参加工作日期", "入团日期", "婚姻状况", "档案所在单位", "固定电话",
             "手机", "失去联系情形", "是否困难党员", "联合支部单位名称", "一线情况"]  # fmt: skip
    row = ["王一", "正式党员", "共青团员", "青石中学", "农学", "1990.7", "1985年5月4日", "有配偶", "县人才中心", "0735-7221234",
           "13900000001", "①", "是", "青石合作社", "农村生产第一线"]  # fmt: skip
    found = planned(desk, tmp_path, row, heads=heads)
    assert found.unknown_columns == ()
    expected = {
        "politics": "共青团员", "school": "青石中学", "major": "农学", "work_started_on": "1990-07", "league_joined_on": "1985-05-04",
        "marriage": "已婚", "archive_place": "县人才中心", "landline": "0735-7221234", "phone": "13900000001",
        "lost_kind": "外出务工经商", "is_lost": True, "is_hardship": True, "united_unit": "青石合作社", "frontline": "农村生产第一线",
    }  # fmt: skip
    assert {name: found.people[0].values[name] for name in expected} == expected
    desk.roster.commit_import(found)
    person = desk.roster.find("王一")[0]
    assert (person.landline, person.marriage, person.is_hardship) == ("0735-7221234", "已婚", True)


def test_a_column_headed_like_an_own_field_goes_there_and_back(desk: Desk, tmp_path: Path):
    with desk.store.transaction("自设项") as tx:
        key = tx.insert(
            "own_field", {"branch_id": desk.roster.branch_id(), "caption": "血型", "kind": "文字"}
        )
    heads = ["姓名", "身份证号", "血型"]
    found = planned(desk, tmp_path, ["王一", "510182196911109910", "A"], heads=heads)
    assert found.unknown_columns == ()
    assert [c.field for c in found.columns][2] == f"own:{key}:血型"
    desk.roster.commit_import(found)
    person = desk.roster.find("王一")[0].id
    held = "SELECT value FROM own_value WHERE person_id = ?"
    assert desk.store.value(held, (person,)) == "A"
    again = planned(desk, tmp_path, ["王一", "510182196911109910", "AB"], heads=heads)
    assert again.outcomes()[0].words == "血型：A → AB"
    desk.roster.commit_import(again, choices=Choices(taken=again.all_changes()))
    assert desk.store.value(held, (person,)) == "AB"
    desk.roster.take_back(desk.roster.past_imports()[0].txn)
    assert desk.store.value(held, (person,)) == "A"
    desk.roster.take_back(desk.roster.past_imports()[1].txn)
    assert desk.roster.find("王一") == []
    desk.store.verify_chain()


def own_choice(desk: Desk, caption: str = "身份类型") -> int:
    desk.card.save_own_fields(
        [{"caption": caption, "kind": "选项", "choices": "农牧渔民、企业职工、机关干部", "id": ""}]
    )
    return desk.card.own_fields()[0].id


def test_choices_of_an_own_field_are_known_by_any_spelling(desk: Desk, tmp_path: Path):
    key = own_choice(desk)
    heads = ["姓名", "性别", "身份类型"]
    rows = [
        ["王一", "男", "企业职工"],
        ["李二", "女", "qyzg"],
        ["赵三", "男", "机关干布"],
        ["周四", "男", "宇航员"],
    ]
    found = planned(desk, tmp_path, *rows, heads=heads)
    own = f"own:{key}:身份类型"
    assert [person.values[own] for person in found.people] == ["企业职工", "企业职工", "机关干布", "宇航员"]
    asked = [entry.problem for entry in found.entries if entry.problem.code == "code.unknown"]
    assert [(problem.before, problem.candidates) for problem in asked] == [
        ("机关干布", ("机关干部",)),
        ("宇航员", ()),
    ]
    assert found.own_choices[own] == ("农牧渔民", "企业职工", "机关干部")
    desk.roster.commit_import(
        found, choices=Choices(taken=frozenset(), codes={(own, "机关干布"): "机关干部"})
    )
    held = {
        one.name: desk.card.get(one.id).own[key] for one in desk.roster.fetch(desk.roster.keys(EVERYBODY))
    }
    assert held == {"王一": "企业职工", "李二": "企业职工", "赵三": "机关干部", "周四": "宇航员"}


def test_a_mark_on_an_own_field_goes_with_another_value(desk: Desk, tmp_path: Path):
    key = own_choice(desk)
    desk.roster.commit_import(
        planned(desk, tmp_path, ["周四", "男", "宇航员"], heads=["姓名", "性别", "身份类型"])
    )
    person = desk.roster.find("周四")[0]
    mark = next(mark for mark in desk.roster.marks(person.id) if mark.code == "code.unknown")
    assert field_label(mark.field) == "身份类型"
    desk.card.save(person.id, CardChange(own={key: "机关干部"}))
    assert "code.unknown" not in [mark.code for mark in desk.roster.marks(person.id)]
    desk.undo()
    assert "code.unknown" in [mark.code for mark in desk.roster.marks(person.id)]


def test_yes_or_no_of_an_own_field_is_kept_in_words(desk: Desk, tmp_path: Path):
    desk.card.save_own_fields([{"caption": "义工", "kind": "是否", "choices": "", "id": ""}])
    key = desk.card.own_fields()[0].id
    rows = [["王一", "√"], ["李二", "也许"]]
    found = planned(desk, tmp_path, *rows, heads=["姓名", "义工"])
    desk.roster.commit_import(
        found, choices=Choices(taken=frozenset(), codes={(f"own:{key}:义工", "也许"): "是"})
    )
    held = [desk.card.get(one.id).own.get(key) for one in desk.roster.fetch(desk.roster.keys(EVERYBODY))]
    assert held == ["是", "是"]
