"""A committee receives: preview, one transaction, the table of §3.5, the queue, notes and receipts."""

import random
from pathlib import Path

import pytest

from exporters.package.manifest import Head
from models.db import backup
from models.domain.committee import Choice, ConflictKind, UnitKind, UnitState, Verdict
from models.domain.errors import Cancelled, UserError
from models.services.committee import CommitteeDesk
from tests.conftest import PASSWORD
from tests.services.branches import FakeBranch
from tests.services.receiving import known_branch, names, only, take_in


@pytest.fixture
def desk(committee: CommitteeDesk) -> CommitteeDesk:
    return committee


# what arrives


def test_a_first_package_waits_until_its_key_was_compared_on_paper(desk: CommitteeDesk, stick: Path) -> None:
    branch = FakeBranch(desk.peers.card(), random.Random(1))
    path = branch.package(stick)
    plan = desk.plan([path])
    [arrival] = plan.arrivals
    assert arrival.verdict is Verdict.ENROL
    assert arrival.fingerprint == branch.card.fingerprint
    assert plan.mergeable == ()
    with pytest.raises(UserError, match="核对"):
        desk.enrol_arrival(plan, 0)
    desk.enrol_arrival(plan, 0, confirmed_by="王明")
    assert plan.arrivals[0].verdict is Verdict.FIRST
    result = desk.commit(plan)
    assert only(result).message == "已导入（第 1 号）。"
    assert len(names(desk)) == 3
    assert backup.verify(desk.store.folder / "backups" / result.backup, PASSWORD)
    desk.verify_chain()


def test_the_preview_says_what_would_change_and_changes_nothing(desk: CommitteeDesk, stick: Path) -> None:
    branch = known_branch(desk)
    take_in(desk, branch.package(stick))
    branch.first["name"] = "改名"
    branch.add_person(name="新来")
    gone = branch.records["person"].pop(1)
    for part in ("payment", "payment_line"):
        kept = {p["uuid"] for p in branch.records["payment"] if p["person"] != gone["uuid"]}
        key = "uuid" if part == "payment" else "payment"
        branch.records[part] = [r for r in branch.records[part] if r[key] in kept]
    head = desk.store.head
    plan = desk.plan([branch.package(stick)])
    [arrival] = plan.arrivals
    person = next(count for count in arrival.counts if count.part == "person")
    assert (person.total, person.added, person.changed, person.gone) == (3, 1, 1, 1)
    assert set(arrival.people) == {f"移出 {gone['name']}", "新增 新来", "变更 改名"}
    assert arrival.dues_before != arrival.dues_after
    assert arrival.verdict is Verdict.POSTED  # his payments are gone as well
    assert desk.store.head == head
    plan.close()


def test_vouchers_that_changed_or_went_wait_for_a_person(desk: CommitteeDesk, stick: Path) -> None:
    branch = known_branch(desk)
    first, second = "0b64f1c2-1111-4a6d-9d5e-000000000001", "0b64f1c2-1111-4a6d-9d5e-000000000002"
    for uuid, number in ((first, "记2026-0001"), (second, "记2026-0002")):
        branch.records["voucher"].append(
            {"uuid": uuid, "kind": "下拨", "on_date": "2026-03-06", "number": number, "summary": "上级下拨"}
        )
        for line, account, fen in ((1, "现金", 50_000), (2, "上级下拨", -50_000)):
            posting: dict[str, str | int] = {"voucher": uuid, "line": line, "account": account}
            branch.records["posting"].append(posting | {"amount_fen": fen})
    take_in(desk, branch.package(stick))
    branch.records["voucher"].pop()
    del branch.records["posting"][2:]
    for line, fen in zip(branch.records["posting"], (60_000, -60_000), strict=True):
        line["amount_fen"] = fen
    take_in(desk, branch.package(stick))
    [conflict] = desk.conflicts()
    assert "少了 1 张已登记的党费凭证，2 处已登记的党费凭证与原来不同" in conflict.message
    assert desk.store.value("SELECT sum(amount_fen) FROM posting WHERE account = '现金'") == 100_000


def test_the_same_package_changes_nothing_and_is_answered_again(desk: CommitteeDesk, stick: Path) -> None:
    branch = known_branch(desk)
    path = branch.package(stick)
    take_in(desk, path)
    head = desk.store.head
    again = only(take_in(desk, path))
    assert again.verdict is Verdict.SAME
    assert "第 1 号" in again.message
    assert again.number == 1
    assert again.answered
    assert desk.store.head == head


