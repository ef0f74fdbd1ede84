"""The boxes of a kind of meeting: read, written only where they differ, kept as texts that a slip can speak of."""

import json
from dataclasses import replace

import pytest

from models.domain.errors import UserError
from models.domain.meeting_boxes import (
    BOXES,
    NAMES,
    Turn,
    box_label,
    details_of,
    filled_words,
    read_boxes,
    turns_of,
    write_boxes,
)
from models.domain.records import Meeting, MeetingKind

LIFE = Meeting(id=1, kind=MeetingKind.ORG_LIFE, held_on="2026-01-15")


@pytest.mark.parametrize("kind", BOXES)
def test_every_kind_with_boxes_has_a_button_and_empty_boxes_change_nothing(kind: MeetingKind) -> None:
    meeting = Meeting(kind=kind)
    assert kind in NAMES
    assert set(read_boxes(meeting).values()) <= {""}
    assert write_boxes(meeting, read_boxes(meeting)) == {}
    assert filled_words(meeting) == "还没有填"


def test_columns_and_details_are_written_apart() -> None:
    lecture = Meeting(kind=MeetingKind.LECTURE)
    changed = write_boxes(
        lecture, {"lecturer": " 周立民（书记） ", "lecture_form": "微党课", "discussion": "两人发言"}
    )
    assert changed == {
        "lecturer": "周立民（书记）", "lecture_form": "微党课", "details": '{"discussion": "两人发言"}',
    }  # fmt: skip
    filled = replace(lecture, **changed)
    assert write_boxes(filled, read_boxes(filled)) == {}
    assert write_boxes(filled, {"discussion": ""}) == {"details": ""}
    assert filled_words(filled) == "主讲人及职务、形式、讨论与体会已填"


def test_the_year_it_counts_for_is_a_number() -> None:
    """ZB-16：年度归属。"""
    assert write_boxes(LIFE, {"counts_for_year": "2025"}) == {"counts_for_year": 2025}
    assert write_boxes(replace(LIFE, counts_for_year=2025), {"counts_for_year": "0"}) == {
        "counts_for_year": 0
    }


def test_turns_keep_their_order_and_empty_ones_are_left_out() -> None:
    turns = [
        Turn("王一", "学习少", "李二：不够主动", "接受"),
        Turn("李二"),
        Turn("张三", critiques="王一：急"),
    ]
    changed = write_boxes(LIFE, {"theme": "服务群众"}, turns)
    filled = replace(LIFE, **changed)
    assert [turn.person for turn in turns_of(filled)] == ["王一", "张三"]
    assert turns_of(filled)[0] == turns[0]
    assert all(isinstance(text, str) for text in json.loads(filled.details).values())
    assert filled_words(filled) == "会议主题、逐人批评 2 人已填"
    fewer = replace(filled, **write_boxes(filled, {}, turns[:1]))
    assert [turn.person for turn in turns_of(fewer)] == ["王一"]
    assert read_boxes(fewer)["theme"] == "服务群众", "the other boxes stay"


def test_a_slip_names_the_box() -> None:
    assert box_label("team_check") == "班子对照检查要点"
    assert box_label("stand:2") == "本人表态（第 2 人）"
    assert box_label("unknown") == ""


@pytest.mark.parametrize("text", ["", "[1]", "{broken", "null"])
def test_damaged_details_read_as_nothing(text: str) -> None:
    assert details_of(replace(LIFE, details=text)) == {}


def test_more_than_a_package_takes_is_refused() -> None:
    with pytest.raises(UserError, match="合计最多写 5 万字"):
        write_boxes(LIFE, {"team_check": "查" * 50_000})
