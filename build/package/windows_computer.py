"""A Windows computer with the setup at hand and somebody's data on it, as the checks of the setup use it."""

import hashlib
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bundle import ROOT, Product
from screen import Screen
from steps import run, stop
from windows_setup import programs
from wine import Wine

USER = "users/root"
SHOWN_FONT = "Noto Sans SC"  # for the fonts every Chinese Windows has and Wine has not
NAMED_FONTS = ("Microsoft YaHei UI", "Microsoft YaHei", "SimSun", "Tahoma", "MS Shell Dlg", "MS Shell Dlg 2")
LIST = "installed-files.txt"
PATIENCE = 60.0
SETUP_SECONDS = 180.0
Registry = dict[str, dict[str, str]]


def wait_until(what: str, true: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Look again and again; stops with `what` when it does not come."""
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            stop(f"waited {seconds:.0f} s in vain: {what}")
        time.sleep(0.1)


def contents(folder: Path) -> dict[str, str]:
    """Every file below, with its hash."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


class Computer:
    """Wine with the setups bound at Z:\\setups; a context. Leaving it checks that nobody's data were touched."""

    def __init__(self, names: Product, setups: Path, screen: Screen | None = None, dpi: int = 96) -> None:
        self.names, self.screen = names, screen
        binds = {setups: "/setups", ROOT / "resources" / "fonts": "/usr/share/fonts/shipped"}
        self.wine = Wine(binds, screen=screen, dpi=dpi)
        self._data: dict[str, str] = {}

    def __enter__(self) -> "Computer":
        self.wine.__enter__()
        try:
            for name in NAMED_FONTS if self.screen else ():
                self.wine.set_value(r"HKCU\Software\Wine\Fonts\Replacements", name, SHOWN_FONT)
            for place in self.data_folders:
                (place / "日志").mkdir(parents=True)
                (place / "keys.json").write_text("钥匙", encoding="utf-8")
                (place / "branch.db").write_bytes(bytes(range(256)) * 40)
            self._data = self._all_data()
        except BaseException:
            self.wine.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, *error: object) -> None:
        try:
            if error[0] is None:
                self.check_data()
        finally:
            self.wine.__exit__(None, None, None)

    @property
    def data_folders(self) -> tuple[Path, ...]:
        """Where a person keeps a branch: the usual folder, and one chosen."""
        return (self.local / self.names.name / "支部数据", self.wine.drive / "我的资料" / "支部数据")

    def _all_data(self) -> dict[str, str]:
        return {
            f"{place}/{name}": digest
            for place in self.data_folders
            for name, digest in contents(place).items()
        }

    def check_data(self) -> None:
        """Nothing added, nothing missing, nothing changed."""
        if self._all_data() != self._data:
            stop("somebody's data were touched")

    @property
    def user(self) -> Path:
        return self.wine.drive / USER

    @property
    def local(self) -> Path:
        return self.user / "AppData/Local"

    @property
    def place(self) -> Path:
        """Where the program goes for one user."""
        return self.local / "Programs" / self.names.name

    def windows(self, path: Path) -> str:
        """How Windows names a file of drive C:."""
        return "C:\\" + str(path.relative_to(self.wine.drive)).replace("/", "\\")

    def said(self) -> str:
        """What the last silent setup said, and forget it."""
        log = self.local / "Temp" / f"{self.names.name}-setup.log"
        text = log.read_text(encoding="utf-16") if log.exists() else ""
        log.unlink(missing_ok=True)
        return text.strip()

    def setup(self, setup: Path, *words: str) -> tuple[int, str]:
        """Run a setup without pages: exit code and sentence."""
        done = self.wine.attempt(f"Z:\\setups\\{setup.name}", "/S", *words, timeout=SETUP_SECONDS)
        return done.returncode, self.said()

    def uninstall(self, place: Path) -> tuple[int, str]:
        """Run the uninstaller of a folder and wait; as in Settings it runs from a copy of itself, so the code is no use."""
        program = place / "uninstall.exe"
        started = self.wine.attempt(self.windows(program), "/S", timeout=SETUP_SECONDS)
        if started.returncode:
            stop(f"the uninstaller did not start: {started.returncode}")
        log = self.local / "Temp" / f"{self.names.name}-setup.log"
        wait_until("the uninstaller to end", lambda: not program.exists() or log.exists())
        wait_until("the uninstaller's copy to go", lambda: not self.processes("Un.exe", "Un_A.exe"))
        return 0, self.said()

    def uninstall_waiting(self, place: Path) -> tuple[int, str]:
        """The uninstaller in place, as an administrator's script calls it: it stays, but has an exit code."""
        done = self.wine.attempt(
            self.windows(place / "uninstall.exe"), "/S", f"_?={self.windows(place)}", timeout=SETUP_SECONDS
        )
        return done.returncode, self.said()

    def processes(self, *names: str) -> list[str]:
        """Command lines of this computer's programs with one of these names."""
        found = []
        for entry in Path("/proc").iterdir():
            try:
                if not entry.name.isdigit() or not (entry / "root").samefile(self.wine.root):
                    continue
                line = (entry / "cmdline").read_bytes().decode("utf-8", "replace")
            except OSError:
                continue
            program = line.split("\0")[0].replace("/", "\\").rsplit("\\", 1)[-1]
            if program.lower() in (name.lower() for name in names):
                found.append(line.replace("\0", " ").strip())
        return found

    def end(self, *names: str) -> None:
        """End these programs, as pulling the plug would."""
        for name in names:
            self.wine.attempt("taskkill", "/f", "/im", name, timeout=PATIENCE)
        wait_until(f"{names} to end", lambda: not self.processes(*names))

    @contextmanager
    def running(self, place: Path, *words: str) -> Iterator[None]:
        """The program of this folder, open."""
        exe = programs(self.names)[0]
        process = self.wine.start(self.windows(place / exe), *words)
        wait_until("the program to be open", lambda: self.processes(exe))
        try:
            yield
        finally:
            self.end(exe)
            process.wait(PATIENCE)

    def registry(self, key: str) -> Registry:
        """A key and all below it; names of values in quotation marks as regedit writes them, @ for the key's own."""
        target = self.wine.drive / "exported.reg"
        target.unlink(missing_ok=True)
        self.wine.attempt("reg", "export", key, "C:\\exported.reg", "/y", timeout=PATIENCE)
        found: Registry = {}
        exported = target.read_text(encoding="utf-16") if target.exists() else ""
        for line in exported.replace("\\\r\n  ", "").replace("\\\n  ", "").splitlines():
            if line.startswith("["):
                found[line.strip("[]")] = values = {}
            elif "=" in line:
                name, _, value = line.partition("=")
                text = value[1:-1] if value.startswith('"') else value
                values[name.strip('"')] = text.replace('\\"', '"').replace("\\\\", "\\")
        return found

    @contextmanager
    def drive_of(self, name: str, *options: str) -> Iterator[str]:
        """A folder of Z: with a file system of its own (tmpfs), as Windows names it."""
        place = self.wine.root / "mnt" / name
        place.mkdir(parents=True)
        run("mount", "-t", "tmpfs", "-o", ",".join(options), "tmpfs", place)
        try:
            yield f"Z:\\mnt\\{name}"
        finally:
            run("umount", "-l", place)

    def press(self, *keys: str) -> None:
        """Keys to whatever window is in front."""
        if self.screen is None:
            stop("there is no screen to press keys on")
        environment = {**os.environ, "DISPLAY": self.screen.display}
        run("xdotool", "key", *keys, env=environment)

    def pixels(self) -> bytes:
        """The screen, three bytes a pixel."""
        if self.screen is None:
            stop("there is no screen to look at")
        words = ("import", "-display", self.screen.display, "-window", "root", "-depth", "8", "rgb:-")
        return subprocess.run(words, capture_output=True, check=True).stdout

    def colours(self) -> int:
        """How many colours the screen shows: few when nothing is open."""
        pixels = self.pixels()
        return len({pixels[at : at + 3] for at in range(0, len(pixels), 3)})
