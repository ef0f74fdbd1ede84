"""What comes next for a person in the pipeline, and the first and last day the rules allow for it."""

from collections.abc import Callable
from dataclasses import dataclass

from models.domain.calendar import WorkCalendar
from models.domain.case import Case
from models.domain.dates import add_months, bounds, full
from models.domain.finding import Citation
from models.domain.pipeline import CANCELLED, EXTENDED, REFUSED, is_approved, probation, step_def
from models.domain.records import Category, Dossier
from models.domain.rules import RuleBook


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """A step that may or must be taken. `earliest` and `latest` are ISO days, "" when the rules set none."""

    code: str
    name: str
    earliest: str
    latest: str
    why: str
    citation: Citation | None
    provisional: bool = False  # 暂算: holidays unknown


class _Plan:
    def __init__(self, case: Case) -> None:
        self.case = case
        self.steps: list[NextStep] = []

    def add(
        self,
        code: str,
        why: str,
        rule: str = "",
        *,
        earliest: str = "",
        latest: str = "",
        provisional: bool = False,
        on: str = "",
    ) -> None:
        """Add a step unless it is recorded already; `rule` gives the citation from the edition of `on` (or today)."""
        if self.case.dossier.last(code) is not None:
            return
        day = on or self.case.today
        citation = self.case.value(rule, day).citation if rule and self.case.asks(rule, day) else None
        self.steps.append(
            NextStep(
                code=code,
                name=step_def(code).name,
                earliest=earliest,
                latest=latest,
                why=why,
                citation=citation,
                provisional=provisional,
            )
        )


def next_steps(
    dossier: Dossier,
    rules: RuleBook,
    calendar: WorkCalendar,
    today: str,
    *,
    notice_first_day_counts: bool = False,
) -> list[NextStep]:
    """Steps due or possible next, the most urgent first (by latest day, then earliest).

    Only what follows the furthest recorded step is proposed; gaps before it are the checks' business.
    """
    case = Case(dossier, rules, calendar, today, {}, notice_first_day_counts)
    plan = _Plan(case)
    if not _is_over(case):
        _plan_for(case)(plan)
    return sorted(plan.steps, key=lambda s: (s.latest or s.earliest or "9999", s.earliest))


def _is_over(case: Case) -> bool:
    """Archived, or the candidature cancelled by the assembly and the superior."""
    last = case.dossier.last("confirmation")
    cancelled = last is not None and last.result == CANCELLED
    return case.dossier.last("archived") is not None or (
        cancelled and case.dossier.last("confirmation_approval") is not None
    )


def _plan_for(case: Case) -> Callable[[_Plan], None]:
    confirmation = case.dossier.last("confirmation")
    on_roster = not case.dossier.steps and case.dossier.person.category == Category.PROBATIONARY
    if confirmation is not None and confirmation.result != EXTENDED:
        return _after_confirmation
    if is_approved(case.dossier) or on_roster:
        return _on_probation
    passed = [s for s in case.dossier.all("admission") if s.result not in REFUSED]
    for found, plan in (
        (bool(passed), _after_admission),
        (bool(case.day("candidate")), _as_candidate),
        (bool(case.day("activist")), _as_activist),
    ):
        if found:
            return plan
    return _as_applicant


def _as_applicant(plan: _Plan) -> None:
    case = plan.case
    applied, talk = case.day("apply"), case.day("talk")
    if applied and not talk:
        latest = add_months(applied, case.number("FZ-03", applied))
        plan.add("talk", "收到申请后一个月内派人谈话", "FZ-03", earliest=applied, latest=latest, on=applied)
    if talk:
        plan.add("activist", "经推荐或推优、支委会研究确定；国家规则没有最短间隔", earliest=talk)


def _as_activist(plan: _Plan) -> None:
    case = plan.case
    since = case.day("activist")
    plan.add("activist_filed", "确定后及时报上级党委备案", earliest=since)
    if not case.dossier.names("contact"):
        plan.add("contacts", "指定一至两名正式党员作培养联系人", "FZ-07", earliest=since, on=since)
    inspected = case.day("inspection") or since
    due = add_months(inspected, case.number("FZ-08", case.today))
    citation = case.value("FZ-08", case.today).citation
    plan.steps.append(
        NextStep(
            code="inspection",
            name=step_def("inspection").name,
            earliest=inspected,
            latest=due,
            why="每半年考察一次",
            citation=citation,
        )
    )
    earliest = add_months(since, case.number("FZ-11", case.today))
    if not case.day("seek_opinions") and not case.day("notice"):
        plan.add("seek_opinions", "培养考察满一年后，听取四方面意见、支委会讨论", "FZ-11", earliest=earliest)
        return
    _towards_listing(plan, earliest)


