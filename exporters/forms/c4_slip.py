"""C4 党费收讫条: four to a sheet, cut apart, for the payer; and a sheet to copy the official receipt from.

The official receipt is printed and issued by the committee alone; the branch's own slip never carries its name.
"""

from collections.abc import Sequence

from exporters.forms._examples import BRANCH, MEMBERS
from exporters.forms._parts import label_cell, wide
from exporters.forms._text import written_date
from exporters.spec import (
    PAPER_P,
    Block,
    Cell,
    Citation,
    Face,
    Form,
    FormSpec,
    Grid,
    PageBreak,
    Paper,
    Paragraph,
    Repeat,
    Row,
    Space,
    Title,
    Values,
    Watermark,
)
from models.domain.dues_records import Payment
from models.domain.dues_slip import DuesSlip, DuesSlipFacts, months_words
from models.domain.money import rmb_capitals, yuan

_TO_A_SHEET = 4
_QUARTERS = Paper(
    code="P4",
    name="A4 纵向，一页 4 张",
    width=210,
    height=297,
    top=12,
    bottom=12,
    left=8,
    right=8,
    title_pt=14,
    body_pt=12,
    page_number="none",
)
_KEYS = ("title", "head", "said", "capitals", "amount", "detail", "way", "signed", "note")
_HEIGHTS = (17.0, 9.0, 25.0, 20.0, 10.0, 15.0, 11.0, 17.0, 10.0)
_PAD, _INSIDE = 6.0, 85.0


def _detail(payment: Payment) -> str:
    """每月 42.87 元，共 9 个月; months that differ one by one."""
    fen = {amount for _, amount in payment.months}
    if len(payment.months) == 1:
        return ""
    if len(fen) == 1:
        return f"每月 {yuan(fen.pop())} 元，共 {len(payment.months)} 个月"
    return "，".join(f"{int(month[5:])}月 {yuan(amount)}" for month, amount in payment.months)


def _slip(facts: DuesSlipFacts, slip: DuesSlip) -> dict[str, str]:
    payment = slip.payment
    by = f"，由{payment.handed_by}代交" if payment.handed_by and payment.handed_by != slip.name else ""
    return {
        "title": "党费收讫条",
        "head": f"编号：{payment.number or '—'}　　{written_date(payment.received_on)}",
        "said": f"今收到 {slip.name} 同志交来{months_words([m for m, _ in payment.months])}党费{by}。",
        "capitals": f"人民币（大写）：{rmb_capitals(payment.amount_fen)}",
        "amount": f"人民币 {yuan(payment.amount_fen)} 元",
        "detail": "　".join(filter(None, (f"交纳方式：{payment.method}", _detail(payment)))),
        "way": facts.branch.name,
        "signed": f"收款人：{payment.received_by}　（签名）",
        "note": "支部内部凭条，正式票据以上级党委开具的为准。",
    }


def prepare(facts: DuesSlipFacts) -> Values:
    """Four to a sheet in the order of their numbers; what is left of the last sheet stays white."""
    slips = [_slip(facts, one) for one in facts.slips]
    sheets: list[Values] = []
    for at in range(0, max(1, len(slips)), _TO_A_SHEET):
        some = slips[at : at + _TO_A_SHEET]
        values: dict[str, object] = {"before": [{}] if at else []}
        for place in range(_TO_A_SHEET):
            one = some[place] if place < len(some) else {}
            values |= {f"{key}{place}": one.get(key, "") for key in _KEYS}
        sheets.append(values)
    return {"branch": facts.branch.name, "sheets": sheets}


def _cell(key: str, place: int) -> Cell:
    text = f"{{{key}{place}}}"
    if key == "title":
        return Cell(text=text, align="center", face=Face.TITLE, size=16)
    if key == "amount":
        return Cell(text=text, face=Face.HEI, size=14)
    if key in ("head", "detail", "way"):
        return Cell(text=text, size=10.5)
    if key == "note":
        return Cell(text=text, size=9, align="center")
    return Cell(text=text, valign="middle")


def _rows(first: int, *, cut: bool) -> list[Row]:
    """The rows of two slips side by side; dashed lines between and, with `cut`, below."""
    made: list[Row] = []
    for number, (key, height) in enumerate(zip(_KEYS, _HEIGHTS, strict=True), start=1):
        below = "B" if cut and number == len(_KEYS) else ""
        cells: list[Cell] = []
        for side in (0, 1):
            inner = _cell(key, first + side)
            cells += [
                Cell(edges=below + ("L" if side else "")),
                Cell(text=inner.text, align=inner.align, face=inner.face, size=inner.size, edges=below),
                Cell(edges=below),
            ]
        made.append(Row(height=height, cells=tuple(cells), keep_with_next=number < len(_KEYS)))
    return made


