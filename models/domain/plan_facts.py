"""What the papers of a year's plan and summary are made from: the plan itself, and figures of the records."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from models.domain.facts import PaperFacts
from models.domain.records import MeetingKind
from models.domain.year_plan import YearPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Turnout:
    """Of the meetings of one kind with a sign-in: how many were expected and came, added up."""

    kind: MeetingKind
    meetings: int
    expected: int
    present: int

    @property
    def percent(self) -> str:
        """86.4%, "" when nobody was expected."""
        if not self.expected:
            return ""
        tenths = (self.present * 2000 + self.expected) // (2 * self.expected)
        return f"{tenths // 10}.{tenths % 10}%"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFacts(PaperFacts):
    """Subject "plan" (D10): `as_of` is the last day that is looked at."""

    year: int
    plan: YearPlan
    full: int = 0
    probationary: int = 0
    groups: tuple[str, ...] = ()
    committee: tuple[str, ...] = ()  # 书记 周立民
    in_pipeline: tuple[tuple[str, int], ...] = ()  # 入党积极分子, 3: on the day
    developed: tuple[tuple[str, tuple[str, ...]], ...] = ()  # what was done in the year, with the names
    coming: tuple[str, ...] = ()  # what the pipeline needs a meeting for, with its window
    turnout: tuple[Turnout, ...] = ()
    moves: tuple[tuple[str, int], ...] = ()
    lecturers: Mapping[int, str] = field(default_factory=dict[int, str])  # by the row of the lecture
    quarter: int = 0  # the quarter's sheet of this one alone; 0: all four
    dues_due_fen: int = 0
    dues_paid_fen: int = 0
