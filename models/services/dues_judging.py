"""Judging a dues book against the roster and against what is on record: the plan of an import."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from models.domain.dates import chinese_date
from models.domain.dues_cell import Form, Said, read_cell
from models.domain.dues_grid_sheet import judge
from models.domain.dues_line import (
    DIFFERS,
    TOTAL,
    WAIVED,
    LineReading,
    SheetLine,
    Span,
    Yardstick,
    months_words,
    rounding_of,
)
from models.domain.dues_waivers import Waiver
from models.domain.money import yuan
from models.domain.roster_cleaning import Problem, Verdict
from models.services.dues_ground import Payer
from models.services.dues_people import Meant
from models.services.dues_plan import (
    Asked,
    DuesChoices,
    DuesPlan,
    Ground,
    PlannedDues,
    TableYear,
    joined,
    planned_standards,
)
from models.services.dues_sheets import DuesBook, DuesTable, SheetPerson, SumRow
from models.services.import_plan import NOBODY, ROW, Entry

OUTSIDE, KNOWN, CLOSED, KEPT, AGAIN = (
    "month.outside", "month.paid", "month.closed", "standard.kept", "id.duplicate",
)  # fmt: skip


def plan_dues(book: DuesBook, ground: Ground, choices: DuesChoices | None = None) -> DuesPlan:
    """What the book would bring, with what the user chose so far."""
    chosen = choices or DuesChoices()
    tables = [_dated(table, chosen, ground.today) for table in book.tables]
    dated = [table for table in tables if table.year]
    lines = (line for table in dated for _, line in table.lines)
    by = replace(ground.by, rounding=rounding_of(lines, ground.by))
    judging = _Judging(book, ground, by, chosen)
    for table in dated:
        judging.table(table)
    return DuesPlan(
        path=book.path,
        book=book,
        ground=ground,
        tables=tuple(_table_year(table) for table in tables),
        people=tuple(judging.people.values()),
        entries=tuple(sorted(judging.entries, key=lambda entry: entry.row)),
        asked=tuple(judging.asked),
        notes=(*book.notes, *judging.notes()),
        rounding=by.rounding,
        choices=chosen,
    )


def _dated(table: DuesTable, chosen: DuesChoices, today: str) -> DuesTable:
    """With the year the user says; a year that cannot be is none."""
    year = chosen.years.get(table.number, table.year)
    by = "选定" if table.number in chosen.years else table.year_by
    if not 1949 <= year <= int(today[:4]) + 1:
        year, by = 0, ""
    lines = tuple((who, replace(line, year=year)) for who, line in table.lines)
    return replace(table, year=year, year_by=by, lines=lines)


def _table_year(table: DuesTable) -> TableYear:
    return TableYear(
        number=table.number,
        sheet=table.sheet,
        year=table.year,
        by=table.year_by,
        years=table.years,
        lines=len(table.lines),
    )


class _Judging:
    """Table after table: one member's year is one, wherever its parts stand."""

    def __init__(self, book: DuesBook, ground: Ground, by: Yardstick, chosen: DuesChoices) -> None:
        self.people: dict[tuple[int, int], PlannedDues] = {}
        self.entries: list[Entry] = []
        self.asked: list[Asked] = []
        self._book, self._ground, self._by, self._chosen = book, ground, by, chosen
        self._of_year: dict[int, Mapping[int, Payer]] = {}
        self._again = self._quarters = 0

    def table(self, table: DuesTable) -> None:
        if table.year not in self._of_year:
            self._of_year[table.year] = self._ground.payers(table.year)
        by = replace(self._by, texts=table.texts)
        read: list[LineReading] = []
        for who, line in table.lines:
            key = (line.row, line.year, by.rounding)
            reading = self._ground.readings.get(key) or judge(line, by)
            self._ground.readings[key] = reading
            read.append(reading)
            self._quarters += any(s.last > s.first and not s.joined for s in line.months)
            if line.row not in self._chosen.left_out:
                self._line(who, line, reading)
        for row, words in table.left:
            self._refuse(row, "", NOBODY, words, "不像人员，没有导入（如果是，请改正姓名后再导入）")
        self.entries += sums_of(table, read)

    def _line(self, who: SheetPerson, line: SheetLine, reading: LineReading) -> None:
        meant = self._ground.people.meant(who, line.year, self._chosen.people.get(line.row, 0))
        payer = self._of_year[line.year].get(meant.person_id)
        if not meant.person_id or payer is None:
            self._nobody(line, meant)
            self.entries += [
                Entry(row=line.row, name=line.name, problem=problem) for problem in reading.problems
            ]
            return
        planned = self._planned(line, reading, payer)
        key = (planned.person_id, line.year)
        before = self.people.get(key)
        if before is not None:
            whole = joined(before, planned)
            if whole is None:
                where = self._book.place(before.row)
                message = f"与{where}的“{before.name}”是同一个人、同样的月份，没有重复导入"
                self._refuse(line.row, line.name, AGAIN, line.name, message, where)
                return
            planned = whole
        self.people[key] = planned
        said = planned.problems[len(before.problems) if before else 0 :]
        self.entries += [Entry(row=line.row, name=line.name, problem=problem) for problem in said]

    def _nobody(self, line: SheetLine, meant: Meant) -> None:
        code = meant.code or "person.left"
        message = meant.message or f"{line.name}这一年不在本支部，请核对"
        self._refuse(line.row, line.name, code, line.name, message)
        self.asked.append(Asked(row=line.row, name=line.name, message=message, candidates=meant.candidates))

    def _planned(self, line: SheetLine, reading: LineReading, payer: Payer) -> PlannedDues:
        there = self._ground.waived.get(payer.person_id, ())
        waivers = tuple(one for one in reading.waivers if not _recorded(one, line.year, there))
        recorded = {months_words(one.first, one.last) for one in reading.waivers if one not in waivers}
        problems = [p for p in reading.problems if p.code != WAIVED or p.field not in recorded]
        paid, known = self._months(line, reading, payer, problems)
        by_rule = line.row in self._chosen.by_rule
        owed = [month for month in range(1, 13) if payer.owes(f"{line.year}-{month:02d}")]
        first = owed[0] if owed else 1
        standards = planned_standards(reading, first, by_rule, line.year)
        kept = payer.standards
        for one in standards:
            there = kept.get(one.from_month)
            if there is not None and there != one.fen:
                message = f"台账里{chinese_date(one.from_month)}起的标准是 {yuan(there)} 元，表中是 {yuan(one.fen)} 元，没有改动台账，请核对"
                problems.append(_doubt("月标准", KEPT, yuan(one.fen), yuan(there), message))
        return PlannedDues(
            row=line.row,
            rows=(line.row,),
            person_id=payer.person_id,
            name=payer.name,
            year=line.year,
            kind=reading.kind,
            base_fen=reading.base_fen,
            standards=tuple(one for one in standards if one.from_month not in kept),
            paid=paid,
            waivers=waivers,
            problems=tuple(problems),
            notes=reading.notes,
            known_months=known,
            differs=any(problem.code == DIFFERS for problem in reading.problems),
        )

    def _months(
        self, line: SheetLine, reading: LineReading, payer: Payer, problems: list[Problem]
    ) -> tuple[dict[str, int], tuple[str, ...]]:
        """What is to be posted, and the months that are on record already."""
        paid: dict[str, int] = {}
        known: list[str] = []
        outside: list[int] = []
        differ: dict[tuple[int, int], list[int]] = {}  # (on record, in the sheet) -> months
        for number, fen in reading.paid.items():
            month = f"{line.year}-{number:02d}"
            there = payer.paid.get(month, 0)
            if there > 0:
                known.append(month)
                self._again += there == fen
                if there != fen:
                    differ.setdefault((there, fen), []).append(number)
                continue
            paid[month] = fen
            if not payer.owes(month):
                outside.append(number)
        for (there, fen), months in differ.items():
            for first, last in _runs(months):
                where, each = months_words(first, last), "各" if last > first else ""
                message = (
                    f"台账里{where}已{each}记 {yuan(there)} 元，表中是 {yuan(fen)} 元，没有重复记入，请核对"
                )
                problems.append(_doubt(where, KNOWN, yuan(fen), yuan(there), message))
        for first, last in _runs([int(m[5:]) for m in paid if m in self._ground.closed]):
            where = months_words(first, last)
            message = f"{where}已经结账，表中有交费，先照表记为已交，请核对"
            problems.append(_doubt(where, CLOSED, yuan(paid[f"{line.year}-{first:02d}"]), "", message))
        for first, last in _runs(outside):
            where = months_words(first, last)
            message = (
                f"{payer.name}{where}按名册不在本支部，表中有交费，先照表记入，请核对入党、转入或转出日期"
            )
            problems.append(_doubt(where, OUTSIDE, yuan(paid[f"{line.year}-{first:02d}"]), "", message))
        return paid, tuple(known)

    def _refuse(self, row: int, name: str, code: str, before: str, message: str, after: str = "") -> None:
        problem = Problem(
            field=ROW, code=code, verdict=Verdict.REFUSED, before=before, after=after, message=message
        )
        self.entries.append(Entry(row=row, name=name, problem=problem))

    def notes(self) -> Iterator[str]:
        if self._again:
            yield f"有 {self._again} 个月的交费台账里已经有，数额相同，没有重复记入"
        if self._quarters:
            yield "按季（或几个月一列）填写的数额，平均记到各月"
        if self._by.rounding != "分":
            yield f"表中的标准按“{self._by.rounding}”取整，照此核对；如当地如此规定，请在设置里也选“{self._by.rounding}”"


