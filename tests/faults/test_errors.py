"""F2: a file call answers with an error, once or for ever. A sentence says what to do, and work goes on afterwards."""

import pytest

from tests.faults.campaign import LARGER, Campaign, of_all
from tests.faults.operations import OPERATIONS
from tests.faults.scale import exercised, is_long, points
from tests.faults.shim import Mode

ERRORS = (Mode.EIO_ONCE, Mode.EIO_EVER, Mode.NO_SPACE, Mode.SHORT_WRITE, Mode.DENY_RENAME)


@pytest.mark.parametrize("name", OPERATIONS)
def test_errors_at_any_call(campaign: Campaign, name: str) -> None:
    with exercised("F2", "an error from each file call") as count:
        count.notes["operations"] = 1
        problems: list[str] = []
        for course, mode, at in of_all(campaign, [name], ERRORS, points(24, 150)):
            problems += campaign.strike(course, mode, at)
            count.add()
        assert not problems, "\n".join(problems)


@pytest.mark.parametrize("campaign", LARGER, indirect=True)
def test_errors_in_a_larger_branch(campaign: Campaign) -> None:
    names = list(OPERATIONS) if is_long() else ["save", "sign minutes"]
    with exercised("F2", f"errors in a branch of {campaign.people}") as count:
        problems: list[str] = []
        for course, mode, at in of_all(campaign, names, ERRORS, points(5, 6)):
            problems += campaign.strike(course, mode, at)
            count.add()
        assert not problems, "\n".join(problems)
