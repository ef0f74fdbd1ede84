"""The program as one folder: frozen by PyInstaller, stripped where that is safe, listed file by file, measured."""

import hashlib
import platform
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import elf_versions
import input_method
import notices
from bundle import MANIFEST, ROOT, Product
from machines import X86, Machine
from steps import DIST, WORK, check_size, environment, say, stop

# Built with debugging symbols; everything else stays as its wheel has it (stripping breaks patched wheel libraries).
STRIPPED = ("libpython3.11.so.1.0", "python3.11/lib-dynload/*.so", "sqlcipher3/_sqlite3.*.so")
# Bundled only when the building machine has them; without, the window does not open on machines lacking them.
RARE_LIBRARIES = (
    "libxcb-cursor.so.0", "libxcb-icccm.so.4", "libxcb-image.so.0", "libxcb-keysyms.so.1", "libxcb-render-util.so.0",
    "libxcb-xkb.so.1", "libxkbcommon-x11.so.0", "libxkbcommon.so.0",
)  # fmt: skip


def freeze(
    names: Product,
    python: Sequence[str | Path] = (sys.executable,),
    place: Path = DIST,
    more: Mapping[str, str] | None = None,
) -> Path:
    """Run PyInstaller by this Python into this place; its own work goes to .work because its default is this folder."""
    folder = place / names.name
    shutil.rmtree(folder, ignore_errors=True)
    command = [
        *map(str, python), "-m", "PyInstaller", "build/package/branch_desk.spec", "--noconfirm", "--clean",
        "--workpath", str(WORK / "freezing" / place.name), "--distpath", str(place), "--log-level", "ERROR",
    ]  # fmt: skip
    env = {**environment(), **(more or {})}
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
    """files.sha256: hash, size and path; each start compares the sizes, the self-test all; so may two builds."""
    files = sorted(path for path in inner.rglob("*") if path.is_file() and path.name != MANIFEST)
    lines = [
        f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.stat().st_size}  {p.relative_to(inner).as_posix()}"
        for p in files
    ]
    (inner / MANIFEST).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(files)


def newest_glibc(folder: Path) -> tuple[str, str]:
    """The newest C library any file of the bundle asks for, and one file that does."""
    newest, who = (0, 0), "-"
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file() or path.read_bytes()[:4] != b"\x7fELF":
            continue
        versions = (need.version for need in elf_versions.needs(path) if need.version.startswith("GLIBC_2."))
        needed = max(((2, int(version.split(".")[1])) for version in versions), default=(0, 0))
        if needed > newest:
            newest, who = needed, path.name
    return f"{newest[0]}.{newest[1]}", who


def check_libraries(inner: Path) -> None:
    """Stop when the rare libraries are not inside."""
    if missing := [name for name in RARE_LIBRARIES if not (inner / name).exists()]:
        stop(f"these libraries must be on the building machine to be bundled: {', '.join(missing)}")


def complete(
    folder: Path,
    packages: Path | None = None,
    system: Path = Path("/"),
    machine: Machine | None = None,
) -> None:
    """Strip, add the input method and the licences (`packages`, `system`: see notices), set modes, list the files.

    What was frozen for another `machine` was stripped where it was frozen."""
    inner = folder / "_internal"
    if machine is None:
        strip_symbols(inner)
        machine = X86 if sys.platform.startswith("linux") and platform.machine() == X86.name else None
    if machine:
        input_method.add(inner, machine)
    notices.write(inner, packages, system)
    tidy(folder)
    files = write_manifest(inner)
    (inner / MANIFEST).chmod(0o644)
    say(f"{files} files in {folder.relative_to(ROOT)}")
    check_size(folder, "folder")


def build(names: Product) -> tuple[Path, str]:
    """The one-dir program, ready to run from dist/, and the glibc it needs."""
    folder = freeze(names)
    version = ""
    if sys.platform.startswith("linux"):
        check_libraries(folder / "_internal")
        version, who = newest_glibc(folder)
        say(f"needs glibc {version} ({who})")
    complete(folder)
    return folder, version
