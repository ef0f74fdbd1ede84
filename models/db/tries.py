"""Counts wrong passwords beside the key file. Only a brake for the hand: Argon2id is the one for machines."""

import json
import time
from contextlib import suppress
from pathlib import Path

from models.db.files import write_atomic

TRIES_NAME = "tries.json"
FREE_TRIES = 4
LONGEST_WAIT = 900.0


def _now() -> float:
    return time.time()


def _read(folder: Path) -> tuple[int, float]:
    try:
        found = json.loads((folder / TRIES_NAME).read_text(encoding="ascii"))
        return max(0, int(found["failed"])), float(found["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0, 0.0


def delay(failed: int) -> float:
    """Seconds to wait after this many wrong passwords: 30, 60, 120 … from the fifth on."""
    return 0.0 if failed <= FREE_TRIES else min(30.0 * 2.0 ** min(failed - FREE_TRIES - 1, 10), LONGEST_WAIT)


def remaining_wait(folder: Path) -> float:
    """Seconds until the next password is tried; a clock set back does not lock anybody out."""
    failed, at = _read(folder)
    elapsed = _now() - at
    return 0.0 if elapsed < 0 else max(0.0, delay(failed) - elapsed)


def count_failure(folder: Path) -> float:
    """One more wrong password; the seconds to wait now."""
    failed = _read(folder)[0] + 1
    try:
        write_atomic(folder / TRIES_NAME, json.dumps({"failed": failed, "at": _now()}).encode("ascii"))
    except OSError:
        return 0.0  # on a full disk the counter is lost
    return delay(failed)


def forget(folder: Path) -> None:
    """The right one was typed."""
    with suppress(OSError):
        (folder / TRIES_NAME).unlink(missing_ok=True)
