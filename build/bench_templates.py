"""The floors beside which bench_forms.py measures: bare reportlab canvas, and docxtpl alone on a county's template."""

import time
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.shared import Mm
from docxtpl import DocxTemplate
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont as Font
from jinja2 import Environment
from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from exporters.forms._card_example import EXAMPLE
from exporters.templates.fields import Catalogue
from exporters.templates.filling import Template
from models.domain.card import OwnField
from models.domain.template import TemplateFacts

FONT = Path(__file__).resolve().parent.parent / "resources" / "fonts" / "NotoSerifSC-Regular.ttf"
MM = 72 / 25.4


def subset(texts: Sequence[str]) -> BytesIO:
    """The font with the characters of these texts alone, as a program would make it once for a batch."""
    font = Font(FONT)
    tool = Subsetter(Options(layout_features=[], notdef_outline=True))
    tool.populate(text="".join(texts))
    tool.subset(font)
    made = BytesIO()
    font.save(made)
    made.seek(0)
    return made


def bare_canvas(people: Sequence[dict[str, str]], labels: Sequence[str], font: Any, folder: Path) -> float:
    """Seconds for one PDF with a page a person: boxes and lines of text at fixed places, nothing measured."""
    rl_config.useA85 = 0
    pdfmetrics.registerFont(TTFont("Bare", font))
    start = time.perf_counter()
    canvas = Canvas(
        str(folder / "bare.pdf"), pagesize=(210 * MM, 297 * MM), initialFontName="Bare", pageCompression=1
    )
    height, widths = 11 * MM, (26 * MM, 52 * MM, 26 * MM, 52 * MM)
    for values in people:
        canvas.setFont("Bare", 20)
        canvas.drawCentredString(105 * MM, 260 * MM, "个人登记表")
        canvas.setFont("Bare", 12)
        for number, label in enumerate(labels):
            row, side = divmod(number, 2)
            x, y = 27 * MM + side * (widths[0] + widths[1]), 245 * MM - row * height
            canvas.rect(x, y, widths[0], height)
            canvas.rect(x + widths[0], y, widths[1], height)
            canvas.drawString(x + 4, y + 10, label)
            canvas.drawString(x + widths[0] + 4, y + 10, values[f"f{number}"])
        canvas.showPage()
    canvas.save()
    return time.perf_counter() - start


def county_template(labels: Sequence[str], names: Sequence[str]) -> bytes:
    """The same form as a Word template: a bordered table whose cells hold placeholders."""
    document = Document()
    document.sections[0].page_width, document.sections[0].page_height = Mm(210), Mm(297)
    document.add_heading("个人登记表", 0)
    table = document.add_table(rows=len(labels) // 2, cols=4, style="Table Grid")
    for number, (label, name) in enumerate(zip(labels, names, strict=True)):
        row, side = divmod(number, 2)
        table.rows[row].cells[2 * side].text = label
        table.rows[row].cells[2 * side + 1].text = f"{{{{{name}}}}}"
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def own_fields(count: int) -> tuple[OwnField, ...]:
    """Columns of the branch's own, so that the template's values are exactly those of the other measures."""
    return tuple(
        OwnField(id=number + 1, caption=f"测试栏{'甲乙丙丁戊己庚辛壬癸'[number // 10]}{number}号")
        for number in range(count)
    )


def facts(people: Sequence[dict[str, str]]) -> list[TemplateFacts]:
    made: list[TemplateFacts] = []
    for values in people:
        own = {number + 1: values[f"f{number}"] for number in range(len(values))}
        card = type(EXAMPLE.card)(person=EXAMPLE.card.person, own=own)
        person = type(EXAMPLE)(branch=EXAMPLE.branch, as_of=EXAMPLE.as_of, card=card)
        made.append(TemplateFacts(branch=EXAMPLE.branch, as_of=EXAMPLE.as_of, person=person))
    return made


def docxtpl_alone(
    content: bytes, people: Sequence[dict[str, str]], names: Sequence[str], folder: Path
) -> float:
    """Seconds of the library as its manual says: opened, rendered and saved for each."""
    environment = Environment(autoescape=True)
    start = time.perf_counter()
    for number, values in enumerate(people):
        one = DocxTemplate(BytesIO(content))
        one.render({name: values[f"f{place}"] for place, name in enumerate(names)}, environment)
        one.save(str(folder / f"alone{number}.docx"))
    return time.perf_counter() - start


def our_templates(
    content: bytes,
    people: Sequence[dict[str, str]],
    own: Sequence[OwnField],
    folder: Path,
    joined: bool = False,
) -> float:
    """Seconds of ours: reading and checking the template included."""
    start = time.perf_counter()
    template = Template(content, Catalogue(own))
    if joined:
        (folder / "county-all.docx").write_bytes(template.join(facts(people)))
    else:
        for number, (_, made) in enumerate(template.fill_each(facts(people))):
            (folder / f"county{number}.docx").write_bytes(made)
    return time.perf_counter() - start
