"""Word files: opened again with python-docx, with the fonts, heads, breaks and footers that forms.md E asks for."""

import re
import zipfile
from io import BytesIO

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from exporters.backends import docx
from exporters.backends.ziparchive import join_parts, pack_part
from exporters.spec import (
    PAPER_G,
    PAPER_L,
    Cell,
    Face,
    Grid,
    PageBreak,
    Paragraph,
    Row,
    Space,
    Title,
    Watermark,
)
from tests.exporters.samples import PEOPLE, RARE, make, minutes, official, roster


def opened(form):
    return Document(BytesIO(docx.render(form)))


def part(form, name):
    with zipfile.ZipFile(BytesIO(docx.render(form))) as archive:
        return archive.read(name).decode("utf-8")


def fonts(paragraph):
    """(text, east asian font) of each run; "" is the style's font."""
    out = []
    for run in paragraph.runs:
        properties = run._r.find(qn("w:rPr"))
        found = properties.find(qn("w:rFonts")) if properties is not None else None
        out.append((run.text, found.get(qn("w:eastAsia")) if found is not None else ""))
    return out


def style_font(document, name):
    return document.styles[name].element.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia"))


def test_every_name_is_in_the_table():
    table = opened(roster()).tables[0]
    cells = [[cell.text for cell in row.cells] for row in table.rows]
    assert cells[:2] == [["序号", "姓名", "联系"], ["序号", "姓名", "电话"]]
    assert cells[2:-1] == [[p["n"], p["name"], p["phone"]] for p in PEOPLE]


def test_the_signature_is_tied_to_the_last_rows_of_the_table():
    rows = opened(roster()).tables[0].rows
    *_, before, last, closing = rows
    assert [p.text for p in closing.cells[0].paragraphs] == [
        "", "中共云岭村支部委员会", "2026年9月30日", "依据：《条例》",
    ]  # fmt: skip
    for row in (before, last):
        assert all(p.paragraph_format.keep_with_next for cell in row.cells for p in cell.paragraphs)
    borders = closing.cells[0]._tc.tcPr.find(qn("w:tcBorders"))
    assert {edge.tag.split("}")[1] for edge in borders} == {"left", "bottom", "right"}


def test_head_rows_repeat_and_rows_are_not_torn():
    rows = opened(roster()).tables[0]._tbl.tr_lst
    assert [bool(r.findall(f".//{qn('w:tblHeader')}")) for r in rows] == [True] * 2 + [False] * 61
    assert all(r.findall(f".//{qn('w:cantSplit')}") for r in rows)


def test_the_row_of_the_minutes_may_go_on_to_the_next_page():
    rows = opened(minutes("很长" * 2000)).tables[0]._tbl.tr_lst
    assert not rows[0].findall(f".//{qn('w:cantSplit')}")
    assert not rows[0].findall(f".//{qn('w:trHeight')}")


def test_markup_and_control_characters_are_plain_text():
    form = make(Paragraph(text="{a}"), values={"a": "<w:b/>&amp;\"'\x07\t末"})
    assert opened(form).paragraphs[0].text == "<w:b/>&amp;\"'\t末"


def test_the_title_page_and_landscape_are_set():
    document = opened(roster())
    section = document.sections[0]
    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
    assert round(section.left_margin.mm) == PAPER_L.left
    assert document.core_properties.title == "党员花名册"
    assert document.core_properties.author == "支部工作台"


def test_the_footer_counts_pages_and_carries_the_version_code():
    form = roster()
    footer = opened(form).sections[0].footer._element.xml
    assert "PAGE" in footer
    assert "NUMPAGES" in footer
    assert form.code in footer


