"""The store: the only door to the branch's data. Every write is a transaction, every transaction is journalled."""

import logging
import os
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from models.db import anchor, connection, health, journal, keys, migrate
from models.db import backup as backups
from models.db.connection import LockedDatabase, RawConnection, database_errors, error_name, pragma
from models.db.files import disk_errors
from models.db.history import entry_lines, read_history, read_recent
from models.db.lock import FolderLock
from models.db.schema import read_schema
from models.db.tables import MODELS
from models.db.transaction import Reader, Tx, run_query
from models.db.undo import NOTHING_TO_REDO, NOTHING_TO_UNDO, Done, NeverUndone, UndoStack, invert, make_way
from models.domain.errors import UserError
from models.domain.records import UNNAMED, Changes, HistoryEntry

DB_NAME = "party.db"

log = logging.getLogger(__name__)


def store_exists(folder: Path) -> bool:
    """Whether this folder already holds a branch's data."""
    path = folder / DB_NAME
    return path.is_file() and path.stat().st_size > 0


def create_store(folder: Path, password: str) -> "Store":
    """A new encrypted file with its keys; refuses a folder that already has one."""
    if store_exists(folder):
        raise UserError("这个文件夹里已经有一份数据。请打开它，或换一个空文件夹新建。", [str(folder)])
    health.check_place(folder)
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    lock = FolderLock(folder)
    try:
        with disk_errors(folder):
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
        return Store(folder, ring, data_key, lock)
    except BaseException:
        lock.release()
        raise


def open_store(folder: Path, password: str, *, read_only: bool = False) -> "Store":
    """Open the data in `folder`. Raises WrongPassword, or UserError saying what to do."""
    if not store_exists(folder):
        raise UserError("这个文件夹里没有支部工作台的数据。请检查位置，或新建一份。", [str(folder)])
    health.check_place(folder)
    lock = FolderLock(folder)
    try:
        ring, data_key = keys.open_ring(folder, password)
        if not read_only:
            keys.mend_copies(folder, ring)
        return Store(folder, ring, data_key, lock, read_only=read_only)
    except BaseException:
        lock.release()
        raise


