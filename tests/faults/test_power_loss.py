"""F3, F3b: the power goes. On an honest disk nothing acknowledged is lost; on a lying one every loss is noticed."""

from collections import Counter

import pytest

from tests.faults.campaign import JOURNALS, Campaign
from tests.faults.operations import OPERATIONS
from tests.faults.scale import exercised, points

LIES = 0.1
ANCHORED = ("day", "lock", "dues batch", "backup")  # what has a head: drafts, key slots and exports have none


@pytest.mark.parametrize("loose", [False, True], ids=["names in order", "loose names"])
@pytest.mark.parametrize("name", OPERATIONS)
def test_the_power_goes_on_an_honest_disk(campaign: Campaign, name: str, loose: bool) -> None:
    with exercised("F3", f"power lost, {'loose' if loose else 'ordered'} names: different states") as count:
        count.notes["operations"] = 1
        problems: list[str] = []
        for journal in JOURNALS:
            share = points(10, 100)
            found = campaign.survey(name, journal, OPERATIONS[name].base, share, loose=loose)
            problems += found["problems"]
            count.add(found["states"])
        assert not problems, "\n".join(problems)


@pytest.mark.parametrize("honest_anchor", [True, False], ids=["anchor elsewhere", "anchor on it too"])
@pytest.mark.parametrize("journal", JOURNALS)
def test_the_power_goes_on_a_disk_that_lies(campaign: Campaign, journal: str, honest_anchor: bool) -> None:
    where = "another" if honest_anchor else "the same"
    with exercised("F3b", f"10 % of flushes lie, {journal}, head anchor on {where} disk") as count:
        problems: list[str] = []
        tally = Counter[str]()
        for name in ANCHORED:
            cuts = {"loose": False, "lying": LIES, "honest_anchor": honest_anchor}
            found = campaign.survey(name, journal, OPERATIONS[name].base, points(20, 250), **cuts)
            problems += found["problems"]
            tally.update(found["tally"])
            count.add(found["states"])
        count.notes |= {name.replace(" ", "_"): number for name, number in sorted(tally.items())}
        assert not problems, "\n".join(problems)
