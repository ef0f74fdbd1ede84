"""Development rules FZ-xx over one dossier, each step judged by the edition in force on its day.

Which day decides: an obligation with a period (FZ-03, 24, 33, 35, 43) belongs to the edition of the day the period
starts; a condition of a step (FZ-11, 13, 14, 15, 16, 19, 21, 22) to the edition of that step's day (FZ-13 and FZ-14: the
first day of the notice). How a period which began under the 2014 edition is to be treated after 2026-05-18 is written
nowhere, so it is only mentioned (I). A missing date is never a pass: when later steps are recorded it cannot be told
(unknown), and only when nothing later is recorded has the step not happened yet, and its period runs to `today`.
"""

from collections.abc import Mapping

from models.domain.calendar import WorkCalendar
from models.domain.case import REQUIRED_RESULT_MISSING, Case, by_words, cn
from models.domain.check_listing import check_listing
from models.domain.check_probation import check_probation
from models.domain.dates import add_months, full, is_before, is_over
from models.domain.finding import Finding, Severity
from models.domain.idnumber import check as check_id
from models.domain.next_steps import NextStep, next_steps
from models.domain.pipeline import REFUSED
from models.domain.records import Category, Dossier, Person
from models.domain.rules import RuleBook
from models.domain.standing import standing_on

__all__ = ["NextStep", "check_dossier", "next_steps"]

_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.UNKNOWN: 2, Severity.INFO: 3}
_IN_ORDER = (
    ("apply", "talk"),
    ("apply", "activist"),
    ("activist", "inspection"),
    ("activist", "candidate"),
    ("candidate", "admission"),
    ("pre_review", "admission"),
    ("admission", "approval"),
    ("approval", "oath"),
    ("admission", "confirmation"),
    ("confirmation", "confirmation_approval"),
)


def check_dossier(
    dossier: Dossier,
    rules: RuleBook,
    calendar: WorkCalendar,
    today: str,
    *,
    members: Mapping[int, Person] | None = None,
    notice_first_day_counts: bool = False,
) -> list[Finding]:
    """Everything the rules say about a dossier as of `today`, worst first; steps dated later have not happened.

    `members` (by person id) lets contacts and sponsors be checked for full membership. The public notice is counted
    from the day after its first day (the careful way) unless `notice_first_day_counts`.
    """
    case = Case(dossier, rules, calendar, today, members or {}, notice_first_day_counts)
    if not case.dossier.steps and dossier.person.category != Category.PROBATIONARY:
        return []
    for judge in (
        _age, _talk, _contacts, _inspections, _year_of_training, check_listing, _sponsors,
        _political_review, _training, _pre_review, _leaving, _submission, _approval, _oath, _sequence,
    ):  # fmt: skip
        judge(case)
    check_probation(case)
    return sorted(case.found, key=lambda f: _ORDER[f.severity])


def _age(case: Case) -> None:
    """FZ-01 by the day of application; a partial birth date is helped by the ID number where they agree."""
    applied, person = case.day("apply"), case.dossier.person
    if not case.dossier.steps:
        return
    years = case.number("FZ-01", applied)
    number = check_id(person.id_number)
    birth = person.birth_date or number.birth_date
    if number.ok and number.birth_date.startswith(birth):
        birth = number.birth_date
    young = is_before(applied, birth, years * 12)
    if young is None:
        case.unknown("FZ-01", applied, "缺出生日期或申请日期，无法判断申请时是否年满 18 周岁", "apply")
    elif young:
        text = f"记录显示出生于{cn(birth)}，{cn(applied)}申请时未满 {years} 周岁，不符合申请条件，请核对"
        case.say("FZ-01", applied, text, "apply")


def _talk(case: Case) -> None:
    """FZ-03 by the day of application."""
    applied, talk = case.day("apply"), case.day("talk")
    months = case.number("FZ-03", applied)
    if talk or not case.later_than("talk"):
        over = is_over(applied, months, talk or case.today) if applied else None
        if over:
            what = f"{cn(talk)}才派人谈话" if talk else f"至{cn(case.today)}未见派人谈话"
            text = (
                f"记录显示{cn(applied)}收到入党申请，{what}，已超过一个月{by_words(applied, months)}，请核对"
            )
            case.say("FZ-03", applied, text, "talk")
        elif over is None and (talk or applied):
            case.unknown("FZ-03", applied, "申请或谈话日期不全，无法判断是否在一个月内谈话", "talk")
    else:
        case.unknown("FZ-03", applied, "没有谈话日期，无法判断是否在一个月内谈话", "talk")


