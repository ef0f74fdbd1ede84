"""Records of a branch beside each other: who was where, in which capacity, and what the other records say of that day.

Nothing is judged here that one record alone shows (check_meeting, check_development do that). A finding names both
sides, speaks of one record, and can be answered; `about` tells it from others of its rule on that record.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from models.domain.dates import chinese_date
from models.domain.dues_records import DuesStandard
from models.domain.election import Election, names_of
from models.domain.finding import Finding, Severity
from models.domain.ledger import Voucher
from models.domain.movement import Movement
from models.domain.movement_kinds import BY_NAME, STOPPED, Aspect
from models.domain.organisation import Organisation
from models.domain.records import (
    AgendaItem,
    Attendee,
    Branch,
    Category,
    Dossier,
    ItemKind,
    Meeting,
    MeetingKind,
    Person,
    Presence,
)
from models.domain.reduction import Reduction
from models.domain.rules import RuleBook, RuleValue
from models.domain.standing import standing_on

_BRACKETS = re.compile(r"[（(][^）)]*[）)]")
_AWAY = (Presence.LEAVE, Presence.ABSENT)
_CHAIRED = (MeetingKind.ASSEMBLY, MeetingKind.COMMITTEE, MeetingKind.ORG_LIFE, MeetingKind.APPRAISAL)
_MOST = 5  # names said before 等


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """What is laid side by side; everything of the branch, whatever period is asked for."""

    branch: Branch = field(default_factory=Branch)
    organisation: Organisation = field(default_factory=Organisation)
    meetings: tuple[Meeting, ...] = ()
    people: Mapping[int, Person] = field(default_factory=dict[int, Person])
    dossiers: tuple[Dossier, ...] = ()
    elections: tuple[Election, ...] = ()
    movements: tuple[Movement, ...] = ()
    standards: tuple[DuesStandard, ...] = ()
    reductions: tuple[Reduction, ...] = ()
    vouchers: tuple[Voucher, ...] = ()  # 支出 that stand
    books_since: str = ""  # the first day of the books beside receipts; "" = none are kept

    def dossier(self, person_id: int) -> Dossier | None:
        return next((d for d in self.dossiers if d.person.id == person_id), None)

    def called(self, name: str) -> list[Person]:
        return [person for person in self.people.values() if person.name == name]


def check_presence(records: Records, rules: RuleBook) -> list[Finding]:
    """Who was at a meeting, led it, kept its record or counted its votes, beside roster, posts and other meetings."""
    found = list(_at_once(records, rules))
    for meeting in records.meetings:
        found += _host(records, meeting, rules)
        found += _recorder(records, meeting, rules)
        found += _counters(meeting, rules)
        found += _sponsors(records, meeting, rules)
        found += _moved(records, meeting, rules)
    return found


def say(
    value: RuleValue,
    meeting: Meeting,
    text: str,
    about: str,
    severity: Severity | None = None,
    name: str = "",
) -> Finding:
    """A finding that belongs to a meeting; `about` is the other side (a name, a uuid)."""
    return value.finding(
        name or meeting.title or meeting.kind.value,
        text,
        severity=severity or value.severity,
        record_kind="meeting",
        record_id=meeting.id,
        about=about,
        on_date=meeting.held_on,
    )


def listed(names: Sequence[str]) -> str:
    """王一、李二等 7 人."""
    return "、".join(names[:_MOST]) + (f"等 {len(names)} 人" if len(names) > _MOST else "")


def people_of(text: str) -> list[str]:
    """Names of a line such as “周立民（受书记委托）、李秀英”."""
    return [name.strip() for name in names_of(_BRACKETS.sub("", text).replace("；", "、")) if name.strip()]


def _record(rules: RuleBook, rule: str, on: str) -> RuleValue:
    return rules.edition("record", on).value(rule)


# -- two meetings at once


def _at_once(records: Records, rules: RuleBook) -> Iterator[Finding]:
    """JL-11: those present at both of two meetings whose hours overlap; hours nobody wrote down cannot be told."""
    by_day: dict[str, list[Meeting]] = {}
    for meeting in records.meetings:
        if meeting.held_on:
            by_day.setdefault(meeting.held_on, []).append(meeting)
    for day, meetings in by_day.items():
        for one, other in combinations(sorted(meetings, key=lambda m: (m.starts_at, m.id)), 2):
            overlap = _overlap(one, other)
            both = _present(one) & _present(other) if overlap is not False else set[str]()
            if not both:
                continue
            value = _record(rules, "JL-11", day)
            names = listed(sorted(both))
            if overlap is None:
                text = f"{names}同一天还参加了“{one.title}”，两次会议的起止时间没有写全，无法判断是否同时"
                yield say(value, other, text, one.uuid, Severity.UNKNOWN)
                continue
            text = (
                f"记录显示{names}{chinese_date(day)}同时参加“{one.title}”（{_hours(one)}）"
                f"和“{other.title}”（{_hours(other)}），请核对"
            )
            yield say(value, other, text, one.uuid)


def _hours(meeting: Meeting) -> str:
    return "至".join(part for part in (meeting.starts_at, meeting.ends_at) if part)


def _overlap(one: Meeting, other: Meeting) -> bool | None:
    """Whether two meetings of a day, the earlier first, overlap; None when it cannot be told."""
    if not one.starts_at or not other.starts_at:
        return None
    if one.starts_at == other.starts_at:
        return True
    return other.starts_at < one.ends_at if one.ends_at else None


def _present(meeting: Meeting) -> set[str]:
    """Names that were in the room: ticked as present, in the chair or keeping the record without being ticked away."""
    away = {a.name for a in meeting.attendees if a.presence in _AWAY}
    here = {a.name for a in meeting.attendees if a.presence is Presence.PRESENT}
    return here | {
        name for name in (*people_of(meeting.host), *people_of(meeting.recorder)) if name not in away
    }


# -- the chair, the record


def _attendee(meeting: Meeting, name: str) -> Attendee | None:
    return next((a for a in meeting.attendees if a.name == name), None)


def _not_there(
    records: Records, meeting: Meeting, name: str, what: str, value: RuleValue
) -> Iterator[Finding]:
    """Marked away, or by the roster not of the branch on the day."""
    found = _attendee(meeting, name)
    if found and found.presence in _AWAY:
        why = f"（{found.reason}）" if found.reason else ""
        text = f"记录显示{what}{name}在签到名单上登记为{found.presence.value}{why}，请核对"
        yield say(value, meeting, text, name)
    known = records.called(name)
    if known and not found and not any(_of_branch(person, meeting.held_on) for person in known):
        why = standing_on(known[0], meeting.held_on).why
        text = f"记录显示{what}{name}当天不是本支部党员（{why}），请核对"
        yield say(value, meeting, text, name)


def _of_branch(person: Person, on: str) -> bool:
    return not on or standing_on(person, on).in_branch


def _host(records: Records, meeting: Meeting, rules: RuleBook) -> Iterator[Finding]:
    """JL-12, and ZB-22: secretary, deputy or a member of the committee on the day; the leader of the group."""
    value = _record(rules, "JL-12", meeting.held_on)
    for name in people_of(meeting.host):
        told = list(_not_there(records, meeting, name, "主持人", value))
        yield from told
        wrong = _chair(records, meeting, name)
        if wrong and (not told or _attendee(meeting, name)):
            yield say(rules.edition("meeting", meeting.held_on).value("ZB-22"), meeting, wrong, name)


def _chair(records: Records, meeting: Meeting, name: str) -> str:
    """Why somebody should not be in the chair by what is recorded; "" when they may, or nobody's post is known."""
    serving = records.organisation.serving(meeting.held_on)
    if meeting.kind in _CHAIRED:
        posts = [post.post_name for post in serving if post.name == name]
        found = _attendee(meeting, name)
        if not serving:
            holders = [a for a in meeting.attendees if _leads(a.party_post)]
            if not holders or (found and _leads(found.party_post)):
                return ""
        elif any(_leads(post) for post in posts) or (found and _leads(found.party_post)):
            return ""
        return f"记录显示主持人{name}当天没有书记、副书记、委员的职务，主持人须为书记或受托的副书记、委员，请核对"
    if meeting.kind is MeetingKind.GROUP:
        groups = [
            g
            for g in records.organisation.groups
            if g.name and g.name in (meeting.party_group or meeting.title)
        ]
        leaders = [group.leader for group in groups if group.leader]
        if leaders and name not in leaders:
            return f"记录显示{groups[0].name}的组长是{'、'.join(leaders)}，这次由{name}主持，请核对"
    return ""


