"""C2 年度党费收缴登记表: a line a member, a box a month with the amount and under it the day of payment.

A month outside the branch (before joining or arriving, after leaving) shows a dash; a waived one 免, with 缺批复 where
the approval is not recorded. 补交 is money that came after the quarter of its month (DF-07 allows paying by the
quarter); what was paid before these books began stands as 期初, without a day. What is more than due counts as 自愿多交
once somebody has said so, and is named in the remarks until then.
"""

from dataclasses import replace

from exporters.forms._dues import months_words
from exporters.forms._examples import BRANCH, MEMBERS
from exporters.forms._text import amount
from exporters.spec import (
    PAPER_L,
    PAPER_L3,
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
    Space,
    Title,
    Values,
)
from models.domain.dues_records import DuesStandard
from models.domain.dues_sheet import CellState, DuesCell, DuesRow
from models.domain.facts import DuesFacts
from models.domain.money import yuan
from models.domain.records import Category
from models.domain.reduction import ELSEWHERE

_MONTHS = tuple(range(1, 13))
_WORDS = {CellState.OUTSIDE: "—", CellState.WAIVED: "免"}
_MOST_CHANGES = 2


def _last_month_of_quarter(month: str) -> str:
    year, number = month.split("-")
    return f"{year}-{(int(number) + 2) // 3 * 3:02d}"


def _late_fen(row: DuesRow) -> int:
    return sum(
        cell.paid_fen
        for cell in row.cells
        if cell.paid_on and cell.paid_on[:7] > _last_month_of_quarter(cell.month)
    )


def _more_fen(row: DuesRow) -> int:
    return sum(cell.more_fen for cell in row.cells)


def _year_due_fen(row: DuesRow) -> int:
    return sum(cell.due_fen for cell in row.cells)


def _cell(cell: DuesCell) -> str:
    if not cell.paid_fen:
        word = "流入地" if cell.reduction == ELSEWHERE else _WORDS.get(cell.state, "")
        return f"{word}\n缺批复" if cell.lacks_approval else word
    if cell.is_opening:
        return f"{yuan(cell.paid_fen)}\n期初"
    return f"{yuan(cell.paid_fen)}\n{cell.paid_on[5:]}" if cell.paid_on else yuan(cell.paid_fen)


def _changes(row: DuesRow) -> list[str]:
    """7月起 50.00: the standard changed in the year; reduced months are no change of it."""
    found: list[str] = []
    before = 0
    for month, cell in zip(_MONTHS, row.cells, strict=True):
        if not cell.due_fen or cell.reduction:
            continue
        if before and cell.due_fen != before:
            found.append(f"{month}月起 {yuan(cell.due_fen)}")
        before = cell.due_fen
    return found if len(found) <= _MOST_CHANGES else [f"年内变动 {len(found)} 次"]


def _remark(row: DuesRow) -> str:
    words = ["预备"] if row.category is Category.PROBATIONARY else []
    words += _changes(row)
    if row.standard and row.standard.reason:
        words.append(row.standard.reason)
    reduced = list(dict.fromkeys(cell.reduction for cell in row.cells if cell.reduction))
    words += [one for one in reduced if not any(one in word for word in words)]
    if over := sum(cell.over_fen for cell in row.cells):
        words.append(f"多交 {yuan(over)} 待处理")
    if any(cell.is_closed and cell.difference_fen for cell in row.cells):
        words.append("已结账月份应交数有差异")
    return "；".join(words)


def _closed(facts: DuesFacts) -> str:
    """已结账：1月至6月; a month counts when it is closed for everybody it concerns."""
    months = [
        f"{facts.year}-{month:02d}"
        for month in _MONTHS
        if any(row.cells[month - 1].is_closed for row in facts.rows)
    ]
    return f"已结账：{months_words(months).removeprefix(f'{facts.year}年')}" if months else ""


