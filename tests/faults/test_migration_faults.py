"""F17: every released schema is brought up to date, whatever call it is killed at."""

import pytest

from tests.faults.campaign import JOURNALS, Campaign, spread
from tests.faults.operations import OPERATIONS
from tests.faults.scale import exercised, points
from tests.faults.shim import Mode

KILLS = (Mode.KILL_BEFORE, Mode.KILL_TORN)


@pytest.mark.parametrize("journal", JOURNALS)
def test_killed_at_any_call_of_an_upgrade(campaign: Campaign, journal: str) -> None:
    with exercised("F17", "killed while upgrading a stored file") as count:
        course = campaign.course("migration", journal, OPERATIONS["migration"].base)
        every = [(course, mode, at) for mode in KILLS for at in course.points(mode)]
        problems: list[str] = []
        for _, mode, at in spread(every, points(24, 1_000_000)):
            problems += campaign.strike(course, mode, at)
            count.add()
        assert not problems, "\n".join(problems)
