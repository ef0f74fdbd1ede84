"""The lists of the dues import: everybody with what would be entered, and every cell that wants a look."""

from collections.abc import Callable

from models.domain.dues_line import DIFFERS, DUES_PROBLEMS, TOTAL, UNREAD, WAIVED, WORD
from models.domain.money import yuan
from models.domain.roster_cleaning import Verdict
from models.services.dues_judging import KEPT, KNOWN
from models.services.dues_plan import DuesPlan, PlannedDues
from models.services.import_plan import Entry
from ui.dialogs.import_problems import TONES
from ui.record_model import Column

Numbered = tuple[int, Entry]
LEFT_OUT = (UNREAD, WORD)


def months_of(one: PlannedDues) -> str:
    """1—9月；免 4—6月: in the words of a ledger."""
    said = [_stretches([int(month[5:]) for month in one.paid])]
    said += [
        f"{waiver.kind.removesuffix('交纳')} {_stretch(waiver.first, waiver.last)}" for waiver in one.waivers
    ]
    return "；".join(filter(None, said)) or "—"


def _stretches(months: list[int]) -> str:
    found: list[tuple[int, int]] = []
    for month in sorted(months):
        if found and month == found[-1][1] + 1:
            found[-1] = (found[-1][0], month)
        else:
            found.append((month, month))
    return "、".join(_stretch(first, last) for first, last in found)


def _stretch(first: int, last: int) -> str:
    return f"{first}月" if first == last else f"{first}—{last}月"


def _standards(one: PlannedDues) -> str:
    if not one.standards:
        return "—"
    return "；".join(
        yuan(s.fen) + (f"（{int(s.from_month[5:])}月起）" if at else "") for at, s in enumerate(one.standards)
    )


def _rule(one: PlannedDues) -> str:
    said = dict.fromkeys("" if s.rule_fen is None else yuan(s.rule_fen) for s in one.standards)
    return "；".join(filter(None, said)) or "无法判断"


def _remarks(one: PlannedDues) -> str:
    said = [p.message for p in one.problems if p.verdict is Verdict.DOUBTFUL]
    known = f"{len(one.known_months)} 个月台账里已有" if one.known_months else ""
    return "；".join(filter(None, [*said, known])) or ("" if one.is_new else "与台账相同")


def _tone(one: PlannedDues) -> str:
    return "soon" if any(p.verdict is Verdict.DOUBTFUL for p in one.problems) else ""


def people_columns(place: Callable[[int], str], wide: bool) -> tuple[Column[PlannedDues], ...]:
    """One line a member and year."""
    return (
        Column(
            key="row", title="表中行", text=lambda p: place(p.row), width=120 if wide else 64,
            align="left" if wide else "right", sort=False, wrap=True,
        ),
        Column(key="name", title="姓名", text=lambda p: p.name, width=84, sort=False, wrap=True),
        *([Column[PlannedDues](key="year", title="年份", text=lambda p: str(p.year), width=56, sort=False)] if wide else []),
        Column(key="kind", title="类型", text=lambda p: p.kind or "未写", width=68, sort=False),
        Column(
            key="base", title="计算基数", text=lambda p: yuan(p.base_fen) if p.base_fen else "", width=80,
            align="right", sort=False,
        ),
        Column(
            key="standard", title="月标准", text=_standards, width=70, align="right", sort=False, wrap=True,
            tone=lambda p: "soon" if p.differs else "",
        ),
        Column(key="rule", title="按规定", text=_rule, width=70, align="right", sort=False, wrap=True),
        Column(key="months", title="已交、免交", text=months_of, width=120, sort=False, wrap=True, tip=months_of),
        Column(key="paid", title="已交合计", text=lambda p: yuan(p.paid_fen), width=76, align="right", sort=False),
        Column(
            key="remark", title="说明", text=_remarks, width=250, sort=False, wrap=True, tip=_remarks, tone=_tone
        ),
    )  # fmt: skip


def _beside(pair: Numbered) -> str:
    """What stands beside the cell: what is entered, what the rule says, what the sum comes to."""
    problem = pair[1].problem
    words = {DIFFERS: "按规定 {}", TOTAL: "相加 {}", KNOWN: "台账 {}", KEPT: "台账 {}", WAIVED: "记为{}"}
    said = words.get(problem.code, "{}" if problem.verdict is Verdict.REFUSED else "记为 {}")
    return said.format(problem.after) if problem.after else "没有记入" if problem.code in LEFT_OUT else "—"


def entry_columns(place: Callable[[int], str], wide: bool) -> tuple[Column[Numbered], ...]:
    """One line a cell that was doubtful, mended or not taken."""
    return (
        Column(
            key="row", title="表中行", text=lambda e: place(e[1].row), width=120 if wide else 64,
            align="left" if wide else "right", sort=False, wrap=True,
        ),
        Column(key="name", title="姓名", text=lambda e: e[1].name, width=84, sort=False),
        Column(key="field", title="哪一格", text=lambda e: e[1].problem.field, width=84, sort=False),
        Column(
            key="code", title="情况", text=lambda e: DUES_PROBLEMS.get(e[1].problem.code, "请核对"), width=124,
            sort=False, tone=lambda e: TONES[e[1].problem.verdict],
        ),
        Column(
            key="before", title="表中原来", text=lambda e: e[1].problem.before, width=96, sort=False,
            tip=lambda e: e[1].problem.before,
        ),
        Column(key="after", title="对照", text=_beside, width=124, sort=False),
        Column(
            key="message", title="说明", text=lambda e: e[1].problem.message, width=300, sort=False, wrap=True,
            tip=lambda e: e[1].problem.message,
        ),
    )  # fmt: skip


def place_words(plan: DuesPlan) -> tuple[Callable[[int], str], bool]:
    """How a row is named, and whether that wants room (several sheets)."""
    several = len(plan.book.tables) > 1
    return (plan.book.place if several else str), several


def summary(plan: DuesPlan) -> str:
    """One sentence: years, people, standards, money, waivers; repaired, doubtful, left out."""
    new = plan.new
    years = "、".join(str(year) for year in plan.years)
    standards, waivers = sum(len(one.standards) for one in new), sum(bool(one.waivers) for one in new)
    counted = {verdict: len(plan.of(verdict)) for verdict in Verdict}
    return (
        f"{years + ' 年：' if years else ''}{len({one.person_id for one in new})} 人，核定标准 {standards} 条，"
        f"已交 {yuan(plan.paid_fen)} 元{f'，少交免交 {waivers} 人' if waivers else ''}。"
        f"已更正 {counted[Verdict.REPAIRED]} 处，待核 {counted[Verdict.DOUBTFUL]} 处，"
        f"{counted[Verdict.REFUSED]} 行不导入。"
    )
