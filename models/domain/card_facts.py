"""Facts of the papers about one member: the card D3, the collection sheet D2, and everything that is kept."""

from dataclasses import dataclass

from models.domain.attachment import Attachment
from models.domain.card import Card, OwnField
from models.domain.facts import PaperFacts
from models.domain.finding import Finding
from models.domain.movement import Case
from models.domain.picture_file import Photo
from models.domain.records import Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFacts(PaperFacts):
    """Subject "member" (D2, D3, D3.3)."""

    card: Card
    own_fields: tuple[OwnField, ...] = ()
    findings: tuple[Finding, ...] = ()
    marks: tuple[Mark, ...] = ()
    cases: tuple[Case, ...] = ()  # movements with the talks that belong to them
    posts: tuple[tuple[str, str, str], ...] = ()  # post, from, to
    steps: tuple[tuple[str, str, str], ...] = ()  # name of the step, date, result
    companions: tuple[tuple[str, str], ...] = ()  # role in words, name
    looked_after: tuple[tuple[str, str], ...] = ()  # role, whose contact or sponsor
    candidacies: tuple[tuple[str, str, str], ...] = ()  # day of the election, post, what became of it
    talks: tuple[tuple[str, str, str], ...] = ()  # day, how, what: those that belong to no movement
    meetings: tuple[tuple[str, str, str], ...] = ()  # date, kind and title, presence with its reason
    dues: tuple[tuple[str, int, str], ...] = ()  # received on, fen, months
    attachments: tuple[Attachment, ...] = ()  # the photo among them
    photo: Photo | None = None
    standards: tuple[tuple[str, int, str], ...] = ()  # from month, fen a month, kind
