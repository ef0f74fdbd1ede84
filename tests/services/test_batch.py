"""One field of many people: planned, shown, written and undone as one step."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.domain.batch import BatchChange, How
from models.domain.errors import Cancelled, UserError
from models.services.desk import Desk

TODAY = "2026-09-30"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk.create(tmp_path / "store", "槐树-shù-2026", name="槐树村党支部", today=lambda: TODAY)
    for name, group in (("侯学军", "第一党小组"), ("曹海燕", ""), ("彭云飞", "第二党小组")):
        made.roster.add(
            {"name": name, "category": "正式党员", "party_group": group, "address": f"槐树村{group}"}
        )
    yield made
    made.close()


def ids(desk: Desk) -> list[int]:
    return [desk.roster.find(name)[0].id for name in ("侯学军", "曹海燕", "彭云飞")]


def groups(desk: Desk) -> list[str]:
    return [person.party_group for person in desk.roster.fetch(ids(desk))]


def test_a_field_is_set_and_taken_back_in_one_step(desk: Desk):
    plan = desk.batch.plan(ids(desk), BatchChange(key="party_group", value=" 第二党小组 "))
    assert [(row.before, row.after, row.changes) for row in plan.rows] == [
        ("第一党小组", "第二党小组", True),
        ("", "第二党小组", True),
        ("第二党小组", "第二党小组", False),
    ]
    assert desk.batch.apply(plan) == 2
    assert groups(desk) == ["第二党小组"] * 3
    desk.store.undo()
    assert groups(desk) == ["第一党小组", "", "第二党小组"]


@pytest.mark.parametrize(
    ("change", "then"),
    [
        (
            BatchChange(key="party_group", how=How.FILL, value="第三党小组"),
            ["第一党小组", "第三党小组", "第二党小组"],
        ),
        (BatchChange(key="party_group", how=How.CLEAR), ["", "", ""]),
        (BatchChange(key="party_group", how=How.REPLACE, old="党小组", value="组"), ["第一组", "", "第二组"]),
    ],
)
def test_ways_of_changing(desk: Desk, change: BatchChange, then: list[str]):
    desk.batch.apply(desk.batch.plan(ids(desk), change))
    assert groups(desk) == then


def test_ticks_dates_and_own_fields(desk: Desk):
    desk.batch.apply(desk.batch.plan(ids(desk), BatchChange(key="is_hardship", value="是")))
    desk.batch.apply(desk.batch.plan(ids(desk), BatchChange(key="work_started_on", value="1999年7月")))
    with desk.store.transaction("自定栏目") as tx:
        field = tx.insert(
            "own_field",
            {"branch_id": desk.roster.branch_id(), "caption": "衣服", "kind": "选项", "choices": "大\n小"},
        )
    desk.batch.apply(desk.batch.plan(ids(desk)[:2], BatchChange(key=f"own:{field}", value="大")))
    people = desk.roster.fetch(ids(desk))
    assert [(person.is_hardship, person.work_started_on) for person in people] == [(True, "1999-07")] * 3
    held = desk.filters.own_values(ids(desk))
    assert [held.get(number, {}) for number in ids(desk)] == [{field: "大"}, {field: "大"}, {}]
    desk.batch.apply(desk.batch.plan(ids(desk)[:1], BatchChange(key=f"own:{field}", how=How.CLEAR)))
    assert ids(desk)[0] not in desk.filters.own_values(ids(desk))
    with pytest.raises(UserError, match="只能是大、小"):
        desk.batch.plan(ids(desk), BatchChange(key=f"own:{field}", value="中"))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (BatchChange(key="name", value="张三"), "不能成批改"),
        (BatchChange(key="left_on", value="2026-01-01"), "不能成批改"),
        (BatchChange(key="address", value=" "), "请填写新的内容"),
        (BatchChange(key="address", how=How.REPLACE, value="x"), "请填写要找的文字"),
        (BatchChange(key="applied_on", value="昨天"), "不是一个日期"),
    ],
)
def test_what_cannot_be_changed_so_says_why(desk: Desk, change: BatchChange, says: str):
    with pytest.raises(UserError, match=says):
        desk.batch.plan(ids(desk), change)


def test_nobody_to_change(desk: Desk):
    with pytest.raises(UserError, match="没有要改的人"):
        desk.batch.apply(desk.batch.plan(ids(desk)[:1], BatchChange(key="party_group", value="第一党小组")))


def test_a_change_broken_off_leaves_nothing_behind(desk: Desk):
    more = [desk.roster.add({"name": f"党员{n}", "category": "正式党员"}) for n in range(120)]
    plan = desk.batch.plan(more, BatchChange(key="party_group", value="第二党小组"))
    head, told = desk.store.head, list[tuple[int, int]]()
    with pytest.raises(Cancelled):
        desk.batch.apply(plan, lambda done, total: told.append((done, total)), lambda: len(told) == 2)
    assert told == [(0, 120), (50, 120)] and desk.store.head == head
    assert {p.party_group for p in desk.roster.fetch(more)} == {""}
    assert desk.batch.apply(plan, lambda done, total: told.append((done, total)), lambda: False) == 120
    assert told[-1] == (120, 120)
