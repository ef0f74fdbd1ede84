"""Taking an import of dues back: every receipt is reversed, standards and reductions go where nobody touched them.

Receipts are never deleted. The reversals, like the import, are one step.
"""

import json
from dataclasses import dataclass
from typing import Any

from models.db.store import Store
from models.db.transaction import Reader, Tx
from models.domain.errors import UserError
from models.domain.ledger import RECEIVABLE, VoucherKind

LABEL = "导入党费表："
BACK_LABEL = "撤回党费表："
_DELETED = ("dues_standard", "reduction", "mark")
_CHUNK = 500
_Row = tuple[str, int]  # table, id
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
                + len(_others(store, written)[0]),
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
    going, kept = _others(store, written)
    if not standing and not going:
        raise UserError("这次导入的内容已经都不在了，没有可以撤回的。")
    _refuse_settled(store, standing)
    with store.transaction(f"{BACK_LABEL}{str(label).removeprefix(LABEL)}") as tx:
        _reverse(tx, standing, words, today)
        for table, key in going:
            tx.delete(table, key)
    tables = [table for table, _ in kept]
    counted = tuple(f"{_NAMES[t]} {tables.count(t)} 条" for t in _DELETED if t in tables)
    return TakenBack(reversed=len(standing), removed=len(going), kept=counted)


def _refuse_settled(store: Store, payments: list[int]) -> None:
    """Money that was since given, moved or paid back is not taken away beneath it."""
    of = """SELECT DISTINCT v.number, o.name FROM payment p JOIN payment_line l ON l.payment_id = p.id
        JOIN posting g ON g.person_id = p.person_id AND g.month = l.month AND g.account = ?
        JOIN voucher v ON v.id = g.voucher_id JOIN person o ON o.id = p.person_id
        WHERE v.kind IN (?, ?, ?, ?) AND v.reverses_id IS NULL
        AND NOT EXISTS (SELECT 1 FROM voucher r WHERE r.reverses_id = v.id) AND p.id"""
    kinds = (VoucherKind.VOLUNTARY, VoucherKind.LARGE, VoucherKind.SHIFT, VoucherKind.REFUND)
    if held := _chosen(store, of, payments, (RECEIVABLE, *(str(kind) for kind in kinds))):
        names = "、".join(f"{number}（{name}）" for number, name in held[:5])
        raise UserError(f"导入的钱有的已经另有用处：{names}。请先在“账目”里冲销这些凭证，再撤回导入。")


def _reverse(tx: Tx, payments: list[int], reason: str, today: str) -> None:
    """Every receipt once more, in minus."""
    lines: dict[int, list[tuple[str, int]]] = {}
    for payment, month, fen in _chosen(
        tx, "SELECT payment_id, month, amount_fen FROM payment_line WHERE payment_id", payments
    ):
        lines.setdefault(payment, []).append((month, fen))
    heads = _chosen(tx, "SELECT id, person_id, method FROM payment WHERE id", payments)
    ids = tx.insert_many(
        "payment",
        [
            {
                "person_id": person,
                "received_on": today,
                "method": method,
                "amount_fen": -sum(fen for _, fen in lines[payment]),
                "reverses_id": payment,
                "reason": reason,
            }
            for payment, person, method in heads
        ],
    )
    tx.insert_many(
        "payment_line",
        [
            {"payment_id": new, "month": month, "amount_fen": -fen}
            for new, (payment, *_) in zip(ids, heads, strict=True)
            for month, fen in sorted(lines[payment])
        ],
    )


def _chosen(
    reader: Reader, sql: str, keys: list[int], before: tuple[object, ...] = ()
) -> list[tuple[Any, ...]]:
    """The rows of very many keys, a few hundred at a time."""
    found: list[tuple[Any, ...]] = []
    for start in range(0, len(keys), _CHUNK):
        part = keys[start : start + _CHUNK]
        found += reader.rows(f"{sql} IN ({', '.join('?' * len(part))})", (*before, *part))
    return found


def _written(reader: Reader, txn: int) -> dict[str, dict[int, dict[str, Any]]]:
    """What one import entered, by table and id."""
    found: dict[str, dict[int, dict[str, Any]]] = {}
    rows = reader.rows(
        "SELECT entity, entity_id, body FROM journal WHERE txn = ? AND op = 'insert' ORDER BY seq", (txn,)
    )
    for entity, key, body in rows:
        found.setdefault(entity, {})[key] = json.loads(body)["after"]
    return found


def _standing(reader: Reader, payments: list[int]) -> list[int]:
    """Those receipts that nobody has reversed."""
    gone = {row[0] for row in _chosen(reader, "SELECT reverses_id FROM payment WHERE reverses_id", payments)}
    return [key for key in payments if key not in gone]


def _others(reader: Reader, written: dict[str, dict[int, dict[str, Any]]]) -> tuple[list[_Row], list[_Row]]:
    """The rows that still are as they came in (a blank value was not written down), and those changed since."""
    same: list[_Row] = []
    changed: list[_Row] = []
    for table in _DELETED:
        came = written.get(table, {})
        columns = [str(row[1]) for row in reader.rows(f"PRAGMA table_info({table})")]
        for values in _chosen(reader, f"SELECT {', '.join(columns)} FROM {table} WHERE id", list(came)):
            live = dict(zip(columns, values, strict=True))
            before = came[live["id"]]
            untouched = all(
                value == before.get(name, None if value else value) for name, value in live.items()
            )
            (same if untouched else changed).append((table, live["id"]))
    return same, changed
