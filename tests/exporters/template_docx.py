"""Small Word files for the tests of templates, written by hand so that every run and every part is known."""

import re
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from exporters.forms._card_example import EXAMPLE
from exporters.templates.opening import MAIN
from models.domain.template import TemplateFacts

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FACTS = TemplateFacts(branch=EXAMPLE.branch, as_of=EXAMPLE.as_of, person=EXAMPLE, people=(EXAMPLE,))


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def paragraph(*pieces: str) -> str:
    """A paragraph of runs with these texts."""
    return f"<w:p>{''.join(map(run, pieces))}</w:p>"


def table(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<w:tc><w:tcPr/>{paragraph(text)}</w:tc>" for text in row) for row in rows)
    grid = "<w:gridCol/>" * len(rows[0])
    return f"<w:tbl><w:tblGrid>{grid}</w:tblGrid>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def docx(body: str, *, rels: str = "", main: bytes = MAIN, types: str = "", **parts: bytes | str) -> bytes:
    """A document of this body; further parts by name, "__" for "/" and "_" for "."."""
    section = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
    if "<w:sectPr" in body:
        section = ""
    files: dict[str, bytes | str] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main.decode()}"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{RELS}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{RELS}">{rels}</Relationships>',
        "word/document.xml": f"<w:document {W} {R}><w:body>{body}{section}</w:body></w:document>",
        **{name.replace("__", "/").replace("_", "."): content for name, content in parts.items()},
    }
    memory = BytesIO()
    with ZipFile(memory, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return memory.getvalue()


def part(content: bytes, name: str = "word/document.xml") -> str:
    with ZipFile(BytesIO(content)) as archive:
        return archive.read(name).decode("utf-8")


def lines(content: bytes, name: str = "word/document.xml") -> list[str]:
    """The paragraphs' texts, empty ones left out."""
    found = re.findall(r"<w:p[ >].*?</w:p>", part(content, name), re.DOTALL)
    texts = ("".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", one)) for one in found)
    return [text for text in texts if text]
