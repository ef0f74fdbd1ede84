"""Whether `Depends` of the Debian package names the owner of every library its files ask the system for."""

import re
from pathlib import Path

from deb_desk import suite
from steps import run, stop
from trees import Visit

# Not asked for by a library: data that a keyboard needs, and a floor for the C library.
NO_LIBRARY = {"xkb-data", "libc6"}
_NEEDED = re.compile(r"\(NEEDED\).*\[(.+)\]")


def libraries(folder: Path) -> dict[str, str]:
    """What the ELF files of a folder need and the folder has not: library -> one file that needs it."""
    elves = [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink() and path.read_bytes()[:4] == b"\x7fELF"
    ]
    own = {path.name for path in folder.rglob("*")}
    found: dict[str, str] = {}
    for path in elves:
        for name in _NEEDED.findall(run("readelf", "-dW", path)):
            if name not in own:
                found.setdefault(name, path.name)
    return found


def named(visit: Visit, package: str) -> list[set[str]]:
    """The package's Depends: one set of alternatives each, versions left out."""
    text = visit.run("dpkg-query", "-W", "-f", "${Depends}", package)
    return [{word.split()[0].split(":")[0] for word in one.split("|")} for one in text.split(",")]


def owner(visit: Visit, library: str) -> set[str]:
    """The installed package a library is of, and the names it also goes by."""
    lines = visit.attempt("dpkg", "-S", f"*/{library}").stdout.splitlines()
    packages = {line.split(":")[0] for line in lines if not line.startswith("diversion")}
    found = set(packages)
    for package in packages:
        provides = visit.run("dpkg-query", "-W", "-f", "${Provides}", package)
        found |= {word.split()[0] for word in provides.split(",") if word.strip()}
    return found


def check(visit: Visit, package: str) -> int:
    """In a tree where the package is installed; how many libraries come from the system. Stops at the first gap."""
    wanted = named(visit, package)
    used: list[set[str]] = []
    found = libraries(visit.root / "opt" / package)
    for library, who in sorted(found.items()):
        names = owner(visit, library)
        if not names:
            stop(f"{suite(visit)}: {who} needs {library}, and no installed package has it")
        if not (met := [one for one in wanted if one & names]):
            stop(f"{suite(visit)}: {who} needs {library} of {'/'.join(sorted(names))}: not in Depends")
        used += met
    if idle := [one for one in wanted if one not in used and not one & NO_LIBRARY]:
        stop(f"{suite(visit)}: nothing needs {', '.join('|'.join(sorted(one)) for one in idle)}")
    return len(found)
