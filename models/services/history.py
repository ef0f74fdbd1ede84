"""The whole history for people: found by kind, actor, day, record and words, a page at a time, however long it is.

The journal's numbers have no gaps, so that without a filter the list of ids is a range. Kind, actor and day are
answered from one index; words are looked for in the rows themselves, newest first, a stretch at a time.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.db.history import OP_WORDS, SETTING_KEYS, entry_lines, name_settings
from models.db.journal import COLUMNS, SELECT_SQL
from models.db.store import Store
from models.domain.errors import Cancelled
from models.domain.history import HistoryLine
from models.domain.labels import TABLE_LABELS, setting_label

STRETCH = 20_000
MOST_EXPORTED = 100_000
HEAD_CODE = re.compile(r"[0-9a-f]{12}")

# Whose record a row belongs to: the table that is shown, and the column that names it ("id" is the row itself).
OWNERS: Mapping[str, tuple[str, str]] = {
    "person": ("person", "id"),
    "mark": ("person", "person_id"),
    "dues_standard": ("person", "person_id"),
    "reduction": ("person", "person_id"),
    "payment": ("person", "person_id"),
    "step": ("person", "person_id"),
    "companion": ("person", "person_id"),
    "meeting": ("meeting", "id"),
    "attachment": ("person", "person_id"),
    "attendance": ("meeting", "meeting_id"),
    "agenda_item": ("meeting", "meeting_id"),
    "correction": ("meeting", "meeting_id"),
    "exemption": ("person", "person_id"),
    "appraisal_line": ("person", "person_id"),
}
NAMES = {"person": "name", "meeting": "title"}

Progress = Callable[[int, int], None]
IsCancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class HistoryQuery:
    """What is wanted; days are ISO and inclusive, `record` is (table, id) with everything that belongs to it."""

    text: str = ""
    kind: str = ""
    actor: str = ""
    since: str = ""
    until: str = ""
    record: tuple[str, int] | None = None

    @property
    def is_open(self) -> bool:
        return self == HistoryQuery()


class History:
    """Reading only."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def count(self) -> int:
        return self._store.head[0]

    def kinds(self) -> list[tuple[str, str]]:
        """(table, word) of every kind that may appear."""
        return list(TABLE_LABELS.items())

    def actors(self) -> list[str]:
        """Everybody who ever changed something, by name; from the index alone."""
        found: list[str] = []
        while True:
            after = self._store.value(
                "SELECT min(actor) FROM journal WHERE actor > ?", (found[-1] if found else "",)
            )
            if not after:
                return found
            found.append(str(after))

    # finding

    def keys(
        self, query: HistoryQuery, progress: Progress | None = None, cancelled: IsCancelled | None = None
    ) -> Sequence[int]:
        """Numbers of the entries, the last first. Looking for words takes a while: it can be watched and stopped."""
        newest = self._store.head[0]
        if query.is_open:
            return range(newest, 0, -1)
        where, args = _conditions(query)
        if query.record is not None:
            of_record = sorted({entry.seq for entry in self._store.history(*query.record)}, reverse=True)
            return self._narrowed(of_record, where, args)
        if not query.text:
            index = "journal_entity" if query.kind and len(args) == 1 else "journal_look"
            found = self._store.rows(f"SELECT seq FROM journal INDEXED BY {index} WHERE {where}", args)
            return sorted((int(row[0]) for row in found), reverse=True)
        keys: list[int] = []
        for upper in range(newest, 0, -STRETCH):
            if cancelled and cancelled():
                raise Cancelled
            found = self._store.rows(
                f"SELECT seq FROM journal WHERE seq > ? AND seq <= ? AND {where} ORDER BY seq DESC",
                (upper - STRETCH, upper, *args),
            )
            keys += [int(row[0]) for row in found]
            if progress:
                progress(newest - max(upper - STRETCH, 0), newest)
        return keys

    def _narrowed(self, keys: list[int], where: str, args: Sequence[object]) -> list[int]:
        if not args:
            return keys
        kept: set[int] = set()
        for start in range(0, len(keys), 500):
            part = keys[start : start + 500]
            marks = ", ".join("?" * len(part))
            rows = self._store.rows(
                f"SELECT seq FROM journal WHERE seq IN ({marks}) AND {where}", (*part, *args)
            )
            kept.update(int(row[0]) for row in rows)
        return [key for key in keys if key in kept]

    # showing

    def fetch(self, ids: Sequence[int]) -> list[HistoryLine]:
        """The entries of a page in the order of `ids`."""
        marks = ", ".join("?" * len(ids))
        rows = self._store.rows(f"{SELECT_SQL} WHERE seq IN ({marks})", tuple(ids)) if ids else []
        entries: dict[int, dict[str, Any]] = {row[0]: dict(zip(COLUMNS, row, strict=True)) for row in rows}
        if any(entry["entity"] == "setting" for entry in entries.values()):
            name_settings(
                {int(row[0]): str(row[1]) for row in self._store.rows(SETTING_KEYS)}, entries.values()
            )
        owners = self._owners(list(entries.values()))
        names = self._names({owner for owner in owners.values() if owner})
        return [self._line(entries[seq], owners[seq], names) for seq in ids if seq in entries]

    def export_lines(
        self, ids: Sequence[int], progress: Progress, cancelled: IsCancelled
    ) -> list[HistoryLine]:
        """At most MOST_EXPORTED of them, for a sheet."""
        wanted = ids[:MOST_EXPORTED]
        lines: list[HistoryLine] = []
        for start in range(0, len(wanted), 500):
            if cancelled():
                raise Cancelled
            lines += self.fetch(wanted[start : start + 500])
            progress(len(lines), len(wanted))
        return lines

    def _owners(self, entries: list[dict[str, Any]]) -> dict[int, tuple[str, int] | None]:
        """To whose record each entry belongs: by the live row, else by what the journal kept of it."""
        found: dict[int, tuple[str, int] | None] = {}
        wanted: dict[str, set[int]] = {}
        for entry in entries:
            table, column = OWNERS.get(entry["entity"], ("", ""))
            found[entry["seq"]] = (table, int(entry["entity_id"])) if column == "id" else None
            if table and column != "id":
                wanted.setdefault(entry["entity"], set()).add(int(entry["entity_id"]))
        live = {entity: self._column(entity, OWNERS[entity][1], ids) for entity, ids in wanted.items()}
        for entry in entries:
            if entry["entity"] in live:
                table, column = OWNERS[entry["entity"]]
                body = json.loads(entry["body"])
                kept = body.get("after", {}).get(column) or body.get("before", {}).get(column)
                owner = live[entry["entity"]].get(int(entry["entity_id"])) or kept
                found[entry["seq"]] = (table, int(owner)) if owner else None
        return found

    def _names(self, owners: set[tuple[str, int]]) -> dict[tuple[str, int], str]:
        names: dict[tuple[str, int], str] = {}
        for table, column in NAMES.items():
            ids = {row_id for of, row_id in owners if of == table}
            names |= {(table, i): str(name) for i, name in self._column(table, column, ids).items()}
        return names

    def _column(self, table: str, column: str, ids: set[int]) -> dict[int, Any]:
        marks = ", ".join("?" * len(ids))
        sql = f"SELECT id, {column} FROM {table} WHERE id IN ({marks})"
        return {int(row[0]): row[1] for row in self._store.rows(sql, tuple(ids))} if ids else {}

    def _line(
        self, entry: dict[str, Any], owner: tuple[str, int] | None, names: Mapping[tuple[str, int], str]
    ) -> HistoryLine:
        changes = tuple(entry_lines(entry))
        at_hand = owner if owner in names else None
        body = json.loads(entry["body"])
        kept = body.get("after", {}) | body.get("before", {})
        name = names.get(owner, "") if owner else ""
        return HistoryLine(
            seq=entry["seq"],
            at=entry["ts_wall"][:19].replace("T", " "),
            actor=entry["actor"],
            label=entry["label"],
            kind=TABLE_LABELS.get(str(entry["entity"]), str(entry["entity"])),
            what=OP_WORDS.get(entry["op"], "修改"),
            name=name
            or setting_label(entry.get("setting", ""))
            or str(kept.get("name") or kept.get("title") or ""),
            changes=changes,
            owner=at_hand,
        )


def _conditions(query: HistoryQuery) -> tuple[str, list[object]]:
    """SQL of everything but the record."""
    parts, args = ["1"], list[object]()
    for condition, value in (
        ("entity = ?", query.kind),
        ("actor = ?", query.actor),
        ("ts_wall >= ?", query.since),
        ("ts_wall < ?", f"{query.until}U" if query.until else ""),  # "U" sorts behind every time of that day
    ):
        if value:
            parts.append(condition)
            args.append(value)
    text = query.text.strip()
    code = text.replace(" ", "").lower()
    if text:
        like = "%" + re.sub(r"([%_\\])", r"\\\1", text) + "%"
        words = ["label LIKE ? ESCAPE '\\'", "body LIKE ? ESCAPE '\\'", "actor LIKE ? ESCAPE '\\'"]
        args += [like, like, like]
        if HEAD_CODE.fullmatch(code):  # as on a printed sheet
            words.append("substr(hash, 1, 12) = ?")
            args.append(code)
        parts.append(f"({' OR '.join(words)})")
    return " AND ".join(parts), args
