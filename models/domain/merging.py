"""Three-way merging of two computers' records: what both hold now, and the state both once shared.

Shapes: a record maps field to value (blank fields left out); `Records` maps part to key to record; a key is a tuple
of texts. What one side changed is taken over field by field; what both changed differently is a clash which a person
decides, and every decision is an argument of `plan`, so that it can be asked again after each. Nothing is dropped
without a decision.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

Value = str | int
Record = Mapping[str, Value]
Key = tuple[str, ...]
Records = Mapping[str, Mapping[Key, Record]]

OURS, THEIRS = "本机", "另一台"


class ClashKind(StrEnum):
    """Why a person has to decide."""

    FIELD = "两边都改了这一项"
    GONE_HERE = "本机已删除，另一台又改过"
    GONE_THERE = "另一台已删除，本机又改过"
    FIXED = "已登记或已签字的内容两边不同"
    TWICE = "两边各录了一次，身份证号相同"


@dataclass(frozen=True, slots=True)
class PartSpec:
    """How the records of one part hang together; parts are given with those referred to first.

    `refs`: field to the part it points into (by a one-text key). `parent`: the reference this record lives and dies
    with. `fixed`: the field which, once filled, closes the record ("*": always closed); `still_open` may change even
    then. `unique`: fields which no two records share (but for those where `unless` is filled). `repeats`: two records
    may have one key; they are numbered then.
    """

    name: str
    key: tuple[str, ...]
    refs: Mapping[str, str] = field(default_factory=dict[str, str])
    parent: str = ""
    fixed: str = ""
    still_open: frozenset[str] = frozenset()
    unique: tuple[str, ...] = ()
    unless: str = ""
    repeats: bool = False

    def key_of(self, record: Record) -> Key:
        return tuple(str(record.get(name, "")) for name in self.key)

    def unique_of(self, record: Record) -> Key:
        """What no other record may share; empty when this one is free to."""
        values = tuple(str(record.get(name, "")) for name in self.unique)
        return () if self.unless and record.get(self.unless) or not all(values) else values

    def is_fixed(self, record: Record) -> bool:
        return self.fixed == "*" or bool(self.fixed and record.get(self.fixed))


@dataclass(frozen=True, slots=True)
class Clash:
    """One thing to decide. `decision` is OURS, THEIRS or "" while nobody has."""

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


def plan(
    specs: Sequence[PartSpec],
    base: Records | None,
    ours: Records,
    theirs: Records,
    decisions: Mapping[tuple[str, ...], str] | None = None,
) -> Plan:
    """What taking `theirs` over would do to `ours`; `base` None when no shared state is known."""
    return _Planner(specs, base, ours, theirs, decisions or {}).run()


class _Planner:
    """One pass over the parts, those referred to first."""

    def __init__(
        self,
        specs: Sequence[PartSpec],
        base: Records | None,
        ours: Records,
        theirs: Records,
        decisions: Mapping[tuple[str, ...], str],
    ) -> None:
        self._specs, self._decisions = specs, decisions
        self._base, self._ours, self._theirs = base, ours, theirs
        self._changes: list[Change] = []
        self._clashes: list[Clash] = []
        self._whole: dict[
            tuple[str, str], str
        ] = {}  # a record taken whole from one side: so are its children
        self._waiting: set[tuple[str, str]] = set()  # and one that waits for a person keeps them waiting
        self._same: dict[tuple[str, str], str] = {}  # (part, their key) -> our key: one thing entered twice
        self._touched_here = self._touched(ours)
        self._touched_there = self._touched(theirs)

    def run(self) -> Plan:
        for spec in self._specs:
            self._part(spec)
        return Plan(tuple(self._changes), tuple(self._clashes))

    def _touched(self, side: Records) -> frozenset[tuple[str, str]]:
        """What records changed since the base refer to."""
        found: set[tuple[str, str]] = set()
        for spec in self._specs:
            was = (self._base or {}).get(spec.name, {})
            now = side.get(spec.name, {})
            for key in {*was, *now}:
                if was.get(key) == now.get(key):
                    continue
                for record in (was.get(key), now.get(key)):
                    for name, part in spec.refs.items():
                        if record is not None and name in record:
                            found.add((part, str(record[name])))
        return frozenset(found)

    def _renamed(self, spec: PartSpec, records: Mapping[Key, Record]) -> dict[Key, Record]:
        """Their records under our names, where one thing was entered on both sides."""
        if not self._same:
            return dict(records)
        found: list[Record] = []
        for record in records.values():
            changed = dict(record)
            for name, part in (*spec.refs.items(), *((n, spec.name) for n in spec.key if len(spec.key) == 1)):
                if name in changed:
                    changed[name] = self._same.get((part, str(changed[name])), changed[name])
            found.append(changed)
        return keyed(spec, found)

    def _part(self, spec: PartSpec) -> None:
        ours = self._ours.get(spec.name, {})
        self._find_twice(spec, ours)
        theirs = self._renamed(spec, self._theirs.get(spec.name, {}))
        base = self._renamed(spec, (self._base or {}).get(spec.name, {}))
        for key in sorted({*ours, *theirs}):
            self._record(spec, key, base.get(key), ours.get(key), theirs.get(key))

    def _find_twice(self, spec: PartSpec, ours: Mapping[Key, Record]) -> None:
        """The same unique value under two keys: one thing entered on both computers."""
        if not spec.unique:
            return
        taken = {value: key for key, record in ours.items() if (value := spec.unique_of(record))}
        for key, record in sorted(self._renamed(spec, self._theirs.get(spec.name, {})).items()):
            mine = taken.get(spec.unique_of(record))
            if mine is None or mine == key or key in ours:
                continue
            clash = Clash(ClashKind.TWICE, spec.name, key, spec.unique[-1], here=ours[mine], there=record)
            if self._note(clash):
                self._same[spec.name, key[0]] = mine[0]
            else:
                self._waiting.add((spec.name, key[0]))

    def _note(self, clash: Clash) -> str:
        decision = self._decisions.get(clash.id, "")
        self._clashes.append(
            Clash(
                clash.kind, clash.part, clash.key, clash.field, clash.base, clash.ours, clash.theirs,
                clash.here, clash.there, decision,
            )
        )  # fmt: skip
        return decision

    def _record(
        self, spec: PartSpec, key: Key, base: Record | None, ours: Record | None, theirs: Record | None
    ) -> None:
        name = (spec.name, key[0] if len(key) == 1 else "\n".join(key))
        if name in self._waiting or self._held(spec, ours, theirs):
            self._waiting.add(name)
            return
        if (side := self._whole_by_parent(spec, ours, theirs)) is not None:
            self._take_whole(name, key, side, ours, theirs)
        elif ours is not None and theirs is not None:
            self._both(spec, name, key, base, ours, theirs)
        elif ours is None and theirs is not None:
            self._only_theirs(name, key, base, theirs)
        elif ours is not None and base is not None:
            self._only_ours(spec, name, key, base, ours)

    def _held(self, spec: PartSpec, ours: Record | None, theirs: Record | None) -> bool:
        return any(
            (part, str(record[name])) in self._waiting
            for name, part in spec.refs.items()
            for record in (ours, theirs)
            if record is not None and name in record
        )

    def _whole_by_parent(self, spec: PartSpec, ours: Record | None, theirs: Record | None) -> str | None:
        if not spec.parent:
            return None
        for record in (theirs, ours):
            if record is not None:
                return self._whole.get((spec.refs[spec.parent], str(record.get(spec.parent, ""))))
        return None

    def _take_whole(
        self, name: tuple[str, str], key: Key, side: str, ours: Record | None, theirs: Record | None
    ) -> None:
        self._whole[name] = side
        if side == THEIRS and ours != theirs:
            self._changes.append(Change(name[0], key, ours, theirs))

    def _only_theirs(self, name: tuple[str, str], key: Key, base: Record | None, theirs: Record) -> None:
        """Added there, or deleted here."""
        if base is None:
            self._changes.append(Change(name[0], key, None, theirs))
        elif base != theirs or name in self._touched_there:
            self._decide_whole(Clash(ClashKind.GONE_HERE, name[0], key, there=theirs), name, None, theirs)

    def _only_ours(self, spec: PartSpec, name: tuple[str, str], key: Key, base: Record, ours: Record) -> None:
        """Deleted there."""
        if base != ours or spec.is_fixed(ours) or name in self._touched_here:
            self._decide_whole(Clash(ClashKind.GONE_THERE, name[0], key, here=ours), name, ours, None)
        else:
            self._changes.append(Change(name[0], key, ours, None))

    def _decide_whole(
        self, clash: Clash, name: tuple[str, str], ours: Record | None, theirs: Record | None
    ) -> None:
        decision = self._note(clash)
        if decision:
            self._take_whole(name, clash.key, decision, ours, theirs)
        else:
            self._waiting.add(name)

    def _both(
        self,
        spec: PartSpec,
        name: tuple[str, str],
        key: Key,
        base: Record | None,
        ours: Record,
        theirs: Record,
    ) -> None:
        differing = [n for n in sorted({*ours, *theirs}) if ours.get(n) != theirs.get(n)]
        closed = spec.is_fixed(ours) or spec.is_fixed(theirs)
        if closed and not spec.still_open.issuperset(differing):
            self._closed(name, key, base, ours, theirs, spec.is_fixed(ours))
            return
        after = dict(ours)
        for one in differing:
            self._field(spec, key, one, base, ours, theirs, after)
        if after != ours:
            self._changes.append(Change(spec.name, key, ours, after))

    def _closed(
        self,
        name: tuple[str, str],
        key: Key,
        base: Record | None,
        ours: Record,
        theirs: Record,
        fixed_here: bool,
    ) -> None:
        """Posted or signed on one side: taken as a whole or not at all, with everything that belongs to it."""
        if base is not None and base == ours and not fixed_here and name not in self._touched_here:
            self._take_whole(name, key, THEIRS, ours, theirs)
        elif base is not None and base == theirs and name not in self._touched_there:
            self._take_whole(name, key, OURS, ours, theirs)
        else:
            clash = Clash(ClashKind.FIXED, name[0], key, here=ours, there=theirs)
            self._decide_whole(clash, name, ours, theirs)

    def _field(
        self,
        spec: PartSpec,
        key: Key,
        name: str,
        base: Record | None,
        ours: Record,
        theirs: Record,
        after: dict[str, Value],
    ) -> None:
        was = base.get(name) if base is not None else None
        here, there = ours.get(name), theirs.get(name)
        if there == was:
            return
        if here != was:
            clash = Clash(ClashKind.FIELD, spec.name, key, name, was, here, there, ours, theirs)
            if self._note(clash) != THEIRS:
                return
        if there is None:
            after.pop(name, None)
        else:
            after[name] = there


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
