"""F2: a file call answers with an error, once or for ever. A sentence says what to do, and work goes on afterwards."""

from collections.abc import Iterator

from tests.faults.campaign import JOURNALS, Campaign, Course, spread
from tests.faults.operations import OPERATIONS
from tests.faults.scale import exercised, points
from tests.faults.shim import Mode

ERRORS = (Mode.EIO_ONCE, Mode.EIO_EVER, Mode.NO_SPACE, Mode.SHORT_WRITE, Mode.DENY_RENAME)


def all_points(campaign: Campaign) -> Iterator[tuple[Course, Mode, int]]:
    for name, operation in OPERATIONS.items():
        for journal in JOURNALS:
            course = campaign.course(name, journal, operation.base)
            yield from ((course, mode, at) for mode in ERRORS for at in course.points(mode))


def test_errors_at_any_call(campaign: Campaign) -> None:
    with exercised("F2", "an error from each file call") as count:
        problems: list[str] = []
        for course, mode, at in spread(all_points(campaign), points(300, 1_000_000)):
            problems += campaign.strike(course, mode, at)
            count.add()
        assert problems == []
