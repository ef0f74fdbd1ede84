"""Importing a roster: first a plan that shows every repaired, doubtful and refused cell, then one undoable commit."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from models.db.store import Store
from models.domain.errors import Cancelled, UserError
from models.domain.labels import FIELD_LABELS
from models.domain.records import MEMBER_CATEGORIES
from models.domain.roster_cleaning import (
    Problem,
    Verdict,
    as_text,
    is_note,
    is_place,
    looks_like_name,
    plain_text,
)
from models.domain.roster_row import (
    NOWHERE,
    SERIAL,
    CleanRow,
    assume_category,
    clean_row,
    is_somebody,
    realign,
)
from models.services.import_twins import Known, find_twin
from models.services.pinyin import pinyin_of, sort_key
from models.services.sheet_kind import refuse_others_for_roster
from models.services.sheet_layout import (
    IGNORED,
    Layout,
    choose_sheet,
    is_repeated_head,
    load_aliases,
)
from models.services.sheets import Cell, SheetGrid, column_letter, read_workbook

ALIASES, STAGE_ALIASES = "codes/roster_columns.toml", "codes/stage_columns.toml"
_PULSE = 500
_MONTH_HEADS = ("年月",)
_SERIAL_HEADS = frozenset({"序号", "序", "号", "编号", "顺序号"})
ROW = "整行"

Progress = Callable[[int, int], None]
IsCancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanColumn:
    """One column of the sheet: its letter, its head, the field it goes to ("" = left out), a few cells."""

    index: int
    letter: str
    head: str
    field: str
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the report; `row` is counted from 1 as on the sheet."""

    row: int
    name: str
    problem: Problem

    def as_report(self) -> dict[str, Any]:
        p = self.problem
        label = FIELD_LABELS.get(p.field, p.field)
        return {"row": self.row, "field": label, "problem": p.code, "before": p.before, "after": p.after}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPerson:
    row: int
    values: dict[str, Any]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """What would happen. `entries` are in the order of the sheet; `notes` are words about what was left aside."""

    path: Path
    sheet: str
    sheets: tuple[str, ...]
    head_rows: tuple[int, int]  # counted from 1
    columns: tuple[PlanColumn, ...]
    people: tuple[PlannedPerson, ...]
    entries: tuple[Entry, ...]
    notes: tuple[str, ...] = ()
    derived: int = 0

    def of(self, verdict: Verdict) -> list[Entry]:
        return [entry for entry in self.entries if entry.problem.verdict is verdict]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """What was done: `report` as in samples/README.md."""

    imported: int
    person_ids: tuple[int, ...]
    report: dict[str, Any] = field(default_factory=dict[str, Any])


def plan_import(
    store: Store,
    path: Path,
    today: str,
    progress: Progress | None = None,
    cancelled: IsCancelled | None = None,
    *,
    sheet: str = "",
    mapping: Mapping[int, str] | None = None,
) -> ImportPlan:
    """Read the sheet that looks like a roster (or `sheet`), with the columns as found (or as in `mapping`)."""
    grids = read_workbook(path)
    grid, layout, notes = choose_sheet(grids, load_aliases(ALIASES), sheet)
    if mapping is None:
        refuse_others_for_roster(layout, load_aliases(STAGE_ALIASES))
    fields = _fields(layout, mapping)
    if "name" not in fields.values():
        raise UserError("没有指定哪一列是“姓名”。请在列对应表里选好再继续。")
    reader = _Reader(grid, layout, fields, Known(store), today)
    reader.run(progress or _silent, cancelled or _never)
    return ImportPlan(
        path=path,
        sheet=grid.name,
        sheets=tuple(g.name for g in grids),
        head_rows=(layout.first + 1, layout.last + 1),
        columns=_columns(grid, layout, fields),
        people=tuple(reader.people),
        entries=tuple(reader.entries),
        notes=notes,
        derived=reader.derived,
    )


def commit_import(
    store: Store, plan: ImportPlan, today: str, branch_id: int, progress: Progress | None = None
) -> ImportResult:
    """Enter the people of a plan and their marks in one transaction; undo takes all of it back."""
    report = report_of(plan)
    if not plan.people:
        return ImportResult(imported=0, person_ids=(), report=report)
    rows = [person_row(person.values, branch_id) for person in plan.people]
    with store.transaction(f"导入名册：{len(rows)} 人（{plan.path.name}）") as tx:
        ids = tx.insert_many("person", rows)
        if progress:
            progress(1, 2)
        marks = [
            mark_row(person_id, problem, today)
            for person_id, person in zip(ids, plan.people, strict=True)
            for problem in person.problems
        ]
        tx.insert_many("mark", marks)
    if progress:
        progress(2, 2)
    return ImportResult(imported=len(ids), person_ids=tuple(ids), report=report)


