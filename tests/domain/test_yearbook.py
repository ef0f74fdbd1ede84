"""党内统计 base figures: who is counted where, and that what came and went explains the difference of two years."""

import random

import pytest

from models.domain import yearbook
from models.domain.records import Category, Person
from models.domain.standing import standing_on
from models.domain.yearbook import END, START, Period, cell
from models.domain.yearbook_facts import Balance, gaps, look

MEMBER = {
    "category": "正式党员",
    "joined_on": "2001-07-01",
    "confirmed_on": "2002-07-01",
    "birth_date": "1975-03-02",
}


def count(*people: dict[str, object], year: int = 2026) -> yearbook.Figures:
    return yearbook.count({"person": [{**MEMBER, **one} for one in people]}, year)


def moved(person: dict[str, object], *movements: dict[str, str], year: int = 2026) -> yearbook.Figures:
    told = [{"person": "u", **one} for one in movements]
    return yearbook.count({"person": [{**MEMBER, "uuid": "u", **person}], "movement": told}, year)


@pytest.mark.parametrize(
    ("person", "figures"),
    [
        ({}, {START: 1, END: 1}),
        ({"joined_on": "2026-05-01", "confirmed_on": "", "category": "预备党员"}, {END: 1, "增加/发展": 1}),
        ({"arrived_on": "2026-05-01"}, {END: 1, "增加/转入": 1}),
        ({"left_on": "2026-05-01", "left_kind": "转出"}, {START: 1, "减少/转出": 1}),
        ({"left_on": "2026", "left_kind": "出国"}, {START: 1, "减少/其他": 1}),
        ({"left_on": "2025-12-31", "left_kind": "去世"}, {}),
        ({"joined_on": "2027-01-01", "confirmed_on": ""}, {}),
        ({"deleted_on": "2026-01-01"}, {}),
        ({"membership_state": "停止党籍"}, {"其他/停止党籍": 1, "勾稽/停止党籍没有日期": 1}),
        (
            {
                "category": "预备党员",
                "confirmed_on": "",
                "left_on": "2026-03-01",
                "left_kind": "取消预备党员资格",
            },
            {START: 1, "减少/取消资格": 1},
        ),
        ({"category": "入党申请人", "joined_on": ""}, {"培养/入党申请人": 1}),
    ],
)
def test_where_a_person_is_counted(person: dict[str, object], figures: dict[str, int]) -> None:
    found = count(person)
    groups = ("年末", "增加", "减少", "其他", "培养", "勾稽")
    assert {key: n for key, n in found.items() if key.partition("/")[0] in groups} == figures


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("硕士研究生", "研究生"), ("大学", "大学本科"), ("本科", "大学本科"), ("大学专科", "大学专科"), ("大专", "大学专科"),
        ("中等专科", "中专"), ("中专", "中专"), ("高中", "高中、中技"), ("小学", "初中及以下"), ("", "学历未填"),
    ],
)  # fmt: skip
def test_levels_of_education(text: str, level: str) -> None:
    assert yearbook.level_of(text) == level


@pytest.mark.parametrize(
    ("birth", "band"),
    [
        ("1996-12-31", "30岁及以下"),
        ("1995-01-01", "31–35岁"),
        ("1966", "56–60岁"),
        ("1965-05", "61–65岁"),
        ("1956-01-01", "66–70岁"),
        ("1955-12-31", "71岁及以上"),
        ("", "年龄未填"),
    ],
)
def test_age_bands_count_at_the_end_of_the_year(birth: str, band: str) -> None:
    assert yearbook.age_band(birth, 2026) == band


def test_the_crossing_counts_a_person_in_every_row_he_stands_in() -> None:
    found = count({"sex": "女", "ethnicity": "回族", "education": "大专", "post": "教师"}, {"sex": "男"})
    assert found[cell("女", "少数民族")] == found[cell("岗位：教师", "大学专科")] == 1
    assert found[cell("总计", "1979年1月–2012年10月入党")] == 2


