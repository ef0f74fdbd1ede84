"""An appraisal against PY-01..09, and the year's talks against ZB-18. Every hint is of its year and can be answered."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from models.domain.appraisal import MEMBERS, Appraisal, AppraisalLine, Grade, steps
from models.domain.finding import Finding, Severity
from models.domain.organisational_life import Coverage
from models.domain.records import Branch, Person
from models.domain.rules import RuleBook, RuleSet, RuleValue

AREA = "appraisal"
MOST_NAMES = 6  # named in one sentence


def some(names: Sequence[str], unit: str = "人") -> str:
    """王一、李二等 9 人."""
    more = f"等 {len(names)} {unit}" if len(names) > MOST_NAMES else ""
    return "、".join(names[:MOST_NAMES]) + more


def edition_of(rules: RuleBook, year: int) -> RuleSet:
    return rules.edition(AREA, f"{year}-12-31")


def check_appraisal(
    branch: Branch, appraisal: Appraisal, expected: Sequence[Person], rules: RuleBook, came: int = 0
) -> list[Finding]:
    """What has to be looked at; `expected` are the members on the day, `came` how many its meeting says were there."""
    if appraisal.kind != MEMBERS:
        return []
    edition = edition_of(rules, appraisal.year)
    found = [*_order(branch, appraisal, edition), *_people(branch, appraisal, expected, edition)]
    if came and appraisal.present and came != appraisal.present:
        text = f"测评实到 {appraisal.present} 人，评议的会议记录到会 {came} 人，请核对"
        value = edition.value("PY-02")
        found.append(_of_branch(value, branch, appraisal.year, text, Severity.WARNING, "came"))
    found += _grades(branch, appraisal, edition)
    for line in appraisal.lines:
        found += _line(appraisal, line, edition)
    return found


def check_year(branch: Branch, appraisals: Iterable[Appraisal], rules: RuleBook) -> list[Finding]:
    """PY-01: once a year."""
    years = sorted(one.year for one in appraisals if one.kind == MEMBERS)
    found: list[Finding] = []
    for year in sorted({year for year in years if years.count(year) > 1}):
        text = f"{year} 年度登记了 {years.count(year)} 次民主评议党员，一般每年一次，请核对年度"
        found.append(_of_branch(edition_of(rules, year).value("PY-01"), branch, year, text))
    return found


def check_talks(branch: Branch, coverage: Coverage, rules: RuleBook) -> list[Finding]:
    """ZB-18: who has no talk recorded in the year."""
    value = edition_of(rules, coverage.year).value("ZB-18")
    found: list[Finding] = []
    if coverage.pairs:
        pairs = [f"{one.name}与{other.name}" for one, other in coverage.pairs]
        text = f"{coverage.year} 年尚无支委之间的谈心谈话记录：{some(pairs, '对')}"
        found.append(_of_branch(value, branch, coverage.year, text, part="pairs"))
    if coverage.members:
        text = f"{coverage.year} 年尚无支委与{some([p.name for p in coverage.members])}的谈心谈话记录"
        found.append(_of_branch(value, branch, coverage.year, text, part="members"))
    if coverage.among:
        text = f"{coverage.year} 年尚无{some([p.name for p in coverage.among])}与其他党员之间的谈心谈话记录"
        found.append(_of_branch(value, branch, coverage.year, text, part="among"))
    return found


def _of_branch(
    value: RuleValue, branch: Branch, year: int, text: str, severity: Severity | None = None, part: str = ""
) -> Finding:
    made = value.finding(
        branch.name, text, severity=severity or value.severity, record_kind="branch", record_id=branch.id
    )
    return _of_year(made, year, part)


def _of_year(made: Finding, year: int, part: str = "") -> Finding:
    """An answer of this year says nothing about the next."""
    return replace(made, about=f"{year} {part}".strip())


def _order(branch: Branch, appraisal: Appraisal, edition: RuleSet) -> list[Finding]:
    """PY-02: the four parts in their order; PY-03 where groups held the first two."""
    found: list[Finding] = []
    four = steps(appraisal)[:4]
    value = edition.value("PY-02")
    missing = [step.name for step in four if not step.done]
    if missing:
        severity = Severity.ERROR if appraisal.decided_on or appraisal.is_closed else Severity.INFO
        text = f"{appraisal.title}缺：{'、'.join(missing)}"
        found.append(_of_branch(value, branch, appraisal.year, text, severity))
    dated = [step for step in four if step.done]
    for before, after in zip(dated, dated[1:], strict=False):
        if before.on > after.on:
            text = f"记录显示{after.name}（{after.on}）早于{before.name}（{before.on}），请核对"
            found.append(_of_branch(value, branch, appraisal.year, text, Severity.WARNING, after.name))
    return found


def _people(
    branch: Branch, appraisal: Appraisal, expected: Sequence[Person], edition: RuleSet
) -> list[Finding]:
    """Whether the list is that of the roster on the day, and how many took part."""
    found: list[Finding] = []
    value = edition.value("PY-02")
    here, there = {line.person_id for line in appraisal.lines}, {person.id for person in expected}
    absent = [person.name for person in expected if person.id not in here]
    strangers = [line.name for line in appraisal.lines if line.person_id not in there]
    if absent:
        text = f"当天在册的 {some(absent)}不在评议名单里，请核对"
        found.append(_of_branch(value, branch, appraisal.year, text, Severity.WARNING, "absent"))
    if strangers and expected:
        text = f"评议名单里的 {some(strangers)}当天不在册，请核对"
        found.append(_of_branch(value, branch, appraisal.year, text, Severity.WARNING, "strangers"))
    if appraisal.expected and expected and appraisal.expected != len(expected):
        text = f"测评应到 {appraisal.expected} 人，按当天名册为 {len(expected)} 人，请核对"
        found.append(_of_branch(value, branch, appraisal.year, text, Severity.WARNING, "expected"))
    return found


def _grades(branch: Branch, appraisal: Appraisal, edition: RuleSet) -> list[Finding]:
    """PY-05, and full members left without a grade once the rest was decided."""
    found: list[Finding] = []
    value = edition.value("PY-05")
    best, cap = appraisal.graded(Grade.EXCELLENT), appraisal.cap(value.number)
    if len(best) > cap:
        whole = "党员总数" if appraisal.cap_basis != "正式党员" else "正式党员数"
        text = (
            f"优秀 {len(best)} 人，超过{whole} {appraisal.base} 人的三分之一（上限 {cap} 人），"
            f"请核对或按本单位要求说明"
        )
        found.append(_of_branch(value, branch, appraisal.year, text))
    left = [line.name for line in appraisal.ungraded if not line.person.is_mobile]
    if left and (appraisal.decided_on or appraisal.is_closed):
        text = f"已评定等次，{some(left)}还没有等次，请核对"
        found.append(
            _of_branch(edition.value("PY-02"), branch, appraisal.year, text, Severity.WARNING, "left")
        )
    return found


def _line(appraisal: Appraisal, line: AppraisalLine, edition: RuleSet) -> list[Finding]:
    def say(rule: str, text: str, severity: Severity | None = None) -> Finding:
        value = edition.value(rule)
        made = value.finding(
            line.name,
            text,
            severity=severity or value.severity,
            record_kind="person",
            record_id=line.person_id,
        )
        return _of_year(made, appraisal.year)

    found: list[Finding] = []
    if line.is_probationary and line.grade:
        found.append(say("PY-06", f"预备党员参加评议，不评定等次，记录为{line.grade}，请核对"))
    if line.grade in (Grade.BASIC, Grade.POOR) and not line.handling.strip():
        words = (
            "不合格，未见后续措施" if line.grade is Grade.POOR else "基本合格，未见指出差距、帮助改进的记录"
        )
        found.append(say("PY-07", f"评定为{words}，请核对"))
    if appraisal.is_closed and line.grade and not line.feedback_on:
        found.append(say("PY-08", "评定结果未登记向本人反馈的日期"))
    if line.person.is_mobile and not line.grade and not line.is_probationary and appraisal.counted:
        found.append(say("PY-09", "流动在外，可在流入地或流动党员党组织评议；已在外评议的，请录入结果"))
    return found
