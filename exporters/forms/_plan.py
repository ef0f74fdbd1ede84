"""What the papers of a year's plan share: entries as lines, the months of a kind, and an invented year."""

import re
from collections.abc import Iterable

from exporters.forms._examples import BRANCH
from models.domain.plan import OTHER, Held, PlanItem
from models.domain.plan_facts import PlanFacts, Turnout
from models.domain.plan_rules import Frequency, frequencies
from models.domain.records import MeetingKind
from models.domain.rules import load_rules
from models.domain.year_plan import Circumstances, Entry, State, year_plan

LINE = "_" * 48


def tight(text: str) -> str:
    """Figures without the blanks that set them apart on the screen."""
    return re.sub(r"(?<=\d) (?=\D)|(?<=\D) (?=\d)", "", text)


def kind_of(entry: Entry) -> str:
    """A meeting's kind, or 其他重点."""
    return entry.meeting.kind.value if entry.meeting else entry.item.kind if entry.item else ""


def month_of(entry: Entry) -> int:
    return entry.meeting.month if entry.meeting else entry.item.month if entry.item else 1


def what(entry: Entry) -> str:
    """What it is about: the topic of the plan, else its title; a group is named."""
    item, meeting = entry.item, entry.meeting
    words = (item.topic.replace("\n", "；") or item.title) if item else ""
    if not words and meeting:
        words = (meeting.topics if meeting.title.endswith(meeting.kind.value) else "") or meeting.title
    group = item.party_group if item else ""
    return f"{group}：{words}" if group and group not in words else words


def day_of(entry: Entry) -> str:
    """15日 of the plan, so that what was planned stays to be read beside what was done."""
    planned = entry.item.planned_on if entry.item else ""
    if planned:
        return f"{int(planned[8:10])}日"
    return entry.meeting.day_words if entry.meeting and entry.item is None else ""


def how_done(entry: Entry) -> str:
    """9日已开; 已完成 with what shows it; 未开; why it was dropped; nothing of what is still to come."""
    item, meeting = entry.item, entry.meeting
    if entry.state is State.DONE:
        shown = f"已完成：{item.evidence}" if item and item.evidence else "已完成"
        return f"{meeting.day_words}已开" if meeting else shown
    if entry.state is State.DROPPED and item:
        return f"不开（{item.dropped_reason}）"
    if entry.state is State.BLANK and meeting:
        return f"{meeting.day_words}没有记录"
    if entry.state is State.LATE:
        return "未开" if item and item.is_meeting else "未完成"
    return ""


def months_words(months: Iterable[int]) -> str:
    """3月、6月、9月; every month is 各月."""
    found = sorted(set(months))
    return "各月" if len(found) == 12 else "、".join(f"{month}月" for month in found)


def basis(found: Iterable[Frequency]) -> str:
    """The articles of the frequencies, each once: 《…》第十一条、第十二条."""
    articles = dict.fromkeys(f.citation.article for f in found)
    first = next(iter(found), None)
    return f"《{first.citation.title}》（{first.citation.edition}）{'、'.join(articles)}" if first else ""


def _item(
    number: int, kind: MeetingKind | str, month: int, day: int, topic: str, **more: str | int
) -> PlanItem:
    planned = f"2026-{month:02d}-{day:02d}" if day else ""
    values = {"owner": "欧阳慧敏", **more}
    return PlanItem(
        id=number,
        year=2026,
        month=month,
        kind=str(kind),
        planned_on=planned,
        topic=topic,
        **values,  # type: ignore[arg-type]
    )


_TOPICS = (
    "通报上年工作，讨论年度计划", "学习传达上级精神", "春季植树义务劳动", "清明祭扫烈士墓", "入户走访困难党员",
    "防汛值守志愿服务", "重温入党誓词", "政策宣讲进组", "金秋助学", "参观红色教育基地", "冬季防火巡查", "志愿服务总结",
)  # fmt: skip


