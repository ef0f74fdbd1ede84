"""The workbook of an import with its problems written beside the rows, to be sent back."""

from collections.abc import Mapping

from models.domain.marked_copy import MarkedSheet
from models.domain.roster_cleaning import Problem, Verdict
from models.services.import_plan import NOBODY, ROW, UNKNOWN_COLUMN, Entry, ImportPlan, field_label
from models.services.import_reader import IsCancelled
from models.services.sheets import SheetGrid, read_workbook

_TONES = {Verdict.REFUSED: "late", Verdict.DOUBTFUL: "soon", Verdict.REPAIRED: "done"}
_STRONGER = ("done", "soon", "late")


def marked_sheets(plan: ImportPlan, cancelled: IsCancelled | None = None) -> list[MarkedSheet]:
    """All sheets of the file as they stand; on the one that was read, the problems."""
    return [
        _marked(grid, plan) if grid.name == plan.sheet else _plain(grid)
        for grid in read_workbook(plan.path, cancelled)
    ]


def _plain(grid: SheetGrid) -> MarkedSheet:
    return MarkedSheet(name=grid.name, rows=grid.rows, merged=grid.merged)


def _marked(grid: SheetGrid, plan: ImportPlan) -> MarkedSheet:
    columns = {column.field: column.index for column in reversed(plan.columns) if column.field}
    heads = {column.head: column.index for column in plan.columns}
    words: dict[int, list[str]] = {}
    tones: dict[tuple[int, int], str] = {}
    for entry in plan.entries:
        if entry.problem.code == NOBODY and not _asks(entry):
            continue
        row = max(entry.row - 1, 0)
        if entry.problem.verdict is not Verdict.REPAIRED:  # what is certain is coloured, and needs no word
            words.setdefault(row, []).append(_said(entry.problem))
        at = (row, _column(entry.problem, columns, heads))
        tone = _TONES[entry.problem.verdict]
        tones[at] = max(tone, tones.get(at, tone), key=_STRONGER.index)
    return MarkedSheet(
        name=grid.name,
        rows=grid.rows,
        merged=grid.merged,
        words={row: "；".join(said) for row, said in words.items()},
        tones=tones,
        head=plan.head_rows[1] - 1,
    )


def _asks(entry: Entry) -> bool:
    """Of the rows that are nobody only those are told that may have meant somebody."""
    return "没有姓名" in entry.problem.message


def _said(problem: Problem) -> str:
    if problem.field == ROW:
        return problem.message
    return f"{field_label(problem.field)}：{problem.message}"


def _column(problem: Problem, columns: Mapping[str, int], heads: Mapping[str, int]) -> int:
    if problem.code == UNKNOWN_COLUMN:
        return heads.get(problem.before, -1)
    if problem.code == "id.duplicate" and problem.verdict is Verdict.REFUSED:
        return -1
    return columns.get(problem.field, -1)
