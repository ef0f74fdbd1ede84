"""Nobody at the desk: the clocks are turned by hand, keys and mouse come as the system sends them."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputMethodEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui import idle, session, session_windows
from ui.idle import Away, IdleWatch, Moment
from ui.settings import BY_KEY


class Clock:
    """Two clocks that only move when told; the wall clock is no part of it."""

    def __init__(self) -> None:
        self.elapsed = self.awake = 1000.0

    def __call__(self) -> Moment:
        return Moment(self.elapsed, self.awake)

    def wait(self, seconds: float) -> None:
        self.elapsed += seconds
        self.awake += seconds

    def sleep(self, seconds: float) -> None:
        self.elapsed += seconds


class Desk:
    """A window with one field, watched for ten minutes; what was said of it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.clock = Clock()
        self.minutes = 10
        self.gone: list[Away] = []
        self.warned: list[int] = []
        self.window = QWidget()
        self.field = QLineEdit()
        QVBoxLayout(self.window).addWidget(self.field)
        qtbot.addWidget(self.window)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.field.setFocus()
        self.watch = IdleWatch(lambda: self.minutes, self.clock)
        self.watch.away.connect(self.gone.append)
        self.watch.warned.connect(self.warned.append)
        self.watch.start()

    def pass_time(self, seconds: int) -> None:
        """Second after second, as the timer looks."""
        for _ in range(seconds):
            if not self.gone:
                self.clock.wait(1)
                self.watch.look()


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    made = Desk(qtbot)
    yield made
    made.watch.stop()


def test_ten_minutes_without_a_key_lock_after_half_a_minute_of_warning(desk: Desk) -> None:
    desk.pass_time(569)
    assert not desk.warned and not desk.gone
    desk.pass_time(30)
    assert desk.warned == list(range(30, 0, -1)) and not desk.gone
    desk.pass_time(1)
    assert desk.gone == [Away.IDLE]
    desk.watch.look()
    assert desk.gone == [Away.IDLE], "said once"


def _key(desk: Desk) -> None:
    QTest.keyClick(desk.window.windowHandle(), Qt.Key.Key_A)


def _click(desk: Desk) -> None:
    QTest.mouseClick(desk.window.windowHandle(), Qt.MouseButton.LeftButton, pos=QPoint(20, 20))


def _move(desk: Desk) -> None:
    QTest.mouseMove(desk.window.windowHandle(), QPoint(33, 21))
    QApplication.processEvents()


def _compose(desk: Desk) -> None:
    event = QInputMethodEvent()
    event.setCommitString("党")
    QApplication.sendEvent(desk.field, event)


@pytest.mark.parametrize("act", [_key, _click, _move, _compose], ids=["key", "click", "move", "pinyin"])
def test_whoever_types_clicks_moves_or_composes_is_there(desk: Desk, act: Callable[[Desk], None]) -> None:
    desk.pass_time(590)
    assert desk.warned
    act(desk)
    assert desk.warned[-1] == 0, "the warning is taken back at once"
    desk.pass_time(599)
    assert not desk.gone
    desk.pass_time(1)
    assert desk.gone == [Away.IDLE]


def test_a_pointer_that_stands_still_is_nobody(desk: Desk) -> None:
    at, none = QPointF(33, 21), Qt.MouseButton.NoButton
    still = QMouseEvent(QEvent.Type.MouseMove, at, at, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(desk.window.windowHandle(), still)
    desk.pass_time(590)
    QApplication.sendEvent(desk.window.windowHandle(), still)
    desk.pass_time(10)
    assert desk.gone == [Away.IDLE]


def test_keys_in_a_dialog_that_opened_later_count(qtbot: QtBot, desk: Desk) -> None:
    dialog = QDialog(desk.window)
    qtbot.addWidget(dialog)
    dialog.open()
    desk.pass_time(300)
    QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_B)
    desk.pass_time(599)
    assert not desk.gone


def test_the_setting_counts_from_one_to_thirty_minutes(desk: Desk) -> None:
    setting = BY_KEY["lock_after"]
    assert setting.default == 10
    assert {1, 30} <= {value for value, _ in setting.choices} <= set(range(1, 31))
    desk.minutes = 1
    desk.pass_time(60)
    assert desk.gone == [Away.IDLE]


def test_a_computer_that_slept_is_locked_however_short_it_was(desk: Desk) -> None:
    desk.pass_time(5)
    desk.clock.sleep(20)
    desk.watch.look()
    assert desk.gone == [Away.SLEPT]


def test_a_busy_minute_is_no_sleep(desk: Desk) -> None:
    desk.clock.wait(60)  # the program itself was busy: nobody looked
    desk.watch.look()
    assert not desk.gone


def test_the_systems_clocks_agree_while_it_is_awake() -> None:
    first = idle.now()
    second = idle.now()
    assert 0 <= second.elapsed - first.elapsed < 5
    assert abs((second.elapsed - first.elapsed) - (second.awake - first.awake)) < 1


@pytest.mark.parametrize("signal", session.SIGNALS, ids=lambda signal: signal.interface)
def test_what_the_buses_say(signal: session.Heard) -> None:
    on = [] if signal.when is None else [True]
    assert session.meaning(signal.interface, signal.member, on) is signal.why
    if signal.when is not None:
        assert session.meaning(signal.interface, signal.member, [False]) is None
    assert session.meaning(signal.interface, "Other", on) is None


def test_what_windows_says() -> None:
    sleep = session_windows.meaning(session_windows.WM_POWERBROADCAST, session_windows.PBT_APMSUSPEND)
    assert sleep is Away.SLEPT
    for code in (2, 4, 6, 7):
        assert session_windows.meaning(session_windows.WM_WTSSESSION_CHANGE, code) is Away.SESSION
    for code in (1, 5, 8):  # somebody came
        assert session_windows.meaning(session_windows.WM_WTSSESSION_CHANGE, code) is None
    assert session_windows.meaning(session_windows.WM_POWERBROADCAST, 7) is None
