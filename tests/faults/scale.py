"""How many points a fault test exercises, and the line it leaves: quick in the normal tests, long on demand.

`BRANCH_DESK_FAULTS=long` chooses the long figures (`build/dev.py faults --long`), `BRANCH_DESK_SEED` the seed, and
`BRANCH_DESK_FAULTS_REPORT` a file to which each test adds one JSON line for the table.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DEFAULT_SEED = 20261122


def is_long() -> bool:
    """Whether this run is the long part, made before a release."""
    return os.environ.get("BRANCH_DESK_FAULTS") == "long"


def points(quick: int, long: int) -> int:
    """The figure for this run."""
    return long if is_long() else quick


def seed() -> int:
    """Every random choice of a fault test comes from this number, so that a run can be repeated."""
    return int(os.environ.get("BRANCH_DESK_SEED") or DEFAULT_SEED)


class Count:
    """Points exercised so far by one test; `add` after each."""

    def __init__(self) -> None:
        self.points = 0
        self.notes: dict[str, int | str] = {}

    def add(self, number: int = 1) -> None:
        self.points += number


@contextmanager
def exercised(ident: str, what: str) -> Iterator[Count]:
    """Count the points of one fault test (`ident` as F1 … F24); a run of none fails.

    with exercised("F8", "package cut at every byte") as count: … count.add()
    """
    count, started = Count(), time.monotonic()
    yield count
    report(ident, what, count.points, time.monotonic() - started, **count.notes)


def report(ident: str, what: str, number: int, seconds: float = 0.0, **notes: int | str) -> None:
    """Print the line, keep it for the table, and fail at zero points."""
    more = "".join(f", {name.replace('_', ' ')} {value}" for name, value in notes.items())
    sys.stdout.write(f"{ident} {what}: points exercised: {number} (seed {seed()}{more})\n")
    if target := os.environ.get("BRANCH_DESK_FAULTS_REPORT"):
        line = {"id": ident, "what": what, "points": number, "seconds": round(seconds, 2), "notes": notes}
        with Path(target).open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    assert number > 0, f"{ident} {what}: no point was exercised"
