"""更正单: signed minutes stay as they are; slips lie over them, each signed in its turn."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from models.domain.card_facts import CardFacts
from models.domain.correction import Line, lines_from, lines_in_words, lines_text
from models.domain.errors import UserError
from models.domain.facts import MeetingFacts
from models.domain.member_year import MemberYearFacts
from models.domain.records import AgendaItem, ItemKind, MeetingKind, Presence, Vote
from models.services import binders
from models.services.desk import Desk
from tests.conftest import PASSWORD

TODAY = "2026-09-30"
DAY = "2026-09-12"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk.create(tmp_path / "store", PASSWORD, name="槐树村党支部", today=lambda: TODAY)
    yield made
    made.close()


@pytest.fixture
def signed(desk: Desk) -> int:
    """Minutes with two items and three people, signed."""
    ids = [
        desk.roster.add(
            {"name": name, "category": "正式党员", "joined_on": "2001-07-01", "confirmed_on": "2002-07-01"}
        )
        for name in ("侯学军", "曹海燕", "龙凤琴")
    ]
    meeting = desk.meetings.create(MeetingKind.ASSEMBLY, DAY, place="村委会", content="正文")
    desk.meetings.set_presence(meeting, dict.fromkeys(ids, (Presence.PRESENT, "")))
    desk.meetings.save_items(
        meeting,
        [
            AgendaItem(title="学习条例", content="逐条领学"),
            AgendaItem(title="果园承包", kind=ItemKind.ORDINARY, decision="通过", vote=Vote(voted=True, method="举手", valid=3, yes=3)),
        ],
    )  # fmt: skip
    desk.meetings.sign(meeting, "2026-09-13")
    return meeting


def places(desk: Desk, meeting: int) -> list[tuple[str, str, str]]:
    slip = desk.corrections.of(meeting)[-1]
    return [(line.place, line.old, line.new) for line in desk.corrections.slip(slip)]


def person(desk: Desk, name: str) -> int:
    return desk.person(name).id


def test_what_is_edited_becomes_lines_and_the_record_stays(desk: Desk, signed: int) -> None:
    desk.corrections.begin(signed, "抄写有误")
    before = desk.meetings.recorded(signed)
    assert desk.corrections.update(signed, {"place": "党群服务中心", "starts_at": "9点半"})
    items = list(desk.corrections.reading(signed).items)
    items[1] = replace(items[1], vote=replace(items[1].vote, yes=2, abstain=1))
    assert desk.corrections.save_items(signed, items)
    assert desk.corrections.set_presence(signed, {person(desk, "龙凤琴"): (Presence.LEAVE, "住院", "病假")})
    assert places(desk, signed) == [
        ("开始时间", "09:00", "09:30"),
        ("地点", "村委会", "党群服务中心"),
        ("议题2 赞成", "3", "2"),
        ("议题2 弃权", "0", "1"),
        ("龙凤琴 到会情况", "到会", "请假"),
        ("龙凤琴 未到会原因", "", "住院"),
        ("龙凤琴 请假类别", "", "病假"),
    ]
    assert desk.meetings.recorded(signed) == before
    assert desk.meetings.get(signed).place == "村委会", "an open slip is nobody's record yet"
    assert desk.corrections.reading(signed).place == "党群服务中心"
    assert desk.meetings.intact(desk.meetings.get(signed))


def test_taking_a_change_back_takes_its_line_away(desk: Desk, signed: int) -> None:
    desk.corrections.begin(signed, "抄写有误")
    desk.corrections.update(signed, {"place": "党群服务中心"})
    assert desk.corrections.update(signed, {"place": "村委会"})
    assert places(desk, signed) == []
    with pytest.raises(UserError, match="更正单还是空的"):
        desk.corrections.sign(signed, TODAY)
    desk.corrections.drop(signed)
    assert desk.corrections.of(signed) == []
    desk.undo()
    assert desk.corrections.open_slip(signed) is not None


def test_a_signed_slip_is_read_everywhere_and_cannot_be_changed(desk: Desk, signed: int) -> None:
    desk.corrections.begin(signed, "抄写有误")
    desk.corrections.update(signed, {"content": "改正的正文"})
    desk.corrections.set_presence(signed, {person(desk, "龙凤琴"): (Presence.ABSENT, "")})
    code = desk.corrections.sign(signed, TODAY)
    (slip,) = desk.corrections.of(signed)
    assert (slip.signed_on, slip.signed_code, slip.before_code) == (
        TODAY,
        code,
        desk.meetings.get(signed).signed_code,
    )
    read = desk.meetings.get(signed)
    assert read.content == "改正的正文"
    assert desk.meetings.tally(read).present == 2
    assert desk.meetings.recorded(signed).content == "正文"
    assert desk.corrections.recorded(signed).attendees[2].came is Presence.PRESENT
    assert desk.corrections.intact(signed)
    with pytest.raises(UserError, match="没有正在填写的更正单"):
        desk.corrections.update(signed, {"place": "别处"})
    with pytest.raises(UserError):
        desk.undo()
    assert desk.corrections.of(signed) == [slip]


def test_a_second_slip_starts_from_the_first(desk: Desk, signed: int) -> None:
    for place, number in (("甲", 1), ("乙", 2)):
        desk.corrections.begin(signed, f"第{number}次")
        with pytest.raises(UserError, match="没有签字"):
            desk.corrections.begin(signed, "再来一份")
        desk.corrections.update(signed, {"place": place})
        desk.corrections.sign(signed, TODAY)
    first, second = desk.corrections.of(signed)
    assert second.before_code == first.signed_code
    assert [one.number for one in (first, second)] == [1, 2]
    assert places(desk, signed) == [("地点", "甲", "乙")]
    assert desk.meetings.get(signed).place == "乙"
    assert desk.corrections.intact(signed)


def test_items_are_added_and_taken_out_as_one_line(desk: Desk, signed: int) -> None:
    desk.corrections.begin(signed, "漏记一项")
    items = list(desk.corrections.reading(signed).items)
    added = AgendaItem(title="通报财务", content="公布上季度收支", decision="张榜公布")
    desk.corrections.save_items(signed, [items[1], added])
    assert ("增加议题", "", "通报财务\n公布上季度收支\n张榜公布") in places(desk, signed)
    assert ("删去议题", "学习条例\n逐条领学", "") in places(desk, signed)
    assert [one.title for one in desk.corrections.reading(signed).items] == ["果园承包", "通报财务"]
    again = list(desk.corrections.reading(signed).items)
    desk.corrections.save_items(signed, [again[0], replace(again[1], decision="张榜公布七天")])
    assert [one.decision for one in desk.corrections.reading(signed).items] == ["通过", "张榜公布七天"]
    desk.corrections.sign(signed, TODAY)
    assert [one.title for one in desk.meetings.get(signed).items] == ["果园承包", "通报财务"]


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_slip_has_a_reason_and_signed_minutes(desk: Desk, signed: int, reason: str) -> None:
    with pytest.raises(UserError, match="写明更正的原因"):
        desk.corrections.begin(signed, reason)
    draft = desk.meetings.create(MeetingKind.COMMITTEE, DAY)
    with pytest.raises(UserError, match="直接修改即可"):
        desk.corrections.begin(draft, "有错")


def test_a_presence_is_corrected_not_emptied(desk: Desk, signed: int) -> None:
    desk.corrections.begin(signed, "签到有误")
    with pytest.raises(UserError, match="不能清空"):
        desk.corrections.set_presence(signed, {person(desk, "龙凤琴"): (Presence.UNSET, "")})


def test_the_day_of_signing_lies_between_slip_and_today(desk: Desk, signed: int) -> None:
    desk.corrections.begin(signed, "抄写有误")
    desk.corrections.update(signed, {"place": "甲"})
    for day in ("2026-09-29", "2026-10-01", "2026-09", ""):
        with pytest.raises(UserError, match="签字日期"):
            desk.corrections.sign(signed, day)


def test_paper_says_what_was_signed_with_the_slips_behind_it(desk: Desk, signed: int) -> None:
    desk.corrections.begin(signed, "抄写有误")
    desk.corrections.update(signed, {"place": "党群服务中心"})
    facts = desk.facts("meeting", signed)
    assert isinstance(facts, MeetingFacts)
    assert facts.meeting.place == "村委会"
    ((slip,),) = ([(one.place, one.old, one.new) for one in found.lines] for found in facts.slips)
    assert slip == ("地点", "村委会", "党群服务中心")


def test_lines_of_other_hands_are_read_as_far_as_they_are_lines() -> None:
    lines = (Line("title", "旧", "新"), Line("item/1/content", "", "多\n行"))
    assert lines_from(lines_text(lines)) == lines
    for text in ("", "{}", "[1]", '[{"where": "x"}]', "[["):
        assert lines_from(text) == ()


def test_a_slip_changed_outside_the_program_is_no_longer_whole(desk: Desk, signed: int) -> None:
    desk.corrections.begin(signed, "抄写有误")
    desk.corrections.update(signed, {"place": "甲"})
    desk.corrections.sign(signed, TODAY)
    assert desk.corrections.intact(signed)
    slip = desk.corrections.of(signed)[0]
    assert replace(slip, lines=(replace(slip.lines[0], new="乙"),)).seal != slip.signed_code
    assert replace(slip, reason="别的原因").seal != slip.signed_code
    assert slip.seal == slip.signed_code


def test_a_slip_takes_no_count_that_cannot_be_true(desk: Desk, signed: int) -> None:
    desk.corrections.begin(signed, "票数抄错")
    study, vote = desk.corrections.reading(signed).items
    wrong = replace(vote, vote=replace(vote.vote, valid=0, yes=9))
    with pytest.raises(UserError, match="“果园承包”的表决数没有保存：举手的共 9 人，多于应到的 3 人"):
        desk.corrections.save_items(signed, [study, wrong])
    assert places(desk, signed) == []
    right = replace(vote, vote=replace(vote.vote, yes=2, no=1))
    assert desk.corrections.save_items(signed, [study, right])


def test_a_slip_given_up_does_not_come_back_beside_the_next(desk: Desk, signed: int) -> None:
    """Undoing goes past what was signed since, down to what still can be taken back."""
    desk.roster.add({"name": "后来人", "category": "正式党员"})
    desk.corrections.begin(signed, "抄写有误")
    desk.corrections.drop(signed)
    desk.corrections.begin(signed, "地点有误")
    desk.corrections.update(signed, {"place": "党群服务中心"})
    desk.corrections.sign(signed, TODAY)
    for _step in range(3):
        with pytest.raises(UserError, match="更正单已经签字"):
            desk.undo()
    with pytest.raises(UserError, match="“放弃更正：.*同一号的更正单"):
        desk.undo()
    assert [one.reason for one in desk.corrections.of(signed)] == ["地点有误"]


def test_lists_find_a_meeting_on_the_day_that_was_put_right(desk: Desk, signed: int) -> None:
    earlier = desk.meetings.create(MeetingKind.COMMITTEE, "2026-09-10", title="支委会", content="讨论")
    desk.corrections.begin(signed, "日期写错")
    desk.corrections.update(signed, {"held_on": "2025-12-12", "number": 9})
    assert [one.held_on for one in desk.meetings.list()] == [DAY, "2026-09-10"], "not before it is signed"
    desk.corrections.sign(signed, TODAY)
    assert [one.id for one in desk.meetings.list()] == [earlier, signed]
    (line,) = desk.meetings.list(year=2025)
    assert (line.id, line.held_on, line.number) == (signed, "2025-12-12", 9)
    assert desk.meetings.years() == [2026, 2025]
    assert [one.id for one in desk.plan.held(2025)] == [signed] and len(desk.plan.held(2026)) == 1


def test_a_year_lies_in_the_order_of_the_days_that_were_put_right(desk: Desk, signed: int) -> None:
    later = desk.meetings.create(MeetingKind.ASSEMBLY, "2026-09-20", place="村委会", content="正文")
    desk.meetings.set_presence(later, dict.fromkeys((person(desk, "侯学军"),), (Presence.PRESENT, "")))
    desk.corrections.begin(signed, "日期写错")
    desk.corrections.update(signed, {"held_on": "2026-09-25"})
    desk.corrections.sign(signed, TODAY)
    plan = binders.plan(desk, binders.year_of(desk, 2026))
    assert [sheet.ref for sheet in plan.sheets if sheet.form_id == "A3"] == [later, signed]
    quarters = [sheet.title for sheet in plan.sheets if sheet.quarter]
    assert quarters == [f"2026年第{name}季度工作安排与执行情况" for name in "一二三"]
    assert plan.sheets[[s.title for s in plan.sheets].index(quarters[-1]) + 1].ref == later
    facts = desk.attendance.facts(2026)
    assert [line.meeting.id for line in facts.lines] == [later, signed]
    who = person(desk, "侯学军")
    card = desk.facts("member", who)
    assert isinstance(card, CardFacts)
    assert [day for day, _, _ in card.meetings] == ["2026-09-20", "2026-09-25"]
    desk.meetings.set_presence(later, {who: (Presence.LEAVE, "探亲")})
    year = desk.facts("record", f"{who}@2026")
    assert isinstance(year, MemberYearFacts)
    assembly = next(a for a in year.attended if a.kind == "支部党员大会")
    assert (assembly.expected, assembly.away) == (2, (("2026-09-20", "请假", "探亲"),))


def test_a_slip_puts_right_who_does_what_by_when_once_it_is_signed(desk: Desk) -> None:
    desk.roster.add({"name": "侯学军", "category": "正式党员", "joined_on": "2001-07-01"})
    meeting = desk.meetings.create(MeetingKind.ASSEMBLY, DAY, place="村委会", content="正文")
    item = AgendaItem(title="果园承包", uuid="item-1", decision="同意")
    road = {"uuid": "t-1", "who": "侯学军", "what": "修路", "due_on": "2026-09-20"}
    light = {"uuid": "t-2", "who": "", "what": "装灯", "due_on": ""}
    desk.minutes.save_agenda(meeting, [item], {"item-1": [road, light]})
    desk.meetings.sign(meeting, "2026-09-13")
    desk.corrections.begin(meeting, "期限抄错")
    items = desk.corrections.reading(meeting).items
    key = items[0].uuid
    pool = {"uuid": "t-3", "who": "曹海燕", "what": "清塘", "due_on": "2026-10-01"}
    desk.corrections.save_items(meeting, items, {key: [road | {"due_on": "2026-10-20"}, pool]})
    assert places(desk, meeting) == [
        ("落实事项 完成时限", "2026-09-20", "2026-10-20"),
        ("删去落实事项", "____：装灯", ""),
        ("增加落实事项", "", "曹海燕：清塘（2026-10-01 前）"),
    ]
    assert [task.due_on for task in desk.minutes.tasks(meeting)] == ["2026-09-20", ""], (
        "not before it is signed"
    )
    assert [row["uuid"] for row in desk.corrections.tasks(meeting)[key]] == ["t-1", "t-3"]
    desk.corrections.update(meeting, {"place": "学校"})
    assert len(places(desk, meeting)) == 4, "another change keeps them"
    desk.corrections.sign(meeting, TODAY)
    assert [(t.what, t.due_on) for t in desk.minutes.tasks(meeting)] == [
        ("修路", "2026-10-20"),
        ("清塘", "2026-10-01"),
    ]
    paper = desk.facts("meeting", meeting)
    assert isinstance(paper, MeetingFacts)
    assert [(t.what, t.due_on) for t in paper.tasks] == [("修路", "2026-09-20"), ("装灯", "")], (
        "the signed paper stays"
    )
    assert desk.corrections.intact(meeting)
    assert "t-3" not in lines_in_words(lines_text(desk.corrections.of(meeting)[0].lines))
