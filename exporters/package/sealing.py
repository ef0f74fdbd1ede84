"""The layers that a package and a receipt share: age around a ZIP with a signed manifest.

Sealing is pure. Opening takes bytes, or reads a file once from wherever it lies, and never writes anything.
"""

import hashlib
import os
import stat
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import hashes

from exporters.package import age_file, minisign
from exporters.package.archive import Archive, BadArchive, pack
from exporters.package.cards import Card, Secrets
from exporters.package.manifest import MAX_MANIFEST, Address, Digest
from exporters.package.refusal import PackageRefused, Reason

MANIFEST, SIGNATURE = "manifest.json", "manifest.json.minisig"
MAX_FILE = 128 * 1024**2  # opened in memory; a branch's year is well under 1 MiB without its attachments
MAX_SIGNATURE = 2048
_SECTOR = 512


@dataclass(frozen=True, slots=True)
class Me:
    """Who is reading: secrets to open with, and the cards of ours that a sender may have used."""

    secrets: tuple[str, ...]
    uuid: str
    fingerprints: frozenset[str]

    @classmethod
    def of(cls, secrets: Secrets, *cards: Card) -> "Me":
        """By our secrets and our cards, the current one and earlier ones."""
        return cls(secrets.seal, cards[0].uuid, frozenset(card.fingerprint for card in cards))


def digest(content: bytes, records: int = 0) -> Digest:
    """Both hashes of a file in the package; SM3 is there for upper levels that ask for it."""
    sm3 = hashes.Hash(hashes.SM3())
    sm3.update(content)
    return Digest(hashlib.sha256(content).hexdigest(), sm3.finalize().hex(), len(content), records)


def comment(kind: str, seq: int, identity: str) -> str:
    """The signed comment that `minisign -V` shows."""
    return f"branch-desk {kind} {seq} {identity}"


def seal(
    manifest: bytes,
    files: Mapping[str, bytes],
    *,
    comment: str,
    secrets: Secrets,
    recipients: Collection[Card],
) -> bytes:
    """The age file: a ZIP of the manifest, its signature and `files`, for every key on those cards."""
    if len(manifest) > MAX_MANIFEST:
        raise BadArchive("manifest.json 太大")
    signature = minisign.sign(manifest, secrets.sign, comment).encode("utf-8")
    packed = pack({MANIFEST: manifest, SIGNATURE: signature, **files})
    keys = dict.fromkeys(key for card in recipients for key in card.seal_keys)
    sealed = age_file.seal(packed, list(keys))
    if len(sealed) > MAX_FILE:
        raise BadArchive("内容太多")
    return sealed


def read_file(path: Path) -> bytes:
    """The bytes of a package on a stick or disc, read once; nothing is written there, or anywhere."""
    try:
        before = path.lstat()
        attributes = getattr(before, "st_file_attributes", 0)
        if not stat.S_ISREG(before.st_mode) or attributes & getattr(stat, "FILE_ATTRIBUTE_REPARSE_POINT", 0):
            raise PackageRefused(Reason.NOT_A_PACKAGE, "不是普通文件")
        flags = (
            os.O_RDONLY
            | getattr(os, "O_BINARY", 0)
            | getattr(os, "O_NOFOLLOW", 0)
            | getattr(os, "O_NONBLOCK", 0)
        )
        with os.fdopen(os.open(path, flags), "rb") as file:
            size = os.fstat(file.fileno()).st_size
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise PackageRefused(Reason.NOT_A_PACKAGE, "不是普通文件")
            if size > MAX_FILE:
                raise PackageRefused(Reason.TOO_BIG, f"{size // 1024**2} MB，最多 {MAX_FILE // 1024**2} MB")
            data = file.read(size + 1)
    except FileNotFoundError as error:
        raise PackageRefused(Reason.READ_ERROR, f"找不到文件 {path.name}") from error
    except OSError as error:
        raise PackageRefused(Reason.READ_ERROR, error.strerror or str(error)) from error
    if len(data) != size:
        raise PackageRefused(Reason.READ_ERROR, "文件长度在读取时变了")
    return data


def unseal(data: bytes, secrets: Collection[str]) -> Archive:
    """The ZIP inside, past its gate; PackageRefused says what is wrong with the file."""
    if len(data) > MAX_FILE:
        raise PackageRefused(Reason.TOO_BIG)
    try:
        return Archive(age_file.unseal(data, list(secrets)))
    except age_file.NotAge as error:
        raise PackageRefused(
            Reason.READ_ERROR if _is_blank(data[:_SECTOR]) else Reason.NOT_A_PACKAGE
        ) from error
    except age_file.NotForUs as error:
        raise PackageRefused(Reason.NOT_FOR_US) from error
    except age_file.Damaged as error:
        raise _damaged(data) from error
    except BadArchive as error:
        raise PackageRefused(Reason.BAD_CONTENT, str(error)) from error


def entry(archive: Archive, name: str, limit: int) -> bytes:
    """One file of the archive; PackageRefused when it is not there, or not as the directory says."""
    try:
        return archive.read(name, limit)
    except BadArchive as error:
        raise PackageRefused(Reason.BAD_CONTENT, str(error)) from error


def check_signature(archive: Archive, manifest: bytes, card: Card) -> str:
    """The trusted comment; PackageRefused unless the card's owner signed this manifest."""
    try:
        text = entry(archive, SIGNATURE, MAX_SIGNATURE).decode("utf-8")
        return minisign.verify(manifest, text, card.sign_key)
    except (minisign.BadSignature, UnicodeDecodeError) as error:
        raise PackageRefused(Reason.TAMPERED, "签名不对") from error


def check_address(to: Address, me: Me) -> None:
    """PackageRefused unless the signed part names us: who can open a file need not be the one it is for."""
    if to.uuid != me.uuid or to.fingerprint not in me.fingerprints:
        raise PackageRefused(Reason.NOT_FOR_US, "收件单位不是本单位")


def check_digest(name: str, content: bytes, expected: Digest, *, both: bool = False) -> None:
    """PackageRefused unless the content has the size and SHA-256 of the manifest; `both`: SM3 as well.

    Whoever makes a package checks both once; that is half of the time which a large batch would spend on hashing.
    """
    same = len(content) == expected.size and hashlib.sha256(content).hexdigest() == expected.sha256
    if not same or (both and digest(content, expected.records) != expected):
        raise PackageRefused(Reason.TAMPERED, f"{name} 与清单记载的不一致")


def _damaged(data: bytes) -> PackageRefused:
    """A blank sector cannot be ciphertext: it comes from the medium. Anything else may be either."""
    whole = range(0, len(data) - _SECTOR + 1, _SECTOR)
    if any(_is_blank(data[at : at + _SECTOR]) for at in whole) or len(data) < _SECTOR:
        return PackageRefused(Reason.READ_ERROR, "文件里有空白的部分，或者不完整")
    return PackageRefused(Reason.TAMPERED)


def _is_blank(part: bytes) -> bool:
    return bool(part) and part in (bytes(len(part)), b"\xff" * len(part))
