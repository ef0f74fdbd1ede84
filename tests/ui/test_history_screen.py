"""操作记录 and 回收站 at work: real clicks and keys."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from models.domain.history import HistoryFacts
from models.domain.records import MeetingKind
from models.services.desk import Desk
from models.services.roster import WRONG_ENTRY
from tests.ui.conftest import Heard
from ui import paper
from ui.actions import ACTIONS
from ui.context import Context
from ui.dialogs.help import HelpDialog
from ui.dialogs.history_screen import HistoryScreen
from ui.dialogs.import_list import ImportList
from ui.dialogs.reason_dialog import ReasonDialog
from ui.dialogs.recycle_dialog import RecycleDialog
from ui.widgets.plain_label import PlainLabel

MEMBER = {"category": "正式党员", "joined_on": "2001-07-01", "confirmed_on": "2002-07-01"}


@pytest.fixture
def person(desk: Desk) -> int:
    desk.store.actor = "组织委员"
    made = desk.roster.add({"name": "欧阳建国", **MEMBER})
    desk.store.actor = "书记"
    desk.roster.update(made, {"phone": "13800000000"})
    desk.meetings.create(MeetingKind.ASSEMBLY, "2026-09-12")
    return made


@pytest.fixture
def screen(qtbot: QtBot, context: Context, person: int) -> HistoryScreen:
    made = HistoryScreen(context)
    qtbot.addWidget(made)
    made.show()
    return made


def labels(screen: HistoryScreen) -> list[str]:
    model = screen.model
    found = [model.record_at(row) for row in range(model.rowCount())]
    return [line.label for line in found if line]


def press(qtbot: QtBot, parent: QWidget, text: str) -> None:
    found = [b for b in parent.findChildren(QPushButton) if b.text() == text and b.isVisibleTo(parent)]
    assert found, f"no button {text}"
    qtbot.mouseClick(found[0], Qt.MouseButton.LeftButton)


def test_everything_is_listed_newest_first_with_old_and_new(screen: HistoryScreen, desk: Desk) -> None:
    assert (
        labels(screen)[0] == "新建会议：2026年9月支部党员大会"
        and screen.model.rowCount() == desk.store.head[0]
    )
    screen.table.selectRow(1)
    assert screen.pane.title.text() == "修改人员：欧阳建国"
    assert "联系电话\n　原：空\n　新：13800000000" in screen.changes.text()
    assert "书记" in screen.when.text() and "修改人员" in screen.when.text()


def test_long_changes_are_read_to_their_last_line(
    qtbot: QtBot, context: Context, desk: Desk, person: int
) -> None:
    desk.roster.update(
        person, {"address": "云岭镇槐树湾村二组107号（原供销社家属院）" * 4, "name": "欧阳建军"}
    )
    screen = HistoryScreen(context)
    qtbot.addWidget(screen)
    screen.show()
    screen.table.selectRow(0)
    changes = screen.changes
    qtbot.waitUntil(lambda: changes.height() >= changes.heightForWidth(changes.width()) > 0)


def test_words_kind_actor_and_days_narrow_it(qtbot: QtBot, screen: HistoryScreen, desk: Desk) -> None:
    qtbot.keyClicks(screen.search, "13800000000")
    qtbot.keyClick(screen.search, Qt.Key.Key_Return)
    assert labels(screen) == ["修改人员：欧阳建国"]
    qtbot.mouseClick(screen.clear_button, Qt.MouseButton.LeftButton)
    assert screen.model.rowCount() == desk.store.head[0]
    screen.actor.setCurrentText("组织委员")
    assert labels(screen) == ["新增人员：欧阳建国"]
    screen.kind.setCurrentText("会议")
    assert screen.pages.currentWidget() is screen.empty
    press(qtbot, screen.empty, "清除条件")
    screen.kind.setCurrentText("会议")
    assert labels(screen) == ["新建会议：2026年9月支部党员大会"]
    screen.until.setFocus()
    qtbot.keyClicks(screen.until, "2020-01-01")
    qtbot.keyClick(screen.until, Qt.Key.Key_Return)
    assert not screen.model.rowCount() and screen.isVisible()


def test_the_code_of_a_sheet_finds_the_last_entry_before_it(
    qtbot: QtBot, screen: HistoryScreen, desk: Desk
) -> None:
    qtbot.keyClicks(screen.search, desk.store.head_code)
    qtbot.keyClick(screen.search, Qt.Key.Key_Return)
    assert labels(screen) == ["新建会议：2026年9月支部党员大会"]


def test_only_one_person_and_then_to_the_record(
    qtbot: QtBot, screen: HistoryScreen, person: int, heard: Heard
) -> None:
    screen.table.selectRow(1)
    qtbot.mouseClick(screen.only_button, Qt.MouseButton.LeftButton)
    assert labels(screen) == ["修改人员：欧阳建国", "新增人员：欧阳建国"]
    assert screen.banner.isVisible() and "欧阳建国" in screen.banner.label.text()
    qtbot.keyClick(screen.table, Qt.Key.Key_Return)
    assert heard.visits == [("党员名册", person)] and not screen.isVisible()


def test_the_export_is_what_is_listed(
    qtbot: QtBot, context: Context, screen: HistoryScreen, tmp_path: Path, desk: Desk, heard: Heard
) -> None:
    qtbot.keyClicks(screen.search, "13800000000")
    qtbot.keyClick(screen.search, Qt.Key.Key_Return)
    qtbot.mouseClick(screen.export_button, Qt.MouseButton.LeftButton)
    (form, facts), *_ = heard.exports
    assert form == "H6" and isinstance(facts, HistoryFacts) and len(facts.lines) == 1
    (file,) = paper.export(desk, form, tmp_path, ("xlsx",), facts)
    book = openpyxl.load_workbook(file)
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]  # type: ignore[union-attr]
    assert "联系电话：空 → 13800000000" in rows[-1]


def test_ctrl_shift_h_is_its_key() -> None:
    spec = next(spec for spec in ACTIONS if spec.id == "all_history")
    assert (spec.text, spec.shortcut) == ("操作记录", "Ctrl+Shift+H")


# recycle bin


@pytest.fixture
def recycle(qtbot: QtBot, context: Context, desk: Desk, person: int) -> RecycleDialog:
    desk.store.actor = "组织委员"
    desk.roster.remove(person, WRONG_ENTRY, "")
    made = RecycleDialog(context)
    qtbot.addWidget(made)
    made.show()
    return made


def shown(dialog: RecycleDialog) -> list[list[str]]:
    model = dialog.table.record_model
    return [
        [column.text(model.record_at(row)) for column in model.columns] for row in range(model.rowCount())
    ]  # type: ignore[arg-type]


def test_the_bin_says_who_when_and_until_when_and_gives_back(
    qtbot: QtBot, recycle: RecycleDialog, desk: Desk, person: int, heard: Heard
) -> None:
    assert shown(recycle) == [["欧阳建国", "正式党员", "2026-09-30", "组织委员", "2029-09-30", "没有别处"]]
    qtbot.mouseClick(recycle.restore_button, Qt.MouseButton.LeftButton)
    assert desk.roster.get(person).name == "欧阳建国" and heard.said[-1] == "✓ 已恢复到名册：欧阳建国"
    assert recycle.pages.currentIndex() == 1 and not recycle.restore_button.isEnabled()


def test_final_removal_asks_why_and_shows_the_day(qtbot: QtBot, recycle: RecycleDialog, desk: Desk) -> None:
    told: list[str] = []

    def answer(text: str) -> None:
        dialog: Any = QApplication.activeModalWidget()
        if not isinstance(dialog, ReasonDialog):
            QTimer.singleShot(10, lambda: answer(text))
            return
        told.extend(label.text() for label in dialog.findChildren(PlainLabel))
        assert not dialog.ok_button.isEnabled()
        if not text:
            qtbot.keyClick(dialog, Qt.Key.Key_Escape)
            return
        dialog.edit.setPlainText(text)
        qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)

    QTimer.singleShot(0, lambda: answer(""))
    qtbot.mouseClick(recycle.remove_button, Qt.MouseButton.LeftButton)
    assert len(desk.recycle.list()) == 1
    assert any("保留期到 2029-09-30，现在还没有到" in words for words in told)
    QTimer.singleShot(0, lambda: answer("重复录入"))
    qtbot.mouseClick(recycle.remove_button, Qt.MouseButton.LeftButton)
    assert desk.recycle.list() == [] and recycle.pages.currentIndex() == 1


def test_help_says_how_long_what_is_kept(qtbot: QtBot) -> None:
    dialog = HelpDialog()
    qtbot.addWidget(dialog)
    words = "\n".join(label.text() for label in dialog.findChildren(PlainLabel))
    assert "程序从不自动销毁" in words and "回收站里的人" in words and "核对码" in words


def test_an_import_is_taken_back_from_its_entry(
    qtbot: QtBot, context: Context, desk: Desk, tmp_path: Path
) -> None:
    (tmp_path / "名册.csv").write_text("姓名,性别\n王一,男\n李二,女\n", encoding="utf-8")
    desk.roster.commit_import(desk.roster.plan_import(tmp_path / "名册.csv"))
    screen = HistoryScreen(context)
    qtbot.addWidget(screen)
    screen.show()

    def confirm() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ImportList)
        assert "将移去 2 人" in dialog.banner.label.text()
        press(qtbot, dialog, "撤回这次导入")
        qtbot.waitUntil(lambda: desk.roster.find("王一") == [])
        dialog.accept()

    screen.table.selectRow(0)
    QTimer.singleShot(0, confirm)
    press(qtbot, screen, "撤回这次导入…")
    qtbot.waitUntil(lambda: "撤回导入：2 人（名册.csv）" in labels(screen))
    screen.table.selectRow(0)
    assert not screen.back_button.isVisible()
