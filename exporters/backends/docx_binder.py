"""Many forms as one Word file: every form a section with its own paper and foot, pages counted through.

Each form is made as a file of its own; here its body, feet and pictures are taken out of it and named apart, so that
portrait and landscape sheets stand in one document (forms.md D12). Style names get the number of their paper.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZipFile

from exporters.backends import docx
from exporters.backends.ziparchive import join_parts, pack_part
from exporters.layout import Resolved
from exporters.spec import Paper

_BODY = re.compile(r"<w:body>(.*)(<w:sectPr.*</w:sectPr>)</w:body>", re.DOTALL)
_STYLE = re.compile(r'<w:style [^>]*w:styleId="(Form\w+)".*?</w:style>', re.DOTALL)
_USED = re.compile(r'(<w:pStyle w:val=")(Form\w+?)(")')
_REFERENCE = re.compile(r'(r:(?:id|embed)=")(rId\d+)(")')
_RELATION = re.compile(r"<Relationship [^>]*/>")
_FOOT = re.compile(r'<w:footerReference [^>]*w:type="default"[^>]*/>')
_LAST_PARAGRAPH = re.compile(
    r"<w:p>(?:<w:pPr>((?:(?!</w:pPr>).)*)</w:pPr>)?((?:(?!<w:p>).)*)</w:p>$", re.DOTALL
)
_FIRST_PARAGRAPH = re.compile(r"<w:p>(?:<w:pPr>(?:(?!</w:pPr>).)*</w:pPr>)?", re.DOTALL)
_MARK = '<w:bookmarkStart w:id="{0}" w:name="piece{0}"/><w:bookmarkEnd w:id="{0}"/>'
_NUMBER = re.compile(r"<w:r>((?:(?!<w:r>).)*)<w:t[^>]*>(\d+)</w:t></w:r>(?!.*<w:t[ >])", re.DOTALL)
_ROW = re.compile(r"<w:tr>.*?</w:tr>", re.DOTALL)
_PAGE_OF = (
    '<w:r>{0}<w:fldChar w:fldCharType="begin"/></w:r><w:r>{0}<w:instrText xml:space="preserve"> PAGEREF {1} </w:instrText>'
    '</w:r><w:r>{0}<w:fldChar w:fldCharType="separate"/></w:r><w:r>{0}<w:t>{2}</w:t></w:r>'
    '<w:r>{0}<w:fldChar w:fldCharType="end"/></w:r>'
)  # fmt: skip
_PART_TYPES = {
    "footer": "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml",
    "header": "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml",
}
_PICTURES = (
    '<Default Extension="jpg" ContentType="image/jpeg"/><Default Extension="png" ContentType="image/png"/>'
)


@dataclass(slots=True)
class _Book:
    """What the forms added so far have left."""

    papers: dict[Paper, int] = field(default_factory=dict[Paper, int])
    styles: list[str] = field(default_factory=list[str])
    bodies: list[str] = field(default_factory=list[str])
    relations: list[str] = field(default_factory=list[str])
    types: list[str] = field(default_factory=list[str])
    parts: list[tuple[str, bytes]] = field(default_factory=list[tuple[str, bytes]])
    section: str = ""  # of the form added last: it ends with the next one, or with the file


def render_bound(
    title: str,
    forms: Sequence[Resolved],
    contents: int = -1,
    listed: Sequence[int] = (),
    tick: Callable[[], object] = lambda: None,
) -> bytes:
    """All forms in one file. `contents` is the form whose rows name the forms `listed`, in order, with their page.

    `tick` is called after each form; what it raises ends the work.
    """
    book = _Book()
    frame = b""
    for number, form in enumerate(forms):
        made = docx.render(form)
        frame = frame or made
        _add(book, form, made, number, listed if number == contents else ())
        tick()
    return _file(title, book, frame)


def _add(book: _Book, form: Resolved, made: bytes, number: int, listed: Sequence[int]) -> None:
    with ZipFile(BytesIO(made)) as archive:
        read = {name: archive.read(name) for name in archive.namelist()}
    if form.paper not in book.papers:
        book.papers[form.paper] = len(book.papers)
        styles = read["word/styles.xml"].decode("utf-8")
        book.styles += [_own(found.group(0), book.papers[form.paper]) for found in _STYLE.finditer(styles)]
    paper = book.papers[form.paper]
    names = _take_parts(book, read, number, paper)
    found = _BODY.search(read["word/document.xml"].decode("utf-8"))
    assert found is not None, "every form has a body and a section"
    body, section = (_renamed(text, number, names, paper) for text in found.groups())
    if listed:
        body = _with_references(body, listed)
    if book.bodies:
        book.bodies[-1] = _closed(book.bodies[-1], book.section)
    book.bodies.append(_FIRST_PARAGRAPH.sub(rf"\g<0>{_MARK.format(number)}", body, count=1))
    feet = _FOOT.findall(section)
    if 'w:type="even"' not in section and feet:  # others in the book count odd and even pages apart
        section = section.replace(feet[0], feet[0] + feet[0].replace('"default"', '"even"'))
    book.section = section


def _take_parts(book: _Book, read: dict[str, bytes], number: int, paper: int) -> set[str]:
    """Feet, heads and pictures under names of their own; returns the ids that were taken."""
    taken: set[str] = set()
    for relation in _RELATION.findall(read["word/_rels/document.xml.rels"].decode("utf-8")):
        target = _value(relation, "Target")
        kind = next(
            (one for one in ("footer", "header", "image") if _value(relation, "Type").endswith(one)), ""
        )
        if not kind:
            continue
        folder, _, name = target.rpartition("/")
        own = f"{folder}/p{number}_{name}" if folder else f"p{number}_{name}"
        content = read[f"word/{target}"]
        if kind != "image":
            content = _USED.sub(rf"\g<1>\g<2>{paper}\g<3>", content.decode("utf-8")).encode("utf-8")
            book.types.append(f'<Override PartName="/word/{own}" ContentType="{_PART_TYPES[kind]}"/>')
        book.parts.append((f"word/{own}", content))
        identity = _value(relation, "Id")
        taken.add(identity)
        book.relations.append(
            relation.replace(f'"{target}"', f'"{own}"').replace(f'"{identity}"', f'"p{number}{identity}"')
        )
    return taken


def _value(element: str, name: str) -> str:
    found = re.search(rf' {name}="([^"]*)"', element)
    return found.group(1) if found else ""


def _own(style: str, paper: int) -> str:
    """A style under the name of its paper."""
    style = re.sub(r'(w:styleId="Form\w+)"', rf'\g<1>{paper}"', style, count=1)
    return re.sub(r'(<w:name w:val="[^"]*)"', rf'\g<1> {paper + 1}"', style, count=1)


def _renamed(text: str, number: int, names: Iterable[str], paper: int) -> str:
    kept = set(names)
    text = _REFERENCE.sub(lambda f: f"{f[1]}p{number}{f[2]}{f[3]}" if f[2] in kept else f[0], text)
    return _USED.sub(rf"\g<1>\g<2>{paper}\g<3>", text)


def _closed(body: str, section: str) -> str:
    """The body of a form that others follow: its last paragraph carries its section."""
    found = _LAST_PARAGRAPH.search(body)
    if found is None:
        return f"{body}<w:p><w:pPr>{section}</w:pPr></w:p>"
    properties, rest = found[1] or "", found[2]
    return f"{body[: found.start()]}<w:p><w:pPr>{properties}{section}</w:pPr>{rest}</w:p>"


def _with_references(body: str, listed: Sequence[int]) -> str:
    """The page numbers of the contents as fields, which Word brings up to date."""
    waiting = iter(listed)

    def row(found: re.Match[str]) -> str:
        text = found.group(0)
        number = _NUMBER.search(text)
        if number is None or "<w:tblHeader/>" in text:
            return text
        piece = next(waiting, None)
        if piece is None:
            return text
        return (
            text[: number.start()]
            + _PAGE_OF.format(number[1], f"piece{piece}", number[2])
            + text[number.end() :]
        )

    return _ROW.sub(row, body)


def _file(title: str, book: _Book, frame: bytes) -> bytes:
    """The first form's file with everything else put in."""
    with ZipFile(BytesIO(frame)) as archive:
        parts = {
            name: archive.read(name).decode("utf-8")
            for name in archive.namelist()
            if name.endswith((".xml", ".rels"))
        }
    drop = re.compile(r"word/(footer|header)\d*\.xml")
    parts = {name: text for name, text in parts.items() if not drop.fullmatch(name)}
    before = parts["word/document.xml"].split("<w:body>", 1)[0]
    parts["word/document.xml"] = f"{before}<w:body>{''.join(book.bodies)}{book.section}</w:body></w:document>"
    rels = parts["word/_rels/document.xml.rels"]
    kept = [
        relation
        for relation in _RELATION.findall(rels)
        if not _value(relation, "Type").endswith(("footer", "header", "image"))
    ]
    opening = rels[: rels.index("<Relationship ")]
    parts["word/_rels/document.xml.rels"] = f"{opening}{''.join(kept + book.relations)}</Relationships>"
    types = re.sub(
        r'<Override PartName="/word/(?:footer|header)\d*\.xml"[^>]*/>', "", parts["[Content_Types].xml"]
    )
    types = re.sub(r'<Default Extension="(?:jpg|jpeg|png)"[^>]*/>', "", types)
    parts["[Content_Types].xml"] = types.replace("</Types>", f"{_PICTURES}{''.join(book.types)}</Types>")
    parts["word/styles.xml"] = _STYLE.sub("", parts["word/styles.xml"]).replace(
        "</w:styles>", f"{''.join(book.styles)}</w:styles>"
    )
    if "evenAndOddHeaders" not in parts["word/settings.xml"]:
        parts["word/settings.xml"] = re.sub(
            r"(<w:settings[^>]*>)", r"\g<1><w:evenAndOddHeaders/>", parts["word/settings.xml"], count=1
        )
    parts["docProps/core.xml"] = re.sub(
        r"<dc:title>.*?</dc:title>", f"<dc:title>{escape(title)}</dc:title>", parts["docProps/core.xml"]
    )
    packed = [(name, pack_part(name, text.encode("utf-8"))) for name, text in parts.items()]
    packed += [(name, pack_part(name, content)) for name, content in book.parts]
    return join_parts(packed)
