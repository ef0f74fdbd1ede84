"""C3 党费收缴明细表 of a month or a quarter: a line a member, signed by who pays and who takes the money."""

from exporters.forms._dues import BASIS, EXAMPLE, common, head, signed, sum_row, sums
from exporters.forms._parts import Columns, register
from exporters.forms._text import amount
from exporters.spec import (
    PAPER_L,
    Citation,
    Form,
    FormSpec,
    Sheet,
    SheetColumn,
    Space,
    Values,
)
from models.domain.dues_report import LedgerFacts, MemberLine
from models.domain.money import yuan


def _remark(line: MemberLine) -> str:
    words = [f"{line.reduction}{'（缺批复）' if line.lacks_approval else ''}"] if line.reduction else []
    if line.owed_fen and line.paid_fen:
        words.append(f"尚欠 {yuan(line.owed_fen)}")
    if line.more_fen:
        words.append(f"含自愿多交 {yuan(line.more_fen)}")
    if line.is_opening:
        words.append("含期初转入")
    return "；".join(words)


def _line(number: int, line: MemberLine) -> dict[str, str]:
    return {
        "no": str(number),
        "name": line.name,
        "group": line.party_group,
        "base": amount(line.base_fen),
        "rate": line.rate or ("定额" if line.monthly_fen else ""),
        "monthly": amount(line.monthly_fen),
        "months": str(line.months or ""),
        "due": amount(line.due_fen),
        "paid": amount(line.paid_fen),
        "paid_on": line.paid_on,
        "how": "、".join(line.methods),
        "remark": _remark(line),
    }


def prepare(facts: LedgerFacts) -> Values:
    """Every member of the period, also who owes nothing; unpaid ones stay empty for the receiver's pen."""
    return {
        **common(facts),
        **sums(facts.lines),
        "lines": [_line(number, one) for number, one in enumerate(facts.lines, start=1)],
    }


_COLUMNS: Columns = (
    ("序号", "no", 10, "center"),
    ("姓　名", "name", 26, "center"),
    ("计算基数", "base", 22, "right"),
    ("比例", "rate", 14, "center"),
    ("月标准", "monthly", 18, "right"),
    ("应交\n月数", "months", 12, "center"),
    ("应　交", "due", 20, "right"),
    ("实　交", "paid", 20, "right"),
    ("交款日期", "paid_on", 23, "center"),
    ("方式", "how", 25, "center"),
    ("交款人\n签　名", "sign", 24, "center"),
    ("备　注", "remark", 39, "left"),
)
_GRID = register(
    _COLUMNS,
    size=10.5,
    height=9,
    least=8,
    by_hand=("sign",),
    sizes={"remark": 9},
    closing=(
        sum_row(
            "合　　计",
            6,
            ("{sum_due}", "right"),
            ("{sum_paid}", "right"),
            ("", "center"),
            ("", "center"),
            ("", "center"),
            ("{sum_people}", "center"),
        ),
    ),
)

FORM = Form(
    spec=FormSpec(
        id="C3",
        title="党费收缴明细表",
        version="2026.1",
        subject="dues",
        paper=PAPER_L,
        prepare=prepare,
        blocks=(
            *head("{period}党费收缴明细表"),
            _GRID,
            Space(lines=0.5),
            signed("收款人（签名）：", "复核人（签名）：", "党支部书记（签名）："),
            Citation(text=BASIS),
        ),
        sheet=Sheet(
            name="党费收缴明细",
            columns=tuple(
                SheetColumn(
                    title=title.replace("\n", "").replace("　", ""),
                    key=key,
                    width=max(8, width / 2),
                    number=key in ("base", "monthly", "due", "paid"),
                )
                for title, key, width, _ in _COLUMNS
                if key != "sign"
            ),
            each="lines",
        ),
        source="月度（季度）党费收缴明细（通用，forms.md C3 ①）",
    ),
    example=EXAMPLE,
)
