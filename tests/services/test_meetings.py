"""Meetings: the roll of the day, the votes, and the signature that locks them."""

from dataclasses import replace

import pytest

from models.db.store import Store
from models.domain.errors import UserError
from models.domain.finding import Severity
from models.domain.records import AgendaItem, Category, ItemKind, MeetingKind, Presence, Vote
from models.domain.rules import load_rules
from models.services.branch import create_branch
from models.services.meeting_list import MeetingQuery
from models.services.meetings import Meetings, clock
from models.services.roster import Roster

TODAY = "2026-09-30"
DAY = "2026-09-12"
FULL = {"category": "正式党员", "joined_on": "2001-07-01", "confirmed_on": "2002-07-01"}
ON_PROBATION = {"category": "预备党员", "joined_on": "2026-04-18"}


@pytest.fixture
def roster(store: Store) -> Roster:
    create_branch(store, {"name": "中共槐树村支部委员会", "secretary": "姚建国", "organiser": "何永福"})
    return Roster(store, lambda: TODAY)


@pytest.fixture
def meetings(store: Store, roster: Roster) -> Meetings:
    return Meetings(store, roster, load_rules(), lambda: TODAY)


def people(roster: Roster, *names: str, **values: object) -> list[int]:
    return [roster.add({"name": name, **FULL, **values}) for name in names]


def ten(roster: Roster) -> list[int]:
    names = "丁一 王二 张三 李四 赵五 钱六 孙七 周八 吴九 郑十"
    return people(roster, *names.split())


def tick(meetings: Meetings, meeting_id: int, ids: list[int], presence: Presence = Presence.PRESENT) -> None:
    meetings.set_presence(meeting_id, dict.fromkeys(ids, (presence, "")))


def admission(yes: int, no: int = 0, abstain: int = 0, person_id: int = 0) -> AgendaItem:
    cast = yes + no + abstain
    vote = Vote(
        voted=True,
        method="无记名投票",
        issued=cast,
        returned=cast,
        valid=cast,
        yes=yes,
        no=no,
        abstain=abstain,
    )
    return AgendaItem(kind=ItemKind.ADMIT, title="讨论接收石文静为预备党员", person_id=person_id, vote=vote)


def rules_of(meetings: Meetings, meeting_id: int) -> dict[str, Severity]:
    return {
        f.rule: f.severity for f in meetings.findings(meetings.get(meeting_id)) if f.severity != Severity.INFO
    }


def test_the_roll_is_the_branch_on_the_day_of_the_meeting(meetings: Meetings, roster: Roster) -> None:
    people(roster, "姚建国", party_post="书记")
    people(roster, "丁一")
    roster.add({"name": "乔海涛", **ON_PROBATION})
    people(roster, "后来人", joined_on="2026-09-13", confirmed_on="")
    people(roster, "调走人", left_on="2026-08-31", left_kind="转出")
    people(roster, "还没走", left_on="2026-09-20", left_kind="转出")
    people(roster, "刚转来", arrived_on="2026-09-13")
    people(roster, "受处分", suspended_from="2026-02-01", suspended_to="2027-01-31")
    roster.add({"name": "申请人", "category": "入党申请人", "applied_on": "2026-01-05"})
    meeting = meetings.get(meetings.create(MeetingKind.ASSEMBLY, DAY))
    votes = {a.name: a.can_vote for a in meeting.attendees}
    assert votes == {"姚建国": True, "丁一": True, "还没走": True, "受处分": False, "乔海涛": False}
    assert meeting.attendees[0].name == "姚建国", "the officers stand first on the sheet"
    assert meeting.attendees[-1].category is Category.PROBATIONARY
    counted = meetings.tally(meeting)
    assert (counted.expected, counted.full, counted.probationary, counted.entitled) == (5, 4, 1, 3)


def test_another_date_makes_another_roll_and_keeps_ticks_without_counting_them(
    meetings: Meetings, roster: Roster
) -> None:
    one, two = people(roster, "丁一", "王二")
    late = roster.add({"name": "乔海涛", **ON_PROBATION})
    meeting_id = meetings.create(MeetingKind.ASSEMBLY, DAY)
    tick(meetings, meeting_id, [one, two, late])
    assert meetings.tally(meetings.get(meeting_id)).present == 3
    meetings.update(meeting_id, {"held_on": "2026-03-14"})
    assert meetings.tally(meetings.get(meeting_id)).present == 2
    assert meetings.get(meeting_id).title == "2026年3月支部党员大会", "the proposed title follows the date"
    meetings.update(meeting_id, {"held_on": DAY})
    assert meetings.tally(meetings.get(meeting_id)).present == 3


