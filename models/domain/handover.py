"""Keys and handing over of a branch: what a screen shows of the keys, and the facts of the two papers."""

import json
from dataclasses import asdict, dataclass
from typing import Any, cast

from models.domain.facts import PaperFacts
from models.domain.recovery_code import groups_of

LOST_BOTH = (
    "忘记口令且遗失恢复码时，任何人（包括开发者）都无法恢复数据。"
    "请先在柜子、移交材料和以前的备份旁边找一找恢复码单；把密钥托管给上级党委的，可以请上级党委开启。"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyStatus:
    """Which ways open the data, and what is due. Dates are ISO days, "" when it never happened."""

    has_recovery: bool
    recovery_on: str = ""
    checked_on: str = ""
    check_due: bool = False  # the yearly look whether the slip is still there
    can_check_groups: bool = False  # two groups are enough; otherwise the whole code is typed
    password_on: str = ""
    escrow_name: str = ""
    escrow_on: str = ""
    handed_over_on: str = ""
    old_backups: int = 0  # files that open only with what was valid before the last handover

    @property
    def advice(self) -> str:
        """One sentence when something should be done, else ""."""
        if not self.has_recovery:
            return "还没有恢复码：忘记口令就打不开数据了。请现在打印一张。"
        if self.check_due:
            return "恢复码单一年没有核对了，请拿出来核对两组。"
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """One change of secretaries, as it is stored with the branch and printed on H4."""

    giver: str
    taker: str
    witness: str
    on: str
    items: tuple[tuple[str, str, str], ...] = ()  # what, how much, remark
    seq: int = 0  # the journal entry of the handover, and its hash
    head: str = ""

    @property
    def head_code(self) -> str:
        return self.head[:12]

    def to_text(self) -> str:
        """JSON for the setting it is kept in (the head follows from the journal)."""
        return json.dumps(
            {k: v for k, v in asdict(self).items() if k not in ("seq", "head")}, ensure_ascii=False
        )

    @classmethod
    def from_text(cls, text: str, seq: int, head: str) -> "Handover":
        """What `to_text` wrote."""
        found = cast("dict[str, Any]", json.loads(text))
        giver, taker, witness, on = (str(found.get(key, "")) for key in ("giver", "taker", "witness", "on"))
        items = tuple((str(a), str(b), str(c)) for a, b, c in found.get("items", ()))
        return cls(giver=giver, taker=taker, witness=witness, on=on, items=items, seq=seq, head=head)


# Facts of the paper forms H4 and H5.


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverFacts(PaperFacts):
    """H4 支部工作台移交清单."""

    handover: Handover


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipFacts(PaperFacts):
    """H5 恢复码单; the code stands on paper only."""

    code: str
    data_id: str = ""  # first characters of the database's uuid: which data it opens

    @property
    def groups(self) -> tuple[str, ...]:
        return groups_of(self.code)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """What a finished handover answers; `problem` says what could not be done after it took effect."""

    facts: HandoverFacts
    problem: str = ""
