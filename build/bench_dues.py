"""The dues ledger: a year's grid of 5,000 members, a month for all, and every balance of 100,000 members re-derived.

    python3 build/dev.py bench dues        (the branch of 5,000 and the books of 100,000 are made once, in .work)

Nothing here is a test: machines are shared and noisy. Beside the re-deriving stands plain sqlite3 with the same rows and
the same statement, not encrypted; beside the others the same work on one tenth of the members.
"""

import random
import shutil
import sqlite3
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench import PASSWORD  # noqa: E402  (beside this script)
from large_branch import open_branch  # noqa: E402

from models.db.migrate import newest  # noqa: E402
from models.services.desk import Desk  # noqa: E402
from models.services.dues import PaymentDraft  # noqa: E402
from models.services.ledger_check import BALANCES_SQL, open_balances, verify  # noqa: E402

PLACE = ROOT / ".work" / "dues"
MEMBERS, BRANCHES, TODAY = 100_000, 2_500, "2026-12-31"
GRID_GOAL, MONTH_GOAL, BALANCES_GOAL = 0.3, 1.0, 3.0
TABLES = {
    "payment": "id, uuid, person_id, received_on, amount_fen, number",
    "payment_line": "id, payment_id, month, amount_fen",
    "voucher": "id, uuid, branch_id, number, on_date, kind, from_month, to_month",
    "posting": "id, voucher_id, line, account, person_id, month, amount_fen",
}


def main() -> None:
    """Print the three figures of the ledger, and what else a branch of 5,000 waits for."""
    grid_and_month()
    balances()


def timed(what: str, act: Callable[[], object], goal: float = 0.0, rounds: int = 3) -> float:
    """The best of some rounds, in seconds, and what the processor did in it."""
    best, busy = 1e9, 0.0
    for _ in range(rounds):
        wall, cpu = time.perf_counter(), time.process_time()
        act()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        best, busy = min((best, busy), (wall, cpu))
    mark = f"   limit {goal:.1f} s{'' if best <= goal else '  over'}" if goal else ""
    print(f"{what:<58}{best:7.2f} s  (processor {busy:.2f}){mark}", flush=True)
    return best


def grid_and_month() -> None:
    desk = open_branch()
    try:
        ids = [
            int(row[0]) for row in desk.store.rows("SELECT person_id FROM dues_standard ORDER BY person_id")
        ]
        for month in ("2026-01", "2026-02", "2026-03"):
            desk.closing.close(month)
        days = (f"2026-10-{day}" for day in range(10, 16))  # each is asked for the first time
        timed(
            f"the year's grid of {len(ids)} members, 3 months closed",
            lambda: desk.dues.year(2026, next(days)),
            GRID_GOAL,
            5,
        )
        timed("the same again", lambda: desk.dues.year(2026, "2026-10-14"))
        months = iter(("2026-09", "2026-10", "2026-11"))
        timed("a month for all, one receipt each", lambda: _month(desk, ids, next(months)), MONTH_GOAL)
        few = iter(("2026-12", "2027-01", "2027-02"))
        timed("a month for one tenth", lambda: _month(desk, ids[:500], next(few)))
        rest = iter(("2026-04", "2026-05", "2026-06"))
        timed("a month closed", lambda: desk.closing.close(next(rest)))
        timed("differences of the closed months", desk.closing.differences)
        timed("balances and what is owed", desk.balances.balances)
        timed("dues verify", lambda: _sound(desk))
    finally:
        desk.close()


def _month(desk: Desk, ids: list[int], month: str) -> None:
    desk.dues.record_many(
        [PaymentDraft(person_id=one, months=(month,), received_on="2026-10-10") for one in ids]
    )


def _sound(desk: Desk) -> None:
    if problems := verify(desk.store).problems:
        raise SystemExit("\n".join(problems))


def balances() -> None:
    folder = _books()
    desk = Desk.open(folder, PASSWORD, today=lambda: TODAY)
    plain = sqlite3.connect(PLACE / "plain.db")
    try:
        left = open_balances(desk.store)
        print(f"{MEMBERS} members × 12 months, closed; {len(left)} balances are not zero")
        ours = timed("every balance re-derived", lambda: open_balances(desk.store), BALANCES_GOAL)
        beside = timed(
            "the same rows and statement in plain sqlite3", lambda: plain.execute(BALANCES_SQL).fetchall()
        )
        print(f"ratio {ours / beside:.2f}")
        timed("all checks of dues verify on them", lambda: verify(desk.store, with_grid=False), rounds=1)
    finally:
        plain.close()
        desk.close()


