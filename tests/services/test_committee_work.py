"""A committee at work: the queue, notes and receipts, the tree, the figures, and what proves them."""

import random
from pathlib import Path

import pytest

from exporters.forms.d9_yearbook import FORM as D9
from exporters.package import receipts
from exporters.package.sealing import Me
from models.db import backup
from models.db.store import Store
from models.domain.committee import Choice, ConflictKind, UnitKind, UnitState, Verdict
from models.domain.errors import UserError
from models.services import merge
from models.services.committee import CommitteeDesk
from models.services.roster import RosterQuery
from tests.conftest import PASSWORD
from tests.db.helpers import tamper
from tests.services.branches import FakeBranch
from tests.services.inline_reader import use_inline_reader
from tests.services.receiving import DAY, known_branch, names, only, take_in


@pytest.fixture
def desk(committee: CommitteeDesk) -> CommitteeDesk:
    return committee


# the queue


def two_with_one_person(desk: CommitteeDesk, stick: Path) -> tuple[FakeBranch, FakeBranch]:
    one, two = known_branch(desk, 1, name="中共甲支部"), known_branch(desk, 2, name="中共乙支部")
    two.add_person(name="侯学军", id_number=str(one.first["id_number"]))
    one.first["name"] = "侯学军"
    take_in(desk, one.package(stick), two.package(stick))
    return one, two


def test_one_person_in_two_branches_is_decided_by_a_person(desk: CommitteeDesk, stick: Path) -> None:
    one, two = two_with_one_person(desk, stick)
    [conflict] = desk.conflicts()
    assert conflict.kind is ConflictKind.SAME_PERSON
    assert {conflict.branch_name, conflict.other_name} == {"中共甲支部", "中共乙支部"}
    with pytest.raises(UserError, match="哪个支部"):
        desk.decide(conflict.id, Choice.MOVED, "已核实")
    with pytest.raises(UserError, match="理由"):
        desk.decide(conflict.id, Choice.MOVED, " ", ask=one.uuid)
    desk.decide(conflict.id, Choice.MOVED, "三月已转到乙支部", ask=one.uuid)
    assert desk.conflicts() == []
    [note] = desk.remarks(one.uuid)
    assert note.record_uuid == one.first["uuid"]
    assert "乙支部" in note.message
    assert desk.remarks(two.uuid) == []
    two.add_person()
    take_in(desk, two.package(stick))
    assert desk.conflicts() == []  # decided once, not asked again


def test_a_pair_the_branches_settle_leaves_the_queue_with_a_word(desk: CommitteeDesk, stick: Path) -> None:
    one, _ = two_with_one_person(desk, stick)
    one.first.update({"left_on": "2026-03-20", "left_kind": "转出"})
    take_in(desk, one.package(stick))
    assert desk.conflicts() == []
    [closed] = desk.conflicts(open_only=False)
    assert closed.choice == Choice.NOTED
    assert "不再重复" in closed.reason


def test_a_held_package_is_merged_when_a_person_says_so(desk: CommitteeDesk, stick: Path) -> None:
    branch = known_branch(desk)
    take_in(desk, branch.package(stick))
    branch.add_person(name="另一台电脑的人")
    take_in(desk, branch.package(stick, prev="ab" * 32))
    [conflict] = desk.conflicts()
    inbox = list((desk.store.folder / "inbox").iterdir())
    assert len(inbox) == 1
    kept = backup.existing(desk.store.folder)
    desk.decide(conflict.id, Choice.ACCEPT, "已电话核实")
    [before] = [path for path in backup.existing(desk.store.folder) if path not in kept]
    assert backup.verify(before, PASSWORD).counts["person"] == 3
    assert "另一台电脑的人" in names(desk)
    assert list((desk.store.folder / "inbox").iterdir()) == []
    assert desk.received()[0].note == "经裁决接收：已电话核实"
    assert only(take_in(desk, branch.package(stick))).verdict is Verdict.NEXT
    desk.verify_chain()


