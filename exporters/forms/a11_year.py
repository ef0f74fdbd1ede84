"""A11 年度台账: the meetings of a year, who came to them month by month, and the catching up (forms.md A11)."""

from exporters.forms._examples import ASSEMBLY, BRANCH, MEMBERS
from exporters.forms._parts import Columns, label_cell, register, register_sheet
from exporters.spec import (
    PAPER_L,
    Block,
    Cell,
    Citation,
    Form,
    FormSpec,
    Grid,
    Line,
    RepeatRow,
    Row,
    Sheet,
    SheetColumn,
    Title,
    Values,
)
from models.domain.attendance_year import (
    SIGNS_SAID,
    AttendanceFacts,
    MeetingLine,
    PersonYear,
    Visit,
    people_of,
)
from models.domain.dates import chinese_date
from models.domain.records import Attendee, Category, Meeting, MeetingKind, Presence

MONTHS = tuple(range(1, 13))
_BASIS = "《中国共产党支部工作条例（试行）》（2018年）"
_EASED = "《中国共产党党员教育管理工作条例》（2019年）第二十三条：年老体弱、行动不便、身患重病甚至失能的党员，不作硬性要求。"


def _common(facts: AttendanceFacts) -> dict[str, str]:
    return {
        "branch": facts.branch.name,
        "year": str(facts.year),
        "kind": f"（{facts.kind}）" if facts.kind else "",
        "until": chinese_date(facts.as_of),
        "said": facts.said,
    }


def prepare_ledger(facts: AttendanceFacts) -> Values:
    """Every meeting of the year; the page in the book of minutes is written in by hand, where this is no book."""
    where = "记录页码指本册的页码。" if facts.pages else "记录页码指记录本的页码，由记录人填写。"
    return {
        **_common(facts),
        "where": where,
        "lines": [_line(line, facts.pages.get(line.meeting.id, 0)) for line in facts.lines],
    }


def _line(line: MeetingLine, page: int) -> dict[str, str]:
    meeting = line.meeting
    known = line.is_ticked
    return {
        "month": f"{int(meeting.held_on[5:7])}月",
        "day": meeting.held_on,
        "kind": meeting.kind.value,
        "subject": line.subject,
        "expected": str(line.expected or ""),
        "present": str(line.count(Presence.PRESENT)) if known else "",
        "rate": line.rate,
        "host": meeting.host,
        "page": str(page or ""),
        "photos": str(line.photos or ""),
    }


def prepare_people(facts: AttendanceFacts) -> Values:
    """A line a member, a box a month."""
    return {
        **_common(facts),
        "signs": SIGNS_SAID,
        "lines": [_person(number, one) for number, one in enumerate(facts.people, start=1)],
    }


def _person(number: int, one: PersonYear) -> dict[str, str]:
    return {
        "no": str(number),
        "name": one.name,
        "group": one.party_group,
        **{f"m{month}": one.month(month) for month in MONTHS},
        "expected": str(one.expected),
        "present": str(one.count(Presence.PRESENT)),
        "leave": str(one.count(Presence.LEAVE) or ""),
        "absent": str(one.count(Presence.ABSENT) or ""),
        "rate": one.rate or "无法判断",
        "note": one.note,
    }


def prepare_makeup(facts: AttendanceFacts) -> Values:
    """Everybody who was away, with what was done about it; both sign by hand."""
    return {
        **_common(facts),
        "lines": [_makeup(number, visit) for number, visit in enumerate(facts.makeups, start=1)],
    }


def _makeup(number: int, visit: Visit) -> dict[str, str]:
    one, meeting = visit.attendee, visit.meeting
    eased = "不作硬性要求" if one.is_exempt and not one.makeup_on else ""
    return {
        "no": str(number),
        "name": one.name,
        "meeting": f"{meeting.held_on}　{meeting.title or meeting.kind.value}",
        "why": visit.why,
        "how": one.makeup_how or eased,
        "on": one.makeup_on,
        "by": one.makeup_by,
        "signed": "",
        "looked": "",
    }


