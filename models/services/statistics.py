"""Kept figures of the branches and of the whole committee, so that the yearbook's base table is there at once."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence

from models.db.store import Store
from models.db.transaction import Reader, Tx
from models.domain import yearbook
from models.domain.committee import Statistics, Unit, UnitKind
from models.domain.records import Branch
from models.domain.yearbook import Period
from models.domain.yearbook_facts import (
    UnitLine,
    YearbookFacts,
    gaps,
    look,
    members_behind,
    names_behind,
)
from models.services.figure_rows import figure_parts
from models.services.figures import ids_behind
from models.services.intake_worker import Found
from models.services.kept import Kept
from models.services.tree import Tree

_INSERT = """INSERT INTO summary (branch_id, year, members, figures, dues_fen, probationary, women)
    VALUES (?, ?, ?, ?, ?, ?, ?)"""


def keep(tx: Tx, year: int, merged: Mapping[str, Found]) -> None:
    """The figures that came with these packages, by branch uuid; the sums of the committee with them."""
    if not merged:
        return
    raw = tx.beside_journal
    ids = {str(uuid): int(row_id) for uuid, row_id in tx.rows("SELECT uuid, id FROM branch")}
    touched = [(ids[uuid],) for uuid in merged]
    raw.executemany("DELETE FROM summary WHERE branch_id = ?", touched)
    raw.executemany(
        _INSERT,
        [(ids[uuid], year, found.members, found.figures, *found.in_tree) for uuid, found in merged.items()],
    )
    raw.execute("DELETE FROM summary WHERE branch_id IS NULL", ())
    _sum_up(tx, year)


def _sum_up(tx: Tx, year: int) -> None:
    rows = tx.rows("SELECT members, figures FROM summary WHERE year = ? AND branch_id IS NOT NULL", (year,))
    figures = yearbook.add(json.loads(row[1]) for row in rows)
    text = json.dumps(figures, ensure_ascii=False)
    members = sum(row[0] for row in rows)
    tx.beside_journal.execute("DELETE FROM summary WHERE branch_id IS NULL AND year = ?", (year,))
    tx.beside_journal.execute(_INSERT, (None, year, members, text, *yearbook.in_tree(figures)))


class Yearbook:
    """Figures of any year for any part of the tree; a year nobody has asked for yet is counted once, then kept."""

    def __init__(self, store: Store, tree: Tree, today: Callable[[], str]) -> None:
        self._store, self._tree, self._today = store, tree, today
        self._lacking: Kept[int, list[int]] = Kept(store, ("branch",), 4)  # of a year, half of all the time
        self._told: Kept[int, dict[int, Period]] = Kept(store, ("received", "branch"), 4)

    def statistics(self, unit_id: int, year: int) -> Statistics:
        """The base figures of what hangs below a unit; of the whole committee for 0."""
        lacking = self._lacking.get(year, lambda: missing(self._store, year))
        if lacking and not self._store.read_only:
            with self._store.transaction(f"统计 {year} 年", undoable=False) as tx:
                make(tx, year, lacking)
        unit, branches = self._tree.part(unit_id)
        days = self._periods(year)
        told = [days[one.branch_id].last for one in branches if one.branch_id in days]
        return Statistics(
            unit=unit,
            year=year,
            as_of=max(told, default=min(f"{year}-12-31", self._today())),
            since=min(told, default=""),
            branches=sum(bool(one.branch_id) for one in branches),
            silent=tuple(one.name for one in branches if not one.branch_id),
            figures=self._figures(unit, branches, year),
        )

    def facts(self, unit_id: int, year: int) -> YearbookFacts:
        """What D9 is made from: figures of a unit, and its branches to check against."""
        found = self.statistics(unit_id, year)
        rows = self._store.rows(
            "SELECT branch_id, figures FROM summary WHERE year = ? AND branch_id IS NOT NULL", (year,)
        )
        kept = {int(row[0]): str(row[1]) for row in rows}
        below = [one for one in self._tree.below(found.unit.id) if one.branch_id in kept]
        own, period = found.unit, Period(year, found.as_of)
        of_branch = own.kind is UnitKind.BRANCH and below
        seen = (
            look(figure_parts(self._store, (below[0].branch_id,), people_only=True), period)
            if of_branch
            else []
        )
        return YearbookFacts(
            branch=Branch(uuid=own.uuid, name=own.name),
            as_of=found.as_of,
            since=found.since if found.since != found.as_of else "",
            year=year,
            figures=dict(found.figures),
            people=names_behind(seen, period),
            members=members_behind(seen, period),
            gaps=gaps(seen, period),
            units=self._lines(own, below, kept) if own.kind is not UnitKind.BRANCH else (),
        )

    def _lines(self, own: Unit, below: Sequence[Unit], kept: Mapping[int, str]) -> tuple[UnitLine, ...]:
        """The branches in the order of the tree, under the sums of the general branches between them and the unit."""
        figures = {one.id: json.loads(kept[one.branch_id]) for one in below}
        units = self._tree.units()
        above = {
            unit.id: unit.parent_id for unit in units if unit.kind is UnitKind.GENERAL and unit.id != own.id
        }
        found: list[UnitLine] = []
        for unit in units:
            if unit.id in above:
                inside = [figures[one.id] for one in units if one.id in figures and one.parent_id == unit.id]
                if inside:
                    found.append(UnitLine(name=unit.name, figures=yearbook.add(inside), is_sum=True))
            elif unit.id in figures:
                inner = unit.parent_id in above
                found.append(UnitLine(name=unit.name, figures=figures[unit.id], is_inside=inner))
        return tuple(found)

    def people(self, unit_id: int, year: int, key: str) -> list[int]:
        """Who is behind one figure of what hangs below a unit, by name."""
        unit, branches = self._tree.part(unit_id)
        ids = [one.branch_id for one in branches if one.branch_id]
        if not ids:
            return []
        whole = () if unit.kind is UnitKind.COMMITTEE else ids
        parts = figure_parts(self._store, whole, people_only=True)
        return ids_behind(look(parts, Period(year), self._periods(year)), key)

    def _periods(self, year: int) -> dict[int, Period]:
        """How much of a year each branch has told, by partition."""
        return self._told.get(year, lambda: periods(self._store, year))

    def _figures(self, unit: Unit, branches: Sequence[Unit], year: int) -> yearbook.Figures:
        ids = [one.branch_id for one in branches if one.branch_id]
        total = int(self._store.value("SELECT count(*) FROM branch") or 0)
        if unit.kind is UnitKind.COMMITTEE and len(ids) == total:  # nobody is closed: the kept sum is theirs
            sql = "SELECT figures FROM summary WHERE year = ? AND branch_id IS NULL"
            return json.loads(self._store.value(sql, (year,)) or "{}")
        kept: list[str] = []
        for at in range(0, len(ids), 500):
            some = ids[at : at + 500]
            sql = (
                f"SELECT figures FROM summary WHERE year = ? AND branch_id IN ({', '.join('?' * len(some))})"
            )
            kept += [str(row[0]) for row in self._store.rows(sql, (year, *some))]
        return yearbook.add(map(json.loads, kept))


def missing(reader: Reader, year: int) -> list[int]:
    """Branches whose figures for a year are not kept, or were counted otherwise by an earlier version."""
    rows = reader.rows(
        """SELECT id FROM branch WHERE id NOT IN
           (SELECT branch_id FROM summary WHERE year = ? AND branch_id IS NOT NULL AND instr(figures, ?))""",
        (year, f'"{yearbook.EDITION}"'),
    )
    return [int(row[0]) for row in rows]


def periods(reader: Reader, year: int) -> dict[int, Period]:
    """A year up to the day of the last package of each branch, by partition."""
    rows = reader.rows(
        """SELECT b.id, r.made_at, max(r.number) FROM branch b JOIN received r ON r.branch_uuid = b.uuid
           WHERE r.result = 'merged' GROUP BY b.id"""  # the day that stands beside the highest number
    )
    days = {str(made_at)[:10] for _, made_at, _ in rows}
    of_day = {day: Period.until(year, day) for day in days}
    return {int(branch): of_day[str(made_at)[:10]] for branch, made_at, _ in rows}


def make(tx: Tx, year: int, branch_ids: Iterable[int]) -> None:
    """Count a year of these branches from the tables, and keep it."""
    made: list[tuple[object, ...]] = []
    told = periods(tx, year)
    for branch_id in branch_ids:
        parts = figure_parts(tx, (branch_id,))
        figures = yearbook.count(parts, year, as_of=told[branch_id].last if branch_id in told else "")
        text = json.dumps(figures, ensure_ascii=False)
        members = figures.get(yearbook.END, 0)
        made.append((branch_id, year, members, text, *yearbook.in_tree(figures)))
    touched = [(year, row[0]) for row in made]
    tx.beside_journal.executemany("DELETE FROM summary WHERE year = ? AND branch_id = ?", touched)
    tx.beside_journal.executemany(_INSERT, made)
    _sum_up(tx, year)
