"""Simulated power cuts: from a recorded run, what a disk may hold at any moment between two flushes.

What was flushed is there; of the rest any part may be, and the last write may be torn at 512 bytes. Names (create,
rename, unlink) are kept in order, as a journalling file system does, or, "loose", each by itself, as on FAT. A lying
disk says yes to some flushes and does nothing.
"""

import random
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.shim import Kind

HEAD = struct.Struct("<IIQqQ")
SECTOR = 512
ANCHOR = "head.json"


@dataclass(frozen=True, slots=True)
class Record:
    kind: Kind
    inode: int
    offset: int
    data: bytes

    @property
    def paths(self) -> list[str]:
        return self.data.decode("utf-8").split("\n")


def read_trace(path: Path) -> list[Record]:
    """The calls in the order they were made."""
    data, at, found = path.read_bytes(), 0, []
    while at < len(data):
        kind, _, inode, offset, size = HEAD.unpack_from(data, at)
        at += HEAD.size
        found.append(Record(Kind(kind), inode, offset, data[at : at + size]))
        at += size
    return found


@dataclass(slots=True)
class File:
    """One file whatever its name: what is surely there, and what was written since."""

    kept: bytes = b""
    version: int = 0  # of `kept`
    pending: list[int] = field(default_factory=list)  # record numbers


Move = tuple[str, str, int]  # old name, new name, file; an empty name is none


@dataclass(frozen=True, slots=True)
class Change:
    """What one call does to names (a folder takes all its files along), and the folders whose flush makes it last."""

    folders: frozenset[str]
    moves: tuple[Move, ...]


