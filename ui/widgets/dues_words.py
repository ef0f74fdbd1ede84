"""What the ledger's page says of a year, and which people its filter shows."""

from collections.abc import Callable

from models.domain.dues_sheet import CellState, DuesRow
from models.domain.facts import DuesFacts
from models.domain.money import yuan

OWED = (CellState.LATE, CellState.DUE, CellState.PART)


def owes(row: DuesRow, month: str) -> bool:
    return any(cell.month == month and cell.state in OWED for cell in row.cells)


def _is_late(row: DuesRow) -> bool:
    return any(cell.state in (CellState.LATE, CellState.PART) for cell in row.cells)


SHOWN: tuple[tuple[str, Callable[[DuesRow, str], bool]], ...] = (
    ("全部", lambda _row, _month: True),
    ("本月未交", owes),
    ("有欠交", lambda row, _month: _is_late(row)),
    ("未核定标准", lambda row, _month: row.standard is None),
)


def sentence(facts: DuesFacts, month: str) -> str:
    """38 人；到 9 月应交 1,234.00 元，已交 1,000.00 元；9 月还有 5 人未交."""
    rows = facts.rows
    if not rows:
        return "还没有党员。"
    due, paid = sum(row.due_fen for row in rows), sum(row.paid_fen for row in rows)
    number = int(month[5:])
    owing = sum(owes(row, month) for row in rows)
    parts = [f"{len(rows)} 人；到 {number} 月应交 {yuan(due)} 元，全年已交 {yuan(paid)} 元"]
    parts.append(f"{number} 月还有 {owing} 人未交" if owing else f"{number} 月已核定标准的都交了")
    return "；".join(parts) + "。"
