"""党内统计 base figures: who is counted where, and that what came and went explains the difference of two years."""

import random

import pytest

from models.domain import yearbook
from models.domain.yearbook import END, START, cell

MEMBER = {
    "category": "正式党员",
    "joined_on": "2001-07-01",
    "confirmed_on": "2002-07-01",
    "birth_date": "1975-03-02",
}


def count(*people: dict[str, object], year: int = 2026) -> yearbook.Figures:
    return yearbook.count({"person": [{**MEMBER, **one} for one in people]}, year)


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
        ({"membership_state": "停止党籍"}, {"其他/停止党籍": 1}),
        ({"category": "入党申请人", "joined_on": ""}, {"培养/入党申请人": 1}),
    ],
)
def test_where_a_person_is_counted(person: dict[str, object], figures: dict[str, int]) -> None:
    found = count(person)
    groups = ("年末", "增加", "减少", "其他", "培养")
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
        ("1965-05", "61岁及以上"),
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
