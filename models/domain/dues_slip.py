"""What the payer takes home: a receipt as a slip (forms.md C4)."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.domain.dates import months_between
from models.domain.dues_records import Payment
from models.domain.facts import PaperFacts
from models.domain.ledger import OPENING_METHOD


@dataclass(frozen=True, slots=True, kw_only=True)
class DuesSlip:
    """One receipt and who paid it."""

    payment: Payment
    name: str

    @property
    def can_be_given(self) -> bool:
        """A receipt that stands; what was taken over from a sheet was no money taken here."""
        one = self.payment
        return not one.reverses_id and not one.reversed_by and one.method != OPENING_METHOD


@dataclass(frozen=True, slots=True, kw_only=True)
class DuesSlipFacts(PaperFacts):
    """C4: slips of these receipts, in the order of their numbers."""

    slips: tuple[DuesSlip, ...] = ()


def months_words(months: Sequence[str]) -> str:
    """2026年1–3月、6月."""
    spans: list[list[str]] = []
    for month in sorted(months):
        if spans and months_between(spans[-1][-1], month) == 1 and spans[-1][0][:4] == month[:4]:
            spans[-1].append(month)
        else:
            spans.append([month])
    words: list[str] = []
    year = ""
    for span in spans:
        head = "" if span[0][:4] == year else f"{span[0][:4]}年"
        year = span[0][:4]
        last = f"–{int(span[-1][5:])}" if len(span) > 1 else ""
        words.append(f"{head}{int(span[0][5:])}{last}月")
    return "、".join(words)
