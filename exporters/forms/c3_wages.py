"""C3 ② 党费收缴明细表 with wages: what each base is made of, one table for each kind of pay that is recorded by items."""

from collections.abc import Iterable, Sequence
from typing import Any

from exporters.forms._dues import BASIS, EXAMPLE, common, signed, sum_row
from exporters.forms._parts import label_cell
from exporters.forms._text import amount
from exporters.spec import (
    PAPER_L,
    PAPER_L3,
    Align,
    Cell,
    Citation,
    Form,
    FormSpec,
    Grid,
    Line,
    Repeat,
    RepeatRow,
    Row,
    Sheet,
    SheetColumn,
    Space,
    Title,
    Values,
)
from models.domain.dues_items import Items, items_of, title_of, unpack
from models.domain.dues_report import LedgerFacts, MemberLine
from models.domain.money import yuan

COUNTED, TAKEN = 5, 7  # columns of wages and of what is taken off; what is beyond goes into the last one
OTHERS = "其他"
MOST_NAMES = 20


def prepare(facts: LedgerFacts) -> Values:
    """A group for each kind whose items are recorded; who has none is named below, not left out."""
    groups: dict[str, list[tuple[MemberLine, Items]]] = {}
    for line in facts.lines:
        if items := unpack(line.items):
            groups.setdefault(line.kind, []).append((line, items))
    made = [_group(kind, found) for kind, found in groups.items()]
    left = [line.name for line in facts.lines if not unpack(line.items)]
    return {
        **common(facts),
        "groups": made,
        "nothing": [] if made else [{}],
        "left": f"没有登记工资项目、见简表的 {len(left)} 人{_named(left)}。" if made and left else "",
        "lines": [line for group in made for line in group["lines"]],
    }


def _named(names: Sequence[str]) -> str:
    return f"：{'、'.join(names)}" if len(names) <= MOST_NAMES else ""


def _group(kind: str, found: Sequence[tuple[MemberLine, Items]]) -> dict[str, Any]:
    usual = items_of(kind)
    counted = _columns(usual.counted, (name for _, items in found for name, fen in items if fen > 0), COUNTED)
    taken = _columns(usual.taken_off, (name for _, items in found for name, fen in items if fen < 0), TAKEN)
    listed = [line for line, _ in found]
    return {
        "kind": title_of(kind),
        "count": str(len(found)),
        **{f"a{place}": counted[place] if place < len(counted) else "" for place in range(COUNTED)},
        **{f"b{place}": taken[place] if place < len(taken) else "" for place in range(TAKEN)},
        "lines": [
            _line(n, line, items, counted, taken, kind) for n, (line, items) in enumerate(found, start=1)
        ],
        "sum_monthly": amount(sum(line.monthly_fen for line in listed)),
        "sum_due": amount(sum(line.due_fen for line in listed)),
        "sum_paid": amount(sum(line.paid_fen for line in listed)),
    }


def _columns(usual: Iterable[str], said: Iterable[str], most: int) -> tuple[str, ...]:
    """The items that occur, the usual ones first; the last column takes what does not fit."""
    known = set(occurring := list(dict.fromkeys(said)))
    names = [name for name in usual if name in known]
    names += [name for name in occurring if name not in names]
    return tuple(names) if len(names) <= most else (*names[: most - 1], OTHERS)


def _line(
    number: int, line: MemberLine, items: Items, counted: Sequence[str], taken: Sequence[str], kind: str
) -> dict[str, str]:
    return {
        "no": str(number),
        "name": line.name,
        "kind": title_of(kind),
        **_spread("i", [(name, fen) for name, fen in items if fen > 0], counted),
        **_spread("d", [(name, -fen) for name, fen in items if fen < 0], taken),
        "base": amount(line.base_fen),
        "rate": line.rate,
        "monthly": amount(line.monthly_fen),
        "due": amount(line.due_fen),
        "paid": amount(line.paid_fen),
        "items": "；".join(f"{name} {yuan(fen)}" for name, fen in items),
    }