class Store(Reader):
    """One open data folder. All calls are guarded by one lock and may come from any thread."""

    def __init__(
        self,
        folder: Path,
        ring: keys.KeyRing,
        data_key: bytes,
        lock: FolderLock,
        *,
        read_only: bool = False,
    ) -> None:
        self.folder = folder
        self.db_uuid = ring.db_uuid
        self.actor = UNNAMED  # until somebody says who is at the desk
        self.read_only = read_only
        self.warnings: list[str] = []  # sentences for the person who opened the data
        self._ring, self._key, self._lock = ring, data_key, lock
        self._boot_id = os.urandom(8).hex()
        self._callbacks: list[Callable[[Changes], None]] = []
        self._undo = UndoStack()
        self._tx: Tx | None = None
        self._halted = ""
        self._closed = False
        path = folder / DB_NAME
        unclean = health.was_unclean(path)
        self._database, self._raw = connection.connect(path, data_key)
        self._mutex = self._database.store_lock
        try:
            with database_errors():
                self._start(unclean)
        except BaseException:
            connection.close(self._database)
            raise

    def _start(self, unclean: bool) -> None:
        migrate.refuse_newer(self._raw)
        self._check_health(unclean)
        if not self.read_only:
            migrate.migrate(self._raw, lambda: self._backup("升级前"), self._journal_upgrade)
        elif migrate.version_of(self._raw) < migrate.newest():
            raise UserError("这份数据由旧版本程序保存，要先升级。请用正常方式打开一次。")
        self._tables = read_schema(self._raw)
        self._head = journal.read_head(self._raw, self.db_uuid)
        self._check_anchor()
        if late := health.clock_warning(self._raw, datetime.now().astimezone()):
            self.warnings.append(late)
        self._raw.execute("PRAGMA query_only=ON")
        cast("Any", self._database).bind(MODELS, bind_refs=False, bind_backrefs=False)

    def _journal_upgrade(self) -> None:
        """What a migration changed in existing rows goes into the journal, in the migration's own commit."""
        entries = journal.differences(self._raw, read_schema(self._raw), self.db_uuid)
        rows, _ = journal.chain(
            entries, self._stamp("升级数据格式"), journal.read_head(self._raw, self.db_uuid)
        )
        self._raw.executemany(journal.INSERT_SQL, rows)

    def _stamp(self, label: str, undoes: int = 0) -> journal.Stamp:
        at = datetime.now().astimezone().isoformat(timespec="seconds")
        return journal.Stamp(at, self._boot_id, self.actor, label, undoes)

    def _check_health(self, unclean: bool) -> None:
        """A damaged file is opened only for reading, with a warning; nothing repairs itself."""
        try:
            with database_errors():
                health.quick(self._raw)
                if unclean:
                    health.thorough(self._raw)
                    if migrate.version_of(self._raw):
                        journal.verify(self._raw, read_schema(self._raw), self.db_uuid)
        except UserError as error:
            if not self.read_only:
                raise
            self.warnings.append(str(error))

    # reading

    @contextmanager
    def _reading(self) -> Generator[None]:
        with self._mutex, database_errors():
            if self._closed:
                raise UserError("数据已经关闭。请重新打开后再试。")
            yield

    @property
    def connection(self) -> RawConnection:
        """The raw connection, for measuring and for tests; services use rows and transactions."""
        return self._raw

    @property
    def database(self) -> LockedDatabase:
        """The peewee database the models in tables.py are bound to."""
        return self._database

    def rows(self, sql: str, params: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with self._reading():
            return run_query(self._raw, sql, params)

    def dicts(self, sql: str, params: Sequence[object] = ()) -> list[dict[str, Any]]:
        with self._reading():
            cursor = self._raw.execute(sql, params)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    # writing

    @contextmanager
    def transaction(self, label: str, *, undoable: bool = True) -> Generator[Tx]:
        """All or nothing, under a name a person knows. Inside another transaction it joins that one.

        `undoable=False` keeps a change (a window setting, say) off the undo stack; it is journalled all the same.
        """
        with self._mutex:
            if self._tx is not None:
                with self._nested(self._tx) as tx:
                    yield tx
                return
            with database_errors(), self._outer(label, undoable) as tx:
                yield tx
        self._announce(label, tx)

    @contextmanager
    def _nested(self, tx: Tx) -> Generator[Tx]:
        kept = len(tx.entries)
        self._raw.execute("SAVEPOINT part")
        try:
            yield tx
        except BaseException:
            if self._raw.in_transaction:
                self._raw.execute("ROLLBACK TO part")
                self._raw.execute("RELEASE part")
            del tx.entries[kept:]
            raise
        self._raw.execute("RELEASE part")

    @contextmanager
    def _outer(self, label: str, undoable: bool, undoes: int = 0) -> Generator[Tx]:
        self._refuse_writing()
        self._raw.execute("PRAGMA query_only=OFF")
        tx = Tx(self._raw, self._tables)
        try:
            self._raw.execute("BEGIN IMMEDIATE")
            self._tx = tx
            yield tx
            head = self._write_journal(tx, label, undoes)
            self._raw.execute("COMMIT")
        except BaseException as error:
            self._roll_back(error)
            raise
        finally:
            self._tx = None
            self._raw.execute("PRAGMA query_only=ON")
        self._committed(tx, label, head, undoable)

    def _write_journal(self, tx: Tx, label: str, undoes: int) -> tuple[int, str]:
        if not tx.entries:
            return self._head
        rows, head = journal.chain(tx.entries, self._stamp(label, undoes), self._head)
        self._raw.executemany(journal.INSERT_SQL, rows)
        return head

    def _roll_back(self, error: BaseException) -> None:
        """Take everything back; after an I/O error nothing more is written until the file is opened anew."""
        if isinstance(error, connection.Error) and error_name(error) in connection.FATAL:
            self._halted = "磁盘出过错，程序已停止写入。请关闭程序，检查磁盘后重新打开。"
        if self._raw.in_transaction:
            self._raw.execute("ROLLBACK")

    def _committed(self, tx: Tx, label: str, head: tuple[int, str], push: bool) -> None:
        if head == self._head:
            return
        first = self._head[0] + 1
        self._head = head
        self._write_anchor()
        if push:
            self._undo.push(Done(first, label))

    def _announce(self, label: str, tx: Tx) -> None:
        if tx.touched:
            changes = Changes(label=label, tables={t: frozenset(ids) for t, ids in tx.touched.items()})
            for callback in tuple(self._callbacks):
                callback(changes)

    def _refuse_writing(self) -> None:
        if self._closed:
            raise UserError("数据已经关闭。请重新打开后再试。")
        if self.read_only:
            raise UserError("数据以只读方式打开，不能改动。请重新打开后再录入。")
        if self._halted:
            raise UserError(self._halted)

    def on_commit(self, callback: Callable[[Changes], None]) -> None:
        """Call `callback` after each commit, on the thread that committed."""
        self._callbacks.append(callback)

    # undo, redo, history

    @property
    def undo_label(self) -> str | None:
        return self._undo.undoable[-1].label if self._undo.undoable else None

    @property
    def redo_label(self) -> str | None:
        return self._undo.redoable[-1].label if self._undo.redoable else None

    def undo(self) -> Changes:
        """Take the last operation back; UserError with the reason when that cannot be."""
        return self._step_back("撤销", self._undo.undoable, self._undo.redoable, NOTHING_TO_UNDO)

    def redo(self) -> Changes:
        """Do again what undo took back."""
        return self._step_back("重做", self._undo.redoable, self._undo.undoable, NOTHING_TO_REDO)

    def _step_back(self, verb: str, source: list[Done], target: list[Done], nothing: str) -> Changes:
        with self._mutex:
            self._refuse_writing()
            if self._tx is not None:
                raise RuntimeError("undo inside a transaction")
            if not source:
                raise UserError(nothing)
            done = source[-1]
            label = f"{verb}“{done.label}”"
            entries = journal.entries_of(self._raw, done.txn)
            first = self._head[0] + 1
            try:
                with database_errors(), self._outer(label, False, done.txn) as tx:
                    invert(tx, self._tables, entries, done.label)
            except NeverUndone as refusal:
                raise make_way(source, refusal) from None
            source.pop()
            target.append(Done(first, done.label))
        self._announce(label, tx)
        return Changes(label=label, tables={t: frozenset(ids) for t, ids in tx.touched.items()})

    def history(self, table: str, row_id: int) -> list[HistoryEntry]:
        """What happened to one record, newest first, one line per field."""
        with self._reading():
            return [line for row in read_history(self._raw, table, row_id) for line in entry_lines(row)]

    def recent(self, limit: int = 200) -> list[HistoryEntry]:
        """The last changes of all records, newest first; at most `limit` journal rows are read."""
        with self._reading():
            return [line for row in read_recent(self._raw, limit) for line in entry_lines(row)]

    # proof

    @property
    def head(self) -> tuple[int, str]:
        return self._head

    @property
    def head_code(self) -> str:
        """Twelve characters for printing: whoever holds the paper can check the record."""
        return self._head[1][: anchor.CODE_LENGTH]

    def verify_chain(self) -> None:
        """Check the whole journal against itself, the live rows and the anchor; UserError says what differs."""
        with self._reading():
            journal.verify(self._raw, self._tables, self.db_uuid)
            problem = self._anchor_problem()
            if problem:
                raise UserError(problem)

    def _anchor_problem(self) -> str:
        return anchor.problem(self.folder, self._key, self.db_uuid, self._raw, self._head)

    def _check_anchor(self) -> None:
        problem = self._anchor_problem()
        if problem:
            self.warnings.append(problem)
            log.warning("head anchor does not fit at seq %d", self._head[0])
        if self.read_only:
            return
        if problem:
            anchor.set_aside(self.folder)
        self._write_anchor()

    def _write_anchor(self) -> None:
        """The commit stands even if the anchor cannot be written: then only the proof is older."""
        try:
            anchor.write(self.folder, self._key, self.db_uuid, self._head)
        except OSError as error:
            log.warning("head anchor not written: %s", error.strerror)

    # keeping

    def backup(self, reason: str) -> Path:
        """A verified copy in the folder `backups`; UserError when it cannot be made."""
        with self._reading():
            if self._tx is not None:
                raise RuntimeError("backup inside a transaction")
            return self._backup(reason)

    def _backup(self, reason: str) -> Path:
        return backups.make(self.folder, self._raw, self._key, self._ring, reason)

    def change_password(self, old: str, new: str) -> None:
        """Give the data key a new password slot; the database itself is not rewritten."""
        with self._mutex:
            self._refuse_writing()
            ring, data_key = keys.open_ring(self.folder, old)
            changed = keys.with_new_password(ring, data_key, new)
            keys.save_ring(self.folder, changed)
            self._ring = changed

    def close(self) -> None:
        """Fold the write-ahead log in, close, free the folder. Safe to call twice."""
        with self._mutex:
            if self._closed:
                return
            self._closed = True
            try:
                if pragma(self._raw, "journal_mode") == "wal" and not self._halted:
                    health.checkpoint(self._raw)
            except connection.Error as error:
                log.warning("checkpoint at close failed: %s", error_name(error))
            finally:
                connection.close(self._database)
                self._key = b""
                self._lock.release()
