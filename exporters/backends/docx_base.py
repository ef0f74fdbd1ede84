"""The parts of a Word file that are the same for every form on one paper: styles, page set-up, header, footer.

Built once per paper through python-docx, without the 788 KB of styles of its template, and kept compressed.
`w:eastAsia` font names follow forms.md E; sizes are half points, lengths twentieths of a point.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.parts.image import ImagePart
from docx.shared import Mm

from exporters.backends.boxes import CELL_LEADING, MM, NOTE_GAP, SMALL, TEXT_LEADING
from exporters.backends.ziparchive import ZipPart, pack_part
from exporters.spec import Face, Paper

TWIPS = 20
MAIN_FONT: dict[Face, str] = {
    Face.TITLE: "方正小标宋简体",
    Face.BODY: "仿宋",
    Face.HEI: "黑体",
    Face.KAI: "楷体_GB2312",
    Face.SONG: "宋体",
}
GB_BODY_FONT = "仿宋_GB2312"
_KEPT_STYLES = {"Normal", "DefaultParagraphFont", "TableNormal", "NoList"}
_DROPPED_PARTS = (
    "extended-properties",
    "stylesWithEffects",
    "theme",
    "webSettings",
    "customXml",
    "fontTable",
    "numbering",
    "thumbnail",
)
FORM_MARK, CODE_MARK, TITLE_MARK, WATER_MARK = "@FORM@", "@CODE@", "@TITLE@", "@WATER@"
_PICTURE_TYPES = {"png": "image/png", "jpg": "image/jpeg"}
_FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> {0} </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
_WATERMARK = (
    '<w:r {ns} xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"><w:pict>'
    '<v:shapetype id="mark" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e">'
    '<v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/>'
    '<v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/>'
    '<v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas>'
    '<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
    '<v:shape id="watermark" type="#mark" style="position:absolute;width:400pt;height:{height}pt;rotation:325;'
    "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
    'mso-position-vertical:center;mso-position-vertical-relative:margin" fillcolor="#dddddd" stroked="f">'
    '<v:textpath style="font-family:&quot;黑体&quot;" string="{text}"/></v:shape></w:pict></w:r>'
)


@dataclass(frozen=True, slots=True)
class WordBase:
    """What a document adds its body to: static parts, and templates of those that carry title and code."""

    static: tuple[tuple[str, ZipPart], ...]
    changing: tuple[tuple[str, str], ...]
    before_body: str
    section: str
    pictures: tuple[tuple[str, str], ...] = ()  # part of each picture, and the id the body shows it by


@lru_cache(maxsize=32)
def word_base(paper: Paper, watermark: bool, pictures: tuple[str, ...] = ()) -> WordBase:
    """The base for one paper, made on first use; with a place for each picture of the form, by their endings."""
    document: Any = Document()
    _strip(document)
    _styles(document, paper)
    _page(document, paper)
    _footers(document, paper)
    if watermark:
        _watermark(document)
    places = tuple(_picture_place(document, *one) for one in enumerate(pictures, 1))
    properties = document.core_properties
    properties.title, properties.author, properties.comments = TITLE_MARK, "支部工作台", ""
    properties.subject = f"{FORM_MARK} {CODE_MARK}"
    for name in ("dcterms:created", "dcterms:modified"):
        for element in properties._element.findall(qn(name)):
            properties._element.remove(element)
    target = BytesIO()
    document.save(target)
    return _split(target.getvalue(), places)


def _picture_place(document: Any, number: int, extension: str) -> tuple[str, str]:
    """Where a picture will lie in the file, and the id the body shows it by."""
    name = f"word/media/image{number}.{extension}"
    part = ImagePart(PackURI(f"/{name}"), _PICTURE_TYPES[extension], b"-")
    return name, document.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)


def _split(saved: bytes, places: tuple[tuple[str, str], ...]) -> WordBase:
    static: list[tuple[str, ZipPart]] = []
    changing: list[tuple[str, str]] = []
    body = ""
    with ZipFile(BytesIO(saved)) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            if name == "word/document.xml":
                body = content.decode("utf-8")
            elif name.startswith("word/media/"):
                continue  # the form's own comes in its place
            elif any(mark.encode() in content for mark in (FORM_MARK, CODE_MARK, TITLE_MARK, WATER_MARK)):
                changing.append((name, content.decode("utf-8")))
            else:
                static.append((name, pack_part(name, content, 9)))
    before, rest = body.split("<w:body>", 1)
    found = re.search(r"<w:sectPr.*</w:sectPr>", rest, re.DOTALL)
    section = found.group(0) if found else ""
    end = section + "</w:body></w:document>"
    return WordBase(tuple(static), tuple(changing), before + "<w:body>", end, places)


def _strip(document: Any) -> None:
    """Drop the template's parts and styles that no form uses."""
    for holder in (document.part, document.part.package):
        for key, relation in list(holder.rels.items()):
            if any(relation.reltype.endswith(name) for name in _DROPPED_PARTS):
                del holder.rels[key]
    styles = document.styles.element
    for element in list(styles):
        if element.tag == qn("w:latentStyles") or (
            element.tag == qn("w:style") and element.get(qn("w:styleId")) not in _KEPT_STYLES
        ):
            styles.remove(element)
    settings = document.settings.element
    for element in list(settings):
        settings.remove(element)
    settings.append(
        parse_xml(
            f'<w:compat {nsdecls("w")}><w:compatSetting w:name="compatibilityMode" '
            'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        )
    )


def _font_xml(name: str, size: float) -> str:
    return (
        f'<w:rPr {nsdecls("w")}><w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}"/>'
        f'<w:kern w:val="0"/><w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>'
    )


def _styles(document: Any, paper: Paper) -> None:
    styles = document.styles
    defaults = styles.element.find(qn("w:docDefaults"))
    for element in list(defaults):
        defaults.remove(element)
    body_font = GB_BODY_FONT if paper.line_pt else MAIN_FONT[Face.BODY]
    defaults.append(
        parse_xml(
            f"<w:rPrDefault {nsdecls('w')}>"
            + _font_xml(MAIN_FONT[Face.BODY], paper.body_pt)
            + "</w:rPrDefault>"
        )
    )
    defaults.append(parse_xml(f"<w:pPrDefault {nsdecls('w')}/>"))
    normal = styles["Normal"].element
    for element in [e for e in normal if e.tag in (qn("w:pPr"), qn("w:rPr"))]:
        normal.remove(element)
    leading = paper.line_pt or paper.body_pt * TEXT_LEADING
    title_leading = paper.line_pt or paper.title_pt * 1.35
    title_after = paper.line_pt or paper.title_pt * 0.5
    _style(document, "FormBody", "正文段落", body_font, paper.body_pt, leading, paper.char_pt)
    _style(
        document,
        "FormTitle",
        "表题",
        MAIN_FONT[Face.TITLE],
        paper.title_pt,
        title_leading,
        0,
        "center",
        title_after,
    )
    _style(document, "FormHei", "一级标题", MAIN_FONT[Face.HEI], paper.body_pt, leading, paper.char_pt)
    _style(document, "FormKai", "二级标题", MAIN_FONT[Face.KAI], paper.body_pt, leading, paper.char_pt)
    _style(document, "FormCell", "格内", MAIN_FONT[Face.BODY], paper.body_pt, paper.body_pt * CELL_LEADING, 0)
    _style(document, "FormNote", "依据", MAIN_FONT[Face.SONG], SMALL, SMALL * 1.4, 0, before=NOTE_GAP)
    _style(document, "FormFoot", "页脚行", MAIN_FONT[Face.SONG], SMALL, SMALL * 1.4, 0)


def _style(
    document: Any, style_id: str, name: str, font: str, size: float, leading: float, extra: float,
    align: str = "left", after: float = 0.0, before: float = 0.0,
) -> None:  # fmt: skip
    style = document.styles.add_style(style_id, WD_STYLE_TYPE.PARAGRAPH)
    style.name = name
    style.base_style = document.styles["Normal"]
    style.quick_style = True
    element = style.element
    for old in [e for e in element if e.tag in (qn("w:pPr"), qn("w:rPr"))]:
        element.remove(old)
    element.append(
        parse_xml(
            f'<w:pPr {nsdecls("w")}><w:widowControl w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
            f'<w:snapToGrid w:val="0"/><w:spacing w:before="{round(before * TWIPS)}" w:after="{round(after * TWIPS)}" '
            f'w:line="{round(leading * TWIPS)}" w:lineRule="exact"/><w:jc w:val="{align}"/></w:pPr>'
        )
    )
    properties: Any = parse_xml(_font_xml(font, size))
    if extra:
        properties.insert(1, parse_xml(f'<w:spacing {nsdecls("w")} w:val="{round(extra * TWIPS)}"/>'))
    element.append(properties)


def _page(document: Any, paper: Paper) -> None:
    section = document.sections[0]
    landscape = paper.width > paper.height
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(paper.width), Mm(paper.height)
    section.top_margin, section.bottom_margin = Mm(paper.top), Mm(paper.bottom)
    section.left_margin, section.right_margin = Mm(paper.left), Mm(paper.right)
    section.header_distance = Mm(min(15.0, paper.top / 2))
    gb_distance = paper.bottom - 7 - 14 * CELL_LEADING / MM
    section.footer_distance = Mm(gb_distance if paper.page_number == "gb" else paper.bottom / 2)
    for grid in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(grid)


def _footers(document: Any, paper: Paper) -> None:
    section = document.sections[0]
    section.footer.is_linked_to_previous = False
    if paper.page_number == "none":
        return
    if paper.page_number == "xy":
        middle, right = (round(paper.text_width * MM * TWIPS * part) for part in (0.5, 1.0))
        _footer_line(
            section.footer,
            f'<w:tabs><w:tab w:val="center" w:pos="{middle}"/><w:tab w:val="right" w:pos="{right}"/></w:tabs>',
            f"{_text(FORM_MARK)}<w:r><w:tab/></w:r>{_text('第')}{_FIELD.format('PAGE')}{_text('页 共')}"
            f"{_FIELD.format('NUMPAGES')}{_text('页')}<w:r><w:tab/></w:r>{_text('版本码 ' + CODE_MARK)}",
        )
        return
    document.settings.odd_and_even_pages_header_footer = True
    section.even_page_footer.is_linked_to_previous = False
    right = round(paper.text_width * MM * TWIPS)
    number = "".join(_gb_run(run) for run in (_text("— "), _FIELD.format("PAGE"), _text(" —")))
    mark = f'<w:r><w:rPr><w:sz w:val="15"/></w:rPr><w:t>{FORM_MARK}  版本码 {CODE_MARK}</w:t></w:r>'
    tabs = (
        f'<w:tabs><w:tab w:val="right" w:pos="{right}"/></w:tabs><w:spacing w:line="364" w:lineRule="exact"/>'
    )
    space = _gb_run(_text("　"))
    _footer_line(section.footer, tabs, f"{mark}<w:r><w:tab/></w:r>{number}{space}")
    _footer_line(section.even_page_footer, tabs, f"{space}{number}<w:r><w:tab/></w:r>{mark}")


def _text(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def _gb_run(runs: str) -> str:
    """四号 for page numbers of official documents."""
    return runs.replace("<w:r>", '<w:r><w:rPr><w:sz w:val="28"/></w:rPr>')


def _footer_line(footer: Any, properties: str, runs: str) -> None:
    for paragraph in list(footer.paragraphs):
        paragraph._p.getparent().remove(paragraph._p)
    footer._element.append(
        parse_xml(f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="FormFoot"/>{properties}</w:pPr>{runs}</w:p>')
    )


def _watermark(document: Any) -> None:
    section = document.sections[0]
    headers = [section.header]
    if document.settings.odd_and_even_pages_header_footer:
        headers.append(section.even_page_header)
    for header in headers:
        header.is_linked_to_previous = False
        header.paragraphs[0].style = document.styles["页脚行"]
        header.paragraphs[0]._p.append(
            parse_xml(_WATERMARK.format(ns=nsdecls("w"), height=56, text=WATER_MARK))
        )