def test_an_unknown_key_is_taken_from_the_queue_after_comparing(desk: CommitteeDesk, stick: Path) -> None:
    branch = FakeBranch(desk.peers.card(), random.Random(1))
    take_in(desk, branch.package(stick))
    [conflict] = desk.conflicts()
    desk.decide(conflict.id, Choice.ACCEPT, "与交接单核对无误", confirmed_by="王明")
    assert len(names(desk)) == 3
    assert only(take_in(desk, branch.package(stick))).verdict is Verdict.NEXT


def test_rejecting_is_kept_and_told(desk: CommitteeDesk, stick: Path, tmp_path: Path) -> None:
    branch = known_branch(desk)
    take_in(desk, branch.package(stick))
    path = branch.package(stick, prev="ab" * 32)
    take_in(desk, path)
    [conflict] = desk.conflicts()
    desk.decide(conflict.id, Choice.REJECT, "请用书记的电脑重新上报")
    again = only(take_in(desk, path))
    assert again.verdict is Verdict.SAME
    assert "不接收" in again.message
    [made] = desk.make_receipts([again.received_id], tmp_path)
    opened = receipts.open_receipt(Path(made.path), Me.of(branch.secrets, branch.card))
    assert opened.receipt.result == "returned"
    assert opened.receipt.rejected[0].message == "请用书记的电脑重新上报"


# going back


def test_a_receipt_anchors_the_branch_and_carries_the_notes(
    desk: CommitteeDesk, stick: Path, tmp_path: Path
) -> None:
    branch = known_branch(desk)
    outcome = only(take_in(desk, branch.package(stick)))
    desk.add_remark(
        branch.uuid,
        "请补全学历",
        record_kind="person",
        record_uuid=str(branch.first["uuid"]),
        field="education",
    )
    [made] = desk.make_receipts([outcome.received_id], tmp_path)
    card = desk.peers.card()
    opened = receipts.open_receipt(Path(made.path), Me.of(branch.secrets, branch.card), {card.fingerprint})
    assert opened.sender_known
    receipt = opened.receipt
    assert made.file_name.startswith("HZ-")
    assert receipt.package_id == branch.prev
    assert receipt.result == "merged"
    assert (receipt.branch_head.seq, receipt.branch_head.hash) == (branch.head.seq, branch.head.hash)
    assert receipt.counts["person"] == 3
    [note] = receipt.notes
    assert (note.part, note.record, note.field) == ("person", branch.first["uuid"], "education")
    assert note.message == f"{branch.first['name']}学历：请补全学历"
    [line] = desk.store.rows("SELECT kind, package_id, recipient FROM outgoing")
    assert line == ("receipt", branch.prev, branch.name)
    assert desk.remarks()[0].sent_on == DAY
    facts = desk.receipt_facts(outcome.received_id)
    assert (facts.entry.number, facts.committee) == (1, "中共向阳街道工作委员会")


# the tree, the figures


def test_the_tree_shows_state_and_sums(desk: CommitteeDesk, stick: Path) -> None:
    group = desk.add_unit(UnitKind.GENERAL, "第一党总支")
    waiting = desk.add_unit(UnitKind.BRANCH, "还没有上报的支部", group)
    branch = FakeBranch(desk.peers.card(), random.Random(3))
    desk.enrol(desk.peers.offer(branch.card.text.encode()), parent_id=group, confirmed_by="王明")
    take_in(desk, branch.package(stick))
    units = {unit.name: unit for unit in desk.units()}
    assert units["第一党总支"].members == units[branch.name].members == 3
    assert units[branch.name].state is UnitState.FINE
    assert units[branch.name].dues_fen == sum(int(p["amount_fen"]) for p in branch.records["payment"])
    assert units["还没有上报的支部"].state is UnitState.NO_KEY
    with pytest.raises(UserError, match="下面还有"):
        desk.remove_unit(group)
    desk.remove_unit(waiting)
    with pytest.raises(UserError, match="已经上报过"):
        desk.remove_unit(units[branch.name].id)
    desk.undo()
    assert "还没有上报的支部" in {unit.name for unit in desk.units()}