def _contacts(case: Case) -> None:
    """FZ-07 by the day of becoming an activist."""
    since = case.day("activist")
    if not since and not case.later_than("activist"):
        return
    value = case.value("FZ-07", since)
    names = case.dossier.names("contact")
    if not names:
        case.unknown("FZ-07", since, "没有录入培养联系人，无法判断", "contacts")
    elif not value.minimum <= len(names) <= value.number:
        text = f"记录显示培养联系人 {len(names)} 名，培养联系人应为 1 至 2 名正式党员，请核对"
        case.say("FZ-07", since, text, "contacts")
    _full_members(case, "contact", "FZ-07", since, "contacts")


def _full_members(case: Case, role: str, rule: str, on: str, code: str) -> None:
    """Contacts and sponsors known to the roster must be full members with their rights on the day."""
    day = on if full(on) else case.today
    for companion in case.dossier.companions:
        member = case.members.get(companion.member_id)
        if companion.role != role or member is None:
            continue
        standing = standing_on(member, day)
        if standing.category != Category.FULL or (role == "sponsor" and not standing.can_vote):
            why = standing.why or standing.category.value
            text = f"记录显示{companion.name}在{cn(day)}不是有表决权的正式党员（{why}），请核对"
            case.say(rule, on, text, code)


def _inspections(case: Case) -> None:
    """FZ-08 from activist to candidate (or today); when only one inspection is known, what was before it is unknown."""
    since, listed = case.day("activist"), case.day("candidate")
    if not (since or listed or case.later_than("activist")):
        return
    end = listed or case.today
    months = case.number("FZ-08", end)
    if not listed and case.later_than("candidate"):
        case.unknown("FZ-08", since, "没有列为发展对象的日期，无法判断考察间隔", "inspection")
        return
    every = case.dossier.all("inspection")
    days = [s.on_date for s in every if not is_before(end, s.on_date)]
    if not days:
        pending = not listed and not every and since and is_over(since, months, end)
        if pending:
            text = f"记录显示{cn(since)}确定为入党积极分子，至{cn(end)}未见考察记录，已超过半年，请核对"
            case.say("FZ-08", end, text, "inspection")
        elif listed or not since or is_over(since, months, end) is None:
            case.unknown("FZ-08", end, "没有列为发展对象以前的考察日期，无法判断", "inspection")
        return
    to = f"列为发展对象的{cn(end)}" if listed else cn(end)
    _gap(case, days[-1], end, f"最近一次考察是{cn(days[-1])}，至{to}", months)
    if len(days) == 1:
        if not since or is_over(since, months, days[0]) is not False:
            text = f"只知道{cn(days[0])}的考察，此前的考察间隔无法判断"
            case.unknown("FZ-08", end, text, "inspection")
        return
    chain = ([since] if since else []) + days
    for earlier, later in zip(chain, chain[1:], strict=False):
        _gap(case, earlier, later, f"{cn(earlier)}至{cn(later)}之间没有考察", months)


def _gap(case: Case, earlier: str, later: str, words: str, months: int) -> None:
    over = is_over(earlier, months, later)
    if over:
        case.say("FZ-08", later, f"记录显示{words}，距上次考察已超过半年，请核对", "inspection")
    elif over is None:
        case.unknown("FZ-08", later, "考察日期不完整，无法判断间隔是否超过半年", "inspection")


def _year_of_training(case: Case) -> None:
    """FZ-11 on the day of the proposal: the discussion where it is recorded, else the listing, else the notice."""
    talks = [day for code in ("seek_opinions", "candidate") if (day := case.day(code))]
    proposed = min(talks) if talks else case.day("notice") or case.day("consent")
    if not proposed:
        return
    since, months = case.day("activist"), case.number("FZ-11", proposed)
    early = is_before(proposed, since, months) if since else None
    if early:
        first = cn(add_months(since, months))
        earliest = f"（最早{first}）" if first else ""
        text = (
            f"记录显示{cn(since)}确定为入党积极分子，{cn(proposed)}拟列为发展对象，"
            f"培养考察未满一年{earliest}，请核对"
        )
        case.say("FZ-11", proposed, text, "candidate")
    elif early is None:
        case.unknown("FZ-11", proposed, "确定积极分子日期不全，无法判断培养考察是否满一年", "candidate")


