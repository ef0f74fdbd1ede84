"""The way of a package as the secretary walks it: card, what will go, stick, pulled out and in, receipt, to-dos."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from exporters.package.receipts import Note
from models.domain.errors import UserError
from models.domain.handoff import Medium, OutgoingEntry
from models.services import stick
from models.services.desk import Desk
from tests.ui.committee import Committee
from tests.ui.conftest import Heard
from ui.context import Context
from ui.dialogs.package_dialog import PackageDialog
from ui.dialogs.reason_dialog import ReasonDialog
from ui.dialogs.receipt_dialog import ReceiptDialog
from ui.dialogs.stick_dialog import StickDialog
from ui.tabs.handoff_tab import REGISTER, SEND, TODOS, HandoffTab
from ui.widgets.plain_label import PlainLabel
from ui.widgets.step_list import StepState

LEFT = Qt.MouseButton.LeftButton
MEMBER = {"category": "正式党员", "joined_on": "2010-06-30", "confirmed_on": "2011-06-30"}
DONE, DOING, FAILED = StepState.DONE, StepState.DOING, StepState.FAILED


@dataclass
class World:
    """A branch with two people that knows its committee, the stick, and the tab in front of it."""

    desk: Desk
    committee: Committee
    stick: Path
    tab: HandoffTab
    context: Context


@pytest.fixture
def stick_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "U 盘"
    folder.mkdir()
    found = [Medium(path=folder, label="KINGSTON", free=2**33, size=2**34, carried=True)]
    monkeypatch.setattr(stick, "media", lambda: found)
    return folder


@pytest.fixture
def world(qtbot: QtBot, context: Context, desk: Desk, stick_folder: Path, tmp_path: Path) -> World:
    for name in ("侯学军", "刘雪芹"):
        desk.roster.add({"name": name, "phone": "13800000001", **MEMBER})
    committee = Committee()
    peers = desk.handoff.peers
    peers.accept(peers.read_card(committee.card_file(tmp_path)), confirmed_by="何永福", compared=True)
    tab = HandoffTab(context)
    qtbot.addWidget(tab)
    tab.resize(1200, 700)
    tab.show()
    return World(desk, committee, stick_folder, tab, context)


def writing(qtbot: QtBot, world: World) -> StickDialog:
    """The dialog behind 写到 U 盘…, at its first page."""
    assert world.tab._prepared is not None
    made = StickDialog(world.context, world.tab._prepared)
    qtbot.addWidget(made)
    made.show()
    return made


def written(qtbot: QtBot, world: World) -> OutgoingEntry:
    """A package that lies on the stick."""
    dialog = writing(qtbot, world)
    qtbot.mouseClick(dialog.next_button, LEFT)
    assert dialog.entry is not None
    dialog.close()
    world.tab.reload()
    return dialog.entry


def test_without_a_committee_the_tab_says_what_to_do(qtbot: QtBot, context: Context, tmp_path: Path) -> None:
    tab = HandoffTab(context)
    qtbot.addWidget(tab)
    tab.show()
    assert tab.pages.currentWidget() is tab.empty
    assert "密钥卡" in tab.empty.label.text()
    assert tab.empty.button.text() == "导入上级密钥卡…"
    assert not tab.write_button.isEnabled()
    qtbot.mouseClick(tab.sections.buttons[REGISTER], LEFT)
    assert "登记在这里" in tab.register.empty.label.text()
    assert tab.register.empty.isVisible()


def test_what_will_go_is_told_before_it_goes(world: World) -> None:
    send = world.tab.send
    assert "2 名党员" in send.people.text()
    assert ["人员", "2"] in [line[:2] for line in send.counts.texts()]
    assert "姓名" in world.tab.send_pane.fields.text()
    assert world.committee.card.fingerprint in world.tab.send_pane.finger.text()
    assert send.peer.currentText() == "中共青石镇委员会"
    assert world.tab.write_button.isEnabled()


def test_a_field_taken_off_stays_here(qtbot: QtBot, world: World) -> None:
    profiles = world.desk.handoff.profiles()
    fewer = next(number for number, profile in enumerate(profiles) if "person.phone" in profile.left_out)
    world.tab.send.profile.setCurrentIndex(fewer)
    world.tab.send.profile.activated.emit(fewer)
    pane = world.tab.send_pane
    assert "联系电话" in pane.left.text()
    people = next(line for line in pane.fields.text().splitlines() if line.startswith("人员"))
    assert "联系电话" not in people


def test_written_pulled_out_and_checked(qtbot: QtBot, world: World, heard: Heard) -> None:
    dialog = writing(qtbot, world)
    assert dialog.picker.buttons[0].isChecked()
    assert "KINGSTON" in dialog.picker.buttons[0].text()
    dialog.medium.setText("QS-07")
    qtbot.mouseClick(dialog.next_button, LEFT)
    assert dialog.steps.states[:4] == [DONE] * 4
    assert dialog.steps.states[4] is DOING
    assert "拔出来" in dialog.said.label.text()
    entry = dialog.entry
    assert entry is not None
    assert (world.stick / entry.file_name).is_file()
    assert [path.name for path in world.stick.iterdir()] == [entry.file_name]
    stored = world.desk.handoff.register.get(entry.id)
    assert (stored.medium, bool(stored.delivered_on)) == ("QS-07", True)
    qtbot.mouseClick(dialog.next_button, LEFT)
    assert dialog.verified
    assert dialog.steps.states == [DONE] * 6
    assert entry.check_code in dialog.said.label.text()
    assert dialog.next_button.text() == "打印交接单"
    qtbot.mouseClick(dialog.next_button, LEFT)
    assert dialog.sheet_wanted


def test_the_button_of_the_tab_leads_to_the_stick_and_to_the_sheet(
    qtbot: QtBot, world: World, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    def walk(dialog: StickDialog) -> int:
        dialog.show()
        for _ in range(3):
            qtbot.mouseClick(dialog.next_button, LEFT)
        return 1

    monkeypatch.setattr(StickDialog, "exec", walk)
    qtbot.mouseClick(world.tab.write_button, LEFT)
    (entry,) = world.desk.handoff.register.entries("package")
    assert heard.previews == [("H1", entry.id)]
    assert "已写到 U 盘并核对" in heard.said[-1]
    assert world.tab.send_pane.title.text() == "第 1 号上报包"
    assert world.tab.send_pane.code.text() == entry.check_code


def test_a_stick_that_did_not_keep_the_file_is_found_out(qtbot: QtBot, world: World) -> None:
    dialog = writing(qtbot, world)
    qtbot.mouseClick(dialog.next_button, LEFT)
    assert dialog.entry is not None
    target = world.stick / dialog.entry.file_name
    whole = target.read_bytes()
    target.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    qtbot.mouseClick(dialog.next_button, LEFT)
    assert not dialog.verified
    assert dialog.steps.states[5] is FAILED
    assert "不可靠" in dialog.said.label.text()
    assert "什么也没有丢" in dialog.said.label.text()
    assert dialog.other_button.isVisible()
    target.unlink()
    qtbot.mouseClick(dialog.next_button, LEFT)
    assert "没有" in dialog.said.label.text()
    target.write_bytes(whole)
    qtbot.mouseClick(dialog.next_button, LEFT)
    assert dialog.verified


def test_a_full_stick_says_so_and_writing_goes_on_elsewhere(
    qtbot: QtBot, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = stick.write

    def full(*_args: object, **_named: object) -> None:
        raise UserError("U 盘空间不够，包没有写上去。")

    monkeypatch.setattr(stick, "write", full)
    dialog = writing(qtbot, world)
    qtbot.mouseClick(dialog.next_button, LEFT)
    assert "空间不够" in dialog.said.label.text()
    assert "可以再写一次" in dialog.said.label.text()
    assert dialog.steps.states[2] is FAILED
    monkeypatch.setattr(stick, "write", real)
    other = world.stick.parent / "另一个"
    other.mkdir()
    qtbot.mouseClick(dialog.other_button, LEFT)
    dialog.picker.set_folder(other)
    qtbot.mouseClick(dialog.next_button, LEFT)
    assert len(list(other.iterdir())) == 1
    assert len(world.desk.handoff.register.entries("package")) == 1, "the same package, not a second one"


def test_another_file_of_that_name_is_never_overwritten(qtbot: QtBot, world: World) -> None:
    entry = written(qtbot, world)
    other = world.stick.parent / "旧 U 盘"
    other.mkdir()
    (other / entry.file_name).write_bytes("别的内容".encode())
    dialog = StickDialog(world.context, entry=entry)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.picker.set_folder(other)
    qtbot.mouseClick(dialog.next_button, LEFT)
    assert "内容不同" in dialog.said.label.text()
    assert (other / entry.file_name).read_bytes() == "别的内容".encode()


def test_a_stick_with_a_problem_cannot_be_chosen(
    qtbot: QtBot, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = Medium(path=world.stick, label="锁着的", read_only=True, problem="“锁着的”是只读的。")
    monkeypatch.setattr(stick, "media", lambda: [locked])
    dialog = writing(qtbot, world)
    assert not dialog.picker.buttons[0].isEnabled()
    assert not dialog.next_button.isEnabled()


def test_what_changed_meanwhile_is_told_and_nothing_is_made(qtbot: QtBot, world: World) -> None:
    dialog = writing(qtbot, world)
    world.desk.roster.add({"name": "张某", **MEMBER})
    qtbot.mouseClick(dialog.next_button, LEFT)
    assert dialog.said.isVisible()
    assert dialog.steps.states[0] is FAILED
    assert world.desk.handoff.register.entries("package") == []
    assert list(world.stick.iterdir()) == []


def test_the_register_keeps_everything_and_filters(qtbot: QtBot, world: World, heard: Heard) -> None:
    entry = written(qtbot, world)
    world.tab.show_record(entry.id)
    tab = world.tab
    assert tab.section() == REGISTER
    assert tab.register_pane.title.text() == entry.title
    assert ("核对码", entry.check_code) in tab.register_pane.facts.lines
    tab.register.kind.setCurrentIndex(tab.register.kind.findData("export"))
    tab.register.kind.activated.emit(0)
    assert tab.register.table.record_model.rowCount() == 0
    tab.register.select(entry.id)
    tab.export_register()
    form, facts = heard.exports[-1]
    assert form == "H8"
    assert [line.title for line in facts.entries] == [entry.title]
    qtbot.mouseClick(tab.register_pane.sheet_button, LEFT)
    assert heard.previews == [("H1", entry.id)]
    assert world.desk.undo_label != entry.title


def receipt(world: World, entry: OutgoingEntry, **values: object) -> Path:
    folder = world.stick.parent
    return world.committee.receipt(world.stick / entry.file_name, folder, **values)  # type: ignore[arg-type]


def test_a_receipt_is_shown_then_taken_and_its_notes_become_to_dos(
    qtbot: QtBot, world: World, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = written(qtbot, world)
    person = world.desk.roster.find("侯学军")[0]
    note = Note("person", person.uuid, "phone", "联系电话少一位，请核对。")
    path = receipt(world, entry, result="returned", notes=[note])
    dialog = ReceiptDialog(world.context, str(path))
    qtbot.addWidget(dialog)
    dialog.show()
    assert "第 1 号上报包" in dialog.outcome.label.text()
    assert "联系电话少一位" in dialog.notes.text()
    assert world.desk.handoff.todos.entries() == []
    monkeypatch.setattr(ReceiptDialog, "exec", lambda self: self.ok_button.click() or 1)
    world.tab.take_receipt(str(path))
    tab = world.tab
    assert tab.section() == TODOS
    assert tab.register.state(world.desk.handoff.register.get(entry.id))[0].startswith("！")
    assert "改好后重新上报" in tab.send_pane.steps.notes[2].text()
    assert tab.sections.buttons[TODOS].text() == "待办（1）"
    assert "退回 1 条" in heard.said[-1]
    assert tab.todo_pane.title.text() == "侯学军"
    assert "联系电话少一位" in tab.todo_pane.message.text()
    qtbot.mouseClick(tab.todo_pane.jump_button, LEFT)
    assert heard.visits == [("党员名册", person.id)]
    monkeypatch.setattr(ReasonDialog, "ask", lambda *_a, **_k: "已改为十一位")
    qtbot.mouseClick(tab.todo_pane.done_button, LEFT)
    QApplication.processEvents()
    assert tab.sections.buttons[TODOS].text() == "待办"
    (done,) = world.desk.handoff.todos.entries(with_done=True)
    assert (bool(done.done_on), done.answer) == (True, "已改为十一位")
    tab.todos.with_done.click()
    assert tab.todos.table.record_model.rowCount() == 1
    qtbot.mouseClick(tab.todo_pane.reopen_button, LEFT)
    QApplication.processEvents()
    assert world.desk.handoff.todos.open_count() == 1


def test_after_the_receipt_only_changes_are_counted(qtbot: QtBot, world: World) -> None:
    entry = written(qtbot, world)
    world.desk.handoff.take_receipt(receipt(world, entry))
    world.tab.reload()
    assert "没有变化" in " ".join(label_texts(world.tab.send.changes))
    world.desk.roster.add({"name": "张某", **MEMBER})
    person = world.desk.roster.find("侯学军")[0]
    world.desk.roster.update(person.id, {"phone": "13900000002"})
    world.tab.reload()
    told = " ".join(label_texts(world.tab.send.changes))
    assert "张某" in told
    assert "侯学军：联系电话" in told
    assert ["人员", "3", "1", "1", "–"] in world.tab.send.counts.texts()


def test_a_package_that_a_later_one_replaced_waits_for_nothing(qtbot: QtBot, world: World) -> None:
    first, second = written(qtbot, world), written(qtbot, world)
    assert world.tab.register.state(world.desk.handoff.register.get(first.id))[0] == "○ 等回执"
    world.desk.handoff.take_receipt(receipt(world, second))
    world.tab.reload()
    register = world.desk.handoff.register
    states = [world.tab.register.state(register.get(one.id))[0] for one in (first, second)]
    assert states == ["已由后一号代替", f"✓ 回执 {world.desk.today()}"]


def test_a_receipt_for_somebody_else_is_refused(qtbot: QtBot, world: World, tmp_path: Path) -> None:
    wrong = tmp_path / "HZ-00000000-000001.zbb"
    wrong.write_bytes(b"age-encryption.org/v1\nnothing")
    dialog = ReceiptDialog(world.context, str(wrong))
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.file_page.problem.isVisible()
    assert not dialog.ok_button.isVisible()


def test_a_dropped_package_of_ours_is_recognised(
    qtbot: QtBot, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = written(qtbot, world)
    titles: list[str] = []

    def look(dialog: PackageDialog) -> int:
        titles.append(dialog.title.text())
        return 1

    monkeypatch.setattr(PackageDialog, "exec", look)
    world.tab.take_package(world.stick / entry.file_name)
    assert titles == ["槐树村党支部的第 1 号上报包"]
    assert world.tab.section() == REGISTER
    assert world.tab.register.table.current_id() == entry.id


def test_a_strange_package_says_why_it_cannot_be_opened(world: World, heard: Heard, tmp_path: Path) -> None:
    strange = tmp_path / "DJ-00000000-000001.zbb"
    strange.write_bytes("这不是上报包".encode() * 40)
    world.tab.take_package(strange)
    assert "不是支部工作台的上报包" in str(heard.errors[-1])


def test_a_finding_leads_to_its_record(qtbot: QtBot, world: World, heard: Heard) -> None:
    young = world.desk.roster.add({"name": "张某", **MEMBER, "birth_date": "1999-01-01"})
    world.tab.reload()
    line = next(line for line in world.tab.send.strip.lines() if line.finding.record_id == young)
    assert "张某" in line.accessibleName()
    button = next(one for one in line.findChildren(QPushButton) if one.text() == "去看看")
    qtbot.mouseClick(button, LEFT)
    assert heard.visits == [("党员名册", young)]


def test_keys_reach_everything(qtbot: QtBot, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(StickDialog, "exec", lambda _self: opened.append("stick") or 0)
    monkeypatch.setattr(ReceiptDialog, "exec", lambda _self: opened.append("receipt") or 0)
    tab = world.tab
    with qtbot.waitActive(tab):
        tab.activateWindow()
    tab.sections.buttons[SEND].setFocus()
    qtbot.keyClick(tab.sections.buttons[SEND], Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(tab.sections.buttons[SEND], Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert opened == ["stick", "receipt"]
    qtbot.keyClick(tab.sections.buttons[SEND], Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert tab.section() == TODOS


def label_texts(widget: QWidget) -> Iterator[str]:
    """Everything that can be read in a widget."""
    return (label.text() for label in widget.findChildren(PlainLabel))