def test_a_branch_is_overdue_after_the_days_that_were_set(
    tmp_path: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_inline_reader(monkeypatch)
    day = [DAY]
    desk = CommitteeDesk.create(tmp_path / "c", PASSWORD, name="中共党委", today=lambda: day[0])
    take_in(desk, known_branch(desk).package(stick))
    day[0] = "2026-05-20"
    unit = desk.units()[1]
    assert (unit.state, unit.days_since) == (UnitState.OVERDUE, 48)
    assert "48 天没有上报" in unit.warnings
    desk.set_overdue_days(60)
    assert desk.units()[1].state is UnitState.FINE
    desk.close()


def test_a_branch_entered_beforehand_takes_its_key(desk: CommitteeDesk) -> None:
    unit = desk.add_unit(UnitKind.BRANCH, "预先登记的支部")
    branch = FakeBranch(desk.peers.card(), random.Random(3))
    offer = desk.peers.offer(branch.card.text.encode())
    same = desk.unit(desk.enrol(offer, confirmed_by="王明", unit_id=unit))
    assert (same.name, same.uuid) == ("预先登记的支部", branch.uuid)
    assert len(desk.units()) == 2


def test_everybody_is_found_with_the_branch_they_belong_to(desk: CommitteeDesk, stick: Path) -> None:
    one, two = known_branch(desk, 1, name="中共甲支部"), known_branch(desk, 2, name="中共乙支部")
    take_in(desk, one.package(stick), two.package(stick))
    everybody = desk.roster.keys(RosterQuery())
    assert len(everybody) == 6
    unit = next(unit for unit in desk.units() if unit.uuid == two.uuid)
    theirs = desk.roster.keys(RosterQuery(branches=desk.partitions(unit.id)))
    assert set(desk.branches_of(theirs).values()) == {"中共乙支部"}
    assert len(theirs) == 3


def test_figures_are_kept_and_are_what_the_tables_say(desk: CommitteeDesk, stick: Path) -> None:
    one, two = known_branch(desk, 1, name="中共甲支部"), known_branch(desk, 2, name="中共乙支部", people=5)
    two.add_meeting()
    take_in(desk, one.package(stick), two.package(stick))
    kept = desk.statistics()
    assert kept.count("年末/本年末") == 8
    assert kept.count("支部/总数") == 2
    assert kept.count("会议/支部党员大会") == 1
    assert kept.count("党费/实收分") == sum(
        int(p["amount_fen"]) for b in (one, two) for p in b.records["payment"]
    )
    with desk.store.transaction("重算", undoable=False) as tx:
        tx.beside_journal.execute("DELETE FROM summary")
    assert dict(desk.statistics().figures) == dict(kept.figures)
    unit = next(unit for unit in desk.units() if unit.uuid == two.uuid)
    assert desk.statistics(unit.id).count("年末/本年末") == 5
    assert desk.statistics(year=2020).count("党费/实收分") == 0


# what belongs to the branches


def test_what_a_branch_sent_is_not_changed_here(desk: CommitteeDesk, stick: Path) -> None:
    take_in(desk, known_branch(desk).package(stick))
    person = desk.roster.keys(RosterQuery())[0]
    with pytest.raises(UserError, match="退回修改"):
        desk.roster.update(person, {"name": "改"})
    with pytest.raises(Exception, match="append-only"):
        tamper(desk.store, "DELETE FROM payment_line")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE person SET name = '改' WHERE id = 1",
        "UPDATE person SET birth_date = '' WHERE id = 1",
        "DELETE FROM attendance WHERE id = 1",
        "INSERT INTO branch (uuid, name) VALUES ('x', '多出来的支部')",
        "INSERT INTO payment (uuid, person_id, received_on, amount_fen) VALUES ('x', 1, '2026-01-01', 5)",
    ],
)
def test_an_edit_behind_the_program_is_found(desk: CommitteeDesk, stick: Path, sql: str) -> None:
    branch = known_branch(desk)
    branch.add_meeting()
    take_in(desk, branch.package(stick))
    desk.verify_chain()
    tamper(desk.store, sql)
    with pytest.raises(UserError, match="签过名|党费台账"):
        desk.verify_chain()


