"""党委, 党总支, 党支部: sums at every level, and the desk of a general branch."""

from pathlib import Path

import pytest

from exporters import registry
from exporters.package.fields import Record
from models.domain.committee import UnitKind
from models.domain.errors import UserError
from models.domain.filters import Condition, Group, Op
from models.services.committee import CommitteeDesk
from models.services.history import HistoryQuery
from models.services.roster import RosterQuery
from tests.conftest import PASSWORD
from tests.services.inline_reader import use_inline_reader
from tests.services.receiving import DAY, known_branch, take_in


@pytest.fixture
def desk(committee: CommitteeDesk) -> CommitteeDesk:
    return committee


def test_sums_stand_at_every_level_and_a_branch_under_the_wrong_general_branch_is_told(
    desk: CommitteeDesk, stick: Path
) -> None:
    group = desk.add_unit(UnitKind.GENERAL, "中共社区总支部委员会")
    other = desk.add_unit(UnitKind.GENERAL, "中共工业园总支部委员会")
    below, beside = known_branch(desk, 1, name="中共甲支部"), known_branch(desk, 2, name="中共乙支部")
    ids = {unit.name: unit.id for unit in desk.units()}
    desk.update_unit(ids["中共甲支部"], {"parent_id": group})
    desk.add_unit(UnitKind.BRANCH, "还没有报的支部", group)
    below.records["branch"][0]["general_branch"] = "社区党总支"
    beside.records["branch"][0]["general_branch"] = "中共工业园总支部委员会"
    below.add_person(sex="女", category="预备党员")
    for number, back in enumerate(("", "2026-03-01")):
        guest: Record = {
            "uuid": f"{below.uuid[:-4]}000{number}",
            "name": "阮小妹",
            "arrived_on": "2026-01-05",
        }
        below.records["guest_member"].append(guest | ({"returned_on": back} if back else {}))
    take_in(desk, below.package(stick), beside.package(stick))
    units = {unit.name: unit for unit in desk.units()}
    root = units["中共向阳街道工作委员会"]
    above = units["中共社区总支部委员会"]
    assert (above.branches, above.sent, above.members, above.probationary) == (2, 1, 4, 1)
    assert (root.branches, root.sent, root.members, root.probationary) == (3, 2, 7, 1)
    assert (units["中共甲支部"].guests, above.guests, root.guests) == (1, 1, 1)
    assert above.women == units["中共甲支部"].women >= 1
    assert root.women == units["中共甲支部"].women + units["中共乙支部"].women
    assert units["中共甲支部"].warnings == ()  # a short name is no contradiction
    [warning] = units["中共乙支部"].warnings
    assert "中共工业园总支部委员会" in warning
    desk.update_unit(units["中共乙支部"].id, {"parent_id": other})
    assert desk.unit(units["中共乙支部"].id).warnings == ()
    assert desk.statistics(above.id).count("年末/本年末") == 4


