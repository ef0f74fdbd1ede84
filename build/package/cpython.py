"""CPython 3.11 for systems with glibc 2.28, compiled on this machine: the newest Python such a system can be given.

The source is Debian's own source package with its fixes; the compiler is the locked ziglang, which carries the headers of
old C libraries. Headers and libraries of zlib, xz, expat and libffi come from Debian 11. The result needs no tree to run;
the one for another processor is compiled with the help of this machine's, and needs a tree of that processor.
"""

import os
import shutil
import subprocess
from pathlib import Path

from debian_source import source
from inputs import TOOLS_LOCK, finish, lock_entries, stamped, tool
from machines import X86, Machine
from steps import WORK, run, say, stop
from trees import tree

GLIBC = (2, 28)
PLACE = f"cpython-{GLIBC[0]}.{GLIBC[1]}"
RELEASE = "3.11.2"
VERSION = f"{RELEASE}-6+deb12u8"
ORIGINAL = f"python3.11_{RELEASE}.orig.tar.gz"
DEBIAN = f"python3.11_{VERSION}.debian.tar.xz"
HASHES = {
    ORIGINAL: "2411c74bda5bbcfcddaf4531f66d1adc73f247f529aee981b029513aefdbf849",
    DEBIAN: "ece2d63c70ac0b7a401fbe6b51b0103be997c294a01a3865549be1862794ba97",
}
# Of Debian's series, everything from here on is taken: upstream's fixes of crashes and of CVE-2023-24329 to CVE-2026-6100.
# What stands before it moves files to Debian's places (dist-packages, multiarch, split packages) or concerns its manual
# and its test run: a Python inside another program has no use for that.
FIRST_FIX = "shutdown-deadlock.diff"
WRITTEN = 1747000000  # the date compiled modules carry; any will do
COMPILER = "branch-desk-cc"  # found on PATH, so that no path of this machine enters sysconfig
PREFIX = "/opt/branch-desk/python"  # only a name: Python finds its folder from where it lies
DEV_PACKAGES = ("zlib1g-dev", "liblzma-dev", "libexpat1-dev", "libffi-dev")
HEADERS = (
    "zlib.h",
    "zconf.h",
    "lzma.h",
    "lzma",
    "expat.h",
    "expat_external.h",
    "expat_config.h",
    "ffi.h",
    "ffitarget.h",
)
LIBRARIES = {
    "libz.so": "libz.so.1",
    "liblzma.so": "liblzma.so.5",
    "libexpat.so": "libexpat.so.1",
    "libffi.a": "libffi_pic.a",
}
# Without OpenSSL, SQLite, Tk and terminals: bundle.py leaves them out of the program.
DISABLED = (
    "_ssl", "_hashlib", "_sqlite3", "_tkinter", "_bz2", "_curses", "_curses_panel", "_dbm", "_gdbm", "readline",
    "nis", "_crypt", "ossaudiodev", "_uuid", "spwd",
)  # fmt: skip
# The fix of CVE-2026-4224 uses an internal header; Debian compiles this module into the interpreter, where that is allowed.
EXPAT = "pyexpat pyexpat.c -DPy_BUILD_CORE_MODULE -lexpat"
# What has to be there in the end, because CPython's own build goes on without a module that fails.
WANTED = (
    "pyexpat, _elementtree, zlib, lzma, ctypes, decimal, array, binascii, mmap, select, _socket, _posixshmem, _sha256, "
    "_multiprocessing, _posixsubprocess, _datetime, _zoneinfo, unicodedata, fcntl, termios, resource, _codecs_cn"
)
# What configure finds out by running a program, which the building machine cannot for another processor.
CROSS_ANSWERS = (
    "ac_cv_file__dev_ptmx=yes", "ac_cv_file__dev_ptc=no", "ac_cv_buggy_getaddrinfo=no", "ac_cv_aligned_required=no",
    "ac_cv_working_tzset=yes", "ac_cv_wchar_t_signed=no", "ac_cv_computed_gotos=yes", "ac_cv_pthread=yes",
    "ac_cv_broken_sem_getvalue=no", "ac_cv_pthread_system_supported=yes", "ac_cv_have_chflags=no",
    "ac_cv_have_lchflags=no", "READELF=/usr/bin/readelf",
)  # fmt: skip
# That it is whole: the words after its name, here or in a tree of its own processor.
TRY = ("-B", "-I", "-c", f"import {WANTED}")
ARCHIVER = "branch-desk-ar"  # Debian's own knows no files of other processors
ARCHIVES = """#!/bin/sh
exec "$BRANCH_DESK_ZIG" ar "$@"
"""
WRAPPER = """#!/bin/sh
# The compiler as CPython's makefiles expect it. Nothing of this machine's own /usr may be found; -h is spelt -soname; a
# library made of libraries alone (libpython3.so) needs one source.
set -e
for word; do
  shift
  case "$word" in
    -Wl,-h*) set -- "$@" "-Wl,-soname,${word#-Wl,-h}" ;;
    -I/usr/*|-L/usr/*|-L/lib*) ;;
    *getbuildinfo.c) set -- "$@" '-DDATE="Feb  8 2023"' '-DTIME="00:00:00"' "$word" ;;
    libpython3.so) set -- "$@" "$word" "$BRANCH_DESK_EMPTY" ;;
    *) set -- "$@" "$word" ;;
  esac
done
set -- "-ffile-prefix-map=$BRANCH_DESK_WORK=." "$@"
exec "$BRANCH_DESK_ZIG" cc -g0 -target "$BRANCH_DESK_TARGET" -fno-sanitize=undefined -Wno-everything "$@"
"""


