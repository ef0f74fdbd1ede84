"""By itself: backups at the start, every half hour and at closing; the light; the weekly question; the clock."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from models.db import shelf
from models.services.desk import Desk
from tests.ui.conftest import PASSWORD, TODAY
from ui import keeper
from ui.dialogs.closing_dialog import ClosingDialog
from ui.dialogs.safety_dialog import SafetyDialog
from ui.keeper import Keeper
from ui.main_window import MainWindow
from ui.settings import UiSettings
from ui.tasks import InstantTasks, Tasks


@pytest.fixture
def window(qtbot: QtBot, desk: Desk, settings: UiSettings) -> Iterator[MainWindow]:
    made = MainWindow(desk, settings, InstantTasks())
    qtbot.addWidget(made)
    made.keep()
    made.show()
    yield made


def kept(window: MainWindow) -> Keeper:
    assert window.keeper is not None
    return window.keeper


def reasons(folder: Path) -> list[str]:
    return [one.reason for one in shelf.entries(folder)]


def member(desk: Desk, name: str) -> None:
    desk.roster.add({"name": name, "category": "正式党员", "joined_on": "2001-07-01"})


def test_the_light_stands_in_the_status_line_and_opens_the_dialog(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    button = window.status.safety_button
    assert button.isVisible() and button.text() == "！ 数据安全：另一处等 3 项待处理", (
        "no alarm about new data"
    )
    opened: list[SafetyDialog] = []
    monkeypatch.setattr(SafetyDialog, "exec", lambda self: opened.append(self))
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert len(opened) == 1
    window.actions_by_id["safety"].trigger()
    assert len(opened) == 2
    assert {button.text() for button in opened[0].key_buttons} == {"更改口令…", "恢复码…", "换届移交…"}


def test_at_the_start_what_is_due_is_done(window: MainWindow, desk: Desk) -> None:
    kept(window).first()
    assert reasons(desk.store.folder) == ["打开时"]
    texts = {line.topic: line.text for line in desk.safety.status().lines}
    assert "没有不一致" in texts["核对"]
    assert "备份待处理" not in window.status.safety_button.text()
    kept(window).first()
    assert "已演练" in {line.topic: line.text for line in desk.safety.status().lines}["演练"]
    kept(window).first()
    assert reasons(desk.store.folder) == ["打开时"], "nothing changed: no further backup"


def test_every_half_hour_when_something_changed(window: MainWindow, desk: Desk) -> None:
    kept(window).tick()
    kept(window).tick()
    member(desk, "甲")
    kept(window).tick()
    assert reasons(desk.store.folder) == ["定时", "定时"]
    assert desk.undo_label == "新增党员：甲" or desk.undo_label


def test_closing_makes_the_last_backup(window: MainWindow, desk: Desk, settings: UiSettings) -> None:
    kept(window).tick()
    member(desk, "甲")
    window.close()
    assert not window.isVisible()
    assert reasons(desk.store.folder)[0] == "关闭时"
    again = Desk.open(desk.store.folder, PASSWORD, today=lambda: TODAY)
    assert not again.safety.is_dirty()
    again.close()


def test_closing_waits_for_a_slow_backup_and_says_so(
    qtbot: QtBot, desk: Desk, settings: UiSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.dialogs.closing_dialog.PATIENCE_MS", 0)
    window = MainWindow(desk, settings, Tasks())
    qtbot.addWidget(window)
    window.keep()
    window.show()
    member(desk, "甲")
    window.close()
    assert window.isVisible(), "closing waits"
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=20_000)
    assert reasons(desk.store.folder) == ["关闭时"]


def test_somebody_does_not_want_to_wait(
    qtbot: QtBot, window: MainWindow, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = ClosingDialog(window)
    gone: list[bool] = []
    dialog.give_up.connect(lambda: gone.append(True))
    dialog.open()
    assert "录入的内容都已经保存" in dialog.sentence.text()
    qtbot.mouseClick(dialog.leave_button, Qt.MouseButton.LeftButton)
    assert gone == [True] and not dialog.leave_button.isEnabled()
    dialog.done(0)


def test_a_backup_that_fails_at_closing_does_not_keep_the_window_open(
    window: MainWindow, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.db.backup.SPARE_BYTES", 2**62)
    member(desk, "甲")
    window.close()
    assert not window.isVisible()
    monkeypatch.undo()
    again = Desk.open(desk.store.folder, PASSWORD, today=lambda: TODAY)
    assert "上次备份没有做成" in again.safety.status().lines[0].text
    again.close()


def test_the_second_place_is_asked_for_weekly_and_can_wait(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    kept(window).first()
    strip = kept(window).strip
    assert strip.isVisible() and "请插上 U 盘" in strip.label.text()
    later = strip.findChildren(type(window.menu_button))[1]
    qtbot.mouseClick(later, Qt.MouseButton.LeftButton)
    assert not strip.isVisible()
    kept(window).refresh()
    assert not strip.isVisible()


def test_a_clock_set_back_is_noticed(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    now = keeper.time.time()
    monkeypatch.setattr(keeper.time, "time", lambda: now - 10 * 365 * 86400)
    kept(window).tick()
    assert "往回拨了" in window.status.sentence.text()