def _recorded(waiver: Waiver, year: int, there: Sequence[tuple[str, str]]) -> bool:
    """Whether a reduction on record touches these months: then it speaks, not the sheet."""
    return any(
        first <= f"{year}-{waiver.last:02d}" and f"{year}-{waiver.first:02d}" <= last for first, last in there
    )


def _runs(months: Sequence[int]) -> Iterator[tuple[int, int]]:
    start = 0
    for at, month in enumerate(months):
        if at + 1 == len(months) or months[at + 1] != month + 1:
            yield months[start], month
            start = at + 1


def _doubt(where: str, code: str, before: str, after: str, message: str) -> Problem:
    return Problem(
        field=where, code=code, verdict=Verdict.DOUBTFUL, before=before, after=after, message=message
    )


def sums_of(table: DuesTable, read: Sequence[LineReading]) -> Iterator[Entry]:
    """Lines of totals that do not add up: a part counts from the one before it, or from the first."""
    since = 0
    for one in table.sums:
        above = [reading for reading in read if reading.line.row < one.row]
        part = [reading for reading in above if reading.line.row > since] if one.part else above
        ways = [part, above] if one.part else [above]
        since = one.row if one.part else since
        for where, cell, sums in _checked(one, ways):
            said = read_cell(cell)
            if said.said is not Said.AMOUNT or said.fen in (fen for pair in sums for fen in pair):
                continue
            right, plain = sums[0]
            why = ""
            if said.fen == plain:
                why = "（表里只加了数字格）"
            message = (
                f"{one.label}行的{where}写 {yuan(said.fen)} 元，各行相加是 {yuan(right)} 元{why}，请核对"
            )
            yield Entry(row=one.row, name="", problem=_doubt(where, TOTAL, said.text, yuan(right), message))


def _checked(
    one: SumRow, ways: Sequence[Sequence[LineReading]]
) -> Iterator[tuple[str, object, list[tuple[int, int]]]]:
    """What stands in the line, beside (the sum of what was paid, the same as it stands in the cells)."""
    yield "合计", one.total, [_twice(sum(r.paid_fen for r in way)) for way in ways]
    for span in one.months:
        sums = [
            (
                sum(fen for r in way for month, fen in r.paid.items() if span.first <= month <= span.last),
                sum(_written(r, span) for r in way),
            )
            for way in ways
        ]
        yield months_words(span.first, span.last), span.cell, sums


def _twice(fen: int) -> tuple[int, int]:
    return fen, fen


def _written(reading: LineReading, span: Span) -> int:
    cells = [read_cell(s.cell) for s in reading.line.months if s.first == span.first]
    return sum(cell.fen for cell in cells if cell.said is Said.AMOUNT and cell.form is not Form.WORDS)
