"""The committee's side of the handover: its branches, what arrives, what a person decides. Plain values for screens."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from models.domain.facts import PaperFacts
from models.domain.handoff import KeyCard, PartCount, check_code

OVERDUE_DAYS = 35  # a month and some days, until the committee sets its own
# settings: 党委 or 党总支, who stands above it, and whom the history names
LEVEL_KEY, ABOVE_KEY, CLERK_KEY = "committee.level", "committee.above", "committee.clerk"


class UnitKind(StrEnum):
    COMMITTEE = "committee"
    GENERAL = "general"
    BRANCH = "branch"


UNIT_LABELS = {UnitKind.COMMITTEE: "党委", UnitKind.GENERAL: "党总支", UnitKind.BRANCH: "党支部"}


class UnitState(StrEnum):
    """The state of a branch in one word, the worst first."""

    WAITING = "待裁决"  # something of it is in the queue
    NO_KEY = "未登记密钥"
    NEVER = "尚未上报"
    OVERDUE = "逾期"
    FINE = "正常"
    CLOSED = "已撤销"


@dataclass(frozen=True, slots=True)
class Unit:
    """One line of the tree. Counts of a general branch or the committee are sums of what hangs below."""

    id: int
    uuid: str
    kind: UnitKind
    name: str
    parent_id: int = 0
    position: int = 0
    phone: str = ""
    note: str = ""
    closed_on: str = ""
    # what hangs below, of the committee and of a general branch
    branches: int = 0  # that are not closed
    sent: int = 0  # of these, that have sent anything
    # a branch only
    branch_id: int = 0  # its partition in person, meeting …; 0 before the first package
    fingerprint: str = ""  # of the key a person confirmed; "" = none yet
    state: UnitState = UnitState.FINE
    number: int = 0  # 第 n 号 import
    seq: int = 0  # of the last package that was merged
    package_id: str = ""
    received_at: str = ""
    days_since: int = 0
    head_code: str = ""  # twelve characters of the branch's journal, anchored here
    missing: tuple[int, ...] = ()  # numbers that never arrived
    waiting: int = 0  # undecided conflicts
    remarks: int = 0  # notes that are still open
    members: int = 0
    probationary: int = 0  # of the members
    women: int = 0
    guests: int = 0  # members of other branches who take part here; counted nowhere else
    dues_fen: int = 0  # received this year
    warnings: tuple[str, ...] = ()  # sentences

    @property
    def check_code(self) -> str:
        return check_code(self.package_id) if self.package_id else ""


class Verdict(StrEnum):
    """What an arriving package is to us; only the first three are merged without a decision."""

    FIRST = "首次上报"
    NEXT = "接续上次"
    GAP = "中间缺号"
    SAME = "已导入过"
    ENROL = "密钥待核对"  # unknown or changed key: compare the fingerprint on paper
    OLDER = "序号较旧"
    FORK = "来源分叉"  # two computers, or another package under the same number
    RESTORED = "恢复过备份"  # an older backup was restored at the branch, and the package says so
    HISTORY = "记录不接续"  # the branch's journal was changed behind the last anchor
    POSTED = "已登记内容变动"  # posted payments or signed minutes that we have are gone or different
    REFUSED = "不能接收"  # unreadable, tampered, not for us …: see message


MERGED = frozenset({Verdict.FIRST, Verdict.NEXT, Verdict.GAP})
HELD = frozenset(
    {Verdict.OLDER, Verdict.FORK, Verdict.RESTORED, Verdict.HISTORY, Verdict.POSTED, Verdict.ENROL}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One file of a batch and what taking it in would do. `token` names it within its plan."""

    token: int
    file_name: str
    size: int = 0
    verdict: Verdict
    message: str  # one sentence; of REFUSED the cause
    details: tuple[str, ...] = ()
    branch_uuid: str = ""
    branch_name: str = ""
    package_id: str = ""
    seq: int = 0
    made_at: str = ""  # as the sender's clock said; shown, never used
    fingerprint: str = ""
    card: KeyCard | None = None  # of ENROL: whose key a person has to compare
    counts: tuple[PartCount, ...] = ()  # per part: 共/新增/变更/移出
    people: tuple[str, ...] = ()  # names of persons who are new, changed or gone, at most 50: "新增 侯学军"
    members_before: int = 0
    members_after: int = 0
    dues_before: int = 0
    dues_after: int = 0
    last_seq: int = 0

    @property
    def check_code(self) -> str:
        return check_code(self.package_id) if self.package_id else ""

    @property
    def records(self) -> int:
        return sum(count.total for count in self.counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one file of the batch."""

    file_name: str
    verdict: Verdict
    message: str
    branch_uuid: str = ""
    branch_name: str = ""
    package_id: str = ""
    seq: int = 0
    number: int = 0  # 第 n 号, when merged now or before
    received_id: int = 0  # row of `received`; 0 when nothing was kept

    @property
    def merged(self) -> bool:
        return self.verdict in MERGED

    @property
    def answered(self) -> bool:
        """Whether a receipt can be made for it."""
        return self.received_id > 0 and self.verdict is not Verdict.ENROL


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeResult:
    """The result page of a batch."""

    outcomes: tuple[Outcome, ...]
    backup: str = ""  # name of the backup made before
    new_conflicts: int = 0

    @property
    def merged(self) -> int:
        return sum(outcome.merged for outcome in self.outcomes)


class ConflictKind(StrEnum):
    SAME_PERSON = "same_person"  # one ID number on the rosters of two branches
    OLDER = "older"
    FORK = "fork"
    RESTORED = "restored"
    HISTORY = "history"
    POSTED = "posted"
    UNKNOWN_KEY = "unknown_key"


CONFLICT_LABELS = {
    ConflictKind.SAME_PERSON: "同一人在两个支部",
    ConflictKind.OLDER: "上报包序号较旧",
    ConflictKind.FORK: "上报来源分叉",
    ConflictKind.RESTORED: "支部恢复过旧备份",
    ConflictKind.HISTORY: "支部的操作记录不接续",
    ConflictKind.POSTED: "已登记的缴费或已定稿的记录有变动",
    ConflictKind.UNKNOWN_KEY: "密钥待核对",
}


class Choice(StrEnum):
    """How a person decides. What a kind allows is CHOICES."""

    ACCEPT = "accept"  # merge the held package
    REJECT = "reject"  # leave it out; the receipt says so
    MOVED = "moved"  # a transfer: the branch he left is asked to enter it
    WRONG_NUMBER = "wrong_number"  # two people: a branch is asked to correct the number
    NOTED = "noted"  # known, nothing to do now
    QUEUED = "queued"  # what came of ACCEPT when more stands against the package by now; nobody chooses it


CHOICE_LABELS = {
    Choice.ACCEPT: "接收这个包",
    Choice.REJECT: "不接收，通知支部",
    Choice.MOVED: "是组织关系转接，请原支部办理转出",
    Choice.WRONG_NUMBER: "不是同一人，请支部更正身份证号",
    Choice.NOTED: "已知，暂不处理",
    Choice.QUEUED: "没有接收，情况有变，另列一件待裁决",
}
_PERSON_CHOICES = (Choice.MOVED, Choice.WRONG_NUMBER, Choice.NOTED)


def choices_for(kind: ConflictKind) -> tuple[Choice, ...]:
    """What may be chosen for a conflict of this kind."""
    return _PERSON_CHOICES if kind is ConflictKind.SAME_PERSON else (Choice.ACCEPT, Choice.REJECT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """One entry of the queue."""

    id: int
    kind: ConflictKind
    message: str
    found_on: str
    branch_uuid: str
    branch_name: str
    other_uuid: str = ""  # of SAME_PERSON: the other branch
    other_name: str = ""
    record_uuid: str = ""
    other_record: str = ""
    subject: str = ""  # name of the person, number of the package
    received_id: int = 0
    card: KeyCard | None = None  # of UNKNOWN_KEY: whose fingerprint has to be compared on paper
    decided_on: str = ""
    choice: str = ""
    reason: str = ""
    decided_by: str = ""

    @property
    def label(self) -> str:
        return CONFLICT_LABELS[self.kind]

    @property
    def is_open(self) -> bool:
        return not self.decided_on

    @property
    def choices(self) -> tuple[Choice, ...]:
        return choices_for(self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A note on one record that goes back to its branch: 退回修改."""

    id: int
    branch_uuid: str
    branch_name: str
    message: str
    made_on: str
    record_kind: str = ""  # person | meeting | payment | branch
    record_uuid: str = ""
    subject: str = ""
    field: str = ""
    sent_on: str = ""
    closed_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedEntry:
    """One line of the register of packages."""

    id: int
    branch_uuid: str
    branch_name: str
    package_id: str
    result: str  # merged | held | rejected
    number: int
    seq: int
    received_at: str
    made_at: str = ""
    file_name: str = ""
    audit_seq: int = 0
    audit_hash: str = ""
    fingerprint: str = ""
    counts: tuple[PartCount, ...] = ()
    records: int = 0
    dues_before: int = 0
    dues_after: int = 0
    note: str = ""

    @property
    def result_label(self) -> str:
        return RESULT_LABELS[self.result]

    @property
    def check_code(self) -> str:
        return check_code(self.package_id)


RESULT_LABELS = {"merged": "已导入", "held": "待裁决", "rejected": "未接收"}


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeReceipt:
    """A receipt as written: its file, and what H3 prints."""

    path: str
    file_name: str
    branch_name: str
    entry: ReceivedEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptFacts(PaperFacts):
    """H3 回执 on paper; `branch` is the one addressed."""

    committee: str
    entry: ReceivedEntry
    remarks: tuple[Remark, ...] = ()
    committee_code: str = ""  # twelve characters of the committee's own journal
    fingerprint: str = ""  # of the committee's key


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """党内统计 base figures of one unit and year; `figures` as models.domain.yearbook counts them."""

    unit: Unit
    year: int
    as_of: str  # the day of the newest package, or the year's last
    branches: int  # that have sent anything
    since: str = ""  # the day of the oldest
    silent: tuple[str, ...] = ()  # names of branches that have not
    figures: Mapping[str, int] = field(default_factory=dict[str, int])

    def count(self, key: str) -> int:
        return self.figures.get(key, 0)
