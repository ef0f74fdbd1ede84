"""A8.2 征求意见表, A8.6 问题清单与整改台账 and, of the same kind, D11.4 述职评议的点评与整改清单."""

from collections.abc import Sequence
from dataclasses import replace

from exporters.forms._life import EXAMPLE, common, state_words
from exporters.forms._parts import Columns, label_cell, register, register_sheet
from exporters.spec import (
    PAPER_L,
    PAPER_P,
    Cell,
    Citation,
    Form,
    FormSpec,
    Grid,
    Line,
    Paragraph,
    Row,
    Space,
    Title,
    Values,
)
from models.domain.meeting_records import Task
from models.domain.organisational_life import LifeFacts

OF_DUTY = "述职评议"


def prepare_opinions(facts: LifeFacts) -> Values:
    """What was collected; without any, an empty sheet to be handed out. Who said it is not asked."""
    lines = [
        {
            "no": str(n),
            "of": one.of,
            "content": one.content,
            "from": one.from_kind,
            "by": "\n".join(filter(None, (one.collected_by, one.on_date))),
        }
        for n, one in enumerate(facts.opinions, start=1)
    ]
    return {**common(facts), "lines": lines}


def prepare_issues(facts: LifeFacts) -> Values:
    return {**common(facts), "lines": _lines(facts.issues, facts.as_of)}


def prepare_duty(facts: LifeFacts) -> Values:
    """What the secretary's report of the year came to."""
    mine = [one for one in facts.issues if one.origin == OF_DUTY]
    return {**common(facts), "lines": _lines(mine, facts.as_of)}


def _lines(issues: Sequence[Task], today: str) -> list[dict[str, str]]:
    return [
        {
            "no": str(n),
            "problem": one.problem,
            "origin": one.origin,
            "who": one.who,
            "what": one.what,
            "due": one.due_on,
            "state": state_words(one, today),
            "done": one.done_on,
            "sign": "",
        }
        for n, one in enumerate(issues, start=1)
    ]


_OPINIONS: Columns = (
    ("序号", "no", 12, "center"), ("对支部班子\n或党员姓名", "of", 30, "center"), ("意见内容", "content", 70, "left"),
    ("提出人\n类别", "from", 18, "center"), ("收集人\n日期", "by", 26, "center"),
)  # fmt: skip
_ISSUES: Columns = (
    ("序号", "no", 12, "center"), ("问　　题", "problem", 50, "left"), ("来　源", "origin", 24, "center"),
    ("责任人", "who", 24, "center"), ("整改措施", "what", 55, "left"), ("时　限", "due", 25, "center"),
    ("完成情况", "state", 30, "left"), ("销号日期", "done", 25, "center"), ("支部书记\n签名", "sign", 22, "center"),
)  # fmt: skip

OPINIONS = Form(
    spec=FormSpec(
        id="A8.2",
        title="组织生活会征求意见表",
        version="2026.1",
        subject="life",
        paper=replace(PAPER_P, top=28, bottom=24),
        prepare=prepare_opinions,
        blocks=(
            Title(text="{year}年度组织生活会征求意见表"),
            Paragraph(text="党支部：{branch}", size=12, indent=0, align="left"),
            register(_OPINIONS, size=12, height=17, least=10),
            Citation(text="提出人类别填“党员”或“群众”，可不署名。依据：{basis}"),
        ),
        sheet=register_sheet("征求意见", _OPINIONS),
        source="组织生活会（forms.md A8）",
    ),
    example=EXAMPLE,
)
ISSUES = Form(
    spec=FormSpec(
        id="A8.6",
        title="问题清单与整改台账",
        version="2026.1",
        subject="life",
        paper=PAPER_L,
        prepare=prepare_issues,
        blocks=(
            Title(text="{year}年度组织生活会问题清单与整改台账"),
            Line(parts=("党支部：{branch}", "会议日期：{on}"), size=12),
            register(_ISSUES, size=11, height=14, least=8),
            Citation(text="完成一项，由支部书记签名销号。依据：{basis}"),
        ),
        sheet=register_sheet("整改台账", _ISSUES),
        source="组织生活会（forms.md A8）",
    ),
    example=EXAMPLE,
)
DUTY = Form(
    spec=FormSpec(
        id="D11.4",
        title="述职评议点评与整改清单",
        version="2026.1",
        subject="life",
        paper=PAPER_L,
        prepare=prepare_duty,
        blocks=(
            Title(text="党支部书记{year}年度述职评议点评与整改清单"),
            Line(parts=("党支部：{branch}", "书记：{secretary}"), size=12),
            Grid(
                widths=(30, 237),
                size=11,
                rows=(Row(height=34, cells=(label_cell("上级点评\n意　　见"), Cell(text="", valign="top"))),),
            ),
            Space(lines=0.3),
            register(_ISSUES, size=11, height=14, least=5),
            Citation(text="来源登记为“述职评议”的整改事项列在这里；完成一项，由支部书记签名销号。"),
        ),
        sheet=register_sheet("整改清单", _ISSUES),
        source="述职评议（forms.md D11）",
    ),
    example=replace(EXAMPLE, issues=tuple(replace(one, origin=OF_DUTY) for one in EXAMPLE.issues[:2])),
)

FORMS = (OPINIONS, ISSUES, DUTY)
