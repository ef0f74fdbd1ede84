"""Contents by hash: kept once, never changed, removed only once nothing names them, compared when they are read."""

import hashlib

import pytest

from models.db import blobs
from models.db.connection import Error
from models.db.store import Store
from models.domain.errors import UserError

PAPER = "入党申请书".encode() * 100


def keep(store: Store, content: bytes) -> str:
    with store.transaction("添加附件") as tx:
        return blobs.put(tx, content)


def test_the_same_content_is_kept_once(store: Store) -> None:
    assert keep(store, PAPER) == keep(store, PAPER) == hashlib.sha256(PAPER).hexdigest()
    assert store.value("SELECT count(*) FROM blob") == 1
    assert blobs.get(store, keep(store, PAPER)) == PAPER
    assert blobs.has(store, hashlib.sha256(PAPER).hexdigest())
    assert list(blobs.damaged(store)) == []


def name_it(store: Store, sha256: str) -> None:
    """An attachment of a branch: what is named stays."""
    with store.transaction("添加附件") as tx:
        branch = tx.insert("branch", {"name": "柳溪村党支部"})
        named = {"kind": "附件", "name": "申请书.pdf", "extension": "pdf", "size": 1}
        tx.insert("attachment", {**named, "branch_id": branch, "sha256": sha256})


def test_what_a_package_named_but_did_not_bring_is_said(store: Store) -> None:
    assert not blobs.has(store, "0" * 64)
    with pytest.raises(UserError, match="内容不在本机"):
        blobs.get(store, "0" * 64)


@pytest.mark.parametrize("sql", ["UPDATE blob SET content = x'00'", "DELETE FROM blob"])
def test_no_statement_changes_or_removes_a_content_that_is_named(store: Store, sql: str) -> None:
    name_it(store, keep(store, PAPER))
    with pytest.raises(Error, match="contents are kept"), store.transaction("改内容") as tx:
        tx.beside_journal.execute(sql)


def test_a_content_that_is_not_what_it_was_is_named(store: Store) -> None:
    name = keep(store, PAPER)
    with store.transaction("损坏") as tx:
        tx.beside_journal.execute("DROP TRIGGER blob_no_update")
        tx.beside_journal.execute("UPDATE blob SET content = substr(content, 2)")
    assert list(blobs.damaged(store)) == [name]
    with pytest.raises(UserError, match="已经损坏"):
        blobs.get(store, name)


def test_a_damaged_content_is_whole_again_once_the_file_is_added_anew(store: Store) -> None:
    """What the sentences about a damaged file advise."""
    name, other = keep(store, PAPER), keep(store, b"%PDF")
    name_it(store, name)
    with store.transaction("损坏") as tx:
        tx.beside_journal.execute("DROP TRIGGER blob_no_update")
        tx.beside_journal.execute("UPDATE blob SET content = substr(content, 2) WHERE sha256 = ?", (name,))
    assert keep(store, PAPER) == name
    assert list(blobs.damaged(store)) == []
    assert (blobs.get(store, name), blobs.get(store, other)) == (PAPER, b"%PDF")
    assert store.value("SELECT count(*) FROM blob") == 2
    with pytest.raises(Error, match="contents are kept"), store.transaction("改内容") as tx:
        tx.beside_journal.execute("INSERT OR REPLACE INTO blob (sha256, content) VALUES (?, x'00')", (name,))


def test_what_nothing_names_goes_for_good_and_what_is_named_stays(store: Store) -> None:
    named, orphan = keep(store, PAPER), keep(store, b"scan")
    name_it(store, named)
    with store.transaction("最终移除") as tx:
        assert blobs.drop(tx, [named, orphan, "0" * 64]) == 1
    assert blobs.has(store, named) and not blobs.has(store, orphan)
