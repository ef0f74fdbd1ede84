"""The county's own Word templates: what is known of one, and what it is filled in from."""

from dataclasses import dataclass, field
from typing import Literal

from models.domain.card import OwnField
from models.domain.card_facts import CardFacts
from models.domain.dues_report import LedgerFacts
from models.domain.facts import DossierFacts, MeetingFacts, PaperFacts
from models.domain.organisation import Organisation

TemplateSubject = Literal["person", "branch", "meeting"]
SUBJECT_WORDS: dict[str, str] = {"person": "一人一份", "branch": "全支部一份", "meeting": "一次会议一份"}
MOST_BYTES = 10 << 20  # of a template's file


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateEntry:
    """A template the branch has put in; its content lies under `sha256`."""

    id: int = 0
    uuid: str = ""
    name: str = ""
    subject: TemplateSubject = "person"
    file_name: str = ""
    sha256: str = ""
    added_on: str = ""
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateFacts(PaperFacts):
    """One filling: about `person` (with the `dossier` where it is asked for), a `meeting`, or the branch and `people`."""

    organisation: Organisation = field(default_factory=Organisation)
    person: CardFacts | None = None
    people: tuple[CardFacts, ...] = ()
    own_fields: tuple[OwnField, ...] = ()
    dossier: DossierFacts | None = None  # of `person`
    meeting: MeetingFacts | None = None
    made_on: str = ""  # the day it is filled in, where `as_of` is that of the meeting
    ledger: LedgerFacts | None = None  # of the branch: the remittance period that holds the day
    photo: bytes = b""  # of `person`, a JPEG
