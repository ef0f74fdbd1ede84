"""The roll of a meeting: who was expected on its day, merged with who was ticked."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from models.domain.dates import full
from models.domain.records import Attendee, Category, MeetingKind, Person
from models.domain.standing import standing_on
from models.services.meeting_rows import Tick
from models.services.roster import Roster

_POSTS = ("书记", "副书记", "组织委员", "宣传委员", "纪检委员", "委员")


def roll(
    roster: Roster, kind: MeetingKind, held_on: str, title: str, unapproved: Set[int] = frozenset()
) -> tuple[Attendee, ...]:
    """Officers first, then members, probationary members last, each by name; empty without a full date.

    `unapproved` are those whose confirmation was approved only after the day: their standing counts from the
    end of the probation (FZ-44), but on the day they were still on probation and had no vote.
    """
    if full(held_on) is None:
        return ()
    lines: list[tuple[tuple[int, bool, str, int], Attendee]] = []
    for person in roster.members(held_on):
        standing = standing_on(person, held_on)
        if not standing.in_branch or not _belongs(person, kind, title):
            continue
        on_probation = person.id in unapproved
        category = Category.PROBATIONARY if on_probation else standing.category
        attendee = Attendee(
            person_id=person.id,
            name=person.name,
            category=category,
            can_vote=standing.can_vote and not on_probation,
            party_post=person.party_post,
            party_group=person.party_group,
            is_mobile=person.is_mobile,
        )
        place = (
            _rank(person.party_post),
            category is not Category.FULL,
            person.pinyin,
            person.id,
        )
        lines.append((place, attendee))
    return tuple(attendee for _, attendee in sorted(lines, key=lambda line: line[0]))


def _belongs(person: Person, kind: MeetingKind, title: str) -> bool:
    if kind is MeetingKind.COMMITTEE:
        return "书记" in person.party_post or "委员" in person.party_post
    if kind is MeetingKind.GROUP:
        return bool(person.party_group) and person.party_group in title
    return True


def _rank(post: str) -> int:
    if "副书记" in post:
        return 1
    return next((place for place, name in enumerate(_POSTS) if name in post), len(_POSTS))


def without_vote(attendees: Sequence[Attendee], ids: Set[int]) -> tuple[Attendee, ...]:
    """The roll with these people as probationary members: a meeting that decides on a probation finds them on it."""
    return tuple(
        replace(a, category=Category.PROBATIONARY, can_vote=False) if a.person_id in ids else a
        for a in attendees
    )


def ticked(expected: Sequence[Attendee], ticks: Mapping[int, Tick]) -> tuple[Attendee, ...]:
    """The roll with its ticks; ticks of people not expected any more stay stored but are not counted."""
    return tuple(
        replace(
            attendee, presence=ticks[attendee.person_id].presence, reason=ticks[attendee.person_id].reason
        )
        if attendee.person_id in ticks
        else attendee
        for attendee in expected
    )
