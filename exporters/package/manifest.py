"""What a package says of itself, in the signed part: from whom, to whom, which number, which contents."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, cast

from exporters.package import archive
from exporters.package.cards import FINGERPRINT, UUID, Card, from_fields
from exporters.package.jsonl import BadJson, canonical, load_object
from exporters.package.parts import BY_NAME, SCHEMA
from exporters.package.refusal import PackageRefused, Reason
from models.domain.intake import MOST_PAST

PACKAGE, RECEIPT = "branch-desk-package", "branch-desk-receipt"
SUITE = "age-x25519+ed25519+sha256"
READER = 1  # this program reads packages that ask for a reader up to this number
MAX_MANIFEST = 1024**2
HASH = re.compile(r"[0-9a-f]{64}")
MOST_SEEN, MOST_SAME, MOST_PARTS = 400, 2000, 80
_MAX_FIELDS = 100


@dataclass(frozen=True, slots=True)
class Head:
    """A journal's entry: number and hash."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Digest:
    """What a file in the package is: both hashes, its size, and of a part its number of records."""

    sha256: str
    sm3: str
    size: int
    records: int = 0


@dataclass(frozen=True, slots=True)
class Address:
    """For whom a package is: the recipient's uuid and the fingerprint of its card."""

    uuid: str
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The content of manifest.json of a package (protection.md §3.2)."""

    branch_id: str
    card: Card  # the sender's
    to: Address
    seq: int
    epoch: int
    prev: str  # id of the package before, or ""
    created_at: str  # for people; never decides anything
    audit_head: Head
    audit_past: tuple[Head, ...]  # the live journal at the heads of the packages before, newest first: shows
    # that history was only ever extended, also across packages that were lost
    fields: Mapping[str, tuple[str, ...]]  # part -> the fields that are included
    profile: str  # name of the redaction profile, "" for everything
    parts: Mapping[str, Digest]
    files: Mapping[str, Digest] = field(default_factory=dict[str, Digest])  # attachments
    readable: Mapping[str, Digest] = field(default_factory=dict[str, Digest])
    totals: Mapping[str, Any] = field(default_factory=dict[str, Any])
    attachments_known: tuple[str, ...] = ()  # names of attachments a receipt has acknowledged
    seen: Mapping[str, str] = field(
        default_factory=dict[str, str]
    )  # other desk's uuid -> its last package merged here
    same: Mapping[str, str] = field(
        default_factory=dict[str, str]
    )  # to another computer of the branch: uuid -> the uuid under which this record is known here
    restored_from: str = ""  # explains a fork: the backup this store came from
    app: str = ""
    format: str = PACKAGE
    suite: str = SUITE
    schema: int = SCHEMA
    min_reader: int = READER

    @property
    def branch_key_fpr(self) -> str:
        return self.card.fingerprint

    def encode(self) -> bytes:
        """The one text of this manifest: what is signed and what gives the package its id."""
        return canonical(plain(self) | {"branch_key_fpr": self.branch_key_fpr}).encode("utf-8")


_NAMES = {one.name for one in fields(Manifest)} | {"branch_key_fpr"}


def package_id(encoded: bytes) -> str:
    """The identity of a package: SHA-256 of its manifest."""
    return hashlib.sha256(encoded).hexdigest()


def plain(value: object) -> Any:
    """Dataclasses as JSON's own values."""
    if isinstance(value, Card):
        return value.fields()
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in cast("Mapping[object, object]", value).items()}
    if isinstance(value, tuple):
        return [plain(inner) for inner in cast("tuple[object, ...]", value)]
    return value


def load(data: bytes, kind: str) -> dict[str, Any]:
    """The JSON of a manifest or receipt whose format this program knows; PackageRefused otherwise."""
    try:
        found = load_object(data)
    except BadJson as error:
        raise PackageRefused(Reason.BAD_CONTENT, f"manifest.json：{error}") from error
    if found.get("format") != kind:
        known = found.get("format") in (PACKAGE, RECEIPT)
        raise PackageRefused(
            Reason.NOT_A_PACKAGE, "这是回执" if known and kind == PACKAGE else "这不是所要的文件"
        )
    newer = [
        name for name, ours in (("min_reader", READER), ("schema", SCHEMA)) if _int(found.get(name)) > ours
    ]
    if newer or found.get("suite") != SUITE:
        raise PackageRefused(Reason.NEWER, f"对方程序版本：{str(found.get('app'))[:40]}")
    return found


def _int(value: object) -> int:
    return value if type(value) is int else 0


def decode(data: bytes) -> Manifest:
    """The manifest of a package, every value checked; its signature is the reader's business."""
    found = load(data, PACKAGE)
    try:
        manifest = _manifest(found)
    except (KeyError, TypeError, ValueError, archive.BadArchive) as error:
        raise PackageRefused(Reason.BAD_CONTENT, "manifest.json 的内容不符合规定") from error
    if set(found) != _NAMES or found["branch_key_fpr"] != manifest.branch_key_fpr:
        raise PackageRefused(Reason.BAD_CONTENT, "manifest.json 有未知或缺少的内容")
    return manifest


