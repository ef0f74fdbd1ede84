"""The head anchor in its own folder: old copies put back are found, moved folders and new computers are not blamed."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.db import anchor, rekey
from models.db.store import Store, create_store, open_store
from models.domain.recovery_code import new_code
from tests.db.helpers import add_payment, add_person, tamper


@pytest.fixture
def anchors(tmp_path: Path) -> Path:
    return tmp_path / "state" / "anchors"


@pytest.fixture
def kept(tmp_path: Path, password: str, anchors: Path) -> Iterator[Store]:
    opened = create_store(tmp_path / "data", password, anchors=anchors)
    yield opened
    opened.close()


def test_an_old_copy_of_the_whole_folder_is_found(kept: Store, password: str, anchors: Path) -> None:
    folder, copy = kept.folder, kept.folder.with_name("kopie")
    add_person(kept, "侯学军")
    kept.close()
    shutil.copytree(folder, copy)
    later = open_store(folder, password, anchors=anchors)
    add_person(later, "乙")
    add_person(later, "丙")
    later.close()
    shutil.rmtree(folder)
    copy.rename(folder)
    stale = open_store(folder, password, anchors=anchors)
    assert "缺少第 3 至 4 号操作" in stale.warnings[0]
    stale.close()
    assert (anchors / f"{stale.db_uuid}-mismatch-1.json").is_file()
    again = open_store(folder, password, anchors=anchors)
    assert again.warnings == [], "said once; the evidence is kept"
    again.close()


def test_a_fork_made_from_an_old_copy_is_found(kept: Store, password: str, anchors: Path) -> None:
    folder, copy = kept.folder, kept.folder.with_name("kopie")
    kept.close()
    shutil.copytree(folder, copy)
    first = open_store(folder, password, anchors=anchors)
    add_person(first, "侯学军")
    first.close()
    other = open_store(copy, password)
    for name in ("甲", "乙", "丙"):
        add_person(other, name)
    other.close()
    fork = open_store(copy, password, anchors=anchors)
    assert "与上次使用时不同" in fork.warnings[0]
    fork.close()


def test_a_moved_folder_and_a_new_computer_say_nothing(
    kept: Store, password: str, anchors: Path, tmp_path: Path
) -> None:
    add_person(kept, "侯学军")
    kept.close()
    moved = kept.folder.rename(tmp_path / "搬家")
    for place in (anchors, tmp_path / "other computer"):
        opened = open_store(moved, password, anchors=place)
        assert opened.warnings == []
        opened.close()


def test_the_old_place_is_taken_over_once(store: Store, password: str, anchors: Path) -> None:
    add_person(store, "侯学军")
    store.close()
    old = store.folder / anchor.INSIDE
    assert old.is_file()
    kept_back = old.read_bytes()
    opened = open_store(store.folder, password, anchors=anchors)
    assert opened.warnings == []
    assert not old.parent.exists()
    assert (anchors / f"{opened.db_uuid}.json").is_file()
    tamper(opened, "DROP TRIGGER journal_no_delete")
    tamper(opened, "DELETE FROM journal WHERE seq = 2")
    tamper(opened, "DELETE FROM person")
    opened.close()
    old.parent.mkdir()
    old.write_bytes(kept_back)
    (anchors / f"{opened.db_uuid}.json").unlink()
    again = open_store(store.folder, password, anchors=anchors)
    assert "比上次使用时旧" in again.warnings[0], "what an earlier program left counts"
    again.close()


def test_a_new_data_key_brings_its_own_anchor(kept: Store, anchors: Path) -> None:
    add_person(kept, "侯学军")
    reopened = rekey.rekey(kept, "新口令二〇二六", new_code(), lambda _copy: None, lambda _d, _t: None)
    assert reopened.anchors == anchors
    assert reopened.warnings == []
    add_person(reopened, "乙")
    reopened.verify_chain()
    reopened.close()


def test_the_tail_is_compared_with_the_rows_at_every_opening(kept: Store, password: str) -> None:
    person = add_person(kept, "侯学军")
    tamper(kept, "UPDATE person SET name = '改名' WHERE id = ?", person)
    kept.close()
    opened = open_store(kept.folder, password, anchors=kept.anchors)
    assert f"person 第 {person} 行" in opened.warnings[0]
    opened.close()


def test_a_changed_entry_in_the_tail_is_found(kept: Store, password: str) -> None:
    add_person(kept, "侯学军")
    tamper(kept, "DROP TRIGGER journal_no_update")
    tamper(kept, "UPDATE journal SET actor = '别人' WHERE seq = 1")
    kept.close()
    opened = open_store(kept.folder, password, anchors=kept.anchors)
    assert "第 1 号断开" in opened.warnings[0]
    opened.close()


@pytest.mark.parametrize(
    "sql",
    [
        "DROP TRIGGER payment_no_update; UPDATE payment SET amount_fen = 400",
        "DROP TRIGGER payment_line_no_delete; DELETE FROM payment_line",
    ],
)
def test_money_that_does_not_add_up_is_told(kept: Store, password: str, sql: str) -> None:
    add_payment(kept, add_person(kept, "侯学军"))
    for statement in sql.split("; "):
        tamper(kept, statement)
    kept.close()
    opened = open_store(kept.folder, password, anchors=kept.anchors)
    assert any("第 1 号缴费与它的分月明细" in warning for warning in opened.warnings)
    opened.close()


def test_a_disk_nearly_full_is_said_before_writing(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    add_person(kept, "侯学军")
    monkeypatch.setattr("models.db.health.FLOOR_BYTES", 2**62)
    with pytest.raises(Exception, match="现在不写入.*清理出一些空间"):
        add_person(kept, "乙")
    assert kept.value("SELECT count(*) FROM person") == 1
    monkeypatch.undo()
    add_person(kept, "乙")


def test_a_large_file_is_checked_after_the_window_is_there(
    kept: Store, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.close()
    monkeypatch.setattr("models.db.health.SMALL_BYTES", 1)
    opened = open_store(kept.folder, password)
    assert not opened.is_checked
    opened.close()
