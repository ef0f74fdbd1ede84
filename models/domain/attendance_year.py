"""A year of meetings and who came to them: the ledger A11, each member's attendance, and the catching up.

A member nobody has ticked is no absence: what is not recorded is counted apart. Whom activities are no hard
requirement for (ZB-26) is marked, and the share is said with and without them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from models.domain.facts import PaperFacts
from models.domain.records import Attendee, Category, Meeting, MeetingKind, Presence

SIGNS = {Presence.PRESENT: "√", Presence.LEAVE: "○", Presence.ABSENT: "×", Presence.UNSET: "—"}
CAUGHT_UP = "补"  # beside the sign of somebody who was away
SIGNS_SAID = "√ 到会　○ 请假　× 缺席　— 未登记　补 已补课"
NO_MAKEUP = (MeetingKind.COMMITTEE,)  # a meeting of the committee cannot be caught up
MAKEUP_WAYS = ("自学材料", "送学上门", "集中补课", "谈话传达", "线上学习")


def share(present: int, of: int) -> str:
    """93.3%; never 100 while one is missing; of nobody ""."""
    if not of:
        return ""
    rounded = (present * 2000 + of) // (2 * of)
    return f"{min(rounded, 999 if present < of else 1000) / 10:.1f}%"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingLine:
    """One meeting of the year, for the ledger."""

    meeting: Meeting
    photos: int = 0

    @property
    def expected(self) -> int:
        return len(self.meeting.attendees)

    def count(self, presence: Presence) -> int:
        return sum(a.came is presence for a in self.meeting.attendees)

    @property
    def is_ticked(self) -> bool:
        """Whether anybody has been ticked."""
        return self.unset < self.expected

    @property
    def unset(self) -> int:
        return self.count(Presence.UNSET)

    @property
    def rate(self) -> str:
        """Empty while somebody is not ticked: it cannot be told."""
        return "" if self.unset else share(self.count(Presence.PRESENT), self.expected)

    @property
    def subject(self) -> str:
        """What it was about: its items where the title only says which meeting it is."""
        topics = "；".join(item.title for item in self.meeting.items if item.title)
        own = self.meeting.title and self.meeting.kind.value not in self.meeting.title
        return (self.meeting.title if own else topics) or self.meeting.title


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One member at one meeting they were expected at, or left out of."""

    meeting: Meeting
    attendee: Attendee

    @property
    def is_away(self) -> bool:
        return self.attendee.came in (Presence.LEAVE, Presence.ABSENT)

    @property
    def is_due(self) -> bool:
        """Whether the catch-up is still to be done."""
        return self.can_catch_up and not self.attendee.makeup_on and not self.attendee.is_exempt

    @property
    def can_catch_up(self) -> bool:
        return self.is_away and self.meeting.kind not in NO_MAKEUP

    @property
    def sign(self) -> str:
        return SIGNS[self.attendee.came] + (CAUGHT_UP if self.is_away and self.attendee.makeup_on else "")

    @property
    def why(self) -> str:
        """病假：住院."""
        one = self.attendee
        return "：".join(part for part in (one.leave_kind or one.came.value, one.reason) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonYear:
    """One member's year; `visits` by the day of the meeting."""

    person_id: int
    name: str
    category: Category = Category.FULL
    party_group: str = ""
    is_exempt: bool = False
    is_mobile: bool = False
    visits: tuple[Visit, ...] = ()
    left_out: int = 0  # meetings at which the member was not counted

    def count(self, presence: Presence) -> int:
        return sum(v.attendee.came is presence for v in self.visits)

    @property
    def expected(self) -> int:
        return len(self.visits)

    @property
    def recorded(self) -> int:
        """How often somebody has noted whether the member came."""
        return self.expected - self.count(Presence.UNSET)

    @property
    def rate(self) -> str:
        return share(self.count(Presence.PRESENT), self.recorded)

    @property
    def due(self) -> int:
        return sum(v.is_due for v in self.visits)

    @property
    def caught_up(self) -> int:
        return sum(v.is_away and bool(v.attendee.makeup_on) for v in self.visits)

    def month(self, number: int) -> str:
        """The signs of a month in the order of its meetings."""
        return "".join(v.sign for v in self.visits if int(v.meeting.held_on[5:7]) == number)

    @property
    def note(self) -> str:
        """What stands beside the name of somebody who is judged in another way."""
        words = (
            "预备党员" if self.category is Category.PROBATIONARY else "",
            "不作硬性要求" if self.is_exempt else "",
            "流动在外" if self.is_mobile else "",
            f"不计入应到 {self.left_out} 次" if self.left_out else "",
        )
        return "，".join(word for word in words if word)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceFacts(PaperFacts):
    """Subject "attendance" (A11): one year up to `as_of`, of all kinds of meeting or of one."""

    year: int
    kind: str = ""
    lines: tuple[MeetingLine, ...] = ()
    pages: Mapping[int, int] = field(default_factory=dict[int, int])  # of the records in a bound book
    people: tuple[PersonYear, ...] = ()

    @property
    def makeups(self) -> tuple[Visit, ...]:
        """Everybody who was away from what can be caught up, by the day."""
        found = [v for person in self.people for v in person.visits if v.can_catch_up]
        return tuple(sorted(found, key=lambda v: (v.meeting.held_on, v.meeting.id)))

    def rate(self, *, exempt: bool = True) -> str:
        """Of all visits anybody recorded; without those marked ZB-26 when asked."""
        counted = [p for p in self.people if exempt or not p.is_exempt]
        present = sum(p.count(Presence.PRESENT) for p in counted)
        return share(present, sum(p.recorded for p in counted))

    @property
    def said(self) -> str:
        """会议 12 次，出勤率 91.2%（不含不作硬性要求的 3 人 95.0%），待补课 4 人次."""
        exempt = sum(p.is_exempt for p in self.people)
        due = sum(v.is_due for v in self.makeups)
        rate = self.rate()
        words = f"会议 {len(self.lines)} 次"
        if rate:
            words += f"，出勤率 {rate}"
            words += f"（不含不作硬性要求的 {exempt} 人 {self.rate(exempt=False)}）" if exempt else ""
        else:
            words += "，还没有登记到会，出勤率无法判断"
        return words + (f"，待补课 {due} 人次" if due else "，没有待补课的" if self.makeups else "")


def people_of(meetings: Iterable[Meeting]) -> tuple[PersonYear, ...]:
    """Everybody expected at any of these meetings, as the last of them has their names, in its order."""
    visits: dict[int, list[Visit]] = {}
    left_out: dict[int, int] = {}
    last: dict[int, Attendee] = {}
    for meeting in sorted(meetings, key=lambda m: (m.held_on, m.starts_at, m.id)):
        for one in meeting.attendees:
            visits.setdefault(one.person_id, []).append(Visit(meeting=meeting, attendee=one))
            last[one.person_id] = one
        for one in meeting.left_out:
            left_out[one.person_id] = left_out.get(one.person_id, 0) + 1
            last[one.person_id] = one
    return tuple(
        PersonYear(
            person_id=key,
            name=one.name,
            category=one.category,
            party_group=one.party_group,
            is_exempt=one.is_exempt,
            is_mobile=one.is_mobile,
            visits=tuple(visits.get(key, ())),
            left_out=left_out.get(key, 0),
        )
        for key, one in last.items()
    )


def ordered(people: Sequence[PersonYear], order: Sequence[int]) -> tuple[PersonYear, ...]:
    """In the order of the roster; those who have left it stand last."""
    place = {person_id: at for at, person_id in enumerate(order)}
    return tuple(sorted(people, key=lambda p: (place.get(p.person_id, len(place)), p.person_id)))
