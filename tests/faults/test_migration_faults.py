"""F17: every released schema is brought up to date, whatever call it is killed at; the ten-year store in a minute."""

from tests.faults.campaign import JOURNALS, Campaign, Course, spread
from tests.faults.operations import OPERATIONS
from tests.faults.scale import exercised, points
from tests.faults.shim import Mode

KILLS = (Mode.KILL_BEFORE, Mode.KILL_TORN)


def test_killed_at_any_call_of_an_upgrade(campaign: Campaign) -> None:
    with exercised("F17", "killed while upgrading a stored file") as count:
        upgrades = [name for name, operation in OPERATIONS.items() if operation.base.startswith("old")]
        courses: list[Course] = [
            campaign.course(name, journal, OPERATIONS[name].base) for name in upgrades for journal in JOURNALS
        ]
        every = [(course, mode, at) for course in courses for mode in KILLS for at in course.points(mode)]
        problems: list[str] = []
        for course, mode, at in spread(every, points(60, 1_000_000)):
            problems += campaign.strike(course, mode, at)
            count.add()
        assert not problems, "\n".join(problems)