def _books() -> Path:
    """100,000 members in 2,500 branches: a receipt a quarter, twelve closings, one of 500 has not paid the last month."""
    folder, said = PLACE / "store", PLACE / "made.txt"
    wanted = f"{MEMBERS} members, store {newest()}"
    if said.is_file() and said.read_text("utf-8") == wanted:
        return folder
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(parents=True)
    desk = Desk.create(folder, PASSWORD, name="中共测量市委员会", today=lambda: TODAY)
    plain = sqlite3.connect(PLACE / "plain.db")
    for table, columns in TABLES.items():
        plain.execute(f"CREATE TABLE {table} ({columns.replace('id,', 'id INTEGER PRIMARY KEY,', 1)})")
    with desk.store.transaction("测量") as tx:
        raw = tx.beside_journal
        raw.executemany(
            "INSERT INTO branch (id, uuid, name) VALUES (?, ?, ?)",
            ((one, str(uuid.uuid4()), f"第{one}支部") for one in range(2, BRANCHES + 1)),
        )
        raw.executemany(
            "INSERT INTO person (id, uuid, branch_id, name, category, joined_on) VALUES (?, ?, ?, ?, '正式党员', '2010-01-01')",
            ((one, str(uuid.uuid4()), _branch(one), f"党员{one}") for one in range(1, MEMBERS + 1)),
        )
        for table, rows in (
            ("payment", _payments),
            ("payment_line", _lines),
            ("voucher", _vouchers),
            ("posting", _postings),
        ):
            columns = TABLES[table]
            statement = (
                f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(columns.split(', ')))})"
            )
            raw.executemany(statement, rows())
            plain.executemany(statement, rows())
    plain.execute("CREATE UNIQUE INDEX line ON payment_line (payment_id, month)")
    plain.commit()
    plain.close()
    desk.close()
    said.write_text(wanted, "utf-8")
    return folder


def _branch(person: int) -> int:
    return (person - 1) * BRANCHES // MEMBERS + 1


@cache
def _fen(person: int) -> int:
    return random.Random(person).randrange(20, 9000)


def _months(person: int, quarter: int) -> list[str]:
    last = quarter * 3 + (3 if quarter == 3 and person % 500 == 0 else 4)
    return [f"2026-{month:02}" for month in range(quarter * 3 + 1, last)]


def _payments() -> Iterator[tuple[object, ...]]:
    for at in range(MEMBERS * 4):
        person, quarter = at // 4 + 1, at % 4
        day, fen = f"2026-{quarter * 3 + 1:02}-08", _fen(person) * len(_months(person, quarter))
        yield at + 1, str(uuid.UUID(int=at + 1)), person, day, fen, f"2026-{at % 160 + 1:04}"


def _lines() -> Iterator[tuple[object, ...]]:
    number = 0
    for at in range(MEMBERS * 4):
        person = at // 4 + 1
        for month in _months(person, at % 4):
            number += 1
            yield number, at + 1, month, _fen(person)


def _vouchers() -> Iterator[tuple[object, ...]]:
    for at in range(BRANCHES * 12):
        month = f"2026-{at % 12 + 1:02}"
        yield (
            at + 1,
            str(uuid.UUID(int=at + 1)),
            at // 12 + 1,
            f"记2026-{at % 12 + 1:04}",
            f"{month}-28",
            "结账",
            month,
            month,
        )


def _postings() -> Iterator[tuple[object, ...]]:
    each, number = MEMBERS // BRANCHES, 0
    for at in range(BRANCHES * 12):
        people = range(at // 12 * each + 1, (at // 12 + 1) * each + 1)
        for line, person in enumerate(people, 1):
            number += 1
            yield number, at + 1, line, "应收党费", person, f"2026-{at % 12 + 1:02}", _fen(person)
        number += 1
        yield number, at + 1, each + 1, "党费收入", None, "", -sum(map(_fen, people))


if __name__ == "__main__":
    main()
