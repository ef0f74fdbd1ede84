"""Drives what ``build/dev.py package`` built, as a person's computer would: ``build/dev.py package-test``.

The program is copied out of the checkout into a folder with hanzi and a space in its name, made read-only, and run with
an empty environment: the self-test, a month's files through the command line, and damaged copies that must say so.
A Debian package in dist/ is unpacked and looked through as well; with ``--install`` it is installed in a clean tree.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import check_deb
from bundle import MANIFEST, ROOT, product

DIST = ROOT / "dist"
SAMPLES = ROOT / "resources" / "sample"
PASSWORD = "打包检查用的口令-2026"


def say(text: str) -> None:
    print(f"[package-test] {text}", flush=True)


def stop(text: str) -> None:
    print(f"[package-test] {text}", file=sys.stderr, flush=True)
    raise SystemExit(1)


class Packaged:
    """The program at its place, run with nothing of the developer's environment."""

    def __init__(self, program: Path, home: Path, **more: str) -> None:
        self.program, self.home = program, home
        home.mkdir(parents=True, exist_ok=True)
        self.env = {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "zh_CN.UTF-8", **more}

    def run(self, *words: str | Path, code: int = 0, text: str = "") -> str:
        """What the program said; stops unless it ended with `code` and said `text`."""
        done = subprocess.run(
            [str(self.program), *map(str, words)],
            cwd=self.home,
            env=self.env,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=300,
        )
        said = done.stdout + done.stderr
        if done.returncode != code or text not in said or "Traceback" in said:
            stop(f"{' '.join(map(str, words))}: exit {done.returncode}, expected {code} and “{text}”\n{said}")
        return done.stdout


def drive(packaged: Packaged) -> None:
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
        if form["subject"] == "meeting":
            continue  # there is none yet; the self-test prints their examples
        files = packaged.run(*words).split("\n")
        written += sum(Path(name).stat().st_size > 0 for name in files if name)
    packaged.run("check", *where, "--as-of", "2026-09-30", "--json", packaged.home / "核对.json")
    found = json.loads((packaged.home / "核对.json").read_text(encoding="utf-8"))
    if not imported or not written or not found:
        stop(f"imported {imported}, wrote {written}, found {len(found)}: nothing of this may be zero")
    say(f"{imported} people imported, {written} files of {len(forms)} forms, {len(found)} findings")


def damage(folder: Path, home: Path, program: str) -> None:
    """Whatever is missing, the self-test ends with a sentence and exit code 1."""
    for name in (
        "resources/fonts/NotoSansSC-Regular.ttf",
        "resources/rules/citations.toml",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        MANIFEST,
    ):
        path = folder / "_internal" / name
        aside = path.with_name("aside")
        path.rename(aside)
        Packaged(folder / program, home).run(
            "--selftest", code=1, text=Path(name).name if name != MANIFEST else "清单"
        )
        aside.rename(path)
    say("four damaged copies each ended with a sentence")


def write_protect(folder: Path, *, on: bool) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode & ~0o222 if on else mode | 0o200)


def timed(what: str, job: Callable[[], object]) -> None:
    started = time.perf_counter()
    job()
    say(f"{what}: {time.perf_counter() - started:.1f} s")


def test_folder(built: Path, program: str, scratch: Path) -> None:
    """The one-dir program in a folder nobody may write to."""
    place = scratch / "程序 文件" / built.name
    shutil.copytree(built, place, symlinks=True)
    home = scratch / "家 目录"
    damage(place, home, program)
    write_protect(place, on=True)
    files = sorted(place.rglob("*"))
    try:
        packaged = Packaged(place / program, home)
        timed("self-test", lambda: packaged.run("--selftest", text="自检通过"))
        ansi = Packaged(place / program, scratch / "ansi", LANG="C", LC_ALL="C")
        timed("self-test without UTF-8", lambda: ansi.run("--selftest", text="自检通过"))
        packaged.run("--start-once")
        timed("command line", lambda: drive(packaged))
        if shutil.which("xvfb-run"):
            screen = ["xvfb-run", "-a", "-s", "-screen 0 1366x768x24", str(place / program), "--selftest"]
            env = {**packaged.env, "QT_QPA_PLATFORM": "xcb"}
            done = subprocess.run(
                screen, env=env, cwd=home, capture_output=True, encoding="utf-8", check=False
            )
            if done.returncode or "（xcb）" not in done.stdout:
                stop(f"under Xvfb: exit {done.returncode}\n{done.stdout}{done.stderr}")
            say("self-test on an X screen of 1366×768 passed")
        if sorted(place.rglob("*")) != files:
            stop("the program wrote into its own folder")
    finally:
        write_protect(place, on=False)


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py package-test")
    parser.add_argument(
        "--install",
        nargs="*",
        metavar="SUITE",
        help="install the .deb in clean trees of these Debian suites (root and mmdebstrap; default bookworm)",
    )
    arguments = parser.parse_args()
    names = product()
    built = DIST / names.name
    if not (built / names.name).is_file():
        stop("nothing is built: run  python3 build/dev.py package  first.")
    os.umask(0o022)
    with tempfile.TemporaryDirectory(prefix="package-test-") as name:
        test_folder(built, names.name, Path(name))
        if package := next(iter(sorted(DIST.glob(f"{names.name}_{names.version}_*.deb"))), None):
            check_deb.look_through(package, names, Path(name) / "deb", say, stop)
            for suite in (arguments.install or ["bookworm"]) if arguments.install is not None else ():
                check_deb.install(package, names, suite, Path(name) / suite, say, stop)
    say("passed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
