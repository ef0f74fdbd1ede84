"""A branch on two computers that share a state, for tests of what comes together."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models.db import backup
from models.services.desk import Desk
from tests.conftest import PASSWORD

DAY = "2026-11-20"
NAME = "中共向阳社区第一党支部"


def new_branch(folder: Path) -> Desk:
    desk = Desk.create(folder, PASSWORD, name=NAME, today=lambda: DAY)
    for name in ("侯学军", "王桂英", "姚建国"):
        desk.roster.add({"name": name, "category": "正式党员", "joined_on": "2000-07-01"})
    return desk


@contextmanager
def two_desks(folder: Path) -> Iterator[tuple[Desk, Desk]]:
    """The secretary's computer, and a second one begun from its backup."""
    one = new_branch(folder / "one")
    one.second.write()  # the keys are made before the second computer is
    place = folder / "two"
    place.mkdir()
    backup.unpack(one.backup("手动"), place)
    two = Desk.open(place, PASSWORD, lambda: DAY)
    bring(two, one)
    yield one, two
    one.close()
    two.close()


def bring(source: Desk, target: Desk, decisions: dict[tuple[str, ...], str] | None = None) -> None:
    target.second.commit(target.second.read(source.second.write()), decisions or {})
    target.store.verify_chain()
