"""PDF backend: pages of `pdf_flow` on a reportlab canvas, with footers, our own fonts and fixed dates.

reportlab's platypus is not used (speed.md §1: several times slower); its canvas keeps pages, compression and
metadata. Imported only when a PDF is made: reportlab costs 50 ms of start-up.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from types import MappingProxyType
from typing import Any

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from exporters.backends.boxes import MM, Ruler
from exporters.backends.fonts import FontBook, default_book
from exporters.backends.pdf_flow import Flow
from exporters.backends.pdf_fonts import EmbeddedFont, TextEncoder
from exporters.layout import Resolved
from exporters.spec import Face
from models.domain.picture_file import Photo

_FOOT_SIZE = 9.0
_CODE_SIZE = 7.5
_GB_NUMBER_SIZE = 14.0
_Pages = list[list[str]]
_PHOTO = re.compile(r"/FormXob\.(Photo[0-9a-f]{20}) Do")


class _PlainCanvas(Canvas):
    """A canvas without reportlab's initial font, which would name an un-embedded Helvetica."""

    def _make_preamble(self) -> None:
        self._preamble = "1 0 0 1 0 0 cm"


def render(form: Resolved, book: FontBook | None = None) -> bytes:
    """One form as a PDF file."""
    return render_joined([form], book)


def render_joined(forms: Sequence[Resolved], book: FontBook | None = None) -> bytes:
    """Several forms in one PDF; each counts its own pages."""
    encoder, layouts, photos = _lay_out(forms, book or default_book())
    title = forms[0].title if forms else ""
    parts = [(form, pages) for form, pages in zip(forms, layouts, strict=True)]
    return _write(title, parts, encoder.embedded(), photos)


def render_batch(forms: Sequence[Resolved], book: FontBook | None = None) -> Iterator[bytes]:
    """One PDF for each form; they share one subset of each font, made once."""
    encoder, layouts, photos = _lay_out(forms, book or default_book())
    fonts = encoder.embedded()
    for form, pages in zip(forms, layouts, strict=True):
        yield _write(form.title, [(form, pages)], fonts, photos)


class Binding:
    """Forms laid out one after the other, put together when all are there; pages are counted through."""

    def __init__(self, book: FontBook | None = None) -> None:
        self._encoder = TextEncoder(book or default_book())
        self._ruler = Ruler((book or default_book()).advances)
        self._pages: dict[int, _Pages] = {}
        self._photos: dict[str, Photo] = {}
        self._said: dict[int, list[str]] = {}
        self._kept: list[Resolved] = []  # the pages go by the identity of their form

    def lay_out(self, form: Resolved) -> int:
        """How many pages it takes."""
        flow = Flow(form, self._encoder, self._ruler)
        self._pages[id(form)] = flow.run()
        self._said[id(form)] = ["".join(page) for page in flow.said]
        self._photos |= flow.photos
        self._kept.append(form)
        return len(self._pages[id(form)])

    def said(self, form: Resolved) -> list[str]:
        """The words on each page of a form that was laid out."""
        return self._said[id(form)]

    def write(self, title: str, forms: Sequence[Resolved], marks: Mapping[int, tuple[str, int]]) -> bytes:
        """These forms, laid out before, in this order; `marks`: bookmark and its level by the number of the form."""
        total = sum(len(self._pages[id(form)]) for form in forms)
        parts: list[tuple[Resolved, _Pages]] = []
        number = 0
        for form in forms:
            pages: _Pages = []
            for page in self._pages[id(form)]:
                number += 1
                pages.append([*page, *_footer(form, number, total, self._encoder, self._ruler)])
            parts.append((form, pages))
        return _write(title, parts, self._encoder.embedded(), self._photos, marks)


def _lay_out(forms: Sequence[Resolved], book: FontBook) -> tuple[TextEncoder, list[_Pages], dict[str, Photo]]:
    encoder = TextEncoder(book)
    ruler = Ruler(book.advances)
    layouts: list[_Pages] = []
    photos: dict[str, Photo] = {}
    for form in forms:
        flow = Flow(form, encoder, ruler)
        pages = flow.run()
        photos |= flow.photos
        for number, page in enumerate(pages, 1):
            page.extend(_footer(form, number, len(pages), encoder, ruler))
        layouts.append(pages)
    return encoder, layouts, photos


def _footer(form: Resolved, number: int, total: int, encoder: TextEncoder, ruler: Ruler) -> Iterator[str]:
    paper = form.paper
    if paper.page_number == "none":
        return
    left, right = paper.left * MM, (paper.width - paper.right) * MM
    mark = f"{form.mark}  版本码 {form.codes}"
    if paper.page_number == "gb":
        text = f"— {number} —"
        wide = ruler.width(text, Face.SONG, _GB_NUMBER_SIZE)
        code_wide = ruler.width(mark, Face.SONG, _CODE_SIZE)
        y = (paper.bottom - 7) * MM - _GB_NUMBER_SIZE * 0.5
        odd = number % 2 == 1
        x = right - _GB_NUMBER_SIZE - wide if odd else left + _GB_NUMBER_SIZE
        yield encoder.show(text, Face.SONG, _GB_NUMBER_SIZE, x, y)
        yield encoder.show(mark, Face.SONG, _CODE_SIZE, left if odd else right - code_wide, y)
        return
    y = paper.bottom * MM * 0.5
    text = f"第{number}页 共{total}页"
    wide = ruler.width(text, Face.SONG, _FOOT_SIZE)
    code = f"版本码 {form.codes}"
    yield encoder.show(form.mark, Face.SONG, _FOOT_SIZE, left, y)
    yield encoder.show(text, Face.SONG, _FOOT_SIZE, (left + right - wide) / 2, y)
    yield encoder.show(code, Face.SONG, _FOOT_SIZE, right - ruler.width(code, Face.SONG, _FOOT_SIZE), y)


