"""The things a branch keeps, as plain frozen values: shared by rules, services, exporters and screens.

Dates are ISO text: ``""`` unknown, ``"1988"``, ``"1988-10"`` (partial, kept as recorded) or ``"1988-10-05"``;
they sort as text and are never completed by guessing. Months are ``"2026-09"``. Money is integer fen.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Sex(StrEnum):
    """GB/T 2261.1 in words; codes 0 1 2 9 are an exporter's matter."""

    MALE = "男"
    FEMALE = "女"
    UNKNOWN = ""


class Category(StrEnum):
    """人员类别. The first two are members; the others are in the development pipeline, or have left."""

    FULL = "正式党员"
    PROBATIONARY = "预备党员"
    CANDIDATE = "发展对象"
    ACTIVIST = "入党积极分子"
    APPLICANT = "入党申请人"
    NONE = ""


MEMBER_CATEGORIES = (Category.FULL, Category.PROBATIONARY)
PIPELINE_CATEGORIES = (Category.APPLICANT, Category.ACTIVIST, Category.CANDIDATE, Category.PROBATIONARY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    id: int = 0
    uuid: str = ""
    name: str = ""
    committee: str = ""
    sector: str = "其他"  # "村社区" (5-year term) | "其他" (3-year term)
    secretary: str = ""
    organiser: str = ""  # 组织委员
    term_started_on: str = ""
    committee_size: int = 0  # number of 支委; 0 = no 支委会
    phone: str = ""
    short_name: str = ""
    code: str = ""  # 组织代码
    founded_on: str = ""
    founded_by: str = ""  # 批准机关与文号
    organisation_kind: str = ""  # 党组织类别
    region: str = ""  # 所在行政区划
    unit_relation: str = ""  # 与上级相同 | 法人单位 | 联合党支部
    unit_name: str = ""
    unit_kind: str = ""
    unit_code: str = ""  # 统一社会信用代码
    general_branch: str = ""  # 党总支 between branch and committee
    venue: str = ""  # 活动场所
    venue_area: str = ""
    standard_class: str = ""  # 标准化规范化类别
    contact: str = ""
    contact_phone: str = ""
    letter_prefix: str = ""  # 介绍信编号的单位代字
    is_temporary: bool = False  # 临时党支部 (rule ZB-24)
    founding_requested_on: str = ""  # 报请成立日期 (rule ZB-05)
    project_started_on: str = ""  # of the project the branch was founded on (rule ZB-04)
    project_ends_on: str = ""

    @property
    def term_years(self) -> int:
        """Length of a term in years (2018 任期意见): 5 in villages and communities, else 3."""
        return 5 if self.sector == "村社区" else 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A member or somebody in the pipeline: one person, one record, from application to archive."""

    id: int = 0
    uuid: str = ""
    name: str = ""
    pinyin: str = ""  # "houxuejun"
    initials: str = ""  # "hxj"
    sex: Sex = Sex.UNKNOWN
    id_number: str = ""
    birth_date: str = ""
    ethnicity: str = ""
    native_place: str = ""  # 籍贯
    education: str = ""
    degree: str = ""
    category: Category = Category.NONE
    branch_name: str = ""  # 所在党支部, as the sheet says
    joined_on: str = ""  # 入党日期
    confirmed_on: str = ""  # 转正日期
    standing_correction: int = 0  # 党龄校正值, months
    phone: str = ""
    stratum: str = ""  # 新社会阶层类型
    post: str = ""  # 工作岗位
    technical_title: str = ""  # 从事专业技术职务
    employer: str = ""  # 工作单位及职务
    is_migrant_worker: bool = False  # 农民工
    address: str = ""  # 现居住地
    household: str = ""  # 户籍所在地
    is_lost: bool = False
    lost_on: str = ""
    is_mobile: bool = False
    mobile_to: str = ""
    join_kind: str = ""  # 入党类型
    confirm_kind: str = ""  # 转正情况
    joined_branch: str = ""  # 入党时所在支部
    probation_extension: str = ""  # 延长预备期时间
    party_post: str = ""  # 党内职务
    party_group: str = ""  # 党小组
    membership_state: str = "正常"  # 党籍状态: 正常 | 停止党籍
    arrived_on: str = ""  # first day in this branch when it differs from joined_on (转入)
    left_on: str = ""
    left_kind: str = ""  # 转出 | 去世 | 退党 | 除名 | 其他
    suspended_from: str = ""  # 留党察看 and other loss of the vote
    suspended_to: str = ""
    applied_on: str = ""  # 申请入党日期
    remark: str = ""
    landline: str = ""  # 固定电话
    school: str = ""  # 毕业院校
    major: str = ""  # 专业
    title_level: str = ""  # 职称级别: 高级 | 中级 | 初级
    politics: str = ""  # 政治面貌, before joining
    league_joined_on: str = ""  # 入团日期
    marriage: str = ""  # 婚姻状况
    birth_place: str = ""  # 出生地
    speciality: str = ""  # 有何专长
    work_started_on: str = ""  # 参加工作日期
    frontline: str = ""  # 一线情况
    united_unit: str = ""  # 联合支部单位名称
    archive_place: str = ""  # 档案所在单位
    lost_kind: str = ""  # 失联情形
    is_exempt: bool = False  # old or ill: no hard requirements of activities (教§23)
    is_hardship: bool = False  # 生活困难
    is_incapable: bool = False  # 生活不能自理、丧失劳动能力

    @property
    def is_member(self) -> bool:
        return self.category in MEMBER_CATEGORIES and not self.left_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A doubtful or repaired cell kept beside a person until somebody has looked at it."""

    id: int = 0
    person_id: int = 0
    field: str = ""
    code: str = ""  # problem code: id.truncated, sex.conflict …
    before: str = ""
    after: str = ""
    message: str = ""
    resolved_on: str = ""
    answer: str = ""


class Presence(StrEnum):
    UNSET = ""
    PRESENT = "到会"
    LEAVE = "请假"
    ABSENT = "缺席"


LEAVE_KINDS = ("病假", "事假", "公出", "流动在外", "其他")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """One line of the sign-in sheet: who was expected on the day of the meeting, and whether they came."""

    person_id: int
    name: str
    category: Category  # on the meeting's date
    can_vote: bool  # on the meeting's date (rules ZB-23, XJ-04)
    party_post: str = ""
    party_group: str = ""
    is_mobile: bool = False
    presence: Presence = Presence.UNSET
    reason: str = ""
    leave_kind: str = ""  # of LEAVE_KINDS
    corrected: Presence = Presence.UNSET  # after a correction slip; UNSET: as recorded
    makeup_on: str = ""  # 补课
    makeup_how: str = ""
    makeup_by: str = ""  # 督促人
    why: str = ""  # no vote, as the day's standing says
    is_exempt: bool = False  # no hard requirements of activities, as the card has it now (教§23)
    left_out: str = ""  # the class by which the member is not counted in 应到

    @property
    def came(self) -> Presence:
        """Whether they came, as corrected where it was."""
        return self.corrected or self.presence


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The four numbers of rules.md §9.5, and who is away."""

    expected: int = 0  # 应到
    entitled: int = 0  # 应到有表决权
    present: int = 0  # 实到
    entitled_present: int = 0  # 实到有表决权
    full: int = 0  # 应到中的正式党员
    probationary: int = 0
    leave: int = 0
    absent: int = 0


class ItemKind(StrEnum):
    """What an agenda item decides; the rule for quorum and majority follows from it."""

    STUDY = "学习传达"
    ORDINARY = "一般事项"
    ADMIT = "接收预备党员"
    CONFIRM = "预备党员转正"
    EXTEND = "延长预备期"
    CANCEL = "取消预备党员资格"
    ELECTION = "选举"
    ACTIVIST = "确定入党积极分子"
    CANDIDATE = "确定发展对象"


class MeetingKind(StrEnum):
    ASSEMBLY = "支部党员大会"
    COMMITTEE = "支委会"
    GROUP = "党小组会"
    LECTURE = "党课"
    THEME_DAY = "主题党日"
    ORG_LIFE = "组织生活会"
    APPRAISAL = "民主评议党员"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """A vote as counted: integers only. `method` is 无记名投票 or 举手; voted=False means no vote was taken."""

    voted: bool = False
    method: str = ""
    issued: int = 0  # 发出票
    returned: int = 0  # 收回票
    valid: int = 0
    yes: int = 0
    no: int = 0
    abstain: int = 0
    written: int = 0  # 会前书面意见（件）
    written_yes: int = 0  # of them for it; the rest, less written_no, abstained (FZ-28)
    written_no: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem:
    id: int = 0
    uuid: str = ""
    meeting_id: int = 0
    seq: int = 1
    kind: ItemKind = ItemKind.STUDY
    title: str = ""
    person_id: int = 0  # whom it concerns (admission, confirmation), 0 = nobody
    person_name: str = ""
    proposer: str = ""  # 提出人
    report: str = ""  # 汇报或传达
    content: str = ""  # discussion; in older records report and discussion
    decision: str = ""
    result: str = ""  # "" | 通过 | 未通过, as announced
    tellers: str = ""  # 计票人
    scrutineers: str = ""  # 监票人
    election_id: int = 0  # the election an item of this kind holds, 0 = none
    vote: Vote = field(default_factory=Vote)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    id: int = 0
    uuid: str = ""
    kind: MeetingKind = MeetingKind.ASSEMBLY
    title: str = ""
    number: int = 0  # 第__次
    held_on: str = ""
    starts_at: str = ""  # "09:00"
    ends_at: str = ""
    place: str = ""
    host: str = ""
    recorder: str = ""
    observers: str = ""  # 列席人员及职务、到会指导
    content: str = ""  # the record itself
    summary: str = ""  # 主持人小结
    signed_on: str = ""  # "" = draft
    signed_code: str = ""  # content hash at signing
    corrections: str = ""  # 补正 after signing
    party_group: str = ""  # of a 党小组会
    counts_for_year: int = 0  # 年度归属 (ZB-16); 0 is the year of the day
    lecturer: str = ""
    lecture_form: str = ""
    details: str = ""  # the kind's own boxes: a JSON object of texts (models/domain/meeting_boxes.py)
    items: tuple[AgendaItem, ...] = ()
    attendees: tuple[Attendee, ...] = ()  # those expected
    left_out: tuple[Attendee, ...] = ()  # members by their class not counted in 应到

    @property
    def is_signed(self) -> bool:
        return bool(self.signed_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One dated step of the pipeline; `code` is one of resources/rules/development/steps.toml."""

    id: int = 0
    uuid: str = ""
    person_id: int = 0
    code: str = ""
    on_date: str = ""
    ended_on: str = ""  # for steps with a span: public notice, training
    result: str = ""
    hours: int = 0  # 学时, training only
    meeting_id: int = 0
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Companion:
    """A contact (培养联系人) or sponsor (入党介绍人); member_id 0 when only the name is known."""

    id: int = 0
    person_id: int = 0
    role: str = "contact"  # "contact" | "sponsor"
    member_id: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """A person with everything the development rules look at."""

    person: Person
    steps: tuple[Step, ...] = ()
    companions: tuple[Companion, ...] = ()

    def first(self, code: str) -> Step | None:
        """The earliest recorded step of this code, or None."""
        return min(
            (s for s in self.steps if s.code == code and s.on_date), key=lambda s: s.on_date, default=None
        )

    def last(self, code: str) -> Step | None:
        """The latest recorded step of this code, or None."""
        return max(
            (s for s in self.steps if s.code == code and s.on_date), key=lambda s: s.on_date, default=None
        )

    def all(self, code: str) -> tuple[Step, ...]:
        """Every recorded step of this code by date."""
        return tuple(sorted((s for s in self.steps if s.code == code and s.on_date), key=lambda s: s.on_date))

    def names(self, role: str) -> tuple[str, ...]:
        return tuple(c.name for c in self.companions if c.role == role)
