"""Opens a package and proves it, layer by layer; whatever is wrong ends in one PackageRefused.

Nothing is written anywhere. Order: file, age header, decryption, ZIP gate, manifest, signature, recipient, hashes, records.
"""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from exporters.package import manifest, sealing
from exporters.package.archive import Archive
from exporters.package.cards import Card
from exporters.package.checks import Contents
from exporters.package.fields import Record, Value
from exporters.package.jsonl import BadJson
from exporters.package.manifest import MAX_MANIFEST, Manifest
from exporters.package.parts import BY_NAME
from exporters.package.refusal import PackageRefused, Reason
from exporters.package.sealing import MANIFEST, SIGNATURE, Me
from exporters.package.table import Rows

MAX_PART = 64 * 1024**2
KEPT = 8 * 1024**2  # parts up to this size together stay in memory as records; larger ones are read again


@dataclass(frozen=True, slots=True)
class Package:
    """A proven package. `sender_known` tells whether a person has confirmed the sender's card; nothing else is open."""

    manifest: Manifest
    package_id: str
    sender_known: bool
    sha256: str  # of the file
    size: int
    _archive: Archive = field(repr=False)
    _kept: dict[str, list[Rows]] = field(repr=False)

    @property
    def card(self) -> Card:
        return self.manifest.card

    @property
    def manifest_text(self) -> str:
        """The manifest as it was signed."""
        return sealing.entry(self._archive, MANIFEST, MAX_MANIFEST).decode("utf-8")

    @property
    def signature(self) -> str:
        """The text of the manifest's signature, as it was verified."""
        return sealing.entry(self._archive, SIGNATURE, sealing.MAX_SIGNATURE).decode("utf-8")

    def rows(self, part: str) -> Iterator[Rows]:
        """The records of a part as columns, some at a time; nothing for a part that is not in the package."""
        if part not in self.manifest.parts:
            return iter(())
        if part in self._kept:
            return iter(self._kept[part])
        return _scan(Contents(self.manifest.fields), part, _part(self._archive, part))

    def records(self, part: str) -> Iterator[Record]:
        """The records of a part, blank values left out."""
        for rows in self.rows(part):
            yield from rows.records()

    def tuples(self, part: str, names: Sequence[str]) -> Iterator[tuple[Value, ...]]:
        """The records of a part as tuples in that order of fields, blanks filled in."""
        for rows in self.rows(part):
            yield from rows.tuples(names)

    def attachment(self, name: str) -> bytes:
        """The content of an attachment; its name is its hash."""
        return sealing.entry(self._archive, f"files/{name}", self.manifest.files[name].size)

    def readable(self, name: str) -> bytes:
        """A file for people; never imported."""
        return sealing.entry(self._archive, f"readable/{name}", self.manifest.readable[name].size)


def open_package(path: Path, me: Me, known: Collection[str] = (), *, own: bool = False) -> Package:
    """The package in a file; see `open_bytes`."""
    return _open(sealing.read_file(path), me, known, own)


def open_bytes(data: bytes, me: Me, known: Collection[str] = (), *, own: bool = False) -> Package:
    """The package in these bytes. `known`: fingerprints of the senders a person has confirmed.

    `own`: one that we made ourselves, for whomever (the check of the outbox). Otherwise it must be addressed to us.
    """
    return _open(data, me, known, own)


def _open(data: bytes, me: Me, known: Collection[str], own: bool) -> Package:
    file_hash, size = hashlib.sha256(data).hexdigest(), len(data)
    archive = sealing.unseal(data, me.secrets)
    del data
    encoded = sealing.entry(archive, MANIFEST, MAX_MANIFEST)
    found = manifest.decode(encoded)
    identity = manifest.package_id(encoded)
    comment = sealing.check_signature(archive, encoded, found.card)
    if comment != sealing.comment("package", found.seq, identity):
        raise PackageRefused(Reason.TAMPERED, "签名的说明不对")
    _check_sender(found, me, own)
    kept = _check_parts(found, archive, own)
    return Package(found, identity, found.card.fingerprint in known, file_hash, size, archive, kept)


def _check_sender(found: Manifest, me: Me, own: bool) -> None:
    if own:
        if found.card.fingerprint not in me.fingerprints:
            raise PackageRefused(Reason.UNKNOWN_SENDER, "不是本机制作的")
    else:
        sealing.check_address(found.to, me)
    if found.card.kind == "committee" or (found.card.kind == "branch" and found.card.uuid != found.branch_id):
        raise PackageRefused(Reason.BAD_CONTENT, "制作者与支部不一致")


def _check_parts(found: Manifest, archive: Archive, own: bool) -> dict[str, list[Rows]]:
    """Every file is the one of the manifest, every record fits; the records, when they are few."""
    named = {MANIFEST, SIGNATURE, *(f"data/{part}.jsonl" for part in found.parts)}
    for folder, files in (("files", found.files), ("readable", found.readable)):
        for name, expected in files.items():
            named.add(f"{folder}/{name}")
            sealing.check_digest(
                name, sealing.entry(archive, f"{folder}/{name}", expected.size), expected, both=own
            )
    for name, expected in found.files.items():
        if name.partition(".")[0] != expected.sha256:
            raise PackageRefused(Reason.TAMPERED, f"{name} 与文件名不一致")
    if named != set(archive.entries):
        raise PackageRefused(Reason.BAD_CONTENT, "有清单之外的文件")
    return _check_records(found, archive, own)


def _check_records(found: Manifest, archive: Archive, own: bool) -> dict[str, list[Rows]]:
    contents = Contents(found.fields)
    keep = sum(expected.size for expected in found.parts.values()) <= KEPT
    kept: dict[str, list[Rows]] = {}
    for part in (name for name in BY_NAME if name in found.parts):
        data = _part(archive, part)
        sealing.check_digest(part, data, found.parts[part], both=own)
        lines = 0
        for rows in _scan(contents, part, data):
            lines += len(rows)
            if keep:
                kept.setdefault(part, []).append(rows)
        if lines != found.parts[part].records:
            raise PackageRefused(Reason.BAD_CONTENT, f"{part} 的记录数与清单不一致")
        if keep:
            kept.setdefault(part, [])
    _check_totals(found, contents)
    return kept


def _check_totals(found: Manifest, contents: Contents) -> None:
    try:
        totals: dict[str, Any] = contents.finish()
    except BadJson as error:
        raise PackageRefused(Reason.BAD_CONTENT, str(error)) from error
    if totals != found.totals:
        raise PackageRefused(Reason.BAD_CONTENT, "合计与清单不一致")
    if "branch" in found.parts and contents.branch != found.branch_id:
        raise PackageRefused(Reason.BAD_CONTENT, "支部与清单不一致")


def _part(archive: Archive, part: str) -> bytes:
    return sealing.entry(archive, f"data/{part}.jsonl", MAX_PART)


def _scan(contents: Contents, part: str, data: bytes) -> Iterator[Rows]:
    try:
        yield from contents.scan(part, data)
    except BadJson as error:
        raise PackageRefused(Reason.BAD_CONTENT, str(error)) from error
