"""The fork server: imports the program once, then runs each job in a forked child with the shim preloaded.

A database connection must not cross a fork, so only children ever open a store. A child answers over a pipe, line by
line: what it acknowledged before it was killed stays readable.
"""

import gc
import importlib
import json
import os
import select
import signal
import subprocess
import sys
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.faults.scale import points

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = points(60, 600)  # seconds before a child counts as hung: ten years are upgraded in the long part


@dataclass
class Done:
    """What became of one job."""

    result: Any = None
    acks: list[int] = field(default_factory=list)
    signal: int = 0
    bug: str = ""  # an exception nobody foresaw
    hung: bool = False

    @property
    def killed(self) -> bool:
        return self.signal == signal.SIGKILL and not self.hung


class Server:
    """The test's side: starts the server process and hands it jobs."""

    def __init__(self, library: Path) -> None:
        env = {**os.environ, "LD_PRELOAD": str(library), "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.server"],
            cwd=ROOT,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()

    def run(self, *jobs: tuple[str, dict[str, Any]]) -> list[Done]:
        """Each job (a function of tests.faults.jobs or trials, and its arguments) in its own child, one after the other."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(jobs, ensure_ascii=False) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "the fork server ended"
        return [Done(**done) for done in json.loads(answer)]

    def call(self, job: str, **arguments: Any) -> Any:
        """One job that must end well; its result."""
        done = self.run((job, arguments))[0]
        assert not (done.bug or done.signal or done.hung), done
        return done.result


class Answers:
    """The child's side of the pipe."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def ack(self, number: int) -> None:
        self._send({"ack": number})

    def result(self, value: Any) -> None:
        self._send({"result": value})

    def bug(self, text: str) -> None:
        self._send({"bug": text})

    def _send(self, message: dict[str, Any]) -> None:
        os.write(self._handle, (json.dumps(message, ensure_ascii=False) + "\n").encode("utf-8"))


def fork(job: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """Run one job in a child and gather what it said."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        code = 0
        try:
            _work(Answers(writing), job, arguments)
        finally:
            os._exit(code)
    os.close(writing)
    data, hung = _read(reading, child)
    _, status = os.waitpid(child, 0)
    done: dict[str, Any] = {"acks": [], "hung": hung}
    for line in data.decode("utf-8").splitlines():
        message = json.loads(line)
        if "ack" in message:
            done["acks"].append(message["ack"])
        else:
            done.update(message)
    done["signal"] = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    return done


def _work(answers: Answers, job: str, arguments: dict[str, Any]) -> None:
    from tests.faults import jobs, trials, upgrades  # noqa: PLC0415  (the test's side never loads the program)

    try:
        work = next(getattr(module, job) for module in (jobs, trials, upgrades) if hasattr(module, job))
        answers.result(work(answers, **arguments))
    except BaseException:  # noqa: BLE001  (told to the test, whatever it was)
        answers.bug(traceback.format_exc()[-3000:])


def _read(handle: int, child: int) -> tuple[bytes, bool]:
    parts: list[bytes] = []
    hung = False
    while True:
        ready, _, _ = select.select([handle], [], [], PATIENCE)
        if not ready:
            hung = True
            os.kill(child, signal.SIGKILL)
        part = os.read(handle, 1 << 16)
        if not part:
            os.close(handle)
            return b"".join(parts), hung
        parts.append(part)


def main() -> None:
    importlib.import_module("tests.faults.planted")  # before the program: it may plant a defect in it
    from tests.faults import jobs, trials, upgrades  # noqa: F401, PLC0415  (the test's side never loads the program)

    jobs.warm_up()
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        answers = [fork(job, arguments) for job, arguments in json.loads(line)]
        sys.stdout.write(json.dumps(answers, ensure_ascii=False) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
