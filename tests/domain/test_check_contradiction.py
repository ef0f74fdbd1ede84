"""Records beside each other: who was where in which capacity, and what a meeting decided beside the other records."""

from dataclasses import replace
from typing import Any

import pytest

from models.domain.check_behind import check_behind
from models.domain.check_contradiction import Records, check_presence
from models.domain.check_dues_behind import check_dues_behind
from models.domain.dues_records import DuesStandard
from models.domain.election import Choice, Count, Election
from models.domain.finding import Finding, Severity
from models.domain.ledger import CASH, SPENT, Voucher, VoucherKind, between
from models.domain.movement import Movement
from models.domain.organisation import CommitteeTerm, Organisation, PartyGroup, PostTerm
from models.domain.records import (
    AgendaItem,
    Attendee,
    Branch,
    Category,
    Companion,
    Dossier,
    ItemKind,
    Meeting,
    MeetingKind,
    Person,
    Presence,
    Step,
    Vote,
)
from models.domain.reduction import Reduction
from models.domain.rules import load_rules

RULES = load_rules()
DAY = "2026-07-20"
HERE, LEAVE = Presence.PRESENT, Presence.LEAVE
NAMES = ("周立民", "欧阳慧敏", "孙国梁", "赵铁生", "吴堃", "沈一鸣")
PEOPLE = {
    number: Person(
        id=number,
        uuid=f"p{number}",
        name=name,
        category=Category.PROBATIONARY if name == "沈一鸣" else Category.FULL,
        joined_on="2026-03-20" if name == "沈一鸣" else "2001-07-01",
        confirmed_on="" if name == "沈一鸣" else "2002-07-01",
    )
    for number, name in enumerate(NAMES, start=1)
}
POSTS = Organisation(
    terms=(CommitteeTerm(started_on="2024-03-15", seats=3),),
    posts=(
        PostTerm(person_id=1, name="周立民", post_name="书记", from_on="2024-03-15"),
        PostTerm(person_id=2, name="欧阳慧敏", post_name="组织委员", from_on="2024-03-15"),
    ),
    groups=(PartyGroup(name="第一党小组", leader="孙国梁"),),
)
BRANCH = Branch(id=1, name="槐树湾村支部", committee_size=3)


def meeting(at: int = 1, away: tuple[str, ...] = (), **values: Any) -> Meeting:
    people = tuple(
        Attendee(
            person_id=p.id,
            name=p.name,
            category=p.category,
            can_vote=p.category is Category.FULL,
            presence=LEAVE if p.name in away else HERE,
            reason="住院" if p.name in away else "",
        )
        for p in PEOPLE.values()
    )
    facts: dict[str, Any] = {
        "id": at,
        "uuid": f"m{at}",
        "title": f"会议{at}",
        "held_on": DAY,
        "starts_at": "09:00",
        "ends_at": "11:00",
        "host": "周立民",
        "recorder": "欧阳慧敏",
        "attendees": people,
    }
    return Meeting(**{**facts, **values})


def records(*meetings: Meeting, **more: Any) -> Records:
    known: dict[str, Any] = {"branch": BRANCH, "organisation": POSTS, "people": PEOPLE}
    return Records(**{**known, "meetings": meetings, **more})


def presence(*meetings: Meeting, **more: Any) -> list[Finding]:
    return check_presence(records(*meetings, **more), RULES)


def rules_of(found: list[Finding]) -> list[tuple[str, Severity]]:
    return [(f.rule, f.severity) for f in found]


W, U = Severity.WARNING, Severity.UNKNOWN


def test_nothing_is_found_where_the_records_agree() -> None:
    assert presence(meeting()) == []