def test_two_copies_in_one_batch_are_one_package(desk: CommitteeDesk, stick: Path) -> None:
    branch = known_branch(desk)
    path = branch.package(stick)
    copy = stick / "DJ-copy-000001.zbb"
    copy.write_bytes(path.read_bytes())
    result = take_in(desk, stick)
    assert sorted(outcome.verdict for outcome in result.outcomes) == sorted([Verdict.FIRST, Verdict.SAME])
    assert result.merged == 1


def test_a_gap_is_accepted_and_stays_visible(desk: CommitteeDesk, stick: Path) -> None:
    branch = known_branch(desk)
    take_in(desk, branch.package(stick))
    branch.write()  # lost on the way
    branch.add_person(name="后来")
    outcome = only(take_in(desk, branch.package(stick)))
    assert outcome.verdict is Verdict.GAP
    assert "缺第 2 号包" in outcome.message
    assert "后来" in names(desk)
    [unit] = [unit for unit in desk.units() if unit.kind is UnitKind.BRANCH]
    assert unit.missing == (2,)
    assert "第 2 号包没有收到" in unit.warnings


def test_a_gap_does_not_hide_a_rewritten_history(desk: CommitteeDesk, stick: Path) -> None:
    branch = known_branch(desk)
    take_in(desk, branch.package(stick))
    branch.write()  # lost on the way; then old rows are changed and the chain is built anew from there
    branch.past = tuple(Head(one.seq, "cd" * 32) for one in branch.past)
    branch.first["name"] = "不该进来"
    outcome = only(take_in(desk, branch.package(stick)))
    assert outcome.verdict is Verdict.HISTORY
    assert "没有上次上报时留存的那一条" in outcome.message
    assert "不该进来" not in names(desk)
    assert [one.kind for one in desk.conflicts()] == [ConflictKind.HISTORY]


@pytest.mark.parametrize(("lost", "verdict"), [(59, Verdict.GAP), (60, Verdict.HISTORY)])
def test_a_gap_longer_than_a_package_remembers_is_decided_by_a_person(
    desk: CommitteeDesk, stick: Path, lost: int, verdict: Verdict
) -> None:
    branch = known_branch(desk)
    take_in(desk, branch.package(stick))
    for _ in range(lost):
        branch.write()
    outcome = only(take_in(desk, branch.package(stick)))
    assert outcome.verdict is verdict
    assert ("只带最近 60 次" in outcome.message) == (verdict is Verdict.HISTORY)


def test_packages_of_one_branch_go_in_by_number_whatever_their_order(
    desk: CommitteeDesk, stick: Path
) -> None:
    branch = known_branch(desk)
    paths: list[Path] = []
    for number in range(3):
        branch.add_person(name=f"第{number}人")
        paths.append(branch.package(stick))
    result = take_in(desk, paths[2], paths[0], paths[1])
    assert result.merged == 3
    assert [entry.seq for entry in desk.received()] == [3, 2, 1]
    assert len(names(desk)) == 6
    desk.verify_chain()


@pytest.mark.parametrize(
    ("kind", "how"),
    [
        (ConflictKind.OLDER, lambda b: {"seq": 1, "prev": ""}),
        (ConflictKind.FORK, lambda b: {"seq": b.seq, "prev": b.prev}),
        (ConflictKind.FORK, lambda b: {"prev": "ab" * 32}),
        (ConflictKind.HISTORY, lambda b: {"past": (Head(b.head.seq, "cd" * 32),)}),
        (ConflictKind.HISTORY, lambda b: {"past": (Head(b.head.seq - 1, b.head.hash),)}),
    ],
    ids=["older", "same number", "other predecessor", "other history", "shorter history"],
)
def test_what_does_not_follow_is_held_for_a_person(
    desk: CommitteeDesk, stick: Path, kind: ConflictKind, how: object
) -> None:
    branch = known_branch(desk)
    take_in(desk, branch.package(stick))
    take_in(desk, branch.package(stick))
    before = names(desk)
    branch.add_person(name="不该进来")
    outcome = only(take_in(desk, branch.package(stick, **how(branch))))  # type: ignore[operator]
    assert not outcome.merged
    assert "待裁决" in outcome.message
    assert names(desk) == before
    [conflict] = desk.conflicts()
    assert conflict.kind is kind
    assert next(u for u in desk.units() if u.kind is UnitKind.BRANCH).state is UnitState.WAITING
    desk.verify_chain()


