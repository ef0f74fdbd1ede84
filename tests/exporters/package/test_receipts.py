"""The committee's answer: only from that committee, only for this branch, the same however often it is made."""

from dataclasses import replace

import pytest

from exporters.package import receipts, sealing
from exporters.package.manifest import Address, Head
from exporters.package.receipts import Note, Receipt
from exporters.package.refusal import PackageRefused, Reason
from tests.exporters.package.samples import branch, committee, stranger, written

PERSON = "a0000000-0000-4000-8000-000000000001"


def receipt(**changes: object) -> Receipt:
    made = Receipt(
        card=committee().card,
        to=Address(branch().card.uuid, branch().card.fingerprint),
        branch_id=branch().card.uuid,
        package_id="e" * 64,
        seq=12,
        result="merged",
        made_at="2026-11-23T10:00:00",
        committee_head=Head(900, "b" * 64),
        branch_head=Head(41, "a" * 64),
        counts={"person": 30, "payment": 360},
        rejected=(Note("person", PERSON, "id_number", "与另一支部的同一人重复"),),
        notes=(Note("meeting", PERSON, "content", "请补充表决结果"), Note("", "", "", "下次请附签到表")),
        app="branch-desk 0.1.0",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def reason_of(data: bytes, me: sealing.Me) -> Reason:
    with pytest.raises(PackageRefused) as caught:
        receipts.open_bytes(data, me)
    return caught.value.reason


def test_the_branch_reads_what_the_committee_answered() -> None:
    data = receipts.write(receipt(), secrets=committee().secrets, to=branch().card)
    opened = receipts.open_bytes(data, branch().me, {committee().card.fingerprint})
    assert opened.receipt == receipt() and opened.sender_known
    assert receipt().file_name == f"HZ-{branch().card.uuid[:8]}-000012.zbb"
    again = receipts.write(receipt(), secrets=committee().secrets, to=branch().card)
    assert receipts.open_bytes(again, branch().me).receipt_id == opened.receipt_id


def test_a_receipt_for_another_branch_or_from_somebody_else() -> None:
    data = receipts.write(receipt(), secrets=committee().secrets, to=branch().card)
    assert reason_of(data, stranger().me) is Reason.NOT_FOR_US
    passed_on = sealing.age_file.seal(
        sealing.age_file.unseal(data, branch().secrets.seal), list(stranger().card.seal_keys)
    )
    assert reason_of(passed_on, stranger().me) is Reason.NOT_FOR_US
    forged = receipts.write(receipt(), secrets=stranger().secrets, to=branch().card)
    assert reason_of(forged, branch().me) is Reason.TAMPERED
    unknown = receipts.write(receipt(card=stranger().card), secrets=stranger().secrets, to=branch().card)
    assert not receipts.open_bytes(unknown, branch().me, {committee().card.fingerprint}).sender_known


def test_a_package_is_no_receipt_and_a_receipt_no_package() -> None:
    assert reason_of(written().data, committee().me) is Reason.NOT_A_PACKAGE


@pytest.mark.parametrize(
    "change",
    [{"result": "perhaps"}, {"package_id": "x"}, {"seq": 0}, {"min_reader": 2}, {"notes": (Note("p", "x", "f", "m"),)},
     {"notes": (Note("p", "", "f", "长" * 2001),)}, {"counts": {"person": -1}}, {"branch_id": "../x"}, {"card": branch().card}],
)  # fmt: skip
def test_a_receipt_that_could_not_be_read_is_not_written(change: dict[str, object]) -> None:
    with pytest.raises(PackageRefused):
        receipts.write(receipt(**change), secrets=committee().secrets, to=branch().card)
