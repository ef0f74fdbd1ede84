"""C1 党费核定表: half a page a member that explains itself (two to a sheet), and the summary by kind.

The program writes the figures and how they came about; who agrees signs by hand.
"""

from collections.abc import Sequence
from dataclasses import replace

from exporters.forms._parts import label_cell, wide
from exporters.forms._standards_example import STANDARDS
from exporters.forms._text import written_date
from exporters.spec import (
    PAPER_L,
    PAPER_P,
    Block,
    Cell,
    Citation,
    Face,
    Form,
    FormSpec,
    Grid,
    Line,
    PageBreak,
    Paragraph,
    Repeat,
    RepeatRow,
    Row,
    Sheet,
    SheetColumn,
    Space,
    Title,
    Values,
)
from models.domain.dues_items import (
    BASE_KINDS,
    KINDS,
    TRADER,
    WAGE_KINDS,
    items_of,
    title_of,
    unpack,
)
from models.domain.dues_records import DuesStandard
from models.domain.money import rmb_capitals, yuan
from models.domain.reduction import LESS
from models.domain.standard_paper import (
    Fixed,
    StandardFacts,
    base_words,
    changed_words,
    months_words,
    reduction_words,
)

_BASIS = "中组发〔2008〕3号、组电明字〔2017〕5号"
_CUT = "- " * 60
_SIGN = "年　　月　　日"
_OTHER = "其他"


def prepare_slips(facts: StandardFacts) -> Values:
    """One a member, two to a sheet with a line to cut along."""
    slips = [_slip(facts, one) for one in facts.people]
    pages = [slips[at : at + 2] for at in range(0, len(slips), 2)]
    return {
        "branch": facts.branch.name,
        "file_key": f"{facts.only}-{facts.year}" if facts.only else str(facts.year),
        "sheets": [
            {"next": [{}] if at else [], "upper": [page[0]], "lower": page[1:]}
            for at, page in enumerate(pages)
        ],
    }


def _slip(facts: StandardFacts, fixed: Fixed) -> Values:
    now = fixed.last
    return {
        "branch": facts.branch.name,
        "year": str(facts.year),
        "name": fixed.person.name,
        "kind": title_of(now.kind),
        "items": base_words(now) or "不按收入计算",
        "base": f"{yuan(now.base_fen)} 元" if now.base_fen else "—",
        "band": now.band,
        "amount": f"{yuan(now.amount_fen)} 元\n（{rmb_capitals(now.amount_fen)}）",
        "months": months_words(now),
        "why": explained(now),
        "changed": changed_words(fixed),
        "reduced": reduction_words(fixed.reductions) or "无",
        "fixed": _where(fixed),
    }


def _where(fixed: Fixed) -> str:
    """When and where it was fixed, and by whom; the day once."""
    day = written_date(fixed.last.fixed_on)
    parts = ("" if fixed.meeting.startswith(day) else day, fixed.meeting, fixed.last.fixed_by)
    return "，".join(part for part in parts if part)


def explained(one: DuesStandard) -> str:
    """How the amount came about: rule, rounding, local rule, what was agreed beyond it."""
    parts = [one.explanation or f"核定为每月 {yuan(one.amount_fen)} 元。"]
    if one.local_source:
        parts.append(f"当地依据：{one.local_source}。")
    if one.amount_fen != one.computed_fen and one.computed_fen:
        parts.append(f"按规定为 {yuan(one.computed_fen)} 元，核定为 {yuan(one.amount_fen)} 元。")
    if one.reason:
        parts.append(f"原因：{one.reason.rstrip('。')}。")
    return "".join(parts)


def _four(*cells: tuple[str, str]) -> Row:
    made: list[Cell] = []
    for label, text in cells:
        made += [label_cell(label), Cell(text=text, align="center")]
    return Row(height=8.5, cells=tuple(made))


_SLIP: tuple[Block, ...] = (
    Paragraph(text="{year}年度党费核定表", align="center", face=Face.TITLE, size=16, indent=0),
    Line(parts=("党支部：{branch}", "核定：{fixed}"), size=10.5),
    Grid(
        widths=(24, 54, 24, 54),
        size=11,
        leading=1.2,
        rows=(
            _four(("姓　　名", "{name}"), ("人员类别", "{kind}")),
            wide("收入项目", "{items}", 15),
            _four(("计算基数", "{base}"), ("档次比例", "{band}")),
            _four(("每月应交", "{amount}"), ("执行起止", "{months}")),
            wide("计算说明", "{why}", 16),
            wide("与上年比", "{changed}", 11),
            wide("少交免交", "{reduced}", 8.5),
        ),
    ),
    Grid(
        widths=(52, 52, 52),
        size=10.5,
        rows=(
            Row(
                height=21,
                closing=True,
                cells=tuple(
                    Cell(text=who, valign="top", sign=(_SIGN,))
                    for who in ("本人签名", "核定人签名", "支部书记签名（支部盖章）")
                ),
            ),
        ),
    ),
)


