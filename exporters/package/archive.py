"""The ZIP inside a package: our own gate and reader, stricter than any library.

Taken is what our writer makes: entries one after the other without gaps, plain or deflated, names from a fixed grammar,
local headers equal to the central directory, nothing before, between or after. Sizes are counted while unpacking.
Source: PKWARE APPNOTE 6.3 §4.3.
"""

import re
import struct
import zlib
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

PACKED_ALREADY = "files/"  # pictures, PDF and Office files: packing them again takes long and gains nothing
MAX_ENTRIES = 5_000
MAX_ENTRY = 100 * 1024**2
MAX_TOTAL = 1024**3
MAX_RATIO = 200
PIECE = 1024**2  # bytes unpacked at a time
RATIO_FLOOR = 64 * 1024  # an entry up to this size may be packed as tightly as it will
_NOTHING = b"\x03\x00"  # an empty content, deflated: most parts of most branches
_UTF8 = 0x0800
_DATE = (2020 - 1980) << 9 | 1 << 5 | 1  # 2020-01-01, always: what is made when stands in the manifest
_MADE_BY = 0x0314  # on Unix: for any other system `unzip` turns hanzi in names into something else
_LOCAL_MARK, _CENTRAL_MARK, _END_MARK = 0x04034B50, 0x02014B50, 0x06054B50
_FILE = 0o100644 << 16  # an ordinary file, for Unix
_END = struct.Struct("<IHHHHIIH")
_CENTRAL = struct.Struct("<IHHHHHHIIIHHHHHII")
_LOCAL = struct.Struct("<IHHHHHIIIHH")
_READABLE = (
    r"readable/[^\x00-\x20\x7f-\x9f/\\:*?\"<>|.~][^\x00-\x1f\x7f-\x9f/\\:*?\"<>|]{0,79}\.(?:xlsx|pdf|txt)"
)
NAME = re.compile(
    r"manifest\.json(?:\.minisig)?|data/[a-z_]{1,40}\.jsonl|files/[0-9a-f]{64}\.(?:jpg|png|pdf|docx|xlsx)|"
    + _READABLE
)
_DEVICE = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:[. ].*)?", re.IGNORECASE
)


class BadArchive(Exception):
    """What is wrong; the message is Chinese, for the details of a refusal."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file in the archive, as both headers agree."""

    name: str
    start: int  # of the packed bytes
    packed: int
    size: int
    crc: int
    deflated: bool


