"""A backup takes the place of the data in use: laid out beside them, checked, marked, swapped in by one rename.

The present state is saved first: a verified backup when it is open, else its files as they lie, in `quarantine`.
Nothing here needs a present file that can be opened.
"""

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.db import backup, health, keys, rescue, shelf, swap
from models.db.anchor import Anchor
from models.db.files import disk_errors, make_private
from models.db.lock import FolderLock
from models.db.store import DB_NAME, Store
from models.domain.errors import DamagedFile, UserError, WrongPassword

EPOCH, RESTORED_FROM = "desk.epoch", "desk.restored_from"
LABEL = "从备份恢复"
SAVED_REASON = "恢复前"
STEPS = 4
OTHER_BRANCH = "这份备份是另一个支部（或另一份数据）的，不能恢复到这里。请换一个备份，或恢复到一个空文件夹。"
NOT_OPENED = "这个口令打不开这份备份。换过口令的，请用做备份那天的口令；也可以用当时的恢复码。"
LOW_SPACE = "磁盘剩余空间太少，不能恢复。请清理出一些空间后再试；现在的数据没有改动。"
NOT_WRITTEN = "恢复的数据没有写完整，没有换上去；现在的数据没有改动。请清理出一些空间、检查磁盘后再试。"

Progress = Callable[[int, int], None]
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Secret:
    """What opens the backup: a password or recovery code, or the data key of the store that is open."""

    text: str = ""
    kind: str = keys.PASSWORD


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put in place, and where the state before it lies."""

    info: backup.BackupInfo
    epoch: int
    saved: Path
    keeps_password: bool  # the present password goes on; False: the backup's own counts from now on


@dataclass(frozen=True, slots=True)
class _Laid:
    ring: keys.KeyRing
    data_key: bytes
    info: backup.BackupInfo
    keeps_password: bool


def data_key_of(ring: keys.KeyRing, store: Store | None, secret: Secret) -> bytes:
    """Opened by the store at hand when it has the same key, else by what was typed; WrongPassword."""
    if store is not None and store.ring.db_uuid == ring.db_uuid and not secret.text:
        return store.data_key
    found = keys.unlock(ring, secret.text, secret.kind) if secret.text else None
    if found is None:
        raise WrongPassword(NOT_OPENED)
    return found


def restore(
    folder: Path,
    path: Path,
    secret: Secret,
    store: Store | None,
    progress: Progress,
    *,
    actor: str = "",
    anchors: Path | None = None,
) -> Restored:
    """Put the backup `path` in the place of the data in `folder`. An open `store` is closed by it.

    Until the swap is decided a failure leaves everything as it was (and the store open).
    """
    with disk_errors(folder):
        make_private(folder)
    health.check_place(folder)
    if store is not None:
        return _restore(folder, path, secret, store, progress, None, actor, anchors)
    lock = FolderLock(folder)
    try:
        return _restore(folder, path, secret, None, progress, lock, actor, anchors)
    finally:
        lock.release()


def _restore(
    folder: Path,
    path: Path,
    secret: Secret,
    store: Store | None,
    progress: Progress,
    lock: FolderLock | None,
    actor: str,
    anchors: Path | None,
) -> Restored:
    swap_pending(folder, store)
    place = swap.prepare(folder)
    try:
        progress(1, STEPS)
        laid = _lay_out(folder, path, place, secret, store)
        progress(2, STEPS)
        saved = _saved(store)
        progress(3, STEPS)
        epoch = _complete(place, laid, store, actor, folder)
        progress(STEPS, STEPS)  # the last moment to think better of it
        saved = _decide(folder, store, saved, laid, anchors)
    except BaseException:
        if not (folder / swap.DECIDED).exists():
            swap.abandon(folder)
        raise
    log.info("restored backup %d as epoch %d", laid.info.serial, epoch)
    return Restored(laid.info, epoch, saved, laid.keeps_password)


def swap_pending(folder: Path, store: Store | None) -> None:
    """What an earlier start decided is finished first, so that it is what gets saved."""
    if store is None:
        swap.finish(folder)


def _lay_out(folder: Path, path: Path, place: Path, secret: Secret, store: Store | None) -> _Laid:
    """Unpack, open and check the backup in its place beside the data."""
    with disk_errors(path):
        if health.free_bytes(folder) < 3 * path.stat().st_size + backup.SPARE_BYTES:
            raise UserError(LOW_SPACE, [str(folder)])
    meta = backup.unpack(path, place)
    ring = backup.ring_of(path, place)
    present = _present_ring(folder, store)
    if present is not None and present.db_uuid != ring.db_uuid:
        raise UserError(OTHER_BRANCH, [path.name])
    data_key = data_key_of(ring, store, secret)
    info = checked_with(path, place / DB_NAME, ring, data_key, meta, store, secret)
    same = store is not None and data_key == store.data_key
    if same and present is not None:
        ring = present
    keys.save_ring(place, ring)
    return _Laid(ring, data_key, info, same)


def checked_with(
    path: Path,
    database: Path,
    ring: keys.KeyRing,
    data_key: bytes,
    meta: dict[str, Any],
    store: Store | None,
    secret: Secret,
) -> backup.BackupInfo:
    """Check a backup laid out; when the open store's key is not its own, its own password is asked for."""
    try:
        return backup.checked(path, database, ring, data_key, meta)
    except DamagedFile as error:
        if store is not None and not secret.text and ring.slots != store.ring.slots:
            raise WrongPassword(NOT_OPENED) from error
        raise


