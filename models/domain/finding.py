"""What a rule says: how bad, of whom, by which article."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Levels of rules.md: E blocks or needs a written reason, W warns, I informs; UNKNOWN = cannot tell."""

    ERROR = "E"
    WARNING = "W"
    INFO = "I"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Where a rule comes from. `verified` is V, V? or M as in the rule reference."""

    id: str
    title: str
    article: str
    edition: str
    verified: str
    text: str = ""

    @property
    def label(self) -> str:
        """《title》(edition) article, as printed beside a hint."""
        edition = f"（{self.edition}）" if self.edition else ""
        return f"《{self.title}》{edition}{self.article}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a rule says about a record. `subject` is the person's or meeting's name."""

    rule: str
    severity: Severity
    subject: str
    message: str
    citation: Citation | None = None
    record_kind: str = ""  # "person" | "meeting" | "branch"
    record_id: int = 0
    field: str = ""
    about: str = ""  # the other side, where one rule may say several things of one record
    on_date: str = ""  # the day it is about
    answer: str = ""  # 已核实，因为…

    @property
    def answered_as(self) -> str:
        """What its answer is kept under, beside the record."""
        return f"{self.rule} {self.about}".strip()