class Archive:
    """The entries of a checked ZIP; `read` unpacks one of them."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.entries = {entry.name: entry for entry in _gate(data)}

    def __contains__(self, name: str) -> bool:
        return name in self.entries

    def read(self, name: str, limit: int = MAX_ENTRY) -> bytes:
        """The content of one entry, of at most `limit` bytes."""
        entry = self.entries.get(name)
        if entry is None:
            raise BadArchive(f"缺少 {name}")
        if entry.size > limit:
            raise BadArchive(f"{name} 太大")
        packed = memoryview(self._data)[entry.start : entry.start + entry.packed]
        content = _inflate(packed, entry) if entry.deflated else bytes(packed)
        if zlib.crc32(content) != entry.crc:
            raise BadArchive(f"{name} 与目录记载的不一致")
        return content


def pack(files: dict[str, bytes]) -> bytes:
    """A ZIP of these files, in this order, which passes the gate."""
    for name, content in files.items():
        check_name(name)
        if len(content) > MAX_ENTRY:
            raise BadArchive(f"{name} 太大")
    if len(files) > MAX_ENTRIES or sum(map(len, files.values())) > MAX_TOTAL:
        raise BadArchive("内容太多")
    local, central, start = bytearray(), bytearray(), 0
    for name, content in files.items():
        encoded = name.encode("utf-8")
        packed = _deflated(content, 0) if name.startswith(PACKED_ALREADY) else _deflate(content)
        shared = (20, _UTF8, 8, 0, _DATE, zlib.crc32(content), len(packed), len(content), len(encoded), 0)
        local += _LOCAL.pack(_LOCAL_MARK, *shared) + encoded + packed
        central += _CENTRAL.pack(_CENTRAL_MARK, _MADE_BY, *shared, 0, 0, 0, _FILE, start) + encoded
        start = len(local)
    end = _END.pack(_END_MARK, 0, 0, len(files), len(files), len(central), start, 0)
    return bytes(local) + bytes(central) + end


def _deflate(content: bytes) -> bytes:
    packed = _deflated(content, 6)
    if len(content) > max(len(packed) * MAX_RATIO // 2, RATIO_FLOOR):
        return _deflated(content, 0)  # too regular: no reader would trust it
    return packed


def _deflated(content: bytes, level: int) -> bytes:
    packer = zlib.compressobj(level, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def check_name(name: str) -> None:
    """BadArchive unless the name is one of those we write."""
    if not NAME.fullmatch(name):
        raise BadArchive("文件名不符合规定")
    last = name.rpartition("/")[2]
    if _DEVICE.fullmatch(last) or last.endswith((".", " ")):
        raise BadArchive("文件名不符合规定")


def _inflate(packed: memoryview, entry: Entry) -> bytes:
    """The content, of at most the size the directory tells; a large one piece by piece, or it would be held twice."""
    if not entry.size and bytes(packed) == _NOTHING:
        return b""
    unpacker = zlib.decompressobj(-15)
    try:
        if entry.size < PIECE:
            content = unpacker.decompress(packed, entry.size + 1)
        else:
            whole = BytesIO()
            for at in range(0, entry.packed, PIECE):
                whole.write(unpacker.decompress(packed[at : at + PIECE], entry.size + 1 - whole.tell()))
                if unpacker.unconsumed_tail or whole.tell() > entry.size:
                    break
            content = whole.getvalue()
    except zlib.error as error:
        raise BadArchive(f"{entry.name} 解压出错") from error
    if not unpacker.eof or unpacker.unused_data or unpacker.unconsumed_tail or len(content) != entry.size:
        raise BadArchive(f"{entry.name} 解压后的大小不对")
    return content


def _gate(data: bytes) -> list[Entry]:
    """Every entry of the central directory, or BadArchive at the first oddity."""
    if len(data) < _END.size:
        raise BadArchive("不是 ZIP 文件")
    mark, disk, first, here, count, size, start, comment = _END.unpack_from(data, len(data) - _END.size)
    if mark != _END_MARK or disk or first or here != count or comment:
        raise BadArchive("ZIP 结尾不符合规定")
    if not 0 < count <= MAX_ENTRIES or start + size + _END.size != len(data):
        raise BadArchive("ZIP 目录不符合规定")
    entries: list[Entry] = []
    at, expected, total = start, 0, 0
    seen: set[str] = set()
    for _ in range(count):
        entry, at, offset = _central(data, at, start + size)
        if offset != expected:
            raise BadArchive("ZIP 条目重叠或有空隙")
        expected = _check_local(data, entry, offset, start)
        folded = entry.name.casefold()
        if folded in seen:
            raise BadArchive("ZIP 里有重名文件")
        seen.add(folded)
        total += entry.size
        entries.append(entry)
    if at != start + size or expected != start:
        raise BadArchive("ZIP 条目重叠或有空隙")
    if total > MAX_TOTAL:
        raise BadArchive("ZIP 解压后太大")
    return entries


def _central(data: bytes, at: int, end: int) -> tuple[Entry, int, int]:
    """One record of the central directory, where the next one begins, and where its entry lies."""
    if at + _CENTRAL.size > end:
        raise BadArchive("ZIP 目录不完整")
    (mark, made_by, needed, flags, method, _time, _date, crc, packed, size, name_size, extra, comment, disk, _inner,
     outer, offset) = _CENTRAL.unpack_from(data, at)  # fmt: skip
    if mark != _CENTRAL_MARK or extra or comment or disk or needed > 20 or made_by != _MADE_BY:
        raise BadArchive("ZIP 目录不符合规定")
    if flags & ~_UTF8:
        raise BadArchive("ZIP 条目加了密或用了不支持的标记")
    if method not in (0, 8):
        raise BadArchive("ZIP 条目用了不支持的压缩方法")
    if outer != _FILE:  # symbolic links, folders, devices: we write none
        raise BadArchive("ZIP 条目带有特殊属性")
    next_at = at + _CENTRAL.size + name_size
    if next_at > end:
        raise BadArchive("ZIP 目录不完整")
    name = _name(data[at + _CENTRAL.size : next_at])
    if size > MAX_ENTRY:
        raise BadArchive("ZIP 条目太大")
    if size > max(packed * MAX_RATIO, RATIO_FLOOR) or (method == 0 and size != packed):
        raise BadArchive("ZIP 条目的压缩比不正常")
    return Entry(name, offset + _LOCAL.size + name_size, packed, size, crc, method == 8), next_at, offset


@lru_cache(maxsize=256)
def _name(encoded: bytes) -> str:
    """The same few dozen names stand in every package."""
    try:
        name = encoded.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadArchive("文件名不符合规定") from error
    check_name(name)
    return name


def _check_local(data: bytes, entry: Entry, offset: int, end: int) -> int:
    """Where the next entry must begin; the local header has to say the same as the directory."""
    if offset + _LOCAL.size > end:
        raise BadArchive("ZIP 条目不完整")
    mark, needed, flags, method, _time, _date, crc, packed, size, name_size, extra = _LOCAL.unpack_from(
        data, offset
    )
    name = data[offset + _LOCAL.size : offset + _LOCAL.size + name_size]
    same = (crc, packed, size, method == 8, name) == (
        entry.crc, entry.packed, entry.size, entry.deflated, entry.name.encode("utf-8"),
    )  # fmt: skip
    if mark != _LOCAL_MARK or needed > 20 or flags & ~_UTF8 or method not in (0, 8) or extra or not same:
        raise BadArchive("ZIP 条目与目录不一致")
    following = entry.start + entry.packed
    if following > end:
        raise BadArchive("ZIP 条目不完整")
    return following