def test_two_years_are_explained_by_what_came_and_went() -> None:
    chance = random.Random(5)
    people = [
        {
            "category": chance.choice(("正式党员", "预备党员")),
            "joined_on": f"{chance.randrange(1990, 2028)}-07-01",
            "arrived_on": chance.choice(("", "", f"{chance.randrange(2024, 2028)}-03-01")),
            "left_on": chance.choice(("", "", "2027-09-01")),
            "left_kind": "转出",
        }
        for _ in range(500)
    ]
    for year in range(2022, 2029):
        now = yearbook.count({"person": people}, year)
        came = sum(n for key, n in now.items() if key.startswith("增加/"))
        went = sum(n for key, n in now.items() if key.startswith("减少/"))
        assert now.get(START, 0) + came - went == now.get(END, 0)
        assert now.get(END, 0) == yearbook.count({"person": people}, year + 1).get(START, 0)


def test_figures_of_many_branches_add_up() -> None:
    one, two = count({}, {}), count({"sex": "女"})
    assert yearbook.add([one, two])[END] == 3


def test_a_letter_counts_out_in_the_year_of_its_receipt() -> None:
    """教§25: until then the old branch looks after him."""
    letter = {"kind": "转出", "on_date": "2025-12-20", "receipt_on": "2026-01-05"}
    card = {"left_on": "2025-12-20", "left_kind": "转出"}
    assert moved(card, letter, year=2025)[END] == 1
    now = moved(card, letter)
    assert (now[START], now.get(END, 0), now["减少/转出"]) == (1, 0, 1)
    under_way = moved({}, {"kind": "转出", "on_date": "2026-06-20"})
    assert under_way[END] == 1 and "减少/转出" not in under_way


def test_a_stop_and_its_end_count_in_their_years() -> None:
    """教§24; 表 1: 恢复党籍 among the comings, 停止党籍 among the goings."""
    stop, back = (
        {"kind": "停止党籍", "on_date": "2025-03-01"},
        {"kind": "恢复党籍", "on_date": "2026-03-01"},
    )
    assert moved({"membership_state": "停止党籍"}, stop, year=2025)["减少/停止党籍"] == 1
    now = moved({}, stop, back)
    assert (now.get(START, 0), now["增加/恢复"], now[END]) == (0, 1, 1)
    assert "勾稽/对不上" not in now


def test_a_card_changed_against_the_register_is_named() -> None:
    """The card was put back by hand; the register still says that he left."""
    people = {"person": [{**MEMBER, "uuid": "u", "name": "甲"}], "movement": [
        {"person": "u", "kind": "去世", "on_date": "2026-02-01"}
    ]}  # fmt: skip
    period = Period(2026)
    now = yearbook.count(people, 2026)
    assert now["勾稽/对不上"] == 1 and not Balance.of(now).holds
    assert gaps(look(people, period), period) == (
        "甲：上年末在册，2026年12月31日在册，而变动登记是：2026年2月1日去世",
    )
    assert "差 1" in Balance.of(now).words()


def test_the_half_year_report_ends_in_june() -> None:
    people = {"person": [{**MEMBER, "joined_on": "2026-08-01", "confirmed_on": "", "category": "预备党员"}]}
    assert END not in yearbook.count(people, 2026, as_of="2026-06-30")
    assert yearbook.count(people, 2026)[END] == 1


