"""Restoring: the present state is kept first, whatever state it is in; the copy is checked, marked, swapped in whole."""

import os
import signal
import zipfile
from pathlib import Path

import pytest

from models.db import backup, keys, rehearsal, rescue, restore, shelf, swap
from models.db.rekey import rekey
from models.db.restore import Secret
from models.db.store import DB_NAME, Store, create_store, open_store
from models.domain.errors import DamagedFile, UserError, WrongPassword
from models.domain.recovery_code import new_code
from models.services.roster_rows import MEMBER_CATEGORIES
from tests.db.helpers import add_payment, add_person, name_of

NEW = "新口令二〇二六年"


def quiet(_done: int, _total: int) -> None:
    """Nobody watches."""


def setting(store: Store, key: str) -> str:
    return str(store.value("SELECT value FROM setting WHERE key = ?", (key,)) or "")


@pytest.fixture
def early(store: Store) -> Path:
    """A backup with one person; then another person came."""
    add_payment(store, add_person(store, "侯学军"), 81240)
    path = store.backup("手动")
    add_person(store, "后来的人")
    return path


def test_restoring_from_the_open_store(store: Store, early: Path, password: str, tmp_path: Path) -> None:
    folder, head = store.folder, store.head
    steps: list[int] = []
    done = restore.restore(folder, early, Secret(), store, lambda n, _all: steps.append(n), actor="张三")
    assert steps == sorted(steps) and steps[-1] == restore.STEPS
    assert (done.epoch, done.keeps_password, done.info.figures["fen"]) == (1, True, 81240)
    saved = backup.verify(done.saved, password)
    assert (saved.seq, saved.reason) == (head[0], "恢复前")
    back = open_store(folder, password)
    assert back.warnings == []
    assert back.value("SELECT group_concat(name) FROM person") == "侯学军"
    assert setting(back, restore.EPOCH) == "1"
    assert setting(back, restore.RESTORED_FROM).endswith(" 的备份（第 1 号）")
    assert back.recent(1)[0].label == "从备份恢复" and back.recent(1)[0].actor == "张三"
    back.verify_chain()
    assert not (folder / swap.PREPARING).exists() and not (folder / swap.DECIDED).exists()
    again = restore.restore(folder, done.saved, Secret(), back, quiet)
    assert again.epoch == 2, "and forward to the state before: a fork too"
    last = open_store(folder, password)
    assert last.value("SELECT count(*) FROM person") == 2
    last.close()


def test_the_anchor_of_the_state_before_does_not_accuse_the_restored_one(
    tmp_path: Path, password: str
) -> None:
    anchors = tmp_path / "anchors"
    store = create_store(tmp_path / "data", password, anchors=anchors)
    add_person(store, "侯学军")
    path = store.backup("手动")
    for name in ("甲", "乙", "丙", "丁"):
        add_person(store, name)
    restore.restore(store.folder, path, Secret(), store, quiet)
    back = open_store(store.folder, password, anchors=anchors)
    assert back.warnings == []
    assert len(list(anchors.glob("*mismatch*"))) == 1, "the old proof is kept"
    back.close()


def test_the_password_of_today_goes_on_unless_the_key_changed(
    store: Store, early: Path, password: str
) -> None:
    folder = store.folder
    store.change_password(password, NEW)
    done = restore.restore(folder, early, Secret(), store, quiet)
    assert done.keeps_password
    open_store(folder, NEW).close()
    with pytest.raises(WrongPassword):
        open_store(folder, password)


def test_a_backup_of_another_key_asks_for_its_own_password(store: Store, early: Path, password: str) -> None:
    folder = store.folder
    store.change_password(password, "中间的口令一二三")
    fresh = rekey(store, NEW, new_code(), lambda _copy: None, quiet)
    with pytest.raises(WrongPassword, match="做备份那天的口令"):
        restore.restore(folder, early, Secret(), fresh, quiet)
    with pytest.raises(WrongPassword):
        restore.restore(folder, early, Secret(NEW), fresh, quiet)
    add_person(fresh, "还能录入")
    done = restore.restore(folder, early, Secret(password), fresh, quiet)
    assert not done.keeps_password
    back = open_store(folder, password)
    assert back.value("SELECT count(*) FROM person") == 1
    back.close()