def test_a_journal_cut_shorter_than_its_anchor_is_held(desk: CommitteeDesk, stick: Path) -> None:
    branch = known_branch(desk)
    take_in(desk, branch.package(stick))
    branch.write()  # never arrives
    branch.head = Head(1, branch.head.hash)
    branch.seq += 1
    outcome = only(take_in(desk, branch.package(stick, seq=branch.seq, past=())))
    assert outcome.verdict is Verdict.HISTORY


def test_a_restored_backup_explains_itself_and_waits(desk: CommitteeDesk, stick: Path) -> None:
    branch = known_branch(desk)
    take_in(desk, branch.package(stick))
    branch.epoch = 1
    outcome = only(take_in(desk, branch.package(stick)))
    assert outcome.verdict is Verdict.RESTORED
    [conflict] = desk.conflicts()
    done = desk.decide(conflict.id, Choice.ACCEPT, "已电话核实，硬盘坏过")
    assert done.choice == Choice.ACCEPT
    branch.add_person()
    assert only(take_in(desk, branch.package(stick))).verdict is Verdict.NEXT


@pytest.mark.parametrize("kind", [ConflictKind.RESTORED, ConflictKind.FORK])
def test_what_a_held_package_takes_back_is_named_before_it_is_let_in(
    desk: CommitteeDesk, stick: Path, kind: ConflictKind
) -> None:
    branch = known_branch(desk)
    older = branch.copy()
    branch.add_meeting()
    paid = branch.pay(str(branch.first["uuid"]), 100)
    take_in(desk, branch.package(stick))
    older.epoch = 1 if kind is ConflictKind.RESTORED else 0
    held = only(take_in(desk, older.package(stick)))
    [conflict] = desk.conflicts()
    assert conflict.kind is kind
    assert held.message.endswith(conflict.message.split("：", 1)[1])
    assert "少了 1 笔已登记的缴费，少了 1 份已签字定稿的会议记录，缴费合计由" in conflict.message
    done = desk.decide(conflict.id, Choice.ACCEPT, "已电话核实")
    assert done.message == conflict.message  # on record with the decision
    assert done.choice == Choice.ACCEPT
    assert not desk.store.value("SELECT count(*) FROM payment WHERE uuid = ?", (paid,))
    assert desk.conflicts() == []
    desk.verify_chain()


def test_money_that_came_in_meanwhile_is_named_before_a_held_package_takes_it_back(
    desk: CommitteeDesk, stick: Path
) -> None:
    branch = known_branch(desk)
    take_in(desk, branch.package(stick))
    restored = branch.copy()
    restored.epoch = 1
    take_in(desk, restored.package(stick))
    [conflict] = desk.conflicts()
    assert "缴费" not in conflict.message
    paid = branch.pay(str(branch.first["uuid"]), 100)
    take_in(desk, branch.package(stick))
    desk.decide(conflict.id, Choice.ACCEPT, "已电话核实")
    assert desk.store.value("SELECT count(*) FROM payment WHERE uuid = ?", (paid,)) == 1
    [again] = desk.conflicts()
    assert again.received_id == conflict.received_id
    [old] = [one for one in desk.conflicts(open_only=False) if one.id == conflict.id]
    assert old.choice == Choice.QUEUED  # not let in: the record says so
    assert "少了 1 笔已登记的缴费" in again.message
    desk.decide(again.id, Choice.ACCEPT, "确实是记错了一笔")
    assert not desk.store.value("SELECT count(*) FROM payment WHERE uuid = ?", (paid,))


def test_of_two_held_packages_the_older_is_not_on_record_as_let_in_after_the_newer(
    desk: CommitteeDesk, stick: Path
) -> None:
    branch = known_branch(desk)
    take_in(desk, branch.package(stick))
    branch.epoch = 1
    for _ in range(2):
        take_in(desk, branch.package(stick))
    first, second = desk.conflicts()
    assert desk.decide(second.id, Choice.ACCEPT, "已电话核实").choice == Choice.ACCEPT
    done = desk.decide(first.id, Choice.ACCEPT, "已电话核实")
    assert done.choice == Choice.QUEUED
    [again] = desk.conflicts()
    assert (again.kind, again.received_id) == (ConflictKind.OLDER, first.received_id)
    assert desk.store.value("SELECT result FROM received WHERE id = ?", (first.received_id,)) == "held"
    assert desk.decide(again.id, Choice.REJECT, "后一个包里都有").choice == Choice.REJECT
    desk.verify_chain()


def test_posted_money_that_changed_is_held(desk: CommitteeDesk, stick: Path) -> None:
    branch = known_branch(desk)
    branch.add_meeting()
    take_in(desk, branch.package(stick))
    branch.records["payment"][0]["received_on"] = "2026-03-06"
    branch.records["meeting"][0]["signed_code"] = "0" * 64
    plan = desk.plan([branch.package(stick)])
    [arrival] = plan.arrivals
    assert arrival.verdict is Verdict.POSTED
    assert "缴费" in arrival.message
    assert "会议记录" in arrival.message
    plan.close()


