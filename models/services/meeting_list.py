"""The list of meetings: its lines, filters and order, by SQL alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from models.db.store import Store
from models.domain.records import MeetingKind
from models.services.correction_rows import read_sql

SORTS = ("held_on", "kind", "title", "number", "place", "host")
_SHOWN = ("kind", "title", "number", "held_on", "place", "host")  # as MeetingSummary has them
_READ = {name: read_sql(name) for name in SORTS}
# of a meeting m: signed, somebody ticked, or something written; what only stands there was not held yet
HAS_RECORD = (
    "(m.signed_on <> '' OR m.content <> '' OR m.summary <> '' "
    "OR EXISTS (SELECT 1 FROM attendance a WHERE a.meeting_id = m.id AND a.presence <> '') "
    "OR EXISTS (SELECT 1 FROM agenda_item i WHERE i.meeting_id = m.id "
    "AND (i.voted OR i.report <> '' OR i.content <> '' OR i.decision <> '')))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingSummary:
    """A line of the list of meetings."""

    id: int
    kind: MeetingKind
    title: str
    number: int
    held_on: str
    place: str
    host: str
    signed_on: str
    items: int  # agenda items
    present: int  # ticked 到会, as corrected where a slip says otherwise
    slips: int  # signed corrections


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingQuery:
    """What the list shows: filters and order. `year` 0 and `kind` "" mean all."""

    year: int = 0
    kind: str = ""
    text: str = ""
    sort: str = "held_on"
    descending: bool = True


def keys(store: Store, query: MeetingQuery) -> Sequence[int]:
    """Ids in the asked order, by SQL alone."""
    where, params = ["1"], list[Any]()
    if query.year:
        where.append("substr(held_on, 1, 4) = ?")
        params.append(f"{query.year:04d}")
    if query.kind:
        where.append("kind = ?")
        params.append(query.kind)
    for word in query.text.split():
        where.append(
            "(instr(title || place || host || kind || held_on, ?) > 0 OR EXISTS (SELECT 1 FROM agenda_item i "
            "LEFT JOIN person p ON p.id = i.person_id WHERE i.meeting_id = read.id "
            "AND instr(i.title || COALESCE(p.name, ''), ?) > 0))"
        )
        params += [word, word]
    direction = "DESC" if query.descending else "ASC"
    by = f"CAST(number AS INTEGER) {direction}" if query.sort == "number" else f"{query.sort} {direction}"
    columns = ", ".join(f"{sql} AS {name}" for name, sql in _READ.items())
    found = store.rows(
        f"WITH read AS (SELECT m.id, {columns} FROM meeting m) SELECT id FROM read "
        f"WHERE {' AND '.join(where)} ORDER BY {by}, held_on {direction}, id {direction}",
        params,
    )
    return [row[0] for row in found]


def fetch(store: Store, ids: Sequence[int]) -> Sequence[MeetingSummary]:
    """Summaries in the order given; ids that are gone are left out."""
    marks = ",".join("?" * len(ids))
    names = MeetingSummary.__slots__
    found = store.rows(
        f"SELECT m.id, {', '.join(_READ[name] for name in _SHOWN)}, m.signed_on, "
        "(SELECT count(*) FROM agenda_item i WHERE i.meeting_id = m.id), "
        "(SELECT count(*) FROM attendance a WHERE a.meeting_id = m.id "
        "AND coalesce(nullif(a.corrected, ''), a.presence) = '到会'), "
        "(SELECT count(*) FROM correction c WHERE c.meeting_id = m.id AND c.signed_on <> '') "
        f"FROM meeting m WHERE m.id IN ({marks})",
        ids,
    )
    lines = {row[0]: dict(zip(names, row, strict=True)) for row in found}
    for line in lines.values():
        line |= {"kind": MeetingKind(line["kind"]), "number": int(line["number"] or 0)}
    return [MeetingSummary(**lines[key]) for key in ids if key in lines]


def years(store: Store) -> Sequence[int]:
    """The years with meetings, newest first."""
    found = store.rows(
        f"SELECT DISTINCT substr({_READ['held_on']}, 1, 4) AS year FROM meeting m WHERE m.held_on <> '' ORDER BY 1 DESC"
    )
    return [int(row[0]) for row in found]
