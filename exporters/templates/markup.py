"""The XML of Word's parts: read without fetching or resolving anything, written as Word writes it."""

from typing import Any, cast

from lxml import etree as _etree  # pyright: ignore

from models.domain.errors import UserError

etree: Any = cast("Any", _etree)  # comes without types
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
XML_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
NOT_DOCX = "请在 Word 或 WPS 里打开它，另存为“Word 文档（.docx）”，再放进来。"


def w(name: str) -> str:
    """The full name of one of Word's elements or attributes."""
    return f"{{{WORD}}}{name}"


def parse(content: bytes) -> Any:
    """The tree of a part. UserError for what no Word file has: a DOCTYPE, entities, other encodings."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\x00" in content[:200]:
        raise UserError("这个文件的写法不是 Word 的写法，不能当作模板。", (NOT_DOCX,))
    try:
        return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UserError("这个文件的内容已经损坏，不能当作模板。", (NOT_DOCX,)) from error


def write(tree: Any) -> bytes:
    """The bytes of a part."""
    return etree.tostring(tree, encoding="UTF-8", xml_declaration=True, standalone=True)


def is_sound(text: str) -> bool:
    """Whether a filled part is XML at all."""
    try:
        etree.fromstring(text.encode("utf-8"), etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return False
    return True
