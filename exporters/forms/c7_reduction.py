"""C7 党费减免（少交、免交）审批表: one page, two copies; the request, the opinions and the seals are for the pen."""

from dataclasses import replace

from exporters.forms._examples import BRANCH, MEMBERS
from exporters.forms._parts import label_cell
from exporters.forms._text import BLANK, date_or_blank, written_date
from exporters.spec import PAPER_P, Cell, Citation, Form, FormSpec, Grid, Paragraph, Row, Title, Values
from models.domain.dates import chinese_date
from models.domain.dues_records import DuesStandard
from models.domain.money import yuan
from models.domain.reduction import LESS, NOTHING, Reduction
from models.domain.standard_paper import ReductionFacts

_SIGN = "年　　月　　日"


def prepare(facts: ReductionFacts) -> Values:
    """What is on record; nobody's reasons are written here but those that were recorded."""
    person, one, standard = facts.person, facts.reduction, facts.standard
    return {
        "branch": facts.branch.name,
        "committee": facts.branch.committee,
        "file_key": person.name,
        "name": person.name,
        "sex": person.sex.value,
        "born": written_date(person.birth_date[:7]),
        "joined": written_date(person.joined_on),
        "id_number": person.id_number,
        "contact": "　".join(part for part in (person.address, person.phone) if part),
        "standard": f"{yuan(standard.amount_fen)} 元" if standard else "",
        "asked": _asked(one),
        "months": _months(one),
        "grounds": one.grounds if one else "",
        "branch_met": _met(facts),
        "superior": _approved(one),
    }


def _asked(one: Reduction | None) -> str:
    less, nothing = one is not None and one.kind == LESS, one is not None and one.kind == NOTHING
    fen = f"{yuan(one.amount_fen)} " if one and less else BLANK
    return f"{'√' if less else '□'}少交至每月{fen}元　{'√' if nothing else '□'}免交"


def _months(one: Reduction | None) -> str:
    if one is None:
        return "____年__月至____年__月"
    until = chinese_date(one.to_month) if one.to_month else "____年__月"
    return f"{chinese_date(one.from_month)}至{until}"


def _met(facts: ReductionFacts) -> str:
    one = facts.reduction
    if facts.meeting:
        return f"会议：{facts.meeting}"
    return f"会议日期：{date_or_blank(one.branch_on if one else '')}"


def _approved(one: Reduction | None) -> str:
    if one is None or not (one.superior_paper or one.superior_on):
        return ""
    day = f"（{chinese_date(one.superior_on)}）" if one.superior_on else ""
    return f"批复：{one.superior_paper}{day}"


def _four(*pairs: tuple[str, str]) -> Row:
    cells: list[Cell] = []
    for label, text in pairs:
        cells += [label_cell(label, size=12), Cell(text=text, align="center", size=12)]
    return Row(height=10, cells=tuple(cells))


def _two(label: str, text: str, second: str, other: str) -> Row:
    return Row(
        height=11,
        cells=(
            label_cell(label, size=12),
            Cell(text=text, align="center", span=3),
            label_cell(second, size=12),
            Cell(text=other, align="center", span=3),
        ),
    )


def _wide(label: str, text: str, height: float, *sign: str, grow: bool = False) -> Row:
    return Row(
        height=height,
        cells=(
            label_cell(label, size=12),
            Cell(text=text, span=7, valign="top" if sign else "middle", sign=sign, size=12, grow=grow),
        ),
    )


_EXAMPLE = ReductionFacts(
    branch=BRANCH,
    as_of="2026-01-20",
    person=replace(MEMBERS[3], address="云岭镇槐树湾村三组 12 号"),
    standard=DuesStandard(person_id=MEMBERS[3].id, from_month="2026-01", kind="工资", amount_fen=4287),
    meeting="2026年1月9日支委会",
    reduction=Reduction(
        person_id=MEMBERS[3].id,
        kind=LESS,
        amount_fen=1000,
        from_month="2026-01",
        to_month="2026-12",
        applied_on="2026-01-05",
        grounds="本人长期患病，医疗支出较大",
        branch_on="2026-01-09",
        superior_on="2026-01-16",
        superior_paper="云岭镇党委批复〔2026〕3号",
    ),
)
FORM = Form(
    spec=FormSpec(
        id="C7",
        title="党费减免（少交、免交）审批表",
        version="2026.1",
        subject="reduction",
        paper=replace(PAPER_P, top=24, bottom=20),
        prepare=prepare,
        one_page=True,
        blocks=(
            Title(text="党费减免（少交、免交）审批表"),
            Paragraph(text="党支部：{branch}", size=12, indent=0, align="left"),
            Grid(
                widths=(24, 26, 14, 14, 20, 24, 14, 20),
                size=12,
                leading=1.2,
                rows=(
                    _four(
                        ("姓　名", "{name}"),
                        ("性别", "{sex}"),
                        ("出生\n年月", "{born}"),
                        ("入党\n时间", "{joined}"),
                    ),
                    _two("身份证号", "{id_number}", "住　址\n电　话", "{contact}"),
                    _wide("收入来源与\n家庭情况", "", 26),
                    _two("现月标准", "{standard}", "期　限", "{months}"),
                    _wide("申　请", "{asked}", 10),
                    _wide("申请理由", "{grounds}", 30, "本人签名：　　　　　　", _SIGN, grow=True),
                    _wide("党小组意见", "", 22, "党小组组长签名：　　　　　　", _SIGN),
                    _wide(
                        "党支部\n研究意见",
                        "{branch_met}",
                        32,
                        "支部书记签名（支部盖章）：　　　　　　",
                        _SIGN,
                    ),
                    _wide("上级党委\n审批意见", "{superior}", 32, "（党委盖章）　　　　　　", _SIGN),
                    _wide("备　注", "附困难证明。期满复核。", 10),
                ),
            ),
            Citation(
                text="一式两份：支部、上级党委。依据：中组发〔2008〕3号第七条（经党支部研究、报上一级党委批准）。"
            ),
        ),
        source="党费减免审批表（通用，forms.md C7）",
    ),
    example=_EXAMPLE,
)
