"""A file that did not pass its checks: kept as it is, looked at as a copy and only for reading, saved table by table."""

import logging
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from models.db import health, keys, shelf
from models.db.connection import Error, RawConnection, connect_plainly, database_errors
from models.db.files import create_private, disk_errors, make_private
from models.db.lock import FolderLock
from models.db.schema import UNJOURNALLED, TableInfo, read_schema
from models.db.store import DB_NAME, Store
from models.domain.errors import UserError, WrongPassword

FOLDER_NAME = "quarantine"
FILES = (
    DB_NAME, f"{DB_NAME}-wal", f"{DB_NAME}-journal", keys.KEYS_NAME, keys.KEYS_COPY_NAME, "anchor/head.json",
)  # fmt: skip
FURTHEST = 2**22  # ids looked for beyond what can be read, when the end of a table is unknown
CONTENTS = "blob"  # the table of attachments' contents
PATIENCE = 1500  # failed readings of one table
LOW_SPACE = "磁盘剩余空间太少，连现状也存不下。请清理出一些空间后再试；现在的数据没有改动。"
NO_KEYS = "密钥文件已损坏，备份里的密钥也不能用这个口令打开。请换一个口令，或从备份恢复。"

log = logging.getLogger(__name__)


def quarantine(folder: Path) -> Path:
    """Copy file, logs and keys together, as they lie, under the next number; nothing is opened. Lock held."""
    here = [folder / name for name in FILES if (folder / name).is_file()]
    place = folder / FOLDER_NAME
    with disk_errors(folder):
        if health.free_bytes(folder) < sum(path.stat().st_size for path in here) + health.FLOOR_BYTES:
            raise UserError(LOW_SPACE, [str(folder)])
        make_private(place)
        numbers = [int(path.name) for path in place.iterdir() if path.name.isdigit()]
        kept = place / f"{max(numbers, default=0) + 1:04d}"
        make_private(kept)
        for path in here:
            target = kept / path.relative_to(folder)
            make_private(target.parent)
            create_private(target)
            shutil.copyfile(path, target)
    log.warning("present files kept in quarantine %s", kept.name)
    return kept


def open_rescue(folder: Path, secret: str, kind: str = keys.PASSWORD) -> Store:
    """The data read-only, from a quarantined copy; keys come from a backup when the key file is damaged."""
    lock = FolderLock(folder)
    try:
        ring, data_key = _ring(folder, secret, kind)
        kept = quarantine(folder)
        return Store(kept, ring, data_key, lock, read_only=True, is_rescue=True)
    except BaseException:
        lock.release()
        raise


def _ring(folder: Path, secret: str, kind: str) -> tuple[keys.KeyRing, bytes]:
    try:
        keys.load_ring(folder)
    except UserError:
        return ring_of_backups(folder, secret, kind)
    return keys.open_ring(folder, secret, kind)


def ring_of_backups(folder: Path, secret: str, kind: str = keys.PASSWORD) -> tuple[keys.KeyRing, bytes]:
    """Slots kept in the newest backup which this secret opens; WrongPassword when there is none."""
    for entry in shelf.entries(folder):
        ring = shelf.read_ring(entry.path)
        data_key = keys.unlock(ring, secret, kind) if ring else None
        if ring is not None and data_key is not None:
            return ring, data_key
    raise WrongPassword(NO_KEYS)


@dataclass
class Salvaged:
    """One table as far as it could be read; `lost` are spans of row numbers."""

    table: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]] = field(default_factory=list[tuple[Any, ...]])
    lost: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    failures: int = 0


class _Source:
    """Reads a damaged file; after a page that fails, the driver answers nothing more until it is opened anew."""

    def __init__(self, path: Path, data_key: bytes) -> None:
        self._path, self._key = path, data_key
        self._raw: RawConnection | None = None

    def rows(self, sql: str, *params: object) -> list[tuple[Any, ...]]:
        """Raises Error for what cannot be read."""
        if self._raw is None:
            self._raw = connect_plainly(self._path, self._key)
        try:
            return self._raw.execute(sql, params).fetchall()
        except Error:
            self.close()
            raise

    def schema(self) -> dict[str, TableInfo]:
        """The tables as the file describes them; UserError when not even that can be read."""
        self.close()
        self._raw = connect_plainly(self._path, self._key)
        with database_errors():
            return read_schema(self._raw)

    def close(self) -> None:
        if self._raw is not None:
            self._raw.close()
            self._raw = None


def salvage(store: Store, cancelled: Callable[[], bool]) -> Iterator[Salvaged]:
    """Every table with what of it can be read; own secret keys and the computer's memory are left out."""
    with tempfile.TemporaryDirectory(prefix="~salvage-", dir=store.folder) as name:
        for kept in (DB_NAME, f"{DB_NAME}-wal"):
            if (store.folder / kept).is_file():
                shutil.copyfile(store.folder / kept, Path(name) / kept)
        source = _Source(Path(name) / DB_NAME, store.data_key)
        try:
            for table in source.schema().values():
                if cancelled():
                    return
                if table.name == CONTENTS:
                    yield from _contents(source, table)
                if table.name in UNJOURNALLED or table.name == "journal":
                    continue
                found = Salvaged(table.name, tuple(table.columns))
                _read_span(source, table, 1, _last_id(source, table.name), found)
                yield found
        finally:
            source.close()


def _contents(source: _Source, table: TableInfo) -> Iterator[Salvaged]:
    """Attachments one by one: all at once they might not fit into memory."""
    for row_id in range(1, _last_id(source, table.name) + 1):
        found = Salvaged(table.name, tuple(table.columns))
        _read_span(source, table, row_id, row_id, found)
        yield found


def _last_id(source: _Source, table: str) -> int:
    """The highest row number as the table or, when it cannot be read, the journal knows it."""
    for sql in (
        f"SELECT max(id) FROM {table}",
        f"SELECT max(entity_id) FROM journal WHERE entity = '{table}'",
    ):
        try:
            return int(source.rows(sql)[0][0] or 0)
        except Error:
            continue
    return FURTHEST


def _read_span(source: _Source, table: TableInfo, first: int, last: int, found: Salvaged) -> None:
    """Halve what cannot be read until only the damaged rows are left."""
    if first > last:
        return
    sql = f"SELECT {table.column_list} FROM {table.name} NOT INDEXED WHERE id BETWEEN ? AND ?"
    try:
        found.rows += source.rows(sql, first, last)
    except Error:
        found.failures += 1
        if first == last or found.failures > PATIENCE:  # a table whose root is gone fails everywhere
            _lose(found, first, last)
            return
        middle = (first + last) // 2
        _read_span(source, table, first, middle, found)
        _read_span(source, table, middle + 1, last, found)


def _lose(found: Salvaged, first: int, last: int) -> None:
    if found.lost and found.lost[-1][1] == first - 1:
        found.lost[-1] = (found.lost[-1][0], last)
    else:
        found.lost.append((first, last))
