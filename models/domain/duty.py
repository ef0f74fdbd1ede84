"""What is to be done at the desk: one line each, from wherever it comes, by the day it should be done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.domain.dates import bounds, full

SOON_DAYS = 7


class Source(StrEnum):
    """Where a duty comes from."""

    DECISION = "决定"
    RECTIFY = "整改"
    CATCH_UP = "补课"
    CORRECTION = "更正"
    OWN = "其他"
    RETURNED = "退回"
    PLAN = "计划"
    MINUTES = "会议"
    PIPELINE = "发展"
    DUES = "党费"
    MOVEMENT = "变动"


class Urgency(StrEnum):
    """How a duty stands on a day; said with a sign beside the colour."""

    LATE = "late"
    SOON = "soon"
    LATER = "later"
    OPEN = "open"  # no day is set
    DONE = "done"


class Act(StrEnum):
    """What ends a duty here; of the others the record itself has to change."""

    TASK = "task"
    RETURNED = "todo"
    PLAN = "plan_item"
    NONE = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One thing to do. `key` names it over time; `due_on` "" = no day is set; `row_id` belongs to `act`."""

    key: str
    source: Source
    what: str
    who: str = ""
    due_on: str = ""
    why: str = ""  # what it follows from, in words
    record_kind: str = ""  # where one goes to do it
    record_id: int = 0
    subject: str = ""
    act: Act = Act.NONE
    row_id: int = 0
    done_on: str = ""
    evidence: str = ""

    def urgency(self, today: str) -> Urgency:
        if self.done_on:
            return Urgency.DONE
        span = bounds(self.due_on)
        if span is None:
            return Urgency.OPEN
        left = (span[1] - date.fromisoformat(today)).days  # of a month alone, its last day
        if left < 0:
            return Urgency.LATE
        return Urgency.SOON if left <= SOON_DAYS else Urgency.LATER

    def when(self, today: str) -> str:
        """已过 3 天, 今天, 还有 5 天; "" without a day."""
        if self.done_on or full(self.due_on) is None:
            return ""
        days = days_between(today, self.due_on)
        return f"已过 {-days} 天" if days < 0 else "今天" if days == 0 else f"还有 {days} 天"


def days_between(start: str, end: str) -> int:
    """Days from one ISO day to another."""
    return (date.fromisoformat(end) - date.fromisoformat(start)).days


def in_order(duties: Iterable[Duty]) -> list[Duty]:
    """By day, the oldest first; then what has no day; then what is done, the last first."""
    found = sorted(duties, key=lambda d: (d.source, d.what))
    is_open = sorted((d for d in found if not d.done_on), key=lambda d: (not d.due_on, d.due_on))
    done = sorted((d for d in found if d.done_on), key=lambda d: d.done_on, reverse=True)
    return is_open + done


def sentence(duties: Iterable[Duty], today: str) -> str:
    """The state in one sentence: 3 件已过期，2 件七天内到期，另有 6 件。"""
    counts = dict.fromkeys(Urgency, 0)
    for duty in duties:
        counts[duty.urgency(today)] += 1
    late, soon = counts[Urgency.LATE], counts[Urgency.SOON]
    rest = counts[Urgency.LATER] + counts[Urgency.OPEN]
    if not late + soon + rest:
        return "没有待办的事。"
    said = [f"{late} 件已过期"] if late else []
    said += [f"{soon} 件七天内到期"] if soon else []
    said += [f"{'另有' if said else '共'} {rest} 件{'' if late or soon else '，都还有时间'}"] if rest else []
    return "，".join(said) + "。"
