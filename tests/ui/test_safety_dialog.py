"""数据安全 and 从备份恢复 with real clicks: what a person reads, and what is on the disk afterwards."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from models.db import shelf
from models.domain.errors import UserError
from models.services.desk import Desk
from tests.ui.conftest import PASSWORD, TODAY, Heard
from ui.context import Context
from ui.dialogs.message_dialog import MessageDialog
from ui.dialogs.restore_dialog import OTHER_PASSWORD, RestoreDialog
from ui.dialogs.safety_dialog import SafetyDialog
from ui.restoring import ClosedFolder, OpenBranch


@pytest.fixture
def dialog(qtbot: QtBot, context: Context) -> SafetyDialog:
    made = SafetyDialog(context)
    qtbot.addWidget(made)
    made.show()
    return made


def click(qtbot: QtBot, button: QPushButton) -> None:
    assert button.isVisible() and button.isEnabled(), button.text()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def member(desk: Desk, name: str) -> None:
    desk.roster.add({"name": name, "category": "正式党员", "joined_on": "2001-07-01"})


def state(dialog: SafetyDialog) -> str:
    return "\n".join(dialog.state.texts)


def test_an_empty_branch_is_told_what_to_do(dialog: SafetyDialog) -> None:
    assert "还没有备份；很快会自动做第一份，也可以点“立即备份”。" in state(dialog)
    assert dialog.stack.currentIndex() == 1
    assert not dialog.rehearse_button.isEnabled()
    assert not dialog.salvage_button.isVisible()


def test_backup_rehearsal_and_check_by_their_buttons(qtbot: QtBot, dialog: SafetyDialog, desk: Desk) -> None:
    member(desk, "甲")
    click(qtbot, dialog.backup_button)
    assert dialog.said.text().startswith("✓ 已备份并核对：B000001")
    assert dialog.model.rowCount() == 1
    click(qtbot, dialog.rehearse_button)
    assert dialog.said.text() == f"✓ {TODAY} 已演练：1 名党员，0.00 元"
    assert f"{TODAY} 已演练：1 名党员，0.00 元。" in state(dialog)
    click(qtbot, dialog.check_button)
    assert "没有不一致" in dialog.said.text()
    member(desk, "乙")
    dialog.refresh()
    shown = dialog.model.index(0, 7).data()
    assert shown == "将丢失这以后的 1 处改动"
    assert re.fullmatch(r"[\d-]{10} \d\d:\d\d", dialog.model.index(0, 0).data())


def test_copying_to_a_stick(
    qtbot: QtBot,
    dialog: SafetyDialog,
    desk: Desk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    heard: Heard,
) -> None:
    member(desk, "甲")
    stick = tmp_path / "U盘"
    stick.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a: str(stick))
    click(qtbot, dialog.copy_button)
    assert "同一块硬盘" in heard.errors[0].message
    monkeypatch.setattr("models.services.safety.is_same_disk", lambda _a, _b: False)
    click(qtbot, dialog.copy_button)
    assert "从那里读回核对" in dialog.said.text()
    assert [path.suffix for path in stick.iterdir()] == [".djbak"]
    assert f"{TODAY} 已把备份复制到“U盘”并读回核对。" in state(dialog)


def test_a_failure_is_told_and_stays_in_the_state(
    qtbot: QtBot, dialog: SafetyDialog, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.db.backup.SPARE_BYTES", 2**62)
    click(qtbot, dialog.backup_button)
    assert "剩余空间太少" in heard.errors[0].message
    assert "上次备份没有做成" in state(dialog)


def answer(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Message boxes answer themselves; what they said."""
    said: list[str] = []

    def run(dialog: MessageDialog) -> int:
        said.append(dialog.message.text())
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(MessageDialog, "exec", run)
    return said


