"""C6 党费收支公示, to be put up: what came, what went, what is left, and who paid, with or without the amounts.

Why somebody pays less or nothing is nobody's business on a wall: the sheet does not say it.
"""

from collections.abc import Sequence

from exporters.forms._dues import BASIS, EXAMPLE, common
from exporters.forms._parts import label_cell
from exporters.forms._text import BLANK_DATE
from exporters.spec import (
    PAPER_P,
    Align,
    Block,
    Cell,
    Citation,
    Form,
    FormSpec,
    Grid,
    Line,
    Paragraph,
    Repeat,
    RepeatRow,
    Row,
    Sheet,
    SheetColumn,
    Signature,
    Space,
    Title,
    Values,
)
from models.domain.dues_report import LedgerFacts, MemberLine
from models.domain.money import yuan

_AMOUNTS, _NAMES = 3, 4  # members side by side


def prepare(facts: LedgerFacts) -> Values:
    """Money of the days of the period; the members' own amounts only where the branch has decided to show them."""
    income = facts.income
    people = [_person(one, facts.shows_amounts) for one in facts.lines]
    wide = _AMOUNTS if facts.shows_amounts else _NAMES
    listed = [{"people": _rows(people, wide)}] if people else []
    return {
        **common(facts),
        "brought": yuan(income.brought_fen + income.opening_fen),
        "dues": yuan(income.dues_fen),
        "allotted": yuan(income.allotted_fen),
        "interest": yuan(income.interest_fen),
        "came": yuan(income.in_fen - income.opening_fen),
        "remitted": yuan(income.remitted_fen),
        "spent": yuan(income.spent_fen),
        "went": yuan(income.out_fen),
        "left": yuan(income.left_fen),
        "people_count": str(len(facts.lines)),
        "settled": str(sum(1 for one in facts.lines if one.is_settled)),
        "uses": [
            {
                "day": one.on_date,
                "use": one.use_kind,
                "summary": one.summary,
                "fen": yuan(one.out_fen),
                "by": one.by,
                "paper": one.paper,
            }
            for one in facts.spent
        ],
        "with_amounts": listed if facts.shows_amounts else [],
        "with_names": [] if facts.shows_amounts else listed,
        "phone": facts.branch.phone,
        "lines": people,
    }


def _person(one: MemberLine, shows: bool) -> dict[str, str]:
    if not shows:
        return {"name": one.name, "said": "按规定交纳" if one.is_settled else "尚未交清"}
    return {"name": one.name, "due": yuan(one.due_fen), "paid": yuan(one.paid_fen)}


def _rows(people: Sequence[dict[str, str]], wide: int) -> list[dict[str, str]]:
    """Members side by side, line by line."""
    return [
        {
            f"{key}{place}": text
            for place, one in enumerate(people[at : at + wide])
            for key, text in one.items()
        }
        for at in range(0, len(people), wide)
    ]


def _sum(label: str, *pairs: tuple[str, str]) -> Row:
    cells = [label_cell(label)]
    for name, key in pairs:
        cells += [Cell(text=name, align="center"), Cell(text=f"{{{key}}}", align="right")]
    return Row(height=9, cells=tuple(cells))