def test_one_person_in_two_meetings_at_once() -> None:
    other = meeting(2, starts_at="10:30", ends_at="12:00", away=NAMES[2:5])
    [found] = presence(meeting(), other)
    assert rules_of([found]) == [("JL-11", W)] and found.record_id == 2 and found.about == "m1"
    assert all(name in found.message for name in ("周立民", "欧阳慧敏", "沈一鸣"))
    assert "赵铁生" not in found.message and "09:00至11:00" in found.message
    assert presence(meeting(), meeting(2, starts_at="11:00", ends_at="12:00")) == [], "one after the other"
    [unknown] = presence(meeting(ends_at=""), meeting(2, starts_at="10:30"))
    assert rules_of([unknown]) == [("JL-11", U)] and "无法判断" in unknown.message


def test_chair_and_recorder_marked_away() -> None:
    found = presence(meeting(away=("周立民", "欧阳慧敏")))
    assert rules_of(found) == [("JL-12", W), ("JL-13", W)]
    assert "登记为请假（住院）" in found[0].message


@pytest.mark.parametrize(
    ("host", "count"), [("周立民", 0), ("欧阳慧敏（受书记委托）", 0), ("赵铁生", 1), ("沈一鸣", 1)]
)
def test_who_may_be_in_the_chair(host: str, count: int) -> None:
    found = presence(meeting(host=host))
    assert [f.rule for f in found] == ["ZB-22"] * count
    assert all(f.citation and f.citation.article == "第十四条" for f in found)


def test_a_group_is_led_by_its_leader() -> None:
    group = meeting(kind=MeetingKind.GROUP, title="第一党小组会", host="赵铁生", party_group="第一党小组")
    [found] = presence(group)
    assert found.rule == "ZB-22" and "组长是孙国梁" in found.message
    assert presence(replace(group, host="孙国梁")) == []


def test_somebody_in_the_chair_who_had_left() -> None:
    gone = {**PEOPLE, 1: replace(PEOPLE[1], left_on="2026-06-30", left_kind="转出")}
    without = meeting(attendees=tuple(a for a in meeting().attendees if a.person_id != 1))
    found = presence(without, people=gone)
    assert "JL-12" in [f.rule for f in found] and "2026年6月30日转出" in found[0].message


VOTED = Vote(voted=True, method="无记名投票", issued=5, returned=5, valid=5, yes=5)
ADMIT = AgendaItem(
    uuid="i1",
    kind=ItemKind.ADMIT,
    title="讨论接收唐梦洁为预备党员",
    person_id=9,
    person_name="唐梦洁",
    vote=VOTED,
)
TANG = Person(id=9, uuid="p9", name="唐梦洁", category=Category.CANDIDATE)


def tang(*steps: Step, sponsors: tuple[str, ...] = ("赵铁生", "吴堃")) -> Dossier:
    companions = tuple(
        Companion(person_id=9, role="sponsor", name=name, member_id=NAMES.index(name) + 1)
        for name in sponsors
    )
    return Dossier(person=TANG, steps=steps, companions=companions)


def test_who_counts_the_votes() -> None:
    item = replace(ADMIT, scrutineers="吴堃、沈一鸣", tellers="唐梦洁，赵铁生")
    found = presence(meeting(items=(item,), away=("吴堃",)))
    assert [f.rule for f in found] == ["JL-14"] * 3
    text = " ".join(f.message for f in found)
    assert "监票人吴堃登记为请假" in text and "监票人沈一鸣是预备党员" in text and "就是表决的对象" in text


def test_sponsors_are_there_and_have_a_vote() -> None:
    found = presence(meeting(items=(ADMIT,), away=("吴堃",)), dossiers=(tang(sponsors=("吴堃", "沈一鸣")),))
    assert [f.rule for f in found] == ["JL-15", "JL-15"]
    assert "介绍人吴堃登记为请假" in found[0].message and "沈一鸣当天没有表决权" in found[1].message


