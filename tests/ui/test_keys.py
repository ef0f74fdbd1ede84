"""Enter, Escape, undo and redo by keyboard, as a hand on the keys expects them everywhere."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QVBoxLayout
from pytestqt.qtbot import QtBot

from models.domain.money import parse_yuan
from models.services.desk import Desk
from ui.context import Context
from ui.dialogs.dues_standard import StandardDialog
from ui.dialogs.member_dialog import MemberDialog
from ui.dialogs.message_dialog import MessageDialog
from ui.main_window import MainWindow
from ui.settings import UiSettings
from ui.tabs.roster_tab import RosterTab
from ui.tasks import InstantTasks
from ui.widgets.date_edit import DateEdit
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.finding_strip import FindingStrip

MEMBER = {
    "name": "赵小河",
    "sex": "男",
    "category": "正式党员",
    "joined_on": "2001-07-01",
    "confirmed_on": "2002-07-01",
}
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(qtbot: QtBot, desk: Desk, settings: UiSettings) -> Iterator[MainWindow]:
    made = MainWindow(desk, settings, InstantTasks(), tabs=(RosterTab,))
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    yield made


def _answer(monkeypatch: pytest.MonkeyPatch, leave: bool) -> list[str]:
    asked: list[str] = []

    def confirm(_parent: object, message: str, *_args: object, **_words: str) -> bool:
        asked.append(message)
        return leave

    monkeypatch.setattr(MessageDialog, "confirm", confirm)
    return asked


def test_enter_in_a_form_decides_though_an_article_can_be_opened(context: Context, qtbot: QtBot) -> None:
    person = context.desk.roster.add(MEMBER)
    dialog = StandardDialog(context, person, "2026-09")
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    dialog.base.setFocus()
    qtbot.keyClicks(dialog.base, "5000")
    qtbot.keyClick(dialog.base, Qt.Key.Key_Return)
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert [s.amount_fen for s in context.desk.dues.standards(person)] == [parse_yuan("50.00")]


def test_enter_on_the_leaving_button_leaves(qtbot: QtBot) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    box = QVBoxLayout(dialog)
    box.addWidget(FindingStrip())
    buttons = DialogButtons(dialog, "保存", "不保存")
    buttons.ok_button.clicked.connect(dialog.accept)
    box.addWidget(buttons)
    dialog.show()
    qtbot.waitExposed(dialog)
    left: list[bool] = []
    dialog.rejected.connect(lambda: left.append(True))
    assert buttons.leave_button is not None
    buttons.leave_button.setFocus()
    qtbot.keyClick(buttons.leave_button, Qt.Key.Key_Return)
    assert left == [True]


def test_enter_presses_the_focused_button_of_the_window(qtbot: QtBot, window: MainWindow) -> None:
    opened: list[str] = []

    def look() -> None:
        shown = QApplication.activeModalWidget()
        opened.append(shown.windowTitle() if shown else "")
        if shown:
            shown.close()

    tab = window.current_tab()
    assert isinstance(tab, RosterTab)
    held = window.focusWidget()
    assert held is not None  # an empty roster puts the hand on 导入名册
    QTimer.singleShot(0, look)
    qtbot.keyClick(held, Qt.Key.Key_Return)
    assert opened == ["导入名册"]


def test_ctrl_y_does_again_also_from_an_empty_search_box(qtbot: QtBot, window: MainWindow) -> None:
    roster = window.desk.roster
    roster.add(MEMBER)
    window.search_box.setFocus()
    qtbot.keyClick(window.search_box, Qt.Key.Key_Z, CTRL)
    assert roster.find("赵小河") == []
    qtbot.keyClick(window.search_box, Qt.Key.Key_Y, CTRL)
    assert len(roster.find("赵小河")) == 1


def test_the_undo_button_says_what_it_means_when_the_sentence_is_about_something_else(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.desk.roster.add(MEMBER)
    assert window.status.undo_button.text() == "撤销"
    qtbot.waitUntil(lambda: not window.just_done)
    window.say("✓ 已保存 D1-党员花名册.pdf")
    assert "赵小河" in window.status.undo_button.text()
    person = window.desk.roster.find("赵小河")[0]
    window.desk.roster.update(person.id, {"phone": "13800000000"})
    window.undo()
    assert "赵小河" in window.status.sentence.text()
    assert window.status.undo_button.text().startswith("撤销：")  # the step before, by its name


def test_escape_asks_before_typed_words_are_lost(
    context: Context, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = MemberDialog(context)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    left: list[bool] = []
    dialog.rejected.connect(lambda: left.append(True))
    qtbot.keyClicks(dialog.edit("name"), "zhao")
    asked = _answer(monkeypatch, leave=False)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert asked
    assert not left
    assert dialog.edit("name").text() == "zhao"
    _answer(monkeypatch, leave=True)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert left == [True]


def test_escape_leaves_an_untouched_form_at_once(
    context: Context, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = _answer(monkeypatch, leave=False)
    dialog = MemberDialog(context)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert asked == []
    assert not dialog.isVisible()


@pytest.mark.parametrize("text", ["1899-1-1", "2199年1月1日", "2199-01-01"])
def test_a_year_out_of_range_is_told_from_an_unreadable_date(qtbot: QtBot, text: str) -> None:
    edit = DateEdit()
    qtbot.addWidget(edit)
    edit.setText(text)
    assert "1900 至 2100" in edit.problem()
    edit.setText("去年秋天")
    assert "看不懂" in edit.problem()


def test_a_refused_save_keeps_what_was_said_about_the_number(
    context: Context, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    _answer(monkeypatch, leave=True)
    dialog = MemberDialog(context)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.edit("id_number").setText("430821199001011234")
    dialog.ok_button.click()  # without a name
    assert dialog.isVisible()
    assert dialog.grid.rows["name"].problem_label.text()
    assert dialog.grid.rows["id_number"].problem_label.text()
