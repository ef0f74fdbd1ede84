"""What two computers of one branch last shared: the states both contain, put together to one; and what one of them
deleted since without the other's knowing.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from models.db.store import Store
from models.domain.merging import UNSURE, Key, PartSpec, Record, Value
from models.services.second_desk_rows import SPECS, Records
from models.services.snapshot import deleted_since


@dataclass(frozen=True, slots=True)
class _Shared:
    """One state both contain: as of our journal's entry `seq`, or a package of theirs that came in with it."""

    seq: int
    identity: str
    seen: frozenset[str] = frozenset()


def shared_states(
    store: Store,
    seen: Iterable[str],
    ours_at: Callable[[int], Records],
    theirs_of: Callable[[str], Records | None],
) -> list[Records]:
    """The newest of what both contain, none when nothing is known. `seen`: what the other side names as its past.

    Several when each merged the other's package before it had its own back: none of them holds the other then.
    """
    names = tuple(seen)
    own = _own(store, names)
    foreign = [one for one in _merged(store, names) if own is None or one.seq > own.seq]
    newest = [one for one in foreign if not any(one.identity in other.seen for other in foreign)]
    found = [records for one in newest if (records := theirs_of(one.identity)) is not None]
    if own is not None and not any(own.identity in one.seen for one in newest if found):
        found.append(ours_at(own.seq))
    return found


def deleted_unseen(store: Store, seen: Iterable[str]) -> frozenset[tuple[str, Key]]:
    """What was deleted here after the last entry of our journal which the other side contains."""
    own = _own(store, tuple(seen))
    found = deleted_since(store, own.seq if own else 0)
    return frozenset((part, SPECS[part].key_of(one)) for part, records in found.items() for one in records)


def _own(store: Store, names: tuple[str, ...]) -> _Shared | None:
    """The last entry of our own journal they contain: a package of ours, or where the copy of a backup began."""
    marks = ", ".join("?" * len(names))
    found = [
        *store.rows(f"SELECT audit_seq, package_id FROM outgoing WHERE package_id IN ({marks})", names),
        *store.rows(f"SELECT seq, hash FROM journal WHERE hash IN ({marks})", names),
    ]
    return max((_Shared(int(row[0]), str(row[1])) for row in found), key=lambda one: one.seq, default=None)


def _merged(store: Store, names: tuple[str, ...]) -> list[_Shared]:
    """Packages of theirs, or of a third computer, that were merged here."""
    marks = ", ".join("?" * len(names))
    sql = (
        "SELECT (SELECT max(seq) FROM journal WHERE entity = 'received' AND entity_id = received.id), "
        f"package_id, manifest FROM received WHERE result = 'merged' AND package_id IN ({marks})"
    )
    return [
        _Shared(int(row[0]), str(row[1]), frozenset(json.loads(row[2])["seen"].values()))
        for row in store.rows(sql, names)
    ]


def together(states: list[Records]) -> Records:
    """One base of several: where they differ nothing is taken for granted."""
    if len(states) == 1:
        return states[0]
    parts = dict.fromkeys(part for state in states for part in state)
    return {part: _part(SPECS[part], [state.get(part, {}) for state in states]) for part in parts}


def _part(spec: PartSpec, sides: list[dict[Key, Record]]) -> dict[Key, Record]:
    keys = dict.fromkeys(key for side in sides for key in side)
    found = {key: _record([side.get(key) for side in sides]) for key in keys}
    if len(spec.unique) == 1:
        for key in _in_dispute(spec, sides):
            found[key] = {**found[key], spec.unique[0]: UNSURE}
    return found


def _in_dispute(spec: PartSpec, sides: list[dict[Key, Record]]) -> set[Key]:
    """Who shares what is unique with somebody else of another state.

    Each computer may have decided then to whom it goes, and taken it from the other one: that is no plain change.
    """
    holders: dict[Key, set[Key]] = {}
    for side in sides:
        for key, record in side.items():
            if value := spec.unique_of(record):
                holders.setdefault(value, set()).add(key)
    return {key for keys in holders.values() if len(keys) > 1 for key in keys}


def _record(sides: list[Record | None]) -> Record:
    present = [side for side in sides if side is not None]
    names = dict.fromkeys(name for side in present for name in side)
    agreed: dict[str, Value] = {name: _value(present, name) for name in names}
    # a record that one side lacked differs from itself today, so that its removal is asked
    return agreed if len(present) == len(sides) else {**agreed, "": UNSURE}


def _value(present: list[Mapping[str, Value]], name: str) -> Value:
    values = {side.get(name) for side in present}
    only = values.pop()
    return UNSURE if values or only is None else only
