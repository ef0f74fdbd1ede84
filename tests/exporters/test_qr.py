"""The QR code of a key card: the same dots on the PDF page and in the Word file, and the card's own text in them."""

import zipfile
from dataclasses import replace
from io import BytesIO
from typing import Any

from docx import Document
from PIL import Image

from exporters import render
from exporters.backends import qr
from exporters.backends.raster import page_rgba
from exporters.registry import form

CARD = form("H2")
MM = 72 / 25.4


def sampled(picture: Image.Image, left: float, top: float, side: float, count: int) -> qr.Dots:
    """The dark dots of a code whose outer edge (white border included) lies there."""
    dot = side / (count + 2 * qr.QUIET)
    rows = range(count)
    grey = picture.convert("L")
    return tuple(
        tuple(
            grey.getpixel((int(left + (column + qr.QUIET + 0.5) * dot), int(top + (row + qr.QUIET + 0.5) * dot))) < 128
            for column in rows
        )
        for row in rows
    )  # fmt: skip


def page() -> Image.Image:
    found = page_rgba(render.render(CARD, CARD.example, "pdf"), 0, 300 / 72)
    size = (found.width, found.height)
    return Image.frombuffer("RGBA", size, found.pixels, "raw", "RGBA", found.stride, 1).convert("L")


def test_the_pdf_page_shows_every_dot() -> None:
    expected = qr.dots(CARD.example.card.text)  # pyright: ignore[reportAttributeAccessIssue]
    picture, scale = page(), 300 / 25.4
    size = 58 * scale
    left = (210 - 58) / 2 * scale
    tops = [top for top in range(picture.height - int(size)) if _finder(picture, left, top, size, expected)]
    assert tops, "no code on the page"
    first = [top for top in tops if top < tops[0] + 8]  # the lower corner has the same mark
    assert sampled(picture, left, first[len(first) // 2], size, len(expected)) == expected


def _finder(picture: Image.Image, left: float, top: int, side: float, expected: qr.Dots) -> bool:
    """Whether the corner mark of a code stands where it would if the code's edge were at `top`."""
    dot = side / (len(expected) + 2 * qr.QUIET)
    grey: Any = picture
    x = int(left + (qr.QUIET + 3.5) * dot)
    column = [grey.getpixel((x, int(top + (qr.QUIET + row + 0.5) * dot))) < 128 for row in range(-1, 8)]
    return column == [False, True, False, True, True, True, False, True, False]


def test_the_word_file_holds_the_same_dots_as_a_picture() -> None:
    expected = qr.dots(CARD.example.card.text)  # pyright: ignore[reportAttributeAccessIssue]
    content = render.render(CARD, CARD.example, "docx")
    document: Any = Document(BytesIO(content))
    shape = document.inline_shapes[0]
    assert (round(shape.width.mm), round(shape.height.mm)) == (58, 58)
    with zipfile.ZipFile(BytesIO(content)) as package:
        picture = Image.open(BytesIO(package.read("word/media/image1.png")))
        picture.load()
    assert sampled(picture, 0, 0, picture.width, len(expected)) == expected


def test_without_a_text_there_is_no_code() -> None:
    facts: Any = CARD.example
    bare = replace(facts, card=replace(facts.card, text=""))
    content = render.render(CARD, bare, "docx")
    with zipfile.ZipFile(BytesIO(content)) as package:
        assert not [name for name in package.namelist() if "media" in name]
    assert not any(line.endswith(" re") for line in render.prepare(CARD, bare).texts())


def test_long_names_and_hanzi_fit_the_code() -> None:
    text = "中" * 600
    dots = qr.dots(text)
    assert len(dots) == len(dots[0]) and (len(dots) - 17) % 4 == 0
    assert sum(count for _, count in qr.runs(dots[0])) == sum(dots[0])
