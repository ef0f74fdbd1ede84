"""The dues grid as a list for a file: amounts as figures, what is not paid in words beside its amount."""

from PySide6.QtWidgets import QWidget

from models.domain.dues_sheet import CellState, DuesCell, DuesRow
from models.domain.listing import ListingColumn
from models.domain.money import yuan
from ui.listing import ListOnScreen, ListWords, asked, plain_list
from ui.widgets.dues_grid import FIRST_MONTH, PAID, STANDARD, DuesGrid

WORDS = {
    CellState.OUTSIDE: "—",
    CellState.NO_STANDARD: "未核定",
    CellState.WAIVED: "免",
    CellState.FUTURE: "",
}


def dues_list(grid: DuesGrid, year: int, *over: QWidget) -> ListOnScreen:
    """Those who are shown, with the year's sums of theirs; `over` are the fields that narrow the grid."""
    months = [ListingColumn(title=f"{month}月", side="right") for month in range(1, 13)]
    columns = [
        ListingColumn(title="姓名"),
        ListingColumn(title="月标准", side="right"),
        *months,
        ListingColumn(title="已交", side="right"),
    ]
    foot = grid.foot_model
    sums = [
        tuple(str(foot.data(foot.index(row, column)) or "") for column in range(foot.columnCount()))
        for row in range(foot.rowCount())
    ]
    words = ListWords(title=f"{year} 年党费台账", said=("单位：元", *asked(*over)))
    rows = [_line(row) for row in grid.model.rows]
    return plain_list(grid, words, "人", columns, rows, sums)


def _line(row: DuesRow) -> list[str]:
    line = [row.name, *[""] * (PAID)]
    line[STANDARD] = yuan(row.standard.amount_fen) if row.standard else "未核定"
    for place, cell in enumerate(row.cells, FIRST_MONTH):
        line[place] = _cell(cell)
    line[PAID] = yuan(row.paid_fen) if row.paid_fen else ""
    return line


def _cell(cell: DuesCell) -> str:
    """12.50 paid; 欠 12.50, 应 12.50, 部分 5.00 are words, not figures: nobody shall add them up."""
    if cell.state is CellState.PAID:
        return yuan(cell.paid_fen)
    if cell.state is CellState.PART:
        return f"部分 {yuan(cell.paid_fen)}"
    if cell.state in (CellState.LATE, CellState.DUE):
        return f"{'欠' if cell.state is CellState.LATE else '应'} {yuan(cell.due_fen)}"
    return WORDS[cell.state]
