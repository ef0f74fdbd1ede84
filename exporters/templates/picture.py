"""The photo of a person in a filled form: drawn in place of {{照片}}, with its file beside the text."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, replace

from exporters.templates.markup import etree, parse, write
from exporters.templates.opening import RELS, TYPES

PHOTO = "照片"
MEDIA = "word/media/branchdesk-photo{number}.jpg"
WIDTH, HIGHEST = 25.0, 4 / 3  # mm of a one-inch photo; height of 3:4
MOST = 170.0  # mm: wider than any form
_EMU = 36000  # to the millimetre
_IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
_XML = (
    '</w:t></w:r><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{wide}" cy="{high}"/>'
    '<wp:docPr id="{number}" name="照片"/>'
    '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr>'
    '<pic:cNvPr id="{number}" name="照片"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
    '<a:blip xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="{key}"/>'
    '<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
    '<a:ext cx="{wide}" cy="{high}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
    '</a:graphicData></a:graphic></wp:inline></w:drawing></w:r><w:r><w:t xml:space="preserve">'
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo as a template's value: "" in conditions when there is none."""

    content: bytes
    number: int = 1
    width: float = WIDTH

    def __bool__(self) -> bool:
        return bool(self.content)

    def __str__(self) -> str:
        return ""

    def wide(self, width: str) -> "Picture":
        """As wide as a template asks, in mm."""
        try:
            asked = float(width)
        except ValueError:
            return self
        return replace(self, width=min(max(asked, 5.0), MOST)) if asked == asked else self

    def xml(self) -> str:
        """What stands in the text; nothing when there is no photo."""
        wide, high = pixels(self.content)
        if not wide:
            return ""
        tall = min(high / wide, HIGHEST * 1.5)
        return _XML.format(
            number=9000 + self.number,
            key=key_of(self.number),
            wide=round(self.width * _EMU),
            high=round(self.width * tall * _EMU),
        )


def key_of(number: int) -> str:
    """The relation of the n-th photo of a document."""
    return f"rIdBranchDeskPhoto{number}"


def pixels(content: bytes) -> tuple[int, int]:
    """Width and height of a JPEG by its frame header; (0, 0) for anything else."""
    if not content.startswith(b"\xff\xd8"):
        return 0, 0
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        kind, size = content[at + 1], int(struct.unpack(">H", content[at + 2 : at + 4])[0])
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            high, wide = struct.unpack(">HH", content[at + 5 : at + 9])
            return int(wide), int(high)
        at += 2 + size
    return 0, 0


def with_photos(parts: Mapping[str, bytes], numbers: Mapping[int, bytes]) -> dict[str, bytes]:
    """The parts of a document that its photos add or change: files, relations, the type of .jpg."""
    types, relations = parse(parts[TYPES]), parse(parts[RELS])
    space = types.tag.partition("}")[0] + "}"
    if not any(str(one.get("Extension", "")).lower() == "jpg" for one in types):
        types.insert(0, etree.Element(f"{space}Default", {"Extension": "jpg", "ContentType": "image/jpeg"}))
    made: dict[str, bytes] = {}
    for number, content in numbers.items():
        name = MEDIA.format(number=number)
        made[name] = content
        target = name.removeprefix("word/")
        tag = relations.tag.partition("}")[0] + "}Relationship"
        etree.SubElement(relations, tag, {"Id": key_of(number), "Type": _IMAGE, "Target": target})
    return {**made, TYPES: write(types), RELS: write(relations)}
