"""C5 党费上缴报告单: who was to pay, what was due and what came, what goes up, with room for the bank's slip.

C5.2 is the same of the branches below a general branch or a committee, one line each.
"""

from exporters.forms._dues import BASIS, EXAMPLE, common, sum_row
from exporters.forms._examples import BRANCH
from exporters.forms._parts import Columns, label_cell, register, register_sheet
from exporters.forms._text import amount
from exporters.spec import (
    PAPER_L,
    PAPER_P,
    Align,
    Cell,
    Citation,
    Form,
    FormSpec,
    Grid,
    Line,
    Row,
    Space,
    Title,
    Values,
)
from models.domain.dates import chinese_date
from models.domain.dues_report import LedgerFacts, Period, RemittanceFacts, UnitRemittance
from models.domain.money import rmb_capitals, yuan

_MOST_NAMES = 24


def prepare(facts: LedgerFacts) -> Values:
    """What is known is printed; what is handed up is proposed only when nothing was yet, and says so."""
    due = [one for one in facts.lines if one.due_fen]
    owing = facts.owing
    sent = facts.remitted_fen
    large = sum(one.large_fen for one in facts.remitted)
    return {
        **common(facts),
        "due_people": str(len(due)),
        "paid_people": str(sum(1 for one in due if one.is_settled)),
        "exempt": str(facts.people_exempt),
        "reduced": str(facts.people_reduced),
        "unpaid": str(len(owing)),
        "why": _names([one.name for one in owing]),
        "due": yuan(sum(one.due_fen for one in facts.lines)),
        "paid": yuan(sum(one.paid_fen for one in facts.lines)),
        "back": yuan(facts.back_fen),
        "more": yuan(sum(one.more_fen for one in facts.lines)),
        "collected": yuan(facts.collected_fen),
        "percent": str(facts.percent),
        "sent": yuan(sent) if facts.remitted else "",
        "capitals": rmb_capitals(sent) if facts.remitted else "",
        "said": "；".join(
            words
            for words in (_still(facts.to_remit_fen), f"另转交大额党费 {yuan(large)} 元" if large else "")
            if words
        ),
        "sent_year": yuan(facts.remitted_year_fen),
        "money": "、".join(dict.fromkeys(one.money for one in facts.remitted if one.money)),
        "paper": "\n".join(dict.fromkeys(one.paper or one.number for one in facts.remitted)),
        "days": "、".join(dict.fromkeys(chinese_date(one.on_date) for one in facts.remitted)),
    }


def _still(fen: int) -> str:
    if fen > 0:
        return f"按比例还应上缴 {yuan(fen)} 元"
    return f"比按比例应上缴的多 {yuan(-fen)} 元，请核对" if fen < 0 else ""


def _names(names: list[str]) -> str:
    """Who has not paid; the reason behind each name is written by hand."""
    said = "、".join(names[:_MOST_NAMES])
    return f"{said}等 {len(names)} 人（名单见明细表）" if len(names) > _MOST_NAMES else said


_PEOPLE = (
    ("应交人数", "due_people"),
    ("交清人数", "paid_people"),
    ("免交人数", "exempt"),
    ("少交人数", "reduced"),
    ("未交清人数", "unpaid"),
)


def _four(*pairs: tuple[str, str], height: float = 10) -> Row:
    """Label and amount, twice."""
    made: list[Cell] = []
    for label, text in pairs:
        made += [label_cell(label, span=2), Cell(text=text, span=3, align="right" if label else "left")]
    return Row(height=height, cells=tuple(made))


def _wide(label: str, text: str, height: float = 10, sign: tuple[str, ...] = ()) -> Row:
    valign = "top" if sign else "middle"
    return Row(
        height=height, cells=(label_cell(label, span=2), Cell(text=text, span=8, sign=sign, valign=valign))
    )  # type: ignore[arg-type]


_GRID = Grid(
    widths=(15.6,) * 10,
    size=12,
    leading=1.2,
    rows=(
        _wide("上缴单位", "{branch}"),
        _wide("所　属　期", "{period}（{since}至{until}）"),
        Row(height=9, cells=tuple(label_cell(label, span=2) for label, _ in _PEOPLE)),
        Row(height=9, cells=tuple(Cell(text=f"{{{key}}}", span=2, align="center") for _, key in _PEOPLE)),
        _wide("未交清的\n党员及原因", "{why}", 18),
        _four(("本期应收", "{due}"), ("本期实收", "{paid}")),
        _four(("其中自愿多交", "{more}"), ("补收以前月份", "{back}")),
        _four(("期内收款合计", "{collected}"), ("上缴比例", "{percent}%")),
        _wide("本期上缴额", "{sent}　{capitals}"),
        _wide("说　　明", "{said}"),
        _four(("年内累计上缴", "{sent_year}"), ("缴款方式", "{money}")),
        _four(("凭　证　号", "{paper}"), ("缴款日期", "{days}")),
        _wide("银行回单\n粘　贴　处", "", 46),
        Row(
            height=26,
            closing=True,
            cells=(
                Cell(text="经办人（签名）：", span=3, valign="top", sign=("年　月　日",)),
                Cell(text="党支部书记（签名）：", span=3, valign="top", sign=("年　月　日",)),
                Cell(text="接收人（签名）：\n（党委印章）", span=4, valign="top", sign=("年　月　日",)),
            ),
        ),
    ),
)


