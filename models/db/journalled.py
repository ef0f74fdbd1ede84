"""An open file every change of which is journalled: reading, transactions, undo and redo, history."""

import os
from abc import abstractmethod
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from models.db import connection, journal
from models.db.connection import LockedDatabase, RawConnection, database_errors, error_name
from models.db.history import entry_lines, read_history, read_recent
from models.db.schema import TableInfo
from models.db.transaction import Reader, Tx, run_query
from models.db.undo import (
    NOTHING_TO_REDO,
    NOTHING_TO_UNDO,
    Done,
    NeverUndone,
    Progress,
    UndoStack,
    invert,
    make_way,
)
from models.domain.changes import UNNAMED, Changes, HistoryEntry
from models.domain.errors import UserError


class JournalledFile(Reader):
    """One open connection. All calls are guarded by one lock and may come from any thread.

    What belongs to the folder around the file (keys, anchor, backups) is the store's.
    """

    def __init__(self, database: LockedDatabase, raw: RawConnection, *, read_only: bool = False) -> None:
        self.actor = UNNAMED  # until somebody says who is at the desk
        self.read_only = read_only
        self._database, self._raw = database, raw
        self._mutex = database.store_lock
        self._tables: dict[str, TableInfo] = {}
        self._head = (0, "")
        self._boot_id = os.urandom(8).hex()
        self._callbacks: list[Callable[[Changes], None]] = []
        self._undo = UndoStack()
        self._tx: Tx | None = None
        self._commits, self._beside = 0, 0
        self._changed_at: dict[str, int] = {}
        self._halted = ""
        self._closed = False

    @abstractmethod
    def _after_commit(self) -> None:
        """The head moved: keep what proves it."""

    def _stamp(self, label: str, undoes: int = 0) -> journal.Stamp:
        at = datetime.now().astimezone().isoformat(timespec="seconds")
        return journal.Stamp(at, self._boot_id, self.actor, label, undoes)

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
        self._commits += 1
        self._changed_at |= dict.fromkeys(tx.touched, self._commits)
        if tx.went_beside:
            self._beside = self._commits
        if head == self._head:
            return
        first = self._head[0] + 1
        self._head = head
        self._after_commit()
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

    def version(self, tables: Iterable[str] = ()) -> int:
        """Another number after each commit which changed any of these tables; without any: of the journalled ones."""
        named = tables or (name for name, info in self._tables.items() if info.is_journalled)
        return max(self._beside, *(self._changed_at.get(table, 0) for table in named))

    @property
    def in_transaction(self) -> bool:
        """Whether rows may be read that are not committed."""
        return self._tx is not None

    # undo, redo, history

    @property
    def undo_label(self) -> str | None:
        return self._undo.undoable[-1].label if self._undo.undoable else None

    @property
    def redo_label(self) -> str | None:
        return self._undo.redoable[-1].label if self._undo.redoable else None

    @property
    def undo_rows(self) -> int:
        """How many rows the next undo would touch."""
        return self._rows_of(self._undo.undoable)

    @property
    def redo_rows(self) -> int:
        return self._rows_of(self._undo.redoable)

    def _rows_of(self, stack: Sequence[Done]) -> int:
        if not stack or self._closed:
            return 0
        return int(self.rows("SELECT count(*) FROM journal WHERE txn = ?", (stack[-1].txn,))[0][0])

    def undo(self, progress: Progress | None = None) -> Changes:
        """Take the last operation back; UserError with the reason when that cannot be."""
        return self._step_back("撤销", self._undo.undoable, self._undo.redoable, NOTHING_TO_UNDO, progress)

    def redo(self, progress: Progress | None = None) -> Changes:
        """Do again what undo took back."""
        return self._step_back("重做", self._undo.redoable, self._undo.undoable, NOTHING_TO_REDO, progress)

    def _step_back(
        self,
        verb: str,
        source: list[Done],
        target: list[Done],
        nothing: str,
        progress: Progress | None,
    ) -> Changes:
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
                    invert(tx, self._tables, entries, done.label, progress)
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

    @property
    def is_open(self) -> bool:
        """Whether it can still be read."""
        return not self._closed

    @property
    def head(self) -> tuple[int, str]:
        """Number and hash of the last journal entry."""
        return self._head
