"""A2 会议签到表: names from the roll of the day, empty boxes to sign in.

Two columns on one page up to 36 people, one column on two pages up to 42, two columns beyond. Every page gets
its share of the people and its rows fill it; the sums stand on the last one.
"""

from collections.abc import Sequence
from dataclasses import replace

from exporters.forms._examples import ASSEMBLY, ASSEMBLY_TALLY, BRANCH
from exporters.forms._text import (
    BLANK,
    SHORT_CATEGORY,
    date_or_blank,
    left_out_words,
    or_blank,
    split_people,
    ticked,
)
from exporters.spec import (
    PAPER_L,
    PAPER_P,
    Cell,
    Form,
    FormSpec,
    Grid,
    Line,
    PageBreak,
    Paragraph,
    Repeat,
    RepeatRow,
    Row,
    Title,
    Values,
)
from models.domain.facts import MeetingFacts
from models.domain.records import Attendee, MeetingKind, Presence

ON_ONE_PAGE = 36
IN_ONE_COLUMN = 21  # people on a page
ROWS_IN_TWO_COLUMNS = 15  # at least, when all are on one page: the rest is for 列席
_LONGEST_ROLE = 10  # characters that fit beside the name
_VOTING_KINDS = (MeetingKind.ASSEMBLY, MeetingKind.COMMITTEE)
_EMPTY = {"no": "", "name": "", "post": "", "category": "", "remark": "", "mark": "", "beside": ""}
_MARKS = {Presence.PRESENT: "√", Presence.LEAVE: "○", Presence.ABSENT: "×"}


def _remark(one: Attendee) -> str:
    if one.presence is Presence.LEAVE:
        return one.leave_kind or one.reason or "请假"
    if one.presence is Presence.ABSENT:
        return one.reason or "缺席"
    return "流动在外" if one.is_mobile and one.presence is Presence.UNSET else ""


def _signed(one: Attendee, *, marks: bool) -> dict[str, str]:
    """What stands in its box (nothing where people sign), beside it, and in the one box that is both."""
    mark, remark = _MARKS.get(one.came, "") if marks else "", _remark(one)
    return {"mark": mark, "remark": remark, "beside": " ".join(filter(None, (mark, remark)))}


def _people(facts: MeetingFacts) -> list[dict[str, str]]:
    people = [
        {
            "name": one.name,
            "post": one.party_post or one.party_group,
            "category": SHORT_CATEGORY.get(one.category, ""),
            **_signed(one, marks=facts.marks),
        }
        for one in facts.meeting.attendees
    ]
    people += [
        {**_EMPTY, "name": name, "post": role if len(role) <= _LONGEST_ROLE else "", "category": "列席"}
        for name, role in split_people(facts.meeting.observers)
    ]
    return [{**one, "no": str(number)} for number, one in enumerate(people, start=1)]


