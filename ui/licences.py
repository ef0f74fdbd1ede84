"""What is shipped and under which licence: written into the package when it is built, collected anew when run from source.

Standard library only: the packaging scripts make their list with these pieces.
"""

import json
import os
import re
import sys
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path

import resources
from ui.installed import bundle_folder

LIST, PAPER = "licences.json", "THIRD-PARTY.txt"  # for the program, for people; in the package's folder
KINDS = {
    "own": "本软件",
    "font": "字体",
    "data": "数据",
    "runtime": "运行环境",
    "package": "Python 组件",
    "library": "内含的程序库",
}
ROOT = Path(__file__).resolve().parents[1]
# What people call each font, and whose it is: the licence files name others first.
FONTS = {
    "NotoSerifSC-Regular.ttf": ("Noto Serif SC（宋体）", "Copyright 2012 Google Inc."),
    "NotoSansSC-Regular.ttf": (
        "Noto Sans SC（黑体）",
        "Copyright 2014-2021 Adobe, with Reserved Font Name “Source”",
    ),
    "BranchDeskKai-Regular.ttf": (
        "霞鹜文楷 LXGW WenKai（楷体）",
        "Copyright 2021-2022 lxgw, with Reserved Font Names “霞鹜” and “LXGW”",
    ),
    "BranchDeskRare-Regular.ttf.xz": ("花园明朝 HanaMin（生僻字）", "Copyright 2008-2011 GlyphWiki Project"),
    "BranchDeskFangSong-Regular.ttf": ("FandolFang（仿宋）", "Copyright 2013-2015 Clerk Ma & Jie Su"),
}
FONT_LICENCES = {"GPL-3.0 with font exception": "GPL-3.0-or-later WITH Font-exception-2.0"}
PAPERS = re.compile(r"(^|/)(licen[cs]e|copying|notice|authors)", re.IGNORECASE)
RIGHTS = re.compile(r"^\W*((?:Portions )?Copyright\b.*\d{4}.*|\(c\).*\d{4}.*|©.*\d{4}.*)$", re.IGNORECASE)
REQUIREMENT = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*")
MOST_RIGHTS = 3


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is shipped. `licence` is an SPDX expression, `texts` are keys of the texts."""

    name: str
    version: str
    licence: str
    copyright: str
    kind: str
    note: str = ""
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Notices:
    """Everything that is shipped, and each licence text once."""

    parts: tuple[Part, ...]
    texts: Mapping[str, str]

    def text_of(self, part: Part) -> str:
        """What a person reads about one part: its facts, then its licences in full."""
        facts = [f"{part.name} {part.version}".strip(), f"许可：{part.licence}"]
        facts += [line for line in (part.copyright, part.note) if line]
        return "\n\n".join(["\n".join(facts), *(f"—— {key} ——\n\n{self.texts[key]}" for key in part.texts)])

    def paper(self, title: str) -> str:
        """All of it as one text: the parts by kind, then every licence text once."""
        rule = "=" * 78
        lines = [title, rule, ""]
        for kind, words in KINDS.items():
            if not (parts := [part for part in self.parts if part.kind == kind]):
                continue
            lines += [f"【{words}】", ""]
            for part in parts:
                lines += [f"{part.name} {part.version}".strip(), f"    许可：{part.licence}"]
                lines += [f"    {words}" for words in (part.copyright, part.note) if words]
                lines += [f"    全文：{'、'.join(part.texts)}", ""]
        for key, text in self.texts.items():
            lines += [rule, f"许可全文：{key}", rule, "", text, ""]
        return "\n".join(lines)

    def dumps(self) -> str:
        """For the program."""
        return json.dumps(
            {"parts": [asdict(part) for part in self.parts], "texts": dict(self.texts)},
            ensure_ascii=False,
            indent=1,
        )


class Collector:
    """Gathers parts; a text that is there already under another name is not kept twice."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.texts: dict[str, str] = {}
        self._keys: dict[str, str] = {}

    def text(self, key: str, words: str) -> str:
        """Keep a licence text; returns the key it is found by."""
        words = words.replace("\r\n", "\n").replace("\f", "\n").strip("\n")
        known = self._keys.setdefault(words, key)
        if known == key and self.texts.setdefault(key, words) != words:
            raise ValueError(f"two different licence texts are called {key}")
        return known

    def add(self, part: Part) -> None:
        self.parts.append(part)

    def notices(self) -> Notices:
        """In the order people look for them: by kind, then as added for fonts and runtime, else by name."""
        kinds = list(KINDS)
        ordered = sorted(self.parts, key=lambda part: (kinds.index(part.kind), part.name.lower()))
        return Notices(tuple(ordered), self.texts)


def load() -> Notices:
    """The list the package carries; from source the list of what is installed."""
    folder = bundle_folder()
    return read(folder / LIST) if folder else of_environment()


def read(path: Path) -> Notices:
    """A list written at packaging."""
    found = json.loads(path.read_text(encoding="utf-8"))
    return Notices(
        tuple(Part(**{**one, "texts": tuple(one["texts"])}) for one in found["parts"]), found["texts"]
    )


