"""An election of the committee: candidates, ballots, the count, and who is elected by either reading of XJ-10."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from models.domain.facts import PaperFacts
from models.domain.organisation import DEPUTY, SECRETARY, Organisation
from models.domain.records import Person
from models.domain.rules import Share
from models.domain.strokes import stroke_key

MEMBER = "委员"
LEADERS = (SECRETARY, DEPUTY)
CANDIDATE, WRITE_IN = "候选人", "另选人"
BY_PRESENT, BY_EXPECTED = "实到会", "应到会"
BASES = (BY_PRESENT, BY_EXPECTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """One ballot as counted: people with a vote who should come and came, papers given out, back, void."""

    expected: int = 0
    present: int = 0
    issued: int = 0
    returned: int = 0
    invalid: int = 0

    @property
    def valid(self) -> int:
        return max(0, self.returned - self.invalid)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Somebody who may be or was voted for; `recommended` and `group_recommended` count the recommendations."""

    id: int = 0
    uuid: str = ""
    person_id: int = 0
    name: str = ""
    post_name: str = MEMBER
    origin: str = CANDIDATE
    recommended: int = 0
    group_recommended: int = 0
    opinion: str = ""
    proposed_post: str = ""
    yes: int = 0
    no: int = 0
    abstain: int = 0
    person: Person = field(default_factory=Person)


@dataclass(frozen=True, slots=True, kw_only=True)
class Election:
    """`seats` 0: no committee; the assembly elects the secretary itself."""

    id: int = 0
    uuid: str = ""
    on_date: str = ""
    starts_at: str = ""
    place: str = ""
    host: str = ""
    reason: str = ""
    seats: int = 0
    committee: Count = field(default_factory=Count)
    leaders: Count = field(default_factory=Count)
    requested_on: str = ""
    approved_on: str = ""
    approved_by: str = ""
    document: str = ""
    candidates_on: str = ""
    candidates_document: str = ""
    tellers: str = ""
    scrutineers: str = ""
    chief: str = ""
    basis: str = BY_PRESENT
    closed_on: str = ""
    remark: str = ""
    choices: tuple[Choice, ...] = ()

    def ballots(self) -> tuple["Ballot", ...]:
        """One for the committee, one for secretary and deputy; the first is missing where there is no committee."""
        found: list[Ballot] = []
        if self.seats:
            chosen = tuple(c for c in self.choices if c.post_name == MEMBER)
            found.append(Ballot(MEMBER, (MEMBER,), self.seats, self.committee, chosen))
        chosen = tuple(c for c in self.choices if c.post_name in LEADERS)
        posts = tuple(post for post in LEADERS if any(c.post_name == post for c in chosen)) or (SECRETARY,)
        found.append(Ballot("、".join(posts), posts, len(posts), self.leaders, chosen))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Ballot:
    """One paper to vote on: what for, how many are to be elected, who stands."""

    title: str  # 委员, 书记, 书记、副书记
    posts: tuple[str, ...]
    seats: int
    count: Count
    choices: tuple[Choice, ...]

    @property
    def candidates(self) -> tuple[Choice, ...]:
        """In the order of strokes (XJ-12); for posts, post by post."""
        standing = [c for c in self.choices if c.origin == CANDIDATE]
        return tuple(sorted(standing, key=lambda c: (self.posts.index(c.post_name), stroke_key(c.name))))

    @property
    def others(self) -> tuple[Choice, ...]:
        """Written in by voters, most votes first."""
        written = [c for c in self.choices if c.origin == WRITE_IN]
        return tuple(sorted(written, key=lambda c: (-c.yes, stroke_key(c.name))))

    @property
    def write_ins(self) -> int:
        """Boxes for names a voter writes in: one, or as many as there are candidates too many (forms.md D8.7)."""
        return max(1, len(self.candidates) - self.seats)

    def result(self, basis: str, majority: Share) -> "Result":
        """Who is elected when the majority is of those present, or of all who should have come (XJ-10, XJ-11)."""
        total = self.count.present if basis == BY_PRESENT else self.count.expected
        elected: list[Choice] = []
        tied: list[Choice] = []
        for post in self.posts:
            seats = self.seats if self.posts == (MEMBER,) else 1
            passed = sorted(
                (c for c in self.choices if c.post_name == post and majority.reached(c.yes, total)),
                key=lambda c: (-c.yes, stroke_key(c.name)),
            )
            edge = passed[seats - 1].yes if len(passed) > seats else -1
            cut = len(passed) > seats and passed[seats].yes == edge
            elected += [c for c in passed[:seats] if not cut or c.yes > edge]
            tied += [c for c in passed if cut and c.yes == edge]
        return Result(
            basis, total, majority.needed(total) if total else 0, tuple(elected), tuple(tied), self.seats
        )


