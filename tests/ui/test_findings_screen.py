"""核查清单: all findings on one list, narrowed, answered, gone to, and into a file."""

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from models.services.desk import Desk
from tests.ui.conftest import Heard
from tests.ui.test_lists import agree
from ui.context import Context
from ui.dialogs import findings_screen
from ui.dialogs.findings_screen import FindingsScreen
from ui.dialogs.reason_dialog import ReasonDialog
from ui.main_window import MainWindow
from ui.settings import UiSettings
from ui.tabs.roster_tab import RosterTab
from ui.tasks import InstantTasks

ODD = {
    "name": "赵小河",
    "sex": "男",
    "category": "正式党员",
    "birth_date": "1990-01-01",
    "joined_on": "2001-07-01",
}


@pytest.fixture
def screen(qtbot: QtBot, context: Context) -> FindingsScreen:
    context.desk.roster.add(ODD)
    made = FindingsScreen(context)
    qtbot.addWidget(made)
    made.show()
    return made


def subjects(screen: FindingsScreen) -> list[str]:
    model = screen.table.record_model
    records = [model.record_at(row) for row in range(model.rowCount())]
    return [record[1].subject for record in records if record]


def choose(screen: FindingsScreen, subject: str) -> None:
    screen.table.selectRow(subjects(screen).index(subject))


def test_everything_is_on_one_list_with_its_article(screen: FindingsScreen, desk: Desk) -> None:
    assert len(subjects(screen)) == len([one for one in desk.check() if not one.answer])
    choose(screen, "赵小河")
    assert screen.go_button.isEnabled()
    assert "条" in screen.sentence.text()
    texts = [column.text(screen.table.current_record()) for column in findings_screen.COLUMNS]  # type: ignore[arg-type]
    assert texts[0][0] in "×！？○"
    assert texts[2]


def test_it_is_narrowed_by_words_and_by_level(screen: FindingsScreen) -> None:
    screen.search.setText("赵小河")
    screen.search.returnPressed.emit()
    assert set(subjects(screen)) == {"赵小河"}
    screen.search.setText("没有这样的")
    screen.search.returnPressed.emit()
    assert screen.pages.currentIndex() == 2
    screen._show_all()
    assert subjects(screen)


def test_an_answer_takes_it_off_the_list_and_is_kept(
    screen: FindingsScreen, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = next(
        row
        for row in range(screen.table.record_model.rowCount())
        if (record := screen.table.record_model.record_at(row)) and record[1].severity in ("E", "W")
    )
    screen.table.selectRow(row)
    monkeypatch.setattr(ReasonDialog, "ask", lambda *_args: "档案已核对")
    before = len(subjects(screen))
    screen.answer()
    assert len(subjects(screen)) == before - 1
    assert "已核实 1 条" in screen.sentence.text()
    screen.answered.setChecked(True)
    assert len(subjects(screen)) == before
    assert any(one.answer == "档案已核对" for one in desk.check())


def test_enter_goes_to_the_record(screen: FindingsScreen, heard: Heard, desk: Desk) -> None:
    choose(screen, "赵小河")
    screen.table.opened.emit(screen.table.current_id())
    assert heard.visits == [("党员名册", desk.roster.find("赵小河")[0].id)]
    assert not screen.isVisible()


def test_the_list_leaves_as_it_stands(
    qtbot: QtBot, desk: Desk, settings: UiSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.roster.add(ODD)
    window = MainWindow(desk, settings, InstantTasks(), tabs=(RosterTab,))
    qtbot.addWidget(window)
    made = FindingsScreen(window.context, window)
    made.show()
    agree(monkeypatch, tmp_path, "xlsx")
    made.table.setFocus()
    qtbot.keyClick(
        made.table, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    page = openpyxl.load_workbook(tmp_path / "核查清单-2026-09-30.xlsx").active
    assert [cell.value for cell in page[3]] == ["结论", "对象", "提示", "依据", "已核实，因为"]  # type: ignore[index]
    assert "赵小河" in [cell.value for cell in page["B"]]  # type: ignore[index]
    made.close()
