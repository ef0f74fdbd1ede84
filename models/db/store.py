"""The store: the only door to the branch's data. Every write is a transaction, every transaction is journalled."""

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any, cast

from models.db import backup as backups
from models.db import connection, health, journal, keys, migrate, shelf, swap
from models.db.anchor import CODE_LENGTH, Anchor
from models.db.backup import Progress
from models.db.connection import database_errors, error_name, pragma
from models.db.files import disk_errors, foreign_in, keep_private, make_private
from models.db.journalled import JournalledFile
from models.db.lock import FolderLock
from models.db.schema import read_schema
from models.db.tables_committee import ALL_MODELS
from models.db.transaction import Tx as Tx  # services take it from here
from models.domain.errors import DamagedFile, UserError

DB_NAME = "party.db"
FOREIGN = "这个文件夹里已有别的文件（“{name}”等）。数据要单独放一个文件夹：请换一个新建的或空的文件夹，那些文件没有改动。"

log = logging.getLogger(__name__)


def store_exists(folder: Path) -> bool:
    """Whether this folder already holds a branch's data."""
    path = folder / DB_NAME
    with disk_errors(folder):
        return path.is_file() and path.stat().st_size > 0


def create_store(folder: Path, password: str, *, anchors: Path | None = None) -> "Store":
    """A new encrypted file with its keys; refuses a folder that already has one, or other people's files."""
    if store_exists(folder):
        raise UserError("这个文件夹里已经有一份数据。请打开它，或换一个空文件夹新建。", [str(folder)])
    health.check_place(folder)
    with disk_errors(folder):
        if name := foreign_in(folder):
            raise UserError(FOREIGN.format(name=name), [str(folder)])
        make_private(folder)
    lock = FolderLock(folder)
    try:
        with disk_errors(folder):
            keep_private(folder)
            health.write_note(folder)
        keys.set_aside(folder)
        ring, data_key = keys.create_ring(password)
        keys.save_ring(folder, ring)
        path = folder / DB_NAME
        database, raw = connection.connect(path, data_key)
        try:
            with database_errors():
                migrate.migrate(raw)
        finally:
            connection.close(database)
        connection.check_encrypted(path)
        return Store(folder, ring, data_key, lock, anchors=anchors)
    except BaseException:
        lock.release()
        raise


def open_store(
    folder: Path,
    secret: str,
    *,
    read_only: bool = False,
    kind: str = keys.PASSWORD,
    anchors: Path | None = None,
    ring: keys.KeyRing | None = None,
) -> "Store":
    """Open the data in `folder` by password or recovery code. Raises WrongPassword, or UserError saying what to do.

    `anchors` is the folder of head anchors, outside every data folder; without one it lies inside, and proves less.
    `ring` stands in for the folder's own key file (keys.open_ring); it is not written down.
    """
    if not store_exists(folder):
        raise UserError("这个文件夹里没有支部工作台的数据。请检查位置，或新建一份。", [str(folder)])
    health.check_place(folder)
    lock = FolderLock(folder)
    try:
        swap.finish(folder)
        if not read_only:
            keep_private(folder)
        found, data_key = keys.open_ring(folder, secret, kind, ring)
        if not read_only and ring is None:
            keys.mend_copies(folder, found)
        return Store(folder, found, data_key, lock, read_only=read_only, anchors=anchors)
    except BaseException:
        lock.release()
        raise