@dataclass(frozen=True, slots=True)
class Result:
    """Elected by votes; `tied` are to be voted on once more for the seats left (XJ-11)."""

    basis: str
    total: int
    needed: int
    elected: tuple[Choice, ...]
    tied: tuple[Choice, ...]
    seats: int

    @property
    def missing(self) -> int:
        return self.seats - len(self.elected)


def least_candidates(seats: int, percent: int) -> int:
    """Seats and at least `percent` more, rounded up (XJ-05): 3 → 4, 5 → 6, 7 → 9."""
    return seats + -(-seats * percent // 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionFacts(PaperFacts):
    """What the ten papers of D8 are made from."""

    election: Election
    organisation: Organisation = field(default_factory=Organisation)
    members: tuple[Person, ...] = ()  # on the day of the election
    entitled: int = 0  # of them with the right to elect
    results: tuple[tuple[Result, Result], ...] = ()  # for each ballot: by those present, by those expected


def counted_words(facts: ElectionFacts) -> str:
    """What the record of the assembly says of its ballot, as entered; "" while nothing is counted."""
    ballot = facts.election.ballots()[0]
    count = ballot.count
    if not count.returned or not facts.results:
        return ""
    present, expected = facts.results[0]
    result = expected if facts.election.basis == BY_EXPECTED else present
    votes = "、".join(f"{c.name}{c.yes}票" for c in (*ballot.candidates, *ballot.others))
    elected = "、".join(c.name for c in result.elected)
    return (
        f"应到会有选举权{count.expected}名，实到{count.present}名；发出票{count.issued}张，收回{count.returned}张，"
        f"有效{count.valid}张，无效{count.invalid}张。\n得赞成票：{votes}。" + (f"\n当选：{elected}。" if elected else "")
    )  # fmt: skip


def names_of(text: str) -> list[str]:
    """People of a line such as “王一、李二”."""
    return [
        part for part in text.replace("，", "、").replace(",", "、").replace(" ", "、").split("、") if part
    ]


def results(election: Election, majority: Share) -> tuple[tuple[Result, Result], ...]:
    return tuple(
        (ballot.result(BY_PRESENT, majority), ballot.result(BY_EXPECTED, majority))
        for ballot in election.ballots()
    )


def names(choices: Sequence[Choice]) -> str:
    return "、".join(choice.name for choice in choices)


def told(election: Election, majority: Share) -> list[str]:
    """A line for each ballot: who came, the papers, who is elected by the reading the branch goes by."""
    lines: list[str] = []
    for ballot in election.ballots():
        count, result = ballot.count, ballot.result(election.basis, majority)
        if not count.present:
            lines.append(f"{ballot.title}选举：还没有计票")
            continue
        votes = "、".join(f"{choice.name} {choice.yes} 票" for choice in result.elected) or "无"
        lines.append(
            f"{ballot.title}选举：应到 {count.expected}、实到 {count.present}，发出 {count.issued}、收回 {count.returned}、"
            f"有效 {count.valid}；当选：{votes}"
        )
    return lines
