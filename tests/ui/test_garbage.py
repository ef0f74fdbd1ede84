"""Closed screens are taken apart by the GUI thread alone, between two events."""

import gc
import threading
import weakref

import pytest
import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from ui.garbage import GarbageCollector
from ui.widgets import screen_fit


def ring() -> "weakref.ref[QWidget]":
    """A closed screen: nobody refers to it, but it refers to itself."""
    screen = QWidget()
    screen.own = lambda: screen  # type: ignore[attr-defined]
    return weakref.ref(screen)


def many() -> None:
    for _ in range(20):
        gc_food = [[number] for number in range(5_000)]
        del gc_food


def test_a_worker_never_takes_a_screen_apart(qtbot: QtBot) -> None:
    owner = QObject()
    collector = GarbageCollector(owner)
    left = ring()
    worker = threading.Thread(target=many)
    worker.start()
    worker.join()
    assert left() is not None
    collector.whole()
    qtbot.waitUntil(lambda: left() is None)


def test_what_is_due_goes_while_the_program_idles(qtbot: QtBot) -> None:
    owner = QObject()
    collector = GarbageCollector(owner)
    left = ring()
    held = [[] for _ in range(2_000)]  # more than the youngest generation may hold
    collector.look()
    assert left() is None and len(held) == 2_000
    assert not gc.isenabled()


@pytest.mark.parametrize("shown", [False, True])
def test_a_window_that_asks_for_its_room_does_not_own_the_screen(qtbot: QtBot, shown: bool) -> None:
    window = QWidget()
    dialog = QDialog(window)
    for one in (window, dialog):
        one.setVisible(shown)
        assert screen_fit.room(one).width() > 0
        screen = QGuiApplication.primaryScreen()
        assert "parent" not in shiboken6.dump(screen), "the screen would go with that window"
    dialog.close()
    window.close()