def _sponsors(case: Case) -> None:
    """FZ-16 from the committee's review on: two full members."""
    on = case.day("sponsors") or case.day("committee_review") or case.day("admission")
    if not on:
        return
    value, names = case.value("FZ-16", on), case.dossier.names("sponsor")
    if not names:
        case.unknown("FZ-16", on, "没有录入入党介绍人，无法判断", "sponsors")
    elif len(names) != value.number:
        text = f"记录显示入党介绍人 {len(names)} 名，入党介绍人须为两名正式党员，请核对"
        case.say("FZ-16", on, text, "sponsors")
    _full_members(case, "sponsor", "FZ-16", on, "sponsors")


def _political_review(case: Case) -> None:
    """FZ-19 by the admission's day: a review with a passing result before the assembly."""
    review, admitted = case.dossier.last("political_review"), case.day("admission")
    if review is not None and review.result in REFUSED:
        text = f"记录显示{cn(review.on_date)}政治审查结论为{review.result}，不能发展入党，请核对"
        case.say("FZ-19", admitted or review.on_date, text, "political_review")
    elif admitted and review is None:
        case.unknown("FZ-19", admitted, "没有政治审查日期，无法判断", "political_review")
    elif admitted and review is not None and is_before(admitted, review.on_date):
        text = f"记录显示{cn(admitted)}支部大会讨论接收，{cn(review.on_date)}才完成政治审查，请核对"
        case.say("FZ-19", admitted, text, "political_review")
    elif admitted and review is not None and not review.result:
        case.unknown("FZ-19", admitted, REQUIRED_RESULT_MISSING.format("政治审查"), "political_review")


def _training(case: Case) -> None:
    """FZ-21 by the training's day: three days (first and last counted) or 24 hours; several courses add up."""
    courses, admitted = case.dossier.all("training"), case.day("admission")
    if not courses:
        if admitted:
            case.unknown("FZ-21", admitted, "没有集中培训日期，无法判断", "training")
        return
    on = courses[0].on_date
    hours, days, certain = sum(s.hours for s in courses), 0, True
    for course in courses:
        first, last = full(course.on_date), full(course.ended_on)
        if first is None or last is None:
            certain = False
        elif last >= first:
            days += (last - first).days + 1
    if days >= case.number("FZ-21", on) or hours >= case.number("FZ-21.hours", on):
        if admitted and is_before(admitted, on):
            case.say("FZ-21", on, f"记录显示{cn(on)}的集中培训在接收大会之后，请核对", "training")
    elif not certain and not hours:
        case.unknown("FZ-21", on, "没有培训结束日期或学时，无法判断培训是否足够", "training")
    else:
        length = (f" {days} 天" if certain else "") + (f" {hours} 学时" if hours else "，未记学时")
        text = f"记录显示集中培训{length}，不足 3 天且不足 24 学时，除个别特殊情况外不能发展入党，请核对"
        case.say("FZ-21", on, text, "training")


def _pre_review(case: Case) -> None:
    """FZ-22: committee's review, then a passing pre-review, then the application form."""
    filled, pre, review = (
        case.day("form_filled"),
        case.dossier.last("pre_review"),
        case.day("committee_review"),
    )
    on = filled or (pre.on_date if pre else "")
    if filled and pre is None:
        case.unknown("FZ-22", on, "没有上级党委预审日期，无法判断预审合格后才填写志愿书", "pre_review")
    elif filled and pre is not None and (pre.result in REFUSED or is_before(filled, pre.on_date)):
        text = f"记录显示{cn(filled)}填写入党志愿书，当时未预审合格，未预审合格不应填写志愿书，请核对"
        case.say("FZ-22", on, text, "form_filled")
    if pre is not None and review and is_before(pre.on_date, review):
        text = f"记录显示{cn(pre.on_date)}上级预审，{cn(review)}才经支委会审查，次序不符，请核对"
        case.say("FZ-22", on, text, "pre_review")


