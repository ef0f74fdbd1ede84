"""The program for Linux systems back to glibc 2.28 (UOS 20): what the .deb, the .run and the store package hold.

Frozen on this machine by the Python of cpython.py; libraries that few systems have come from Debian 11. At the end every
file is looked at: what asks for a newer C or C++ library than gcc 8's time stops the build. For aarch64 it is glibc 2.31
(Kylin V10), as PySide6 has it, and the freezing is emulated.
"""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import cpython
import elf_versions
import folder
import foreign
from bundle import ROOT, Product
from inputs import finish, python_packages, stamped
from machines import ARM, X86, Machine
from steps import WORK, run, say, stop
from trees import tree

PLACES = {X86: WORK / f"linux-{X86.oldest}", ARM: WORK / f"linux-{ARM.oldest}-{ARM.debian}"}
LIBRARIES = {X86: WORK / "linux-libraries", ARM: WORK / f"linux-libraries-{ARM.debian}"}
RARE_PACKAGES = (
    "libxcb-cursor0", "libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1", "libxcb-render-util0", "libxcb-util1",
    "libxcb-xkb1", "libxkbcommon-x11-0", "libxkbcommon0", "liblzma5",
)  # fmt: skip
# Beside those the window needs: what they need themselves, and what the interpreter needs.
MORE_LIBRARIES = ("libxcb-util.so.1", "liblzma.so.5")
# What glibc 2.28, gcc 8 and zlib 1.2.11 offer.
NEWEST = {
    "GLIBC": cpython.GLIBC,
    "GLIBCXX": (3, 4, 25),
    "CXXABI": (1, 3, 11),
    "GCC": (7, 0, 0),
    "ZLIB": (1, 2, 9),
}
# What glibc 2.31 and the gcc 9 of Kylin V10 offer.
NEWEST_ARM = {**NEWEST, "GLIBC": (2, 31), "GLIBCXX": (3, 4, 28), "CXXABI": (1, 3, 12)}
_VERSION = re.compile(r"([A-Z]+)_(\d+(?:\.\d+)*)$")


def rare_tree(machine: Machine = X86) -> Path:
    """Debian 11's packages, libraries and papers."""
    return tree("bullseye", RARE_PACKAGES, variant="extract", arch=machine.tree)


def libraries(machine: Machine = X86) -> Path:
    """Debian 11's copies of the libraries that are bundled, and nothing else: they go before this machine's."""
    wanted = (*folder.RARE_LIBRARIES, *MORE_LIBRARIES)
    text, place = f"{RARE_PACKAGES} {wanted}", LIBRARIES[machine]
    if not stamped(place, text):
        root = rare_tree(machine)
        place.mkdir(parents=True)
        for name in wanted:
            places = [root / part / machine.multiarch / name for part in ("usr/lib", "lib")]
            if (found := next((path for path in places if path.exists()), None)) is None:
                stop(f"Debian 11's packages hold no {name}")
            shutil.copy(found.resolve(), place / name)
        finish(place, text)
    return place


def is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def too_new(path: Path, newest: Mapping[str, tuple[int, ...]]) -> list[str]:
    """The versions a file asks for that an old system lacks; what is marked optional (the fcitx plugin) may be."""
    found: list[str] = []
    for need in elf_versions.needs(path):
        if not (match := _VERSION.match(need.version)) or need.weak:
            continue
        limit = newest.get(match[1])
        if limit and tuple(map(int, match[2].split("."))) > limit:
            found.append(f"{need.version} of {need.library}")
    return found


def gate(program: Path, machine: Machine = X86) -> None:
    """Stop when any file of the program would not load on the oldest system."""
    files = [path for path in sorted(program.rglob("*")) if path.is_file() and not path.is_symlink()]
    programs = [path for path in files if is_elf(path)]
    newest, oldest = (
        (NEWEST, "glibc 2.28 and gcc 8") if machine == X86 else (NEWEST_ARM, "glibc 2.31 and gcc 9")
    )
    problems = [
        f"{path.relative_to(program)} asks for {version}"
        for path in programs
        for version in too_new(path, newest)
    ]
    if problems:
        stop(f"too new for {oldest}:\n" + "\n".join(problems))
    say(f"{len(programs)} programs and libraries ask for nothing newer than {oldest} have")


def drop_strangers(inner: Path, *sources: Path) -> None:
    """Take out libraries of this machine, which came along with others that are left out; stop when one is needed."""
    known = {path.name for source in sources for path in source.glob("*.so*")}
    files = [path for path in inner.glob("*.so*") if not path.is_symlink()]
    strangers = [path for path in files if path.name not in known]
    needed = "".join(
        run("objdump", "-p", path)
        for path in sorted(inner.rglob("*.so*"))
        if path not in strangers and not path.is_symlink() and is_elf(path)
    )
    for path in strangers:
        if f" {path.name}\n" in needed:
            stop(f"{path.name} was taken from this machine, not from the locked inputs")
        path.unlink()


def prepare_python(home: Path, site: Path) -> Path:
    """A virtual environment with the locked packages: PyInstaller keeps the places of libraries only in such a one."""
    place = WORK / "freezing" / PLACES[X86].name / "python"
    shutil.rmtree(place, ignore_errors=True)
    packages = place / "lib/python3.11/site-packages"
    packages.parent.mkdir(parents=True)
    packages.symlink_to(site)
    (place / "bin").mkdir()
    (place / "bin/python3.11").symlink_to(home / "bin/python3.11")
    (place / "pyvenv.cfg").write_text(f"home = {home / 'bin'}\n", encoding="utf-8")
    return place / "bin/python3.11"


def freeze(names: Product, home: Path, site: Path, rare: Path) -> Path:
    """On this machine, for its own processor."""
    more = {
        "LD_LIBRARY_PATH": f"{home / 'lib'}:{rare}",
        "PYTHONNOUSERSITE": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return folder.freeze(names, (prepare_python(home, site),), PLACES[X86], more)


def build(names: Product, machine: Machine = X86) -> Path:
    """The one-dir program in .work/linux-2.28, or for aarch64 in .work/linux-2.31-arm64."""
    home, site, rare = cpython.python(machine), python_packages(machine.packages), libraries(machine)
    say(f"freezing into {PLACES[machine].relative_to(ROOT)}")
    if machine == X86:
        program = freeze(names, home, site, rare)
    else:
        program = foreign.freeze(names, machine, RARE_PACKAGES, PLACES[machine])
    inner = program / "_internal"
    folder.check_libraries(inner)
    drop_strangers(inner, home / "lib", site, rare)
    folder.complete(program, site, rare_tree(machine), None if machine == X86 else machine)
    gate(program, machine)
    return program
