"""Two records made one: each field chosen, and what moves to the one that stays."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from models.domain.records import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinField:
    """A field on which the two differ: texts as shown, and which is proposed (`take_other`)."""

    key: str
    title: str
    kept: str
    other: str
    take_other: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinPlan:
    """What joining comes to. `moves` and `stays` are told in words; `is_final`: payments are entered anew."""

    survivor: Person
    other: Person
    fields: tuple[JoinField, ...]
    moves: tuple[str, ...]
    stays: tuple[str, ...]
    is_final: bool
    choices: Mapping[str, bool] = field(default_factory=dict[str, bool])  # by key: the other's value is taken

    def takes_other(self, one: JoinField) -> bool:
        return self.choices.get(one.key, one.take_other)
