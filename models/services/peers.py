"""Own keys and card, and the cards of those we know: a card is trusted when a person has compared its fingerprint."""

import json
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

from exporters.package import age_file, cards, minisign
from exporters.package.cards import Card, Secrets
from exporters.package.sealing import Me
from models.db.files import disk_errors, write_atomic
from models.db.store import Store
from models.db.transaction import Tx
from models.domain.errors import UserError
from models.domain.handoff import CardOffer, CardState, KeyCard, Peer, PeerKind
from models.services.keeping import recall, remember
from models.services.register import Register

Owner = tuple[PeerKind, str, str]  # kind, uuid, name
OWN_CARD = "handoff.card"  # key of the table keeping: our card as it was made last
OWN_FINGERPRINTS = "handoff.fingerprints"  # of every card we ever had: answers to earlier packages name them
KIND_WORDS = {PeerKind.COMMITTEE: "上级党委", PeerKind.BRANCH: "党支部", PeerKind.DESK: "另一台电脑"}
_TAKEN_FROM = {
    PeerKind.BRANCH: frozenset({PeerKind.COMMITTEE, PeerKind.DESK}),
    PeerKind.DESK: frozenset({PeerKind.COMMITTEE, PeerKind.DESK, PeerKind.BRANCH}),
    PeerKind.COMMITTEE: frozenset({PeerKind.BRANCH, PeerKind.COMMITTEE}),
}
_COLUMNS = tuple(field.name for field in fields(Peer) if field.name != "card_text")
_SELECT = f"SELECT {', '.join(_COLUMNS)}, card FROM peer"
COMPARE_FIRST = "请先与纸上的指纹逐组核对，并填写核对人姓名，再登记这张密钥卡。"


