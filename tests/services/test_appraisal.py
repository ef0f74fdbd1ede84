"""A year's appraisal as a secretary does it, from the roster of the day to the closed record; what surrounds it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.domain.appraisal import DUTY, FULL_MEMBERS, Grade
from models.domain.errors import UserError
from models.domain.member_year import MemberYearFacts
from models.domain.organisational_life import AMONG, IN_TEAM, WITH_MEMBER
from models.domain.records import Category, MeetingKind, Presence
from models.services.desk import Desk

TODAY = "2026-03-20"
MEMBER = {"category": Category.FULL, "joined_on": "2010-07-01", "confirmed_on": "2011-07-01"}
NAMES = ("姚建国", "丁德明", "王德顺", "文长根", "邓小川", "毛一鸣", "谭志远", "廖素珍")
PAPERS = {"expected": 9, "present": 9, "issued": 8, "returned": 8, "valid": 8}


@pytest.fixture
def desk(tmp_path: Path, password: str) -> Iterator[Desk]:
    made = Desk.create(
        tmp_path / "s", password, name="柳溪村党支部", committee="青石镇党委", secretary="姚建国", today=lambda: TODAY
    )  # fmt: skip
    for name in NAMES:
        posts = {"姚建国": "书记", "丁德明": "组织委员", "王德顺": "宣传委员"}
        made.roster.add({"name": name, "party_post": posts.get(name, ""), **MEMBER})
    made.roster.add({"name": "康佳慧", "category": Category.PROBATIONARY, "joined_on": "2025-11-01"})
    yield made
    made.close()


def start(desk: Desk, **more: object) -> int:
    values = desk.appraisals.proposed(2025) | {"on_date": "2026-01-15", **PAPERS} | more
    return desk.appraisals.start(values)


def line_of(desk: Desk, appraisal: int, name: str) -> int:
    return next(line.id for line in desk.appraisals.get(appraisal).lines if line.name == name)


def test_the_roster_of_the_day_is_listed_probationary_members_last(desk: Desk) -> None:
    desk.roster.add({"name": "贺新来", **MEMBER, "arrived_on": "2026-02-01"})
    appraisal = desk.appraisals.get(start(desk))
    assert len(appraisal.lines) == 9
    assert appraisal.lines[-1].name == "康佳慧" and appraisal.lines[-1].is_probationary
    assert "贺新来" not in [line.name for line in appraisal.lines]
    with pytest.raises(UserError, match="2025 年度的民主评议已经登记了"):
        start(desk)
    desk.undo()
    assert desk.appraisals.of_year(2025) is None


def test_the_meeting_that_slipped_into_the_next_year_is_the_years(desk: Desk) -> None:
    """ZB-16：实务常顺延到次年一季度，用“年度归属”字段。"""
    meeting = desk.meetings.create(MeetingKind.ORG_LIFE, "2026-01-10")
    with desk.store.transaction("年度归属") as tx:
        tx.update("meeting", meeting, {"counts_for_year": 2025})
    assert desk.appraisals.proposed(2025)["on_date"] == "2026-01-10"
    assert desk.appraisals.get(start(desk)).meeting_id == meeting
    held = desk.life.meeting(2025)
    assert held is not None and held.id == meeting
    assert desk.life.meeting(2026) is None


def test_votes_are_typed_member_by_member_and_refused_where_they_cannot_be(desk: Desk) -> None:
    made = start(desk)
    line = line_of(desk, made, "文长根")
    desk.appraisals.save_line(made, line, {"excellent": 5, "competent": 3})
    with pytest.raises(UserError, match="文长根各栏合计 9 票，多于有效票 8 张"):
        desk.appraisals.save_line(made, line, {"basic": 1})
    with pytest.raises(UserError, match="文长根各栏合计 8 票，多于有效票 7 张"):
        desk.appraisals.save(made, {"valid": 7})
    with pytest.raises(UserError, match="收回票 9，多于发出票 8"):
        desk.appraisals.save(made, {"returned": 9})
    young = line_of(desk, made, "康佳慧")
    with pytest.raises(UserError, match="预备党员"):
        desk.appraisals.save_lines(made, {line: {"grade": "优秀"}, young: {"grade": "合格"}})
    kept = {one.name: one for one in desk.appraisals.get(made).lines}
    assert kept["文长根"].marks == (5, 3, 0, 0) and kept["文长根"].grade is Grade.NONE, "all or nothing"


def test_grades_follow_the_count_only_where_none_stands(desk: Desk) -> None:
    made = start(desk)
    votes = {"文长根": (8, 0), "邓小川": (2, 6), "毛一鸣": (4, 4)}
    desk.appraisals.save_lines(
        made, {line_of(desk, made, name): {"excellent": a, "competent": b} for name, (a, b) in votes.items()}
    )
    desk.appraisals.save_line(made, line_of(desk, made, "文长根"), {"grade": "合格"})
    assert desk.appraisals.fill_grades(made) == 1
    grades = {line.name: line.grade for line in desk.appraisals.get(made).lines if line.grade}
    assert grades == {"文长根": Grade.COMPETENT, "邓小川": Grade.COMPETENT}


def test_the_cap_is_a_third_and_its_basis_can_be_switched(desk: Desk) -> None:
    made = start(
        desk, self_on="2026-01-15", peer_on="2026-01-15", decided_on="2026-01-16", decided_by="支委会"
    )
    for name in NAMES:
        best = name in NAMES[:3]
        desk.appraisals.save_line(made, line_of(desk, made, name), {"grade": "优秀" if best else "合格"})
    assert desk.appraisals.findings(desk.appraisals.get(made)) == []
    desk.appraisals.save(made, {"cap_basis": FULL_MEMBERS})
    (finding,) = desk.appraisals.findings(desk.appraisals.get(made))
    assert finding.message.startswith("优秀 3 人，超过正式党员数 8 人的三分之一（上限 2 人）")
    assert any(one.answered_as == "PY-05 2025" for one in desk.check())
    desk.answer(finding, "县委组织部同意")
    assert desk.appraisals.findings(desk.appraisals.get(made))[0].answer == "县委组织部同意"


def test_a_closed_appraisal_is_locked_until_it_is_opened_again(desk: Desk) -> None:
    made = start(desk)
    with pytest.raises(UserError, match="还没有评定等次"):
        desk.appraisals.close(made)
    desk.appraisals.save_line(made, line_of(desk, made, "文长根"), {"grade": "合格"})
    assert desk.appraisals.tell(made, "2026-01-20") == 1
    desk.appraisals.close(made)
    with pytest.raises(UserError, match="已于 2026-03-20 办结"):
        desk.appraisals.save(made, {"remark": "改"})
    desk.appraisals.reopen(made)
    assert desk.appraisals.save(made, {"remark": "改"})


def test_the_list_follows_the_roster_without_losing_what_was_entered(desk: Desk) -> None:
    made = start(desk)
    people = {p.name: p.id for p in desk.roster.members(TODAY)}
    desk.appraisals.save_line(made, line_of(desk, made, "文长根"), {"competent": 8})
    for name in ("文长根", "邓小川"):
        desk.roster.update(people[name], {"left_on": "2026-01-02", "left_kind": "转出"})
    desk.roster.add({"name": "贺新来", **MEMBER, "arrived_on": "2025-12-01"})
    assert desk.appraisals.refresh_people(made) == (1, 1)
    names = [line.name for line in desk.appraisals.get(made).lines]
    assert "贺新来" in names and "邓小川" not in names and "文长根" in names


def test_facts_are_of_everybody_or_of_one(desk: Desk) -> None:
    made = start(desk)
    assert desk.appraisals.facts("2025").only == 0
    one = desk.appraisals.facts("文长根@2025")
    assert [line.name for line in one.appraisal.lines if line.person_id == one.only] == ["文长根"]
    with pytest.raises(UserError, match="名单里没有“张三”"):
        desk.appraisals.facts("张三@2025")
    assert desk.appraisals.get(made).cap_basis == "全部党员"


def test_the_secretarys_report_is_voted_on_by_its_own_words(desk: Desk) -> None:
    made = desk.appraisals.start({**desk.appraisals.proposed(2025, DUTY), "on_date": "2026-01-15", **PAPERS})
    report = desk.appraisals.get(made)
    assert (report.subject, [line.name for line in report.lines]) == ("姚建国", ["姚建国"])
    desk.appraisals.save_line(made, report.lines[0].id, {"excellent": 7, "competent": 1})
    desk.appraisals.close(made)
    facts = desk.appraisals.facts(report.uuid, DUTY)
    with pytest.raises(UserError, match="没有找到这次民主评议党员"):
        desk.appraisals.facts("2025")
    assert facts.year_figures[0] == "党员9名，其中正式8名、预备1名。"


def test_what_the_county_asks_for_on_its_ballot_is_kept(desk: Desk) -> None:
    desk.appraisals.set_ballot(["学习", " ", "履职"], oneself=False)
    assert desk.appraisals.items() == ("学习", "履职")
    assert not desk.appraisals.votes_for_oneself()
    with pytest.raises(UserError, match="1 至 5 项"):
        desk.appraisals.set_ballot(["一", "二", "三", "四", "五", "六"], oneself=True)


# what surrounds it


def people(desk: Desk) -> dict[str, int]:
    return {p.name: p.id for p in desk.roster.members(TODAY)}


def test_opinions_bear_no_name_of_who_said_them(desk: Desk) -> None:
    ids = people(desk)
    desk.life.save_opinion(0, {"year": 2025, "about": "支部班子", "content": "公开慢", "from_kind": "群众"})
    with pytest.raises(UserError, match="对哪名党员"):
        desk.life.save_opinion(0, {"year": 2025, "about": "党员", "content": "急躁", "from_kind": "党员"})
    one = desk.life.save_opinion(
        0, {"year": 2025, "about": "党员", "person_id": ids["王德顺"], "content": "急躁", "from_kind": "党员"}
    )
    assert [(o.of, o.content) for o in desk.life.opinions(2025)] == [
        ("支部班子", "公开慢"),
        ("王德顺", "急躁"),
    ]
    desk.life.remove("opinion", one)
    assert len(desk.life.opinions(2025)) == 1


def test_talks_are_named_by_who_they_are_and_missing_ones_are_told(desk: Desk) -> None:
    ids = people(desk)
    for talker, listener in (("姚建国", "丁德明"), ("姚建国", "文长根"), ("邓小川", "毛一鸣")):
        desk.life.save_talk(
            0,
            {
                "on_date": "2026-01-08", "talker": talker, "talker_id": ids[talker], "listener": listener,
                "listener_id": ids[listener], "starts_at": "15点",
            },
        )  # fmt: skip
    assert sorted(talk.kind for talk in desk.life.talks(2026)) == sorted([IN_TEAM, WITH_MEMBER, AMONG])
    assert desk.life.talks(2026)[0].starts_at == "15:00"
    said = [finding.message for finding in desk.life.findings(2026)]
    assert said[0].startswith("2026 年尚无支委之间的谈心谈话记录：姚建国与王德顺、丁德明与王德顺")
    assert desk.life.findings(2025) == [], "no talk at all: the branch keeps them elsewhere"
    with pytest.raises(UserError, match="同一个人"):
        desk.life.save_talk(0, {"on_date": "2026-01-08", "talker": "姚建国", "listener": "姚建国"})
    with pytest.raises(UserError, match="不能晚于今天"):
        desk.life.save_talk(0, {"on_date": "2026-12-08", "talker": "姚建国", "listener": "丁德明"})


def test_issues_are_of_the_meetings_year_and_end_with_what_shows_it(desk: Desk) -> None:
    meeting = desk.meetings.create(MeetingKind.ORG_LIFE, "2026-01-10")
    with desk.store.transaction("年度归属") as tx:
        tx.update("meeting", meeting, {"counts_for_year": 2025})
    with pytest.raises(UserError, match="整改措施"):
        desk.life.save_issue(0, {"problem": "公开慢"})
    one = desk.life.save_issue(
        0,
        {
            "problem": "公开慢",
            "what": "每季张贴",
            "who": "丁德明",
            "due_on": "2026-03-01",
            "meeting_id": meeting,
        },
    )
    desk.life.save_issue(0, {"problem": "学习少", "what": "定学习日"})
    assert [i.problem for i in desk.life.issues(2025)] == ["公开慢"]
    assert [i.problem for i in desk.life.issues(2026)] == ["学习少"]
    with pytest.raises(UserError, match="不能晚于今天"):
        desk.life.finish_issue(one, "2099-01-01", "还没到")
    desk.life.finish_issue(one, "2026-03-05", "一季度已张贴")
    facts = desk.life.facts("2025")
    assert (facts.issues[0].done_on, facts.issues[0].evidence) == ("2026-03-05", "一季度已张贴")
    assert desk.life.facts("文长根@2026").only is not None
    desk.undo()
    assert desk.life.issues(2025)[0].done_on == ""


def test_the_grade_stands_in_the_members_year_and_in_the_yearbook(desk: Desk) -> None:
    made = start(desk)
    ids = people(desk)
    desk.appraisals.save_line(made, line_of(desk, made, "文长根"), {"grade": "优秀"})
    desk.life.save_talk(
        0,
        {"on_date": "2025-12-08", "talker": "姚建国", "talker_id": ids["姚建国"], "listener": "文长根", "listener_id": ids["文长根"]},
    )  # fmt: skip
    record = desk.facts("record", "文长根@2025")
    assert isinstance(record, MemberYearFacts)
    assert (record.grade, record.talked) == ("优秀", (("2025-12-08", "姚建国"),))
    assert desk.figures.facts(2025).graded == (1, 0, 0, 0)
    assert desk.figures.facts(2026).graded == ()


def test_what_its_meeting_says_is_proposed_and_held_beside(desk: Desk) -> None:
    meeting = desk.meetings.create(MeetingKind.APPRAISAL, "2025-12-27")
    ids = people(desk)
    desk.meetings.set_presence(meeting, {ids[name]: (Presence.PRESENT, "") for name in NAMES[:6]})
    proposed = desk.appraisals.proposed(2025)
    assert (proposed["on_date"], proposed["expected"], proposed["present"]) == ("2025-12-27", 9, 6)
    made = desk.appraisals.start({**proposed, "present": 7})
    said = [finding.message for finding in desk.appraisals.findings(desk.appraisals.get(made))]
    assert "测评实到 7 人，评议的会议记录到会 6 人，请核对" in said


def test_a_meeting_entered_later_is_the_appraisals_too(desk: Desk) -> None:
    made = start(desk)
    assert desk.appraisals.get(made).meeting_id == 0
    meeting = desk.meetings.create(MeetingKind.APPRAISAL, "2025-12-27")
    desk.appraisals.save(made, {"remark": "补登会议"})
    assert desk.appraisals.get(made).meeting_id == meeting


def test_who_went_to_the_bin_keeps_the_name_on_the_sheet(desk: Desk) -> None:
    made = start(desk)
    line = line_of(desk, made, "文长根")
    desk.appraisals.save_line(made, line, {"competent": 8, "grade": "合格"})
    who = next(one.person_id for one in desk.appraisals.get(made).lines if one.id == line)
    desk.roster.remove(who, "录入错误", "")
    (kept,) = (one for one in desk.appraisals.get(made).lines if one.id == line)
    assert (kept.name, kept.person.category) == ("文长根", Category.FULL)
