"""What meetings leave behind and are made with: who does what by when, the branch's own phrases."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.domain.records import Attendee, Meeting, Presence


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something to be done by a day; of a list of problems (整改) also the problem and where it came from."""

    id: int = 0
    uuid: str = ""
    meeting_id: int = 0
    agenda_uuid: str = ""
    person_id: int = 0
    source: str = "决定"  # 决定 | 整改 | 补课 | 更正 | 计划 | 其他
    who: str = ""
    what: str = ""
    problem: str = ""
    origin: str = ""
    raised_on: str = ""
    due_on: str = ""
    done_on: str = ""  # "" = open
    evidence: str = ""
    progress: str = ""
    position: int = 0

    @property
    def is_done(self) -> bool:
        return bool(self.done_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A sentence of the branch's own, to be put in by its name. `kind`: of meeting, "" = every."""

    id: int = 0
    uuid: str = ""
    kind: str = ""
    name: str = ""
    content: str = ""
    position: int = 0


def has_record(meeting: Meeting) -> bool:
    """Signed, somebody ticked or something written; a meeting that only stands there was not held yet."""
    written = [meeting.signed_on, meeting.content, meeting.summary]
    written += [text for item in meeting.items for text in (item.report, item.content, item.decision)]
    ticked = any(one.presence for one in meeting.attendees)
    return any(written) or ticked or any(item.vote.voted for item in meeting.items)


MOST_NAMES = 5  # named in one sentence


def gaps(meeting: Meeting) -> tuple[str, ...]:
    """What the paper still leaves empty and a signature would leave so: times, place, who came, why somebody did not."""
    facts = {
        "starts_at": "开始时间",
        "ends_at": "结束时间",
        "place": "地点",
        "host": "主持人",
        "recorder": "记录人",
    }
    empty = [label for name, label in facts.items() if not getattr(meeting, name).strip()]
    unset = [one for one in meeting.attendees if one.presence is Presence.UNSET]
    silent = [one for one in meeting.attendees if _is_silent(one)]
    found = [f"没有填{'、'.join(empty)}"] if empty else []
    found += [f"没有登记到会情况：{_some(unset)}"] if unset else []
    found += [f"没有写未到会原因：{_some(silent)}"] if silent else []
    return tuple(found)


def _is_silent(one: Attendee) -> bool:
    return one.presence in (Presence.LEAVE, Presence.ABSENT) and not one.reason.strip() and not one.leave_kind


def _some(people: Sequence[Attendee]) -> str:
    """龙凤琴、曹海燕等 9 人."""
    more = f"等 {len(people)} 人" if len(people) > MOST_NAMES else ""
    return "、".join(one.name for one in people[:MOST_NAMES]) + more
