"""What meetings leave behind and are made with: who does what by when, the branch's own phrases."""

from dataclasses import dataclass


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