def report_of(plan: ImportPlan) -> dict[str, Any]:
    return report_from(plan.entries, len(plan.people))


def report_from(entries: Sequence[Entry], imported: int) -> dict[str, Any]:
    """The import report: {"imported", "repaired", "doubtful", "refused"}."""
    lists = {str(v): [e.as_report() for e in entries if e.problem.verdict is v] for v in Verdict}
    return {"imported": imported, **lists}


def person_row(values: Mapping[str, Any], branch_id: int) -> dict[str, Any]:
    """A row of `person` with its search columns."""
    full, initials = pinyin_of(values["name"])
    row = {key: int(value) if isinstance(value, bool) else value for key, value in values.items()}
    state = "正常" if row.get("category") in MEMBER_CATEGORIES else ""
    return {
        "branch_id": branch_id,
        **row,
        "membership_state": row.get("membership_state") or state,
        "pinyin": full,
        "initials": initials,
        "sort_key": sort_key(values["name"]),
    }


def mark_row(person_id: int, problem: Problem, today: str) -> dict[str, Any]:
    """A row of `mark`: a repair is kept closed, a doubt open."""
    done = problem.verdict is Verdict.REPAIRED
    return {
        "person_id": person_id,
        "field": problem.field,
        "code": problem.code,
        "before": problem.before,
        "after": problem.after,
        "message": problem.message,
        "resolved_on": today if done else "",
        "answer": "导入时自动更正" if done else "",
    }


def _fields(layout: Layout, mapping: Mapping[int, str] | None) -> dict[int, str]:
    if mapping is not None:
        return {index: name for index, name in mapping.items() if name}
    fields: dict[int, str] = {}
    for index, name in sorted(layout.fields.items()):
        if name != IGNORED:
            fields[index] = name
        elif layout.labels[index].split(" · ")[-1].replace(" ", "") in _SERIAL_HEADS:
            fields[index] = SERIAL
    return fields


def _columns(grid: SheetGrid, layout: Layout, fields: Mapping[int, str]) -> tuple[PlanColumn, ...]:
    body = grid.rows[layout.last + 1 : layout.last + 60]
    columns: list[PlanColumn] = []
    for index in range(grid.width):
        cells = (plain_text(row[index]) for row in body if index < len(row))
        samples = tuple(dict.fromkeys(text for text in cells if text))[:3]
        head = layout.labels[index] if index < len(layout.labels) else ""
        if head or samples:
            name = fields.get(index, "")
            columns.append(
                PlanColumn(
                    index=index,
                    letter=column_letter(index),
                    head=head,
                    field="" if name == SERIAL else name,
                    samples=samples,
                )
            )
    return tuple(columns)


