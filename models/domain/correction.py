"""更正单: what of signed minutes is put right, old beside new. The signed record stays; a reading lays the slips over it.

A record is a flat map of places to texts: `title`, `details/study`, `item/<uuid>/decision`, `roll/<uuid>/presence`,
`task/<uuid>/due_on`.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any

from models.domain.labels import FIELD_LABELS
from models.domain.meeting_boxes import box_label, details_of
from models.domain.records import AgendaItem, Attendee, ItemKind, Meeting, MeetingKind, Presence, Vote

_FACTS = (
    *("kind", "title", "number", "held_on", "starts_at", "ends_at", "place", "host", "recorder", "observers"),
    *("party_group", "lecturer", "lecture_form", "counts_for_year", "content", "summary"),
)
_ITEM = (
    "kind",
    "title",
    "person",
    "proposer",
    "report",
    "content",
    "decision",
    "result",
    "tellers",
    "scrutineers",
)
_VOTE = tuple(Vote.__slots__)
_NUMBERS = ("number", "counts_for_year", "seq", *(name for name in _VOTE if name not in ("voted", "method")))
_ROLL = ("presence", "reason", "leave_kind")
TASK = "task"
_TASK_LABELS = {"who": "责任人", "what": "内容", "due_on": "完成时限"}
_IN_ORDER = ("seq", *_ITEM, *_VOTE)
_LABELS = {
    "title": "会议名称", "number": "次数", "content": "记录正文", "summary": "主持人小结", "seq": "次序", "person": "涉及的人",
    "voted": "是否表决", "presence": "到会情况", "reason": "未到会原因", "leave_kind": "请假类别", "result": "表决结果",
}  # fmt: skip
_ITEM_LABELS = {
    "title": "题目",
    "content": "讨论",
    "decision": "决议或决定事项",
    "kind": "类别",
    "report": "汇报或传达",
    "no": "不赞成",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One place of the record, as it was signed and as it should read."""

    where: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A slip: open while `signed_on` is empty, at most one a meeting."""

    id: int = 0
    uuid: str = ""
    meeting_id: int = 0
    number: int = 1
    made_on: str = ""
    reason: str = ""
    lines: tuple[Line, ...] = ()
    before_code: str = ""  # the seal it follows: of the minutes, or of the slip before
    signed_on: str = ""
    signed_code: str = ""

    @property
    def is_signed(self) -> bool:
        return bool(self.signed_on)

    @property
    def seal(self) -> str:
        """What signing it closes: the seal before, number, day, reason and every line. Hex."""
        paper = (self.before_code, self.number, self.made_on, self.reason, lines_text(self.lines))
        return hashlib.sha256(json.dumps(paper, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Named:
    """A person as lines name them: the uuid is the same on every computer of the branch."""

    id: int
    uuid: str
    name: str


@dataclass(frozen=True, slots=True)
class SlipLine:
    """A line as it is read and printed."""

    place: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Slip:
    """A correction with its lines in words."""

    correction: Correction
    lines: tuple[SlipLine, ...]


def lines_text(lines: Iterable[Line]) -> str:
    """As it is stored: JSON, one object a line."""
    made = [{"where": line.where, "old": line.old, "new": line.new} for line in lines]
    return json.dumps(made, ensure_ascii=False, separators=(",", ":"))


def lines_from(text: str) -> tuple[Line, ...]:
    """Stored lines; what another program wrote otherwise is left out."""
    try:
        found: Any = json.loads(text)
        return tuple(Line(str(one["where"]), str(one["old"]), str(one["new"])) for one in found)
    except (ValueError, TypeError, KeyError):
        return ()


def place_field(where: str) -> str:
    """The field of a package that a line speaks of: meeting.place, agenda_item.content, attendance.reason."""
    part, _, rest = where.partition("/")
    table = {"item": "agenda_item", "roll": "attendance", TASK: "task"}.get(part, "meeting")
    return f"{table}.{rest.rpartition('/')[2] if table != 'meeting' else part}"


# -- the record as a flat map --------------------------------------------------------------------------------


def flat(meeting: Meeting, people: Iterable[Named]) -> dict[str, str]:
    """Every place of the record with its text; nothing is "", and left out."""
    uuids = {one.id: one.uuid for one in people}
    found = {name: str(getattr(meeting, name) or "") for name in _FACTS}
    found |= {f"details/{key}": text for key, text in details_of(meeting).items()}
    for item in meeting.items:
        texts = {name: str(getattr(item, name)) for name in _ITEM if name != "person"}
        texts |= {"seq": str(item.seq), "person": uuids.get(item.person_id, "")}
        texts |= {name: _count_text(getattr(item.vote, name)) for name in _VOTE}
        found |= {f"item/{item.uuid}/{name}": text for name, text in texts.items()}
    for one in (*meeting.attendees, *meeting.left_out):
        uuid = uuids.get(one.person_id, "")
        texts = {"presence": one.came.value, "reason": one.reason, "leave_kind": one.leave_kind}
        found |= {f"roll/{uuid}/{name}": text for name, text in texts.items() if uuid}
    return {where: text for where, text in found.items() if text}


def _count_text(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else ""
    return str(value) if value else ""


def between(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Line, ...]:
    """What differs, in the order of the record."""
    places = list(dict.fromkeys((*before, *after)))
    groups = {name: at for at, name in enumerate(dict.fromkeys(where.rpartition("/")[0] for where in places))}
    places.sort(key=lambda where: _rank(where, groups))
    found = [Line(where, before.get(where, ""), after.get(where, "")) for where in places]
    return tuple(line for line in found if line.old != line.new)


def _rank(where: str, groups: Mapping[str, int]) -> tuple[int, int, int]:
    """Facts and texts, boxes, the items one after the other, the people one after the other."""
    group, _, field = where.rpartition("/")
    part = where.partition("/")[0]
    if part in _FACTS:
        return 0, 0, _FACTS.index(part)
    fields = {"item": _IN_ORDER, "roll": _ROLL}.get(part, ())
    place = fields.index(field) if field in fields else 0
    return {"details": 1, "item": 2}.get(part, 3), groups[group], place


def corrected(meeting: Meeting, lines: Sequence[Line], people: Iterable[Named]) -> Meeting:
    """The record as it reads with these lines; `people` are those whom items and roll name."""
    known = {one.uuid: one for one in people}
    facts: dict[str, Any] = {}
    details = details_of(meeting)
    items: dict[str, dict[str, str]] = {}
    roll: dict[str, dict[str, str]] = {}
    for line in lines:
        part, _, rest = line.where.partition("/")
        name, _, field = rest.partition("/")
        if part in _FACTS:
            facts[part] = _typed(part, line.new)
        elif part == "details":
            details[name] = line.new
        elif part == "item":
            items.setdefault(name, {})[field] = line.new
        elif part == "roll":
            roll.setdefault(name, {})[field] = line.new
    if any(line.where.startswith("details/") for line in lines):
        kept = {key: text for key, text in details.items() if text}
        facts["details"] = json.dumps(kept, ensure_ascii=False) if kept else ""
    by_id = {known[uuid].id: texts for uuid, texts in roll.items() if uuid in known}
    return replace(
        meeting,
        **facts,
        items=_items(meeting, items, known),
        attendees=tuple(_attendee(one, by_id.get(one.person_id, {})) for one in meeting.attendees),
        left_out=tuple(_attendee(one, by_id.get(one.person_id, {})) for one in meeting.left_out),
    )


def _typed(name: str, text: str) -> Any:
    if name == "kind":
        return MeetingKind(text) if text in list(MeetingKind) else MeetingKind.ASSEMBLY
    return _number(text) if name in _NUMBERS else text


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0


def _items(
    meeting: Meeting, changes: Mapping[str, Mapping[str, str]], known: Mapping[str, Named]
) -> tuple[AgendaItem, ...]:
    """Items changed, added (they had no place before) and taken out (they have none after)."""
    there = {item.uuid: item for item in meeting.items}
    for uuid in changes:
        there.setdefault(uuid, AgendaItem(uuid=uuid, meeting_id=meeting.id, seq=0))
    made = (_item(item, changes.get(uuid, {}), known) for uuid, item in there.items())
    return tuple(sorted((item for item in made if item.seq), key=lambda item: item.seq))


def _item(item: AgendaItem, texts: Mapping[str, str], known: Mapping[str, Named]) -> AgendaItem:
    values: dict[str, Any] = {}
    votes: dict[str, Any] = {}
    for name, text in texts.items():
        if name == "person":
            person = known.get(text)
            values |= {"person_id": person.id if person else 0, "person_name": person.name if person else ""}
        elif name == "kind":
            values["kind"] = ItemKind(text) if text in list(ItemKind) else item.kind
        elif name in _ITEM or name == "seq":
            values[name] = _number(text) if name == "seq" else text
        elif name in _VOTE:
            votes[name] = text == "是" if name == "voted" else text if name == "method" else _number(text)
    return replace(item, **values, vote=replace(item.vote, **votes)) if texts else item


def _attendee(one: Attendee, texts: Mapping[str, str]) -> Attendee:
    values: dict[str, Any] = {name: texts[name] for name in ("reason", "leave_kind") if name in texts}
    if "presence" in texts:
        known = texts["presence"] in list(Presence)
        values["presence"] = values["corrected"] = Presence(texts["presence"]) if known else one.came
    return replace(one, **values) if values else one


# -- in words ------------------------------------------------------------------------------------------------


def slip_lines(meeting: Meeting, lines: Sequence[Line], people: Iterable[Named]) -> tuple[SlipLine, ...]:
    """Lines with the names of their places; `meeting` as it was before them. Items added or taken out are one line."""
    named = {one.uuid: one.name for one in people}
    items = {item.uuid: item for item in meeting.items}
    whole = {line.where.split("/")[1] for line in lines if _is_whole(line)}
    made: list[SlipLine] = []
    for line in lines:
        part, _, rest = line.where.partition("/")
        uuid, _, field = rest.partition("/")
        if part == TASK:
            made += _task(line, field, [one for one in lines if one.where.startswith(f"{TASK}/{uuid}/")])
            continue
        if part == "item" and uuid in whole:
            if field == "seq":
                made.append(
                    _whole_item(line, [one for one in lines if one.where.startswith(f"item/{uuid}/")])
                )
            continue
        if part == "item":
            seq = items[uuid].seq if uuid in items else 0
            place = f"议题{seq or ''} {_ITEM_LABELS.get(field) or _label(field)}"
        elif part == "roll":
            place = f"{named.get(uuid, '')} {_label(field)}".strip()
        else:
            place = _label(uuid if part == "details" else part)
        made += _pieces(place, _shown(field, line.old, named), _shown(field, line.new, named))
    return tuple(made)


def _task(line: Line, field: str, own: Sequence[Line]) -> list[SlipLine]:
    """A task that is added or taken out is one line; of one that stays what is changed."""
    if not any(one.where.endswith("/item") for one in own):
        return [SlipLine(f"落实事项 {_TASK_LABELS[field]}", line.old, line.new)]
    if field != "item":
        return []

    def told(new: bool) -> str:
        texts = {one.where.rpartition("/")[2]: one.new if new else one.old for one in own}
        due = f"（{texts['due_on']} 前）" if texts.get("due_on") else ""
        return f"{texts.get('who') or '____'}：{texts['what']}{due}"

    if line.old and line.new:
        return [SlipLine("落实事项", "", "移到另一项议题下")]
    return [
        SlipLine("增加落实事项", "", told(True)) if line.new else SlipLine("删去落实事项", told(False), "")
    ]


def _pieces(place: str, old: str, new: str) -> list[SlipLine]:
    """Of a text of several paragraphs only those that differ, with the number of the first."""
    before, after = old.split("\n"), new.split("\n")
    if len(before) < 2 or not new:
        return [SlipLine(place, old, new)]
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return [
        SlipLine(f"{place} 第{a + 1}段", "\n".join(before[a:b]), "\n".join(after[c:d]))
        for what, a, b, c, d in steps
        if what != "equal"
    ]


def lines_in_words(text: str) -> str:
    """Stored lines as the history tells them, without the names of people and items."""
    told = [
        line
        for line in lines_from(text)
        if not (line.where.startswith(TASK) and line.where.endswith("/item"))
    ]
    return "；".join(map(_in_words, told)) or "没有改动"


def _in_words(line: Line) -> str:
    field = line.where.rpartition("/")[2]
    if line.where.startswith(f"{TASK}/"):
        return f"落实事项{_TASK_LABELS.get(field, '')} {line.old or '空'} 改为 {line.new or '空'}"
    if field == "person":  # kept by a name that no person reads
        return f"{_label(field)} " + (
            "改为另一人" if line.old and line.new else "补上" if line.new else "删去"
        )
    return f"{_label(field)} {line.old or '空'} 改为 {line.new or '空'}"


def _is_whole(line: Line) -> bool:
    return line.where.startswith("item/") and line.where.endswith("/seq") and not (line.old and line.new)


def _whole_item(line: Line, fields: Sequence[Line]) -> SlipLine:
    """An item with what it says, where it was forgotten or does not belong."""
    texts: list[str] = []
    for name in _IN_ORDER:
        for one in fields:
            if one.where.endswith(f"/{name}") and name in (
                "title",
                "report",
                "content",
                "decision",
                "result",
            ):
                texts.append(one.new or one.old)
    said = "\n".join(filter(None, texts))
    return SlipLine("增加议题", "", said) if line.new else SlipLine("删去议题", said, "")


def _label(field: str) -> str:
    return _LABELS.get(field) or FIELD_LABELS.get(field) or box_label(field) or "其他栏目"


def _shown(field: str, text: str, named: Mapping[str, str]) -> str:
    if field == "person":
        return named.get(text, "")
    if not text and field in _VOTE and field != "method":
        return "否" if field == "voted" else "0"
    return text
