"""The licences of everything in a bundle, for people and for the program; stops at a file that nothing explains.

What is there decides: the files of the bundle and the modules frozen into the program are matched with the packages
they were taken from, with the Debian packages of the building system, and with licences.toml for what is inside them.
"""

import gzip
import json
import re
import sys
import tomllib
from collections.abc import Iterable, Mapping
from fnmatch import fnmatch
from functools import cached_property
from importlib import metadata
from pathlib import Path
from typing import Any

from bundle import MANIFEST, ROOT
from PyInstaller.archive.readers import ArchiveReadError, CArchiveReader
from steps import say, stop

sys.path.append(str(ROOT))

from ui.licences import (
    LIST,
    PAPER,
    Collector,
    Notices,
    Part,
    add_data,
    add_fonts,
    add_own,
    add_package,
    plain,
    rights,
    words_of,
)

HERE = Path(__file__).parent
COMMON = Path("/usr/share/common-licenses")
OURS = {"main", "ui", "models", "exporters", "resources"}
FONT = re.compile(r"\.(ttf|otf|ttc)(\.xz)?$")
LICENCE = re.compile(r"^resources/.*/LICENCE-[^/]+$", re.IGNORECASE)
FONT_CUTS = {"resources/theme/branchdeskstart.ttf"}  # a few letters of Noto Sans SC, see build/start_font.py
FREEZER = re.compile(r"^(_?pyi|_pyinstaller)")  # modules PyInstaller adds of its own
SPDX = re.compile(r"[A-Za-z0-9.+()-]+( (AND|OR|WITH) [A-Za-z0-9.+()-]+)*")
SPDX_WORD = re.compile(r"[A-Za-z0-9.+-]+")
TITLE = """支部工作台所含软件的许可

本软件由下列各部分组成，各按自己的许可使用；许可全文附后。
Qt 与 Qt for Python 按 LGPL 第 3 版使用，以动态链接方式装入，可以换成使用者自己编译的同版本库。"""


class Bundle:
    """A bundle's own contents: files and frozen modules."""

    def __init__(self, inner: Path) -> None:
        self.inner = inner
        written = {LIST, PAPER, MANIFEST}
        found = (path for path in inner.rglob("*") if path.is_file() and not path.is_symlink())
        self.files = sorted(path.relative_to(inner).as_posix() for path in found)
        self.files = [name for name in self.files if name not in written]

    @cached_property
    def modules(self) -> set[str]:
        """Top-level names of what is frozen into the programs beside the bundle."""
        names: set[str] = set()
        for program in sorted(path for path in self.inner.parent.iterdir() if path.is_file()):
            try:
                archive = CArchiveReader(str(program))
            except ArchiveReadError:
                continue  # not a program of ours
            for name, entry in archive.toc.items():
                if entry[-1] == "z":
                    names |= {module.split(".")[0] for module in archive.open_embedded_archive(name).toc}
        if not names:
            stop(f"no frozen program lies beside {self.inner}")
        return names - set(sys.stdlib_module_names) - OURS

    def matching(self, patterns: Iterable[str]) -> list[str]:
        """Files that fit one of the patterns."""
        wanted = list(patterns)
        return [name for name in self.files if any(fnmatch(name.lower(), pattern) for pattern in wanted)]


class Debian:
    """Which package of a Debian system a library came from, by Debian's own rule for their names."""

    def __init__(self, root: Path) -> None:
        self.papers = root / "usr/share/doc"

    def owner(self, library: str) -> str | None:
        """libxkbcommon-x11.so.0 is in libxkbcommon-x11-0; None when this system has no such package."""
        stem, _, version = library.partition(".so.")
        name = f"{stem}{'-' if stem[-1:].isdigit() else ''}{version.split('.')[0]}".lower()
        found = (one for one in (name, f"{name}t64") if (self.papers / one / "copyright").is_file())
        return next(found, None)

    def version(self, package: str) -> str:
        """The newest version of its list of changes."""
        for name in ("changelog.Debian.gz", "changelog.gz"):
            path = self.papers / package / name
            if path.is_file():
                with gzip.open(path, "rt", encoding="utf-8", errors="replace") as file:
                    if match := re.match(r"\S+ \(([^)]+)\)", file.readline()):
                        return match[1]
        return ""

    def paper(self, package: str) -> str:
        """The text the package ships about its authors and licence."""
        return words_of(self.papers / package / "copyright")


