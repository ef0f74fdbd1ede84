"""Makes the two sample templates in resources/sample/templates, as an office would draw them in Word.

    python build/county_templates.py

One a person: 党员基本情况登记表 (fields, photo, ticks, family and résumé as repeating rows, head and foot). One for the
branch: 党员花名册（县样）, whose one row repeats. Placeholders are cut into pieces here and there, as Word cuts them.
"""

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt

from exporters.templates.fields import Catalogue
from exporters.templates.filling import Template

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "sample" / "templates"
PERSON, ROSTER = "county-person.docx", "county-roster.docx"
FONT = "仿宋"


def write(
    paragraph: Any, text: str, size: float = 11, bold: bool = False, pieces: tuple[str, ...] = ()
) -> None:
    """Text in one run, or in pieces."""
    for piece in pieces or (text,):
        run = paragraph.add_run(piece)
        run.font.size, run.bold, run.font.name = Pt(size), bold, FONT
        run._element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    paragraph.paragraph_format.space_after = Pt(0)


def fill(cell: Any, text: str, size: float = 11, centre: bool = True, pieces: tuple[str, ...] = ()) -> None:
    write(cell.paragraphs[0], text, size, pieces=pieces)
    cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER if centre else WD_ALIGN_PARAGRAPH.LEFT
    cell.vertical_alignment = 1


def page_number(paragraph: Any) -> None:
    """第 X 页 as a field."""
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._element.append(mark)


def blank(landscape: bool = False) -> Any:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    if landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    return document


def title(document: Any, text: str) -> None:
    heading = document.add_paragraph()
    write(heading, text, 20, True)
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    heading.paragraph_format.space_after = Pt(8)


def person() -> Any:
    """一人一份."""
    document = blank()
    write(document.sections[0].header.paragraphs[0], "{{上级党委}}　　{{支部名称}}", 9)
    foot = document.sections[0].footer.paragraphs[0]
    write(foot, "填表日期：{{填表日期}}　　第 ", 9)
    page_number(foot)
    write(foot, " 页", 9)
    title(document, "党员基本情况登记表")
    table = document.add_table(rows=0, cols=6, style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER

    def row(*texts: str, spans: tuple[int, ...] = (), height: float = 0.9) -> Any:
        made = table.add_row()
        made.height = Cm(height)
        at = 0
        for text, span in zip(texts, spans or (1,) * len(texts), strict=True):
            cell = made.cells[at] if span == 1 else made.cells[at].merge(made.cells[at + span - 1])
            fill(cell, text)
            at += span
        return made

    first = row(
        "姓　名", "", "性　别", "{{性别|勾选('男', '女')}}", "{{照片}}", spans=(1, 1, 1, 1, 2), height=0.95
    )
    fill(first.cells[1], "", pieces=("{", "{姓", "名}}"))  # cut as Word cuts what was corrected
    row("出生年月", "{{出生年月}}", "民　族", "{{民族}}", "", spans=(1, 1, 1, 1, 2), height=0.95)
    row("籍　贯", "{{籍贯}}", "学　历", "{{学历}}", "", spans=(1, 1, 1, 1, 2), height=0.95)
    fourth = row(
        "入党时间",
        "{{入党时间|点年月日}}",
        "转正时间",
        "{{转正日期|点年月日}}",
        "",
        spans=(1, 1, 1, 1, 2),
        height=0.95,
    )
    photo = first.cells[4].merge(fourth.cells[5])
    for empty in photo.paragraphs[1:]:
        empty._element.getparent().remove(empty._element)
    row("身份证号", "{{身份证号码}}", "联系电话", "｛｛手机号码｝｝", spans=(1, 2, 1, 2))
    row("工作单位及职务", "{{工作单位}}", "党　龄", "{{党龄}} 年", spans=(1, 3, 1, 1), height=1.15)
    row("现居住地", "{{家庭住址}}", "党小组", "{{党小组|默认('未编组')}}", spans=(1, 3, 1, 1))
    row("月交党费", "{{月交党费}} 元", "奖励情况", "{{奖励情况}}", spans=(1, 1, 1, 3), height=1.4)
    row("家庭成员和主要社会关系", "称谓", "姓名", "出生年月", "政治面貌", "工作单位及职务", height=1.15)
    last = row(
        "", "{{家庭成员.称谓}}", "{{家庭成员.姓名}}", "{{家庭成员.出生年月|点年月}}", "{{家庭成员.政治面貌}}", "{{家庭成员.工作单位}}"
    )  # fmt: skip
    table.rows[-2].cells[0].merge(last.cells[0])
    row("简　历", "起", "止", "在何地、何单位，任何职", spans=(1, 1, 1, 3))
    last = row("", "{{简历.起|点年月}}", "{{简历.止|点年月}}", "{{简历.内容}}", spans=(1, 1, 1, 3))
    table.rows[-2].cells[0].merge(last.cells[0])
    sign = row(
        "支部意见", "\n\n书记签名：　　　　　　（盖章）　　　　　　年　　月　　日", spans=(1, 5), height=2.6
    )
    sign.cells[1].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return document


def roster() -> Any:
    """全支部一份."""
    document = blank(landscape=True)
    title(document, "{{支部名称}}党员花名册")
    line = document.add_paragraph()
    write(
        line,
        "上级党委：{{上级党委}}　　　　书记：{{支部书记}}　　　　共 {{党员总数}} 名（正式 {{正式党员数}}、预备 {{预备党员数}}）",
    )
    heads = (
        "序号",
        "姓名",
        "性别",
        "民族",
        "出生年月",
        "学历",
        "入党日期",
        "人员类别",
        "工作单位及职务",
        "联系电话",
    )
    table = document.add_table(rows=2, cols=len(heads), style="Table Grid")
    marks = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(marks)
    table.rows[1].height = Cm(0.75)
    for place, head in enumerate(heads):
        fill(table.rows[0].cells[place], head, 10.5)
        way = "|点年月日" if head == "入党日期" else ""
        fill(table.rows[1].cells[place], f"{{{{党员.{head}{way}}}}}", 10)
    table.autofit = False
    for width, column in zip((1.2, 2.4, 1.2, 2, 2, 2.2, 2.6, 2.2, 6.4, 3.2), table.columns, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)
    document.add_paragraph()
    return document


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, document in ((PERSON, person()), (ROSTER, roster())):
        document.core_properties.author = "支部工作台"
        document.save(str(FOLDER / name))
        made = Template((FOLDER / name).read_bytes(), Catalogue())
        print(name, made.subject, len(made.fields), "fields", [one.message for one in made.problems])


if __name__ == "__main__":
    main()
