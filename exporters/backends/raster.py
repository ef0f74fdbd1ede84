"""Pages of a PDF as pictures, for preview and printing: the same pages that are filed.

pdfium is not safe to call from two threads at once, so calls wait for each other.
"""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import Any

_LOCK = Lock()


@dataclass(frozen=True, slots=True)
class PageImage:
    """RGBA pixels, rows from the top, `stride` bytes to the row."""

    width: int
    height: int
    stride: int
    pixels: bytes


@contextmanager
def _opened(pdf: bytes) -> Generator[Any, None, None]:
    import pypdfium2  # pyright: ignore[reportMissingTypeStubs]  # noqa: PLC0415  (loads a 7 MB library: not at start)

    library: Any = pypdfium2
    with _LOCK:
        document = library.PdfDocument(pdf)
        try:
            yield document
        finally:
            document.close()


def page_count(pdf: bytes) -> int:
    """How many pages a PDF has."""
    with _opened(pdf) as document:
        return len(document)


def page_size(pdf: bytes, index: int) -> tuple[float, float]:
    """Width and height of a page in points."""
    with _opened(pdf) as document:
        return document.get_page_size(index)


def page_rgba(pdf: bytes, index: int, scale: float = 1.0) -> PageImage:
    """A page drawn at `scale` pixels to the point on white. Raises IndexError for a page that is not there."""
    with _opened(pdf) as document:
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
