"""The texts of minutes in the store: earlier paragraphs, what is to be done under an item, phrases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.domain.errors import UserError
from models.domain.meeting_records import Phrase
from models.domain.records import AgendaItem, MeetingKind
from models.services.desk import Desk
from models.services.meeting_tasks import lines_of

SAME = "会议学习了支部工作条例第三章，要求全体党员按月参加主题党日，按时交纳党费。"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk.create(tmp_path / "store", "春风化雨2026", name="槐树村党支部", today=lambda: "2026-09-30")
    yield made
    made.close()


@pytest.fixture
def meeting_id(desk: Desk) -> int:
    desk.roster.add({"name": "侯学军", "category": "正式党员", "joined_on": "2001-07-01"})
    made = desk.meetings.create(MeetingKind.ASSEMBLY, "2026-09-12")
    desk.meetings.save_items(made, [AgendaItem(uuid="item-a", title="修路"), AgendaItem(title="绿化")])
    return made


def line(uuid: str, who: str, what: str, due_on: str = "") -> dict[str, str]:
    return {"uuid": uuid, "who": who, "what": what, "due_on": due_on}


def test_what_is_decided_to_be_done_stands_under_its_item(desk: Desk, meeting_id: int) -> None:
    items = desk.meetings.get(meeting_id).items
    lines = {"item-a": [line("t1", "侯学军", "联系施工队", "2026-10-31"), line("t2", "村委会", "公示")]}
    desk.minutes.save_agenda(meeting_id, items, lines)
    first, second = desk.minutes.tasks(meeting_id)
    assert (first.who, first.what, first.due_on, first.raised_on) == (
        "侯学军",
        "联系施工队",
        "2026-10-31",
        "2026-09-12",
    )
    assert first.person_id and not second.person_id and first.source == "决定"
    assert lines_of([first, second]) == lines
    lines["item-a"] = [line("t2", "村委会", "公示七天")]
    desk.minutes.save_agenda(meeting_id, items, lines)
    assert [(task.uuid, task.what) for task in desk.minutes.tasks(meeting_id)] == [("t2", "公示七天")]
    desk.undo()
    assert len(desk.minutes.tasks(meeting_id)) == 2


def test_an_item_and_what_hangs_on_it_are_one_step(desk: Desk, meeting_id: int) -> None:
    items = desk.meetings.get(meeting_id).items
    new = AgendaItem(uuid="item-new", title="清洁")
    desk.minutes.save_agenda(meeting_id, [*items, new], {"item-new": [line("t3", "", "打扫广场")]})
    assert desk.meetings.get(meeting_id).items[2].uuid == "item-new"
    desk.undo()
    assert len(desk.meetings.get(meeting_id).items) == 2 and desk.minutes.tasks(meeting_id) == ()


def test_a_draft_that_is_deleted_takes_its_tasks_along(desk: Desk, meeting_id: int) -> None:
    items = desk.meetings.get(meeting_id).items
    desk.minutes.save_agenda(meeting_id, items, {"item-a": [line("t1", "侯学军", "联系施工队")]})
    desk.meetings.delete(meeting_id)
    assert desk.store.value("SELECT count(*) FROM task") == 0
    desk.undo()
    assert [task.what for task in desk.minutes.tasks(meeting_id)] == ["联系施工队"]


def test_the_same_paragraph_is_found_in_earlier_minutes_only(desk: Desk, meeting_id: int) -> None:
    def say(day: str, words: str) -> int:
        made = desk.meetings.create(MeetingKind.ASSEMBLY, day)
        desk.meetings.save_items(made, [AgendaItem(title="学习", report=words)])
        return made

    say("2022-06-12", SAME)
    say("2026-10-12", SAME)
    meeting = desk.meetings.get(meeting_id)
    assert desk.minutes.earlier(meeting) == {}, "too long ago, and later ones"
    say("2026-06-12", f"（一）{SAME}")
    earlier = desk.minutes.earlier(meeting)
    assert list(earlier.values()) == ["2026-06-12 2026年6月支部党员大会"]
    desk.meetings.update(meeting_id, {"content": SAME.replace("三", "四")})
    meeting = desk.meetings.get(meeting_id)
    found = {finding.rule: finding for finding in desk.minutes.findings(meeting, earlier)}
    assert "2026-06-12 2026年6月支部党员大会的记录相同" in found["WZ-05"].message
    desk.answer(found["WZ-05"], "每季都学，内容相同")
    again = {finding.rule: finding for finding in desk.minutes.findings(meeting, earlier)}
    assert again["WZ-05"].answer == "每季都学，内容相同"
    desk.minutes.phrases.save([Phrase(name="学条例", content=SAME)])
    assert desk.minutes.earlier(meeting) == {}, "the branch's own phrases may stand in any minutes"


def test_phrases_are_kept_in_order_and_undone_together(desk: Desk) -> None:
    phrases = desk.minutes.phrases
    assert phrases.save([Phrase(name="甲", content="第一句。"), Phrase(kind="党课", content="第二句话\n")])
    assert [(one.name, one.content) for one in phrases.all()] == [
        ("甲", "第一句。"),
        ("第二句话", "第二句话"),
    ]
    assert [one.name for one in phrases.for_kind("支委会")] == ["甲"]
    first, second = phrases.all()
    assert phrases.save([second, first]) and not phrases.save(phrases.all())
    assert [one.name for one in phrases.all()] == ["第二句话", "甲"]
    phrases.save([])
    desk.undo()
    assert len(phrases.all()) == 2
    with pytest.raises(UserError, match="还没有内容"):
        phrases.save([Phrase(name="空")])