def _manifest(found: dict[str, Any]) -> Manifest:
    fields_of = mapping(found["fields"], _field_names, MOST_PARTS)
    manifest = Manifest(
        branch_id=matching(found["branch_id"], UUID),
        card=from_fields(typed(found["card"], dict)),
        to=address(found["to"]),
        seq=count(found["seq"], 1),
        epoch=count(found["epoch"]),
        prev=matching(found["prev"], HASH, blank=True),
        created_at=text(found["created_at"], 40),
        audit_head=head(found["audit_head"]),
        audit_past=_past(found["audit_past"]),
        fields=fields_of,
        profile=text(found["profile"], 200),
        parts=mapping(found["parts"], _digest, MOST_PARTS),
        files=mapping(found["files"], _digest, archive.MAX_ENTRIES),
        readable=mapping(found["readable"], _digest, 40),
        totals=_totals(found["totals"]),
        attachments_known=tuple(text(name, 80) for name in typed(found["attachments_known"], list)),
        seen=mapping(found["seen"], lambda value: matching(value, HASH), MOST_SEEN),
        same=mapping(found["same"], lambda value: matching(value, UUID), MOST_SAME),
        restored_from=text(found["restored_from"], 200),
        app=text(found["app"], 80),
        schema=count(found["schema"], 1),
        min_reader=count(found["min_reader"], 1),
    )
    _check_names(manifest)
    _check_past(manifest)
    for uuid in manifest.same:
        matching(uuid, UUID)
    return manifest


def _check_names(manifest: Manifest) -> None:
    """ValueError unless parts, fields and file names are ones we know, and belong together."""
    if set(manifest.parts) != set(manifest.fields):
        raise ValueError
    for name, names in manifest.fields.items():
        _check_fields(name, names)
    for folder, files in (("files", manifest.files), ("readable", manifest.readable)):
        for name in files:
            archive.check_name(f"{folder}/{name}")


@lru_cache(maxsize=256)
def _check_fields(name: str, names: tuple[str, ...]) -> None:
    """ValueError unless these are fields of a part, in order, with all that it needs; most packages name the same."""
    part = BY_NAME[name]
    if list(names) != sorted(set(names)) or not part.needed <= set(names) <= set(part.names):
        raise ValueError


def _past(value: object) -> tuple[Head, ...]:
    entries = typed(value, list)
    if len(entries) > MOST_PAST:
        raise ValueError
    return tuple(head(entry) for entry in entries)


def _check_past(manifest: Manifest) -> None:
    """ValueError unless the entries go back in the journal one by one, from below its head, each with its hash."""
    seqs = [manifest.audit_head.seq, *(entry.seq for entry in manifest.audit_past)]
    if any(older >= newer for newer, older in pairwise(seqs)) or not all(e.hash for e in manifest.audit_past):
        raise ValueError


def _field_names(value: object) -> tuple[str, ...]:
    names = typed(value, list)
    if len(names) > _MAX_FIELDS:
        raise ValueError
    return _checked_names(tuple(names))


@lru_cache(maxsize=256)
def _checked_names(names: tuple[object, ...]) -> tuple[str, ...]:
    return tuple(text(name, 40) for name in names)


def _totals(value: object) -> dict[str, Any]:
    found = dict(typed(value, dict))
    categories = found.pop("by_category", None)
    totals: dict[str, Any] = {str(name): typed(number, int) for name, number in found.items()}
    if categories is not None:
        totals["by_category"] = mapping(categories, count, 100)
    return totals


def head(value: object) -> Head:
    """A journal's entry in parsed JSON; ValueError when it is none."""
    found = typed(value, dict)
    if set(found) != {"seq", "hash"}:
        raise ValueError
    return Head(count(found["seq"]), matching(found["hash"], HASH, blank=True))


def address(value: object) -> Address:
    """A recipient in parsed JSON; ValueError when it is none."""
    found = typed(value, dict)
    if set(found) != {"uuid", "fingerprint"}:
        raise ValueError
    return Address(matching(found["uuid"], UUID), matching(found["fingerprint"], FINGERPRINT))


def _digest(value: object) -> Digest:
    found = typed(value, dict)
    if set(found) != {"sha256", "sm3", "size", "records"}:
        raise ValueError
    hashes = (matching(found["sha256"], HASH), matching(found["sm3"], HASH))
    return Digest(*hashes, count(found["size"]), count(found["records"]))


def text(value: object, limit: int) -> str:
    """A text of at most that many characters; ValueError or TypeError otherwise."""
    if len(found := typed(value, str)) > limit:
        raise ValueError
    return found


def typed(value: object, kind: type) -> Any:
    """The value, if it is of exactly that type; TypeError otherwise."""
    if type(value) is not kind:
        raise TypeError
    return value


def count(value: object, least: int = 0) -> int:
    """A number that is not below `least`; ValueError or TypeError otherwise."""
    if (number := typed(value, int)) < least:
        raise ValueError
    return number


def matching(value: object, pattern: re.Pattern[str], *, blank: bool = False) -> str:
    """A text of that form, or none where it may be blank; ValueError or TypeError otherwise."""
    found = typed(value, str)
    if not pattern.fullmatch(found) and not (blank and not found):
        raise ValueError
    return found


def mapping(value: object, read: Callable[[object], Any], limit: int) -> dict[str, Any]:
    """An object of at most `limit` members, each read by `read`."""
    found = typed(value, dict)
    if len(found) > limit:
        raise ValueError
    return {name: read(inner) for name, inner in found.items()}
