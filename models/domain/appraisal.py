"""民主评议党员 of a year (and the secretary's 述职评议): votes, grades, the cap on 优秀, and which steps are recorded."""

from dataclasses import dataclass, field
from enum import StrEnum

from models.domain.errors import UserError
from models.domain.facts import PaperFacts
from models.domain.finding import Finding
from models.domain.organisation import Organisation
from models.domain.records import Category, Meeting, Person, Tally

MEMBERS, DUTY = "民主评议", "述职评议"
KINDS = (MEMBERS, DUTY)
ALL_MEMBERS, FULL_MEMBERS = "全部党员", "正式党员"
CAP_BASES = (ALL_MEMBERS, FULL_MEMBERS)  # the texts do not say whether 党员总数 counts probationary members
BY_COMMITTEE, BY_ASSEMBLY = "支委会", "党员大会"
DECIDERS = (BY_COMMITTEE, BY_ASSEMBLY)
VOTES = ("excellent", "competent", "basic", "poor", "abstained")
MARKS = VOTES[:4]  # the four boxes of a ballot, best first
TEAM = ("team_good", "team_fair", "team_plain", "team_poor")
PAPERS = ("expected", "present", "issued", "returned", "valid")
ITEMS = (
    "理想信念",
    "组织纪律",
    "联系服务",
    "作用发挥",
    "廉洁自律",
)  # of the ballot in detail, until a county has its own
MOST_ITEMS = 5
LIMIT = 9999


class Grade(StrEnum):
    """PY-04; the early three grades are out of use."""

    EXCELLENT = "优秀"
    COMPETENT = "合格"
    BASIC = "基本合格"
    POOR = "不合格"
    NONE = ""