def _spread(letter: str, items: Sequence[tuple[str, int]], columns: Sequence[str]) -> dict[str, str]:
    sums = [0] * len(columns)
    for name, fen in items:
        sums[columns.index(name) if name in columns else len(columns) - 1] += fen
    return {f"{letter}{place}": amount(fen) for place, fen in enumerate(sums)}


_MONEY: tuple[tuple[str, str, float], ...] = (
    ("缴费基数", "base", 19),
    ("比例", "rate", 11),
    ("每月应缴\n党　　费", "monthly", 17),
    ("本期\n应缴", "due", 16),
    ("本期\n实缴", "paid", 16),
)
_SIZE = 9
_HEAD = (
    Row(
        height=8,
        cells=(
            Cell(text="序号", label=True, rows=2, size=_SIZE),
            Cell(text="姓　名", label=True, rows=2, size=_SIZE),
            Cell(text="工资项目（元）", label=True, span=COUNTED, size=_SIZE),
            Cell(text="扣款项目（元）", label=True, span=TAKEN, size=_SIZE),
            *(Cell(text=title, label=True, rows=2, size=_SIZE) for title, *_ in _MONEY),
        ),
    ),
    Row(
        height=9,
        cells=(
            *(label_cell(f"{{a{place}}}", size=8) for place in range(COUNTED)),
            *(label_cell(f"{{b{place}}}", size=8) for place in range(TAKEN)),
        ),
    ),
)
_SUMS: tuple[tuple[str, Align], ...] = (
    ("{sum_monthly}", "right"),
    ("{sum_due}", "right"),
    ("{sum_paid}", "right"),
)
_GRID = Grid(
    widths=(9, 21, *(16,) * COUNTED, *(14.5,) * TAKEN, *(width for *_, width in _MONEY)),
    size=_SIZE,
    leading=1.15,
    head=_HEAD,
    rows=(
        RepeatRow(
            each="lines",
            rows=(
                Row(
                    height=8.5,
                    cells=(
                        Cell(text="{no}", align="center"),
                        Cell(text="{name}", align="center"),
                        *(Cell(text=f"{{i{place}}}", align="right", size=8) for place in range(COUNTED)),
                        *(Cell(text=f"{{d{place}}}", align="right", size=8) for place in range(TAKEN)),
                        *(Cell(text=f"{{{key}}}", align="right", size=8) for _, key, _ in _MONEY),
                    ),
                ),
            ),
        ),
        sum_row("合　　计", 4 + COUNTED + TAKEN, *_SUMS, size=8.5),
    ),
)

FORM = Form(
    spec=FormSpec(
        id="C3.2",
        title="党费收缴明细表（工资项目）",
        version="2026.1",
        subject="dues",
        paper=PAPER_L,
        paper_options=(PAPER_L3,),
        prepare=prepare,
        blocks=(
            Title(text="{period}党费收缴明细表"),
            Line(parts=("所属党支部：{branch}", "截至{as_of}　　单位：元"), size=10.5),
            Repeat(
                each="groups",
                blocks=(Line(parts=("{kind}（{count}人）",), size=10.5), _GRID, Space(lines=0.4)),
            ),
            Repeat(each="nothing", blocks=(Line(parts=("本期没有登记了工资项目的党员。",), size=12),)),
            signed("填表人（签名）：", "审核人（签名）："),
            Citation(text="{left}" + BASIS + "。"),
        ),
        sheet=Sheet(
            name="党费收缴明细",
            columns=tuple(
                SheetColumn(title=title, key=key, width=width, number=number)
                for title, key, width, number in (
                    ("类别", "kind", 12, False),
                    ("序号", "no", 6, False),
                    ("姓名", "name", 14, False),
                    ("收入和扣款项目", "items", 60, False),
                    ("缴费基数", "base", 12, True),
                    ("比例", "rate", 8, False),
                    ("每月应缴党费", "monthly", 12, True),
                    ("本期应缴", "due", 12, True),
                    ("本期实缴", "paid", 12, True),
                )
            ),
            each="lines",
        ),
        source="机关党费收缴明细汇算表（通用，forms.md C3 ②）",
    ),
    example=EXAMPLE,
)