def target(machine: Machine) -> str:
    """The processor and the C library as the compiler has them."""
    return f"{machine.multiarch}.{GLIBC[0]}.{GLIBC[1]}"


def _unpack(work: Path) -> Path:
    """The source with Debian's fixes; a fix that does not fit exactly stops the build."""
    archives = source("python3.11", VERSION, HASHES)
    place = work / "source"
    place.mkdir(parents=True)
    run("tar", "-xf", archives / ORIGINAL, "-C", place, "--strip-components=1")
    run("tar", "-xf", archives / DEBIAN, "-C", work)
    patches = work / "debian/patches"
    series = [
        line.split()[0] for line in (patches / "series").read_text("utf-8").splitlines() if line.strip()
    ]
    fixes = series[series.index(FIRST_FIX) :]
    for name in fixes:
        run("patch", "-p1", "-s", "-F0", "-i", patches / name, cwd=place)
    say(f"CPython {RELEASE} with {len(fixes)} fixes of Debian {VERSION}")
    modules = ["*shared*", EXPAT, "*disabled*", *DISABLED]
    (place / "Modules/Setup.local").write_text("\n".join(modules) + "\n", encoding="utf-8")
    return place


def _libraries(work: Path, machine: Machine) -> None:
    """Debian 11's headers and libraries, without those of its C library."""
    root = tree("bullseye", DEV_PACKAGES, variant="extract", arch=machine.tree)
    place = work / "libraries"
    for name in ("include", "lib"):
        (place / name).mkdir(parents=True)
    includes = (root / "usr/include" / machine.multiarch, root / "usr/include")
    for name in HEADERS:
        if (found := next((folder / name for folder in includes if (folder / name).exists()), None)) is None:
            stop(f"Debian 11's packages hold no {name}")
        (shutil.copytree if found.is_dir() else shutil.copy)(found, place / "include" / name)
    for name, wanted in LIBRARIES.items():
        folders = (root / "usr/lib" / machine.multiarch, root / "lib" / machine.multiarch)
        found = next(folder / wanted for folder in folders if (folder / wanted).exists())
        shutil.copy(found.resolve(), place / "lib" / wanted)
        if name != wanted:
            (place / "lib" / name).symlink_to(wanted)


