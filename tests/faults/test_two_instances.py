"""F15: several starts at the same moment: one writes, the others are told; a killed one's lock is free at once."""

from tests.faults.campaign import Campaign
from tests.faults.scale import exercised, points


def test_racing_starts_have_one_winner_and_a_killed_one_frees_the_lock(campaign: Campaign) -> None:
    rounds, rivals = points(25, 67), 3
    source, _ = campaign.base("branch")
    with exercised("F15", "racing starts") as count:
        found = campaign.server.call(
            "race", source=source, root=str(campaign.scratch / "race"), rounds=rounds, rivals=rivals
        )
        count.add(rounds * rivals)
        count.notes["slowest_opening_after_a_kill_ms"] = found["slowest_ms"]
        assert found["wrong"] == []
        assert found["slowest_ms"] <= 1000