def _pairs(people: Sequence[dict[str, str]], least: int) -> list[dict[str, str]]:
    """Lines with two people each, the left half filled first."""
    rows = max(least, (len(people) + 1) // 2)
    padded = [*people, *[_EMPTY] * (2 * rows - len(people))]
    return [
        {**{f"l_{k}": v for k, v in left.items()}, **{f"r_{k}": v for k, v in right.items()}}
        for left, right in zip(padded[:rows], padded[rows:], strict=True)
    ]


def _sheets(people: Sequence[dict[str, str]]) -> list[Values]:
    """One element a page, with about as many people on each; `pairs`, `wide` or `people` is the kind of line."""
    if len(people) <= ON_ONE_PAGE:
        return [{"two": [{"pairs": _pairs(people, ROWS_IN_TWO_COLUMNS)}], "foot": [{}]}]
    single = len(people) <= 2 * IN_ONE_COLUMN
    pages = 2 if single else -(-len(people) // ON_ONE_PAGE)
    edges = [len(people) * number // pages for number in range(pages + 1)]
    return [
        {
            "next": [{}] if start else [],
            "one" if single else "wide": [
                {"people": people[start:end]} if single else {"pairs": _pairs(people[start:end], 0)}
            ],
            "foot": [{}] if end == len(people) else [],
        }
        for start, end in zip(edges, edges[1:], strict=False)
    ]


def prepare(facts: MeetingFacts) -> Values:
    """Sums are printed once attendance has been ticked; before the meeting only 应到 is known."""
    meeting, tally = facts.meeting, facts.tally
    known = ticked(meeting)
    people = _people(facts)
    observers = split_people(meeting.observers)
    votes = meeting.kind in _VOTING_KINDS
    head = {
        "title": meeting.title or meeting.kind.value,
        "kind": meeting.kind.value,
        "time": date_or_blank(meeting.held_on) + (f" {meeting.starts_at}" if meeting.starts_at else ""),
        "place": meeting.place,
        "host": meeting.host,
    }
    sums = f"应到 {tally.expected} 人　实到 {tally.present if known else BLANK} 人　" + (
        f"请假 {tally.leave} 人　缺席 {tally.absent} 人" if known else f"请假 {BLANK} 人　缺席 {BLANK} 人"
    )
    voting = f"应到有表决权 {tally.entitled} 人　实到有表决权 {tally.entitled_present if known else BLANK} 人"
    return {
        "branch": facts.branch.name,
        "sign": "到会" if facts.marks else "签到",
        "legend": "　　√ 到会　○ 请假　× 缺席" if facts.marks else "",
        **head,
        "held_on": meeting.held_on,
        "sheets": _sheets(people),
        "sums": f"{sums}　列席 {or_blank(len(observers) or '')} 人",
        "voting": [{"text": voting}] if votes else [],
        "left_out": [{"text": left_out_words(meeting.left_out)}] if meeting.left_out else [],
    }


def prepare_wide(facts: MeetingFacts) -> Values:
    """The same people two to a line, as many pages as it takes."""
    return {**prepare(facts), "pairs": _pairs(_people(facts), 0), "foot": [{}]}


_LABELS = ("序号", "姓名", "党内职务", "类别", "{sign}", "备注")
_BROAD_LABELS = (*_LABELS[:5], "到会\n时间", "备注")
_FOOT_HEIGHT = 9


def _person_cells(prefix: str) -> tuple[Cell, ...]:
    return (
        Cell(text=f"{{{prefix}no}}", align="center"),
        Cell(text=f"{{{prefix}name}}", align="center", size=11),
        Cell(text=f"{{{prefix}post}}", align="center", size=9),
        Cell(text=f"{{{prefix}category}}", align="center"),
        Cell(text=f"{{{prefix}mark}}", align="center"),
        Cell(text=f"{{{prefix}remark}}", size=9),
    )


def _half(prefix: str) -> tuple[Cell, ...]:
    """A line of the two-column sheet: the remark stands where the signature would (请假 people don't sign)."""
    *cells, _, remark = _person_cells(prefix)
    return (*cells, replace(remark, text=f"{{{prefix}beside}}"))


def _growing(height: float, cells: tuple[Cell, ...]) -> Row:
    """A row that takes its share of what is left of the page."""
    return Row(height=height, cells=(replace(cells[0], grow=True), *cells[1:]))


def _foot(span: int) -> RepeatRow:
    """The sums, on the last page only."""
    return RepeatRow(
        each="foot",
        rows=(
            Row(height=_FOOT_HEIGHT, closing=True, cells=(Cell(text="{sums}", span=span, align="center"),)),
            RepeatRow(
                each="voting",
                rows=(
                    Row(
                        height=_FOOT_HEIGHT,
                        closing=True,
                        cells=(Cell(text="{text}", span=span, align="center"),),
                    ),
                ),
            ),
            RepeatRow(
                each="left_out",
                rows=(
                    Row(
                        height=_FOOT_HEIGHT,
                        closing=True,
                        cells=(Cell(text="{text}", span=span, size=10.5),),
                    ),
                ),
            ),
        ),
    )


_HALF = (8.5, 18, 18, 11.5, 22)  # 序号 姓名 党内职务 类别 签到
TWO_COLUMNS = Grid(
    widths=_HALF * 2,
    size=10.5,
    head=(
        Row(height=9, cells=(Cell(text="会议名称：{title}", span=7), Cell(text="类型：{kind}", span=3))),
        Row(
            height=9,
            cells=(
                Cell(text="时间：{time}", span=4),
                Cell(text="地点：{place}", span=4),
                Cell(text="主持人：{host}", span=2),
            ),
        ),
        Row(height=9, cells=tuple(Cell(text=t, label=True) for t in _LABELS[:5] * 2)),
    ),
    rows=(
        RepeatRow(each="pairs", rows=(Row(height=9.4, cells=_half("l_") + _half("r_")),)),
        _foot(10),
    ),
)
WIDE = replace(
    TWO_COLUMNS, rows=(RepeatRow(each="pairs", rows=(_growing(9.4, _half("l_") + _half("r_")),)), _foot(10))
)
ONE_COLUMN = Grid(
    widths=(12, 26, 30, 18, 38, 32),
    size=12,
    head=(
        Row(
            height=10,
            cells=(
                Cell(text="会议名称", label=True, span=1, size=10.5),
                Cell(text="{title}", span=3),
                Cell(text="{kind}", span=2, align="center"),
            ),
        ),
        Row(
            height=10,
            cells=(
                Cell(text="时间", label=True),
                Cell(text="{time}", span=2),
                Cell(text="地点", label=True),
                Cell(text="{place}"),
                Cell(text="主持人：{host}"),
            ),
        ),
        Row(height=10, cells=tuple(Cell(text=t, label=True) for t in _LABELS)),
    ),
    rows=(
        RepeatRow(each="people", rows=(_growing(10, _person_cells("")),)),
        _foot(6),
    ),
)


def _broad(prefix: str) -> tuple[Cell, ...]:
    """A line of the sheet on its side: room for the hour of coming."""
    *cells, sign, remark = _person_cells(prefix)
    return (*cells, sign, Cell(), remark)


_BROAD = (9, 23, 26, 12, 30, 16, 17.5)  # 序号 姓名 党内职务 类别 签到 到会时间 备注
ON_ITS_SIDE = Grid(
    widths=_BROAD * 2,
    size=11,
    head=(
        Row(height=9, cells=(Cell(text="会议名称：{title}", span=9), Cell(text="类型：{kind}", span=5))),
        Row(
            height=9,
            cells=(
                Cell(text="时间：{time}", span=5),
                Cell(text="地点：{place}", span=5),
                Cell(text="主持人：{host}", span=4),
            ),
        ),
        Row(height=9, cells=tuple(Cell(text=t, label=True, size=10.5) for t in _BROAD_LABELS * 2)),
    ),
    rows=(
        RepeatRow(each="pairs", rows=(Row(height=9, cells=_broad("l_") + _broad("r_")),)),
        _foot(14),
    ),
)
_NEEDED = (("held_on", "会议日期"), ("place", "地点"), ("host", "主持人"))

FORM_SPEC = FormSpec(
    id="A2",
    title="会议签到表",
    version="2026.1",
    subject="meeting",
    paper=PAPER_P,
    prepare=prepare,
    one_page=True,
    blocks=(
        Title(text="会议签到表"),
        Paragraph(text="党支部：{branch}{legend}", align="left", size=12, indent=0),
        Repeat(
            each="sheets",
            blocks=(
                Repeat(each="next", blocks=(PageBreak(),)),
                Repeat(each="two", blocks=(TWO_COLUMNS,)),
                Repeat(each="wide", blocks=(WIDE,)),
                Repeat(each="one", blocks=(ONE_COLUMN,)),
            ),
        ),
    ),
    source="通用会议签到表式",
    needed=_NEEDED,
)
_ON_ITS_SIDE = FormSpec(
    id="A2.2",
    title="会议签到表（横版）",
    version="2026.1",
    subject="meeting",
    paper=PAPER_L,
    prepare=prepare_wide,
    blocks=(
        Title(text="会议签到表"),
        Line(parts=("党支部：{branch}{legend}",), size=11),
        ON_ITS_SIDE,
    ),
    source="通用会议签到表式（人多用横版）",
    needed=_NEEDED,
)

_EXAMPLE = MeetingFacts(branch=BRANCH, meeting=ASSEMBLY, tally=ASSEMBLY_TALLY)
FORMS = (Form(spec=FORM_SPEC, example=_EXAMPLE), Form(spec=_ON_ITS_SIDE, example=_EXAMPLE))
