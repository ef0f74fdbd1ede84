"""Changes of many records: shown while they run, and taken back by Escape."""

from collections.abc import Callable
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from models.domain.errors import UserError
from models.services.desk import Desk
from tests.ui.conftest import Heard
from ui import frame_dialogs
from ui.context import Context
from ui.dialogs.batch_dialog import BatchDialog
from ui.dialogs.join_dialog import JoinDialog
from ui.main_window import MainWindow
from ui.settings import UiSettings
from ui.tabs.roster_tab import RosterTab
from ui.tasks import Tasks

LEFT, ESCAPE = Qt.MouseButton.LeftButton, Qt.Key.Key_Escape


@pytest.fixture
def slow(context: Context, heard: Heard) -> Context:
    """Jobs run beside the window, as they do for a user."""
    context.tasks = Tasks()
    context.tasks.failed.connect(heard.errors.append)
    return context


class Gate:
    """A service that begins when it is let through."""

    def __init__(self, act: Callable[..., object]) -> None:
        self._act, self.waiting, self.open = act, Event(), Event()

    def __call__(self, *args: object) -> object:
        self.waiting.set()
        assert self.open.wait(20)
        return self._act(*args)


def people(desk: Desk, many: int = 3) -> list[int]:
    return [
        desk.roster.add({"name": "侯学军", "category": "正式党员", "birth_date": "1950-03-01"})
        for _ in range(many)
    ]


def batch(qtbot: QtBot, context: Context, ids: list[int]) -> BatchDialog:
    dialog = BatchDialog(context, ids)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    dialog.field.set_key("ethnicity")
    assert isinstance(dialog.value, QComboBox)
    dialog.value.setCurrentText("苗族")
    dialog.look()
    return dialog


def test_a_change_of_many_is_taken_back_while_it_runs(
    qtbot: QtBot, slow: Context, desk: Desk, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = people(desk)
    gate = Gate(desk.batch.apply)
    monkeypatch.setattr(desk.batch, "apply", gate)
    dialog = batch(qtbot, slow, ids)
    qtbot.mouseClick(dialog.ok_button, LEFT)
    assert dialog.job.isVisible() and dialog.job.label.text() == "正在修改…"
    assert not dialog.ok_button.isEnabled() and not dialog.field.isEnabled()
    assert gate.waiting.wait(20)
    qtbot.keyClick(dialog, ESCAPE)
    assert dialog.isVisible() and dialog.job.label.text() == "正在取消…"
    gate.open.set()
    qtbot.waitUntil(lambda: not dialog.job.busy)
    assert dialog.told.text() == "已取消，什么也没有改。" and dialog.ok_button.isEnabled()
    assert {p.ethnicity for p in desk.roster.fetch(ids)} == {""} and not heard.said and not heard.errors
    qtbot.mouseClick(dialog.ok_button, LEFT)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert dialog.changed == 3 and {p.ethnicity for p in desk.roster.fetch(ids)} == {"苗族"}
    assert heard.said == ["已修改 3 人的“民族”，可以撤销。"]


def test_a_change_that_fails_says_so_and_stays_open(
    qtbot: QtBot, context: Context, desk: Desk, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> int:
        raise UserError("数据所在的磁盘没有可用空间了，请先清理。")

    dialog = batch(qtbot, context, people(desk))
    monkeypatch.setattr(desk.batch, "apply", refuse)
    qtbot.mouseClick(dialog.ok_button, LEFT)
    assert dialog.isVisible() and dialog.told.text() == "没有改成，什么也没有改。"
    assert [str(error) for error in heard.errors] == ["数据所在的磁盘没有可用空间了，请先清理。"]


def test_a_joining_is_taken_back_while_it_runs(
    qtbot: QtBot, slow: Context, desk: Desk, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = people(desk, 2)
    gate = Gate(desk.joining.join)
    monkeypatch.setattr(desk.joining, "join", gate)
    dialog = JoinDialog(slow, first, second)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.mouseClick(dialog.ok_button, LEFT)
    assert dialog.job.isVisible() and not dialog.turn_button.isEnabled() and gate.waiting.wait(20)
    qtbot.keyClick(dialog, ESCAPE)
    gate.open.set()
    qtbot.waitUntil(lambda: not dialog.job.busy)
    assert dialog.isVisible() and dialog.told.text() == "已取消，两份都没有动。"
    assert len(desk.roster.find("侯学军")) == 2
    qtbot.mouseClick(dialog.ok_button, LEFT)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert len(desk.roster.find("侯学军")) == 1 and not heard.errors


def test_taking_back_very_many_rows_is_seen_going_on(
    qtbot: QtBot, desk: Desk, settings: UiSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frame_dialogs, "AT_ONCE", 2)
    ids = people(desk)
    with desk.store.transaction("批量修改民族") as tx:
        for person in ids:
            tx.update("person", person, {"ethnicity": "苗族"})
    window = MainWindow(desk, settings, Tasks(), tabs=(RosterTab,))
    qtbot.addWidget(window)
    window.show()
    gate = Gate(desk.store.undo)
    monkeypatch.setattr(desk.store, "undo", gate)
    window.undo()
    assert gate.waiting.wait(20)
    assert [task.title for task in window.tasks.running] == ["正在撤销：批量修改民族"]
    window.undo()
    window.redo()
    assert len(window.tasks.running) == 1, "one step at a time"
    gate.open.set()
    qtbot.waitUntil(lambda: window.status.sentence.text() == "已撤销：批量修改民族")
    assert {person.ethnicity for person in desk.roster.fetch(ids)} == {""}
    assert desk.redo_rows == 3 and not window.tasks.running
    window.redo()
    qtbot.waitUntil(lambda: window.status.sentence.text() == "已重做：批量修改民族")
    assert {person.ethnicity for person in desk.roster.fetch(ids)} == {"苗族"}
    window.keep_desk()
