"""Debian source packages, fetched by apt itself: it checks the archive's signature, we check the pinned hashes.

apt runs with directories of its own and with this machine's Debian entries, to which sources are added; the machine's
configuration stays as it is.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from inputs import INPUTS, finish, stamped
from steps import WORK, run, say, stop

_SOURCES = Path("/etc/apt")
_ONE_LINE = re.compile(r"^deb\s+(?P<rest>(?:\[[^\]]*\]\s+)?\S*debian\S*\s.*)$", re.MULTILINE)


def _entries() -> Mapping[str, str]:
    """File name -> text of this machine's Debian entries, with sources beside the packages."""
    found: dict[str, str] = {}
    for path in sorted((*_SOURCES.glob("sources.list"), *_SOURCES.glob("sources.list.d/*"))):
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".sources":
            stanzas = [one for one in re.split(r"\n\s*\n", text) if "debian" in one]
            text = "\n\n".join(re.sub(r"(?m)^Types:.*$", "Types: deb-src", one) for one in stanzas)
        elif path.suffix == ".list":
            text = "\n".join(f"deb-src {one['rest']}" for one in _ONE_LINE.finditer(text))
        else:
            continue
        if text.strip():
            found[path.name] = text + "\n"
    return found


def _apt(place: Path) -> list[str]:
    """apt-get with its own list of sources, its own lists and its own cache."""
    parts = place / "apt"
    for name in ("lists/partial", "cache/archives/partial", "entries"):
        (parts / name).mkdir(parents=True)
    if not (entries := _entries()):
        stop("no Debian entry in this machine's apt configuration: the source of Python comes from there.")
    for name, text in entries.items():
        (parts / "entries" / name).write_text(text, encoding="utf-8")
    options = {
        "Dir::Etc::SourceList": "/dev/null",
        "Dir::Etc::SourceParts": parts / "entries",
        "Dir::State::Lists": parts / "lists",
        "Dir::Cache": parts / "cache",
        "APT::Sandbox::User": "root",
    }
    return ["apt-get", "-qq", *(word for key, value in options.items() for word in ("-o", f"{key}={value}"))]


def debian_site() -> str:
    """Where this machine's apt has Debian from; other suites lie at the same place."""
    if shutil.which("apt-get") is None:
        stop("parts of the program come from Debian's packages: build on Debian.")
    if found := re.search(r"'(\S+/debian)/dists/", run("apt-get", "update", "--print-uris")):
        return found[1]
    return stop("apt knows no Debian archive: its list of sources has none ending in /debian.")


def source(package: str, version: str, hashes: Mapping[str, str]) -> Path:
    """A folder with the archives of a source package; `hashes` names each file wanted and its SHA-256."""
    wanted = "\n".join((package, version, *(f"{key} {value}" for key, value in sorted(hashes.items()))))
    place = INPUTS / f"source-{package}"
    if not stamped(place, wanted):
        if shutil.which("apt-get") is None or shutil.which("dpkg-source") is None:
            stop("the source of Python is fetched by apt: build on Debian with the package dpkg-dev.")
        say(f"fetching the source of {package} {version}")
        WORK.mkdir(exist_ok=True)
        place.mkdir(parents=True)
        apt = _apt(place)
        run(*apt, "update")
        run(*apt, "source", "--download-only", f"{package}={version}", cwd=place, env={**os.environ})
        for name, expected in hashes.items():
            if hashlib.sha256((place / name).read_bytes()).hexdigest() != expected:
                stop(f"{name} is not the file that was pinned")
        shutil.rmtree(place / "apt")
        finish(place, wanted)
    return place
