"""Receipts: read, taken in once, turned into to-dos; and a journal that was rewritten after an anchor is found out."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from exporters.package.manifest import Head
from exporters.package.refusal import PackageRefused, Reason
from models.db import journal
from models.domain.errors import UserError
from models.services.register import Register
from models.services.todos import once
from tests.services.handing_over import Pair, committee_of, note, pair


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Pair]:
    with pair(tmp_path) as made:
        yield made


def test_a_receipt_acknowledges_anchors_and_may_be_taken_twice(both: Pair) -> None:
    handoff = both.desk.handoff
    made = both.write()
    receipt = both.receipt(made.path)
    assert receipt.name == made.path.name.replace("DJ-", "HZ-")
    seen = handoff.read_receipt(receipt)
    assert not handoff.register.get(made.entry.id).acknowledged_on  # reading stores nothing
    assert (seen.sender, seen.result, seen.accepted, seen.warning) == ("中共青石镇委员会", "已导入", True, "")
    assert seen.anchored_code == made.entry.head_code and seen.counts == {"person": 3}
    taken = handoff.take_receipt(receipt)
    assert taken.entry.acknowledged_on == "2026-10-15" and "已导入" in taken.entry.note
    head = both.desk.store.head
    assert handoff.take_receipt(receipt).already and both.desk.store.head == head
    assert handoff.facts(None).anchored == ""
    both.write()
    assert handoff.facts(None).anchored == made.entry.head_code  # printed on the next sheet
    assert handoff.facts(None).first is False and handoff.facts(1).first is True


def test_notes_become_todos_on_the_records(both: Pair) -> None:
    handoff = both.desk.handoff
    person = both.desk.roster.members("2026-10-15")[0]
    meeting = both.desk.meetings.get(both.desk.meetings.list()[0].id)
    payment = both.desk.store.row("SELECT uuid, person_id FROM payment ORDER BY id LIMIT 1")
    assert payment is not None
    payer = both.desk.roster.get(payment[1]).name
    notes = (
        note(person.uuid, "电话少一位"),
        note(meeting.uuid, "缺记录人", "meeting", "recorder"),
        note(str(payment[0]), "日期不对", "payment", "received_on"),
        note("00000000-0000-4000-8000-000000000000", "查无此人"),
        note("", "请盖章后重报", "branch", ""),
    )
    made = both.write()
    handoff.take_receipt(
        both.receipt(made.path, notes=notes, rejected=(note(person.uuid, "身份证号与另一支部相同"),))
    )
    todos = {todo.message: todo for todo in handoff.todos.entries()}
    assert len(todos) == handoff.todos.open_count() == handoff.status().open_todos == 6
    phone = todos["电话少一位"]
    assert (phone.subject, phone.field_label, phone.record_id) == (person.name, "联系电话", person.id)
    assert todos["缺记录人"].subject == f"{meeting.held_on} {meeting.title}"
    assert todos["日期不对"].subject == payer
    assert todos["查无此人"].record_id == 0 and todos["请盖章后重报"].subject == "党支部"
    assert "上级没有导入这一条：身份证号与另一支部相同" in todos
    assert [todo.message for todo in handoff.todos.of_record("person", person.uuid)][0] == "电话少一位"
    handoff.todos.done(phone.id, " 已改为  13900001111 ")
    assert handoff.todos.open_count() == 5
    done = handoff.todos.entries(with_done=True)[-1]
    assert (done.answer, done.done_on) == ("已改为 13900001111", "2026-10-15")
    handoff.todos.reopen(phone.id)
    assert handoff.todos.open_count() == 6
    with pytest.raises(UserError, match="不在了"):
        handoff.todos.done(999)


def test_what_was_dealt_with_does_not_come_back_with_the_same_answer(both: Pair) -> None:
    handoff = both.desk.handoff
    person = both.desk.roster.members("2026-10-15")[0]
    made = both.write()
    notes = (note(person.uuid, "电话少一位"),)
    handoff.take_receipt(both.receipt(made.path, notes=notes))
    handoff.todos.done(handoff.todos.entries()[0].id, "已改")
    handoff.take_receipt(both.receipt(made.path, notes=notes, made_at="2026-10-16T09:00:00"))  # issued again
    assert handoff.todos.open_count() == 0
    later = both.write()
    handoff.take_receipt(both.receipt(later.path, notes=notes))  # still wrong in the next package
    assert handoff.todos.open_count() == 1


def test_a_package_sent_back_or_held_is_not_acknowledged(both: Pair) -> None:
    handoff = both.desk.handoff
    made = both.write()
    held = handoff.take_receipt(both.receipt(made.path, result="held"))
    assert (held.result, held.entry.acknowledged_on) == ("上级正在核对", "")
    assert handoff.prepare(both.peer.id).since is None
    merged = both.receipt(made.path)
    handoff.take_receipt(merged)
    assert handoff.register.get(made.entry.id).acknowledged_on
    late = handoff.take_receipt(both.receipt(made.path, result="held", made_at="2026-10-14T08:00:00"))
    assert late.entry.acknowledged_on and handoff.register.get(made.entry.id).note.startswith("回执：已导入")


def test_receipts_that_are_not_ours_are_refused_with_the_cause(both: Pair, tmp_path: Path) -> None:
    handoff = both.desk.handoff
    made = both.write()
    good = both.receipt(made.path).read_bytes()
    path = tmp_path / "HZ-test.zbb"
    path.write_bytes(good[:-40] + bytes([good[-40] ^ 1]) + good[-39:])
    with pytest.raises(PackageRefused) as refused:
        handoff.read_receipt(path)
    assert refused.value.reason is Reason.TAMPERED
    with pytest.raises(PackageRefused) as refused:
        handoff.read_receipt(made.path)  # the package itself
    assert refused.value.reason is Reason.NOT_A_PACKAGE
    with pytest.raises(UserError, match="不是这台电脑做的"):
        handoff.take_receipt(both.receipt(made.path, package_id="ab" * 32))
    assert handoff.register.entries("package")[0].acknowledged_on == ""


def test_nobody_else_can_answer_in_the_committees_name(both: Pair, tmp_path: Path) -> None:
    made = both.write()
    store, impostor = committee_of(tmp_path / "impostor", both.day)  # same name, same uuid, other keys
    with pytest.raises(PackageRefused) as refused:
        both.desk.handoff.take_receipt(both.receipt(made.path, impostor))
    assert refused.value.reason is Reason.UNKNOWN_SENDER
    assert both.desk.handoff.register.entries("package")[0].acknowledged_on == ""
    store.close()


def test_an_unknown_committee_answers_nothing(both: Pair, tmp_path: Path) -> None:
    made = both.write()
    receipt = both.receipt(made.path)
    with both.desk.store.transaction("忘记") as tx:
        tx.update("peer", both.peer.id, {"fingerprint": "0000 " * 7 + "0000"})
    with pytest.raises(PackageRefused) as refused:
        both.desk.handoff.take_receipt(receipt)
    assert refused.value.reason is Reason.UNKNOWN_SENDER


# the anchor


def rewrite_history(both: Pair) -> None:
    """Somebody with the password edits an old row and recomputes the whole chain: it verifies in itself."""
    raw, db_uuid = both.desk.store.connection, both.desk.store.db_uuid
    raw.execute("PRAGMA query_only=OFF")
    triggers = raw.execute(
        "SELECT name, sql FROM sqlite_master WHERE tbl_name = 'journal' AND type = 'trigger'"
    )
    kept = triggers.fetchall()
    for name, _ in kept:
        raw.execute(f"DROP TRIGGER {name}")
    names = ", ".join(journal.CHAIN_FIELDS)
    prev = journal.genesis(db_uuid)
    for number, row in enumerate(raw.execute(f"SELECT {names} FROM journal ORDER BY seq").fetchall()):
        values = dict(zip(journal.CHAIN_FIELDS, row, strict=True))
        if number == 10:
            values["actor"] = "别人"
        link = journal.link_hash(prev, tuple(values.values()))
        raw.execute(
            "UPDATE journal SET actor = ?, prev = ?, hash = ? WHERE seq = ?",
            (values["actor"], prev, link, values["seq"]),
        )
        prev = link
    for _, sql in kept:
        raw.execute(sql)
    raw.execute("PRAGMA query_only=ON")


def test_a_recomputed_chain_is_found_by_the_receipt(both: Pair) -> None:
    made = both.write()
    both.desk.handoff.take_receipt(both.receipt(made.path))
    assert both.desk.handoff.status().alarm == ""
    rewrite_history(both)
    assert "核对码不一致" in both.desk.handoff.status().alarm


def test_a_register_forged_to_fit_does_not_help(both: Pair) -> None:
    made = both.write()
    both.desk.handoff.take_receipt(both.receipt(made.path))
    rewrite_history(both)
    new = both.desk.store.value("SELECT hash FROM journal WHERE seq = ?", (made.entry.audit_seq,))
    raw = both.desk.store.connection
    raw.execute("PRAGMA query_only=OFF")
    raw.execute("UPDATE outgoing SET audit_hash = ? WHERE id = ?", (new, made.entry.id))
    raw.execute("PRAGMA query_only=ON")
    assert "核对码不一致" in both.desk.handoff.status().alarm  # the receipt is signed by the committee


def test_a_receipt_with_another_head_warns(both: Pair) -> None:
    made = both.write()
    receipt = both.receipt(made.path, branch_head=Head(made.entry.audit_seq, "d" * 64))
    assert "核对码不一致" in both.desk.handoff.read_receipt(receipt).warning


# the register


def test_lines_stay_for_years_and_nothing_deletes_them(both: Pair) -> None:
    register = both.desk.handoff.register
    both.write()
    start = date.fromisoformat(both.day[0])
    both.day[0] = start.replace(year=start.year + 4).isoformat()
    both.desk.handoff.tidy_outbox()
    assert [entry.kind for entry in register.entries()] == ["package"]
    assert json.loads(register.manifest(register.entries()[0].id))["seq"] == 1
    while both.desk.undo_label:
        both.desk.undo()
    assert [entry.kind for entry in register.entries()] == ["package"]  # undo does not call anything back


def test_exported_files_are_listed_until_they_are_tidied(both: Pair, tmp_path: Path) -> None:
    register: Register = both.desk.handoff.register
    sheet, notes, kept = (tmp_path / name for name in ("名册.xlsx", "记录.docx", "留用.pdf"))
    for path in (sheet, notes, kept):
        path.write_bytes(path.name.encode())
    register.record_export("党员名册", [sheet], recipient="镇组织办", fields="姓名、电话", records=40)
    register.record_export("会议记录", [notes, kept])
    first, second = reversed(register.entries("export"))
    assert (first.title, first.recipient, first.fields, first.records) == (
        "党员名册",
        "镇组织办",
        "姓名、电话",
        40,
    )
    assert second.file_name == "记录.docx、留用.pdf" and len(first.sha256) == 64
    assert [one.path.name for one in register.left_behind()] == ["留用.pdf", "记录.docx", "名册.xlsx"]
    notes.write_bytes(b"somebody wrote on")
    register.forget([kept])
    done = register.clean([sheet, notes, kept])
    assert (done.removed, done.changed) == ((sheet,), (notes,))
    assert not sheet.exists() and kept.exists() and notes.exists()  # changed since, or kept on purpose
    assert [one.path.name for one in register.left_behind()] == ["记录.docx"]


def test_a_note_names_whom_it_is_about(both: Pair) -> None:
    person = both.desk.roster.members("2026-10-15")[0]
    receipt = both.receipt(both.write().path, notes=(note(person.uuid, "少一位"),))
    assert [one.subject for one in both.desk.handoff.read_receipt(receipt).notes] == [person.name]


def test_what_stands_beside_a_note_is_not_said_in_it_again(both: Pair) -> None:
    """The committee writes whose record and which field before the note: for the paper."""
    person = both.desk.roster.members("2026-10-15")[0]
    said = f"{person.name}联系电话：少一位"
    receipt = both.receipt(both.write().path, notes=(note(person.uuid, said),))
    both.desk.handoff.take_receipt(receipt)
    [todo] = both.desk.handoff.todos.entries()
    assert (todo.subject, todo.field_label, todo.message) == (person.name, "联系电话", "少一位")
    both.desk.handoff.take_receipt(receipt)
    assert both.desk.handoff.todos.open_count() == 1
    assert once("少一位", "", "") == "少一位"
