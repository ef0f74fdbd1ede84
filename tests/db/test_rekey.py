"""A new data key through a verified copy: nothing old opens the new data, and no kill leaves a folder that opens by neither."""

import os
import signal
import sys
import traceback
from pathlib import Path

import pytest

from models.db import backup, keys, rekey, swap
from models.db.files import write_atomic
from models.db.store import Store, create_store, open_store
from models.domain.errors import UserError, WrongPassword
from models.domain.recovery_code import new_code
from tests.db.helpers import add_payment, add_person, name_of
from tests.faults import scale

NEW = "新来的书记自己定的口令"
LABEL = "换届移交"


def note(copy: Store) -> None:
    with copy.transaction(LABEL, undoable=False) as tx:
        tx.insert("setting", {"key": "handover", "value": "张三→李四"})


def quiet(_done: int, _total: int) -> None:
    """Nobody watches."""


@pytest.fixture
def filled(store: Store) -> Store:
    add_payment(store, add_person(store, "侯学军"))
    store.rewrap(lambda ring, key: keys.with_slot(ring, key, "OLDCODE", keys.RECOVERY))
    return store


def test_after_the_swap_only_the_new_secrets_open(filled: Store, password: str) -> None:
    folder, old_ring = filled.folder, (filled.folder / keys.KEYS_NAME).read_bytes()
    old_head, code = filled.head, new_code()
    steps: list[tuple[int, int]] = []
    reopened = rekey.rekey(filled, NEW, code, note, lambda done, total: steps.append((done, total)))
    assert steps == [(n, 5) for n in range(1, 6)]
    assert reopened.warnings == []
    assert reopened.head[0] == old_head[0] + 1
    reopened.verify_chain()
    assert name_of(reopened, 1) == "侯学军"
    reopened.close()
    for secret, kind in ((password, keys.PASSWORD), ("OLDCODE", keys.RECOVERY)):
        with pytest.raises(WrongPassword):
            open_store(folder, secret, kind=kind)
    again = open_store(folder, code, kind=keys.RECOVERY)
    assert again.warnings == []
    assert again.value("SELECT value FROM setting WHERE key = 'handover'") == "张三→李四"
    again.close()
    assert not (folder / swap.PREPARING).exists() and not (folder / swap.DECIDED).exists()
    for name in (keys.KEYS_NAME, keys.KEYS_COPY_NAME):  # a kept copy of the old key file
        (folder / name).write_bytes(old_ring)
    with pytest.raises(UserError, match="密钥文件不是它的"):
        open_store(folder, password)


def test_old_backups_open_with_the_old_password_only(filled: Store, password: str) -> None:
    before = filled.backup("换届前")
    reopened = rekey.rekey(filled, NEW, new_code(), note, quiet)
    after = reopened.backup("换届后")
    reopened.close()
    assert backup.verify(before, password).seq < backup.verify(after, NEW).seq
    for path, wrong in ((before, NEW), (after, password)):
        with pytest.raises(WrongPassword):
            backup.verify(path, wrong)


