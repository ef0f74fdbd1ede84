"""D3.4 党员年度纪实表: one page a member and year, from the records; what nobody records here is left to the pen."""

from dataclasses import replace

from exporters.forms._card_example import EXAMPLE as CARD
from exporters.forms._parts import WIDTH, label_cell, signatures
from exporters.forms._text import amount, written_date
from exporters.spec import (
    PAPER_P,
    Cell,
    Citation,
    Form,
    FormSpec,
    Grid,
    Line,
    RepeatRow,
    Row,
    Space,
    Title,
    Values,
)
from models.domain.appraisal import GRADES
from models.domain.dues_records import DuesStandard
from models.domain.dues_sheet import CellState, DuesCell, DuesRow
from models.domain.member_year import Attendance, MemberYearFacts
from models.domain.records import Category, MeetingKind, Presence

_NONE = "无"
_SIGNS = {
    CellState.PAID: "✓",
    CellState.PART: "部分",
    CellState.LATE: "欠",
    CellState.DUE: "待",
    CellState.NO_STANDARD: "未核",
    CellState.WAIVED: "免",
    CellState.OUTSIDE: "—",
}
_PAGE = replace(PAPER_P, top=24, bottom=18, body_pt=12)


def prepare(facts: MemberYearFacts) -> Values:
    """Facts only: 无 where the records have nothing, blanks where the branch keeps no record."""
    person = facts.person
    return {
        "branch": facts.branch.name,
        "year": str(facts.year),
        "as_of": facts.as_of,
        "name": person.name,
        "sex": person.sex.value,
        "birth": written_date(person.birth_date),
        "joined": written_date(person.joined_on),
        "confirmed": written_date(person.confirmed_on),
        "category": person.category.value,
        "group": person.party_group,
        "post": person.party_post or _NONE,
        "employer": person.employer or person.post,
        "meetings": [_meeting(one) for one in facts.attended],
        **_dues(facts.dues),
        "posts": "；".join(f"{post}（{since} 起{_until(until)}）" for post, since, until in facts.posts) or _NONE,
        "after": "；".join(f"{role}：{name}" for role, name in facts.looked_after) or _NONE,
        "honours": "；".join(_said(one.on_date, one.kind, one.title, one.given_by) for one in facts.honours) or _NONE,
        "moves": "；".join(
            _said(one.on_date, one.kind, one.organisation or one.place, one.reason) for one in facts.movements
        )
        or _NONE,
        "talks": "；".join(
            (
                *(_said(one.on_date[5:], one.method, one.content.rstrip("。"), one.made_by) for one in facts.contacts),
                *(f"{day[5:]} 与{name}谈心谈话" for day, name in facts.talked),
            )
        ),
        "grades": "　".join(f"{'■' if grade == facts.grade else '□'}{grade}" for grade in GRADES),
    }  # fmt: skip


def _until(day: str) -> str:
    return f"，{day} 止" if day else ""


def _said(day: str, *parts: str) -> str:
    return " ".join(part for part in (day, *parts) if part)


def _meeting(one: Attendance) -> dict[str, str]:
    if not one.expected:
        return {"kind": one.kind, "expected": _NONE, "present": "", "away": ""}
    alike: dict[str, list[str]] = {}
    for day, word, reason in one.away:
        alike.setdefault(f"{word}（{reason}）" if reason else word, []).append(day[5:])
    away = [f"{'、'.join(days)} {why}" for why, days in alike.items()]
    away += [f"{one.unset} 次没有登记到会"] if one.unset else []
    return {
        "kind": one.kind,
        "expected": str(one.expected),
        "present": str(one.present),
        "away": "；".join(away),
    }


def _dues(row: DuesRow | None) -> dict[str, str]:
    if row is None:
        return {**{f"m{n}": "" for n in range(12)}, "paid": "没有党费记录"}
    months = {f"m{n}": _SIGNS.get(cell.state, "") for n, cell in enumerate(row.cells)}
    standard = f"月标准 {amount(row.standard.amount_fen)} 元；" if row.standard else ""
    late = [int(cell.month[5:]) for cell in row.cells if cell.state in (CellState.LATE, CellState.PART)]
    owed = f"；欠 {'、'.join(map(str, late))} 月" if late else ""
    told = f"到期应交 {amount(row.due_fen)} 元，已交 {amount(row.paid_fen)} 元"
    return {**months, "paid": f"{standard}{told}{owed}"}


def _head(*pairs: tuple[str, str]) -> Row:
    cells: list[Cell] = []
    for label, text in pairs:
        cells += [label_cell(label, size=10.5), Cell(text=text, align="center")]
    return Row(height=7.5, cells=tuple(cells))


def _box(label: str, text: str = "", height: float = 9) -> Row:
    return Row(height=height, cells=(label_cell(label, size=10.5), Cell(text=text)))


