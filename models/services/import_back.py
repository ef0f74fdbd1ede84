"""Taking an import back, also weeks later: what it brought goes, as long as nothing depends on it.

The journal knows what one import wrote. Somebody it entered can go when the record is still as it came in and
nothing else names it; a field it changed goes back when nobody has changed it since. Whatever stands in the way is
named. Taking back is a step of its own: it is in the history, and can itself be undone.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from models.db.store import Store
from models.db.transaction import Reader, Tx
from models.domain.errors import Cancelled, UserError
from models.domain.labels import FIELD_LABELS, HIDDEN_FIELDS, TABLE_LABELS
from models.services.roster_import import LABEL

BACK_LABEL = "撤回导入："
_OWN = frozenset({"mark", "own_value"})  # came with the person, goes with it
_CHUNK = 500
_NAMED = 20
_SHOWN_FIELDS = 3

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class PastImport:
    """One import as the journal has it. `live`: how many of its rows still show what it wrote."""

    txn: int
    at: str
    actor: str
    label: str
    entered: int
    changed: int
    live: int

    @property
    def title(self) -> str:
        return self.label.removeprefix(LABEL)


@dataclass(frozen=True, slots=True, kw_only=True)
class InTheWay:
    """Somebody of an import who cannot go back, and why."""

    person_id: int
    name: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WayBack:
    """What taking back would do, and what stands in its way."""

    past: PastImport
    people: tuple[int, ...] = ()
    fields: tuple[tuple[int, dict[str, Any]], ...] = ()
    marks: tuple[int, ...] = ()
    own: tuple[tuple[int, str], ...] = ()  # of own fields: the row, and what it held ("" = nothing)
    in_the_way: tuple[InTheWay, ...] = ()


@dataclass(slots=True)
class _Written:
    """What one import wrote, by id."""

    entered: dict[int, dict[str, Any]] = field(default_factory=dict[int, dict[str, Any]])
    changed: dict[int, tuple[dict[str, Any], dict[str, Any]]] = field(
        default_factory=dict[int, tuple[dict[str, Any], dict[str, Any]]]
    )
    marks: dict[int, int] = field(default_factory=dict[int, int])
    own: dict[int, tuple[str, str]] = field(default_factory=dict[int, tuple[str, str]])  # before, after


def past_imports(store: Store) -> list[PastImport]:
    """All imports of rosters, the last first."""
    rows = store.rows(
        """SELECT txn, ts_wall, actor, label FROM journal
           WHERE seq IN (SELECT DISTINCT txn FROM journal) AND undoes = 0 AND label LIKE ? ORDER BY seq DESC""",
        (f"{LABEL}%",),
    )
    return [_past(store, *row) for row in rows]


def _past(store: Store, txn: int, at: str, actor: str, label: str) -> PastImport:
    written = _written(store, txn)
    stored = _stored(store, [*written.entered, *written.changed])
    live = sum(one in stored for one in written.entered)
    live += sum(
        any(stored[one].get(name) == value for name, value in after.items())
        for one, (_before, after) in written.changed.items()
        if one in stored
    )
    own = len(list(_own_back(store, written, set()))) if not written.changed else 0
    return PastImport(
        txn=txn,
        at=at[:16].replace("T", " "),
        actor=actor,
        label=label,
        entered=len(written.entered),
        changed=len(written.changed) or len(written.own if not written.entered else ()),
        live=live + own,
    )


def way_back(store: Store, txn: int) -> WayBack:
    """What would go, and everything that stands in the way, named."""
    row = store.row("SELECT txn, ts_wall, actor, label FROM journal WHERE seq = ?", (txn,))
    if row is None or not str(row[3]).startswith(LABEL):
        raise UserError("找不到这次导入的记录，请刷新后再看。")
    written = _written(store, txn)
    stored = _stored(store, [*written.entered, *written.changed])
    named_in = _named_in(store, [one for one in written.entered if one in stored])
    people: list[int] = []
    fields: list[tuple[int, dict[str, Any]]] = []
    blocked: list[InTheWay] = []
    for one, before in written.entered.items():
        if one not in stored:
            continue
        why = [*named_in.get(one, ()), *_edited(stored[one], before)]
        if why:
            blocked.append(InTheWay(person_id=one, name=stored[one]["name"], why="、".join(why)))
        else:
            people.append(one)
    for one, (before, after) in written.changed.items():
        if one not in stored:
            continue
        since = [name for name, value in after.items() if stored[one][name] != value]
        if since and all(stored[one][name] == before[name] for name in since):
            since = []  # put right by hand already
        if since:
            blocked.append(InTheWay(person_id=one, name=stored[one]["name"], why=_since(since)))
        else:
            fields.append((one, before))
    free = {*people, *(one for one, _ in fields)}
    marks = tuple(mark for mark, one in written.marks.items() if one in free and one not in people)
    return WayBack(
        past=_past(store, *row),
        people=tuple(people),
        fields=tuple(fields),
        marks=marks,
        own=tuple((key, before) for key, before in _own_back(store, written, set(people))),
        in_the_way=tuple(blocked),
    )


def take_back(
    store: Store,
    txn: int,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    *,
    leave: bool = False,
) -> int:
    """Do it; how many records went back. UserError naming what depends on it, unless those are to be left (`leave`)."""
    way = way_back(store, txn)
    if way.in_the_way and not leave:
        details = [f"{one.name}：{one.why}" for one in way.in_the_way]
        more = len(details) - _NAMED
        raise UserError(
            f"有 {len(details)} 人后来又有了别的记录，这次导入不能整个撤回。",
            [*details[:_NAMED], *([f"……另有 {more} 人"] if more > 0 else [])],
        )
    total = len(way.people) + len(way.fields) or len(way.own)
    if not total:
        raise UserError("这次导入的内容已经都不在了，没有可以撤回的。")
    with store.transaction(f"{BACK_LABEL}{way.past.title}") as tx:
        for done, step in enumerate(_steps(tx, way)):
            step()
            if done % 100 == 0:
                if progress:
                    progress(done, total)
                if cancelled and cancelled():
                    raise Cancelled
    return total


def _steps(tx: Tx, way: WayBack) -> Iterator[Callable[[], object]]:
    for mark in way.marks:
        if tx.get("mark", mark) is not None:
            yield lambda mark=mark: tx.delete("mark", mark)
    for key, value in way.own:
        if value:
            yield lambda key=key, value=value: tx.update("own_value", key, {"value": value})
        else:
            yield lambda key=key: tx.delete("own_value", key)
    for one, before in way.fields:
        yield lambda one=one, before=before: tx.update("person", one, before)
    for one in way.people:
        yield lambda one=one: tx.delete("person", one)


def _own_back(reader: Reader, written: _Written, going: set[int]) -> Iterator[tuple[int, str]]:
    """Own fields of those who stay, where they still hold what the import wrote."""
    for key, (before, after) in written.own.items():
        row = reader.row("SELECT person_id, value FROM own_value WHERE id = ?", (key,))
        if row is not None and row[0] not in going and row[0] not in written.entered and row[1] == after:
            yield key, before


def _written(reader: Reader, txn: int) -> _Written:
    """The journal rows of one import."""
    found = _Written()
    rows = reader.rows("SELECT entity, op, entity_id, body FROM journal WHERE txn = ? ORDER BY seq", (txn,))
    for entity, op, row_id, text in rows:
        body = json.loads(text)
        if entity == "person" and op == "insert":
            found.entered[row_id] = body["after"]
        elif entity == "person" and op == "update":
            found.changed[row_id] = (body["before"], body["after"])
        elif entity == "own_value":
            found.own[row_id] = (body.get("before", {}).get("value", ""), body["after"]["value"])
        elif entity == "mark" and op == "insert":
            found.marks[row_id] = body["after"]["person_id"]
    return found


def _stored(reader: Reader, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The live rows of those who are still on record."""
    columns = [str(row[1]) for row in reader.rows("PRAGMA table_info(person)")]
    found: dict[int, dict[str, Any]] = {}
    for start in range(0, len(ids), _CHUNK):
        part = ids[start : start + _CHUNK]
        sql = f"SELECT {', '.join(columns)} FROM person WHERE id IN ({', '.join('?' * len(part))})"
        for row in reader.rows(sql, part):
            found[row[0]] = dict(zip(columns, row, strict=True))
    return found


