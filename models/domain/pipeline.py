"""The steps of the development pipeline as data, and where a person stands by what is recorded."""

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, cast

import resources
from models.domain.dates import add_months
from models.domain.records import Category, Dossier
from models.domain.rules import RuleBook, RuleDataError
from models.domain.tenure import CANCELLATION

REFUSED = frozenset({"不合格", "未通过", "不同意", "取消资格"})
DECIDING = ("apply", "activist", "candidate", "approval", "confirmation_approval")
ON_TIME, EXTENDED, CANCELLED = "按期转正", "延长预备期", "取消资格"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDef:
    """One step: `number` 1–25 as in the usual flow chart, `stage` 1–5, `span` when it has a first and a last day."""

    code: str
    number: int
    stage: int
    name: str
    requirement: str
    who: str
    paper: str
    span: bool


@dataclass(frozen=True, slots=True)
class Probation:
    """预备期: first day, last day as now known; `extended` when prolonged, `end` "" when the new end is not recorded."""

    start: str
    end: str
    original_end: str
    extended: bool


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.read_text("rules/development/steps.toml"))


@cache
def all_steps() -> tuple[StepDef, ...]:
    """Every step in order; the data are checked for unknown and missing keys (RuleDataError)."""
    known = {field.name for field in fields(StepDef)}
    tables = cast("list[dict[str, Any]]", _data()["step"])
    for table in tables:
        if set(table) != known:
            raise RuleDataError(f"step {table.get('code')}: keys differ")
    return tuple(StepDef(**table) for table in tables)


@cache
def stage_names() -> tuple[str, ...]:
    """Names of the five stages, in order."""
    return tuple(str(table["name"]) for table in cast("list[dict[str, Any]]", _data()["stage"]))


@cache
def _by_code() -> dict[str, StepDef]:
    return {step.code: step for step in all_steps()}


def step_def(code: str) -> StepDef:
    """The step with this code; an unknown code is a bug (RuleDataError)."""
    found = _by_code().get(code)
    if found is None:
        raise RuleDataError(f"no step {code}")
    return found


def __getattr__(name: str) -> tuple[StepDef, ...]:
    """STEPS: the steps, read from the data when first asked for."""
    if name == "STEPS":
        return all_steps()
    raise AttributeError(name)


def order_of(code: str) -> int:
    """Place of a step in the flow (the parts of step 8 follow each other)."""
    return all_steps().index(step_def(code))


def stage_of(dossier: Dossier) -> int:
    """Column of the board, 1–5: the furthest stage recorded; after the superior's approval the fifth."""
    stages = [step_def(step.code).stage for step in dossier.steps if step.on_date]
    if is_approved(dossier) or dossier.person.category == Category.PROBATIONARY:
        stages.append(5)
    return max(stages, default=1)


def is_approved(dossier: Dossier) -> bool:
    """Whether a superior's approval of the admission is recorded, and not a refusal."""
    approval = dossier.last("approval")
    return approval is not None and approval.result not in REFUSED


def category_of(dossier: Dossier) -> Category:
    """人员类别 by the recorded steps; without any step, as the roster says."""
    confirmation, confirmed = dossier.last("confirmation"), dossier.last("confirmation_approval")
    if confirmed is not None and confirmed.result not in REFUSED and confirmation is not None:
        if confirmation.result == CANCELLED:
            return Category.NONE
        if confirmation.result != EXTENDED:
            return Category.FULL
    if (
        confirmation is None and dossier.person.confirmed_on
    ):  # 转正日期 known from a roster, the steps are not
        return Category.FULL
    if is_approved(dossier):
        return Category.PROBATIONARY
    for code, category in (
        ("candidate", Category.CANDIDATE),
        ("activist", Category.ACTIVIST),
        ("apply", Category.APPLICANT),
    ):
        if dossier.first(code) is not None:
            return category
    return dossier.person.category


def cancelled_on(dossier: Dossier) -> str:
    """取消预备党员资格: the day it was approved, from which the person no longer counts; "" when nothing was cancelled."""
    confirmation, approved = dossier.last("confirmation"), dossier.last("confirmation_approval")
    if confirmation is None or confirmation.result != CANCELLED:
        return ""
    return approved.on_date if approved is not None and approved.result not in REFUSED else ""


def admission_day(dossier: Dossier) -> str:
    """支部党员大会通过日: of the last admission that was not refused, else the roster's 入党日期 of a member."""
    passed = [step for step in dossier.all("admission") if step.result not in REFUSED]
    if passed:
        return passed[-1].on_date
    person = dossier.person
    return person.joined_on if person.category in (Category.PROBATIONARY, Category.FULL) else ""


def probation(dossier: Dossier, rules: RuleBook) -> Probation | None:
    """预备期 by FZ-36: from the assembly's day, 12 months, the end on the same day of the next year.

    An extension is a confirmation step with result 延长预备期; its `ended_on` is the new last day.
    """
    start = admission_day(dossier)
    if not start:
        return None
    months = rules.edition("development", start).number("FZ-36")
    original = add_months(start, months)
    extensions = [s for s in dossier.all("confirmation") if s.result == EXTENDED]
    if not extensions:
        return Probation(start, original, original, False)
    return Probation(start, extensions[-1].ended_on, original, True)


def confirmed_day(dossier: Dossier, rules: RuleBook) -> str:
    """转正日期 = day on which the probation (or its extension) is full (FZ-44), once the confirmation is approved."""
    confirmation, approval = dossier.last("confirmation"), dossier.last("confirmation_approval")
    if confirmation is None or approval is None or approval.result in REFUSED:
        return ""
    if confirmation.result in (EXTENDED, CANCELLED):
        return ""
    span = probation(dossier, rules)
    return span.end if span else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Implied:
    """What the recorded steps say about the person themselves."""

    said: bool  # whether any step decides the category
    category: Category
    applied_on: str
    joined_on: str
    confirmed_on: str
    left_on: str  # who was cancelled stays a probationary member of the days before
    left_kind: str


def implied(dossier: Dossier, rules: RuleBook) -> Implied:
    """Category and dates that follow from the steps alone (FZ-36, FZ-44); NONE when no step says anything."""
    said = any(dossier.first(code) for code in DECIDING)
    category = category_of(dossier) if said else Category.NONE
    left = cancelled_on(dossier)
    if left:
        category = Category.PROBATIONARY
    applied = dossier.first("apply")
    is_member = category in (Category.PROBATIONARY, Category.FULL) and dossier.first("admission")
    return Implied(
        said=said,
        category=category,
        applied_on=applied.on_date if applied else "",
        joined_on=admission_day(dossier) if is_member else "",
        confirmed_on=confirmed_day(dossier, rules) if category is Category.FULL else "",
        left_on=left,
        left_kind=CANCELLATION if left else "",
    )
