"""Committees and branches for the merge tests: what a committee holds, told without row numbers."""

import json
import random
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from exporters.package.manifest import Head
from models.db.store import Store
from models.domain.committee import IntakeResult
from models.services import snapshot
from models.services.committee import CommitteeDesk
from tests.services.branches import FakeBranch
from tests.services.inline_reader import use_inline_reader

PASSWORD = "百川归海2026-党委"
DAY = "2026-04-02"


def today() -> str:
    return DAY


def quickly(patch: pytest.MonkeyPatch) -> None:
    """Packages are read on this thread, and no backup is made: both have tests of their own."""
    use_inline_reader(patch)
    patch.setattr(Store, "backup", lambda self, reason: Path("none"))


class World:
    """One committee as a folder to copy, so that the same packages can be merged in two ways."""

    def __init__(self, place: Path) -> None:
        self.place, self._number = place, 0
        self._empty = place / "empty"
        desk = CommitteeDesk.create(self._empty, PASSWORD, name="中共汇流街道工作委员会", today=today)
        self.card = desk.peers.card()
        desk.close()

    def folder(self) -> Path:
        self._number += 1
        made = self.place / f"{self._number:05d}"
        made.mkdir()
        return made

    def forget(self, *desks: CommitteeDesk) -> None:
        """Prove and remove: thousands of committees do not stay in memory."""
        for desk in desks:
            desk.verify_chain()
            desk.close()
            shutil.rmtree(desk.store.folder.parent)

    def branches(self, chance: random.Random, count: int) -> list[FakeBranch]:
        return [
            FakeBranch(self.card, chance, name=f"中共汇流第{n + 1}支部", people=chance.randrange(1, 4))
            for n in range(count)
        ]

    def committee(self, branches: Sequence[FakeBranch]) -> CommitteeDesk:
        """A fresh copy which knows the keys of these branches."""
        folder = self.folder() / "store"
        shutil.copytree(self._empty, folder)
        desk = CommitteeDesk.open(folder, PASSWORD, today)
        with desk.store.transaction("登记", undoable=False):
            for branch in branches:
                desk.enrol(desk.peers.offer(branch.card.text.encode()), confirmed_by="王明")
        return desk


def take_in(desk: CommitteeDesk, paths: Sequence[Path]) -> IntakeResult:
    return desk.commit(desk.plan(paths))


def holds(desk: CommitteeDesk) -> dict[str, Any]:
    """Everything a committee has, as it would tell it: no row numbers, no order of arrival."""
    rows = desk.store.rows
    return {
        "branches": {
            str(uuid): json.dumps(snapshot.take(desk.store, branch_id=int(row_id)), sort_keys=True)
            for row_id, uuid in rows("SELECT id, uuid FROM branch")
        },
        "received": set(rows("SELECT branch_uuid, package_id, seq, result FROM received")),
        "conflicts": sorted(
            rows("""SELECT c.kind, c.branch_uuid, c.record_uuid, c.other_record, coalesce(r.package_id, ''), c.choice
                FROM conflict c LEFT JOIN received r ON r.id = c.received_id
                WHERE c.kind <> 'same_person' OR c.choice <> 'noted'""")
        ),  # somebody on two rosters for a while is asked about, or not, as packages come; later it answers itself
        "figures": dict(desk.statistics().figures),
        "inbox": sorted(path.name for path in (desk.store.folder / "inbox").glob("*")),
    }


def random_change(branch: FakeBranch, chance: random.Random) -> None:
    """What a month brings at a branch."""
    for _ in range(chance.randrange(1, 4)):
        person = chance.choice(branch.records["person"])
        match chance.randrange(6):
            case 0:
                branch.add_person()
            case 1:
                person["name"] = f"改名{chance.randrange(1000)}"
            case 2:
                branch.pay(str(person["uuid"]))
            case 3:
                branch.add_meeting(signed=chance.random() < 0.7)
            case 4:
                person |= {"left_on": "2026-03-20", "left_kind": "转出"}
            case _:
                one, two = chance.choice(branch.records["person"]), person
                one["id_number"], two["id_number"] = two["id_number"], one["id_number"]


def random_package(branch: FakeBranch, chance: random.Random, folder: Path) -> Path | None:
    """The next package, now and then lost, forked, too old, or from a branch that restored a backup or lied."""
    random_change(branch, chance)
    match chance.choices(range(7), (60, 12, 6, 6, 6, 5, 5))[0]:
        case 0:
            return branch.package(folder)
        case 1:
            branch.write()
            return None
        case 2:
            return branch.copy().package(folder, seq=max(1, branch.seq - 1), prev="")
        case 3:
            return branch.copy().package(folder, prev="ab" * 32)
        case 4:
            return branch.copy().package(folder, past=(Head(branch.head.seq, "cd" * 32),))
        case 5:
            other = branch.copy()
            other.records["payment"][0]["received_on"] = "2026-03-29"
            return other.package(folder)
        case _:
            other = branch.copy()
            other.epoch += 1
            return other.package(folder)
