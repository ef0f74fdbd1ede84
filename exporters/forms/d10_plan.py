"""D10.1 年度工作计划表 and D10.4 季度工作安排与执行情况: the plan by months, and by quarters with how it went."""

from collections.abc import Sequence
from typing import Any

from exporters.forms._parts import Columns, label_cell, register, register_sheet
from exporters.forms._plan import EXAMPLE, basis, day_of, how_done, kind_of, month_of, what
from exporters.spec import (
    PAPER_L,
    Block,
    Cell,
    Citation,
    Form,
    FormSpec,
    Grid,
    Line,
    PageBreak,
    Repeat,
    RepeatRow,
    Row,
    Space,
    Title,
    Values,
)
from models.domain.plan_facts import PlanFacts
from models.domain.records import MeetingKind
from models.domain.year_plan import MONTHS, Entry, State

_QUARTERS = "一二三四"
_SHORT = {
    MeetingKind.ASSEMBLY: "大会",
    MeetingKind.GROUP: "小组会",
    MeetingKind.THEME_DAY: "党日",
    MeetingKind.APPRAISAL: "评议",
}
# column of the paper: its key, mm, the kinds that stand in it ("" = everything else)
_COLUMNS = (
    ("支部党员大会", "assembly", 33, (MeetingKind.ASSEMBLY,)),
    ("支委会", "committee", 29, (MeetingKind.COMMITTEE,)),
    ("党小组会", "group", 28, (MeetingKind.GROUP,)),
    ("党　课", "lecture", 28, (MeetingKind.LECTURE,)),
    ("主题党日", "theme", 33, (MeetingKind.THEME_DAY,)),
    ("其他重点", "other", 34, ()),
)
_OWN = frozenset(kind.value for _, _, _, kinds in _COLUMNS for kind in kinds)
_QUARTER_COLUMNS: Columns = (
    ("序号", "no", 10, "center"),
    ("月份", "month", 14, "center"),
    ("计划日期", "day", 20, "center"),
    ("类别", "kind", 28, "center"),
    ("内　　容", "what", 92, "left"),
    ("责任人", "owner", 24, "center"),
    ("执行情况", "done", 40, "left"),
    ("备注", "remark", 39, "left"),
)


def prepare(facts: PlanFacts) -> Values:
    """Twelve months; what was not planned but held is only told under 完成情况."""
    lines = [_month(facts, month) for month in MONTHS]
    frequencies = [total.frequency for total in facts.plan.totals if total.applies]
    asked = [f"{f.kind.value}{f.words}" for f in frequencies]
    return {
        "branch": facts.branch.name,
        "year": str(facts.year),
        "as_of": facts.as_of,
        "asked": "；".join(asked),
        "basis": basis(frequencies),
        "lines": lines,
    }


def _month(facts: PlanFacts, month: int) -> dict[str, str]:
    entries = [entry for entry in facts.plan.entries if month_of(entry) == month]
    planned = [entry for entry in entries if entry.item]
    line = {"month": f"{month}月"}
    for _, key, _, kinds in _COLUMNS:
        names = {kind.value for kind in kinds}
        own = [e for e in planned if kind_of(e) in names or (not kinds and kind_of(e) not in _OWN)]
        line[key] = "\n".join(_told(entry) for entry in own)
    owners = dict.fromkeys(entry.item.owner for entry in planned if entry.item and entry.item.owner)
    line["owner"] = "\n".join(owners)
    line["done"] = _outcome(entries)
    return line


def _told(entry: Entry) -> str:
    """15日 讨论年度计划."""
    return " ".join(filter(None, (day_of(entry), what(entry)))) or "（议题待定）"


def _outcome(entries: Sequence[Entry]) -> str:
    """支委会5日、大会20日已开；党课未开；…不开（并入主题党日）."""
    done = [f"{_short(e)}{e.meeting.day_words}" for e in entries if e.state is State.DONE and e.meeting]
    said = [f"{'、'.join(done)}已开"] if done else []
    said += [
        f"{_short(e)}{how_done(e)}" for e in entries if e.state in (State.LATE, State.BLANK, State.DROPPED)
    ]
    return "；".join(said)


