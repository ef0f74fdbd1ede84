"""Cards prove themselves; a change of keys is either signed by the old key or compared on paper."""

import json
from dataclasses import replace

import pytest

from exporters.package import cards
from exporters.package.cards import Card, Secrets
from exporters.package.jsonl import canonical
from exporters.package.refusal import PackageRefused, Reason
from tests.exporters.package.samples import branch, committee


def remade(card: Card, secrets: Secrets, **signed: object) -> Card:
    return cards.make(
        secrets,
        kind=card.kind,
        uuid=card.uuid,
        name=card.name,
        made_on="2026-06-01",
        **signed,  # type: ignore[arg-type]
    )


def test_a_card_reads_back_and_fits_a_qr_code() -> None:
    card = committee().card
    assert cards.parse(card.text.encode()) == card
    assert cards.parse(card.text.encode() + b"\r\n") == card
    assert len(card.text.encode()) < 1000
    assert len(card.fingerprint.split()) == 8 and all(len(group) == 4 for group in card.fingerprint.split())


@pytest.mark.parametrize(
    "change",
    [{"name": "另一个党委"}, {"kind": "branch"}, {"serial": 9}, {"made_on": "2026-01-06"}, {"uuid": "0" * 36}, {"x": "y"},
     {"seal_keys": []}, {"seal_keys": ["age1x"]}, {"sign_key": "RWQ"}, {"signature": ""}, {"serial": True}, {"name": "a\nb"}],
)  # fmt: skip
def test_an_altered_card_is_refused(change: dict[str, object]) -> None:
    fields = committee().card.fields() | change
    with pytest.raises(PackageRefused) as caught:
        cards.parse(canonical(fields).encode())
    assert caught.value.reason in (Reason.TAMPERED, Reason.BAD_CONTENT)


def test_what_is_no_card_is_said_to_be_none() -> None:
    for data in (b"", b"{}", b"[]", b"\xff", b"{" * 5000, canonical({"format": "x"}).encode()):
        with pytest.raises(PackageRefused) as caught:
            cards.parse(data)
        assert caught.value.reason is Reason.NOT_A_PACKAGE
    spaced = json.dumps(committee().card.fields(), ensure_ascii=False)
    with pytest.raises(PackageRefused):
        cards.parse(spaced.encode())


def test_new_sealing_keys_need_no_paper() -> None:
    old = committee()
    rotated = Secrets((old.secrets.seal[1], Secrets.make().seal[0], old.secrets.seal[0]), old.secrets.sign)
    card = remade(old.card, rotated, earlier=old.card)
    assert card.fingerprint == old.card.fingerprint and card.serial == 2
    assert card.seal_keys[0] == old.card.seal_keys[1]
    assert card.is_vouched_by(old.card) and not old.card.is_vouched_by(card)


def test_a_new_signing_key_is_signed_by_the_old_one() -> None:
    old, fresh = branch(), Secrets.make()
    signed = remade(old.card, fresh, earlier=old.card, earlier_secrets=old.secrets)
    assert signed.fingerprint != old.card.fingerprint and signed.replaces == old.card.fingerprint
    assert signed.is_vouched_by(old.card)
    assert not remade(old.card, fresh, earlier=old.card).is_vouched_by(old.card)
    assert not signed.is_vouched_by(committee().card)
    assert not replace(signed, change_signature=committee().card.signature).is_vouched_by(old.card)


def test_a_stranger_cannot_sign_the_change() -> None:
    old, thief = branch(), Secrets.make()
    forged = remade(old.card, thief, earlier=old.card, earlier_secrets=thief)
    assert not forged.is_vouched_by(old.card)
