"""What surrounds the organisational-life meeting of a year: opinions asked for, talks held (ZB-18), what to put right."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

from models.domain.facts import PaperFacts
from models.domain.finding import Finding
from models.domain.meeting_records import Task
from models.domain.organisation import Organisation
from models.domain.records import Meeting, Person, Tally

TEAM, PERSON = "支部班子", "党员"
ABOUT = (TEAM, PERSON)
FROM_MEMBERS, FROM_PEOPLE = "党员", "群众"
FROM = (FROM_MEMBERS, FROM_PEOPLE)
IN_TEAM, WITH_MEMBER, AMONG = "班子成员之间", "委员与党员", "党员之间"
TALK_KINDS = (IN_TEAM, WITH_MEMBER, AMONG)
RECTIFY = "整改"  # task.source of 问题清单
ORIGINS = ("征求意见", "谈心谈话", "班子对照检查", "批评意见", "上级点评", "述职评议", "上年未完成")
DONE, LATE, OPEN, UNDATED = "已销号", "逾期", "整改中", "未定时限"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """Collected before the meeting; nobody's name stands on it, only 党员 or 群众."""

    id: int = 0
    uuid: str = ""
    year: int = 0
    about: str = TEAM
    person_id: int = 0
    person_name: str = ""
    content: str = ""
    from_kind: str = FROM_MEMBERS
    collected_by: str = ""
    on_date: str = ""
    remark: str = ""

    @property
    def of(self) -> str:
        """支部班子, or the member's name."""
        return self.person_name or self.about


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """One 谈心谈话; a name stands also where the person is not on the roster."""

    id: int = 0
    uuid: str = ""
    on_date: str = ""
    starts_at: str = ""
    ends_at: str = ""
    place: str = ""
    kind: str = ""
    talker: str = ""
    talker_id: int = 0
    talker_post: str = ""
    listener: str = ""
    listener_id: int = 0
    listener_post: str = ""
    content: str = ""
    problems: str = ""
    remark: str = ""

    @property
    def who(self) -> frozenset[int]:
        return frozenset(one for one in (self.talker_id, self.listener_id) if one)


def state_of(issue: Task, today: str) -> str:
    """Of a line of 问题清单与整改台账 (A8-6)."""
    if issue.done_on:
        return DONE
    if not issue.due_on:
        return UNDATED
    return LATE if issue.due_on < today else OPEN


@dataclass(frozen=True, slots=True)
class Coverage:
    """Who has no talk recorded in a year, by the three kinds of ZB-18."""

    year: int
    pairs: tuple[tuple[Person, Person], ...] = ()  # of the committee
    members: tuple[Person, ...] = ()  # with nobody of the committee
    among: tuple[Person, ...] = ()  # with no other member


def coverage(
    year: int, members: Sequence[Person], committee: Sequence[int], talks: Sequence[Talk]
) -> Coverage:
    """`committee` are the ids of those in office; without any, only talks among members are looked for."""
    held = {talk.who for talk in talks if talk.on_date[:4] == str(year)}
    office = set(committee)
    people = {person.id: person for person in members}
    sitting = [people[one] for one in committee if one in people]
    pairs = tuple(
        (one, other) for one, other in combinations(sitting, 2) if frozenset((one.id, other.id)) not in held
    )
    rest = [person for person in members if person.id not in office]
    met = {one for who in held if who & office for one in who}
    talked = {one for who in held if not who & office for one in who}
    return Coverage(
        year,
        pairs,
        tuple(person for person in rest if person.id not in met) if office else (),
        tuple(person for person in rest if person.id not in talked) if len(rest) > 1 else (),
    )


def kind_of(committee: Sequence[int], one: int, other: int) -> str:
    """What a talk between two people is called."""
    inside = (one in committee) + (other in committee)
    return (AMONG, WITH_MEMBER, IN_TEAM)[inside]


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeFacts(PaperFacts):
    """What the papers of A8 are made from; `only` 0: of nobody in particular."""

    year: int
    meeting: Meeting | None = None
    tally: Tally | None = None
    organisation: Organisation = field(default_factory=Organisation)
    members: tuple[Person, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    talks: tuple[Talk, ...] = ()
    issues: tuple[Task, ...] = ()
    last_issues: tuple[Task, ...] = ()  # of the year before
    only: Person | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkFacts(PaperFacts):
    """A8-3: one talk, or an empty sheet."""

    talk: Talk = field(default_factory=Talk)