def _write(
    title: str,
    parts: Sequence[tuple[Resolved, _Pages]],
    fonts: Sequence[EmbeddedFont],
    photos: Mapping[str, Photo],
    marks: Mapping[int, tuple[str, int]] = MappingProxyType({}),
) -> bytes:
    target = BytesIO()
    canvas: Any = _PlainCanvas(target, pageCompression=1, invariant=1, lang="zh-CN")
    canvas.setTitle(title)
    canvas.setAuthor("支部工作台")
    canvas.setCreator("支部工作台")
    canvas.setSubject(" ".join(form.code for form, _ in parts[:20]))
    for font in fonts:
        _add_font(canvas, font)
    added: set[str] = set()
    if marks:
        canvas.showOutline()
    for number, (form, pages) in enumerate(parts):
        if number in marks:
            name, level = marks[number]
            canvas.bookmarkPage(f"piece{number}")
            canvas.addOutlineEntry(name, f"piece{number}", level)
        canvas.setPageSize((form.paper.width * MM, form.paper.height * MM))
        for page in pages:
            content = "\n".join(page)
            canvas._code.append(content)
            canvas._formsinuse = shown = _PHOTO.findall(content)
            for name in {name: None for name in shown if name not in added}:
                _add_photo(canvas, name, photos[name])
                added.add(name)
            canvas.showPage()
    canvas.save()
    return target.getvalue()


def _add_photo(canvas: Any, name: str, photo: Photo) -> None:
    """Put a JPG into the document as it is (ISO 32000-1 §7.4.8)."""
    library: Any = pdfdoc
    word = library.PDFName
    size = photo.size
    if size is None:
        return
    stream = library.PDFStream(
        library.PDFDictionary(
            {
                "Type": word("XObject"), "Subtype": word("Image"), "Width": size.width, "Height": size.height,
                "ColorSpace": word("DeviceGray" if photo.colours == 1 else "DeviceRGB"), "BitsPerComponent": 8,
                "Filter": word("DCTDecode"),
            }
        ),
        photo.content,
        [],
    )  # fmt: skip
    canvas._doc.Reference(stream, library.xObjectName(name))


def one_page(content: str, width: float, height: float, fonts: Sequence[EmbeddedFont]) -> bytes:
    """A page of these operators and nothing else: a drawing to be made a picture of. Points."""
    target = BytesIO()
    canvas: Any = _PlainCanvas(target, pagesize=(width, height), invariant=1)
    for font in fonts:
        _add_font(canvas, font)
    canvas._code.append(content)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def _add_font(canvas: Any, font: EmbeddedFont) -> None:
    """Put a composite font into the document's font dictionary (ISO 32000-1 §9.7)."""
    document: Any = canvas._doc
    library: Any = pdfdoc
    name = library.PDFName
    program = library.PDFStream(
        library.PDFDictionary({"Filter": name("FlateDecode"), "Length1": font.program_length}),
        font.program,
        [],
    )
    unicode_map = library.PDFStream(
        library.PDFDictionary({"Filter": name("FlateDecode")}), font.to_unicode, []
    )
    descriptor = library.PDFDictionary(
        {
            "Type": name("FontDescriptor"), "FontName": name(font.name), "Flags": 4,
            "FontBBox": library.PDFArray(font.bbox), "ItalicAngle": 0, "Ascent": font.ascent,
            "Descent": font.descent, "CapHeight": font.ascent, "StemV": 80,
            "FontFile2": document.Reference(program, f"{font.key}program"),
        }
    )  # fmt: skip
    descendant = library.PDFDictionary(
        {
            "Type": name("Font"), "Subtype": name("CIDFontType2"), "BaseFont": name(font.name),
            "CIDSystemInfo": library.PDFDictionary(
                {"Registry": library.PDFString("Adobe"), "Ordering": library.PDFString("Identity"), "Supplement": 0}
            ),
            "FontDescriptor": document.Reference(descriptor, f"{font.key}descriptor"),
            "DW": 1000, "W": library.PDFArray([1, library.PDFArray(font.widths.split())]),
            "CIDToGIDMap": name("Identity"),
        }
    )  # fmt: skip
    whole = library.PDFDictionary(
        {
            "Type": name("Font"), "Subtype": name("Type0"), "BaseFont": name(font.name),
            "Encoding": name("Identity-H"),
            "DescendantFonts": library.PDFArray([document.Reference(descendant, f"{font.key}descendant")]),
            "ToUnicode": document.Reference(unicode_map, f"{font.key}unicode"),
        }
    )  # fmt: skip
    document.idToObject["BasicFonts"].dict[font.key] = document.Reference(whole, f"{font.key}font")
