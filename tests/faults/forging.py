"""Packages as an attacker would make them: every layer can be changed, and signed and sealed again with test keys."""

import random
import struct
import zlib
from dataclasses import dataclass, field, replace

from exporters.package import age_file, jsonl, manifest, minisign, reading, sealing, writing
from exporters.package.archive import Archive
from exporters.package.parts import PARTS
from exporters.package.refusal import PackageRefused, Reason
from tests.exporters.package import samples
from tests.exporters.package.samples import branch, committee

FILE_MODE = 0o100644 << 16
Files = dict[str, bytes]


def small_package() -> bytes:
    """As few bytes as a package can have: one person, the fields that no profile leaves out, only two parts."""
    fields = {name: sorted(part.needed) for part in PARTS if (name := part.name) in ("branch", "person")}
    found = samples.records(people=1, months=0, meetings=0)
    kept = {
        part: [{k: v for k, v in one.items() if k in names} for one in found[part]]
        for part, names in fields.items()
    }
    return writing.write(
        samples.letter(), kept, sender=branch().card, secrets=branch().secrets, to=committee().card, fields=fields
    ).data  # fmt: skip


def usual_package() -> bytes:
    """A month's package of a branch of thirty: about 44 KB."""
    return samples.written(samples.records(people=30, months=12, meetings=12)).data


def unpack(data: bytes) -> Files:
    """What is inside, by name, in order."""
    archive = Archive(age_file.unseal(data, committee().secrets.seal))
    return {name: archive.read(name) for name in archive.entries}


def one_key() -> sealing.Me:
    """The committee with its current key only: half the time of an attempt."""
    return replace(committee().me, secrets=committee().secrets.seal[:1])


def verdict(data: bytes) -> Reason | str:
    """Why it is refused; or what was accepted, as one hash. Any other exception is a finding."""
    try:
        package = reading.open_bytes(data, one_key())
    except PackageRefused as refused:
        assert refused.message.endswith("。")
        return refused.reason
    return content_hash(package)


def content_hash(package: reading.Package) -> str:
    """Everything that could be imported from it."""
    parts = b"".join(jsonl.dump(package.records(part.name)) for part in PARTS)
    return sealing.digest(package.manifest.encode() + parts).sha256


def reseal(inside: bytes) -> bytes:
    """Sealed for the committee, as anybody who has its card can do."""
    return age_file.seal(inside, list(committee().card.seal_keys))


@dataclass
class Entry:
    """One ZIP entry as it will be written; headers may lie."""

    name: bytes
    content: bytes
    method: int = 8
    flags: int = 0x0800
    made_by: int = 0x0314
    needed: int = 20
    attributes: int = FILE_MODE
    size: int | None = None
    packed_size: int | None = None
    crc: int | None = None
    central_size: int | None = None
    local_name: bytes | None = None
    central_extra: bytes = b""
    local_extra: bytes = b""
    comment: bytes = b""
    body: bytes | None = None
    offset: int | None = None
    disk: int = 0
    gap: bytes = b""


@dataclass
class Zip:
    """A ZIP with whatever is wrong with it."""

    entries: list[Entry] = field(default_factory=list[Entry])
    before: bytes = b""
    between: bytes = b""
    after: bytes = b""
    comment: bytes = b""
    count: int | None = None
    start: int | None = None
    disk: int = 0

    def build(self) -> bytes:
        out, central = bytearray(self.before), bytearray()
        for one in self.entries:
            out += one.gap
            offset = len(out) if one.offset is None else one.offset
            packer = zlib.compressobj(6, zlib.DEFLATED, -15)
            packed = packer.compress(one.content) + packer.flush() if one.method == 8 else one.content
            body = packed if one.body is None else one.body
            crc = zlib.crc32(one.content) if one.crc is None else one.crc
            size = len(one.content) if one.size is None else one.size
            packed_size = len(body) if one.packed_size is None else one.packed_size
            name = one.name if one.local_name is None else one.local_name
            out += struct.pack(
                "<IHHHHHIIIHH", 0x04034B50, one.needed, one.flags, one.method, 0, 33, crc, packed_size, size, len(name),
                len(one.local_extra),
            ) + name + one.local_extra + body  # fmt: skip
            shown = size if one.central_size is None else one.central_size
            central += struct.pack(
                "<IHHHHHHIIIHHHHHII", 0x02014B50, one.made_by, one.needed, one.flags, one.method, 0, 33, crc, packed_size,
                shown, len(one.name), len(one.central_extra), len(one.comment), one.disk, 0, one.attributes, offset,
            ) + one.name + one.central_extra + one.comment  # fmt: skip
        out += self.between
        start = len(out) if self.start is None else self.start
        count = len(self.entries) if self.count is None else self.count
        end = struct.pack(
            "<IHHHHIIH",
            0x06054B50,
            self.disk,
            0,
            count & 0xFFFF,
            count & 0xFFFF,
            len(central),
            start,
            len(self.comment),
        )
        return bytes(out) + bytes(central) + end + self.comment + self.after


def zip_of(files: Files) -> Zip:
    return Zip([Entry(name.encode(), content) for name, content in files.items()])


def signed(files: Files, found: bytes | None = None, *, comment: str | None = None) -> Files:
    """The files with this manifest, signed by the branch; digests are the caller's."""
    encoded = files[sealing.MANIFEST] if found is None else found
    try:
        seq = int(jsonl.load_object(encoded).get("seq", 0))
    except (jsonl.BadJson, TypeError, ValueError):
        seq = 0
    text = comment if comment is not None else sealing.comment("package", seq, manifest.package_id(encoded))
    signature = minisign.sign(encoded, branch().secrets.sign, text).encode()
    return {**files, sealing.MANIFEST: encoded, sealing.SIGNATURE: signature}


def with_part(files: Files, part: str, data: bytes, records: int | None = None) -> Files:
    """Another content for a part, with digests to match, signed again."""
    found = manifest.decode(files[sealing.MANIFEST])
    count = data.count(b"\n") if records is None else records
    changed = replace(found, parts={**found.parts, part: sealing.digest(data, count)})
    return signed({**files, f"data/{part}.jsonl": data}, changed.encode())


def with_manifest(files: Files, /, **changes: object) -> Files:
    """Other values in the manifest's JSON, signed again; None takes a value out."""
    found = jsonl.load_object(files[sealing.MANIFEST])
    for name, value in changes.items():
        if value is None:
            found.pop(name)
        else:
            found[name] = value
    return signed(files, jsonl.canonical(found).encode())


def scramble(data: bytes, chance: random.Random) -> bytes:
    """A few random changes: bytes, cuts, repeats, swaps."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        at, size = chance.randrange(len(changed) + 1), chance.choice((1, 1, 2, 4, 16, 200))
        match chance.randrange(7):
            case 0:
                changed[at : at + size] = chance.randbytes(size)
            case 1:
                del changed[at : at + size]
            case 2:
                changed[at:at] = changed[at : at + size]
            case 3:
                changed[at:at] = chance.randbytes(size)
            case 4:
                other = chance.randrange(len(changed) + 1)
                changed[at : at + size], changed[other : other + size] = (
                    changed[other : other + size],
                    changed[at : at + size],
                )
            case 5 if at < len(changed):
                changed[at] ^= 1 << chance.randrange(8)
            case _:
                changed[at : at + 1] = bytes([chance.choice(b'\x00\xff\x7f"\\{}[],:0-9\n\r /')])
    return bytes(changed)
