from datetime import date, datetime, timedelta

import pytest

from models.domain import dates
from models.domain.dates import add_months, age_on, chinese_date, is_before, is_over, parse_date


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("2026-09-30", "2026-09-30"),
        ("2026-9-3", "2026-09-03"),
        ("2026.9.30", "2026-09-30"),
        ("2026/9/30", "2026-09-30"),
        ("2026年9月30日", "2026-09-30"),
        ("2026 年 9 月 30 日", "2026-09-30"),
        ("二〇二六年九月三十日", "2026-09-30"),
        ("二○二六年十二月十一日", "2026-12-11"),
        ("20260930", "2026-09-30"),
        (20260930, "2026-09-30"),
        ("２０２６．９．３０", "2026-09-30"),
        ("2026-09-30 00:00:00", "2026-09-30"),
        ("03.2.28", "2003-02-28"),
        ("88.10.5", "1988-10-05"),
        (44580, "2022-01-19"),
        ("45231", "2023-11-01"),
        (33064.0, "1990-07-10"),
        (datetime(1991, 6, 19), "1991-06-19"),
        (date(1991, 6, 19), "1991-06-19"),
    ],
)
def test_dates_as_offices_write_them(value: object, iso: str) -> None:
    found = parse_date(value)
    assert (found.iso, found.precision) == (iso, "day")


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("1988.10", "1988-10"),
        ("1988年10月", "1988-10"),
        ("198810", "1988-10"),
        ("2026-09", "2026-09"),
        (2014.04, "2014-04"),
    ],
)
def test_a_month_stays_a_month(value: object, iso: str) -> None:
    assert parse_date(value) == dates.ParsedDate(iso, "month", "date.partial")


def test_a_number_which_lost_its_zero_is_not_guessed() -> None:
    """2014.1 in a cell may have been 2014.10 or 2014.1."""
    assert parse_date(2014.1) == dates.ParsedDate("2014", "year", "date.partial")
    assert parse_date("1988") == dates.ParsedDate("1988", "year", "date.partial")


@pytest.mark.parametrize(
    "value", ["2026-02-30", "2026.13.1", "1899-12-31", "2199-01-01", "去年", "12", -5, 99999999]
)
def test_what_cannot_be_a_date_is_said(value: object) -> None:
    assert parse_date(value).problem == "date.impossible"


@pytest.mark.parametrize("value", [None, "", "  ", "无", "\u3000", float("nan")])
def test_nothing_is_nothing(value: object) -> None:
    assert parse_date(value) == dates.ParsedDate("", "", "")


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-06-20", 3, "2026-09-20"),
        ("2026-06-20", 6, "2026-12-20"),
        ("2026-06-20", 12, "2027-06-20"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-11", 3, "2027-02"),
        ("2026", 3, ""),
        ("", 3, ""),
    ],
)
def test_months_move_by_the_calendar(start: str, months: int, end: str) -> None:
    assert add_months(start, months) == end


def test_moving_months_never_skips_a_month() -> None:
    day = date(2023, 1, 1)
    while day < date(2025, 1, 1):
        for months in (1, 3, 6, 12):
            moved = dates.shift(day, months)
            assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
            assert moved.day <= day.day
        day += timedelta(days=1)


def test_periods_are_judged_only_where_certain() -> None:
    assert is_over("2026-07-01", 1, "2026-08-01") is False
    assert is_over("2026-07-01", 1, "2026-08-02") is True
    assert is_over("2026-07", 1, "2026-08-15") is None
    assert is_over("2026-07", 1, "2026-09-01") is True
    assert is_over("", 1, "2026-09-01") is None
    assert is_before("2026-06-20", "2025-07-10", 12) is True
    assert is_before("2026-07-10", "2025-07-10", 12) is False
    assert is_before("2026-07", "2025-07-10", 12) is None


def test_age_counts_completed_years() -> None:
    assert age_on("2008-09-30", "2026-09-29") == 17
    assert age_on("2008-09-30", "2026-09-30") == 18
    assert age_on("1988-10", "2026-09-30") == 37
    assert age_on("1988-09", "2026-09-30") == 38
    assert age_on("1988-09", "2026-09-15") is None
    assert age_on("", "2026-09-30") is None


def test_chinese_form() -> None:
    assert [chinese_date(d) for d in ("2026-09-30", "2026-09", "2026", "")] == [
        "2026年9月30日",
        "2026年9月",
        "2026年",
        "",
    ]


@pytest.mark.parametrize(
    ("written", "iso", "problem"),
    [
        ("1985,7,1", "1985-07-01", "date.normalised"),
        ("1985，7，1", "1985-07-01", "date.normalised"),
        ("1985·7·1", "1985-07-01", "date.normalised"),
        ("1985 7 1", "1985-07-01", "date.normalised"),
        ("1985..7", "1985-07", "date.partial"),
        ("1985年7月1日生", "1985-07-01", "date.normalised"),
        ("1985年7月1日 星期一", "1985-07-01", "date.normalised"),
        ("二O一五年七月一日", "2015-07-01", "date.normalised"),
        ("一九八五年", "1985", "date.partial"),
        (1985.7, "1985-07", "date.partial"),
        (2014.1, "2014", "date.partial"),
        ("7/1/1985", "", "date.impossible"),
        ("约1985年", "", "date.impossible"),
        (float("inf"), "", "date.impossible"),
    ],
)
def test_rarer_writings_are_read_and_never_guessed(written: object, iso: str, problem: str) -> None:
    found = parse_date(written)
    assert (found.iso, found.problem) == (iso, problem)
