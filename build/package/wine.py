"""Windows programs run on this machine: Wine 10 in a Debian 13 tree, a fresh copy of one prepared C: each time.

    with Screen() as screen, Wine({folder: "/program"}, screen=screen) as wine:
        wine.run(r"Z:\\program\\branch-desk-console.exe", "--selftest", env={"BRANCH_DESK_PLATFORM": "windows"})

What a binding puts at /program is Z:\\program for Windows. C: is `wine.drive` on this machine. Everything written,
registry included, is gone when the context ends; within it, programs follow each other as on one computer.
Wine passes no QT_* variable on: the program takes its platform from BRANCH_DESK_PLATFORM.
"""

import subprocess
import threading
import time
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO

import trees
from inputs import finish, stamped
from screen import Screen
from steps import WORK, run, say, stop

SUITE = "trixie"
# Wine opens its X and font libraries by name, so that they are no dependencies of it.
PACKAGES = (
    "wine", "wine64", "locales", "libegl1", "libgl1", "libxcomposite1", "libxcursor1", "libxext6", "libxfixes3",
    "libxi6", "libxinerama1", "libxrandr2", "libxrender1",
)  # fmt: skip
PREFIX = "/root/.wine"
CHINESE, WESTERN = "zh_CN.UTF-8", "C.UTF-8"  # ANSI code pages 936 and 1252
WINDOWS_VERSION = "win10"
LAST_WORDS_SECONDS = 3  # a pipe stays open while some service of Wine holds it
_QUIET = {
    "WINEPREFIX": PREFIX,
    "WINEDEBUG": "-all",
    "WINEDLLOVERRIDES": "mscoree,mshtml=;winemenubuilder.exe=d",  # nothing to download, no menus on the host
}


def windows_path(inside: str | PurePosixPath) -> str:
    """How Windows names a place of the tree: /program/a is Z:\\program\\a."""
    return "Z:" + str(inside).replace("/", "\\")


def prefix() -> Path:
    """A new Windows 10 as Wine makes it, made once; never used itself, only under a layer."""
    base = trees.tree(SUITE, PACKAGES)
    place, wanted = WORK / "wine", f"{(base / '.inputs').read_text(encoding='utf-8')} {WINDOWS_VERSION} 1"
    if not stamped(place, wanted):
        say("making a Windows for Wine")
        place.mkdir(parents=True)
        with trees.Visit(base, {place: "/root"}) as visit:
            env = {**_QUIET, "LC_ALL": CHINESE}
            visit.run("localedef", "-i", "zh_CN", "-f", "UTF-8", "zh_CN.UTF-8")
            for words in (("wineboot", "--init"), ("wine", "winecfg", "-v", WINDOWS_VERSION)):
                visit.run("sh", "-c", '"$@" >/dev/null 2>&1 </dev/null', "sh", *words, env=env)
            visit.run("wineserver", "-w", env=env)
        finish(place, wanted)
    return place


