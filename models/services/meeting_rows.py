"""Meetings as rows: the columns, the reading of records, the snapshot of the roster and the seal of signed minutes."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

from models.db.store import Store
from models.domain.records import (
    AgendaItem,
    Attendee,
    Category,
    ItemKind,
    Meeting,
    MeetingKind,
    Presence,
    Vote,
)

FACTS = (
    "kind",
    "title",
    "number",
    "held_on",
    "starts_at",
    "ends_at",
    "place",
    "host",
    "recorder",
    "observers",
    "party_group",
    "lecturer",
    "lecture_form",
)
TEXTS = ("content", "summary", "details")
EDITABLE = (*FACTS, *TEXTS, "counts_for_year")
_SINCE_6 = ("party_group", "lecturer", "lecture_form", "details")  # under the seal where they are filled
_SEALED = tuple(name for name in (*FACTS, *TEXTS) if name not in _SINCE_6)
_MEETING = ("id", "uuid", *EDITABLE, "signed_on", "signed_code", "corrections")
_ITEM_TEXTS = ("proposer", "report", "tellers", "scrutineers", "result")
_ITEM = (
    *("id", "uuid", "meeting_id", "seq", "kind", "title", "person_id", "content", "decision"),
    *_ITEM_TEXTS,
    "election_id",
)
_WRITTEN = ("written_yes", "written_no")
_VOTE = ("voted", "method", "issued", "returned", "valid", "yes", "no", "abstain", "written", *_WRITTEN)
_TICK = ("presence", "reason", "frozen", "leave_kind", "corrected", "makeup_on", "makeup_how", "makeup_by")
_DECODER = json.JSONDecoder()
_PRESENCE = {one.value: one for one in Presence}
_CATEGORY = {one.value: one for one in Category}
_SAID = ("why", "left_out")  # of the roll, where there is something to say
# whether somebody came, the reason, the kind of leave
Told = tuple[Presence, str] | tuple[Presence, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A stored line of attendance; `frozen` is the roster of the signing day as JSON, "" in a draft."""

    row_id: int
    person_id: int
    presence: Presence
    reason: str
    frozen: str
    leave_kind: str
    corrected: Presence
    makeup_on: str
    makeup_how: str
    makeup_by: str


def meeting_columns(prefix: str = "") -> str:
    return ", ".join(f"{prefix}{name}" for name in _MEETING)


def meeting_from(row: Sequence[Any]) -> Meeting:
    """A meeting without its items and attendees, from `meeting_columns`."""
    values = dict(zip(_MEETING, row, strict=True))
    values["kind"] = MeetingKind(values["kind"])
    return Meeting(**values)


def read_items(store: Store, meeting_id: int) -> tuple[AgendaItem, ...]:
    columns = ", ".join(f"i.{name}" for name in (*_ITEM, *_VOTE))
    rows = store.rows(
        f"SELECT {columns}, COALESCE(p.name, '') FROM agenda_item i LEFT JOIN person p ON p.id = i.person_id "
        "WHERE i.meeting_id = ? ORDER BY i.seq, i.id",
        (meeting_id,),
    )
    return tuple(_item_from(row) for row in rows)


def _item_from(row: Sequence[Any]) -> AgendaItem:
    values = dict(zip(_ITEM, row, strict=False))
    votes = dict(zip(_VOTE, row[len(_ITEM) :], strict=False))
    values["kind"] = ItemKind(values["kind"])
    for name in ("person_id", "election_id"):
        values[name] = values[name] or 0
    votes["voted"] = bool(votes["voted"])
    return AgendaItem(**values, person_name=row[-1], vote=Vote(**votes))


def item_values(item: AgendaItem, meeting_id: int, seq: int) -> dict[str, Any]:
    """The columns of an agenda item; its uuid is the store's business."""
    vote = item.vote
    return {
        "meeting_id": meeting_id,
        "seq": seq,
        "kind": item.kind.value,
        "title": item.title.strip(),
        "person_id": item.person_id or None,
        "content": item.content,
        "decision": item.decision,
        **{name: getattr(item, name) for name in _ITEM_TEXTS},
        "election_id": item.election_id or None,
        "voted": int(vote.voted),
        **{name: getattr(vote, name) for name in _VOTE[1:]},
    }


def read_ticks(store: Store, meeting_id: int) -> dict[int, Tick]:
    """The stored attendance by person."""
    rows = store.rows(
        f"SELECT id, person_id, {', '.join(_TICK)} FROM attendance WHERE meeting_id = ? ORDER BY id",
        (meeting_id,),
    )
    return {row[1]: _tick(row) for row in rows}


def _tick(row: Sequence[Any]) -> Tick:
    presence, reason, frozen, leave_kind, corrected, on, how, by = row[2:]  # _TICK; thousands of them
    return Tick(
        row_id=row[0],
        person_id=row[1],
        presence=_PRESENCE[presence],
        reason=reason,
        frozen=frozen,
        leave_kind=leave_kind,
        corrected=_PRESENCE[corrected],
        makeup_on=on,
        makeup_how=how,
        makeup_by=by,
    )


