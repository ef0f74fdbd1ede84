"""Quorum and majority as the regulations say them."""

from dataclasses import replace

import pytest

from models.domain.check_meeting import check_meeting, expected_needed, judge_item, tally
from models.domain.finding import Finding, Severity
from models.domain.meeting_records import gaps
from models.domain.records import (
    AgendaItem,
    Attendee,
    Category,
    ItemKind,
    Meeting,
    MeetingKind,
    Presence,
    Tally,
    Vote,
)
from models.domain.rules import load_rules

RULES = load_rules()
ON = "2026-07-20"


def _meeting(
    kind: ItemKind,
    entitled: int,
    present: int,
    yes: int,
    *,
    unset: int = 0,
    method: str = "无记名投票",
    **more: int,
) -> Meeting:
    people = [
        Attendee(
            person_id=i,
            name=f"党员{i}",
            category=Category.FULL,
            can_vote=True,
            presence=Presence.PRESENT
            if i < present
            else Presence.UNSET
            if i < present + unset
            else Presence.LEAVE,
        )
        for i in range(entitled)
    ]
    people.append(
        Attendee(
            person_id=99,
            name="预备",
            category=Category.PROBATIONARY,
            can_vote=False,
            presence=Presence.PRESENT,
        )
    )
    vote = Vote(voted=True, method=method, yes=yes, **more)
    return Meeting(
        held_on=ON, items=(AgendaItem(kind=kind, title="事项", vote=vote),), attendees=tuple(people)
    )


def _found(meeting: Meeting) -> list[tuple[str, Severity]]:
    return [(f.rule, f.severity) for f in _all(meeting)]


def _all(meeting: Meeting) -> list[Finding]:
    return judge_item(meeting, meeting.items[0], tally(meeting), RULES)


E, W, I, U = Severity.ERROR, Severity.WARNING, Severity.INFO, Severity.UNKNOWN  # noqa: E741


def test_the_four_numbers() -> None:
    counted = tally(_meeting(ItemKind.ORDINARY, 10, 6, 6))
    assert (counted.expected, counted.entitled, counted.present, counted.entitled_present) == (11, 10, 7, 6)
    assert (counted.full, counted.probationary, counted.leave, counted.absent) == (10, 1, 4, 0)


@pytest.mark.parametrize("n", range(1, 61))
def test_thresholds_for_every_size(n: int) -> None:
    """Ordinary: half is enough to meet; development: more than half; election: four fifths; passing: more than half."""
    for present in range(n + 1):
        ordinary = {r for r, s in _found(_meeting(ItemKind.ORDINARY, n, present, n)) if s == E}
        assert ("ZB-19" in ordinary) == (present / n < 0.5)
        admit = {r for r, s in _found(_meeting(ItemKind.ADMIT, n, present, n)) if s == E}
        assert ("FZ-25" in admit) == (present * 2 <= n)
        election = {r for r, s in _found(_meeting(ItemKind.ELECTION, n, present, n)) if s == E}
        assert ("XJ-07" in election) == (present * 5 < n * 4)
    for yes in range(n + 1):
        admit = {r for r, s in _found(_meeting(ItemKind.ADMIT, n, n, yes)) if s == E}
        assert ("FZ-26" in admit) == (yes * 2 <= n)


def test_the_majority_is_of_those_expected_not_of_those_present() -> None:
    assert _found(_meeting(ItemKind.ADMIT, 10, 6, 5)) == [("FZ-26", E)]
    assert _found(_meeting(ItemKind.ADMIT, 10, 6, 6)) == []
    assert _found(_meeting(ItemKind.ORDINARY, 10, 5, 5)) == [("ZB-19", E)]
    assert _found(_meeting(ItemKind.CONFIRM, 10, 5, 5)) == [("FZ-42", E), ("FZ-42", E)]


def test_an_admission_is_voted_on_secretly() -> None:
    assert _found(_meeting(ItemKind.ADMIT, 10, 8, 8, method="举手")) == [("FZ-27", E)]
    assert _found(_meeting(ItemKind.ADMIT, 10, 8, 8, method="")) == [("FZ-27", U)]
    assert _found(_meeting(ItemKind.ORDINARY, 10, 8, 8, method="举手")) == []


def test_an_election_says_both_denominators() -> None:
    (passed,) = _all(_meeting(ItemKind.ELECTION, 10, 8, 6))
    assert (passed.rule, passed.severity) == ("XJ-10", I)
    assert "实到有选举权 8 人" in passed.message and "应到 10 人" in passed.message
    assert _found(_meeting(ItemKind.ELECTION, 10, 8, 5)) == [("XJ-10", W)]
    assert _found(_meeting(ItemKind.ELECTION, 10, 8, 4)) == [("XJ-10", E)]


