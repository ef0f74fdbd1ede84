"""minisign-compatible signatures: Ed25519 over BLAKE2b-512 ("ED"), with a trusted comment.

`minisign -V -P <key> -m FILE -x FILE.minisig` verifies what is made here. Format: the minisign manual, "Signature
format" and "Public key format".
"""

import base64
import binascii
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

UNTRUSTED = "untrusted comment: "
TRUSTED = "trusted comment: "


class BadSignature(Exception):
    """The signature, or its text, is not what that key made for these bytes."""


def new_secret() -> bytes:
    """The 32 bytes of a fresh signing key."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def public_of(secret: bytes) -> str:
    """The key others verify with, as minisign's one line of base64 (`RW…`)."""
    raw = Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()
    return base64.b64encode(b"Ed" + _key_id(raw) + raw).decode("ascii")


def public_file(public: str) -> str:
    """The text of a stock `minisign.pub`: the key's number in hexadecimal without leading zeros, as that writes it."""
    number = int.from_bytes(_parse_public(public)[0], "little")
    return f"{UNTRUSTED}minisign public key {number:X}\n{public}\n"


def sign(message: bytes, secret: bytes, comment: str) -> str:
    """The text of the `.minisig` file; `comment` is signed too."""
    if "\n" in comment or "\r" in comment:
        raise ValueError("a trusted comment is one line")
    key = Ed25519PrivateKey.from_private_bytes(secret)
    key_id = _key_id(key.public_key().public_bytes_raw())
    signature = key.sign(hashlib.blake2b(message).digest())
    trust = key.sign(signature + comment.encode("utf-8"))
    return _text(b"ED" + key_id + signature, comment, trust)


def verify(message: bytes, text: str, public: str) -> str:
    """The trusted comment, if `text` is that key's signature of `message`; otherwise BadSignature."""
    key_id, raw = _parse_public(public)
    blob, comment, trust = _parse_text(text)
    if blob[:2] != b"ED" or blob[2:10] != key_id:
        raise BadSignature("made with another key")
    key = Ed25519PublicKey.from_public_bytes(raw)
    try:
        key.verify(blob[10:], hashlib.blake2b(message).digest())
        key.verify(trust, blob[10:] + comment.encode("utf-8"))
    except InvalidSignature as error:
        raise BadSignature("does not verify") from error
    return comment


def check_public(public: str) -> None:
    """BadSignature when the text is no verifying key."""
    _parse_public(public)


def sign_raw(message: bytes, secret: bytes) -> str:
    """A bare Ed25519 signature in base64, for cards."""
    return base64.b64encode(Ed25519PrivateKey.from_private_bytes(secret).sign(message)).decode("ascii")


def verify_raw(message: bytes, signature: str, public: str) -> None:
    """BadSignature unless `signature` is the key's of `message`."""
    _, raw = _parse_public(public)
    try:
        Ed25519PublicKey.from_public_bytes(raw).verify(_decode(signature, 64), message)
    except InvalidSignature as error:
        raise BadSignature("does not verify") from error


def _key_id(raw: bytes) -> bytes:
    return hashlib.sha256(b"branch-desk-key-id" + raw).digest()[:8]


def _text(blob: bytes, comment: str, trust: bytes) -> str:
    one, two = base64.b64encode(blob).decode("ascii"), base64.b64encode(trust).decode("ascii")
    return f"{UNTRUSTED}signature from branch-desk\n{one}\n{TRUSTED}{comment}\n{two}\n"


def _parse_text(text: str) -> tuple[bytes, str, bytes]:
    lines = text.split("\n")
    if len(lines) != 5 or lines[4] or not lines[0].startswith(UNTRUSTED) or not lines[2].startswith(TRUSTED):
        raise BadSignature("is not a minisign signature")
    comment = lines[2][len(TRUSTED) :]
    return _decode(lines[1], 74), comment, _decode(lines[3], 64)


def _parse_public(public: str) -> tuple[bytes, bytes]:
    blob = _decode(public, 42)
    if blob[:2] != b"Ed":
        raise BadSignature("is not a minisign key")
    return blob[2:10], blob[10:]


def _decode(text: str, size: int) -> bytes:
    try:
        blob = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise BadSignature("is not base64") from error
    if len(blob) != size or base64.b64encode(blob).decode("ascii") != text:
        raise BadSignature("has the wrong length")
    return blob
