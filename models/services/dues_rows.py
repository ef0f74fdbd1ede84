"""Rows of `dues_standard`, `payment` and `payment_line` to records."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from models.db.transaction import Reader
from models.domain.dues_records import DuesStandard, Payment

STANDARD_COLUMNS = tuple(field.name for field in fields(DuesStandard))
_STANDARD_SQL = ", ".join(STANDARD_COLUMNS).replace("meeting_id", "coalesce(meeting_id, 0)")
_PAYMENT_COLUMNS = (
    "id", "uuid", "person_id", "received_on", "method", "handed_by", "amount_fen", "note", "reverses_id",
    "reversed_by", "reason", "number", "received_by", "checked_by",
)  # fmt: skip
_PAYMENT_SQL = """SELECT p.id, p.uuid, p.person_id, p.received_on, p.method, p.handed_by, p.amount_fen, p.note,
    coalesce(p.reverses_id, 0), coalesce(r.id, 0), p.reason, p.number, p.received_by, p.checked_by, l.month, l.amount_fen
    FROM payment p JOIN payment_line l ON l.payment_id = p.id LEFT JOIN payment r ON r.reverses_id = p.id"""


def load_standards(store: Reader, person_id: int | None = None) -> list[DuesStandard]:
    """Standards of one person or of all, the first ones first."""
    where, args = ("WHERE person_id = ?", (person_id,)) if person_id is not None else ("", ())
    rows = store.rows(f"SELECT {_STANDARD_SQL} FROM dues_standard {where} ORDER BY from_month, id", args)
    return [DuesStandard(**dict(zip(STANDARD_COLUMNS, row, strict=True))) for row in rows]


def load_payments(store: Reader, where: str = "", params: Sequence[object] = ()) -> list[Payment]:
    """Posted payments with their months, oldest first; `where` speaks of `p` (payment)."""
    heads: dict[int, dict[str, Any]] = {}
    lines: dict[int, list[tuple[str, int]]] = {}
    for row in store.rows(f"{_PAYMENT_SQL} {where} ORDER BY p.id, l.month", params):
        heads.setdefault(row[0], dict(zip(_PAYMENT_COLUMNS, row[:14], strict=True)))
        lines.setdefault(row[0], []).append((str(row[14]), int(row[15])))
    return [Payment(**values, months=tuple(lines[key])) for key, values in heads.items()]


def received_on(store: Reader, day: str) -> tuple[int, int]:
    """What was received on a day and not reversed since: fen, and how many people paid."""
    row = store.row(
        """SELECT coalesce(sum(p.amount_fen), 0), count(DISTINCT p.person_id) FROM payment p
        WHERE p.received_on = ? AND p.reverses_id IS NULL
        AND NOT EXISTS (SELECT 1 FROM payment r WHERE r.reverses_id = p.id)""",
        (day,),
    )
    return (int(row[0]), int(row[1])) if row else (0, 0)
