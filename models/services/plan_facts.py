"""What the papers of a year's plan and summary say beside the plan: members, turnout, pipeline, dues, movements."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from models.db.store import Store
from models.domain.dates import add_days
from models.domain.past_dossier import in_pipeline_on
from models.domain.pipeline import REFUSED, step_def
from models.domain.plan_facts import PlanFacts, Turnout
from models.domain.planner_windows import Window
from models.domain.records import PIPELINE_CATEGORIES, Category, MeetingKind, Person
from models.domain.year_plan import State, YearPlan

if TYPE_CHECKING:
    from models.services.desk import Desk

_TOLD = ("apply", "activist", "candidate", "admission", "approval", "confirmation", "confirmation_approval")


def plan_facts(desk: "Desk", year: int, as_of: str = "") -> PlanFacts:
    """Everything as of a day of the year; of a year to come, as of today."""
    today = as_of or desk.today()
    last = f"{year}-12-31"
    day = min(today, last) if today >= f"{year}-01-01" else today
    members = desk.roster.members(day)
    organisation = desk.organisation.load(day)
    plan = desk.plan.year_on(year, day)
    dues = desk.dues.year(year, day)
    return PlanFacts(
        branch=desk.branch,
        as_of=day,
        year=year,
        plan=plan,
        full=sum(person.category is Category.FULL for person in members),
        probationary=sum(person.category is Category.PROBATIONARY for person in members),
        groups=tuple(group.name for group in organisation.groups if not group.closed_on),
        committee=tuple(f"{post.post_name}{post.name}" for post in organisation.serving(day)),
        in_pipeline=_in_pipeline(desk, members, day),
        developed=_developed(desk.store, year, day),
        coming=_coming(desk.planner.windows(last)) if last >= today else (),
        turnout=_turnout(desk, plan),
        moves=_moves(desk.store, year, day),
        lecturers=_lecturers(desk.store, year),
        dues_due_fen=sum(dues.month_due_fen[: int(day[5:7])]) if day[:4] == str(year) else 0,
        dues_paid_fen=sum(dues.month_paid_fen),
    )


def quarter_facts(desk: "Desk", year: int, quarter: int, as_of: str) -> PlanFacts:
    """The plan alone, for the sheet of one quarter."""
    plan = desk.plan.year_on(year, as_of)
    return PlanFacts(branch=desk.branch, as_of=as_of, year=year, plan=plan, quarter=quarter)


def _in_pipeline(desk: "Desk", members: Sequence[Person], day: str) -> tuple[tuple[str, int], ...]:
    """As the roster of the day and the steps taken by then say."""
    on_the_way = in_pipeline_on(desk.development.dossiers(active_only=False), members, day)
    found = Counter(category for category, _ in on_the_way)
    return tuple((kind.value, found[kind]) for kind in PIPELINE_CATEGORIES)


def _developed(store: Store, year: int, day: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Steps of the year by their kind, with the names; refusals are not told as done."""
    rows = store.rows(
        "SELECT s.code, s.result, p.name FROM step s JOIN person p ON p.id = s.person_id "
        "WHERE s.on_date >= ? AND s.on_date <= ? ORDER BY s.on_date, s.id",
        (f"{year}-01-01", day),
    )
    names: dict[str, list[str]] = {}
    for code, result, name in rows:
        if code in _TOLD and result not in REFUSED:
            names.setdefault(code, []).append(str(name))
    return tuple((step_def(code).name, tuple(names[code])) for code in _TOLD if code in names)


def _lecturers(store: Store, year: int) -> dict[int, str]:
    rows = store.rows(
        "SELECT id, lecturer FROM meeting WHERE kind = ? AND lecturer <> '' AND substr(held_on, 1, 4) = ?",
        (MeetingKind.LECTURE.value, str(year)),
    )
    return {int(row_id): str(name) for row_id, name in rows}


def _coming(windows: Sequence[Window]) -> tuple[str, ...]:
    return tuple(f"{w.words}（{w.kind.value}，{w.span}）" for w in windows if w.person_id and not w.before)


def _turnout(desk: "Desk", plan: YearPlan) -> tuple[Turnout, ...]:
    """Of the meetings held that have somebody ticked: who was expected, who came."""
    sums: dict[MeetingKind, list[int]] = {}
    for entry in plan.entries:
        if entry.state is not State.DONE or entry.meeting is None:
            continue
        tally = desk.meetings.tally(desk.meetings.get(entry.meeting.id))
        if tally.present:
            row = sums.setdefault(entry.meeting.kind, [0, 0, 0])
            row[0] += 1
            row[1] += tally.expected
            row[2] += tally.present
    return tuple(
        Turnout(kind=kind, meetings=row[0], expected=row[1], present=row[2])
        for kind in MeetingKind
        if (row := sums.get(kind))
    )


def _moves(store: Store, year: int, day: str) -> tuple[tuple[str, int], ...]:
    rows = store.rows(
        "SELECT kind, count(*) FROM movement WHERE on_date >= ? AND on_date < ? AND voided_on = '' "
        "GROUP BY kind ORDER BY min(id)",
        (f"{year}-01-01", add_days(day, 1)),
    )
    return tuple((str(kind), int(count)) for kind, count in rows)
