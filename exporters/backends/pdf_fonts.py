"""Text in PDF: characters to glyph numbers of one subset per font, and the font objects themselves.

Every character gets its own number and its own entry in ToUnicode (UTF-16BE), so copying and searching return
what was written, also beyond U+FFFF; reportlab's own TrueType support writes a wrong map there.
Source: ISO 32000-1 §9.7 (composite fonts, Identity-H, CIDToGIDMap) and §9.10.3 (ToUnicode).
"""

import zlib
from dataclasses import dataclass

from exporters.backends.fonts import FaceGlyphs, FontBook
from exporters.spec import Face

_CMAP_HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
"""
_CMAP_TAIL = "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"


class _Codes(dict[str, tuple[int, str]]):
    """Character -> (font number, four hex digits) for one face; new characters join the subset."""

    def __init__(self, owner: "TextEncoder", glyphs: FaceGlyphs) -> None:
        super().__init__()
        self._owner = owner
        self._glyphs = glyphs

    def __missing__(self, char: str) -> tuple[int, str]:
        glyph = self._glyphs[char]
        if not glyph.glyph:
            code = (-1, "")
        else:
            code = self._owner.number(glyph.font, glyph.glyph, char)
        self[char] = code
        return code


@dataclass(frozen=True, slots=True)
class EmbeddedFont:
    """What a PDF needs of one font: compressed subset and ToUnicode map, widths, metrics in 1/1000 em."""

    key: str
    name: str
    program: bytes
    program_length: int
    to_unicode: bytes
    widths: str
    bbox: tuple[int, ...]
    ascent: int
    descent: int


class TextEncoder:
    """Collects the characters of one document or batch and encodes text by them."""

    def __init__(self, book: FontBook) -> None:
        self._book = book
        # Fonts count from 0 in the order this document first needs them: equal documents, equal bytes.
        self._used: dict[int, list[tuple[str, int]]] = {}
        self._places: dict[int, int] = {}
        self._numbers: dict[tuple[int, str], str] = {}
        self._codes = {face: _Codes(self, book.faces[face]) for face in Face}
        self._runs: dict[tuple[str, Face], list[tuple[int, str]]] = {}

    def number(self, font: int, glyph: int, char: str) -> tuple[int, str]:
        """The number of a font in this document, and the hex number of a character in its subset."""
        key = (font, char)
        if key not in self._numbers:
            used = self._used.setdefault(font, [])
            used.append((char, glyph))
            self._numbers[key] = f"{len(used):04X}"
        return self._places.setdefault(font, len(self._places)), self._numbers[key]

    def runs(self, text: str, face: Face) -> list[tuple[int, str]]:
        """(font number, hex string) of the stretches of a text that share a font."""
        key = (text, face)
        known = self._runs.get(key)
        if known is not None:
            return known
        codes = self._codes[face]
        found: list[tuple[int, str]] = []
        last, digits = -2, ""
        for font, code in map(codes.__getitem__, text):
            if font == last:
                digits += code
            elif font >= 0:
                if digits:
                    found.append((last, digits))
                last, digits = font, code
        if digits:
            found.append((last, digits))
        self._runs[key] = found
        return found

    def show(self, text: str, face: Face, size: float, x: float, y: float, extra: float = 0.0) -> str:
        """Operators that draw one line of text with its baseline at (x, y) points."""
        runs = self.runs(text, face)
        if len(runs) == 1 and not extra:
            font, digits = runs[0]
            return f"BT /F{font} {size:g} Tf {x:.2f} {y:.2f} Td <{digits}> Tj ET"
        shown = " ".join(f"/F{font} {size:g} Tf <{digits}> Tj" for font, digits in runs)
        if extra:
            return f"BT {extra:.3f} Tc {x:.2f} {y:.2f} Td {shown} 0 Tc ET"
        return f"BT {x:.2f} {y:.2f} Td {shown} ET"

    def embedded(self) -> list[EmbeddedFont]:
        """The subsets of all fonts used so far."""
        return [self._embed(font, number) for font, number in self._places.items()]

    def _embed(self, of_book: int, number: int) -> EmbeddedFont:
        font = self._book.fonts[of_book]
        used = self._used[of_book]
        program = font.subset(glyph for _, glyph in used)
        scale = 1000 / font.units_per_em
        return EmbeddedFont(
            key=f"F{number}",
            name=f"BDSK{chr(65 + number // 26)}{chr(65 + number % 26)}+{font.path.stem.replace(' ', '')}".encode("ascii", "ignore").decode(),
            program=zlib.compress(program, 6),
            program_length=len(program),
            to_unicode=zlib.compress(_to_unicode([char for char, _ in used]).encode("ascii"), 6),
            widths=" ".join(f"{font.width(glyph):g}" for _, glyph in used),
            bbox=tuple(round(edge * scale) for edge in font.bbox),
            ascent=round(font.ascent * scale),
            descent=round(font.descent * scale),
        )  # fmt: skip


def _to_unicode(chars: list[str]) -> str:
    rows = [
        f"<{number:04X}> <{char.encode('utf-16-be').hex().upper()}>" for number, char in enumerate(chars, 1)
    ]
    blocks = [rows[at : at + 100] for at in range(0, len(rows), 100)]
    body = "".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks)
    return _CMAP_HEAD + body + _CMAP_TAIL