def test_whom_the_meeting_admits_was_not_expected_at_it(meetings: Meetings, roster: Roster) -> None:
    people(roster, "丁一")
    admitted = roster.add({"name": "石文静", "category": "预备党员", "joined_on": DAY})
    meeting_id = meetings.create(MeetingKind.ASSEMBLY, DAY)
    meetings.save_items(meeting_id, [admission(1, person_id=admitted)])
    assert [a.name for a in meetings.get(meeting_id).attendees] == ["丁一"]


def test_before_the_approval_of_the_confirmation_there_was_no_vote(
    meetings: Meetings, roster: Roster, store: Store
) -> None:
    """The standing counts from the end of the probation, the vote from the approval."""
    (done,) = people(roster, "乔海涛", joined_on="2025-08-20", confirmed_on="2026-08-20")
    with store.transaction("记录步骤") as tx:
        for code, day in (("confirmation", DAY), ("confirmation_approval", "2026-09-25")):
            tx.insert("step", {"person_id": done, "code": code, "on_date": day, "result": "按期转正"})
    for day, category, votes in (
        ("2026-08-19", Category.PROBATIONARY, False),
        (DAY, Category.PROBATIONARY, False),
        ("2026-09-24", Category.PROBATIONARY, False),
        ("2026-09-25", Category.FULL, True),
    ):
        (line,) = meetings.expected(MeetingKind.ASSEMBLY, day)
        assert (line.category, line.can_vote) == (category, votes), day


def test_whose_confirmation_is_discussed_has_no_vote_on_it(meetings: Meetings, roster: Roster) -> None:
    ten(roster)
    (one,) = people(roster, "乔海涛", joined_on="2025-08-20", confirmed_on="2026-08-20")
    meeting_id = meetings.create(MeetingKind.ASSEMBLY, DAY)
    assert meetings.tally(meetings.get(meeting_id)).entitled == 11
    meetings.save_items(meeting_id, [AgendaItem(kind=ItemKind.CONFIRM, title="转正", person_id=one)])
    tally = meetings.tally(meetings.get(meeting_id))
    assert (tally.expected, tally.entitled, tally.probationary) == (11, 10, 1)


def test_committee_and_group_meetings_expect_their_own(meetings: Meetings, roster: Roster) -> None:
    people(roster, "姚建国", party_post="书记", party_group="第一党小组")
    people(roster, "何永福", party_post="组织委员", party_group="第二党小组")
    people(roster, "丁一", party_group="第一党小组")
    people(roster, "王二", party_post="党小组组长", party_group="第二党小组")

    def names(kind: MeetingKind, **values: str) -> list[str]:
        return [a.name for a in meetings.get(meetings.create(kind, DAY, **values)).attendees]

    assert names(MeetingKind.COMMITTEE) == ["姚建国", "何永福"]
    assert sorted(names(MeetingKind.GROUP, title="第一党小组9月会议")) == ["丁一", "姚建国"]
    assert len(names(MeetingKind.THEME_DAY)) == 4


def test_a_new_meeting_comes_with_the_usual_facts(meetings: Meetings) -> None:
    meetings.create(MeetingKind.ASSEMBLY, "2026-03-14", place="村党群服务中心二楼")
    meetings.create(MeetingKind.COMMITTEE, "2026-03-20", place="书记办公室")
    meeting = meetings.get(meetings.create(MeetingKind.ASSEMBLY, DAY))
    facts = (meeting.number, meeting.host, meeting.recorder, meeting.starts_at, meeting.place, meeting.title)
    assert facts == (2, "姚建国", "何永福", "09:00", "村党群服务中心二楼", "2026年9月支部党员大会")
    assert meetings.get(meetings.create(MeetingKind.ASSEMBLY, "2027-01-10")).number == 1


def test_every_group_counts_its_own_meetings(meetings: Meetings) -> None:
    first = meetings.create(MeetingKind.GROUP, "2026-03-20", party_group="第一党小组")
    second = meetings.create(MeetingKind.GROUP, "2026-03-20", party_group="第二党小组")
    third = meetings.create(MeetingKind.GROUP, "2026-04-20", party_group="第二党小组")
    assert [meetings.get(one).number for one in (first, second, third)] == [1, 1, 2]
    meetings.update(third, {"party_group": "第一党小组"})
    assert meetings.get(third).number == 2