class Disk:
    """The disk while the recorded run goes on."""

    def __init__(self, before: Path, root: str, records: list[Record], *, loose: bool, drains: bool) -> None:
        self._records = records
        self._loose = loose
        self._shares = (0.0, 0.5, 0.9, 1.0) if drains else (0.0, 0.0, 0.0, 0.5)  # of what was never flushed
        self._root = root
        self.files: dict[int, File] = {}
        self.names: dict[str, int] = {}
        self._now: dict[str, int] = {}  # the names as the running program sees them
        self._by_inode: dict[int, int] = {}
        self.renames: list[Change] = []
        for path in sorted(before.rglob("*")):
            if path.is_file():
                self._add(str(path.relative_to(before)), path.read_bytes())
        self._now = dict(self.names)

    def _add(self, name: str, data: bytes) -> int:
        number = len(self.files) + 1
        self.files[number] = File(kept=data)
        if name:
            self.names[name] = number
        return number

    def known(self, inodes: dict[int, str]) -> None:
        """Which inode of the recorded run is which file."""
        self._by_inode = {inode: self.names[name] for inode, name in inodes.items() if name in self.names}

    def step(self, number: int, lies: Callable[[str], bool]) -> None:
        """One more call is done."""
        record = self._records[number]
        match record.kind:
            case Kind.CREATE:
                made = self._add("", b"")
                self._by_inode[record.inode] = made
                self._rename("", self._short(record.paths[0]), made)
            case Kind.WRITE | Kind.TRUNCATE:
                self.files[self._by_inode[record.inode]].pending.append(number)
            case Kind.FSYNC:
                self._flush(self._by_inode[record.inode], lies)
            case Kind.RENAME:
                self._move(*(self._short(path) for path in record.paths))
            case Kind.UNLINK:
                if (name := self._short(record.paths[0])) in self._now:
                    self._rename(name, "", self._now[name])
            case Kind.FOLDER_SYNC:
                folder = self._short(record.paths[0])
                if not lies(folder):
                    self._settle(lambda change: (folder or ".") in change.folders)
            case _:
                pass

    def _short(self, path: str) -> str:
        return path.removeprefix(self._root).lstrip("/")

    def _rename(self, old: str, new: str, file: int) -> None:
        self._change(old, new, ((old, new, file),))

    def _move(self, old: str, new: str) -> None:
        """A file, or a folder with all that is in it."""
        names = [name for name in self._now if name == old or name.startswith(f"{old}/")]
        self._change(old, new, tuple((name, new + name[len(old) :], self._now[name]) for name in names))

    def _change(self, old: str, new: str, moves: tuple[Move, ...]) -> None:
        if not moves:
            return
        change = Change(frozenset(str(Path(name).parent) for name in (old, new) if name), moves)
        self.renames.append(change)
        _apply(self._now, change)

    def _flush(self, number: int, lies: Callable[[str], bool]) -> None:
        if lies(next((name for name, file in self._now.items() if file == number), "")):
            return
        file = self.files[number]
        file.kept = self.contents(number, tuple(file.pending), 0)
        file.version += 1
        file.pending.clear()
        self._settle(lambda change: not self._loose or change.moves[0][::2] == ("", number))

    def _settle(self, settled: Callable[[Change], bool]) -> None:
        for change in self.renames:
            if settled(change):
                _apply(self.names, change)
        self.renames = [change for change in self.renames if not settled(change)]

    # what is left after a cut

    def draw(self, number: int, chance: random.Random) -> "State":
        """One possible state when the power goes during or just after call `number`."""
        names = dict(self.names)
        kept_renames = self._some(self.renames, chance)
        for change in kept_renames:
            _apply(names, change)
        parts: list[tuple[str, int, int, tuple[int, ...], int]] = []
        for name, file_number in sorted(names.items()):
            file = self.files[file_number]
            share = chance.choice(self._shares)
            kept = tuple(one for one in file.pending if chance.random() < share)
            torn = 0
            if kept and kept[-1] == number and self._records[number].kind is Kind.WRITE:
                sectors = -(-len(self._records[number].data) // SECTOR)
                torn = chance.randrange(sectors) * SECTOR or (-1 if chance.random() < 0.5 else 0)
            parts.append((name, file_number, file.version, kept, torn))
        return State(tuple(parts))

    def _some(self, changes: list[Change], chance: random.Random) -> list[Change]:
        if not self._loose:
            return changes[: chance.randint(0, len(changes))]
        return [change for change in changes if chance.random() < 0.5]

    def contents(self, number: int, kept: tuple[int, ...], torn: int) -> bytes:
        """A file with these of its unflushed calls done, the last one only up to byte `torn` (-1: nothing of it)."""
        if not kept:
            return self.files[number].kept
        data = bytearray(self.files[number].kept)
        for one in kept:
            record = self._records[one]
            if record.kind is Kind.TRUNCATE:
                data[record.offset :] = bytes(max(0, record.offset - len(data)))
                continue
            piece = record.data
            if one == kept[-1] and torn:
                piece = piece[: max(0, torn)]
            if record.offset > len(data):
                data.extend(bytes(record.offset - len(data)))
            data[record.offset : record.offset + len(piece)] = piece
        return bytes(data)

    def lay_out(self, state: "State", target: Path) -> None:
        """Write a state as a folder (empty before)."""
        for name, number, _, kept, torn in state.parts:
            path = target / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(self.contents(number, kept, torn))


@dataclass(frozen=True, slots=True)
class State:
    """Which file has which name and how much of its unflushed calls: equal states are one point."""

    parts: tuple[tuple[str, int, int, tuple[int, ...], int], ...]


def _apply(names: dict[str, int], change: Change) -> None:
    for old, new, file in change.moves:
        if old and names.get(old) == file:
            del names[old]
        if new:
            names[new] = file


def states(
    disk: Disk, records: list[Record], chance: random.Random, lying: float, *, honest_anchor: bool
) -> Iterator[tuple[int, int, State]]:
    """(call, steps acknowledged, one possible state) along the run; the disk moves on as they are taken."""

    def lies(name: str) -> bool:
        spared = honest_anchor and (ANCHOR in name or name.endswith("anchor"))
        return not spared and chance.random() < lying

    acknowledged = 0
    for number, record in enumerate(records):
        disk.step(number, lies)
        acknowledged += record.kind is Kind.MARK
        yield number, acknowledged, disk.draw(number, chance)
