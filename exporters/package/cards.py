"""Key cards (密钥卡): the public keys of a committee, a branch or one more computer, to be compared on paper once.

The fingerprint stands for the owner and its signing key; that key signs everything else on the card, so sealing keys
and the name may change without paper. A new signing key is signed by the old one.
"""

import base64
import hashlib
import re
from dataclasses import dataclass, replace
from typing import Any

from exporters.package import age_file, minisign
from exporters.package.jsonl import BadJson, canonical, load_object
from exporters.package.refusal import PackageRefused, Reason

FORMAT = "branch-desk-card"
KINDS = ("committee", "branch", "desk")
MAX_CARD = 4096  # bytes
MAX_NAME = 200
_TAG = b"branch-desk-card-v1\n"
_HANDOVER_TAG = b"branch-desk-card-change-v1\n"
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
FINGERPRINT = re.compile(r"(?:[0-9A-F]{4} ){7}[0-9A-F]{4}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SIGNATURE = re.compile(r"[A-Za-z0-9+/]{86}==")


@dataclass(frozen=True, slots=True)
class Secrets:
    """The private half: age secrets (current and earlier ones, to open with) and the signing key's 32 bytes."""

    seal: tuple[str, ...]
    sign: bytes

    @classmethod
    def make(cls) -> "Secrets":
        """Fresh keys: two sealing keys, the current and the next, and one to sign with."""
        return cls((age_file.new_identity()[1], age_file.new_identity()[1]), minisign.new_secret())


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One owner's public keys; made by `make`, read by `parse`, which alone prove the signatures."""

    kind: str
    uuid: str
    name: str
    sign_key: str  # minisign's one line: RW…
    seal_keys: tuple[str, ...]  # age recipients: the current one and the next
    made_on: str
    serial: int = 1  # counts the owner's cards: a lower one is an older card
    replaces: str = ""  # fingerprint of the card with the earlier signing key
    signature: str = ""
    change_signature: str = ""  # by the earlier signing key

    @property
    def fingerprint(self) -> str:
        """Eight groups of four: what a person compares."""
        digest = (
            hashlib.sha256(_TAG + f"{self.kind}\n{self.uuid}\n{self.sign_key}".encode()).hexdigest().upper()
        )
        return " ".join(digest[at : at + 4] for at in range(0, 32, 4))

    @property
    def text(self) -> str:
        """The content of the file and of the QR code."""
        return canonical(self.fields())

    def fields(self) -> dict[str, object]:
        """The card as JSON, as it also stands in a manifest."""
        signatures = {"signature": self.signature, "change_signature": self.change_signature}
        return self._signed_fields() | {name: value for name, value in signatures.items() if value}

    def _signed_fields(self) -> dict[str, object]:
        return {
            "format": FORMAT, "kind": self.kind, "uuid": self.uuid, "name": self.name, "sign_key": self.sign_key,
            "seal_keys": list(self.seal_keys), "made_on": self.made_on, "serial": self.serial,
            "replaces": self.replaces,
        }  # fmt: skip

    def signed_bytes(self) -> bytes:
        """What the owner's key signs."""
        return _TAG + canonical(self._signed_fields()).encode("utf-8")

    def change_bytes(self) -> bytes:
        """What the earlier key signs: that this card takes over."""
        return _HANDOVER_TAG + canonical(self._signed_fields()).encode("utf-8")

    def is_vouched_by(self, earlier: "Card") -> bool:
        """Whether the owner of `earlier` signed the change to this card's keys."""
        if self.uuid != earlier.uuid or self.kind != earlier.kind or self.serial <= earlier.serial:
            return False
        if self.sign_key == earlier.sign_key:
            return True
        if self.replaces != earlier.fingerprint or not self.change_signature:
            return False
        try:
            minisign.verify_raw(self.change_bytes(), self.change_signature, earlier.sign_key)
        except minisign.BadSignature:
            return False
        return True


def make(
    secrets: Secrets,
    *,
    kind: str,
    uuid: str,
    name: str,
    made_on: str,
    earlier: Card | None = None,
    earlier_secrets: Secrets | None = None,
) -> Card:
    """A signed card for these keys; `earlier` with its secrets makes a change that needs no paper.

    On the card stand the first two sealing keys.
    """
    card = Card(
        kind=kind,
        uuid=uuid,
        name=name,
        sign_key=minisign.public_of(secrets.sign),
        seal_keys=tuple(age_file.recipient_of(one) for one in secrets.seal[:2]),
        made_on=made_on,
        serial=earlier.serial + 1 if earlier else 1,
    )
    if earlier and earlier.sign_key != card.sign_key:
        card = replace(card, replaces=earlier.fingerprint)
        if earlier_secrets:
            card = replace(
                card, change_signature=minisign.sign_raw(card.change_bytes(), earlier_secrets.sign)
            )
    signed = replace(card, signature=minisign.sign_raw(card.signed_bytes(), secrets.sign))
    return parse(signed.text.encode("utf-8"))


def parse(data: bytes) -> Card:
    """The card in a file; PackageRefused when it is none, or was altered."""
    if len(data) > MAX_CARD:
        raise PackageRefused(Reason.NOT_A_PACKAGE, "密钥卡文件太大")
    try:
        return from_fields(load_object(data.strip()))
    except BadJson as error:
        raise PackageRefused(Reason.NOT_A_PACKAGE, f"密钥卡：{error}") from error


def from_fields(found: dict[str, Any]) -> Card:
    """The card in parsed JSON; PackageRefused when it is none, or was altered."""
    if found.get("format") != FORMAT:
        raise PackageRefused(Reason.NOT_A_PACKAGE, "这不是密钥卡")
    card = _card(found)
    if card is None:
        raise PackageRefused(Reason.BAD_CONTENT, "密钥卡的内容不符合规定")
    try:
        minisign.verify_raw(card.signed_bytes(), card.signature, card.sign_key)
    except minisign.BadSignature as error:
        raise PackageRefused(Reason.TAMPERED, "密钥卡的签名不对") from error
    return card


def _card(found: dict[str, Any]) -> Card | None:
    """The fields as a card, if every one of them is as it should be."""
    texts = ("kind", "uuid", "name", "sign_key", "made_on", "replaces", "signature", "change_signature")
    values = {name: found.get(name, "") for name in texts}
    keys, serial = found.get("seal_keys"), found.get("serial")
    known = {*texts, "format", "seal_keys", "serial"}
    if set(found) - known or not all(isinstance(value, str) for value in values.values()):
        return None
    if not isinstance(keys, list) or not isinstance(serial, int) or isinstance(serial, bool):
        return None
    if not all(isinstance(key, str) for key in keys):  # pyright: ignore[reportUnknownVariableType]
        return None
    card = Card(**values, seal_keys=tuple(keys), serial=serial)  # pyright: ignore[reportUnknownArgumentType]
    return card if _is_sound(card) and card.fields() == found else None


def _is_sound(card: Card) -> bool:
    try:
        minisign.check_public(card.sign_key)
    except minisign.BadSignature:
        return False
    return (
        card.kind in KINDS
        and UUID.fullmatch(card.uuid) is not None
        and 0 < len(card.name) <= MAX_NAME
        and "\n" not in card.name
        and 1 <= len(card.seal_keys) <= 2
        and all(age_file.is_recipient(key) for key in card.seal_keys)
        and _DAY.fullmatch(card.made_on) is not None
        and 1 <= card.serial <= 10**6
        and (not card.replaces or FINGERPRINT.fullmatch(card.replaces) is not None)
        and _SIGNATURE.fullmatch(card.signature) is not None
        and (not card.change_signature or _SIGNATURE.fullmatch(card.change_signature) is not None)
        and len(base64.b64decode(card.signature)) == 64
    )
