"""F4: after one fault another, while the branch is being recovered, opened and worked in again."""

import random

from tests.faults.campaign import JOURNALS, Campaign
from tests.faults.operations import OPERATIONS
from tests.faults.scale import exercised, points, seed
from tests.faults.shim import Mode

FIRST = (Mode.KILL_BEFORE, Mode.KILL_TORN, Mode.EIO_EVER)
SECOND = (Mode.KILL_BEFORE, Mode.KILL_TORN, Mode.EIO_ONCE, Mode.EIO_EVER, Mode.NO_SPACE)
COURSES = ("save", "dues batch", "lock", "backup", "password", "migration", "restore")
CALLS_OF_AN_OPENING = 60


def test_a_second_fault_while_recovering(campaign: Campaign) -> None:
    chance = random.Random(seed())
    names = [name for name in COURSES if name in OPERATIONS]
    with exercised("F4", "a second fault while opening after a first") as count:
        problems: list[str] = []
        wanted = points(120, 10_000)
        for _ in range(20 * wanted):
            name, journal = chance.choice(names), chance.choice(JOURNALS)
            course = campaign.course(name, journal, OPERATIONS[name].base)
            first = (chance.choice(FIRST), chance.randrange(len(course.kinds)))
            second = (chance.choice(SECOND), chance.randrange(CALLS_OF_AN_OPENING))
            struck, wrong = campaign.strike_twice(course, first, second)
            problems += wrong
            count.add(struck)
            if count.points >= wanted:
                break
        assert not problems, "\n".join(problems)