def test_present_on_the_day_of_a_transfer_or_after_leaving() -> None:
    letter = Movement(uuid="v1", person_id=4, kind="转出", on_date=DAY)
    [found] = presence(meeting(), movements=(letter,))
    assert found.rule == "JL-16" and "赵铁生2026年7月20日转出，当天又登记到会" in found.message
    assert presence(meeting(), movements=(replace(letter, voided_on=DAY),)) == []
    gone = {**PEOPLE, 5: replace(PEOPLE[5], left_on="2026-05-31", left_kind="去世")}
    [dead] = presence(meeting(), people=gone)
    assert dead.rule == "JL-16" and "当天不在本支部（2026年5月31日去世）" in dead.message


def behind(*meetings: Meeting, **more: Any) -> list[Finding]:
    beside = records(*meetings, **more)
    return [*check_behind(beside, RULES), *check_dues_behind(beside, RULES)]


COMMITTEE = meeting(
    7,
    kind=MeetingKind.COMMITTEE,
    held_on="2026-07-10",
    items=(AgendaItem(title="审查唐梦洁入党材料"),),
)


def test_a_decision_that_the_pipeline_lacks_and_the_reverse() -> None:
    held = meeting(items=(ADMIT,))
    [lacks] = behind(held, COMMITTEE, dossiers=(tang(),))
    assert lacks.rule == "JL-17" and "没有“" in lacks.message and lacks.record_kind == "meeting"
    done = Step(uuid="s1", code="admission", on_date=DAY, result="通过")
    assert behind(held, COMMITTEE, dossiers=(tang(done),)) == []
    found = behind(held, COMMITTEE, dossiers=(tang(replace(done, on_date="2026-07-21")),))
    assert [f.rule for f in found] == ["JL-17", "JL-18"], "another day: told from both sides"
    assert "记为2026年7月21日" in found[0].message and found[1].record_kind == "person"
    [without] = behind(meeting(), COMMITTEE, dossiers=(tang(done),))
    assert without.rule == "JL-18" and "没有关于唐梦洁的这项议题" in without.message


def test_days_before_the_branch_kept_its_meetings_here_are_not_asked_about() -> None:
    old = Step(uuid="s1", code="activist", on_date="2024-05-01")
    assert behind(meeting(), dossiers=(tang(old),)) == []


def test_not_passed_but_recorded_in_the_pipeline() -> None:
    item = replace(ADMIT, result="未通过", vote=replace(VOTED, yes=2, no=3))
    done = Step(uuid="s1", code="admission", on_date=DAY, result="通过")
    [found] = behind(meeting(items=(item,)), COMMITTEE, dossiers=(tang(done),))
    assert found.rule == "JL-17" and "没有通过" in found.message


def test_the_committee_goes_first_where_there_is_one() -> None:
    done = Step(uuid="s1", code="admission", on_date=DAY, result="通过")
    [found] = behind(meeting(items=(ADMIT,)), dossiers=(tang(done),))
    assert found.rule == "ZB-21" and "未见支部委员会讨论" in found.message
    small = Organisation(terms=(CommitteeTerm(started_on="2024-03-15", seats=0),))
    assert behind(meeting(items=(ADMIT,)), dossiers=(tang(done),), organisation=small) == []
    ordinary = AgendaItem(uuid="i2", kind=ItemKind.ORDINARY, title="果园承包", vote=VOTED)
    assert [f.rule for f in behind(meeting(items=(ordinary,)))] == ["ZB-21"]
    assert behind(meeting(items=(ordinary,)), COMMITTEE) == []


def test_an_election_and_its_meeting() -> None:
    election = Election(
        id=3,
        uuid="e3",
        on_date=DAY,
        seats=3,
        committee=Count(expected=5, present=5, issued=5, returned=5),
        choices=(Choice(name="周立民"),),
    )
    [none] = behind(meeting(2, held_on="2026-07-01"), elections=(election,))
    assert none.rule == "JL-19" and "当天没有支部党员大会" in none.message and none.record_kind == "branch"
    item = AgendaItem(uuid="i3", kind=ItemKind.ELECTION, title="换届选举", vote=VOTED, election_id=3)
    assert behind(meeting(items=(item,)), elections=(election,)) == []
    other = replace(election, committee=replace(election.committee, present=4))
    [differs] = behind(meeting(items=(item,)), elections=(other,))
    assert "会议签到为 5 人，换届选举登记为 4 人" in differs.message
    [unknown] = behind(meeting(items=(replace(item, election_id=0),)))
    assert "没有这次选举的登记" in unknown.message