def test_an_edit_of_what_was_received_is_found(desk: CommitteeDesk, stick: Path) -> None:
    take_in(desk, known_branch(desk).package(stick))
    tamper(desk.store, "UPDATE received SET manifest = replace(manifest, '\"seq\":1', '\"seq\":2')")
    with pytest.raises(UserError, match="操作记录"):
        desk.verify_chain()


def test_a_branchs_file_can_never_be_merged_into(store: Store) -> None:
    with pytest.raises(Exception, match="only a committee merges"):
        tamper(store, "INSERT INTO merging (id) VALUES (1)")


def test_no_commit_keeps_the_sign_of_merging(desk: CommitteeDesk) -> None:
    with pytest.raises(Exception, match="FOREIGN KEY|还有别的记录"), desk.store.transaction("坏") as tx:
        tx.beside_journal.execute("INSERT INTO merging (id) VALUES (1)")
    assert desk.store.value("SELECT count(*) FROM merging") == 0


def test_the_two_kinds_of_data_are_told_apart(desk: CommitteeDesk, store: Store, password: str) -> None:
    folder = store.folder
    store.close()
    with pytest.raises(UserError, match="党支部的数据"):
        CommitteeDesk.open(folder, password)


def test_opening_again_removes_what_a_crash_left(desk: CommitteeDesk, stick: Path) -> None:
    branch = known_branch(desk)
    desk.plan([branch.package(stick)])  # never closed
    folder = desk.store.folder
    assert list((folder / "staging").iterdir())
    desk.close()
    again = CommitteeDesk.open(folder, PASSWORD)
    assert not (folder / "staging").exists()
    assert again.warnings == ()
    again.close()


def test_a_ledger_that_contradicts_itself_is_not_taken(desk: CommitteeDesk, stick: Path) -> None:
    branch = known_branch(desk)
    branch.records["payment_line"].pop()
    outcome = only(take_in(desk, branch.package(stick)))
    assert outcome.verdict is Verdict.REFUSED
    assert desk.plan([stick]).arrivals[0].details == ("有缴费与它的分月明细或冲销不符",)


