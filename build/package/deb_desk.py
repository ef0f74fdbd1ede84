"""An ordinary person's desk in a Debian tree: a user, windows on a screen of this machine, pictures of them."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bundle import Product
from screen import Screen, colours
from steps import WORK, run, say, stop
from trees import Visit

PICTURES = WORK / "pictures"
HOME = "/home/王 小明"
NUMBER = 1000
FEWEST_COLOURS = 50  # an empty window has fewer than ten
TITLE_BAR = 20  # the least a window manager draws above a window
SETTLING = 2.0  # until the whole font has come and the window has its last size
PATIENCE = 60.0  # seconds for a window on a busy machine


def suite(visit: Visit) -> str:
    """The Debian a tree is of."""
    return visit.base.name.split("-")[0]


class Person:
    """A user of the tree without rights, with a home folder of hanzi and a space."""

    def __init__(self, visit: Visit, names: Product) -> None:
        self.visit, self.names = visit, names
        self.home = visit.root / HOME.lstrip("/")
        self.home.mkdir(parents=True)
        os.chown(self.home, NUMBER, NUMBER)
        for file, line in (  # a minimal tree has no useradd
            ("passwd", f"clerk:x:{NUMBER}:{NUMBER}::{HOME}:/bin/sh\n"),
            ("group", f"clerk:x:{NUMBER}:\n"),
        ):
            with (visit.root / "etc" / file).open("a", encoding="utf-8") as entries:
                entries.write(line)

    def command(self, *words: str, env: Mapping[str, str] | None = None) -> list[str]:
        """The words that run something as this person."""
        own = {"HOME": HOME, "USER": "clerk", "LANG": "zh_CN.UTF-8", **(env or {})}
        return self.visit.command(
            "setpriv", "--reuid=clerk", "--regid=clerk", "--init-groups", *words, env=own
        )

    def run(self, *words: str, env: Mapping[str, str] | None = None, text: str = "") -> str:
        """What the program said; stops unless it went well and said `text`."""
        done = subprocess.run(
            self.command(self.names.name, *words, env=env),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=300,
        )
        said = done.stdout + done.stderr
        if done.returncode or text not in said or "Traceback" in said:
            stop(f"{suite(self.visit)}: {' '.join(words)}: exit {done.returncode}\n{said}")
        return done.stdout


def tools() -> None:
    """What looking at windows needs on this machine."""
    if missing := [name for name in ("xdotool", "openbox") if shutil.which(name) is None]:
        stop(f"missing: install the Debian packages {' '.join(missing)}.")


def end(process: subprocess.Popen[str]) -> None:
    """Close a program that this check started, with everything it started itself."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


@contextmanager
def managed(size: tuple[int, int] = (1366, 768)) -> Iterator[Screen]:
    """A screen with a window manager, so that windows have frames and come to the front."""
    tools()
    with Screen(*size) as screen:
        quiet = subprocess.DEVNULL
        manager = subprocess.Popen(
            ["openbox"],
            env={**os.environ, "DISPLAY": screen.display},
            stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True, text=True,
        )  # fmt: skip
        try:
            yield screen
        finally:
            end(manager)


def window(screen: Screen, title: str) -> str:
    """The visible window whose title matches, or nothing."""
    found = subprocess.run(
        ["xdotool", "search", "--onlyvisible", "--name", title],
        env={**os.environ, "DISPLAY": screen.display},
        capture_output=True,
        text=True,
        check=False,
    )
    return next(iter(found.stdout.split()), "")


def size(screen: Screen, number: str) -> tuple[int, int]:
    """Width and height of a window, without the manager's frame."""
    env = {**os.environ, "DISPLAY": screen.display}
    said = run("xdotool", "getwindowgeometry", "--shell", number, env=env)
    found = dict(re.findall(r"^(WIDTH|HEIGHT)=(\d+)$", said, re.MULTILINE))
    return int(found["WIDTH"]), int(found["HEIGHT"])


def window_colours(screen: Screen, number: str, scratch: Path) -> int:
    """How many colours a window shows; the frame does not count."""
    words = ["import", "-display", screen.display, "-window", number, str(scratch)]
    if subprocess.run(words, capture_output=True, check=False).returncode:
        return 0  # just being replaced by another
    return colours(scratch)


@contextmanager
def opened(
    person: Person, screen: Screen, words: list[str], title: str, picture: str, **env: str
) -> Iterator[subprocess.Popen[str]]:
    """The program with its window on the screen and painted; a picture of it is kept. It must fit the screen."""
    log = WORK / f"{picture}.log"
    with log.open("w", encoding="utf-8") as file:
        program = subprocess.Popen(
            person.command(*words, env={"DISPLAY": screen.display, **env}),
            stdin=subprocess.DEVNULL, stdout=file, stderr=file, start_new_session=True, text=True,
        )  # fmt: skip
    try:
        _until_painted(person, screen, program, title, PICTURES / f"{picture}.png", log)
        yield program
    finally:
        end(program)


def _until_painted(
    person: Person, screen: Screen, program: subprocess.Popen[str], title: str, picture: Path, log: Path
) -> None:
    where = suite(person.visit)
    picture.parent.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    while not (number := window(screen, title)):
        if program.poll() is not None or time.monotonic() - started > PATIENCE:
            stop(f"{where}: no window “{title}”, exit {program.poll()}\n{log.read_text('utf-8')}")
        time.sleep(0.2)
    took = time.monotonic() - started
    while window_colours(screen, number, picture) < FEWEST_COLOURS:
        if program.poll() is not None or time.monotonic() - started > PATIENCE:
            stop(f"{where}: the window stays empty, see {picture}\n{log.read_text('utf-8')}")
        time.sleep(0.2)
    time.sleep(SETTLING)
    screen.picture(picture)
    width, height = size(screen, number)
    most_wide, most_high = (int(part) for part in screen.size.split("x")[:2])
    if width > most_wide or height > most_high - TITLE_BAR:
        stop(f"{where}: {width}×{height} does not fit the screen, see {picture}")
    if "Traceback" in log.read_text(encoding="utf-8"):
        stop(f"{where}: {log.read_text('utf-8')}")
    say(f"{where}: window after {took:.1f} s, {width}×{height}: {picture.name}")


def entry_words(visit: Visit, names: Product, file: str) -> list[str]:
    """The command line a desktop makes of the installed entry for one file."""
    entry = visit.root / f"usr/share/applications/{names.name}.desktop"
    line = next(one for one in entry.read_text("utf-8").splitlines() if one.startswith("Exec="))
    words = shlex.split(line.removeprefix("Exec="))
    if "%f" not in words:
        stop("the desktop entry does not pass a file")
    return [file if word == "%f" else word for word in words]