# the summary by kind


def prepare_summary(facts: StandardFacts) -> Values:
    """A table a kind, each on its own sheet; the worksheet has everybody in one list."""
    by_kind = {kind: [one for one in facts.people if one.last.kind == kind] for kind in KINDS}
    tables = {kind: people for kind, people in by_kind.items() if people}
    first = next(iter(tables), "")
    values: dict[str, object] = {
        "branch": facts.branch.name,
        "committee": facts.branch.committee,
        "year": str(facts.year),
        "as_of": written_date(facts.as_of),
        "file_key": str(facts.year),
        "lines": [_line(at, one) for at, one in enumerate(facts.people, start=1)],
    }
    for kind in KINDS:
        people = tables.get(kind)
        values[_key(kind)] = [] if not people else [_table(kind, people, is_first=kind == first)]
    return values


def _key(kind: str) -> str:
    return f"kind{KINDS.index(kind)}"


def _table(kind: str, people: Sequence[Fixed], *, is_first: bool) -> Values:
    rows = [_row(kind, at, one) for at, one in enumerate(people, start=1)]
    total = sum(one.last.amount_fen for one in people)
    return {
        "next": [] if is_first else [{}],
        "title": title_of(kind),
        "count": str(len(people)),
        "rows": rows,
        "total": yuan(total),
        "left": "、".join(items_of(kind).left_out),
        "hint": [{}] if items_of(kind).left_out else [],
    }


def _row(kind: str, at: int, one: Fixed) -> Values:
    now, columns = one.last, _columns(kind)
    given = dict(unpack(now.items))
    row = {
        "no": str(at),
        "name": one.person.name,
        "base": yuan(now.base_fen) if now.base_fen else "",
        "rate": now.band.rpartition(" ")[2] if kind in BASE_KINDS else now.band,
        "amount": yuan(now.amount_fen),
        "remark": _remark(one),
    }
    if kind == TRADER:
        given = {f"m{number}": fen for number, fen in enumerate(given.values(), start=1)}
    for number, name in enumerate(columns):
        fen = given.pop(name, 0)
        row[f"i{number}"] = yuan(abs(fen)) if fen else ""
    if rest := sum(given.values()):
        row[f"i{len(columns)}"] = yuan(rest)
    return row


def _remark(one: Fixed) -> str:
    now = one.last
    parts = [f"{int(now.from_month[5:])}月起"] if now.from_month[5:] != "01" else []
    if one.reductions:
        kept = one.reductions[-1]
        parts.append(f"少交至{yuan(kept.amount_fen)}" if kept.kind == LESS else kept.kind)
    if now.amount_fen > now.computed_fen:
        parts.append("自愿多交")
    return "，".join(parts)


def _line(at: int, one: Fixed) -> Values:
    now = one.last
    return {
        "no": str(at),
        "name": one.person.name,
        "kind": title_of(now.kind),
        "items": "；".join(f"{name} {yuan(fen)}" for name, fen in unpack(now.items)),
        "base": yuan(now.base_fen) if now.base_fen else "",
        "band": now.band,
        "amount": yuan(now.amount_fen),
        "from": now.from_month,
        "to": now.to_month,
        "before": yuan(one.before.amount_fen) if one.before else "",
        "reduced": reduction_words(one.reductions),
        "remark": now.reason,
    }


def _columns(kind: str) -> tuple[str, ...]:
    if kind == TRADER:
        return ("m1", "m2", "m3")
    return (*items_of(kind).counted, *items_of(kind).taken_off)


def _titles(kind: str) -> tuple[str, ...]:
    return ("第一个月", "第二个月", "第三个月") if kind == TRADER else _columns(kind)


_SHORT = {
    "定期普发的奖金绩效": "定期普发\n奖金绩效",
    "当月实际领取的薪酬": "当月实际\n领取薪酬",
    "离退休费或养老金": "离退休费\n或养老金",
}


def _short(title: str) -> str:
    """A head of a narrow column, broken by hand: 基础性\n绩效."""
    if title in _SHORT:
        return _SHORT[title]
    return title if len(title) < 4 else f"{title[: (len(title) + 1) // 2]}\n{title[(len(title) + 1) // 2 :]}"


