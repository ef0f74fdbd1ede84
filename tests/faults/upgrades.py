"""What the fork server's children do with an old file: say what it holds, and upgrade it, perhaps killed on the way."""

import hashlib
import time
from pathlib import Path
from typing import Any

from models.db import connection, keys
from models.db.migrations import m0001_start
from models.db.schema import read_schema
from models.db.store import DB_NAME
from tests.faults import invariants, world
from tests.faults.jobs import Pipe, settle
from tests.faults.shim import Mode, Shim

LEDGER = ("payment", "payment_line")


def facts(_: Pipe, root: str) -> dict[str, Any]:
    """Counts, sums and hashes of the oldest schema's tables as they are in the file, whatever its version."""
    folder = Path(root) / world.DATA
    data_key = keys.open_ring(folder, world.PASSWORD)[1]
    database, raw = connection.connect(folder / DB_NAME, data_key)
    try:
        found: dict[str, Any] = {"version": connection.pragma(raw, "user_version")}
        found["fen"] = [raw.execute(f"SELECT sum(amount_fen) FROM {name}").fetchone() for name in LEDGER]
        for name, columns in _columns_of_the_oldest().items():
            digest, count = hashlib.sha256(), 0
            order = "seq" if name == "journal" else "id"
            for row in raw.execute(f"SELECT {columns} FROM {name} ORDER BY {order}"):
                digest.update(repr(row).encode("utf-8"))
                count += 1
            found[name] = [count, digest.hexdigest()]
    finally:
        connection.close(database)
    return found


def _columns_of_the_oldest() -> dict[str, str]:
    raw = connection.connect_plainly(Path(":memory:"), bytes(32))
    m0001_start.up(raw.execute)
    found = {name: table.column_list for name, table in read_schema(raw).items()}
    raw.close()
    return found


def upgrade(_: Pipe, root: str, at: int = -1) -> dict[str, Any]:
    """Open the branch, which upgrades it: killed at call `at`, or measured, and then its whole journal verified."""
    place, shim = Path(root), Shim()
    settle(place)
    shim.watch(place)
    shim.arm(Mode.OFF if at < 0 else Mode.KILL_BEFORE, max(at, 0))
    started = time.monotonic()
    store = invariants.open_any(place / world.DATA)
    seconds = time.monotonic() - started
    calls = shim.count()
    shim.disarm()
    store.verify_chain()
    warnings = list(store.warnings)
    store.close()
    return {"seconds": round(seconds, 1), "calls": calls, "warnings": warnings}
