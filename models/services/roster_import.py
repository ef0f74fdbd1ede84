"""Importing a roster: first a plan that shows every row and every doubtful cell, then one undoable commit."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from models.db.store import Store
from models.db.transaction import Tx
from models.domain.errors import UserError
from models.domain.records import MEMBER_CATEGORIES
from models.domain.roster_cleaning import Problem, Verdict, plain_text
from models.domain.roster_slip import SERIAL
from models.services import import_memory, import_own
from models.services.import_changes import changes_of, with_changes
from models.services.import_plan import (
    NOTE,
    OWN,
    ROW,
    STRIDE,
    UNKNOWN_COLUMN,
    Choices,
    Entry,
    ImportPlan,
    ImportResult,
    PlanColumn,
    PlannedChange,
    PlannedPerson,
    report_from,
    table_of,
)
from models.services.import_reader import IsCancelled, Progress, months_asked
from models.services.import_reading import party_groups, read_tables
from models.services.import_tables import Table, mapping_for, notes_of, plan_table, tables_of
from models.services.pinyin import pinyin_of, sort_key
from models.services.sheet_content import by_content, layout_by_content
from models.services.sheet_kind import refuse_others_for_roster
from models.services.sheet_layout import (
    IGNORED,
    Aliases,
    Layout,
    find_layout,
    find_sheets,
    likeliest,
    load_aliases,
    squeeze,
)
from models.services.sheets import SheetGrid, read_workbook

__all__ = [
    "ROW", "Entry", "ImportPlan", "ImportResult", "PlanColumn", "PlannedPerson", "commit_import", "mark_row", "months_asked",
    "person_row", "plan_import", "report_from", "report_of",
]  # fmt: skip

ALIASES, STAGE_ALIASES = "codes/roster_columns.toml", "codes/stage_columns.toml"
LABEL = "导入名册："
INTO_REMARK = "note"
_SERIAL_HEADS = frozenset({"序号", "序", "号", "编号", "顺序号"})


def plan_import(
    store: Store,
    path: Path,
    today: str,
    progress: Progress | None = None,
    cancelled: IsCancelled | None = None,
    *,
    sheet: str = "",
    also: Sequence[str] | None = None,
    mapping: Mapping[int, str] | None = None,
    mappings: Mapping[str, Mapping[int, str]] | None = None,
) -> ImportPlan:
    """Read the sheet that looks like a roster with its sisters, or `sheet` alone; or either with the sheets `also`.

    `mappings`: what the user chose of the columns, by the key of the list; `mapping` is that of the main one.
    """
    watch = cancelled or _never
    grids = read_workbook(path, watch)
    found = find_sheets(grids, load_aliases(ALIASES), _find)
    main = likeliest(found, sheet)
    along = () if also is None and sheet else also
    tables = tables_of(main, found, along, lambda grid: _find(grid, load_aliases(ALIASES)))
    told = dict(mappings or {}) | ({tables[0].key: mapping} if mapping is not None else {})
    own, groups = import_own.own_fields(store), party_groups(store)
    asked = [_asked(store, table, mapping_for(table, tables, told), own) for table in tables]
    lists = [(one.table, one.fields) for one in asked]
    readers = read_tables(store, lists, groups, today, progress or _silent, watch)
    changes = changes_of(store, [met for reader in readers for met in reader.met])
    entries = [entry for reader in readers for entry in reader.entries]
    unknown = [entry for one in asked for entry in _unknown_columns(one)]
    planned = tuple(plan_table(one.table, tables, tuple(_columns(one)), one.by == "user") for one in asked)
    others = [grid.name for grid in grids if grid is not main.grid and grid.rows]
    return ImportPlan(
        path=path,
        sheet=main.grid.name,
        sheets=tuple(g.name for g in grids),
        head_rows=planned[0].head_rows,
        columns=planned[0].columns,
        people=tuple(person for reader in readers for person in reader.people),
        entries=(*unknown, *with_changes(entries, changes)),
        changes=changes,
        notes=_notes(asked[0], notes_of(tables[0], tables, found, others, groups)),
        derived=sum(reader.derived for reader in readers),
        rosters=(main.grid.name, *(one.grid.name for one in found if one is not main)),
        heads=planned[0].heads,
        chosen=any(one.chosen for one in planned),
        own=own,
        own_choices=import_own.choices_of(store),
        tables=planned,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """One list with its columns. `by`: the user, the memory, or the head; `told`: known by their cells."""

    table: Table
    fields: Mapping[int, str]
    told: Mapping[int, str]
    by: str


def _asked(store: Store, table: Table, mapping: Mapping[int, str] | None, own: Sequence[str]) -> _Asked:
    """Which column of a list goes where: as the user says, as kept from such a list, or as found."""
    grid, layout = table.grid, table.layout
    kept = import_memory.remembered(store, layout.labels) if mapping is None else None
    if mapping is None and kept is None and table.number == 0:
        refuse_others_for_roster(layout, load_aliases(STAGE_ALIASES))
    chosen = mapping if mapping is not None else kept
    told = {} if chosen is not None else by_content(grid, layout) | _own_columns(layout, own)
    fields = _fields(table, chosen, told)
    fields = {i: name for i, name in fields.items() if not name.startswith(OWN) or name in own}
    if "name" not in fields.values():
        raise UserError("没有指定哪一列是“姓名”。请在列对应表里选好再继续。")
    by = "user" if mapping is not None else "memory" if kept is not None else "head"
    return _Asked(table=table, fields=fields, told=told, by=by)


def commit_import(
    store: Store,
    plan: ImportPlan,
    today: str,
    branch_id: int,
    progress: Progress | None = None,
    choices: Choices | None = None,
) -> ImportResult:
    """Enter the people of a plan, the changes taken and their marks in one transaction; undo takes all of it back."""
    chosen = choices or Choices(taken=plan.fills())
    people = [_answered(person, chosen.codes) for person in plan.people if person.row not in chosen.left_out]
    changes = [taken for change in plan.changes if (taken := _taken(change, chosen)).fields]
    report = report_of(plan, people, changes)
    if not people and not changes:
        return ImportResult(imported=0, person_ids=(), report=report)
    rows = [person_row(person.values, branch_id) for person in people]
    with store.transaction(_label(plan, len(rows), len(changes))) as tx:
        ids = tx.insert_many("person", rows)
        own = [import_own.rows_of(i, person.values) for i, person in zip(ids, people, strict=True)]
        tx.insert_many("own_value", [row for part in own for row in part])
        if progress:
            progress(1, 2)
        marks = [
            mark_row(person_id, problem, today)
            for person_id, person in zip(ids, people, strict=True)
            for problem in person.problems
        ]
        for change in changes:
            marks += _update(tx, change, today)
        tx.insert_many("mark", marks)
        for table in plan.tables:
            if table.chosen:
                import_memory.keep(tx, table.heads, {c.index: c.field for c in table.columns if c.field})
    if progress:
        progress(2, 2)
    return ImportResult(imported=len(ids), person_ids=tuple(ids), report=report, changed=len(changes))


def _label(plan: ImportPlan, new: int, changed: int) -> str:
    counts = [f"{new} 人" if not changed else f"新增 {new} 人"] if new or not changed else []
    counts += [f"更新 {changed} 人"] if changed else []
    return f"{LABEL}{'、'.join(counts)}（{plan.path.name}）"


def report_of(
    plan: ImportPlan,
    people: Sequence[PlannedPerson] | None = None,
    changes: Sequence[PlannedChange] = (),
) -> dict[str, Any]:
    """The report of a plan, or of what was taken of it."""
    report = report_from(plan.entries, len(plan.people if people is None else people), plan.tables)
    if changes:
        report["changed"] = [
            {"row": change.row % STRIDE, "field": field.field, "before": field.before, "after": field.after}
            | table_of(change.row, plan.tables)
            for change in changes
            for field in change.fields
        ]
    return report


def person_row(values: Mapping[str, Any], branch_id: int) -> dict[str, Any]:
    """A row of `person` with its search columns."""
    full, initials = pinyin_of(values["name"])
    row = {
        key: int(value) if isinstance(value, bool) else value
        for key, value in values.items()
        if not key.startswith(OWN)
    }
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


# what was taken


def _taken(change: PlannedChange, choices: Choices) -> PlannedChange:
    """Only what the user took of it."""
    fields = tuple(
        replace(f, after=choices.codes.get((f.field, _written(change, f.field)), f.after))
        for f in change.fields
        if (change.row, f.field) in choices.taken and change.row not in choices.left_out
    )
    kept = {f.field for f in fields}
    return replace(change, fields=fields, problems=tuple(p for p in change.problems if p.field in kept))


def _written(change: PlannedChange, field: str) -> str:
    return next((p.before for p in change.problems if p.field == field), "")


def _update(tx: Tx, change: PlannedChange, today: str) -> list[dict[str, Any]]:
    """Write what was taken; the marks that go with it."""
    values = {f.field: int(f.after) if isinstance(f.after, bool) else f.after for f in change.fields}
    number = values.get("id_number", "")
    other = "SELECT name FROM person WHERE id_number = ? AND deleted_on = '' AND id <> ?"
    if number and (known := tx.value(other, (number, change.person_id))):
        raise UserError(f"“{change.name}”的身份证号码已登记在“{known}”名下，请取消采用这一处再导入。")
    import_own.write(tx, change.person_id, values)
    tx.update("person", change.person_id, {n: v for n, v in values.items() if not n.startswith(OWN)})
    return [mark_row(change.person_id, problem, today) for problem in change.problems]


def _answered(person: PlannedPerson, codes: Mapping[tuple[str, str], str]) -> PlannedPerson:
    """Unknown values replaced by what the user said they mean; the original stays beside it."""
    said = [(p, codes[p.field, p.before]) for p in person.problems if codes.get((p.field, p.before))]
    if not said:
        return person
    values, problems = dict(person.values), list(person.problems)
    for problem, meant in said:
        is_own = problem.field.startswith(OWN)  # kept as it is written
        values[problem.field] = meant if is_own else {"是": True, "否": False}.get(meant, meant)
        message = f"导入时选定为“{meant}”"
        problems[problems.index(problem)] = replace(
            problem, code="code.normalised", verdict=Verdict.REPAIRED, after=meant, message=message
        )
    return PlannedPerson(row=person.row, values=values, problems=tuple(problems))


# columns


def _find(grid: SheetGrid, aliases: Aliases) -> Layout | None:
    return find_layout(grid, aliases) or layout_by_content(grid, aliases)


def _fields(table: Table, chosen: Mapping[int, str] | None, told: Mapping[int, str]) -> dict[int, str]:
    layout = table.layout
    if chosen is not None:
        return {i: _noted(table, i) if name == INTO_REMARK else name for i, name in chosen.items() if name}
    fields: dict[int, str] = {}
    twice = [i for i, name in layout.fields.items() if name == "category"]
    standing = {i: "politics" for i in twice if len(twice) > 1 and squeeze(layout.labels[i]) == "政治面貌"}
    for index, name in sorted({**layout.fields, **told, **standing}.items()):
        if name != IGNORED:
            fields[index] = name
        elif layout.labels[index].split(" · ")[-1].replace(" ", "") in _SERIAL_HEADS:
            fields[index] = SERIAL
    return fields


def _own_columns(layout: Layout, own: Sequence[str]) -> dict[int, str]:
    """Columns headed like an own field, which no field of the card has taken."""
    captions = import_own.by_caption(own)
    heads = {i: squeeze(label.split(" · ")[-1]) for i, label in enumerate(layout.labels) if label}
    return {
        i: captions[head]
        for i, head in heads.items()
        if head in captions and layout.fields.get(i) in (None, IGNORED)
    }


def _noted(table: Table, index: int) -> str:
    labels = table.layout.labels
    label = labels[index] if index < len(labels) else ""
    return NOTE + (label or f"{table.letters(index)} 列")


def _columns(one: _Asked) -> Iterator[PlanColumn]:
    grid, layout = one.table.grid, one.table.layout
    body = grid.rows[layout.last + 1 : layout.last + 60]
    for index in range(grid.width):
        cells = (plain_text(row[index]) for row in body if index < len(row))
        samples = tuple(dict.fromkeys(text for text in cells if text))[:3]
        head = layout.labels[index] if index < len(layout.labels) else ""
        if head or samples:
            name = one.fields.get(index, "")
            by = "memory" if one.by == "memory" else "head"
            yield PlanColumn(
                index=index,
                letter=one.table.letters(index),
                head=head,
                field="" if name == SERIAL else INTO_REMARK if name.startswith(NOTE) else name,
                samples=samples,
                by="content" if index in one.told and not one.told[index].startswith(OWN) else by,
            )


def _unknown_columns(one: _Asked) -> Iterator[Entry]:
    """Columns with a head nobody knows and something in them: left out, and said by name."""
    grid, layout = one.table.grid, one.table.layout
    for index, head in enumerate(layout.labels) if one.by == "head" else ():
        if not head or index in one.fields or layout.fields.get(index) == IGNORED:
            continue
        body = (row[index] for row in grid.rows[layout.last + 1 :] if index < len(row))
        if any(plain_text(cell) for cell in body):
            message = "没有对应的项，这一列没有导入；可在“核对列”里指定，或并入备注"
            problem = Problem(
                field=head, code=UNKNOWN_COLUMN, verdict=Verdict.REFUSED, before=head, message=message
            )
            yield Entry(row=one.table.base + layout.last + 1, name="", problem=problem)


def _notes(one: _Asked, notes: Sequence[str]) -> tuple[str, ...]:
    layout = one.table.layout
    told = ["没有表头，各列按内容认出"] if layout.first < 0 else []
    told += ["各列按上次导入这种表时的选择"] if one.by == "memory" else []
    names = [one.table.letters(i) for i, name in sorted(layout.fields.items()) if name == "name"]
    if len(names) > 1:
        told.append(
            f"有 {len(names)} 列“姓名”，表头不成对，只读了 {names[0]} 列的；"
            f"{'、'.join(names[1:])} 列的名单请剪到下面再导入"
        )
    return (*told, *notes)


def _silent(done: int, total: int) -> None:
    """No one is watching the progress."""


def _never() -> bool:
    return False