def _edited(live: dict[str, Any], came: dict[str, Any]) -> list[str]:
    """后来改过联系电话: fields that are no longer as they came in (a blank one was not written down)."""
    since = [name for name, value in live.items() if value != came.get(name, value if not value else None)]
    return [_since(since)] if since else []


def _since(names: Sequence[str]) -> str:
    labels = [FIELD_LABELS.get(name, name) for name in names if name not in HIDDEN_FIELDS] or ["姓名"]
    more = f"等 {len(labels)} 项" if len(labels) > _SHOWN_FIELDS else ""
    return f"后来改过{'、'.join(labels[:_SHOWN_FIELDS])}{more}"


def _named_in(reader: Reader, ids: Sequence[int]) -> dict[int, list[str]]:
    """缴费 2 条, 到会情况 3 条: whatever else points at these people, in tables of today and of later."""
    found: dict[int, list[str]] = {}
    for table, column in _pointing(reader):
        label = TABLE_LABELS.get(table, "其他记录")
        where = "record_kind = 'person' AND " if table == "answer" else ""
        for start in range(0, len(ids), _CHUNK):
            part = ids[start : start + _CHUNK]
            sql = f"""SELECT {column}, count(*) FROM {table} WHERE {where}{column} IN
                      ({", ".join("?" * len(part))}) GROUP BY {column}"""
            for one, count in reader.rows(sql, part):
                found.setdefault(one, []).append(f"有{label} {count} 条")
    return found


def _pointing(reader: Reader) -> Iterator[tuple[str, str]]:
    """Tables and columns that refer to a person."""
    yield "answer", "record_id"
    for (table,) in reader.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"):
        if table in _OWN:
            continue
        for key in reader.rows(f"PRAGMA foreign_key_list({table})"):
            if key[2] == "person":
                yield str(table), str(key[3])
