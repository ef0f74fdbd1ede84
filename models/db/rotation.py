"""Which backups may go: by serial number and by counted days, never by what the clock says today.

A backup carries the day it counts as. Each new one advances it by the days since the one before; a step backwards or
a step longer than `LONGEST_STEP` counts as one day, so that a clock which jumps ten years takes nothing away. Pure.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

LAST = 10
DAILY, WEEKLY, MONTHLY, YEARLY = 14, 8, 24, 10
BEFORE_DAYS, BEFORE_LEAST = 90, 5
LEAST = 5  # verified backups there always are, once there have been as many
LONGEST_STEP = 45


@dataclass(frozen=True, slots=True)
class Kept:
    """One finished backup as the rotation sees it; `is_before`: made before something that cannot be taken back."""

    serial: int
    day: int
    is_before: bool = False


def counted_day(last_day: int, last_made: date, today: date) -> int:
    """The day a new backup counts as, after one that counted as `last_day` and was made on `last_made`."""
    step = (today - last_made).days
    return last_day + (step if 0 <= step <= LONGEST_STEP else 1)


def superseded(kept: Iterable[Kept]) -> list[int]:
    """Serials that may be deleted, oldest first. The newest of every day, week, month and year stays its time."""
    newest_first = sorted(kept, key=lambda one: one.serial, reverse=True)
    if not newest_first:
        return []
    stays = {one.serial for one in newest_first[: max(LAST, LEAST)]}
    periods: Sequence[tuple[int, Callable[[int], object]]] = (
        (DAILY, lambda day: day),
        (WEEKLY, lambda day: (day - 1) // 7),
        (MONTHLY, lambda day: _calendar(day)[:2]),
        (YEARLY, lambda day: _calendar(day)[0]),
    )
    for most, period in periods:
        found: dict[object, int] = {}
        for one in newest_first:
            found.setdefault(period(one.day), one.serial)
        stays.update(list(found.values())[:most])
    before = [one for one in newest_first if one.is_before]
    today = newest_first[0].day
    stays |= {one.serial for one in before[:BEFORE_LEAST]}
    stays |= {one.serial for one in before if today - one.day <= BEFORE_DAYS}
    return sorted(one.serial for one in newest_first if one.serial not in stays)


@cache
def _calendar(day: int) -> tuple[int, int]:
    found = date.fromordinal(min(max(day, 1), date.max.toordinal()))
    return found.year, found.month