GRADES = (Grade.EXCELLENT, Grade.COMPETENT, Grade.BASIC, Grade.POOR)
MARK_WORDS = {MEMBERS: tuple(str(grade) for grade in GRADES), DUTY: ("好", "较好", "一般", "差")}
TEAM_WORDS = ("好", "较好", "一般", "差")
PAPER_WORDS = {
    "expected": "应到",
    "present": "实到",
    "issued": "发出票",
    "returned": "收回票",
    "valid": "有效票",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AppraisalLine:
    """One member: the votes as counted, the grade as decided, what is written on the sheet of the person."""

    id: int = 0
    uuid: str = ""
    person_id: int = 0
    excellent: int = 0
    competent: int = 0
    basic: int = 0
    poor: int = 0
    abstained: int = 0
    grade: Grade = Grade.NONE
    self_summary: str = ""
    peer_opinion: str = ""
    grounds: str = ""
    handling: str = ""
    feedback_on: str = ""
    remark: str = ""
    person: Person = field(default_factory=Person)  # as of the day of the appraisal

    @property
    def name(self) -> str:
        return self.person.name

    @property
    def is_probationary(self) -> bool:
        """Takes part and is not graded (PY-06)."""
        return self.person.category is Category.PROBATIONARY

    @property
    def marks(self) -> tuple[int, int, int, int]:
        return self.excellent, self.competent, self.basic, self.poor

    @property
    def cast(self) -> int:
        return sum(self.marks) + self.abstained

    @property
    def leading(self) -> Grade:
        """The grade most ballots name; none while nobody has counted, and none in a tie."""
        most = max(self.marks)
        found = [grade for grade, votes in zip(GRADES, self.marks, strict=True) if votes == most]
        return found[0] if most and len(found) == 1 else Grade.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Appraisal:
    """`subject` names whom a 述职评议 is of; a 民主评议 is of everybody. `closed_on` locks it."""

    id: int = 0
    uuid: str = ""
    kind: str = MEMBERS
    year: int = 0
    subject: str = ""
    meeting_id: int = 0
    self_on: str = ""
    peer_on: str = ""
    by_groups: bool = False
    on_date: str = ""
    decided_on: str = ""
    decided_by: str = ""
    expected: int = 0
    present: int = 0
    issued: int = 0
    returned: int = 0
    valid: int = 0
    team_good: int = 0
    team_fair: int = 0
    team_plain: int = 0
    team_poor: int = 0
    tellers: str = ""
    scrutineers: str = ""
    cap_basis: str = ALL_MEMBERS
    closed_on: str = ""
    remark: str = ""
    lines: tuple[AppraisalLine, ...] = ()

    @property
    def title(self) -> str:
        return f"{self.year} 年度{'民主评议党员' if self.kind == MEMBERS else '述职评议'}"

    @property
    def is_closed(self) -> bool:
        return bool(self.closed_on)

    @property
    def team(self) -> tuple[int, int, int, int]:
        return self.team_good, self.team_fair, self.team_plain, self.team_poor

    @property
    def counted(self) -> bool:
        """Whether anybody has entered papers of the ballot."""
        return bool(self.returned)

    def graded(self, grade: Grade) -> tuple[AppraisalLine, ...]:
        return tuple(line for line in self.lines if line.grade is grade)

    @property
    def ungraded(self) -> tuple[AppraisalLine, ...]:
        """Full members without a grade."""
        return tuple(line for line in self.lines if not line.grade and not line.is_probationary)

    @property
    def base(self) -> int:
        """党员总数 that the cap is a third of."""
        if self.cap_basis == FULL_MEMBERS:
            return sum(not line.is_probationary for line in self.lines)
        return len(self.lines)

    def cap(self, parts: int) -> int:
        """How many may be 优秀: a third (PY-05: `parts` 3), cut down to whole people."""
        return self.base // parts


@dataclass(frozen=True, slots=True)
class Step:
    """One of the steps of PY-02, as recorded: `on` a day, "" when it is not."""

    name: str
    on: str
    words: str

    @property
    def done(self) -> bool:
        return bool(self.on)


def steps(appraisal: Appraisal) -> tuple[Step, ...]:
    """个人自评, 党员互评, 民主测评, 组织评定, and what belongs to it afterwards."""
    where = "在党小组进行" if appraisal.by_groups else ""
    counted = (
        f"收回 {appraisal.returned} 票，有效 {appraisal.valid} 票" if appraisal.counted else "还没有登记票数"
    )
    graded = [line for line in appraisal.lines if line.grade]
    told = [line for line in appraisal.lines if line.feedback_on]
    decided = f"已评定 {len(graded)} 人" if graded else "还没有评定等次"
    last = max((line.feedback_on for line in told), default="") if told and not _untold(appraisal) else ""
    return (
        Step("个人自评", appraisal.self_on, where),
        Step("党员互评", appraisal.peer_on, where),
        Step("民主测评", appraisal.on_date if appraisal.counted else "", counted),
        Step("组织评定", appraisal.decided_on, "，".join(filter(None, (appraisal.decided_by, decided)))),
        Step("结果反馈", last, f"已反馈 {len(told)} 人" if told else "还没有登记反馈"),
    )


def _untold(appraisal: Appraisal) -> bool:
    return any(line.grade and not line.feedback_on for line in appraisal.lines)


def check_papers(appraisal: Appraisal) -> None:
    """What cannot be true is not saved; the sentence says which numbers contradict each other."""
    values = [(PAPER_WORDS[name], getattr(appraisal, name)) for name in PAPERS]
    for word, value in values:
        if not 0 <= value <= LIMIT:
            raise UserError(f"{word}请填 0 至 {LIMIT} 之间的数字。")
    for (more, most), (less, least) in zip(values, values[1:], strict=False):
        if most and least > most:
            raise UserError(f"{less} {least}，多于{more} {most}，请核对后再保存。")
    team = sum(appraisal.team)
    if appraisal.valid and team > appraisal.valid:
        raise UserError(f"班子测评各栏合计 {team} 票，多于有效票 {appraisal.valid} 张，请核对后再保存。")


def check_line(appraisal: Appraisal, line: AppraisalLine) -> None:
    """One row of the tally against the ballots that were valid."""
    if any(not 0 <= value <= LIMIT for value in (*line.marks, line.abstained)):
        raise UserError(f"票数请填 0 至 {LIMIT} 之间的数字。")
    if line.cast and not appraisal.valid:
        raise UserError("请先填收回票和有效票的张数，再登记各人的得票。")
    if line.cast > appraisal.valid:
        raise UserError(
            f"{line.name}各栏合计 {line.cast} 票，多于有效票 {appraisal.valid} 张，请核对后再保存。"
        )
    if line.grade and line.is_probationary:
        raise UserError(f"{line.name}是预备党员，参加评议，不评定等次。")


def percent(votes: int, of: int) -> str:
    """66.7%; "" where nobody has counted."""
    tenths = (votes * 2000 + of) // (2 * of) if of else -1
    return f"{tenths // 10}.{tenths % 10}%" if tenths >= 0 else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppraisalFacts(PaperFacts):
    """What the papers of A9 and D11 are made from; `only` 0 means the sheets of everybody."""

    appraisal: Appraisal
    organisation: Organisation = field(default_factory=Organisation)
    cap: int = 0
    items: tuple[str, ...] = ITEMS
    votes_for_oneself: bool = True
    year_figures: tuple[str, ...] = ()  # of D11.1, as recorded
    only: int = 0
    meeting: Meeting | None = None
    tally: Tally | None = None
    findings: tuple[Finding, ...] = ()