def _towards_listing(plan: _Plan, earliest: str) -> None:
    """Consent, notice, listing: in that order, under the edition of today."""
    case = plan.case
    discussed = max(case.day("seek_opinions"), earliest)
    notice = case.dossier.last("notice")
    if not case.asks("FZ-13", case.today):
        plan.add("candidate", "报上级党委备案后列为发展对象", "FZ-11", earliest=discussed)
        return
    if notice is None:
        consent = case.day("consent")
        plan.add("consent", "上级党委同意后方可公示", "FZ-13", earliest=discussed)
        if consent:
            plan.add("notice", "公示不少于 5 个工作日", "FZ-14", earliest=max(consent, earliest))
        return
    start, need = full(notice.on_date), case.number("FZ-14", case.today)
    if start is None:
        plan.add("candidate", "公示结束且没有影响发展的反映", "FZ-15", earliest=earliest)
        return
    end, provisional = case.calendar.add_workdays(start, need, case.first_counts)
    first = max(notice.ended_on, end.isoformat(), earliest)
    plan.add("candidate", "公示结束且没有影响发展的反映", "FZ-15", earliest=first, provisional=provisional)


def _as_candidate(plan: _Plan) -> None:
    case = plan.case
    listed = case.day("candidate")
    reviewed = case.day("committee_review")
    pre = case.dossier.last("pre_review")
    if not reviewed and pre is None:
        if not case.dossier.names("sponsor"):
            plan.add("sponsors", "确定两名正式党员作入党介绍人", "FZ-16", earliest=listed)
        plan.add("political_review", "合格方可发展入党", "FZ-19", earliest=listed)
        plan.add("training", "不少于三天或二十四个学时", "FZ-21", earliest=listed)
        done = [case.day("political_review"), case.day("training")]
        if all(done):
            plan.add("committee_review", "介绍人、政审、培训齐备后支委会审查", "FZ-22", earliest=max(done))
        return
    if pre is None or pre.result in REFUSED:
        plan.add("pre_review", "支委会审查后报上级党委预审", "FZ-22", earliest=reviewed)
        return
    day = pre.on_date
    plan.add("form_filled", "预审合格后填写入党志愿书", "FZ-22", earliest=day)
    new_rule = case.asks("FZ-24", day)
    latest = add_months(day, case.number("FZ-24", day)) if new_rule else ""
    why = "预审合格后一个月内提交支部党员大会" if new_rule else "预审合格后提交支部党员大会"
    plan.add("admission", why, "FZ-24", earliest=day, latest=latest, on=day)


def _after_admission(plan: _Plan) -> None:
    case = plan.case
    held = case.day("admission")
    plan.add("superior_talk", "审批前由党委委员或组织员谈话", earliest=held)
    latest = add_months(held, case.number("FZ-33", held))
    plan.add(
        "approval", "决议后三个月内审批，特殊情况不超过六个月", "FZ-33", earliest=held, latest=latest, on=held
    )


def _on_probation(plan: _Plan) -> None:
    case = plan.case
    approved = case.day("approval")
    if approved:
        plan.add("filed", "报上一级党委组织部门备案", earliest=approved)
        plan.add("assigned", "及时编入党支部和党小组", earliest=approved)
        new_rule = case.asks("FZ-35", approved)
        latest = add_months(approved, case.number("FZ-35", approved)) if new_rule else ""
        why = "批准后一般一个月内宣誓" if new_rule else "批准后及时宣誓"
        plan.add("oath", why, "FZ-35", earliest=approved, latest=latest, on=approved)
    span = probation(case.dossier, case.rules)
    end = bounds(span.end) if span else None
    if span is None or end is None:
        return
    full_on = end[1].isoformat()
    plan.add("confirm_apply", "预备期将满时由本人书面提出", earliest=add_months(full_on, -1), latest=full_on)
    citation = case.value("FZ-37", case.today).citation
    plan.steps.append(
        NextStep(
            code="confirmation",
            name=step_def("confirmation").name,
            earliest=full_on,
            latest="",
            why="预备期满后及时讨论能否转正",
            citation=citation,
        )
    )


def _after_confirmation(plan: _Plan) -> None:
    case = plan.case
    held = case.day("confirmation")
    latest = add_months(held, case.number("FZ-43", held))
    approvals = [s for s in case.dossier.all("confirmation_approval") if s.on_date >= held]
    if not approvals:
        citation = case.value("FZ-43", held).citation
        plan.steps.append(
            NextStep(
                code="confirmation_approval",
                name=step_def("confirmation_approval").name,
                earliest=held,
                latest=latest,
                why="决议后三个月内审批",
                citation=citation,
            )
        )
        return
    plan.add("archived", "材料及时移交，存入本人档案", earliest=approvals[-1].on_date)
