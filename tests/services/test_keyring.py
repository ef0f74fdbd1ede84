"""Keys through the services: slips, the yearly look, changed passwords, and a branch handed over."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from models.db import backup
from models.db.store import Store, open_store
from models.domain.errors import UserError, WrongPassword
from models.domain.handover import Handover
from models.domain.recovery_code import ALPHABET, groups_of, new_code, written
from models.services.desk import Desk
from models.services.keyring import Keyring
from models.services.pinyin import with_pinyin

OLD, NEW = "村口三棵槐树，两棵向南7", "新书记记得住的一句话8"
DAY = "2026-11-20"
PLAN = Handover(giver="张建国", taker="李新民", witness="王镇", on=DAY)


class Clock:
    day = DAY

    def __call__(self) -> str:
        return self.day


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    made = Desk.create(
        tmp_path / "store", OLD, name="中共青石镇槐树村支部委员会", secretary="张建国", today=clock
    )
    yield made
    made.close()


@pytest.fixture
def ring(desk: Desk, clock: Clock) -> Keyring:
    return Keyring(desk.store, clock)


def opens(folder: Path, secret: str, kind: str = "password") -> bool:
    try:
        open_store(folder, secret, kind=kind).close()
    except WrongPassword:
        return False
    return True


def test_data_without_a_slip_are_told_apart_and_advised(ring: Keyring) -> None:
    assert ring.needs_recovery and not ring.setup_unfinished
    assert "还没有恢复码" in ring.status().advice
    ring.begin_setup()
    assert ring.setup_unfinished
    ring.set_recovery(new_code())
    assert not ring.needs_recovery and not ring.setup_unfinished
    assert ring.status().advice == ""


def test_a_new_slip_makes_the_old_one_worthless(desk: Desk, ring: Keyring) -> None:
    first, second = new_code(), new_code()
    ring.set_recovery(first)
    ring.set_recovery(written(second).lower())
    desk.close()
    assert not opens(desk.store.folder, first, "recovery")
    assert opens(desk.store.folder, second, "recovery")
    assert opens(desk.store.folder, OLD)


def test_a_mistyped_slip_is_refused_with_its_group(ring: Keyring) -> None:
    groups = list(groups_of(new_code()))
    last = ALPHABET.index(groups[4][-1])
    groups[4] = groups[4][:-1] + ALPHABET[last - 1]
    with pytest.raises(UserError, match="第 5 组不对"):
        ring.set_recovery("-".join(groups))
    assert ring.needs_recovery


def test_the_slip_is_looked_at_once_a_year(ring: Keyring, clock: Clock) -> None:
    code = new_code()
    ring.set_recovery(code)
    groups = groups_of(code)
    clock.day = "2027-11-19"
    assert not ring.status().check_due
    clock.day = "2027-11-20"
    assert "核对" in ring.status().advice
    other = groups_of(new_code())
    with pytest.raises(UserError, match="第 7 组与现在的恢复码不符"):
        ring.check_groups({2: groups[1], 7: other[6]})
    with pytest.raises(UserError, match="第 3 组"):
        ring.check_groups({3: groups[1]})
    assert ring.status().check_due
    ring.check_groups({2: groups[1].lower(), 11: " ".join(groups[10])})
    assert ring.status().checked_on == "2027-11-20" and not ring.status().check_due
    clock.day = "2029-01-01"
    ring.check_code(written(code))
    assert not ring.status().check_due


def test_the_groups_are_not_kept_in_a_readable_way(desk: Desk, ring: Keyring) -> None:
    code = new_code()
    ring.set_recovery(code)
    kept = " ".join(str(row) for row in desk.store.rows("SELECT key, value FROM keeping"))
    assert not any(group in kept for group in groups_of(code))
    assert not any(group in str(desk.store.rows("SELECT * FROM journal")) for group in groups_of(code))


def test_the_password_is_changed_by_the_old_one_or_by_the_slip(desk: Desk, ring: Keyring) -> None:
    with pytest.raises(WrongPassword):
        ring.change_password("不是这个口令啊真的不是", NEW)
    with pytest.raises(UserError, match="新口令不合适：不要用单位名称"):
        ring.change_password(OLD, "huaishucun2026")
    with pytest.raises(UserError, match="和原口令一样"):
        ring.change_password(OLD, OLD)
    ring.change_password(OLD, NEW)
    code = new_code()
    ring.set_recovery(code)
    with pytest.raises(WrongPassword, match="不是现在这份数据的恢复码"):
        ring.change_password(new_code(), OLD, by_code=True)
    ring.change_password(written(code), "又一句自己记得住的话", by_code=True)
    labels = {entry.label for entry in desk.recent()}
    assert {"更改口令", "更换恢复码"} <= labels
    assert desk.undo_label is None
    desk.close()
    assert opens(desk.store.folder, "又一句自己记得住的话")
    assert not opens(desk.store.folder, NEW) and not opens(desk.store.folder, OLD)


def hand_over(ring: Keyring, code: str, *, remove: bool = False, plan: Handover = PLAN) -> None:
    ring.hand_over(plan, NEW, code, remove_old_backups=remove)


def test_a_branch_handed_over_opens_for_the_next_secretary_only(
    desk: Desk, ring: Keyring, clock: Clock
) -> None:
    old_code, code = new_code(), new_code()
    ring.set_recovery(old_code)
    before = desk.backup("手动")
    folder = desk.store.folder
    done = ring.hand_over(PLAN, NEW, code)
    facts = done.facts
    assert done.problem == "" and not ring.is_open
    assert not opens(folder, OLD) and not opens(folder, old_code, "recovery")
    assert opens(folder, code, "recovery")
    assert backup.verify(before, OLD).reason == "手动"
    again = Desk.open(folder, NEW, clock)
    assert again.warnings == ()
    assert again.branch.secretary == "李新民"
    kept = Keyring(again.store, clock)
    assert kept.facts() == facts
    last = facts.handover
    assert (last.giver, last.taker, last.witness, last.on) == ("张建国", "李新民", "王镇", DAY)
    assert last.head == again.store.value("SELECT hash FROM journal WHERE seq = ?", (last.seq,))
    assert any(entry.label == "换届移交：张建国 → 李新民" for entry in again.recent())
    assert {what: much for what, much, _ in last.items}["党员名册"] == "0 名"
    again.store.verify_chain()
    status = kept.status()
    assert (status.handed_over_on, status.old_backups, status.check_due) == (DAY, 2, False)
    kept.check_groups({1: groups_of(code)[0], 9: groups_of(code)[8]})
    assert kept.remove_old_backups() == 2
    (left,) = backup.existing(folder)
    assert backup.verify(left, NEW).reason == "换届移交后"
    again.close()


def test_old_backups_go_only_when_wanted_and_only_after_the_first_new_one(desk: Desk, ring: Keyring) -> None:
    ring.set_recovery(new_code())
    desk.backup("手动")
    folder = desk.store.folder
    hand_over(ring, new_code(), remove=True)
    (left,) = backup.existing(folder)
    assert backup.verify(left, NEW).reason == "换届移交后"


def test_a_handover_that_fails_changes_nothing(
    desk: Desk, ring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring.set_recovery(new_code())
    with pytest.raises(UserError, match="新口令不合适"):
        ring.hand_over(PLAN, "123456", new_code())
    with pytest.raises(UserError, match="已输入 2 组"):
        ring.hand_over(PLAN, NEW, new_code()[:8])

    def full(*_args: object, **_more: object) -> Path:
        raise UserError("磁盘空间不够，备份没有做成。请清理出一些空间后再备份。")

    monkeypatch.setattr("models.db.store.Store.backup", full)
    with pytest.raises(UserError, match="备份没有做成"):
        hand_over(ring, new_code(), plan=replace(PLAN, witness=""))
    assert ring.last_handover() is None
    assert desk.branch.secretary == "张建国"
    desk.close()
    assert opens(desk.store.folder, OLD)


def test_a_first_backup_that_fails_is_told_and_the_old_ones_stay(
    desk: Desk, ring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Store.backup

    def backup_once(store: Store, reason: str) -> Path:
        if reason == "换届移交后":
            raise UserError("磁盘空间不够，备份没有做成。请清理出一些空间后再备份。")
        return real(store, reason)

    monkeypatch.setattr(Store, "backup", backup_once)
    done = ring.hand_over(PLAN, NEW, new_code(), remove_old_backups=True)
    assert "移交已经生效" in done.problem and "以前的备份都还在" in done.problem
    (left,) = backup.existing(desk.store.folder)
    assert backup.verify(left, OLD).reason == "换届移交前"
    assert opens(desk.store.folder, NEW)


def test_nothing_to_print_before_the_first_handover(ring: Keyring) -> None:
    with pytest.raises(UserError, match="还没有做过换届移交"):
        ring.facts()


def test_names_are_known_by_their_pinyin_too() -> None:
    assert with_pinyin("槐树村", "") == ("槐树村", "huaishucun")