def _environment(work: Path, machine: Machine) -> dict[str, str]:
    """Our compiler first on PATH, everything else as little as possible."""
    commands = work / "bin"
    commands.mkdir()
    for name, text in ((COMPILER, WRAPPER), (ARCHIVER, ARCHIVES)):
        (commands / name).write_text(text, encoding="utf-8")
        (commands / name).chmod(0o755)
    (work / "empty.c").touch()
    cache = WORK / "compiled"
    here = f"{work / 'source'}:{work / 'libraries/lib'}" if machine == X86 else f"{python() / 'lib'}"
    more = {} if machine == X86 else {"PYTHONDONTWRITEBYTECODE": "1"}  # nothing beside the Python that helps
    return {
        **more,
        "PATH": f"{commands}:/usr/bin:/bin",
        "HOME": str(work),
        "LC_ALL": "C.UTF-8",
        "SOURCE_DATE_EPOCH": str(WRITTEN),
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": "",
        "ZIG_GLOBAL_CACHE_DIR": str(cache),
        "ZIG_LOCAL_CACHE_DIR": str(cache),
        "LD_LIBRARY_PATH": here,
        "BRANCH_DESK_ZIG": str(tool("ziglang") / "zig"),
        "BRANCH_DESK_TARGET": target(machine),
        "BRANCH_DESK_EMPTY": str(work / "empty.c"),
        "BRANCH_DESK_WORK": str(work),
    }


def _compile(work: Path, place: Path, machine: Machine) -> None:
    """configure, make and install into `place`."""
    env = _environment(work, machine)
    folder = _unpack(work)
    _libraries(work, machine)
    words = {
        "CC": COMPILER,
        "AR": "ar" if machine == X86 else ARCHIVER,
        "CPPFLAGS": "-I../libraries/include",
        "LDFLAGS": "-L../libraries/lib" + ("" if machine == X86 else " -Wl,--strip-debug"),
        "LIBS": "",
        "OPT": "-DNDEBUG -O2 -fwrapv",
    }
    cross = () if machine == X86 else (
        f"--host={machine.multiarch}", f"--build={X86.multiarch}",
        f"--with-build-python={python() / 'bin/python3.11'}", *CROSS_ANSWERS,
    )  # fmt: skip
    _make(
        folder, env, "./configure", "-q", f"--prefix={PREFIX}", "--enable-shared", "--without-ensurepip",
        "--disable-test-modules", "--with-system-expat", *(f"{key}={value}" for key, value in words.items()), *cross,
    )  # fmt: skip
    _make(folder, env, "make", "-s", f"-j{os.cpu_count() or 1}")
    staged = work / "staged"
    _make(folder, env, "make", "-s", "install", f"DESTDIR={staged}")
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(staged / PREFIX.lstrip("/"), place, symlinks=True)
    _forget(work, place)
    if machine == X86:
        for path in (*place.glob("lib/*.so*"), *place.glob("lib/python3.11/lib-dynload/*.so")):
            run("strip", "--strip-debug", path)
        run(place / "bin/python3.11", *TRY, env={**env, "LD_LIBRARY_PATH": str(place / "lib")})


def _forget(work: Path, place: Path) -> None:
    """No trace of where it was compiled, and no compiled modules, which hold it too: the freezer makes its own."""
    for folder in list(place.rglob("__pycache__")):
        shutil.rmtree(folder)
    for path in (
        *place.glob("lib/python3.11/_sysconfigdata*.py"),
        *place.glob("lib/python3.11/config-*/Makefile"),
    ):
        text = path.read_text("utf-8").replace(str(work), PREFIX)
        path.write_text(text.replace(str(WORK), PREFIX), "utf-8")  # the Python that helped lies there as well


def _make(folder: Path, env: dict[str, str], *words: str) -> None:
    """One step, everything it says into a file beside the source."""
    log = folder.parent / "build.log"
    with log.open("a", encoding="utf-8") as out:
        done = subprocess.run(words, cwd=folder, env=env, stdout=out, stderr=out, check=False)
    if done.returncode:
        stop(f"{' '.join(words[:2])}: exit {done.returncode}; see {log}\n{log.read_text('utf-8')[-3000:]}")


def python(machine: Machine = X86) -> Path:
    """The folder of the compiled Python; made the first time and whenever its inputs change."""
    place = WORK / f"{PLACE}-{machine.name}"
    text = "\n".join(
        (
            *map(str, sorted(HASHES.items())),
            lock_entries(TOOLS_LOCK, {"ziglang"}),
            Path(__file__).read_text("utf-8"),
            str(machine),
        )
    )
    if not stamped(place, text):
        work = WORK / ("cpython-build" if machine == X86 else f"cpython-build-{machine.name}")
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        _compile(work, place, machine)
        finish(place, text)
    return place


if __name__ == "__main__":
    say(str(python()))