def _short(entry: Entry) -> str:
    kind = kind_of(entry)
    if entry.item and not entry.item.is_meeting:
        words = what(entry)
        return f"“{words[:8]}…”" if len(words) > 9 else f"“{words}”"
    return next((short for known, short in _SHORT.items() if known.value == kind), kind)


def prepare_quarters(facts: PlanFacts) -> Values:
    """A sheet a quarter: everything planned or held, with how it went."""
    quarters: list[dict[str, Any]] = []
    every: list[dict[str, str]] = []
    for place, name in enumerate(_QUARTERS):
        entries = [e for e in facts.plan.entries if (month_of(e) - 1) // 3 == place]
        lines = [_line(number, entry) for number, entry in enumerate(entries, start=1)]
        every += lines
        if facts.quarter not in (0, place + 1):
            continue
        quarters.append({"quarter": name, "before": [{}] if quarters else [], "entries": lines})
    return {
        "branch": facts.branch.name,
        "year": str(facts.year),
        "as_of": facts.as_of,
        "quarters": quarters,
        "lines": every,
    }


def _line(number: int, entry: Entry) -> dict[str, str]:
    item = entry.item
    return {
        "no": str(number),
        "month": f"{month_of(entry)}月",
        "day": day_of(entry),
        "kind": kind_of(entry),
        "what": what(entry),
        "owner": item.owner if item else "",
        "done": how_done(entry),
        "remark": item.remark if item else "未列入计划",
    }


def _plan_grid() -> Grid:
    titles = ("月份", *(title for title, _, _, _ in _COLUMNS), "责任人", "完成情况")
    keys = ("month", *(key for _, key, _, _ in _COLUMNS), "owner", "done")
    return Grid(
        widths=(11, *(width for _, _, width, _ in _COLUMNS), 18, 53),
        size=10,
        leading=1.15,
        head=(Row(height=9, cells=tuple(label_cell(title, size=10) for title in titles)),),
        rows=(
            RepeatRow(
                each="lines",
                rows=(
                    Row(
                        height=9.5,
                        cells=tuple(
                            Cell(text=f"{{{key}}}", align="center" if key in ("month", "owner") else "left")
                            for key in keys
                        ),
                    ),
                ),
            ),
        ),
    )


_FOOT = Line(parts=("制表人（签名）：", "党支部书记（签名）：", "日期：　　　　年　　月　　日"), size=11)
_QUARTER_BLOCKS: tuple[Block, ...] = (
    Repeat(
        each="quarters",
        blocks=(
            Repeat(each="before", blocks=(PageBreak(),)),
            Title(text="{year}年第{quarter}季度工作安排与执行情况"),
            Line(parts=("党支部：{branch}", "执行情况截至：{as_of}"), size=10.5),
            register(_QUARTER_COLUMNS, size=10.5, height=8.5, least=12, each="entries", head=9),
            Space(lines=0.3),
            _FOOT,
        ),
    ),
)
_SHEET: Columns = (
    ("月份", "month", 14, "center"),
    *((title.replace("　", ""), key, width, "left") for title, key, width, _ in _COLUMNS),
    ("责任人", "owner", 20, "center"),
    ("完成情况", "done", 32, "left"),
)
FORMS = (
    Form(
        spec=FormSpec(
            id="D10.1",
            title="年度工作计划表",
            version="2026.1",
            subject="plan",
            paper=PAPER_L,
            prepare=prepare,
            blocks=(
                Title(text="{year}年度工作计划表"),
                Line(parts=("党支部：{branch}", "完成情况截至：{as_of}"), size=10.5),
                _plan_grid(),
                Space(lines=0.3),
                Citation(text="频次：{asked}。依据：{basis}"),
                _FOOT,
            ),
            sheet=register_sheet("年度工作计划表", _SHEET),
            source="年度计划表（forms.md D10）",
            one_page=True,
        ),
        example=EXAMPLE,
    ),
    Form(
        spec=FormSpec(
            id="D10.4",
            title="季度工作安排与执行情况",
            version="2026.1",
            subject="plan",
            paper=PAPER_L,
            prepare=prepare_quarters,
            blocks=_QUARTER_BLOCKS,
            sheet=register_sheet("季度工作安排与执行情况", _QUARTER_COLUMNS),
            source="季度工作安排、季度执行情况（forms.md D10）",
        ),
        example=EXAMPLE,
    ),
)
