"""Working days of the country: dated holidays where the year is known, Monday to Friday (暂算) where it is not."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from models.domain.dates import full
from models.domain.errors import UserError
from resources import read_text


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """`off` are working weekdays given free, `work` are weekend days worked, `years` those with a table."""

    off: frozenset[date]
    work: frozenset[date]
    years: frozenset[int]

    @classmethod
    def load(cls) -> "WorkCalendar":
        """The shipped table of resources/rules/calendar."""
        return _shipped()

    @classmethod
    def from_tables(cls, tables: Mapping[str, Any]) -> "WorkCalendar":
        """Build from {"2026": {"off": ["01-01", …], "work": […]}}; UserError names the faulty day."""
        off: set[date] = set()
        work: set[date] = set()
        for year, table in tables.items():
            if set(table) - {"off", "work"}:
                raise UserError(f"节假日表 {year} 年有不认识的项目，只能有 off 和 work。")
            for name, days in (("off", off), ("work", work)):
                for text in table.get(name, ()):
                    day = full(f"{year}-{text}")
                    if day is None:
                        raise UserError(f"节假日表中 {year}-{text} 不是日期。")
                    days.add(day)
        return cls(frozenset(off), frozenset(work), frozenset(int(y) for y in tables))

    def is_workday(self, day: date) -> bool:
        """Whether the day is worked; in years without a table, Monday to Friday."""
        return day in self.work or (day.weekday() < 5 and day not in self.off)

    def is_known(self, day: date) -> bool:
        """Whether the holidays of the day's year are known."""
        return day.year in self.years

    def add_workdays(self, start: date, n: int, first_counts: bool = False) -> tuple[date, bool]:
        """The day on which `n` working days are full, counted from the day after `start` (or `start` itself).

        The bool says 暂算: some day counted lies in a year without a table.
        """
        if n < 1:
            return start, not self.is_known(start)
        day = start if first_counts else start + timedelta(days=1)
        provisional, left = False, n
        while True:
            provisional = provisional or not self.is_known(day)
            left -= self.is_workday(day)
            if left == 0:
                return day, provisional
            day += timedelta(days=1)

    def count_workdays(self, start: date, end: date, first_counts: bool = False) -> tuple[int, bool]:
        """Working days up to and including `end`, from the day after `start` (or `start`); the bool says 暂算."""
        day = start if first_counts else start + timedelta(days=1)
        count, provisional = 0, False
        while day <= end:
            count += self.is_workday(day)
            provisional = provisional or not self.is_known(day)
            day += timedelta(days=1)
        return count, provisional


@cache
def _shipped() -> WorkCalendar:
    return WorkCalendar.from_tables(tomllib.loads(read_text("rules/calendar/holidays.toml")))
