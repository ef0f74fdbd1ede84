"""An import goes back weeks later when nothing depends on it; what does is named, and the rest can go alone."""

from pathlib import Path

import pytest

from models.domain.errors import UserError
from models.services.desk import Desk
from models.services.import_plan import Choices
from models.services.roster_rows import RosterQuery
from tests.services.test_import_updates import HOU, LONG, plan, put

ALL = RosterQuery(scope="all")


@pytest.fixture
def desk(tmp_path: Path, password: str):
    made = Desk.create(tmp_path / "store", password, name="柳溪村党支部", today=lambda: "2026-09-30")
    made.roster.commit_import(plan(made, tmp_path, HOU, LONG))
    yield made
    made.close()


def last(desk: Desk) -> int:
    return desk.roster.past_imports()[0].txn


def test_an_import_is_listed_and_goes_back_whole(desk: Desk):
    desk.roster.add({"name": "另一人"})
    past = desk.roster.past_imports()[0]
    assert (past.title, past.entered, past.live) == ("2 人（名册.xlsx）", 2, 2)
    assert desk.roster.take_back(past.txn) == 2
    assert [p.name for p in desk.roster.fetch(desk.roster.keys(ALL))] == ["另一人"]
    assert desk.roster.past_imports()[0].live == 0
    assert desk.undo_label == "撤回导入：2 人（名册.xlsx）"
    desk.undo()
    assert len(desk.roster.keys(ALL)) == 3
    desk.store.verify_chain()


def test_it_goes_back_after_the_store_was_closed(desk: Desk, tmp_path: Path, password: str):
    desk.close()
    again = Desk.open(tmp_path / "store", password, today=lambda: "2026-12-30")
    assert again.undo_label is None
    again.roster.take_back(last(again))
    assert again.roster.keys(ALL) == []
    again.store.verify_chain()
    again.close()


def test_what_depends_on_it_is_named_and_the_rest_can_go(desk: Desk):
    hou = desk.roster.find("侯学军")[0]
    desk.roster.update(hou.id, {"phone": "13900000001", "education": "大学"})
    desk.dues.set_standard(hou.id, "2026-01", "工资", 428657)
    with pytest.raises(UserError, match="不能整个撤回") as refused:
        desk.roster.take_back(last(desk))
    assert refused.value.details[0].startswith("侯学军：有党费标准 1 条")
    assert "后来改过" in refused.value.details[0]
    assert "联系电话" in refused.value.details[0]
    assert len(desk.roster.keys(ALL)) == 2
    assert desk.roster.take_back(last(desk), leave=True) == 1
    assert [p.name for p in desk.roster.fetch(desk.roster.keys(ALL))] == ["侯学军"]


def test_a_changed_field_goes_back_to_what_it_was(desk: Desk, tmp_path: Path):
    found = plan(desk, tmp_path, put(HOU, 学历="大学"), put(LONG, 学历="在职班"))
    desk.roster.commit_import(found, choices=Choices(taken=found.all_changes()))
    long = desk.roster.find("龙凤琴")[0]
    desk.roster.update(long.id, {"phone": "13900000001"})  # another field: no matter
    assert "code.unknown" in [m.code for m in desk.roster.marks(long.id)]
    desk.roster.take_back(last(desk))
    assert [desk.roster.find(name)[0].education for name in ("侯学军", "龙凤琴")] == ["大专", "普通高中"]
    assert "code.unknown" not in [m.code for m in desk.roster.marks(long.id)]
    assert desk.roster.find("龙凤琴")[0].phone == "13900000001"


def test_a_changed_field_changed_again_is_in_the_way(desk: Desk, tmp_path: Path):
    found = plan(desk, tmp_path, put(HOU, 学历="大学"))
    desk.roster.commit_import(found, choices=Choices(taken=found.all_changes()))
    desk.roster.update(desk.roster.find("侯学军")[0].id, {"education": "硕士研究生"})
    with pytest.raises(UserError) as refused:
        desk.roster.take_back(last(desk))
    assert list(refused.value.details) == ["侯学军：后来改过学历"]


def test_an_import_undone_at_once_has_nothing_left(desk: Desk):
    txn = last(desk)
    desk.undo()
    assert [(p.txn, p.live) for p in desk.roster.past_imports()] == [(txn, 0)]
    with pytest.raises(UserError, match="已经都不在了"):
        desk.roster.take_back(txn)


def test_only_an_import_can_be_taken_back_here(desk: Desk):
    desk.roster.add({"name": "另一人"})
    with pytest.raises(UserError, match="找不到这次导入"):
        desk.roster.take_back(desk.store.head[0])