def test_a_date_that_is_no_day_is_refused_with_a_sentence(meetings: Meetings) -> None:
    with pytest.raises(UserError, match="完整的日期"):
        meetings.create(MeetingKind.ASSEMBLY, "2026-09")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("9", "09:00"), ("9:5", "09:05"), ("0930", "09:30"), ("9点半", "09:30"), ("下午2点", "14:00"),
     ("14：30", "14:30"), ("", "")],
)  # fmt: skip
def test_times_as_people_type_them(typed: str, stored: str) -> None:
    assert clock(typed) == stored


@pytest.mark.parametrize("typed", ["25:00", "开会前", "9:75"])
def test_what_is_no_time_is_said(typed: str) -> None:
    with pytest.raises(UserError, match="看不懂时间"):
        clock(typed)


def test_admission_needs_more_than_half_of_those_expected_not_of_those_present(
    meetings: Meetings, roster: Roster
) -> None:
    ids = ten(roster)
    meeting_id = meetings.create(MeetingKind.ASSEMBLY, DAY)
    tick(meetings, meeting_id, ids[:6])
    tick(meetings, meeting_id, ids[6:], Presence.ABSENT)
    meetings.save_items(meeting_id, [admission(5, 1)])
    assert rules_of(meetings, meeting_id) == {"FZ-26": Severity.ERROR}, "5 of 6 present, but 5 of 10 expected"
    meeting = meetings.get(meeting_id)
    assert not meetings.passed(meeting, meeting.items[0])
    found = next(f for f in meetings.findings(meeting) if f.rule == "FZ-26")
    assert found.citation is not None and "二十条" in found.citation.article
    meetings.save_items(
        meeting_id, [replace(meeting.items[0], vote=replace(meeting.items[0].vote, yes=6, no=0))]
    )
    assert rules_of(meetings, meeting_id) == {}
    meeting = meetings.get(meeting_id)
    assert meetings.passed(meeting, meeting.items[0])


def test_half_present_is_enough_for_ordinary_business_and_not_for_admission(
    meetings: Meetings, roster: Roster
) -> None:
    ids = ten(roster)
    meeting_id = meetings.create(MeetingKind.ASSEMBLY, DAY)
    tick(meetings, meeting_id, ids[:5])
    tick(meetings, meeting_id, ids[5:], Presence.LEAVE)
    hands = Vote(voted=True, method="举手", yes=6, written=1)
    meetings.save_items(meeting_id, [AgendaItem(kind=ItemKind.ORDINARY, title="道路硬化", vote=hands)])
    assert "ZB-19" not in rules_of(meetings, meeting_id)
    meetings.save_items(meeting_id, [admission(5)])
    assert rules_of(meetings, meeting_id)["FZ-25"] is Severity.ERROR


def test_people_not_yet_ticked_mean_cannot_tell(meetings: Meetings, roster: Roster) -> None:
    ids = ten(roster)
    meeting_id = meetings.create(MeetingKind.ASSEMBLY, DAY)
    tick(meetings, meeting_id, ids[:3])
    meetings.save_items(meeting_id, [admission(3)])
    assert rules_of(meetings, meeting_id)["FZ-25"] is Severity.UNKNOWN


def test_a_vote_of_five_sixths_elects_only_with_four_fifths_present(
    meetings: Meetings, roster: Roster
) -> None:
    ids = ten(roster)
    meeting_id = meetings.create(MeetingKind.ASSEMBLY, DAY)
    tick(meetings, meeting_id, ids[:7])
    tick(meetings, meeting_id, ids[7:], Presence.ABSENT)
    item = AgendaItem(kind=ItemKind.ELECTION, title="补选纪检委员", vote=admission(7).vote)
    meetings.save_items(meeting_id, [item])
    assert "XJ-07" in rules_of(meetings, meeting_id)
    tick(meetings, meeting_id, [ids[7]])
    assert "XJ-07" not in rules_of(meetings, meeting_id)


