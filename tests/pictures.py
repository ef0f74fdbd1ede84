"""Pictures for tests, good ones and such as nobody means well with, made byte by byte."""

import struct
import zlib

JPEG_SOF = b"\xff\xc0\x00\x11\x08%b%b\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01"


def png_header(width: int, height: int) -> bytes:
    """The beginning of a PNG of that size; nothing follows."""
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))


def chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk of a PNG with its check sum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *before: bytes, pixels: bytes | None = None) -> bytes:
    """A whole PNG in one colour; `before`: chunks in front of the pixels."""
    lines = (b"\x00" + b"\x60\x80\xa0" * width) * height if pixels is None else pixels
    return (
        png_header(width, height)
        + b"".join(before)
        + chunk(b"IDAT", zlib.compress(lines))
        + chunk(b"IEND", b"")
    )


def jpeg_header(width: int, height: int) -> bytes:
    """The beginning of a JPEG of that size: application data, then the frame."""
    app = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    return b"\xff\xd8" + app + JPEG_SOF % (struct.pack(">H", height), struct.pack(">H", width))
