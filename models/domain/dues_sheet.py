"""The dues register as it is read: a member's year as twelve cells, and the state of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from models.domain.dues_records import DuesStandard
from models.domain.finding import Finding
from models.domain.records import Category


class CellState(StrEnum):
    """State of one month in the dues grid; always shown with its word."""

    PAID = "已交"
    PART = "部分"
    DUE = "应交"
    LATE = "欠交"
    FUTURE = "未到期"
    OUTSIDE = "不在册"
    NO_STANDARD = "未核定"
    WAIVED = "免交"


@dataclass(frozen=True, slots=True, kw_only=True)
class DuesCell:
    month: str
    state: CellState
    due_fen: int = 0
    paid_fen: int = 0  # with what was voluntarily more, without what was returned or is no dues of the month
    paid_on: str = ""  # "" also of what was taken over from a sheet
    is_closed: bool = False  # its due is posted and stays
    more_fen: int = 0  # of it 自愿多交
    over_fen: int = 0  # paid beyond what is due, and nobody has said what for
    difference_fen: int = 0  # of a closed month: what would be due now, less what is posted
    reduction: str = ""  # 少交 | 免交 | 流入地交纳
    lacks_approval: bool = False  # of the reduction (DF-11)
    is_opening: bool = False  # paid before these books began: no day is known


@dataclass(frozen=True, slots=True, kw_only=True)
class DuesRow:
    """One member's year: twelve cells, the sums, and how many months in a row are unpaid (DF-09)."""

    person_id: int
    name: str
    category: Category
    standard: DuesStandard | None
    cells: Sequence[DuesCell]
    month_due: tuple[int, ...] = ()  # of the cells, without making them
    month_paid: tuple[int, ...] = ()
    due_fen: int = 0  # of the months that are due so far
    paid_fen: int = 0
    months_late: int = 0
    finding: Finding | None = None
