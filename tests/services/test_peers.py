"""Key cards: made once, confirmed by a person, changed only by the old key or on paper again."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from exporters.package import age_file, cards
from exporters.package.refusal import PackageRefused, Reason
from models.db.store import Store, create_store
from models.domain.errors import UserError
from models.domain.handoff import CardState, KeyCard, PeerKind
from models.services.peers import Owner, Peers
from models.services.register import Register

COMMITTEE = (PeerKind.COMMITTEE, "11111111-2222-4333-8444-555555555555", "中共青石镇委员会")
BRANCH = (PeerKind.BRANCH, "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee", "柳溪村党支部")


def today() -> str:
    return "2026-11-20"


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[[Owner], Peers]]:
    opened: list[Store] = []

    def one(owner: Owner) -> Peers:
        opened.append(create_store(tmp_path / f"{owner[0].value}{len(opened)}", "足够长的口令2026"))
        return Peers(opened[-1], today, lambda: owner)

    yield one
    for store in opened:
        store.close()


@pytest.fixture
def committee(make: Callable[[Owner], Peers]) -> Peers:
    return make(COMMITTEE)


@pytest.fixture
def branch(make: Callable[[Owner], Peers]) -> Peers:
    return make(BRANCH)


def test_the_card_is_made_once_and_written_as_a_file(committee: Peers, tmp_path: Path) -> None:
    assert not committee.has_keys()
    card = committee.own_card()
    assert committee.has_keys() and committee.own_card() == card
    assert len(card.groups) == 8 and all(len(group) == 4 for group in card.groups)
    path = committee.save_card(tmp_path, "各支部")
    assert path.name == "密钥卡-中共青石镇委员会-11111111.card"
    assert cards.parse(path.read_bytes()).fingerprint == card.fingerprint
    entry = Register(committee._store, today).entries("card")[0]  # the register knows that it left
    assert (entry.recipient, entry.file_name) == ("各支部", path.name)


def test_secret_keys_are_in_no_journal_and_no_card(committee: Peers, tmp_path: Path) -> None:
    committee.save_card(tmp_path)
    store = committee._store
    secrets = [str(row[0]) for row in store.rows("SELECT secret FROM identity")]
    assert len(secrets) == 3
    journal = " ".join(str(row[0]) for row in store.rows("SELECT body FROM journal"))
    card = (tmp_path / "密钥卡-中共青石镇委员会-11111111.card").read_text(encoding="utf-8")
    assert not [secret for secret in secrets if secret in journal or secret in card]


def test_a_card_is_trusted_only_after_a_person_has_compared_it(
    committee: Peers, branch: Peers, tmp_path: Path
) -> None:
    offer = branch.read_card(committee.save_card(tmp_path))
    assert offer.state is CardState.NEW and "逐组核对" in offer.message
    assert branch.entries() == []  # reading stores nothing
    for half in ({}, {"compared": True}, {"confirmed_by": "侯学军"}, {"compared": True, "confirmed_by": " "}):
        with pytest.raises(UserError, match="逐组核对"):
            branch.accept(offer, **half)
    peer = branch.accept(offer, confirmed_by=" 侯学军 ", compared=True)
    assert (peer.name, peer.confirmed_by, peer.trusted_on) == (COMMITTEE[2], "侯学军", "2026-11-20")
    assert [one.fingerprint for one in branch.entries(PeerKind.COMMITTEE)] == [offer.card.fingerprint]
    again = branch.read_card(tmp_path / "密钥卡-中共青石镇委员会-11111111.card")
    assert again.state is CardState.SAME and not again.can_be_stored


def test_new_keys_signed_by_the_old_ones_need_no_paper(
    committee: Peers, branch: Peers, tmp_path: Path
) -> None:
    first = branch.accept(
        branch.read_card(committee.save_card(tmp_path)), confirmed_by="侯学军", compared=True
    )
    sealed = age_file.seal(b"for the old key", [committee.card().seal_keys[0]])
    announced = committee.card().seal_keys[1]
    renewed = committee.renew_keys()
    assert renewed.fingerprint != first.fingerprint
    assert committee.card().seal_keys[0] == announced  # the announced key is now the current one
    offer = branch.read_card(committee.save_card(tmp_path))
    assert offer.state is CardState.SIGNED and not offer.needs_comparing
    changed = branch.accept(offer)
    assert (changed.id, changed.fingerprint) == (first.id, renewed.fingerprint)
    assert (changed.confirmed_by, changed.replaced_on) == ("侯学军", "2026-11-20")
    assert age_file.unseal(sealed, committee.secrets().seal) == b"for the old key"  # old packages still open


def test_new_keys_nobody_signed_need_paper_again(
    committee: Peers, branch: Peers, make: Callable[[Owner], Peers], tmp_path: Path
) -> None:
    known = branch.accept(
        branch.read_card(committee.save_card(tmp_path)), confirmed_by="侯学军", compared=True
    )
    impostor = make(COMMITTEE)
    offer = branch.read_card(impostor.save_card(tmp_path))
    assert offer.state is CardState.PAPER and "问清" in offer.message
    with pytest.raises(UserError, match="逐组核对"):
        branch.accept(offer)
    assert branch.get(known.id).fingerprint == known.fingerprint


def test_an_older_card_does_not_come_back(committee: Peers, branch: Peers, tmp_path: Path) -> None:
    names = iter(["旧名称", "旧名称", "新名称", "新名称", "新名称", "新名称", "新名称", "新名称"])
    kind, uuid, _ = COMMITTEE
    committee._owner = lambda: (kind, uuid, next(names))
    (tmp_path / "old").mkdir()
    old = committee.save_card(tmp_path / "old")
    new = committee.save_card(tmp_path)
    branch.accept(branch.read_card(new), confirmed_by="侯学军", compared=True)
    offer = branch.read_card(old)
    assert offer.state is CardState.OLDER and not offer.can_be_stored
    with pytest.raises(UserError, match="旧"):
        branch.accept(offer)


def test_wrong_cards_are_named(
    committee: Peers, branch: Peers, make: Callable[[Owner], Peers], tmp_path: Path
) -> None:
    own = branch.read_card(branch.save_card(tmp_path))
    assert own.state is CardState.OWN and not own.can_be_stored
    other = make((PeerKind.BRANCH, "99999999-bbbb-4ccc-8ddd-eeeeeeeeeeee", "东山村党支部"))
    with pytest.raises(UserError, match="东山村党支部.*用不上"):
        branch.read_card(other.save_card(tmp_path))
    text = committee.save_card(tmp_path).read_text(encoding="utf-8")
    for name, content, reason in (
        ("altered.card", text.replace("青石镇", "白石镇"), Reason.TAMPERED),
        ("letter.card", "{}", Reason.NOT_A_PACKAGE),
    ):
        (tmp_path / name).write_text(content, encoding="utf-8")
        with pytest.raises(PackageRefused) as refused:
            branch.read_card(tmp_path / name)
        assert refused.value.reason is reason
    (tmp_path / "film.card").write_bytes(b"x" * 5000)
    with pytest.raises(UserError, match="不是密钥卡"):
        branch.read_card(tmp_path / "film.card")
    with pytest.raises(UserError, match="找不到"):
        branch.read_card(tmp_path / "gone.card")


def test_a_card_is_named_after_whose_it_is() -> None:
    card = KeyCard(
        kind=PeerKind.COMMITTEE,
        uuid="1a2b3c4d-0",
        name="中共 青石镇/委员会:?.",
        fingerprint="",
        made_on="",
        text="",
    )
    assert card.file_name == "密钥卡-中共青石镇委员会-1a2b3c4d.card"
    assert len(replace(card, name="长" * 300).file_name.encode()) < 255
    assert replace(card, name="...").file_name == "密钥卡-committee-1a2b3c4d.card"
