"""Several lists in one import: side by side on a sheet, on several sheets; every row known by its list."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from exporters import listing
from models.domain.listing import Listing, ListingColumn, ListingPart
from models.domain.roster_cleaning import Verdict
from models.services.desk import Desk
from models.services.import_plan import Choices, ImportPlan, RowKind
from models.services.marked_copy import marked_sheets
from models.services.roster_rows import RosterQuery
from tests.services.sheet_people import People

HEADS = ("序号", "姓名", "性别", "公民身份号码", "入党日期")
FIELDS = ("name", "sex", "id_number", "joined_on")


@pytest.fixture
def desk(tmp_path: Path, password: str) -> Iterator[Desk]:
    made = Desk.create(tmp_path / "store", password, name="柳溪村党支部", today=lambda: "2026-09-30")
    yield made
    made.close()


def rows(count: int, seed: int = 3) -> list[list[str]]:
    made = People(seed)
    people = [made.person().true for _ in range(count)]
    return [[str(n), *(one[field] for field in FIELDS)] for n, one in enumerate(people, 1)]


def book(path: Path, **sheets: Sequence[Sequence[str]]) -> Path:
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, lines in sheets.items():
        page = made.create_sheet(name)
        for line in lines:
            page.append(list(line))
    made.save(path)
    return path


def side_by_side(people: Sequence[Sequence[str]], *, gap: int = 0, title: str = "") -> list[list[str]]:
    half = (len(people) + 1) // 2
    blank, none = [""] * gap, [""] * len(HEADS)
    lines = [[title]] if title else []
    lines.append([*HEADS, *blank, *HEADS])
    for at in range(half):
        right = people[half + at] if half + at < len(people) else none
        lines.append([*people[at], *blank, *right])
    return lines


def names(plan: ImportPlan) -> list[str]:
    return [str(person.values["name"]) for person in plan.people]


def entered(desk: Desk) -> set[str]:
    return {one.name for one in desk.roster.fetch(desk.roster.keys(RosterQuery(scope="all")))}


@pytest.mark.parametrize("gap", [0, 1, 2])
def test_two_lists_side_by_side_are_both_read(desk: Desk, tmp_path: Path, gap: int) -> None:
    people = rows(9)
    path = book(tmp_path / "a.xlsx", 名册=side_by_side(people, gap=gap, title="柳溪村党员名册"))
    plan = desk.roster.plan_import(path)
    assert names(plan) == [row[1] for row in people]
    assert [table.name for table in plan.tables] == ["左表", "右表"]
    assert "并排有 2 个名单" in plan.notes[0]
    assert {plan.row_words(person.row) for person in plan.people} >= {"左表 3", "右表 3", "右表 6"}
    right = plan.tables[1]
    assert right.columns[0].letter == "FGH"[gap]
    desk.roster.commit_import(plan)
    assert entered(desk) == {row[1] for row in people}
    desk.undo()
    assert not entered(desk)


def test_three_lists_side_by_side_under_one_head_row(desk: Desk, tmp_path: Path) -> None:
    people = rows(7)
    heads = ["姓名", "公民身份号码"]
    lines = [heads * 3]
    short = [[row[1], row[3]] for row in people]
    for at in range(3):
        line = [
            cell for block in range(3) for cell in (short[block * 3 + at] if block * 3 + at < 7 else ["", ""])
        ]
        lines.append(line)
    plan = desk.roster.plan_import(book(tmp_path / "a.xlsx", 名册=lines))
    assert sorted(names(plan)) == sorted(row[1] for row in people)
    assert [table.name for table in plan.tables] == ["第 1 表", "第 2 表", "第 3 表"]


def test_a_second_name_that_is_no_second_list_is_left_alone(desk: Desk, tmp_path: Path) -> None:
    people = rows(4)
    lines = [[*HEADS, "姓名", "与本人关系"], *([*row, f"家属{n}", "配偶"] for n, row in enumerate(people))]
    plan = desk.roster.plan_import(book(tmp_path / "a.xlsx", 名册=lines))
    assert names(plan) == [row[1] for row in people]
    assert len(plan.tables) == 1
    assert "表头不成对" in plan.notes[0]


def test_sheets_with_one_head_are_one_import(desk: Desk, tmp_path: Path) -> None:
    people = rows(9)
    path = book(
        tmp_path / "a.xlsx",
        第一小组=[HEADS, *people[:3]],
        说明=[["请如实填写"]],
        第二小组=[["第二党小组"], HEADS, *people[3:7]],
        第三小组=[HEADS, *people[7:]],
    )
    plan = desk.roster.plan_import(path)
    assert sorted(names(plan)) == sorted(row[1] for row in people)
    assert {table.sheet for table in plan.tables} == {"第一小组", "第二小组", "第三小组"}
    assert "工作表“说明”不是名册，已略过" in plan.notes
    assert len({person.row for person in plan.people}) == 9
    result = desk.roster.commit_import(plan)
    assert result.imported == 9
    desk.undo()
    assert not entered(desk)


def test_an_older_or_hidden_sheet_is_only_read_when_asked_for(desk: Desk, tmp_path: Path) -> None:
    people = rows(6)
    path = book(
        tmp_path / "a.xlsx",
        **{"2026年": [HEADS, *people[:3]], "2025年": [HEADS, *people[3:]], "旧": [HEADS, *people]},
    )
    plan = desk.roster.plan_import(path)
    assert [table.sheet for table in plan.tables] == ["2026年"]
    assert "工作表“2025年”也像名册，可勾选一起导入" in plan.notes
    both = desk.roster.plan_import(path, sheet="2026年", also=["2025年"])
    assert sorted(names(both)) == sorted(row[1] for row in people)
    assert names(desk.roster.plan_import(path, sheet="2025年")) == [row[1] for row in people[3:]]


def test_somebody_on_two_sheets_is_entered_once_and_it_is_said_where(desk: Desk, tmp_path: Path) -> None:
    people = rows(5)
    path = book(tmp_path / "a.xlsx", 一组=[HEADS, *people[:3]], 二组=[HEADS, people[1], *people[3:]])
    plan = desk.roster.plan_import(path)
    assert len(plan.people) == 5
    twice = next(entry for entry in plan.of(Verdict.REFUSED) if entry.name == people[1][1])
    told = f"{twice.problem.after}{twice.problem.message}"
    assert "第 3 行" in told
    assert "“一组”" in told
    desk.roster.commit_import(plan)
    again = desk.roster.plan_import(path)
    assert not again.people
    assert {outcome.kind for outcome in again.outcomes()} <= {RowKind.SAME, RowKind.REFUSED}


def test_each_head_has_its_own_columns_and_both_are_remembered(desk: Desk, tmp_path: Path) -> None:
    people = rows(6)
    other = ("姓名", "证号码", "公民身份号码")
    path = book(
        tmp_path / "a.xlsx",
        甲=[HEADS, *people[:4]],
        乙=[other, *([row[1], row[2], row[3]] for row in people[4:])],
    )
    assert [t.sheet for t in desk.roster.plan_import(path).tables] == ["甲"]
    plan = desk.roster.plan_import(
        path, sheet="甲", also=["乙"], mappings={"乙": {0: "name", 1: "remark", 2: "id_number"}}
    )
    assert [table.chosen for table in plan.tables] == [False, True]
    assert [column.field for column in plan.tables[1].columns] == ["name", "remark", "id_number"]
    desk.roster.commit_import(plan)
    kept = desk.roster.plan_import(path, sheet="乙")
    assert [column.by for column in kept.columns] == ["memory"] * 3


def test_choices_and_report_know_which_list_a_row_is_of(desk: Desk, tmp_path: Path) -> None:
    people = rows(4)
    path = book(
        tmp_path / "a.xlsx",
        一组=[HEADS, *people[:2]],
        二组=[HEADS, *people[2:], ["", "合计", "4 人", "", ""]],
    )
    plan = desk.roster.plan_import(path)
    out = next(person.row for person in plan.people if plan.row_words(person.row) == "二组 2")
    result = desk.roster.commit_import(plan, None, Choices(taken=frozenset(), left_out=frozenset({out})))
    assert entered(desk) == {row[1] for row in people} - {people[2][1]}
    assert [(line["table"], line["row"]) for line in result.report["refused"]] == [("二组", 4)]


def test_the_marked_copy_marks_every_list(desk: Desk, tmp_path: Path) -> None:
    people = rows(6)
    people[4][4] = "记不清"
    lines = side_by_side(people[:4])
    lines[1][4] = "不知道"
    lines[2][9] = "八几年"
    path = book(tmp_path / "a.xlsx", 并排=lines, 二组=[HEADS, *people[4:]])
    plan = desk.roster.plan_import(path, sheet="并排", also=["二组"])
    sheets = {sheet.name: sheet for sheet in marked_sheets(plan)}
    assert (1, 4) in sheets["并排"].tones
    assert (2, 9) in sheets["并排"].tones
    assert people[0][1] in sheets["并排"].words[1]
    assert (1, 4) in sheets["二组"].tones


def test_a_list_that_left_comes_back_as_it_is(desk: Desk, tmp_path: Path) -> None:
    """What 导出本表 writes, with its title and foot, is a roster to the import: everybody is known and the same."""
    people = rows(5)
    desk.roster.commit_import(desk.roster.plan_import(book(tmp_path / "a.xlsx", 名册=[HEADS, *people])))
    made = Listing(
        title="党员名册",
        branch="柳溪村党支部",
        as_of="2026-09-30",
        columns=tuple(ListingColumn(title=head) for head in HEADS[1:]),
        parts=(ListingPart(heading="", rows=[row[1:] for row in people]),),
        said=("在册党员",),
        foot="共 5 人 · 其中女 2 人",
    )
    (tmp_path / "b.xlsx").write_bytes(listing.render(made, "xlsx"))
    plan = desk.roster.plan_import(tmp_path / "b.xlsx")
    assert not plan.people
    assert not plan.changed
    assert len(plan.changes) == 5
