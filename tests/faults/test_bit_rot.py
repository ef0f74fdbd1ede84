"""F20: single bits flip in the data file, a backup or a key file: refused with a sentence, or read right."""

import random
from pathlib import Path

import pytest

from tests.faults import world
from tests.faults.campaign import Campaign
from tests.faults.scale import exercised, points, seed

PAGE_BITS = 4096 * 8


def some_bits(path: Path, chance: random.Random, number: int) -> list[int]:
    """One bit in every page (or as many pages as wanted), then bits anywhere."""
    size = path.stat().st_size * 8
    pages = [start + chance.randrange(min(PAGE_BITS, size - start)) for start in range(0, size, PAGE_BITS)]
    chance.shuffle(pages)
    return (pages + [chance.randrange(size) for _ in range(number)])[:number]


@pytest.mark.parametrize(
    ("file", "quick", "long"),
    [("party.db", 120, 6_000), ("backups/*.djbak", 100, 6_000), ("keys.json", 100, 100_000)],
)
def test_flipped_bits(campaign: Campaign, file: str, quick: int, long: int) -> None:
    source, _ = campaign.base("branch")
    chance = random.Random(seed())
    path = next((Path(source) / world.DATA).glob(file))
    wanted = points(quick, long)
    bits = some_bits(path, chance, wanted)
    if file == "keys.json":  # small enough for every bit
        every = list(range(path.stat().st_size * 8))
        bits = every if wanted >= len(every) else chance.sample(every, wanted)
    with exercised("F20", f"a bit flips in {path.name}") as count:
        root = str(campaign.scratch / "rot")
        found = campaign.server.call("flip", source=source, root=root, file=file, bits=bits)
        count.add(len(bits))
        count.notes |= found["outcomes"]
        assert found["wrong"] == []