def _leads(post: str) -> bool:
    return "书记" in post or "委员" in post


def _recorder(records: Records, meeting: Meeting, rules: RuleBook) -> Iterator[Finding]:
    """JL-13."""
    value = _record(rules, "JL-13", meeting.held_on)
    for name in people_of(meeting.recorder):
        yield from _not_there(records, meeting, name, "记录人", value)


# -- those who counted, those who spoke for the candidate


def _counters(meeting: Meeting, rules: RuleBook) -> Iterator[Finding]:
    """JL-14: scrutineers and tellers were there, had a vote, and were not themselves voted on."""
    value = _record(rules, "JL-14", meeting.held_on)
    for item in meeting.items:
        for what, text in (("监票人", item.scrutineers), ("计票人", item.tellers)):
            for name in people_of(text):
                found = _attendee(meeting, name)
                about = f"{item.uuid} {name}"
                label = f"“{item.title or item.kind.value}”的{what}{name}"
                if found and found.presence in _AWAY:
                    yield say(value, meeting, f"记录显示{label}登记为{found.presence.value}，请核对", about)
                elif found and not found.can_vote:
                    why = "预备党员" if found.category is Category.PROBATIONARY else "没有表决权"
                    yield say(value, meeting, f"记录显示{label}是{why}，请核对", about)
                if name == item.person_name:
                    yield say(value, meeting, f"记录显示{label}就是表决的对象，请核对", about)