@pytest.mark.parametrize(
    ("person", "last", "expected"),
    [
        ({"joined_on": "2025-05-10"}, "2026-03-31", {}),  # not due yet
        ({"joined_on": "2025-05-10"}, "2026-06-30", {"应转未转": 1}),
        ({"joined_on": "2025-05"}, "2026-06-30", {"应转未转": 1}),
        ({"joined_on": "2024-05-10"}, "2026-06-30", {"应转未转": 1}),  # still open a year later
        ({"joined_on": ""}, "2026-06-30", {}),
        ({"joined_on": "2025-05-10", "probation_extension": "2026-11-10"}, "2026-06-30", {"延长预备期": 1}),
        (
            {"joined_on": "2025-05-10", "probation_extension": "2026-11-10"},
            "2026-12-31",
            {"应转未转": 1, "延长预备期": 1},
        ),
        # printed in the next year, when the confirmation is on the card
        ({"joined_on": "2025-05-10", "confirmed_on": "2027-01-05"}, "2026-12-31", {"应转未转": 1}),
        (
            {"joined_on": "2025-05-10", "confirmed_on": "2027-01-05", "probation_extension": "2026-11-10"},
            "2026-12-31",
            {"应转未转": 1, "延长预备期": 1},
        ),
        ({"joined_on": "2025-05-10", "confirmed_on": "2026-05-10"}, "2026-12-31", {"本年转正": 1}),
    ],
)
def test_who_was_due_and_not_confirmed_by_a_day(
    person: dict[str, object], last: str, expected: dict[str, int]
) -> None:
    """2026§31–32; the card of today says nothing about the day that is counted."""
    category = "正式党员" if person.get("confirmed_on") else "预备党员"
    people = {"person": [{**MEMBER, "confirmed_on": "", "category": category, **person}]}
    found = yearbook.count(people, 2026, as_of=last)
    assert {key[3:]: n for key, n in found.items() if key.startswith("转正/")} == expected


def test_money_and_elections_after_the_day_are_not_counted() -> None:
    paid = [
        {"person": "a", "amount_fen": 2000, "received_on": "2026-02-01"},
        {"person": "b", "amount_fen": 3000, "received_on": "2026-02-01"},
        {"person": "b", "amount_fen": -3000, "received_on": "2026-03-01"},  # taken back wholly
        {"person": "c", "amount_fen": 4000, "received_on": "2026-07-01"},
    ]
    parts = {"payment": paid, "branch": [{"term_started_on": "2026-09-01"}]}
    half, whole = (yearbook.count(parts, 2026, as_of=day) for day in ("2026-06-30", ""))
    assert (half["党费/实收分"], half["党费/交纳人数"], half.get("支部/本年换届", 0)) == (2000, 1, 0)
    assert (whole["党费/实收分"], whole["党费/交纳人数"], whole["支部/本年换届"]) == (6000, 2, 1)


def test_cards_without_movements_are_told_as_standing_tells_them() -> None:
    """counts_on is the quick way of standing_on; the columns of probation agree too."""
    chance = random.Random(11)
    days = ("", "2024", "2025-03", "2025-12-31", "2026-01-01", "2026-07-15", "2027-01-01")
    for _ in range(3000):
        card = {
            name: chance.choice(days) for name in ("joined_on", "arrived_on", "left_on", "confirmed_on")
        } | {
            "category": chance.choice(("正式党员", "预备党员")),
            "membership_state": chance.choice(("正常", "正常", "停止党籍")),
        }
        person = Person(**{**card, "category": Category(card["category"])})  # pyright: ignore[reportArgumentType]
        standing = standing_on(person, "2026-12-31")
        now = yearbook.count({"person": [card]}, 2026)
        assert now.get(END, 0) == standing.in_branch, card
        if standing.in_branch:
            assert now.get("行/预备党员", 0) == (standing.category == Category.PROBATIONARY), card


def test_everybody_is_behind_the_figures_he_is_counted_in() -> None:
    chance = random.Random(3)
    people = [
        {**MEMBER, "uuid": str(n), "sex": chance.choice("男女"), "joined_on": f"{chance.randrange(1970, 2027)}-07-01",
         "education": chance.choice(("大专", "高中", "")), "birth_date": f"{chance.randrange(1940, 2005)}"}
        for n in range(200)
    ]  # fmt: skip
    parts = {"person": people}
    seen = look(parts, Period(2026))
    for key, number in yearbook.count(parts, 2026).items():
        if key.partition("/")[0] not in ("支部", "党费", "会议", "口径"):
            assert sum(key in yearbook.behind(one) for one in seen) == number, key
