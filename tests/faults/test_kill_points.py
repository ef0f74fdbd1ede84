"""F1: the program is killed before, and in the middle of, its file calls. INV holds at every point."""

from collections.abc import Iterator

from tests.faults.campaign import JOURNALS, Campaign, Course, spread
from tests.faults.operations import OPERATIONS
from tests.faults.scale import exercised, points
from tests.faults.shim import Mode

KILLS = (Mode.KILL_BEFORE, Mode.KILL_TORN)


def all_points(campaign: Campaign) -> Iterator[tuple[Course, Mode, int]]:
    for name, operation in OPERATIONS.items():
        for journal in JOURNALS:
            course = campaign.course(name, journal, operation.base)
            yield from ((course, mode, at) for mode in KILLS for at in course.points(mode))


def test_killed_at_any_call(campaign: Campaign) -> None:
    with exercised("F1", "killed before and within each file call") as count:
        problems: list[str] = []
        for course, mode, at in spread(all_points(campaign), points(240, 1_000_000)):
            problems += campaign.strike(course, mode, at)
            count.add()
        assert problems == []
