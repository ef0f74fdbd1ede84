"""What the development screen shows of a dossier: stage, days, what is due, windows, and what a new date would mean."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from models.domain.calendar import WorkCalendar
from models.domain.check_development import NextStep, check_dossier, next_steps
from models.domain.dates import full
from models.domain.finding import Finding, Severity
from models.domain.pipeline import StepDef, all_steps, is_approved, order_of, stage_of
from models.domain.records import Category, Companion, Dossier, Person, Step
from models.domain.rules import RuleBook
from models.services.findings import is_open, worst_first

PROVISIONAL = "（暂算：当年节假日安排未知）"
STAGES = ("申请入党", "积极分子", "发展对象", "接收预备党员", "教育考察和转正")
SOON_DAYS = 30
RECURRING = frozenset({"inspection", "probation_inspection"})
DEFS: dict[str, StepDef] = {step.code: step for step in all_steps()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Everything a judgement needs besides the dossier."""

    rules: RuleBook
    calendar: WorkCalendar
    today: str
    members: Mapping[int, Person] = field(
        default_factory=dict[int, Person]
    )  # contacts and sponsors on the roster
    first_counts: bool = False  # the first day of a public notice

    def findings(self, dossier: Dossier) -> list[Finding]:
        return check_dossier(
            dossier,
            self.rules,
            self.calendar,
            self.today,
            members=self.members,
            notice_first_day_counts=self.first_counts,
        )

    def next_steps(self, dossier: Dossier) -> list[NextStep]:
        return next_steps(
            dossier, self.rules, self.calendar, self.today, notice_first_day_counts=self.first_counts
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One person on the board: where they stand, since when, and what is due."""

    dossier: Dossier
    stage: int
    since: str
    days: int
    due: NextStep | None
    days_left: int | None  # until the latest day of `due`; negative = late; None = no latest day
    findings: tuple[Finding, ...] = ()

    @property
    def person_id(self) -> int:
        return self.dossier.person.id

    @property
    def is_late(self) -> bool:
        return self.days_left is not None and self.days_left < 0

    @property
    def is_soon(self) -> bool:
        return self.days_left is not None and 0 <= self.days_left <= SOON_DAYS

    @property
    def to_check(self) -> int:
        """Findings nobody has answered yet, errors and warnings only."""
        return sum(1 for f in self.findings if is_open(f))


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The state of the pipeline in numbers."""

    total: int
    by_category: dict[Category, int]
    late: int
    soon: int
    to_check: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The days between which the rules expect a step; either end may be open."""

    earliest: str
    latest: str
    why: str
    provisional: bool = False  # holidays unknown: PROVISIONAL is said beside the earliest day


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What the rules would say if a step were recorded as typed."""

    new: tuple[Finding, ...] = ()
    settled: tuple[Finding, ...] = ()
    window: Window | None = None


def _days(start: str, end: str) -> int | None:
    first, last = full(start), full(end)
    return (last - first).days if first and last else None


def entered_on(dossier: Dossier, stage: int) -> str:
    """The day the person came into the stage: its first dated step (the fifth: the approval), else the step before."""
    approval = dossier.last("approval")
    if stage == 5 and approval is not None:
        return approval.on_date
    own = [s.on_date for s in dossier.steps if s.on_date and _stage(s) == stage]
    if own:
        return min(own)
    return max((s.on_date for s in dossier.steps if s.on_date and _stage(s) < stage), default="")


def _stage(step: Step) -> int:
    definition = DEFS.get(step.code)
    return definition.stage if definition else 0


def most_urgent(steps: Sequence[NextStep], today: str) -> NextStep | None:
    """The next step with the nearest latest day; without any, the first one named.

    A half-yearly inspection not yet pressing gives way to a later step that can be taken now.
    """
    dated = [s for s in steps if s.latest]
    if not dated:
        return next(iter(steps), None)
    nearest = min(dated, key=lambda s: s.latest)
    left = _days(today, nearest.latest)
    if nearest.code in RECURRING and left is not None and left > SOON_DAYS:
        open_now = [
            s for s in steps if order_of(s.code) > order_of(nearest.code) and "" < s.earliest <= today
        ]
        return min(open_now, key=lambda s: order_of(s.code), default=nearest)
    return nearest


def entry(dossier: Dossier, judge: Judge, findings: Sequence[Finding]) -> Entry:
    """One person's line; `findings` already carry their answers."""
    stage = stage_of(dossier)
    since = entered_on(dossier, stage)
    due = most_urgent(judge.next_steps(dossier), judge.today)
    return Entry(
        dossier=dossier,
        stage=stage,
        since=since,
        days=max(_days(since, judge.today) or 0, 0),
        due=due,
        days_left=_days(judge.today, due.latest) if due and due.latest else None,
        findings=tuple(findings),
    )


def overview(entries: Sequence[Entry]) -> Overview:
    """Counts by category; late and soon by the next step's latest day."""
    return Overview(
        total=len(entries),
        by_category=dict(Counter(e.dossier.person.category for e in entries)),
        late=sum(1 for e in entries if e.is_late),
        soon=sum(1 for e in entries if e.is_soon),
        to_check=sum(e.to_check for e in entries),
    )


def without(dossier: Dossier, keep: "set[str] | frozenset[str]") -> Dossier:
    """The dossier with only the steps of the given codes."""
    return replace(dossier, steps=tuple(s for s in dossier.steps if s.code in keep))


def windows(dossier: Dossier, judge: Judge) -> dict[str, Window]:
    """For every step: the window the rules gave it, judged from the steps that come before it in the procedure.

    A recorded step is judged by the edition of its own day; repeated inspections have a window only while due.
    """
    out: dict[str, Window] = {}
    seen: set[str] = set()
    for definition in all_steps():
        code = definition.code
        known = replace(dossier, steps=tuple(s for s in dossier.steps if s.code in seen))
        if code in RECURRING:
            window = _window(dossier, code, judge)
        else:
            window = _window(known, code, _as_of(judge, known, dossier.last(code)))
        if window is not None:
            out[code] = window
        seen.add(code)
    return out


def _as_of(judge: Judge, known: Dossier, step: Step | None) -> Judge:
    days = [s.on_date for s in (*known.steps, *((step,) if step else ())) if full(s.on_date)]
    return replace(judge, today=max(days)) if step and days else judge


def _window(dossier: Dossier, code: str, judge: Judge) -> Window | None:
    """The window of a step; listing takes the one of the proposal when nothing nearer is recorded."""
    found = {step.code: step for step in judge.next_steps(dossier)}
    step = found.get(code) or (found.get("seek_opinions") if code == "candidate" else None)
    if step is None or not (step.earliest or step.latest):
        return None
    return Window(earliest=step.earliest, latest=step.latest, why=step.why, provisional=step.provisional)


def entry_step(entry: Entry, stage: int) -> str:
    """The step that leads into a stage: the first one of it not recorded yet; the fifth begins with the approval."""
    recorded = {s.code for s in entry.dossier.steps}
    if stage == 5 and not is_approved(entry.dossier):
        return "approval"
    codes = [d.code for d in all_steps() if d.stage == stage]
    return next((code for code in codes if code not in recorded), codes[-1])


def preview(
    dossier: Dossier, step: Step, judge: Judge, companions: Sequence[Companion] | None = None
) -> Preview:
    """Findings which recording `step` would add and settle; a step with the same id is replaced.

    `companions`, when given, are those of the dossier afterwards. A day still to come is judged as if it were that day.
    """
    day = max(judge.today, *(d for d in (step.on_date, step.ended_on) if full(d)), "")
    judge = replace(judge, today=day)
    others = tuple(s for s in dossier.steps if not (step.id and s.id == step.id))
    base = replace(dossier, steps=others)
    after_it = dossier.companions if companions is None else tuple(companions)
    would_be = replace(dossier, steps=(*others, step), companions=after_it)
    before, after = judge.findings(base), judge.findings(would_be)
    known = {(f.rule, f.message) for f in before}
    still = {f.rule for f in after if is_open(f)}
    return Preview(
        new=tuple(
            worst_first(
                f for f in after if (f.rule, f.message) not in known and f.severity is not Severity.UNKNOWN
            )
        ),
        settled=tuple(worst_first(f for f in before if f.rule not in still and is_open(f))),
        window=_window(base, step.code, judge),
    )
