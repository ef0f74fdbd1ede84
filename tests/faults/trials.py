"""More of what the fork server's children do: racing starts, wrong clocks, edits past the program, flipped bits."""

import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from models.db import backup
from models.db.store import Store, open_store
from models.domain.errors import UserError
from tests.faults import edits, invariants, world
from tests.faults.jobs import Pipe, settle
from tests.faults.shim import Shim

WORD = 24  # bytes of one rival's answer

# two instances (F15)


def race(pipe: Pipe, source: str, root: str, rounds: int, rivals: int) -> dict[str, Any]:
    """Start several at the same moment: exactly one writes. Kill it: the next opens, and how soon (milliseconds)."""
    place = Path(root)
    shutil.copytree(source, place)
    settle(place)
    slowest, wrong = 0.0, list[str]()
    for number in range(rounds):
        winners = _start_together(place / world.DATA, rivals)
        if len(winners) != 1:
            wrong.append(f"round {number}: {len(winners)} of {rivals} opened the branch")
        for winner in winners:
            os.kill(winner, signal.SIGKILL)
            os.waitpid(winner, 0)
        killed = time.monotonic()
        invariants.open_any(place / world.DATA).close()
        slowest = max(slowest, time.monotonic() - killed)
        pipe.ack(number)
    store = invariants.open_any(place / world.DATA)
    store.verify_chain()
    if store.value("SELECT count(*) FROM person WHERE name = ?", (world.AFTERWARDS,)) != rounds:
        wrong.append("not one entry for each winner")
    store.close()
    return {"wrong": wrong, "slowest_ms": round(1000 * slowest)}


def _start_together(folder: Path, rivals: int) -> list[int]:
    """Who opened the branch and entered somebody; the others said who is there already, and are gone."""
    gate, said = os.pipe(), os.pipe()
    for _ in range(rivals):
        if os.fork() == 0:
            _rival(folder, gate, said[1])
    os.close(gate[0])
    os.close(gate[1])  # the gate opens for all at once
    winners: list[int] = []
    for _ in range(rivals):
        child, answer = os.read(said[0], WORD).decode("ascii").split()
        if answer == "holds":
            winners.append(int(child))
        else:
            assert answer == "refused", answer
            os.waitpid(int(child), 0)
    os.close(said[0])
    os.close(said[1])
    return winners


def _rival(folder: Path, gate: tuple[int, int], said: int) -> None:
    """One start of the program: hold the branch until killed, or be told that it is open."""
    answer = "crashed"
    try:
        os.close(gate[1])
        os.read(gate[0], 1)  # until the gate opens
        store = open_store(folder, world.PASSWORD)
        invariants.go_on(store)
        os.write(said, f"{os.getpid()} holds".ljust(WORD).encode("ascii"))
        signal.pause()
    except UserError as error:
        answer = "refused" if "已经在另一个窗口中打开" in str(error) else "other"
    finally:
        os.write(said, f"{os.getpid()} {answer}".ljust(WORD).encode("ascii"))
        os._exit(0)


# the clock (F16)


def _at(year: int, month: int = 1, day: int = 1) -> Callable[[int], int]:
    return lambda now: int(datetime(year, month, day, tzinfo=UTC).timestamp())


CLOCKS: dict[str, Callable[[int], int]] = {
    "right": lambda now: now,
    "an hour back": lambda now: now - 3700,
    "a day back": lambda now: now - 86500,
    "ten years back": lambda now: now - 10 * 365 * 86400,
    "a year on": lambda now: now + 366 * 86400,
    "ten years on": lambda now: now + 10 * 365 * 86400,
    "1980": _at(1980),
    "2038": _at(2038, 1, 19),
    "2100": _at(2100),
}
LATE = "还早"  # in the sentence of a clock behind the last entry


