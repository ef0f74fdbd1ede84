"""Which font draws which character, and what the shipped fonts hold."""

import hashlib
import tomllib

import pytest

from exporters.backends.fonts import MISSING, SHIPPED, FontBook, missing_glyphs
from exporters.backends.truetype import FontError, TrueTypeFont
from exporters.spec import Face
from tests.exporters.samples import RARE

GB2312 = [
    bytes((a, b)).decode("gb2312")
    for a in range(0xB0, 0xF8)
    for b in range(0xA1, 0xFF)
    if not (a == 0xD7 and b > 0xF9)
]


@pytest.fixture(scope="module")
def book():
    return FontBook()


def test_every_common_and_every_rare_name_character_has_a_glyph(book):
    unified = (chr(code) for code in range(0x4E00, 0x9FA6))
    assert missing_glyphs([*unified, RARE, "𠀀𪛖𪜀𫠝𫝀𫠠𫢸𬺡"], book) == []


@pytest.mark.parametrize("face", list(Face))
def test_each_role_draws_gb2312_from_its_own_first_font(book, face):
    glyphs = book.faces[face]
    assert {glyphs[char].font for char in GB2312} == {glyphs["中"].font}


def test_fang_song_is_not_the_song_font(book):
    assert book.faces[Face.BODY]["中"].font != book.faces[Face.SONG]["中"].font


def test_digits_line_up_in_columns(book):
    assert len({book.advances[Face.BODY][digit] for digit in "0123456789"}) == 1


@pytest.mark.parametrize("face", list(Face))
def test_marks_between_hanzi_take_a_whole_square(book, face):
    assert {book.advances[face][mark] for mark in "“”‘’□√，。（）《》"} == {1.0}


def test_what_no_font_has_is_reported_once_and_drawn_as_geta(book):
    assert missing_glyphs(["王\U0003fffd明", "\U0003fffd\ue000"], book) == ["\U0003fffd", "\ue000"]
    glyph = book.faces[Face.BODY]["\U0003fffd"]
    assert glyph.missing
    assert glyph.glyph == book.faces[Face.BODY][MISSING].glyph


def test_variation_selectors_take_no_room(book):
    assert missing_glyphs(["葛\U000e0100"], book) == []
    assert book.advances[Face.BODY]["\U000e0100"] == 0


def test_radicals_are_drawn_as_the_hanzi_they_are(book):
    assert book.faces[Face.SONG]["\u2f45"].glyph == book.faces[Face.SONG]["方"].glyph


@pytest.mark.parametrize("name", ["NotoSerifSC-Regular.ttf", "NotoSansSC-Regular.ttf"])
def test_shipped_fonts_give_no_glyph_a_second_meaning(name):
    codes = TrueTypeFont(SHIPPED / name).cmap
    assert not any(0x2E80 <= code <= 0x2FDF for code in codes)
    hanzi = [code for code in codes if 0x4E00 <= code <= 0x9FFF and code != ord("壿")]  # drawn as 墫
    assert len({codes[code] for code in hanzi}) == len(hanzi)


def test_the_machines_own_font_comes_first_when_it_may_be_embedded(tmp_path):
    data = bytearray((SHIPPED / "BranchDeskKai-Regular.ttf").read_bytes())
    (tmp_path / "SimFang.TTF").write_bytes(data)
    book = FontBook([tmp_path])
    assert book.fonts[book.faces[Face.BODY]["中"].font].path.name == "SimFang.TTF"
    restricted = TrueTypeFont(tmp_path / "SimFang.TTF")
    at = restricted._tables[b"OS/2"][0] + 8
    data[at : at + 2] = b"\x00\x02"
    elsewhere = tmp_path / "restricted"  # a font in use cannot be written over everywhere
    elsewhere.mkdir()
    (elsewhere / "SimFang.TTF").write_bytes(data)
    book = FontBook([elsewhere])
    assert book.fonts[book.faces[Face.BODY]["中"].font].path.parent == SHIPPED


def test_a_broken_system_font_is_passed_over(tmp_path):
    (tmp_path / "simfang.ttf").write_bytes(b"\x00\x01\x00\x00 not a font")
    assert not FontBook([tmp_path]).faces[Face.BODY]["中"].missing
    with pytest.raises(FontError):
        TrueTypeFont(tmp_path / "simfang.ttf")
    with pytest.raises(FontError):
        TrueTypeFont(tmp_path / "none.ttf")


def test_sources_name_every_font_with_its_licence_and_hash():
    listed = {
        row["file"]: row for row in tomllib.loads((SHIPPED / "SOURCES.toml").read_text("utf-8"))["font"]
    }
    files = {path.name for path in SHIPPED.iterdir() if ".ttf" in path.name}
    assert set(listed) == files
    for name, row in listed.items():
        assert row["licence"] in ("OFL-1.1", "GPL-3.0 with font exception")
        assert (SHIPPED / row["licence_text"]).is_file()
        assert row["sha256"] == hashlib.sha256((SHIPPED / name).read_bytes()).hexdigest()


def test_the_shipped_fonts_fit_in_fifty_megabytes():
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) <= 50_000_000


def test_names_fang_song_lacks_are_lent_by_the_kai(book):
    """珺, 𬭎, 昇, 喆 stand out less among its strokes than in the heavier Song; marks keep the Song's shape."""
    body, kai = book.faces[Face.BODY], book.faces[Face.KAI]["中"].font
    assert {body[char].font for char in "珺𬭎昇喆堃镕玥赟"} == {kai}
    assert body["✓"].font == book.faces[Face.SONG]["✓"].font
