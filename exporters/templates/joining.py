"""Many fillings of one template in one Word document: each a section of its own that begins on a new page 1."""

import re
from collections.abc import Iterable, Mapping
from itertools import count
from posixpath import basename
from typing import Any

from exporters.backends.ziparchive import join_parts, pack_part
from exporters.templates.markup import XML_HEAD, etree, parse, w, write
from exporters.templates.opening import DOCUMENT, RELS, TYPES, Opened
from exporters.templates.picture import with_photos
from models.domain.errors import UserError

BREAK = "<?branchdesk break?>"  # in the last paragraph's properties: here its section may end
CLOSE = "<?branchdesk close?>"  # before the properties of the document's last section
_BODY = re.compile(r"<w:body\b[^>]*>")
_SECTION = re.compile(r"<w:sectPr\b(?:[^>]*/>|.*?</w:sectPr>)", re.DOTALL)
_NUMBERING = re.compile(r"<w:(?:pgNumType|type)\b[^>]*/>")
_BEFORE_NUMBERING = re.compile(
    r"<w:(?:pgMar|pgSz|paperSrc|lnNumType)\b[^>]*/>|</w:pgBorders>|<w:(?:headerReference|footerReference)\b[^>]*/>"
)
_NOTE = re.compile(r"<w:(?:footnote|endnote|comment)Reference\b")
_ONCE = re.compile(r"<w:bookmark(?:Start|End)\b[^>]*/>|<w:comment(?:RangeStart|RangeEnd)\b[^>]*/>")
_PARAGRAPH_ID = re.compile(r' w14:(?:paraId|textId)="[^"]*"')
_CONTROL_ID = re.compile(r"(<w:sdtPr>(?:(?!</w:sdtPr>).)*?)<w:id\b[^>]*/>", re.DOTALL)
_DRAWING = re.compile(r'(<wp:docPr\b[^>]*?\bid=")\d+(")')
_LIST = re.compile(r'(<w:numId\b[^>]*?w:val=")([1-9]\d*)(")')
_LAST = (
    '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    '<w:rPr><w:sz w:val="2"/></w:rPr>{section}</w:pPr></w:p>'
)
_NUMBERS = "word/numbering.xml"
_RELATED = "http://schemas.openxmlformats.org/package/2006/relationships"


def mark_section(tree: Any) -> None:
    """Marks in a document's tree where its section ends, before it is filled in."""
    body = tree.find(w("body"))
    if body is None:
        return
    elements = list(body)
    properties = elements.pop() if elements and elements[-1].tag == w("sectPr") else None
    if elements and elements[-1].tag == w("p") and elements[-1].find(f"{w('pPr')}/{w('sectPr')}") is None:
        own = elements[-1].find(w("pPr"))
        if own is None:
            own = etree.Element(w("pPr"))
            elements[-1].insert(0, own)
        own.append(etree.ProcessingInstruction("branchdesk", "break"))
    close = etree.ProcessingInstruction("branchdesk", "close")
    if properties is None:
        body.append(close)
    else:
        properties.addprevious(close)


def unmarked(text: str) -> str:
    """A document that stands alone."""
    return text.replace(BREAK, "").replace(CLOSE, "")


def join(opened: Opened, filled: Iterable[tuple[Mapping[str, str], bytes]]) -> bytes:
    """`filled`: for each filling its texts by part, and its photo. Raises UserError for notes, which cannot be put together."""
    joiner = _Joiner(opened)
    for texts, photo in filled:
        joiner.add(texts, photo)
    return joiner.content()


