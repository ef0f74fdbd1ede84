"""年度纪实: what the records say of one member in one year. What nobody records here is left to the pen."""

from dataclasses import dataclass

from models.domain.card import Honour
from models.domain.dues_sheet import DuesRow
from models.domain.facts import PaperFacts
from models.domain.movement import Contact, Movement
from models.domain.records import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """How often somebody was expected at one kind of meeting, and came; why not, in the order of the days."""

    kind: str
    expected: int = 0
    present: int = 0
    unset: int = 0  # nobody has noted whether
    away: tuple[tuple[str, str, str], ...] = ()  # day, 请假 or 缺席, reason


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberYearFacts(PaperFacts):
    """Subject "record" (D3.4)."""

    person: Person  # as on the last day that is looked at
    year: int
    attended: tuple[Attendance, ...] = ()
    dues: DuesRow | None = None
    posts: tuple[tuple[str, str, str], ...] = ()  # post, from, to
    looked_after: tuple[tuple[str, str], ...] = ()  # 培养联系人 or 入党介绍人, of whom
    honours: tuple[Honour, ...] = ()
    movements: tuple[Movement, ...] = ()  # begun in the year, or lasting into it
    contacts: tuple[Contact, ...] = ()
    talked: tuple[tuple[str, str], ...] = ()  # 谈心谈话: day, with whom
    grade: str = ""  # of the year's appraisal
