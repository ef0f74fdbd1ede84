"""Facts: what a form of each subject kind is made from. Services assemble them, exporters print them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from models.domain.correction import Slip
from models.domain.dues_sheet import DuesRow
from models.domain.finding import Finding
from models.domain.meeting_records import Task
from models.domain.organisation import Organisation
from models.domain.picture_file import Photo
from models.domain.records import Branch, Dossier, Meeting, Person, Tally

Subject = Literal[
    "branch",
    "meeting",
    "person",
    "member",
    "record",
    "year",
    "standard",
    "reduction",
    "dues",
    "figures",
    "moves",
    "move",
    "election",
    "appraisal",
    "duty",
    "life",
    "talk",
    "attendance",
    "package",
    "card",
    "plan",
    "contradictions",
    "binder",
    "paper",
]  # "paper": from facts a dialog hands over


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchFacts:
    """Subject "branch" (D1, D7, F2): the members on `as_of`, and how they are organised."""

    branch: Branch
    as_of: str
    members: tuple[Person, ...] = ()
    dues_fen: dict[int, int] = field(default_factory=dict[int, int])  # monthly standard by person id
    organisation: Organisation = field(default_factory=Organisation)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingFacts:
    """Subject "meeting" (A1–A7 and the slips of correction)."""

    branch: Branch
    meeting: Meeting
    tally: Tally
    findings: tuple[Finding, ...] = ()
    head_code: str = ""  # of the journal at the moment of printing
    photos: tuple[Photo, ...] = ()
    dues_fen: int = 0  # received on a theme day, by the ledger
    dues_people: int = 0
    dossiers: tuple[Dossier, ...] = ()  # of the people its items are about
    tasks: tuple[Task, ...] = ()  # who does what by when, by the uuid of its item
    group_leader: str = ""  # as the roster of groups has it now
    elections: Mapping[int, str] = field(default_factory=dict[int, str])  # what was counted, by its row
    marks: bool = False  # the sign-in sheet is marked √○× by the recorder, not signed
    slips: tuple[Slip, ...] = ()  # of corrections, the open one last; `meeting` is then as it was signed


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierFacts:
    """Subject "person" (B7, B12, B27)."""

    branch: Branch
    dossier: Dossier
    as_of: str
    findings: tuple[Finding, ...] = ()
    notice_end: str = ""  # last day of the public notice by the working-day calendar
    notice_provisional: bool = False  # 暂算: holidays of that year unknown
    meetings: tuple[Meeting, ...] = ()  # meetings linked to steps


@dataclass(frozen=True, slots=True, kw_only=True)
class DuesFacts:
    """Subject "year" (C2)."""

    branch: Branch
    year: int
    as_of: str
    rows: tuple[DuesRow, ...] = ()
    month_due_fen: tuple[int, ...] = (0,) * 12
    month_paid_fen: tuple[int, ...] = (0,) * 12
    head_code: str = ""  # of the journal at the moment of printing


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFacts:
    """Base of the facts that stand beside their own area (models/domain/handoff.py)."""

    branch: Branch
    as_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContradictionFacts(PaperFacts):
    """Subject "contradictions" (A14): what the records of a year say against each other, answered or open."""

    year: int = 0
    findings: tuple[Finding, ...] = ()


Facts = BranchFacts | MeetingFacts | DossierFacts | DuesFacts | PaperFacts