def _example_items() -> tuple[PlanItem, ...]:
    kinds = MeetingKind
    made = [_item(10 + month, kinds.COMMITTEE, month, 5, "研究当月工作") for month in range(1, 13)]
    made += [_item(30 + month, kinds.THEME_DAY, month, 15, _TOPICS[month - 1]) for month in range(1, 13)]
    made += [
        _item(50 + month, kinds.ASSEMBLY, month, 20, topic)
        for month, topic in (
            (3, "讨论年度计划"),
            (6, "“七一”表彰\n讨论接收预备党员"),
            (9, "讨论预备党员转正"),
            (12, "通报全年工作"),
        )
    ]
    made += [
        _item(70 + month, kinds.LECTURE, month, 25, "书记讲党课", owner="周立民") for month in (3, 6, 9, 12)
    ]
    made += [
        _item(90, kinds.GROUP, 1, 0, "学习讨论", party_group="第1党小组"),
        _item(91, kinds.ORG_LIFE, 12, 18, "年度组织生活会", owner="周立民"),
        _item(92, kinds.APPRAISAL, 12, 18, "民主评议党员", owner="周立民"),
        _item(93, OTHER, 1, 0, "春节走访慰问老党员、困难党员"),
        _item(94, OTHER, 7, 0, "庆“七一”系列活动"),
        _item(95, kinds.LECTURE, 11, 10, "消防安全微党课", dropped_reason="并入主题党日"),
    ]
    return tuple(made)


def _example_meetings() -> tuple[Held, ...]:
    kinds = MeetingKind
    made = [
        *((kinds.COMMITTEE, f"2026-{month:02d}-0{month % 4 + 4}") for month in range(1, 10) if month != 5),
        *((kinds.THEME_DAY, f"2026-{month:02d}-15") for month in range(1, 10)),
        *((kinds.ASSEMBLY, day) for day in ("2026-03-20", "2026-06-22", "2026-09-18")),
        *((kinds.LECTURE, day) for day in ("2026-03-25", "2026-06-26")),
    ]
    return tuple(
        Held(id=number, kind=kind, title=f"2026年{int(day[5:7])}月{kind.value}", held_on=day, year=2026)
        for number, (kind, day) in enumerate(made, start=1)
    )


EXAMPLE = PlanFacts(
    branch=BRANCH,
    as_of="2026-09-30",
    year=2026,
    plan=year_plan(
        2026,
        _example_items(),
        _example_meetings(),
        frequencies(load_rules(), "2026-09-30"),
        Circumstances(groups=("第1党小组", "第2党小组", "第3党小组"), since="2025-03-01"),
        "2026-09-30",
    ),
    full=16,
    probationary=2,
    groups=("第1党小组", "第2党小组", "第3党小组"),
    committee=("书记周立民", "副书记孙国梁", "组织委员欧阳慧敏", "宣传委员李秀英", "纪检委员龚䶮"),
    in_pipeline=(("入党申请人", 2), ("入党积极分子", 3), ("发展对象", 1), ("预备党员", 2)),
    developed=(
        ("确定入党积极分子", ("何晓燕",)),
        ("接收预备党员", ("沈一鸣", "韩雪")),
    ),
    coming=(
        "讨论接收唐梦洁为预备党员（支部党员大会，2026年10月9日至2026年11月9日）",
        "讨论沈一鸣预备期满转正（支部党员大会，2027年3月20日起）",
    ),
    turnout=(
        Turnout(kind=MeetingKind.ASSEMBLY, meetings=3, expected=54, present=47),
        Turnout(kind=MeetingKind.COMMITTEE, meetings=8, expected=40, present=38),
        Turnout(kind=MeetingKind.THEME_DAY, meetings=9, expected=162, present=129),
    ),
    moves=(("转入", 1), ("转出", 2)),
    dues_due_fen=146_700,
    dues_paid_fen=143_200,
)
