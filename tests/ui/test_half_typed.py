"""A password half typed on the first pages does not lie there: a lock, sleep, or time takes it away."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from models.domain.recovery_code import new_code
from tests.ui.test_setup_and_recovery import OLD, desk_app, made
from ui.app import App
from ui.dialogs.start_lock import WIPED
from ui.idle import Away

__all__ = ["desk_app"]  # fixture
LEFT = Qt.MouseButton.LeftButton


@pytest.mark.parametrize("away", [Away.SLEPT, Away.SESSION, Away.IDLE])
def test_a_half_typed_password_goes_with_a_lock(
    qtbot: QtBot, desk_app: App, tmp_path: Path, away: Away
) -> None:
    made(tmp_path, new_code())
    start = desk_app.start()
    page = start.unlock
    assert page is not None and not desk_app.idle._timer.isActive()
    qtbot.keyClicks(page.password.field, OLD[-6:])
    qtbot.mouseClick(page.password.show_button, LEFT)
    assert page.password.field.echoMode() is QLineEdit.EchoMode.Normal
    assert desk_app.idle._timer.isActive(), "somebody who leaves is noticed from the first key on"
    desk_app.lock(away)
    assert page.password.text() == "" and page.password.field.echoMode() is QLineEdit.EchoMode.Password
    assert page.notice.text() == f"{away.cause}{WIPED}" and not page.open_button.isEnabled()
    assert not desk_app.idle._timer.isActive()
    qtbot.keyClicks(page.password.field, "x")
    assert desk_app.idle._timer.isActive()
    page.password.clear()
    page.password.field.insert(OLD)
    qtbot.mouseClick(page.open_button, LEFT)
    assert desk_app.main_window is not None
    desk_app.main_window.close()


def test_nothing_typed_nothing_said(qtbot: QtBot, desk_app: App, tmp_path: Path) -> None:
    made(tmp_path, new_code())
    start = desk_app.start()
    assert start.unlock is not None
    desk_app.lock(Away.SLEPT)
    assert not start.unlock.notice.text()
    start.close()


def test_both_lines_of_a_new_password_go_while_the_rest_stays(qtbot: QtBot, desk_app: App) -> None:
    start = desk_app.start()
    page = start.first_run
    assert page is not None
    page.name.setText("槐树村党支部")
    for edit in (page.password, page.repeat):
        edit.field.insert("半截口令-2026")
    desk_app.lock(Away.SESSION)
    assert (page.password.text(), page.repeat.text()) == ("", "")
    assert page.name.text() == "槐树村党支部"
    start.close()
