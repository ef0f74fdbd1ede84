"""The invented branch every EXAMPLE is about. Nobody in it exists."""

from models.domain.records import (
    AgendaItem,
    Attendee,
    Branch,
    Category,
    ItemKind,
    Meeting,
    Person,
    Presence,
    Sex,
    Tally,
    Vote,
)

BRANCH = Branch(
    id=1,
    name="中共云岭镇槐树湾村支部委员会",
    committee="中共云岭镇委员会",
    sector="村社区",
    secretary="周立民",
    organiser="欧阳慧敏",
    term_started_on="2024-03-15",
    committee_size=5,
    phone="0871-5550123",
)

_NAMES = (
    ("周立民", Sex.MALE, "党支部书记"),
    ("欧阳慧敏", Sex.FEMALE, "组织委员"),
    ("孙国梁", Sex.MALE, "副书记"),
    ("艾尔肯·吐尔逊", Sex.MALE, ""),
    ("李秀英", Sex.FEMALE, "宣传委员"),
    ("龚䶮", Sex.MALE, "纪检委员"),
    ("钱桂芬", Sex.FEMALE, ""),
    ("赵铁生", Sex.MALE, ""),
    ("吴堃", Sex.MALE, ""),
    ("郑玉兰", Sex.FEMALE, ""),
    ("王德顺", Sex.MALE, ""),
    ("冯小川", Sex.MALE, ""),
    ("陈美华", Sex.FEMALE, ""),
    ("褚志远", Sex.MALE, ""),
    ("卫东升", Sex.MALE, ""),
    ("蒋文静", Sex.FEMALE, ""),
    ("沈一鸣", Sex.MALE, ""),
    ("韩雪", Sex.FEMALE, ""),
)
_PROBATIONARY = {"沈一鸣", "韩雪"}
_MOBILE = {"冯小川"}
_AWAY = {"冯小川": (Presence.LEAVE, "在外务工"), "王德顺": (Presence.LEAVE, "住院")}
_SCHOOLS = ("大学", "大专", "高中", "初中", "中等专科", "大学")


def _person(index: int, name: str, sex: Sex, post: str) -> Person:
    probationary = name in _PROBATIONARY
    birth = f"{1955 + index * 2}-{index % 12 + 1:02d}-{index % 27 + 1:02d}"
    order = f"{index * 2 + (1 if sex is Sex.MALE else 0):03d}"
    body = f"530129{birth.replace('-', '')}{order}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    check = "10X98765432"[sum(int(c) * w for c, w in zip(body, weights, strict=True)) % 11]
    joined = "2026-03-20" if probationary else f"{1985 + index * 2}-07-01"
    return Person(
        id=index + 1,
        name=name,
        sex=sex,
        id_number=body + check,
        birth_date=birth,
        ethnicity="维吾尔族" if "·" in name else "汉族",
        native_place="云南寻甸",
        education=_SCHOOLS[index % len(_SCHOOLS)],
        degree="学士" if _SCHOOLS[index % len(_SCHOOLS)] == "大学" else "无",
        category=Category.PROBATIONARY if probationary else Category.FULL,
        branch_name=BRANCH.name,
        joined_on=joined,
        confirmed_on="" if probationary else f"{1986 + index * 2}-07-01",
        phone=f"1390000{1000 + index}",
        post="农牧渔业生产人员" if index % 3 else "社区工作人员",
        technical_title="无",
        employer="槐树湾村民委员会" if post else "",
        address=f"云岭镇槐树湾村{index % 6 + 1}组{index * 7 + 3}号",
        household=f"云岭镇槐树湾村{index % 6 + 1}组",
        is_migrant_worker=name in _MOBILE,
        is_mobile=name in _MOBILE,
        mobile_to="广东省东莞市" if name in _MOBILE else "",
        join_kind="新吸收的预备党员" if probationary else "新吸收",
        confirm_kind="" if probationary else "按期转正",
        joined_branch=BRANCH.name,
        party_post=post,
        party_group=f"第{index % 3 + 1}党小组",
    )


MEMBERS = tuple(_person(i, name, sex, post) for i, (name, sex, post) in enumerate(_NAMES))

APPLICANT = Person(
    id=101,
    name="唐梦洁",
    sex=Sex.FEMALE,
    id_number="530129199506180049",
    birth_date="1995-06-18",
    ethnicity="汉族",
    native_place="云南昆明",
    education="大学",
    degree="学士",
    category=Category.CANDIDATE,
    employer="槐树湾村民委员会 文书",
    post="社区工作人员",
    address="云岭镇槐树湾村3组12号",
    phone="13900002001",
    applied_on="2025-03-08",
)

ATTENDEES = tuple(
    Attendee(
        person_id=p.id,
        name=p.name,
        category=p.category,
        can_vote=p.category is Category.FULL,
        party_post=p.party_post,
        party_group=p.party_group,
        is_mobile=p.is_mobile,
        presence=_AWAY.get(p.name, (Presence.PRESENT, ""))[0],
        reason=_AWAY.get(p.name, (Presence.PRESENT, ""))[1],
    )
    for p in MEMBERS
)

ASSEMBLY = Meeting(
    id=7,
    title="2026年第三季度支部党员大会",
    number=3,
    held_on="2026-09-20",
    starts_at="09:00",
    ends_at="11:30",
    place="村党群服务中心二楼会议室",
    host="周立民",
    recorder="欧阳慧敏",
    observers="高建新（镇党委组织委员）、唐梦洁（入党积极分子）",
    items=(
        AgendaItem(
            id=1,
            seq=1,
            kind=ItemKind.STUDY,
            title="传达学习镇党委关于秋季防火工作的通知",
            content="周立民传达通知全文，通报本村三处重点地段和值守安排。",
            decision="按通知要求落实，值守表由孙国梁于9月25日前张贴。",
        ),
        AgendaItem(
            id=2,
            seq=2,
            kind=ItemKind.ORDINARY,
            title="讨论村集体果园承包方案",
            content="孙国梁报告方案。李秀英：赞成公开竞价，建议写明保底租金。\n赵铁生：建议承包期不超过五年。",
            decision="通过承包方案，承包期五年，保底租金写入合同；孙国梁负责，10月15日前完成公告。",
            vote=Vote(voted=True, method="举手", issued=0, returned=0, valid=14, yes=13, no=0, abstain=1),
        ),
        AgendaItem(
            id=3,
            seq=3,
            kind=ItemKind.CONFIRM,
            title="讨论刘芳同志按期转为正式党员",
            person_id=120,
            person_name="刘芳",
            content="刘芳宣读转正申请。介绍人吴堃报告预备期表现。支委会报告审查情况。",
            decision="通过刘芳同志按期转为正式党员的决议，报镇党委审批。",
            vote=Vote(
                voted=True,
                method="无记名投票",
                issued=14,
                returned=14,
                valid=14,
                yes=13,
                abstain=1,
                written=1,
            ),
        ),
    ),
    summary="三项议题已议定，请各责任人按期落实。",
    attendees=ATTENDEES,
)
ASSEMBLY_TALLY = Tally(
    expected=18, entitled=16, present=16, entitled_present=14, full=16, probationary=2, leave=2, absent=0
)
