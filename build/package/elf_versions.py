"""The library versions an ELF file asks for, and how to make some of them optional.

The dynamic linker refuses a file that asks for a version its libraries lack, even when no symbol needs it any more. A
need marked weak it lets pass. Only 64-bit little-endian files, which is all we ship.
"""

import struct
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

VERSION_NEEDS = 0x6FFFFFFE  # SHT_GNU_verneed
WEAK = 2  # VER_FLG_WEAK
_SECTION, _NEED, _VERSION = struct.Struct("<IIQQQQIIQQ"), struct.Struct("<HHIII"), struct.Struct("<IHHII")


@dataclass(frozen=True)
class Need:
    """One version of one library."""

    library: str
    version: str
    weak: bool
    at: int  # where its record lies in the file


def _text(data: bytes, start: int) -> str:
    return data[start : data.index(b"\0", start)].decode()


def _needs(data: bytes) -> Iterator[Need]:
    if data[:6] != b"\x7fELF\x02\x01":
        raise ValueError("not a 64-bit little-endian ELF file")
    (table,) = struct.unpack_from("<Q", data, 0x28)
    size, count = struct.unpack_from("<HH", data, 0x3A)
    sections = [_SECTION.unpack_from(data, table + number * size) for number in range(count)]
    for _name, kind, _flags, _address, place, _length, link, libraries, *_ in sections:
        if kind != VERSION_NEEDS:
            continue
        names = sections[link][4]
        for _ in range(libraries):
            _revision, versions, library, first, following = _NEED.unpack_from(data, place)
            at = place + first
            for _ in range(versions):
                _hash, flags, _index, version, step = _VERSION.unpack_from(data, at)
                yield Need(_text(data, names + library), _text(data, names + version), bool(flags & WEAK), at)
                at += step
            place += following


def needs(path: Path) -> list[Need]:
    """Every version the file asks for."""
    return list(_needs(path.read_bytes()))


def weaken(path: Path, versions: Collection[str]) -> list[str]:
    """Mark the needs of these versions weak; returns those found. No symbol may use them any more."""
    data = bytearray(path.read_bytes())
    found = [need for need in _needs(bytes(data)) if need.version in versions]
    for need in found:
        (flags,) = struct.unpack_from("<H", data, need.at + 4)
        struct.pack_into("<H", data, need.at + 4, flags | WEAK)
    path.write_bytes(data)
    return [need.version for need in found]