def test_reason_stays_with_the_absent_and_goes_when_they_come(meetings: Meetings, roster: Roster) -> None:
    (one,) = people(roster, "丁一")
    meeting_id = meetings.create(MeetingKind.ASSEMBLY, DAY)
    meetings.set_presence(meeting_id, {one: (Presence.LEAVE, "外出务工")})
    assert meetings.get(meeting_id).attendees[0].reason == "外出务工"
    meetings.set_presence(meeting_id, {one: (Presence.PRESENT, "外出务工")})
    assert meetings.get(meeting_id).attendees[0].reason == ""


def test_only_what_changed_in_the_agenda_is_journalled(meetings: Meetings, store: Store) -> None:
    meeting_id = meetings.create(MeetingKind.ASSEMBLY, DAY)
    meetings.save_items(meeting_id, [AgendaItem(title="学习讲话"), AgendaItem(title="通报党费")])
    items = list(meetings.get(meeting_id).items)
    uuids = [item.uuid for item in items]
    before = store.head[0]
    meetings.save_items(meeting_id, items)
    assert store.head[0] == before, "saving the same agenda writes nothing"
    meetings.save_items(meeting_id, [items[0], replace(items[1], decision="予以公布")])
    assert store.head[0] == before + 1
    meetings.save_items(meeting_id, [items[1], items[0]])
    saved = meetings.get(meeting_id).items
    assert [item.uuid for item in saved] == uuids[::-1] and [item.seq for item in saved] == [1, 2]
    meetings.save_items(meeting_id, [saved[0]])
    assert [item.title for item in meetings.get(meeting_id).items] == ["通报党费"]


def test_every_change_can_be_undone_by_its_name(meetings: Meetings, roster: Roster, store: Store) -> None:
    (one,) = people(roster, "丁一")
    meeting_id = meetings.create(MeetingKind.ASSEMBLY, DAY)
    tick(meetings, meeting_id, [one])
    assert store.undo_label == "登记到会：丁一"
    store.undo()
    assert meetings.get(meeting_id).attendees[0].presence is Presence.UNSET
    store.redo()
    meetings.save_items(meeting_id, [AgendaItem(title="学习讲话")])
    meetings.delete(meeting_id)
    assert meetings.list() == []
    store.undo()
    meeting = meetings.get(meeting_id)
    assert (meeting.items[0].title, meeting.attendees[0].presence) == ("学习讲话", Presence.PRESENT)


def signed(meetings: Meetings, roster: Roster) -> tuple[int, list[int]]:
    ids = ten(roster)
    applicant = roster.add({"name": "石文静", "category": "发展对象"})
    meeting_id = meetings.create(MeetingKind.ASSEMBLY, DAY, content="一、传达学习。")
    tick(meetings, meeting_id, ids[:9])
    meetings.set_presence(meeting_id, {ids[9]: (Presence.LEAVE, "生病住院")})
    meetings.save_items(meeting_id, [admission(8, 1, person_id=applicant)])
    meetings.sign(meeting_id, "2026-09-13")
    return meeting_id, [*ids, applicant]


def test_later_roster_edits_do_not_change_signed_paper(meetings: Meetings, roster: Roster) -> None:
    meeting_id, ids = signed(meetings, roster)
    before = meetings.get(meeting_id)
    roster.update(ids[0], {"name": "丁一一", "party_post": "副书记"})
    roster.update(ids[1], {"left_on": "2026-09-01", "left_kind": "转出"})
    people(roster, "补录人")
    after = meetings.get(meeting_id)
    assert after.attendees == before.attendees and len(after.attendees) == 10
    assert after.attendees[-1].reason == "生病住院" or any(a.reason == "生病住院" for a in after.attendees)
    assert meetings.intact(after)
    assert not meetings.intact(replace(after, content="改过")), "the seal covers the record"


def test_signed_minutes_are_corrected_never_edited(meetings: Meetings, roster: Roster, store: Store) -> None:
    meeting_id, ids = signed(meetings, roster)
    for attempt in (
        lambda: meetings.update(meeting_id, {"content": "改"}),
        lambda: meetings.save_items(meeting_id, []),
        lambda: tick(meetings, meeting_id, ids[:1], Presence.ABSENT),
        lambda: meetings.delete(meeting_id),
        lambda: meetings.sign(meeting_id, TODAY),
    ):
        with pytest.raises(UserError, match="请用“更正…”"):
            attempt()
    with pytest.raises(UserError):
        store.undo()


