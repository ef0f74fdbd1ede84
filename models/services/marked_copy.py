"""The workbook of an import with its problems written beside the rows, to be sent back."""

from models.domain.marked_copy import MarkedSheet
from models.domain.roster_cleaning import Problem, Verdict
from models.services.import_plan import (
    NOBODY,
    ROW,
    STRIDE,
    UNKNOWN_COLUMN,
    Entry,
    ImportPlan,
    PlanTable,
    field_label,
)
from models.services.import_reader import IsCancelled
from models.services.sheets import SheetGrid, read_workbook

_TONES = {Verdict.REFUSED: "late", Verdict.DOUBTFUL: "soon", Verdict.REPAIRED: "done"}
_STRONGER = ("done", "soon", "late")


def marked_sheets(plan: ImportPlan, cancelled: IsCancelled | None = None) -> list[MarkedSheet]:
    """All sheets of the file as they stand; on those that were read, the problems."""
    read = {table.sheet for table in plan.tables}
    return [
        _marked(grid, plan) if grid.name in read else _plain(grid)
        for grid in read_workbook(plan.path, cancelled)
    ]


def _plain(grid: SheetGrid) -> MarkedSheet:
    return MarkedSheet(name=grid.name, rows=grid.rows, merged=grid.merged)


def _marked(grid: SheetGrid, plan: ImportPlan) -> MarkedSheet:
    tables = [table for table in plan.tables if table.sheet == grid.name]
    places = {table.number: _Places(table) for table in tables}
    words: dict[int, list[str]] = {}
    tones: dict[tuple[int, int], str] = {}
    for entry in plan.entries:
        number, line = divmod(entry.row, STRIDE)
        if number not in places or entry.problem.code == NOBODY and not _asks(entry):
            continue
        row = max(line - 1, 0)
        if entry.problem.verdict is not Verdict.REPAIRED:  # what is certain is coloured, and needs no word
            whose = f"{entry.name}：" if len(tables) > 1 and entry.name else ""
            words.setdefault(row, []).append(whose + _said(entry.problem))
        at = (row, places[number].column(entry.problem, alone=len(tables) == 1))
        tone = _TONES[entry.problem.verdict]
        tones[at] = max(tone, tones.get(at, tone), key=_STRONGER.index)
    return MarkedSheet(
        name=grid.name,
        rows=grid.rows,
        merged=grid.merged,
        words={row: "；".join(said) for row, said in words.items()},
        tones=tones,
        head=tables[0].head_rows[1] - 1,
    )


class _Places:
    """Where a table's columns stand on its sheet."""

    def __init__(self, table: PlanTable) -> None:
        shift = table.offset
        self._fields = {c.field: c.index + shift for c in reversed(table.columns) if c.field}
        self._heads = {c.head: c.index + shift for c in table.columns}

    def column(self, problem: Problem, *, alone: bool) -> int:
        """The column of a problem; -1 colours the row, or, where lists stand side by side, the name alone."""
        whole = -1 if alone else self._fields.get("name", -1)
        if problem.code == UNKNOWN_COLUMN:
            return self._heads.get(problem.before, -1)
        if problem.code == "id.duplicate" and problem.verdict is Verdict.REFUSED:
            return whole
        return self._fields.get(problem.field, whole)


def _asks(entry: Entry) -> bool:
    """Of the rows that are nobody only those are told that may have meant somebody."""
    return "没有姓名" in entry.problem.message


def _said(problem: Problem) -> str:
    if problem.field == ROW:
        return problem.message
    return f"{field_label(problem.field)}：{problem.message}"
