"""Power cuts and killed programs: what was acknowledged is there, what was not is gone whole."""

import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest

from models import file_lock
from models.db.store import Store, create_store, open_store
from models.domain.errors import UserError
from tests.db.helpers import add_branch, add_person

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path: Path, password: str) -> Path:
    store = create_store(tmp_path / "data", password)
    add_branch(store)
    store.close()
    return store.folder


def start(folder: Path, password: str, mode: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.db.crash_child", str(folder), password, mode]
    return subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )


def kill_after(folder: Path, password: str, mode: str, last_word: str) -> list[str]:
    """Run the child until it says `last_word`, kill it, and return every commit it acknowledged."""
    with start(folder, password, mode) as child:
        assert child.stdout is not None
        said: list[str] = []
        while last_word not in said:
            line = child.stdout.readline().strip()
            assert line, "the child ended early"
            said.append(line)
        child.kill()
        said += child.stdout.read().split()
    return [word for word in said if word.isdigit()]


def commits_found(store: Store) -> list[tuple[str, int]]:
    return [
        (str(number), count)
        for number, count in store.rows(
            "SELECT CAST(name AS INTEGER) AS n, count(*) FROM person GROUP BY n ORDER BY n"
        )
    ]


@pytest.mark.parametrize(("mode", "word", "expected"), [("inside", "inside", 3), ("after", "3", 3)])
def test_killed_inside_or_after_a_commit(
    folder: Path, password: str, mode: str, word: str, expected: int
) -> None:
    acknowledged = kill_after(folder, password, mode, word)
    assert len(acknowledged) == expected
    store = open_store(folder, password)
    assert commits_found(store) == [(number, 20) for number in acknowledged]
    assert store.warnings == []
    store.verify_chain()
    store.close()


def test_killed_at_any_moment_nothing_acknowledged_is_lost(folder: Path, password: str) -> None:
    for last_word in ("1", "2", "5", "9"):
        acknowledged = kill_after(folder, password, "run", last_word)
        store = open_store(folder, password)
        found = commits_found(store)
        assert [number for number, _ in found][: len(acknowledged)] == acknowledged
        assert {count for _, count in found} == {20}
        store.verify_chain()
        with store.transaction("清空") as tx:
            for (row,) in store.rows("SELECT id FROM person"):
                tx.delete("person", row)
        store.close()


def test_a_second_start_is_refused_and_says_since_when(folder: Path, password: str) -> None:
    with start(folder, password, "after") as child:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == "opened"
        with pytest.raises(UserError, match=r"从 \d{4}-\d\d-\d\d \d\d:\d\d 起.*已经在另一个窗口中打开"):
            open_store(folder, password)
        child.kill()
        child.stdout.read()
    open_store(folder, password).close()  # the lock dies with its process


def test_a_second_opening_in_the_same_program_is_refused(store: Store, password: str) -> None:
    with pytest.raises(UserError, match="已经在另一个窗口中打开"):
        open_store(store.folder, password)
    add_person(store)  # and the first goes on working


def test_an_older_copy_put_back_is_noticed(store: Store, password: str) -> None:
    add_person(store, "甲")
    store.close()
    old = (store.folder / "party.db").read_bytes()
    again = open_store(store.folder, password)
    add_person(again, "乙")
    again.close()
    (store.folder / "party.db").write_bytes(old)

    stale = open_store(store.folder, password)
    assert len(stale.warnings) == 1
    assert "比上次使用时旧（缺少第 3 至 3 号操作）" in stale.warnings[0]
    stale.close()
    assert (store.folder / "anchor" / "head-mismatch-1.json").is_file()


def test_a_damaged_anchor_is_said_and_replaced(store: Store, password: str) -> None:
    add_person(store)
    store.close()
    (store.folder / "anchor" / "head.json").write_text("{}")
    again = open_store(store.folder, password)
    assert "核对文件" in again.warnings[0]
    again.close()
    clean = open_store(store.folder, password)
    assert clean.warnings == []
    clean.close()


def test_a_lock_that_stands_past_the_text_still_says_since_when(
    store: Store, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(file: IO[bytes]) -> None:
        file.seek(file_lock.LOCKED_BYTE)  # as Windows leaves it
        raise PermissionError

    monkeypatch.setattr(file_lock, "lock", refused)
    with pytest.raises(UserError, match=r"从 \d{4}-\d\d-\d\d \d\d:\d\d 起.*已经在另一个窗口中打开"):
        open_store(store.folder, password)
