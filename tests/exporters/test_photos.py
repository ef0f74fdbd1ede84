"""Photos in forms: the same place, size and pages in Word and PDF; each stored once."""

import io
import re
import zipfile
from dataclasses import replace

import pypdfium2
import pypdfium2.raw as pdfium

from exporters.backends import docx, pdf
from exporters.forms._example_photos import LANDSCAPE, PORTRAIT
from exporters.forms._photos import PHOTO_BLOCKS, photo_pages
from exporters.layout import Resolved, resolve
from exporters.registry import all_forms
from exporters.render import prepare, render
from exporters.spec import PAPER_P, Cell, FormSpec, Grid, Row, Title, Values
from models.domain.card_facts import CardFacts
from models.domain.picture_file import Photo
from tests.pictures import jpeg_header, png

MM = 72 / 25.4
SPEC = FormSpec(
    id="X1",
    title="有照片的表",
    version="1",
    subject="paper",
    paper=PAPER_P,
    prepare=dict[str, object],
    blocks=(
        Title(text="有照片的表"),
        Grid(widths=(116, 40), rows=(Row(height=40, cells=(Cell(text="{name}"), Cell(picture="face", blank="照片"))),)),
        *PHOTO_BLOCKS,
    ),
)  # fmt: skip
FACE = Photo(content=PORTRAIT)


def shots(count: int) -> list[Photo]:
    return [Photo(content=(LANDSCAPE, PORTRAIT)[n % 2], caption=f"图{n + 1}　集中学习") for n in range(count)]


def form(values: Values) -> Resolved:
    return resolve(SPEC, {"name": "王五", **values})


def pictures(content: bytes) -> list[list[tuple[float, float]]]:
    """Width and height in mm of the pictures on each page."""
    found: list[list[tuple[float, float]]] = []
    with pypdfium2.PdfDocument(content) as document:
        for page in document:
            boxes = [one.get_bounds() for one in page.get_objects([pdfium.FPDF_PAGEOBJ_IMAGE])]
            found.append([((right - left) / MM, (top - bottom) / MM) for left, bottom, right, top in boxes])
    return found


def word_parts(content: bytes) -> tuple[str, list[str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        return package.read("word/document.xml").decode(), package.namelist()


def test_a_portrait_fills_its_frame_of_one_inch() -> None:
    made = form({"face": FACE})
    ((wide, high),) = pictures(pdf.render(made))[0]
    assert round(wide, 1) == 25
    assert round(high, 1) == 33.3  # 3:4
    body, names = word_parts(docx.render(made))
    assert body.count("<pic:pic") == 1
    assert [name for name in names if "media" in name] == ["word/media/image1.jpg"]
    assert re.findall(r'wp:extent cx="(\d+)" cy="(\d+)"', body) == [("900000", "1200000")]


def test_without_a_photo_the_cell_says_what_belongs_there() -> None:
    made = form({})
    assert pictures(pdf.render(made)) == [[]]
    assert "照片" in list(made.texts())
    assert "照片" not in list(form({"face": FACE}).texts())


def test_two_photos_stand_on_one_page_and_five_on_two() -> None:
    assert [len(page) for page in pictures(pdf.render(form(photo_pages(shots(2)))))] == [0, 2]
    assert [len(page) for page in pictures(pdf.render(form(photo_pages(shots(5)))))] == [0, 4, 1]
    assert [len(page) for page in pictures(pdf.render(form(photo_pages(shots(5), 2))))] == [0, 2, 2, 1]


def test_a_page_to_stick_photos_on_is_asked_for() -> None:
    assert len(pictures(pdf.render(form(photo_pages([]))))) == 1
    blank = form(photo_pages([], blank=True))
    assert len(pictures(pdf.render(blank))) == 2
    assert list(blank.texts()).count("（贴照片处）") == 2
    assert len(pictures(pdf.render(form(photo_pages(shots(1), blank=True))))) == 2


def test_captions_are_under_their_photos_in_word_and_pdf() -> None:
    made = form(photo_pages(shots(3)))
    body, names = word_parts(docx.render(made))
    assert [body.index(f"图{n}") for n in (1, 2, 3)] == sorted(body.index(f"图{n}") for n in (1, 2, 3))
    assert body.count("<pic:pic") == 3
    assert sum("media" in name for name in names) == 2  # the first and the third are one picture
    with pypdfium2.PdfDocument(pdf.render(made)) as document:
        page = document[1]
        text = page.get_textpage()
        found = text.search("图1")
        index, _ = found.get_next() or (0, 0)
        top = text.get_charbox(index)[3]
        first = next(iter(page.get_objects([pdfium.FPDF_PAGEOBJ_IMAGE])))
        assert 0 < first.get_bounds()[1] - top < 12


def test_equal_photos_lie_in_the_file_once() -> None:
    many = [Photo(content=LANDSCAPE)] * 8
    content = pdf.render_joined([form(photo_pages(many)), form(photo_pages(many))])
    assert content.count(b"/DCTDecode") == 1
    assert [len(page) for page in pictures(content)] == [0, 4, 4, 0, 4, 4]


def test_another_photo_gives_another_version_code() -> None:
    codes = {form({}).code, form({"face": FACE}).code, form({"face": Photo(content=LANDSCAPE)}).code}
    assert len(codes) == 3
    assert form({"face": FACE}).code == form({"face": Photo(content=PORTRAIT)}).code


def test_what_is_no_jpg_is_left_out() -> None:
    for bad in (png(30, 40), b"", b"\xff\xd8\xff", jpeg_header(30, 40)[:-12]):
        assert Photo(content=bad).size is None
        assert pictures(
            pdf.render(form({"face": Photo(content=bad), **photo_pages([Photo(content=bad)])}))
        ) == [[]]
    assert Photo(content=jpeg_header(30, 40)).colours == 3


def test_the_members_card_shows_the_photo_and_stays_on_one_page() -> None:
    card = all_forms()["D3"]
    assert isinstance(card.example, CardFacts)
    shown = pictures(render(card, card.example, "pdf"))
    assert [len(page) for page in shown] == [1]
    assert round(shown[0][0][0], 1) == 25
    assert "照片\n（一寸）" in list(prepare(card, replace(card.example, photo=None)).texts())