class Store(JournalledFile):
    """One open data folder: the journalled file, its keys, what proves it and what keeps it."""

    def __init__(
        self,
        folder: Path,
        ring: keys.KeyRing,
        data_key: bytes,
        lock: FolderLock,
        *,
        read_only: bool = False,
        anchors: Path | None = None,
        is_rescue: bool = False,
    ) -> None:
        path = folder / DB_NAME
        unclean = health.was_unclean(path)
        super().__init__(*connection.connect(path, data_key), read_only=read_only)
        self.folder = folder
        self.db_uuid = ring.db_uuid
        self.warnings: list[str] = []  # sentences for the person who opened the data
        self.was_unclean = unclean
        self.is_checked = True  # False: too large to check while somebody waits; it is done later
        self._ring, self._key, self._lock = ring, data_key, lock
        self._backup_lock = Lock()
        self.anchors = anchors
        self.is_rescue = is_rescue  # a quarantined copy of a damaged file: shown as far as it can be read
        self._anchor = Anchor(folder, anchors, self.db_uuid, data_key)
        try:
            with database_errors():
                self._start(unclean)
        except BaseException:
            connection.close(self._database)
            raise

    def _start(self, unclean: bool) -> None:
        """The checks in the order which works: recovery has been read, then pages, references, proof, money."""
        migrate.refuse_newer(self._raw)
        self._check_health(unclean)
        problem = self._prove()
        if not self.read_only:
            migrate.migrate(self._raw, lambda: self._backup("升级前"), self._journal_upgrade)
        elif migrate.version_of(self._raw) < migrate.newest():
            raise UserError("这份数据由旧版本程序保存，要先升级。请用正常方式打开一次。")
        self._tables = read_schema(self._raw)
        self._read_past()
        if not self.read_only:
            if problem:
                self._anchor.set_aside()
            self._after_commit()
            shelf.sweep(self.folder)
        self._raw.execute("PRAGMA query_only=ON")
        cast("Any", self._database).bind(ALL_MODELS, bind_refs=False, bind_backrefs=False)

    def _read_past(self) -> None:
        """The journal's end; a damaged copy is shown without it."""
        try:
            self._head = journal.read_head(self._raw, self.db_uuid)
            self.warnings += filter(None, (health.clock_warning(self._raw, datetime.now().astimezone()),))
        except connection.Error:
            if not self.is_rescue:
                raise

    def _journal_upgrade(self) -> None:
        """What a migration changed in existing rows goes into the journal, in the migration's own commit."""
        entries = journal.differences(self._raw, read_schema(self._raw), self.db_uuid)
        rows, _ = journal.chain(
            entries, self._stamp("升级数据格式"), journal.read_head(self._raw, self.db_uuid)
        )
        self._raw.executemany(journal.INSERT_SQL, rows)

    def _check_health(self, unclean: bool) -> None:
        """A damaged file is opened only for reading, with a warning; nothing repairs itself."""
        self.is_checked = health.is_small(self._raw)
        if not self.is_checked or self.is_rescue:  # a failed page would make the rest unreadable too
            return
        try:
            with database_errors():
                health.quick(self._raw)
                if unclean:
                    health.thorough(self._raw)
                    if migrate.version_of(self._raw):
                        journal.verify(self._raw, read_schema(self._raw), self.db_uuid)
        except UserError as error:
            if not self.read_only:
                raise DamagedFile(error.message, error.details) from error
            self.warnings.append(str(error))

    def _prove(self) -> str:
        """The journal's tail, the anchored head and the money; what does not fit is told, and work goes on."""
        if self.is_rescue or not migrate.version_of(self._raw):
            return ""
        try:
            with database_errors():
                head = journal.read_head(self._raw, self.db_uuid)
                problem = self._anchor.problem(self._raw, head)
                tail = journal.verify_tail(self._raw, read_schema(self._raw))
                money = health.money_problem(self._raw) if self.is_checked else ""
        except UserError as error:
            if not self.read_only:
                raise
            self.warnings.append(error.message)
            return ""
        self.warnings += filter(None, (problem, tail, money))
        if problem:
            log.warning("head anchor does not fit at seq %d", head[0])
        return problem

    # proof

    @property
    def head_code(self) -> str:
        """Twelve characters for printing: whoever holds the paper can check the record."""
        return self._head[1][:CODE_LENGTH]

    def verify_chain(self) -> None:
        """Check the whole journal against itself, the live rows and the anchor; UserError says what differs."""
        with self._reading():
            journal.verify(self._raw, self._tables, self.db_uuid)
            if problem := self.proof_problem():
                raise UserError(problem)

    def proof_problem(self) -> str:
        """A sentence when the anchored head or the money does not fit."""
        with self._reading():
            return self._anchor.problem(self._raw, self._head) or health.money_problem(self._raw)

    def _after_commit(self) -> None:
        """The commit stands even if the anchor cannot be written: then only the proof is older."""
        try:
            self._anchor.write(self._head)
        except OSError as error:
            log.warning("head anchor not written: %s", error.strerror)

    def _refuse_writing(self) -> None:
        super()._refuse_writing()
        health.refuse_full_disk(self.folder)

    def has_entry(self, seq: int, link: str) -> bool:
        """Whether this journal holds that entry: a backup made on the same line of operations."""
        with self._reading():
            return journal.hash_at(self._raw, seq, self.db_uuid) == link

    # keeping

    def backup(self, reason: str, progress: Progress | None = None, *, only_changed: bool = False) -> Path:
        """A verified copy in the folder `backups`; UserError when it cannot be made.

        Only copying holds the data up. With `only_changed` the newest backup is answered when it holds all of it.
        """
        with self._backup_lock:
            with self._reading():
                if self._tx is not None:
                    raise RuntimeError("backup inside a transaction")
                newest = shelf.newest(self.folder)
                if only_changed and newest and backups.is_unchanged(newest, self._raw, self._ring):
                    return newest.path
                copy = backups.start(
                    self.folder, self._raw, self._key, self._ring, reason, progress or backups.nobody
                )
            return backups.finish(copy)

    def _backup(self, reason: str) -> Path:
        return backups.make(self.folder, self._raw, self._key, self._ring, reason)

    @property
    def ring(self) -> keys.KeyRing:
        """The key slots; they open nothing by themselves."""
        return self._ring

    @property
    def data_key(self) -> bytes:
        """For copies of the same data, inside models/db only."""
        return self._key

    def rewrap(self, change: Callable[[keys.KeyRing, bytes], keys.KeyRing]) -> None:
        """Replace the key slots; the database itself is not rewritten. Deriving keys keeps nobody waiting."""
        self._refuse_writing()
        before = self._ring
        changed = change(before, self._key)
        with self._mutex:
            self._refuse_writing()
            if self._ring is not before:
                raise UserError("口令或恢复码刚刚在别处改过，没有再改。请重新打开后再试。")
            keys.save_ring(self.folder, changed)
            self._ring = changed

    def change_password(self, old: str, new: str, kind: str = keys.PASSWORD) -> None:
        """Give the data key a new password slot, after the old password (or the recovery code) was right."""
        keys.open_ring(self.folder, old, kind)
        self.rewrap(lambda ring, data_key: keys.with_new_password(ring, data_key, new))

    def close(self) -> None:
        """Fold the write-ahead log in, close, free the folder. Safe to call twice."""
        with self._mutex:
            if self._closed:
                return
            try:
                self.close_for_swap()
            finally:
                self._lock.release()

    def close_for_swap(self) -> FolderLock:
        """Close, but keep the folder: its lock is the caller's now."""
        with self._mutex:
            self._closed = True
            try:
                if pragma(self._raw, "journal_mode") == "wal" and not self._halted:
                    health.checkpoint(self._raw)
            except connection.Error as error:
                log.warning("checkpoint at close failed: %s", error_name(error))
            finally:
                connection.close(self._database)
                self._key = b""
            return self._lock