def test_official_pages_have_22_lines_of_28_characters_and_numbers_outside():
    document = opened(official("中" * 700))
    section = document.sections[0]
    style = document.styles["正文段落"].element
    line = int(style.pPr.find(qn("w:spacing")).get(qn("w:line"))) / 20
    em = 16 + int(style.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    height = section.page_height.pt - section.top_margin.pt - section.bottom_margin.pt
    width = section.page_width.pt - section.left_margin.pt - section.right_margin.pt
    assert (height // line, width // em) == (22, 28)
    assert "docGrid" not in section._sectPr.xml
    assert document.settings.odd_and_even_pages_header_footer
    odd, even = section.footer._element.xml, section.even_page_footer._element.xml
    assert odd.index("版本码") < odd.index("PAGE")
    assert even.index("PAGE") < even.index("版本码")


def test_fonts_are_named_as_offices_expect():
    form = make(
        Title(text="标题"), Paragraph(text="一、甲", face=Face.HEI), Paragraph(text="（一）乙", face=Face.KAI), Paragraph(text="正文"),
        paper=PAPER_G,
    )  # fmt: skip
    document = opened(form)
    assert [style_font(document, p.style.name) for p in document.paragraphs] == [
        "方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312",
    ]  # fmt: skip


def test_characters_outside_gb2312_get_a_font_that_has_them():
    document = opened(make(Paragraph(text="王堃䶮𬭎同志"), paper=PAPER_G))
    assert fonts(document.paragraphs[0]) == [
        ("王", ""), ("堃", "仿宋"), ("䶮", "宋体"), ("𬭎", "SimSun-ExtB"), ("同志", ""),
    ]  # fmt: skip


def test_names_in_cells_use_the_fuller_font():
    document = opened(make(Grid(widths=(1,), rows=(Row(cells=(Cell(text="王堃"),)),))))
    paragraph = document.tables[0].cell(0, 0).paragraphs[0]
    assert style_font(document, paragraph.style.name) == "仿宋"
    assert fonts(paragraph) == [("王堃", "")]


def test_lines_of_a_text_become_paragraphs_with_their_indent():
    paragraphs = opened(make(Paragraph(text="甲\n乙"))).paragraphs
    assert [p.text for p in paragraphs] == ["甲", "乙"]
    assert all(p.paragraph_format.first_line_indent.pt == pytest.approx(28) for p in paragraphs)


def test_cells_over_rows_and_columns_are_merged():
    rows = (
        Row(cells=(Cell(text="甲", rows=2, span=2), Cell(text="乙"))),
        Row(cells=(Cell(text="丙"),)),
    )
    table = opened(make(Grid(widths=(1, 1, 1), rows=rows))).tables[0]
    assert table.cell(0, 0)._tc is table.cell(1, 1)._tc
    assert table.cell(1, 2).text == "丙"


def test_a_heading_row_stays_with_what_it_heads():
    rows = (Row(cells=(Cell(text="一、甲"),), keep_with_next=True), Row(cells=(Cell(text="乙"),)))
    cells = [row.cells[0] for row in opened(make(Grid(widths=(1,), rows=rows))).tables[0].rows]
    assert [bool(cell.paragraphs[0].paragraph_format.keep_with_next) for cell in cells] == [True, False]


def test_a_growing_row_fills_the_page_and_the_signature_stands_at_its_foot():
    table = opened(minutes("通过。")).tables[0]
    height = table.rows[0].height.pt
    assert 500 < height < 660
    cell = table.cell(0, 1)
    assert cell.paragraphs[-1].text == "签名："
    assert cell.paragraphs[-1].paragraph_format.space_before.pt > 400


def test_breaks_spaces_and_watermarks_can_be_opened():
    form = make(
        Title(text="甲"), Space(lines=2), PageBreak(), Title(text="乙"), Watermark(text="填写参考<非>")
    )
    document = opened(form)
    assert "填写参考&lt;非&gt;" in document.sections[0].header._element.xml
    assert [p.paragraph_format.page_break_before for p in document.paragraphs].count(True) == 1


def test_equal_forms_give_equal_bytes_and_small_files():
    assert docx.render(roster()) == docx.render(roster())
    assert len(docx.render(roster())) < 12_000
    assert list(docx.render_batch([roster(), minutes("x")])) == [
        docx.render(roster()),
        docx.render(minutes("x")),
    ]


def test_every_part_is_well_formed_and_declared():
    content = docx.render(roster())
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        types = archive.read("[Content_Types].xml").decode()
        assert {info.date_time[:3] for info in archive.infolist()} == {(2020, 1, 1)}
        for name in archive.namelist():
            assert f'PartName="/{name}"' in types or re.search(r"\.rels$|Content_Types|\.xml$", name)


def test_rare_names_survive():
    assert RARE in opened(make(Title(text=RARE))).paragraphs[0].text


def test_the_archive_writer_agrees_with_the_standard_reader():
    data = join_parts([("甲.txt", pack_part("甲.txt", b"x" * 1000)), ("b", pack_part("b", b""))])
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert archive.namelist() == ["甲.txt", "b"]
        assert archive.read("甲.txt") == b"x" * 1000
        assert archive.read("b") == b""


def test_a_heading_is_kept_with_its_table_and_text_is_not():
    table = Grid(widths=(78, 78), rows=(Row(height=8, cells=(Cell(text="甲"), Cell(text="乙"))),))
    long = Paragraph(text="经过" * 40)
    made = docx.render(make(Paragraph(text="说明"), Paragraph(text="奖励和处分"), table, long, table))
    body = Document(BytesIO(made)).paragraphs
    kept = [one.text for one in body if one.paragraph_format.keep_with_next]
    assert kept == ["奖励和处分"]


def test_there_is_room_for_the_pen_behind_a_signature():
    """Blanks at the end of a line have no width in Word and LibreOffice."""
    signed = Cell(sign=("支部书记签名：　　　　", "年　　月　　日"), span=2)
    made = docx.render(make(Grid(widths=(78, 78), size=10, rows=(Row(height=20, cells=(signed,)),))))
    lines = [one for one in Document(BytesIO(made)).tables[0].rows[0].cells[0].paragraphs if one.text]
    rooms = [round(one.paragraph_format.right_indent.pt) for one in lines]
    assert [(one.text, room) for one, room in zip(lines, rooms, strict=True)] == [
        ("支部书记签名：", 50),
        ("年　　月　　日", 10),
    ]


def test_a_signature_that_fills_its_cell_stays_on_its_line():
    signed = Cell(sign=("年　　月　　日",))
    made = docx.render(make(Grid(widths=(27, 129), size=10, rows=(Row(height=20, cells=(signed, Cell())),))))
    (line,) = [one for one in Document(BytesIO(made)).tables[0].rows[0].cells[0].paragraphs if one.text]
    indent = line.paragraph_format.right_indent
    assert indent is None or indent.pt < 2
