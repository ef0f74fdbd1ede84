"""The texts of a meeting's record in the order of the paper: to look through, to find in, to replace in."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from models.domain.meeting_boxes import PHOTOS, box_label, details_of
from models.domain.meeting_records import Task
from models.domain.records import Meeting

MEETING_TEXTS = {"content": "会议经过", "summary": "主持人小结"}
ITEM_TEXTS = {
    "title": "议题名称",
    "report": "汇报或传达",
    "content": "讨论情况",
    "decision": "决议或决定事项",
}

TASKS = "tasks"  # who does what by when, under an item
BOX = "details/"  # a box of the kind's own, by its key


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A text of the record: of the meeting (seq 0) or of its item number `seq`; a piece of it when `length` is set."""

    seq: int
    field: str
    start: int = 0
    length: int = 0

    @property
    def is_box(self) -> bool:
        """Whether it stands in a box of the kind's own, which has a form of its own."""
        return self.field.startswith(BOX)

    @property
    def label(self) -> str:
        if self.is_box:
            return box_label(self.field.removeprefix(BOX)) or "本类栏目"
        if self.field == TASKS:
            return f"议题 {self.seq} 的落实事项"
        if not self.seq:
            return MEETING_TEXTS[self.field]
        return f"议题 {self.seq} 的{ITEM_TEXTS[self.field]}"

    def code(self) -> str:
        """As a finding carries it."""
        return f"text:{self.seq}:{self.field}:{self.start}:{self.length}"

    @classmethod
    def parse(cls, code: str) -> "Place | None":
        found = re.fullmatch(r"text:(\d+):(.+):(\d+):(\d+)", code)
        return cls(int(found[1]), found[2], int(found[3]), int(found[4])) if found else None


def texts(meeting: Meeting) -> Iterator[tuple[Place, str]]:
    """Every text, empty ones too: the course of the meeting, its items one after the other, the closing words."""
    yield Place(0, "content"), meeting.content
    for seq, item in enumerate(meeting.items, start=1):
        for field in ITEM_TEXTS:
            yield Place(seq, field), getattr(item, field)
    yield Place(0, "summary"), meeting.summary


def box_texts(meeting: Meeting) -> Iterator[tuple[Place, str]]:
    """What is written in the boxes of the kind's own."""
    for key, text in details_of(meeting).items():
        if _is_written(key):
            yield Place(0, f"{BOX}{key}"), text


def task_texts(meeting: Meeting, tasks: Iterable[Task]) -> Iterator[tuple[Place, str]]:
    """What is to be done under each item."""
    numbers = {item.uuid: seq for seq, item in enumerate(meeting.items, start=1) if item.uuid}
    for task in tasks:
        if task.agenda_uuid in numbers:
            yield Place(numbers[task.agenda_uuid], TASKS), task.what


def _is_written(key: str) -> bool:
    return key != PHOTOS and not key.startswith("person:")


def elsewhere(meeting: Meeting, tasks: Iterable[Task], words: str) -> tuple[int, int]:
    """How often the words stand in boxes and in tasks, which the line for finding cannot show."""
    pattern = re.compile(re.escape(words), re.IGNORECASE)
    if not words:
        return 0, 0
    boxes, rows = box_texts(meeting), task_texts(meeting, tasks)
    return sum(len(pattern.findall(text)) for _, text in boxes), sum(
        len(pattern.findall(text)) for _, text in rows
    )


def replace_in_tasks(tasks: Iterable[Task], words: str, new: str) -> tuple[list[Task], int]:
    """The tasks with the words replaced in what is to be done, and how often."""
    pattern = re.compile(re.escape(words), re.IGNORECASE)
    made = [(task, *pattern.subn(lambda _: new, task.what)) for task in tasks] if words else []
    return [replace(task, what=what) for task, what, _ in made], sum(count for _, _, count in made)


def find(meeting: Meeting, words: str) -> list[Place]:
    """Where the words stand, in the order of the paper; capitals and small letters are the same."""
    if not words:
        return []
    pattern = re.compile(re.escape(words), re.IGNORECASE)
    return [
        replace(place, start=found.start(), length=found.end() - found.start())
        for place, text in texts(meeting)
        for found in pattern.finditer(text)
    ]


def replace_all(meeting: Meeting, words: str, new: str) -> tuple[Meeting, int]:
    """The meeting with the words replaced everywhere, and how often."""
    if not words:
        return meeting, 0
    pattern = re.compile(re.escape(words), re.IGNORECASE)
    count = 0

    def put(text: str) -> str:
        nonlocal count
        changed, found = pattern.subn(lambda _: new, text)
        count += found
        return changed

    items = tuple(
        replace(item, **{field: put(getattr(item, field)) for field in ITEM_TEXTS}) for item in meeting.items
    )
    own = {field: put(getattr(meeting, field)) for field in MEETING_TEXTS}
    if meeting.details:
        boxes = {key: put(text) if _is_written(key) else text for key, text in details_of(meeting).items()}
        own["details"] = json.dumps(boxes, ensure_ascii=False)
    return replace(meeting, items=items, **own), count