_LEDGER: Columns = (
    ("月份", "month", 14, "center"),
    ("日　期", "day", 25, "center"),
    ("类　型", "kind", 28, "center"),
    ("主　　题", "subject", 88, "left"),
    ("应到", "expected", 14, "center"),
    ("实到", "present", 14, "center"),
    ("出勤率", "rate", 18, "center"),
    ("主持人", "host", 24, "center"),
    ("记录\n页码", "page", 20, "center"),
    ("照片\n张数", "photos", 16, "center"),
)
_MAKEUP: Columns = (
    ("序号", "no", 11, "center"),
    ("姓　名", "name", 24, "center"),
    ("缺席的会议", "meeting", 72, "left"),
    ("原　因", "why", 38, "left"),
    ("补课方式", "how", 30, "center"),
    ("补课日期", "on", 24, "center"),
    ("督促人", "by", 20, "center"),
    ("补课人\n签　名", "signed", 24, "center"),
    ("督促人\n签　名", "looked", 24, "center"),
)
_PEOPLE_HEAD = (
    ("序号", 10),
    ("姓　名", 22),
    *((f"{month}月", 13.5) for month in MONTHS),
    ("应到", 11),
    ("实到", 11),
    ("出勤率", 17),
    ("备　注", 34),
)
_PEOPLE = Grid(
    widths=tuple(width for _, width in _PEOPLE_HEAD),
    size=10.5,
    leading=1.15,
    head=(Row(height=9, cells=tuple(label_cell(title, size=10.5) for title, _ in _PEOPLE_HEAD)),),
    rows=(
        RepeatRow(
            each="lines",
            min_rows=10,
            rows=(
                Row(
                    height=8,
                    cells=(
                        Cell(text="{no}", align="center"),
                        Cell(text="{name}", align="center"),
                        *(Cell(text=f"{{m{month}}}", align="center", size=9) for month in MONTHS),
                        Cell(text="{expected}", align="center"),
                        Cell(text="{present}", align="center"),
                        Cell(text="{rate}", align="center", size=9.5),
                        Cell(text="{note}", size=9),
                    ),
                ),
            ),
        ),
    ),
)
_PEOPLE_SHEET = Sheet(
    name="党员参会统计",
    columns=(
        SheetColumn(title="序号", key="no", width=6),
        SheetColumn(title="姓名", key="name", width=12),
        SheetColumn(title="党小组", key="group", width=14),
        *(SheetColumn(title=f"{month}月", key=f"m{month}", width=8) for month in MONTHS),
        SheetColumn(title="应到", key="expected", width=8),
        SheetColumn(title="实到", key="present", width=8),
        SheetColumn(title="请假", key="leave", width=8),
        SheetColumn(title="缺席", key="absent", width=8),
        SheetColumn(title="出勤率", key="rate", width=10),
        SheetColumn(title="备注", key="note", width=24),
    ),
    each="lines",
)


def _head(title: str) -> tuple[Block, ...]:
    return (Title(text=title), Line(parts=("党支部：{branch}", "截至{until}"), size=10.5))


def _example() -> AttendanceFacts:
    """Three meetings of the invented branch: one caught up, one not, one eased."""
    changes: dict[str, dict[str, object]] = {
        "冯小川": {
            "presence": Presence.LEAVE,
            "leave_kind": "流动在外",
            "reason": "在外务工",
            "is_mobile": True,
        },
        "王德顺": {"presence": Presence.ABSENT, "reason": "住院", "is_exempt": True},
        "赵铁生": {
            "presence": Presence.LEAVE,
            "leave_kind": "事假",
            "makeup_on": "2026-09-25",
            "makeup_how": "送学上门",
            "makeup_by": "孙国梁",
        },
    }

    def there(which: tuple[str, ...]) -> tuple[Attendee, ...]:
        return tuple(
            Attendee(
                person_id=p.id,
                name=p.name,
                category=p.category,
                can_vote=p.category is Category.FULL,
                party_group=p.party_group,
                **(changes[p.name] if p.name in which else {"presence": Presence.PRESENT}),  # pyright: ignore[reportArgumentType]
            )
            for p in MEMBERS
        )

    meetings = (
        Meeting(
            id=1,
            kind=MeetingKind.THEME_DAY,
            title="清理河道志愿服务",
            held_on="2026-07-05",
            host="周立民",
            attendees=there(("冯小川",)),
        ),
        Meeting(
            id=2,
            title=ASSEMBLY.title,
            held_on=ASSEMBLY.held_on,
            host=ASSEMBLY.host,
            items=ASSEMBLY.items,
            attendees=there(("冯小川", "王德顺", "赵铁生")),
        ),
        Meeting(
            id=3,
            kind=MeetingKind.LECTURE,
            title="学习新修订的发展党员工作细则",
            held_on="2026-09-28",
            host="欧阳慧敏",
            attendees=there(("王德顺",)),
        ),
    )
    photos = {1: 3, 2: 2}
    return AttendanceFacts(
        branch=BRANCH,
        as_of="2026-09-30",
        year=2026,
        lines=tuple(MeetingLine(meeting=m, photos=photos.get(m.id, 0)) for m in meetings),
        people=people_of(meetings),
    )


EXAMPLE = _example()


def _form(form_id: str, title: str, **more: object) -> Form:
    spec = FormSpec(
        id=form_id,
        title=title,
        version="2026.1",
        subject="attendance",
        paper=PAPER_L,
        source="年度组织生活台账（forms.md A11）",
        **more,  # pyright: ignore[reportArgumentType]
    )
    return Form(spec=spec, example=EXAMPLE)


FORMS = (
    _form(
        "A11",
        "组织生活台账",
        prepare=prepare_ledger,
        blocks=(
            *_head("{year}年度组织生活台账{kind}"),
            register(_LEDGER, size=10.5, height=10.9, least=12),
            Citation(text=f"{{said}}。依据：{_BASIS}第十一条至第十八条。{{where}}"),
        ),
        sheet=register_sheet("组织生活台账", _LEDGER),
    ),
    _form(
        "A11.2",
        "党员参会统计",
        prepare=prepare_people,
        blocks=(
            *_head("{year}年度党员参会统计{kind}"),
            _PEOPLE,
            Citation(text="{said}。{signs}。出勤率按有登记的次数计算。" + _EASED),
        ),
        sheet=_PEOPLE_SHEET,
    ),
    _form(
        "A11.3",
        "补课登记",
        prepare=prepare_makeup,
        blocks=(
            *_head("{year}年度补课登记{kind}"),
            register(_MAKEUP, size=10.5, height=10.9, least=12),
            Citation(text="{said}。支部委员会会议不列入补课。" + _EASED),
        ),
        sheet=register_sheet("补课登记", _MAKEUP),
    ),
)
