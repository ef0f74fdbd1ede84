"""Correction slips as rows, and signed minutes read with the slips laid over them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from models.db.store import Store
from models.domain.correction import Correction, Line, Named, corrected, lines_from
from models.domain.records import Meeting, Presence

_COLUMNS = (
    "id",
    "uuid",
    "meeting_id",
    "number",
    "made_on",
    "reason",
    "lines",
    "before_code",
    "signed_on",
    "signed_code",
)


def read_sql(name: str) -> str:
    """A fact of a meeting m as it reads with its signed slips, as SQL: lists find it on the day that was put right."""
    return f"""coalesce((SELECT json_extract(l.value, '$.new') FROM correction c,
        json_each(CASE WHEN json_valid(c.lines) THEN c.lines ELSE '[]' END) l
        WHERE c.meeting_id = m.id AND c.signed_on <> '' AND json_extract(l.value, '$.where') = '{name}'
        ORDER BY c.number DESC LIMIT 1), m.{name})"""


def load(store: Store, meeting_id: int) -> list[Correction]:
    """The slips of a meeting by number, the open one last."""
    sql = f"SELECT {', '.join(_COLUMNS)} FROM correction WHERE meeting_id = ? ORDER BY number"
    return [_correction(row) for row in store.rows(sql, (meeting_id,))]


def _correction(row: Sequence[Any]) -> Correction:
    values: dict[str, Any] = dict(zip(_COLUMNS, row, strict=True))
    values["lines"] = lines_from(values["lines"])
    return Correction(**values)


def people(store: Store, meeting: Meeting, slips: Iterable[Correction]) -> list[Named]:
    """Everybody whom the record or its slips name."""
    ids = {one.person_id for one in (*meeting.attendees, *meeting.left_out)}
    ids |= {item.person_id for item in meeting.items}
    lines = [line for slip in slips for line in slip.lines]
    uuids = {line.where.split("/")[1] for line in lines if line.where.startswith("roll/")}
    uuids |= {text for line in lines if line.where.endswith("/person") for text in (line.old, line.new)}
    marks, more = ", ".join("?" * len(ids)), ", ".join("?" * len(uuids))
    sql = f"SELECT id, uuid, name FROM person WHERE id IN ({marks}) OR uuid IN ({more})"
    return [Named(*row) for row in store.rows(sql, (*ids, *uuids))]


def read_over(store: Store, meeting: Meeting, slips: Sequence[Correction]) -> Meeting:
    """The record as it reads with these slips, one after the other."""
    if not slips:
        return meeting
    named = people(store, meeting, slips)
    for slip in slips:
        meeting = corrected(meeting, slip.lines, named)
    return meeting


def as_read(store: Store, meeting: Meeting) -> Meeting:
    """Signed minutes with their signed slips; a draft as it is."""
    if not meeting.is_signed:
        return meeting
    return read_over(store, meeting, [slip for slip in load(store, meeting.id) if slip.is_signed])


def as_signed(meeting: Meeting) -> Meeting:
    """Without what slips say of the roll: the paper itself."""
    bare = [
        tuple(replace(one, corrected=Presence.UNSET) for one in group)
        for group in (meeting.attendees, meeting.left_out)
    ]
    return replace(meeting, attendees=bare[0], left_out=bare[1])


def presence_lines(lines: Iterable[Line]) -> dict[str, str]:
    """By the uuid of a person: how they came, as a slip puts it right."""
    found = [line.where.split("/") + [line.new] for line in lines if line.where.startswith("roll/")]
    return {parts[1]: parts[3] for parts in found if parts[2] == "presence"}
