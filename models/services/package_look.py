"""What a double-clicked file is, as far as this branch can tell: a receipt for us, or a package and what is in it."""

from dataclasses import dataclass
from pathlib import Path

from exporters.package import reading, sealing
from exporters.package.cards import Secrets
from exporters.package.parts import BY_NAME
from exporters.package.reading import Package
from exporters.package.refusal import PackageRefused, Reason
from models.domain.handoff import OutgoingEntry, PartCount, check_code
from models.domain.labels import TABLE_LABELS
from models.services.peers import Peers
from models.services.register import Register

RECEIPT_PREFIX = "HZ-"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageLook:
    """A package that was opened and proved; nothing is stored. `entry` is our own line of it, when we made it."""

    sender: str
    sender_known: bool
    recipient: str
    seq: int
    made_at: str
    check_code: str
    profile: str
    counts: tuple[PartCount, ...]
    dues_fen: int
    entry: OutgoingEntry | None = None


def look_into(peers: Peers, register: Register, path: Path) -> PackageLook | None:
    """The package in a file, None when it is a receipt; PackageRefused says why it cannot be opened."""
    data = sealing.read_file(path)
    if not peers.has_keys():
        sealing.unseal(data, Secrets.make().seal)  # says what the file is, if not a package
        raise PackageRefused(Reason.NOT_FOR_US, "本机还没有密钥")
    me = peers.me()
    known = [card.fingerprint for card in peers.known_cards()]
    try:
        try:
            package = reading.open_bytes(data, me, known, own=True)
        except PackageRefused as refused:
            if refused.reason is not Reason.UNKNOWN_SENDER:
                raise
            package = reading.open_bytes(data, me, known)
    except PackageRefused as refused:
        if path.name.upper().startswith(RECEIPT_PREFIX) or "这是回执" in refused.details:
            return None
        raise
    return _look(package, register.package(package.package_id), peers)


def _look(package: Package, entry: OutgoingEntry | None, peers: Peers) -> PackageLook:
    told = package.manifest
    recipient = peers.of_uuid(told.to.uuid)
    own = peers.own_card()
    counts = tuple(
        PartCount(part=part, label=TABLE_LABELS.get(part, part), total=digest.records)
        for part, digest in ((part, told.parts[part]) for part in BY_NAME if part in told.parts)
    )
    return PackageLook(
        sender=told.card.name,
        sender_known=package.sender_known or told.card.fingerprint == own.fingerprint or entry is not None,
        recipient=own.name if told.to.uuid == own.uuid else recipient.name if recipient else "",
        seq=told.seq,
        made_at=told.created_at,
        check_code=check_code(package.package_id),
        profile=told.profile,
        counts=counts,
        dues_fen=int(told.totals.get("dues_fen", 0)),
        entry=entry,
    )
