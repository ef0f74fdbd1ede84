"""F1: the program is killed before, and in the middle of, its file calls. INV holds at every point."""

import pytest

from tests.faults.campaign import JOURNALS, Campaign, spread
from tests.faults.operations import OPERATIONS
from tests.faults.scale import exercised, points
from tests.faults.shim import Mode

KILLS = (Mode.KILL_BEFORE, Mode.KILL_TORN)


@pytest.mark.parametrize("name", OPERATIONS)
def test_killed_at_any_call(campaign: Campaign, name: str) -> None:
    with exercised("F1", "killed before and within each file call") as count:
        count.notes["operations"] = 1
        problems: list[str] = []
        courses = [campaign.course(name, journal, OPERATIONS[name].base) for journal in JOURNALS]
        every = [(course, mode, at) for course in courses for mode in KILLS for at in course.points(mode)]
        for course, mode, at in spread(every, points(20, 1_000_000)):
            problems += campaign.strike(course, mode, at)
            count.add()
        assert not problems, "\n".join(problems)