def of_environment() -> Notices:
    """What the program uses when it runs from source: its dependencies as installed, Python, the fonts, itself."""
    shelf = Collector()
    add_own(shelf, ROOT)
    add_fonts(shelf, resources.ROOT / "fonts")
    add_data(shelf, resources.ROOT / "codes")
    version = ".".join(map(str, sys.version_info[:3]))
    words = Path(os.__file__).with_name("LICENSE.txt")
    texts = (shelf.text("Python LICENSE", words_of(words)),) if words.is_file() else ()
    owner = "Copyright © 2001-2026 Python Software Foundation"
    shelf.add(Part("Python", version, "PSF-2.0", owner, "runtime", texts=texts))
    for found in dependencies():
        add_package(shelf, found)
    return shelf.notices()


def add_own(shelf: Collector, folder: Path) -> None:
    """The program itself."""
    words = (folder / "LICENSE").read_text(encoding="utf-8")
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
    title = project["tool"]["branch-desk"]["title"]
    key = shelf.text(f"{title} LICENSE", words)
    version, licence = project["project"]["version"], project["project"]["license"]
    shelf.add(Part(title, version, licence, rights(words), "own", texts=(key,)))


def add_fonts(shelf: Collector, folder: Path) -> None:
    """Every shipped font, with the notice it came with."""
    for font in tomllib.loads((folder / "SOURCES.toml").read_text(encoding="utf-8"))["font"]:
        file, licence = str(font["file"]), str(font["licence"])
        words = (folder / font["licence_text"]).read_text(encoding="utf-8")
        key = shelf.text(str(font["licence_text"]), words)
        made = "由原字体转换、裁剪并改名而成。" if file.startswith("BranchDesk") else ""
        note = f"文件 {file}；来源 {font['source']}。{made}"
        name, owner = FONTS.get(file, (file, rights(words)))
        spdx = FONT_LICENCES.get(licence, licence)
        shelf.add(Part(name, str(font["version"]), spdx, owner, "font", note, (key,)))


def add_data(shelf: Collector, folder: Path) -> None:
    """Tables made of the data of others, with the notice they came with."""
    for table in tomllib.loads((folder / "SOURCES.toml").read_text(encoding="utf-8"))["data"]:
        file, paper = str(table["file"]), str(table["licence_text"])
        key = shelf.text(paper, (folder / paper).read_text(encoding="utf-8"))
        note = f"文件 {file}；来源 {table['source']}。只改变了排列形式。"
        name, version, licence, owner = (
            str(table[about]) for about in ("name", "version", "licence", "copyright")
        )
        shelf.add(Part(name, version, licence, owner, "data", note, (key,)))


def add_package(
    shelf: Collector, found: metadata.Distribution, texts: Iterable[str] = (), **facts: str
) -> Part:
    """A Python package by what its metadata say; `texts` (kept already) and `facts` are stated where they do not."""
    own = [
        shelf.text(f"{found.name} {p.name}", words_of(Path(str(found.locate_file(p))))) for p in papers(found)
    ]
    texts = [*own, *texts]
    words = "\n".join(shelf.texts[key] for key in texts)
    author = field(found, "Author") or field(found, "Author-email")
    part = Part(
        name=found.name,
        version=found.version,
        licence=facts.get("licence") or stated(found),
        copyright=facts.get("copyright") or rights(words) or author,
        kind="package",
        note=facts.get("note", ""),
        texts=tuple(dict.fromkeys(texts)),
    )
    shelf.add(part)
    return part


def papers(found: metadata.Distribution) -> list[metadata.PackagePath]:
    """The licence files a package was installed with."""
    return sorted(
        path
        for path in found.files or ()
        if ".dist-info/" in str(path)
        and "BUILD_LICENSES" not in path.parts  # of what is inside a package's libraries
        and ("/licenses/" in str(path) or PAPERS.search(str(path).split(".dist-info/")[1]))
    )


def stated(found: metadata.Distribution) -> str:
    """The licence as the metadata name it: expression, short sentence, or classifier."""
    text = field(found, "License-Expression") or field(found, "License")
    if text and "\n" not in text and len(text) <= 60:
        return text
    named = [line for line in found.metadata.get_all("Classifier") or () if line.startswith("License ::")]
    return named[0].rsplit(" :: ", 1)[-1] if named else "见许可全文"


def field(found: metadata.Distribution, name: str) -> str:
    """A field of the metadata; empty when it is not there."""
    return (found.metadata.get_all(name) or [""])[0]


def words_of(path: Path) -> str:
    """A licence text; some are older than UTF-8."""
    content = path.read_bytes()
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def rights(words: str) -> str:
    """The first copyright lines of a licence text."""
    lines = (" ".join(line.split()) for line in words.splitlines())
    found = dict.fromkeys(
        match[1].strip(" *").removeprefix("Copyright: ") for line in lines if (match := RIGHTS.match(line))
    )
    return "；".join(list(found)[:MOST_RIGHTS])


def dependencies() -> list[metadata.Distribution]:
    """The packages that pyproject.toml asks for and what those ask for, as far as installed."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found: dict[str, metadata.Distribution] = {}
    wanted = names_in(project["dependencies"])
    while wanted:
        name = wanted.pop()
        if name in found:
            continue
        try:
            found[name] = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # asked for on another system only
        wanted += names_in(line for line in found[name].requires or () if "extra ==" not in line)
    return list(found.values())


def names_in(requirements: Iterable[str]) -> list[str]:
    """Package names, spelt one way."""
    return [plain(match[0]) for line in requirements if (match := REQUIREMENT.match(line))]


def plain(name: str) -> str:
    """A package's name as pip compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()
