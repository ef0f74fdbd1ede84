"""The branch's own yearbook figures: counted on the spot, with the people behind each, held against last year's report."""

from collections.abc import Callable, Iterable, Sequence

from models.db.store import Store
from models.domain import charts, yearbook
from models.domain.appraisal import GRADES, MEMBERS
from models.domain.dates import full
from models.domain.errors import UserError
from models.domain.records import Person
from models.domain.yearbook import Period, Seen
from models.domain.yearbook_facts import YearbookFacts, gaps, look, members_behind, names_behind
from models.services.branch import load_branch
from models.services.figure_doubts import doubts
from models.services.figure_rows import Parts, figure_parts, picture_rows
from models.services.settings import Settings

REPORTED = "figures.reported."  # and the year whose end was reported
MOST = 1_000_000


class Figures:
    """Figures of any year, up to any day of it. `today` is the injectable clock (ISO date)."""

    def __init__(self, store: Store, settings: Settings, today: Callable[[], str]) -> None:
        self._store, self._settings, self._today = store, settings, today
        self._looked: tuple[object, Sequence[Seen]] = (None, ())

    def period(self, year: int, as_of: str = "") -> Period:
        """A year up to its end, to today, or to a day of it (the half-year report: its 30 June)."""
        if as_of and (not full(as_of) or as_of[:4] != str(year)):
            raise UserError(f"统计截止的日期应在 {year} 年里，请写成 {year}-06-30。")
        until = Period.until(year, self._today())
        return Period(year, min(as_of, until.last)) if as_of else until

    def years(self) -> list[int]:
        """This year and those before, as far as anything is known; the newest first."""
        this = int(self._today()[:4])
        first = self._store.value(
            """SELECT min(y) FROM (SELECT min(on_date) AS y FROM movement
               UNION ALL SELECT min(received_on) FROM payment UNION ALL SELECT min(held_on) FROM meeting WHERE held_on <> '')"""
        )
        earliest = int(str(first)[:4]) if first else this
        return list(range(this, min(this - 1, max(earliest, this - 9)) - 1, -1))

    def facts(self, year: int, as_of: str = "") -> YearbookFacts:
        """What D9 is made from, and the window shows."""
        period = self.period(year, as_of)
        parts = figure_parts(self._store)
        seen = self._look(period, parts)
        figures = yearbook.count(parts, year, as_of=period.last, seen=seen)
        reported = self.reported(year - 1)
        differs = reported not in (None, figures.get(yearbook.START, 0))
        return YearbookFacts(
            branch=load_branch(self._store),
            as_of=period.last,
            year=year,
            figures=figures,
            people=names_behind(seen, period),
            members=members_behind(seen, period),
            reported=reported,
            gaps=gaps(seen, period),
            suspects=doubts(self._store, period.before) if differs else (),
            graded=graded(self._store, year),
        )

    def people(self, year: int, key: str, as_of: str = "") -> list[int]:
        """Who is behind one figure, by name."""
        return ids_behind(self._look(self.period(year, as_of)), key)

    def _look(self, period: Period, parts: Parts | None = None) -> Sequence[Seen]:
        """Everybody in a period, gone through once until something changes: every click on a number asks for them."""
        state = (period, self._store.head)
        if self._looked[0] != state:
            self._looked = (state, look(parts or figure_parts(self._store, people_only=True), period))
        return self._looked[1]

    def pictured(
        self, ids: Sequence[int], day: str, past: Sequence[Person] | None = None
    ) -> yearbook.Figures:
        """The figures of the charts for these people; `past`: their cards of another day."""
        return pictured(self._store, ids, day, past)

    def reported(self, year: int) -> int | None:
        """How many members were reported for the end of a year; None while nobody has told."""
        told = self._settings.get(f"{REPORTED}{year}")
        return int(told) if told.isdigit() else None

    def set_reported(self, year: int, told: str) -> bool:
        """Keep what was reported for the end of a year; "" takes it back."""
        number = told.strip().removesuffix("名").removesuffix("人").strip()
        if number and (not number.isascii() or not number.isdigit() or int(number) > MOST):
            raise UserError(f"“{told}”不是人数，请填上年年报上的党员总数，例如 38。")
        return self._settings.set(f"{REPORTED}{year}", str(int(number)) if number else "")


def pictured(
    store: Store, ids: Sequence[int], day: str, past: Sequence[Person] | None = None
) -> yearbook.Figures:
    """The figures of the charts for these people, their ages on a day."""
    rows = (
        picture_rows(store, ids)
        if past is None
        else [(str(p.sex), p.birth_date, p.education, p.joined_on, str(p.category)) for p in past]
    )
    return charts.pictured(rows, day)


def ids_behind(seen: Iterable[Seen], key: str) -> list[int]:
    """Row numbers of those whom a figure counts; several keys, parted by line ends, are one set of people."""
    wanted: Sequence[str] = key.split("\n")
    return [int(one.person["id"]) for one in seen if not set(wanted).isdisjoint(yearbook.behind(one))]


def graded(store: Store, year: int) -> tuple[int, ...]:
    """How many got which grade in the appraisal of a year; nothing where nobody is graded."""
    rows = store.rows(
        """SELECT l.grade, count(*) FROM appraisal_line l JOIN appraisal a ON a.id = l.appraisal_id
           WHERE a.year = ? AND a.kind = ? AND l.grade <> '' GROUP BY l.grade""",
        (year, MEMBERS),
    )
    found = {str(grade): int(number) for grade, number in rows}
    return tuple(found.get(grade, 0) for grade in GRADES) if found else ()
