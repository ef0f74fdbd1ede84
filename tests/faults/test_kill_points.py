"""F1: the program is killed before, and in the middle of, its file calls. INV holds at every point."""

import pytest

from tests.faults.campaign import LARGER, Campaign, of_all
from tests.faults.operations import OPERATIONS
from tests.faults.scale import exercised, is_long, points
from tests.faults.shim import Mode

KILLS = (Mode.KILL_BEFORE, Mode.KILL_TORN)


@pytest.mark.parametrize("name", OPERATIONS)
def test_killed_at_any_call(campaign: Campaign, name: str) -> None:
    with exercised("F1", "killed before and within each file call") as count:
        count.notes["operations"] = 1
        problems: list[str] = []
        for course, mode, at in of_all(campaign, [name], KILLS, points(20, 1_000_000)):
            problems += campaign.strike(course, mode, at)
            count.add()
        assert not problems, "\n".join(problems)


@pytest.mark.parametrize("campaign", LARGER, indirect=True)
def test_killed_in_a_larger_branch(campaign: Campaign) -> None:
    names = list(OPERATIONS) if is_long() else ["save", "sign minutes"]
    with exercised("F1", f"killed in a branch of {campaign.people}") as count:
        problems: list[str] = []
        for course, mode, at in of_all(campaign, names, KILLS, points(4, 6)):
            problems += campaign.strike(course, mode, at)
            count.add()
        assert not problems, "\n".join(problems)