def test_attendance_not_ticked_cannot_be_told() -> None:
    assert _found(_meeting(ItemKind.ADMIT, 10, 3, 6, unset=7)) == [("FZ-25", U)]
    assert _found(_meeting(ItemKind.ADMIT, 10, 3, 6, unset=2))[0] == ("FZ-25", E)
    assert _found(_meeting(ItemKind.ADMIT, 10, 6, 6, unset=4)) == []
    nobody = replace(_meeting(ItemKind.ADMIT, 10, 6, 6), attendees=())
    assert _found(nobody) == [("FZ-25", U)]


def test_a_vote_not_recorded_cannot_be_told() -> None:
    meeting = _meeting(ItemKind.ADMIT, 10, 6, 6)
    item = replace(meeting.items[0], vote=Vote())
    assert _found(replace(meeting, items=(item,))) == [("FZ-26", U)]


def test_study_needs_no_vote_and_other_meetings_none_at_all() -> None:
    meeting = _meeting(ItemKind.STUDY, 10, 1, 0)
    study = replace(meeting.items[0], vote=Vote())
    assert check_meeting(replace(meeting, items=(study,)), RULES) == []
    lecture = replace(_meeting(ItemKind.ORDINARY, 10, 1, 0), kind=MeetingKind.LECTURE)
    assert check_meeting(lecture, RULES) == []


def test_half_of_the_committee() -> None:
    meeting = _meeting(ItemKind.ACTIVIST, 5, 2, 3)
    committee = replace(meeting, kind=MeetingKind.COMMITTEE, attendees=meeting.attendees[:5])
    assert _found(committee)[0] == ("ZB-20", E)
    three = _meeting(ItemKind.ACTIVIST, 5, 3, 3)
    assert _found(replace(three, kind=MeetingKind.COMMITTEE, attendees=three.attendees[:5])) == []


def test_more_votes_than_voters() -> None:
    assert _found(_meeting(ItemKind.ADMIT, 10, 7, 7, issued=8, returned=8, valid=8)) == [("ZB-23", E)]
    assert ("JL-02", W) in _found(_meeting(ItemKind.ADMIT, 10, 7, 7, issued=6, returned=7, valid=7))
    assert ("XJ-08", E) in _found(_meeting(ItemKind.ELECTION, 10, 8, 7, issued=7, returned=8, valid=8))
    assert ("JL-02", W) in _found(_meeting(ItemKind.ADMIT, 10, 7, 7, issued=7, returned=6, valid=7))
    assert ("JL-02", W) in _found(_meeting(ItemKind.ADMIT, 10, 7, 6, no=1, issued=7, returned=7, valid=6))


def test_written_opinions_count_as_votes_not_as_attendance() -> None:
    meeting = _meeting(ItemKind.ADMIT, 10, 6, 8, issued=6, returned=6, valid=6, written=2)
    assert _found(meeting) == [("FZ-28", I)]


def test_those_without_a_vote_are_named() -> None:
    found = check_meeting(_meeting(ItemKind.ORDINARY, 10, 8, 8), RULES)
    assert [(f.rule, f.severity) for f in found] == [("ZB-23", I)]
    assert "预备无表决权" in found[0].message


def test_the_sum_is_said_in_words() -> None:
    needed = expected_needed(ItemKind.ADMIT, Tally(entitled=15, entitled_present=9), RULES, ON)
    assert (needed.present, needed.yes) == (8, 8)
    assert "应到有表决权党员 15 人" in needed.words and "至少 8 人" in needed.words
    election = expected_needed(ItemKind.ELECTION, Tally(entitled=15, entitled_present=12), RULES, ON)
    assert (election.present, election.yes) == (12, 7)


def test_the_article_is_of_the_edition_of_the_meetings_day() -> None:
    new, old = (
        _meeting(ItemKind.ADMIT, 10, 3, 3),
        replace(_meeting(ItemKind.ADMIT, 10, 3, 3), held_on="2025-07-20"),
    )
    assert "第十九条" in (_all(new)[0].citation or pytest.fail("no citation")).label
    assert "第二十条" in (_all(old)[0].citation or pytest.fail("no citation")).label


def test_what_a_signature_would_leave_empty_is_told() -> None:
    people = [
        Attendee(person_id=n, name=name, category=Category.FULL, can_vote=True, presence=presence, reason=reason)
        for n, (name, presence, reason) in enumerate(
            (("侯学军", Presence.PRESENT, ""), ("曹海燕", Presence.LEAVE, ""), ("龙凤琴", Presence.ABSENT, "外出"),
             ("彭飞", Presence.UNSET, "")),
            start=1,
        )
    ]  # fmt: skip
    meeting = Meeting(
        starts_at="09:00", place="村委会", host="侯学军", recorder="曹海燕", attendees=tuple(people)
    )
    assert gaps(meeting) == ("没有填结束时间", "没有登记到会情况：彭飞", "没有写未到会原因：曹海燕")
    assert gaps(replace(meeting, ends_at="10:00", attendees=tuple(people[:1]))) == ()
