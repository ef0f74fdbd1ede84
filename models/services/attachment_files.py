"""Contents of attachments in packages: which go along, which the other side has, and taking in what came.

A package has room for so many bytes; what does not fit goes with the next one. What a receipt acknowledged is not
sent again, unless a later receipt tells that it is missing there.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from exporters.package.manifest import HASH
from exporters.package.receipts import Receipt
from exporters.package.refusal import PackageRefused, Reason
from models.db import blobs
from models.db.transaction import Reader, Tx
from models.domain.errors import UserError
from models.domain.handoff import FilesGoing
from models.services.snapshot import Parts

BUDGET = 64 * 1024**2  # bytes of attachments in one package, which is made and opened in memory
PART = "attachment"
DAMAGED = "附件“{name}”的内容与存入时不一致，没有生成。请从备份恢复，或删去这个附件后再生成。"
LOST = "{whose}的附件“{name}”的内容没有收到，请再上报一次（下一个上报包会自动带上）。"


@dataclass(frozen=True, slots=True)
class Going:
    """Names of contents (hash and ending): those that go along, in the order of the package, and those known there."""

    send: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    words: FilesGoing = FilesGoing()


def stored_name(record: Mapping[str, object]) -> str:
    """How the content of a record is called in a package."""
    return f"{record['sha256']}.{record['extension']}"


def going(reader: Reader, parts: Parts, known: Collection[str], budget: int = BUDGET) -> Going:
    """What goes with these records: photos first, then by age, as far as there is room."""
    ordered = sorted(
        parts.get(PART, ()),
        key=lambda one: (one["kind"] != "照片", one.get("added_on", ""), str(one["uuid"])),
    )
    here = {str(row[0]): int(row[1]) for row in reader.rows("SELECT sha256, length(content) FROM blob")}
    send: dict[str, int] = {}
    there: dict[str, None] = {}
    missing, later, room = set[str](), set[str](), budget
    for record in ordered:
        name = stored_name(record)
        size = here.get(str(record["sha256"]))
        if name in known:
            there[name] = None
        elif name in send:
            continue
        elif size is None:
            missing.add(name)
        elif size > room:
            later.add(name)
        else:
            send[name] = size
            room -= size
    words = FilesGoing(
        send=len(send), bytes=sum(send.values()), known=len(there), later=len(later), missing=len(missing)
    )
    return Going(tuple(send), tuple(sorted(there)), words)


def contents(reader: Reader, names: Iterable[str]) -> dict[str, bytes]:
    """The contents by name; UserError names one that is not what it was."""
    found: dict[str, bytes] = {}
    for name in names:
        sha256 = name.partition(".")[0]
        try:
            found[name] = blobs.get(reader, sha256)
        except UserError as error:
            title = reader.value(
                "SELECT name || '.' || extension FROM attachment WHERE sha256 = ?", (sha256,)
            )
            raise UserError(DAMAGED.format(name=title)) from error
    return found


def acknowledged(reader: Reader, sent: Iterable[tuple[str, Receipt]]) -> frozenset[str]:
    """What a recipient has: by the manifests of acknowledged packages, newest first, each with its receipt."""
    names = {
        str(row[0]): str(row[1])
        for row in reader.rows("SELECT uuid, sha256 || '.' || extension FROM attachment")
    }
    known, lost = set[str](), set[str]()
    for manifest, receipt in sent:
        lost |= {names.get(note.record, "") for note in receipt.rejected if note.part == PART}
        known |= set(_files(manifest)) - lost
    return frozenset(known)


def held_elsewhere(reader: Reader) -> frozenset[str]:
    """What the other computer had when it made the package merged here last."""
    manifest = reader.value(
        "SELECT manifest FROM received WHERE result = 'merged' ORDER BY number DESC LIMIT 1"
    )
    if not manifest:
        return frozenset()
    said = cast("dict[str, Any]", json.loads(manifest))
    return frozenset(said["files"]) | frozenset(said["attachments_known"])


def for_other_desk(reader: Reader, parts: Parts) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """What goes to another computer of the branch, and the names of all that is here.

    Everything while there is room: which of several computers will read it is not known. Beyond that, what the one
    whose package came last does not have.
    """
    all_of = going(reader, parts, ())
    send = all_of if not all_of.words.later else going(reader, parts, held_elsewhere(reader))
    here = {str(row[0]) for row in reader.rows("SELECT sha256 FROM blob")}
    names = {stored_name(one) for one in parts.get(PART, ()) if one["sha256"] in here}
    return contents(reader, send.send), tuple(sorted(names))


def _files(manifest: str) -> Mapping[str, object]:
    return cast("dict[str, Any]", json.loads(manifest))["files"]


def wanted(records: Iterable[Mapping[str, object]], files: Mapping[str, int]) -> tuple[str, ...]:
    """The files of a package that its records speak of; PackageRefused when a size is not the one recorded."""
    sizes: dict[str, object] = {}
    for one in records:
        if not HASH.fullmatch(str(one["sha256"])):
            raise PackageRefused(Reason.BAD_CONTENT, "附件的校验值不符合规定")
        sizes[stored_name(one)] = one.get("size", 0)
    for name, size in files.items():
        if name in sizes and sizes[name] != size:
            raise PackageRefused(Reason.BAD_CONTENT, "附件的大小与记录的不一致")
    return tuple(name for name in files if name in sizes)


def take_in(tx: Tx, found: Iterable[tuple[str, bytes]]) -> int:
    """Store contents that came with a package; how many. Their names are their hashes."""
    taken = 0
    for name, content in found:
        if blobs.put(tx, content) != name.partition(".")[0]:
            raise PackageRefused(Reason.TAMPERED, f"{name} 与文件名不一致")
        taken += 1
    return taken


def lost(reader: Reader, branch_uuid: str, manifest: str) -> list[tuple[str, str]]:
    """What a branch believes to be here and is not, by its newest package: uuid of the line, and the sentence."""
    believed = frozenset(cast("dict[str, Any]", json.loads(manifest))["attachments_known"])
    if not believed:
        return []
    rows = reader.rows(
        """SELECT a.uuid, a.sha256 || '.' || a.extension, a.name || '.' || a.extension,
           coalesce(p.name, m.title, '') FROM attachment a JOIN branch b ON b.id = a.branch_id
           LEFT JOIN person p ON p.id = a.person_id LEFT JOIN meeting m ON m.id = a.meeting_id WHERE b.uuid = ?
           AND NOT EXISTS (SELECT 1 FROM blob c WHERE c.sha256 = a.sha256) ORDER BY a.id""",
        (branch_uuid,),
    )
    return [(str(row[0]), LOST.format(name=row[2], whose=row[3])) for row in rows if str(row[1]) in believed]
