"""Group lines of a list: over it, within it, as the name of its sheet; everybody beneath belongs to the group."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.domain.group_line import group_of
from models.services.desk import Desk
from models.services.import_plan import ImportPlan
from tests.services.test_import_tables import HEADS, book, rows, side_by_side

KNOWN = ("第一党小组", "第二党小组", "柳溪党小组")


@pytest.fixture
def desk(tmp_path: Path, password: str) -> Iterator[Desk]:
    made = Desk.create(tmp_path / "store", password, name="柳溪村党支部", today=lambda: "2026-09-30")
    yield made
    made.close()


def groups(plan: ImportPlan) -> list[str]:
    return [str(person.values.get("party_group", "")) for person in plan.people]


@pytest.mark.parametrize(
    ("line", "group"),
    [
        ("第一党小组", "第一党小组"),
        ("一、第一党小组", "第一党小组"),
        ("所在党小组", ""),
        ("第 二 小组（12人）", "第二党小组"),
        ("2组", "第二党小组"),
        ("柳溪党小组：组长 侯学军", "柳溪党小组"),
        ("第十二党小组", "第十二党小组"),
        ("青年党小组", "青年党小组"),
        ("柳溪村党员花名册", ""),
        ("合计", ""),
        ("第三生产队", ""),
        ("2020年9月", ""),
        ("党小组", ""),
    ],
)
def test_which_lines_name_a_group(line: str, group: str):
    assert group_of(line, KNOWN) == group


@pytest.mark.parametrize("at", [0, 1])
def test_lines_within_a_list(desk: Desk, tmp_path: Path, at: int):
    """In the column of numbers or of names, as a merged line is stored."""
    people = rows(4)
    first, second = ([*[""] * at, text] for text in ("第一党小组", "第二党小组（2 人）"))
    path = book(tmp_path / "一.xlsx", 名册=[HEADS, first, *people[:2], second, *people[2:]])
    plan = desk.roster.plan_import(path)
    assert groups(plan) == ["第一党小组"] * 2 + ["第二党小组"] * 2
    told = [entry.problem.message for entry in plan.entries if "标题行" in entry.problem.message]
    assert told == ["党小组的标题行：下面的人编入“第一党小组”", "党小组的标题行：下面的人编入“第二党小组”"]
    desk.roster.commit_import(plan)
    assert {person.party_group for person in desk.roster.members("2026-09-30")} == {
        "第一党小组",
        "第二党小组",
    }


def test_a_line_over_the_head_and_a_column_that_says_otherwise(desk: Desk, tmp_path: Path):
    people = [[*row, group] for row, group in zip(rows(2), ("", "第三党小组"), strict=True)]
    path = book(tmp_path / "二.xlsx", 名册=[["党员花名册"], ["第一党小组"], [*HEADS, "党小组"], *people])
    plan = desk.roster.plan_import(path)
    assert groups(plan) == ["第一党小组", "第三党小组"]
    assert "没有写党小组的人，按名单的标题编入“第一党小组”" in plan.notes


def test_a_title_over_each_of_two_lists(desk: Desk, tmp_path: Path):
    lines = side_by_side(rows(4))
    over = ["第一党小组", *[""] * (len(HEADS) - 1), "第二党小组"]
    plan = desk.roster.plan_import(book(tmp_path / "三.xlsx", 名册=[over, *lines]))
    assert groups(plan) == ["第一党小组"] * 2 + ["第二党小组"] * 2


def test_a_sheet_a_group(desk: Desk, tmp_path: Path):
    desk.organisation.save_group(0, "第一党小组", 0, [])
    people = rows(4)
    path = book(tmp_path / "四.xlsx", 第一小组=[HEADS, *people[:2]], 第二小组=[HEADS, *people[2:]])
    plan = desk.roster.plan_import(path)
    assert groups(plan) == ["第一党小组"] * 2 + ["第二小组"] * 2, "as the branch calls it where it has one"


def test_who_is_known_is_moved_only_after_a_look(desk: Desk, tmp_path: Path):
    people = rows(2)
    desk.roster.commit_import(desk.roster.plan_import(book(tmp_path / "五.xlsx", 名册=[HEADS, *people])))
    path = book(tmp_path / "六.xlsx", 名册=[HEADS, ["第一党小组"], *people])
    plan = desk.roster.plan_import(path)
    assert (
        not plan.people
        and [change.field for one in plan.changes for change in one.fields] == ["party_group"] * 2
    )
