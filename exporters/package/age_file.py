"""age v1 files (X25519 recipients only): the one place that encrypts for somebody else.

`age -d -i key.txt FILE` opens what is sealed here. Before the library sees a foreign file, its header is checked: short,
X25519 stanzas only, and written the one way the format allows (C2SP age, "Header").
"""

# pyright: reportMissingTypeStubs=false
# (pyrage carries no types; _Library states what is used of it)

import base64
import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any, Protocol, cast

import pyrage

VERSION = b"age-encryption.org/v1\n"
MAX_HEADER = 8 * 1024
MAX_STANZAS = 16
LARGE = 4 * 1024**2  # from here on the library gets it piece by piece, or it would hold it three times
_GREASE = b"-grease"  # stanzas without meaning that some programs add on purpose
_ARGUMENTS = re.compile(rb"[!-~]+(?: [!-~]+)*")
_BASE64 = re.compile(rb"[A-Za-z0-9+/]*")
_LINE = 64  # characters in a full line of a stanza's body


class _Library(Protocol):
    """What is used of pyrage, which carries no types."""

    x25519: Any

    def encrypt(self, plaintext: bytes, recipients: Sequence[object]) -> bytes: ...
    def decrypt_io(self, reader: BytesIO, writer: BytesIO, identities: Sequence[object]) -> None: ...
    def decrypt(self, ciphertext: bytes, identities: Sequence[object]) -> bytes: ...


_age = cast("_Library", pyrage)
_DecryptError: type[Exception] = cast("type[Exception]", getattr(pyrage, "DecryptError"))  # noqa: B009  (untyped)
_RecipientError: type[Exception] = cast("type[Exception]", getattr(pyrage, "RecipientError"))  # noqa: B009


class NotAge(Exception):
    """The bytes do not begin like an age file at all."""


class Damaged(Exception):
    """An age file whose header or content is not as it was written."""


class NotForUs(Exception):
    """None of our keys opens it."""


def new_identity() -> tuple[str, str]:
    """A fresh key pair as age's own texts: recipient (`age1…`) and secret (`AGE-SECRET-KEY-1…`)."""
    made = _age.x25519.Identity.generate()
    return str(made.to_public()), str(made)


def recipient_of(secret: str) -> str:
    """The recipient (`age1…`) that belongs to a secret."""
    return str(_age.x25519.Identity.from_str(secret).to_public())


def is_recipient(text: str) -> bool:
    """Whether a text is an X25519 recipient."""
    try:
        return str(_age.x25519.Recipient.from_str(text)) == text
    except _RecipientError:
        return False


def seal(data: bytes, recipients: Sequence[str]) -> bytes:
    """One age file which each of the recipients can open."""
    return _age.encrypt(data, [_age.x25519.Recipient.from_str(one) for one in recipients])


def unseal(data: bytes, secrets: Sequence[str]) -> bytes:
    """What is inside, by any of our secrets; the header is checked first."""
    check_header(data)
    identities = [_age.x25519.Identity.from_str(one) for one in secrets]
    try:
        if len(data) < LARGE:
            return _age.decrypt(data, identities)
        opened = BytesIO()
        _age.decrypt_io(BytesIO(data), opened, identities)
        return opened.getvalue()
    except _DecryptError as error:
        if "No matching keys" in str(error):
            raise NotForUs from error
        raise Damaged(str(error)) from error


def check_header(data: bytes) -> None:
    """NotAge or Damaged unless the first bytes are a header that we may hand to the library."""
    if not data.startswith(VERSION):
        raise NotAge
    lines = data[:MAX_HEADER].split(b"\n")
    at, stanzas = 1, 0
    while at < len(lines) - 1 and lines[at].startswith(b"-> "):
        stanzas += 1
        at = _check_stanza(lines, at)
    if not stanzas or at >= len(lines) - 1 or not _is_mac(lines[at]):
        raise Damaged("the header is not complete")
    if stanzas > MAX_STANZAS:
        raise Damaged("too many recipients")


def _check_stanza(lines: list[bytes], at: int) -> int:
    """The line after the stanza that begins at `at`."""
    arguments = lines[at][3:]
    if not _ARGUMENTS.fullmatch(arguments):
        raise Damaged("a recipient line is not as it should be")
    kind, *rest = arguments.split(b" ")
    body = b""
    end = at + 1
    while end < len(lines) - 1 and len(lines[end]) == _LINE and _BASE64.fullmatch(lines[end]):
        body += lines[end]
        end += 1
    if end >= len(lines) - 1 or len(lines[end]) >= _LINE or not _BASE64.fullmatch(lines[end]):
        raise Damaged("a recipient is not complete")
    body += lines[end]
    if kind == b"X25519":
        if len(rest) != 1 or not _is_canonical(rest[0], 32) or not _is_canonical(body, 32):
            raise Damaged("a recipient is not as it should be")
    elif not kind.endswith(_GREASE):
        raise Damaged("a recipient of another kind")
    return end + 1


def _is_mac(line: bytes) -> bool:
    return line.startswith(b"--- ") and _is_canonical(line[4:], 32)


def _is_canonical(text: bytes, size: int) -> bool:
    """Whether unpadded base64 has that many bytes and is written the one way."""
    if not _BASE64.fullmatch(text):
        return False
    try:
        blob = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except ValueError:
        return False
    return len(blob) == size and base64.b64encode(blob).rstrip(b"=") == text