def test_signing_is_refused_when_it_cannot_be_true(meetings: Meetings, roster: Roster) -> None:
    meeting_id = meetings.create(MeetingKind.COMMITTEE, DAY)
    with pytest.raises(UserError, match="应到名单是空的"):
        meetings.sign(meeting_id, TODAY)
    people(roster, "姚建国", party_post="书记")
    for day in ("2026-09-11", "2026-10-01"):
        with pytest.raises(UserError, match="签字日期"):
            meetings.sign(meeting_id, day)
    meetings.sign(meeting_id, DAY)


def test_a_carried_admission_offers_its_step_once_it_is_signed(
    meetings: Meetings, roster: Roster, store: Store
) -> None:
    meeting_id, ids = signed(meetings, roster)
    (offer,) = meetings.step_offers(meetings.get(meeting_id))
    assert (offer.person_id, offer.code, offer.on_date, offer.result) == (ids[-1], "admission", DAY, "通过")
    assert store.value("SELECT count(*) FROM step") == 0, "offered, not recorded"
    with store.transaction("记录") as tx:
        tx.insert("step", {"person_id": ids[-1], "code": "admission", "on_date": DAY})
    assert not meetings.step_offers(meetings.get(meeting_id))


def test_a_lost_vote_offers_nothing(meetings: Meetings, roster: Roster) -> None:
    ids = ten(roster)
    applicant = roster.add({"name": "石文静", "category": "发展对象"})
    meeting_id = meetings.create(MeetingKind.ASSEMBLY, DAY)
    tick(meetings, meeting_id, ids)
    meetings.save_items(meeting_id, [admission(5, 5, person_id=applicant)])
    meetings.sign(meeting_id, DAY)
    assert not meetings.step_offers(meetings.get(meeting_id))


def test_the_list_finds_by_year_kind_and_words(meetings: Meetings, roster: Roster) -> None:
    applicant = roster.add({"name": "石文静", "category": "发展对象"})
    first = meetings.create(MeetingKind.ASSEMBLY, "2025-12-20")
    second = meetings.create(MeetingKind.COMMITTEE, "2026-09-04")
    third = meetings.create(MeetingKind.ASSEMBLY, DAY)
    meetings.save_items(third, [admission(1, person_id=applicant)])
    assert [m.id for m in meetings.list()] == [third, second, first]
    assert [m.id for m in meetings.list(year=2026)] == [third, second]
    assert [m.id for m in meetings.list(kind=MeetingKind.ASSEMBLY)] == [third, first]
    assert meetings.years() == [2026, 2025]
    found = meetings.keys(MeetingQuery(text="石文静"))
    assert found == [third]
    assert meetings.fetch(found)[0].items == 1


def test_people_in_the_pipeline_are_offered_the_usual_first(meetings: Meetings, roster: Roster) -> None:
    roster.add({"name": "丙", "category": "入党申请人"})
    roster.add({"name": "乙", "category": "发展对象"})
    roster.add({"name": "甲", "category": "预备党员", "joined_on": "2026-04-18"})
    people(roster, "丁")
    assert meetings.concerned(ItemKind.ADMIT)[0].name == "乙"
    assert meetings.concerned(ItemKind.CONFIRM)[0].name == "甲"
    assert len(meetings.concerned(ItemKind.ADMIT)) == 3 and not meetings.concerned(ItemKind.STUDY)


def test_an_impossible_count_is_refused_with_the_reason_and_an_unfinished_one_cannot_be_signed(
    meetings: Meetings, roster: Roster
) -> None:
    ids = ten(roster)
    meeting_id = meetings.create(MeetingKind.ASSEMBLY, DAY)
    tick(meetings, meeting_id, ids)
    wrong = replace(admission(9), vote=replace(admission(9).vote, returned=10))
    with pytest.raises(UserError, match="收回 10 票，多于发出的 9 票"):
        meetings.save_items(meeting_id, [wrong])
    assert meetings.get(meeting_id).items == ()
    meetings.save_items(meeting_id, [replace(admission(9), vote=replace(admission(9).vote, yes=8))])
    with pytest.raises(UserError, match="还没有数完.*少 1 票"):
        meetings.sign(meeting_id, DAY)
    [item] = meetings.get(meeting_id).items
    meetings.save_items(meeting_id, [replace(item, vote=replace(item.vote, abstain=1))])
    assert meetings.sign(meeting_id, DAY)
