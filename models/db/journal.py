"""The journal: every change with its before and after, chained by SHA-256. Undo, history and audit in one."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from models.db.connection import RawConnection
from models.db.schema import COMMITTEE_MODE, JOURNAL, MODE_KEY, PARTITION, Row, TableInfo, Value
from models.domain.errors import UserError

CHAIN_TAG = "djb-audit-v1"
CHAIN_FIELDS = (
    "seq",
    "txn",
    "ts_wall",
    "boot_id",
    "actor",
    "label",
    "op",
    "entity",
    "entity_id",
    "before_sha",
    "after_sha",
    "body",
    "undoes",
)
COLUMNS = (*CHAIN_FIELDS, "prev", "hash")
INSERT_SQL = f"INSERT INTO {JOURNAL} ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"
SELECT_SQL = f"SELECT {', '.join(COLUMNS)} FROM {JOURNAL}"
TAIL = 200  # entries looked at whenever the data is opened
ROW_OPS = frozenset({"insert", "update", "delete"})
TAIL_BROKEN = "最近的操作记录在第 {seq} 号断开，可能被改动过。请不要录入，先“核对操作记录”，并与备份核对。"
TAIL_DIFFERS = "最近的记录（{table} 第 {row} 行）与操作记录不符，不是通过本程序改动的。请与最近的备份核对。"
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def canonical(value: object) -> str:
    """JSON with sorted keys and no spaces; integers, text and null only."""
    return _encode(value)


def sha(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def row_sha(table: TableInfo, row: Mapping[str, Value]) -> str:
    """The hash of one live row, independent of columns that are blank."""
    return sha(canonical(table.compact(row)))


def genesis(db_uuid: str) -> str:
    """What the first entry points back to: a journal belongs to one database."""
    return sha(f"{CHAIN_TAG}{db_uuid}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of one row, before it is chained."""

    op: str
    table: str
    row_id: int
    before_sha: str
    after_sha: str
    body: str


def insert_entry(table: TableInfo, row: Row) -> Entry:
    """A new row: its compact form is hashed and kept."""
    text = canonical(table.compact(row))
    return Entry("insert", table.name, cast("int", row["id"]), "", sha(text), f'{{"after":{text}}}')


def update_entry(table: TableInfo, before: Row, after: Row) -> Entry:
    """Only the changed columns are kept; the hashes are of the whole rows."""
    changed = [name for name, value in after.items() if before[name] != value]
    body = {"after": {n: after[n] for n in changed}, "before": {n: before[n] for n in changed}}
    return Entry(
        "update",
        table.name,
        cast("int", before["id"]),
        row_sha(table, before),
        row_sha(table, after),
        canonical(body),
    )


def delete_entry(table: TableInfo, row: Row) -> Entry:
    """A removed row, kept whole so that it can come back."""
    text = canonical(table.compact(row))
    return Entry("delete", table.name, cast("int", row["id"]), sha(text), "", f'{{"before":{text}}}')


@dataclass(frozen=True, slots=True)
class Stamp:
    """What all entries of one transaction share."""

    at: str
    boot_id: str
    actor: str
    label: str
    undoes: int = 0


def chain(
    entries: Iterable[Entry], stamp: Stamp, head: tuple[int, str]
) -> tuple[list[tuple[object, ...]], tuple[int, str]]:
    """The journal rows for `entries` after `head`, and the new head."""
    seq, prev = head
    txn = seq + 1
    rows: list[tuple[object, ...]] = []
    for entry in entries:
        seq += 1
        fields = (
            seq,
            txn,
            stamp.at,
            stamp.boot_id,
            stamp.actor,
            stamp.label,
            entry.op,
            entry.table,
            entry.row_id,
            entry.before_sha,
            entry.after_sha,
            entry.body,
            stamp.undoes,
        )
        link = link_hash(prev, fields)
        rows.append((*fields, prev, link))
        prev = link
    return rows, (seq, prev)


def link_hash(prev: str, fields: tuple[object, ...]) -> str:
    """SHA-256 of tag, previous hash and the canonical JSON of the other fields."""
    return sha(f"{CHAIN_TAG}{prev}{canonical(dict(zip(CHAIN_FIELDS, fields, strict=True)))}")


def read_head(raw: RawConnection, db_uuid: str) -> tuple[int, str]:
    """Number and hash of the last entry; (0, genesis) of a new file."""
    row = raw.execute(f"SELECT seq, hash FROM {JOURNAL} ORDER BY seq DESC LIMIT 1").fetchone()
    return (int(row[0]), str(row[1])) if row else (0, genesis(db_uuid))


def hash_at(raw: RawConnection, seq: int, db_uuid: str) -> str | None:
    """The hash of entry `seq`, or None when there is no such entry."""
    if seq == 0:
        return genesis(db_uuid)
    row = raw.execute(f"SELECT hash FROM {JOURNAL} WHERE seq = ?", (seq,)).fetchone()
    return str(row[0]) if row else None


