"""What merging does: every record of both sides in turn, those referred to first."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from models.domain.merging import (
    OURS,
    THEIRS,
    Change,
    Clash,
    ClashKind,
    Key,
    PartSpec,
    Plan,
    Record,
    Records,
    Value,
    touched,
    under,
)
from models.domain.merging_twice import Decisions, Twice, find


def plan(
    specs: Sequence[PartSpec],
    base: Records | None,
    ours: Records,
    theirs: Records,
    decisions: Decisions | None = None,
    *,
    names: Mapping[str, str] | None = None,
    gone: Collection[tuple[str, Key]] = (),
    kept: Collection[str] = (),
) -> Plan:
    """What taking `theirs` over would do to `ours`; `base` None when no shared state is known.

    `names`: theirs to ours, for what was decided to be one. `gone`: deleted here without the other side's knowing.
    `kept`: what is closed for good and was said to stay as it is on either side.
    """
    decided = decisions or {}
    twice = find(specs, base, ours, theirs, decided, names or {})
    before = None if base is None else under(specs, base, twice.names)
    return _Planner(specs, before, ours, under(specs, theirs, twice.names), decided, twice, gone, kept).run()


class _Planner:
    """One pass over the parts, those referred to first."""

    def __init__(
        self,
        specs: Sequence[PartSpec],
        base: Records | None,
        ours: Records,
        theirs: Records,
        decisions: Decisions,
        twice: Twice,
        gone: Collection[tuple[str, Key]],
        kept: Collection[str],
    ) -> None:
        self._specs, self._decisions = {spec.name: spec for spec in specs}, decisions
        self._base, self._ours, self._theirs = base, ours, theirs
        self._yields, self._disputed = twice.yields, twice.disputed
        self._gone, self._kept = gone, kept
        self._twins = frozenset(twice.names.values())
        self._changes: dict[tuple[str, Key], Change] = {}
        self._clashes = list(twice.clashes)
        self._whole: dict[
            tuple[str, str], str
        ] = {}  # a record taken whole from one side: so are its children
        self._waiting = {(part, key[0]) for part, key in twice.waiting}  # and what waits keeps them waiting
        self._absent: set[tuple[str, str]] = set()  # it stays or becomes deleted here
        self._touched_here = touched(specs, base, ours)
        self._touched_there = touched(specs, base, theirs)

    def run(self) -> Plan:
        for spec in self._specs.values():
            here, there = self._ours.get(spec.name, {}), self._theirs.get(spec.name, {})
            base = (self._base or {}).get(spec.name, {})
            for key in sorted({*here, *there}):
                self._record(spec, key, base.get(key), here.get(key), there.get(key))
        for (part, key), value in self._yields.items():
            self._give_up(self._specs[part], key, value)
        return Plan(tuple(self._changes.values()), tuple(self._clashes))

    def _change(self, part: str, key: Key, before: Record | None, after: Record | None) -> None:
        if before is None and after is not None:
            after = self._mirrored(self._specs[part], after)
        if after is not None and (lost := self._lost(self._specs[part], after)):
            after = {name: value for name, value in after.items() if name not in lost}
        if after != before:
            self._changes[part, key] = Change(part, key, before, after)

    def _mirrored(self, spec: PartSpec, record: Record) -> Record:
        """What takes back a record that stands under somebody else here is taken back from him."""
        origin = self._ours.get(spec.name, {}).get((str(record.get(spec.mirrors, "")),), {})
        return {**record, **{name: value for name, value in origin.items() if name in spec.owners}}

    def _give_up(self, spec: PartSpec, key: Key, value: Value | None) -> None:
        """What another record keeps does not stand in this one."""
        before = self._ours.get(spec.name, {}).get(key)
        change = self._changes.pop((spec.name, key), None)
        after = dict((change.after if change else before) or {})
        if not after:
            if change:
                self._changes[spec.name, key] = change
            return
        after.pop(spec.unique[-1], None)
        if value is not None:
            after[spec.unique[-1]] = value
        if after != before:
            self._change(spec.name, key, before, after)

    def _note(self, clash: Clash) -> str:
        decision = self._decisions.get(clash.id, "")
        self._clashes.append(replace(clash, decision=decision))
        return decision

    def _record(
        self, spec: PartSpec, key: Key, base: Record | None, ours: Record | None, theirs: Record | None
    ) -> None:
        name = (spec.name, key[0] if len(key) == 1 else "\n".join(key))
        if name in self._waiting or self._held(spec, ours, theirs):
            self._waiting.add(name)
            return
        if ours is None and self._lost(spec, theirs or {}) & {*spec.owners, spec.parent}:
            return  # it belongs to what stays deleted here
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

    def _lost(self, spec: PartSpec, record: Record) -> set[str]:
        """Its fields that speak of what is not here."""
        return {n for n, part in spec.refs.items() if n in record and (part, str(record[n])) in self._absent}

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
        if (ours if side == OURS else theirs) is None:
            self._absent.add(name)
        if side == THEIRS and ours != theirs:
            self._change(name[0], key, ours, theirs)

    def _only_theirs(self, name: tuple[str, str], key: Key, base: Record | None, theirs: Record) -> None:
        """Added there, or deleted here."""
        if base is None and (name[0], key) in self._gone:
            self._decide_whole(Clash(ClashKind.GONE_HERE, name[0], key, there=theirs), name, None, theirs)
        elif base is None:
            self._change(name[0], key, None, theirs)
        elif base != theirs or name in self._touched_there:
            self._decide_whole(Clash(ClashKind.GONE_HERE, name[0], key, there=theirs), name, None, theirs)
        else:
            self._absent.add(name)

    def _only_ours(self, spec: PartSpec, name: tuple[str, str], key: Key, base: Record, ours: Record) -> None:
        """Deleted there."""
        if base != ours or spec.is_fixed(ours) or name in self._touched_here:
            self._decide_whole(Clash(ClashKind.GONE_THERE, name[0], key, here=ours), name, ours, None)
        else:
            self._absent.add(name)
            self._change(name[0], key, ours, None)

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
            if not self._stays_apart(spec, name, key, ours, theirs):
                self._closed(name, key, base, ours, theirs, spec.is_fixed(ours))
            return
        after = dict(ours)
        for one in differing:
            self._field(spec, key, one, base, ours, theirs, after)
        if after != ours:
            self._change(spec.name, key, ours, after)

    def _stays_apart(
        self, spec: PartSpec, name: tuple[str, str], key: Key, ours: Record, theirs: Record
    ) -> bool:
        """One payment under different people, after opposite answers to whether they are one: neither side can be
        changed, so each keeps its own. A person is told once. What settles it is to reverse the payment on one side
        and enter it anew: the reversal, and so the sum, goes with the payment on either side (`_mirrored`).
        """
        mirrored = (
            bool(spec.mirrors) and spec.mirrors in ours and ours[spec.mirrors] == theirs.get(spec.mirrors)
        )
        if not spec.only_moved(ours, theirs) or not (mirrored or key[0] in self._kept):
            return False
        self._take_whole(name, key, OURS, ours, theirs)
        return True

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
        if len(key) == 1 and key[0] in self._twins and fixed_here:
            self._take_whole(name, key, OURS, ours, theirs)  # one thing posted on both: each keeps its own
        elif base is not None and base == ours and not fixed_here and name not in self._touched_here:
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
        if there == was or ((spec.name, key) in self._disputed and name == spec.unique[-1]):
            return
        if here != was:
            clash = Clash(ClashKind.FIELD, spec.name, key, name, was, here, there, ours, theirs)
            if self._note(clash) != THEIRS:
                return
        if there is None:
            after.pop(name, None)
        else:
            after[name] = there
