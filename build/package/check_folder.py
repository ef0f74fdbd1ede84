"""The program's folder, driven as a person's computer would: elsewhere, read-only, with an empty environment, damaged."""

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from bundle import MANIFEST, ROOT, Product
from steps import DIST, say, stop

SAMPLES = ROOT / "resources" / "sample"
PASSWORD = "打包检查用的口令-2026"
# A new branch has none, or the window prints it in the course of some business.
NOT_YET = ("meeting", "package", "paper")
# What a bad disk or an eager scanner takes away: a font, a rule, a library, a plugin, the list itself.
DAMAGED = (
    "resources/fonts/NotoSansSC-Regular.ttf",
    "resources/rules/citations.toml",
    "PySide6/Qt/plugins/platforms/libqoffscreen.so",
    "libQt6Widgets.so.6",
    MANIFEST,
)
# Overwritten in place, these keep the window from opening; what else has its size is found by the self-test.
LOADED_AT_START = ("platforms/libqoffscreen.so", "libQt6Widgets.so.6", MANIFEST)


class Packaged:
    """The program at its place, run with nothing of the developer's environment."""

    def __init__(self, program: Path, home: Path, **more: str) -> None:
        self.program, self.home = program, home
        home.mkdir(parents=True, exist_ok=True)
        self.env = {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "zh_CN.UTF-8", **more}

    def run(self, *words: str | Path, code: int = 0, text: str = "", what: str = "") -> str:
        """What the program said; stops unless it ended with `code` and said `text`."""
        command = " ".join(map(str, words)) or f"the window ({what})"
        try:
            done = subprocess.run(
                [str(self.program), *map(str, words)],
                cwd=self.home,
                env=self.env,
                capture_output=True,
                encoding="utf-8",
                check=False,
                timeout=120,
            )
        except subprocess.TimeoutExpired:
            stop(f"{command}: does not end")
        said = done.stdout + done.stderr
        if done.returncode != code or text not in said or "Traceback" in said:
            stop(f"{command}: exit {done.returncode}, expected {code} and “{text}”\n{said}")
        return done.stdout

    def place(self, name: str) -> Path:
        """A file the program named."""
        return Path(name)


class Driven(Protocol):
    """A program on whatever system, as `drive` needs it."""

    home: Path

    def run(self, *words: str | Path, code: int = 0, text: str = "") -> str: ...

    def place(self, name: str) -> Path: ...


def drive(packaged: Driven) -> None:
    """A new branch, a roster, every form, the check, from the command line."""
    secret = packaged.home / "口令.txt"
    secret.write_text(PASSWORD + "\n", encoding="utf-8")
    store, out, report = packaged.home / "支部 数据", packaged.home / "导出", packaged.home / "报告.json"
    key = ("--password-file", secret)
    packaged.run("new", store, "--branch", "中共柳溪村支部委员会", "--kind", "村社区", *key, text="已建立")
    where = ("--store", store, *key)
    packaged.run("import", "roster", SAMPLES / "roster-as-received.xlsx", *where, "--report", report)
    imported = json.loads(report.read_text(encoding="utf-8"))["imported"]
    packaged.run("import", "stages", SAMPLES / "stages-as-received.xlsx", *where)
    forms = json.loads(packaged.run("forms", "--json"))
    written = 0
    for form in forms:
        words = ("export", form["id"], *where, "--out", out / form["id"])
        if form["subject"] in NOT_YET:
            continue  # the self-test prints their examples
        files = packaged.run(*words).split("\n")
        written += sum(packaged.place(name).stat().st_size > 0 for name in files if name)
    packaged.run("check", *where, "--as-of", "2026-09-30", "--json", packaged.home / "核对.json")
    found = json.loads((packaged.home / "核对.json").read_text(encoding="utf-8"))
    if not imported or not written or not found:
        stop(f"imported {imported}, wrote {written}, found {len(found)}: nothing of this may be zero")
    say(f"{imported} people imported, {written} files of {len(forms)} forms, {len(found)} findings")


def cut(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


def overwrite(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(bytes(min(path.stat().st_size, 65536)))


def damage(folder: Path, home: Path, program: str) -> None:
    """Whatever is missing or broken, the self-test and the ordinary start end with a sentence and exit code 1."""
    packaged = Packaged(folder / program, home, QT_QPA_PLATFORM="offscreen")
    count = 0
    for name in DAMAGED:
        path = (folder / "_internal" / name).resolve()  # libraries are found by links as well
        whole = home / "aside"  # out of Qt's sight, which tries every file beside a plugin
        shutil.copy2(path, whole)
        for way in (Path.unlink, cut, overwrite):
            shutil.copy2(whole, path)
            way(path)
            packaged.run("--selftest", code=1, text="清单" if name == MANIFEST else path.name)
            if way is not overwrite or name.endswith(LOADED_AT_START):
                packaged.run(code=1, text="请重新安装", what=f"{name}, {way.__name__}")
            count += 1
        shutil.copy2(whole, path)
    packaged.run("--selftest", text="自检通过")
    say(f"{count} damaged copies each ended with a sentence")


def write_protect(folder: Path, *, on: bool) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode & ~0o222 if on else mode | 0o200)


def timed(what: str, job: Callable[[], object]) -> None:
    started = time.perf_counter()
    job()
    say(f"{what}: {time.perf_counter() - started:.1f} s")


def on_a_screen(packaged: Packaged) -> None:
    """The self-test's window on an X screen as small as the offices have."""
    if shutil.which("xvfb-run") is None:
        stop("the window needs a screen: install the Debian packages xvfb and xauth.")
    alone = ["unshare", "--net"] if os.geteuid() == 0 else []  # no network, not even to this machine itself
    words = [*alone, "xvfb-run", "-a", "-s", "-screen 0 1366x768x24", str(packaged.program), "--selftest"]
    env = {**packaged.env, "QT_QPA_PLATFORM": "xcb"}
    done = subprocess.run(
        words, env=env, cwd=packaged.home, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode or "（xcb）" not in done.stdout:
        stop(f"under Xvfb: exit {done.returncode}\n{done.stdout}{done.stderr}")
    say("self-test on an X screen of 1366×768 passed" + (", without any network" if alone else ""))


def read_only(place: Path, program: str, scratch: Path, quick: bool) -> None:
    """The program in a folder nobody may write to."""
    packaged = Packaged(place / program, scratch / "家 目录")
    timed("self-test", lambda: packaged.run("--selftest", text="自检通过"))
    packaged.run("--start-once")
    if quick:
        return
    ansi = Packaged(place / program, scratch / "ansi", LANG="C", LC_ALL="C")
    timed("self-test without UTF-8", lambda: ansi.run("--selftest", text="自检通过"))
    timed("command line", lambda: drive(packaged))
    on_a_screen(packaged)


def check(names: Product, quick: bool = False) -> None:
    """dist/branch-desk in a folder with hanzi and a space in its name; `quick` leaves out all but the self-test."""
    built = DIST / names.name
    if not (built / names.name).is_file():
        stop("nothing is built: run  python3 build/dev.py package  first.")
    os.umask(0o022)
    with tempfile.TemporaryDirectory(prefix="package-test-") as name:
        place = Path(name) / "程序 文件" / built.name
        shutil.copytree(built, place, symlinks=True)
        if not quick:
            damage(place, Path(name) / "家 目录", names.name)
        write_protect(place, on=True)
        files = sorted(place.rglob("*"))
        try:
            read_only(place, names.name, Path(name), quick)
            if sorted(place.rglob("*")) != files:
                stop("the program wrote into its own folder")
        finally:
            write_protect(place, on=False)
