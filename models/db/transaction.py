"""What services write with: each change goes to its table and, in the same commit, to the journal."""

import uuid
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, cast

from models.db.connection import RawConnection
from models.db.journal import Entry, delete_entry, insert_entry, update_entry
from models.db.schema import COMMITTEE_MODE, JOURNAL, MODE_KEY, PARTITION, Row, TableInfo
from models.domain.errors import UserError

POSTED = frozenset({"payment", "payment_line", "voucher", "posting"})
OF_MEETING = frozenset({"attendance", "agenda_item"})
STILL_OPEN = frozenset({"corrections", "counts_for_year"})  # of signed minutes: what is not on the paper
SINCE_SIGNING = frozenset(  # of their attendance: what happened later, and what a signed slip puts right
    {"makeup_on", "makeup_how", "makeup_by", "corrected"}
)
READ_VERBS = frozenset({"SELECT", "WITH", "VALUES", "EXPLAIN", "PRAGMA"})

POSTED_SENTENCE = "缴费和凭证登记后不能改动。记错了请用“冲销”另记一笔。"
SIGNED_SENTENCE = "会议记录签字定稿后不能改动。需要更正请填“更正单”。"
FOREIGN_SENTENCE = "这是支部上报的内容，在这里不能改。请用“退回修改”让支部更正后重新上报。"
GONE_SENTENCE = "这条记录已经不在了。请刷新后再试。"


def run_query(raw: RawConnection, sql: str, params: Sequence[object]) -> list[tuple[Any, ...]]:
    """A reading statement; anything that writes is refused, because it would pass by the journal."""
    if sql.lstrip(" \n\t(").split(None, 1)[0].upper() not in READ_VERBS:
        raise ValueError("only reading statements; write through a transaction")
    return raw.execute(sql, params).fetchall()


class Reader(ABC):
    """Reading SQL, the same from the store and inside a transaction."""

    @abstractmethod
    def rows(self, sql: str, params: Sequence[object] = ()) -> list[tuple[Any, ...]]: ...

    def row(self, sql: str, params: Sequence[object] = ()) -> tuple[Any, ...] | None:
        found = self.rows(sql, params)
        return found[0] if found else None

    def value(self, sql: str, params: Sequence[object] = ()) -> Any:
        found = self.row(sql, params)
        return found[0] if found else None


