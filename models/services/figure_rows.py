"""What the yearbook counts, straight from the tables: fewer columns than a package, and who is meant by each line."""

import json
from collections.abc import Sequence
from typing import Any, cast

from models.db.transaction import Reader
from models.domain.charts import Row
from models.domain.yearbook import MOVEMENT_FIELDS, PERSON_FIELDS

_PERSON = ("id", "name", "branch_id", *PERSON_FIELDS)
_MEETING = ("kind", "held_on", "signed_on")
_PAYMENT = ("person_id", "amount_fen", "received_on")
Parts = dict[str, list[dict[str, Any]]]


def figure_parts(reader: Reader, branches: Sequence[int] = (), *, people_only: bool = False) -> Parts:
    """The parts `yearbook.count` and `walk` read, of these branches or of all; blank fields are left out."""
    within = f"IN ({', '.join(map(str, map(int, branches)))})" if branches else "IS NOT NULL"
    person = f"SELECT {', '.join(f'p.{name}' for name in _PERSON)} FROM person p WHERE p.branch_id {within} ORDER BY p.sort_key, p.id"
    moved = ", ".join(f"m.{name}" for name in MOVEMENT_FIELDS[1:])
    movement = f"""SELECT p.uuid, {moved} FROM movement m JOIN person p ON p.id = m.person_id
        WHERE p.branch_id {within} ORDER BY m.on_date, m.id"""
    found: Parts = {
        "person": _records(reader, person, _PERSON),
        "movement": _records(reader, movement, MOVEMENT_FIELDS),
    }
    if people_only:
        return found
    payment = f"""SELECT y.person_id, y.amount_fen, y.received_on FROM payment y JOIN person p ON p.id = y.person_id
        WHERE p.branch_id {within}"""
    meeting = f"SELECT kind, held_on, signed_on FROM meeting WHERE branch_id {within}"
    found["branch"] = _records(
        reader, f"SELECT term_started_on FROM branch WHERE id {within}", ("term_started_on",)
    )
    found["payment"] = _records(reader, payment, ("person", *_PAYMENT[1:]))
    found["meeting"] = _records(reader, meeting, _MEETING)
    return found


def _records(reader: Reader, sql: str, names: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {name: value for name, value in zip(names, row, strict=True) if value} for row in reader.rows(sql)
    ]


def picture_rows(reader: Reader, ids: Sequence[int]) -> list[Row]:
    """What the charts draw of these people."""
    sql = """SELECT sex, birth_date, education, joined_on, category FROM person p
        WHERE p.id IN (SELECT value FROM json_each(?))"""
    rows = reader.rows(sql, (json.dumps(list(ids)),))
    return [cast("Row", row) for row in rows]
