"""Items of a base by kind; and every boundary of the rates (rules.md §4.3) in every year the rules cover."""

import pytest

from models.domain import dues_items as di
from models.domain.dues import standard
from models.domain.errors import UserError
from models.domain.money import parse_yuan
from models.domain.rules import load_rules

RULES = load_rules()
YEARS = range(2008, 2028)
WAGES = [  # base, amount: each band with its upper limit, and a fen beyond it
    ("0.01", "0.00"),
    ("1.00", "0.01"),
    ("2500.00", "12.50"),
    ("2999.99", "15.00"),
    ("3000.00", "15.00"),
    ("3000.01", "30.00"),
    ("4286.57", "42.87"),
    ("4999.99", "50.00"),
    ("5000.00", "50.00"),
    ("5000.01", "75.00"),
    ("8333.33", "125.00"),
    ("9999.99", "150.00"),
    ("10000.00", "150.00"),
    ("10000.01", "200.00"),
    ("49999.99", "1000.00"),
    ("50000.00", "1000.00"),
]
BEYOND = [("50000.25", "1000.01"), ("60000.00", "1200.00"), ("1000000.00", "20000.00")]
RETIRED = [
    ("2500.00", "12.50"),
    ("5000.00", "25.00"),
    ("5000.01", "50.00"),
    ("6321.50", "63.22"),
    ("10000.01", "100.00"),
    ("100000.00", "1000.00"),
]


@pytest.mark.parametrize("year", YEARS)
def test_every_boundary_of_the_rates_in_every_year(year: int) -> None:
    on = f"{year}-01-01"
    for base, amount in WAGES:
        for kind in (*di.WAGE_KINDS, di.YEARLY, di.TRADER):
            found = standard(kind, parse_yuan(base), None, on, RULES)
            assert found.amount_fen == found.uncapped_fen == parse_yuan(amount), (kind, base)
    for base, amount in RETIRED:
        assert standard(di.RETIRED, parse_yuan(base), None, on, RULES).amount_fen == parse_yuan(amount), base
    for base, amount in BEYOND:
        found = standard(di.CIVIL, parse_yuan(base), None, on, RULES)
        assert found.uncapped_fen == parse_yuan(amount)
        assert found.amount_fen == (100_000 if year >= 2017 else parse_yuan(amount))
    for kind in (di.STUDENT, di.LAID_OFF, di.RELIEF):
        assert standard(kind, None, None, on, RULES).amount_fen == 20
    assert [standard(di.FARMER, None, fen, on, RULES).amount_fen for fen in (20, 100)] == [20, 100]
    for fen in (19, 101):
        with pytest.raises(UserError, match=r"0\.20 至 1\.00"):
            standard(di.FARMER, None, fen, on, RULES)


@pytest.mark.parametrize(
    ("base", "jiao", "yuan"),
    [("4286.57", 4290, 4300), ("4285.00", 4290, 4300), ("4284.99", 4280, 4300), ("4949.99", 4950, 4900)],
)
def test_rounding_to_ten_fen_and_to_a_yuan(base: str, jiao: int, yuan: int) -> None:
    fen = parse_yuan(base)
    assert standard("公务员", fen, None, "2026-01-01", RULES, "角").amount_fen == jiao
    assert standard("公务员", fen, None, "2026-01-01", RULES, "元").amount_fen == yuan


def test_the_base_is_what_counts_less_what_is_taken_off() -> None:
    items = (("岗位工资", 300_000), ("薪级工资", 200_000), ("养老保险", -24_000), ("个人所得税", -1_000))
    assert di.base_of("事业单位", items) == 475_000
    assert di.unpack(di.pack(items)) == items
    assert di.words("事业单位", items) == (
        "岗位工资 3000.00 + 薪级工资 2000.00 - 养老保险 240.00 - 个人所得税 10.00 = 4750.00 元"
    )


def test_a_trader_pays_by_the_average_of_the_quarter_before() -> None:
    assert di.items_of("个体", "2026-01").counted == (
        "2025年10月纯收入",
        "2025年11月纯收入",
        "2025年12月纯收入",
    )
    assert di.quarter_before("2026-06")[0] == "2026年1月纯收入"
    items = tuple(zip(di.quarter_before("2026-04"), (300_000, 0, 100_001), strict=True))
    assert di.base_of("个体", items) == 133_334
    assert di.words("个体", items).endswith("÷ 3 = 1333.34 元")


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("事业单位", "奖励性绩效"),
        ("公务员", "公务交通补贴"),
        ("公务员", "住房补贴"),
        ("机关工人", "防暑降温费"),
        ("企业", "年终奖"),
        ("工资", "误餐补助"),
        ("公务员", "艰苦边远地区津贴"),
    ],
)
def test_what_the_notice_of_2017_leaves_out_is_named(kind: str, name: str) -> None:
    assert "不计入基数" in di.left_out(kind, name)
    assert any(name in said for said in di.doubts(kind, [(name, 100), ("个人所得税", -1)]))


def test_what_counts_is_left_alone() -> None:
    for kind in di.KINDS:
        for name in di.items_of(kind, "2026-01").counted:
            assert di.left_out(kind, name) == "", (kind, name)
    assert di.doubts("事业单位", [("岗位工资", 100), ("住房公积金", -10), ("个人所得税", -1)]) == []


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ((("岗位工资", -1),), "不能是负数"),
        ((("", 100),), "没有写"),
        ((("岗位工资", 100), ("岗位工资", 200)), "写了两次"),
        ((("岗位工资", 10**13),), "太大"),
    ],
)
def test_items_that_cannot_be_are_refused_in_words(items: di.Items, said: str) -> None:
    with pytest.raises(UserError, match=said):
        di.check_items("事业单位", items)


@pytest.mark.parametrize("text", ["", "no", "{}", '[["a",1.5],["b"],[1,2],["c",true],["d","7"]]'])
def test_items_that_cannot_be_read_are_none(text: str) -> None:
    assert di.unpack(text) == ()