def _sponsors(records: Records, meeting: Meeting, rules: RuleBook) -> Iterator[Finding]:
    """JL-15: the sponsors speak at the admission (and are asked at its end): there, and with a vote."""
    value = _record(rules, "JL-15", meeting.held_on)
    for item in meeting.items:
        dossier = records.dossier(item.person_id) if item.kind is ItemKind.ADMIT else None
        for companion in dossier.companions if dossier else ():
            found = _by_id(meeting, companion.member_id) or _attendee(meeting, companion.name)
            if companion.role != "sponsor" or found is None:
                continue
            label = f"{item.person_name}的入党介绍人{found.name}"
            if found.presence in _AWAY:
                text = (
                    f"记录显示{label}登记为{found.presence.value}，介绍人应在会上介绍情况并表明意见，请核对"
                )
                yield say(value, meeting, text, f"{item.uuid} {found.name}")
            elif not found.can_vote:
                text = f"记录显示{label}当天没有表决权，介绍人须为正式党员，请核对"
                yield say(value, meeting, text, f"{item.uuid} {found.name}")


def _by_id(meeting: Meeting, person_id: int) -> Attendee | None:
    return next((a for a in meeting.attendees if person_id and a.person_id == person_id), None)


# -- coming and going


def _moved(records: Records, meeting: Meeting, rules: RuleBook) -> Iterator[Finding]:
    """JL-16: present on the day of a movement, or by the roster of now not of the branch on that day."""
    value = _record(rules, "JL-16", meeting.held_on)
    here = {a.person_id: a for a in meeting.attendees if a.presence is Presence.PRESENT}
    told: set[int] = set()
    for movement in _of_day(records.movements, meeting.held_on):
        found = here.get(movement.person_id)
        if found:
            told.add(movement.person_id)
            text = (
                f"记录显示{found.name}{chinese_date(meeting.held_on)}{movement.kind}，当天又登记到会，请核对"
            )
            yield say(value, meeting, text, movement.uuid)
    for person_id, found in here.items():
        person = records.people.get(person_id)
        if person and person_id not in told and not _of_branch(person, meeting.held_on):
            why = standing_on(person, meeting.held_on).why
            text = f"记录显示{found.name}登记到会，名册上当天不在本支部（{why}），请核对"
            yield say(value, meeting, text, person.uuid)


def _of_day(movements: Iterable[Movement], day: str) -> Iterator[Movement]:
    """Movements into or out of the branch that were recorded for, or took effect on, a day."""
    for movement in movements:
        kind = BY_NAME.get(movement.kind)
        moves = kind is not None and (kind.aspect is Aspect.PLACE or kind.name == STOPPED)
        if moves and not movement.voided_on and day and day in (movement.on_date, movement.effective_on):
            yield movement


def about_whom(item: AgendaItem) -> str:
    """The person of an item, or the item itself."""
    return item.person_name or item.title or item.kind.value
