"""Kept figures of the branches and of the whole committee, so that the yearbook's base table is there at once."""

import json
from collections.abc import Iterable, Mapping

from models.db.transaction import Reader, Tx
from models.domain import yearbook
from models.services import snapshot
from models.services.intake_worker import Found

_INSERT = "INSERT INTO summary (branch_id, year, members, dues_fen, figures) VALUES (?, ?, ?, ?, ?)"
_DUES = "党费/实收分"


def keep(tx: Tx, year: int, merged: Mapping[str, Found]) -> None:
    """The figures that came with these packages, by branch uuid; the sums of the committee with them."""
    if not merged:
        return
    raw = tx.beside_journal
    ids = {str(uuid): int(row_id) for uuid, row_id in tx.rows("SELECT uuid, id FROM branch")}
    touched = [(ids[uuid],) for uuid in merged]
    raw.executemany("DELETE FROM summary WHERE branch_id = ?", touched)
    raw.executemany(
        _INSERT,
        [
            (ids[uuid], year, found.members, json.loads(found.figures).get(_DUES, 0), found.figures)
            for uuid, found in merged.items()
        ],
    )
    raw.execute("DELETE FROM summary WHERE branch_id IS NULL", ())
    _sum_up(tx, year)


def _sum_up(tx: Tx, year: int) -> None:
    rows = tx.rows(
        "SELECT members, dues_fen, figures FROM summary WHERE year = ? AND branch_id IS NOT NULL", (year,)
    )
    figures = yearbook.add(json.loads(row[2]) for row in rows)
    text = json.dumps(figures, ensure_ascii=False)
    sums = (sum(row[0] for row in rows), sum(row[1] for row in rows))
    tx.beside_journal.execute("DELETE FROM summary WHERE branch_id IS NULL AND year = ?", (year,))
    tx.beside_journal.execute(_INSERT, (None, year, *sums, text))


def missing(reader: Reader, year: int) -> list[int]:
    """Branches whose figures for a year are not kept."""
    rows = reader.rows(
        "SELECT id FROM branch WHERE id NOT IN (SELECT branch_id FROM summary WHERE year = ? AND branch_id IS NOT NULL)",
        (year,),
    )
    return [int(row[0]) for row in rows]


def make(tx: Tx, year: int, branch_ids: Iterable[int]) -> None:
    """Count a year of these branches from the tables, and keep it."""
    made: list[tuple[object, ...]] = []
    for branch_id in branch_ids:
        figures = yearbook.count(snapshot.take(tx, branch_id=branch_id), year)
        text = json.dumps(figures, ensure_ascii=False)
        members = figures.get(yearbook.END, 0)
        made.append((branch_id, year, members, figures.get(_DUES, 0), text))
    tx.beside_journal.executemany(_INSERT, made)
    _sum_up(tx, year)