def _blocks(kind: str) -> Repeat:
    titles = (*_titles(kind), _OTHER) if kind in BASE_KINDS else ()
    wide_item = 17.5 if len(titles) > 5 else 26
    widths = (9, 19, *(wide_item,) * len(titles), 22, 22 if kind in WAGE_KINDS else 40, 20, 28)
    total = "税后工资\n总额" if kind in WAGE_KINDS else "计算基数"
    heads = ("序号", "姓名", *map(_short, titles), total, "交纳\n比例", "每月\n应交", "备注")
    cells = (
        Cell(text="{no}", align="center"),
        Cell(text="{name}", align="center", size=10.5),
        *(Cell(text=f"{{i{number}}}", align="right") for number in range(len(titles))),
        Cell(text="{base}", align="right"),
        Cell(text="{rate}", align="center"),
        Cell(text="{amount}", align="right"),
        Cell(text="{remark}", size=8.5),
    )
    return Repeat(
        each=_key(kind),
        blocks=(
            Repeat(each="next", blocks=(PageBreak(),)),
            Title(text="{year}年党员党费核定表（{title}）"),
            Line(parts=("填报单位（盖章）：{branch}", "填报日期：{as_of}　　单位：元"), size=10.5),
            Grid(
                widths=widths,
                size=9,
                leading=1.15,
                head=(Row(height=11, cells=tuple(label_cell(text, size=9) for text in heads)),),
                rows=(
                    RepeatRow(each="rows", rows=(Row(height=8.5, cells=cells),), min_rows=6),
                    Row(
                        height=8.5,
                        closing=True,
                        cells=(
                            Cell(text="合　计（{count} 人）", label=True, span=len(heads) - 2, size=10.5),
                            Cell(text="{total}", align="right"),
                            Cell(),
                        ),
                    ),
                ),
            ),
            Repeat(
                each="hint",
                blocks=(
                    Paragraph(
                        text="不计入基数的：{left}；五险一金的单位部分。", size=9, indent=0, align="left"
                    ),
                ),
            ),
            Space(lines=0.4),
            Line(parts=("审核人：", "填报人：", "电话：", "支部书记（签名）："), size=10.5),
        ),
    )


_SHEET = Sheet(
    name="党费核定",
    each="lines",
    columns=(
        SheetColumn(title="序号", key="no", width=6),
        SheetColumn(title="姓名", key="name", width=12),
        SheetColumn(title="人员类别", key="kind", width=16),
        SheetColumn(title="收入项目", key="items", width=40),
        SheetColumn(title="计算基数", key="base", width=11, number=True),
        SheetColumn(title="档次", key="band", width=18),
        SheetColumn(title="每月应交", key="amount", width=10, number=True),
        SheetColumn(title="执行起月", key="from", width=10),
        SheetColumn(title="执行止月", key="to", width=10),
        SheetColumn(title="上年每月", key="before", width=10, number=True),
        SheetColumn(title="少交免交", key="reduced", width=30),
        SheetColumn(title="原因", key="remark", width=24),
    ),
)


FORMS = (
    Form(
        spec=FormSpec(
            id="C1",
            title="党费核定表（个人）",
            version="2026.1",
            subject="standard",
            paper=replace(PAPER_P, top=14, bottom=12, page_number="none"),
            prepare=prepare_slips,
            blocks=(
                Repeat(
                    each="sheets",
                    blocks=(
                        Repeat(each="next", blocks=(PageBreak(),)),
                        Repeat(each="upper", blocks=_SLIP),
                        Repeat(
                            each="lower",
                            blocks=(
                                Space(lines=0.5),
                                Paragraph(text=_CUT, align="center", size=9, indent=0),
                                Space(lines=0.5),
                                *_SLIP,
                            ),
                        ),
                    ),
                ),
            ),
            source=f"党费核定表（通用，forms.md C1）；依据：{_BASIS}",
        ),
        example=STANDARDS,
    ),
    Form(
        spec=FormSpec(
            id="C1.2",
            title="党费核定汇总表",
            version="2026.1",
            subject="standard",
            paper=PAPER_L,
            prepare=prepare_summary,
            blocks=(
                *(_blocks(kind) for kind in KINDS),
                Citation(text=f"一式两份：支部、上级党委。依据：{_BASIS}"),
            ),
            sheet=_SHEET,
            source="党员党费核定表（按人员类别分表，forms.md C1）",
        ),
        example=STANDARDS,
    ),
)