def tick_values(told: Told) -> dict[str, str]:
    """The columns of a tick; who is there, or not known of, has no reason."""
    presence = told[0]
    away = presence in (Presence.LEAVE, Presence.ABSENT)
    values = {"presence": presence.value, "reason": told[1].strip() if away else ""}
    if presence is not Presence.LEAVE:
        values["leave_kind"] = ""
    elif len(told) > 2:
        values["leave_kind"] = told[2]
    return values if away else {**values, "makeup_on": "", "makeup_how": "", "makeup_by": ""}


def freeze(attendee: Attendee, place: int) -> str:
    """What the sign-in sheet says of a person, so that later roster edits don't change the paper."""
    snapshot = {
        "place": place,
        "name": attendee.name,
        "category": attendee.category.value,
        "can_vote": attendee.can_vote,
        "party_post": attendee.party_post,
        "party_group": attendee.party_group,
        "is_mobile": attendee.is_mobile,
    }
    snapshot |= {name: getattr(attendee, name) for name in _SAID if getattr(attendee, name)}
    return json.dumps(snapshot, ensure_ascii=False, sort_keys=True)


def as_ticked(tick: Tick) -> dict[str, Any]:
    """What was ticked, as an attendee has it."""
    return {
        "presence": tick.presence,
        "reason": tick.reason,
        "leave_kind": tick.leave_kind,
        "corrected": tick.corrected,
        "makeup_on": tick.makeup_on,
        "makeup_how": tick.makeup_how,
        "makeup_by": tick.makeup_by,
    }


def with_tick(one: Attendee, tick: Tick) -> Attendee:
    """Somebody of the roll, as ticked; written out, since a large branch asks it of thousands."""
    return Attendee(
        person_id=one.person_id,
        name=one.name,
        category=one.category,
        can_vote=one.can_vote,
        party_post=one.party_post,
        party_group=one.party_group,
        is_mobile=one.is_mobile,
        why=one.why,
        is_exempt=one.is_exempt,
        left_out=one.left_out,
        **as_ticked(tick),
    )


def thaw(ticks: Iterable[Tick], eased: Set[int] = frozenset()) -> tuple[Attendee, ...]:
    """The attendees of a signed meeting in the order of its sign-in sheet.

    `eased`: whose cards are marked now (ZB-26); the mark is no part of what was signed.
    """
    lines: list[tuple[int, Attendee]] = []
    for tick in ticks:
        if not tick.frozen:
            continue
        values: dict[str, Any] = _DECODER.decode(tick.frozen)
        place = int(values.pop("place"))
        values["category"] = _CATEGORY[values["category"]]
        attendee = Attendee(
            person_id=tick.person_id, is_exempt=tick.person_id in eased, **values, **as_ticked(tick)
        )
        lines.append((place, attendee))
    return tuple(attendee for _, attendee in sorted(lines, key=lambda line: line[0]))


def seal(meeting: Meeting, uuids: Mapping[int, str] | None = None) -> str:
    """The sha256 of everything that was signed: facts, attendance, items, record. Hex.

    `uuids` of the people concerned: row numbers are other ones on the branch's other computer. Seals of older releases
    were made without.
    """
    paper: dict[str, Any] = {name: getattr(meeting, name) for name in _SEALED}
    paper |= {name: getattr(meeting, name) for name in _SINCE_6 if getattr(meeting, name)}
    paper["items"] = [_item_paper(item, uuids or {}) for item in meeting.items]
    paper["attendees"] = [
        [
            freeze(attendee, place),
            attendee.presence.value,
            attendee.reason,
            *filter(None, (attendee.leave_kind,)),
        ]
        for place, attendee in enumerate(meeting.attendees, start=1)
    ]
    if meeting.left_out:
        after = len(meeting.attendees) + 1
        paper["left_out"] = [freeze(one, place) for place, one in enumerate(meeting.left_out, start=after)]
    text = json.dumps(paper, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _item_paper(item: AgendaItem, uuids: Mapping[int, str]) -> list[Any]:
    person = uuids.get(item.person_id, item.person_id)
    named = (item.seq, item.kind.value, item.title, person, item.content, item.decision)
    later = {name: getattr(item, name) for name in _ITEM_TEXTS if getattr(item, name)}
    later |= {name: getattr(item.vote, name) for name in _WRITTEN if getattr(item.vote, name)}
    counts = (getattr(item.vote, name) for name in _VOTE if name not in _WRITTEN)
    return [*named, *counts, *filter(None, (later,))]


def with_items(meeting: Meeting, items: Sequence[AgendaItem]) -> Meeting:
    """The meeting as it would be with these items, numbered in their order (for live judgement)."""
    numbered = tuple(replace(item, seq=seq) for seq, item in enumerate(items, start=1))
    return replace(meeting, items=numbered)


def only_known(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values a user may edit, as the columns want them; an unknown name is a bug."""
    unknown = set(values) - set(EDITABLE)
    if unknown:
        raise KeyError(f"not a field of a meeting: {sorted(unknown)}")
    return {name: value.value if isinstance(value, MeetingKind) else value for name, value in values.items()}
