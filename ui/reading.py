"""What a screen shows, read at once; in a branch of thousands beside the window, where a later question replaces an earlier."""

from collections.abc import Callable
from typing import Generic, TypeVar

from models.domain.errors import Cancelled
from ui.context import Context
from ui.tasks import IsCancelled, Progress, Task

T = TypeVar("T")


class Reading(Generic[T]):
    """Belongs to one screen; `take` shows what was read, `stopped` says that somebody broke it off."""

    def __init__(
        self,
        context: Context,
        title: str,
        take: Callable[[T], None],
        stopped: Callable[[], None] | None = None,
    ) -> None:
        self._context, self._title = context, title
        self._take, self._stopped = take, stopped
        self._task: Task | None = None
        self._next: Callable[[Progress, IsCancelled], T] | None = None
        self._waiting: Callable[[], None] | None = None

    def start(self, job: Callable[[Progress, IsCancelled], T]) -> bool:
        """Read, and show it; True when that is still going on. One at a time: the last one asked for is the next."""
        if not self._context.desk.duties.is_large:
            self._take(job(lambda _done, _total: None, lambda: False))
            return False
        if self._task is not None:
            self._next = job
            if self._stopped is not None:
                self._task.cancel()
            return True
        self._task = task = self._context.tasks.run(
            job, self._done, self._failed, title=self._title, cancellable=self._stopped is not None
        )
        if task not in self._context.tasks.running:  # done at once
            self._task = None
        return self._task is not None

    def after(self, act: Callable[[], None]) -> bool:
        """Whether `act` has to wait until everything is read; it is done then."""
        if self._task is not None:
            self._waiting = act
        return self._task is not None

    def abandon(self) -> None:
        """Nobody is left to see it."""
        if self._task is not None:
            self._task.abandon()
        self._task = self._next = self._waiting = None

    def _done(self, found: T) -> None:
        self._task = None
        if self._goes_on():
            return
        self._take(found)
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting()

    def _failed(self, error: BaseException) -> None:
        self._task = None
        if self._goes_on():
            return
        self._waiting = None
        if not isinstance(error, Cancelled):
            self._context.tasks.failed.emit(error)
        elif self._stopped is not None:
            self._stopped()

    def _goes_on(self) -> bool:
        """What was asked for in the meantime is read now."""
        job, self._next = self._next, None
        return job is not None and self.start(job)
