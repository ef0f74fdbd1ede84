"""The committee's answer to a package: signed by the committee, sealed to the branch, idempotent."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from exporters.package import manifest, sealing
from exporters.package.cards import UUID, Card, Secrets, from_fields
from exporters.package.jsonl import canonical
from exporters.package.manifest import (
    HASH,
    MAX_MANIFEST,
    READER,
    RECEIPT,
    SUITE,
    Address,
    Head,
    address,
    count,
    head,
    mapping,
    matching,
    plain,
    text,
    typed,
)
from exporters.package.parts import SCHEMA
from exporters.package.refusal import PackageRefused, Reason
from exporters.package.sealing import MANIFEST, SIGNATURE, Me
from exporters.package.writing import file_name

RESULTS = ("merged", "held", "returned")  # taken over; waits for a person; sent back whole
MAX_NOTES = 2_000


@dataclass(frozen=True, slots=True)
class Note:
    """A record that has to be mended (退回修改), or was not taken: which, which field, why."""

    part: str
    record: str  # uuid, or "" for the whole package
    field: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the committee says about one package; `branch_head` is the branch's journal head now kept there."""

    card: Card  # the committee's
    to: Address
    branch_id: str
    package_id: str
    seq: int
    result: str
    made_at: str
    committee_head: Head
    branch_head: Head
    counts: Mapping[str, int] = field(default_factory=dict[str, int])
    rejected: tuple[Note, ...] = ()
    notes: tuple[Note, ...] = ()
    app: str = ""
    format: str = RECEIPT
    suite: str = SUITE
    schema: int = SCHEMA
    min_reader: int = READER

    def encode(self) -> bytes:
        """The one text of this receipt: what is signed."""
        return canonical(plain(self)).encode("utf-8")

    @property
    def file_name(self) -> str:
        return file_name("HZ", self.branch_id, self.seq)


@dataclass(frozen=True, slots=True)
class OpenedReceipt:
    """A proven receipt. `sender_known`: its committee is one whose card a person has confirmed."""

    receipt: Receipt
    receipt_id: str
    sender_known: bool


def write(receipt: Receipt, *, secrets: Secrets, to: Card) -> bytes:
    """The receipt as a file that the branch, and the committee itself, can open."""
    encoded = receipt.encode()
    decode(encoded)
    comment = sealing.comment("receipt", receipt.seq, manifest.package_id(encoded))
    return sealing.seal(encoded, {}, comment=comment, secrets=secrets, recipients=(to, receipt.card))


def open_receipt(path: Path, me: Me, known: Collection[str] = ()) -> OpenedReceipt:
    """The receipt in a file; PackageRefused for whatever is wrong with it."""
    return open_bytes(sealing.read_file(path), me, known)


def open_bytes(data: bytes, me: Me, known: Collection[str] = ()) -> OpenedReceipt:
    """The receipt in these bytes. `known`: fingerprints of the committees a person has confirmed."""
    archive = sealing.unseal(data, me.secrets)
    if set(archive.entries) != {MANIFEST, SIGNATURE}:
        reason = Reason.NOT_A_PACKAGE if MANIFEST in archive else Reason.BAD_CONTENT
        raise PackageRefused(reason, "这不是回执")
    encoded = sealing.entry(archive, MANIFEST, MAX_MANIFEST)
    receipt = decode(encoded)
    identity = manifest.package_id(encoded)
    signed = sealing.check_signature(archive, encoded, receipt.card)
    if signed != sealing.comment("receipt", receipt.seq, identity):
        raise PackageRefused(Reason.TAMPERED, "签名的说明不对")
    sealing.check_address(receipt.to, me)
    return OpenedReceipt(receipt, identity, receipt.card.fingerprint in known)


def decode(data: bytes) -> Receipt:
    """The receipt in its JSON, every value checked; the signature is the reader's business."""
    found = manifest.load(data, RECEIPT)
    try:
        receipt = _receipt(found)
    except (KeyError, TypeError, ValueError) as error:
        raise PackageRefused(Reason.BAD_CONTENT, "回执的内容不符合规定") from error
    if receipt.encode() != data:
        raise PackageRefused(Reason.BAD_CONTENT, "回执有未知或缺少的内容")
    return receipt


def _receipt(found: dict[str, Any]) -> Receipt:
    card = from_fields(typed(found["card"], dict))
    if card.kind == "branch" or found["result"] not in RESULTS:
        raise ValueError
    return Receipt(
        card=card,
        to=address(found["to"]),
        branch_id=matching(found["branch_id"], UUID),
        package_id=matching(found["package_id"], HASH),
        seq=count(found["seq"], 1),
        result=found["result"],
        made_at=text(found["made_at"], 40),
        committee_head=head(found["committee_head"]),
        branch_head=head(found["branch_head"]),
        counts=mapping(found["counts"], count, 100),
        rejected=_notes(found["rejected"]),
        notes=_notes(found["notes"]),
        app=text(found["app"], 80),
        schema=count(found["schema"], 1),
        min_reader=count(found["min_reader"], 1),
    )


def _notes(value: object) -> tuple[Note, ...]:
    found = typed(value, list)
    if len(found) > MAX_NOTES:
        raise ValueError
    return tuple(_note(one) for one in found)


def _note(value: object) -> Note:
    found = typed(value, dict)
    if set(found) != {"part", "record", "field", "message"}:
        raise ValueError
    record = matching(found["record"], UUID, blank=True)
    return Note(text(found["part"], 40), record, text(found["field"], 80), text(found["message"], 2_000))
