"""Disks that are full, closed to writing or broken; places where a database must not live; edited rows."""

import errno
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from models import drives
from models.db import files, health
from models.db.rescue import open_rescue
from models.db.store import Store, create_store, open_store, store_exists
from models.domain.errors import UserError
from tests.db.helpers import add_branch, add_meeting, add_payment, add_person, name_of, tamper


def pages(store: Store) -> int:
    return store.value("PRAGMA page_count")


def test_a_full_disk_is_a_sentence_and_nothing_is_half_saved(store: Store) -> None:
    branch = add_branch(store)
    person = add_person(store, "侯学军")
    head = store.head
    store.connection.execute(f"PRAGMA max_page_count={pages(store) + 2}")
    crowd = [{"name": f"党员{n}", "branch_id": branch} for n in range(2000)]
    with pytest.raises(UserError, match="磁盘空间不够.*没有保存.*再做一次"), store.transaction("导入") as tx:
        tx.update("person", person, {"name": "改了"})
        tx.insert_many("person", crowd)
    assert name_of(store, person) == "侯学军"
    assert store.value("SELECT count(*) FROM person") == 1
    assert (store.head, store.undo_label) == (head, "登记侯学军")

    store.connection.execute("PRAGMA max_page_count=1000000")  # space was made
    with store.transaction("导入") as tx:
        tx.insert_many("person", crowd)
    assert store.value("SELECT count(*) FROM person") == 2001
    store.verify_chain()


def test_a_file_closed_to_writing_is_a_sentence(store: Store) -> None:
    person = add_person(store, "侯学军")
    with pytest.raises(UserError, match="不允许写入.*写入权限"), store.transaction("改") as tx:
        store.connection.execute("PRAGMA query_only=ON")
        tx.update("person", person, {"name": "改了"})
    add_person(store, "乙")
    assert name_of(store, person) == "侯学军"


def test_after_a_disk_error_nothing_more_is_written(store: Store, password: str) -> None:
    person = add_person(store, "侯学军")

    class DiskError(sqlite_error(store)):
        sqlite_errorname = "SQLITE_IOERR_FSYNC"

    with pytest.raises(UserError, match="读写磁盘时出错"), store.transaction("改") as tx:
        tx.update("person", person, {"name": "改了"})
        raise DiskError("disk I/O error")
    with pytest.raises(UserError, match="已停止写入.*重新打开"):
        add_person(store, "乙")
    assert name_of(store, person) == "侯学军"
    store.close()
    again = open_store(store.folder, password)
    add_person(again, "乙")
    again.verify_chain()
    again.close()


def sqlite_error(store: Store) -> type[Exception]:
    """The driver's own OperationalError class."""
    with pytest.raises(Exception) as caught:
        store.connection.execute("SELECT nothing")
    return caught.type


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "磁盘空间不够"),
        (errno.EACCES, "不允许写入"),
        (errno.EROFS, "不允许写入"),
        (errno.EIO, "检查磁盘"),
    ],
)
def test_a_folder_that_cannot_be_written_is_refused(
    tmp_path: Path, password: str, monkeypatch: pytest.MonkeyPatch, number: int, sentence: str
) -> None:
    def refuse(handle: int) -> None:
        raise OSError(number, "refused")

    monkeypatch.setattr(files.os, "fsync", refuse)
    with pytest.raises(UserError, match=sentence):
        create_store(tmp_path / "data", password)
    assert not store_exists(tmp_path / "data")
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["app.lock"]
    monkeypatch.undo()
    create_store(tmp_path / "data", password).close()


def test_a_folder_below_a_file_is_refused(tmp_path: Path, password: str) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserError, match="找不到|不允许|检查"):
        create_store(tmp_path / "file" / "data", password)


def test_a_lost_anchor_write_does_not_fail_the_commit(
    store: Store, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, data: bytes) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("models.db.anchor.write_atomic", refuse)
    person = add_person(store, "侯学军")
    assert name_of(store, person) == "侯学军"
    monkeypatch.undo()
    store.close()
    again = open_store(store.folder, password)
    assert again.warnings == []  # an older anchor still lies on the chain
    again.close()


def test_a_new_store_never_replaces_an_old_one(store: Store, password: str) -> None:
    store.close()
    with pytest.raises(UserError, match="已经有一份数据"):
        create_store(store.folder, password)


def test_a_folder_without_data_is_a_sentence(tmp_path: Path, password: str) -> None:
    with pytest.raises(UserError, match="没有支部工作台的数据"):
        open_store(tmp_path, password)


def test_a_plain_database_is_refused(store: Store, password: str) -> None:
    store.close()
    path = store.folder / "party.db"
    path.unlink()
    plain = sqlite3.connect(path)
    plain.execute("CREATE TABLE person (id)")
    plain.close()
    with pytest.raises(UserError, match="没有加密"):
        open_store(store.folder, password)


