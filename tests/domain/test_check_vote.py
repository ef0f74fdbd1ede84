"""What cannot be true of a count, both readings of written opinions, one person at a time, recorded as 未通过."""

from dataclasses import replace

import pytest

from models.domain.check_meeting import judge_item, tally
from models.domain.check_vote import FAILED, PASSED, impossible, unfinished
from models.domain.finding import Finding, Severity
from models.domain.records import AgendaItem, Attendee, Category, ItemKind, Meeting, Presence, Tally, Vote
from models.domain.rules import load_rules

RULES = load_rules()
ROOM = Tally(expected=12, entitled=10, present=9, entitled_present=8)
SECRET, HANDS = "无记名投票", "举手"


def secret(**numbers: int) -> Vote:
    return Vote(voted=True, method=SECRET, **numbers)


@pytest.mark.parametrize(
    ("vote", "why"),
    [
        (secret(issued=8, returned=9), "收回 9 票，多于发出的 8 票"),
        (secret(issued=8, returned=7, valid=8), "有效票 8 张，多于收回的 7 张"),
        (secret(issued=8, returned=8, valid=8, yes=7, no=2), "共 9 票，多于有效票 8 张"),
        (secret(issued=8, returned=8, valid=8, yes=9, written=1, no=1), "共 10 票，多于有效票 8 张加书面意见 1 件"),
        (secret(issued=8, returned=7, yes=8), "共 8 票，多于收回的 7 票"),
        (secret(issued=7, yes=8), "共 8 票，多于发出的 7 票"),
        (secret(issued=8, returned=8, valid=8, written=11), "多于应到有表决权的 10 人"),
        (secret(issued=8, returned=8, valid=8, written=1, written_yes=1, written_no=1), "多于收到的 1 件"),
        (secret(issued=8, returned=8, valid=8, yes=1, written=2, written_yes=2), "书面意见同意 2 件，多于赞成的 1 票"),
        (Vote(voted=True, method=HANDS, yes=13), "举手的共 13 人，多于应到的 12 人"),
        (secret(issued=13), "发出 13 票，多于到会的 12 人；会前交来的书面意见不发票"),
    ],
)  # fmt: skip
def test_an_impossible_count_is_told_in_a_sentence(vote: Vote, why: str) -> None:
    assert why in impossible(vote, ItemKind.ADMIT, ROOM)


@pytest.mark.parametrize(
    "vote",
    [
        Vote(issued=3, returned=9),  # nothing was voted on
        secret(),
        secret(issued=8, returned=8, valid=8),
        secret(issued=8, returned=8, valid=8, yes=5),  # still being typed
        secret(issued=8, returned=8, valid=7, yes=8, written=2, written_yes=1),
        secret(yes=6),  # nobody wrote the papers down
        Vote(voted=True, method=HANDS, yes=9, no=3),  # more than have a vote: found, but stored (ZB-23)
    ],
)
def test_what_may_be_true_is_not_refused(vote: Vote) -> None:
    assert impossible(vote, ItemKind.ADMIT, ROOM) == ""


def test_papers_are_for_those_in_the_room_once_everybody_is_ticked() -> None:
    room = replace(ROOM, leave=2, absent=1)
    assert "多于到会的 9 人" in impossible(secret(issued=10), ItemKind.ADMIT, room)
    assert impossible(secret(issued=9), ItemKind.ADMIT, room) == "", "one without a vote: found, but stored"
    assert impossible(secret(issued=10), ItemKind.ADMIT, ROOM) == "", "three may still be ticked"
    assert impossible(secret(issued=10), ItemKind.ELECTION, room) == "", "a void election is recorded"
    assert "多于到会的 9 人" in impossible(Vote(voted=True, method=HANDS, yes=10), ItemKind.ORDINARY, room)
    away = secret(issued=9, returned=9, valid=9, yes=10, written=1, written_yes=1)
    assert impossible(away, ItemKind.ADMIT, room) == ""


def test_more_papers_back_than_voters_is_a_void_election_which_is_recorded() -> None:
    assert impossible(secret(issued=8, returned=9, valid=9), ItemKind.ELECTION, ROOM) == ""


