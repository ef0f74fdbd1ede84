"""What somebody with the key and another program could do to posted money, signed minutes and the journal."""

import random
from collections.abc import Callable
from typing import Any

from models.db import journal
from models.db.schema import read_schema
from models.db.store import Store
from models.domain.errors import UserError

TABLES = (
    *("payment", "payment_line", "meeting", "attendance", "agenda_item", "person", "dues_standard"),
    *("voucher", "posting", "reduction", "cash_count"),
)


def make(store: Store, chance: random.Random) -> tuple[str, str]:
    """One edit inside an open transaction: its name and what was done; an empty text when nothing came of it."""
    for (name,) in store.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
        store.connection.execute(f"DROP TRIGGER {name}")
    store.connection.execute("PRAGMA defer_foreign_keys=ON")
    kind = chance.choice(sorted(EDITS))
    return kind, EDITS[kind](store, chance)


def flagged(store: Store) -> bool:
    try:
        store.verify_chain()
    except UserError:
        return True
    return False


def _some_row(store: Store, table: str, chance: random.Random) -> dict[str, Any]:
    key = "seq" if table == journal.JOURNAL else "id"
    ids = [row[0] for row in store.rows(f"SELECT {key} FROM {table}")]
    return store.dicts(f"SELECT * FROM {table} WHERE {key} = ?", (chance.choice(ids),))[0]


def _other(value: object, chance: random.Random) -> object:
    if isinstance(value, int):
        return value + chance.choice((-100, -1, 1, 100, 10000))
    text = str(value or "")
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice("1a改 ") + text[at + chance.randrange(2) :]


def _update(store: Store, chance: random.Random) -> str:
    table = chance.choice((*TABLES, journal.JOURNAL))
    row = _some_row(store, table, chance)
    key = "seq" if table == journal.JOURNAL else "id"
    name = chance.choice([name for name in row if name not in ("id", "seq")])
    value = _other(row[name], chance)
    if value == row[name]:
        return ""
    return _run(store, f"UPDATE {table} SET {name} = ? WHERE {key} = ?", (value, row[key]))


def _delete(store: Store, chance: random.Random) -> str:
    table = chance.choice((*TABLES, journal.JOURNAL))
    row = _some_row(store, table, chance)
    key = "seq" if table == journal.JOURNAL else "id"
    return _run(store, f"DELETE FROM {table} WHERE {key} = ?", (row[key],))


def _insert(store: Store, chance: random.Random) -> str:
    table = chance.choice((*TABLES, journal.JOURNAL))
    row = _some_row(store, table, chance)
    key = "seq" if table == journal.JOURNAL else "id"
    row[key] = store.value(f"SELECT max({key}) + {chance.choice((1, 2, 50))} FROM {table}")
    row |= {name: f"{row[name]}-" for name in ("uuid",) if name in row}
    if table == "attendance":
        row["person_id"] = chance.choice([r[0] for r in store.rows("SELECT id FROM person")])
    if table in ("payment_line", "dues_standard"):
        row["month" if table == "payment_line" else "from_month"] = f"2027-{chance.randrange(1, 13):02}"
    if table == "posting":
        row["line"] += 100
    if table == "person":
        row["id_number"] = ""
    return _run(
        store,
        f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
        (*row.values(),),
    )


def _reorder(store: Store, chance: random.Random) -> str:
    last = store.head[0]
    one, two = chance.sample(range(1, last + 1), 2)
    for old, new in ((one, -1), (two, one), (-1, two)):
        store.connection.execute("UPDATE journal SET seq = ? WHERE seq = ?", (new, old))
    return f"journal {one} and {two} change places"


def _cut(store: Store, chance: random.Random) -> str:
    """The last entries go, and what they entered with them: only the anchor knows."""
    seq = store.head[0] - chance.randrange(1, 4)
    return _run(store, "DELETE FROM journal WHERE seq > ?", (seq,))


def _recompute(store: Store, chance: random.Random) -> str:
    """The cleverest: change a row and write the whole chain anew, so that it agrees with itself."""
    table = chance.choice(("payment", "person", "meeting"))
    row = _some_row(store, table, chance)
    name = {"payment": "note", "person": "education", "meeting": "place"}[table]
    store.connection.execute(f"UPDATE {table} SET {name} = ? WHERE id = ?", ("改过的", row["id"]))
    info = read_schema(store.connection)[table]
    after = journal.row_sha(info, info.full(_row(store, table, row["id"], info.column_list)))
    rechain(store, table, int(row["id"]), after)
    return f"{table} {row['id']} changed and the chain made anew"


def _row(store: Store, table: str, row_id: int, columns: str) -> tuple[Any, ...]:
    return store.rows(f"SELECT {columns} FROM {table} WHERE id = ?", (row_id,))[0]


def rechain(store: Store, table: str, row_id: int, after: str) -> None:
    """Make the last entry of one row say `after`, and all hashes fit."""
    columns = ", ".join(journal.COLUMNS)
    rows = [list(row) for row in store.rows(f"SELECT {columns} FROM journal ORDER BY seq")]
    at = {name: place for place, name in enumerate(journal.COLUMNS)}
    mine = [row for row in rows if row[at["entity"]] == table and row[at["entity_id"]] == row_id]
    mine[-1][at["after_sha"]] = after
    prev = journal.genesis(store.db_uuid)
    for row in rows:
        row[at["prev"]] = prev
        prev = row[at["hash"]] = journal.link_hash(prev, tuple(row[: len(journal.CHAIN_FIELDS)]))
    store.connection.execute("DELETE FROM journal")
    marks = ", ".join("?" * len(journal.COLUMNS))
    store.connection.executemany(f"INSERT INTO journal ({columns}) VALUES ({marks})", rows)


def _run(store: Store, sql: str, params: tuple[object, ...]) -> str:
    """Do it if the tables allow it; a CHECK that refuses is a good thing, but no silent edit."""
    try:
        store.connection.execute(sql, params)
    except Exception as error:
        if type(error).__name__ != "IntegrityError":
            raise
        return ""
    return f"{sql} {params}"


EDITS: dict[str, Callable[[Store, random.Random], str]] = {
    "update": _update,
    "delete": _delete,
    "insert": _insert,
    "reorder": _reorder,
    "cut": _cut,
    "recomputed chain": _recompute,
}