def _person(number: int, row: DuesRow) -> dict[str, str]:
    values = {
        "no": str(number),
        "name": row.name,
        "standard": yuan(row.standard.amount_fen) if row.standard else "",
        "year_due": amount(_year_due_fen(row)),
        "year_paid": amount(sum(cell.paid_fen for cell in row.cells)),
        "late": amount(_late_fen(row)),
        "more": amount(_more_fen(row)),
        "remark": _remark(row),
    }
    for month, cell in zip(_MONTHS, row.cells, strict=True):
        values[f"m{month}"] = _cell(cell)
        values[f"paid{month}"] = amount(cell.paid_fen)
        values[f"on{month}"] = cell.paid_on
    return values


def _sums(facts: DuesFacts, people: list[dict[str, str]]) -> list[dict[str, str]]:
    """每月合计 and 累计 by month of the dues; for the sheet they are two more lines without a number."""
    rows = facts.rows
    monthly: dict[str, str] = {}
    running: dict[str, str] = {}
    total = 0
    for month in _MONTHS:
        paid = sum(row.cells[month - 1].paid_fen for row in rows)
        total += paid
        monthly[f"m{month}"] = amount(paid)
        running[f"m{month}"] = amount(total) if paid else ""
    due = sum(_year_due_fen(row) for row in rows)
    monthly |= {
        "name": "每月合计",
        "year_due": amount(due),
        "year_paid": amount(total),
        "late": amount(sum(_late_fen(row) for row in rows)),
        "more": amount(sum(_more_fen(row) for row in rows)),
        "remark": f"{len(people)}人",
    }
    running |= {"name": "累　　计", "year_paid": amount(total)}
    return [monthly, running]


def prepare(facts: DuesFacts) -> Values:
    """Amounts in yuan with two decimals; unpaid months stay empty for the receiver's pen."""
    people = [_person(number, row) for number, row in enumerate(facts.rows, start=1)]
    sums = _sums(facts, people)
    lines = [
        *people,
        *({**line, **{f"paid{m}": line.get(f"m{m}", "") for m in _MONTHS}, "no": ""} for line in sums),
    ]
    return {
        "year": str(facts.year),
        "branch": facts.branch.name,
        "as_of": facts.as_of,
        "closed": _closed(facts),
        "people": people,
        "sums": sums,
        "lines": lines,
    }


_MONTH_SIZE, _SUM_SIZE = 8.0, 7.5
_WIDTHS = (8, 17.5, 13, *(13.3,) * 12, 16, 16, 13, 11, 13)
_HEAD = Row(
    height=9,
    cells=tuple(
        Cell(text=text, label=True, size=9)
        for text in (
            "序号",
            "姓名",
            "月标准",
            *(f"{m}月" for m in _MONTHS),
            "全年\n应交",
            "全年\n实交",
            "补交",
            "自愿\n多交",
            "备注",
        )
    ),
)


def _money_cells(size: float = 8.5) -> tuple[Cell, ...]:
    return tuple(
        Cell(text=f"{{{key}}}", align="right", size=size) for key in ("year_due", "year_paid", "late", "more")
    )


GRID = Grid(
    widths=_WIDTHS,
    size=9,
    head=(_HEAD,),
    rows=(
        RepeatRow(
            each="people",
            rows=(
                Row(
                    height=9,
                    cells=(
                        Cell(text="{no}", align="center"),
                        Cell(text="{name}", align="center", size=10.5),
                        Cell(text="{standard}", align="right", size=8.5),
                        *(Cell(text=f"{{m{m}}}", align="center", size=_MONTH_SIZE) for m in _MONTHS),
                        *_money_cells(),
                        Cell(text="{remark}", size=8),
                    ),
                ),
            ),
        ),
        RepeatRow(
            each="sums",
            rows=(
                Row(
                    height=8,
                    closing=True,
                    cells=(
                        Cell(text="{name}", label=True, span=3, size=10.5),
                        *(Cell(text=f"{{m{m}}}", align="center", size=_SUM_SIZE) for m in _MONTHS),
                        *_money_cells(8),
                        Cell(text="{remark}", align="center", size=8),
                    ),
                ),
            ),
        ),
        Row(
            height=13,
            closing=True,
            cells=(
                Cell(text="收款人逐月签章", label=True, span=3, size=10.5),
                *(Cell() for _ in _MONTHS),
                Cell(span=5),
            ),
        ),
    ),
)


