"""What was not held as often as it should be (ZB-11 to ZB-17); the assembly's quarter is judged in check_branch."""

from models.domain.finding import Finding, Severity
from models.domain.plan import OF_A_YEAR
from models.domain.plan_rules import ASKED, Frequency
from models.domain.records import Branch, MeetingKind
from models.domain.year_plan import Total, YearPlan

MADE_UP_UNTIL = "03-31"  # what is of a year is often held in the first quarter of the next (ZB-16)
USUAL_FROM = "10-01"


def check_plan(branch: Branch, plan: YearPlan, today: str) -> list[Finding]:
    """Findings on one year, as of `today`: a line a kind; the year before only for what is due once in it."""
    found: list[Finding] = []
    is_this = today[:4] == str(plan.year)
    for total in plan.totals:
        kind = total.frequency.kind
        if not total.applies or kind is MeetingKind.ASSEMBLY:
            continue
        if kind in OF_A_YEAR and total.frequency.months == 12:
            found += _of_the_year(branch, plan, total, today)
        elif is_this:
            found += _of_periods(branch, plan, total)
    return found


def _say(branch: Branch, year: int, frequency: Frequency, text: str, severity: Severity) -> Finding:
    """An answer holds for the year."""
    return Finding(
        rule=frequency.rule,
        severity=severity,
        subject=branch.name,
        message=text,
        citation=frequency.citation,
        record_kind="branch",
        record_id=branch.id,
        field=frequency.kind.value,
        about=str(year),
    )


def _of_periods(branch: Branch, plan: YearPlan, total: Total) -> list[Finding]:
    frequency = total.frequency
    is_practice = frequency.kind in ASKED and frequency.is_own
    if total.missing:
        text = f"记录显示 {plan.year} 年{total.missing_words}没有召开{frequency.kind.value}"
        text += "（按本单位的频次）" if is_practice else ""
        severity = Severity.INFO if is_practice else frequency.severity
        return [_say(branch, plan.year, frequency, f"{text}，请核对", severity)]
    if total.due:
        who = "、".join(unit for unit in total.due if unit)
        text = f"{frequency.this_period}尚未召开{frequency.kind.value}" + (f"：{who}" if who else "")
        return [_say(branch, plan.year, frequency, text, Severity.INFO)]
    return []


def _of_the_year(branch: Branch, plan: YearPlan, total: Total, today: str) -> list[Finding]:
    """Once a year: a reminder from October, a warning after the next March; silent where nothing is known."""
    kind, frequency = total.frequency.kind.value, total.frequency
    if total.done >= frequency.times:
        return []
    if today[:4] == str(plan.year):
        if today[5:] < USUAL_FROM:
            return []
        return [_say(branch, plan.year, frequency, f"本年度还没有{kind}的记录", Severity.INFO)]
    if not total.missing:
        return []
    if today <= f"{plan.year + 1}-{MADE_UP_UNTIL}":
        text = f"{plan.year} 年度还没有{kind}的记录；补开的请在会议里注明年度归属"
        return [_say(branch, plan.year, frequency, text, Severity.INFO)]
    text = f"记录显示 {plan.year} 年度没有{kind}，请核对；开在次年的，请在会议里注明年度归属"
    return [_say(branch, plan.year, frequency, text, frequency.severity)]