def _present_ring(folder: Path, store: Store | None) -> keys.KeyRing | None:
    if store is not None:
        return store.ring
    try:
        return keys.load_ring(folder)
    except UserError:
        return None  # damaged or not there: whose data these are cannot be told


def _complete(place: Path, laid: _Laid, store: Store | None, actor: str, folder: Path) -> int:
    """Open the copy as the program will (it is migrated then), and write that it is one, in its own journal."""
    copy = Store(place, laid.ring, laid.data_key, FolderLock(place))
    try:
        copy.actor = actor or copy.actor
        past = [_epoch(copy), *(one.epoch for one in shelf.entries(folder))]
        epoch = max([*past, _epoch(store) if store is not None and not store.is_rescue else 0]) + 1
        words = f"{laid.info.made_at} 的备份（第 {laid.info.serial} 号）"
        with copy.transaction(LABEL, undoable=False) as tx:
            for key, value in ((EPOCH, str(epoch)), (RESTORED_FROM, words)):
                row = tx.value("SELECT id FROM setting WHERE key = ?", (key,))
                if row is None:
                    tx.insert("setting", {"key": key, "value": value})
                else:
                    tx.update("setting", int(row), {"value": value})
        copy.verify_chain()
    finally:
        copy.close()
    if health.was_unclean(place / DB_NAME):  # its log could not be folded in, and would not go along
        raise UserError(NOT_WRITTEN, [str(folder)])
    with disk_errors(place), (place / DB_NAME).open("r+b") as file:
        os.fsync(file.fileno())
    return epoch


def _epoch(store: Any) -> int:
    text = str(store.value("SELECT value FROM setting WHERE key = ?", (EPOCH,)) or "")
    return int(text) if text.isdigit() else 0


def _saved(store: Store | None) -> Path | None:
    """A verified backup of the present state; None when its files must be kept as they lie."""
    if store is None or store.read_only:
        return store.folder if store is not None and store.is_rescue else None
    try:
        return store.backup(SAVED_REASON)
    except UserError as error:
        log.warning("present state cannot be backed up: %s", type(error).__name__)
        return None


def _decide(folder: Path, store: Store | None, saved: Path | None, laid: _Laid, anchors: Path | None) -> Path:
    """Close what is open, keep what there was and its proof, and let the copy take its place."""
    held = store.close_for_swap() if store is not None else None
    try:
        kept = saved or rescue.quarantine(folder)
        Anchor(folder, anchors or (store.anchors if store else None), laid.ring.db_uuid, b"").set_aside()
        swap.decide(folder)
        return kept
    finally:
        if held is not None:
            held.release()
