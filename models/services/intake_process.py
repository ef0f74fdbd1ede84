"""The parent's end of the reading processes: starts them, feeds them, and outlives them whatever a file does to one."""

import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import cycle
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from exporters.package.refusal import PackageRefused, Reason
from models.domain.errors import Cancelled
from models.services import limits
from models.services.intake_worker import Found, Job, NotTaken, serve
from models.services.staging import Staged

MOST_READERS = 2  # 110 MB each
MANY = 20  # files; a second process for fewer starts up longer than it helps
AHEAD = 4  # files that may wait at a process while it works
SECONDS = 60.0  # that one file may take
_LOOK_AGAIN = 0.1  # seconds between two looks at “cancel”

Answer = Found | NotTaken


@contextmanager
def _deaf() -> Generator[None]:
    """Ctrl+C is for us: a process begun here does not hear it, and ends with its pipe."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Readers:
    """The processes of a batch, one for a few files; files go to them in turn. Use as a context."""

    def __init__(self, job: Job, is_cancelled: Callable[[], bool]) -> None:
        number = min(MOST_READERS, os.cpu_count() or 1) if job.files >= MANY else 1
        self._processes = [_ReadingProcess(job, is_cancelled) for _ in range(number)]

    def __enter__(self) -> "Readers":
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.stop()

    def read(self, files: Iterable[Staged]) -> Iterator[Answer]:
        """One answer a file. Cancelled when the person wants no more."""
        asked: deque[_ReadingProcess] = deque()
        turns = cycle(self._processes)
        for staged in files:
            if staged.path is None:
                yield NotTaken(staged.token, staged.refused or PackageRefused(Reason.READ_ERROR))
                continue
            process = next(turns)
            process.send(staged)
            asked.append(process)
            if len(asked) >= AHEAD * len(self._processes):
                yield asked.popleft().answer()
        while asked:
            yield asked.popleft().answer()


class _ReadingProcess:
    """One process; a new one when a file brought it down."""

    def __init__(self, job: Job, is_cancelled: Callable[[], bool]) -> None:
        self._job, self._is_cancelled = job, is_cancelled
        self._context = get_context("spawn")
        self._process: Any = None
        self._pipe: Connection | None = None
        self._limits: Any = None
        self._waiting: deque[Staged] = deque()

    def send(self, staged: Staged) -> None:
        """One more file for the process to read."""
        if self._process is None:
            self._start()
        self._waiting.append(staged)
        self._order(staged)

    def _order(self, staged: Staged) -> None:
        """A process that has died is noticed when its answer is awaited."""
        try:
            if self._pipe is not None:
                self._pipe.send((staged.token, str(staged.path)))
        except (BrokenPipeError, ConnectionResetError):
            return

    def answer(self) -> Answer:
        """The answer to the file that waits longest; NotTaken when it took too long, or brought two processes down."""
        staged = self._waiting[0]
        answer = self._receive()
        if answer is Reason.STOPPED:  # perhaps by a lack of memory, or by somebody: once more, and alone
            self._restart(1)
            answer = self._receive()
            if not isinstance(answer, Reason):
                for later in list(self._waiting)[1:]:
                    self._order(later)
        self._waiting.popleft()
        if isinstance(answer, Reason):
            self._restart(len(self._waiting))
            return NotTaken(staged.token, PackageRefused(answer))
        return answer

    def _receive(self) -> Answer | Reason:
        """What the process says, or what became of it."""
        pipe = self._pipe
        if pipe is None:
            return Reason.STOPPED
        for _ in range(round(SECONDS / _LOOK_AGAIN)):
            if self._is_cancelled():
                raise Cancelled
            try:
                if pipe.poll(_LOOK_AGAIN):
                    return pipe.recv()
            except (EOFError, OSError):
                return Reason.STOPPED
        return Reason.TOO_SLOW

    def _restart(self, number: int) -> None:
        """A new process for the first of the files that wait."""
        self.stop()
        if number:
            self._start()
            for staged in list(self._waiting)[:number]:
                self._order(staged)

    def _start(self) -> None:
        here, there = self._context.Pipe()
        process = self._context.Process(target=serve, args=(there,), daemon=True)
        with _deaf():
            process.start()
        there.close()  # so that a process that died is heard
        self._process, self._pipe = process, here
        self._limits = limits.limit_child(process.pid or 0)
        with suppress(OSError):  # dead already: noticed when its answer is awaited
            here.send(self._job)

    def stop(self) -> None:
        """End the process, if one runs; safe to call twice."""
        if self._process is None:
            return
        if self._pipe is not None:
            self._pipe.close()
        self._process.join(0.2 if self._waiting else 2.0)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process.close()
        limits.release(self._limits)
        self._process = self._pipe = self._limits = None
