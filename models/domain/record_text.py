"""The texts of a meeting's record in the order of the paper: to look through, to find in, to replace in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from models.domain.records import Meeting

MEETING_TEXTS = {"content": "会议经过", "summary": "主持人小结"}
ITEM_TEXTS = {
    "title": "议题名称",
    "report": "汇报或传达",
    "content": "讨论情况",
    "decision": "决议或决定事项",
}


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A text of the record: of the meeting (seq 0) or of its item number `seq`; a piece of it when `length` is set."""

    seq: int
    field: str
    start: int = 0
    length: int = 0

    @property
    def label(self) -> str:
        if not self.seq:
            return MEETING_TEXTS[self.field]
        return f"议题 {self.seq} 的{ITEM_TEXTS[self.field]}"

    def code(self) -> str:
        """As a finding carries it."""
        return f"text:{self.seq}:{self.field}:{self.start}:{self.length}"

    @classmethod
    def parse(cls, code: str) -> "Place | None":
        parts = code.split(":")
        if len(parts) != 5 or parts[0] != "text":
            return None
        return cls(int(parts[1]), parts[2], int(parts[3]), int(parts[4]))


def texts(meeting: Meeting) -> Iterator[tuple[Place, str]]:
    """Every text, empty ones too: the course of the meeting, its items one after the other, the closing words."""
    yield Place(0, "content"), meeting.content
    for seq, item in enumerate(meeting.items, start=1):
        for field in ITEM_TEXTS:
            yield Place(seq, field), getattr(item, field)
    yield Place(0, "summary"), meeting.summary


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
    return replace(meeting, items=items, **own), count
