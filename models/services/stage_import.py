"""Importing a table of development dates: people, their steps and companions, in one undoable transaction."""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import resources
from models.db.store import Store, Tx
from models.domain.errors import Cancelled
from models.domain.pipeline import category_of, step_def
from models.domain.records import MEMBER_CATEGORIES, Category, Dossier, Person, Step
from models.domain.roster_cleaning import (
    Problem,
    Verdict,
    as_text,
    clean_date,
    looks_like_name,
    plain_text,
    tidy_name,
)
from models.domain.roster_row import clean_row
from models.services.dossier_rows import APPOINTS, member_named
from models.services.import_plan import STRIDE
from models.services.import_twins import Known, trace_of, twin_of
from models.services.roster_import import (
    ROW,
    Entry,
    ImportResult,
    mark_row,
    person_row,
    report_from,
)
from models.services.sheet_layout import is_repeated_head
from models.services.sheets import Cell, read_workbook
from models.services.stage_sheets import ALIASES, StageSheet, place_of, stage_sheets

MERGED = "row.merged"
_SPAN = re.compile(r"\s*(?:至|到|~|～|——|—|–|－－|--)\s*")
_SPLIT_NAMES = re.compile(r"[、,，;；/|\n]|和|及")

Progress = Callable[[int, int], None]
IsCancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDossier:
    """One person of the sheet; `person_id` is set when somebody on the roster is meant."""

    row: int
    values: dict[str, Any]
    steps: tuple[Step, ...]
    companions: tuple[tuple[str, str], ...]  # (role, name)
    problems: tuple[Problem, ...]
    person_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StagePlan:
    """What would happen; the same words as for a roster."""

    path: Path
    sheets: tuple[str, ...]  # that are read; rows are counted on through them by STRIDE
    people: tuple[PlannedDossier, ...]
    entries: tuple[Entry, ...]
    notes: tuple[str, ...] = ()

    def place(self, row: int) -> str:
        """第 12 行, or “积极分子”第 12 行 where several sheets are read."""
        return place_of(row, self.sheets)

    def of(self, verdict: Verdict) -> list[Entry]:
        return [entry for entry in self.entries if entry.problem.verdict is verdict]


def plan_stages(
    store: Store,
    path: Path,
    today: str,
    progress: Progress | None = None,
    cancelled: IsCancelled | None = None,
) -> StagePlan:
    """Read the sheet and say what would happen; nothing is written."""
    sheets, notes = stage_sheets(read_workbook(path))
    reading = _Reading(store, today, sheets)
    total, done = sum(len(sheet.rows) for sheet in sheets), 0
    for sheet in sheets:
        for row in sheet.rows:
            if progress and done % 100 == 0:
                progress(done, total)
            if cancelled and cancelled():
                raise Cancelled
            reading.row(sheet, row)
            done += 1
    return StagePlan(
        path=Path(path),
        sheets=tuple(sheet.grid.name for sheet in sheets),
        people=tuple(reading.people),
        entries=tuple(reading.entries),
        notes=notes,
    )


class _Reading:
    """What the sheets said so far: somebody who stands on several of them is one person with the steps of all."""

    def __init__(self, store: Store, today: str, sheets: Sequence[StageSheet]) -> None:
        self.people: list[PlannedDossier] = []
        self.entries: list[Entry] = []
        self._store, self._today, self._sheets = store, today, sheets
        self._known = Known(store)
        self._at: dict[str, int] = {}  # where somebody stands -> which of the people
        self._next = {sheet.number: sheet.layout.last + 2 for sheet in sheets}

    def row(self, sheet: StageSheet, row: Sequence[Cell]) -> None:
        line = self._next[sheet.number]
        self._next[sheet.number] += 1
        number = sheet.number * STRIDE + line
        named = _named(row, sheet.fields)
        if not any(plain_text(cell) for cell in named.values()):
            return
        if is_repeated_head(row, sheet.layout) or not looks_like_name(named.get("name", "")):
            self.entries.append(_not_a_person(number, row))
            return
        where = place_of(number, [one.grid.name for one in self._sheets])
        planned, met = _plan_row(self._store, self._known, number, where, named, self._today, sheet.asked)
        if (at := self._at.get(met)) is not None and self.people[at].row // STRIDE != sheet.number:
            planned, problems = _joined(self.people[at], planned, met)
            self.people[at] = planned
            self._at[where] = at
        else:
            problems = planned.problems
            if not any(problem.verdict is Verdict.REFUSED for problem in problems):
                self._at[where] = self._at[f"#{planned.person_id}"] = len(self.people)
                self.people.append(planned)
        name = str(planned.values["name"])
        self.entries += [Entry(row=number, name=name, problem=problem) for problem in problems]


