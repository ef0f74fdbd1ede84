"""A branch and its committee, ready to hand over: stores, keys, cards confirmed on both sides."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from exporters.package import receipts
from exporters.package.manifest import Address, Head
from exporters.package.reading import Package, open_package
from exporters.package.receipts import Note, Receipt
from models.db.store import Store, create_store
from models.domain.handoff import Peer, PeerKind, WrittenPackage
from models.services.desk import Desk
from models.services.peers import Peers
from tests.ready import sample_desk

COMMITTEE = (PeerKind.COMMITTEE, "11111111-2222-4333-8444-555555555555", "中共青石镇委员会")
PASSWORD = "一个足够长的口令2026"


@dataclass
class Pair:
    """Both ends. `day` is the clock of both."""

    desk: Desk
    committee: Peers
    peer: Peer
    folder: Path
    sender: str  # fingerprint of the branch's card
    day: list[str] = field(default_factory=lambda: ["2026-10-15"])

    def write(self, **options: object) -> WrittenPackage:
        """A package of everything, made as the tab makes it."""
        prepared = self.desk.handoff.prepare(self.peer.id)
        return self.desk.handoff.write_package(prepared, {"说明.txt": b"readable"}, **options)  # pyright: ignore

    def open(self, path: Path) -> Package:
        """What the committee reads."""
        return open_package(path, self.committee.me(), [self.sender])

    def receipt(self, path: Path, signer: Peers | None = None, **changes: object) -> Path:
        """The committee's (or somebody else's) answer to the package in `path`, as a file."""
        package = self.open(path)
        signer = signer or self.committee
        made = Receipt(
            card=signer.card(),
            to=Address(package.card.uuid, package.card.fingerprint),
            branch_id=package.manifest.branch_id,
            package_id=package.package_id,
            seq=package.manifest.seq,
            result="merged",
            made_at=f"{self.day[0]}T16:00:00",
            committee_head=Head(7, "c" * 64),
            branch_head=package.manifest.audit_head,
            counts={"person": 3},
        )
        made = replace(made, **changes)  # pyright: ignore
        target = self.folder / made.file_name
        target.write_bytes(receipts.write(made, secrets=signer.secrets(), to=package.card))
        return target


def note(record: str, message: str, part: str = "person", name: str = "phone") -> Note:
    return Note(part=part, record=record, field=name, message=message)


def committee_of(folder: Path, day: list[str]) -> tuple[Store, Peers]:
    store = create_store(folder, PASSWORD)
    return store, Peers(store, lambda: day[0], lambda: COMMITTEE)


@contextmanager
def pair(folder: Path) -> Iterator[Pair]:
    """The sample branch and a committee whose card was compared."""
    day = ["2026-10-15"]
    desk = sample_desk(folder / "branch", lambda: day[0])
    store, committee = committee_of(folder / "committee", day)
    stick = folder / "stick"
    stick.mkdir()
    offer = desk.handoff.peers.read_card(committee.save_card(stick))
    peer = desk.handoff.peers.accept(offer, confirmed_by="侯学军", compared=True)
    made = Pair(desk, committee, peer, stick, desk.handoff.peers.card().fingerprint, day)
    try:
        yield made
    finally:
        made.desk.close()
        store.close()
