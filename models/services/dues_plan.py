"""What a dues sheet would bring: everybody's standards, months and waivers, and every doubt. Nothing is written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from models.domain.dues_line import LineReading, Yardstick
from models.domain.dues_waivers import Waiver
from models.domain.money import yuan
from models.domain.roster_cleaning import Problem, Verdict
from models.services.dues_ground import Payer, Stretches
from models.services.dues_people import Candidate, People
from models.services.dues_sheets import DuesBook
from models.services.import_plan import STRIDE, Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class DuesChoices:
    """What the user decided. `people`: who a row is; `by_rule`: rows whose standard is to be the rule's."""

    people: Mapping[int, int] = field(default_factory=dict[int, int])
    left_out: frozenset[int] = frozenset()
    by_rule: frozenset[int] = frozenset()
    years: Mapping[int, int] = field(default_factory=dict[int, int])  # of tables, by number


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStandard:
    """A standard to be kept from a month on; `written` is the sheet's own amount."""

    from_month: str
    fen: int
    written: int
    rule_fen: int | None
    uncapped_fen: int = 0
    band: str = ""
    citation_id: str = ""
    explanation: str = ""
    rule_version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDues:
    """One member's year. `rows`: where it stands (several sheets may have parts of it)."""

    row: int
    rows: tuple[int, ...]
    person_id: int
    name: str
    year: int
    kind: str
    base_fen: int
    standards: tuple[PlannedStandard, ...] = ()
    paid: Mapping[str, int] = field(default_factory=dict[str, int])
    waivers: tuple[Waiver, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    known_months: tuple[str, ...] = ()  # on record already, and the same
    differs: bool = False  # a standard that is not the rule's

    @property
    def paid_fen(self) -> int:
        return sum(self.paid.values())

    @property
    def is_new(self) -> bool:
        return bool(self.paid or self.standards or self.waivers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a book is judged against: who is on the roster, what is on record, how dues are worked out.

    `payers`: of a year, by person; `closed`: months that are closed; `waived`: by person, stretches with a reduction.
    """

    people: People
    payers: Callable[[int], Mapping[int, Payer]]
    by: Yardstick
    today: str
    closed: frozenset[str] = frozenset()
    waived: Mapping[int, Stretches] = field(default_factory=dict[int, Stretches])
    readings: dict[tuple[int, int, str], LineReading] = field(  # by row, year and rounding: judged once
        default_factory=dict[tuple[int, int, str], LineReading], repr=False, compare=False
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A line of somebody who must be pointed out."""

    row: int
    name: str
    message: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableYear:
    """Of which year a table is, and where that stands; `year` 0 must be asked."""

    number: int
    sheet: str
    year: int
    by: str
    years: tuple[int, ...]
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DuesPlan:
    """What would happen. `rounding`: to what the sheet's own standards are rounded."""

    path: Path
    book: DuesBook
    ground: Ground
    tables: tuple[TableYear, ...]
    people: tuple[PlannedDues, ...]
    entries: tuple[Entry, ...]
    asked: tuple[Asked, ...] = ()
    notes: tuple[str, ...] = ()
    rounding: str = "分"
    choices: DuesChoices = field(default_factory=DuesChoices)

    def of(self, verdict: Verdict) -> list[Entry]:
        return [entry for entry in self.entries if entry.problem.verdict is verdict]

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(sorted({table.year for table in self.tables if table.year}))

    @property
    def without_year(self) -> tuple[TableYear, ...]:
        return tuple(table for table in self.tables if not table.year)

    @property
    def new(self) -> tuple[PlannedDues, ...]:
        """Those of whom something would be written."""
        return tuple(one for one in self.people if one.is_new)

    @property
    def paid_fen(self) -> int:
        return sum(one.paid_fen for one in self.people)

    def report(self) -> dict[str, Any]:
        """{"imported", "repaired", "doubtful", "refused"} as in every import; rows of several sheets with their sheet."""
        sheets = {table.number: table.sheet for table in self.book.tables}
        several = len(sheets) > 1

        def line(entry: Entry) -> dict[str, Any]:
            return entry.as_report() | ({"table": sheets[entry.row // STRIDE]} if several else {})

        lists = {str(v): [line(e) for e in self.of(v)] for v in Verdict}
        return {"imported": len({one.person_id for one in self.people}), **lists}


def planned_standards(
    reading: LineReading, start: int, by_rule: bool, year: int
) -> tuple[PlannedStandard, ...]:
    """The standards of a line from the first month that is owed on; by the rule where the user wants it so."""
    found: list[PlannedStandard] = []
    for one in reading.standards:
        rule = one.rule
        fen = rule.amount_fen if by_rule and rule is not None else one.fen
        made = PlannedStandard(
            from_month=f"{year}-{max(one.first, start):02d}",
            fen=fen,
            written=one.fen,
            rule_fen=rule.amount_fen if rule is not None else None,
            uncapped_fen=rule.uncapped_fen if rule is not None else 0,
            band=rule.band if rule is not None else "",
            citation_id=rule.citation.id if rule is not None else "",
            explanation=rule.explanation if rule is not None else "",
            rule_version=rule.rule_version if rule is not None else "",
        )
        if found and found[-1].from_month == made.from_month:
            found[-1] = made
        elif not found or found[-1].fen != made.fen:
            found.append(made)
    return tuple(found)


def joined(first: PlannedDues, again: PlannedDues) -> PlannedDues | None:
    """Two lines of one member's year as one (a quarter a sheet, a change in the middle); None when months clash."""
    if set(first.paid) & set(again.paid):
        return None
    standards = {one.from_month: one for one in again.standards} | {
        one.from_month: one for one in first.standards
    }
    kept: list[PlannedStandard] = []
    for _, one in sorted(standards.items()):
        if not kept or kept[-1].fen != one.fen:
            kept.append(one)
    return replace(
        first,
        rows=(*first.rows, *again.rows),
        kind=first.kind or again.kind,
        base_fen=first.base_fen or again.base_fen,
        standards=tuple(kept),
        paid=dict(sorted((*first.paid.items(), *again.paid.items()))),
        waivers=(*first.waivers, *again.waivers),
        problems=(*first.problems, *again.problems),
        notes=(*first.notes, *again.notes),
        known_months=(*first.known_months, *again.known_months),
        differs=first.differs or again.differs,
    )


def standard_words(one: PlannedStandard) -> str:
    """60.00 元（按规定 30.00 元）"""
    rule = one.rule_fen
    return f"{yuan(one.fen)} 元" + (
        f"（按规定 {yuan(rule)} 元）" if rule is not None and rule != one.fen else ""
    )
