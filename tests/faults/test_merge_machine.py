"""F13, the committee's part: random histories of branches, packages and decisions beside a model that knows no SQL."""

import random
import shutil
import tempfile
from copy import deepcopy
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from models.domain.committee import Choice, ConflictKind
from models.services.committee import CommitteeDesk
from tests.faults import scale
from tests.faults.merge_world import PASSWORD, World, quickly, random_change, take_in, today
from tests.services.branches import FakeBranch, Records

numbers = st.integers(0, 2)


class MergeMachine(RuleBasedStateMachine):
    """Three branches and their committee. The model: which records of each branch were let in last, and what waits."""

    count = scale.Count("F13", "")  # of all examples; the test puts its own here

    def __init__(self) -> None:
        super().__init__()
        memory = Path("/dev/shm")
        self._folder = tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None)
        self.chance = random.Random(7)
        world = World(Path(self._folder.name))
        self.world, self.branches = world, world.branches(self.chance, 3)
        self.stick = world.folder()
        self.desk = world.committee(self.branches)
        self.inside: dict[str, Records] = {}  # what the committee must hold, by branch
        self.last: dict[str, int] = {}  # number of the last package let in
        self.waiting: dict[
            str, tuple[FakeBranch, Records]
        ] = {}  # package id -> sender's state and its records
        self.sent: list[Path] = []

    def _send(self, branch: FakeBranch, **how: object) -> Path:
        path = branch.package(self.stick, **how)
        self.sent.append(path)
        return path

    def _let_in(self, branch: FakeBranch) -> None:
        self.inside[branch.uuid] = deepcopy(branch.records)
        self.last[branch.uuid] = branch.seq

    @rule(which=numbers)
    def a_month_and_its_package(self, which: int) -> None:
        type(self).count.add()
        branch = self.branches[which]
        random_change(branch, self.chance)
        result = take_in(self.desk, [self._send(branch)])
        assert result.merged == 1, result.outcomes
        self._let_in(branch)

    @rule(which=numbers)
    def a_package_is_lost(self, which: int) -> None:
        type(self).count.add()
        branch = self.branches[which]
        random_change(branch, self.chance)
        branch.write()

    @rule()
    def everybody_at_once(self) -> None:
        type(self).count.add()
        paths = [self._send(branch) for branch in self.branches]
        self.chance.shuffle(paths)
        assert take_in(self.desk, paths).merged == 3
        for branch in self.branches:
            self._let_in(branch)

    @precondition(lambda self: self.sent)
    @rule(choice=st.integers(0, 10_000))
    def an_old_stick_comes_again(self, choice: int) -> None:
        type(self).count.add()
        head = self.desk.store.head
        assert take_in(self.desk, [self.sent[choice % len(self.sent)]]).merged == 0
        assert self.desk.store.head == head

    @precondition(lambda self: self.last)
    @rule(which=numbers)
    def the_other_computer_sends(self, which: int) -> None:
        """The same number with another content: held, whatever is in it."""
        type(self).count.add()
        branch = self.branches[which]
        if branch.uuid not in self.last or branch.seq != self.last[branch.uuid]:
            return
        other = branch.copy()
        random_change(other, self.chance)
        path = self._send(other, seq=branch.seq, prev=branch.prev)
        assert take_in(self.desk, [path]).merged == 0
        self.waiting[other.prev] = (other, deepcopy(other.records))

    @precondition(lambda self: self.waiting)
    @rule(choice=st.integers(0, 10_000), accept=st.booleans())
    def a_person_decides(self, choice: int, accept: bool) -> None:
        type(self).count.add()
        package_id = sorted(self.waiting)[choice % len(self.waiting)]
        other, records = self.waiting.pop(package_id)
        conflict = next(
            one
            for one in self.desk.conflicts()
            if one.received_id and self._package_of(one.received_id) == package_id
        )
        assert conflict.kind in (ConflictKind.FORK, ConflictKind.OLDER)
        decided = self.desk.decide(conflict.id, Choice.ACCEPT if accept else Choice.REJECT, "已电话核实")
        assert not decided.is_open
        if not accept:
            return
        entry = next(one for one in self.desk.received() if one.package_id == package_id)
        if entry.result != "merged":  # by now it is too old for another reason: that is in the queue again
            assert entry.result == "held"
            self.waiting[package_id] = (other, records)
            return
        self.inside[other.uuid], self.last[other.uuid] = records, other.seq
        at = next(n for n, branch in enumerate(self.branches) if branch.uuid == other.uuid)
        self.branches[at] = other.copy()  # the branch goes on from what was chosen

    def _package_of(self, received_id: int) -> str:
        return str(self.desk.store.value("SELECT package_id FROM received WHERE id = ?", (received_id,)))

    @rule()
    def closed_and_opened(self) -> None:
        type(self).count.add()
        folder = self.desk.store.folder
        self.desk.close()
        self.desk = CommitteeDesk.open(folder, PASSWORD, today)
        assert self.desk.warnings == ()

    @invariant()
    def the_committee_holds_what_was_let_in(self) -> None:
        rows = self.desk.store.rows(
            "SELECT b.uuid, p.uuid, p.name, p.id_number FROM person p JOIN branch b ON b.id = p.branch_id"
        )
        wanted = {
            (uuid, one["uuid"], one["name"], one["id_number"])
            for uuid, records in self.inside.items()
            for one in records["person"]
        }
        assert set(rows) == wanted
        fen = sum(int(one["amount_fen"]) for records in self.inside.values() for one in records["payment"])
        assert (self.desk.store.value("SELECT sum(amount_fen) FROM payment") or 0) == fen
        assert (self.desk.store.value("SELECT sum(amount_fen) FROM payment_line") or 0) == fen
        if self.inside:
            assert self.desk.statistics().count("党费/实收分") == fen

    @invariant()
    def what_waits_is_in_the_queue(self) -> None:
        held = {
            row[0] for row in self.desk.store.rows("SELECT package_id FROM received WHERE result = 'held'")
        }
        assert held == set(self.waiting)
        kept = {path.stem for path in (self.desk.store.folder / "inbox").glob("*.zbb")}
        assert kept == held

    def teardown(self) -> None:
        self.desk.verify_chain()
        self.desk.close()
        shutil.rmtree(self.stick, ignore_errors=True)
        self._folder.cleanup()


def test_random_histories_of_a_committee(monkeypatch: pytest.MonkeyPatch) -> None:
    quickly(monkeypatch)
    chosen = settings(
        max_examples=scale.points(8, 40),
        stateful_step_count=scale.points(15, 40),
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    with scale.exercised("F13", "steps of random histories: Merge") as count:
        MergeMachine.count = count
        run_state_machine_as_test(seed(scale.seed())(MergeMachine), settings=chosen)
