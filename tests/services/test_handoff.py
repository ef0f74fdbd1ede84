"""Handing over as the secretary and the committee see it: what was promised is what can be opened."""

import errno
import hashlib
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from exporters.package.parts import PARTS
from exporters.package.refusal import PackageRefused, Reason
from models.db import files
from models.db.store import create_store
from models.domain.errors import Cancelled, UserError
from models.domain.handoff import ChangeKind, PeerKind, check_code
from models.domain.records import MeetingKind
from models.services import handoff_package, redaction, restoring, stick
from models.services.desk import Desk
from models.services.dues import PaymentDraft
from models.services.handoff import Handoff
from models.services.peers import Peers
from models.services.sample import SAMPLE_PASSWORD
from tests.faults.edits import rechain
from tests.services.handing_over import Pair, pair


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Pair]:
    with pair(tmp_path) as made:
        yield made


def outbox(both: Pair) -> list[str]:
    folder = both.desk.handoff.outbox
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


# what will go


def test_before_anything_was_sent_everything_is_new(both: Pair) -> None:
    prepared = both.desk.handoff.prepare(both.peer.id)
    counts = {count.part: count for count in prepared.counts}
    assert prepared.since is None and prepared.seq == 1 and prepared.changes == ()
    assert (counts["person"].total, counts["person"].added) == (49, 49)
    assert prepared.totals.members == 40 and dict(prepared.totals.by_category)["正式党员"] == 38
    money = both.desk.store.value("SELECT sum(amount_fen) FROM payment")
    assert prepared.totals.dues_fen == money == 905284
    open_ones = [one for one in both.desk.check() if one.severity.value in "EW" and not one.answer]
    assert [one.message for one in prepared.findings] == [one.message for one in open_ones]
    assert both.desk.store.head_code == prepared.head_code  # nothing was changed by looking


def test_since_the_last_receipt_each_change_is_named(both: Pair) -> None:
    desk = both.desk
    desk.handoff.take_receipt(both.receipt(both.write().path))
    members = desk.roster.members("2026-10-15")
    first, second, gone = members[0], members[1], desk.roster.add({"name": "临时登记"})
    desk.handoff.take_receipt(both.receipt(both.write().path))
    desk.roster.update(first.id, {"phone": "13900001111", "address": "新村 8 号"})
    desk.roster.add({"name": "新来的同志", "category": "入党申请人", "applied_on": "2026-10-01"})
    desk.dues.record_many([PaymentDraft(person_id=second.id, months=("2026-11",), received_on="2026-10-15")])
    with desk.store.transaction("删除") as tx:
        tx.delete("person", gone)
    prepared = desk.handoff.prepare(both.peer.id)
    told = {(one.part, one.kind, one.subject, one.fields) for one in prepared.changes}
    paid = desk.dues.payments(second.id)[0].amount_fen
    assert told == {
        ("person", ChangeKind.CHANGED, first.name, ("联系电话", "现居住地")),
        ("person", ChangeKind.ADDED, "新来的同志", ()),
        ("person", ChangeKind.GONE, "临时登记", ()),
        ("payment", ChangeKind.ADDED, f"{second.name} 2026-10-15 {paid / 100:.2f} 元", ()),
    }
    assert prepared.totals.dues_fen - prepared.dues_before_fen == paid
    assert prepared.since is not None and prepared.since.seq == 2 and prepared.seq == 3


# the package


def test_the_committee_opens_what_was_promised(both: Pair) -> None:
    prepared = both.desk.handoff.prepare(both.peer.id)
    made = both.desk.handoff.write_package(prepared, {"支部名册.xlsx": b"sheet", "交接摘要.pdf": b"%PDF-1.7"})
    package = both.open(made.path)
    assert package.sender_known and package.package_id == made.entry.package_id
    assert {part: package.manifest.parts[part].records for part in package.manifest.parts} == {
        count.part: count.total for count in prepared.counts
    }
    assert package.manifest.totals["dues_fen"] == prepared.totals.dues_fen
    assert package.readable("支部名册.xlsx") == b"sheet"
    names = {record["name"] for record in package.records("person")}
    assert names == {str(row[0]) for row in both.desk.store.rows("SELECT name FROM person")}
    assert package.manifest.audit_head.hash[:12] == prepared.head_code
    assert made.path.name == f"DJ-{both.desk.branch.uuid[:8]}-000001.zbb" and outbox(both) == [made.path.name]
    assert made.check_code == check_code(package.package_id) and len(made.check_code) == 19


