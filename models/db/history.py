"""Journal rows as lines for people: which field, old and new, in the words of the screen."""

import json
from collections.abc import Iterable
from typing import Any, cast

from models.db.connection import RawConnection
from models.db.journal import COLUMNS, SELECT_SQL
from models.db.schema import Row, Value
from models.domain.changes import HistoryEntry
from models.domain.committee import CHOICE_LABELS, CONFLICT_LABELS, RESULT_LABELS, UNIT_LABELS
from models.domain.correction import lines_in_words
from models.domain.handoff import OUTGOING_LABELS
from models.domain.handover import Handover
from models.domain.labels import FIELD_LABELS, HIDDEN_FIELDS, TABLE_LABELS, YES_NO_FIELDS, setting_label

OP_WORDS = {"insert": "新建", "delete": "删除"}
SETTING_KEYS = "SELECT id, key FROM setting"
NAMING = ("name", "title", "month", "from_month", "on_date", "key", "kind")


# What belongs to a record although it has its own table, and the column that says to which.
PARTS: dict[str, tuple[tuple[str, str], ...]] = {
    "meeting": (
        ("attendance", "meeting_id"),
        ("agenda_item", "meeting_id"),
        ("attachment", "meeting_id"),
        ("correction", "meeting_id"),
        ("task", "meeting_id"),
    ),
    "appraisal": (("appraisal_line", "appraisal_id"),),
    "voucher": (("posting", "voucher_id"),),
    "election": (("election_choice", "election_id"),),
    "person": (
        ("step", "person_id"),
        ("companion", "person_id"),
        ("movement", "person_id"),
        ("contact_log", "person_id"),
        ("relative", "person_id"),
        ("resume_entry", "person_id"),
        ("honour", "person_id"),
        ("memo", "person_id"),
        ("own_value", "person_id"),
        ("attachment", "person_id"),
        ("exemption", "person_id"),
        ("appraisal_line", "person_id"),
        ("dues_standard", "person_id"),
        ("payment", "person_id"),
        ("reduction", "person_id"),
        ("voucher", "person_id"),
        ("mark", "person_id"),
    ),
}


def read_history(raw: RawConnection, table: str, row_id: int) -> list[dict[str, Any]]:
    """Journal rows of one record and of what belongs to it, newest first."""
    found = _journal(raw, "entity = ? AND entity_id = ?", (table, row_id))
    for part, column in PARTS.get(table, ()):
        found += _of_part(raw, part, column, row_id)
    sql = "entity = 'answer' AND entity_id IN (SELECT id FROM answer WHERE record_kind = ? AND record_id = ?)"
    found += _journal(raw, sql, (table, row_id))
    return sorted(found, key=lambda row: -row["seq"])


def _journal(raw: RawConnection, where: str, args: tuple[Any, ...]) -> list[dict[str, Any]]:
    rows = raw.execute(f"{SELECT_SQL} WHERE {where} ORDER BY seq", args).fetchall()
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


def _of_part(raw: RawConnection, part: str, column: str, owner: int) -> list[dict[str, Any]]:
    """Rows of a part of this record, also of what was deleted; each with the name it had then."""
    ids = {row[0] for row in raw.execute(f"SELECT id FROM {part} WHERE {column} = ?", (owner,)).fetchall()}
    deleted = "SELECT entity_id, body FROM journal WHERE entity = ? AND op = 'delete'"
    for row_id, body in raw.execute(deleted, (part,)).fetchall():
        if json.loads(body)["before"].get(column) == owner:
            ids.add(row_id)
    found: list[dict[str, Any]] = []
    for row_id in ids:
        state: dict[str, Any] = {}
        for row in _journal(raw, "entity = ? AND entity_id = ?", (part, row_id)):
            body = cast("dict[str, Row]", json.loads(row["body"]))
            state = {**(state if row["op"] == "update" else body.get("before", {})), **body.get("after", {})}
            found.append({**row, "part": _part_name(raw, part, state)})
    return found


def _part_name(raw: RawConnection, part: str, state: Row) -> str:
    """Which of its kind: who was ticked, which item of the agenda, which month."""
    if part == "attendance":
        name = raw.execute("SELECT name FROM person WHERE id = ?", (state["person_id"],)).fetchone()
        return str(name[0]) if name else ""
    if part in ("mark", "step"):
        return ""  # the label of the change says it
    return _naming(state)


