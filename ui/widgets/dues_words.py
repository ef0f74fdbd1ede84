"""What the ledger's page says of a year, and which people its filter shows."""

from collections.abc import Callable

from models.domain.dues_sheet import CellState, DuesCell, DuesRow
from models.domain.facts import DuesFacts
from models.domain.money import yuan

OWED = (CellState.LATE, CellState.DUE, CellState.PART)


def owes_by(row: DuesRow, month: str) -> bool:
    """This month or one before it."""
    return any(cell.month <= month and cell.state in OWED for cell in row.cells)


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


def money_words(cell: DuesCell) -> list[str]:
    """应交 42.87 元, 已交 60.00 元, of it what is more."""
    words: list[str] = []
    if cell.due_fen:
        words.append(f"应交 {yuan(cell.due_fen)} 元")
    if cell.paid_fen:
        words.append(f"已交 {yuan(cell.paid_fen)} 元")
    if cell.more_fen:
        words.append(f"其中自愿多交 {yuan(cell.more_fen)} 元")
    return words


def state_words(cell: DuesCell) -> list[str]:
    """The state and its money, no word twice: 应交 42.87 元; 欠交, 应交 42.87 元."""
    words = money_words(cell)
    if not words or cell.state not in (CellState.DUE, CellState.PAID):
        return [cell.state.value, *words]
    return words[1:] if cell.state is CellState.PAID and 0 < cell.due_fen == cell.paid_fen else words


def standing_words(cell: DuesCell) -> list[tuple[str, str]]:
    """(tone, sentence) of what else is to be known of a month: closed, waived, overpaid, taken over."""
    found: list[tuple[str, str]] = []
    if cell.reduction:
        lacks = "，缺支部研究或上级批复，请补齐" if cell.lacks_approval else ""
        found.append(("late" if lacks else "", f"{cell.reduction}{lacks}。"))
    if cell.over_fen:
        found.append(
            (
                "soon",
                f"！多交 {yuan(cell.over_fen)} 元还没有说明：在“账目”的“多交”里登记自愿多交、抵交或退还。",
            )
        )
    if cell.is_opening:
        found.append(("", "期初转入：启用本账以前已交，不记交款日期。"))
    if cell.is_closed:
        found.append(("", "已结账，应收数不再变动；补交仍可登记。"))
    if cell.difference_fen and cell.is_closed:
        found.append(
            (
                "soon",
                f"！按现在的标准应为 {yuan(cell.due_fen + cell.difference_fen)} 元，在“账目”的“差额”里处理。",
            )
        )
    return found
