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
from models.domain.errors import Cancelled, UserError
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
from models.services.import_twins import Known, find_twin
from models.services.roster_import import (
    ROW,
    Entry,
    ImportResult,
    mark_row,
    months_asked,
    person_row,
    report_from,
)
from models.services.sheet_kind import refuse_others_for_stages
from models.services.sheet_layout import IGNORED, choose_sheet, is_repeated_head, load_aliases
from models.services.sheets import Cell, read_workbook

ALIASES = "codes/stage_columns.toml"
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
    sheet: str
    people: tuple[PlannedDossier, ...]
    entries: tuple[Entry, ...]
    notes: tuple[str, ...] = ()

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
    grid, layout, notes = choose_sheet(read_workbook(path), load_aliases(ALIASES))
    refuse_others_for_stages(layout)
    fields = {index: name for index, name in layout.fields.items() if name != IGNORED}
    if not any("." in name for name in fields.values()):
        raise UserError(
            "这个表里没有发展党员的日期列（如“申请入党时间”）。请核对文件，或到“党员名册”里导入名册。"
        )
    asked, known = months_asked(grid, layout, fields), Known(store)
    people: list[PlannedDossier] = []
    entries: list[Entry] = []
    rows = grid.rows[layout.last + 1 :]
    for done, row in enumerate(rows):
        if progress and done % 100 == 0:
            progress(done, len(rows))
        if cancelled and cancelled():
            raise Cancelled
        named = _named(row, fields)
        number = layout.last + 2 + done
        if not any(plain_text(cell) for cell in named.values()):
            continue
        if is_repeated_head(row, layout) or not looks_like_name(named.get("name", "")):
            entries.append(_not_a_person(number, row))
            continue
        planned = _plan_row(store, known, number, named, today, asked)
        entries += [Entry(row=number, name=str(planned.values["name"]), problem=p) for p in planned.problems]
        if not any(p.verdict is Verdict.REFUSED for p in planned.problems):
            people.append(planned)
    return StagePlan(
        path=Path(path), sheet=grid.name, people=tuple(people), entries=tuple(entries), notes=notes
    )


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
    named: Mapping[str, object],
    today: str,
    asked: frozenset[str],
) -> PlannedDossier:
    personal = {k: v for k, v in named.items() if "." not in k and k not in APPOINTS}
    clean = clean_row(personal, today, asked)
    steps, found = read_steps(named)
    problems = [*clean.problems, *found]
    person_id = 0
    twin = find_twin(known, number, clean)
    if twin.problem is not None:
        person_id = _without_steps(store, clean.values)
        merged = replace(
            twin.problem, verdict=Verdict.REPAIRED, message="名册里已有此人，发展步骤记到原有记录下"
        )
        problems.append(merged if person_id else twin.problem)
    values: dict[str, Any] = dict(clean.values)
    if twin.problem is not None and twin.problem.verdict is Verdict.DOUBTFUL:
        values["id_number"] = ""
    known.add(number, clean)
    values.update(_standing(values, steps))
    companions = tuple(
        (role, name) for column, role in APPOINTS.items() for name in names_in(named.get(column, ""))
    )
    return PlannedDossier(
        row=number,
        values=values,
        steps=tuple(steps),
        companions=companions,
        problems=tuple(problems),
        person_id=person_id,
    )


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