_LABEL = 30
_BLOCKS = (
    Title(text="党员年度纪实表（{year}年）"),
    Line(parts=("党支部：{branch}", "记录截止：{as_of}"), size=10.5),
    Grid(
        widths=(19, 33, 19, 33, 19, 33),
        size=10.5,
        leading=1.15,
        rows=(
            _head(("姓名", "{name}"), ("性别", "{sex}"), ("出生日期", "{birth}")),
            _head(("入党日期", "{joined}"), ("转正日期", "{confirmed}"), ("人员类别", "{category}")),
            _head(("党小组", "{group}"), ("党内职务", "{post}"), ("单位岗位", "{employer}")),
        ),
    ),
    Space(lines=0.3),
    Grid(
        widths=(32, 16, 16, WIDTH - 64),
        size=10.5,
        leading=1.15,
        head=(
            Row(
                height=7,
                cells=tuple(
                    label_cell(text, size=10.5) for text in ("参加组织生活", "应到", "实到", "请假、缺席的日期和原因")
                ),
            ),
        ),
        rows=(
            RepeatRow(
                each="meetings",
                rows=(
                    Row(
                        height=7,
                        cells=(
                            Cell(text="{kind}", align="center"),
                            Cell(text="{expected}", align="center"),
                            Cell(text="{present}", align="center"),
                            Cell(text="{away}", size=9),
                        ),
                    ),
                ),
            ),
        ),
    ),
    Space(lines=0.3),
    Grid(
        widths=(24, *(11,) * 12),
        size=10.5,
        leading=1.15,
        rows=(
            Row(
                height=7,
                cells=(
                    label_cell("交纳党费", size=10.5),
                    *(label_cell(f"{n}月", size=9) for n in range(1, 13)),
                ),
            ),
            Row(
                height=7,
                cells=(
                    label_cell("各月情况", size=10.5),
                    *(Cell(text=f"{{m{n}}}", align="center", size=9) for n in range(12)),
                ),
            ),
            Row(height=7, cells=(label_cell("合计", size=10.5), Cell(text="{paid}", span=12))),
        ),
    ),
    Space(lines=0.3),
    Grid(
        widths=(_LABEL, WIDTH - _LABEL),
        size=10.5,
        leading=1.15,
        rows=(
            _box("党内任职", "{posts}"),
            _box("培养联系", "{after}"),
            _box("奖励和处分", "{honours}"),
            _box("组织关系、流动", "{moves}"),
            _box("联系、谈心谈话", "{talks}", 12),
            _box("集中学习培训", "全年　　　学时，其中集中培训　　　次"),
            _box("承诺践诺、\n志愿服务", "", 14),
            _box("民主评议", "{grades}"),
            _box("需要说明的事项", "", 12),
        ),
    ),
    Space(lines=0.3),
    signatures(("党员（签名）：", "党支部书记（签名）："), 18),
    Citation(text="一人一年一张，按 1 月 1 日至 12 月 31 日的记录填写；空格由支部手填。“✓”已交，“欠”到期未交，“待”当月待交，“免”经批准免交，“—”当月不在本支部。"),
)  # fmt: skip


def _cells() -> tuple[DuesCell, ...]:
    states = [*[CellState.PAID] * 6, CellState.LATE, CellState.LATE, CellState.DUE, *[CellState.FUTURE] * 3]
    return tuple(
        DuesCell(
            month=f"2026-{n:02d}", state=state, due_fen=200, paid_fen=200 if state is CellState.PAID else 0
        )
        for n, state in enumerate(states, start=1)
    )


_PERSON = CARD.card.person
EXAMPLE = MemberYearFacts(
    branch=CARD.branch,
    as_of="2026-09-30",
    person=replace(_PERSON, party_group="第二党小组"),
    year=2026,
    attended=(
        Attendance(
            kind=MeetingKind.ASSEMBLY,
            expected=4,
            present=2,
            away=(("2026-03-20", Presence.LEAVE, "在外务工"), ("2026-07-01", Presence.ABSENT, "")),
        ),
        Attendance(kind=MeetingKind.COMMITTEE),
        Attendance(kind=MeetingKind.GROUP, expected=3, present=2, unset=1),
        Attendance(kind=MeetingKind.LECTURE, expected=2, present=2),
        Attendance(kind=MeetingKind.THEME_DAY, expected=9, present=9),
        Attendance(kind=MeetingKind.ORG_LIFE, expected=1, present=1),
        Attendance(kind=MeetingKind.APPRAISAL),
    ),
    dues=DuesRow(
        person_id=_PERSON.id,
        name=_PERSON.name,
        category=Category.FULL,
        standard=DuesStandard(id=1, person_id=_PERSON.id, from_month="2026-01", kind="农民", amount_fen=200),
        cells=_cells(),
        due_fen=1800,
        paid_fen=1200,
    ),
    posts=(("党小组组长", "2025-03-10", ""),),
    looked_after=(("培养联系人", "罗子涵"),),
    honours=tuple(replace(one, on_date="2026-06-28") for one in CARD.card.honours),
    movements=tuple(case.movement for case in CARD.cases),
    contacts=tuple(talk for case in CARD.cases for talk in case.contacts),
)

FORM = Form(
    spec=FormSpec(
        id="D3.4",
        title="党员年度纪实表",
        version="2026.1",
        subject="record",
        paper=_PAGE,
        one_page=True,
        prepare=prepare,
        blocks=_BLOCKS,
        source="年度日常管理纪实表（各省样式不一，forms.md D3）；一人一年一张",
    ),
    example=EXAMPLE,
)
