"""Makes a package from records: pure, the same checks as the reader's, nothing but bytes out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from exporters.package import manifest, sealing
from exporters.package.archive import BadArchive
from exporters.package.cards import Card, Secrets
from exporters.package.checks import Contents
from exporters.package.fields import Part
from exporters.package.jsonl import BadJson, canonical, tidy
from exporters.package.manifest import Address, Head, Manifest
from exporters.package.parts import BY_NAME, FULL_PROFILE
from models.domain.errors import UserError


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Everything about a package that is not its contents."""

    branch_id: str
    seq: int
    epoch: int
    prev: str
    created_at: str
    audit_head: Head
    app: str
    audit_past: tuple[Head, ...] = ()
    restored_from: str = ""
    seen: Mapping[str, str] = field(default_factory=dict[str, str])
    same: Mapping[str, str] = field(default_factory=dict[str, str])
    profile: str = ""
    attachments_known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A package ready to be put in the outbox. `tidied` names texts that had to lose characters which cannot travel."""

    data: bytes
    manifest: Manifest
    package_id: str
    tidied: tuple[str, ...]

    @property
    def file_name(self) -> str:
        return file_name("DJ", self.manifest.branch_id, self.manifest.seq)


def file_name(kind: str, branch_id: str, seq: int) -> str:
    """DJ-1a2b3c4d-000012.zbb, HZ-… for a receipt: ASCII and short, so that every stick takes it."""
    return f"{kind}-{branch_id[:8]}-{seq:06d}.zbb"


def write(
    letter: Letter,
    records: Mapping[str, Sequence[Mapping[str, object]]],
    *,
    sender: Card,
    secrets: Secrets,
    to: Card,
    fields: Mapping[str, Sequence[str]] = FULL_PROFILE,
    files: Mapping[str, bytes] | None = None,
    readable: Mapping[str, bytes] | None = None,
) -> Written:
    """The package for `to`, which the sender can open as well.

    `fields`: part -> the fields that `records` include; parts that it does not name stay out. `files`: attachments by
    name (sha256.ext). `readable`: files for people without the program, by name; never imported.
    """
    tidied: list[str] = []
    named = {part: tuple(sorted(names)) for part, names in fields.items()}
    parts = {
        name: _part_bytes(BY_NAME[name], names, records.get(name, ()), tidied)
        for name, names in named.items()
    }
    contents = Contents(named)
    counts: dict[str, int] = {}
    try:
        for name, data in parts.items():
            counts[name] = sum(len(rows) for rows in contents.scan(name, data))
        totals = contents.finish()
    except BadJson as error:
        raise UserError(
            "有一条记录不符合上报的规定，上报包没有制作。请修改后再试。", (str(error),)
        ) from error
    made = Manifest(
        branch_id=letter.branch_id,
        card=sender,
        to=Address(to.uuid, to.fingerprint),
        seq=letter.seq,
        epoch=letter.epoch,
        prev=letter.prev,
        created_at=letter.created_at,
        audit_head=letter.audit_head,
        audit_past=letter.audit_past,
        fields=named,
        profile=letter.profile,
        parts={name: sealing.digest(data, counts[name]) for name, data in parts.items()},
        files={name: sealing.digest(data) for name, data in (files or {}).items()},
        readable={name: sealing.digest(data) for name, data in (readable or {}).items()},
        totals=totals,
        attachments_known=letter.attachments_known,
        seen=letter.seen,
        same=letter.same,
        restored_from=letter.restored_from,
        app=letter.app,
    )
    encoded = made.encode()
    if manifest.decode(encoded) != made:
        raise ValueError("the manifest does not read as it was written")
    inside = {f"data/{name}.jsonl": data for name, data in parts.items()}
    inside |= {f"files/{name}": data for name, data in (files or {}).items()}
    inside |= {f"readable/{name}": data for name, data in (readable or {}).items()}
    identity = manifest.package_id(encoded)
    try:
        sealed = sealing.seal(
            encoded,
            inside,
            comment=sealing.comment("package", letter.seq, identity),
            secrets=secrets,
            recipients=(to, sender),
        )
    except BadArchive as error:
        raise UserError("上报的内容太多，上报包没有制作。请减少附件后再试。", (str(error),)) from error
    return Written(sealed, made, identity, tuple(tidied))


def _part_bytes(
    part: Part, names: Sequence[str], records: Sequence[Mapping[str, object]], tidied: list[str]
) -> bytes:
    """The records in their one order and form; ValueError for a field the profile leaves out."""
    allowed = frozenset(names)
    made: list[tuple[tuple[object, ...], str]] = []
    for record in records:
        if not allowed.issuperset(record):
            raise ValueError(f"{part.name}: {', '.join(set(record) - allowed)} is not in the profile")
        clean = _clean(part, record, tidied)
        made.append((part.place(clean), canonical(clean)))
    made.sort()
    return "".join([f"{line}\n" for _, line in made]).encode("utf-8")


def _clean(part: Part, record: Mapping[str, object], tidied: list[str]) -> dict[str, object]:
    """The record without blanks, and its texts as they may travel."""
    clean: dict[str, object] = {}
    for name, value in record.items():
        if isinstance(value, str):
            text = tidy(value)
            if text != value:
                tidied.append(f"{part.name} {record.get('name') or record.get('title') or ''} {name}")
            value = text
        if value:
            clean[name] = value
    return clean
