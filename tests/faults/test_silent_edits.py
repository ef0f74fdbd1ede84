"""F19: rows are changed by another program that has the key. The chain, the live rows and the anchor say so."""

from tests.faults.campaign import Campaign
from tests.faults.edits import EDITS
from tests.faults.scale import exercised, points, seed


def test_every_silent_edit_is_flagged(campaign: Campaign) -> None:
    source, _ = campaign.base("branch")
    wanted = points(400, 2_400)
    with exercised("F19", "edits by another program") as count:
        root = str(campaign.scratch / "edited")
        found = campaign.server.call("edit_silently", source=source, root=root, seed=seed(), wanted=wanted)
        count.add(wanted)
        count.notes |= {name.replace(" ", "_"): number for name, number in sorted(found["kinds"].items())}
        assert found["missed"] == []
        assert set(found["kinds"]) == set(EDITS)