def test_in_a_large_batch_one_bad_package_takes_no_other_with_it(
    desk: CommitteeDesk, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """New branches share a savepoint, and their rows go in before the indexes: both fall back package by package."""
    monkeypatch.setattr(merge, "MANY", 3)
    branches = [known_branch(desk, number + 1, name=f"中共第{number}支部") for number in range(5)]
    branches[3].add_person(id_number=str(branches[3].first["id_number"]))
    paths = [branch.package(stick) for branch in branches]
    result = take_in(desk, *paths)
    assert result.merged == 4
    [bad] = [outcome for outcome in result.outcomes if not outcome.merged]
    assert bad.branch_name == "中共第3支部"
    assert "身份证号" in bad.message
    assert sorted(outcome.number for outcome in result.outcomes) == [0, 1, 2, 3, 4]
    assert desk.statistics().count("年末/本年末") == 12
    indexes = desk.store.value("SELECT count(*) FROM sqlite_master WHERE name = 'person_list'")
    assert indexes == 1
    desk.verify_chain()


def test_the_base_table_names_who_came_and_went(desk: CommitteeDesk, stick: Path) -> None:
    branch = known_branch(desk)
    branch.add_person(name="新党员", joined_on="2026-01-10", category="预备党员")
    branch.first.update({"left_on": "2026-02-01", "left_kind": "去世"})
    take_in(desk, branch.package(stick))
    whole = desk.yearbook_facts()
    assert [line.name for line in whole.units] == [branch.name]
    unit = next(unit for unit in desk.units() if unit.uuid == branch.uuid)
    facts = desk.yearbook_facts(unit.id)
    assert [(line.kind, line.name) for line in facts.people] == [
        ("增加：发展", "新党员"),
        ("减少：去世", branch.first["name"]),
    ]
    figures = facts.figures
    assert figures["年末/上年末"] + figures["增加/发展"] - figures["减少/去世"] == figures["年末/本年末"] == 3


def test_a_year_goes_up_to_the_day_of_each_package(desk: CommitteeDesk, stick: Path) -> None:
    """Whoever is due for 转正 later in the year is not late on the day of which the branch told."""
    branch = known_branch(desk)
    branch.add_person(name="到期", joined_on="2025-03-01", category="预备党员")
    branch.add_person(name="未到期", joined_on="2025-07-01", category="预备党员")
    branch.add_person(name="将转正", joined_on="2025-05-01", category="预备党员", confirmed_on="2026-05-01")
    take_in(desk, branch.package(stick))
    late, done = "转正/应转未转", "转正/本年转正"
    with desk.store.transaction("不留", undoable=False) as tx:
        tx.beside_journal.execute("DELETE FROM summary WHERE year = 2025")
    unit = next(unit for unit in desk.units() if unit.uuid == branch.uuid)
    for _ in range(2):  # as the package was received, and as it is counted again
        told = desk.statistics(0, 2026)
        assert (told.since, told.as_of, told.count(late), told.count(done)) == (
            "2026-04-01",
            "2026-04-01",
            1,
            0,
        )
        [person] = desk.roster.fetch(desk.people_behind(0, 2026, late))
        assert person.name == "到期"
        facts = desk.yearbook_facts(unit.id, 2026)
        assert [line.name for line in facts.people if line.kind == "转正：应转未转"] == ["到期"]
        with desk.store.transaction("再算", undoable=False) as tx:
            tx.beside_journal.execute("DELETE FROM summary")
    assert desk.statistics(0, 2025).as_of == "2025-12-31"


def test_branches_that_told_on_different_days_are_said_so(desk: CommitteeDesk, stick: Path) -> None:
    first, second = known_branch(desk), known_branch(desk, 2, name="中共第二支部")
    take_in(desk, first.package(stick), second.package(stick))
    with desk.store.transaction("早一些", undoable=False) as tx:
        row = tx.value("SELECT id FROM received WHERE branch_uuid = ?", (second.uuid,))
        tx.update("received", row, {"made_at": "2026-02-10T08:00:00"})
    told = desk.statistics(0, 2026)
    assert (told.since, told.as_of) == ("2026-02-10", "2026-04-01")
    facts = desk.yearbook_facts(0, 2026)
    assert D9.spec.prepare(facts)["as_of"] == "各支部上报之日（2026年2月10日至2026年4月1日）"


def test_movements_count_at_the_committee_as_in_the_branch(desk: CommitteeDesk, stick: Path) -> None:
    """A letter counts out in the year of its receipt; figures kept by an earlier version are counted again."""
    branch = known_branch(desk)
    who = branch.first
    who.update({"left_on": "2025-12-20", "left_kind": "转出"})
    branch.records["movement"].append(
        {"uuid": "6c6d1f0e-0000-4000-8000-000000000001", "person": who["uuid"], "kind": "转出",
         "on_date": "2025-12-20", "receipt_on": "2026-01-05", "organisation": "东湖社区"}
    )  # fmt: skip
    take_in(desk, branch.package(stick))
    this = desk.statistics(0, 2026)
    assert (this.count("年末/上年末"), this.count("减少/转出"), this.count("年末/本年末")) == (3, 1, 2)
    with desk.store.transaction("旧版本算的", undoable=False) as tx:
        tx.beside_journal.execute("UPDATE summary SET figures = '{\"年末/上年末\": 99}'")
    assert desk.statistics(0, 2026).count("年末/上年末") == 3
    assert desk.statistics(0, 2025).count("年末/本年末") == 3