def test_a_ring_that_does_not_open_is_never_swapped_in(
    filled: Store, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spoiled(folder: Path, ring: keys.KeyRing) -> None:
        other, _ = keys.fresh_ring(ring, "别的口令别的口令别", new_code())
        for name in (keys.KEYS_NAME, keys.KEYS_COPY_NAME):
            write_atomic(folder / name, keys.encode(other))

    monkeypatch.setattr(keys, "save_ring", spoiled)
    with pytest.raises(UserError):
        rekey.rekey(filled, NEW, new_code(), note, quiet)
    monkeypatch.undo()
    _is_as_it_was(filled, password)


def test_a_code_for_another_key_is_never_swapped_in(
    filled: Store, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, code = keys.save_ring, new_code()

    def spoiled(folder: Path, ring: keys.KeyRing) -> None:
        real(folder, keys.with_slot(ring, bytes(keys.KEY_BYTES), code, keys.RECOVERY))

    monkeypatch.setattr(keys, "save_ring", spoiled)
    with pytest.raises(UserError, match="打不开做好的副本"):
        rekey.rekey(filled, NEW, code, note, quiet)
    monkeypatch.undo()
    _is_as_it_was(filled, password)


def test_a_log_of_the_old_file_never_meets_the_new_one(tmp_path: Path) -> None:
    (tmp_path / swap.DECIDED).mkdir()
    (tmp_path / swap.DECIDED / "party.db").write_bytes(b"new")
    for name in ("party.db", *swap.LEFTOVERS):
        (tmp_path / name).write_bytes(b"old")
    swap.finish(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"party.db": b"new"}


def test_a_copy_that_differs_is_never_swapped_in(
    filled: Store, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = rekey.connect_plainly, 0

    def losing(path: Path, data_key: bytes) -> object:
        nonlocal calls
        calls += 1
        raw = real(path, data_key)
        if calls == 2:  # the copy, opened again for checking
            raw.execute("PRAGMA foreign_keys=OFF")
            raw.execute("DROP TRIGGER IF EXISTS payment_line_no_delete")
            raw.execute("DELETE FROM mark")
            raw.execute("INSERT INTO keeping (key, value) VALUES ('more', '1')")
        return raw

    monkeypatch.setattr(rekey, "connect_plainly", losing)
    with pytest.raises(UserError, match="与原数据不一致"):
        rekey.rekey(filled, NEW, new_code(), note, quiet)
    monkeypatch.undo()
    _is_as_it_was(filled, password)


def test_a_change_in_between_is_not_lost(filled: Store, password: str) -> None:
    def meddle(copy: Store) -> None:
        note(copy)
        add_person(filled, "后来的人")

    with pytest.raises(UserError, match="数据有改动"):
        rekey.rekey(filled, NEW, new_code(), meddle, quiet)
    assert filled.value("SELECT count(*) FROM person WHERE name = '后来的人'") == 1
    _is_as_it_was(filled, password)


def test_the_proof_outside_the_folder_goes_over_to_the_new_key(tmp_path: Path, password: str) -> None:
    folder, anchors = tmp_path / "data", tmp_path / "anchors"
    store = create_store(folder, password, anchors=anchors)
    add_person(store, "侯学军")
    old = {path: path.read_bytes() for path in folder.glob("*") if path.is_file()}
    reopened = rekey.rekey(store, NEW, new_code(), note, quiet)
    assert reopened.warnings == []
    reopened.verify_chain()
    reopened.close()
    again = open_store(folder, NEW, anchors=anchors)
    assert again.warnings == []
    again.close()
    for path, data in old.items():  # the old pair put back: it opens by the old password, and is noticed
        path.write_bytes(data)
    stale = open_store(folder, password, anchors=anchors)
    assert stale.warnings != []
    stale.close()


def test_data_closed_in_between_are_left_as_they_are(filled: Store, password: str) -> None:
    def shut(copy: Store) -> None:
        note(copy)
        filled.close()

    with pytest.raises(UserError, match="数据有改动"):
        rekey.rekey(filled, NEW, new_code(), shut, quiet)
    again = open_store(filled.folder, password)
    assert again.warnings == []
    again.close()


def _is_as_it_was(store: Store, password: str) -> None:
    """Open, whole, under the old password, with nothing lying about."""
    assert name_of(store, 1) == "侯学军"
    assert not (store.folder / swap.PREPARING).exists()
    store.close()
    again = open_store(store.folder, password)
    again.verify_chain()
    assert again.warnings == []
    again.close()


def _killed_at(folder: Path, password: str, point: int) -> bool:
    """A child does the whole change and is killed at its n-th touch of a file; whether it was killed."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
        return os.WIFSIGNALED(status)
    count = 0

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal count
        changes = event in ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate")
        if changes or (event == "open" and str(folder) in str(arguments[0])):
            count += 1
            if count == point:
                os.kill(os.getpid(), signal.SIGKILL)

    try:
        store = open_store(folder, password)
        sys.addaudithook(watch)
        real = os.fsync

        def fsync(handle: int) -> None:
            watch("os.rename", ())
            real(handle)

        os.fsync = fsync
        rekey.rekey(store, NEW, "CODE", note, quiet).close()
    except BaseException:  # noqa: BLE001  (edge: the child must not run on into the tests)
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def test_a_kill_at_any_point_leaves_the_old_pair_or_the_new_one(tmp_path: Path, password: str) -> None:
    old = new = 0
    with scale.exercised("F23", "handover killed at a touch of a file") as count:
        point, killed = 1, True
        while killed:
            folder = tmp_path / f"{point}"
            store = create_store(folder, password)
            add_payment(store, add_person(store, "侯学军"))
            store.close()
            killed = _killed_at(folder, password, point)
            is_new = _opens_as_one_of_them(folder, password)
            new, old = new + is_new, old + (not is_new)
            point += scale.points(3, 1)
            count.add()
    assert old and new


def _opens_as_one_of_them(folder: Path, password: str) -> bool:
    """Whole, by the new password or by the old one, with nothing lying about; True for the new one."""
    try:
        opened, is_new = open_store(folder, NEW), True
    except WrongPassword:
        opened, is_new = open_store(folder, password), False
    assert opened.value("SELECT count(*) FROM setting WHERE key = 'handover'") == int(is_new)
    assert name_of(opened, 1) == "侯学军"
    assert opened.warnings == []
    opened.verify_chain()
    opened.close()
    assert not (folder / swap.PREPARING).exists() and not (folder / swap.DECIDED).exists()
    return is_new
