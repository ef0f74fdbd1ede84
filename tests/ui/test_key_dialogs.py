"""Changing the password, looking at the slip, making a new one, escrow, and the handover: with clicks and keys."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from exporters.package import age_file
from models.db import backup
from models.domain.errors import UserError, WrongPassword
from models.domain.recovery_code import groups_of, new_code, written
from models.services.desk import Desk
from tests.ui.conftest import PASSWORD, Heard
from ui.context import Context
from ui.dialogs.change_password import ChangePasswordDialog
from ui.dialogs.handover_wizard import CONFIRM, DONE, SLIP, WHO, HandoverWizard
from ui.dialogs.handover_wizard import PASSWORD as PASSWORD_STEP
from ui.dialogs.message_dialog import MessageDialog
from ui.dialogs.print_preview import PrintPreview
from ui.dialogs.recovery_dialog import LOOK, PROVE, STATE, RecoveryDialog
from ui.dialogs.recovery_dialog import SLIP as NEW_SLIP
from ui.main_window import MainWindow
from ui.settings import UiSettings
from ui.tabs.roster_tab import RosterTab
from ui.tasks import InstantTasks
from ui.widgets.code_edit import GroupEdit
from ui.widgets.new_password import NewPassword
from ui.widgets.slip_panel import SlipPanel

NEW = "Another long sentence 8"
LEFT, ENTER = Qt.MouseButton.LeftButton, Qt.Key.Key_Return
COMMITTEE = "中共青石镇委员会"


def type_into(qtbot: QtBot, field: QLineEdit, text: str) -> None:
    field.clear()
    if text.isascii():
        qtbot.keyClicks(field, text)
    else:
        field.setText(text)  # as an input method commits it


def type_twice(qtbot: QtBot, edit: NewPassword, text: str, again: str = "") -> None:
    type_into(qtbot, edit.password.field, text)
    type_into(qtbot, edit.repeat.field, again or text)


def type_groups(qtbot: QtBot, fields: list[GroupEdit], code: str) -> None:
    for field in fields:
        type_into(qtbot, field, groups_of(code)[field.number - 1])


def opens(folder: Path, password: str) -> bool:
    try:
        Desk.open(folder, password).close()
    except WrongPassword:
        return False
    return True


# the password


@pytest.fixture
def change(qtbot: QtBot, context: Context) -> ChangePasswordDialog:
    dialog = ChangePasswordDialog(context)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_the_password_is_changed_by_keys_alone(
    qtbot: QtBot, change: ChangePasswordDialog, desk: Desk, heard: Heard
) -> None:
    type_into(qtbot, change.old.field, PASSWORD)
    type_twice(qtbot, change.new_password, NEW)
    qtbot.keyClick(change.new_password.repeat.field, ENTER)
    assert change.result() == ChangePasswordDialog.DialogCode.Accepted
    assert heard.said[-1] == "✓ 已更改口令。下次打开请用新口令。"
    desk.close()
    assert opens(desk.store.folder, NEW) and not opens(desk.store.folder, PASSWORD)


def test_what_is_wrong_is_said_where_it_is(qtbot: QtBot, change: ChangePasswordDialog, desk: Desk) -> None:
    ok = change.buttons.ok_button
    qtbot.mouseClick(ok, LEFT)
    assert "请输入原口令" in change.problem.text()
    type_into(qtbot, change.old.field, "wrong wrong wrong")
    type_twice(qtbot, change.new_password, "huaishucun2026")
    qtbot.mouseClick(ok, LEFT)
    rows = change.new_password.form.rows
    assert "不要用单位名称" in rows["password"].problem_label.text()
    type_twice(qtbot, change.new_password, NEW, NEW + "x")
    qtbot.mouseClick(ok, LEFT)
    assert "不一样" in rows["repeat"].problem_label.text()
    type_twice(qtbot, change.new_password, NEW)
    qtbot.mouseClick(ok, LEFT)
    assert "口令不对" in change.problem.text() and change.isVisible()
    type_into(qtbot, change.old.field, PASSWORD)
    type_twice(qtbot, change.new_password, PASSWORD)
    qtbot.mouseClick(ok, LEFT)
    assert "和原口令一样" in change.problem.text()
    desk.close()
    assert opens(desk.store.folder, PASSWORD)


def test_a_forgotten_password_is_changed_by_the_slip(qtbot: QtBot, context: Context, desk: Desk) -> None:
    code = new_code()
    desk.keys.set_recovery(code)
    dialog = ChangePasswordDialog(context)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.mouseClick(dialog.code_button, LEFT)
    type_twice(qtbot, dialog.new_password, NEW)
    type_into(qtbot, dialog.code.field, code[:30])
    qtbot.mouseClick(dialog.buttons.ok_button, LEFT)
    assert "已输入 7 组" in dialog.problem.text()
    type_into(qtbot, dialog.code.field, written(code).lower())
    qtbot.keyClick(dialog.code.field, ENTER)
    assert not dialog.isVisible()
    desk.close()
    assert opens(desk.store.folder, NEW)


# the slip


def recovery(qtbot: QtBot, context: Context, start: int = STATE) -> RecoveryDialog:
    dialog = RecoveryDialog(context, None, start)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_a_first_slip_needs_the_password_and_two_groups(qtbot: QtBot, context: Context, desk: Desk) -> None:
    dialog = recovery(qtbot, context, LOOK)
    assert dialog.pages.currentIndex() == PROVE, "there is nothing to look at yet"
    assert "还没有恢复码" in dialog.advice.label.text()
    type_into(qtbot, dialog.password.field, "wrong wrong wrong")
    qtbot.keyClick(dialog.password.field, ENTER)
    assert "口令不对" in dialog.problem.text()
    type_into(qtbot, dialog.password.field, PASSWORD)
    qtbot.keyClick(dialog.password.field, ENTER)
    assert dialog.pages.currentIndex() == NEW_SLIP
    code = dialog.slip.code
    qtbot.mouseClick(dialog.buttons.ok_button, LEFT)
    type_groups(qtbot, dialog.slip.fields, code)
    qtbot.mouseClick(dialog.buttons.ok_button, LEFT)
    assert not dialog.isVisible()
    assert desk.keys.status().recovery_on == desk.today()
    desk.close()
    Desk.open_by_code(desk.store.folder, code).close()


def test_a_slip_left_before_its_groups_were_typed_changes_nothing(
    qtbot: QtBot, context: Context, desk: Desk
) -> None:
    code = new_code()
    desk.keys.set_recovery(code)
    dialog = recovery(qtbot, context, PROVE)
    type_into(qtbot, dialog.password.field, PASSWORD)
    qtbot.keyClick(dialog.password.field, ENTER)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    desk.close()
    Desk.open_by_code(desk.store.folder, code).close()


def test_the_yearly_look_takes_two_groups(qtbot: QtBot, context: Context, desk: Desk, heard: Heard) -> None:
    code = new_code()
    desk.keys.set_recovery(code)
    dialog = recovery(qtbot, context)
    assert "制作" in dialog.state.text()
    qtbot.mouseClick(dialog.look_button, LEFT)
    type_groups(qtbot, dialog.fields, new_code())
    qtbot.mouseClick(dialog.buttons.ok_button, LEFT)
    assert f"第 {dialog.fields[0].number} 组与现在的恢复码不符" in dialog.problem.text()
    type_groups(qtbot, dialog.fields, code)
    qtbot.keyClick(dialog.fields[1], ENTER)
    assert dialog.pages.currentIndex() == STATE
    assert "核对无误" in heard.said[-1]


def test_escrow_is_asked_for_and_written(
    qtbot: QtBot, context: Context, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.keys.set_recovery(new_code())
    dialog = recovery(qtbot, context)
    qtbot.mouseClick(dialog.escrow_on, LEFT)
    assert "先在“上报交接”里导入并核对" in dialog.problem.text()
    recipient, secret = age_file.new_identity()
    with desk.store.transaction("导入密钥卡") as tx:
        tx.insert(
            "peer",
            {
                "kind": "committee", "name": COMMITTEE, "card": "{}", "fingerprint": "f", "sign_key": "k",
                "seal_keys": json.dumps([recipient, ""]), "trusted_on": "2026-09-01",
            },
        )  # fmt: skip
    asked: list[str] = []

    def answer(_parent: object, message: str, *_args: object, **_more: object) -> bool:
        asked.append(message)
        return True

    monkeypatch.setattr(MessageDialog, "confirm", answer)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a: str(tmp_path))
    qtbot.mouseClick(dialog.escrow_on, LEFT)
    assert COMMITTEE in asked[0] and COMMITTEE in dialog.escrow_state.text()
    qtbot.mouseClick(dialog.escrow_file, LEFT)
    (file,) = tmp_path.glob("TG-*.age")
    assert desk.store.db_uuid.encode() in age_file.unseal(file.read_bytes(), (secret,))
    qtbot.mouseClick(dialog.escrow_off, LEFT)
    assert "仍然有效" in asked[1] and "没有托管" in dialog.escrow_state.text()


def test_a_slip_saved_as_a_file_is_registered_and_listed_for_tidying(
    qtbot: QtBot, context: Context, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = recovery(qtbot, context, PROVE)
    monkeypatch.setattr(PrintPreview, "exec", lambda preview: preview.write(tmp_path, "pdf"))
    dialog.slip.print_button.click()
    (entry,) = desk.handoff.register.entries("export")
    assert "恢复码单" in entry.title and entry.file_name.startswith("H5-")
    assert (tmp_path / entry.file_name).stat().st_mode & 0o077 == 0, "a slip is for its owner alone"
    (left,) = desk.handoff.register.left_behind()
    assert left.path.parent == tmp_path and left.path.is_file()


# handing over


@pytest.fixture
def wizard(qtbot: QtBot, context: Context, desk: Desk) -> HandoverWizard:
    desk.update_branch(secretary="张建国")
    desk.keys.set_recovery(new_code())
    made = HandoverWizard(context)
    qtbot.addWidget(made)
    made.show()
    return made


def to_slip(qtbot: QtBot, wizard: HandoverWizard) -> SlipPanel:
    wizard.who.taker.setText("李新民")
    wizard.who.witness.setText("王镇")
    type_into(qtbot, wizard.who.password.field, PASSWORD)
    qtbot.mouseClick(wizard.next_button, LEFT)
    assert wizard.step == PASSWORD_STEP
    type_twice(qtbot, wizard.new_password, NEW)
    qtbot.mouseClick(wizard.next_button, LEFT)
    assert wizard.step == SLIP
    return wizard.slip


def test_a_whole_handover(
    qtbot: QtBot, wizard: HandoverWizard, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = desk.store.folder
    assert wizard.who.giver.text() == "张建国"
    slip = to_slip(qtbot, wizard)
    assert "李新民" in wizard.turn.text()
    code = slip.code
    qtbot.mouseClick(wizard.next_button, LEFT)
    type_groups(qtbot, slip.fields, code)
    qtbot.mouseClick(wizard.next_button, LEFT)
    assert wizard.step == CONFIRM
    assert wizard.confirm.plan.text() == "张建国 移交给 李新民，监交人 王镇"
    assert not wizard.confirm.removes
    qtbot.mouseClick(wizard.next_button, LEFT)
    assert wizard.step == DONE and wizard.handed_over
    assert "已移交给 李新民" in wizard.done_page.said.label.text()
    printed: list[str] = []
    monkeypatch.setattr(PrintPreview, "exec", lambda preview: printed.append(preview.state.text()))
    qtbot.mouseClick(wizard.done_page.list_button, LEFT)
    assert printed == ["共 1 页 · A4 纵向"]
    qtbot.keyClick(wizard, Qt.Key.Key_Escape)
    assert wizard.result() == HandoverWizard.DialogCode.Accepted
    assert opens(folder, NEW) and not opens(folder, PASSWORD)
    Desk.open_by_code(folder, code).close()
    assert [backup.NAME.fullmatch(path.name) is not None for path in backup.existing(folder)] == [True, True]


def test_what_is_missing_is_said_and_nothing_happens_before_the_end(
    qtbot: QtBot, wizard: HandoverWizard, desk: Desk
) -> None:
    rows = wizard.who.form.rows
    qtbot.mouseClick(wizard.next_button, LEFT)
    assert "请填写接收人" in rows["taker"].problem_label.text()
    assert "现在的口令" in rows["password"].problem_label.text()
    wizard.who.taker.setText("张建国")
    type_into(qtbot, wizard.who.password.field, "wrong wrong wrong")
    qtbot.mouseClick(wizard.next_button, LEFT)
    assert "同一个人" in rows["taker"].problem_label.text()
    wizard.who.taker.setText("李新民")
    qtbot.mouseClick(wizard.next_button, LEFT)
    assert wizard.step == WHO and "口令不对" in wizard.problem.text()
    slip = to_slip(qtbot, wizard)
    qtbot.mouseClick(wizard.next_button, LEFT)
    type_into(qtbot, slip.fields[0], "2222")
    qtbot.mouseClick(wizard.next_button, LEFT)
    assert wizard.step == SLIP and "不对" in slip.problem.text()
    qtbot.mouseClick(wizard.back_button, LEFT)
    assert wizard.step == SLIP
    qtbot.mouseClick(wizard.back_button, LEFT)
    assert wizard.step == PASSWORD_STEP
    qtbot.mouseClick(wizard.cancel_button, LEFT)
    assert not wizard.isVisible() and not wizard.handed_over
    assert desk.keys.last_handover() is None
    desk.close()
    assert opens(desk.store.folder, PASSWORD)


def test_a_handover_that_fails_goes_back_and_says_why(
    qtbot: QtBot, wizard: HandoverWizard, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    slip = to_slip(qtbot, wizard)
    qtbot.mouseClick(wizard.next_button, LEFT)
    type_groups(qtbot, slip.fields, slip.code)
    qtbot.keyClick(slip.fields[1], ENTER)
    assert wizard.step == CONFIRM, "one key, one step"

    def full(*_args: object) -> None:
        raise UserError("磁盘空间不够，备份没有做成。请清理出一些空间后再备份。")

    monkeypatch.setattr("models.db.store.Store.backup", full)
    qtbot.mouseClick(wizard.next_button, LEFT)
    assert wizard.step == CONFIRM and "磁盘空间不够" in wizard.problem.text()
    assert not wizard.handed_over
    monkeypatch.undo()
    qtbot.mouseClick(wizard.next_button, LEFT)
    assert wizard.step == DONE


@pytest.fixture
def window(qtbot: QtBot, desk: Desk, settings: UiSettings) -> Iterator[MainWindow]:
    made = MainWindow(desk, settings, InstantTasks(), tabs=(RosterTab,))
    made.keep_desk()
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def test_after_the_handover_the_window_locks(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:

    def go_through(wizard: HandoverWizard) -> int:
        wizard.handed_over = True
        return 1

    monkeypatch.setattr(HandoverWizard, "exec", go_through)
    with qtbot.waitSignal(window.lock_wanted):
        window.hand_over()
    monkeypatch.setattr(HandoverWizard, "exec", lambda _wizard: 0)
    with qtbot.assertNotEmitted(window.lock_wanted):
        window.hand_over()
    opened: list[str] = []
    monkeypatch.setattr(RecoveryDialog, "exec", lambda dialog: opened.append(dialog.windowTitle()))
    monkeypatch.setattr(ChangePasswordDialog, "exec", lambda dialog: opened.append(dialog.windowTitle()))
    window.show_recovery()
    window.change_password()
    qtbot.mouseClick(window.keys_strip.act_button, LEFT)
    assert opened == ["恢复码", "更改口令", "恢复码"]
