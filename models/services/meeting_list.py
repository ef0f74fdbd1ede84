"""The list of meetings: its lines, filters and order, by SQL alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from models.db.store import Store
from models.domain.records import MeetingKind

SORTS = {
    "held_on": "held_on",
    "kind": "kind",
    "title": "title",
    "number": "number",
    "place": "place",
    "host": "host",
}
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
        where.append("substr(m.held_on, 1, 4) = ?")
        params.append(f"{query.year:04d}")
    if query.kind:
        where.append("m.kind = ?")
        params.append(query.kind)
    for word in query.text.split():
        where.append(
            "(instr(m.title || m.place || m.host || m.kind || m.held_on, ?) > 0 OR EXISTS (SELECT 1 FROM agenda_item i "
            "LEFT JOIN person p ON p.id = i.person_id WHERE i.meeting_id = m.id "
            "AND instr(i.title || COALESCE(p.name, ''), ?) > 0))"
        )
        params += [word, word]
    direction = "DESC" if query.descending else "ASC"
    order = f"m.{SORTS[query.sort]} {direction}, m.held_on {direction}, m.id {direction}"
    found = store.rows(f"SELECT m.id FROM meeting m WHERE {' AND '.join(where)} ORDER BY {order}", params)
    return [row[0] for row in found]


def fetch(store: Store, ids: Sequence[int]) -> Sequence[MeetingSummary]:
    """Summaries in the order given; ids that are gone are left out."""
    marks = ",".join("?" * len(ids))
    found = store.rows(
        "SELECT m.id, m.kind, m.title, m.number, m.held_on, m.place, m.host, m.signed_on, "
        "(SELECT count(*) FROM agenda_item i WHERE i.meeting_id = m.id), "
        "(SELECT count(*) FROM attendance a WHERE a.meeting_id = m.id "
        "AND coalesce(nullif(a.corrected, ''), a.presence) = '到会'), "
        "(SELECT count(*) FROM correction c WHERE c.meeting_id = m.id AND c.signed_on <> '') "
        f"FROM meeting m WHERE m.id IN ({marks})",
        ids,
    )
    names = MeetingSummary.__slots__
    lines = {row[0]: dict(zip(names, row, strict=True)) for row in found}
    for line in lines.values():
        line["kind"] = MeetingKind(line["kind"])
    return [MeetingSummary(**lines[key]) for key in ids if key in lines]


def years(store: Store) -> Sequence[int]:
    """The years with meetings, newest first."""
    found = store.rows(
        "SELECT DISTINCT substr(held_on, 1, 4) FROM meeting WHERE held_on <> '' ORDER BY 1 DESC"
    )
    return [int(row[0]) for row in found]