class Peers:
    """For a branch and for a committee alike: `owner` says whose card this store makes."""

    def __init__(self, store: Store, today: Callable[[], str], owner: Callable[[], Owner]) -> None:
        self._store, self._today, self._owner = store, today, owner
        self._register = Register(store, today)

    # our own

    def has_keys(self) -> bool:
        """Whether this store has keys of its own yet."""
        return bool(self._store.value("SELECT count(*) FROM identity"))

    def own_card(self) -> KeyCard:
        """Our card; the keys are made when first asked for, the card anew when our name has changed."""
        return shown(self.card())

    def card(self) -> Card:
        """Our card as the package format has it."""
        kind, uuid, name = self._owner()
        kept = recall(self._store, OWN_CARD)
        earlier = cards.parse(kept.encode("utf-8")) if kept and self.has_keys() else None
        if earlier and (earlier.kind, earlier.uuid, earlier.name) == (kind.value, uuid, name):
            return earlier
        with self._store.transaction(
            "建立本机密钥" if earlier is None else "更新密钥卡", undoable=False
        ) as tx:
            if not self.has_keys():
                self._keep_keys(tx, Secrets.make())
            return self._make_card(tx, earlier, None)

    def secrets(self) -> Secrets:
        """Our keys: what is sealed to any of them we can open; the newest signing key signs."""
        seal = self._keys("seal")
        sign = self._keys("sign")
        if not sign:
            raise UserError("本机还没有密钥。请先生成密钥卡。")
        return Secrets(tuple(seal), bytes.fromhex(sign[0]))

    def me(self) -> Me:
        """Who we are when we open a file: our keys, and the cards of ours it may be addressed to."""
        had = frozenset(recall(self._store, OWN_FINGERPRINTS).split(","))
        return Me(self.secrets().seal, self._owner()[1], had)

    def renew_keys(self) -> KeyCard:
        """New keys, the new card signed by the old ones; what was sealed to the old ones can still be opened.

        The sealing key that was announced as the next one becomes the current one.
        """
        earlier, old = self.card(), self.secrets()
        fresh = Secrets.make()
        with self._store.transaction("更换本机密钥", undoable=False) as tx:
            active = "SELECT id FROM identity WHERE retired_on = '' AND use = ? ORDER BY id"
            for use in ("seal", "sign"):
                tx.update("identity", int(tx.rows(active, (use,))[0][0]), {"retired_on": self._today()})
            self._keep_keys(tx, Secrets(fresh.seal[1:], fresh.sign))
            return shown(self._make_card(tx, earlier, old))

    def save_card(self, folder: Path, recipient: str = "") -> Path:
        """Write our card as a file and enter it in the register."""
        card = self.own_card()
        path = folder / card.file_name
        with disk_errors(folder):
            write_atomic(path, card.text.encode("utf-8"))
        values = {
            "kind": "card",
            "title": f"密钥卡：{card.name}",
            "recipient": recipient,
            "fields": "公开密钥",
        }
        with self._store.transaction("登记密钥卡送出", undoable=False) as tx:
            self._register.enter(
                tx, {**values, "file_name": path.name, "size": path.stat().st_size, "records": 1}
            )
        return path

    def _keys(self, use: str) -> list[str]:
        """Active keys in the order they were made, then retired ones, newest first."""
        sql = "SELECT secret, retired_on FROM identity WHERE use = ? ORDER BY id"
        rows = self._store.rows(sql, (use,))
        retired = [str(secret) for secret, retired_on in rows if retired_on]
        return [str(secret) for secret, retired_on in rows if not retired_on] + retired[::-1]

    def _keep_keys(self, tx: Tx, secrets: Secrets) -> None:
        rows = [("seal", age_file.recipient_of(one), one) for one in secrets.seal]
        rows.append(("sign", minisign.public_of(secrets.sign), secrets.sign.hex()))
        tx.insert_many(
            "identity",
            [
                {"use": use, "public": public, "secret": secret, "made_on": self._today()}
                for use, public, secret in rows
            ],
        )

    def _make_card(self, tx: Tx, earlier: Card | None, old: Secrets | None) -> Card:
        kind, uuid, name = self._owner()
        made = cards.make(
            self.secrets(),
            kind=kind.value,
            uuid=uuid,
            name=name,
            made_on=self._today(),
            earlier=earlier,
            earlier_secrets=old,
        )
        remember(tx, OWN_CARD, made.text)
        had = recall(tx, OWN_FINGERPRINTS).split(",")
        remember(tx, OWN_FINGERPRINTS, ",".join(dict.fromkeys((*filter(None, had), made.fingerprint))))
        return made

    # others

    def read_card(self, path: Path) -> CardOffer:
        """Read a card file; nothing is stored. UserError says what is wrong with the file."""
        with disk_errors(path):
            if path.stat().st_size > cards.MAX_CARD:
                raise UserError("这个文件不是密钥卡。请选择扩展名为 .card 的文件。", [str(path)])
            data = path.read_bytes()
        return self.offer(data)

    def offer(self, data: bytes) -> CardOffer:
        """What a card is to us; also for a card that came inside a package."""
        card = cards.parse(data)
        kind, uuid, _ = self._owner()
        if self.has_keys() and card.fingerprint == self.card().fingerprint:
            return CardOffer(
                card=shown(card), state=CardState.OWN, message="这是本机自己的密钥卡，不用登记。"
            )
        if PeerKind(card.kind) not in _TAKEN_FROM[kind] and card.uuid != uuid:
            ours, theirs = KIND_WORDS[kind], KIND_WORDS[PeerKind(card.kind)]
            raise UserError(f"这是{theirs}“{card.name}”的密钥卡，{ours}这里用不上。请核对拿错了没有。")
        known = self.of_uuid(card.uuid)
        state, message = _judge(card, known)
        return CardOffer(card=shown(card), state=state, message=message, known=known)

    def accept(self, offer: CardOffer, *, confirmed_by: str = "", compared: bool = False) -> Peer:
        """Store a card. `compared` and the person's name are needed unless the old key signed the change."""
        offer = self.offer(offer.card.text.encode("utf-8"))  # judged again: what is stored is what was proved
        if not offer.can_be_stored:
            raise UserError(offer.message)
        person = " ".join(confirmed_by.split())
        if offer.needs_comparing and not (compared and person):
            raise UserError(COMPARE_FIRST)
        card = cards.parse(offer.card.text.encode("utf-8"))
        values: dict[str, Any] = {
            "kind": card.kind,
            "name": card.name,
            "card": card.text,
            "fingerprint": card.fingerprint,
            "sign_key": card.sign_key,
            "seal_keys": json.dumps(list(card.seal_keys)),
        }
        if offer.needs_comparing:
            values |= {"trusted_on": self._today(), "confirmed_by": person}
        with self._store.transaction(f"登记密钥卡：{card.name}", undoable=False) as tx:
            if offer.known is None:
                return self.get(tx.insert("peer", {**values, "uuid": card.uuid}))
            tx.update("peer", offer.known.id, {**values, "replaced_on": self._today()})
            return self.get(offer.known.id)

    def entries(self, kind: PeerKind | None = None) -> list[Peer]:
        """Everybody we know, by name."""
        where, args = (" WHERE kind = ?", (kind.value,)) if kind else ("", ())
        return [_peer(row) for row in self._store.rows(f"{_SELECT}{where} ORDER BY name, id", args)]

    def get(self, peer_id: int) -> Peer:
        """One of those we know; UserError when there is none."""
        row = self._store.row(f"{_SELECT} WHERE id = ?", (peer_id,))
        if row is None:
            raise UserError("没有登记这个单位的密钥卡。请先导入密钥卡并核对指纹。")
        return _peer(row)

    def of_uuid(self, uuid: str) -> Peer | None:
        row = self._store.row(f"{_SELECT} WHERE uuid = ?", (uuid,))
        return _peer(row) if row else None

    def card_of(self, peer_id: int) -> Card:
        """The stored card of a peer, its signature proved once more."""
        return cards.parse(self.get(peer_id).card_text.encode("utf-8"))

    def known_cards(self) -> list[Card]:
        """Whose signatures we take."""
        return [cards.parse(peer.card_text.encode("utf-8")) for peer in self.entries()]


