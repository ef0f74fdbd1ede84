"""What a meeting decided beside pipeline and elections, and the reverse: a date there with no meeting behind it."""

from collections.abc import Iterator

from models.domain.check_contradiction import Records, about_whom, say
from models.domain.check_meeting import carried, expected_needed, tally
from models.domain.check_vote import FAILED, PASSED, PERSON_VOTES
from models.domain.dates import add_months, chinese_date, full
from models.domain.election import Election
from models.domain.finding import Finding
from models.domain.pipeline import CANCELLED, EXTENDED, ON_TIME, REFUSED, step_def
from models.domain.records import (
    AgendaItem,
    Dossier,
    ItemKind,
    Meeting,
    MeetingKind,
    Step,
)
from models.domain.rules import RuleBook, RuleValue

# The step which a carried item stands for: code, result where the step has one.
STEP_OF = {
    ItemKind.ADMIT: ("admission", ""),
    ItemKind.CONFIRM: ("confirmation", ON_TIME),
    ItemKind.EXTEND: ("confirmation", EXTENDED),
    ItemKind.CANCEL: ("confirmation", CANCELLED),
    ItemKind.ACTIVIST: ("activist", ""),
}
_DECIDED_BY = {
    "admission": ((ItemKind.ADMIT,), (MeetingKind.ASSEMBLY,)),
    "confirmation": (PERSON_VOTES[1:], (MeetingKind.ASSEMBLY,)),
    "activist": ((ItemKind.ACTIVIST,), (MeetingKind.COMMITTEE, MeetingKind.ASSEMBLY)),
}
BEFORE = (
    3  # months in which a committee meeting counts as having gone before, and a decision as being about dues
)


def check_behind(records: Records, rules: RuleBook) -> list[Finding]:
    """Both ways for every meeting, dossier and election; of dues see check_dues_behind."""
    found: list[Finding] = []
    for meeting in records.meetings:
        for item in meeting.items:
            found += _item(records, meeting, item, rules)
    for dossier in records.dossiers:
        found += _steps(records, dossier, rules)
    for election in records.elections:
        found += _election(records, election, rules)
    return found


def passed(meeting: Meeting, item: AgendaItem, rules: RuleBook) -> bool:
    """Carried by its numbers, and not recorded otherwise."""
    counted = tally(meeting)
    needed = expected_needed(item.kind, counted, rules, meeting.held_on, meeting.kind)
    return carried(item, counted, needed) and item.result != FAILED


def _value(rules: RuleBook, rule: str, on: str) -> RuleValue:
    return rules.edition("record", on).value(rule)


# -- from a meeting


def _item(records: Records, meeting: Meeting, item: AgendaItem, rules: RuleBook) -> Iterator[Finding]:
    if item.kind in STEP_OF and item.person_id:
        yield from _decision(records, meeting, item, rules)
    if item.kind is ItemKind.ELECTION and meeting.kind is MeetingKind.ASSEMBLY:
        yield from _election_item(records, meeting, item, rules)
    if meeting.kind is MeetingKind.ASSEMBLY:
        yield from _discussed_before(records, meeting, item, rules)


def _decision(records: Records, meeting: Meeting, item: AgendaItem, rules: RuleBook) -> Iterator[Finding]:
    """JL-17: a carried decision that the pipeline lacks, has on another day, or has as carried when it was not."""
    code, result = STEP_OF[item.kind]
    dossier = records.dossier(item.person_id)
    steps = dossier.all(code) if dossier else ()
    here = [s for s in steps if s.on_date == meeting.held_on and (not result or s.result in (result, ""))]
    value, name = _value(rules, "JL-17", meeting.held_on), step_def(code).name
    day = chinese_date(meeting.held_on)
    who = about_whom(item)
    if item.result == FAILED:
        if any(s.result not in REFUSED for s in here):
            text = f"记录显示{day}的会议没有通过“{item.title or item.kind.value}”，{who}的发展纪实中却有当天的“{name}”，请核对"
            yield say(value, meeting, text, item.uuid)
        return
    if not passed(meeting, item, rules) or here:
        return
    near = [s for s in steps if not result or s.result == result]
    if near:
        days = "、".join(chinese_date(s.on_date) for s in near)
        text = f"记录显示{day}的会议通过了“{item.title or item.kind.value}”，{who}的发展纪实中“{name}”记为{days}，请核对"
    else:
        text = f"记录显示{day}的会议通过了“{item.title or item.kind.value}”，{who}的发展纪实中没有“{name}”，请核对"
    yield say(value, meeting, text, item.uuid)


