"""The year's plan in the store: entries, meetings made of them, the planner's days, templates, what papers say."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.domain.errors import UserError
from models.domain.finding import Severity
from models.domain.plan import OTHER
from models.domain.plan_rules import CHOICES
from models.domain.planner import WEEKENDS
from models.domain.records import AgendaItem, ItemKind, MeetingKind, Presence
from models.domain.year_plan import State
from models.services.desk import Desk
from tests.conftest import PASSWORD

TODAY = "2026-11-22"
FULL = {"category": "正式党员", "joined_on": "2001-07-01", "confirmed_on": "2002-07-01"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk.create(
        tmp_path / "store",
        PASSWORD,
        name="槐树村党支部",
        sector="村社区",
        secretary="侯学军",
        today=lambda: TODAY,
    )
    made.update_branch(committee_size=3, organiser="吕学军", term_started_on="2024-03-15")
    for name in ("侯学军", "吕学军", "曹海燕", "龙凤琴"):
        made.roster.add({"name": name, **FULL, "party_group": "一组" if name < "曹" else "二组"})
    yield made
    made.close()


def test_an_entry_is_kept_changed_and_taken_off(desk: Desk) -> None:
    number = desk.plan.save(
        0, {"year": 2026, "month": 3, "kind": "支委会", "planned_on": "2026-12-05", "topic": "研究冬训"}
    )
    item = desk.plan.item(number)
    assert (item.month, item.words) == (12, "研究冬训")  # the month follows the day
    desk.plan.save(number, {"planned_on": "", "month": 11, "remark": "等通知"})
    assert desk.plan.item(number).month == 11
    desk.plan.delete([number])
    assert desk.plan.items(2026) == []
    desk.undo()
    assert desk.plan.items(2026)[0].remark == "等通知"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"kind": "座谈会"}, "类别"),
        ({"kind": OTHER}, "什么事"),
        ({"kind": "党课", "planned_on": "2026-05"}, "写到日"),
        ({"kind": "党课", "month": 13}, "月份"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(desk: Desk, values: dict[str, object], said: str) -> None:
    with pytest.raises(UserError, match=said):
        desk.plan.save(0, {"year": 2026, "month": 5, **values})


def test_a_meeting_is_made_of_an_entry_with_its_topics(desk: Desk) -> None:
    number = desk.plan.save(
        0,
        {
            "year": 2026,
            "month": 11,
            "kind": "支部党员大会",
            "topic": "通报全年工作\n讨论转正",
            "planned_on": "2026-11-20",
        },
    )
    meeting = desk.meetings.get(desk.plan.make_meeting(number))
    assert (meeting.kind, meeting.held_on) == (MeetingKind.ASSEMBLY, "2026-11-20")
    assert [item.title for item in meeting.items] == ["通报全年工作", "讨论转正"]
    assert desk.plan.item(number).meeting_id == meeting.id
    cell = desk.plan.year(2026).cell("支部党员大会", 11)
    assert [entry.state for entry in cell.entries] == [State.BLANK] and cell.entries[0].meeting
    assert cell.parts[0] == "！ 20日未记录", "nobody is ticked, nothing written: it was not held yet"
    desk.meetings.set_presence(meeting.id, {meeting.attendees[0].person_id: (Presence.PRESENT, "")})
    assert desk.plan.year(2026).cell("支部党员大会", 11).entries[0].state is State.DONE
    desk.undo()
    desk.undo()
    assert desk.plan.item(number).meeting_id == 0 and not desk.meetings.list()
    with pytest.raises(UserError, match="日子"):
        desk.plan.make_meeting(desk.plan.save(0, {"year": 2026, "month": 12, "kind": "支委会"}))


def test_a_group_meeting_of_the_plan_is_of_its_group(desk: Desk) -> None:
    members = [p.id for p in desk.roster.members(TODAY) if p.party_group == "一组"]
    desk.organisation.save_group(0, "一组", 0, members, was="一组")
    number = desk.plan.save(
        0, {"year": 2026, "month": 11, "kind": "党小组会", "party_group": "一组", "planned_on": "2026-11-10"}
    )
    meeting = desk.meetings.get(desk.plan.make_meeting(number))
    assert meeting.party_group == "一组"
    assert {a.name for a in meeting.attendees} == {
        p.name for p in desk.roster.members(TODAY) if p.id in members
    }


def test_something_else_is_ticked_with_its_day(desk: Desk) -> None:
    number = desk.plan.save(
        0, {"year": 2026, "month": 7, "kind": OTHER, "title": "走访慰问", "remark": "老党员"}
    )
    assert [entry.item.id for entry in desk.plan.due(TODAY) if entry.item] == [number]
    desk.plan.finish(number, "2026-07-02")
    item = desk.plan.item(number)
    assert (item.done_on, item.remark) == ("2026-07-02", "老党员") and not desk.plan.due(TODAY)
    desk.plan.save(number, {"remark": "老党员、困难党员"})
    assert desk.plan.item(number).done_on == "2026-07-02"
    desk.plan.finish(number, "2026-07-03", " 走访了 6 户，有签名 ")
    item = desk.plan.item(number)
    assert (item.done_on, item.evidence) == ("2026-07-03", "走访了 6 户，有签名")
    desk.plan.finish(number, "")
    assert (desk.plan.item(number).done_on, desk.plan.item(number).evidence) == ("", "")
    desk.plan.drop(number, "另作安排")
    assert not desk.plan.due(TODAY)


def test_last_years_plan_is_copied_once_with_its_year_turned(desk: Desk) -> None:
    for month, title in ((3, "2026年度计划讨论"), (6, "")):
        desk.plan.save(
            0,
            {
                "year": 2026,
                "month": month,
                "kind": "支部党员大会",
                "title": title,
                "topic": "议事",
                "planned_on": f"2026-{month:02d}-20",
            },
        )
    dropped = desk.plan.save(0, {"year": 2026, "month": 8, "kind": "党课"})
    desk.plan.drop(dropped, "停电")
    assert desk.plan.copy_year(2026, 2027) == 2
    assert [(i.month, i.title, i.planned_on) for i in desk.plan.items(2027)] == [
        (3, "2027年度计划讨论", ""),
        (6, "", ""),
    ]
    with pytest.raises(UserError, match="没有可以照抄"):
        desk.plan.copy_year(2026, 2027)


def test_a_meeting_nobody_planned_can_be_put_on_the_plan(desk: Desk) -> None:
    meeting_id = desk.meetings.create(MeetingKind.THEME_DAY, "2026-10-15", title="植树")
    desk.plan.adopt(meeting_id)
    (item,) = desk.plan.items(2026)
    assert (item.month, item.title, item.meeting_id) == (10, "植树", meeting_id)
    desk.meetings.delete(meeting_id)
    assert desk.plan.items(2026)[0].meeting_id == 0


def test_the_planner_serves_quota_and_people_and_puts_it_on_the_plan(desk: Desk) -> None:
    person = desk.roster.add({"name": "石文静", "category": "发展对象"})
    for code, day in (
        ("apply", "2024-01-05"),
        ("activist", "2024-09-01"),
        ("candidate", "2026-06-01"),
        ("pre_review", "2026-11-18"),
    ):
        desk.development.set_step(person, code, day, result="合格" if code == "pre_review" else "")
    undated = desk.plan.save(0, {"year": 2026, "month": 12, "kind": "党课", "title": "廉政党课"})
    proposals = desk.planner.propose("2026-12-31")
    assembly = next(p for p in proposals if p.kind is MeetingKind.ASSEMBLY)
    words = [w.words for w in assembly.windows]
    assert "讨论接收石文静为预备党员" in words and "2026年第四季度支部党员大会" in words
    assert assembly.on <= "2026-12-18"
    late = desk.planner.breaks(assembly, "2026-12-28", proposals)
    assert late[0].is_rule and late[0].citation and "最晚2026年12月18日" in late[0].words
    count = desk.planner.accept([(p, p.on) for p in proposals])
    assert count == len(proposals)
    planned = {(i.kind, i.planned_on): i for i in desk.plan.items(2026)}
    assert planned["支部党员大会", assembly.on].topic == "讨论接收石文静为预备党员"
    assert desk.plan.item(undated).planned_on[:7] == "2026-12"
    left = desk.planner.propose("2026-12-31")
    assert left == []  # the quota is met, and the person's matter stands on the plan
    desk.undo()
    assert len(desk.plan.items(2026)) == 1


def test_what_is_on_the_agenda_of_a_coming_meeting_is_not_proposed_again(desk: Desk) -> None:
    person = desk.roster.add({"name": "石文静", "category": "发展对象"})
    for code, day in (("apply", "2024-01-05"), ("candidate", "2026-06-01"), ("pre_review", "2026-11-18")):
        desk.development.set_step(person, code, day, result="合格" if code == "pre_review" else "")
    assert any(w.person_id for w in desk.planner.windows("2026-12-31"))
    meeting = desk.meetings.create(MeetingKind.ASSEMBLY, "2026-12-02")
    desk.meetings.save_items(meeting, [AgendaItem(kind=ItemKind.ADMIT, title="接收", person_id=person)])
    assert not any(w.person_id for w in desk.planner.windows("2026-12-31"))


def test_what_the_committee_has_looked_at_is_not_asked_of_it_again(desk: Desk) -> None:
    person = desk.roster.add({"name": "乔海涛", "category": "预备党员", "joined_on": "2025-12-05"})
    words = [w.words for w in desk.planner.windows("2026-12-31")]
    assert "审查乔海涛转正事项" in words and "讨论乔海涛预备期满转正" in words
    meeting = desk.meetings.create(MeetingKind.COMMITTEE, "2026-11-21")
    desk.meetings.save_items(meeting, [AgendaItem(kind=ItemKind.CONFIRM, title="审查", person_id=person)])
    words = [w.words for w in desk.planner.windows("2026-12-31")]
    assert "审查乔海涛转正事项" not in words and "讨论乔海涛预备期满转正" in words


def test_a_coming_meeting_takes_a_persons_matter_on_its_agenda(desk: Desk) -> None:
    person = desk.roster.add({"name": "石文静", "category": "发展对象"})
    for code, day in (("apply", "2024-01-05"), ("candidate", "2026-06-01"), ("pre_review", "2026-11-18")):
        desk.development.set_step(person, code, day, result="合格" if code == "pre_review" else "")
    meeting = desk.meetings.create(MeetingKind.ASSEMBLY, "2026-12-02")
    (proposal,) = [p for p in desk.planner.propose("2026-12-31") if p.fixed]
    assert proposal.on == "2026-12-02"
    desk.planner.accept([(proposal, "2026-12-03")])
    made = desk.meetings.get(meeting)
    assert made.held_on == "2026-12-03"
    assert [(i.kind, i.person_id) for i in made.items] == [(ItemKind.ADMIT, person)]


def test_the_term_that_ends_wants_an_assembly(desk: Desk) -> None:
    desk.update_branch(term_started_on="2022-01-10")
    (election,) = [w for w in desk.planner.windows("2026-12-31") if w.item_kind is ItemKind.ELECTION]
    assert (election.earliest, election.latest) == ("2026-11-10", "2027-01-10")


def test_habits_are_the_branchs_own(desk: Desk) -> None:
    chosen = {kind: choices[0] for kind, choices in CHOICES.items()}
    desk.plan.set_habits({**chosen, MeetingKind.COMMITTEE: (2, 1)}, 15, WEEKENDS)
    assert desk.plan.frequencies()[MeetingKind.COMMITTEE].words == "每月 2 次"
    wishes = desk.planner.wishes()
    assert (wishes.theme_day, wishes.days) == (15, WEEKENDS)
    with pytest.raises(UserError, match="28"):
        desk.plan.set_habits(chosen, 31)
    desk.undo()
    assert desk.plan.frequencies()[MeetingKind.COMMITTEE].words == "每月 1 次"


def test_months_without_a_meeting_are_said_with_the_article(desk: Desk) -> None:
    for day in ("2026-08-05", "2026-10-09"):
        desk.meetings.create(MeetingKind.COMMITTEE, day, content="讨论。")
    found = {f.rule: f for f in desk.plan.findings()}
    assert found["ZB-11"].message == "记录显示 2026 年9月没有召开支委会，请核对"
    assert found["ZB-11"].severity is Severity.WARNING and found["ZB-11"].citation
    assert found["ZB-14"].severity is Severity.INFO  # of the quarter: practice, not the article
    assert "本年度还没有组织生活会的记录" in found["ZB-16"].message
    assert found["ZB-12"].message == "本月尚未召开党小组会：一组、二组" or found["ZB-12"].message.startswith(
        "记录显示"
    )
    desk.answer(found["ZB-11"], "当月防汛，并入大会")
    assert [f.answer for f in desk.check() if f.rule == "ZB-11"] == ["当月防汛，并入大会"]


def test_nothing_is_said_of_a_branch_without_records(desk: Desk) -> None:
    assert [f.rule for f in desk.plan.findings() if f.severity is not Severity.INFO] == []


def test_the_papers_know_what_is_recorded(desk: Desk) -> None:
    meeting = desk.meetings.create(MeetingKind.ASSEMBLY, "2026-03-20")
    ids = [p.id for p in desk.roster.members(TODAY)]
    desk.meetings.set_presence(meeting, {ids[0]: (Presence.PRESENT, ""), ids[1]: (Presence.PRESENT, "")})
    facts = desk.facts("plan", 2026)
    assert facts.full == 4 and facts.turnout[0].percent == "50.0%"  # type: ignore[union-attr]
    assert facts.plan.cell("支部党员大会", 3).entries  # type: ignore[union-attr]
    coming = desk.facts("plan", 2027)
    assert coming.as_of == TODAY and coming.year == 2027  # type: ignore[union-attr]


def test_a_meeting_becomes_a_template_and_a_template_a_meeting(desk: Desk) -> None:
    meeting = desk.meetings.create(MeetingKind.ASSEMBLY, "2026-03-20", place="村会议室", observers="驻村干部")
    desk.meetings.save_items(
        meeting, [AgendaItem(kind=ItemKind.ORDINARY, title="通报季度工作", content="大家说了很多")]
    )
    template = desk.meeting_templates.save_meeting(meeting, "季度大会")
    made = desk.meetings.get(
        desk.meeting_templates.make_meeting(template, "2026-12-10", {"title": "十二月大会"})
    )
    assert (made.title, made.place, made.observers) == ("十二月大会", "村会议室", "驻村干部")
    assert [(i.title, i.content) for i in made.items] == [("通报季度工作", "")]
    assert desk.meeting_templates.save_meeting(meeting, "季度大会") == template
    desk.meeting_templates.rename(template, "党员大会（季度）")
    with pytest.raises(UserError, match="名称"):
        desk.meeting_templates.save_meeting(meeting, " ")
    desk.meeting_templates.delete(template)
    assert desk.meeting_templates.list() == []


def test_what_is_only_heard_is_nothing_to_vote_on(desk: Desk) -> None:
    topics = "学习新修订的细则\n研究换届请示\n通报党费收缴"
    item = desk.plan.save(
        0, {"year": 2026, "month": 9, "kind": "支委会", "topic": topics, "planned_on": "2026-09-05"}
    )
    made = desk.meetings.get(desk.plan.make_meeting(item))
    assert [one.kind for one in made.items] == [ItemKind.STUDY, ItemKind.ORDINARY, ItemKind.STUDY]
