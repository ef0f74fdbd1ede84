"""F16: the clock jumps. Order is by number, backups stay as they are, and a clock that lags behind is told."""

from itertools import product

from tests.faults.campaign import Campaign
from tests.faults.scale import exercised, points, seed

CLOCKS = (
    "right",
    "an hour back",
    "a day back",
    "ten years back",
    "a year on",
    "ten years on",
    "1980",
    "2038",
    "2100",
)


def test_the_clock_jumps(campaign: Campaign) -> None:
    source, _ = campaign.base("branch")
    step = points(3, 1)
    pairs = [pair for pair in product(CLOCKS, CLOCKS) if pair[0] != pair[1]]
    chosen = pairs[seed() % step :: step]
    with exercised("F16", "the clock jumps while working") as count:
        wrong: list[str] = []
        for number, (first, then) in enumerate(chosen):
            root = str(campaign.scratch / f"clock-{number}")
            wrong += campaign.server.call("wrong_clock", source=source, root=root, first=first, then=then)
            count.add()
        assert wrong == []
