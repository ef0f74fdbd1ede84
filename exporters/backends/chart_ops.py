"""Charts as PDF operators, and as the picture of that page for Word: the same drawing in both."""

import struct
import zlib
from collections.abc import Iterator

from exporters.backends.boxes import MM, Ruler, charts_height
from exporters.backends.fonts import default_book
from exporters.backends.pdf_fonts import TextEncoder
from exporters.backends.raster import PageImage, page_rgba
from exporters.layout import PlacedCharts
from exporters.spec import Face, Paper
from models.domain.chart_shapes import Box, Drawing, Words, draw
from models.domain.charts import Chart

_COLOURS = {  # as on the screen (resources/theme/palette.toml); told apart in grey as well
    "ink": "0 0 0",
    "quiet": "0.42 0.39 0.36",
    "axis": "0.6 0.58 0.55",
    "first": "0.169 0.361 0.62",
    "second": "0.83 0.64 0.35",
}
_BETWEEN = 0.06  # of the text width, between two charts
_BASELINE = 0.36  # of the type size below the middle of the line
_PICTURE_SCALE = 3.0  # pixels to the point: 216 dots an inch


def operators(
    block: PlacedCharts, left: float, top: float, width: float, encoder: TextEncoder, ruler: Ruler
) -> Iterator[str]:
    """The operators of all charts, their upper left corner at (left, top) in points from the page's foot."""
    wide = block.spec.columns
    each = width * (1 - _BETWEEN * (wide - 1)) / wide
    for row in block.rows():
        drawings = [_drawing(block, chart, each, ruler) for chart in row]
        for place, drawing in enumerate(drawings):
            x = left + place * (each + width * _BETWEEN)
            yield from _paint(drawing, x, top, block.spec.size, encoder, ruler)
        top -= max(drawing.height for drawing in drawings) + block.spec.size


def _drawing(block: PlacedCharts, chart: Chart, width: float, ruler: Ruler) -> Drawing:
    return draw(
        chart,
        width,
        block.spec.size,
        lambda text, size: ruler.width(text, Face.BODY, size),
        shares=block.spec.shares,
    )


def _paint(
    drawing: Drawing, left: float, top: float, size: float, encoder: TextEncoder, ruler: Ruler
) -> Iterator[str]:
    for shape in drawing.shapes:
        colour = _COLOURS[shape.tone]
        if isinstance(shape, Box):
            if shape.width > 0:
                box = f"{left + shape.x:.2f} {top - shape.y - shape.height:.2f} {shape.width:.2f} {shape.height:.2f}"
                yield f"q {colour} rg {box} re f Q"
        elif shape.text:
            yield f"q {colour} rg {_words(shape, left, top, size, encoder, ruler)} Q"


def _words(shape: Words, left: float, top: float, size: float, encoder: TextEncoder, ruler: Ruler) -> str:
    face = Face.HEI if shape.size > size else Face.BODY
    wide = ruler.width(shape.text, face, shape.size)
    x = left + shape.x - {"left": 0.0, "center": wide / 2, "right": wide}[shape.align]
    return encoder.show(shape.text, face, shape.size, x, top - shape.y - shape.size * _BASELINE)


def picture(block: PlacedCharts, paper: Paper) -> tuple[bytes, float, float]:
    """The charts as a PNG for a Word file, with its width and height in points."""
    from exporters.backends import pdf  # noqa: PLC0415  (reportlab: only where charts are drawn)

    book = default_book()
    encoder, ruler = TextEncoder(book), Ruler(book.advances)
    width, height = paper.text_width * MM, charts_height(block)
    content = "\n".join(operators(block, 0.0, height, width, encoder, ruler))
    page = pdf.one_page(content, width, height, encoder.embedded())
    return _png(page_rgba(page, 0, _PICTURE_SCALE)), width, height


def _png(image: PageImage) -> bytes:
    """ISO/IEC 15948: eight bits a channel, each line written as its difference to the one above."""
    lines: list[bytes] = []
    before = bytearray(image.width * 3)
    for number in range(image.height):
        row = image.pixels[number * image.stride : number * image.stride + image.width * 4]
        line = bytearray(image.width * 3)
        line[0::3], line[1::3], line[2::3] = row[0::4], row[1::4], row[2::4]
        if line == before:
            lines.append(b"\2" + bytes(len(line)))
        else:
            lines.append(b"\0" + bytes(line))
        before = line
    head = struct.pack(">IIBBBBB", image.width, image.height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"".join(lines), 9)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in ((b"IHDR", head), (b"IDAT", body), (b"IEND", b""))
    )
