"""Background work: the only QRunnable of the program, with one GUI-thread owner of the signals.

A job is a plain function `job(progress, cancelled)`; it never touches a widget. Its result, or its error,
comes back on the GUI thread.
"""

import itertools
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from models.domain.errors import Cancelled

Progress = Callable[[int, int], None]
IsCancelled = Callable[[], bool]
Job = Callable[[Progress, IsCancelled], Any]

log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class Task:
    """One running job as the status line shows it."""

    number: int
    title: str
    cancellable: bool
    on_done: Callable[[Any], None] | None
    on_error: Callable[[BaseException], None] | None
    done: int = 0
    total: int = 0
    cancel_wanted: bool = False

    def cancel(self) -> None:
        """Ask the job to stop; it looks at `cancelled()` between two steps."""
        self.cancel_wanted = True

    def abandon(self) -> None:
        """Ask the job to stop; nobody is left to hear of its result (an error is still told)."""
        self.cancel()
        self.on_done = self.on_error = None


class _Runner(QRunnable):
    def __init__(self, task: Task, job: Job, post: Callable[[int, str, object], None]) -> None:
        super().__init__()
        self._task, self._job, self._post = task, job, post

    def run(self) -> None:
        number = self._task.number
        try:
            result = self._job(
                lambda done, total: self._post(number, "progress", (done, total)),
                lambda: self._task.cancel_wanted,
            )
        except Exception as error:  # noqa: BLE001  (edge: errors travel to the GUI thread as objects)
            self._post(number, "error", error)
        else:
            self._post(number, "done", result)


class Tasks(QObject):
    """Runs jobs on the pool. `failed` is the answer to an error nobody else takes."""

    started = Signal(object)  # Task
    progressed = Signal(object)
    finished = Signal(object)
    failed = Signal(object)  # the exception
    _posted = Signal(int, str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._numbers = itertools.count(1)
        self._tasks: dict[int, Task] = {}
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(2)
        self._posted.connect(self._receive)  # queued by itself: it comes from another thread

    @property
    def running(self) -> list[Task]:
        return list(self._tasks.values())

    def run(
        self,
        job: Job,
        on_done: Callable[[Any], None] | None = None,
        on_error: Callable[[BaseException], None] | None = None,
        title: str = "",
        cancellable: bool = True,
    ) -> Task:
        """Start a job; `title` is what the status line says while it runs ("正在导入…")."""
        task = Task(next(self._numbers), title, cancellable, on_done, on_error)
        self._tasks[task.number] = task
        self.started.emit(task)
        self._start(_Runner(task, job, self._post))
        return task

    def wait(self) -> None:
        """Ask every job to stop and wait for it; for closing."""
        for task in self._tasks.values():
            task.abandon()
        self._pool.waitForDone()

    def _start(self, runner: _Runner) -> None:
        self._pool.start(runner)

    def _post(self, number: int, what: str, payload: object) -> None:
        self._posted.emit(number, what, payload)

    def _receive(self, number: int, what: str, payload: object) -> None:
        task = self._tasks.get(number)
        if task is None:
            return
        if what == "progress" and isinstance(payload, tuple):
            task.done, task.total = payload
            self.progressed.emit(task)
            return
        del self._tasks[number]
        self.finished.emit(task)
        if what == "done":
            if task.on_done:
                task.on_done(payload)
            return
        assert isinstance(payload, BaseException)
        if isinstance(payload, Cancelled):
            log.info("job cancelled")
        if task.on_error:
            task.on_error(payload)
        elif not isinstance(payload, Cancelled):
            self.failed.emit(payload)


class InstantTasks(Tasks):
    """Runs each job at once, on the calling thread: for tests and pictures."""

    def _start(self, runner: _Runner) -> None:
        runner.run()

    def _post(self, number: int, what: str, payload: object) -> None:
        self._receive(number, what, payload)
