"""Prepare the shipped fonts once: resources/fonts/*.ttf, the licences and SOURCES.toml.

    python build/fonts.py --noto DIR --kai LXGWWenKai-Regular.ttf --rare HanaMinB.ttf --fangsong FandolFang-Regular.otf

DIR holds the unpacked npm packages @expo-google-fonts/noto-serif-sc and noto-sans-sc (``npm pack``), Kai and Hanazono
come from the Debian packages fonts-lxgw-wenkai and fonts-hanazono, FangSong from texlive-lang-chinese (unpack it with
``dpkg-deb -x``; its licence is beside it). The result is committed; nobody else needs to run this.

What is changed, and why: code points of radicals, strokes and compatibility forms that share a glyph with an ordinary
hanzi leave the cmap, and layout tables go, or Qt and PDF readers copy 方 as U+2F45; hinting and vertical metrics are
not used; the rare font loses points that lie within 1.5/1024 em of a straight line and is kept as xz, so that all of
Extensions B to F fits. Changed fonts whose licence
reserves the name carry our own.
"""

import argparse
import gzip
import hashlib
import lzma
import shutil
from io import BytesIO
from pathlib import Path

from fonts_fangsong import fangsong, half_width_digits, is_duplicate_kind, is_hanzi
from fonts_names import NAMES
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import GlyphCoordinates

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "resources" / "fonts"
LIMIT = 50_000_000
FONT_EXCEPTION = """The copyright holders license these fonts under the GNU General Public License with the font
exception: a document which uses the fonts, and embeds them or unaltered portions of them, is not by that alone
covered by the GNU General Public License. The source of the fonts is Debian's source package texlive-lang;
what was changed is in build/fonts.py and build/fonts_fangsong.py of this program.
"""
_DROPPED = [
    "vmtx",
    "vhea",
    "GSUB",
    "GPOS",
    "GDEF",
    "BASE",
    "VORG",
    "DSIG",
    "FFTM",
    "STAT",
    "gasp",
    "fpgm",
    "prep",
    "cvt ",
]


def subset(font: TTFont, codes: set[int]) -> None:
    """Keep these code points and the tables we need."""
    options = Options()
    options.layout_features = []
    options.hinting = False
    options.glyph_names = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += _DROPPED
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)


def rename(font: TTFont, family: str) -> None:
    """Give a changed font our own name, as the licence asks where names are reserved."""
    for name_id, text in (
        (1, family),
        (3, f"{family} 1.0"),
        (4, family),
        (6, family.replace(" ", "") + "-Regular"),
    ):
        font["name"].setName(text, name_id, 3, 1, 0x409)
    font["name"].names = [n for n in font["name"].names if n.platformID == 3 and n.langID == 0x409]


def noto(source: Path, target: Path, *, without: range | None = None) -> set[int]:
    font = TTFont(source, recalcTimestamp=False)
    codes = {c for c in font.getBestCmap() if not is_duplicate_kind(c)}
    if without:
        codes -= set(without)
    subset(font, codes)
    font.save(target)
    return codes


def trim_fangsong(path: Path, codes: set[int], song: Path) -> None:
    """Drop unneeded tables and code points, take the Song's digits; our own name, since it is changed."""
    font = TTFont(path, recalcTimestamp=False)
    half_width_digits(font, TTFont(song))
    subset(font, codes)
    rename(font, "Branch Desk FangSong")
    font.save(path)


def kai(source: Path, target: Path, wanted: set[int]) -> None:
    font = TTFont(source, recalcTimestamp=False)
    codes = {c for c in font.getBestCmap() if c in wanted or (not is_hanzi(c) and 0x20 <= c < 0x10000)}
    codes = {
        c
        for c in codes
        if not is_duplicate_kind(c) and not 0xE000 <= c <= 0xF8FF and not 0xAC00 <= c <= 0xD7A3
    }
    _lighten(font, TTFont(source.with_name(source.name.replace("Regular", "Light"))))
    subset(font, codes)
    rename(font, "Branch Desk Kai")
    font.save(target)


