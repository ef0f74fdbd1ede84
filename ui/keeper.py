"""What the program does by itself for the data while the window is open, and before it closes. Quiet: the status line.

At the start and every half hour a backup when something changed; weekly the check, monthly the rehearsal; the light.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QVBoxLayout

from models.domain.errors import Cancelled
from models.domain.safety import SafetyStatus
from ui.tasks import IsCancelled, Job, Progress, Tasks
from ui.widgets.banner import Banner

if TYPE_CHECKING:
    from ui.frame_dialogs import FrameDialogs

FIRST_MS = 4000  # the window comes first
EVERY_MS = 30 * 60 * 1000
CLOCK_SECONDS = 3600
OPENED, TIMED, CLOSED = "打开时", "定时", "关闭时"
CLOCK_BACK = "电脑的时间刚才往回拨了。操作的先后按编号记，不受影响；请校正电脑的日期和时间。"

log = logging.getLogger(__name__)


def stoppable(progress: Progress, cancelled: IsCancelled) -> Progress:
    """Progress that ends the work between two steps when somebody asked for it."""

    def told(done: int, total: int) -> None:
        if cancelled():
            raise Cancelled
        progress(done, total)

    return told


class Keeper(QObject):
    """One for each main window; nothing is done in a sample branch or a file opened for reading."""

    def __init__(self, window: FrameDialogs, tasks: Tasks) -> None:
        super().__init__(window)
        self._window, self._tasks = window, tasks
        self._safety = window.desk.safety
        self._works = not window.desk.store.read_only
        self._closing = False
        self._clock = (time.time(), time.monotonic())
        self._put_off = False
        self.strip = Banner("", "soon", window)
        self.strip.add_button("复制到另一处…", lambda: window.show_safety(copy=True))
        self.strip.add_button("以后再说", self._later)
        self.strip.hide()
        layout = window.centralWidget().layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(layout.indexOf(window.keys_strip), self.strip)
        window.status.safety_clicked.connect(window.show_safety)
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.tick)

    def start(self) -> None:
        """The light at once, the work a little later."""
        self.refresh()
        if self._works:
            self._timer.start()
            QTimer.singleShot(FIRST_MS, self, self.first)

    def refresh(self) -> None:
        """Ask for the state off the GUI thread; a damaged file may refuse even that."""
        self._tasks.run(
            lambda _p, _c: self._safety.status(), self._show, lambda _error: None, cancellable=False
        )

    def _show(self, status: SafetyStatus) -> None:
        if not self._window.desk.store.is_open:
            return
        self._window.status.set_safety(status.light.value, status.sentence)
        if self._works and not self._put_off:
            late = [
                line.text for line in status.lines if line.topic == "另一处" and line.light.value != "done"
            ]
            self.strip.say(late[0] if late else "", "soon")
            self.strip.setVisible(bool(late) and self._safety.due().copy)

    def _later(self) -> None:
        self._put_off = True
        self.strip.hide()

    # by itself

    def first(self) -> None:
        """What is due since the last time, one after the other."""
        if not self._window.desk.store.is_open:
            return
        due = self._safety.due()
        steps: list[tuple[str, Callable[[Progress], Any]]] = [("正在备份…", self._backup(OPENED))]
        if due.check:
            steps.append(("正在核对数据…", self._safety.check_all))
        if due.rehearsal:
            steps.append(("正在演练恢复…", self._safety.rehearse))
        self._run_next(steps)

    def tick(self) -> None:
        """Every half hour."""
        self._look_at_clock()
        if self._window.desk.store.is_open and self._safety.is_dirty():
            self._run_next([("正在备份…", self._backup(TIMED))])

    def _backup(self, reason: str) -> Callable[[Progress], Any]:
        return lambda progress: self._safety.backup(reason, progress, only_changed=True)

    def _run_next(self, steps: list[tuple[str, Callable[[Progress], Any]]]) -> None:
        if not steps:
            self.refresh()
            return
        title, act = steps[0]

        def job(progress: Progress, cancelled: IsCancelled) -> Any:
            return act(stoppable(progress, cancelled))

        def failed(error: BaseException) -> None:
            if not isinstance(error, Cancelled):
                log.warning("keeping: %s", type(error).__name__)
                self._window.context.say(f"× {title.strip('正在…')}没有成功，请点右下角“数据安全”查看。")
            self._run_next(steps[1:])

        self._tasks.run(job, lambda _result: self._run_next(steps[1:]), failed, title=title)

    def _look_at_clock(self) -> None:
        wall, steady = time.time(), time.monotonic()
        if wall - self._clock[0] < steady - self._clock[1] - CLOCK_SECONDS:
            self._window.context.say(f"！ {CLOCK_BACK}")
        self._clock = (wall, steady)

    # closing

    def backup_for_lock(self) -> None:
        """The window is already out of sight: whoever closes it waits for running jobs."""
        if self._works and not self._closing and self._safety.is_dirty():
            self._closing = True
            self._tasks.run(self._closing_job(), lambda _path: None, self._not_backed_up, cancellable=False)

    def holds_closing(self) -> bool:
        """Whether closing waits for a backup, which is said; afterwards the window is closed again."""
        if self._closing or not self._works or not self._safety.is_dirty():
            return False
        from ui.dialogs.closing_dialog import ClosingDialog  # noqa: PLC0415  (start-up: at the end)

        self._closing = True
        dialog = ClosingDialog(self._window)
        over: list[bool] = []

        def done(error: BaseException | None = None) -> None:
            over.append(True)
            if error is not None:
                self._not_backed_up(error)
            dialog.accept()
            if dialog.was_waiting:
                self._window.close()

        task = self._tasks.run(self._closing_job(), lambda _path: done(), done)
        dialog.give_up.connect(task.cancel)
        if over:
            return False
        dialog.wait()
        return True

    def _closing_job(self) -> Job:
        def job(progress: Progress, cancelled: IsCancelled) -> Any:
            return self._safety.backup(CLOSED, stoppable(progress, cancelled), only_changed=True)

        return job

    @staticmethod
    def _not_backed_up(error: BaseException) -> None:
        """It is remembered and red at the next start; the data themselves are saved long since."""
        log.warning("no backup at closing: %s", type(error).__name__)