def _joined(
    first: PlannedDossier, again: PlannedDossier, where: str
) -> tuple[PlannedDossier, tuple[Problem, ...]]:
    """One person on two sheets: the steps of both; of a step with two dates the first that was read stays."""
    there = {step.code: step for step in first.steps}
    new = [step for step in again.steps if step.code not in there]
    others = [s for s in again.steps if s.code in there and s.on_date != there[s.code].on_date]
    message = "与前一个工作表里的是同一个人，步骤记在一起"
    problems = [
        Problem(field=ROW, code=MERGED, verdict=Verdict.REPAIRED, before="", after=where, message=message)
    ]
    problems += [
        Problem(
            field=ROW,
            code=MERGED,
            verdict=Verdict.DOUBTFUL,
            before=step.on_date,
            after=there[step.code].on_date,
            message=f"“{step_def(step.code).name}”两个工作表的日期不同，按先读到的{there[step.code].on_date}记，请核对",
        )
        for step in others
    ]
    problems += [problem for problem in again.problems if problem.code != "id.duplicate"]
    steps = tuple(sorted((*first.steps, *new), key=lambda step: step.on_date))
    values = {**again.values, **{key: value for key, value in first.values.items() if value}}
    values.update(_standing(values, steps))
    joined = replace(
        first,
        values=values,
        steps=steps,
        companions=tuple(dict.fromkeys((*first.companions, *again.companions))),
        problems=(*first.problems, *problems),
    )
    return joined, tuple(problems)


def commit_stages(store: Store, plan: StagePlan, today: str, branch_id: int) -> ImportResult:
    """Enter people, steps, companions and marks; undo takes all of it back."""
    report = report_from(plan.entries, len(plan.people))
    if not plan.people:
        return ImportResult(imported=0, person_ids=(), report=report)
    ids: list[int] = []
    with store.transaction(f"导入发展党员时间表：{len(plan.people)} 人（{plan.path.name}）") as tx:
        for planned in plan.people:
            person_id = planned.person_id or tx.insert("person", person_row(planned.values, branch_id))
            ids.append(person_id)
            if planned.person_id:
                _follow(tx, planned)
            for step in planned.steps:
                tx.insert("step", _step_row(step, person_id))
            tx.insert_many("mark", [mark_row(person_id, problem, today) for problem in planned.problems])
        for person_id, planned in zip(ids, plan.people, strict=True):
            for role, name in planned.companions:
                values = {
                    "person_id": person_id,
                    "role": role,
                    "name": name,
                    "member_id": member_named(tx, name),
                }
                tx.insert("companion", values)
    return ImportResult(imported=len(ids), person_ids=tuple(ids), report=report)


def _plan_row(
    store: Store,
    known: Known,
    number: int,
    where: str,
    named: Mapping[str, object],
    today: str,
    asked: frozenset[str],
) -> tuple[PlannedDossier, str]:
    """The row as it would be stored, and where the same person was met before ("" for nowhere)."""
    personal = {k: v for k, v in named.items() if "." not in k and k not in APPOINTS}
    clean = clean_row(personal, today, asked)
    steps, found = read_steps(named)
    problems = [*clean.problems, *found]
    person_id = 0
    trace = trace_of(where, clean)
    twin = twin_of(known, trace, str(clean.values.get("id_number", "")))
    met = ""
    if twin.problem is not None:
        met = f"#{twin.person_id}" if twin.person_id else twin.problem.after
        person_id = _without_steps(store, clean.values)
        merged = replace(
            twin.problem, verdict=Verdict.REPAIRED, message="名册里已有此人，发展步骤记到原有记录下"
        )
        problems.append(merged if person_id else twin.problem)
    values: dict[str, Any] = dict(clean.values)
    if twin.problem is not None and twin.problem.verdict is Verdict.DOUBTFUL:
        values["id_number"] = ""
    known.keep(trace)
    values.update(_standing(values, steps))
    companions = tuple(
        (role, name) for column, role in APPOINTS.items() for name in names_in(named.get(column, ""))
    )
    planned = PlannedDossier(
        row=number,
        values=values,
        steps=tuple(steps),
        companions=companions,
        problems=tuple(problems),
        person_id=person_id,
    )
    return planned, met


def read_steps(named: Mapping[str, object]) -> tuple[list[Step], list[Problem]]:
    """The steps of one row by the columns code.start, code.end, code.span, code.hours."""
    dates: dict[str, dict[str, str]] = {}
    problems: list[Problem] = []
    for column, cell in named.items():
        code, dot, part = column.partition(".")
        if not dot or not plain_text(cell):
            continue
        entry = dates.setdefault(code, {})
        if part == "hours":
            entry["hours"] = re.sub(r"\D.*", "", plain_text(cell))
            continue
        first, last = split_span(cell) if isinstance(cell, str) else (cell, "")
        for key, value in (("end" if part == "end" else "start", first), ("end", last)):
            iso, found = clean_date(step_def(code).name, value)
            if iso:
                entry[key] = str(iso)
            problems += found
    steps = [
        Step(
            code=code,
            on_date=entry.get("start", "") or entry.get("end", ""),
            ended_on=entry.get("end", "") if step_def(code).span else "",
            result=_results().get(code, ""),
            hours=int(entry.get("hours") or 0),
        )
        for code, entry in dates.items()
        if entry.get("start") or entry.get("end")
    ]
    return sorted(steps, key=lambda step: step.on_date), problems


