"""少交, 免交 and paying where one works: from month to month, in two steps (DF-11)."""

from collections.abc import Iterable
from dataclasses import dataclass

LESS, NOTHING, ELSEWHERE = "少交", "免交", "流入地交纳"
KINDS = (LESS, NOTHING, ELSEWHERE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reduction:
    """What a member pays less for some months, and who agreed. `to_month` "" has no end yet."""

    id: int = 0
    uuid: str = ""
    person_id: int = 0
    kind: str = LESS
    amount_fen: int = 0  # 少交至, in fen a month
    from_month: str = ""
    to_month: str = ""
    applied_on: str = ""
    grounds: str = ""
    branch_on: str = ""  # 支部研究
    meeting_id: int = 0
    superior_on: str = ""  # 上一级党委批准
    superior_paper: str = ""
    remark: str = ""

    def holds(self, month: str) -> bool:
        """Whether it is in force in a month."""
        return self.from_month <= month and (not self.to_month or month <= self.to_month)

    @property
    def is_approved(self) -> bool:
        """Whether both steps are recorded; paying where one works needs none."""
        return self.kind == ELSEWHERE or bool(self.branch_on and self.superior_on)

    def due(self, standard_fen: int) -> int:
        """What is due of a standard while it holds."""
        return min(self.amount_fen, standard_fen) if self.kind == LESS else 0


def in_force(reductions: Iterable[Reduction], month: str) -> Reduction | None:
    """The one of a month; of two the one that began later."""
    held = [one for one in reductions if one.holds(month)]
    return max(held, key=lambda one: (one.from_month, one.id), default=None)