def name_settings(keys: dict[int, str], rows: Iterable[dict[str, Any]]) -> None:
    """Which setting a change is of (`keys` by id): its row in the journal holds only the value."""
    for row in rows:
        if row["entity"] == "setting":
            row["setting"] = keys.get(row["entity_id"], "")


def read_recent(raw: RawConnection, limit: int) -> list[dict[str, Any]]:
    """The last journal rows, newest first."""
    found = raw.execute(f"{SELECT_SQL} ORDER BY seq DESC LIMIT ?", (limit,)).fetchall()
    rows: list[dict[str, Any]] = [dict(zip(COLUMNS, row, strict=True)) for row in found]
    name_settings(dict(raw.execute(SETTING_KEYS).fetchall()), rows)
    return rows


def entry_lines(row: dict[str, Any]) -> list[HistoryEntry]:
    """One line per changed field; a new or deleted record is one line."""
    body = cast("dict[str, Row]", json.loads(row["body"]))
    before, after = body.get("before", {}), body.get("after", {})
    if row["entity"] == "setting" and (key := row.get("setting") or after.get("key") or before.get("key")):
        values = (shown_setting(str(key), side.get("value")) for side in (before, after))
        return [_line(row, setting_label(str(key)) or "设置", *values)]
    if row["op"] != "update":
        what = f"{OP_WORDS[row['op']]}{TABLE_LABELS.get(row['entity'], row['entity'])}"
        return [_line(row, f"{what} {row.get('part', '')}".strip(), _told(row, before), _told(row, after))]
    part = row.get("part")
    which = "" if part is None else f"{part or TABLE_LABELS.get(row['entity'], '')} "
    return [
        _line(
            row,
            f"{which}{_field_label(row['entity'], name)}",
            shown(name, before.get(name)),
            shown(name, after[name]),
        )
        for name in after
        if name not in HIDDEN_FIELDS
    ]


def _field_label(table: str, name: str) -> str:
    """What a field is called; a file has a name, and no 姓名."""
    return "名称" if name == "name" and table in ("attachment", "template") else FIELD_LABELS.get(name, name)


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


def _told(row: dict[str, Any], state: Row) -> str:
    """A new or deleted record in a word; of a tick what was ticked, of a payment what was paid."""
    if row["entity"] == "attendance":
        return " ".join(str(state[name]) for name in ("presence", "reason") if state.get(name))
    if row["entity"] in ("payment", "dues_standard") and state:
        return shown("amount_fen", state.get("amount_fen"))
    if row["entity"] in ("answer", "mark"):
        return str(state.get("reason") or state.get("message") or "")
    return _naming(state)


def _naming(row: Row) -> str:
    return next((shown(name, row[name]) for name in NAMING if row.get(name)), "")


CODED = frozenset({"kind", "choice", "result"})
_CODES = {
    str(code): word
    for labels in (OUTGOING_LABELS, UNIT_LABELS, CONFLICT_LABELS, CHOICE_LABELS, RESULT_LABELS)
    for code, word in labels.items()
}


_UNITS = {"recycle.years": " 年", "committee.overdue_days": " 天", "desk.epoch": " 次"}
_PROFILES = {
    "usual": "不含评议票数和意见",
    "full": "全部",
    "no_contact": "不含住址电话",
    "roster_dues": "只报名册与党费",
}


def shown_setting(key: str, value: Value) -> str:
    """A stored setting as people read it."""
    if not value:
        return ""
    text = str(value)
    if key == "dues.county_fen" and text.isdigit():
        return shown("amount_fen", int(text))
    if key == "desk.mode":
        return {"committee": "上级党委"}.get(text, text)
    if key == "committee.level":
        return _CODES.get(text, text)
    if key == "handover.last":
        last = Handover.from_text(text, 0, "")
        return f"{last.on} {last.giver}移交给{last.taker}"
    if key.startswith("handoff.profile."):
        return _PROFILES.get(str(cast("Row", json.loads(text)).get("id")), "自定")
    return f"{text}{_UNITS.get(key, '')}"


def shown(name: str, value: Value) -> str:
    """A stored value as people read it: fen as yuan, flags as 是/否."""
    if value is None:
        return ""
    if name in YES_NO_FIELDS:
        return "是" if value else "否"
    if name in CODED and (word := _CODES.get(str(value))):
        return word
    if name.endswith("_fen") and isinstance(value, int):
        return f"{'-' if value < 0 else ''}{abs(value) // 100}.{abs(value) % 100:02d} 元"
    if name == "lines":  # of a correction slip
        return lines_in_words(str(value))
    return str(value)