def split_span(text: str) -> tuple[str, str]:
    """2026-06-15至2026-06-18, 2026.6.15-6.18, 2026年6月15日—18日 -> first and last day as written, whole."""
    parts = [part for part in _SPAN.split(text.strip(), maxsplit=1) if part]
    if len(parts) == 1 and re.search(r"[.．年/]|^\s*\d{8}\s*-", text):
        parts = [part for part in re.split(r"\s*-\s*", text.strip(), maxsplit=1) if part]
    if len(parts) < 2:
        whole = re.findall(r"\d{4}-\d{1,2}-\d{1,2}", text)
        return (whole[0], whole[1]) if len(whole) == 2 else (text, "")
    first, last = parts[0].strip(), parts[1].strip()
    begin, end = re.findall(r"\d+", first), re.findall(r"\d+", last)
    if len(begin) == 3 and 0 < len(end) < 3:
        last = "-".join([*begin[: 3 - len(end)], *end])
    return first, last


def names_in(cell: object) -> list[str]:
    """Names in one cell, in order, each once."""
    text = as_text(cell)
    names: list[str] = []
    for piece in _SPLIT_NAMES.split(text):
        words = piece.split()
        whole = words if len(words) > 1 and all(len(word) > 1 for word in words) else [piece]
        names += [tidy_name(word) for word in whole if looks_like_name(word)]
    return list(dict.fromkeys(names))


@cache
def _results() -> dict[str, str]:
    return dict(tomllib.loads(resources.read_text(ALIASES))["results"])


def _named(row: Sequence[Cell], fields: Mapping[int, str]) -> dict[str, object]:
    named: dict[str, object] = {}
    for index, name in fields.items():
        cell = row[index] if index < len(row) else ""
        if not plain_text(named.get(name, "")):
            named[name] = cell
        elif name in APPOINTS:  # 联系人1, 联系人2
            named[name] = f"{as_text(named[name])}、{as_text(cell)}"
    return named


def _standing(values: Mapping[str, Any], steps: Sequence[Step]) -> dict[str, str]:
    """Category, joined_on and applied_on as the steps say (pipeline.category_of)."""
    stated = Category(str(values.get("category", "")))
    category = category_of(Dossier(person=Person(category=stated), steps=tuple(steps)))
    days = {step.code: step.on_date for step in steps}
    if values.get("confirmed_on"):
        category = Category.FULL
    elif stated in MEMBER_CATEGORIES and category not in MEMBER_CATEGORIES:
        category = stated  # the sheet says so and has no approval: when it was given is not known
    found = {"category": str(category or Category.APPLICANT)}
    if days.get("apply"):
        found["applied_on"] = days["apply"]
    if category in MEMBER_CATEGORIES and days.get("admission"):
        found["joined_on"] = days["admission"]
    return found


def _without_steps(store: Store, values: Mapping[str, Any]) -> int:
    """The person on the roster whom this row means, when no step is recorded for them yet; 0 otherwise."""
    rows = store.rows(
        """SELECT id FROM person p WHERE deleted_on = '' AND name = ? AND (id_number = ? OR id_number = '')
           AND NOT EXISTS (SELECT 1 FROM step s WHERE s.person_id = p.id)""",
        (values["name"], values.get("id_number", "")),
    )
    return int(rows[0][0]) if len(rows) == 1 else 0


def _follow(tx: Tx, planned: PlannedDossier) -> None:
    """A known person: fill what is empty; the recorded standing of a member stays."""
    row = tx.row("SELECT category, applied_on, joined_on FROM person WHERE id = ?", (planned.person_id,))
    stored = dict(zip(("category", "applied_on", "joined_on"), row or ("", "", ""), strict=True))
    values = {k: planned.values[k] for k in stored if planned.values.get(k) and not stored[k]}
    if stored["category"] not in MEMBER_CATEGORIES:
        values["category"] = planned.values["category"]
    if values:
        tx.update("person", planned.person_id, values)


def _step_row(step: Step, person_id: int) -> dict[str, Any]:
    return {
        "person_id": person_id,
        "code": step.code,
        "on_date": step.on_date,
        "ended_on": step.ended_on,
        "result": step.result,
        "hours": step.hours,
    }


def _not_a_person(number: int, row: Sequence[Cell]) -> Entry:
    before = " ".join(text for text in map(plain_text, row) if text)[:80]
    problem = Problem(
        field=ROW,
        code="row.not_a_person",
        verdict=Verdict.REFUSED,
        before=before,
        message="不是人员，已略过",
    )
    return Entry(row=number, name="", problem=problem)
