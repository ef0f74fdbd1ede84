"""Taking an import of dues back: every receipt is reversed, standards and reductions go where nobody touched them.

Receipts are never deleted. The reversals, like the import, are one step.
"""

import json
from dataclasses import dataclass
from typing import Any

from models.db.store import Store
from models.db.transaction import Reader, Tx
from models.domain.errors import UserError

LABEL = "导入党费表："
BACK_LABEL = "撤回党费表："
_DELETED = ("dues_standard", "reduction", "mark")
_NAMES = {"dues_standard": "标准", "reduction": "少交免交", "mark": "待核"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PastDues:
    """One import as the journal has it. `live`: how many of its receipts stand."""

    txn: int
    at: str
    actor: str
    title: str
    receipts: int
    live: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """`kept`: what was changed since and stays, in words."""

    reversed: int
    removed: int
    kept: tuple[str, ...] = ()


def past(store: Store) -> list[PastDues]:
    """All imports of dues sheets, the last first."""
    rows = store.rows(
        """SELECT txn, ts_wall, actor, label FROM journal
           WHERE seq IN (SELECT DISTINCT txn FROM journal) AND undoes = 0 AND label LIKE ? ORDER BY seq DESC""",
        (f"{LABEL}%",),
    )
    found: list[PastDues] = []
    for txn, at, actor, label in rows:
        written = _written(store, txn)
        found.append(
            PastDues(
                txn=txn,
                at=str(at)[:16].replace("T", " "),
                actor=actor,
                title=str(label).removeprefix(LABEL),
                receipts=len(written.get("payment", {})),
                live=len(_standing(store, list(written.get("payment", {}))))
                + sum(_untouched(store, table, key, came) for table, key, came in _others(written)),
            )
        )
    return found


def take_back(store: Store, txn: int, reason: str, today: str) -> TakenBack:
    """Do it; UserError without a reason, or when nothing of it is left."""
    words = " ".join(reason.split())
    if not words:
        raise UserError("请填写撤回的原因。")
    label = store.value("SELECT label FROM journal WHERE seq = ?", (txn,))
    if not str(label or "").startswith(LABEL):
        raise UserError("找不到这次导入的记录，请刷新后再看。")
    written = _written(store, txn)
    standing = _standing(store, list(written.get("payment", {})))
    others = list(_others(written))
    going = [(table, key) for table, key, came in others if _untouched(store, table, key, came)]
    if not standing and not going:
        raise UserError("这次导入的内容已经都不在了，没有可以撤回的。")
    there = [(table, key) for table, key, _ in others if _row(store, table, key) is not None]
    kept = [table for table, key in there if (table, key) not in going]
    with store.transaction(f"{BACK_LABEL}{str(label).removeprefix(LABEL)}") as tx:
        for payment in standing:
            _reverse(tx, payment, words, today)
        for table, key in going:
            tx.delete(table, key)
    counted = tuple(f"{_NAMES[t]} {kept.count(t)} 条" for t in _DELETED if t in kept)
    return TakenBack(reversed=len(standing), removed=len(going), kept=counted)


def _reverse(tx: Tx, payment: int, reason: str, today: str) -> None:
    row = tx.get("payment", payment)
    if row is None:
        return
    lines = tx.rows(
        "SELECT month, amount_fen FROM payment_line WHERE payment_id = ? ORDER BY month", (payment,)
    )
    new = tx.insert(
        "payment",
        {
            "person_id": row["person_id"],
            "received_on": today,
            "method": row["method"],
            "amount_fen": -sum(fen for _, fen in lines),
            "reverses_id": payment,
            "reason": reason,
        },
    )
    tx.insert_many(
        "payment_line",
        [{"payment_id": new, "month": month, "amount_fen": -fen} for month, fen in lines],
    )


def _written(reader: Reader, txn: int) -> dict[str, dict[int, dict[str, Any]]]:
    """What one import entered, by table and id."""
    found: dict[str, dict[int, dict[str, Any]]] = {}
    rows = reader.rows(
        "SELECT entity, entity_id, body FROM journal WHERE txn = ? AND op = 'insert' ORDER BY seq", (txn,)
    )
    for entity, key, body in rows:
        found.setdefault(entity, {})[key] = json.loads(body)["after"]
    return found


def _others(written: dict[str, dict[int, dict[str, Any]]]) -> list[tuple[str, int, dict[str, Any]]]:
    return [(table, key, came) for table in _DELETED for key, came in written.get(table, {}).items()]


def _standing(reader: Reader, payments: list[int]) -> list[int]:
    """Those receipts that nobody has reversed."""
    gone = {
        row[0]
        for key in payments
        for row in reader.rows("SELECT reverses_id FROM payment WHERE reverses_id = ?", (key,))
    }
    return [key for key in payments if key not in gone]


def _untouched(reader: Reader, table: str, key: int, came: dict[str, Any]) -> bool:
    """Whether a row still is as it came in (a blank value was not written down)."""
    live = _row(reader, table, key)
    return live is not None and all(
        value == came.get(name, value if not value else None) for name, value in live.items()
    )


def _row(reader: Reader, table: str, key: int) -> dict[str, Any] | None:
    columns = [str(row[1]) for row in reader.rows(f"PRAGMA table_info({table})")]
    row = reader.row(f"SELECT {', '.join(columns)} FROM {table} WHERE id = ?", (key,))
    return dict(zip(columns, row, strict=True)) if row is not None else None
