"""What one side writes is what the other reads; whoever is not meant reads nothing."""

from pathlib import Path

import pytest

from exporters.package import reading, sealing, writing
from exporters.package.parts import BY_NAME, FULL_PROFILE
from exporters.package.refusal import PackageRefused, Reason
from models.domain.errors import UserError
from tests.exporters.package import samples
from tests.exporters.package.samples import branch, committee, stranger, written


def refusal(data: bytes, me: sealing.Me | None = None, **how: bool) -> Reason:
    with pytest.raises(PackageRefused) as caught:
        reading.open_bytes(data, me or committee().me, **how)
    assert caught.value.message.endswith("。")
    return caught.value.reason


def test_the_committee_reads_what_the_branch_wrote(tmp_path: Path) -> None:
    found = samples.records(people=5, months=3, meetings=2)
    made = written(found, seq=12, prev="c" * 64)
    path = tmp_path / made.file_name
    path.write_bytes(made.data)
    package = reading.open_package(path, committee().me, {branch().card.fingerprint})
    assert path.name == f"DJ-{branch().card.uuid[:8]}-000012.zbb"
    for part, records in found.items():
        key = BY_NAME[part].key
        assert list(package.records(part)) == sorted(
            records, key=lambda one: tuple(one.get(k, "") for k in key)
        )
    assert package.sender_known and package.card == branch().card
    assert package.manifest == made.manifest and package.package_id == made.package_id
    assert package.manifest.totals == {
        "people": 5, "by_category": {"正式党员": 5}, "meetings": 2, "minutes": 2, "payments": 15, "dues_fen": 15 * 2143,
    }  # fmt: skip
    assert package.readable("封面.pdf") == b"%PDF-not-really"
    assert [path.name] == [one.name for one in tmp_path.iterdir()]


def test_tuples_come_in_the_order_asked_for_with_blanks() -> None:
    package = reading.open_bytes(written().data, committee().me)
    rows = list(package.tuples("payment", ["amount_fen", "note", "reverses", "received_on"]))
    assert set(rows) == {(2143, "", "", "2026-01-05"), (2143, "", "", "2026-02-05")}


def test_a_sender_nobody_confirmed_is_told_apart() -> None:
    assert reading.open_bytes(written().data, committee().me).sender_known is False


def test_the_branch_opens_its_own_copy_but_nobody_elses() -> None:
    data = written().data
    assert reading.open_bytes(data, branch().me, own=True).manifest.seq == 1
    assert refusal(data, branch().me) is Reason.NOT_FOR_US
    assert refusal(data, committee().me, own=True) is Reason.UNKNOWN_SENDER


def test_another_committee_cannot_open_it() -> None:
    assert refusal(written().data, stranger().me) is Reason.NOT_FOR_US


def test_passing_a_package_on_to_another_committee_is_found_out() -> None:
    """An employee of the committee encrypts the same signed content for somebody else."""
    inside = sealing.age_file.unseal(written().data, committee().secrets.seal)
    passed_on = sealing.age_file.seal(inside, list(stranger().card.seal_keys))
    assert refusal(passed_on, stranger().me) is Reason.NOT_FOR_US


def test_the_committees_next_key_opens_too() -> None:
    keys = committee().secrets.seal
    only_next = sealing.Me((keys[1],), committee().card.uuid, committee().me.fingerprints)
    assert reading.open_bytes(written().data, only_next).manifest.seq == 1


def test_a_redacted_package_says_which_fields_it_has() -> None:
    fields = {
        part: [name for name in names if name not in ("id_number", "phone", "address")]
        for part, names in FULL_PROFILE.items()
        if part not in ("meeting", "attendance", "agenda_item")
    }
    found = {
        part: [{name: value for name, value in record.items() if name in fields[part]} for record in records]
        for part, records in samples.records().items()
        if part in fields
    }
    made = writing.write(
        samples.letter(profile="不含证件号码"), found, sender=branch().card, secrets=branch().secrets,
        to=committee().card, fields=fields,
    )  # fmt: skip
    package = reading.open_bytes(made.data, committee().me)
    assert package.manifest.profile == "不含证件号码"
    assert "phone" not in package.manifest.fields["person"] and "meeting" not in package.manifest.parts
    assert "meetings" not in package.manifest.totals
    assert list(package.records("meeting")) == []
    assert set(package.tuples("person", ["phone"])) == {("",)}


def test_a_record_with_a_field_the_profile_leaves_out_is_a_bug() -> None:
    fields = {"branch": ("uuid", "name", "sector")}
    with pytest.raises(ValueError, match="committee_size"):
        writing.write(
            samples.letter(), {"branch": samples.records()["branch"]}, sender=branch().card,
            secrets=branch().secrets, to=committee().card, fields=fields,
        )  # fmt: skip


def test_texts_that_cannot_travel_are_tidied_and_named() -> None:
    found = samples.records()
    found["person"][0] |= {"name": "王e\u0301", "remark": "上\r\n下\x07\u202e左\ufeff", "address": "一\t二"}
    made = written(found)
    assert len(made.tidied) == 2
    record = next(reading.open_bytes(made.data, committee().me).records("person"))
    people = {one["uuid"]: one for one in reading.open_bytes(made.data, committee().me).records("person")}
    record = people[found["person"][0]["uuid"]]
    assert (record["name"], record["remark"], record["address"]) == ("王é", "上\n下左", "一\t二")


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("payment", {"amount_fen": 10**11 + 1}),
        ("payment", {"amount_fen": -5}),
        ("payment", {"person": "00000000-0000-4000-8000-000000000000"}),
        ("person", {"name": ""}),
        ("person", {"name": "长" * 2001}),
        ("attendance", {"presence": "来了"}),
        ("meeting", {"number": 2**53 + 1}),
        ("agenda_item", {"yes": -1}),
        ("meeting", {"content": "长" * 60_000, "summary": "长" * 60_000}),
    ],
)
def test_a_record_the_other_side_would_refuse_is_not_written(part: str, change: dict[str, object]) -> None:
    found = samples.records()
    found[part][0] |= change  # type: ignore[typeddict-item]
    with pytest.raises(UserError, match="不符合上报的规定"):
        written(found)


def test_attachments_are_named_by_their_hash() -> None:
    content = b"scan of a form"
    name = f"{sealing.digest(content).sha256}.pdf"
    made = writing.write(
        samples.letter(), samples.records(), sender=branch().card, secrets=branch().secrets, to=committee().card,
        files={name: content},
    )  # fmt: skip
    assert reading.open_bytes(made.data, committee().me).attachment(name) == content


def test_large_parts_are_read_again_instead_of_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "KEPT", 100)
    monkeypatch.setattr("exporters.package.table.CHUNK", 2000)
    found = samples.records(people=20, months=6)
    package = reading.open_bytes(written(found).data, committee().me)
    assert sorted(one["uuid"] for one in package.records("payment")) == sorted(
        r["uuid"] for r in found["payment"]
    )
    assert len(list(package.rows("payment"))) > 5