def _election_item(
    records: Records, meeting: Meeting, item: AgendaItem, rules: RuleBook
) -> Iterator[Finding]:
    """JL-19: the election the item holds, or one of that day; its numbers beside those of the sign-in sheet."""
    value = _value(rules, "JL-19", meeting.held_on)
    linked = next((e for e in records.elections if e.id == item.election_id and item.election_id), None)
    election = linked or next((e for e in records.elections if e.on_date == meeting.held_on), None)
    if election is None:
        if item.vote.voted or item.result == PASSED:
            text = f"记录显示{chinese_date(meeting.held_on)}的会议进行了选举，换届选举中没有这次选举的登记，请核对"
            yield say(value, meeting, text, item.uuid)
        return
    if election.on_date != meeting.held_on:
        text = (
            f"记录显示“{item.title or item.kind.value}”连到{chinese_date(election.on_date)}的选举，"
            f"会议是{chinese_date(meeting.held_on)}开的，请核对"
        )
        yield say(value, meeting, text, f"{item.uuid} day")
    counted, count = tally(meeting), election.ballots()[0].count
    for what, ours, theirs in (
        ("应到会有选举权", counted.entitled, count.expected),
        ("实到会有选举权", counted.entitled_present, count.present),
    ):
        if ours and theirs and ours != theirs:
            text = f"记录显示{what}，会议签到为 {ours} 人，换届选举登记为 {theirs} 人，请核对"
            yield say(value, meeting, text, f"{item.uuid} {what}")


def _discussed_before(
    records: Records, meeting: Meeting, item: AgendaItem, rules: RuleBook
) -> Iterator[Finding]:
    """ZB-21: what is put to the assembly has usually been before the committee; none is asked where there is none."""
    asked = item.kind in PERSON_VOTES or (item.kind is ItemKind.ORDINARY and item.vote.voted)
    term = records.organisation.term_on(meeting.held_on)
    if not asked or not full(meeting.held_on) or not (term and term.seats):
        return
    since = add_months(meeting.held_on, -BEFORE)
    before = [
        m
        for m in records.meetings
        if m.kind is MeetingKind.COMMITTEE and since <= m.held_on <= meeting.held_on
    ]
    if item.kind in PERSON_VOTES:
        dossier = records.dossier(item.person_id)
        review = dossier.last("committee_review") if dossier else None
        if review and item.kind is ItemKind.ADMIT and review.on_date <= meeting.held_on:
            return
        if any(_speaks_of(m, item.person_name) for m in before):
            return
    elif before:
        return
    text = (
        f"“{item.title or item.kind.value}”提交大会表决，此前{BEFORE}个月内未见支部委员会讨论的记录，请核对"
    )
    yield say(rules.edition("meeting", meeting.held_on).value("ZB-21"), meeting, text, item.uuid)


def _speaks_of(meeting: Meeting, name: str) -> bool:
    if not name:
        return False
    texts = [
        meeting.content,
        *(f"{i.title} {i.person_name} {i.report} {i.content} {i.decision}" for i in meeting.items),
    ]
    return any(name in text for text in texts)


# -- from the other records


def _steps(records: Records, dossier: Dossier, rules: RuleBook) -> Iterator[Finding]:
    """JL-18: only for days since the branch keeps its meetings here."""
    first = min((m.held_on for m in records.meetings if m.held_on), default="")
    for step in dossier.steps:
        wanted = _DECIDED_BY.get(step.code)
        if wanted is None or not first or not full(step.on_date) or step.on_date < first:
            continue
        kinds, held_by = wanted
        day = [m for m in records.meetings if m.held_on == step.on_date and m.kind in held_by]
        if any(i.kind in kinds and i.person_id == dossier.person.id for m in day for i in m.items):
            continue
        yield _no_meeting(dossier, step, day, held_by, rules)


def _no_meeting(
    dossier: Dossier, step: Step, day: list[Meeting], held_by: tuple[MeetingKind, ...], rules: RuleBook
) -> Finding:
    person, name = dossier.person, step_def(step.code).name
    what = "或".join(held_by)
    if day:
        text = f"记录显示{chinese_date(step.on_date)}{name}，当天的“{day[0].title}”没有关于{person.name}的这项议题，请核对"
    else:
        text = f"记录显示{chinese_date(step.on_date)}{name}，当天没有{what}的记录，请核对"
    return _value(rules, "JL-18", step.on_date).finding(
        person.name,
        text,
        record_kind="person",
        record_id=person.id,
        field=step.code,
        about=step.uuid,
        on_date=step.on_date,
    )


def _election(records: Records, election: Election, rules: RuleBook) -> Iterator[Finding]:
    """JL-19: a counted election without the assembly that held it."""
    counted = any(ballot.count.present for ballot in election.ballots())
    first = min((m.held_on for m in records.meetings if m.held_on), default="")
    if not counted or not first or election.on_date < first:
        return
    day = [m for m in records.meetings if m.held_on == election.on_date and m.kind is MeetingKind.ASSEMBLY]
    if any(i.kind is ItemKind.ELECTION for m in day for i in m.items):
        return
    where = f"当天的“{day[0].title}”没有选举的议题" if day else "当天没有支部党员大会的记录"
    branch = records.branch
    yield _value(rules, "JL-19", election.on_date).finding(
        branch.name,
        f"记录显示{chinese_date(election.on_date)}进行了换届选举，{where}，请核对",
        record_kind="branch",
        record_id=branch.id,
        about=election.uuid,
        on_date=election.on_date,
    )
