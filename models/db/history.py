"""Journal rows as lines for people: which field, old and new, in the words of the screen."""

import json
from typing import Any, cast

from models.db.connection import RawConnection
from models.db.journal import COLUMNS, SELECT_SQL
from models.db.schema import Row, Value
from models.domain.labels import FIELD_LABELS, HIDDEN_FIELDS, TABLE_LABELS, YES_NO_FIELDS
from models.domain.records import HistoryEntry

OP_WORDS = {"insert": "新建", "delete": "删除"}
NAMING = ("name", "title", "month", "from_month", "on_date", "key", "kind")


def read_history(raw: RawConnection, table: str, row_id: int) -> list[dict[str, Any]]:
    """Journal rows of one record, newest first."""
    sql = f"{SELECT_SQL} WHERE entity = ? AND entity_id = ? ORDER BY seq DESC"
    return [dict(zip(COLUMNS, row, strict=True)) for row in raw.execute(sql, (table, row_id)).fetchall()]


def read_recent(raw: RawConnection, limit: int) -> list[dict[str, Any]]:
    """The last journal rows, newest first."""
    found = raw.execute(f"{SELECT_SQL} ORDER BY seq DESC LIMIT ?", (limit,)).fetchall()
    return [dict(zip(COLUMNS, row, strict=True)) for row in found]


def entry_lines(row: dict[str, Any]) -> list[HistoryEntry]:
    """One line per changed field; a new or deleted record is one line."""
    body = cast("dict[str, Row]", json.loads(row["body"]))
    before, after = body.get("before", {}), body.get("after", {})
    if row["op"] != "update":
        what = f"{OP_WORDS[row['op']]}{TABLE_LABELS.get(row['entity'], row['entity'])}"
        return [_line(row, what, _naming(before), _naming(after))]
    return [
        _line(row, FIELD_LABELS.get(name, name), shown(name, before.get(name)), shown(name, after[name]))
        for name in after
        if name not in HIDDEN_FIELDS
    ]


def _line(row: dict[str, Any], field: str, before: str, after: str) -> HistoryEntry:
    return HistoryEntry(
        seq=row["seq"],
        at=row["ts_wall"][:19].replace("T", " "),
        actor=row["actor"],
        label=row["label"],
        field=field,
        before=before,
        after=after,
    )


def _naming(row: Row) -> str:
    return next((str(row[name]) for name in NAMING if row.get(name)), "")


def shown(name: str, value: Value) -> str:
    """A stored value as people read it: fen as yuan, flags as 是/否."""
    if value is None:
        return ""
    if name in YES_NO_FIELDS:
        return "是" if value else "否"
    if name.endswith("_fen") and isinstance(value, int):
        return f"{'-' if value < 0 else ''}{abs(value) // 100}.{abs(value) % 100:02d} 元"
    return str(value)
