"""What the fork server's children do. Every function takes the answers' pipe and JSON arguments."""

import hashlib
import logging
import os
import random
import shutil
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import playhouse.sqlcipher_ext  # noqa: F401  (loaded before the fork, like all that follows)

from models.db import backup, connection, keys
from models.domain.errors import UserError
from tests.faults import invariants, world
from tests.faults.operations import BASES, OPERATIONS, Bench, Operation
from tests.faults.powerloss import Disk, State, read_trace, states
from tests.faults.shim import Kind, Mode, Shim


class Pipe(Protocol):
    def ack(self, number: int) -> None: ...


def warm_up() -> None:
    """Load what the operations need, and make keys cheap: hundreds of stores are opened."""
    keys.DEFAULT_COST = keys.Cost(memory_kib=8, passes=1, lanes=1)
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(Path(name), lambda: None)
        BASES["branch"](bench.root, 2)
        OPERATIONS["export"].run(bench)
        bench.close()


def use_journal(mode: str) -> None:
    """`truncate`: behave as on a disk that refuses the write-ahead log."""
    if mode == "wal":
        return
    asked = connection.pragma

    def pragma(raw: connection.RawConnection, name: str) -> Any:
        return "delete" if name == "journal_mode=WAL" else asked(raw, name)

    connection.pragma = pragma


def settle(place: Path) -> None:
    """The program's log and the system's temporary files go beside the folder under test, where they are scanned."""
    for name in ("log", "temp"):
        place.with_name(name).mkdir(exist_ok=True)
    tempfile.tempdir = str(place.with_name("temp"))
    logging.basicConfig(filename=place.with_name("log") / "desk.log", encoding="utf-8", level=logging.DEBUG)


def prepare(_: Pipe, root: str, base: str, people: int = 6, journal: str = "wal") -> dict[str, Any]:
    """Make a base; returns its digest and the hashes of its backups."""
    use_journal(journal)
    place = Path(root)
    BASES[base](place, people)
    saved = [hashlib.sha256(p.read_bytes()).hexdigest() for p in backup.existing(place / world.DATA)]
    return {"trusted": saved}


def _started(operation: Operation, root: Path, pipe: Pipe) -> Bench:
    """A bench with the branch open, unless opening is part of the operation."""
    bench = Bench(root, lambda: pipe.ack(0))
    _open(operation, bench)
    return bench


def _open(operation: Operation, bench: Bench) -> None:
    if operation.committee:
        bench.open_committee()
    elif not operation.cold:
        bench.open()


