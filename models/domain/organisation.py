"""How a branch is organised: its committee's terms, who holds which post, its groups (支§13, §22, §24)."""

from dataclasses import dataclass, field

from models.domain.dates import add_months
from models.domain.records import Branch, Person

SECRETARY, DEPUTY = "书记", "副书记"
ORGANISER = "组织委员"
DUTIES = (ORGANISER, "宣传委员", "纪检委员")  # of every committee (ZB-08)
POSTS = (SECRETARY, DEPUTY, *DUTIES, "统战委员", "青年委员", "妇女委员", "委员")
METHODS = ("选举", "补选", "上级指派", "上级批准")


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteeTerm:
    """One term of the committee (届); `due_on` only where a superior set another day than the rule's."""

    id: int = 0
    uuid: str = ""
    session: int = 0  # 第几届, 0 = not known
    started_on: str = ""
    seats: int = 0  # number of 委员, 0 = no 支委会
    due_on: str = ""
    ended_on: str = ""
    elected_on: str = ""
    approved_on: str = ""
    approved_by: str = ""
    document: str = ""
    remark: str = ""

    @property
    def words(self) -> str:
        """第十一届 in figures, or the year where the number is not known."""
        return f"第 {self.session} 届" if self.session else f"{self.started_on[:4]} 年选出的一届"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostTerm:
    """Somebody in a post from a day on; `person_id` 0 when only the name is known."""

    id: int = 0
    uuid: str = ""
    person_id: int = 0
    name: str = ""
    post_name: str = ""
    from_on: str = ""
    to_on: str = ""
    method: str = ""
    document: str = ""
    remark: str = ""
    phone: str = ""  # of the person, as the roster has it

    def held_on(self, day: str) -> bool:
        """Whether the post was held on a day; on the day of leaving it no longer is."""
        return self.from_on <= day and (not self.to_on or day < self.to_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyGroup:
    """A 党小组; who belongs to it stands on the members' cards. `id` 0: named there, but never set up."""

    id: int = 0
    uuid: str = ""
    name: str = ""
    leader_id: int = 0
    leader: str = ""
    position: int = 0
    closed_on: str = ""
    remark: str = ""
    members: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """Everything about a branch's committee and groups; terms and posts newest first."""

    branch: Branch = field(default_factory=Branch)
    terms: tuple[CommitteeTerm, ...] = ()
    posts: tuple[PostTerm, ...] = ()
    groups: tuple[PartyGroup, ...] = ()
    ungrouped: tuple[Person, ...] = ()  # members in no group

    def term_on(self, day: str) -> CommitteeTerm | None:
        """The term running on a day; a branch that keeps no terms yet has the one its own record speaks of."""
        found = next((t for t in self.terms if t.started_on <= day), None)
        if found is not None or self.terms or not self.branch.term_started_on:
            return found
        return CommitteeTerm(started_on=self.branch.term_started_on, seats=self.branch.committee_size)

    def serving(self, day: str) -> tuple[PostTerm, ...]:
        """Who held which post on a day, in the order of the posts."""
        return tuple(sorted((p for p in self.posts if p.held_on(day)), key=in_order))

    def holder(self, post_name: str, day: str) -> PostTerm | None:
        return next((p for p in self.serving(day) if p.post_name == post_name), None)


def in_order(post: PostTerm) -> tuple[int, str, int]:
    """Sorts posts: secretary, deputy, the committee's duties, anything else."""
    return post_rank(post.post_name), post.from_on, post.id


def post_rank(post_name: str) -> int:
    """Place of a post as a list of the committee names them; 党支部书记 counts as 书记."""
    if DEPUTY in post_name:
        return 1
    return next((place for place, name in enumerate(POSTS) if name in post_name), len(POSTS))


def rule_end(branch: Branch, term: CommitteeTerm) -> str:
    """The day the term is full by the rule (ZB-09): 5 years in villages and communities, else 3."""
    return add_months(term.started_on, 12 * branch.term_years)


def due_on(branch: Branch, term: CommitteeTerm) -> str:
    """应换届日期: what a superior set, else the rule's; "" when the start is not known to the month."""
    return term.due_on or rule_end(branch, term)
