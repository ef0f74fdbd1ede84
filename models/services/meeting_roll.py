"""The roll of a meeting: who was expected on its day, who was left out, merged with who was ticked."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from models.db.store import Store
from models.domain.dates import full
from models.domain.exemption import Exemption, left_out_on
from models.domain.records import Attendee, Category, MeetingKind, Person, Presence
from models.services.exemptions import load_exemptions
from models.services.meeting_rows import Tick, with_tick
from models.services.roster import Roster

_POSTS = ("书记", "副书记", "组织委员", "宣传委员", "纪检委员", "委员")


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFacts:
    """What the roll of a day needs beside the roster.

    `unapproved`: whose confirmation was approved only after the day; their standing counts from the end of the
    probation (FZ-44), but on the day they were still on probation and had no vote. `posts`: who held which post on the
    day; empty where no terms are kept, then the cards speak.
    """

    unapproved: Set[int] = frozenset()
    posts: Mapping[int, str] = field(default_factory=dict[int, str])
    left_out: Mapping[int, Exemption] = field(default_factory=dict[int, Exemption])


@dataclass(frozen=True, slots=True)
class Roll:
    """Those expected, and members by their class not counted."""

    attendees: tuple[Attendee, ...] = ()
    left_out: tuple[Attendee, ...] = ()


def day_facts(store: Store, day: str) -> DayFacts:
    """Read them; posts of people named only, not on the roster, are nobody's here."""
    approved_later = store.rows(
        "SELECT person_id FROM step WHERE code = 'confirmation_approval' GROUP BY person_id HAVING max(on_date) > ?",
        (day,),
    )
    posts: dict[int, str] = {}
    for person_id, post in store.rows(
        """SELECT person_id, post_name FROM post_term WHERE person_id IS NOT NULL AND from_on <= ?
           AND (to_on = '' OR to_on > ?) ORDER BY from_on, id""",
        (day, day),
    ):
        posts[int(person_id)] = "、".join(filter(None, (posts.get(int(person_id), ""), str(post))))
    return DayFacts(
        unapproved={int(row[0]) for row in approved_later},
        posts=posts,
        left_out=left_out_on(load_exemptions(store), day),
    )


def roll(roster: Roster, kind: MeetingKind, held_on: str, group: str, day: DayFacts) -> Roll:
    """Officers first, then members, probationary members last, each by name; empty without a full date.

    `group` names the group of a group meeting, or is a title with the name in it.
    """
    if full(held_on) is None:
        return Roll()
    lines: list[tuple[tuple[int, bool, str, int], Attendee]] = []
    few = kind in (MeetingKind.COMMITTEE, MeetingKind.GROUP)  # of thousands: the others are not looked at

    def belongs(card: Person) -> bool:
        return _belongs(card, _post(card, day.posts), kind, group)

    for one in roster.members_of(held_on, belongs if few else None):
        person, standing = one.then, one.standing
        post = _post(person, day.posts)
        on_probation = person.id in day.unapproved
        category = Category.PROBATIONARY if on_probation else standing.category
        exemption = day.left_out.get(person.id)
        attendee = Attendee(
            person_id=person.id,
            name=person.name,
            category=category,
            can_vote=standing.can_vote and not on_probation,
            party_post=post,
            party_group=person.party_group,
            is_mobile=person.is_mobile,
            is_exempt=person.is_exempt,
            why="转正尚未批准，没有表决权" if on_probation else standing.why if not standing.can_vote else "",
            left_out=exemption.ground if exemption else "",
        )
        place = (_rank(post), category is not Category.FULL, person.pinyin, person.id)
        lines.append((place, attendee))
    return Roll(*parted([attendee for _, attendee in sorted(lines, key=lambda line: line[0])]))


def parted(people: Sequence[Attendee]) -> tuple[tuple[Attendee, ...], tuple[Attendee, ...]]:
    """Those who count, and those left out; who came in spite of it counts."""
    counted: list[Attendee] = []
    out: list[Attendee] = []
    for one in people:
        (out if one.left_out and one.presence is not Presence.PRESENT else counted).append(one)
    return tuple(counted), tuple(out)


def _post(person: Person, posts: Mapping[int, str]) -> str:
    """As the terms have it on the day; what is no post of the committee stays as the card says."""
    if not posts or person.id in posts:
        return posts.get(person.id, person.party_post)
    return "" if _is_committee(person.party_post) else person.party_post


def _is_committee(post: str) -> bool:
    return "书记" in post or "委员" in post


def _belongs(person: Person, post: str, kind: MeetingKind, group: str) -> bool:
    if kind is MeetingKind.COMMITTEE:
        return _is_committee(post)
    if kind is MeetingKind.GROUP:
        return bool(person.party_group) and person.party_group in group
    return True


def _rank(post: str) -> int:
    if not post:
        return len(_POSTS)
    if "副书记" in post:
        return 1
    return next((place for place, name in enumerate(_POSTS) if name in post), len(_POSTS))


def without_vote(attendees: Sequence[Attendee], ids: Set[int]) -> tuple[Attendee, ...]:
    """The roll with these people as probationary members: a meeting that decides on a probation finds them on it."""
    return tuple(
        replace(a, category=Category.PROBATIONARY, can_vote=False, why="本次会议讨论其预备期，没有表决权")
        if a.person_id in ids
        else a
        for a in attendees
    )


def ticked(expected: Sequence[Attendee], ticks: Mapping[int, Tick]) -> tuple[Attendee, ...]:
    """The roll with its ticks; ticks of people not expected any more stay stored but are not counted."""
    return tuple(
        with_tick(attendee, ticks[attendee.person_id]) if attendee.person_id in ticks else attendee
        for attendee in expected
    )


def eased(store: Store) -> set[int]:
    """Whose cards say that nothing is asked of them that is hard for them (ZB-26)."""
    return {int(row[0]) for row in store.rows("SELECT id FROM person WHERE is_exempt = 1")}
