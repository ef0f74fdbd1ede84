"""F2: a file call answers with an error, once or for ever. A sentence says what to do, and work goes on afterwards."""

import pytest

from tests.faults.campaign import JOURNALS, Campaign, spread
from tests.faults.operations import OPERATIONS
from tests.faults.scale import exercised, points
from tests.faults.shim import Mode

ERRORS = (Mode.EIO_ONCE, Mode.EIO_EVER, Mode.NO_SPACE, Mode.SHORT_WRITE, Mode.DENY_RENAME)


@pytest.mark.parametrize("name", OPERATIONS)
def test_errors_at_any_call(campaign: Campaign, name: str) -> None:
    with exercised("F2", "an error from each file call") as count:
        count.notes["operations"] = 1
        problems: list[str] = []
        courses = [campaign.course(name, journal, OPERATIONS[name].base) for journal in JOURNALS]
        every = [(course, mode, at) for course in courses for mode in ERRORS for at in course.points(mode)]
        for course, mode, at in spread(every, points(24, 1_000_000)):
            problems += campaign.strike(course, mode, at)
            count.add()
        assert not problems, "\n".join(problems)
