"""Dues beside the minutes: what a meeting agreed that the books lack, and what the books say a meeting agreed."""

import re
from collections.abc import Iterator

from models.domain.check_behind import BEFORE
from models.domain.check_contradiction import Records, say
from models.domain.check_vote import FAILED
from models.domain.dates import add_months, chinese_date
from models.domain.dues_records import DuesStandard
from models.domain.finding import Finding, Severity
from models.domain.ledger import Voucher
from models.domain.money import yuan
from models.domain.records import AgendaItem, Meeting, MeetingKind
from models.domain.reduction import ELSEWHERE, Reduction, in_force
from models.domain.rules import RuleBook, RuleValue

_HELD_BY = (MeetingKind.ASSEMBLY, MeetingKind.COMMITTEE)
_REDUCED = re.compile(r"减交|减免|少交|免交|缓交")
_SPENT = re.compile(r"支出|列支|开支")
_REFUSED = re.compile(r"不同意|不予|暂不|否决")


def check_dues_behind(records: Records, rules: RuleBook) -> list[Finding]:
    """Both ways for every meeting, lowered standard, reduction and expense."""
    found: list[Finding] = []
    for meeting in records.meetings:
        if meeting.kind in _HELD_BY:
            for item in meeting.items:
                found += _agreed(records, meeting, item, rules)
    since = min((m.held_on for m in records.meetings if m.held_on), default="")
    if since:
        for standard in records.standards:
            found += _lowered(records, standard, since, rules)
        for reduction in records.reductions:
            found += _reduced(records, reduction, since, rules)
        for voucher in records.vouchers:
            found += _spent(records, voucher, since, rules)
    return found


# -- from a meeting


def _agreed(records: Records, meeting: Meeting, item: AgendaItem, rules: RuleBook) -> Iterator[Finding]:
    """JL-20: less dues agreed for somebody, or an expense, of which the books know nothing."""
    told = f"{item.title} {item.decision}"
    if "党费" not in told or item.result == FAILED or _REFUSED.search(item.decision):
        return
    value = _value(rules, "JL-20", meeting.held_on)
    if _REDUCED.search(told):
        for person in records.people.values():
            if person.name and person.name in told and not _known(records, person.id, meeting.held_on[:7]):
                text = f"记录显示会议研究了{person.name}少交或免交党费，党费台账中没有相应的标准，请核对"
                yield say(value, meeting, text, f"{item.uuid} {person.uuid}")
    elif _SPENT.search(told) and not _paid_out(records, meeting):
        text = f"记录显示会议研究了“{item.title or item.decision}”，党费账目中没有这笔支出，请核对"
        yield say(value, meeting, text, f"{item.uuid} 支出")


def _paid_out(records: Records, meeting: Meeting) -> bool:
    """Whether the books have an expense of that day; before they began nothing is asked of them."""
    if not records.books_since or records.books_since > meeting.held_on:
        return True
    return any(meeting.id == v.meeting_id or v.approved_on == meeting.held_on for v in records.vouchers)


def _known(records: Records, person_id: int, month: str) -> bool:
    """Whether somebody's dues were lowered about that month."""
    since = add_months(month, -1)
    lowered = any(
        s.person_id == person_id and s.amount_fen < s.computed_fen and s.from_month >= since
        for s in records.standards
    )
    return lowered or any(
        r.person_id == person_id and (not r.to_month or r.to_month >= since) for r in records.reductions
    )


# -- from the books


def _lowered(records: Records, standard: DuesStandard, first: str, rules: RuleBook) -> Iterator[Finding]:
    """DF-11: less than the rule needs a decision of the branch, and the leave of the committee above."""
    person = records.people.get(standard.person_id)
    if person is None or standard.amount_fen >= standard.computed_fen:
        return
    theirs = [one for one in records.reductions if one.person_id == person.id]
    since, until = add_months(standard.from_month, -BEFORE), standard.from_month
    if until < first[:7] or in_force(theirs, standard.from_month):
        return
    if any(_studied(m, person.name) for m in records.meetings if since <= m.held_on[:7] <= until):
        return
    text = (
        f"记录显示{chinese_date(standard.from_month)}起每月交 {yuan(standard.amount_fen)} 元，少于按规定的 "
        f"{yuan(standard.computed_fen)} 元，会议记录中没有支部研究的议题，请核对（还须上一级党委批准）"
    )
    yield _say(
        rules, "DF-11", f"{standard.from_month}-01", "person", person.id, person.name, text, standard.uuid
    )


def _reduced(records: Records, reduction: Reduction, first: str, rules: RuleBook) -> Iterator[Finding]:
    """DF-11: the day the branch is said to have agreed has a meeting that speaks of it."""
    person, day = records.people.get(reduction.person_id), reduction.branch_on
    if person is None or reduction.kind == ELSEWHERE or len(day) < 10 or day < first:
        return
    here = [m for m in records.meetings if m.held_on == day and m.kind in _HELD_BY]
    if any(_studied(m, person.name) for m in here):
        return
    what = f"当天的“{here[0].title}”没有这项议题" if here else "当天没有支委会或党员大会的记录"
    text = f"记录显示支部{chinese_date(day)}研究了{person.name}{reduction.kind}党费，{what}，请核对"
    yield _say(rules, "DF-11", day, "person", person.id, person.name, text, f"{reduction.uuid} 研究")


def _spent(records: Records, voucher: Voucher, first: str, rules: RuleBook) -> Iterator[Finding]:
    """DF-19: money is spent after the branch discussed it; the day has a meeting that speaks of it."""
    day = voucher.approved_on
    if not voucher.stands or day < first:
        return
    here = [m for m in records.meetings if m.held_on == day or m.id == voucher.meeting_id]
    if any(
        m.held_on == day and any("党费" in _words(i) or voucher.use_kind in _words(i) for i in m.items)
        for m in here
    ):
        return
    if any(m.held_on != day for m in here if m.id == voucher.meeting_id):
        what = f"所连的“{here[0].title}”不是那一天开的"
    else:
        what = f"当天的“{here[0].title}”没有这项议题" if here else "当天没有会议记录"
    text = (
        f"{voucher.number}：记录显示{chinese_date(day)}集体讨论了这笔 {yuan(voucher.amount_fen)} 元的党费支出，"
        f"{what}，请核对"
    )
    branch = records.branch
    yield _say(
        rules, "DF-19", voucher.on_date, "branch", branch.id, branch.name, text, f"{voucher.uuid} 讨论"
    )


def _say(
    rules: RuleBook, rule: str, on: str, kind: str, row_id: int, subject: str, text: str, about: str
) -> Finding:
    """A warning: the records do not agree, which of them is wrong nobody knows yet."""
    return (
        rules.edition("dues", on)
        .value(rule)
        .finding(
            subject,
            text,
            severity=Severity.WARNING,
            record_kind=kind,
            record_id=row_id,
            about=about,
            on_date=on if len(on) == 10 else "",
        )
    )


def _studied(meeting: Meeting, name: str) -> bool:
    return any("党费" in f"{i.title}{i.decision}" and name in _words(i) for i in meeting.items)


def _words(item: AgendaItem) -> str:
    return f"{item.title}{item.report}{item.content}{item.decision}"


def _value(rules: RuleBook, rule: str, on: str) -> RuleValue:
    return rules.edition("record", on).value(rule)
