"""The page one begins with, driven as a secretary would."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.services.desk import Desk
from tests.ui.conftest import Heard
from ui.context import Context
from ui.dialogs.duty_dialog import DutyDialog, DutyDoneDialog
from ui.filling import two_lines_high
from ui.main_window import MainWindow
from ui.settings import UiSettings
from ui.tabs.duties_tab import DutiesTab
from ui.tabs.meetings_tab import MeetingsTab
from ui.tasks import InstantTasks
from ui.theme import active, px


@pytest.fixture
def tab(qtbot: QtBot, context: Context) -> DutiesTab:
    made = DutiesTab(context)
    qtbot.addWidget(made)
    made.resize(1300, 640)
    made.show()
    return made


def test_an_empty_branch_has_one_sentence_and_one_button(tab: DutiesTab) -> None:
    assert tab.pages.currentWidget() is tab.empty and tab.empty.button.text() == "新增待办…"
    assert tab.header.sentence.text() == "没有待办的事。"


def test_a_duty_is_added_by_keyboard_and_ended_with_evidence(
    qtbot: QtBot, tab: DutiesTab, desk: Desk, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.roster.add({"name": "侯学军", "category": "正式党员", "joined_on": "2001-07-01"})

    def type_it(dialog: DutyDialog) -> int:
        dialog.show()
        dialog.what.insert("走访困难党员")
        qtbot.keyClicks(dialog.who, "hxj")
        qtbot.keyClicks(dialog.day, "2026-10-02")
        qtbot.keyClick(dialog.day, Qt.Key.Key_Return)
        return dialog.result()

    monkeypatch.setattr(DutyDialog, "exec", type_it)
    tab.add()
    QApplication.processEvents()
    assert heard.said == ["✓ 已记下：走访困难党员"]
    row = tab.table.current_record()
    assert row is not None and row.state == "○ 还有 2 天" and row.tone == "soon"
    assert row.duty.who == "侯学军", "initials are enough"
    assert tab.header.sentence.text() == "1 件七天内到期。"

    def end_it(dialog: DutyDoneDialog) -> int:
        dialog.show()
        dialog.ok_button.click()
        assert dialog.grid.rows["evidence"].has_problem, "it says what is missing"
        dialog.evidence.insert("走访了 6 户")
        qtbot.keyClick(dialog.evidence, Qt.Key.Key_Return)
        return dialog.result()

    monkeypatch.setattr(DutyDoneDialog, "exec", end_it)
    tab.done_button.click()
    QApplication.processEvents()
    assert tab.pages.currentWidget() is tab.empty
    tab.with_done.setChecked(True)
    row = tab.table.current_record()
    assert row is not None and row.state == "✓ 已办结" and row.duty.evidence == "走访了 6 户"
    tab.pane.reopen_button.click()
    QApplication.processEvents()
    tab.with_done.setChecked(False)
    assert tab.table.record_model.rowCount() == 1


def test_the_list_shows_one_source_and_leads_to_the_record(
    qtbot: QtBot, tab: DutiesTab, desk: Desk, heard: Heard
) -> None:
    applicant = desk.development.add_applicant({"name": "罗子涵"}, "2026-07-06")
    desk.duties.add({"what": "买党徽"})
    qtbot.waitUntil(lambda: tab.table.record_model.rowCount() == 2)
    tab.source.setCurrentText("发展")
    row = tab.table.current_record()
    assert tab.table.record_model.rowCount() == 1 and row is not None
    assert row.duty.what == "罗子涵：派人谈话" and row.state == "！ 已过 55 天"
    assert not tab.done_button.isEnabled(), "it ends when the talk is recorded"
    qtbot.keyClick(tab.table, Qt.Key.Key_Return)
    assert heard.visits == [("发展党员", applicant)]


def test_long_sentences_take_two_lines_and_the_list_never_scrolls_sideways(
    qtbot: QtBot, tab: DutiesTab, desk: Desk
) -> None:
    desk.duties.add({"what": "把" + "党员活动室的桌椅、宣传栏和远程教育设备" * 3 + "登记造册"})
    desk.duties.add({"what": "买党徽"})
    qtbot.waitUntil(lambda: tab.table.record_model.rowCount() == 2)
    tab.resize(px(1240), px(560))
    tab.show()
    QApplication.processEvents()
    heights = {
        row.duty.what[:2]: tab.table.rowHeight(place)
        for place, row in enumerate(map(tab.table.record_model.record_at, range(2)))
        if row is not None
    }
    assert heights == {"把党": two_lines_high(), "买党": active().px("row")}
    assert tab.table.horizontalScrollBar().maximum() == 0


def test_the_start_reminds_quietly_of_what_presses(qtbot: QtBot, desk: Desk, settings: UiSettings) -> None:
    desk.duties.add({"what": "上报名册", "due_on": "2026-09-28"})
    settings.set_state("main", {"tab": "党员名册"})
    window = MainWindow(desk, settings, InstantTasks())
    qtbot.addWidget(window)
    window.keep_desk()
    assert window.bar.tabText(window.bar.currentIndex()) == "党员名册"
    assert window.status.sentence.text() == "待办：1 件已过期。"


def test_a_planned_meeting_leads_to_the_plan(qtbot: QtBot, desk: Desk, settings: UiSettings) -> None:
    desk.plan.save(0, {"year": 2026, "month": 10, "kind": "支委会", "title": "研究发展对象"})
    window = MainWindow(desk, settings, InstantTasks())
    qtbot.addWidget(window)
    window.keep_desk()
    window.show()
    tab = window.tabs["待办"]
    assert isinstance(tab, DutiesTab)
    tab.source.setCurrentText("计划")
    qtbot.keyClick(tab.table, Qt.Key.Key_Return)
    meetings = window.current_tab()
    assert isinstance(meetings, MeetingsTab) and meetings.pages.currentWidget() is meetings.plan


def test_a_branch_of_thousands_is_gathered_beside_the_window(
    qtbot: QtBot, tab: DutiesTab, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.services.duties.MOST_REMINDED", 0)
    desk.development.add_applicant({"name": "罗子涵"}, "2026-07-06")
    qtbot.waitUntil(lambda: tab.table.record_model.rowCount() == 1)
    assert tab.header.sentence.text() == "1 件已过期。"
    assert desk.duties.reminder() == "", "nor is the start held up"
