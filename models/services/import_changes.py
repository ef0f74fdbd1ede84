"""What a sheet says otherwise of people on record, field by field; less than is known is no difference."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from models.db.store import Store
from models.domain.roster_cleaning import Verdict, phones_in
from models.services import import_own
from models.services.import_plan import Entry, FieldChange, PlannedChange
from models.services.import_reader import Met

_CHUNK = 500
_NEVER_CHANGED = frozenset({"name"})  # by which, with the number, it was found


def changes_of(store: Store, people: Sequence[Met]) -> tuple[PlannedChange, ...]:
    """Field by field what the sheet says otherwise of those on record."""
    found: list[PlannedChange] = []
    columns = [name for name in _columns_of(store) if name not in ("id", "uuid")]
    for start in range(0, len(people), _CHUNK):
        part = people[start : start + _CHUNK]
        marks = ", ".join("?" * len(part))
        rows = store.rows(
            f"SELECT id, {', '.join(columns)} FROM person WHERE id IN ({marks})", [m.person_id for m in part]
        )
        own = import_own.stored_values(store, [m.person_id for m in part], import_own.own_fields(store))
        stored = {row[0]: dict(zip(columns, row[1:], strict=True)) | own[row[0]] for row in rows}
        found += [_change(met, stored[met.person_id]) for met in part]
    return tuple(found)


def _columns_of(store: Store) -> list[str]:
    return [str(row[1]) for row in store.rows("PRAGMA table_info(person)")]


def _change(met: Met, stored: Mapping[str, Any]) -> PlannedChange:
    values = met.clean.values
    fields = tuple(
        FieldChange(field=name, before=stored[name], after=value, fills=_fills(name, stored[name], value))
        for name, value in values.items()
        if name in stored and name not in _NEVER_CHANGED and _differs(name, stored[name], value)
    )
    changed = {field.field for field in fields}
    problems = tuple(p for p in met.clean.problems if p.field in changed and p.verdict is Verdict.DOUBTFUL)
    doubtful = {p.field for p in problems}
    fields = tuple(replace(f, fills=f.fills and f.field not in doubtful) for f in fields)
    return PlannedChange(
        row=met.row, person_id=met.person_id, name=str(values["name"]), fields=fields, problems=problems
    )


def _differs(name: str, old: Any, new: Any) -> bool:
    if isinstance(new, bool) or isinstance(old, int):
        return int(old) != int(new)
    if new == "" or new == old or _spare(old) == _spare(new):
        return False
    if name == "phone" and phones_in(new):
        return not set(phones_in(new)) <= set(phones_in(old))
    return not (name.endswith(("_on", "_date")) and str(old).startswith(f"{new}-"))  # known to the day


def _spare(text: object) -> str:
    return "".join(str(text).split())


def _fills(name: str, old: Any, new: Any) -> bool:
    """Nothing on record is lost by it: the field is empty, or the day of a known month is added."""
    if isinstance(new, bool):
        return False
    return old in ("", 0) or (name.endswith(("_on", "_date")) and str(new).startswith(f"{old}-"))


def with_changes(entries: Sequence[Entry], changes: Sequence[PlannedChange]) -> Iterator[Entry]:
    """The line about somebody on record says whether anything differs; doubts of what differs follow it."""
    by_row = {change.row: change for change in changes}
    for entry in entries:
        change = by_row.get(entry.row)
        if change is None or not change.fields:
            yield entry
            continue
        message = f"名册里已有“{change.name}”，有 {len(change.fields)} 处不同，采用哪些由您选定"
        yield replace(entry, problem=replace(entry.problem, message=message))
        for problem in change.problems:
            yield Entry(row=entry.row, name=entry.name, problem=problem)