def test_papers_that_nobody_counted_are_missed_before_signing() -> None:
    assert "少 2 票" in unfinished(secret(issued=8, returned=8, valid=8, yes=6))
    assert unfinished(secret(issued=8, returned=8, valid=8, yes=6, abstain=2)) == ""
    assert unfinished(Vote(voted=True, method=HANDS, yes=6)) == ""


def admission(entitled: int, present: int, item: AgendaItem) -> list[Finding]:
    people = tuple(
        Attendee(
            person_id=i,
            name=f"党员{i}",
            category=Category.FULL,
            can_vote=True,
            presence=Presence.PRESENT if i < present else Presence.LEAVE,
        )
        for i in range(entitled)
    )
    meeting = Meeting(held_on="2026-07-20", attendees=people, items=(item,))
    return judge_item(meeting, item, tally(meeting), RULES)


ITEM = AgendaItem(kind=ItemKind.ADMIT, title="讨论接收唐梦洁为预备党员", person_id=5, person_name="唐梦洁")


def test_written_opinions_that_decide_are_told_by_both_readings() -> None:
    vote = secret(issued=8, returned=8, valid=8, yes=6, no=3, written=1, written_yes=1)
    [found] = admission(10, 8, replace(ITEM, vote=vote))
    assert (found.rule, found.severity) == ("FZ-28", Severity.WARNING)
    assert "计入书面意见赞成 6 票，达到；不计入 5 票，未达到 6 票" in found.message
    vague = replace(vote, written_yes=0)
    [found] = admission(10, 8, replace(ITEM, vote=vague))
    assert found.severity is Severity.UNKNOWN and "无法判断" in found.message


def test_more_written_opinions_than_people_away() -> None:
    vote = secret(issued=9, returned=9, valid=9, yes=11, written=2, written_yes=2)
    found = admission(10, 9, replace(ITEM, vote=vote))
    assert ("FZ-28", Severity.WARNING) in [(f.rule, f.severity) for f in found]


def test_two_people_in_one_vote_are_found() -> None:
    vote = secret(issued=10, returned=10, valid=10, yes=10)
    [found] = admission(10, 10, replace(ITEM, title="讨论接收唐梦洁等3名同志为预备党员", vote=vote))
    assert (found.rule, found.severity) == ("FZ-29", Severity.WARNING) and "逐人票决" in found.message
    [unknown] = admission(10, 10, replace(ITEM, title="", person_id=0, person_name="", vote=vote))
    assert (unknown.rule, unknown.severity) == ("FZ-29", Severity.UNKNOWN)
    assert admission(10, 10, replace(ITEM, vote=vote)) == []


def test_not_enough_may_be_recorded_as_not_passed() -> None:
    vote = secret(issued=10, returned=10, valid=10, yes=5, no=5)
    [open_] = admission(10, 10, replace(ITEM, vote=vote))
    assert (open_.rule, open_.severity) == ("FZ-26", Severity.ERROR)
    [told] = admission(10, 10, replace(ITEM, vote=vote, result=FAILED))
    assert told.severity is Severity.INFO and told.message.endswith("已记录为未通过")
    [still] = admission(10, 10, replace(ITEM, vote=vote, result=PASSED))
    assert still.severity is Severity.ERROR


def test_enough_but_recorded_as_not_passed_is_asked_about() -> None:
    vote = secret(issued=10, returned=10, valid=10, yes=9, no=1)
    [found] = admission(10, 10, replace(ITEM, vote=vote, result=FAILED))
    assert found.severity is Severity.WARNING and "已达到通过的条件" in found.message


def test_the_course_of_an_admission_is_looked_for_in_the_words() -> None:
    vote = secret(issued=10, returned=10, valid=10, yes=10)
    whole = "唐梦洁汇报对党的认识。介绍人周立民介绍情况，同意接收。支委会报告审查情况。党员讨论。"
    assert admission(10, 10, replace(ITEM, vote=vote, content=whole)) == []
    [found] = admission(10, 10, replace(ITEM, vote=vote, content="大家一致同意。", report="唐梦洁作了汇报。"))
    assert (found.rule, found.severity) == ("FZ-30", Severity.WARNING)
    assert "介绍人介绍并表明意见、支委会报告审查情况" in found.message and "本人" not in found.message
