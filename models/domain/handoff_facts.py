"""What the papers of handing over are made from: H1 交接单, H2 密钥卡, H7 封面与摘要, H8 外发登记簿."""

from dataclasses import dataclass

from models.domain.facts import PaperFacts
from models.domain.handoff import KeyCard, OutgoingEntry, PartCount, Preparation, Totals


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffFacts(PaperFacts):
    """H1 交接单: one package."""

    entry: OutgoingEntry
    totals: Totals
    counts: tuple[PartCount, ...] = ()
    profile: str = ""
    own_fingerprint: str = ""
    first: bool = False  # the first package to this committee: the fingerprint is enrolled with it
    anchored: str = ""  # head code of the last receipt

    @property
    def head_code(self) -> str:
        """Where the journal stood when the package was made; also printed at the foot."""
        return self.entry.head_code


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterFacts(PaperFacts):
    """H8 外发登记簿: the lines chosen, in their order."""

    entries: tuple[OutgoingEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyCardFacts(PaperFacts):
    """H2 密钥卡: one card for the cabinet and for comparing."""

    card: KeyCard
    own: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryFacts(PaperFacts):
    """H7 封面与摘要: lies inside the package, for people without the program."""

    prepared: Preparation

    @property
    def head_code(self) -> str:
        return self.prepared.head_code