def rehearse(_: Pipe, root: str, operation: str, journal: str = "wal", trace: str = "") -> dict[str, Any]:
    """The operation without a fault: what the record is before and after each step, and which calls it makes."""
    use_journal(journal)
    place, chosen, shim = Path(root), OPERATIONS[operation], Shim()
    digests: list[str] = []
    if not chosen.cold:
        digests.append(_digest_now(place, None))
    else:
        copy = place.with_name(place.name + "-copy")
        shutil.copytree(place, copy)
        digests.append(_digest_now(copy, None))
        shutil.rmtree(copy)
    kinds: list[int] = []

    def ack() -> None:
        shim.mark(len(digests))
        shim.pause(True)
        digests.append(_digest_now(place, bench))
        shim.pause(False)

    shim.watch(place)
    bench = Bench(place, ack)
    _open(chosen, bench)
    handle, inodes = -1, {}
    if trace:
        handle = os.open(trace, os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
        shutil.copytree(place, f"{trace}-before")
        inodes = {p.stat().st_ino: str(p.relative_to(place)) for p in place.rglob("*") if p.is_file()}
    shim.trace(handle)
    shim.arm(Mode.OFF)
    chosen.run(bench)
    kinds = [int(kind) for kind in shim.kinds()]
    shim.trace(-1)
    bench.close()
    return {"digests": digests, "kinds": kinds, "inodes": inodes}


def _digest_now(place: Path, bench: Bench | None) -> str:
    if bench is not None and bench.desk is not None:
        return world.digest(bench.desk.store)
    store = invariants.open_any(place / world.DATA)
    try:
        return world.digest(store)
    finally:
        store.close()


def strike(
    pipe: Pipe,
    source: str,
    root: str,
    operation: str,
    mode: int,
    at: int,
    more: int = 0,
    journal: str = "wal",
    room: int = -1,
) -> dict[str, Any]:
    """Run the operation on a copy with one fault; then, when still alive, show that work goes on in this session.

    `room`: fill the disk so that this many bytes are left, and free it afterwards.
    """
    use_journal(journal)
    place, chosen, shim = Path(root), OPERATIONS[operation], Shim()
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(source, place)
    settle(place)
    shim.watch(place)
    bench = _started(chosen, place, pipe)
    if room >= 0:
        fill(place.with_name("ballast"), room)
    shim.arm(Mode(mode), at, more)
    said = ""
    try:
        chosen.run(bench)
    except UserError as error:
        said = str(error)
    fired = shim.fired()
    shim.disarm()
    place.with_name("ballast").unlink(missing_ok=True)
    after = _work_on(bench)
    return {"said": said, "fired": fired, "after": after}


def fill(ballast: Path, room: int) -> None:
    """Take all space of this disk but `room` bytes."""
    disk = os.statvfs(ballast.parent)
    taken = disk.f_bavail * disk.f_frsize - room
    with ballast.open("wb") as file:
        if taken > 0:
            os.posix_fallocate(file.fileno(), 0, taken)


def strike_again(
    _: Pipe, root: str, mode: int, at: int, more: int = 0, journal: str = "wal"
) -> dict[str, Any]:
    """A second fault, on what the first one left, while the branch is opened, worked in and closed."""
    use_journal(journal)
    settle(Path(root))
    shim, said = Shim(), ""
    shim.watch(Path(root))
    shim.arm(Mode(mode), at, more)
    try:
        store = invariants.open_any(Path(root) / world.DATA)
        try:
            invariants.go_on(store)
        finally:
            store.close()
    except UserError as error:
        said = str(error)
    fired, calls = shim.fired(), shim.count()
    shim.disarm()
    after = _work_on(Bench(Path(root), lambda: None))
    return {"said": said, "fired": fired, "calls": calls, "after": after}


def _work_on(bench: Bench) -> str:
    """Enter one more person; when this session has halted, after closing and opening again as the sentence says."""
    for _ in range(2):
        try:
            store = bench.desk.store if bench.desk is not None else invariants.open_any(bench.folder)
            try:
                invariants.go_on(store)
            finally:
                store.close()
            return ""
        except UserError as error:
            said = str(error)
            bench.close()
    return said


def check(_: Pipe, root: str, allowed: list[str], trusted: list[str], journal: str = "wal") -> list[str]:
    """INV on what is left."""
    use_journal(journal)
    settle(Path(root))
    found = invariants.broken(Path(root), allowed, trusted)
    for name in ("log", "temp"):
        beside = Path(root).with_name(name)
        found += [f"plain text in {name}/{file}" for file in world.canaries(beside)]
        for path in beside.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    return found


@dataclass(frozen=True)
class Cuts:
    """Which power cuts to simulate: how names are kept, and how often a flush lies."""

    loose: bool = False
    lying: float = 0.0
    honest_anchor: bool = True


def survey(
    pipe: Pipe, course: dict[str, Any], trace: str, root: str, seed: int, wanted: int, cuts: dict[str, Any]
) -> dict[str, Any]:
    """Power cuts all along a recorded run: up to `wanted` different states are laid out, opened and judged."""
    use_journal(course["journal"])
    chosen, chance = Cuts(**cuts), random.Random(seed)
    records, before = read_trace(Path(trace)), Path(f"{trace}-before")
    seen: set[tuple[int, State]] = set()
    tally, problems, idle = Counter[str](), list[str](), 0
    while len(seen) < wanted and idle < 5:
        disk = Disk(before, root, records, loose=chosen.loose, drains=not chosen.lying)
        disk.known({int(inode): name for inode, name in course["inodes"].items()})
        known = len(seen)
        for number, acknowledged, state in states(
            disk, records, chance, chosen.lying, honest_anchor=chosen.honest_anchor
        ):
            tally["drawn"] += 1
            # of a long run only some calls in each pass, so that the states wanted come from all of it; but always
            # the moment at which a step was just acknowledged
            skipped = chance.random() * len(records) > wanted / 4 and records[number].kind is not Kind.MARK
            if skipped or (acknowledged, state) in seen:
                continue
            seen.add((acknowledged, state))
            outcome, said = _judge(disk, state, Path(root).with_name("cut"), course, acknowledged, chosen)
            tally[outcome] += 1
            problems += [f"cut at call {number}, {acknowledged} acknowledged: {text}" for text in said]
            if len(seen) % 50 == 0:
                pipe.ack(len(seen))
            if len(seen) >= wanted:
                break
        idle = idle + 1 if len(seen) == known else 0
    return {"tally": dict(tally), "states": len(seen), "problems": problems[:20]}


def _judge(
    disk: Disk, state: State, place: Path, course: dict[str, Any], acknowledged: int, cuts: Cuts
) -> tuple[str, list[str]]:
    """What a person finds after this cut; problems are what may not be."""
    shutil.rmtree(place, ignore_errors=True)
    disk.lay_out(state, place)
    digests: list[str] = course["digests"]
    allowed = digests[acknowledged : acknowledged + 2]
    if not cuts.lying:
        return "whole", invariants.broken(place, allowed, course["trusted"], work_on=False)
    try:
        store = invariants.open_any(place / world.DATA)
    except UserError:
        return "refused", []
    try:
        if store.warnings:
            return "warned", []
        if (found := world.digest(store)) in allowed:
            return "whole", []
        if found in digests:
            return "lost unnoticed", ["an acknowledged step is gone unnoticed"] if cuts.honest_anchor else []
        store.verify_chain()
        return "wrong", [f"silently wrong: {found}"]
    except UserError:
        return "refused", []
    finally:
        store.close()
