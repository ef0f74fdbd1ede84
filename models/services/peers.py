"""Own keys and card, and the cards of those we know: a card is trusted when a person has compared its fingerprint."""

from collections.abc import Callable
from pathlib import Path

from models.db.store import Store
from models.domain.handoff import CardOffer, KeyCard, Peer, PeerKind


class Peers:
    """For a branch and for a committee alike: `owner` says whose card this store makes."""

    def __init__(
        self, store: Store, today: Callable[[], str], owner: Callable[[], tuple[PeerKind, str, str]]
    ) -> None:
        self._store, self._today, self._owner = store, today, owner

    def has_keys(self) -> bool:
        """Whether this store has keys of its own yet."""
        raise NotImplementedError

    def own_card(self) -> KeyCard:
        """Our card; the keys are made when first asked for."""
        raise NotImplementedError

    def renew_keys(self) -> KeyCard:
        """New keys, the new card signed by the old ones; what was sealed to the old ones can still be opened."""
        raise NotImplementedError

    def save_card(self, folder: Path) -> Path:
        """Write our card as a file and enter it in the register."""
        raise NotImplementedError

    def read_card(self, path: Path) -> CardOffer:
        """Read a card file; nothing is stored. UserError says what is wrong with the file."""
        raise NotImplementedError

    def accept(self, offer: CardOffer, *, confirmed_by: str = "", compared: bool = False) -> Peer:
        """Store a card. `compared` and the person's name are needed unless the old key signed the change."""
        raise NotImplementedError

    def entries(self, kind: PeerKind | None = None) -> list[Peer]:
        """Everybody we know, newest confirmation first."""
        raise NotImplementedError

    def get(self, peer_id: int) -> Peer:
        raise NotImplementedError
