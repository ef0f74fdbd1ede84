"""Quorum and majority of each agenda item, in integers, by the rule for its kind (ZB-19, ZB-20, FZ-25/26/27, XJ-07/10).

Counting: `yes`, `no`, `abstain` include written opinions handed in before the meeting; attendance never does (FZ-28).
"""

from dataclasses import dataclass

from models.domain.check_vote import (
    FAILED,
    PERSON_VOTES,
    SECRET,
    check_course,
    check_one_by_one,
    check_result,
    check_written,
)
from models.domain.finding import Finding, Severity
from models.domain.records import AgendaItem, Category, ItemKind, Meeting, MeetingKind, Presence, Tally
from models.domain.rules import RuleBook, RuleValue

VOTING_MEETINGS = (MeetingKind.ASSEMBLY, MeetingKind.COMMITTEE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """What an item needs: so many present of so many, so many in favour of so many; `words` says it."""

    present: int
    present_of: int
    yes: int
    yes_of: int
    quorum: RuleValue
    majority: RuleValue
    words: str
    noun: str = "有表决权党员"


def tally(meeting: Meeting) -> Tally:
    """The four numbers (应到, 应到有表决权, 实到, 实到有表决权) and who is away, from the sign-in list."""
    people = meeting.attendees
    here = [a for a in people if a.presence == Presence.PRESENT]
    return Tally(
        expected=len(people),
        entitled=sum(a.can_vote for a in people),
        present=len(here),
        entitled_present=sum(a.can_vote for a in here),
        full=sum(a.category == Category.FULL for a in people),
        probationary=sum(a.category == Category.PROBATIONARY for a in people),
        leave=sum(a.presence == Presence.LEAVE for a in people),
        absent=sum(a.presence == Presence.ABSENT for a in people),
    )


def _values(
    kind: ItemKind, meeting_kind: MeetingKind, on: str, rules: RuleBook
) -> tuple[RuleValue, RuleValue]:
    """Quorum and majority rule of an item, from the edition of the meeting's day."""
    if kind == ItemKind.ELECTION:
        election = rules.edition("election", on)
        return election.value("XJ-07"), election.value("XJ-10")
    meeting = rules.edition("meeting", on)
    if meeting_kind == MeetingKind.COMMITTEE:
        return meeting.value("ZB-20"), meeting.value("ZB-19.yes")
    development = rules.edition("development", on)
    if kind == ItemKind.ADMIT:
        return development.value("FZ-25"), development.value("FZ-26")
    if kind in PERSON_VOTES:
        return development.value("FZ-42"), development.value("FZ-42")
    return meeting.value("ZB-19"), meeting.value("ZB-19.yes")


def expected_needed(
    kind: ItemKind, counted: Tally, rules: RuleBook, on: str, meeting_kind: MeetingKind = MeetingKind.ASSEMBLY
) -> Needed:
    """How many must be present and in favour for this kind of item, with the sum in words.

    The denominator of both is 应到有表决权 (for elections the majority's is 实到有选举权; in a committee
    meeting both count its members). The edition is that of the meeting's day `on`.
    """
    quorum, majority = _values(kind, meeting_kind, on, rules)
    noun = "有选举权党员" if kind == ItemKind.ELECTION else "有表决权党员"
    yes_of = counted.entitled_present if kind == ItemKind.ELECTION else counted.entitled
    if meeting_kind == MeetingKind.COMMITTEE:
        noun = "委员"
    present, yes = quorum.share.needed(counted.entitled), majority.share.needed(yes_of)
    base = "实到" if kind == ItemKind.ELECTION else "应到"
    words = (
        f"应到{noun} {counted.entitled} 人，到会须{quorum.share.words}，即至少 {present} 人；"
        f"赞成须{majority.share.words}（以{base} {yes_of} 人计），即至少 {yes} 票"
    )
    return Needed(
        present=present,
        present_of=counted.entitled,
        yes=yes,
        yes_of=yes_of,
        quorum=quorum,
        majority=majority,
        words=words,
        noun=noun,
    )


def needs_decision(item: AgendaItem) -> bool:
    """Whether the item is decided by a vote (study and reports are not)."""
    return item.kind != ItemKind.STUDY or item.vote.voted


def judge_item(meeting: Meeting, item: AgendaItem, counted: Tally, rules: RuleBook) -> list[Finding]:
    """Findings on one item: quorum, method, majority, and whether the votes add up."""
    if not needs_decision(item) or meeting.kind not in VOTING_MEETINGS:
        return []
    needed = expected_needed(item.kind, counted, rules, meeting.held_on, meeting.kind)
    found = [_quorum(meeting, item, counted, needed)]
    if item.election_id:  # its own count is judged with the election (check_election)
        return [f for f in found if f is not None]
    if not item.vote.voted:
        found.append(
            _say(needed.majority, meeting, item, "没有录入表决结果，无法判断是否通过", Severity.UNKNOWN)
        )
    else:
        found += [*_method(meeting, item, rules), *_majority(meeting, item, counted, needed)]
        found += check_one_by_one(meeting, item, rules, _say)
        found += check_course(meeting, item, rules, _say)
        found += check_written(meeting, item, counted, needed.majority.share, rules, _say)
        found += check_result(meeting, item, carried(item, counted, needed), needed.majority, _say)
        found += _counts(meeting, item, counted, rules)
    return [f for f in found if f is not None]


def carried(item: AgendaItem, counted: Tally, needed: Needed) -> bool:
    """Whether the numbers carry the item: a vote, enough present of those who should be, enough in favour."""
    quorate = bool(needed.present_of) and needed.quorum.share.reached(
        counted.entitled_present, needed.present_of
    )
    return item.vote.voted and quorate and needed.majority.share.reached(item.vote.yes, needed.yes_of)


def _label(item: AgendaItem) -> str:
    name = item.title or item.kind.value
    return (
        f"“{name}”（{item.person_name}）"
        if item.person_name and item.person_name not in name
        else f"“{name}”"
    )


def _say(
    value: RuleValue, meeting: Meeting, item: AgendaItem | None, text: str, severity: Severity | None = None
) -> Finding:
    message = f"{_label(item)}{text}" if item else text
    return value.finding(
        meeting.title or meeting.kind.value,
        message,
        severity=severity or value.severity,
        record_kind="meeting",
        record_id=meeting.id,
        field=f"item:{item.seq}" if item else "",
    )


def _unset(meeting: Meeting) -> int:
    return sum(a.can_vote and a.presence == Presence.UNSET for a in meeting.attendees)


def _quorum(meeting: Meeting, item: AgendaItem, counted: Tally, needed: Needed) -> Finding | None:
    share = needed.quorum.share
    if counted.entitled and share.reached(counted.entitled_present, counted.entitled):
        return None
    if not counted.entitled:
        text = f"没有应到{needed.noun}的记录，无法判断到会是否足够"
        return _say(needed.quorum, meeting, item, text, Severity.UNKNOWN)
    if share.reached(counted.entitled_present + _unset(meeting), counted.entitled):
        text = f"还有 {_unset(meeting)} 人没有登记到会情况，无法判断到会是否足够"
        return _say(needed.quorum, meeting, item, text, Severity.UNKNOWN)
    text = (
        f"记录显示应到{needed.noun} {counted.entitled} 人，实到 {counted.entitled_present} 人，"
        f"须{share.words}（至少 {needed.present} 人）到会才能表决"
    )
    return _not_enough(needed.quorum, meeting, item, text)


def _not_enough(value: RuleValue, meeting: Meeting, item: AgendaItem, text: str) -> Finding:
    """Not enough is said with its article; recorded as 未通过 it is in order."""
    if item.result == FAILED:
        return _say(value, meeting, item, f"{text}；已记录为未通过", Severity.INFO)
    return _say(value, meeting, item, f"{text}，请核对")


def _method(meeting: Meeting, item: AgendaItem, rules: RuleBook) -> list[Finding]:
    development = rules.edition("development", meeting.held_on)
    if meeting.kind != MeetingKind.ASSEMBLY:
        return []
    found: list[Finding] = []
    if item.kind == ItemKind.ADMIT:
        method = development.value("FZ-27")
        if not item.vote.method:
            found.append(_say(method, meeting, item, "没有记录表决方式，无法判断", Severity.UNKNOWN))
        elif item.vote.method != SECRET:
            text = f"记录的表决方式是{item.vote.method}，接收预备党员须无记名投票，请核对"
            found.append(_say(method, meeting, item, text))
    return found


def _majority(meeting: Meeting, item: AgendaItem, counted: Tally, needed: Needed) -> list[Finding]:
    if not counted.entitled:
        return []
    yes, share = item.vote.yes, needed.majority.share
    if item.kind == ItemKind.ELECTION and meeting.kind == MeetingKind.ASSEMBLY:
        return _elected(meeting, item, counted, needed)
    if share.reached(yes, needed.yes_of):
        return []
    base = "实到" if item.kind == ItemKind.ELECTION else "应到"
    text = (
        f"记录显示赞成 {yes} 票，{base}{needed.noun} {needed.yes_of} 人，"
        f"赞成须{share.words}（至少 {needed.yes} 票）才能通过"
    )
    return [_not_enough(needed.majority, meeting, item, text)]


def _elected(meeting: Meeting, item: AgendaItem, counted: Tally, needed: Needed) -> list[Finding]:
    """XJ-10: by 实到 (default); the sources contradict each other, so the result by 应到 is said as well."""
    yes, share, here, all_ = item.vote.yes, needed.majority.share, counted.entitled_present, counted.entitled
    if not here:
        text = "没有登记实到人数，无法判断能否当选"
        return [_say(needed.majority, meeting, item, text, Severity.UNKNOWN)]
    by_here, by_all = share.reached(yes, here), share.reached(yes, all_)
    both = (
        f"赞成 {yes} 票；以实到有选举权 {here} 人计须至少 {share.needed(here)} 票，{'过半' if by_here else '未过半'}；"
        f"以应到 {all_} 人计须至少 {share.needed(all_)} 票，{'过半' if by_all else '未过半'}"
    )
    if not by_here:
        return [_not_enough(needed.majority, meeting, item, f"记录显示{both}")]
    if not by_all:
        text = f"{both}。两种口径结果不同，默认按实到，请按上级要求核对"
        return [_say(needed.majority, meeting, item, text, Severity.WARNING)]
    return [_say(needed.majority, meeting, item, both, Severity.INFO)]


def _counts(meeting: Meeting, item: AgendaItem, counted: Tally, rules: RuleBook) -> list[Finding]:
    """Whether the votes add up, and whether more voted than were entitled (ZB-23, XJ-08)."""
    edition, vote = rules.edition("meeting", meeting.held_on), item.vote
    found: list[Finding] = []
    cast = vote.yes + vote.no + vote.abstain
    handed = max(vote.issued, vote.returned, vote.valid, cast - vote.written)
    if counted.entitled_present and handed > counted.entitled_present + _unset(meeting):
        text = f"票数 {handed} 多于实到有表决权的 {counted.entitled_present} 人，预备党员等无表决权，请核对"
        found.append(_say(edition.value("ZB-23"), meeting, item, text))
    if vote.issued and vote.returned > vote.issued:
        text = f"收回 {vote.returned} 票，多于发出的 {vote.issued} 票"
        rule = "XJ-08" if item.kind == ItemKind.ELECTION else "JL-02"
        text += "，选举无效，请核对" if rule == "XJ-08" else "，请核对"
        found.append(_say(edition.value(rule), meeting, item, text))
    if vote.returned and vote.valid > vote.returned:
        text = f"有效票 {vote.valid} 张，多于收回的 {vote.returned} 张，请核对"
        found.append(_say(edition.value("JL-02"), meeting, item, text))
    if vote.valid and cast > vote.valid + vote.written:
        text = f"赞成、反对、弃权共 {cast} 票，多于有效票 {vote.valid} 张，请核对"
        found.append(_say(edition.value("JL-02"), meeting, item, text))
    return found


def check_meeting(meeting: Meeting, rules: RuleBook) -> list[Finding]:
    """Every item's findings, and who was taken out of the entitled (ZB-23, information)."""
    counted = tally(meeting)
    found: list[Finding] = []
    for item in meeting.items:
        found += judge_item(meeting, item, counted, rules)
    voted = any(needs_decision(item) for item in meeting.items)
    silent = [a.name for a in meeting.attendees if not a.can_vote]
    if silent and voted and meeting.kind == MeetingKind.ASSEMBLY:
        names = "、".join(silent[:5]) + (f"等 {len(silent)} 人" if len(silent) > 5 else "")
        value = rules.edition("meeting", meeting.held_on).value("ZB-23")
        text = f"{names}无表决权，已从应到有表决权数中剔除"
        found.append(_say(value, meeting, None, text, Severity.INFO))
    return found