_SHEET = Grid(
    widths=(_PAD, _INSIDE, _PAD) * 2,
    border=False,
    size=12,
    rows=(*_rows(0, cut=True), *_rows(2, cut=False)),
)


def prepare_copy(facts: DuesSlipFacts) -> Values:
    """What to copy onto the printed receipt, one sheet for each."""
    papers: list[Values] = []
    for number, slip in enumerate(facts.slips):
        payment = slip.payment
        papers.append(
            {
                "before": [{}] if number else [],
                "name": slip.name,
                "number": payment.number,
                "on": written_date(payment.received_on),
                "months": months_words([month for month, _ in payment.months]),
                "capitals": rmb_capitals(payment.amount_fen),
                "amount": yuan(payment.amount_fen),
                "way": payment.method + (f"（{payment.handed_by}代交）" if payment.handed_by else ""),
                "by": payment.received_by,
            }
        )
    return {"branch": facts.branch.name, "committee": facts.branch.committee, "papers": papers}


def _pair(left: tuple[str, str], right: tuple[str, str]) -> Row:
    return Row(
        height=14,
        cells=(
            label_cell(left[0]),
            Cell(text=left[1], align="center"),
            label_cell(right[0]),
            Cell(text=right[1], align="center"),
        ),
    )


_COPY: tuple[Block, ...] = (
    Repeat(each="before", blocks=(PageBreak(),)),
    Title(text="党费收据填写参考稿"),
    Paragraph(text="党支部：{branch}", align="left", size=12, indent=0),
    Grid(
        widths=(30, 48, 30, 48),
        size=12,
        rows=(
            _pair(("No", "（以票面印号为准）"), ("日期", "{on}")),
            wide("今收到", "{name}", 14),
            wide("交来", "{months}党费", 14),
            wide("金额（大写）", "{capitals}", 14),
            _pair(("金额（小写）", "{amount} 元"), ("交纳方式", "{way}")),
            wide("收款单位\n（章）", "由开具单位盖章", 18),
            _pair(("经手人", "{by}"), ("支部收讫条编号", "{number}")),
        ),
    ),
    Space(lines=0.4),
    Paragraph(text="一式三联：存根、交款人、记账，三联内容相同。", align="left", size=12, indent=0),
    Citation(text="党费收据由上级统一印制、开具，支部不得自印；本页只供照抄，不作收款凭证。"),
    Watermark(text="填写参考，非正式件"),
)


def _example(
    name: str, number: int, months: Sequence[tuple[str, int]], method: str = "现金", handed_by: str = ""
) -> DuesSlip:
    return DuesSlip(
        name=name,
        payment=Payment(
            id=number,
            person_id=number,
            received_on="2026-09-05",
            months=tuple(months),
            amount_fen=sum(fen for _, fen in months),
            number=f"2026-{number:04d}",
            received_by=MEMBERS[1].name,
            method=method,
            handed_by=handed_by,
        ),
    )


EXAMPLE = DuesSlipFacts(
    branch=BRANCH,
    as_of="2026-09-30",
    slips=(
        _example(MEMBERS[0].name, 12, [(f"2026-{m:02d}", 4287) for m in range(7, 10)]),
        _example(MEMBERS[2].name, 13, [("2026-09", 20)], method="代交", handed_by=MEMBERS[3].name),
        _example(MEMBERS[4].name, 14, [("2026-08", 1250), ("2026-09", 1300)], method="转账"),
    ),
)
FORMS = (
    Form(
        spec=FormSpec(
            id="C4",
            title="党费收据填写参考稿",
            version="2026.1",
            subject="paper",
            paper=PAPER_P,
            prepare=prepare_copy,
            blocks=(Repeat(each="papers", blocks=_COPY),),
            source="党费收据（统一印制，forms.md C4）",
        ),
        example=EXAMPLE,
    ),
    Form(
        spec=FormSpec(
            id="C4.2",
            title="党费收讫条",
            version="2026.1",
            subject="paper",
            paper=_QUARTERS,
            prepare=prepare,
            blocks=(Repeat(each="sheets", blocks=(Repeat(each="before", blocks=(PageBreak(),)), _SHEET)),),
            source="党费收讫条（支部内部凭条，forms.md C4）",
        ),
        example=EXAMPLE,
    ),
)
