"""F14: merging is idempotent, does not depend on the order of branches, and happens whole or not at all."""

import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from models.services.committee import CommitteeDesk
from tests.faults import scale
from tests.faults.merge_world import World, holds, quickly, random_change, random_package, take_in
from tests.services.branches import FakeBranch


@pytest.fixture
def world(scratch: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    quickly(monkeypatch)
    return World(Path(tempfile.mkdtemp(dir=scratch)))


def deliveries(world: World, chance: random.Random, branches: list[FakeBranch]) -> dict[str, list[Path]]:
    """What each branch hands in, in its order: honest packages, and what an honest branch never sends."""
    made: dict[str, list[Path]] = {}
    for branch in branches:
        folder = world.folder()
        found = (random_package(branch, chance, folder) for _ in range(chance.randrange(1, 5)))
        made[branch.uuid] = [path for path in found if path]
    return made


def batches(chance: random.Random, made: dict[str, list[Path]]) -> Iterator[list[Path]]:
    """The same packages in another order of branches; of one branch never two at once."""
    left = {uuid: list(paths) for uuid, paths in made.items() if paths}
    while left:
        wanted = chance.sample(sorted(left), chance.randrange(1, len(left) + 1))
        batch = [left[uuid].pop(0) for uuid in wanted]
        left = {uuid: paths for uuid, paths in left.items() if paths}
        yield batch


def test_order_of_branches_and_repeats_make_no_difference(world: World) -> None:
    chance = random.Random(scale.seed())
    with scale.exercised("F14", "sets merged twice, in two orders, and again") as count:
        for _ in range(scale.points(20, 150)):
            branches = world.branches(chance, chance.randrange(3, 7))
            if chance.random() < 0.3:  # somebody is on two rosters
                branches[1].add_person(id_number=str(branches[0].first["id_number"]))
            made = deliveries(world, chance, branches)
            one, two = world.committee(branches), world.committee(branches)
            for desk in (one, two):
                for batch in batches(chance, made):
                    take_in(desk, batch)
            assert holds(one) == holds(two)
            head, everything = one.store.head, holds(one)
            repeated = [path for paths in made.values() for path in paths]
            chance.shuffle(repeated)
            if repeated:
                take_in(one, repeated)
            assert one.store.head == head  # not even a line in the journal
            assert holds(one) == everything
            world.forget(one, two)
            count.add()


def test_one_batch_is_the_same_as_one_after_the_other(world: World) -> None:
    chance = random.Random(scale.seed() + 1)
    with scale.exercised("F14", "sets of honest packages at once and one by one") as count:
        for _ in range(scale.points(10, 100)):
            branches = world.branches(chance, chance.randrange(1, 5))
            made: list[Path] = []
            folder = world.folder()
            for branch in branches:
                for _ in range(chance.randrange(1, 5)):
                    random_change(branch, chance)
                    made.append(branch.package(folder))
            one, two = world.committee(branches), world.committee(branches)
            for path in made:
                take_in(one, [path])
            chance.shuffle(made)
            take_in(two, made)
            first, second = holds(one), holds(two)
            assert first == second
            sent = {branch.uuid: {str(p["uuid"]) for p in branch.records["person"]} for branch in branches}
            assert {uuid: set(sent[uuid]) for uuid in sent} == people(two)
            world.forget(one, two)
            count.add()


def people(desk: CommitteeDesk) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for branch, person in desk.store.rows(
        "SELECT b.uuid, p.uuid FROM branch b JOIN person p ON p.branch_id = b.id"
    ):
        found.setdefault(branch, set()).add(person)
    return found


class Failing:
    """The connection of a store, which fails once at the n-th statement."""

    def __init__(self, raw: Any, after: int) -> None:
        self._raw, self.left = raw, after

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)

    def _count(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise MemoryError("the planned failure")

    def execute(self, sql: str, *rest: Any) -> Any:
        if not sql.startswith("PRAGMA"):  # these only set the connection, and never touch the file
            self._count()
        return self._raw.execute(sql, *rest)

    def executemany(self, sql: str, rows: Any) -> Any:
        self._count()
        return self._raw.executemany(sql, rows)


def test_a_failure_at_any_statement_leaves_everything_or_nothing(world: World) -> None:
    """Every statement of a merge in turn (quick: every few) fails; then the same plan goes through."""
    chance = random.Random(scale.seed() + 2)
    branches = world.branches(chance, 3)
    branches[1].add_person(id_number=str(branches[0].first["id_number"]))
    folder = world.folder()
    first = [branch.package(folder) for branch in branches]
    for branch in branches:
        random_change(branch, chance)
    last = branches[0].copy()
    second = [branch.package(folder) for branch in branches]
    second.append(last.package(folder, prev="ab" * 32))
    step = scale.points(4, 1)
    with scale.exercised("F14", "statements of a merge that failed") as count:
        desk = world.committee(branches)
        take_in(desk, first)
        before, head = holds(desk), desk.store.head
        before["inbox"] = []
        raw, at, done = desk.store._raw, 1, False
        while not done:
            plan = desk.plan(second)
            failing = Failing(raw, at)
            desk.store._raw = failing  # type: ignore[assignment]
            try:
                desk.commit(plan)
                done = failing.left > 0
                assert done, "a failure went unnoticed"
            except MemoryError:
                count.add()
                done = desk.store.head != head  # after the commit: then everything is there
            finally:
                desk.store._raw = raw
            if not done:
                plan.close()
                assert desk.store.head == head
                assert holds(desk) | {"inbox": []} == before
            at += step
        other = world.committee(branches)
        take_in(other, first)
        take_in(other, second)
        assert holds(desk) == holds(other)
        world.forget(desk, other)
