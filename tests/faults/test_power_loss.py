"""F3, F3b: the power goes. On an honest disk nothing acknowledged is lost; on a lying one every loss is noticed."""

from collections import Counter

import pytest

from tests.faults.campaign import JOURNALS, Campaign
from tests.faults.operations import OPERATIONS
from tests.faults.scale import exercised, points

LIES = 0.1
ANCHORED = ("day", "lock", "dues batch", "backup")  # what has a head: drafts, key slots and exports have none


@pytest.mark.parametrize("loose", [False, True], ids=["names in order", "loose names"])
def test_the_power_goes_on_an_honest_disk(campaign: Campaign, loose: bool) -> None:
    share = points(240, 60_000) // (len(OPERATIONS) * len(JOURNALS))
    with exercised("F3", f"power lost, {'loose' if loose else 'ordered'} names: different states") as count:
        problems: list[str] = []
        for name, operation in OPERATIONS.items():
            for journal in JOURNALS:
                found = campaign.survey(name, journal, operation.base, share, loose=loose)
                problems += found["problems"]
                count.add(found["states"])
        assert problems == []


@pytest.mark.parametrize("honest_anchor", [True, False], ids=["anchor elsewhere", "anchor on it too"])
def test_the_power_goes_on_a_disk_that_lies(campaign: Campaign, honest_anchor: bool) -> None:
    share = points(160, 30_000) // (len(ANCHORED) * len(JOURNALS))
    where = "another" if honest_anchor else "the same"
    with exercised("F3b", f"power lost, 10 % of flushes lie, head anchor on {where} disk") as count:
        problems: list[str] = []
        tally = Counter[str]()
        for name in ANCHORED:
            for journal in JOURNALS:
                cuts = {"loose": False, "lying": LIES, "honest_anchor": honest_anchor}
                found = campaign.survey(name, journal, OPERATIONS[name].base, share, **cuts)
                problems += found["problems"]
                tally.update({f"{journal} {what}": number for what, number in found["tally"].items()})
                count.add(found["states"])
        count.notes |= {name.replace(" ", "_"): number for name, number in sorted(tally.items())}
        assert problems == []
