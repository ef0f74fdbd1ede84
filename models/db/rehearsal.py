"""Restoring for practice: a backup is laid out in a scratch folder, opened as the program would, counted, deleted."""

import random
import tempfile
from dataclasses import dataclass
from pathlib import Path

from models.db import backup, keys, shelf
from models.db.lock import FolderLock
from models.db.store import DB_NAME, Store
from models.domain.errors import UserError

MEMBERS = """SELECT count(*) FROM person WHERE deleted_on = '' AND left_on = '' AND category IN (?, ?)
    AND membership_state <> '停止党籍'"""
DIFFERS = "演练不成功：第 {serial} 号备份恢复后与备份时的数目不一致。请再备份一次，并检查磁盘。"


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What came out of one backup."""

    serial: int
    made_on: str
    members: int
    fen: int


def choose(entries: list[shelf.Entry], chance: random.Random) -> list[shelf.Entry]:
    """The newest, and one older by lot; only of this store."""
    return entries[:1] + ([chance.choice(entries[1:])] if len(entries) > 1 else [])


def rehearse(entry: shelf.Entry, data_key: bytes, categories: tuple[str, str]) -> Rehearsed:
    """Restore, migrate, check, compare; UserError when anything differs. Nothing outside the scratch folder changes."""
    with tempfile.TemporaryDirectory(prefix="~rehearse-", dir=entry.path.parent) as name:
        folder = Path(name)
        meta = backup.unpack(entry.path, folder)
        ring = backup.ring_of(entry.path, folder)
        info = backup.checked(entry.path, folder / DB_NAME, ring, data_key, meta)
        store = Store(folder, ring, data_key, FolderLock(folder))
        try:
            store.verify_chain()
            counts = {table: store.value(f"SELECT count(*) FROM {table}") for table in info.counts}
            grown = {table for table in counts if counts[table] != info.counts[table]} - {
                "journal",
                "keeping",
            }
            figures = backup.figures_of(store.connection)
            if grown or figures != info.figures or store.warnings:
                raise UserError(DIFFERS.format(serial=entry.serial), [*sorted(grown), *store.warnings])
            members = int(store.value(MEMBERS, categories))
        finally:
            store.close()
    return Rehearsed(entry.serial, entry.made_on, members, figures["fen"])


def same_slots(entry: shelf.Entry, ring: keys.KeyRing) -> bool:
    """Whether what opens the data today also opens this backup: the very same slots are in it."""
    kept = shelf.read_ring(entry.path)
    return kept is not None and kept.db_uuid == ring.db_uuid and set(ring.slots) <= set(kept.slots)