@pytest.mark.parametrize("ruin", ["db", "keys", "both", "gone"])
def test_restoring_when_the_present_cannot_be_opened(
    store: Store, early: Path, password: str, ruin: str
) -> None:
    folder = store.folder
    store.close()
    if ruin in ("db", "both"):
        (folder / DB_NAME).write_bytes(b"\0" * 9000)
    if ruin in ("keys", "both"):
        for name in (keys.KEYS_NAME, keys.KEYS_COPY_NAME):
            (folder / name).write_bytes(b"{}")
    if ruin == "gone":
        for name in (DB_NAME, keys.KEYS_NAME, keys.KEYS_COPY_NAME):
            (folder / name).unlink()
    present = {p.name: p.read_bytes() for p in folder.iterdir() if p.name in rescue.FILES}
    done = restore.restore(folder, early, Secret(password), None, quiet)
    assert {p.name: p.read_bytes() for p in done.saved.iterdir() if p.is_file()} == present
    back = open_store(folder, password)
    assert name_of(back, 1) == "侯学军"
    assert setting(back, restore.EPOCH) == "1"
    back.close()


def test_a_backup_on_a_stick_into_an_empty_folder(
    store: Store, early: Path, password: str, tmp_path: Path
) -> None:
    carried = tmp_path / "stick" / early.name
    carried.parent.mkdir()
    carried.write_bytes(early.read_bytes())
    restore.restore(tmp_path / "new", carried, Secret(password), None, quiet)
    back = open_store(tmp_path / "new", password)
    assert name_of(back, 1) == "侯学军"
    back.close()


def test_the_backup_of_another_branch_is_refused(store: Store, early: Path, tmp_path: Path) -> None:
    other = create_store(tmp_path / "other", NEW)
    with pytest.raises(UserError, match="另一个支部"):
        restore.restore(other.folder, early, Secret(), other, quiet)
    add_person(other, "还能录入")
    other.close()


