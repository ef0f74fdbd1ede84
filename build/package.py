"""Builds the program as people get it: ``build/dev.py package [--deb]`` writes into dist/.

The folder comes from PyInstaller (build/branch_desk.spec), is stripped where that is safe, listed file by file with
hashes, and measured. Runs in the checkout's virtual environment.
"""

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import package_deb
from bundle import MANIFEST, ROOT, Product, product

WORK, DIST = ROOT / ".work", ROOT / "dist"
# Built with debugging symbols; everything else stays as its wheel has it (stripping breaks patched wheel libraries).
STRIPPED = ("libpython3.11.so.1.0", "python3.11/lib-dynload/*.so", "sqlcipher3/_sqlite3.*.so")
# Bundled only when the building machine has them; without, the window does not open on machines lacking them.
RARE_LIBRARIES = (
    "libxcb-cursor.so.0", "libxcb-icccm.so.4", "libxcb-image.so.0", "libxcb-keysyms.so.1", "libxcb-render-util.so.0",
    "libxcb-xkb.so.1", "libxkbcommon-x11.so.0", "libxkbcommon.so.0",
)  # fmt: skip
MOST_MB = {"folder": 230, ".deb": 75}
_GLIBC = re.compile(r"GLIBC_(\d+)\.(\d+)")


def say(text: str) -> None:
    print(f"[package] {text}", flush=True)


def stop(text: str) -> None:
    print(f"[package] {text}", file=sys.stderr, flush=True)
    raise SystemExit(1)


def megabytes(*paths: Path) -> float:
    """Size of files and folders on the disk's terms, links not followed, in 10⁶ bytes."""
    files = [file for path in paths for file in ([path] if path.is_file() else path.rglob("*"))]
    return sum(file.lstat().st_size for file in files if file.is_symlink() or file.is_file()) / 1e6


def commit_time() -> str:
    """Seconds of the newest commit: the only date that may enter a package."""
    done = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or "1767225600"


def freeze(names: Product) -> Path:
    """Run PyInstaller; its work goes to .work because its own default is this folder."""
    folder = DIST / names.name
    shutil.rmtree(folder, ignore_errors=True)
    env = {**os.environ, "PYTHONHASHSEED": "1", "SOURCE_DATE_EPOCH": commit_time()}
    command = [
        sys.executable, "-m", "PyInstaller", "build/branch_desk.spec", "--noconfirm", "--clean",
        "--workpath", str(WORK), "--distpath", str(DIST), "--log-level", "ERROR",
    ]  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True, check=False)
    problems = [line for line in done.stderr.splitlines() if "ERROR" in line]
    if done.returncode or problems:
        stop("PyInstaller: " + ("\n".join(problems) or done.stderr[-2000:]))
    return folder


def strip_symbols(inner: Path) -> None:
    if not sys.platform.startswith("linux"):
        return
    tool = shutil.which("strip")
    if tool is None:
        stop("strip is missing: install the Debian package binutils.")
    for pattern in STRIPPED:
        for path in inner.glob(pattern):
            subprocess.run([str(tool), "--strip-debug", str(path)], check=True)


def tidy(folder: Path) -> None:
    """The same modes on every machine, whatever umask built it."""
    for path in sorted(folder.rglob("*")):
        if not path.is_symlink():
            executable = path.is_dir() or path.parent == folder
            path.chmod(0o755 if executable else 0o644)


def write_manifest(inner: Path) -> int:
    """files.sha256, which the self-test compares; also what two builds are compared by."""
    files = sorted(path for path in inner.rglob("*") if path.is_file() and path.name != MANIFEST)
    lines = [
        f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.relative_to(inner).as_posix()}" for p in files
    ]
    (inner / MANIFEST).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(files)


def newest_glibc(folder: Path) -> tuple[str, str]:
    """The newest C library any file of the bundle asks for, and one file that does."""
    newest, who = (0, 0), "-"
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file() or path.read_bytes()[:4] != b"\x7fELF":
            continue
        table = subprocess.run(
            ["objdump", "-T", str(path)], capture_output=True, text=True, check=False
        ).stdout
        needed = max(((int(a), int(b)) for a, b in _GLIBC.findall(table)), default=(0, 0))
        if needed > newest:
            newest, who = needed, path.name
    return f"{newest[0]}.{newest[1]}", who


def seconds(command: list[str], cold: bool) -> float:
    """One run's wall time; cold with the disk's cache emptied first (root only)."""
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    if cold:
        os.sync()
        Path("/proc/sys/vm/drop_caches").write_text("3")
    started = time.perf_counter()
    subprocess.run(command, cwd="/", env=env, capture_output=True, check=True)
    return time.perf_counter() - started


def measure_start(program: Path) -> None:
    """Frozen beside source, alternating in one run; the ratio is what counts."""
    source = [sys.executable, str(ROOT / "main.py")]
    can_empty = sys.platform.startswith("linux") and os.geteuid() == 0
    for what, words in (("forms", "forms"), ("first page", "--start-once")):
        for cold in (False, True) if can_empty else (False,):
            pairs = [
                (seconds([str(program), words], cold), seconds([*source, words], cold)) for _ in range(3)
            ]
            frozen, plain = (sorted(times)[2] for times in zip(*pairs, strict=True))
            kind = "cold" if cold else "warm"
            say(f"{what}, {kind}: packaged {frozen:.2f} s, source {plain:.2f} s, ratio {frozen / plain:.2f}")


def build_folder(names: Product) -> tuple[Path, str]:
    """The one-dir program, ready to run from dist/, and the glibc it needs."""
    folder = freeze(names)
    inner = folder / "_internal"
    strip_symbols(inner)
    tidy(folder)
    files = write_manifest(inner)
    (inner / MANIFEST).chmod(0o644)
    version = ""
    if sys.platform.startswith("linux"):
        if missing := [name for name in RARE_LIBRARIES if not (inner / name).exists()]:
            stop(f"these libraries must be on the building machine to be bundled: {', '.join(missing)}")
        version, who = newest_glibc(folder)
        say(f"needs glibc {version} ({who})")
    size = megabytes(folder)
    say(f"{folder.relative_to(ROOT)}: {files} files, {size:.0f} MB (at most {MOST_MB['folder']})")
    if size > MOST_MB["folder"]:
        stop("the program is too large: look what PyInstaller collected.")
    return folder, version


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py package")
    parser.add_argument("--deb", action="store_true", help="also a Debian package")
    parser.add_argument("--no-measure", action="store_true", help="leave out the start times")
    arguments = parser.parse_args()
    names = product()
    started = time.perf_counter()
    folder, glibc = build_folder(names)
    say(f"built in {time.perf_counter() - started:.0f} s")
    if arguments.deb:
        started = time.perf_counter()
        package = package_deb.build(names, folder, WORK / "deb", DIST, int(commit_time()), glibc)
        size = megabytes(package)
        say(
            f"{package.relative_to(ROOT)}: {size:.1f} MB (at most {MOST_MB['.deb']}), {time.perf_counter() - started:.0f} s"
        )
        if size > MOST_MB[".deb"]:
            stop("the Debian package is too large.")
    if not arguments.no_measure:
        measure_start(folder / names.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
