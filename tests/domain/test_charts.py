"""Charts: what each bar counts, where it is drawn, and the search that finds the people behind it."""

import random

import pytest

from models.domain.chart_shapes import Box, Words, draw, height_of
from models.domain.charts import AGE, CATEGORY, EDUCATION, JOINED, Chart, charts, label_of, pictured, tree_of
from models.domain.filters import Condition, Op
from models.domain.yearbook import count

DAY = "2026-09-30"


def measure(text: str, size: float) -> float:
    return sum(size if ord(sign) > 0x2E80 else size / 2 for sign in text)


def drawn(*rows: tuple[str, str, str, str, str]) -> dict[str, Chart]:
    return {chart.key: chart for chart in charts(pictured(rows, DAY))}


def bars(chart: Chart) -> dict[str, int]:
    return {bar.label: bar.number for bar in chart.bars() if bar.number}


def test_each_chart_counts_everybody_once() -> None:
    found = drawn(
        ("女", "1960-10-01", "大专", "1988-07-01", "正式党员"),
        ("男", "1960-09-30", "本科", "1991", "正式党员"),
        ("男", "1990", "", "", "预备党员"),
        ("", "2001-05-05", "高中", "2020-07-01", "入党申请人"),
    )
    assert bars(found[AGE]) == {"女，61–65岁": 1, "男，66–70岁": 1}
    assert bars(found[EDUCATION]) == {"大学专科": 1, "大学本科": 1, "高中、中技": 1, "学历未填": 1}
    assert bars(found[JOINED]) == {"1980 年代": 1, "1990 年代": 1, "2020 年代": 1, "日期未填": 1}
    assert [line.label for line in found[JOINED].lines][:5] == [f"{n} 年代" for n in range(1980, 2030, 10)]
    assert bars(found[CATEGORY]) == {"正式党员": 2, "预备党员": 1, "入党申请人": 1}


def test_ages_are_completed_on_the_day_and_doubtful_ones_are_told() -> None:
    found = drawn(
        ("女", "1960-10-01", "", "", ""),  # 65 until tomorrow
        ("女", "1960-09-30", "", "", ""),  # 66 today
        ("男", "1995", "", "", ""),  # 30 or 31: two bands
        ("男", "1993", "", "", ""),  # 32 or 33: one band
        ("", "1993-01-01", "", "", ""),
    )[AGE]
    assert bars(found) == {"女，61–65岁": 1, "女，66–70岁": 1, "男，31–35岁": 1}
    assert found.note == "另有 2 人没有填性别，或出生日期说不清"
    assert found.lines[0].label == "71及以上" and found.lines[-1].label == "30及以下"


def test_the_yearbook_draws_the_same_charts() -> None:
    people = [
        {"uuid": "a", "category": "正式党员", "sex": "女", "birth_date": "1960-10-01", "education": "大专",
         "joined_on": "1988-07-01", "confirmed_on": "1989-07-01"},
        {"uuid": "b", "category": "预备党员", "sex": "男", "birth_date": "1999", "joined_on": "2026-02-01"},
    ]  # fmt: skip
    rows = [
        tuple(str(one.get(name, "")) for name in ("sex", "birth_date", "education", "joined_on", "category"))
        for one in people
    ]
    assert charts(count({"person": people}, 2026)) == charts(pictured(rows, "2026-12-31"))  # pyright: ignore[reportArgumentType]


def test_a_bar_is_a_search_that_can_be_read() -> None:
    assert tree_of("图/年龄/女/71岁及以上", ()).parts == (
        Condition("age", Op.BETWEEN, ("71", "")),
        Condition("sex", Op.IS, ("女",)),
    )
    assert tree_of("图/年龄/男/31–35岁", ()).parts[0] == Condition("age", Op.BETWEEN, ("31", "35"))
    words = ("大专", "大学专科", "高中", "")
    assert tree_of("图/学历/大学专科", words).parts == (Condition("education", Op.IS, ("大专", "大学专科")),)
    assert tree_of("图/学历/学历未填", words).parts == (Condition("education", Op.EMPTY),)
    assert tree_of("图/入党/1980", ()).parts == (Condition("joined_on", Op.BETWEEN, ("1980", "1989")),)
    assert tree_of("图/入党/未填", ()).parts == (Condition("joined_on", Op.EMPTY),)
    assert tree_of("图/类别/预备党员", ()).parts == (Condition("category", Op.IS, ("预备党员",)),)
    assert (
        label_of(charts(pictured([("女", "1960", "", "", "")], DAY)), "图/学历/学历未填") == "学历：学历未填"
    )


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("width", [180.0, 330.0, 900.0])
def test_nothing_is_drawn_outside_and_every_bar_has_its_place(seed: int, width: float) -> None:
    chance = random.Random(seed)
    rows = [
        (chance.choice("男女"), f"{chance.randrange(1930, 2008)}", chance.choice(("大专", "研究生", "")),
         chance.choice(("", f"{chance.randrange(1950, 2027)}-07-01")), chance.choice(("正式党员", "预备党员")))
        for _ in range(chance.choice((0, 1, 7, 5000)))
    ]  # fmt: skip
    for chart in charts(pictured(rows, DAY)):
        made = draw(chart, width, 10, measure, shares=seed % 2 == 0)
        assert made.height == height_of(chart, 10)
        assert [place.bar for place in made.places] == chart.bars()
        for shape in made.shapes:
            assert 0 <= shape.y <= made.height
            if isinstance(shape, Box):
                assert shape.x >= -0.01 and shape.x + shape.width <= width + 0.01
            elif isinstance(shape, Words) and width > 200:
                wide = measure(shape.text, shape.size)
                left = shape.x - {"left": 0, "center": wide / 2, "right": wide}[shape.align]
                assert left >= -0.01 and left + wide <= width + 0.01, (shape, width)
