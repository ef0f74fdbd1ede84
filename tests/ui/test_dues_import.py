"""导入党费表 on screen: what is shown before anything is written, people and standards to decide, taking it back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from openpyxl import Workbook, load_workbook
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from models.domain.roster_cleaning import Verdict
from models.services.desk import Desk
from models.services.dues_import import DuesDoor
from tests.ui.conftest import Heard
from ui.context import Context
from ui.dialogs.dues_import_dialog import PEOPLE, DuesImportDialog
from ui.dialogs.dues_import_past import PastDuesDialog
from ui.dialogs.reason_dialog import ReasonDialog
from ui.dues_door import DuesImportAct, takes_back
from ui.widgets.mark_strip import MarkLine, MarkStrip
from ui.widgets.plain_label import PlainLabel

SAMPLES = Path(__file__).parents[1] / "samples"
SHEET = SAMPLES / "dues-2026.xlsx"
D = TypeVar("D", bound=QDialog)
timers: list[QTimer] = []  # kept while a test waits for its dialog


@pytest.fixture
def members(desk: Desk) -> Desk:
    desk.roster.commit_import(desk.roster.plan_import(SAMPLES / "roster-standard.xlsx"))
    return desk


def door(desk: Desk) -> DuesDoor:
    return DuesDoor(desk.store, desk.rules, desk.today)


@pytest.fixture
def dialog(context: Context, members: Desk, qtbot: QtBot) -> DuesImportDialog:
    made = DuesImportDialog(context, door(members).plan(SHEET))
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def act(context: Context, members: Desk, qtbot: QtBot) -> DuesImportAct:
    window = QDialog()
    qtbot.addWidget(window)
    return DuesImportAct(context, window)


def during(kind: type[D], act: Callable[[D], object]) -> None:
    """When a dialog of this kind opens, do something with it; it is closed afterwards if it is still open."""
    timer = QTimer()
    timer.setInterval(5)

    def look() -> None:
        found = QApplication.activeModalWidget()
        if not isinstance(found, kind):
            return
        timer.stop()
        try:
            act(found)
        finally:
            if found.isVisible():
                found.reject()

    timer.timeout.connect(look)
    timer.start()
    timers.append(timer)


def shown(dialog: DuesImportDialog) -> list[str]:
    table = dialog.people if dialog.pages.currentIndex() == 0 else dialog.entries
    model = table.record_model
    return [str(model.index(row, 1).data()) for row in range(model.rowCount())]


def test_the_doubts_are_shown_first_and_everybody_at_a_click(dialog: DuesImportDialog, qtbot: QtBot):
    assert dialog.summary.text() == (
        "2026 年：38 人，核定标准 38 条，已交 8125.41 元，少交免交 7 人。已更正 1 处，待核 10 处，0 行不导入。"
    )
    assert dialog.ok_button.text() == "导入 38 人"
    assert len(shown(dialog)) == 10
    assert not dialog.views[str(Verdict.REFUSED)].isEnabled()
    qtbot.mouseClick(dialog.views[PEOPLE], Qt.MouseButton.LeftButton)
    assert len(shown(dialog)) == 38


def test_a_wrong_standard_is_decided_by_the_user(dialog: DuesImportDialog, qtbot: QtBot):
    qtbot.mouseClick(dialog.views[PEOPLE], Qt.MouseButton.LeftButton)
    dialog.people.select_id(31)
    assert dialog.question.text() == "何永福的月标准"
    assert [dialog.answer.itemText(i) for i in range(2)] == ["照表记 60.00 元", "改按规定 30.00 元"]
    dialog.answer.setCurrentIndex(1)
    dialog.answer.activated.emit(1)
    assert dialog.by_rule.isChecked()
    assert [s.fen for s in next(p for p in dialog.plan.people if p.row == 31).standards] == [3_000]
    dialog.by_rule.click()
    assert dialog.plan.choices.by_rule == frozenset()
    dialog.people.select_id(4)
    assert not dialog.answer_line.isVisible()


def test_a_name_that_is_not_on_the_roster_is_asked_about(
    context: Context, members: Desk, qtbot: QtBot, tmp_path: Path
):
    book = load_workbook(SHEET)
    page: Any = book.active
    page["B9"] = "史金桂"
    book.save(tmp_path / "党费.xlsx")
    made = DuesImportDialog(context, door(members).plan(tmp_path / "党费.xlsx"))
    qtbot.addWidget(made)
    made.show()
    assert made.ok_button.text() == "导入 37 人"
    assert shown(made) == ["史金桂"]
    assert made.question.text() == "第 9 行的“史金桂”是"
    assert made.answer.itemText(0) == "不导入这一行"
    assert made.answer.itemText(1).startswith("史金贵　1962-06-18 生")
    made.answer.setCurrentIndex(1)
    made.answer.activated.emit(1)
    assert made.ok_button.text() == "导入 38 人"
    assert not made.plan.of(Verdict.REFUSED)


def test_a_sheet_without_a_year_waits_for_one(context: Context, members: Desk, qtbot: QtBot, tmp_path: Path):
    book = Workbook()
    page: Any = book.active
    page.append(["姓名", "类别", "月标准", "1月"])
    page.append(["龙凤琴", "农民", 0.5, 0.5])
    book.save(tmp_path / "党费.xlsx")
    made = DuesImportDialog(context, door(members).plan(tmp_path / "党费.xlsx"))
    qtbot.addWidget(made)
    made.show()
    assert not made.ok_button.isEnabled()
    combo = made.years[0]
    combo.setCurrentIndex(combo.findData(2026))
    combo.activated.emit(combo.currentIndex())
    assert made.ok_button.isEnabled()
    assert made.summary.text().startswith("2026 年：1 人")


def test_importing_says_what_was_done(
    act: DuesImportAct, members: Desk, heard: Heard, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(SHEET), ""))
    during(DuesImportDialog, lambda dialog: qtbot.keyClick(dialog, Qt.Key.Key_Escape))
    act.choose()
    assert members.store.value("SELECT count(*) FROM payment") == 0
    during(DuesImportDialog, lambda dialog: qtbot.keyClick(dialog, Qt.Key.Key_Return))
    act.choose()
    assert members.store.value("SELECT sum(amount_fen) FROM payment") == 812_541
    assert heard.said[-1].startswith("已导入 38 人的党费表，期初已交 8125.41 元。")


def test_a_wrong_file_is_a_sentence(act: DuesImportAct, heard: Heard):
    act.take(SAMPLES / "roster-standard.xlsx")
    assert heard.errors[-1].message.startswith("没有找到党费表")


def test_an_import_is_taken_back_with_a_reason(
    act: DuesImportAct, context: Context, members: Desk, heard: Heard, qtbot: QtBot
):
    door(members).commit(door(members).plan(SHEET))

    def give_reason(dialog: ReasonDialog) -> None:
        dialog.edit.setPlainText("导错了文件")
        dialog.accept()

    def take_back(dialog: PastDuesDialog) -> None:
        during(ReasonDialog, give_reason)
        qtbot.mouseClick(dialog.back_button, Qt.MouseButton.LeftButton)
        assert not dialog.back_button.isEnabled()

    during(PastDuesDialog, take_back)
    window = QDialog()
    qtbot.addWidget(window)
    assert takes_back(context, window)  # 撤销
    assert members.store.value("SELECT sum(amount_fen) FROM payment") == 0
    assert heard.said[-1] == "已撤回：冲销 31 笔期初收款。"
    assert not takes_back(context, window)


def test_nothing_imported_yet_is_a_sentence(context: Context, members: Desk, qtbot: QtBot):
    made = PastDuesDialog(context, door(members))
    qtbot.addWidget(made)
    assert made.pages.currentIndex() == 1
    assert not made.back_button.isEnabled()


def test_a_doubt_of_dues_is_answered_in_words_on_the_card(context: Context, members: Desk, qtbot: QtBot):
    door(members).commit(door(members).plan(SHEET))
    strip = MarkStrip()
    qtbot.addWidget(strip)
    strip.set_marks(members.roster.marks(members.roster.find("郝金贵")[0].id))
    line = strip.findChildren(MarkLine)[0]
    words = [label.text() for label in line.findChildren(PlainLabel)]
    assert words[0] == "！待核　2026年党费9月：只写了已交"
    assert [button.text() for button in line.findChildren(QPushButton)] == ["已核实…"]