class Tx(Reader):
    """One open transaction. Tables by name; unknown columns raise."""

    def __init__(self, raw: RawConnection, tables: Mapping[str, TableInfo]) -> None:
        self._raw = raw
        self._tables = tables
        self.entries: list[Entry] = []
        self.touched: dict[str, set[int]] = {}
        self.went_beside = False  # rows may have changed that are not told as touched
        self._highest: dict[str, int] = {}
        self._signed_here: set[int] = set()
        self._foreign: bool | None = None

    @property
    def beside_journal(self) -> RawConnection:
        """The connection itself: for what one journal row stands for as a whole (a received package), and for
        figures that are made again at any time. Everything else is written below.
        """
        self.went_beside = True
        return self._raw

    # reading

    def rows(self, sql: str, params: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        return run_query(self._raw, sql, params)

    def get(self, table: str, row_id: int) -> Row | None:
        """The whole live row, or None."""
        info = self._table(table)
        found = self.row(f"SELECT {info.column_list} FROM {table} WHERE id = ?", (row_id,))
        return info.full(found) if found else None

    # writing

    def insert(self, table: str, values: Mapping[str, object]) -> int:
        """Add one row and return its id; a uuid is made when the table has one and none is given."""
        return self.insert_many(table, (values,))[0]

    def insert_many(self, table: str, rows: Sequence[Mapping[str, object]]) -> list[int]:
        """Add many rows at executemany speed; returns their ids in order."""
        if not rows:
            return []
        info = self._table(table)
        defaults = info.defaults()
        new_id = self._next_id(info)
        complete: list[Row] = []
        for values in rows:
            row = defaults | info.check(values)
            if row["id"] is None:
                row["id"] = new_id
            new_id = max(new_id, cast("int", row["id"])) + 1
            if "uuid" in row and not row["uuid"]:
                row["uuid"] = str(uuid.uuid4())
            complete.append(row)
        self._check_required(info, complete)
        self._guard(info, complete)
        self._highest[table] = new_id - 1
        return self._write_rows(info, complete)

    def restore(self, table: str, row: Row) -> None:
        """Put a deleted row back under its old id (undo)."""
        info = self._table(table)
        self._guard(info, [row])
        self._write_rows(info, [row])

    def update(self, table: str, row_id: int, values: Mapping[str, object]) -> bool:
        """Write the columns that differ; False when nothing does. UserError when the row is gone."""
        info = self._table(table)
        before = self.get(table, row_id)
        if before is None:
            raise UserError(GONE_SENTENCE)
        changed = {n: v for n, v in info.check(values).items() if before[n] != v}
        if not changed:
            return False
        if "id" in changed or "uuid" in changed:
            raise ValueError("id and uuid never change")
        self._guard(info, [before, before | changed], changed)
        names = ", ".join(f"{name} = ?" for name in changed)
        self._raw.execute(f"UPDATE {table} SET {names} WHERE id = ?", (*changed.values(), row_id))
        if table == "meeting" and changed.get("signed_on"):
            self._signed_here.add(row_id)
        self._note(info, row_id, update_entry(info, before, before | changed))
        return True

    def delete(self, table: str, row_id: int) -> None:
        """Remove a row and, journalled one by one, the rows that go with it."""
        info = self._table(table)
        before = self.get(table, row_id)
        if before is None:
            raise UserError(GONE_SENTENCE)
        self._guard(info, [before], before)
        for child in info.children:
            for (child_id,) in self.rows(f"SELECT id FROM {child.table} WHERE {child.column} = ?", (row_id,)):
                if child.action == "CASCADE":
                    self.delete(child.table, child_id)
                elif child.action == "SET NULL":
                    self.update(child.table, child_id, {child.column: None})
        self._raw.execute(f"DELETE FROM {table} WHERE id = ?", (row_id,))
        self._note(info, row_id, delete_entry(info, before))

    # the parts

    def _table(self, name: str) -> TableInfo:
        if name not in self._tables or name == JOURNAL:
            raise ValueError(f"no table {name}")
        return self._tables[name]

    def _next_id(self, info: TableInfo) -> int:
        """One more than any id this table ever had, so that history never mixes two records."""
        live = self.value(f"SELECT max(id) FROM {info.name}") or 0
        past = self.value(f"SELECT max(entity_id) FROM {JOURNAL} WHERE entity = ?", (info.name,)) or 0
        return max(live, past, self._highest.get(info.name, 0)) + 1

    @staticmethod
    def _check_required(info: TableInfo, rows: Sequence[Row]) -> None:
        required = [name for name, column in info.columns.items() if not column.nullable]
        for row in rows:
            if None not in row.values():
                continue
            if missing := [name for name in required if row[name] is None]:
                raise ValueError(f"{info.name} needs {', '.join(missing)}")

    def _write_rows(self, info: TableInfo, rows: Sequence[Row]) -> list[int]:
        marks = ", ".join("?" * len(info.columns))
        self._raw.executemany(
            f"INSERT INTO {info.name} ({info.column_list}) VALUES ({marks})",
            [tuple(row.values()) for row in rows],
        )
        ids = [cast("int", row["id"]) for row in rows]
        if info.is_journalled:
            self.entries.extend(insert_entry(info, row) for row in rows)
        self.touched.setdefault(info.name, set()).update(ids)
        if info.name == "meeting":
            self._signed_here.update(cast("int", row["id"]) for row in rows if row["signed_on"])
        return ids

    def _note(self, info: TableInfo, row_id: int, entry: Entry) -> None:
        if info.is_journalled:
            self.entries.append(entry)
        self.touched.setdefault(info.name, set()).add(row_id)

    def _guard(
        self, info: TableInfo, rows: Sequence[Row], changed: Mapping[str, object] | None = None
    ) -> None:
        """Posted money and signed minutes stay as they are, whoever asks; so does what belongs to a branch."""
        if info.name in PARTITION and self._holds_branches():
            raise UserError(FOREIGN_SENTENCE)
        if changed is None and info.name not in OF_MEETING:
            return
        if info.name in POSTED:
            raise UserError(POSTED_SENTENCE)
        if info.name == "meeting" and not STILL_OPEN.issuperset(changed or ()):
            self._refuse_signed({cast("int", row["id"]) for row in rows})
        if info.name in OF_MEETING and not (changed and SINCE_SIGNING.issuperset(changed)):
            self._refuse_signed({cast("int", row["meeting_id"]) for row in rows})

    def _holds_branches(self) -> bool:
        """Whether this is a committee's file: there, only merging a package writes what branches own."""
        if self._foreign is None:
            sql = "SELECT count(*) FROM setting WHERE key = ? AND value = ?"
            self._foreign = bool(self.value(sql, (MODE_KEY, COMMITTEE_MODE)))
        return self._foreign

    def _refuse_signed(self, meeting_ids: set[int]) -> None:
        for meeting_id in meeting_ids - self._signed_here:
            if self.value("SELECT signed_on FROM meeting WHERE id = ?", (meeting_id,)):
                raise UserError(SIGNED_SENTENCE)
