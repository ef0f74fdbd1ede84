"""F4: after one fault another, while the branch is being recovered, opened and worked in again."""

import random

import pytest

from tests.faults.campaign import JOURNALS, Campaign
from tests.faults.operations import OPERATIONS
from tests.faults.scale import exercised, points, seed
from tests.faults.shim import Mode

FIRST = (Mode.KILL_BEFORE, Mode.KILL_TORN, Mode.EIO_EVER)
SECOND = (Mode.KILL_BEFORE, Mode.KILL_TORN, Mode.EIO_ONCE, Mode.EIO_EVER, Mode.NO_SPACE)
COURSES = ("save", "dues batch", "lock", "backup", "password", "migration", "restore")
CALLS_OF_AN_OPENING = 60


@pytest.mark.parametrize("name", COURSES)
def test_a_second_fault_while_recovering(campaign: Campaign, name: str) -> None:
    chance = random.Random(f"{seed()} {name}")
    with exercised("F4", "a second fault while opening after a first") as count:
        problems: list[str] = []
        wanted = points(12, 100)
        for _ in range(20 * wanted):
            course = campaign.course(name, chance.choice(JOURNALS), OPERATIONS[name].base)
            first = (chance.choice(FIRST), chance.randrange(len(course.kinds)))
            second = (chance.choice(SECOND), chance.randrange(CALLS_OF_AN_OPENING))
            struck, wrong = campaign.strike_twice(course, first, second)
            problems += wrong
            count.add(struck)
            if count.points >= wanted:
                break
        assert not problems, "\n".join(problems)