def test_less_dues_need_a_decision_and_a_decision_its_standard() -> None:
    less = DuesStandard(uuid="d1", person_id=4, from_month="2026-08", amount_fen=20, computed_fen=500)
    [found] = behind(meeting(), standards=(less,))
    assert found.rule == "DF-11" and "没有支部研究的议题" in found.message and found.record_kind == "person"
    item = AgendaItem(uuid="i4", title="研究赵铁生同志少交党费的申请", decision="同意，报镇党委批准。")
    assert behind(meeting(items=(item,)), standards=(less,)) == []
    [open_] = behind(meeting(items=(item,)))
    assert open_.rule == "JL-20" and "党费台账中没有相应的标准" in open_.message


def test_a_reduction_names_the_meeting_that_agreed_and_satisfies_what_it_agreed() -> None:
    item = AgendaItem(uuid="i4", title="研究赵铁生同志少交党费的申请", decision="同意，报镇党委批准。")
    less = Reduction(uuid="r1", person_id=4, amount_fen=500, from_month="2026-08", branch_on=DAY)
    assert behind(meeting(items=(item,)), reductions=(less,)) == []
    [other] = behind(meeting(), reductions=(less,))
    assert other.rule == "DF-11" and "没有这项议题" in other.message and other.record_id == 4
    [never] = behind(meeting(), reductions=(replace(less, branch_on="2026-07-21"),))
    assert "没有支委会或党员大会的记录" in never.message
    assert behind(meeting(), reductions=(replace(less, branch_on="2019-01-04"),)) == [], (
        "before the first minutes"
    )


def test_an_expense_and_the_meeting_that_agreed_to_it() -> None:
    item = AgendaItem(uuid="i5", title="研究党费支出", decision="同意支出 200 元购买学习读本。")
    lines = between(SPENT, CASH, 20000)
    spent = Voucher(
        uuid="v1", number="记2026-0001", kind=VoucherKind.SPEND, on_date="2026-07-25", approved_on=DAY,
        use_kind="教育报刊资料设备", postings=lines,
    )  # fmt: skip
    since = {"books_since": "2026-01-31"}
    assert behind(meeting(items=(item,)), vouchers=(spent,), **since) == []
    [lacking] = behind(meeting(items=(item,)), **since)
    assert lacking.rule == "JL-20" and "账目中没有这笔支出" in lacking.message
    assert behind(meeting(items=(item,))) == [], "no books are kept: nothing is asked of them"
    refused = replace(item, decision="不同意这项支出。")
    assert behind(meeting(items=(refused,)), **since) == []
    [silent] = behind(meeting(), vouchers=(spent,), **since)
    assert silent.rule == "DF-19" and "没有这项议题" in silent.message and "200.00 元" in silent.message
    elsewhere = replace(spent, approved_on="2026-07-22", meeting_id=1)
    [wrong_day] = behind(meeting(items=(item,)), vouchers=(elsewhere,), **since)
    assert "不是那一天开的" in wrong_day.message


def test_every_finding_has_an_article_and_is_told_apart_from_its_like() -> None:
    item = replace(ADMIT, scrutineers="吴堃、赵铁生", tellers="沈一鸣")
    held = meeting(items=(item,), away=("吴堃", "赵铁生"))
    found = [*presence(held, dossiers=(tang(),)), *behind(held, dossiers=(tang(),))]
    assert all(f.citation and f.record_kind and f.on_date for f in found)
    assert len({(f.answered_as, f.record_id) for f in found}) == len(found)