def prepare_units(facts: RemittanceFacts) -> Values:
    """One line a branch; a branch that has sent nothing is told from one that owes nothing."""
    known = [one for one in facts.units if one.is_known]
    return {
        "branch": facts.branch.name,
        "period": facts.period.words,
        "as_of": chinese_date(facts.as_of),
        "file_key": f"{facts.branch.name}-{facts.period.words}",
        "lines": [_unit(number, one) for number, one in enumerate(facts.units, start=1)],
        **{f"sum_n_{key}": str(sum(getattr(one, key) for one in known)) for key in _COUNTS},
        **{f"sum_f_{key}": yuan(sum(getattr(one, f"{key}_fen") for one in known)) for key in _MONEY},
        "said": f"{len(facts.units)} 个支部，{len(facts.units) - len(known)} 个没有报来党费记录"
        if len(known) < len(facts.units)
        else f"{len(facts.units)} 个支部",
    }


_COUNTS = ("people", "paid", "exempt", "reduced", "unpaid")
_MONEY = ("due", "paid", "back", "more", "remitted")


def _unit(number: int, one: UnitRemittance) -> dict[str, str]:
    values = {"no": str(number), "unit": one.name, "remark": f"截至{one.as_of}" if one.as_of else ""}
    if not one.is_known:
        return values | {"remark": "没有报来党费记录"}
    return (
        values
        | {f"n_{key}": str(getattr(one, key)) for key in _COUNTS}
        | {f"f_{key}": amount(getattr(one, f"{key}_fen")) for key in _MONEY}
    )


_UNITS: Columns = (
    ("序号", "no", 10, "center"),
    ("党支部", "unit", 60, "left"),
    ("应交\n人数", "n_people", 14, "center"),
    ("交清\n人数", "n_paid", 14, "center"),
    ("免交\n人数", "n_exempt", 14, "center"),
    ("少交\n人数", "n_reduced", 14, "center"),
    ("未交清\n人　数", "n_unpaid", 16, "center"),
    ("本期应收", "f_due", 23, "right"),
    ("本期实收", "f_paid", 23, "right"),
    ("其中自愿\n多　　交", "f_more", 20, "right"),
    ("补收以\n前月份", "f_back", 20, "right"),
    ("本期上缴", "f_remitted", 23, "right"),
    ("备　注", "remark", 26, "left"),
)
_UNIT_SUMS: tuple[tuple[str, Align], ...] = tuple(
    (f"{{sum_{key}}}", align) for _, key, _, align in _UNITS[2:-1]
)
_UNIT_GRID = register(
    _UNITS,
    size=10.5,
    height=9,
    least=6,
    head=11,
    closing=(sum_row("合　　计", 2, *_UNIT_SUMS, ("", "left")),),
)

_UNIT_EXAMPLE = RemittanceFacts(
    branch=BRANCH,
    as_of="2026-09-30",
    period=Period("2026-07", "2026-09"),
    units=(
        UnitRemittance(name="中共云岭镇槐树湾村支部委员会", people=17, paid=16, exempt=1, unpaid=1, due_fen=279900, paid_fen=284860, back_fen=6250, more_fen=5000, remitted_fen=284820, as_of="2026-09-30"),
        UnitRemittance(name="中共云岭镇中心小学支部委员会", people=31, paid=31, reduced=1, due_fen=412500, paid_fen=412500, remitted_fen=412500, as_of="2026-09-28"),
        UnitRemittance(name="中共云岭镇石板桥村支部委员会", is_known=False),
    ),
)  # fmt: skip

FORMS = (
    Form(
        spec=FormSpec(
            id="C5",
            title="党费上缴报告单",
            version="2026.1",
            subject="dues",
            paper=PAPER_P,
            prepare=prepare,
            blocks=(
                Title(text="{period}党费上缴报告单"),
                Line(parts=("报送：{committee}", "单位：元"), size=12),
                _GRID,
                Citation(text=BASIS + "。一式三份：党支部、党委、财务各一份。"),
            ),
            one_page=True,
            needed=(("sent", "本期上缴额（还没有上缴凭证）"),),
            source="党费上缴报告单（通用，forms.md C5）",
        ),
        example=EXAMPLE,
    ),
    Form(
        spec=FormSpec(
            id="C5.2",
            title="党费上缴汇总表",
            version="2026.1",
            subject="paper",
            paper=PAPER_L,
            prepare=prepare_units,
            blocks=(
                Title(text="{period}党费上缴汇总表"),
                Line(parts=("汇总单位：{branch}", "截至{as_of}　　{said}　　单位：元"), size=10.5),
                _UNIT_GRID,
                Space(lines=0.5),
                Line(parts=("经办人（签名）：", "负责人（签名）：", "日期：　　　　年　　月　　日"), size=12),
                Citation(text=BASIS),
            ),
            sheet=register_sheet("党费上缴汇总", _UNITS),
            source="党费上缴报告单，党总支汇总（通用，forms.md C5）",
        ),
        example=_UNIT_EXAMPLE,
    ),
)
