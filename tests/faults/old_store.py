"""A branch's file of the oldest schema, written by plain SQL, of any size: what an upgrade must bring over unchanged.

Ten years of a very large branch: 10,000 members, 100,000 ledger lines, 5,000 minutes, 500,000 journal rows.
"""

import uuid
from collections.abc import Iterator
from pathlib import Path

from models.db import backup, connection, journal, keys
from models.db.connection import APPLICATION_ID, RawConnection
from models.db.migrations import m0001_start
from models.db.schema import Row, TableInfo, read_schema
from models.db.store import DB_NAME
from tests.faults import world

LARGE = 1_000  # members
JOURNAL_OF_ONE = {False: 20, True: 50}  # journal rows for each member, of a small branch and of a large one
PAYMENTS_OF_ONE = 5
MONTHS_OF_ONE = 2  # ledger lines of a payment
PIECE = 20_000  # journal rows chained and written at a time
SIGNED = "2025-06-30"


def _uuid(kind: int, number: int) -> str:
    return str(uuid.UUID(int=(kind << 64) + number))


def _person(number: int) -> Row:
    row: Row = {
        "id": number,
        "uuid": _uuid(1, number),
        "branch_id": 1,
        "name": f"侯学甲{number}",
        "category": "正式党员",
        "sex": "男",
        "joined_on": "2010-05-01",
        "sort_key": f"hou {number:06}",
    }
    canary = number - 1
    if canary < len(world.CANARY_IDS):
        row |= {"name": world.CANARY_NAMES[canary], "id_number": world.CANARY_IDS[canary]}
        row |= {"phone": world.CANARY_PHONES[canary]}
    return row


def _money(people: int) -> Iterator[tuple[str, Row]]:
    line = 0
    for number in range(1, PAYMENTS_OF_ONE * people + 1):
        fen = 500 + number % 977
        payment: Row = {"id": number, "uuid": _uuid(3, number), "person_id": 1 + number % people}
        yield (
            "payment",
            payment | {"received_on": "2025-03-05", "method": "现金", "amount_fen": fen * MONTHS_OF_ONE},
        )
        for month in range(MONTHS_OF_ONE):
            line += 1
            of = {"id": line, "payment_id": number, "month": f"2025-{month + 1:02}", "amount_fen": fen}
            yield "payment_line", of


def _rows(people: int) -> Iterator[tuple[str, Row]]:
    yield "branch", {"id": 1, "uuid": _uuid(0, 1), "name": "槐树村党支部", "sector": "村社区"}
    yield from (("person", _person(number)) for number in range(1, people + 1))
    for number in range(1, max(4, people // 2) + 1):
        minutes: Row = {"id": number, "uuid": _uuid(2, number), "branch_id": 1, "kind": "党员大会"}
        minutes |= {
            "held_on": f"2025-{1 + number % 12:02}-10",
            "content": f"第{number}次会议，讨论了工作。" * 4,
        }
        yield "meeting", minutes | ({"signed_on": SIGNED} if number % 4 else {})
    yield from _money(people)


def _changes(people: int, number: int, table: TableInfo) -> Iterator[journal.Entry]:
    """As many later changes of members as are missing in the journal; the members' rows hold the last of them."""
    persons = {at: table.blanks | _person(at) for at in range(1, people + 1)}
    for change in range(number):
        before = persons[1 + change % people]
        persons[1 + change % people] = after = before | {"employer": f"第{change}合作社"}
        yield journal.update_entry(table, before, after)


def _last_employer(people: int, number: int, person: int) -> str:
    """What the last of `number` changes left in this member's row."""
    rounds = (number - person) // people
    return f"第{rounds * people + person - 1}合作社" if number >= person else ""


def _insert(raw: RawConnection, table: str, row: Row) -> None:
    marks = ", ".join("?" * len(row))
    raw.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))


def make(folder: Path, people: int) -> None:
    """The file, its key file and one verified backup."""
    folder.mkdir(parents=True)
    ring, data_key = keys.create_ring(world.PASSWORD)
    keys.save_ring(folder, ring)
    database, raw = connection.connect(folder / DB_NAME, data_key)
    m0001_start.up(raw.execute)
    raw.execute(f"PRAGMA application_id={APPLICATION_ID}")
    raw.execute(f"PRAGMA user_version={m0001_start.VERSION}")
    tables = read_schema(raw)
    raw.execute("BEGIN")
    rows = list(_rows(people))
    later = JOURNAL_OF_ONE[people >= LARGE] * people - len(rows)
    entries: list[journal.Entry] = []
    head = (0, journal.genesis(ring.db_uuid))
    stamp = journal.Stamp("2025-07-01T08:00:00+08:00", "boot", "书记", "登记")
    for table, row in rows:
        entries.append(journal.insert_entry(tables[table], tables[table].blanks | row))
        last = _last_employer(people, later, int(str(row["id"]))) if table == "person" else ""
        _insert(raw, table, row | ({"employer": last} if last else {}))
    for entry in _changes(people, later, tables["person"]):
        entries.append(entry)
        if len(entries) >= PIECE:
            chained, head = journal.chain(entries, stamp, head)
            raw.executemany(journal.INSERT_SQL, chained)
            entries.clear()
    chained, head = journal.chain(entries, stamp, head)
    raw.executemany(journal.INSERT_SQL, chained)
    raw.execute("COMMIT")
    backup.make(folder, raw, data_key, ring, "定时")
    connection.close(database)
