"""Three-way merging of two computers' records: what both hold now, and the state both once shared.

Shapes: a record maps field to value (blank fields left out); `Records` maps part to key to record; a key is a tuple
of texts. What one side changed is taken over field by field; what both changed differently is a clash which a person
decides, and every decision is an argument of `plan` (merging_plan), so that it can be asked again after each. Nothing
is dropped without a decision.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Value = str | int
Record = Mapping[str, Value]
Key = tuple[str, ...]
Records = Mapping[str, Mapping[Key, Record]]

OURS, THEIRS = "本机", "另一台"
SAME = "同一条"  # of one thing entered twice: both are one
UNSURE = "（两台不一致）"  # in a shared state: equal to nothing, whatever differs there is asked


class ClashKind(StrEnum):
    """Why a person has to decide."""

    FIELD = "两边都改了这一项"
    GONE_HERE = "本机已删除，另一台还有"
    GONE_THERE = "另一台已删除，本机又改过"
    FIXED = "已登记或已签字的内容两边不同"
    TWICE = "两条记录的这一项相同，而它不能重复"


@dataclass(frozen=True, slots=True)
class PartSpec:
    """How the records of one part hang together; parts are given with those referred to first.

    `refs`: field to the part it points into (by a one-text key). `owners`: those of them without which a record cannot
    be. `parent`: the owner this record lives and dies with. `fixed`: the field which, once filled, closes the record ("*": always closed); `still_open` may change even
    then. `mirrors`: the field naming what a record of this part takes back, whose owners it shares. `unique`: fields which no two records share (but for those where `unless` is filled). `repeats`: two records
    may have one key; they are numbered then.
    """

    name: str
    key: tuple[str, ...]
    refs: Mapping[str, str] = field(default_factory=dict[str, str])
    owners: frozenset[str] = frozenset()
    parent: str = ""
    fixed: str = ""
    still_open: frozenset[str] = frozenset()
    mirrors: str = ""
    unique: tuple[str, ...] = ()
    unless: str = ""
    repeats: bool = False

    def key_of(self, record: Record) -> Key:
        return tuple(str(record.get(name, "")) for name in self.key)

    def unique_of(self, record: Record) -> Key:
        """What no other record may share; empty when this one is free to."""
        values = tuple(str(record.get(name, "")) for name in self.unique)
        return () if self.unless and record.get(self.unless) or not all(values) else values

    def only_moved(self, here: Record | None, there: Record | None) -> bool:
        """Whether two closed for good say the same of different people."""
        if self.fixed != "*" or here is None or there is None:
            return False
        return self.refs.keys() >= {name for name in {*here, *there} if here.get(name) != there.get(name)}

    def is_fixed(self, record: Record) -> bool:
        return self.fixed == "*" or bool(self.fixed and record.get(self.fixed))


@dataclass(frozen=True, slots=True)
class Clash:
    """One thing to decide. `decision` is OURS, THEIRS, of TWICE also SAME, or "" while nobody has.

    The key of TWICE is theirs and ours together; `options` is what may be said there.
    """

    kind: ClashKind
    part: str
    key: Key
    field: str = ""
    base: Value | None = None
    ours: Value | None = None
    theirs: Value | None = None
    here: Record | None = None
    there: Record | None = None
    decision: str = ""
    options: tuple[str, ...] = ()

    @property
    def id(self) -> tuple[str, ...]:
        """What a decision is kept under."""
        return (self.part, self.field, *self.key)


@dataclass(frozen=True, slots=True)
class Change:
    """What to do here: `after` None removes the record, `before` None adds it."""

    part: str
    key: Key
    before: Record | None
    after: Record | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What merging does here, and all clashes, decided or not."""

    changes: tuple[Change, ...]
    clashes: tuple[Clash, ...]

    @property
    def undecided(self) -> tuple[Clash, ...]:
        return tuple(clash for clash in self.clashes if not clash.decision)


def keyed(spec: PartSpec, records: Iterable[Record]) -> dict[Key, Record]:
    """The records of one part by their key."""
    found: dict[Key, Record] = {}
    for record in records:
        key = spec.key_of(record)
        number = 1
        while spec.repeats and (*key, *((str(number),) if number > 1 else ())) in found:
            number += 1
        found[(*key, str(number)) if number > 1 else key] = record
    return found


def renamed(spec: PartSpec, records: Mapping[Key, Record], names: Mapping[str, str]) -> dict[Key, Record]:
    """The records of one part under our names; one that is there under ours already stays as it is."""
    if not names:
        return dict(records)
    kept: list[Record] = []
    moved: list[Record] = []
    for record in records.values():
        under = {
            name: names.get(value, value) if type(value) is str else value for name, value in record.items()
        }
        (kept if under == record else moved).append(under)
    there = {spec.key_of(record) for record in kept}
    return keyed(spec, [*kept, *(one for one in moved if spec.repeats or spec.key_of(one) not in there)])


def under(specs: Iterable[PartSpec], side: Records, names: Mapping[str, str]) -> dict[str, dict[Key, Record]]:
    """All parts of one side under our names."""
    return {spec.name: renamed(spec, side.get(spec.name, {}), names) for spec in specs}


def touched(specs: Iterable[PartSpec], base: Records | None, side: Records) -> frozenset[tuple[str, str]]:
    """What records changed since the base refer to."""
    found: set[tuple[str, str]] = set()
    for spec in specs:
        was = (base or {}).get(spec.name, {})
        now = side.get(spec.name, {})
        for key in {*was, *now}:
            if was.get(key) == now.get(key):
                continue
            for record in (was.get(key), now.get(key)):
                for name, part in spec.refs.items():
                    if record is not None and name in record:
                        found.add((part, str(record[name])))
    return frozenset(found)
