"""Who is left out of those expected, and the year's attendance with its catching up."""

import pytest

from models.db.store import Store
from models.domain.attendance_year import AttendanceFacts
from models.domain.errors import UserError
from models.domain.exemption import Ground
from models.domain.finding import Severity
from models.domain.member_year import MemberYearFacts
from models.domain.records import AgendaItem, ItemKind, MeetingKind, Presence
from models.domain.rules import load_rules
from models.services.attendance import AttendanceBook, open_catch_ups
from models.services.branch import create_branch
from models.services.desk import Desk
from models.services.exemptions import Exemptions
from models.services.meetings import Meetings
from models.services.roster import Roster

TODAY = "2026-09-30"
DAY = "2026-09-12"
FULL = {"category": "正式党员", "joined_on": "2001-07-01", "confirmed_on": "2002-07-01"}
APPROVED = {
    "ground": Ground.BED,
    "from_on": "2026-01-01",
    "superior_on": "2026-01-05",
    "superior_paper": "云党〔2026〕3号",
    "assembly_on": "2026-01-20",
}


@pytest.fixture
def roster(store: Store) -> Roster:
    create_branch(store, {"name": "中共槐树村支部委员会", "secretary": "姚建国", "organiser": "何永福"})
    return Roster(store, lambda: TODAY)


@pytest.fixture
def meetings(store: Store, roster: Roster) -> Meetings:
    return Meetings(store, roster, load_rules(), lambda: TODAY)


@pytest.fixture
def exemptions(store: Store, roster: Roster) -> Exemptions:
    return Exemptions(store, load_rules(), lambda: TODAY)


@pytest.fixture
def book(store: Store, meetings: Meetings, roster: Roster) -> AttendanceBook:
    return AttendanceBook(store, meetings, roster, lambda: TODAY)


def people(roster: Roster, *names: str, **values: object) -> list[int]:
    return [roster.add({"name": name, **FULL, **values}) for name in names]


def tick(meetings: Meetings, meeting_id: int, **told: tuple[Presence, str, str]) -> None:
    names = {a.name: a.person_id for a in meetings.get(meeting_id).attendees}
    meetings.set_presence(meeting_id, {names[name]: one for name, one in told.items()})


HERE = (Presence.PRESENT, "", "")


def test_who_is_left_out_with_both_approvals_is_not_expected(
    meetings: Meetings, roster: Roster, exemptions: Exemptions
) -> None:
    ids = people(roster, "丁一", "王二", "周老太")
    meeting_id = meetings.create(MeetingKind.ASSEMBLY, DAY)
    exemptions.save(0, {"person_id": ids[2], **APPROVED})
    meeting = meetings.get(meeting_id)
    assert [a.name for a in meeting.attendees] == ["丁一", "王二"]
    assert [(a.name, a.left_out) for a in meeting.left_out] == [("周老太", Ground.BED)]
    assert meetings.tally(meeting).expected == 2
    assert [f for f in meetings.findings(meeting) if f.rule == "YD-01"] == [], "nothing is decided"
    meetings.save_items(meeting_id, [AgendaItem(kind=ItemKind.ORDINARY, title="道路硬化")])
    said = [f for f in meetings.findings(meetings.get(meeting_id)) if f.rule == "YD-01"]
    assert said and said[0].severity is Severity.INFO and "周老太" in said[0].message
    early = meetings.get(meetings.create(MeetingKind.ASSEMBLY, "2026-01-20"))
    assert len(early.attendees) == 3, "passed at this very assembly: from the next one on"


def test_without_an_approval_they_count_and_somebody_is_told(
    meetings: Meetings, roster: Roster, exemptions: Exemptions
) -> None:
    (one,) = people(roster, "周老太")
    exemptions.save(0, {"person_id": one, **APPROVED, "superior_on": ""})
    assert len(meetings.expected(MeetingKind.ASSEMBLY, DAY)) == 1
    (found,) = exemptions.findings(TODAY)
    assert "没有上级党组织同意，仍计入应到，请核对" in found.message
    assert (found.record_kind, found.record_id) == ("person", one)


def test_who_comes_in_spite_of_it_counts(meetings: Meetings, roster: Roster, exemptions: Exemptions) -> None:
    ids = people(roster, "丁一", "周老太")
    exemptions.save(0, {"person_id": ids[1], **APPROVED})
    meeting_id = meetings.create(MeetingKind.ASSEMBLY, DAY)
    meetings.set_presence(meeting_id, {ids[1]: (Presence.PRESENT, "")})
    meeting = meetings.get(meeting_id)
    assert (meetings.tally(meeting).expected, meetings.tally(meeting).present, meeting.left_out) == (2, 1, ())