def _leaving(case: Case) -> None:
    """FZ-23 for a candidate not yet admitted whose day of leaving is recorded ahead."""
    listed, leaving = case.day("candidate"), case.dossier.person.left_on
    if not listed or case.day("admission") or not full(leaving) or leaving < case.today:
        return
    if is_over(case.today, case.number("FZ-23", case.today), leaving) is False:
        text = f"记录显示{cn(leaving)}将离开本单位，三个月内将离开的，一般不办理接收手续，请核对"
        case.say("FZ-23", case.today, text, "admission")


def _submission(case: Case) -> None:
    """FZ-24 (2026 edition) by the day of the pre-review; one begun under the 2014 edition is only mentioned."""
    passed = [s for s in case.dossier.all("pre_review") if s.result not in REFUSED]
    meetings = [s.on_date for s in case.dossier.all("admission")]
    if not passed:
        if meetings and case.asks("FZ-24", meetings[-1]):
            case.unknown(
                "FZ-24", meetings[-1], "没有预审合格日期，无法判断是否在一个月内提交大会", "pre_review"
            )
        return
    reviewed = passed[-1].on_date
    held = next((day for day in meetings if not is_before(day, reviewed)), "")
    if not held and (meetings or case.later_than("admission")):
        case.unknown_if_asked(
            "FZ-24", reviewed, "没有预审之后的大会日期，无法判断是否在一个月内提交", "admission"
        )
        return
    until = held or case.today
    what = f"{cn(held)}才提交支部党员大会" if held else f"至{cn(until)}未提交支部党员大会"
    case.period("FZ-24", reviewed, until, f"{cn(reviewed)}预审合格，{what}，已满一个月", "admission")


def _approval(case: Case) -> None:
    """FZ-33 by the assembly's day: over 3 months W, over 6 months E; a missing approval runs to today."""
    passed = [s for s in case.dossier.all("admission") if s.result not in REFUSED]
    if not passed:
        return
    held = passed[-1].on_date
    approval = next((s.on_date for s in case.dossier.all("approval") if not is_before(s.on_date, held)), "")
    if not approval and case.is_past_approval():
        case.unknown("FZ-33", held, "没有上级审批日期，无法判断是否在期限内审批", "approval")
        return
    until = approval or case.today
    what = f"上级{cn(approval)}审批" if approval else f"至{cn(until)}未见上级审批"
    words = f"记录显示{cn(held)}支部大会通过接收，{what}"
    months, limit = case.number("FZ-33", held), case.number("FZ-33.limit", held)
    if is_over(held, limit, until):
        text = f"{words}，超过六个月上限{by_words(held, limit)}，请核对"
        case.say("FZ-33.limit", held, text, "approval")
    elif is_over(held, months, until):
        text = f"{words}，超过三个月{by_words(held, months)}，须注明特殊情况，请核对"
        case.say("FZ-33", held, text, "approval")
    elif is_over(held, months, until) is None:
        case.unknown("FZ-33", held, "接收大会或审批日期不全，无法判断是否在期限内审批", "approval")


def _oath(case: Case) -> None:
    """FZ-35 (2026 edition) by the day of approval."""
    approved, oath = case.day("approval"), case.day("oath")
    if not approved or not case.is_past_approval(approved_only=True):
        return
    if not oath and case.later_than("oath"):
        case.unknown_if_asked("FZ-35", approved, "没有宣誓日期，无法判断是否在批准后一个月内宣誓", "oath")
        return
    until = oath or case.today
    what = f"{cn(oath)}宣誓" if oath else f"至{cn(until)}未见宣誓"
    case.period("FZ-35", approved, until, f"{cn(approved)}批准，{what}，批准已满一个月", "oath")


def _sequence(case: Case) -> None:
    """JL-01: a later step dated before an earlier one, or a notice or course which ends before it begins."""
    for earlier, later in _IN_ORDER:
        first, second = case.dossier.first(earlier), case.dossier.last(later)
        if first and second and is_before(second.on_date, first.on_date):
            text = (
                f"记录显示“{case.name(later)}”（{cn(second.on_date)}）早于"
                f"“{case.name(earlier)}”（{cn(first.on_date)}），请核对"
            )
            case.say("JL-01", second.on_date, text, later)
    for step in case.dossier.steps:
        if step.ended_on and is_before(step.ended_on, step.on_date):
            text = f"记录显示“{case.name(step.code)}”的结束日期{cn(step.ended_on)}早于开始日期，请核对"
            case.say("JL-01", step.on_date, text, step.code)
