"""What a line of a dues grid from outside is, and what it is measured by: the rules, the county's amount, the rounding."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice

from models.domain.dues import BASE_KINDS, KINDS, ROUNDING, StandardResult, standard
from models.domain.dues_cell import Said, read_cell
from models.domain.dues_waivers import Waiver
from models.domain.errors import UserError
from models.domain.roster_cleaning import Problem
from models.domain.rules import RuleBook

WORD, TEXT, WAIVED, DIFFERS, TOTAL = (
    "amount.word", "amount.text", "waived.no_approval", "standard.differs", "total.differs",
)  # fmt: skip
UNREAD, SPREAD, ROUNDED, NO_KIND = (
    "amount.unknown", "amount.spread", "amount.rounded", "kind.unknown",
)  # fmt: skip
_LOOKED_AT = 300  # standards that tell how a sheet rounds


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What stands under one head of months: from the first to the last of a year, in a cell."""

    first: int
    last: int
    cell: Hashable
    joined: bool = False  # one cell over the columns of several months


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """One person's year as a sheet has it. `kind`: KINDS or ""; `row` as in an import report."""

    row: int
    year: int
    name: str
    kind: str = ""
    kind_text: str = ""
    base: Hashable = ""
    standards: tuple[tuple[int, Hashable], ...] = ()  # (from which month, cell)
    months: tuple[Span, ...] = ()
    dues: tuple[Span, ...] = ()  # what was due by month, where the sheet says it
    total: Hashable = ""
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetStandard:
    """A monthly standard as written; `rule` is what the rules give, None where they cannot tell."""

    first: int
    fen: int
    rule: StandardResult | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineReading:
    """What a line comes to. `plain_fen`: the sum of what stands there as numbers, as a spreadsheet adds it."""

    line: SheetLine
    kind: str = ""
    base_fen: int = 0
    standards: tuple[SheetStandard, ...] = ()
    paid: Mapping[int, int] = field(default_factory=dict[int, int])
    waivers: tuple[Waiver, ...] = ()
    problems: tuple[Problem, ...] = ()
    plain_fen: int = 0
    notes: tuple[str, ...] = ()  # what was written, where it is not what is stored

    @property
    def paid_fen(self) -> int:
        return sum(self.paid.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Yardstick:
    """By what a sheet is judged. `county_fen` only where the branch has set it; `texts`: numbers are text all over."""

    rules: RuleBook
    rounding: str = "分"
    county_fen: int | None = None
    texts: bool = False


def rounding_of(lines: Iterable[SheetLine], by: Yardstick) -> str:
    """分, 角 or 元: to what the sheet's own standards are rounded; the yardstick's where that fits as well."""
    fits: Counter[str] = Counter()
    judged = 0
    for line in islice((one for one in lines if one.kind in BASE_KINDS), _LOOKED_AT):
        told = {unit: _fit(line, replace(by, rounding=unit)) for unit in ROUNDING}
        if any(told.values()):
            judged += 1
            fits.update(unit for unit, same in told.items() if same)
    best = max(ROUNDING, key=lambda unit: (fits[unit], unit == by.rounding))
    return best if judged >= 3 and fits[best] > fits[by.rounding] * 2 else by.rounding


def _fit(line: SheetLine, by: Yardstick) -> bool:
    base, written = read_cell(line.base), [read_cell(cell) for _, cell in line.standards]
    if base.said is not Said.AMOUNT or not written:
        return False
    rule = by_rule(line, base.fen, by)
    return rule is not None and all(one.fen in (rule.amount_fen, rule.uncapped_fen) for one in written)


def by_rule(
    line: SheetLine, base_fen: int, by: Yardstick, county_fen: int | None = None
) -> StandardResult | None:
    """What the rules give for a line, None where they cannot tell."""
    if line.kind not in KINDS:
        return None
    try:
        return standard(line.kind, base_fen, county_fen, f"{line.year}-01-01", by.rules, by.rounding)
    except UserError:
        return None


def months_words(first: int, last: int) -> str:
    return f"{first}月" if first == last else f"{first}—{last}月"


DUES_PROBLEMS = {
    WORD: "只写了已交",
    TEXT: "金额写成文字",
    WAIVED: "免交没有批复",
    DIFFERS: "标准与规定不符",
    TOTAL: "合计不符",
    UNREAD: "认不出的内容",
    SPREAD: "一格写几个月",
    ROUNDED: "小数超过两位",
    NO_KIND: "没有身份类型",
    "month.outside": "当月不在本支部",
    "month.paid": "台账里已有",
    "month.closed": "月份已结账",
    "standard.kept": "台账标准不同",
    "id.duplicate": "同一个人",
    "person.unknown": "名册里没有",
    "person.several": "重名，请指定",
    "person.not_member": "不是党员",
    "person.left": "已离开本支部",
    "row.not_a_person": "不是人员",
}


def mark_field(year: int, where: str) -> str:
    """What a doubt of a dues sheet is called among the marks of a member."""
    return f"{year}年党费{where}"


def is_of_dues(field: str) -> bool:
    """Whether a mark speaks of dues: no field of the card holds the answer."""
    return field[4:7] == "年党费"
