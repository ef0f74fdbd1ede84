"""Pages of a PDF as pictures, for preview and printing: the same pages that are filed."""

from dataclasses import dataclass
from typing import Any

import pypdfium2  # pyright: ignore[reportMissingTypeStubs]

_pdfium: Any = pypdfium2


@dataclass(frozen=True, slots=True)
class PageImage:
    """RGBA pixels, rows from the top, `stride` bytes to the row."""

    width: int
    height: int
    stride: int
    pixels: bytes


def page_count(pdf: bytes) -> int:
    """How many pages a PDF has."""
    document = _pdfium.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def page_size(pdf: bytes, index: int) -> tuple[float, float]:
    """Width and height of a page in points."""
    document = _pdfium.PdfDocument(pdf)
    try:
        return document.get_page_size(index)
    finally:
        document.close()


def page_rgba(pdf: bytes, index: int, scale: float = 1.0) -> PageImage:
    """A page drawn at `scale` pixels to the point on white. Raises IndexError for a page that is not there."""
    document = _pdfium.PdfDocument(pdf)
    try:
        if not 0 <= index < len(document):
            raise IndexError(f"page {index} of {len(document)}")
        page = document[index]
        bitmap = page.render(
            scale=scale, rev_byteorder=True, fill_color=(255, 255, 255, 255), prefer_bgrx=True
        )
        image = PageImage(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
        bitmap.close()
        page.close()
        return image
    finally:
        document.close()
