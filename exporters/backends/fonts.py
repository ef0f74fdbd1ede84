"""Which font file draws which character: the PC's own Chinese fonts first, then the shipped ones.

The chain of a role (forms.md E) ends with Song faces that hold all of GB 18030; a character no font has is
reported by `missing_glyphs` before printing and drawn as 〓, never as a silent box.
"""

import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock

import resources
from exporters.backends.truetype import FontError, TrueTypeFont
from exporters.spec import Face

SHIPPED = resources.ROOT / "fonts"
MISSING = "〓"
# Marks which some fonts draw for Latin text; between hanzi they take a whole square, from the next font if need be.
_FULL_WIDTH = frozenset("“”‘’…□■○●◎◇◆△▲☆★√")
_FULL = 0.9

SONG_FILE = "NotoSerifSC-Regular.ttf"
HEI_FILE = "NotoSansSC-Regular.ttf"
KAI_FILE = "BranchDeskKai-Regular.ttf"
FANG_FILE = "BranchDeskFangSong-Regular.ttf"
RARE_FILE = "BranchDeskRare-Regular.ttf.xz"  # opened only for a character no other font has
_SHIPPED_BY_FACE: dict[Face, tuple[str, ...]] = {
    Face.TITLE: (SONG_FILE, RARE_FILE),
    Face.BODY: (FANG_FILE, SONG_FILE, RARE_FILE),
    Face.HEI: (HEI_FILE, SONG_FILE, RARE_FILE),
    Face.KAI: (KAI_FILE, SONG_FILE, RARE_FILE),
    Face.SONG: (SONG_FILE, RARE_FILE),
}
# A hanzi the role lacks is lent by a face of like strokes before the heavier Song.
_LENT: dict[Face, str] = {Face.BODY: KAI_FILE}
# File names in lower case, best first: Windows, then what Kylin, UOS and WPS bring along.
_SYSTEM_BY_FACE: dict[Face, tuple[str, ...]] = {
    Face.TITLE: ("fzxbsjw.ttf", "fzxbsjw--gb1-0.ttf", "方正小标宋简体.ttf", "fzxbsk.ttf", "stzhongs.ttf", "simsun.ttc"),
    Face.BODY: ("仿宋_gb2312.ttf", "simfang_gb2312.ttf", "simfang.ttf", "fzfsk.ttf", "stfangso.ttf", "fangsong.ttf"),
    Face.HEI: ("simhei.ttf", "fzhtk.ttf"),
    Face.KAI: ("楷体_gb2312.ttf", "simkai.ttf", "fzktk.ttf", "stkaiti.ttf"),
    Face.SONG: ("simsun.ttc", "fzssk.ttf"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Glyph:
    """Where a character is drawn from: font number in the book, glyph number, advance in em."""

    font: int
    glyph: int
    advance: float
    missing: bool = False


class FontBook:
    """The fonts of one rendering run; opens a file only when a character needs it."""

    def __init__(self, folders: Sequence[Path] = ()) -> None:
        self._system = _index(folders)
        self._lock = Lock()
        self._opened: dict[Path, tuple[int, TrueTypeFont] | None] = {}
        self.fonts: list[TrueTypeFont] = []
        self.faces: dict[Face, FaceGlyphs] = {face: FaceGlyphs(self, face) for face in Face}
        self.advances: dict[Face, FaceAdvance] = {face: FaceAdvance(self.faces[face]) for face in Face}

    def chain(self, face: Face, *, hanzi: bool = False) -> Iterator[tuple[int, TrueTypeFont]]:
        """The fonts of a role for a hanzi or another character, best first."""
        for name in _SYSTEM_BY_FACE[face]:
            path = self._system.get(name)
            if path is not None and (opened := self._open(path, system=True)):
                yield opened
        own, *others = _SHIPPED_BY_FACE[face]
        lent = [_LENT[face]] if hanzi and face in _LENT else []
        for name in (own, *lent, *others):
            if opened := self._open(SHIPPED / name, system=False):
                yield opened

    def _open(self, path: Path, *, system: bool) -> tuple[int, TrueTypeFont] | None:
        with self._lock:  # forms are also made by worker threads
            return self._open_once(path, system)

    def _open_once(self, path: Path, system: bool) -> tuple[int, TrueTypeFont] | None:
        if path not in self._opened:
            try:
                font = TrueTypeFont(path)
                usable = font.embeddable or not system
            except FontError:
                usable, font = False, None
            if usable and font is not None:
                self._opened[path] = (len(self.fonts), font)
                self.fonts.append(font)
            else:
                self._opened[path] = None
        return self._opened[path]


class FaceGlyphs(dict[str, Glyph]):
    """Character -> glyph for one role, found along the chain once."""

    def __init__(self, book: FontBook, face: Face) -> None:
        super().__init__()
        self._book = book
        self._face = face

    def __missing__(self, char: str) -> Glyph:
        found = self[char] = self._find(char)
        return found

    def _find(self, char: str) -> Glyph:
        narrow: Glyph | None = None
        for candidate in _stand_ins(char):
            code = ord(candidate)
            hanzi = 0x3400 <= code <= 0x9FFF or code >= 0x20000
            for number, font in self._book.chain(self._face, hanzi=hanzi):
                if not (glyph := font.cmap.get(code)):
                    continue
                found = Glyph(number, glyph, font.width(glyph) / 1000)
                if found.advance >= _FULL or char not in _FULL_WIDTH:
                    return found
                narrow = narrow or found
        if narrow is not None:
            return narrow
        if _is_invisible(char):
            return Glyph(0, 0, 0.0)
        stand_in = self[MISSING]
        return Glyph(stand_in.font, stand_in.glyph, stand_in.advance, missing=True)


class FaceAdvance(dict[str, float]):
    """Character -> width in em for one role."""

    def __init__(self, glyphs: FaceGlyphs) -> None:
        super().__init__()
        self._glyphs = glyphs

    def __missing__(self, char: str) -> float:
        width = self[char] = self._glyphs[char].advance
        return width


def _stand_ins(char: str) -> tuple[str, ...]:
    """The character itself, and what Unicode calls the same (radicals, compatibility forms)."""
    if char == "\t":
        return (" ",)
    same = unicodedata.normalize("NFKC", char)
    return (char, same) if len(same) == 1 and same != char else (char,)


def _is_invisible(char: str) -> bool:
    """Variation selectors and the like take no room and need no glyph."""
    return 0xFE00 <= ord(char) <= 0xFE0F or 0xE0100 <= ord(char) <= 0xE01EF or char == "\n"


def _index(folders: Sequence[Path]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    wanted = {name for names in _SYSTEM_BY_FACE.values() for name in names}
    for folder in folders:
        for root, _, names in os.walk(folder):
            for name in names:
                if name.lower() in wanted:
                    found.setdefault(name.lower(), Path(root) / name)
    return found


def system_folders() -> tuple[Path, ...]:
    """Where this PC keeps its fonts."""
    home = Path.home()
    if sys.platform == "win32":
        windows = Path(os.environ.get("WINDIR", r"C:\Windows"))
        local = os.environ.get("LOCALAPPDATA", "")
        return (windows / "Fonts", *((Path(local) / "Microsoft/Windows/Fonts",) if local else ()))
    if sys.platform == "darwin":
        return (home / "Library/Fonts", Path("/Library/Fonts"))
    return (
        home / ".local/share/fonts",
        home / ".fonts",
        Path("/usr/local/share/fonts"),
        Path("/usr/share/fonts"),
    )


@lru_cache(maxsize=1)
def default_book() -> FontBook:
    """The book of this PC, opened once."""
    return FontBook(system_folders())


def missing_glyphs(texts: Iterable[str], book: FontBook | None = None) -> list[str]:
    """Characters no font has, in order of appearance, each once."""
    glyphs = (book or default_book()).faces[Face.SONG]
    found: dict[str, None] = {}
    for text in texts:
        for char in text:
            if char != "\n" and glyphs[char].missing:
                found[char] = None
    return list(found)
