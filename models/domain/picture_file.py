"""The size of a picture by its first bytes, before any decoder sees it; and how much work decoding could be."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

from models.domain.errors import UserError

MOST_PIXELS = 20_000_000
LONGEST_SIDE = 20_000
MOST_SCANS = 100  # a progressive JPEG has about ten; thousands keep a decoder busy for hours
BAD_PICTURE = "这张图片读不出来，可能没有存完整。请在看图软件里打开，另存为 JPG 再试。"
TOO_MANY_PIXELS = (
    "这张图片太大（{width}×{height}，最多 2000 万像素）。请在看图软件里缩小，或用较低的分辨率重新扫描。"
)

JPG, PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
_NO_LENGTH = frozenset({0x01, *range(0xD0, 0xD8)})
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_END_OF_HEADERS = frozenset({0xD9, 0xDA})


@dataclass(frozen=True, slots=True)
class PictureSize:
    """What a file says of itself; nothing of it is proved until it was decoded."""

    extension: str  # jpg | png
    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class Photo:
    """A photo as it is printed: a JPG that this program encoded, and what stands below it."""

    content: bytes
    caption: str = ""

    @cached_property
    def size(self) -> PictureSize | None:
        """Its size in pixels; None for what cannot be printed as it is (no JPG, or four colours)."""
        try:
            found = picture_size(self.content)
        except UserError:
            return None
        return found if found.extension == "jpg" and self.colours in (1, 3) else None

    @cached_property
    def colours(self) -> int:
        """Grey is 1, colours are 3, for printers 4."""
        return _frame(self.content)[2]

    @cached_property
    def sha256(self) -> str:
        """Of the content, hex."""
        return hashlib.sha256(self.content).hexdigest()


def picture_size(data: bytes) -> PictureSize:
    """The kind and size of a JPG or PNG file; UserError when it is none, or too large to decode safely."""
    if data.startswith(JPG):
        size = PictureSize("jpg", *_frame(data)[:2])
    elif data.startswith(PNG):
        size = PictureSize("png", *_png(data))
    else:
        raise UserError(BAD_PICTURE)
    if not size.width or not size.height:
        raise UserError(BAD_PICTURE)
    if size.width * size.height > MOST_PIXELS or max(size.width, size.height) > LONGEST_SIDE:
        raise UserError(TOO_MANY_PIXELS.format(width=size.width, height=size.height))
    if size.extension == "jpg" and data.count(b"\xff\xda") > MOST_SCANS:
        raise UserError(BAD_PICTURE)
    return size


def _png(data: bytes) -> tuple[int, int]:
    if len(data) < 33 or data[8:16] != b"\x00\x00\x00\rIHDR":
        raise UserError(BAD_PICTURE)
    return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])


def _frame(data: bytes) -> tuple[int, int, int]:
    """Width, height and number of colours of a JPG's frame header, found marker by marker."""
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            break
        code = data[at + 1]
        if code == 0xFF:  # padding
            at += 1
            continue
        if code in _NO_LENGTH:
            at += 2
            continue
        if code in _END_OF_HEADERS:
            break
        length = int.from_bytes(data[at + 2 : at + 4])
        if length < 2:
            break
        if code in _FRAMES and at + 9 <= len(data):
            colours = data[at + 9] if at + 9 < len(data) else 0
            return int.from_bytes(data[at + 7 : at + 9]), int.from_bytes(data[at + 5 : at + 7]), colours
        at += 2 + length
    raise UserError(BAD_PICTURE)