def shown(card: Card) -> KeyCard:
    """A card as screens and paper have it."""
    return KeyCard(
        kind=PeerKind(card.kind),
        uuid=card.uuid,
        name=card.name,
        fingerprint=card.fingerprint,
        made_on=card.made_on,
        text=card.text,
    )


def _judge(card: Card, known: Peer | None) -> tuple[CardState, str]:
    if known is None:
        return (
            CardState.NEW,
            f"第一次登记“{card.name}”。请拿对方盖章的密钥卡纸页，与下面的指纹逐组核对，一组都不能差。",
        )
    earlier = cards.parse(known.card_text.encode("utf-8"))
    if card == earlier:
        return CardState.SAME, f"“{card.name}”的这张密钥卡已经登记过，不用再登记。"
    if card.is_vouched_by(earlier):
        changed = "更换了密钥" if card.sign_key != earlier.sign_key else "更新了密钥卡"
        return CardState.SIGNED, f"“{card.name}”{changed}，新卡由原来的密钥签名，可以直接登记。"
    if card.serial < earlier.serial and card.sign_key == earlier.sign_key:
        return CardState.OLDER, f"这张密钥卡比已登记的“{known.name}”的卡旧，没有登记。请向对方要最新的。"
    return (
        CardState.PAPER,
        f"“{known.name}”的密钥与已登记的不同，也没有原密钥的签名。"
        "请当面或打电话问清为什么更换，再与新的盖章纸页逐组核对指纹。",
    )


def _peer(row: tuple[Any, ...]) -> Peer:
    values: dict[str, Any] = dict(zip((*_COLUMNS, "card_text"), row, strict=True))
    values["kind"] = PeerKind(values["kind"])
    return Peer(**values)
