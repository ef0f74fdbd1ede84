"""From consent over the public notice to the listing as candidate: FZ-13, FZ-14, FZ-15 (all of the 2026 edition)."""

from models.domain.case import Case, cn
from models.domain.dates import full, is_before
from models.domain.pipeline import REFUSED


def check_listing(case: Case) -> None:
    """Add the findings about step 8, in its order."""
    _consent(case)
    _notice(case)
    _listing(case)


def _consent(case: Case) -> None:
    """FZ-13 (2026 edition): consent not later than the first day of the notice."""
    notice, consent = case.day("notice"), case.day("consent")
    if not notice or not case.asks("FZ-13", notice):
        return
    early = is_before(notice, consent) if consent else None
    if early:
        text = f"记录显示公示自{cn(notice)}开始，上级党委{cn(consent)}才同意，未经同意不能公示，请核对"
        case.say("FZ-13", notice, text, "consent")
    elif early is None:
        case.unknown("FZ-13", notice, "没有上级党委同意的日期，无法判断是否同意后才公示", "consent")


def _notice(case: Case) -> None:
    """FZ-14 (2026 edition) by the notice's first day: at least five working days up to and including its last day."""
    step = case.dossier.last("notice")
    if step is None or not case.asks("FZ-14", step.on_date):
        return
    need = case.number("FZ-14", step.on_date)
    start, end = full(step.on_date), full(step.ended_on)
    if start is None:
        case.unknown("FZ-14", step.on_date, "公示日期不全，无法判断是否满 5 个工作日", "notice")
        return
    due, provisional = case.calendar.add_workdays(start, need, case.first_counts)
    if end is None:
        if case.day("candidate") or due.isoformat() < case.today:
            case.unknown("FZ-14", step.on_date, "没有公示结束日期，无法判断是否满 5 个工作日", "notice")
        return
    count, _ = case.calendar.count_workdays(start, end, case.first_counts)
    if count < need:
        how = "首日计入" if case.first_counts else "次日起算"
        mark = "（暂算：该年节假日未知）" if provisional else ""
        text = (
            f"记录显示公示自{cn(step.on_date)}至{cn(step.ended_on)}，{how}为 {count} 个工作日，不足 {need} 个"
            f"（已扣除节假日、计入调休），最早应至{cn(due.isoformat())}{mark}，请核对"
        )
        case.say("FZ-14", step.on_date, text, "notice")


def _listing(case: Case) -> None:
    """FZ-15 (2026 edition) by the day of listing: after the notice has ended, with a result that permits it."""
    listed = case.day("candidate")
    if not listed or not case.asks("FZ-15", listed):
        return
    step = case.dossier.last("notice")
    if step is None or not step.ended_on:
        case.unknown("FZ-15", listed, "没有公示起止日期，无法判断公示结束后才列为发展对象", "notice")
        return
    early = is_before(listed, step.ended_on)
    if early:
        text = f"记录显示公示到{cn(step.ended_on)}结束，{cn(listed)}已列为发展对象，公示未结束，请核对"
        case.say("FZ-15", listed, text, "candidate")
    elif step.result in REFUSED:
        case.say("FZ-15", listed, "记录显示公示有影响发展的反映，仍列为发展对象，请核对", "notice")
    elif early is None or not step.result:
        case.unknown("FZ-15", listed, "没有公示结果，无法判断有无影响发展的反映", "notice")
