"""What every packaging script shares: saying, stopping, running, measuring."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from bundle import ROOT

WORK, DIST = ROOT / ".work", ROOT / "dist"
# Modules lie loose in the program: the packages press them better together than each by itself (3 MB of a setup).
LOOSE = {"PYINSTALLER_ZLIB_COMPRESSION_LEVEL": "0"}
MOST_MB = {"folder": 230, ".deb": 75, ".run": 75, ".exe": 60}


def say(text: str) -> None:
    print(f"[package] {text}", flush=True)


def stop(text: str) -> NoReturn:
    print(f"[package] {text}", file=sys.stderr, flush=True)
    raise SystemExit(1)


def run(*words: str | Path, env: Mapping[str, str] | None = None, cwd: Path | None = None) -> str:
    """A command's standard output; stops with what it said when it fails."""
    done = subprocess.run(
        [str(word) for word in words],
        env=env,
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        stop(f"{' '.join(map(str, words))}: exit {done.returncode}\n{(done.stdout + done.stderr)[-4000:]}")
    return done.stdout


def megabytes(*paths: Path) -> float:
    """Size of files and folders on the disk's terms, links not followed, in 10⁶ bytes."""
    files = [file for path in paths for file in ([path] if path.is_file() else path.rglob("*"))]
    return sum(file.lstat().st_size for file in files if file.is_symlink() or file.is_file()) / 1e6


def check_size(path: Path, kind: str) -> None:
    """Print a product's size; stop when it is over its limit."""
    size = megabytes(path)
    say(f"{path.relative_to(ROOT)}: {size:.1f} MB (at most {MOST_MB[kind]})")
    if size > MOST_MB[kind]:
        stop(f"{path.name} is too large: look at what was collected.")


def commit_time() -> int:
    """Seconds of the newest commit: the only date that may enter a package."""
    done = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return int(done.stdout.strip() or 1767225600)


def environment() -> dict[str, str]:
    """For builds that have to come out the same every time."""
    same = {"PYTHONHASHSEED": "1", "SOURCE_DATE_EPOCH": str(commit_time()), "LC_ALL": "C.UTF-8"}
    return {**os.environ, **same, **LOOSE}
