"""C9 党费收支情况表: month by month what was due, what was paid for it, what came in and went up, with a picture of it."""

from exporters.forms._dues import BASIS, EXAMPLE, common, head, signed, sum_row
from exporters.forms._parts import Columns, label_cell, register
from exporters.forms._text import amount
from exporters.spec import (
    PAPER_L,
    Cell,
    Charts,
    Citation,
    Form,
    FormSpec,
    Grid,
    Row,
    Sheet,
    SheetColumn,
    Space,
    Values,
)
from models.domain.dates import chinese_date
from models.domain.dues_charts import by_month
from models.domain.dues_report import LedgerFacts, MonthSum
from models.domain.money import yuan


def prepare(facts: LedgerFacts) -> Values:
    """What is still owed of a month is what was due less what was paid, not below nothing."""
    income = facts.income
    return {
        **common(facts),
        "lines": [_line(one) for one in facts.months],
        "due": yuan(sum(one.due_fen for one in facts.months)),
        "paid": yuan(sum(one.paid_fen for one in facts.months)),
        "owed": amount(sum(one.owed_fen for one in facts.lines)),
        "received": yuan(sum(one.received_fen for one in facts.months)),
        "remitted": yuan(sum(one.remitted_fen for one in facts.months)),
        "brought": yuan(income.brought_fen),
        "allotted": yuan(income.allotted_fen + income.interest_fen + income.opening_fen),
        "spent": yuan(income.spent_fen),
        "left": yuan(income.left_fen),
        "charts": list(by_month(facts.months)),
    }


def _line(one: MonthSum) -> dict[str, str]:
    return {
        "month": chinese_date(one.month),
        "due": amount(one.due_fen),
        "paid": amount(one.paid_fen),
        "owed": amount(one.owed_fen),
        "received": amount(one.received_fen),
        "remitted": amount(one.remitted_fen),
    }


_COLUMNS: Columns = (
    ("月　份", "month", 42, "center"),
    ("本月应交", "due", 45, "right"),
    ("为本月已交", "paid", 45, "right"),
    ("本月尚欠", "owed", 45, "right"),
    ("当月收款", "received", 45, "right"),
    ("当月上缴", "remitted", 45, "right"),
)
_GRID = register(
    _COLUMNS,
    size=10.5,
    height=6.6,
    head=8,
    closing=(
        sum_row(
            "合　　计",
            1,
            ("{due}", "right"),
            ("{paid}", "right"),
            ("{owed}", "right"),
            ("{received}", "right"),
            ("{remitted}", "right"),
            height=7,
        ),
    ),
)
_BOX = Grid(
    widths=(23, 30) * 5,
    size=10.5,
    leading=1.15,
    rows=(
        Row(
            height=8,
            cells=(
                *(label_cell("上期结转"), Cell(text="{brought}", align="right")),
                *(label_cell("党费收款"), Cell(text="{received}", align="right")),
                *(label_cell("下拨、利息"), Cell(text="{allotted}", align="right")),
                *(label_cell("使用支出"), Cell(text="{spent}", align="right")),
                *(label_cell("期末结存"), Cell(text="{left}", align="right")),
            ),
        ),
    ),
)

FORM = Form(
    spec=FormSpec(
        id="C9",
        title="党费收支情况表",
        version="2026.1",
        subject="dues",
        paper=PAPER_L,
        prepare=prepare,
        blocks=(
            *head("{period}党费收支情况表"),
            _GRID,
            Space(lines=0.4),
            _BOX,
            Space(lines=0.4),
            Charts(each="charts", columns=2, size=8, shares=False),
            signed("组织委员（签名）：", "党支部书记（签名）："),
            Citation(text="“为本月已交”不论何时收到，“当月收款”不论为哪个月交。" + BASIS + "。"),
        ),
        sheet=Sheet(
            name="党费收支情况",
            columns=tuple(
                SheetColumn(
                    title=title.replace("　", ""), key=key, width=max(10, width / 3), number=key != "month"
                )
                for title, key, width, _ in _COLUMNS
            ),
            each="lines",
        ),
        source="本程序的党费收支情况表",
    ),
    example=EXAMPLE,
)
