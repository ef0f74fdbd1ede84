"""A binder: the year's working manual (forms.md D12) or the sheets of a period for an inspection, and what they lack."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from models.domain.facts import PaperFacts
from models.domain.organisation import Organisation
from models.domain.records import Category, Person

APPLICANTS, MEETINGS, APPRAISAL, DUES, PIPELINE, ROSTER, PLAN, MOBILE, HONOURS, REPORTS, CHECKS = (
    "申请入党人员名册",
    "会议记录",
    "组织生活会和民主评议",
    "党费收缴",
    "发展党员",
    "党员名册",
    "年度计划",
    "流动党员",
    "奖惩",
    "述职和总结",
    "核对",
)
BRANCH = "支部基本情况"
SECTIONS = (
    BRANCH,
    ROSTER,
    APPLICANTS,
    PLAN,
    MEETINGS,
    APPRAISAL,
    PIPELINE,
    DUES,
    MOBILE,
    HONOURS,
    REPORTS,
    CHECKS,
)


class BinderKind(StrEnum):
    """What the sheets are bound for."""

    MANUAL = "党支部工作手册"
    INSPECTION = "检查备查册"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for: a kind, a period (ISO days, inclusive), and the sections to put in."""

    kind: BinderKind = BinderKind.MANUAL
    since: str
    until: str
    sections: tuple[str, ...] = SECTIONS

    @property
    def year(self) -> int:
        return int(self.until[:4])


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One form to be bound: which, of what, under which name. `as_of` "" = as it is now."""

    section: str
    title: str
    form_id: str
    ref: str | int | None = None
    as_of: str = ""
    day: str = ""
    quarter: int = 0  # of the quarter's sheet alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something missing or unsigned, or a doubt nobody has answered."""

    section: str
    where: str
    what: str
    source: str = ""  # the article


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the table of contents; a section stands before its sheets, with the page of the first."""

    title: str
    page: int = 0
    is_section: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Prize:
    """A reward, a penalty, or help in hardship, for the year's list."""

    name: str
    kind: str
    on_date: str
    title: str
    given_by: str
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BinderFacts(PaperFacts):
    """Subject "binder" (D12.1–D12.9): the sheets of the binder's own."""

    wanted: Wanted
    made_on: str = ""  # the day it is bound; `as_of` is the last day of its records
    organisation: Organisation = field(default_factory=Organisation)
    applicants: tuple[tuple[Category, Person], ...] = ()  # and where each was on the last day
    prizes: tuple[Prize, ...] = ()
    gaps: tuple[Gap, ...] = ()
    entries: tuple[Entry, ...] = ()
    index: tuple[tuple[str, tuple[int, ...]], ...] = ()  # name, pages


@dataclass(frozen=True, slots=True, kw_only=True)
class BinderPlan:
    """Everything that goes into a binder, before it is made."""

    facts: BinderFacts
    sheets: tuple[Sheet, ...]
    names: tuple[str, ...] = ()  # whose pages the index gives

    @property
    def title(self) -> str:
        return f"{title_of(self.facts.wanted)}"


def title_of(wanted: Wanted) -> str:
    """2026年度党支部工作手册; 检查备查册（2026-01-01 至 2026-09-30）."""
    if wanted.kind is BinderKind.MANUAL:
        return f"{wanted.year}年度{wanted.kind}"
    return f"{wanted.kind}（{wanted.since} 至 {wanted.until}）"


def contents(starts: Iterable[tuple[Sheet, int]]) -> tuple[Entry, ...]:
    """Lines of the table of contents from the sheets and the page each begins on."""
    found: list[Entry] = []
    section = ""
    for sheet, page in starts:
        if sheet.section != section:
            section = sheet.section
            found.append(Entry(title=section, page=page, is_section=True))
        found.append(Entry(title=sheet.title, page=page))
    return tuple(found)
