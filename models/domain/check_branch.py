"""The branch as a whole: its size and the quarter's assembly (ZB-01, 02, 10), with its organisation."""

from collections.abc import Sequence

from models.domain.check_organisation import check_organisation
from models.domain.dates import add_months, chinese_date
from models.domain.finding import Finding, Severity
from models.domain.organisation import Organisation
from models.domain.records import Branch, Category, Meeting, MeetingKind, Person
from models.domain.rules import RuleBook, RuleValue
from models.domain.standing import standing_on


def check_branch(
    branch: Branch,
    people: Sequence[Person],
    meetings: Sequence[Meeting],
    rules: RuleBook,
    today: str,
    organisation: Organisation | None = None,
) -> list[Finding]:
    """Findings on the branch as of `today`; members who have left or not yet joined are not counted."""
    found = _size(branch, people, rules, today)
    found += check_organisation(organisation or Organisation(branch=branch), people, rules, today)
    quarter = _quarter(branch, meetings, rules, today)
    return [*found, quarter] if quarter else found


def _say(value: RuleValue, branch: Branch, text: str, severity: Severity | None = None) -> Finding:
    return value.finding(
        branch.name, text, severity=severity or value.severity, record_kind="branch", record_id=branch.id
    )


def _size(branch: Branch, people: Sequence[Person], rules: RuleBook, today: str) -> list[Finding]:
    edition = rules.edition("branch", today)
    standings = [s for s in (standing_on(p, today) for p in people) if s.in_branch]
    everybody, members = len(standings), sum(s.category == Category.FULL for s in standings)
    found: list[Finding] = []
    if not everybody:
        return found
    if members < edition.number("ZB-01"):
        text = f"记录显示正式党员 {members} 人，不足 {edition.number('ZB-01')} 人，应建联合党支部，请核对"
        found.append(_say(edition.value("ZB-01"), branch, text))
    if everybody > edition.number("ZB-02"):
        text = f"记录显示党员 {everybody} 人，超过 {edition.number('ZB-02')} 人，请考虑分设"
        found.append(_say(edition.value("ZB-02"), branch, text))
    return found


def quarter_bounds(today: str) -> tuple[str, str]:
    """First day of the quarter of `today`, and of the next one."""
    year, month = int(today[:4]), (int(today[5:7]) - 1) // 3 * 3 + 1
    first = f"{year:04d}-{month:02d}-01"
    return first, add_months(first, 3)


def _quarter(branch: Branch, meetings: Sequence[Meeting], rules: RuleBook, today: str) -> Finding | None:
    """ZB-10: a reminder inside the quarter; a warning when the quarter before had none although meetings are kept."""
    value = rules.edition("branch", today).value("ZB-10")
    held = sorted(m.held_on for m in meetings if m.kind == MeetingKind.ASSEMBLY and "" < m.held_on <= today)
    first, _ = quarter_bounds(today)
    before = add_months(first, -3)
    if held and held[0] < before and not any(before <= day < first for day in held):
        text = f"记录显示{chinese_date(before[:7])}起的一个季度没有召开支部党员大会，请核对"
        return _say(value, branch, text)
    if not any(day >= first for day in held):
        return _say(value, branch, "本季度尚未召开支部党员大会", Severity.INFO)
    return None
