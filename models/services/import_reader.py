"""Going down a sheet once: every row a person, somebody already known, or nobody; every doubtful cell said."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from models.domain.errors import Cancelled
from models.domain.group_line import group_of
from models.domain.roster_cleaning import (
    Cleaner,
    Problem,
    Value,
    Verdict,
    as_text,
    is_note,
    is_place,
    looks_like_name,
    plain_text,
)
from models.domain.roster_row import CleanRow, Judged, assume_category, clean_row, judge, settle
from models.domain.roster_slip import NOWHERE, SERIAL, is_somebody, realign
from models.services.import_plan import NOBODY, NOTE, ROW, Entry, PlannedPerson
from models.services.import_twins import Known, trace_of, twin_of
from models.services.sheet_layout import Layout, is_repeated_head, squeeze
from models.services.sheets import Cell, SheetGrid

PULSE = 500
_MONTH_HEADS = ("年月",)
_REMEMBERED = 20_000  # different cells of a column
_UNSTORED = frozenset({SERIAL, NOWHERE})
_ENOUGH = 3  # cells that make a row about somebody
_DITTO = frozenset({"同上", "〃", "″", "''", '"', "”", "同 上"})
_REPEATABLE = frozenset(
    {
        *("address", "household", "native_place", "branch_name", "joined_branch", "party_group", "employer"),
        *("post", "ethnicity", "education", "category", "stratum"),
    }
)
_AROUND = " \u3000*＊"

Progress = Callable[[int, int], None]
IsCancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Met:
    """A row about somebody on record."""

    row: int
    person_id: int
    clean: CleanRow
    problem: Problem


class Reader:
    """What it has read is in `people`, `met` and `entries`."""

    def __init__(
        self,
        grid: SheetGrid,
        layout: Layout,
        fields: Mapping[int, str],
        known: Known,
        today: str,
        base: int = 0,
        name: str = "",
        met_as: dict[int, str] | None = None,
        own: Mapping[str, Cleaner] | None = None,
        group: str = "",
        groups: Sequence[str] = (),
    ) -> None:
        """Of several tables, each has its `base` of row numbers and its `name`, and they share `known` and `met_as`.

        `own`: how the cells of own fields are read. `group`: whose list it is, until a line names another; `groups`:
        what the branch calls its own.
        """
        self.people: list[PlannedPerson] = []
        self.met: list[Met] = []
        self.entries: list[Entry] = []
        self.derived = 0
        self._grid = grid
        self._layout = layout
        self._fields = dict(fields)
        headless = {index: NOWHERE for index, label in enumerate(layout.labels) if not label}
        self._places = headless | self._fields
        self._notes = any(name.startswith(NOTE) for name in fields.values())
        self._columns: list[tuple[int, str, dict[str, Judged]]] = [
            (i, n, {}) for i, n in self._places.items()
        ]
        self._width = grid.width  # goes over every row: once
        self._known = known
        self._today = today
        self._months = months_asked(grid, layout, fields)
        self._base, self._table, self._own = base, name, own or {}
        self._met_as: dict[int, str] = {} if met_as is None else met_as
        self._group, self._groups = group, groups
        self._above: Mapping[str, object] = {}
        self._name_at = next((i for i, name in self._fields.items() if name == "name"), -1)
        self._head_words = {squeeze(part) for label in layout.labels for part in label.split(" · ")}
        self._head_initials = {word[:1] for word in self._head_words}

    def run(self, progress: Progress, cancelled: IsCancelled) -> None:
        start = self._layout.last + 1
        rows = self._grid.rows
        total = len(rows) - start
        for done in range(total):
            if done % PULSE == 0:
                progress(done, total)
                if cancelled():
                    raise Cancelled
            self._row(self._base + start + done + 1, rows[start + done])
        progress(total, total)

    def _row(self, number: int, row: Sequence[Cell]) -> None:
        clean = self._straight(row)
        if clean is not None:
            self._person(number, clean, None)
            return
        filled = [
            i
            for i, cell in enumerate(row)
            if cell != "" and (type(cell) is not str or not cell.isspace() and cell[0] != "#" or _says(cell))
        ]
        if not filled or self._is_group(number, row, filled):
            return
        if len(filled) == 1 and self._fields.get(filled[0]) == SERIAL:
            return
        if self._may_be_head(row) and is_repeated_head(row, self._layout):
            self._not_a_person(number, row, "重复的表头，已略过")
            return
        if self._is_heading(row, filled[0]):
            self._not_a_person(number, row, "不是人员（标题、合计、签名等），已略过")
            return
        self._crooked(number, row, filled)

    def _is_group(self, number: int, row: Sequence[Cell], filled: Sequence[int]) -> bool:
        """A line that names the group of those beneath it, perhaps with its leader: not of one who stands in it."""
        first = filled[0]
        if len(filled) > _ENOUGH or self._fields.get(first) == "party_group":
            return False
        if first != self._name_at and self._name_in(row):
            return False
        group = group_of(row[first], self._groups)
        if group:
            self._group = group
            self._not_a_person(number, row, f"党小组的标题行：下面的人编入“{group}”")
        return bool(group)

    def _straight(self, row: Sequence[Cell]) -> CleanRow | None:
        """The usual row: every cell fits its column, so that nothing can have slipped. None for any other."""
        if self._notes or not self._name_in(row):
            return None
        named: dict[str, object] = {}
        values: dict[str, Value] = {}
        problems: list[Problem] = []
        width, months = len(row), self._months
        for index, name, known in self._columns:
            if index >= width or (cell := row[index]) == "":
                continue
            judged = known.get(cell) if type(cell) is str else None
            if judged is None:
                judged = judge(name, cell, months, self._own)
                if cell in _DITTO:
                    return None
                if type(cell) is str and len(known) < _REMEMBERED:
                    known[cell] = judged
            if not judged.fits or judged.tells:
                return None
            if name not in named and name not in _UNSTORED:
                named[name] = cell
                values[name] = judged.value
                if judged.problems:
                    problems += judged.problems
            elif name in named and not _says(named[name]):
                return None
        first = next(cell for cell in row if cell != "")
        if len(named) < _ENOUGH or not looks_like_name(named["name"]) or _leads(first):
            return None
        return settle(named, values, problems, self._today)

    def _crooked(self, number: int, row: Sequence[Cell], filled: Sequence[int]) -> None:
        """A row of which something does not fit: put back in place, or nobody at all."""
        cells: Sequence[object] = row
        shifted: Problem | None = None
        if len(filled) > 2 and (moved := realign(row, self._places, self._width)) is not None:
            cells, certain = moved
            shifted = _shift_problem(row, cells, certain)
        named = self._named(cells)
        repeated = self._repeat(named)
        if not looks_like_name(named.get("name", "")) and not is_somebody(named):
            if shifted is not None:
                self._nameless(number, shifted)
                return
            empty = not plain_text(named.get("name", ""))
            several = len([i for i in filled if self._fields.get(i) not in (None, SERIAL)]) > 2
            why = "没有姓名，没有导入" if empty and several else "不是人员（标题、合计、签名等），已略过"
            self._not_a_person(number, row, why)
            return
        clean = clean_row(self._noted(named), self._today, self._months, self._own)
        self._person(number, replace(clean, problems=[*repeated, *clean.problems]), shifted)

    def _repeat(self, named: dict[str, object]) -> list[Problem]:
        """同上 means what the last person has: put in its place, and said."""
        found: list[Problem] = []
        for name, cell in named.items():
            above = self._above.get(name, "")
            if name in _REPEATABLE and above != "" and cell in _DITTO:
                after = plain_text(above)
                named[name] = above
                found.append(
                    Problem(
                        field=name,
                        code="code.normalised",
                        verdict=Verdict.REPAIRED,
                        before=as_text(cell),
                        after=after,
                        message="“同上”已换成上一人的内容",
                    )
                )
        return found

    def _name_in(self, row: Sequence[Cell]) -> bool:
        return 0 <= self._name_at < len(row) and _says(row[self._name_at])

    def _may_be_head(self, row: Sequence[Cell]) -> bool:
        """A head printed again has its own word, or nothing, where the names are."""
        if not self._name_in(row):
            return True
        text = as_text(row[self._name_at])
        return text.strip(_AROUND)[:1] in self._head_initials and squeeze(text) in self._head_words

    def _named(self, cells: Sequence[object]) -> dict[str, object]:
        """Cells by field; of two columns for one field the first that is filled counts."""
        named: dict[str, object] = {}
        width = len(cells)
        for index, name in self._fields.items():
            cell = cells[index] if index < width else ""
            if cell != "" and (name not in named or not _says(named[name])):
                named[name] = cell
        return named

    def _noted(self, named: dict[str, object]) -> dict[str, object]:
        """What goes into the remark under its head is put there."""
        notes = [name for name in named if name.startswith(NOTE)]
        if not notes:
            return named
        texts = [plain_text(named.get("remark", ""))]
        texts += [f"{name.removeprefix(NOTE)}：{plain_text(named.pop(name))}" for name in notes]
        return {**named, "remark": "；".join(filter(None, texts))}

    def _person(self, number: int, clean: CleanRow, shifted: Problem | None) -> None:
        if self._group and not clean.values.get("party_group"):
            clean = replace(clean, values={**clean.values, "party_group": self._group})
        self._above = clean.values
        trace = trace_of(self._where(number), clean)
        twin = twin_of(self._known, trace, str(clean.values.get("id_number", "")))
        if twin.person_id and twin.problem is not None:
            self._meet(number, twin.person_id, clean, twin.problem)
            return
        row = assume_category(clean, self._today)
        name = str(row.values["name"])
        problems = [*([shifted] if shifted else ()), *row.problems]
        values: dict[str, Any] = dict(row.values)
        if twin.problem is not None:
            problems.append(twin.problem)
            if twin.problem.verdict is Verdict.REFUSED:
                self.entries.append(Entry(row=number, name=name, problem=twin.problem))
                return
            values["id_number"] = ""
        self._known.keep(trace)
        self.derived += bool(row.derived)
        self.people.append(PlannedPerson(row=number, values=values, problems=tuple(problems)))
        self.entries += [Entry(row=number, name=name, problem=problem) for problem in problems]

    def _meet(self, number: int, person_id: int, clean: CleanRow, problem: Problem) -> None:
        """Somebody on record; met twice on one sheet, only the first row counts."""
        name = str(clean.values["name"])
        here = self._where(number)
        first = self._met_as.setdefault(person_id, here)
        if first != here:
            again = f"与{first}的“{name}”是同一个人，没有重复导入"
            problem = replace(problem, after=first, message=again)
        else:
            self.met.append(Met(number, person_id, clean, problem))
        self.entries.append(Entry(row=number, name=name, problem=problem))

    def _where(self, number: int) -> str:
        """第 12 行, or “第二小组”第 12 行 where several lists are read."""
        table = f"“{self._table}”" if self._table else ""
        return f"{table}第 {number - self._base} 行"

    def _is_heading(self, row: Sequence[Cell], first: int) -> bool:
        """A total or a note which begins in the column of numbers or names, or ends with a colon."""
        cell = row[first]
        if self._fields.get(first) == SERIAL and (type(cell) is not str or cell.isdigit()):
            return False
        text = plain_text(cell)
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
        problem = Problem(field=ROW, code=NOBODY, verdict=Verdict.REFUSED, before=before, message=why)
        self.entries.append(Entry(row=number, name="", problem=problem))


def _says(cell: object) -> bool:
    """Whether a cell holds anything to read."""
    if type(cell) is str:
        return not cell.isspace() and cell != "" and (cell[0] != "#" or bool(as_text(cell)))
    return cell is not None


def _leads(first: Cell) -> bool:
    """填表人：… at the beginning of a row: looked at more closely."""
    return type(first) is str and (":" in first or "：" in first)


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


def fill_merged(grid: SheetGrid, layout: Layout, fields: Mapping[int, str]) -> None:
    """A cell merged down over several people says the same of each: a group, a branch, an address."""
    for top, left, bottom, right in grid.merged:
        if top <= layout.last or bottom == top or left != right or fields.get(left) not in _REPEATABLE:
            continue
        for row in grid.rows[top + 1 : bottom + 1]:
            if left < len(row) and row[left] == "":
                row[left] = grid.rows[top][left]


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
