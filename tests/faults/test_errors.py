"""F2: a file call answers with an error, once or for ever. A sentence says what to do, and work goes on afterwards."""

import pytest

from tests.faults.campaign import LARGER, Campaign, Course, of_all
from tests.faults.operations import OPERATIONS
from tests.faults.scale import exercised, is_long, points
from tests.faults.shim import Kind, Mode

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


def folding(course: Course) -> list[int]:
    """The calls that fold the write-ahead log into the file: writes right before it is cut."""
    found: list[int] = []
    run: list[int] = []
    for at, kind in enumerate(course.kinds):
        if kind is Kind.WRITE:
            run.append(at)
            continue
        found += run if kind is Kind.TRUNCATE else []
        run = []
    return found


@pytest.mark.parametrize("name", ["day", "lock", "restore"])
def test_the_disk_is_full_while_the_log_is_folded_in(campaign: Campaign, name: str) -> None:
    with exercised("F2", "no space while the log is folded in") as count:
        problems: list[str] = []
        course = campaign.course(name, "wal", OPERATIONS[name].base)
        for at in folding(course):
            problems += campaign.strike(course, Mode.NO_SPACE, at)
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