def _lighten(font: TTFont, light: TTFont) -> None:
    """Hanzi lent to FangSong have the strokes of the Kai's light cut, which are as thin as its own."""
    outlines, names, own = light.getGlyphSet(), light.getBestCmap(), font.getBestCmap()
    for code in set(map(ord, NAMES)) & names.keys() & own.keys():
        recorded = DecomposingRecordingPen(outlines)
        outlines[names[code]].draw(recorded)
        pen = TTGlyphPen(None)
        recorded.replay(pen)
        glyph = font["glyf"][own[code]] = pen.glyph()
        glyph.recalcBounds(font["glyf"])
        font["hmtx"][own[code]] = (font["hmtx"][own[code]][0], glyph.xMin)


def rare(source: Path, target: Path, covered: set[int]) -> None:
    """Hanzi of Extension B to F that the Song font lacks, with simplified outlines at 512 units to the em."""
    font = TTFont(source, recalcTimestamp=False)
    subset(font, {c for c in font.getBestCmap() if is_hanzi(c) and c not in covered})
    glyphs = font["glyf"]
    for name in font.getGlyphOrder():
        glyph = glyphs[name]
        if glyph.numberOfContours > 0:
            _simplify(glyph, glyphs)
    metrics = font["hmtx"]
    for name, (advance, _) in metrics.metrics.items():
        metrics[name] = (round(advance / 2), getattr(glyphs[name], "xMin", 0) or 0)
    font["head"].unitsPerEm = 512
    for table, fields in (
        ("hhea", ("ascent", "descent", "lineGap")),
        (
            "OS/2",
            (
                "sTypoAscender",
                "sTypoDescender",
                "sTypoLineGap",
                "usWinAscent",
                "usWinDescent",
                "xAvgCharWidth",
            ),
        ),
    ):
        for field in fields:
            setattr(font[table], field, round(getattr(font[table], field) / 2))
    rename(font, "Branch Desk Rare Hanzi")
    plain = BytesIO()
    font.save(plain)
    target.write_bytes(lzma.compress(plain.getvalue(), preset=9))


def _simplify(glyph: object, glyphs: object) -> None:
    coordinates, ends, flags = glyph.getCoordinates(glyphs)
    points: list[tuple[int, int]] = []
    new_flags = bytearray()
    new_ends: list[int] = []
    start = 0
    for end in ends:
        contour = [(coordinates[i][0], coordinates[i][1], flags[i] & 1) for i in range(start, end + 1)]
        start = end + 1
        kept = contour if any(not on for *_, on in contour) else _straighten(contour)
        kept = [(round(x / 2), round(y / 2), on) for x, y, on in kept]
        kept = [p for i, p in enumerate(kept) if p[:2] != kept[i - 1][:2]]
        if len(kept) < 3:
            continue
        points.extend(p[:2] for p in kept)
        new_flags.extend(p[2] for p in kept)
        new_ends.append(len(points) - 1)
    glyph.coordinates = GlyphCoordinates(points)
    glyph.flags = new_flags
    glyph.endPtsOfContours = new_ends
    glyph.numberOfContours = len(new_ends)
    glyph.recalcBounds(glyphs)


def _straighten(contour: list, tolerance: float = 1.5) -> list:
    """Douglas-Peucker on a closed polygon."""
    far = max(
        range(len(contour)),
        key=lambda i: (contour[i][0] - contour[0][0]) ** 2 + (contour[i][1] - contour[0][1]) ** 2,
    )
    closed = [*contour, contour[0]]
    keep = {0, far}
    todo = [(0, far), (far, len(contour))]
    while todo:
        first, last = todo.pop()
        ax, ay, _ = closed[first]
        bx, by, _ = closed[last]
        dx, dy = bx - ax, by - ay
        length = (dx * dx + dy * dy) ** 0.5
        worst, at = tolerance, 0
        for i in range(first + 1, last):
            x, y, _ = closed[i]
            distance = (
                abs(dx * (y - ay) - dy * (x - ax)) / length
                if length
                else ((x - ax) ** 2 + (y - ay) ** 2) ** 0.5
            )
            if distance > worst:
                worst, at = distance, i
        if at:
            keep.add(at)
            todo += [(first, at), (at, last)]
    return [contour[i] for i in sorted(keep) if i < len(contour)]


