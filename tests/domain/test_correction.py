"""Places of a record: what differs is told piece by piece."""

from dataclasses import replace

from models.domain.correction import (
    Line,
    Named,
    between,
    corrected,
    flat,
    lines_in_words,
    lines_text,
    slip_lines,
)
from models.domain.records import (
    AgendaItem,
    Attendee,
    Category,
    ItemKind,
    Meeting,
    MeetingKind,
    Presence,
    Vote,
)

PEOPLE = (Named(1, "p1", "侯学军"), Named(2, "p2", "曹海燕"))
MEETING = Meeting(
    kind=MeetingKind.GROUP,
    title="九月党小组会",
    content="第一段\n第二段\n第三段",
    details='{"study": "党章", "topics": "学习"}',
    items=(AgendaItem(uuid="i1", seq=1, kind=ItemKind.ACTIVIST, title="推荐", vote=Vote(voted=True, yes=2)),),
    attendees=(
        Attendee(
            person_id=1, name="侯学军", category=Category.FULL, can_vote=True, presence=Presence.PRESENT
        ),
    ),
)


def lines_to(changed: Meeting) -> tuple[Line, ...]:
    return between(flat(MEETING, PEOPLE), flat(changed, PEOPLE))


def test_every_place_comes_back_as_it_was_changed() -> None:
    item = replace(
        MEETING.items[0], kind=ItemKind.CANDIDATE, person_id=2, person_name="曹海燕", result="通过", scrutineers="史金贵",
        vote=Vote(voted=False, method="举手", yes=0, written=1),
    )  # fmt: skip
    changed = replace(
        MEETING, kind=MeetingKind.LECTURE, number=3, counts_for_year=2025, lecturer="侯学军", details='{"study": "条例"}', items=(item,),
        attendees=(replace(MEETING.attendees[0], corrected=Presence.LEAVE, reason="住院", leave_kind="病假"),),
    )  # fmt: skip
    read = corrected(MEETING, lines_to(changed), PEOPLE)
    assert flat(read, PEOPLE) == flat(changed, PEOPLE)
    assert read.items == changed.items
    assert (read.kind, read.number, read.attendees[0].came) == (MeetingKind.LECTURE, 3, Presence.LEAVE)


def test_of_a_long_text_only_the_paragraphs_that_differ_are_told() -> None:
    lines = lines_to(replace(MEETING, content="第一段\n第二段改\n第三段\n第四段"))
    told = [(one.place, one.old, one.new) for one in slip_lines(MEETING, lines, PEOPLE)]
    assert told == [("记录正文 第2段", "第二段", "第二段改"), ("记录正文 第4段", "", "第四段")]


def test_boxes_and_people_are_told_by_name() -> None:
    item = replace(MEETING.items[0], person_id=2)
    lines = lines_to(replace(MEETING, details='{"study": "条例", "topics": "学习"}', items=(item,)))
    told = [(one.place, one.old, one.new) for one in slip_lines(MEETING, lines, PEOPLE)]
    assert told == [("学习内容与篇目", "党章", "条例"), ("议题1 涉及的人", "", "曹海燕")]


def test_what_another_hand_wrote_does_no_harm() -> None:
    odd = (
        Line("item/i1/yes", "2", "很多"),
        Line("kind", "", "新会议"),
        Line("roll/x/presence", "", "来过"),
        Line("", "", "x"),
    )
    read = corrected(replace(MEETING, details="[1"), odd, PEOPLE)
    assert read.items[0].vote.yes == 0
    assert read.kind is MeetingKind.ASSEMBLY


def test_the_history_tells_lines_in_words() -> None:
    text = lines_text(
        (Line("place", "甲", "乙"), Line("item/i1/yes", "3", "2"), Line("roll/p1/presence", "到会", ""))
    )
    assert lines_in_words(text) == "地点 甲 改为 乙；赞成 3 改为 2；到会情况 到会 改为 空"
    assert lines_in_words("[]") == "没有改动"
    other = lines_text([Line("item/a/person", "5b1d8e2c", "9a7f0c41"), Line("item/b/person", "", "9a7f0c41")])
    assert lines_in_words(other) == "涉及的人 改为另一人；涉及的人 补上"


def test_the_year_a_meeting_counts_for_is_corrected_too() -> None:
    lines = lines_to(replace(MEETING, counts_for_year=2025))
    told = [(one.place, one.old, one.new) for one in slip_lines(MEETING, lines, PEOPLE)]
    assert told == [("年度归属", "", "2025")]
    assert corrected(MEETING, lines, PEOPLE).counts_for_year == 2025