def test_a_key_nobody_confirmed_is_held_though_the_branch_is_known(desk: CommitteeDesk, stick: Path) -> None:
    branch = known_branch(desk)
    take_in(desk, branch.package(stick))
    thief = FakeBranch(desk.peers.card(), random.Random(9), uuid=branch.uuid)
    thief.seq, thief.prev, thief.head = branch.seq, branch.prev, branch.head
    outcome = only(take_in(desk, thief.package(stick)))
    assert outcome.verdict is Verdict.ENROL
    [conflict] = desk.conflicts()
    assert conflict.kind is ConflictKind.UNKNOWN_KEY
    assert conflict.card is not None and conflict.card.fingerprint == thief.card.fingerprint
    with pytest.raises(UserError, match="核对"):
        desk.decide(conflict.id, Choice.ACCEPT, "换了电脑")
    desk.decide(conflict.id, Choice.REJECT, "查无此事")
    assert names(desk) == sorted(str(person["name"]) for person in branch.records["person"])


def test_anothers_records_are_not_overwritten(desk: CommitteeDesk, stick: Path) -> None:
    victim = known_branch(desk, 1)
    take_in(desk, victim.package(stick))
    attacker = known_branch(desk, 2, name="中共别处支部委员会")
    stolen = {**victim.first, "name": "冒名", "id_number": ""}
    attacker.records["person"].append(stolen)
    outcome = only(take_in(desk, attacker.package(stick)))
    assert outcome.verdict is Verdict.REFUSED
    assert "编号相同" in outcome.message
    assert "冒名" not in names(desk)
    assert [entry.result for entry in desk.received()] == ["rejected", "merged"]
    desk.verify_chain()


def test_a_broken_file_is_named_and_the_others_go_in(desk: CommitteeDesk, stick: Path) -> None:
    branch = known_branch(desk)
    good = branch.package(stick)
    bad = stick / "DJ-00000000-000001.zbb"
    data = bytearray(good.read_bytes())
    data[len(data) // 2] ^= 1
    bad.write_bytes(data)
    result = take_in(desk, stick)
    verdicts = {outcome.file_name: outcome.verdict for outcome in result.outcomes}
    assert verdicts == {good.name: Verdict.FIRST, bad.name: Verdict.REFUSED}


def test_a_plan_made_before_another_merge_is_refused(desk: CommitteeDesk, stick: Path) -> None:
    branch, other = known_branch(desk, 1), known_branch(desk, 2, name="中共第二支部委员会")
    plan = desk.plan([branch.package(stick)])
    take_in(desk, other.package(stick))
    with pytest.raises(UserError, match="重新接收"):
        desk.commit(plan)
    plan.close()


def test_cancelled_in_the_middle_nothing_is_there(desk: CommitteeDesk, stick: Path) -> None:
    for number in range(3):
        known_branch(desk, number + 1, name=f"中共第{number}支部").package(stick)
    head = desk.store.head
    calls: list[int] = []
    plan = desk.plan([stick])
    with pytest.raises(Cancelled):
        desk.commit(plan, lambda done, total: calls.append(done), lambda: len(calls) == 2)
    assert names(desk) == []
    assert desk.store.head == head
    assert desk.commit(plan).merged == 3
    desk.verify_chain()


def test_neither_our_own_card_nor_an_older_one_is_enrolled(desk: CommitteeDesk) -> None:
    with pytest.raises(UserError, match="本机自己的"):
        desk.enrol(desk.peers.offer(desk.peers.card().text.encode()), confirmed_by="王明")
    assert [unit.kind for unit in desk.units()] == [UnitKind.COMMITTEE]


def test_the_tree_is_read_anew_after_each_change_and_nothing_taken_back_is_kept(desk: CommitteeDesk) -> None:
    desk.add_unit(UnitKind.GENERAL, "第一党总支")
    before = desk.units()
    assert desk.units() == before
    with pytest.raises(ZeroDivisionError), desk.store.transaction("改名") as tx:
        tx.update("organisation", before[-1].id, {"name": "另一个名称"})
        assert desk.units()[-1].name == "另一个名称"
        raise ZeroDivisionError
    assert desk.units() == before
    desk.update_unit(before[-1].id, {"name": "第二党总支"})
    assert desk.units()[-1].name == "第二党总支"
