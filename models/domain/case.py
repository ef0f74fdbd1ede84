"""One dossier under judgement: its steps up to today, the editions, and the findings so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from models.domain.calendar import WorkCalendar
from models.domain.dates import add_months, bounds, chinese_date, is_over
from models.domain.finding import Finding, Severity
from models.domain.pipeline import is_approved, order_of, step_def
from models.domain.records import Category, Dossier, Person
from models.domain.rules import RuleBook, RuleValue

REQUIRED_RESULT_MISSING = "没有录入{}的结论，无法判断是否合格"

cn = chinese_date


def by_words(start: str, months: int) -> str:
    """（应在2026年8月1日以前）; "" when only the year of the start is known."""
    limit = chinese_date(add_months(start, months))
    return f"（应在{limit}以前）" if limit else ""


@dataclass(slots=True)
class Case:
    """What the judges of a dossier share. `today` is an ISO day; later steps are put aside."""

    whole: Dossier
    rules: RuleBook
    calendar: WorkCalendar
    today: str
    members: Mapping[int, Person]
    first_counts: bool = False
    found: list[Finding] = field(default_factory=list[Finding])
    dossier: Dossier = field(init=False)

    def __post_init__(self) -> None:
        steps = tuple(s for s in self.whole.steps if self._has_happened(s.on_date))
        self.dossier = replace(self.whole, steps=steps)

    def _has_happened(self, iso: str) -> bool:
        span = bounds(iso)
        return span is not None and span[0].isoformat() <= self.today

    def day(self, code: str) -> str:
        """Date of the step (the first application, otherwise the latest), or ""."""
        step = self.dossier.first(code) if code in ("apply", "activist") else self.dossier.last(code)
        if step is not None:
            return step.on_date
        applied = self.dossier.person.applied_on
        return applied if code == "apply" and self._has_happened(applied) else ""

    def later_than(self, code: str) -> bool:
        """Whether any step further on in the flow is recorded."""
        place = order_of(code)
        return any(order_of(step.code) > place for step in self.dossier.steps)

    def is_past_approval(self, approved_only: bool = False) -> bool:
        """Whether the person is on probation: approved, or (unless `approved_only`) taken for it by what followed."""
        if approved_only or is_approved(self.dossier):
            return is_approved(self.dossier)
        person = self.dossier.person
        return person.category in (Category.PROBATIONARY, Category.FULL) or self.later_than("filed")

    def name(self, code: str) -> str:
        return step_def(code).name

    def asks(self, rule: str, on: str) -> bool:
        """Whether the edition of the day knows the rule."""
        return self.rules.edition("development", on).has(rule)

    def value(self, rule: str, on: str) -> RuleValue:
        return self.rules.edition("development", on or self.today).value(rule)

    def number(self, rule: str, on: str) -> int:
        return self.value(rule, on).number

    def say(self, rule: str, on: str, message: str, code: str, **more: Any) -> None:
        """Record a finding of the edition of day `on`; `code` is the step it is about."""
        person = self.dossier.person
        self.found.append(
            self.value(rule, on).finding(
                person.name, message, record_kind="person", record_id=person.id, field=code, **more
            )
        )

    def unknown(self, rule: str, on: str, message: str, code: str) -> None:
        """Record that it cannot be told (never a pass)."""
        self.say(rule, on, message, code, severity=Severity.UNKNOWN)

    def unknown_if_asked(self, rule: str, on: str, message: str, code: str) -> None:
        if self.asks(rule, on):
            self.unknown(rule, on, message, code)

    def period(self, rule: str, start: str, until: str, words: str, code: str) -> None:
        """Judge a period of months which the edition of its first day asks for.

        Begun before the edition that brought it, but running into it: mentioned only (transition unclear).
        """
        if self.asks(rule, start):
            months = self.number(rule, start)
            over = is_over(start, months, until)
            if over:
                self.say(rule, start, f"记录显示{words}{by_words(start, months)}，请核对", code)
            elif over is None:
                self.unknown(rule, start, f"{words}：日期不全，无法判断是否超期", code)
        elif self.asks(rule, until) and is_over(start, self.number(rule, until), until):
            text = f"记录显示{words}。该期限为 2026 年修订新增，此前开始的如何衔接未见明文，请按上级要求掌握"
            self.say(rule, until, text, code, severity=Severity.INFO)
