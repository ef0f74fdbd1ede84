"""The boxes of its own that a kind of meeting has (forms.md A5–A8): which they are, and how `Meeting.details` keeps them.

Every box is a text under its key, so that a correction slip can speak of it. What each member said of himself, what
the others said and what he answered (A8-5) are numbered: `person:1`, `self:1`, `critiques:1`, `stand:1`.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from models.domain.errors import UserError
from models.domain.records import Meeting, MeetingKind

TOPICS = ("学习", "推荐", "评议", "汇报思想和工作")
LECTURES = ("集中授课", "现场", "视频", "微党课")
ACTS = ("重温入党誓词", "集中学习", "交纳党费", "民主议事", "志愿服务", "政治生日", "党务公开")
MOST = 50_000  # characters of all boxes together: what a package takes
PARTS = ("self", "critiques", "stand")
PART_LABELS = {"self": "自我批评要点", "critiques": "批评意见（提出人：内容，一行一条）", "stand": "本人表态"}


@dataclass(frozen=True, slots=True)
class Box:
    """`column`: a field of the meeting itself; the others stand in its details."""

    key: str
    label: str
    kind: Literal["line", "text", "ticks", "group", "year"] = "line"
    choices: tuple[str, ...] = ()
    column: bool = False


_YEAR = Box("counts_for_year", "年度归属（哪一年的）", "year", column=True)
BOXES: Mapping[MeetingKind, tuple[Box, ...]] = {
    MeetingKind.GROUP: (
        Box("party_group", "党小组", "group", column=True),
        Box("topics", "议题类别", "ticks", TOPICS),
        Box("study", "学习内容与篇目", "text"),
        Box("report_to_branch", "需报支部事项", "text"),
    ),
    MeetingKind.LECTURE: (
        Box("lecturer", "主讲人及职务", column=True),
        Box("lecture_form", "形式", "ticks", LECTURES, column=True),
        Box("discussion", "讨论与体会", "text"),
    ),
    MeetingKind.THEME_DAY: (
        Box("acts", "规定动作", "ticks", ACTS),
        Box("effect", "效果与意见", "text"),
    ),
    MeetingKind.ORG_LIFE: (
        _YEAR,
        Box("theme", "会议主题"),
        Box("last_year", "上年整改通报", "text"),
        Box("team_check", "班子对照检查要点", "text"),
        Box("superior", "上级点评", "text"),
    ),
    MeetingKind.APPRAISAL: (_YEAR,),
}
NAMES = {
    MeetingKind.GROUP: "党小组、学习内容…",
    MeetingKind.LECTURE: "主讲人、形式…",
    MeetingKind.THEME_DAY: "规定动作、效果…",
    MeetingKind.ORG_LIFE: "主题、对照检查、逐人批评…",
    MeetingKind.APPRAISAL: "年度归属…",
}
PHOTOS = "photos_per_page"  # of every kind: two or four, "" as many as look well
LABELS = (
    {box.key: box.label for boxes in BOXES.values() for box in boxes}
    | PART_LABELS
    | {"person": "发言党员", PHOTOS: "每页照片数"}
)


@dataclass(frozen=True, slots=True)
class Turn:
    """One member's turn: self-criticism, what the others said, the answer."""

    person: str
    self: str = ""
    critiques: str = ""
    stand: str = ""

    @property
    def is_empty(self) -> bool:
        return not any(getattr(self, part).strip() for part in PARTS)


def details_of(meeting: Meeting) -> dict[str, str]:
    """The boxes as they were filled; what is no text (a damaged file) reads as nothing."""
    try:
        found: Any = json.loads(meeting.details or "{}")
    except ValueError:
        return {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]


def read_boxes(meeting: Meeting) -> dict[str, str]:
    """Every box of the kind with what it holds, as text."""
    details = details_of(meeting)
    return {
        box.key: str(getattr(meeting, box.key) or "") if box.column else details.get(box.key, "")
        for box in BOXES.get(meeting.kind, ())
    }


def turns_of(meeting: Meeting) -> tuple[Turn, ...]:
    """In the order they spoke."""
    details = details_of(meeting)
    numbers = sorted(int(key[7:]) for key in details if key.startswith("person:") and key[7:].isdigit())
    return tuple(
        Turn(details[f"person:{n}"], *(details.get(f"{part}:{n}", "") for part in PARTS)) for n in numbers
    )


def write_boxes(
    meeting: Meeting, values: Mapping[str, str], turns: Iterable[Turn] | None = None
) -> dict[str, Any]:
    """The columns that change when the boxes are filled like this; nothing where nothing differs."""
    changed: dict[str, Any] = {}
    details = details_of(meeting)
    for box in BOXES.get(meeting.kind, ()):
        if box.key not in values:
            continue
        text = values[box.key].strip()
        if box.column:
            value: Any = (int(text) if text.isdigit() else 0) if box.kind == "year" else text
            if value != getattr(meeting, box.key):
                changed[box.key] = value
        else:
            details[box.key] = text
    if turns is not None:
        details = {key: text for key, text in details.items() if not _of_a_turn(key)}
        for number, turn in enumerate((one for one in turns if not one.is_empty), start=1):
            details[f"person:{number}"] = turn.person
            details |= {f"{part}:{number}": getattr(turn, part).strip() for part in PARTS}
    kept = {key: text for key, text in details.items() if text}
    if kept != details_of(meeting):
        changed["details"] = json.dumps(kept, ensure_ascii=False) if kept else ""
        if len(changed["details"]) > MOST:
            raise UserError(f"这些栏目合计最多写 {MOST // 10000} 万字，请精简，详细的写进记录正文。")
    return changed


def _of_a_turn(key: str) -> bool:
    name, _, number = key.partition(":")
    return name in ("person", *PARTS) and number.isdigit()


def box_label(key: str) -> str:
    """What a box is called on a correction slip."""
    name, _, number = key.partition(":")
    label = LABELS.get(name, "")
    return f"{label}（第 {number} 人）" if number else label


def filled_words(meeting: Meeting) -> str:
    """What the boxes hold, in a line: 主讲人及职务、形式已填."""
    values = read_boxes(meeting)
    done = [box.label.partition("（")[0] for box in BOXES.get(meeting.kind, ()) if values[box.key]]
    turns = len(turns_of(meeting))
    done += [f"逐人批评 {turns} 人"] if turns else []
    return f"{'、'.join(done)}已填" if done else "还没有填"


def photos_per_page(meeting: Meeting) -> int:
    """2 or 4 as somebody chose, 0 for as many as look well."""
    text = details_of(meeting).get(PHOTOS, "")
    return int(text) if text in ("2", "4") else 0


def with_photos_per_page(meeting: Meeting, count: int) -> str:
    """The details with this choice."""
    kept = {key: text for key, text in details_of(meeting).items() if key != PHOTOS}
    kept |= {PHOTOS: str(count)} if count else {}
    return json.dumps(kept, ensure_ascii=False) if kept else ""