class Wine:
    """A Windows computer for the length of a context; see above."""

    def __init__(
        self,
        binds: Mapping[Path, str] | None = None,
        *,
        screen: Screen | None = None,
        dpi: int = 96,
        locale: str = CHINESE,
    ) -> None:
        self._below = prefix()
        self.visit = trees.Visit(trees.tree(SUITE, PACKAGES), binds)
        self.screen, self.dpi, self.locale = screen, dpi, locale

    @property
    def root(self) -> Path:
        """Drive Z: on this machine."""
        return self.visit.root

    @property
    def drive(self) -> Path:
        """Drive C: on this machine."""
        return self.root / PREFIX.lstrip("/") / "drive_c"

    def windows(self, place: Path) -> str:
        """How Windows names a file of this machine: one on its C:, or one in a binding."""
        bound = [(host, windows_path(inside)) for host, inside in self.visit.binds.items()]
        for base, start in ((self.drive, "C:"), *bound, (self.root, "Z:")):
            if place.is_relative_to(base):
                return "\\".join((start, *place.relative_to(base).parts))
        raise ValueError(f"Windows does not see {place}")

    def host(self, name: str) -> Path:
        """Where on this machine a file lies that Windows names so."""
        base = self.drive if name[:2].upper() == "C:" else self.root
        return base / name[2:].replace("\\", "/").lstrip("/")

    def write_protect(self, inside: str) -> None:
        """Nothing can be written into this binding any more, whoever tries."""
        run("mount", "-o", "remount,bind,ro", self.root / inside.lstrip("/"))

    def __enter__(self) -> "Wine":
        self.visit.__enter__()
        try:
            self._prepare()
        except BaseException:
            self._leave()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()

    def _prepare(self) -> None:
        place, scratch = self.root / PREFIX.lstrip("/"), self.root.parent
        place.mkdir(parents=True)
        for name in ("c-upper", "c-work"):
            (scratch / name).mkdir()
        layers = (
            f"lowerdir={self._below / '.wine'},upperdir={scratch / 'c-upper'},workdir={scratch / 'c-work'}"
        )
        run("mount", "-t", "overlay", "overlay", "-o", layers, place)
        self.visit.run("localedef", "-i", "zh_CN", "-f", "UTF-8", "zh_CN.UTF-8")
        # Services are started here, so that they hold no pipe of a later program; -p: they stay.
        self._silently("wineserver", "-p")
        self._silently("wineboot")
        if self.dpi != 96:
            desktop = r"HKCU\Control Panel\Desktop"
            self.set_value(desktop, "LogPixels", str(self.dpi), kind="REG_DWORD")
        if self.screen:
            self._silently("wine", "start", "/b", "explorer.exe", "/desktop")

    def _leave(self) -> None:
        self.visit.attempt("wineserver", "-k", env=self.environment())
        self.visit.attempt("wineserver", "-w", env=self.environment(), timeout=60)
        self.visit.__exit__(None, None, None)

    def _silently(self, *words: str) -> None:
        self.visit.run("sh", "-c", '"$@" >/dev/null 2>&1 </dev/null', "sh", *words, env=self.environment())

    def environment(self, locale: str = "", env: Mapping[str, str] | None = None) -> dict[str, str]:
        """What every program starts with; `locale` decides the ANSI code page."""
        display = {"DISPLAY": self.screen.display} if self.screen else {}
        return {**_QUIET, "LC_ALL": locale or self.locale, **display, **(env or {})}

    def start(
        self,
        program: str,
        *words: str,
        locale: str = "",
        env: Mapping[str, str] | None = None,
        encoding: str = "utf-8",
    ) -> subprocess.Popen[str]:
        """Begin a program (a Windows path) and return at once; its exit code is the process's."""
        command = self.visit.command("wine", program, *words, env=self.environment(locale, env))
        pipe = subprocess.PIPE
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, encoding=encoding, errors="replace"
        )

    def attempt(
        self,
        program: str,
        *words: str,
        locale: str = "",
        env: Mapping[str, str] | None = None,
        timeout: float = 600,
        encoding: str = "utf-8",
    ) -> subprocess.CompletedProcess[str]:
        """Run a program to its end and return whatever came of it; exit code -1 when it had to be ended."""
        process = self.start(program, *words, locale=locale, env=env, encoding=encoding)
        assert process.stdout and process.stderr
        said: tuple[list[str], list[str]] = ([], [])
        readers = [
            threading.Thread(target=_collect, args=(stream, lines), daemon=True)
            for stream, lines in zip((process.stdout, process.stderr), said, strict=True)
        ]
        for reader in readers:
            reader.start()
        try:
            code = process.wait(timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            code = -1
        until = time.monotonic() + LAST_WORDS_SECONDS
        for reader in readers:
            reader.join(max(0.0, until - time.monotonic()))
        return subprocess.CompletedProcess([program, *words], code, "".join(said[0]), "".join(said[1]))

    def run(
        self,
        program: str,
        *words: str,
        locale: str = "",
        env: Mapping[str, str] | None = None,
        timeout: float = 600,
    ) -> str:
        """Run a program to its end; stops with what it said when it fails."""
        done = self.attempt(program, *words, locale=locale, env=env, timeout=timeout)
        if done.returncode:
            said = (done.stdout + done.stderr)[-4000:]
            stop(f"under Wine: {program} {' '.join(words)}: exit {done.returncode}\n{said}")
        return done.stdout

    def set_value(self, key: str, name: str, value: str, kind: str = "REG_SZ") -> None:
        """Write a value of the registry."""
        self.run("reg", "add", key, "/v", name, "/t", kind, "/d", value, "/f")


def _collect(stream: IO[str], lines: list[str]) -> None:
    for line in stream:
        lines.append(line)
