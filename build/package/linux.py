"""The program for Linux systems back to glibc 2.28 (UOS 20): what the .deb, the .run and the store package hold.

Frozen on this machine by the Python of cpython.py; libraries that few systems have come from Debian 11. At the end every
file is looked at: what asks for a newer C or C++ library than gcc 8's time stops the build.
"""

import re
import shutil
from pathlib import Path

import cpython
import elf_versions
import folder
from bundle import ROOT, Product
from inputs import LINUX, finish, python_packages, stamped
from steps import WORK, run, say, stop
from trees import tree

PLACE = WORK / f"linux-{cpython.GLIBC[0]}.{cpython.GLIBC[1]}"
LIBRARIES = WORK / "linux-libraries"
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
_VERSION = re.compile(r"([A-Z]+)_(\d+(?:\.\d+)*)$")


def rare_tree() -> Path:
    """Debian 11's packages, libraries and papers."""
    return tree("bullseye", RARE_PACKAGES, variant="extract")


def libraries() -> Path:
    """Debian 11's copies of the libraries that are bundled, and nothing else: they go before this machine's."""
    wanted = (*folder.RARE_LIBRARIES, *MORE_LIBRARIES)
    text = f"{RARE_PACKAGES} {wanted}"
    if not stamped(LIBRARIES, text):
        root = rare_tree()
        LIBRARIES.mkdir(parents=True)
        for name in wanted:
            places = [root / part / cpython.MULTIARCH / name for part in ("usr/lib", "lib")]
            if (found := next((path for path in places if path.exists()), None)) is None:
                stop(f"Debian 11's packages hold no {name}")
            shutil.copy(found.resolve(), LIBRARIES / name)
        finish(LIBRARIES, text)
    return LIBRARIES


def is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def too_new(path: Path) -> list[str]:
    """The versions a file asks for that an old system lacks; what is marked optional (the fcitx plugin) may be."""
    found: list[str] = []
    for need in elf_versions.needs(path):
        if not (match := _VERSION.match(need.version)) or need.weak:
            continue
        limit = NEWEST.get(match[1])
        if limit and tuple(map(int, match[2].split("."))) > limit:
            found.append(f"{need.version} of {need.library}")
    return found


def gate(program: Path) -> None:
    """Stop when any file of the program would not load on the oldest system."""
    files = [path for path in sorted(program.rglob("*")) if path.is_file() and not path.is_symlink()]
    programs = [path for path in files if is_elf(path)]
    problems = [
        f"{path.relative_to(program)} asks for {version}" for path in programs for version in too_new(path)
    ]
    if problems:
        stop("too new for glibc 2.28:\n" + "\n".join(problems))
    say(f"{len(programs)} programs and libraries ask for nothing newer than glibc 2.28 and gcc 8 have")


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
    place = WORK / "freezing" / PLACE.name / "python"
    shutil.rmtree(place, ignore_errors=True)
    packages = place / "lib/python3.11/site-packages"
    packages.parent.mkdir(parents=True)
    packages.symlink_to(site)
    (place / "bin").mkdir()
    (place / "bin/python3.11").symlink_to(home / "bin/python3.11")
    (place / "pyvenv.cfg").write_text(f"home = {home / 'bin'}\n", encoding="utf-8")
    return place / "bin/python3.11"


def build(names: Product) -> Path:
    """The one-dir program in .work/linux-2.28."""
    home, site, rare = cpython.python(), python_packages(LINUX), libraries()
    more = {
        "LD_LIBRARY_PATH": f"{home / 'lib'}:{rare}",
        "PYTHONNOUSERSITE": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    say(f"freezing into {PLACE.relative_to(ROOT)}")
    program = folder.freeze(names, (prepare_python(home, site),), PLACE, more)
    inner = program / "_internal"
    folder.check_libraries(inner)
    drop_strangers(inner, home / "lib", site, rare)
    folder.complete(program, site, rare_tree())
    gate(program)
    return program
