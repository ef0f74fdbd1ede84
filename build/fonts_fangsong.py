"""Our FangSong from Debian's Fandol FangSong, for build/fonts.py: cubic outlines become TrueType's quadratic ones."""

import unicodedata
from pathlib import Path

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

MAX_ERROR = 0.5  # units of 1000 to the em


# Twelve code points of the compatibility block are ideographs of their own.
UNIFIED = frozenset((0xFA0E, 0xFA0F, 0xFA11, 0xFA13, 0xFA14, 0xFA1F, 0xFA21, 0xFA23, 0xFA24, 0xFA27, 0xFA28, 0xFA29))  # fmt: skip


def is_hanzi(code: int) -> bool:
    """Ideographs proper: not radicals, strokes or compatibility forms."""
    ranges = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0x20000, 0x2F7FF), (0x30000, 0x323AF), (0x3007, 0x3007))
    return code in UNIFIED or any(first <= code <= last for first, last in ranges)


def is_duplicate_kind(code: int) -> bool:
    """Code points which share a glyph with an ordinary character and make copied text wrong."""
    if code in UNIFIED:
        return False
    if 0x2E80 <= code <= 0x2FDF or 0x31C0 <= code <= 0x31EF:  # radicals, strokes
        return True
    return 0xF900 <= code <= 0xFAFF or 0x2F800 <= code <= 0x2FA1F or unicodedata.category(chr(code)) == "Co"


def fangsong(source: Path, target: Path) -> set[int]:
    """Convert, keep GB 2312 and whatever else is drawn, drop duplicates; returns the code points."""
    font = TTFont(source, recalcTimestamp=False)
    outlines = font.getGlyphSet()
    glyphs = {}
    for name in font.getGlyphOrder():
        pen = TTGlyphPen(None)
        outlines[name].draw(Cu2QuPen(pen, MAX_ERROR, reverse_direction=True))
        glyphs[name] = pen.glyph()
    font["loca"] = newTable("loca")
    glyf = font["glyf"] = newTable("glyf")
    glyf.glyphOrder, glyf.glyphs = font.getGlyphOrder(), glyphs
    metrics = font["hmtx"]
    for name, glyph in glyphs.items():
        glyph.recalcBounds(glyf)
        metrics[name] = (metrics[name][0], getattr(glyph, "xMin", 0) or 0)
    _as_truetype(font)
    font.save(target)
    # Its Latin letters are heavier than its hanzi: those come from the Song, the digits too (half_width_digits).
    return {c for c in font.getBestCmap() if (c > 0x7E or chr(c).isdigit()) and not is_duplicate_kind(c)}


def half_width_digits(font: TTFont, song: TTFont) -> None:
    """The Song's digits, each half an em wide, so that numbers line up in columns."""
    outlines, names, song_names = song.getGlyphSet(), font.getBestCmap(), song.getBestCmap()
    for code in range(ord("0"), ord("9") + 1):
        wide = song["hmtx"][song_names[code]][0]
        squeeze = min(1.0, 500 / wide)
        recorded = DecomposingRecordingPen(outlines)
        outlines[song_names[code]].draw(recorded)
        pen = TTGlyphPen(None)
        recorded.replay(TransformPen(pen, (squeeze, 0, 0, 1, (500 - wide * squeeze) / 2, 0)))
        glyph = font["glyf"][names[code]] = pen.glyph()
        glyph.recalcBounds(font["glyf"])
        font["hmtx"][names[code]] = (500, glyph.xMin)


def _as_truetype(font: TTFont) -> None:
    for table in ("CFF ", "VORG"):
        if table in font:
            del font[table]
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    for field in ["maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements", "maxSizeOfInstructions"]:  # fmt: skip
        setattr(maxp, field, 0)
    maxp.maxZones = 1
    maxp.maxComponentElements = max(
        (len(g.components) for g in font["glyf"].glyphs.values() if g.isComposite()), default=0
    )
    font["post"].formatType = 3.0
    font.sfntVersion = "\x00\x01\x00\x00"
