"""What the ten papers of an election share (forms.md D8): words, figures, the ballots, the invented example."""

from dataclasses import replace
from typing import Any

from exporters.forms._examples import BRANCH, MEMBERS
from exporters.forms._text import BLANK, TO_FILL, date_or_blank, or_blank, written_date
from exporters.forms.d7_branch_sheet import EXAMPLE_ORGANISATION
from models.domain.election import (
    BY_EXPECTED,
    MEMBER,
    Ballot,
    Choice,
    Count,
    Election,
    ElectionFacts,
    Result,
    results,
)
from models.domain.organisation import DEPUTY, SECRETARY, due_on
from models.domain.rules import Share

BASIS = "《中国共产党基层组织选举工作条例》（2020年）"
MAJORITY = Share.parse(">1/2")
TURNOUT = Share.parse(">=4/5")
_FIGURES = "零一二三四五六七八九十"


def common(facts: ElectionFacts) -> dict[str, Any]:
    """Texts every paper may use; a number nobody has entered is a line for the pen."""
    election, branch = facts.election, facts.branch
    ballots = election.ballots()
    members = ballots[0] if election.seats else None
    term = facts.organisation.term_on(facts.as_of)
    expected = (election.committee if election.seats else election.leaders).expected or facts.entitled
    return {
        "branch": branch.name,
        "committee": election.approved_by or branch.committee or BLANK,
        "on": date_or_blank(election.on_date),
        "day": election.on_date,
        "at": election.starts_at or BLANK,
        "place": election.place or branch.venue or "________",
        "host": election.host or BLANK,
        "reason": election.reason or "任期届满",
        "requested": date_or_blank(election.requested_on),
        "contact": branch.contact or branch.organiser or BLANK,
        "phone": branch.contact_phone or branch.phone or "________",
        "session": f"第{term.session}届" if term and term.session else "本届",
        "next_session": f"第{term.session + 1}届" if term and term.session else "新一届",
        "started": date_or_blank(term.started_on if term else ""),
        "years": str(branch.term_years),
        "due": date_or_blank(due_on(branch, term) if term else ""),
        "seats": or_blank(election.seats or ""),
        "candidates_count": or_blank(len(members.candidates) if members and members.candidates else ""),
        "spare": or_blank(len(members.candidates) - members.seats if members and members.candidates else ""),
        "candidates": people(members.candidates) if members and members.candidates else BLANK,
        "leaders": leaders(ballots[-1]),
        "expected": or_blank(expected or ""),
        "least": or_blank(TURNOUT.needed(expected) if expected else ""),
        "small": [] if election.seats else [{}],
        "large": [{}] if election.seats else [],
        "basis_word": f"{election.basis}有选举权人数",
    }


def people(choices: tuple[Choice, ...]) -> str:
    """Names one after the other."""
    return "、".join(choice.name for choice in choices)


def leaders(ballot: Ballot) -> str:
    """何永福为书记候选人预备人选，…: as far as entered."""
    found = [f"{c.name}为{c.post_name}" for c in ballot.candidates]
    return "、".join(found) if found else f"{BLANK}为书记、{BLANK}为副书记"


def hanzi(number: int) -> str:
    """一 to 十九, for headings."""
    return _FIGURES[number] if number <= 10 else f"十{_FIGURES[number - 10]}"


def chosen(facts: ElectionFacts, place: int) -> Result | None:
    """The result by the reading the branch goes by, once somebody has votes."""
    if place >= len(facts.results):
        return None
    present, expected = facts.results[place]
    result = expected if facts.election.basis == BY_EXPECTED else present
    return result if result.elected or result.tied else None


def ballot_name(ballot: Ballot) -> str:
    """委员选票, 书记、副书记选票."""
    return f"{'支部委员会委员' if ballot.posts == (MEMBER,) else ballot.title}"


def sex_of(choice: Choice) -> str:
    return choice.person.sex.value


def born(choice: Choice) -> str:
    return choice.person.birth_date[:7].replace("-", ".")


def job(choice: Choice) -> str:
    """Title and post of the person, as the roster has them."""
    parts = (choice.person.technical_title, choice.person.employer or choice.person.post)
    return "／".join(part for part in parts if part and part != "无")


def day_of(iso: str) -> str:
    return written_date(iso) or TO_FILL


def _choice(at: int, member: int, post: str = MEMBER, **more: Any) -> Choice:
    person = MEMBERS[member]
    return Choice(id=at, person_id=person.id, name=person.name, post_name=post, person=person, **more)


_VOTES = (
    (0, 15, "书记"),
    (1, 14, "组织委员"),
    (2, 14, "副书记"),
    (4, 12, "宣传委员"),
    (5, 8, "纪检委员"),
    (6, 5, ""),
)
EXAMPLE_ELECTION = Election(
    id=1,
    on_date="2029-03-15",
    starts_at="09:00",
    place="村党群服务中心二楼会议室",
    host="周立民",
    reason="任期届满",
    seats=5,
    committee=Count(expected=16, present=15, issued=15, returned=15),
    leaders=Count(expected=5, present=5, issued=5, returned=5),
    requested_on="2029-01-10",
    approved_on="2029-01-20",
    approved_by="中共云岭镇委员会",
    document="云委〔2029〕3号",
    candidates_on="2029-02-25",
    candidates_document="云委〔2029〕8号",
    tellers="卫东升、蒋文静",
    scrutineers="赵铁生、郑玉兰",
    chief="赵铁生",
    choices=(
        *(
            _choice(at, member, yes=yes, no=15 - yes, recommended=yes + 1, group_recommended=3 if yes > 6 else 1,
                    opinion="同意提名", proposed_post=duty)
            for at, (member, yes, duty) in enumerate(_VOTES, start=1)
        ),
        _choice(7, 8, origin="另选人", yes=2),
        _choice(8, 0, SECRETARY, yes=5),
        _choice(9, 2, DEPUTY, yes=5),
    ),
)  # fmt: skip
EXAMPLE = ElectionFacts(
    branch=replace(BRANCH, contact="欧阳慧敏", contact_phone="13900001001"),
    as_of="2029-03-15",
    election=EXAMPLE_ELECTION,
    organisation=EXAMPLE_ORGANISATION,
    members=MEMBERS,
    entitled=16,
    results=results(EXAMPLE_ELECTION, MAJORITY),
)
