from datetime import date, timedelta

import pytest

from models.domain.calendar import WorkCalendar
from models.domain.errors import UserError

CALENDAR = WorkCalendar.load()


def test_holidays_and_shifted_days_of_2026() -> None:
    assert not CALENDAR.is_workday(date(2026, 10, 1))
    assert CALENDAR.is_workday(date(2026, 10, 10))  # a Saturday worked for the National Day week
    assert not CALENDAR.is_workday(date(2026, 9, 25))
    assert CALENDAR.is_workday(date(2026, 9, 20))


def test_five_working_days_across_the_national_day() -> None:
    assert CALENDAR.add_workdays(date(2026, 9, 28), 5) == (date(2026, 10, 10), False)
    assert CALENDAR.add_workdays(date(2026, 9, 28), 5, first_counts=True) == (date(2026, 10, 9), False)


def test_a_year_without_a_table_is_marked_provisional() -> None:
    assert CALENDAR.add_workdays(date(2026, 12, 21), 5) == (date(2026, 12, 28), False)
    assert CALENDAR.add_workdays(date(2026, 12, 28), 5) == (date(2027, 1, 4), True)
    assert CALENDAR.count_workdays(date(2030, 1, 7), date(2030, 1, 14)) == (5, True)


def test_counting_undoes_adding() -> None:
    day = date(2023, 1, 1)
    while day < date(2026, 11, 1):
        for first in (False, True):
            end, _ = CALENDAR.add_workdays(day, 5, first)
            assert CALENDAR.count_workdays(day, end, first)[0] == 5
            assert CALENDAR.is_workday(end)
        day += timedelta(days=3)


def test_a_faulty_table_is_refused_with_the_day() -> None:
    with pytest.raises(UserError, match="2027-02-30"):
        WorkCalendar.from_tables({"2027": {"off": ["02-30"]}})
    with pytest.raises(UserError):
        WorkCalendar.from_tables({"2027": {"holidays": []}})