def _example_row(index: int) -> DuesRow:
    person = MEMBERS[index]
    monthly = (1250, 4287, 20, 15000)[index % 4]
    start = 3 if person.category is Category.PROBATIONARY else 1
    cells = tuple(
        DuesCell(
            month=f"2026-{m:02d}",
            state=CellState.OUTSIDE if m < start else (CellState.PAID if m <= 9 else CellState.FUTURE),
            due_fen=0 if m < start else monthly,
            paid_fen=monthly if start <= m <= 9 else 0,
            paid_on=("2026-07-06" if m == 3 and index == 3 else f"2026-{m:02d}-05")
            if start <= m <= 9
            else "",
        )
        for m in _MONTHS
    )
    return DuesRow(
        person_id=person.id,
        name=person.name,
        category=person.category,
        standard=DuesStandard(person_id=person.id, from_month="2026-01", kind="工资", amount_fen=monthly),
        cells=cells,
        due_fen=monthly * (10 - start),
        paid_fen=monthly * (10 - start),
    )


def _example_state(index: int, row: DuesRow) -> DuesRow:
    """Half a year closed; one taken over, one waived without approval, one reduced, one overpaid."""

    def changed(month: int, cell: DuesCell) -> DuesCell:
        cell = replace(cell, is_closed=month <= 6)
        if index == 4 and month <= 3:
            return replace(cell, paid_on="", is_opening=True)
        if index == 8 and month >= 4:
            return replace(
                cell,
                state=CellState.WAIVED,
                due_fen=0,
                paid_fen=0,
                paid_on="",
                reduction="免交",
                lacks_approval=True,
            )
        if index == 13 and month >= 7:
            return replace(cell, due_fen=2000, paid_fen=2000 if month <= 9 else 0, reduction="少交")
        if index == 7 and month == 5:
            return replace(cell, paid_fen=20000, more_fen=3000, over_fen=2000)
        return cell

    return replace(row, cells=tuple(changed(m, cell) for m, cell in zip(_MONTHS, row.cells, strict=True)))


_SHEET_COLUMNS = (
    SheetColumn(title="序号", key="no", width=6),
    SheetColumn(title="姓名", key="name", width=14),
    SheetColumn(title="月标准", key="standard", width=10, number=True),
    *(SheetColumn(title=f"{m}月", key=f"paid{m}", width=9, number=True) for m in _MONTHS),
    SheetColumn(title="全年应交", key="year_due", width=11, number=True),
    SheetColumn(title="全年实交", key="year_paid", width=11, number=True),
    SheetColumn(title="补交", key="late", width=9, number=True),
    SheetColumn(title="自愿多交", key="more", width=9, number=True),
    SheetColumn(title="备注", key="remark", width=16),
    *(SheetColumn(title=f"{m}月交款日期", key=f"on{m}", width=12) for m in _MONTHS),
)

FORM = Form(
    spec=FormSpec(
        id="C2",
        title="年度党费收缴登记表",
        version="2026.1",
        subject="year",
        paper=PAPER_L,
        paper_options=(PAPER_L3,),
        prepare=prepare,
        blocks=(
            Title(text="{year}年党费收缴登记表"),
            Line(parts=("党支部：{branch}", "{closed}　　截至：{as_of}　　单位：元"), size=10.5),
            GRID,
            Space(lines=0.5),
            Line(
                parts=("组织委员（签名）：", "党支部书记（签名）：", "日期：　　　　年　　月　　日"), size=12
            ),
            Citation(text="依据：中组发〔2008〕3号、组电明字〔2017〕5号"),
        ),
        sheet=Sheet(name="党费收缴登记", columns=_SHEET_COLUMNS, each="lines"),
        source="年度党费收缴登记表（通用，forms.md C2）",
    ),
    example=DuesFacts(
        branch=BRANCH,
        year=2026,
        as_of="2026-09-30",
        rows=tuple(_example_state(i, _example_row(i)) for i in range(len(MEMBERS))),
    ),
)