_MONEY = Grid(
    widths=(24, *(22, 22) * 3),
    size=11,
    leading=1.15,
    rows=(
        Row(height=9, cells=(
            Cell(text="收　　入", label=True, rows=2),
            Cell(text="上期结转", align="center"), Cell(text="{brought}", align="right"),
            Cell(text="党员交纳", align="center"), Cell(text="{dues}", align="right"),
            Cell(text="上级下拨", align="center"), Cell(text="{allotted}", align="right"),
        )),
        Row(height=9, cells=(
            Cell(text="利　　息", align="center"), Cell(text="{interest}", align="right"),
            Cell(text="本期收入", align="center"), Cell(text="{came}", align="right"),
            Cell(span=2),
        )),
        _sum("支　　出", ("上缴上级", "remitted"), ("使用支出", "spent"), ("本期支出", "went")),
        Row(height=9, cells=(label_cell("结　　余"), Cell(text="{left}", align="right", span=2), Cell(span=4))),
    ),
)  # fmt: skip
_USES = Grid(
    widths=(22, 32, 42, 18, 22, 30),
    size=10.5,
    leading=1.15,
    head=(
        Row(
            height=9,
            cells=tuple(
                label_cell(text, size=10.5) for text in ("日　期", "用　途", "内　容", "金　额", "经　办", "审批文号")
            ),
        ),
    ),
    rows=(
        RepeatRow(
            each="uses",
            min_rows=1,
            rows=(
                Row(
                    height=9,
                    cells=(
                        Cell(text="{day}", align="center"),
                        Cell(text="{use}", align="center"),
                        Cell(text="{summary}"),
                        Cell(text="{fen}", align="right"),
                        Cell(text="{by}", align="center"),
                        Cell(text="{paper}", align="center"),
                    ),
                ),
            ),
        ),
    ),
)  # fmt: skip


def _side_by_side(wide: int, columns: tuple[tuple[str, str, float, Align], ...]) -> Grid:
    """Members in several columns, so that a large branch fits on few pages."""
    return Grid(
        widths=tuple(width for _, _, width, _ in columns) * wide,
        size=10.5,
        leading=1.15,
        head=(Row(height=8, cells=tuple(label_cell(title, size=10.5) for title, *_ in columns) * wide),),
        rows=(
            RepeatRow(
                each="people",
                rows=(
                    Row(
                        height=8,
                        cells=tuple(
                            Cell(text=f"{{{key}{place}}}", align=align, size=None if key == "name" else 10)
                            for place in range(wide)
                            for _, key, _, align in columns
                        ),
                    ),
                ),
            ),
        ),
    )


def _said(text: str) -> Paragraph:
    return Paragraph(text=text, align="left", indent=0, size=12)


_BLOCKS: tuple[Block, ...] = (
    Title(text="{period}党费收支公示"),
    Line(parts=("{since}至{until}", "单位：元"), size=11),
    _MONEY,
    Space(lines=0.3),
    _said("党费使用支出："),
    _USES,
    Repeat(
        each="with_amounts",
        blocks=(
            Space(lines=0.3),
            _said("党员交纳党费（{people_count}人）："),
            _side_by_side(
                _AMOUNTS,
                (("姓　名", "name", 21, "center"), ("应　交", "due", 15.5, "right"), ("实　交", "paid", 15.5, "right")),
            ),
        ),
    ),
    Repeat(
        each="with_names",
        blocks=(
            Space(lines=0.3),
            _said("党员交纳党费（{people_count}人，已按规定交纳{settled}人）："),
            _side_by_side(_NAMES, (("姓　名", "name", 20, "center"), ("交纳情况", "said", 20, "center"))),
        ),
    ),
    Space(lines=0.3),
    Paragraph(text=f"公示时间：{BLANK_DATE}至{BLANK_DATE}", align="left", indent=0, size=12, tied=True),
    Paragraph(text="对以上内容有意见，可向党支部反映。电话：{phone}", align="left", indent=0, size=12, tied=True),
    Signature(name="{branch}", date=BLANK_DATE),
    Citation(text=BASIS),
)  # fmt: skip

FORM = Form(
    spec=FormSpec(
        id="C6",
        title="党费收支公示",
        version="2026.1",
        subject="dues",
        paper=PAPER_P,
        prepare=prepare,
        blocks=_BLOCKS,
        sheet=Sheet(
            name="党费收支公示",
            columns=(
                SheetColumn(title="姓名", key="name", width=14),
                SheetColumn(title="应交", key="due", width=12, number=True),
                SheetColumn(title="实交", key="paid", width=12, number=True),
                SheetColumn(title="交纳情况", key="said", width=14),
            ),
            each="lines",
        ),
        needed=(("phone", "反映意见的电话"),),
        source="党费收支公示（通用，forms.md C6）",
    ),
    example=EXAMPLE,
)