def test_a_general_branch_has_a_desk_of_its_own(
    tmp_path: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_inline_reader(monkeypatch)
    with pytest.raises(UserError, match="党总支名称"):
        CommitteeDesk.create(tmp_path / "no", PASSWORD, name=" ", level=UnitKind.GENERAL)
    desk = CommitteeDesk.create(
        tmp_path / "c",
        PASSWORD,
        name="中共社区总支部委员会",
        level=UnitKind.GENERAL,
        above="中共青石镇委员会",
        today=lambda: DAY,
    )
    assert (desk.level_word, desk.branch.committee) == ("党总支", "中共青石镇委员会")
    with pytest.raises(UserError, match="只有党支部"):
        desk.add_unit(UnitKind.GENERAL, "又一个总支")
    branch = known_branch(desk)
    branch.records["branch"][0]["general_branch"] = "中共社区总支部委员会"
    take_in(desk, branch.package(stick))
    assert desk.committee.members == 3
    assert desk.units()[1].warnings == ()
    assert desk.facts("branch", None).branch.committee == "中共青石镇委员会"
    with pytest.raises(UserError, match="党总支本身"):
        desk.remove_unit(desk.committee.id)
    desk.tree.set_above("中共新城街道工作委员会")
    told = desk.journal.fetch(desk.journal.keys(HistoryQuery(kind="setting")))
    assert [line.summary for line in told][:1] == ["上级党组织：中共青石镇委员会 → 中共新城街道工作委员会"]
    assert "本级组织：空 → 党总支" in {line.summary for line in told}
    desk.close()


# finding among everybody


def found(desk: CommitteeDesk, *conditions: Condition) -> list[str]:
    where = desk.filters.clause(Group(conditions))
    keys = desk.roster.keys(RosterQuery(where=where))
    return [person.name for person in desk.roster.fetch(keys)]


def test_everybody_is_found_by_branch_general_branch_and_what_branches_added(
    desk: CommitteeDesk, stick: Path
) -> None:
    group = desk.add_unit(UnitKind.GENERAL, "中共社区总支部委员会")
    one, two = known_branch(desk, 1, name="中共甲支部"), known_branch(desk, 2, name="中共乙支部", people=5)
    for number, branch in enumerate((one, two)):
        field = str(branch.first["uuid"])[:-4] + "0000"
        branch.records["own_field"].append(
            {"uuid": field, "caption": "联系户数", "kind": "数字", "position": 1}
        )
        branch.records["own_value"].append(
            {"person": branch.first["uuid"], "own_field": field, "value": str(5 + number)}
        )
    take_in(desk, one.package(stick))
    [key] = [key for key, field in desk.filters.fields().items() if field.title == "联系户数"]
    search = desk.filters.save("联系户多的", Group((Condition(key, Op.BETWEEN, ("5", "")),)))
    take_in(desk, two.package(stick))
    ids = {unit.name: unit.id for unit in desk.units()}
    desk.update_unit(ids["中共乙支部"], {"parent_id": group})
    assert len(found(desk, Condition("unit", Op.IS, ("中共甲支部",)))) == 3
    assert len(found(desk, Condition("general", Op.IS, ("中共社区总支部委员会",)))) == 5
    assert len(found(desk, Condition("general", Op.EMPTY))) == 3
    piles = desk.filters.piles("unit", RosterQuery())
    assert [(pile.label, pile.count) for pile in piles] == [("中共乙支部", 5), ("中共甲支部", 3)]
    by_branch = desk.roster.keys(RosterQuery(sort="unit"))
    assert list(dict.fromkeys(desk.branches_of(by_branch)[key] for key in by_branch)) == [
        "中共乙支部",
        "中共甲支部",
    ]
    [kept] = desk.filters.saved()
    assert kept.id == search
    assert desk.filters.words(kept.tree) == "联系户数5 起"
    where = desk.filters.clause(kept.tree)
    assert (
        len(desk.roster.keys(RosterQuery(where=where))) == 2
    )  # the field of the second branch is the same field
    assert len([f for f in desk.filters.fields().values() if f.title == "联系户数"]) == 1
    desk.filters.forget(search)
    desk.undo()
    assert desk.filters.saved()


def test_the_yearbook_sums_each_general_branch_before_its_branches(desk: CommitteeDesk, stick: Path) -> None:
    group = desk.add_unit(UnitKind.GENERAL, "中共社区总支部委员会")
    inside, outside = (
        known_branch(desk, 1, name="中共甲支部"),
        known_branch(desk, 2, name="中共乙支部", people=5),
    )
    also = known_branch(desk, 3, name="中共丙支部", people=2)
    ids = {unit.name: unit.id for unit in desk.units()}
    for name in ("中共甲支部", "中共丙支部"):
        desk.update_unit(ids[name], {"parent_id": group})
    take_in(desk, *(branch.package(stick) for branch in (inside, outside, also)))
    facts = desk.yearbook_facts()
    told = [(line.name, line.figures["年末/本年末"], line.is_sum, line.is_inside) for line in facts.units]
    assert told == [
        ("中共乙支部", 5, False, False),
        ("中共社区总支部委员会", 5, True, False),
        ("中共丙支部", 2, False, True),
        ("中共甲支部", 3, False, True),
    ]
    [below] = registry.form("D9").spec.prepare(facts)["below"]
    assert [(row["no"], row["name"], row["end"]) for row in below["units"]] == [
        ("1", "中共乙支部", "5"),
        ("", "中共社区总支部委员会（小计）", "5"),
        ("2", "　中共丙支部", "2"),
        ("3", "　中共甲支部", "3"),
    ]
    of_group = desk.yearbook_facts(group).units
    assert [(line.name, line.is_sum, line.is_inside) for line in of_group] == [
        ("中共丙支部", False, False),
        ("中共甲支部", False, False),
    ]


def test_the_clerk_of_the_set_up_signs_from_the_first_step_on(tmp_path: Path) -> None:
    desk = CommitteeDesk.create(
        tmp_path / "c", PASSWORD, name="中共青石镇委员会", clerk=" 李红 ", today=lambda: DAY
    )
    try:
        assert desk.tree.clerk == "李红"
        assert {who for (who,) in desk.store.rows("SELECT DISTINCT actor FROM journal")} == {"李红"}
    finally:
        desk.close()
