"""The parent's end of the reading process: starts it, feeds it, and outlives it whatever a file does to it."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from exporters.package.refusal import PackageRefused, Reason
from models.domain.errors import Cancelled
from models.services import limits
from models.services.intake_worker import Found, Job, NotTaken, serve
from models.services.staging import Staged

AHEAD = 4  # files that may wait at the process while it works
SECONDS = 60.0  # that one file may take
_LOOK_AGAIN = 0.1  # seconds between two looks at “cancel”

Answer = Found | NotTaken


class ReadingProcess:
    """One process for a batch; a new one when a file brought it down. Use as a context."""

    def __init__(self, job: Job, is_cancelled: Callable[[], bool]) -> None:
        self._job, self._is_cancelled = job, is_cancelled
        self._context = get_context("spawn")
        self._process: Any = None
        self._pipe: Connection | None = None
        self._limits: Any = None
        self._waiting: deque[Staged] = deque()

    def __enter__(self) -> "ReadingProcess":
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def read(self, files: Iterable[Staged]) -> Iterator[Answer]:
        """One answer a file. Cancelled when the person wants no more."""
        for staged in files:
            if staged.path is None:
                yield NotTaken(staged.token, staged.refused or PackageRefused(Reason.READ_ERROR))
                continue
            self._send(staged)
            if len(self._waiting) >= AHEAD:
                yield self._answer()
        while self._waiting:
            yield self._answer()

    def _send(self, staged: Staged) -> None:
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

    def _answer(self) -> Answer:
        """The answer to the file that waits longest; NotTaken when the process died over it or took too long."""
        staged = self._waiting[0]
        answer = self._receive()
        self._waiting.popleft()
        if answer is None:
            self._restart()
            return NotTaken(staged.token, PackageRefused(Reason.BAD_CONTENT, "读取时出错或耗时过长，已中止"))
        if isinstance(answer, Found):
            self._job = replace(self._job, starts=answer.starts)
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
        self._stop()
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

    def _stop(self) -> None:
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