def verify(raw: RawConnection, tables: Mapping[str, TableInfo], db_uuid: str) -> None:
    """Follow the chain, then compare every live row with its last entry; UserError names what differs."""
    state, problems = _follow(raw, db_uuid)
    for table in _journalled(raw, tables):
        problems += _compare(raw, table, state.get(table.name, {}))
    if problems:
        raise UserError(
            "核对操作记录时发现不一致：有内容不是通过本程序改动的。请保留现状，与最近的备份和已打印的材料核对。",
            problems[:20],
        )


def is_committee(raw: RawConnection) -> bool:
    """Whether this file is a committee's; the setting is journalled, so nobody turns a branch's file into one."""
    found = raw.execute("SELECT value FROM setting WHERE key = ?", (MODE_KEY,)).fetchone()
    return found is not None and found[0] == COMMITTEE_MODE


def _journalled(raw: RawConnection, tables: Mapping[str, TableInfo]) -> list[TableInfo]:
    """The tables whose rows the journal accounts for."""
    beside = PARTITION if is_committee(raw) else ()
    return [
        table
        for name, table in tables.items()
        if name != JOURNAL and table.is_journalled and name not in beside
    ]


def _follow(raw: RawConnection, db_uuid: str) -> tuple[dict[str, dict[int, str]], list[str]]:
    prev, expected = genesis(db_uuid), 1
    state: dict[str, dict[int, str]] = {}
    for row in raw.execute(f"{SELECT_SQL} ORDER BY seq"):
        fields, link = row[: len(CHAIN_FIELDS)], row[-1]
        seq, entity, row_id, before, after = fields[0], fields[7], fields[8], fields[9], fields[10]
        if seq != expected or row[-2] != prev or link != link_hash(prev, fields):
            return state, [f"第 {expected} 号操作记录断开"]
        known = state.setdefault(entity, {})
        if known.get(row_id, "") != before:
            return state, [f"第 {seq} 号操作记录与之前的记录对不上"]
        known[row_id] = after
        prev, expected = link, seq + 1
    return state, []


def _compare(raw: RawConnection, table: TableInfo, state: Mapping[int, str]) -> list[str]:
    expected = {row_id: after for row_id, after in state.items() if after}
    problems: list[str] = []
    for values in raw.execute(f"SELECT {table.column_list} FROM {table.name} ORDER BY id"):
        row = table.full(values)
        row_id = cast("int", row["id"])
        if expected.pop(row_id, None) != row_sha(table, row):
            problems.append(f"{table.name} 第 {row_id} 行的内容与操作记录不符")
    problems += [f"{table.name} 第 {row_id} 行不见了" for row_id in expected]
    return problems


def verify_tail(raw: RawConnection, tables: Mapping[str, TableInfo], count: int = TAIL) -> str:
    """The last entries against each other and against the rows they left; a sentence when something differs."""
    newest = raw.execute(f"{SELECT_SQL} ORDER BY seq DESC LIMIT ?", (count,)).fetchall()
    last: dict[tuple[str, int], str] = {}
    after: tuple[Any, ...] | None = None
    for row in newest:
        fields = row[: len(CHAIN_FIELDS)]
        follows = after is None or (after[-2] == row[-1] and after[0] == fields[0] + 1)
        if row[-1] != link_hash(row[-2], fields) or not follows:
            return TAIL_BROKEN.format(seq=fields[0])
        if fields[6] in ROW_OPS and fields[7] in tables:
            last.setdefault((fields[7], fields[8]), fields[10])
        after = row
    for (name, row_id), expected in last.items():
        table = tables[name]
        live = raw.execute(f"SELECT {table.column_list} FROM {name} WHERE id = ?", (row_id,)).fetchone()
        if (row_sha(table, table.full(live)) if live else "") != expected:
            return TAIL_DIFFERS.format(table=name, row=row_id)
    return ""


def differences(raw: RawConnection, tables: Mapping[str, TableInfo], db_uuid: str) -> list[Entry]:
    """Entries that bring the journal level with the live rows, after a migration changed them."""
    state, problems = _follow(raw, db_uuid)
    if problems:
        raise UserError("操作记录有断开的地方，不能升级。请用最近的备份恢复后再升级。", problems)
    entries: list[Entry] = []
    for table in _journalled(raw, tables):
        name = table.name
        known = {row_id: after for row_id, after in state.get(name, {}).items() if after}
        for values in raw.execute(f"SELECT {table.column_list} FROM {name} ORDER BY id").fetchall():
            row = table.full(values)
            entry = insert_entry(table, row)
            before = known.pop(entry.row_id, "")
            if before != entry.after_sha:
                op = "update" if before else "insert"
                entries.append(replace(entry, op=op, before_sha=before))
        entries += [Entry("delete", name, row_id, before, "", "{}") for row_id, before in known.items()]
    return entries


def entries_of(raw: RawConnection, txn: int) -> list[dict[str, Any]]:
    """The journal rows of one transaction in order."""
    found = raw.execute(f"{SELECT_SQL} WHERE txn = ? ORDER BY seq", (txn,)).fetchall()
    return [dict(zip(COLUMNS, row, strict=True)) for row in found]