def test_a_damaged_page_is_said_at_opening_and_can_still_be_read(store: Store, password: str) -> None:
    add_person(store, "侯学军")
    page, size = store.value("SELECT rootpage FROM sqlite_master WHERE name = 'person'"), 4096
    store.close()
    path = store.folder / "party.db"
    data = bytearray(path.read_bytes())
    data[page * size - 2000] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(UserError, match="备份恢复"):
        open_store(store.folder, password)
    assert path.read_bytes() == bytes(data)
    saved = open_rescue(store.folder, password)
    assert saved.value("SELECT count(*) FROM branch") == 1
    saved.close()


def test_read_only_shows_and_refuses_to_change(store: Store, password: str) -> None:
    person = add_person(store, "侯学军")
    store.close()
    reader = open_store(store.folder, password, read_only=True)
    assert name_of(reader, person) == "侯学军"
    with pytest.raises(UserError, match="只读方式"):
        add_person(reader, "乙")
    reader.close()


@pytest.mark.parametrize("name", ["OneDrive - 某某公司", "坚果云", "WPS云盘"])
def test_synchronised_folders_are_refused(tmp_path: Path, password: str, name: str) -> None:
    with pytest.raises(UserError, match="网盘同步文件夹"):
        create_store(tmp_path / name / "支部", password)
    assert not (tmp_path / name).exists()


def test_network_mounts_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = f"tmpfs / tmpfs rw 0 0\nserver:/share {tmp_path} nfs4 rw 0 0\n"
    monkeypatch.setattr(drives.Path, "read_text", lambda *_args, **_kw: table)
    with pytest.raises(UserError, match="网络共享盘"):
        health.check_place(tmp_path / "支部")


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("UPDATE person SET name = '改名' WHERE id = 1", "person 第 1 行的内容"),
        ("DELETE FROM mark WHERE id = 1", "mark 第 1 行不见了"),
        (
            "INSERT INTO person (id, uuid, name, branch_id) VALUES (99, 'x', '多出', 1)",
            "person 第 99 行的内容",
        ),
        (
            "DROP TRIGGER journal_no_update; UPDATE journal SET label = 'x' WHERE seq = 2",
            "第 2 号操作记录断开",
        ),
        ("DROP TRIGGER journal_no_delete; DELETE FROM journal WHERE seq = 3", "第 3 号操作记录断开"),
        ("DROP TRIGGER payment_no_update; UPDATE payment SET amount_fen = 1", "payment 第 1 行的内容"),
        ("UPDATE attendance SET presence = '缺席'", "attendance 第 1 行的内容"),
    ],
)
def test_rows_edited_by_another_program_are_found(store: Store, sql: str, told: str) -> None:
    person = add_person(store, "侯学军")
    with store.transaction("标记") as tx:
        tx.insert("mark", {"person_id": person, "field": "sex", "code": "sex.conflict"})
    add_payment(store, person)
    add_meeting(store, person)
    store.verify_chain()
    for statement in sql.split("; "):
        tamper(store, statement)
    with pytest.raises(UserError, match="不是通过本程序改动") as caught:
        store.verify_chain()
    assert told in caught.value.details[0]


def test_a_clock_that_went_back_is_said_and_order_stays(store: Store) -> None:
    assert health.clock_warning(store.connection, datetime(1980, 1, 1, tzinfo=UTC)) == ""
    add_branch(store)
    assert health.clock_warning(store.connection, datetime.now(UTC)) == ""
    assert "请校正电脑的日期和时间" in health.clock_warning(
        store.connection, datetime(1980, 1, 1, tzinfo=UTC)
    )
    assert [line.seq for line in store.recent()] == [1]


def test_the_tail_cut_off_is_found_by_the_anchor(store: Store) -> None:
    add_person(store, "侯学军")
    tamper(store, "DROP TRIGGER journal_no_delete")
    tamper(store, "DELETE FROM person")
    tamper(store, "DELETE FROM journal WHERE seq = 2")
    with pytest.raises(UserError, match="与上次使用时不同|比上次使用时旧|不一致"):
        store.verify_chain()


def test_the_head_code_is_twelve_hex_digits_of_the_last_entry(store: Store) -> None:
    empty = store.head_code
    add_branch(store)
    assert len(store.head_code) == 12
    assert int(store.head_code, 16) >= 0
    assert store.head_code != empty
    assert store.head[1].startswith(store.head_code)
    assert store.head[0] == 1


def test_a_new_folder_is_not_for_the_computers_other_people(tmp_path: Path, password: str) -> None:
    create_store(tmp_path / "new", password).close()
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0
