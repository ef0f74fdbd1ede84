"""QR codes as dots: what both backends draw. reportlab ships the encoder; nothing else of it is used here."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# (reportlab carries no types)

import struct
import zlib
from functools import lru_cache
from typing import Any

QUIET = 4  # dots of white around the code, as ISO/IEC 18004 asks
_DOT_PIXELS = 8  # of the picture in a Word file: 600 dots an inch at the sizes our forms use

Dots = tuple[tuple[bool, ...], ...]


@lru_cache(maxsize=8)
def dots(text: str) -> Dots:
    """Rows of dark dots for this text (UTF-8), without the white around."""
    from reportlab.graphics.barcode import qrencoder  # noqa: PLC0415  (start-up: forms with a code only)

    library: Any = qrencoder
    code: Any = library.QRCode(None, library.QRErrorCorrectLevel.L)
    code.addData(library.QR8bitByte(text.encode("utf-8")))
    code.make()
    size = range(code.getModuleCount())
    return tuple(tuple(bool(code.isDark(row, column)) for column in size) for row in size)


def runs(row: tuple[bool, ...]) -> list[tuple[int, int]]:
    """Dark stretches of one row: (first dot, how many)."""
    found: list[tuple[int, int]] = []
    start = -1
    for at, dark in enumerate((*row, False)):
        if dark and start < 0:
            start = at
        elif not dark and start >= 0:
            found.append((start, at - start))
            start = -1
    return found


def png(text: str) -> bytes:
    """The code as a black and white PNG with its white border (ISO/IEC 15948: one bit a pixel, no filter)."""
    rows = dots(text)
    side = (len(rows) + 2 * QUIET) * _DOT_PIXELS
    blank = b"\0" + b"\xff" * ((side + 7) // 8)
    lines: list[bytes] = [blank * (QUIET * _DOT_PIXELS)]
    for row in rows:
        padded = (*[False] * QUIET, *row, *[False] * QUIET)
        line = b"\0" + bytes(0 if dark else 255 for dark in padded)  # eight pixels to the dot: a byte each
        lines.append(line * _DOT_PIXELS)
    lines.append(blank * (QUIET * _DOT_PIXELS))
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    body = zlib.compress(b"".join(lines), 9)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in ((b"IHDR", head), (b"IDAT", body), (b"IEND", b""))
    )
