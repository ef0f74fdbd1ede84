"""Nobody at the desk: no key, no mouse for some minutes, or a computer that slept, as a clock that never jumps says."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QMouseEvent

TICK_MS = 1000
WARN_SECONDS = 30
SLEPT_SECONDS = 5  # between two looks; less is a busy moment
INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.NonClientAreaMouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletPress,
    }
)


class Away(Enum):
    """Why the data are closed, as the password page says it."""

    ASKED = "已锁定。"
    IDLE = "一段时间没有操作，已自动锁定。"
    SLEPT = "电脑睡眠过，已自动锁定。"
    SESSION = "屏幕锁定或切换了用户，已自动锁定。"

    @property
    def cause(self) -> str:
        """What happened, without what was done about it."""
        return self.value.removesuffix("已自动锁定。")


@dataclass(frozen=True, slots=True)
class Moment:
    """Seconds since some start: `elapsed` counts sleep, `awake` doesn't; neither knows the wall clock."""

    elapsed: float
    awake: float


def now() -> Moment:
    """Two clocks of the system that nobody can set."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415  (only there)

        ticks = ctypes.c_ulonglong()
        ctypes.windll.kernel32.QueryUnbiasedInterruptTime(ctypes.byref(ticks))
        return Moment(time.monotonic(), ticks.value / 10_000_000)
    return Moment(time.clock_gettime(time.CLOCK_BOOTTIME), time.monotonic())


class IdleWatch(QObject):
    """`away(reason)` once; `warned(seconds)` in the last half minute, 0 when somebody moved after all."""

    away = Signal(object)
    warned = Signal(int)

    def __init__(
        self, minutes: Callable[[], int], clock: Callable[[], Moment] = now, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._minutes, self._clock = minutes, clock
        self._seen = self._looked = clock()
        self._warning = False
        self._pointer = QPoint()
        self._windows: set[QObject] = set()
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Watch from now on; windows that appear later are found at the next look."""
        self.stop()
        self._seen = self._looked = self._clock()
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.connect(self._find_windows)
        # composing pinyin sends no keys to the window, but it moves the cursor
        QGuiApplication.inputMethod().cursorRectangleChanged.connect(self.touch)
        self._find_windows()
        self._timer.start()

    def stop(self) -> None:
        if not self._timer.isActive():
            return
        self._timer.stop()
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.disconnect(self._find_windows)
        QGuiApplication.inputMethod().cursorRectangleChanged.disconnect(self.touch)
        for window in filter(shiboken6.isValid, self._windows):
            window.removeEventFilter(self)
        self._windows.clear()

    def touch(self) -> None:
        """Somebody is there."""
        self._seen = self._clock()
        if self._warning:
            self._warning = False
            self.warned.emit(0)

    def look(self) -> None:
        """What the clocks say; the timer asks every second."""
        if not self._timer.isActive():
            return
        self._find_windows()
        moment, before = self._clock(), self._looked
        self._looked = moment
        slept = (moment.elapsed - before.elapsed) - (moment.awake - before.awake)
        if slept > SLEPT_SECONDS:
            self._leave(Away.SLEPT)
            return
        left = self._minutes() * 60 - (moment.elapsed - self._seen.elapsed)
        if left <= 0:
            self._leave(Away.IDLE)
        elif left <= WARN_SECONDS:
            self._warning = True
            self.warned.emit(max(1, round(left)))

    def _leave(self, why: Away) -> None:
        self.stop()
        self.away.emit(why)

    def _find_windows(self) -> None:
        self._windows = {window for window in self._windows if shiboken6.isValid(window)}
        for window in QGuiApplication.topLevelWindows():
            if window not in self._windows:
                self._windows.add(window)
                window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Sees only what the system sends to whole windows; a pointer that stands still is nobody."""
        kind = event.type()
        if kind in INPUT:
            self.touch()
        elif kind == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            at = event.globalPosition().toPoint()
            if at != self._pointer:
                self._pointer = at
                self.touch()
        return False
