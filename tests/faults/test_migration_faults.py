"""F17: files of older schemas are brought up to date, whatever call that is killed at: the stored ones, and ten years."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.faults.campaign import JOURNALS, Campaign, spread
from tests.faults.scale import exercised, points
from tests.faults.server import Server
from tests.faults.shim import Mode

KILLS = (Mode.KILL_BEFORE, Mode.KILL_TORN)
MEMBERS = 10_000  # with 100,000 ledger lines, 5,000 minutes and 500,000 journal rows


@pytest.mark.parametrize("journal", JOURNALS)
def test_killed_at_any_call_of_an_upgrade(campaign: Campaign, journal: str) -> None:
    with exercised("F17", "killed while upgrading a stored file") as count:
        course = campaign.course("migration", journal, "stored")
        every = [(course, mode, at) for mode in KILLS for at in course.points(mode)]
        problems: list[str] = []
        for _, mode, at in spread(every, points(12, 50)):
            problems += campaign.strike(course, mode, at)
            count.add()
        assert not problems, "\n".join(problems)


class Decade:
    """One large old file, and copies of it that are upgraded."""

    def __init__(self, server: Server, place: Path, people: int) -> None:
        self.server = server
        self.source = place / "old"
        server.call("prepare", root=str(self.source), base="old", people=people)
        self.before: dict[str, Any] = server.call("facts", root=str(self.source))

    def copy(self, root: Path) -> None:
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(self.source, root)

    def upgraded(self, root: Path) -> dict[str, Any]:
        """Opened to its end: nothing warns, everything of the old schema is what it was."""
        done = self.server.call("upgrade", root=str(root))
        assert done["warnings"] == []
        after = self.server.call("facts", root=str(root))
        changed = [name for name, value in self.before.items() if after[name] != value]
        assert changed == ["version"]
        return done


def test_ten_years_are_upgraded_with_all_they_hold(server: Server, scratch: Path, tmp_path: Path) -> None:
    people = points(12, MEMBERS)
    place = scratch / tmp_path.name
    with exercised("F17", "a synthetic old file upgraded whole, killed on the way, upgraded again") as count:
        decade = Decade(server, place, people)
        root = place / "upgraded"
        decade.copy(root)
        done = decade.upgraded(root)
        count.notes |= {
            name: decade.before[name][0] for name in ("person", "payment_line", "meeting", "journal")
        }
        count.notes["upgrade_seconds"] = str(done["seconds"])
        count.add()
        kills = points(6, 1)
        for number in range(1, kills + 1):
            decade.copy(root)
            struck = server.run(
                ("upgrade", {"root": str(root), "at": done["calls"] * number // (kills + 1)})
            )[0]
            assert struck.killed, struck
            decade.upgraded(root)
            count.add()
        shutil.rmtree(place)