def test_signed_minutes_keep_who_was_left_out(
    meetings: Meetings, roster: Roster, exemptions: Exemptions
) -> None:
    ids = people(roster, "丁一", "周老太")
    entered = exemptions.save(0, {"person_id": ids[1], **APPROVED})
    meeting_id = meetings.create(MeetingKind.ASSEMBLY, DAY)
    tick(meetings, meeting_id, 丁一=(Presence.LEAVE, "住院", "病假"))
    meetings.sign(meeting_id, TODAY)
    exemptions.remove(entered)
    meeting = meetings.get(meeting_id)
    assert [a.name for a in meeting.left_out] == ["周老太"]
    assert (meeting.attendees[0].leave_kind, meeting.attendees[0].reason) == ("病假", "住院")
    assert meetings.intact(meeting)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"ground": "懒得来"}, "五类情形"),
        ({"from_on": ""}, "起始日期"),
        ({"to_on": "2025-12-31"}, "早于起始日期"),
        ({"assembly_on": "2026-12-01"}, "晚于今天"),
        ({"superior_on": "2026-01"}, "完整的日期"),
        ({"person_id": 0}, "哪一名党员"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    roster: Roster, exemptions: Exemptions, values: dict[str, object], said: str
) -> None:
    (one,) = people(roster, "周老太")
    with pytest.raises(UserError, match=said):
        exemptions.save(0, {"person_id": one, **APPROVED, **values})


def test_nobody_is_left_out_twice_at_a_time(roster: Roster, exemptions: Exemptions) -> None:
    (one,) = people(roster, "周老太")
    first = exemptions.save(0, {"person_id": one, **APPROVED, "to_on": "2026-05-31"})
    with pytest.raises(UserError, match="已经登记过"):
        exemptions.save(0, {"person_id": one, **APPROVED, "from_on": "2026-05-31"})
    exemptions.save(0, {"person_id": one, **APPROVED, "from_on": "2026-06-01", "ground": Ground.AWAY})
    exemptions.save(first, {"person_id": one, "remark": "已出院"})
    assert [e.from_on for e in exemptions.of_person(one)] == ["2026-06-01", "2026-01-01"]


def test_posts_of_the_day_make_the_committee(store: Store, meetings: Meetings, roster: Roster) -> None:
    old, new = people(roster, "老书记", "新书记")
    roster.update(new, {"party_post": "书记"})
    with store.transaction("任职") as tx:
        for person_id, start, end in ((old, "2021-01-01", "2026-06-01"), (new, "2026-06-01", "")):
            tx.insert(
                "post_term",
                {
                    "branch_id": 1,
                    "person_id": person_id,
                    "name": "书记人选",
                    "post_name": "书记",
                    "from_on": start,
                    "to_on": end,
                },
            )

    def committee(day: str) -> list[str]:
        return [a.name for a in meetings.expected(MeetingKind.COMMITTEE, day)]

    assert committee("2026-05-31") == ["老书记"]
    assert committee("2026-06-01") == ["新书记"]
    assert committee("2020-05-31") == ["新书记"], "no terms are kept of then: the cards speak"


def test_the_year_and_the_catching_up(
    store: Store, meetings: Meetings, roster: Roster, book: AttendanceBook
) -> None:
    people(roster, "丁一", "王二")
    roster.add({"name": "老人", **FULL, "is_exempt": True})
    spring = meetings.create(MeetingKind.ASSEMBLY, "2026-03-14")
    tick(meetings, spring, 丁一=HERE, 王二=(Presence.LEAVE, "住院", "病假"), 老人=(Presence.ABSENT, "", ""))
    meetings.sign(spring, "2026-03-20")
    autumn = meetings.create(MeetingKind.LECTURE, DAY)
    tick(meetings, autumn, 丁一=HERE)
    meetings.create(MeetingKind.ASSEMBLY, "2026-12-20")
    facts = book.facts(2026)
    assert [line.meeting.held_on for line in facts.lines] == ["2026-03-14", DAY], (
        "what is to come is not held"
    )
    by_name = {p.name: p for p in facts.people}
    assert (by_name["丁一"].rate, by_name["王二"].rate, by_name["王二"].expected) == ("100.0%", "0.0%", 2)
    assert by_name["老人"].note == "不作硬性要求", "signed long ago, and marked as the card is now"
    assert [v.attendee.name for v in facts.makeups if v.is_due] == ["王二"]
    (waits,) = open_catch_ups(store, TODAY)
    assert (waits.held_on, waits.names) == ("2026-03-14", ("王二",))
    assert open_catch_ups(store, "2027-01-05") == [waits], "what the year's end left open"
    assert open_catch_ups(store, "2027-04-05") == [], "later it is looked up, not waited for"
    due = [v for v in facts.makeups if v.is_due]
    assert book.catch_up(due, "2026-03-25", "送学上门", "何永福") == 1
    after = book.facts(2026)
    caught = next(p for p in after.people if p.name == "王二").visits[0]
    assert open_catch_ups(store, TODAY) == []
    assert (caught.sign, caught.attendee.makeup_how, caught.is_due) == ("○补", "送学上门", False)
    assert meetings.intact(meetings.get(spring)), "what happened after the signature is not under it"
    store.undo()
    assert len(open_catch_ups(store, TODAY)) == 1, "undone although the minutes are signed"
    store.redo()
    assert open_catch_ups(store, TODAY) == []
    book.catch_up([caught], "", "", "")
    assert sum(v.is_due for v in book.facts(2026).makeups) == 1
    assert book.facts(2026, MeetingKind.LECTURE).people[0].expected == 1


