"""The parent's end of the reading processes: starts them, feeds them, and outlives them whatever a file does to one."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
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
        """The answer to the file that waits longest; NotTaken when the process died over it or took too long."""
        staged = self._waiting[0]
        answer = self._receive()
        self._waiting.popleft()
        if answer is None:
            self._restart()
            return NotTaken(staged.token, PackageRefused(Reason.BAD_CONTENT, "读取时出错或耗时过长，已中止"))
        return answer

    def _receive(self) -> Answer | None:
        pipe = self._pipe
        if pipe is None:
            return None
        for _ in range(round(SECONDS / _LOOK_AGAIN)):
            if self._is_cancelled():
                raise Cancelled
            try:
                if pipe.poll(_LOOK_AGAIN):
                    return pipe.recv()
            except (EOFError, ConnectionResetError):
                return None
        return None

    def _restart(self) -> None:
        self.stop()
        if self._waiting:
            self._start()
            for staged in self._waiting:
                self._order(staged)

    def _start(self) -> None:
        here, there = self._context.Pipe()
        process = self._context.Process(target=serve, args=(there,), daemon=True)
        process.start()
        there.close()  # so that a process that died is heard
        self._process, self._pipe = process, here
        self._limits = limits.limit_child(process.pid or 0)
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