def test_a_damaged_backup_changes_nothing(store: Store, early: Path, password: str) -> None:
    data = bytearray(early.read_bytes())
    data[len(data) // 2] ^= 8
    early.write_bytes(bytes(data))
    with pytest.raises(UserError):
        restore.restore(store.folder, early, Secret(password), store, quiet)
    assert not (store.folder / swap.PREPARING).exists()
    add_person(store, "还能录入")
    store.verify_chain()


def test_a_backup_that_is_not_what_it_says_changes_nothing(store: Store, early: Path) -> None:
    """A whole zip around a file that is another than its meta data describe: only opening it shows that."""
    with zipfile.ZipFile(early) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["meta.json"] = members["meta.json"].replace(b'"person":1', b'"person":7')
    with zipfile.ZipFile(early, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    with pytest.raises(UserError, match="与它自己的说明对不上"):
        restore.restore(store.folder, early, Secret(), store, quiet)
    assert not (store.folder / swap.PREPARING).exists()
    assert store.value("SELECT count(*) FROM person") == 2
    add_person(store, "还能录入")


def test_a_present_state_that_no_longer_verifies_is_kept_as_it_lies(
    store: Store, early: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_more: object) -> Path:
        raise UserError("备份没有做成。")

    monkeypatch.setattr(store, "backup", fail)
    done = restore.restore(store.folder, early, Secret(), store, quiet)
    assert (done.saved / DB_NAME).is_file() and done.saved.parent.name == "quarantine"


@pytest.mark.parametrize("call", range(1, 12))
def test_a_kill_at_any_step_leaves_the_old_state_or_the_new_one(
    store: Store, early: Path, password: str, call: int
) -> None:
    """Killed at every step, and before every rename of the swap."""
    folder = store.folder
    store.close()
    calls = 0

    def die(*_args: object) -> None:
        nonlocal calls
        calls += 1
        if calls == call:
            os.kill(os.getpid(), signal.SIGKILL)

    pid = os.fork()
    if pid == 0:
        opened = open_store(folder, password)
        rename = swap.replace
        swap.replace = lambda old, new: (die(), rename(old, new))
        restore.restore(folder, early, Secret(), opened, die)
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status) == (call <= restore.STEPS + 5)
    back = open_store(folder, password)
    expected = 2 if call <= restore.STEPS + 1 else 1
    assert back.value("SELECT count(*) FROM person") == expected
    assert back.warnings == []
    back.verify_chain()
    back.close()


def test_rescue_shows_a_copy_and_leaves_the_damaged_file_alone(store: Store, password: str) -> None:
    for n in range(400):
        add_person(store, f"党员{n}") if n == 0 else None
    branch = store.value("SELECT id FROM branch")
    with store.transaction("导入") as tx:
        tx.insert_many("person", [{"name": f"党员{n}", "branch_id": branch} for n in range(1, 600)])
    folder = store.folder
    leaf = store.value("SELECT max(rootpage) FROM sqlite_master") + 20
    store.close()
    path = folder / DB_NAME
    data = bytearray(path.read_bytes())
    for page in range(leaf, leaf + 6):
        data[page * 4096 + 700] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(DamagedFile, match="备份恢复"):
        open_store(folder, password)
    opened = rescue.open_rescue(folder, password)
    assert opened.folder.parent.name == "quarantine"
    tables = {one.table: one for one in rescue.salvage(opened, lambda: False)}
    lost = sum(last - first + 1 for one in tables.values() for first, last in one.lost)
    assert 0 < lost < 300, "six pages"
    branch_rows = tables["branch"].rows
    assert len(branch_rows) == 1
    assert len(tables["person"].rows) + sum(b - a + 1 for a, b in tables["person"].lost) >= 600
    assert "identity" not in tables and "journal" not in tables
    with pytest.raises(UserError, match="只读方式"):
        add_person(opened)
    opened.close()
    assert path.read_bytes() == bytes(data)


def test_rescue_takes_the_keys_from_a_backup(store: Store, early: Path, password: str) -> None:
    folder = store.folder
    store.close()
    for name in (keys.KEYS_NAME, keys.KEYS_COPY_NAME):
        (folder / name).write_bytes(b"damaged")
    with pytest.raises(WrongPassword):
        rescue.open_rescue(folder, "不对的口令")
    opened = rescue.open_rescue(folder, password)
    assert opened.value("SELECT count(*) FROM person") == 2, "nothing is lost: the data are whole"
    opened.close()


def test_a_rehearsal_restores_counts_and_deletes(store: Store, early: Path, password: str) -> None:
    with store.transaction("定") as tx:
        tx.update("person", 1, {"category": MEMBER_CATEGORIES[0]})
    newest = shelf.read_entry(store.backup("手动"))
    assert newest is not None
    found = rehearsal.rehearse(newest, store.data_key, MEMBER_CATEGORIES)
    assert (found.serial, found.members, found.fen) == (2, 1, 81240)
    assert {path.suffix for path in early.parent.iterdir()} == {".djbak"}
    assert rehearsal.same_slots(newest, store.ring)
    store.change_password(password, NEW)
    assert not rehearsal.same_slots(newest, store.ring)
    newest.path.write_bytes(newest.path.read_bytes()[:-500])
    with pytest.raises(UserError, match="已损坏"):
        rehearsal.rehearse(newest, store.data_key, MEMBER_CATEGORIES)


def test_what_a_cut_off_rehearsal_left_is_swept_away(store: Store, early: Path, password: str) -> None:
    rest = early.parent / "~rehearse-x1"
    rest.mkdir()
    (rest / DB_NAME).write_bytes(b"half")
    store.close()
    open_store(store.folder, password).close()
    assert not rest.exists() and early.is_file()
