"""Canonical JSON: one text for one meaning, and nothing else is read.

Integers and text only, sorted keys, no spaces, no blank values to spare, NFC, UTF-8.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, cast

from exporters.package.fields import LARGEST_INT

MAX_DEPTH = 8

_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode
# control characters (but tab and line feed), and characters that turn the writing direction or cannot be seen
_FORBIDDEN = "\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff"
_FORBIDDEN_TEXT = re.compile(f"[{_FORBIDDEN}]")
# line feed, printable ASCII, and the bytes of U+4000-9FFF: characters that every normal form leaves alone
_PLAIN_BYTES = bytes((10, *range(32, 127), *range(0x80, 0xC0), *range(0xE4, 0xEA)))
_STRINGS = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_NO_MARKS = bytes(set(range(256)) - set(b'[]{}"\\'))


class BadJson(Exception):
    """What is wrong with the text; the message is Chinese, for the details of a refusal."""


def canonical(value: object) -> str:
    """The one text of a value."""
    return _encode(value)


def tidy(text: str) -> str:
    """Text as it may travel: NFC, plain line ends, no control or direction characters."""
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _FORBIDDEN_TEXT.sub("", text))


def dump(records: Iterable[Mapping[str, object]]) -> bytes:
    """The bytes of a part: one record a line."""
    return "".join([f"{_encode(record)}\n" for record in records]).encode("utf-8")


def decode(data: bytes) -> str:
    """The text of bytes that hold only characters which may travel; quick for what has no need of a closer look."""
    rare = data.translate(
        None, _PLAIN_BYTES
    )  # control characters, and the beginnings of characters beyond U+4000-9FFF
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadJson("文字编码不对") from error
    if not rare:
        return text
    if found := _FORBIDDEN_TEXT.search(text):
        raise BadJson(f"含有不允许的字符 U+{ord(found.group()):04X}")
    if not unicodedata.is_normalized("NFC", text):
        raise BadJson("文字不是规范形式（NFC）")
    return text


def load_object(data: bytes) -> dict[str, Any]:
    """One canonical object; every rule is checked by writing it again."""
    text = decode(data)
    check_depth(data)
    try:
        value = _DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        raise BadJson("不是规范的 JSON") from error
    if not isinstance(value, dict):
        raise BadJson("不是 JSON 对象")
    if _encode(value) != text:
        raise BadJson("写法不规范（顺序、空格或转义）")
    found = cast("dict[str, Any]", value)
    if "\\" in text:
        check_text(found)
    return found


def check_depth(data: bytes) -> None:
    """BadJson when brackets nest deeper than anything we write, before a parser meets them."""
    marks = (_STRINGS.sub(b"", data) if b"\\" in data else data).translate(None, _NO_MARKS)
    depth = 0
    for bracket in b"".join(marks.split(b'"')[::2]):  # what stands outside of texts
        depth += 1 if bracket in b"[{" else -1
        if depth > MAX_DEPTH:
            raise BadJson("嵌套太深")


def check_text(value: object) -> None:
    """Escapes can hide what the bytes did not show: look at every text itself."""
    if isinstance(value, str):
        if "\r" in value or _FORBIDDEN_TEXT.search(value) or not unicodedata.is_normalized("NFC", value):
            raise BadJson("含有不允许的字符")
        try:
            value.encode("utf-8")
        except UnicodeEncodeError as error:
            raise BadJson("含有残缺的字符") from error
    elif isinstance(value, dict):
        for key, inner in cast("dict[str, object]", value).items():
            check_text(key)
            check_text(inner)
    elif isinstance(value, list):
        for inner in cast("list[object]", value):
            check_text(inner)


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadJson("同一个字段写了两次")
    return found


def _integer(text: str) -> int:
    if len(text) > 17 or abs(number := int(text)) > LARGEST_INT:
        raise BadJson("数字太大")
    return number


def _no_number(text: str) -> object:
    raise BadJson(f"有不是整数的数字 {text[:20]}")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_unique, parse_int=_integer, parse_float=_no_number, parse_constant=_no_number
)
