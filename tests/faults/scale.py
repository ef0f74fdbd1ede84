"""How many points a fault test exercises, and the line it leaves: quick in the normal tests, long on demand.

`BRANCH_DESK_FAULTS=long` chooses the long figures (`build/dev.py faults --long`), `BRANCH_DESK_SEED` the seed, and
`BRANCH_DESK_FAULTS_REPORT` a file to which each test adds JSON lines for the table: as it goes, and at its end.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DEFAULT_SEED = 20261122
PATIENCE = 60.0  # seconds between two lines of a test that goes on


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
    """Points exercised so far by one test; `add` after each. What was counted is kept even if the run is killed."""

    def __init__(self, ident: str, what: str) -> None:
        self.ident = ident
        self.what = what
        self.points = 0
        self.notes: dict[str, int | str] = {}
        self._started = self._kept = time.monotonic()

    def add(self, number: int = 1) -> None:
        self.points += number
        if time.monotonic() - self._kept > PATIENCE:
            self.keep("going on")

    def keep(self, state: str) -> None:
        """Add this test's line to the report; a later line of the same test takes its place."""
        self._kept = time.monotonic()
        if target := os.environ.get("BRANCH_DESK_FAULTS_REPORT"):
            test = os.environ.get("PYTEST_CURRENT_TEST", "").removesuffix(" (call)")
            line = {"id": self.ident, "what": self.what, "points": self.points, "notes": self.notes}
            line |= {"seconds": round(self._kept - self._started, 2), "at": round(time.time(), 1)}
            line |= {"state": state, "test": test}
            with Path(target).open("a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")


@contextmanager
def exercised(ident: str, what: str) -> Iterator[Count]:
    """Count the points of one fault test (`ident` as F1 … F24); a run of none fails.

    with exercised("F8", "package cut at every byte") as count: … count.add()
    """
    count = Count(ident, what)
    try:
        yield count
    except BaseException as error:
        count.keep("going on" if isinstance(error, KeyboardInterrupt) else "failed")
        raise
    count.keep("done")
    more = "".join(f", {name.replace('_', ' ')} {value}" for name, value in count.notes.items())
    sys.stdout.write(f"{ident} {what}: points exercised: {count.points} (seed {seed()}{more})\n")
    assert count.points > 0, f"{ident} {what}: no point was exercised"
