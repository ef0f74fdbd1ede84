"""What an import would do, row by row, and what the user decided of it; the report it leaves."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from models.domain.labels import FIELD_LABELS
from models.domain.roster_cleaning import Problem, Verdict

ROW = "整行"
UNKNOWN_COLUMN = "column.unknown"
NOBODY = "row.not_a_person"
NOTE = "note:"  # a column that goes into the remark under its head
STRIDE = 1_000_000  # between the row numbers of two tables of one import: more than a sheet has rows
OWN = "own:"  # a column of an own field: own:3:政治生日


def field_label(field: str) -> str:
    """What a field is called on screen, an own field by its caption."""
    return field.split(":", 2)[2] if field.startswith(OWN) else FIELD_LABELS.get(field, field)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanColumn:
    """One column of the sheet: its letter, its head, the field it goes to ("" = left out), a few cells.

    `by`: how it was decided, by its "head", its "content", or as the user said of such sheets ("memory").
    """

    index: int
    letter: str
    head: str
    field: str
    samples: tuple[str, ...]
    by: str = "head"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTable:
    """One of the lists of an import. `name`: what its rows are called beside those of the others.

    `offset`: the column of the sheet at which it begins; `chosen`: its mapping is the user's.
    """

    number: int
    key: str
    sheet: str
    name: str
    offset: int
    head_rows: tuple[int, int]
    columns: tuple[PlanColumn, ...]
    heads: tuple[str, ...]
    kind: tuple[str, ...] = ()  # lists of one kind share their mapping
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the report; `row` is counted from 1 as on the sheet, with STRIDE for each table before its own."""

    row: int
    name: str
    problem: Problem

    def as_report(self) -> dict[str, Any]:
        p = self.problem
        return {
            "row": self.row % STRIDE,
            "field": field_label(p.field),
            "problem": p.code,
            "before": p.before,
            "after": p.after,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPerson:
    """Somebody who is not on record yet."""

    row: int
    values: dict[str, Any]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field of somebody on record that the sheet has otherwise. `fills`: nothing is lost by taking it."""

    field: str
    before: str | int
    after: str | int | bool
    fills: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedChange:
    """Somebody on record; without `fields` the sheet says the same."""

    row: int
    person_id: int
    name: str
    fields: tuple[FieldChange, ...] = ()
    problems: tuple[Problem, ...] = ()


class RowKind(StrEnum):
    """What becomes of one row of the sheet."""

    NEW = "新增"
    CHANGED = "有改动"
    SAME = "相同"
    REFUSED = "不导入"
    NOBODY = "不是人员"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowOutcome:
    """One line of the preview of all rows."""

    row: int
    kind: RowKind
    name: str
    words: str
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the user decided in the preview. `taken`: (row, field) of changes; `codes`: what an unknown value means."""

    taken: frozenset[tuple[int, str]]
    left_out: frozenset[int] = frozenset()
    codes: Mapping[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """What would happen. `entries` are in the order of the sheet; `notes` are words about what was left aside.

    `rosters`: the sheets that look like rosters; `heads`: the labels of all columns, by which a mapping is kept.
    Columns and heads are those of the main list; every list stands in `tables`.
    """

    path: Path
    sheet: str
    sheets: tuple[str, ...]
    head_rows: tuple[int, int]  # counted from 1; (0, 0) without a head
    columns: tuple[PlanColumn, ...]
    people: tuple[PlannedPerson, ...]
    entries: tuple[Entry, ...]
    changes: tuple[PlannedChange, ...] = ()
    notes: tuple[str, ...] = ()
    derived: int = 0
    rosters: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    chosen: bool = False  # the mapping is the user's
    own: tuple[str, ...] = ()  # own fields a column can go to
    own_choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    tables: tuple[PlanTable, ...] = ()  # the lists that are read together, the main one first

    def of(self, verdict: Verdict) -> list[Entry]:
        """Entries of rows by verdict; a column nobody knows is no row."""
        return [e for e in self.entries if e.problem.verdict is verdict and e.problem.code != UNKNOWN_COLUMN]

    def row_words(self, row: int) -> str:
        """A row as it is found in the file: 12, or 第二小组 12 where several lists are read."""
        number, line = divmod(row, STRIDE)
        name = self.tables[number].name if number < len(self.tables) else ""
        return f"{name} {line}".strip()

    @property
    def unknown_columns(self) -> tuple[str, ...]:
        return tuple(e.problem.before for e in self.entries if e.problem.code == UNKNOWN_COLUMN)

    @property
    def changed(self) -> tuple[PlannedChange, ...]:
        return tuple(change for change in self.changes if change.fields)

    def fills(self) -> frozenset[tuple[int, str]]:
        """The changes that only fill what is empty on record."""
        return frozenset((c.row, f.field) for c in self.changes for f in c.fields if f.fills)

    def all_changes(self) -> frozenset[tuple[int, str]]:
        return frozenset((c.row, f.field) for c in self.changes for f in c.fields)

    def outcomes(self) -> list[RowOutcome]:
        """Every row that is not empty, in the order of the sheet."""
        return sorted(self._outcomes(), key=lambda outcome: outcome.row)

    def _outcomes(self) -> Iterator[RowOutcome]:
        for one in self.people:
            yield RowOutcome(
                row=one.row,
                kind=RowKind.NEW,
                name=str(one.values["name"]),
                words=_told(one.problems) or _brief(one.values),
                problems=one.problems,
            )
        for change in self.changes:
            words = "；".join(map(change_words, change.fields)) or "与名册一致"
            kind = RowKind.CHANGED if change.fields else RowKind.SAME
            yield RowOutcome(
                row=change.row, kind=kind, name=change.name, words=words, problems=change.problems
            )
        known = {change.row for change in self.changes}
        for entry in self.of(Verdict.REFUSED):
            if entry.row not in known:
                nobody = entry.problem.code == NOBODY
                kind = RowKind.NOBODY if nobody else RowKind.REFUSED
                words = (
                    f"{entry.problem.message}：{entry.problem.before}" if nobody else entry.problem.message
                )
                yield RowOutcome(
                    row=entry.row, kind=kind, name=entry.name, words=words, problems=(entry.problem,)
                )


def _told(problems: Sequence[Problem]) -> str:
    return "；".join(p.message for p in problems if p.verdict is Verdict.DOUBTFUL)


def _brief(values: Mapping[str, Any]) -> str:
    """男，1969-11-10，正式党员，2014-04-10 入党: enough to see that the columns are right."""
    said = [str(values.get(name, "")) for name in ("sex", "birth_date", "category")]
    joined = values.get("joined_on", "")
    return "，".join(filter(None, [*said, f"{joined} 入党" if joined else ""]))


def shown_value(value: str | int | bool) -> str:
    """A stored value as people read it."""
    return ("是" if value else "否") if isinstance(value, bool) else str(value)


def change_words(change: FieldChange) -> str:
    """联系电话：空 → 139…"""
    before = bool(change.before) if isinstance(change.after, bool) else change.before
    return f"{field_label(change.field)}：{shown_value(before) or '空'} → {shown_value(change.after) or '空'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """What was done: `report` as in samples/README.md, with the fields that were taken over under "changed"."""

    imported: int
    person_ids: tuple[int, ...]
    report: dict[str, Any] = field(default_factory=dict[str, Any])
    changed: int = 0


def report_from(entries: Sequence[Entry], imported: int, tables: Sequence[PlanTable] = ()) -> dict[str, Any]:
    """The import report: {"imported", "repaired", "doubtful", "refused"}; of several lists, each line's own."""
    lists = {
        str(v): [e.as_report() | table_of(e.row, tables) for e in entries if e.problem.verdict is v]
        for v in Verdict
    }
    return {"imported": imported, **lists}


def table_of(row: int, tables: Sequence[PlanTable]) -> dict[str, str]:
    """Which list a row of a report stands on; nothing where there is only one."""
    return {"table": tables[row // STRIDE].name} if len(tables) > 1 else {}
