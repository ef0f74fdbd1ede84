"""Letters, absence, loss of contact: each test quotes the article it holds the check to."""

import pytest

from models.domain.check_movement import check_movement
from models.domain.finding import Finding
from models.domain.movement import Contact, Movement, as_of, ended_on, open_period
from models.domain.movement_kinds import Aspect
from models.domain.records import Category, Person
from models.domain.rules import load_rules
from models.domain.standing import standing_on

RULES = load_rules()


def person(**values: object) -> Person:
    base = {
        "id": 1,
        "name": "侯学军",
        "category": Category.FULL,
        "joined_on": "2014-04-10",
        "confirmed_on": "2015-04-10",
    }
    return Person(**{**base, **values})  # type: ignore[arg-type]


def moved(kind: str, on_date: str, **values: str) -> Movement:
    return Movement(id=int(on_date.replace("-", "")[:8]), person_id=1, kind=kind, on_date=on_date, **values)


def talk(on_date: str) -> Contact:
    return Contact(person_id=1, on_date=on_date, content="电话")


def found(
    who: Person, movements: list[Movement], today: str, *talks: str, missed: tuple[str, int] = ("", 0)
) -> list[Finding]:
    return check_movement(who, movements, [talk(t) for t in talks], RULES, today, missed)


def said(*args: object, **more: object) -> list[tuple[str, str]]:
    return [(f.rule, f.severity.value) for f in found(*args, **more)]  # type: ignore[arg-type]


def letter(**values: str) -> Movement:
    more = {"letter_number": "青〔2026〕003", "letter_valid_to": "2026-09-08", **values}
    return moved("转出", "2026-08-09", organisation="中共临江区东湖社区委员会", **more)


def test_a_letter_under_way() -> None:
    """教§25: 转出后未被接收之前，原党组织继续负责管理; 有效期最长不超过三个月, 回执一个月内寄回 (V?)."""
    (first,) = found(person(), [letter()], "2026-08-20")
    assert (first.rule, first.severity.value) == ("JY-09", "I")
    assert first.message == "记录显示2026年8月9日开出介绍信（青〔2026〕003），尚未接收，仍计入本支部管理"
    assert first.citation and first.citation.label.endswith("第二十五条")
    assert said(person(), [letter()], "2026-08-29") == [("JY-09", "I"), ("JY-11", "I")], "ten days before"
    assert said(person(), [letter()], "2026-09-09") == [("JY-09", "I"), ("JY-11", "W")], "lapsed yesterday"
    assert said(person(), [letter()], "2026-09-10") == [("JY-09", "W"), ("JY-11", "W")], "a month is over"
    assert said(person(), [letter(letter_valid_to="2026-11-07")], "2026-08-20") == [("JY-09", "I")], "90 days"
    assert said(person(), [letter(letter_valid_to="2026-11-08")], "2026-08-20") == [
        ("JY-09", "I"),
        ("JY-11", "W"),
    ]
    assert said(person(), [letter(letter_valid_to="")], "2026-08-20") == [
        ("JY-09", "I"),
        ("JY-11", "unknown"),
    ]
    assert not found(person(), [letter(receipt_on="2026-09-01")], "2026-12-01")
    assert not found(person(), [letter(voided_on="2026-09-01")], "2026-12-01")


@pytest.mark.parametrize(
    ("today", "expected"),
    [("2026-07-30", []), ("2026-07-31", [("JY-05", "W")]), ("2027-01-01", [("JY-05", "W")])],
)
def test_lost_for_six_months(today: str, expected: list[tuple[str, str]]) -> None:
    """教§24: 与党组织失去联系六个月以上、查找仍无法联系的，停止党籍."""
    assert said(person(is_lost=True, lost_on="2026-01-31"), [], today) == expected


def test_lost_without_a_day_cannot_be_told() -> None:
    assert said(person(is_lost=True), [], "2026-07-30") == [("JY-05", "unknown")]


def test_stopped_for_two_years() -> None:
    """教§24: 停止党籍两年后确实无法取得联系的，按照自行脱党予以除名."""
    stopped = person(membership_state="停止党籍")
    history = [moved("停止党籍", "2024-09-30")]
    assert said(stopped, history, "2026-09-29") == []
    assert said(stopped, history, "2026-09-30") == [("JY-06", "E")]
    assert said(stopped, [], "2026-09-30") == [("JY-06", "unknown")]


def test_a_mobile_member_is_talked_to_every_quarter() -> None:
    """教§33: 同流动党员保持经常联系 (每季度为建议); §25: 外出六个月以上且地点相对固定的，应当转移组织关系."""
    mobile, away = person(is_mobile=True), [moved("外出流动", "2026-02-24", place="广东省东莞市")]
    assert said(mobile, away, "2026-03-10") == [("JY-13", "I")]
    assert said(mobile, away, "2026-03-10", "2026-03-01") == []
    assert said(mobile, away, "2026-04-01", "2026-03-01") == [("JY-13", "I")], "a new quarter"
    assert "上次是2026年3月1日" in found(mobile, away, "2026-04-01", "2026-03-01")[0].message
    assert said(mobile, away, "2026-08-24", "2026-07-02") == [("JY-08", "I")]
    assert said(person(), [*away, moved("流动返回", "2026-05-01")], "2026-08-24") == []


