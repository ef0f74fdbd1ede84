"""Probation and confirmation: FZ-37 (full and not discussed), FZ-38 (too early), FZ-39 (extension), FZ-43 (approval)."""

from models.domain.case import Case, by_words, cn
from models.domain.dates import bounds, full, is_before, is_over
from models.domain.finding import Severity
from models.domain.pipeline import CANCELLED, EXTENDED, REFUSED, Probation, probation
from models.domain.records import Category


def check_probation(case: Case) -> None:
    """Add the findings of a person's probation; nothing when no assembly has admitted them."""
    span = probation(case.dossier, case.rules)
    if span is None:
        return
    _due(case, span)
    _confirmations(case, span)
    _extensions(case, span)
    _approvals(case)


def _due(case: Case, span: Probation) -> None:
    """FZ-37 by today's edition: reminders at 30, 15 and 7 days before the end, a warning after it."""
    person = case.dossier.person
    done = [s for s in case.dossier.all("confirmation") if s.result != EXTENDED]
    settled = person.category == Category.FULL and (not case.dossier.steps or bool(person.confirmed_on))
    beyond = not span.extended and case.later_than("confirmation")
    if done or settled or beyond:
        return
    end = bounds(span.end)
    if end is None:
        text = "预备期已延长，没有记录延长到哪一天，无法判断是否期满"
        case.unknown("FZ-37", case.today, text, "confirmation")
        return
    first, last = end[0].isoformat(), end[1].isoformat()
    if not case.is_past_approval():
        if case.today > last:
            text = f"记录显示{cn(span.start)}支部大会通过接收，未见上级审批，无法判断预备期是否已满"
            case.unknown("FZ-37", case.today, text, "confirmation")
        return
    if case.today > last:
        text = f"记录显示预备期自{cn(span.start)}起，已于{cn(span.end)}期满，未见讨论转正，应及时讨论能否转正，请核对"
        case.say("FZ-37", case.today, text, "confirmation")
        return
    _remind(case, span, first)


def _remind(case: Case, span: Probation, first: str) -> None:
    at, end = full(case.today), full(first)
    if at is None or end is None:
        return
    left = (end - at).days
    marks = sorted(row[0] for row in case.value("FZ-37.remind", case.today).table)
    if any(left <= mark for mark in marks):
        when = f"还有 {left} 天" if left > 0 else "今天期满" if left == 0 else "本月期满"
        text = f"预备期自{cn(span.start)}起，将于{cn(span.end)}期满，{when}，请准备讨论转正"
        case.say("FZ-37.remind", case.today, text, "confirmation")


def _confirmations(case: Case, span: Probation) -> None:
    """FZ-38 by the confirmation's day: not before the end of the probation known at that time."""
    end = span.original_end
    for step in case.dossier.all("confirmation"):
        if step.result == CANCELLED:
            continue
        early = is_before(step.on_date, end) if end else None
        if early:
            text = (
                f"记录显示预备期到{cn(end)}期满，{cn(step.on_date)}支部大会已讨论转正，"
                "预备期未满，不能讨论转正，请核对"
            )
            case.say("FZ-38", step.on_date, text, "confirmation")
        elif early is None:
            text = "预备期满日期不全，无法判断讨论转正是否过早"
            case.unknown("FZ-38", step.on_date, text, "confirmation")
        if step.result == EXTENDED:
            end = step.ended_on


def _extensions(case: Case, span: Probation) -> None:
    """FZ-39: once, and 6 to 12 months from the end of the first probation to the new end."""
    extended = [s for s in case.dossier.all("confirmation") if s.result == EXTENDED]
    if not extended:
        return
    step = extended[0]
    if len(extended) > case.number("FZ-39", step.on_date):
        text = f"记录显示预备期延长了 {len(extended)} 次，只能延长一次，请核对"
        case.say("FZ-39", extended[-1].on_date, text, "confirmation")
    shortest, longest = case.number("FZ-39.min", step.on_date), case.number("FZ-39.max", step.on_date)
    short = is_before(step.ended_on, span.original_end, shortest)
    long = is_over(span.original_end, longest, step.ended_on)
    if short or long:
        text = (
            f"记录显示预备期由{cn(span.original_end)}延长到{cn(step.ended_on)}，"
            "延长不少于半年、最长一年，请核对"
        )
        case.say("FZ-39.min" if short else "FZ-39.max", step.on_date, text, "confirmation")
    elif short is None or long is None:
        text = "没有记录延长到哪一天，无法判断延长时间是否合规"
        case.unknown("FZ-39", step.on_date, text, "confirmation")


def _approvals(case: Case) -> None:
    """FZ-43 by the confirmation's day; every conclusion of the assembly needs an approval."""
    approvals = case.dossier.all("confirmation_approval")
    confirmations = case.dossier.all("confirmation")
    for index, step in enumerate(confirmations):
        if step.result in REFUSED and step.result != CANCELLED:
            continue
        held, months = step.on_date, case.number("FZ-43", step.on_date)
        approval = next((a.on_date for a in approvals if not is_before(a.on_date, held)), "")
        if not approval and (index + 1 < len(confirmations) or case.later_than("confirmation_approval")):
            text = "没有转正审批日期，无法判断是否在三个月内审批"
            case.unknown("FZ-43", held, text, "confirmation_approval")
            continue
        until = approval or case.today
        over = is_over(held, months, until)
        if over:
            what = f"上级{cn(approval)}审批" if approval else f"至{cn(until)}未见上级审批"
            text = f"记录显示{cn(held)}支部大会讨论转正，{what}，超过三个月{by_words(held, months)}，请核对"
            case.say("FZ-43", held, text, "confirmation_approval")
        elif over is None:
            text = "转正大会或审批日期不全，无法判断"
            case.say("FZ-43", held, text, "confirmation_approval", severity=Severity.UNKNOWN)
