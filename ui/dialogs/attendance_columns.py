"""Columns of the four lists of attendance: members, catching up, the ledger, those left out."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from models.domain.attendance_year import MeetingLine, PersonYear, Visit
from models.domain.exemption import Exemption, short_ground
from models.domain.records import Presence
from ui.tables import Column

SIGNS_WIDTH = 46


def _count(presence: Presence) -> Callable[[PersonYear], str]:
    return lambda person: str(person.count(presence) or "")


def _month(number: int) -> Callable[[PersonYear], str]:
    return lambda person: person.month(number)


def _rate(person: PersonYear) -> str:
    return person.rate or "？无法判断"


PEOPLE: Sequence[Column[PersonYear]] = (
    Column(key="name", title="姓名", text=lambda p: p.name, width=96),
    Column(key="party_group", title="党小组", text=lambda p: p.party_group, width=100),
    Column(key="expected", title="应到", text=lambda p: str(p.expected), width=54, align="right"),
    Column(key="present", title="实到", text=_count(Presence.PRESENT), width=54, align="right"),
    Column(
        key="rate",
        title="出勤率",
        text=_rate,
        width=92,
        align="right",
        tone=lambda p: "" if p.rate else "unknown",
    ),
    Column(
        key="due",
        title="待补课",
        text=lambda p: str(p.due or ""),
        width=64,
        align="right",
        tone=lambda _: "soon",
    ),
    Column(key="leave", title="请假", text=_count(Presence.LEAVE), width=54, align="right"),
    Column(
        key="absent",
        title="缺席",
        text=_count(Presence.ABSENT),
        width=54,
        align="right",
        tone=lambda p: "late" if p.count(Presence.ABSENT) else "",
    ),
    Column(
        key="unset",
        title="未登记",
        text=_count(Presence.UNSET),
        width=64,
        align="right",
        tone=lambda _: "unknown",
    ),
    Column(
        key="note",
        title="备注",
        text=lambda p: p.note,
        width=190,
        sort=False,
        wrap=True,
        tip=lambda p: p.note,
    ),
    *(
        Column(
            key=f"m{month}",
            title=f"{month}月",
            text=_month(month),
            width=SIGNS_WIDTH,
            sort=False,
            visible=False,
        )
        for month in range(1, 13)
    ),
)
PEOPLE_SORTS: Mapping[str, Callable[[PersonYear], Any]] = {
    "name": lambda p: p.name,
    "party_group": lambda p: p.party_group,
    "expected": lambda p: p.expected,
    "present": lambda p: p.count(Presence.PRESENT),
    "leave": lambda p: p.count(Presence.LEAVE),
    "absent": lambda p: p.count(Presence.ABSENT),
    "unset": lambda p: p.count(Presence.UNSET),
    "rate": lambda p: p.count(Presence.PRESENT) / p.recorded if p.recorded else -1,
    "due": lambda p: p.due,
}


def makeup_state(visit: Visit) -> tuple[str, str]:
    """What became of it, and its tone."""
    one = visit.attendee
    if one.makeup_on:
        return f"✓ {one.makeup_on} 已补", "done"
    return ("— 不作硬性要求", "quiet") if one.is_exempt else ("！待补课", "soon")


VISITS: Sequence[Column[Visit]] = (
    Column(key="held_on", title="会议日期", text=lambda v: v.meeting.held_on, width=100),
    Column(key="name", title="姓名", text=lambda v: v.attendee.name, width=96),
    Column(key="kind", title="会议类别", text=lambda v: v.meeting.kind.value, width=110),
    Column(
        key="title",
        title="缺席的会议",
        text=lambda v: v.meeting.title,
        width=230,
        sort=False,
        wrap=True,
        tip=lambda v: v.meeting.title,
    ),
    Column(
        key="why", title="原因", text=lambda v: v.why, width=150, sort=False, wrap=True, tip=lambda v: v.why
    ),
    Column(
        key="state",
        title="补课",
        text=lambda v: makeup_state(v)[0],
        width=150,
        tone=lambda v: makeup_state(v)[1],
    ),
    Column(key="how", title="方式", text=lambda v: v.attendee.makeup_how, width=110, sort=False),
    Column(key="by", title="督促人", text=lambda v: v.attendee.makeup_by, width=90, sort=False),
)
VISIT_SORTS: Mapping[str, Callable[[Visit], Any]] = {
    "held_on": lambda v: v.meeting.held_on,
    "name": lambda v: v.attendee.name,
    "kind": lambda v: v.meeting.kind.value,
    "state": lambda v: v.attendee.makeup_on,
}


def _ledger_rate(line: MeetingLine) -> str:
    if line.rate or not line.expected:
        return line.rate
    return f"？未登记 {line.unset}" if line.is_ticked else "？没有登记"


LEDGER: Sequence[Column[MeetingLine]] = (
    Column(key="day", title="日期", text=lambda m: m.meeting.held_on, width=100),
    Column(key="kind", title="类型", text=lambda m: m.meeting.kind.value, width=116),
    Column(
        key="subject",
        title="主题",
        text=lambda m: m.subject,
        width=360,
        sort=False,
        wrap=True,
        tip=lambda m: m.subject,
    ),
    Column(key="expected", title="应到", text=lambda m: str(m.expected), width=54, align="right", sort=False),
    Column(
        key="present",
        title="实到",
        text=lambda m: str(m.count(Presence.PRESENT)) if m.is_ticked else "",
        width=54,
        align="right",
        sort=False,
    ),
    Column(
        key="rate",
        title="出勤率",
        text=_ledger_rate,
        width=100,
        align="right",
        tone=lambda m: "" if m.rate else "unknown",
    ),
    Column(key="host", title="主持人", text=lambda m: m.meeting.host, width=90, sort=False),
    Column(
        key="signed",
        title="签字定稿",
        text=lambda m: m.meeting.signed_on or "草稿",
        width=104,
        sort=False,
        tone=lambda m: "" if m.meeting.signed_on else "quiet",
    ),
    Column(
        key="photos", title="照片", text=lambda m: str(m.photos or ""), width=54, align="right", sort=False
    ),
)
LEDGER_SORTS: Mapping[str, Callable[[MeetingLine], Any]] = {
    "day": lambda m: (m.meeting.held_on, m.meeting.id),
    "kind": lambda m: m.meeting.kind.value,
    "rate": lambda m: m.count(Presence.PRESENT) / m.expected if m.is_ticked and m.expected else -1,
}


def exemption_columns(today: str) -> Sequence[Column[Exemption]]:
    """With what each comes to on a day."""

    def state(one: Exemption) -> tuple[str, str]:
        if not one.runs_on(today):
            return ("已结束" if one.to_on and one.to_on < today else "还没有开始"), "quiet"
        missing = one.missing_on(today)
        return (f"！仍计入：没有{'、'.join(missing)}", "soon") if missing else ("✓ 不计入应到", "done")

    return (
        Column(key="name", title="姓名", text=lambda e: e.name, width=96, sort=False),
        Column(
            key="ground",
            title="情形",
            text=lambda e: short_ground(e.ground),
            width=140,
            sort=False,
            tip=lambda e: e.ground,
        ),
        Column(key="from_on", title="起", text=lambda e: e.from_on, width=98, sort=False),
        Column(key="to_on", title="止", text=lambda e: e.to_on, width=98, sort=False),
        Column(
            key="state",
            title="现在",
            text=lambda e: state(e)[0],
            width=250,
            sort=False,
            wrap=True,
            tone=lambda e: state(e)[1],
            tip=lambda e: state(e)[0],
        ),
        Column(
            key="approvals",
            title="两项批准",
            text=lambda e: e.approvals,
            width=360,
            sort=False,
            wrap=True,
            tip=lambda e: e.approvals,
        ),
        Column(key="remark", title="备注", text=lambda e: e.remark, width=120, sort=False, visible=False),
    )
