"""What the papers of standards are made of: who pays how much and why (C1), who asks to pay less (C7)."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.domain import dues_items
from models.domain.dates import chinese_date
from models.domain.dues_items import unpack
from models.domain.dues_records import DuesStandard
from models.domain.facts import PaperFacts
from models.domain.finding import Citation
from models.domain.money import yuan
from models.domain.records import Person
from models.domain.reduction import ELSEWHERE, LESS, Reduction


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """One member's standards of a year: `standards` in order, `before` of the year before."""

    person: Person
    standards: tuple[DuesStandard, ...]
    before: DuesStandard | None = None
    citation: Citation | None = None
    reductions: tuple[Reduction, ...] = ()
    meeting: str = ""  # where the last one was fixed

    @property
    def last(self) -> DuesStandard:
        """The one that is explained: the last of the year."""
        return self.standards[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardFacts(PaperFacts):
    """Subject "standard" (C1, C1.2): of one member (`only`) or of everybody, by pinyin."""

    year: int
    people: tuple[Fixed, ...] = ()
    only: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReductionFacts(PaperFacts):
    """Subject "reduction" (C7): what is recorded of it, or only who asks."""

    person: Person
    reduction: Reduction | None = None
    standard: DuesStandard | None = None
    meeting: str = ""


def base_words(one: DuesStandard) -> str:
    """What the base is made of, as far as it was recorded."""
    if items := unpack(one.items):
        return dues_items.words(one.kind, items)
    if one.kind in dues_items.BASE_KINDS and one.base_fen:
        return f"{yuan(one.base_fen)} 元（未分项）"
    return ""


def months_words(one: DuesStandard) -> str:
    """2026年1月至2026年6月, 2026年1月起."""
    since = chinese_date(one.from_month)
    return f"{since}至{chinese_date(one.to_month)}" if one.to_month else f"{since}起"


def changed_words(fixed: Fixed) -> str:
    """What is another amount than last year's, and why; figures only."""
    before, first = fixed.before, fixed.standards[0]
    parts: list[str] = []
    if before is None:
        parts.append("上年没有核定记录。")
    elif before.amount_fen == first.amount_fen and before.base_fen == first.base_fen:
        parts.append(f"与上年相同（{yuan(before.amount_fen)} 元）。")
    else:
        parts.append(f"上年 {yuan(before.amount_fen)} 元，{_difference(before, first)}。")
    for earlier, later in zip(fixed.standards, fixed.standards[1:], strict=False):
        why = f"（{later.reason}）" if later.reason else ""
        parts.append(
            f"{chinese_date(later.from_month)}起由 {yuan(earlier.amount_fen)} 元改为 {yuan(later.amount_fen)} 元{why}。"
        )
    return "".join(parts)


def _difference(before: DuesStandard, now: DuesStandard) -> str:
    parts: list[str] = []
    if before.kind != now.kind:
        parts.append(f"人员类别由{dues_items.title_of(before.kind)}改为{dues_items.title_of(now.kind)}")
    elif before.base_fen and now.base_fen and before.base_fen != now.base_fen:
        parts.append(f"基数由 {yuan(before.base_fen)} 元变为 {yuan(now.base_fen)} 元")
        parts += _items_changed(before, now)
    if before.band != now.band and before.band and now.band and before.kind == now.kind:
        parts.append(f"档次由“{before.band}”变为“{now.band}”")
    step = now.amount_fen - before.amount_fen
    more = f"每月{'多' if step > 0 else '少'}交 {yuan(abs(step))} 元" if step else "数额未变"
    return "，".join((*parts, more))


def _items_changed(before: DuesStandard, now: DuesStandard) -> list[str]:
    """Of items with names in both years: which changed by how much; at most three."""
    old, new = dict(unpack(before.items)), dict(unpack(now.items))
    if not old or not new:
        return []
    steps = [(name, new.get(name, 0) - old.get(name, 0)) for name in {**old, **new}]
    steps = sorted(((n, step) for n, step in steps if step), key=lambda one: -abs(one[1]))
    told = "、".join(f"{name} {'+' if step > 0 else '-'}{yuan(abs(step))}" for name, step in steps[:3])
    return [f"其中{told}"] if told else []


def reduction_words(reductions: Sequence[Reduction]) -> str:
    """少交至 10.00 元（2026年1月至6月；支部 1月10日 研究，…批准）."""
    return "；".join(_reduced(one) for one in reductions)


def _reduced(one: Reduction) -> str:
    until = f"至{chinese_date(one.to_month)}" if one.to_month else "起"
    what = f"少交至每月 {yuan(one.amount_fen)} 元" if one.kind == LESS else one.kind
    steps: list[str] = []
    if one.kind != ELSEWHERE:
        steps.append(f"{chinese_date(one.branch_on)}支部研究" if one.branch_on else "支部研究未记录")
        paper = f"（{one.superior_paper}）" if one.superior_paper else ""
        steps.append(
            f"{chinese_date(one.superior_on)}上级党委批准{paper}" if one.superior_on else "上级批准未记录"
        )
    told = f"：{'，'.join(steps)}" if steps else ""
    return f"{chinese_date(one.from_month)}{until}{what}{told}"
