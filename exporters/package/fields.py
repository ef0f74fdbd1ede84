"""What a part of a package is: its fields, their kinds and limits."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache

SHORT, LONG = 2_000, 60_000  # characters
LARGEST_INT = 2**53
LARGEST_FEN = 10**11

Value = str | int
Record = dict[str, Value]


class Kind(Enum):
    """What a field holds; a blank value (empty text, 0, no reference) is left out of a record."""

    TEXT = "text"
    UUID = "uuid"
    INT = "int"
    FEN = "fen"


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `kept`: no profile may leave it out; `filled`: no record may leave it blank."""

    name: str
    kind: Kind = Kind.TEXT
    limit: int = SHORT  # characters, or the largest absolute number
    refers: str = ""  # the part whose uuid it holds; "*" for any part
    kept: bool = False
    filled: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One part: records in the order of `key`; `unique` names further fields no two records may share."""

    name: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    repeats: bool = False  # whether two records may have the same key
    unique: tuple[tuple[str, ...], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(_by_name(self))

    @property
    def needed(self) -> frozenset[str]:
        """The fields that every profile includes."""
        return _needed(self)

    def field(self, name: str) -> Field:
        return _by_name(self)[name]

    def blank(self, name: str) -> Value:
        """What a record that lacks the field stands for."""
        return "" if self.field(name).kind in (Kind.TEXT, Kind.UUID) else 0

    def place(self, record: Mapping[str, object]) -> tuple[object, ...]:
        """What records are sorted by: their keys, numbers as numbers."""
        return tuple(record.get(name, self.blank(name)) for name in self.key)


@cache
def _by_name(part: Part) -> dict[str, Field]:
    return {field.name: field for field in part.fields}


@cache
def _needed(part: Part) -> frozenset[str]:
    return frozenset(field.name for field in part.fields if field.kept)


def texts(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name) for name in names)


def longs(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name, limit=LONG) for name in names)


def numbers(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name, Kind.INT, LARGEST_INT) for name in names)


def fen(name: str, *, filled: bool = False) -> Field:
    return Field(name, Kind.FEN, LARGEST_FEN, kept=True, filled=filled)


def refers(name: str, part: str, *, filled: bool = True) -> Field:
    return Field(name, Kind.UUID, refers=part, kept=filled, filled=filled)


def must(name: str, *choices: str) -> Field:
    return Field(name, kept=True, filled=True, choices=choices)


UUID = Field("uuid", Kind.UUID, kept=True, filled=True)
