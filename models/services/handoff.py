"""Handing over to the committee: what will go, the package itself, and the receipt that comes back."""

from collections.abc import Callable, Mapping
from pathlib import Path

from models.db.store import Store
from models.domain.handoff import (
    CardFacts,
    FieldChoice,
    HandoffFacts,
    HandoffStatus,
    OutgoingEntry,
    Preparation,
    Profile,
    ReceiptView,
    WrittenPackage,
)
from models.domain.records import Finding
from models.services.peers import Peers
from models.services.register import Register
from models.services.todos import Todos

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]


class Handoff:
    """`desk.handoff`. `peers`, `register` and `todos` are its parts; `models.services.stick` writes to the medium.

    A package: `prepare` -> a person reads it -> `write_package` (outbox) -> `stick.write` -> `mark_delivered`
    -> `stick.verify` after re-plugging -> the receipt: `read_receipt` -> `take_receipt`.
    """

    peers: Peers
    register: Register
    todos: Todos

    def __init__(self, store: Store, today: Callable[[], str], check: Callable[[], list[Finding]]) -> None:
        raise NotImplementedError

    # before

    def status(self) -> HandoffStatus:
        """The top of the tab: last package, what waits for a receipt, reminders, open to-dos."""
        raise NotImplementedError

    def profiles(self) -> tuple[Profile, ...]:
        """全部 / 不含住址电话 / 只报名册与党费 / 自定."""
        raise NotImplementedError

    def fields(self) -> tuple[FieldChoice, ...]:
        """What may be left out, for the dialog 自定."""
        raise NotImplementedError

    def profile_of(self, peer_id: int) -> Profile:
        """What this recipient gets, as chosen last."""
        raise NotImplementedError

    def choose_profile(self, peer_id: int, profile: Profile) -> None:
        """Keep the choice for this recipient; UserError when it leaves out a required field."""
        raise NotImplementedError

    def prepare(
        self, peer_id: int, profile: Profile | None = None, progress: Progress | None = None
    ) -> Preparation:
        """Work out what would go to this recipient now; changes nothing."""
        raise NotImplementedError

    # the package

    def write_package(
        self,
        prepared: Preparation,
        readable: Mapping[str, bytes],
        *,
        secret_reason: str = "",
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> WrittenPackage:
        """Make the package in the outbox, open it again and compare; UserError when data changed since `prepared`.

        `secret_reason`: why marks that block (`prepared.blocked`) are no state secrets; kept in the register.
        """
        raise NotImplementedError

    def outbox_path(self, entry: OutgoingEntry) -> Path:
        """Where the package of this line lies; UserError when it was tidied away."""
        raise NotImplementedError

    def mark_delivered(self, entry_id: int, medium: str = "") -> OutgoingEntry:
        """The package is on the stick: the day, and the number of the medium if there is one."""
        raise NotImplementedError

    def tidy_outbox(self) -> list[str]:
        """Remove packages whose receipt has come; names of what was removed."""
        raise NotImplementedError

    def facts(self, ref: str | int | None) -> HandoffFacts:
        """What the handover sheet H1 is made from; no ref means the newest package."""
        raise NotImplementedError

    def card_facts(self, ref: str | int | None) -> CardFacts:
        """What the page H2 is made from: our own card, or that of a peer (id or uuid)."""
        raise NotImplementedError

    # the way back

    def read_receipt(self, path: Path) -> ReceiptView:
        """Read and verify a receipt; nothing is stored yet. UserError says why it cannot be taken."""
        raise NotImplementedError

    def take_receipt(self, path: Path) -> ReceiptView:
        """Mark the package acknowledged and enter the notes as to-dos, in one step; twice is the same as once."""
        raise NotImplementedError