class _Reader:
    """Goes down the sheet once; what it has read is in `people` and `entries`."""

    def __init__(
        self, grid: SheetGrid, layout: Layout, fields: Mapping[int, str], known: Known, today: str
    ) -> None:
        self.people: list[PlannedPerson] = []
        self.entries: list[Entry] = []
        self.derived = 0
        self._grid = grid
        self._layout = layout
        self._fields = dict(fields)
        headless = {index: NOWHERE for index, label in enumerate(layout.labels) if not label}
        self._places = headless | self._fields
        self._width = grid.width  # goes over every row: once
        self._known = known
        self._today = today
        self._months = months_asked(grid, layout, fields)

    def run(self, progress: Progress, cancelled: IsCancelled) -> None:
        start = self._layout.last + 1
        total = len(self._grid.rows) - start
        for done, row in enumerate(self._grid.rows[start:]):
            if done % _PULSE == 0:
                progress(done, total)
                if cancelled():
                    raise Cancelled
            self._row(start + done + 1, row)
        progress(total, total)

    def _row(self, number: int, row: Sequence[Cell]) -> None:
        filled = [i for i, cell in enumerate(row) if cell != "" and as_text(cell).strip()]
        if not [i for i in filled if self._fields.get(i) != SERIAL]:
            return
        if is_repeated_head(row, self._layout):
            self._not_a_person(number, row, "重复的表头，已略过")
            return
        if self._is_heading(row, filled[0]):
            self._not_a_person(number, row, "不是人员（标题、合计、签名等），已略过")
            return
        cells: Sequence[object] = row
        shifted: Problem | None = None
        if len(filled) > 2 and (moved := realign(row, self._places, self._width)) is not None:
            cells, certain = moved
            shifted = _shift_problem(row, cells, certain)
        named = self._named(cells)
        if not looks_like_name(named.get("name", "")) and not is_somebody(named):
            if shifted is not None:
                self._nameless(number, shifted)
                return
            empty = not plain_text(named.get("name", ""))
            several = len([i for i in filled if self._fields.get(i) not in (None, SERIAL)]) > 2
            why = "没有姓名，没有导入" if empty and several else "不是人员（标题、合计、签名等），已略过"
            self._not_a_person(number, row, why)
            return
        self._person(number, clean_row(named, self._today, self._months), shifted)

    def _named(self, cells: Sequence[object]) -> dict[str, object]:
        """Cells by field; of two columns for one field the first that is filled counts."""
        named: dict[str, object] = {}
        for index, name in self._fields.items():
            cell = cells[index] if index < len(cells) else ""
            if name not in named or not as_text(named[name]).strip():
                named[name] = cell
        return named

    def _person(self, number: int, clean: CleanRow, shifted: Problem | None) -> None:
        row = assume_category(clean, self._today)
        name = str(row.values["name"])
        twin = find_twin(self._known, number, row)
        problems = [*([shifted] if shifted else ()), *row.problems]
        values: dict[str, Any] = dict(row.values)
        if twin.problem is not None:
            problems.append(twin.problem)
            if twin.problem.verdict is Verdict.REFUSED:
                self.entries.append(Entry(row=number, name=name, problem=twin.problem))
                return
            values["id_number"] = ""
        self._known.add(number, row)
        self.derived += bool(row.derived)
        self.people.append(PlannedPerson(row=number, values=values, problems=tuple(problems)))
        self.entries += [Entry(row=number, name=name, problem=problem) for problem in problems]

    def _is_heading(self, row: Sequence[Cell], first: int) -> bool:
        """A total or a note which begins in the column of numbers or names, or ends with a colon."""
        text = plain_text(row[first])
        if is_place(text) and not any(plain_text(cell) for cell in row[first + 1 :]):
            return True
        led = self._fields.get(first) in (SERIAL, "name") or ":" in text.replace("：", ":")
        return led and is_note(text) and not is_somebody(self._named(row))

    def _nameless(self, number: int, shifted: Problem) -> None:
        """A row that has slipped and lost its name cannot be imported."""
        problem = replace(
            shifted, verdict=Verdict.REFUSED, message="这一行的内容错开了列，又没有姓名，没有导入"
        )
        self.entries.append(Entry(row=number, name="", problem=problem))

    def _not_a_person(self, number: int, row: Sequence[Cell], why: str) -> None:
        before = " ".join(text for text in map(plain_text, row) if text)[:80]
        problem = Problem(
            field=ROW, code="row.not_a_person", verdict=Verdict.REFUSED, before=before, message=why
        )
        self.entries.append(Entry(row=number, name="", problem=problem))


def _shift_problem(row: Sequence[Cell], cells: Sequence[object], certain: bool) -> Problem:
    before = " | ".join(plain_text(cell) for cell in row)
    after = " | ".join(plain_text(cell) for cell in cells)
    message = (
        "这一行的内容错开了列，已按表头移回，请核对"
        if certain
        else "这一行的内容与表头对不上，只导入了能确认的格，请核对"
    )
    return Problem(
        field=ROW,
        code="row.shifted",
        verdict=Verdict.DOUBTFUL,
        before=before,
        after=after,
        message=message,
    )


def months_asked(grid: SheetGrid, layout: Layout, fields: Mapping[int, str]) -> frozenset[str]:
    """Date columns headed 年月 (not 年月日) in which most cells are just that: nothing is missing there."""
    asked: set[str] = set()
    for index, name in fields.items():
        head = layout.labels[index] if index < len(layout.labels) else ""
        if not head.replace(" ", "").endswith(_MONTH_HEADS):
            continue
        texts = [as_text(row[index]).strip() for row in grid.rows[layout.last + 1 :] if index < len(row)]
        filled = [text for text in texts if text]
        short = [text for text in filled if len(text.rstrip("月")) <= 7]
        if len(short) * 2 > len(filled):
            asked.add(name)
    return frozenset(asked)


def _silent(done: int, total: int) -> None:
    """No one is watching the progress."""


def _never() -> bool:
    return False