class Writer:
    """One bundle's notices in the making."""

    def __init__(self, inner: Path, packages: Path | None, system: Path) -> None:
        self.bundle, self.debian, self.shelf = Bundle(inner), Debian(system), Collector()
        self.table: Mapping[str, Any] = tomllib.loads((HERE / "licences.toml").read_text(encoding="utf-8"))
        found = metadata.distributions(path=[str(packages)]) if packages else metadata.distributions()
        self.packages = {plain(one.name): one for one in found}
        self.explained: set[str] = set()

    def notices(self) -> Notices:
        """Everything in order; stops unless each file and module is explained."""
        add_own(self.shelf, self.bundle.inner)
        add_fonts(self.shelf, self.bundle.inner / "resources" / "fonts")
        add_data(self.shelf, self.bundle.inner / "resources" / "codes")
        self._own_files()
        self._parts()
        self._packages()
        self._input_method()
        self._debian()
        if missing := [name for name in self.bundle.files if name not in self.explained]:
            stop("no licence is stated for (see licences.toml): " + ", ".join(missing[:20]))
        return self.shelf.notices()

    def _own_files(self) -> None:
        own = self.bundle.matching(self.table["own"])
        listed = (self.bundle.inner / "resources/fonts/SOURCES.toml").read_text(encoding="utf-8")
        fonts = {f"resources/fonts/{font['file']}".lower() for font in tomllib.loads(listed)["font"]}
        self.explained |= {
            name for name in own if not FONT.search(name.lower()) or name.lower() in fonts | FONT_CUTS
        }
        said = set(
            self.shelf.texts
        )  # a licence that lies there and is not listed would be of something unexplained
        self.explained -= {name for name in own if LICENCE.search(name) and Path(name).name not in said}

    def _parts(self) -> None:
        for entry in self.table["part"]:
            files = self.bundle.matching(entry.get("files", ()))
            self.explained |= set(files)
            hosts = files or self.bundle.matching(entry.get("inside", ()))
            if hosts or entry.get("always"):
                texts = tuple(dict.fromkeys(self._text(key) for key in entry["texts"]))
                self.shelf.add(
                    Part(
                        entry["name"],
                        self._version(entry, hosts),
                        entry["licence"],
                        entry["copyright"],
                        entry["kind"],
                        entry.get("note", ""),
                        texts,
                    )
                )

    def _version(self, entry: Mapping[str, Any], hosts: list[str]) -> str:
        if pattern := entry.get("found"):
            for name in hosts:
                if match := re.search(pattern.encode(), (self.bundle.inner / name).read_bytes()):
                    return match[1].decode()
            if "of" not in entry:
                stop(f"the version of {entry['name']} is not to be found in {', '.join(hosts)}")
        if owner := entry.get("of"):
            made = self.packages.get(plain(owner))
            alone = entry["kind"] == "runtime"  # published together, under one number
            return (made.version if alone else f"{made.name} {made.version}") if made else owner
        return str(entry.get("version", ""))

    def _text(self, key: str) -> str:
        """Keep the text a key of the table stands for."""
        place, name = key.split(":", 1)
        if place in ("common", "here"):
            name, _, one = name.partition("#")
            path = (COMMON if place == "common" else HERE / "licences") / name
            if not path.is_file():
                stop(f"{path} is missing: build on Debian, or install its package base-files.")
            words = path.read_text(encoding="utf-8")
            if one:
                words = re.split(rf"^License: {re.escape(one)}\n(?! *License:)", words, flags=re.MULTILINE)[
                    -1
                ]
                words = re.split(r"\n\n(?=License: |Files: )", words)[0]
            plain_name = path.name.removesuffix(".txt")
            return self.shelf.text(f"{one}（{plain_name}）" if one else plain_name, words)
        package = self.packages[place]
        found = [path for path in package.files or () if str(path).endswith(f"/{name}")]
        if not found:
            stop(f"{package.name} {package.version} has no licence file {name}: look at licences.toml.")
        words = words_of(Path(str(package.locate_file(found[0]))))
        return self.shelf.text(f"{package.name} {Path(name).name}", words)

    def _packages(self) -> None:
        strict = self.table["strict"]
        modules = set(self.bundle.modules)
        for name, package in sorted(self.packages.items()):
            stated = self.table["package"].get(name, {})
            own = {str(path) for path in package.files or ()}
            files = {one for one in self.bundle.files if one in own or ".dist-info/" in one and one in own}
            files = {one for one in files if not any(fnmatch(one.lower(), pattern) for pattern in strict)}
            tops = {one.split("/")[0].removesuffix(".py") for one in own if one.endswith(".py")}
            if not files and not tops & modules:
                continue
            modules -= tops
            self.explained |= files | set(self.bundle.matching(stated.get("files", ())))
            self._package(package, stated)
        if left := sorted(one for one in modules if not FREEZER.match(one)):
            stop(f"frozen modules of no known package: {', '.join(left)}")

    def _package(self, package: metadata.Distribution, stated: Mapping[str, Any]) -> None:
        facts = {key: value for key, value in stated.items() if key in ("licence", "copyright", "note")}
        more = [self._text(key) for key in stated.get("texts", ())]
        part = add_package(self.shelf, package, texts=more, **facts)
        if not part.texts:
            stop(f"{package.name} {package.version} comes without a licence text: name one in licences.toml.")
        if not SPDX.fullmatch(part.licence):
            stop(f"{package.name} states “{part.licence}”: name the SPDX licence in licences.toml.")
        for path in sorted(str(one) for one in package.files or () if str(one).endswith(".cyclonedx.json")):
            self._crates(package, Path(str(package.locate_file(path))))

    def _crates(self, package: metadata.Distribution, path: Path) -> None:
        """The Rust programs compiled into a package, by the list it was published with."""
        lines, licences = [], dict[str, None]()
        for one in json.loads(path.read_text(encoding="utf-8"))["components"]:
            stated = one["licenses"][0]
            licence = stated.get("expression") or stated["license"].get("id")
            licence = licence or self.table["crates"].get(one["name"], f"of {one['name']}")
            licences[licence] = None
            lines.append(
                f"{one['name']} {one['version']}：{licence}；© {one.get('author') or one['name'] + ' 的作者'}"
            )
        words = {word for licence in licences for word in SPDX_WORD.findall(licence)} - {"AND", "OR", "WITH"}
        known = set(self.table["rust"])
        forced = {
            one for one in licences if not any(self.table["rust"].get(w) for w in SPDX_WORD.findall(one))
        }
        if unknown := words - known | forced:
            stop(f"{package.name}: no text for the Rust licences {', '.join(sorted(unknown))}")
        keys = [self.table["rust"][word] for word in sorted(words) if self.table["rust"][word]]
        listed = self.shelf.text(f"{package.name} Rust 程序", "\n".join(lines))
        self.shelf.add(
            Part(
                f"{package.name} 所含的 Rust 程序",
                f"{package.name} {package.version}",
                " AND ".join(f"({one})" if " " in one else one for one in licences),
                f"{len(lines)} 个程序的作者，见清单",
                "library",
                texts=(listed, *dict.fromkeys(self._text(key) for key in keys)),
            )
        )

    def _input_method(self) -> None:
        """The fcitx plugin, when this bundle carries it."""
        files = self.bundle.matching(("*fcitx5*",))
        if not files:
            return
        import input_method

        name, version, licence = input_method.NOTICE
        texts = (self.shelf.text(f"{name} copyright", input_method.paper()), self._text("common:LGPL-2.1"))
        author = "Copyright © 2017 CSSlayer"
        self.shelf.add(Part(name, version, licence, author, "library", "动态装入，可以替换。", texts))
        self.explained |= set(files)

    def _debian(self) -> None:
        """Libraries taken from the building system."""
        groups: dict[str, list[str]] = {}
        for name in self.bundle.files:
            mine = name in self.explained or "/" in name or ".so" not in name
            if not mine and (owner := self.debian.owner(name)):
                groups.setdefault(owner, []).append(name)
        for package, files in groups.items():
            licence = next(
                (lic for start, lic in self.table["debian"].items() if package.startswith(start)), ""
            )
            if not licence:
                continue  # its files stay unexplained, and that stops the build
            paper = self.debian.paper(package)
            key = self.shelf.text(f"Debian {package}", paper)
            note = f"Debian 软件包 {package} 的 {'、'.join(files)}。"
            version, owners = self.debian.version(package), rights(paper) or "作者见全文"
            self.shelf.add(Part(package, version, licence, owners, "library", note, (key,)))
            self.explained |= set(files)


def write(inner: Path, packages: Path | None = None, system: Path = Path("/")) -> None:
    """Put both lists into a bundle. `packages`: the folder its Python packages came from (none: this environment);
    `system`: the root of the Debian system its libraries came from."""
    notices = Writer(inner, packages, system).notices()
    (inner / LIST).write_text(notices.dumps() + "\n", encoding="utf-8")
    (inner / PAPER).write_text(notices.paper(TITLE), encoding="utf-8-sig")  # an old Notepad asks for the mark
    for name in (LIST, PAPER):
        (inner / name).chmod(0o644)
    size = sum((inner / name).stat().st_size for name in (LIST, PAPER)) / 1e3
    say(f"licences of {len(notices.parts)} parts, {len(notices.texts)} texts ({size:.0f} kB)")
