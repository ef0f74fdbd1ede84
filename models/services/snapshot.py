"""A branch as records: tables become parts, row numbers become uuids. And the way back: which column is which field.

`take` reads the live tables; with `at_seq` it undoes the journal in memory, so that a state once sent can be compared
with today's. Blank values are left out of records, as they are from the journal's rows.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from exporters.package.fields import Kind, Part, Record, Value
from exporters.package.parts import PARTS
from models.db.transaction import Reader

Parts = dict[str, list[Record]]
Rows = dict[str, dict[int, dict[str, Any]]]  # table -> id -> column -> value

# what a branch owns hangs on its row in `branch`; the column by which each table does
OWNED_BY: dict[str, tuple[str, str]] = {
    "person": ("branch_id", "branch"),
    "meeting": ("branch_id", "branch"),
    "mark": ("person_id", "person"),
    "attendance": ("meeting_id", "meeting"),
    "agenda_item": ("meeting_id", "meeting"),
    "dues_standard": ("person_id", "person"),
    "reduction": ("person_id", "person"),
    "payment": ("person_id", "person"),
    "payment_line": ("payment_id", "payment"),
    "voucher": ("branch_id", "branch"),
    "posting": ("voucher_id", "voucher"),
    "cash_count": ("branch_id", "branch"),
    "step": ("person_id", "person"),
    "companion": ("person_id", "person"),
    "movement": ("person_id", "person"),
    "contact_log": ("person_id", "person"),
    "relative": ("person_id", "person"),
    "resume_entry": ("person_id", "person"),
    "honour": ("person_id", "person"),
    "memo": ("person_id", "person"),
    "own_value": ("person_id", "person"),
    "party_group": ("branch_id", "branch"),
    "committee_term": ("branch_id", "branch"),
    "post_term": ("branch_id", "branch"),
    "own_field": ("branch_id", "branch"),
    "election": ("branch_id", "branch"),
    "election_choice": ("election_id", "election"),
    "guest_member": ("branch_id", "branch"),
    "attachment": ("branch_id", "branch"),
    "correction": ("meeting_id", "meeting"),
    "exemption": ("person_id", "person"),
    "plan_item": ("branch_id", "branch"),
    "task": ("branch_id", "branch"),
    "appraisal": ("branch_id", "branch"),
    "appraisal_line": ("appraisal_id", "appraisal"),
    "opinion": ("branch_id", "branch"),
    "talk_record": ("branch_id", "branch"),
}
# tables that never travel: keys, this computer's memory, its own registers, and the journal itself
STAYS = frozenset(
    {"setting", "saved_search", "draft", "identity", "peer", "outgoing", "todo", "keeping", "journal"}
    | {"template", "blob"}  # contents travel as files of the package
    | {"phrase", "meeting_template"}  # how this computer writes
    | {"merging", "organisation", "received", "conflict", "remark", "summary"}  # the committee's own
)
ANSWERED = ("branch", "person", "meeting")  # answer.record_kind: the tables an answer may speak of


@dataclass(frozen=True, slots=True)
class PartTable:
    """One part beside its table: `columns[i]` holds the field `part.names[i]`, references as row numbers."""

    part: Part
    columns: tuple[str, ...]
    references: Mapping[str, str]  # field -> part it points to; "*": the part named by `record_kind`

    @property
    def name(self) -> str:
        return self.part.name

    @property
    def owner(self) -> tuple[str, str] | None:
        """(column, table) by which a row belongs to its branch; None for `branch` and `answer`."""
        return OWNED_BY.get(self.part.name)


def _table(part: Part) -> PartTable:
    references = {field.name: field.refers for field in part.fields if field.refers}
    columns = tuple(f"{name}_id" if name in references else name for name in part.names)
    return PartTable(part, columns, references)


TABLES: tuple[PartTable, ...] = tuple(_table(part) for part in PARTS)  # in an order that satisfies references
BY_PART: dict[str, PartTable] = {table.name: table for table in TABLES}


def take(reader: Reader, *, branch_id: int | None = None, at_seq: int | None = None) -> Parts:
    """All records of a branch (of the only one, when `branch_id` is not given), each part sorted by its key.

    Call it inside a transaction when others may write. `at_seq`: as they were after that journal entry.
    """
    rows = read_rows(reader, branch_id)
    if at_seq is not None:
        roll_back(reader, rows, at_seq)
    return to_records(rows)


def read_rows(reader: Reader, branch_id: int | None = None) -> Rows:
    """The live rows of every part by table and id."""
    found: Rows = {}
    for table in TABLES:
        columns = ("id", *table.columns)
        owner = table.owner
        if owner:
            columns = tuple(dict.fromkeys((*columns, owner[0])))
        where, args = _where(table.name, branch_id)
        sql = f"SELECT {', '.join(columns)} FROM {table.name}{where}"
        found[table.name] = {
            int(row[0]): dict(zip(columns, row, strict=True)) for row in reader.rows(sql, args)
        }
    return found


def _where(name: str, branch_id: int | None) -> tuple[str, tuple[object, ...]]:
    """The rows of one branch in a store that holds many."""
    if branch_id is None:
        return "", ()
    if name == "branch":
        return " WHERE id = ?", (branch_id,)
    if name == "answer":
        inner = " OR ".join(
            f"(record_kind = '{kind}' AND record_id IN (SELECT id FROM {kind}{_where(kind, branch_id)[0]}))"
            for kind in ANSWERED
        )
        return f" WHERE {inner}", (branch_id,) * len(ANSWERED)
    column, parent = OWNED_BY[name]
    if parent == "branch":
        return " WHERE branch_id = ?", (branch_id,)
    return f" WHERE {column} IN (SELECT id FROM {parent}{_where(parent, branch_id)[0]})", (branch_id,)


def roll_back(reader: Reader, rows: Rows, seq: int) -> None:
    """Undo in `rows`, newest first, what the journal says happened after entry `seq`."""
    marks = ", ".join("?" * len(rows))
    sql = f"SELECT op, entity, entity_id, body FROM journal WHERE seq > ? AND entity IN ({marks}) ORDER BY seq DESC"
    for op, entity, row_id, text in reader.rows(sql, (seq, *rows)):
        table = rows[entity]
        if op == "insert":
            table.pop(row_id, None)
            continue
        before = cast("dict[str, Any]", json.loads(text)).get("before", {})
        if op == "delete":
            table[row_id] = {"id": row_id, **before}
        elif row_id in table:
            table[row_id] = {**table[row_id], **before}


def deleted_since(reader: Reader, seq: int) -> Parts:
    """What the journal says was deleted after entry `seq`, as it was then; taking a step back deletes nothing."""
    live = read_rows(reader)
    gone: dict[str, list[dict[str, Any]]] = {table.name: [] for table in TABLES}
    sql = "SELECT entity, entity_id, body FROM journal WHERE op = 'delete' AND undoes = 0 AND seq > ?"
    for entity, row_id, text in reader.rows(sql, (seq,)):
        if entity in gone:
            before = cast("dict[str, Any]", json.loads(text))["before"]
            gone[entity].append({"id": row_id, **before})
    uuids = {
        name: {int(row["id"]): str(row["uuid"]) for row in found if "uuid" in row} | _uuids(live[name])
        for name, found in gone.items()
    }
    return {
        table.name: [one for _, one in _records(table, dict(enumerate(gone[table.name])), uuids)]
        for table in TABLES
    }


def to_records(rows: Rows) -> Parts:
    """Rows as records: references by uuid, blanks left out, sorted by key."""
    return {name: [record for _, record in found] for name, found in numbered(rows).items()}


def numbered(rows: Rows) -> dict[str, list[tuple[int, Record]]]:
    """Rows as records, each beside the number of its row."""
    uuids = {name: _uuids(found) for name, found in rows.items()}
    return {table.name: _records(table, rows[table.name], uuids) for table in TABLES}


def _uuids(found: Mapping[int, Mapping[str, Any]]) -> dict[int, str]:
    return {row_id: str(row["uuid"]) for row_id, row in found.items() if "uuid" in row}


def _records(
    table: PartTable, rows: Mapping[int, Mapping[str, Any]], uuids: Mapping[str, Mapping[int, str]]
) -> list[tuple[int, Record]]:
    fields = [
        (name, column, _reader_of(table, name, uuids))
        for name, column in zip(table.part.names, table.columns, strict=True)
    ]
    bound = [field.name for field in table.part.fields if field.filled and field.kind is Kind.UUID]
    made: list[tuple[int, Record]] = []
    for row_id, row in rows.items():
        record: Record = {}
        for name, column, read in fields:
            value = row.get(column)
            if read is not None and value:
                value = read(row, int(value))
            if value:
                record[name] = value
        if all(name in record for name in bound):  # an answer about a record that is gone speaks of nothing
            made.append((row_id, record))
    return sorted(made, key=lambda found: sort_key(table.part, found[1]))


def _reader_of(
    table: PartTable, name: str, uuids: Mapping[str, Mapping[int, str]]
) -> Callable[[Mapping[str, Any], int], str | None] | None:
    target = table.references.get(name)
    if target is None:
        return None
    if target == "*":
        return lambda row, value: uuids.get(str(row["record_kind"]), {}).get(value)
    known = uuids[target]
    return lambda _row, value: known.get(value)


def key_of(part: Part, record: Record) -> tuple[str, ...]:
    """What tells one record of a part from its sisters; records of a repeating part may share it."""
    return tuple(str(record.get(name, "")) for name in part.key)


def sort_key(part: Part, record: Record) -> tuple[object, ...]:
    """By key, numbers as numbers, and the same order on every computer where keys repeat."""
    if not part.repeats:
        return part.place(record)
    return (*part.place(record), json.dumps(record, ensure_ascii=False, sort_keys=True))


def blank(part: Part, name: str) -> Value | None:
    """What a record that lacks the field stands for in the table."""
    match part.field(name).kind:
        case Kind.TEXT:
            return ""
        case Kind.UUID:
            return "" if name == "uuid" else None
        case _:
            return 0


def to_row(table: PartTable, record: Record, ids: Mapping[str, Mapping[str, int]]) -> dict[str, Value | None]:
    """One record as column values (without `id` and the owner's `branch_id`); `ids`: part -> uuid -> row number.

    KeyError when it refers to a record that is not there.
    """
    row: dict[str, Value | None] = {}
    for name, column in zip(table.part.names, table.columns, strict=True):
        value = record.get(name, blank(table.part, name))
        if name in table.references and value:
            target = table.references[name]
            value = ids[str(record["record_kind"]) if target == "*" else target][str(value)]
        row[column] = value
    return row