def test_three_clicks_restore(
    qtbot: QtBot, context: Context, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = answer(qtbot, monkeypatch)
    member(desk, "甲")
    desk.safety.backup("手动")
    member(desk, "乙")
    folder = desk.store.folder
    dialog = RestoreDialog(OpenBranch(desk), context.tasks, context.settings)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.secret.isVisible()
    click(qtbot, dialog.look_button)
    assert " 的备份（" in dialog.headline.text() and "槐树村党支部" in dialog.headline.text()
    assert "将丢失这以后的 " in dialog.lost.label.text()
    assert dialog.facts.lines[0] == ("里面有", "1 名党员，0 次会议，缴费 0 笔共 0.00 元")
    click(qtbot, dialog.restore_button)
    assert " 的备份，请重新输入口令打开" in said[0] and "现在的口令照旧" in said[0]
    assert dialog.result_of is not None
    back = Desk.open(folder, PASSWORD, today=lambda: TODAY)
    assert [person.name for person in back.roster.members(TODAY)] == ["甲"]
    assert shelf.entries(folder)[0].reason == "恢复前"
    back.close()


def test_leaving_restores_nothing(qtbot: QtBot, context: Context, desk: Desk) -> None:
    member(desk, "甲")
    desk.safety.backup("手动")
    dialog = RestoreDialog(OpenBranch(desk), context.tasks, context.settings)
    qtbot.addWidget(dialog)
    dialog.show()
    click(qtbot, dialog.look_button)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.result_of is None and not dialog.isVisible(), "Enter leaves: it never restores"
    member(desk, "乙")


def test_a_damaged_folder_asks_for_the_backups_password(
    qtbot: QtBot, context: Context, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = answer(qtbot, monkeypatch)
    member(desk, "甲")
    desk.safety.backup("手动")
    desk.close()
    folder = desk.store.folder
    (folder / "party.db").write_bytes(b"\0" * 5000)
    dialog = RestoreDialog(ClosedFolder(folder, tmp_path / "anchors"), context.tasks, context.settings)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.look_button.isEnabled()
    qtbot.keyClicks(dialog.secret.field, "wrong")
    click(qtbot, dialog.look_button)
    assert "打不开这份备份" in dialog.problem.label.text()
    dialog.secret.field.clear()
    dialog.secret.field.setText(PASSWORD)
    qtbot.keyClick(dialog.secret.field, Qt.Key.Key_Return)
    assert dialog.restore_button.isVisible()
    click(qtbot, dialog.restore_button)
    assert "请用做这份备份那天的口令" in said[0]
    back = Desk.open(folder, PASSWORD, today=lambda: TODAY)
    assert len(back.roster.members(TODAY)) == 1
    back.close()


def test_a_file_from_a_stick(
    qtbot: QtBot, context: Context, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    member(desk, "甲")
    path = desk.safety.backup("手动")
    carried = path.rename(tmp_path / path.name)
    (tmp_path / "x.djbak").write_bytes(b"PK")
    dialog = RestoreDialog(OpenBranch(desk), context.tasks, context.settings)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.lists.currentIndex() == 1 and not dialog.look_button.isEnabled()
    names = iter([str(tmp_path / "x.djbak"), str(carried)])
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a: (next(names), ""))
    click(qtbot, dialog.file_button)
    assert "不是支部工作台的备份" in dialog.problem.label.text()
    click(qtbot, dialog.file_button)
    click(qtbot, dialog.look_button)
    assert dialog.restore_button.isVisible()


def test_another_key_asks_for_the_old_password(
    qtbot: QtBot, context: Context, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from models.domain.errors import WrongPassword  # noqa: PLC0415

    desk.safety.backup("手动")
    dialog = RestoreDialog(OpenBranch(desk), context.tasks, context.settings)
    qtbot.addWidget(dialog)
    dialog.show()

    def refuse(*_args: object) -> None:
        raise WrongPassword("打不开")

    monkeypatch.setattr(desk.safety, "view", refuse)
    click(qtbot, dialog.look_button)
    assert dialog.problem.label.text() == OTHER_PASSWORD
    assert dialog.secret.isVisible() and not dialog.look_button.isEnabled()


def test_a_restore_that_fails_says_so_and_the_data_go_on(
    qtbot: QtBot, context: Context, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    member(desk, "甲")
    desk.safety.backup("手动")
    dialog = RestoreDialog(OpenBranch(desk), context.tasks, context.settings)
    qtbot.addWidget(dialog)
    dialog.show()
    click(qtbot, dialog.look_button)

    def fail(*_args: object) -> None:
        raise UserError("磁盘空间不够，没有保存。请清理出一些空间后再试一次。")

    monkeypatch.setattr("models.db.restore._complete", fail)
    click(qtbot, dialog.restore_button)
    assert "磁盘空间不够" in dialog.problem.label.text()
    assert dialog.look_button.isVisible() and dialog.result_of is None
    member(desk, "乙")
