"""Candidates stand in the order of strokes (选§26–27: 候选人按姓氏笔画排列)."""

import pytest

from models.domain.strokes import stroke_key, strokes_of, without_strokes


@pytest.mark.parametrize(
    ("character", "strokes"),
    [
        ("丁", 2),
        ("马", 3),
        ("王", 4),
        ("刘", 6),
        ("李", 7),
        ("欧", 8),
        ("姚", 9),
        ("戴", 17),
        ("龚", 11),
        ("䶮", 9),
        ("𬭎", 12),
    ],
)
def test_strokes_of_surnames(character: str, strokes: int) -> None:
    assert strokes_of(character) == strokes


def test_fewer_strokes_stand_first_and_ties_go_by_the_first_strokes() -> None:
    """横竖撇点折: 王 (横) before 毛 (撇) before 文 (点) before 邓 (折), all of four strokes."""
    names = ["姚建国", "邓小川", "丁德明", "文长根", "王德顺", "毛一鸣", "马强"]
    assert sorted(names, key=stroke_key) == [
        "丁德明",
        "马强",
        "王德顺",
        "毛一鸣",
        "文长根",
        "邓小川",
        "姚建国",
    ]


def test_one_surname_goes_on_with_the_next_character() -> None:
    names = ["王德顺", "王一", "王一鸣", "王三喜", "王 乙"]
    assert sorted(names, key=stroke_key) == ["王一", "王一鸣", "王 乙", "王三喜", "王德顺"]


def test_names_with_a_dot_and_characters_nobody_lists() -> None:
    assert stroke_key("艾尔肯·吐尔逊") == stroke_key("艾尔肯吐尔逊")
    assert without_strokes(["龚䶮", "王\U0003106c"]) == ["\U0003106c"]
    assert sorted(["\U0003106c强", "魏强"], key=stroke_key) == ["魏强", "\U0003106c强"]
