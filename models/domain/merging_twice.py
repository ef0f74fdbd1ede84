"""One thing entered on both computers: a value which no two records may share, under two keys.

Either a person says that both are one, or which of the two keeps the value. A posted record can only become one with
its twin; what is told apart by several fields together (one standard a month) is one without a question.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from models.domain.merging import (
    OURS,
    SAME,
    THEIRS,
    UNSURE,
    Clash,
    ClashKind,
    Key,
    PartSpec,
    Record,
    Records,
    Value,
    renamed,
    touched,
)

Decisions = Mapping[tuple[str, ...], str]
Pair = tuple[str, str]  # their name and ours for one thing


@dataclass(slots=True)
class Twice:
    """What was found, and what the decisions make of it."""

    names: dict[str, str]  # their name to ours
    clashes: list[Clash] = field(default_factory=list[Clash])
    waiting: set[tuple[str, Key]] = field(default_factory=set[tuple[str, Key]])
    yields: dict[tuple[str, Key], Value | None] = field(default_factory=dict[tuple[str, Key], Value | None])
    disputed: set[tuple[str, Key]] = field(
        default_factory=set[tuple[str, Key]]
    )  # asked whose, not each by itself


def names_here(own: Sequence[Pair], told: Sequence[Pair], ours: Records, theirs: Records) -> dict[str, str]:
    """Their name to ours for everything that was decided to be one, here (`own`) or on another computer (`told`).

    Where either side holds two of them apart, nothing is taken for one.
    """
    here, there = _names(ours), _names(theirs)
    found: dict[str, str] = {}
    for group in _groups([*own, *told]):
        mine, foreign = group & here, group & there
        if len(mine) > 1 or len(foreign) > 1:
            continue
        kept = mine or {local for _, local in own if local in group}
        for target in sorted(kept)[:1]:
            found |= {name: target for name in group if name != target}
    return found


def other_names(pairs: Sequence[Pair], name: str) -> list[str]:
    """What else this record is called on other computers."""
    return sorted(other for group in _groups(pairs) if name in group for other in group - {name})


def new_pairs(own: Sequence[Pair], told: Sequence[Pair]) -> list[Pair]:
    """What another computer decided and this one does not know yet."""
    groups = _groups(own)
    return [pair for pair in told if not any(group.issuperset(pair) for group in groups)]


def _names(records: Records) -> set[str]:
    return {key[0] for part in records.values() for key in part if len(key) == 1}


def _groups(pairs: Sequence[Pair]) -> list[set[str]]:
    """All names of each thing."""
    found: dict[str, set[str]] = {}
    for pair in pairs:
        group = set(pair).union(*(found[name] for name in pair if name in found))
        found.update(dict.fromkeys(group, group))
    return list({id(group): group for group in found.values()}.values())


def find(
    specs: Sequence[PartSpec],
    base: Records | None,
    ours: Records,
    theirs: Records,
    decisions: Decisions,
    names: Mapping[str, str],
) -> Twice:
    """Everything that is there twice; `names`: what is known to be one already."""
    twice = Twice(dict(names))
    side = _Sides(specs, base or {}, ours, theirs, decisions)
    for spec in specs:
        if spec.unique:
            side.look(spec, twice)
    return twice


@dataclass(slots=True)
class _Part:
    """The records of one part on each side, under our names."""

    spec: PartSpec
    here: Mapping[Key, Record]
    there: Mapping[Key, Record]
    was: Mapping[Key, Record]


class _Sides:
    def __init__(
        self, specs: Sequence[PartSpec], base: Records, ours: Records, theirs: Records, decisions: Decisions
    ) -> None:
        self._base, self._ours, self._theirs, self._decisions = base, ours, theirs, decisions
        self._touched_here = touched(specs, base, ours)
        self._touched_there = touched(specs, base, theirs)

    def _read(self, spec: PartSpec, names: Mapping[str, str]) -> _Part:
        there = renamed(spec, self._theirs.get(spec.name, {}), names)
        was = renamed(spec, self._base.get(spec.name, {}), names)
        return _Part(spec, self._ours.get(spec.name, {}), there, was)

    def look(self, spec: PartSpec, twice: Twice) -> None:
        """All pairs of one part."""
        part = self._read(spec, twice.names)
        taken = {value: key for key, record in part.here.items() if (value := spec.unique_of(record))}
        one_value = len(spec.unique) == 1 and not spec.fixed
        for key, record in sorted(part.there.items()):
            mine = taken.get(spec.unique_of(record), key)
            if mine in part.there or key in part.here or self._goes(part, mine) or self._stays_out(part, key):
                continue
            if not one_value and not spec.fixed:
                twice.names[key[0]] = mine[0]
                continue
            options = (SAME, OURS, THEIRS) if one_value else (SAME,)
            decision = self._decide(part, key, mine, options, twice)
            if decision == SAME:
                twice.names[key[0]] = mine[0]
            elif decision:
                twice.yields[spec.name, key if decision == OURS else mine] = None
            else:
                twice.waiting.add((spec.name, key))
        if one_value:
            self._settle(self._read(spec, twice.names), twice)

    def _decide(self, part: _Part, key: Key, mine: Key, options: tuple[str, ...], twice: Twice) -> str:
        here, there = part.here.get(mine) or part.there[mine], part.there.get(key) or part.here[key]
        name, unique = part.spec.name, part.spec.unique[-1]
        clash = Clash(
            ClashKind.TWICE, name, (*key, *mine), unique, here=here, there=there, options=options
        )  # fmt: skip
        decision = self._decisions.get(clash.id, "")
        twice.clashes.append(replace(clash, decision=decision))
        return decision

    def _settle(self, part: _Part, twice: Twice) -> None:
        """Two people who would both have one number once their fields are merged: one of them keeps it."""
        while (pair := self._pair(part, twice)) is not None:
            mine, key = pair
            name = part.spec.unique[-1]
            unsure = {one for one in pair if part.was.get(one, {}).get(name) == UNSURE}
            twice.disputed |= {(part.spec.name, one) for one in unsure}
            decision = self._decide(part, key, mine, (OURS, THEIRS), twice)
            if not decision:
                return
            winner, loser, other = (mine, key, part.here) if decision == OURS else (key, mine, part.there)
            if winner in unsure:
                twice.yields[part.spec.name, winner] = self._results(part, twice)[winner][name]
            twice.yields[part.spec.name, loser] = None
            value = other.get(loser, {}).get(name)
            results = self._results(part, twice)
            free = all(one.get(name) != value for one in results.values())
            twice.yields[part.spec.name, loser] = value if free else None

    def _pair(self, part: _Part, twice: Twice) -> tuple[Key, Key] | None:
        """The first two who share what they may not; the one who has it here comes first."""
        found: dict[Key, list[Key]] = {}
        for key, record in self._results(part, twice).items():
            if value := part.spec.unique_of(record):
                found.setdefault(value, []).append(key)
        for value, keys in sorted(found.items()):
            if len(keys) > 1:
                keys.sort(key=lambda key: (part.spec.unique_of(part.here.get(key, {})) != value, key))
                return keys[0], keys[1]
        return None

    def _results(self, part: _Part, twice: Twice) -> dict[Key, Record]:
        """What each record becomes, with what was decided so far."""
        found: dict[Key, Record] = {}
        for key in sorted({*part.here, *part.there}):
            if (part.spec.name, key) in twice.waiting or self._goes(part, key) or self._stays_out(part, key):
                continue
            after = self._after(part, key)
            if (part.spec.name, key) in twice.yields:
                value = twice.yields[part.spec.name, key]
                after = {name: one for name, one in after.items() if name != part.spec.unique[-1]}
                after |= {} if value is None else {part.spec.unique[-1]: value}
            found[key] = after
        return found

    def _goes(self, part: _Part, key: Key) -> bool:
        """Ours was deleted there, and goes here too."""
        if key in part.there or key not in part.was:
            return False
        if decision := self._decisions.get((part.spec.name, "", *key)):
            return decision == THEIRS
        untouched = (part.spec.name, key[0]) not in self._touched_here
        return part.was[key] == part.here[key] and untouched and not part.spec.is_fixed(part.here[key])

    def _stays_out(self, part: _Part, key: Key) -> bool:
        """Theirs was deleted here, and stays so."""
        if key in part.here:
            return False
        if self._decisions.get((part.spec.name, "", *key)) == OURS:
            return True
        return part.was.get(key) == part.there[key] and (part.spec.name, key[0]) not in self._touched_there

    def _after(self, part: _Part, key: Key) -> Record:
        """The record as merging its fields would leave it."""
        ours, theirs, base = part.here.get(key), part.there.get(key), part.was.get(key, {})
        if ours is None or theirs is None or ours == theirs:
            return ours or theirs or {}
        after: dict[str, Value] = {}
        for name in {*ours, *theirs}:
            mine, other = ours.get(name), theirs.get(name)
            decision = self._decisions.get((part.spec.name, name, *key))
            newer = mine == base.get(name) or decision == THEIRS
            if base.get(name) == UNSURE and name == part.spec.unique[-1] and not decision:
                newer = mine is None  # whoever has it on either side: then it is asked whose it is
            value = other if other != base.get(name) and newer else mine
            if value is not None:
                after[name] = value
        return after