def test_a_catch_up_before_the_meeting_or_without_a_way_is_refused(
    meetings: Meetings, roster: Roster, book: AttendanceBook
) -> None:
    people(roster, "丁一")
    meeting_id = meetings.create(MeetingKind.ASSEMBLY, DAY)
    tick(meetings, meeting_id, 丁一=(Presence.ABSENT, "", ""))
    due = book.facts(2026).makeups
    for on, how, said in (
        ("2026-09-11", "自学材料", "早于会议日期"),
        ("2026-10-01", "自学材料", "晚于今天"),
        ("2026-09", "自学材料", "完整的日期"),
        ("2026-09-20", " ", "补课方式"),
    ):
        with pytest.raises(UserError, match=said):
            book.catch_up(due, on, how, "")


def test_who_comes_after_all_has_nothing_to_catch_up(
    meetings: Meetings, roster: Roster, book: AttendanceBook
) -> None:
    people(roster, "丁一")
    meeting_id = meetings.create(MeetingKind.ASSEMBLY, DAY)
    tick(meetings, meeting_id, 丁一=(Presence.LEAVE, "开会", "公出"))
    book.catch_up(book.facts(2026).makeups, "2026-09-20", "自学材料", "")
    tick(meetings, meeting_id, 丁一=HERE)
    (one,) = meetings.get(meeting_id).attendees
    assert (one.leave_kind, one.reason, one.makeup_on) == ("", "", "")


def test_a_member_left_out_was_not_expected_in_his_year_either(store: Store, roster: Roster) -> None:
    desk = Desk(store, lambda: TODAY)
    ids = people(roster, "丁一", "周老太")
    desk.exemptions.save(0, {"person_id": ids[1], **APPROVED})
    meeting_id = desk.meetings.create(MeetingKind.ASSEMBLY, DAY)
    tick(desk.meetings, meeting_id, 丁一=(Presence.LEAVE, "住院", "病假"))
    desk.meetings.sign(meeting_id, DAY)
    year = desk.facts("record", f"{ids[1]}@2026")
    assert isinstance(year, MemberYearFacts)
    assert next(a for a in year.attended if a.kind == "支部党员大会").expected == 0
    year = desk.facts("record", f"{ids[0]}@2026")
    assert isinstance(year, MemberYearFacts)
    assert year.attended[0].away == ((DAY, "请假", "病假，住院"),)
    facts = desk.facts("attendance", "2026")
    assert isinstance(facts, AttendanceFacts)
    assert [p.note for p in facts.people] == ["", "不计入应到 1 次"]
    assert "YD-01" not in {f.rule for f in desk.person_findings(ids[1])}
    desk.exemptions.save(desk.exemptions.all()[0].id, {"superior_on": ""})
    assert "YD-01" in {f.rule for f in desk.person_findings(ids[1])}


def test_who_was_left_out_has_nothing_to_catch_up(
    store: Store, meetings: Meetings, roster: Roster, exemptions: Exemptions
) -> None:
    ids = people(roster, "丁一", "周老太")
    meeting_id = meetings.create(MeetingKind.ASSEMBLY, DAY)
    meetings.set_presence(meeting_id, dict.fromkeys(ids, (Presence.LEAVE, "住院", "病假")))
    assert open_catch_ups(store, TODAY)[0].names == ("丁一", "周老太")
    entered = exemptions.save(0, {"person_id": ids[1], **APPROVED})
    assert open_catch_ups(store, TODAY)[0].names == ("丁一",)
    meetings.sign(meeting_id, TODAY)
    exemptions.remove(entered)
    assert open_catch_ups(store, TODAY)[0].names == ("丁一",), "as the signed minutes have it"
