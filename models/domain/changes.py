"""What changed: for screens that reload, and for people who ask who did what."""

from dataclasses import dataclass, field

UNNAMED = "本机"  # who changed something, until somebody says who is at the desk
BY_COMMAND = "命令行"  # who did, where a command was given and nobody named


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One change of one record, for people: who, when, which field, old → new."""

    seq: int
    at: str
    actor: str
    label: str
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a transaction changed: its label, and the row ids by table."""

    label: str
    tables: dict[str, frozenset[int]] = field(default_factory=dict[str, frozenset[int]])

    def touches(self, names: frozenset[str]) -> bool:
        return not names.isdisjoint(self.tables)