def wrong_clock(_: Pipe, source: str, root: str, first: str, then: str) -> list[str]:
    """Work, go on under another clock, open again under it: order is by number, backups stay, a lag is told."""
    place, shim, now = Path(root), Shim(), int(time.time())
    shutil.copytree(source, place)
    settle(place)
    shim.clock(CLOCKS[first](now) - now)
    store = invariants.open_any(place / world.DATA)
    invariants.go_on(store)
    kept = {path.name for path in (*backup.existing(place / world.DATA), store.backup("起先"))}
    shim.clock(CLOCKS[then](now) - now)
    invariants.go_on(store)
    kept.add(store.backup("改了时间").name)
    store.close()
    wrong = _ordered(place / world.DATA, kept)
    shim.clock(-50 * 365 * 86400)
    late = invariants.open_any(place / world.DATA)
    if not any(LATE in warning for warning in late.warnings):
        wrong.append("a clock far behind the last entry is not told")
    invariants.go_on(late)  # and is no reason to stop
    late.close()
    return [f"{first}, then {then}: {text}" for text in wrong]


def _ordered(folder: Path, kept: set[str]) -> list[str]:
    wrong: list[str] = []
    store = invariants.open_any(folder)
    if any(LATE in warning for warning in store.warnings):
        wrong.append("called late by the clock that wrote the last entry")
    if store.rows(
        "SELECT 1 FROM journal WHERE seq NOT IN (SELECT row_number() OVER (ORDER BY seq) FROM journal)"
    ):
        wrong.append("numbers have gaps")
    store.verify_chain()
    store.close()
    names = [path.name for path in backup.existing(folder)]
    if not kept <= set(names):
        wrong.append(f"backups {sorted(kept)} became {names}")
    if [name[:7] for name in names] != sorted(name[:7] for name in names):
        wrong.append("backups are not in the order of their serial numbers")
    return wrong


# edits past the program (F19)


def edit_silently(pipe: Pipe, source: str, root: str, seed: int, wanted: int) -> dict[str, Any]:
    """Somebody with the key changes rows by another program: each edit must be flagged, by chain or by anchor."""
    place, chance = Path(root), random.Random(seed)
    shutil.copytree(source, place)
    settle(place)
    store = invariants.open_any(place / world.DATA)
    raw = store.connection
    raw.execute("PRAGMA query_only=OFF")
    missed, kinds = list[str](), dict[str, int]()
    done = 0
    while done < wanted:
        raw.execute("BEGIN")
        name, said = edits.make(store, chance)
        if said:
            done += 1
            kinds[name] = kinds.get(name, 0) + 1
            if not edits.flagged(store):
                missed.append(f"{name}: {said}")
        raw.execute("ROLLBACK")
        if done % 200 == 0:
            pipe.ack(done)
    store.verify_chain()  # all of it was taken back
    store.close()
    return {"missed": missed[:20], "kinds": kinds}


# bit rot (F20)


def flip(pipe: Pipe, source: str, root: str, file: str, bits: list[int]) -> dict[str, Any]:
    """Flip single bits of one file: the branch opens with its true content, or is refused with a sentence."""
    place = Path(root)
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(source, place)
    settle(place)
    path = next((place / world.DATA).glob(file))
    truth, data = _content(place, path), path.read_bytes()
    wrong, outcomes = list[str](), {"refused": 0, "true": 0}
    for number, bit in enumerate(bits):
        shutil.rmtree(place)
        shutil.copytree(source, place)
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        path.write_bytes(changed)
        try:
            found = _content(place, path)
        except UserError:
            outcomes["refused"] += 1
        else:
            outcomes["true"] += 1
            if found != truth:
                wrong.append(f"{file}: bit {bit} reads wrong")
        if number % 50 == 0:
            pipe.ack(number)
    return {"wrong": wrong[:20], "outcomes": outcomes}


def _content(place: Path, path: Path) -> str:
    """What is read: a backup through its own check, everything else through opening the branch."""
    if path.suffix == backup.SUFFIX:
        info = backup.verify(path, world.PASSWORD)
        return f"{info.seq} {info.head} {info.schema} {info.serial} {info.reason} {info.counts}"
    store: Store = invariants.open_any(place / world.DATA)
    try:
        store.verify_chain()
        return world.digest(store)
    finally:
        store.close()
