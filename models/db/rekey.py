"""A new data key for the same data: copied under it, checked, opened with the new password, then swapped in.

Whoever kept the old password, the old slip or the old key file can open the old backups, and nothing newer.
"""

import os
from collections.abc import Callable
from pathlib import Path

from models.db import health, journal, keys, swap
from models.db.connection import RawConnection, connect_plainly, database_errors, pragma
from models.db.files import disk_errors
from models.db.lock import FolderLock
from models.db.schema import read_schema
from models.db.store import DB_NAME, Store, open_store
from models.domain.errors import UserError

NOT_EQUAL = "换密钥时做的副本与原数据不一致，没有采用，原来的数据和口令不变。请检查磁盘后再试。"
NOT_OPENING = "新口令或新恢复码打不开做好的副本，没有采用，原来的数据和口令不变。请再试一次。"
CHANGED = "换密钥的同时数据有改动，没有采用副本，原来的数据和口令不变。请再试一次。"

Progress = Callable[[int, int], None]


def rekey(
    store: Store, password: str, recovery: str, write: Callable[[Store], None], progress: Progress
) -> Store:
    """Give the data a new key; `write` adds its rows to the copy. The store is closed; the new one comes back open.

    Until the swap is decided a failure leaves everything as it was, and the store open.
    """
    if store.read_only:
        raise UserError("数据以只读方式打开，不能换密钥。请用正常方式打开后再做。")
    folder, head = store.folder, store.head
    try:
        place = swap.prepare(folder)
        ring, data_key = keys.fresh_ring(store.ring, password, recovery)
        progress(1, 5)
        _copy(store, place / DB_NAME, data_key)
        progress(2, 5)
        keys.save_ring(place, ring)
        _complete(place, password, recovery, write, store.actor)
        progress(3, 5)
        _decide(store, head)
    except BaseException:
        swap.abandon(folder)
        raise
    progress(4, 5)
    reopened = open_store(folder, password, anchors=store.anchors)
    progress(5, 5)
    return reopened


def _copy(store: Store, path: Path, data_key: bytes) -> None:
    """Copy under the new key, then check and compare the copy, read back from the disk."""
    with store.database.store_lock, database_errors():
        target = connect_plainly(path, data_key)
        try:
            store.connection.backup(target)
        finally:
            target.close()
        expected = _describe(store.connection, store.db_uuid)
    with disk_errors(path), path.open("r+b") as file:
        os.fsync(file.fileno())
    copy = connect_plainly(path, data_key)
    try:
        with database_errors():
            pragma(copy, "journal_mode=DELETE")  # one file, nothing beside it
            health.quick(copy)
            health.thorough(copy)
            journal.verify(copy, read_schema(copy), store.db_uuid)
            found = _describe(copy, store.db_uuid)
    finally:
        copy.close()
    if found != expected:
        raise UserError(NOT_EQUAL)


def _describe(raw: RawConnection, db_uuid: str) -> tuple[object, ...]:
    counts = {table: raw.execute(f"SELECT count(*) FROM {table}").fetchone() for table in read_schema(raw)}
    return pragma(raw, "user_version"), journal.read_head(raw, db_uuid), counts


def _complete(place: Path, password: str, recovery: str, write: Callable[[Store], None], actor: str) -> None:
    """Open the copy as the program will, by password and by recovery code, and write what belongs to the change."""
    ring, by_password = keys.open_ring(place, password)
    _, by_code = keys.open_ring(place, recovery, keys.RECOVERY)
    if by_password != by_code:
        raise UserError(NOT_OPENING)
    copy = Store(place, ring, by_password, FolderLock(place))
    try:
        copy.actor = actor
        write(copy)
        copy.verify_chain()
    finally:
        copy.close()
    if health.was_unclean(place / DB_NAME):
        raise UserError(NOT_EQUAL)
    with disk_errors(place), (place / DB_NAME).open("r+b") as file:
        os.fsync(file.fileno())


def _decide(store: Store, head: tuple[int, str]) -> None:
    """Close the data in use, cleanly and unchanged, and let the copy take its place."""
    with store.database.store_lock:
        if not store.is_open or store.head != head:
            raise UserError(CHANGED)
        lock = store.close_for_swap()
    try:
        if health.was_unclean(store.folder / DB_NAME):
            raise UserError(NOT_EQUAL)
        swap.decide(store.folder)
    finally:
        lock.release()
