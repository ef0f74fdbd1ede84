"""What meetings leave behind and are made with: who does what by when, the branch's own phrases."""

from dataclasses import dataclass

from models.domain.records import Meeting


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