def test_the_register_keeps_what_went_to_whom(both: Pair) -> None:
    made = both.write()
    entry = both.desk.handoff.register.entries("package")[0]
    assert (entry.recipient, entry.seq) == ("中共青石镇委员会", 1)
    assert entry.sha256 == hashlib.sha256(made.path.read_bytes()).hexdigest() and entry.fields == (
        "不含：评议票数、总结、意见和依据、征求意见和谈心谈话"
    )
    kept = json.loads(both.desk.handoff.register.manifest(entry.id))
    assert entry.records == sum(part["records"] for part in kept["parts"].values())
    assert kept["parts"]["person"]["records"] == 49 and kept["to"]["uuid"] == both.peer.uuid
    delivered = both.desk.handoff.mark_delivered(entry.id, " U-07 ")
    assert (delivered.delivered_on, delivered.medium) == ("2026-10-15", "U-07")
    assert both.desk.undo_label != "登记上报包已拷出"  # what has left is not undone


def test_packages_follow_each_other_and_show_that_history_was_extended(both: Pair) -> None:
    first = both.open(both.write().path)
    both.desk.roster.update(1, {"phone": "13900001111"})
    second = both.open(both.write().path)
    one, two = first.manifest, second.manifest
    assert (two.seq, two.prev) == (2, first.package_id) and (one.seq, one.prev) == (1, "")
    assert one.audit_past == () and two.audit_past == (one.audit_head,)
    assert two.audit_head.seq > one.audit_head.seq
    third = both.open(both.write().path).manifest
    assert third.audit_past == (two.audit_head, one.audit_head)
    assert (one.epoch, two.epoch, two.restored_from) == (0, 0, "")


def test_a_history_written_anew_shows_in_every_package_after_it(both: Pair) -> None:
    first = both.open(both.write().path).manifest
    store = both.desk.store
    old = store.row("SELECT entity, entity_id FROM journal WHERE seq = ?", (first.audit_head.seq - 5,))
    assert old is not None
    store.connection.execute("PRAGMA query_only=OFF")
    store.connection.execute("DROP TRIGGER journal_no_delete")
    rechain(store, old[0], old[1], "0" * 64)
    second = both.open(both.write().path).manifest
    assert second.audit_past[0].seq == first.audit_head.seq
    assert second.audit_past[0] != first.audit_head  # what the register remembers does not cover it up


def test_a_restored_backup_says_so_to_the_committee(both: Pair) -> None:
    desk = both.desk
    backup = desk.backup("测试")
    first = both.open(both.write().path)
    desk.close()
    secret = restoring.by_password(SAMPLE_PASSWORD)
    restoring.restore_into(desk.store.folder, backup, secret, lambda _done, _total: None)
    both.desk = Desk.open(desk.store.folder, SAMPLE_PASSWORD, lambda: both.day[0])
    second = both.open(both.write().path)
    assert second.manifest.seq == first.manifest.seq and second.package_id != first.package_id  # a fork
    assert second.manifest.epoch == 1 and second.manifest.restored_from


def test_what_changed_after_looking_is_looked_at_again(both: Pair) -> None:
    prepared = both.desk.handoff.prepare(both.peer.id)
    both.desk.settings.set("window", "wide")  # nothing that travels
    both.desk.roster.update(1, {"phone": "13900001111"})
    with pytest.raises(UserError, match="重新看一遍"):
        both.desk.handoff.write_package(prepared, {})
    again = both.desk.handoff.prepare(both.peer.id)
    both.desk.settings.set("window", "narrow")
    both.desk.handoff.write_package(again, {})
    with pytest.raises(UserError, match="重新看一遍"):  # the number is taken
        both.desk.handoff.write_package(again, {})
    assert len(outbox(both)) == 1


