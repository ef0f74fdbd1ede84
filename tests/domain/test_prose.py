"""Numbers of paragraphs, headings, and what a paste leaves behind."""

import pytest

from models.domain.prose import chinese_number, cleaned, heading_span, next_marker


@pytest.mark.parametrize(
    ("line", "following"),
    [
        ("1. 抓好学习", "2. "),
        ("1.抓好学习", "2."),
        ("9、抓好学习", "10、"),
        ("（3）抓好学习", "（4）"),
        ("①抓好学习", "②"),
        ("一、会议认为，要抓好学习。", "二、"),
        ("（十九）抓好学习；", "（二十）"),
        ("一、传达文件", None),
        ("（一）传达文件", None),
        ("今天开会。", None),
        ("3.5万元", None),
        ("2.", ""),
        ("三、", ""),
        ("⑳抓好学习", None),
    ],
)
def test_what_the_next_paragraph_begins_with(line: str, following: str | None) -> None:
    assert next_marker(line) == following


def test_numbers_in_hanzi() -> None:
    assert [chinese_number(n) for n in (1, 10, 11, 20, 21, 99)] == [
        "一",
        "十",
        "十一",
        "二十",
        "二十一",
        "九十九",
    ]


def test_headings_are_the_first_sentence() -> None:
    assert heading_span("一、传达文件") == (1, 6)
    assert heading_span("（一）抓学习。" + "每月一次，" * 12) == (2, 7)
    assert heading_span("1. 抓学习") == (3, 2)
    assert heading_span("抓学习") == (0, 0)


def test_the_rubbish_of_word_is_taken_out_and_said() -> None:
    given = cleaned("\uf0b7\t第一条\r\n\r\n  1.\t第二条\u00a0好\u200b\n甲\t乙\x0b丙\n")
    assert given.text == "第一条\n1.第二条 好\n甲　乙\n丙\n"
    assert given.notes == ("去掉 1 个看不见的字符、1 个项目符号、1 个空行",)
    assert cleaned("⼀⼆三").text == "一二三"
    assert cleaned("侯学军：同意。").notes == ()


def test_lines_broken_at_the_edge_of_a_page_are_joined() -> None:
    broken = "会议传达学习了上级关于加强基层组织建设的文件精神要求全\n体党员认真领会把握要点结合本村实际抓好落实各项工作任\n务。\n侯学军：同意。"
    given = cleaned(broken)
    assert given.text.split("\n") == [broken.replace("\n", "", 2).split("\n")[0], "侯学军：同意。"]
    assert given.notes == ("接好 2 处断行",)
    verses = "不忘初心\n牢记使命\n永远奋斗"
    assert cleaned(verses).text == verses