def sources_toml(rows: list[dict[str, str]]) -> str:
    lines = ["# Written by build/fonts.py: where each font comes from and what it is.\n"]
    for row in rows:
        lines.append(f'[[font]]\nfile = "{row["file"]}"')
        lines.extend(f'{key} = "{value}"' for key, value in row.items() if key != "file")
        lines.append("")
    return "\n".join(lines)


def write_licences(args: argparse.Namespace) -> None:
    """The licence texts as the sources carry them."""
    for package, name in (
        ("noto-serif-sc", "LICENCE-NotoSerifSC.txt"),
        ("noto-sans-sc", "LICENCE-NotoSansSC.txt"),
    ):
        source = next(path for path in args.noto.rglob("LICENSE_FONT") if package in str(path))
        shutil.copyfile(source, TARGET / name)
    for package, name in (("fonts-lxgw-wenkai", "LICENCE-Kai.txt"), ("fonts-hanazono", "LICENCE-Rare.txt")):
        shutil.copyfile(Path("/usr/share/doc") / package / "copyright", TARGET / name)
    documents = args.fangsong.parents[6] / "doc/texlive-doc/fonts/fandol"
    readme = (documents / "README").read_text(encoding="utf-8")
    copying = gzip.decompress((documents / "COPYING.gz").read_bytes()).decode("utf-8")
    (TARGET / "LICENCE-FangSong.txt").write_text(f"{readme}\n{FONT_EXCEPTION}\n{copying}", encoding="utf-8")


def _sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_sources(args: argparse.Namespace, serif: Path, sans: Path) -> list[str]:
    """SOURCES.toml and the licence texts; the names of the font files."""
    write_licences(args)
    packages = {
        "NotoSerifSC-Regular.ttf": ("npm @expo-google-fonts/noto-serif-sc", "0.4.3", serif),
        "NotoSansSC-Regular.ttf": ("npm @expo-google-fonts/noto-sans-sc", "0.4.3", sans),
        "BranchDeskKai-Regular.ttf": ("Debian fonts-lxgw-wenkai (LXGW WenKai)", "1.250", args.kai),
        "BranchDeskRare-Regular.ttf.xz": ("Debian fonts-hanazono (HanaMinB)", "20170904", args.rare),
        "BranchDeskFangSong-Regular.ttf": (
            "Debian texlive-lang-chinese (FandolFang)",
            "2022.20230122-1",
            args.fangsong,
        ),
    }
    rows = [
        {
            "file": name, "source": source, "version": version, "licence": "GPL-3.0 with font exception" if "FangSong" in name else "OFL-1.1",
            "source_sha256": _sha(original),
            "sha256": _sha(TARGET / name),
            "licence_text": f"LICENCE-{name.split('-')[0].removeprefix('BranchDesk')}.txt",
        }
        for name, (source, version, original) in packages.items()
    ]  # fmt: skip
    (TARGET / "SOURCES.toml").write_text(sources_toml(rows), encoding="utf-8")
    return list(packages)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("noto", "kai", "rare", "fangsong"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    args = parser.parse_args()
    TARGET.mkdir(parents=True, exist_ok=True)
    serif = next(args.noto.rglob("NotoSerifSC_400Regular.ttf"))
    sans = next(args.noto.rglob("NotoSansSC_400Regular.ttf"))
    song_codes = noto(serif, TARGET / "NotoSerifSC-Regular.ttf")
    noto(sans, TARGET / "NotoSansSC-Regular.ttf", without=range(0x3400, 0x4DC0))
    fang_path = TARGET / "BranchDeskFangSong-Regular.ttf"
    fang_codes = fangsong(args.fangsong, fang_path)
    trim_fangsong(fang_path, fang_codes, serif)
    wanted = {c for c in fang_codes if is_hanzi(c)} | set(map(ord, NAMES))
    kai(args.kai, TARGET / "BranchDeskKai-Regular.ttf", wanted)
    rare(args.rare, TARGET / "BranchDeskRare-Regular.ttf.xz", song_codes)
    names = write_sources(args, serif, sans)
    for name in names:
        print(f"{(TARGET / name).stat().st_size / 1e6:6.2f} MB  {name}")
    total = sum(path.stat().st_size for path in TARGET.iterdir())
    print(f"{total / 1e6:6.2f} MB in all")
    if total > LIMIT:
        raise SystemExit("more than 50 MB")


if __name__ == "__main__":
    main()