class _Joiner:
    def __init__(self, opened: Opened) -> None:
        self._parts = dict(opened.parts)
        self._types, self._rels = parse(self._parts[TYPES]), parse(self._parts[RELS])
        self._numbers = parse(self._parts[_NUMBERS]) if _NUMBERS in self._parts else None
        self._lists: dict[str, str] = {}  # definition by number
        for one in () if self._numbers is None else self._numbers.findall(w("num")):
            self._lists[one.get(w("numId"))] = one.find(w("abstractNumId")).get(w("val"))
        self._after: Any = None  # the newest list
        self._last_list = max((int(number) for number in self._lists), default=0)
        self._kinds = {one.get("PartName"): one for one in self._types}
        self._targets: dict[str, list[Any]] = {}
        for one in self._rels:
            self._targets.setdefault(basename(one.get("Target", "")), []).append(one)
        self._drawings = count(1)
        self._made = 0
        self._photos: dict[int, bytes] = {}
        self._head = self._foot = ""
        self._bodies: list[str] = []
        self._open = ""  # the section of the filling before, not closed yet

    def add(self, texts: Mapping[str, str], photo: bytes) -> None:
        """One more filling behind the others."""
        text = texts[DOCUMENT]
        if _NOTE.search(text) or any(name.endswith("notes.xml") for name in texts):
            raise UserError("这个模板有脚注、尾注或批注，不能合成一个文件，请改选“每人一个文件”。")
        start = _BODY.search(text)
        if start is None or CLOSE not in text:
            raise ValueError("a document without a body")
        inner, _, rest = text[start.end() :].partition(CLOSE)
        section, closing, foot = rest.partition("</w:body>")
        self._head, self._foot = text[: start.end()], closing + foot
        references = self._headers(texts)
        inner, section = (self._own(one, references) for one in (inner, section.strip() or "<w:sectPr/>"))
        if self._made:
            inner, section = _first_page(inner, section)
        if self._open:
            self._bodies.append(self._open)
        self._made += 1
        if photo:
            self._photos[self._made] = photo
        before, mark, behind = inner.rpartition(BREAK)
        ended = before.replace(BREAK, "") + section + behind if mark and inner.count(BREAK) == 1 else ""
        self._last = (inner.replace(BREAK, ""), section)
        self._open = ended or inner.replace(BREAK, "") + _LAST.format(section=section)

    def content(self) -> bytes:
        """The document of all that were added."""
        inner, section = self._last
        text = XML_HEAD + self._head + "".join(self._bodies) + inner + section + self._foot
        self._parts |= {DOCUMENT: text.encode("utf-8"), TYPES: write(self._types), RELS: write(self._rels)}
        if self._numbers is not None:
            self._parts[_NUMBERS] = write(self._numbers)
        if self._photos:
            self._parts |= with_photos(self._parts, self._photos)
        return join_parts((name, pack_part(name, content)) for name, content in self._parts.items())

    def _own(self, text: str, references: Mapping[str, str]) -> str:
        """What may stand only once in a document, for this filling."""
        text = _ONCE.sub("", _PARAGRAPH_ID.sub("", text))
        text = _CONTROL_ID.sub(r"\1", text)
        text = _DRAWING.sub(lambda found: f"{found[1]}{next(self._drawings)}{found[2]}", text)
        for old, new in references.items():
            text = text.replace(f'r:id="{old}"', f'r:id="{new}"')
        if self._made and self._numbers is not None:
            fresh: dict[str, str] = {}
            text = _LIST.sub(lambda found: found[1] + self._list(found[2], fresh) + found[3], text)
        return text

    def _headers(self, texts: Mapping[str, str]) -> dict[str, str]:
        """Headers and footers that are filled in, as parts of their own; which reference becomes which."""
        references: dict[str, str] = {}
        for name, text in texts.items():
            if name == DOCUMENT:
                continue
            content = (XML_HEAD + text).encode("utf-8")
            if not self._made:
                self._parts[name] = content
                continue
            own = name.replace(".xml", f"-{self._made}.xml")
            self._parts[own] = content
            related = f"word/_rels/{basename(name)}.rels"
            if related in self._parts:
                self._parts[f"word/_rels/{basename(own)}.rels"] = self._parts[related]
            if (kind := self._kinds.get(f"/{name}")) is not None:
                etree.SubElement(self._types, kind.tag, {**kind.attrib, "PartName": f"/{own}"})
            for one in self._targets.get(basename(name), ()):
                fresh = f"{one.get('Id')}-{self._made}"
                etree.SubElement(
                    self._rels, one.tag, {"Id": fresh, "Type": one.get("Type"), "Target": basename(own)}
                )
                references[one.get("Id")] = fresh
        return references

    def _list(self, number: str, fresh: dict[str, str]) -> str:
        """A numbered list begins anew in each filling: a list of its own over the same definition."""
        if number in fresh:
            return fresh[number]
        abstract = self._lists.get(number)
        if abstract is None or self._numbers is None:
            return number
        self._last_list += 1
        fresh[number] = str(self._last_list)
        made = etree.Element(w("num"), {w("numId"): fresh[number]})
        self._numbers.findall(w("num"))[-1].addnext(made) if self._after is None else self._after.addnext(
            made
        )
        self._after = made
        etree.SubElement(made, w("abstractNumId"), {w("val"): abstract})
        for level in range(9):
            override = etree.SubElement(made, w("lvlOverride"), {w("ilvl"): str(level)})
            etree.SubElement(override, w("startOverride"), {w("val"): "1"})
        return fresh[number]


def _first_page(inner: str, section: str) -> tuple[str, str]:
    """The first section of a filling begins on a new page, counted from 1."""
    found = _SECTION.search(inner)
    if found is None:
        return inner, _from_one(section)
    return inner[: found.start()] + _from_one(found[0]) + inner[found.end() :], section


def _from_one(section: str) -> str:
    if section.endswith("/>") and section.count("<") == 1:
        return f'{section[:-2]}><w:type w:val="nextPage"/><w:pgNumType w:start="1"/></w:sectPr>'
    plain = _NUMBERING.sub("", section)
    places = [found.end() for found in _BEFORE_NUMBERING.finditer(plain)]
    at = max(places) if places else plain.index(">") + 1
    return f'{plain[:at]}<w:pgNumType w:start="1"/>{plain[at:]}'