def test_a_package_that_reads_back_differently_is_not_kept(
    both: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = handoff_package.writing.write

    def forgetful(letter, records, **options):  # type: ignore[no-untyped-def]
        return real(letter, {**records, "mark": records["mark"][1:]}, **options)

    monkeypatch.setattr(handoff_package.writing, "write", forgetful)
    with pytest.raises(UserError, match="没有留下这个包") as refused:
        both.write()
    assert "mark 的内容不同" in refused.value.details
    assert outbox(both) == [] and both.desk.handoff.register.entries("package") == []


def test_counts_are_held_against_the_tables_themselves(both: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    real = handoff_package.redaction.redact

    def lossy(parts, profile):  # type: ignore[no-untyped-def]
        made = real(parts, profile)
        return {**made, "payment_line": made["payment_line"][:-1]}

    monkeypatch.setattr(handoff_package.redaction, "redact", lossy)
    with pytest.raises(UserError, match="没有留下这个包") as refused:
        both.write()
    assert refused.value.details == ("payment_line 应有 355 条，包里 354 条",)
    assert outbox(both) == []


@pytest.mark.parametrize("step", [1, 2, 3, 4, 5])
def test_cancelling_leaves_neither_file_nor_line(both: Pair, step: int) -> None:
    calls = iter(range(1, 20))
    with pytest.raises(Cancelled):
        both.write(cancelled=lambda: next(calls) == step)
    assert outbox(both) == [] and both.desk.handoff.register.entries("package") == []
    assert both.write().entry.seq == 1


def test_a_full_disk_is_said_and_leaves_nothing(both: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    prepared = both.desk.handoff.prepare(both.peer.id)
    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(UserError, match="空间"):
        both.desk.handoff.write_package(prepared, {})
    monkeypatch.undo()
    assert outbox(both) == [] and both.desk.handoff.register.entries("package") == []
    assert both.desk.handoff.write_package(prepared, {}).entry.seq == 1


def test_a_failed_commit_leaves_no_file(both: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object) -> int:
        raise UserError("磁盘出错。")

    monkeypatch.setattr(both.desk.handoff.register, "enter", broken)
    with pytest.raises(UserError, match="磁盘出错"):
        both.write()
    assert outbox(both) == []


def test_the_packages_of_two_recipients_do_not_overwrite_each_other(both: Pair, tmp_path: Path) -> None:
    other = create_store(tmp_path / "other", "另一个足够长的口令")
    owner = (PeerKind.COMMITTEE, "22222222-2222-4333-8444-555555555555", "另一个党委")
    county = Peers(other, lambda: "2026-10-15", lambda: owner)
    offer = both.desk.handoff.peers.read_card(county.save_card(both.folder))
    peer = both.desk.handoff.peers.accept(offer, confirmed_by="侯学军", compared=True)
    first = both.write()
    second = both.desk.handoff.write_package(both.desk.handoff.prepare(peer.id), {})
    assert first.path != second.path and first.path.is_file()
    assert both.desk.handoff.outbox_path(second.entry) == second.path
    assert both.open(first.path).manifest.to.uuid == both.peer.uuid
    with pytest.raises(PackageRefused) as refused:
        both.open(second.path)
    assert refused.value.reason is Reason.NOT_FOR_US
    other.close()


def test_stock_age_opens_it_with_our_own_key(both: Pair, tmp_path: Path) -> None:
    made = both.write()
    (tmp_path / "key.txt").write_text(both.desk.handoff.peers.secrets().seal[0] + "\n", encoding="ascii")
    out = tmp_path / "inside.zip"
    command = ["age", "-d", "-i", str(tmp_path / "key.txt"), "-o", str(out), str(made.path)]
    subprocess.run(command, check=True, capture_output=True)
    assert out.read_bytes()[:2] == b"PK"


# fields


def test_a_recipient_gets_only_the_chosen_fields(both: Pair) -> None:
    handoff = both.desk.handoff
    person = both.desk.roster.members("2026-10-15")[0]
    both.desk.roster.update(person.id, {"phone": "13987654321", "address": "东街 8 号"})
    with both.desk.store.transaction("存疑") as tx:
        values = {"person_id": person.id, "code": "phone.doubtful", "after": "13987654321"}
        tx.insert("mark", {**values, "field": "phone", "before": "139 8765 4321"})
    no_contact = handoff.profiles()[2]
    handoff.choose_profile(both.peer.id, no_contact)
    made = both.write()
    package = both.open(made.path)
    everything = json.dumps(
        [list(package.records(part)) for part in package.manifest.parts], ensure_ascii=False
    )
    assert (
        "13987654321" not in everything and "东街 8 号" not in everything and person.id_number in everything
    )
    assert made.entry.fields == "不含：流入党员、照片和附件、联系电话、现居住地、户籍所在地、固定电话"
    assert package.manifest.profile == "不含住址电话"
    assert handoff.profile_of(both.peer.id) == no_contact  # kept for this recipient


def test_only_roster_and_dues(both: Pair) -> None:
    profile = both.desk.handoff.profiles()[3]
    prepared = both.desk.handoff.prepare(both.peer.id, profile)
    package = both.open(both.desk.handoff.write_package(prepared, {}).path)
    organisation = {"party_group", "committee_term", "post_term", "movement", "contact_log"}
    money = {"dues_standard", "reduction", "payment", "payment_line", "voucher", "posting", "cash_count"}
    assert set(package.manifest.parts) == {"branch", "person"} | organisation | money
    assert package.manifest.totals["dues_fen"] == 905284


def test_every_single_thing_can_be_left_out_and_the_package_still_holds(both: Pair) -> None:
    handoff = both.desk.handoff
    optional = [choice for choice in handoff.fields() if not choice.required]
    assert {choice.group for choice in optional} >= {"整类内容", "人员", "会议", "缴费"}
    for choice in optional:
        if "." in choice.key:
            continue
        prepared = handoff.prepare(both.peer.id, handoff.custom_profile(frozenset({choice.key})))
        package = both.open(handoff.write_package(prepared, {}).path)
        assert choice.key not in package.manifest.parts
    every_field = handoff.custom_profile(frozenset(one.key for one in optional if "." in one.key))
    package = both.open(handoff.write_package(handoff.prepare(both.peer.id, every_field), {}).path)
    assert "id_number" not in package.manifest.fields["person"]
    assert "category" in package.manifest.fields["person"]


def test_what_must_be_reported_cannot_be_left_out(both: Pair) -> None:
    handoff = both.desk.handoff
    required = [choice.key for choice in handoff.fields() if choice.required]
    assert {"person.name", "person.category", "meeting.held_on", "payment.amount_fen"} <= set(required)
    for key in required:
        with pytest.raises(UserError, match="必报"):
            handoff.choose_profile(both.peer.id, handoff.custom_profile(frozenset({key})))
        with pytest.raises(UserError, match="必报"):
            handoff.prepare(both.peer.id, handoff.custom_profile(frozenset({key})))
    assert handoff.custom_profile(frozenset()) == handoff.profiles()[1]
    assert handoff.profile_of(both.peer.id) == handoff.profiles()[0]


# state secrets


@pytest.mark.parametrize("title", ["秘密★1年 通报", "传达学习（机密）文件", "绝密文件传达"])
def test_marks_of_classification_block_until_a_person_answers(both: Pair, title: str) -> None:
    meeting = both.desk.meetings.create(MeetingKind.ASSEMBLY, "2026-10-10", title=title)
    prepared = both.desk.handoff.prepare(both.peer.id)
    assert prepared.blocked and [mark.text for mark in prepared.secrets] == [title]
    with pytest.raises(UserError, match="非涉密信息") as refused:
        both.desk.handoff.write_package(prepared, {})
    assert title in refused.value.details[0] and outbox(both) == []
    made = both.desk.handoff.write_package(prepared, {}, secret_reason="公开出版的文件汇编")
    assert "公开出版的文件汇编" in made.entry.note
    both.desk.meetings.update(meeting, {"title": "传达学习"})
    assert not both.desk.handoff.prepare(both.peer.id).secrets


def test_speaking_of_secrets_is_no_mark(both: Pair) -> None:
    both.desk.meetings.create(MeetingKind.ASSEMBLY, "2026-10-10", title="学习《保守国家秘密法》")
    both.desk.meetings.create(MeetingKind.ASSEMBLY, "2026-10-11", title="秘密投票选举支部委员")
    both.desk.meetings.create(MeetingKind.ASSEMBLY, "2026-10-12", title="关于机密工作的说明")
    prepared = both.desk.handoff.prepare(both.peer.id)
    assert [(mark.text, mark.blocks) for mark in prepared.secrets] == [("关于机密工作的说明", False)]
    both.desk.handoff.write_package(prepared, {})
    again = both.desk.handoff.prepare(both.peer.id)
    with pytest.raises(UserError, match="非涉密信息"):
        both.desk.handoff.write_package(again, {"机密名单.xlsx": b""})


# status


def test_no_receipt_for_a_month_is_said(both: Pair) -> None:
    handoff: Handoff = both.desk.handoff
    assert handoff.status().last is None
    made = both.write()
    both.day[0] = "2026-11-13"
    assert handoff.status().reminders == () and [one.id for one in handoff.status().waiting] == [
        made.entry.id
    ]
    both.day[0] = "2026-11-14"
    assert "30 天没有收到回执" in handoff.status().reminders[0]
    later = both.write()
    handoff.take_receipt(both.receipt(later.path))
    status = handoff.status()
    assert status.waiting == () and status.reminders == ()  # the later package holds everything
    assert sorted(handoff.tidy_outbox()) == [made.path.name, later.path.name]
    with pytest.raises(UserError, match="已收到回执"):
        handoff.outbox_path(made.entry)


def test_without_a_card_the_next_step_is_said(tmp_path: Path, password: str) -> None:
    desk = Desk.create(tmp_path / "s", password, name="柳溪村党支部", today=lambda: "2026-10-15")
    status = desk.handoff.status()
    assert not status.has_keys and not status.committees and "密钥卡" in status.reminders[0]
    with pytest.raises(UserError, match="导入密钥卡"):
        desk.handoff.prepare(1)
    desk.close()


def test_from_the_outbox_to_the_stick(both: Pair) -> None:
    made = both.write()
    entry = made.entry
    copy = stick.write(both.desk.handoff.outbox_path(entry), both.folder, sha256=entry.sha256)
    assert stick.verify(made.path, both.folder, sha256=entry.sha256).sha256 == entry.sha256
    assert both.open(copy.path).package_id == entry.package_id


def test_votes_and_opinions_stay_in_the_branch_unless_chosen() -> None:
    usual, full = redaction.PROFILES[:2]
    line = {"uuid": "a", "appraisal": "b", "person": "c", "excellent": 9, "self_summary": "写得很长", "peer_opinion": "话重",
            "grounds": "缺席 2 次", "grade": "基本合格", "handling": "谈话提醒", "feedback_on": "2025-12-31"}  # fmt: skip
    parts = {part.name: [] for part in PARTS} | {
        "appraisal_line": [line],
        "opinion": [{"uuid": "d", "content": "急"}],
    }
    cut = redaction.redact(parts, usual)
    assert set(cut["appraisal_line"][0]) == {
        "uuid",
        "appraisal",
        "person",
        "grade",
        "handling",
        "feedback_on",
    }
    assert "opinion" not in cut and "talk_record" not in cut
    whole = redaction.redact(parts, full)
    assert whole["appraisal_line"] == [line] and whole["opinion"]