def test_six_months_without_any_meeting() -> None:
    """2024 意见: 没有转移组织关系、连续六个月以上不能参加正式组织关系所在党支部活动的是流动党员."""
    assert said(person(), [], "2026-09-13", missed=("2026-03-14", 4)) == []
    (one,) = found(person(), [], "2026-09-14", missed=("2026-03-14", 4))
    assert one.rule == "JY-12" and one.citation and "流动党员" in one.citation.title
    assert "连续 4 次" in one.message
    for exempt in (person(is_exempt=True), person(is_lost=True, lost_on="2026-06-01")):
        assert said(exempt, [], "2026-09-14", missed=("2026-03-14", 4)) == []


def test_abroad() -> None:
    """教§34: 每半年至少联系一次; §24: 出国学习研究超过五年仍未返回的，一般停止党籍."""
    study = [moved("出国（境）", "2021-09-01", place="日本", reason="出国学习研究")]
    assert said(person(), study, "2022-02-28") == []
    assert said(person(), study, "2022-03-01") == [("JY-15", "W")]
    assert said(person(), study, "2022-03-01", "2022-01-15") == []
    assert said(person(), study, "2026-09-01", "2026-08-01") == [("JY-04", "W")]
    settled = [moved("出国（境）", "2026-08-01", reason="因私出国定居")]
    assert said(person(), settled, "2026-09-01") == [("JY-04", "W")]
    assert said(person(), [*study, moved("回国（境）", "2023-01-10")], "2026-09-01") == []


def test_correction_and_graduates() -> None:
    """处置办法 2024: 限期改正最长不超过一年; 教§34: 毕业生组织关系保留一般不超过两年."""
    assert said(person(), [moved("限期改正", "2026-01-10", until="2026-07-10")], "2026-07-10") == []
    assert said(person(), [moved("限期改正", "2026-01-10", until="2026-07-10")], "2026-07-11") == [
        ("JY-16", "W")
    ]
    assert said(person(), [moved("限期改正", "2026-01-10", until="2027-01-11")], "2026-02-01") == [
        ("JY-16", "W")
    ]
    kept = [moved("毕业保留组织关系", "2024-06-30")]
    assert (said(person(), kept, "2026-06-29"), said(person(), kept, "2026-06-30")) == ([], [("JY-14", "W")])


def test_nobody_struck_off_comes_back_within_five_years() -> None:
    """处置办法: 劝其退党、除名的，五年内不能重新入党."""
    gone = [moved("除名", "2020-05-20")]
    applicant = {"category": Category.APPLICANT, "joined_on": "", "confirmed_on": ""}
    assert said(person(applied_on="2025-05-19", **applicant), gone, "2026-01-01") == [("JY-19", "E")]
    assert said(person(applied_on="2025-05-20", **applicant), gone, "2026-01-01") == []


# the card of any day

LIFE = [
    moved("转出", "2018-03-01", receipt_on="2018-03-20"),
    moved("转入", "2021-06-01"),
    moved("外出流动", "2022-02-01", place="深圳"),
    moved("流动返回", "2023-02-01"),
    moved("失联", "2023-05-01", reason="外出务工经商"),
    moved("停止党籍", "2024-01-10"),
    moved("恢复党籍", "2025-04-01"),
    moved("去世", "2026-02-02"),
]
NOW = person(
    arrived_on="2021-06-01", left_on="2026-02-02", left_kind="去世", is_lost=True, lost_on="2023-05-01"
)


@pytest.mark.parametrize(
    ("on", "here", "flags"),
    [
        ("2014-04-09", False, ""),
        ("2016-01-01", True, ""),
        ("2018-03-19", True, ""),
        ("2018-03-20", False, ""),
        ("2021-05-31", False, ""),
        ("2021-06-01", True, ""),
        ("2022-02-01", True, "流动"),
        ("2023-02-01", True, ""),
        ("2023-05-01", True, "失联"),
        ("2024-01-10", False, "失联"),
        ("2025-04-01", True, "失联"),
        ("2026-02-01", True, "失联"),
        ("2026-02-02", False, "失联"),
    ],
)
def test_a_life_of_movements_day_by_day(on: str, here: bool, flags: str) -> None:
    """停止党籍 is not counted; who died is not counted from the day; what came later never colours what was before."""
    then = as_of(NOW, LIFE, on)
    assert standing_on(then, on).in_branch is here
    assert ("流动" if then.is_mobile else "失联" if then.is_lost else "") == flags


def test_periods_end_where_the_next_movement_begins() -> None:
    assert ended_on(LIFE[2], LIFE) == "2023-02-01" and ended_on(LIFE[0], LIFE) == "2021-06-01"
    assert open_period(LIFE, Aspect.MOBILE, "2022-06-01") == LIFE[2]
    assert open_period(LIFE, Aspect.MOBILE, "2023-06-01") is None
