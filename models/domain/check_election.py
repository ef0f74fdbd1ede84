"""An election against 选举工作条例 2020 (XJ-04..XJ-14): candidates, turnout, papers, majorities, who counts."""

from models.domain.election import (
    BY_EXPECTED,
    BY_PRESENT,
    LEADERS,
    MEMBER,
    Ballot,
    Election,
    Result,
    least_candidates,
    names,
    names_of,
)
from models.domain.finding import Finding, Severity
from models.domain.records import Branch
from models.domain.rules import RuleBook, RuleSet, RuleValue


def check_election(branch: Branch, election: Election, entitled: int, rules: RuleBook) -> list[Finding]:
    """What has to be looked at; `entitled` are the members with the right to elect on the day (XJ-04)."""
    edition = rules.edition("election", election.on_date)
    found = _before(branch, election, edition)
    for place, ballot in enumerate(election.ballots()):
        of_assembly = place == 0
        if of_assembly and ballot.count.expected and ballot.count.expected != entitled:
            text = f"应到有选举权 {ballot.count.expected} 人，按当天名册为 {entitled} 人，请核对"
            found.append(_say(edition.value("XJ-04"), branch, text, Severity.WARNING))
        found += _count(branch, ballot, edition)
    return found


def _say(value: RuleValue, branch: Branch, text: str, severity: Severity | None = None) -> Finding:
    return value.finding(
        branch.name, text, severity=severity or value.severity, record_kind="branch", record_id=branch.id
    )


def _before(branch: Branch, election: Election, edition: RuleSet) -> list[Finding]:
    """XJ-05, XJ-06, XJ-12: candidates, the leave of the committee above, scrutineers and tellers."""
    found: list[Finding] = []
    if branch.is_temporary:
        found.append(_say(edition.value("XJ-03"), branch, "临时党支部不换届，班子由批准的组织指定，请核对"))
    for ballot in election.ballots():
        least = least_candidates(ballot.seats, edition.number("XJ-05")) if ballot.posts == (MEMBER,) else 0
        if ballot.candidates and len(ballot.candidates) < least:
            text = f"委员候选人 {len(ballot.candidates)} 名，应选 {ballot.seats} 名的至少 {least} 名"
            found.append(_say(edition.value("XJ-05"), branch, text))
    leaders = [c for c in election.choices if c.post_name in LEADERS]
    if leaders and not election.candidates_on:
        text = f"书记、副书记候选人（{names(leaders)}）没有登记上级同意的日期"
        found.append(_say(edition.value("XJ-06"), branch, text))
    standing = {c.name for c in election.choices}
    for who, text in (("监票人", f"{election.scrutineers}、{election.chief}"), ("计票人", election.tellers)):
        both = sorted(standing & set(names_of(text)))
        if both:
            found.append(_say(edition.value("XJ-12"), branch, f"{'、'.join(both)}是候选人，不能担任{who}"))
    return found


def _count(branch: Branch, ballot: Ballot, edition: RuleSet) -> list[Finding]:
    """XJ-07..XJ-11 for one ballot; nothing while nobody has counted."""
    count, found = ballot.count, list[Finding]()
    if not count.present:
        return found
    share = edition.value("XJ-07").share
    what = f"{ballot.title}选举"
    if count.expected and not share.reached(count.present, count.expected):
        text = f"{what}实到 {count.present} 人，应到 {count.expected} 人，不足五分之四（须 {share.needed(count.expected)} 人），不能选举"
        found.append(_say(edition.value("XJ-07"), branch, text))
    if count.present > count.expected > 0:
        text = f"{what}实到 {count.present} 人，多于应到 {count.expected} 人，请核对"
        found.append(_say(edition.value("XJ-07"), branch, text))
    if count.returned > count.present:
        text = f"{what}收回 {count.returned} 票，多于投票人数 {count.present} 人，选举无效，应重新选举"
        found.append(_say(edition.value("XJ-08"), branch, text))
    cast = sum(choice.yes for choice in ballot.choices)
    if count.valid and cast > count.valid * ballot.seats:
        text = (
            f"{what}得票合计 {cast}，多于有效票 {count.valid} 张 × 应选 {ballot.seats} 名，请核对有无超选的票"
        )
        found.append(_say(edition.value("XJ-09"), branch, text))
    for choice in ballot.candidates:
        if count.valid and choice.yes + choice.no + choice.abstain not in (0, count.valid):
            text = f"{choice.name}赞成、不赞成、弃权合计 {choice.yes + choice.no + choice.abstain}，应等于有效票 {count.valid}"
            found.append(_say(edition.value("XJ-09"), branch, text))
    if cast:
        found += _elected(branch, ballot, edition)
    return found


def _elected(branch: Branch, ballot: Ballot, edition: RuleSet) -> list[Finding]:
    """XJ-10 and XJ-11: what both readings of the majority come to, ties, seats left empty."""
    majority = edition.value("XJ-10").share
    present, expected = ballot.result(BY_PRESENT, majority), ballot.result(BY_EXPECTED, majority)
    found: list[Finding] = []
    if {c.name for c in present.elected} != {c.name for c in expected.elected}:
        text = (
            f"{ballot.title}选举：按实到会 {present.total} 人过半（{present.needed} 票）当选的是{names(present.elected) or '无'}；"
            f"按应到会 {expected.total} 人过半（{expected.needed} 票）当选的是{names(expected.elected) or '无'}。请按上级口径确定"
        )
        found.append(_say(edition.value("XJ-10"), branch, text, Severity.WARNING))
    return [*found, *_left(branch, ballot, present, edition)]


def _left(branch: Branch, ballot: Ballot, result: Result, edition: RuleSet) -> list[Finding]:
    found: list[Finding] = []
    if result.tied:
        text = f"{names(result.tied)}各得 {result.tied[0].yes} 票，不能确定谁当选，应对他们再次投票"
        found.append(_say(edition.value("XJ-11"), branch, text))
    elif result.missing:
        text = (
            f"{ballot.title}选举得票过半的 {len(result.elected)} 名，少于应选 {result.seats} 名，"
            "不足的另行选举；接近名额的，经半数以上选举人同意可以减少名额"
        )
        found.append(_say(edition.value("XJ-11"), branch, text))
    return found


def impossible_count(ballot: Ballot) -> str:
    """Why the numbers of a ballot cannot all be true, as a sentence; "" when they can.

    More papers back than voters is a void election (XJ-08), more names than seats a paper nobody sorted out (XJ-09):
    both may have happened, and are recorded.
    """
    count = ballot.count
    if count.present > count.expected > 0:
        return f"{ballot.title}选举实到 {count.present} 人，多于应到 {count.expected} 人"
    if count.invalid > count.returned:
        return f"{ballot.title}选举无效票 {count.invalid} 张，多于收回的 {count.returned} 张"
    for choice in ballot.choices:
        cast = choice.yes + choice.no + choice.abstain
        if count.returned and cast > count.valid:
            return f"{choice.name}赞成、不赞成、弃权共 {cast} 票，多于有效票 {count.valid} 张"
    return ""
