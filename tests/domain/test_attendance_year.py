"""A year's attendance: what is recorded, what is not, who is marked, what is still to be caught up."""

from models.domain.attendance_year import AttendanceFacts, MeetingLine, ordered, people_of, share
from models.domain.records import (
    AgendaItem,
    Attendee,
    Branch,
    Category,
    Meeting,
    MeetingKind,
    Presence,
)

HERE, LEAVE, ABSENT, UNSET = Presence.PRESENT, Presence.LEAVE, Presence.ABSENT, Presence.UNSET


def one(person_id: int, presence: Presence, **more: object) -> Attendee:
    values: dict[str, object] = {"category": Category.FULL, "can_vote": True, **more}
    return Attendee(person_id=person_id, name=f"党员{person_id}", presence=presence, **values)  # pyright: ignore[reportArgumentType]


def meeting(number: int, day: str, *attendees: Attendee, **more: object) -> Meeting:
    return Meeting(id=number, held_on=day, attendees=attendees, **more)  # pyright: ignore[reportArgumentType]


SPRING = meeting(
    1, "2026-03-14", one(1, HERE), one(2, LEAVE, leave_kind="病假", reason="住院"), one(3, UNSET)
)
SUMMER = meeting(
    2, "2026-06-20", one(1, HERE), one(2, ABSENT, makeup_on="2026-07-01"), one(3, ABSENT, is_exempt=True)
)
LATER = meeting(
    3, "2026-06-27", one(1, LEAVE), kind=MeetingKind.COMMITTEE, left_out=(one(2, UNSET, left_out="x"),)
)
ALL = (SUMMER, SPRING, LATER)


def facts() -> AttendanceFacts:
    return AttendanceFacts(
        branch=Branch(name="中共槐树村支部委员会"),
        as_of="2026-09-30",
        year=2026,
        lines=tuple(MeetingLine(meeting=m) for m in ALL),
        people=people_of(ALL),
    )


def test_what_nobody_recorded_is_no_absence() -> None:
    people = {p.person_id: p for p in people_of(ALL)}
    third = people[3]
    assert (third.expected, third.recorded, third.count(ABSENT), third.rate) == (2, 1, 1, "0.0%")
    first = people[1]
    assert (first.expected, first.rate) == (3, "66.7%")


def test_signs_of_a_month_stand_in_the_order_of_its_meetings() -> None:
    people = {p.person_id: p for p in people_of(ALL)}
    assert people[1].month(6) == "√○"
    assert people[2].month(6) == "×补"
    assert people[1].month(5) == ""


def test_catching_up_leaves_out_the_committee_and_those_marked() -> None:
    found = facts().makeups
    assert [(v.attendee.person_id, v.meeting.id, v.is_due) for v in found] == [
        (2, 1, True),
        (2, 2, False),
        (3, 2, False),
    ]
    assert found[0].why == "病假：住院"
    people = {p.person_id: p for p in facts().people}
    assert (people[2].due, people[2].caught_up, people[2].left_out) == (1, 1, 1)
    assert people[3].note == "不作硬性要求"
    assert people[2].note == "不计入应到 1 次"


def test_the_share_is_said_with_and_without_those_marked() -> None:
    assert facts().said == "会议 3 次，出勤率 33.3%（不含不作硬性要求的 1 人 40.0%），待补课 1 人次"
    empty = AttendanceFacts(branch=Branch(), as_of="2026-09-30", year=2026)
    assert empty.said == "会议 0 次，还没有登记到会，出勤率无法判断"
    assert share(0, 0) == ""
    assert share(1999, 2000) == "99.9%", "not everybody"
    assert share(2, 2) == "100.0%"


def test_a_line_of_the_ledger_says_what_the_meeting_was_about() -> None:
    items = (AgendaItem(title="学习通知"), AgendaItem(title="评议低保"))
    usual = MeetingLine(meeting=meeting(1, "2026-03-14", title="2026年3月支部党员大会", items=items))
    assert usual.subject == "学习通知；评议低保"
    own = MeetingLine(meeting=meeting(1, "2026-03-14", title="学党史、悟初心", items=items))
    assert own.subject == "学党史、悟初心"
    assert usual.rate == "", "nobody expected, nobody ticked"
    assert MeetingLine(meeting=SUMMER).rate == "33.3%"
    assert MeetingLine(meeting=SPRING).rate == "", "one of them is not ticked"


def test_people_stand_in_the_order_of_the_roster() -> None:
    assert [p.person_id for p in ordered(people_of(ALL), [3, 1])] == [3, 1, 2]
