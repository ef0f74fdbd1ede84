"""Word backend: the body as XML text in one pass, added to the ready parts of `docx_base`.

Building the tree with python-docx is some thirty times slower (build/bench_forms.py); its result can still be
opened with python-docx, Word, WPS and LibreOffice. Row heights come from the same rules as the PDF's.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType

from exporters.backends.boxes import (
    CELL_LEADING,
    MM,
    PAD_X,
    PAD_Y,
    CellBox,
    GridBox,
    RowBox,
    Ruler,
    Scale,
    page_height,
    signature_rows,
    space_height,
    text_style,
)
from exporters.backends.docx_base import (
    CODE_MARK,
    FORM_MARK,
    GB_BODY_FONT,
    MAIN_FONT,
    TITLE_MARK,
    TWIPS,
    WATER_MARK,
    word_base,
)
from exporters.backends.docx_pictures import Picture, photos_of, picture_of
from exporters.backends.docx_text import RFONTS, cell_run, edges_xml, escape, fallback_font, fonts_xml, runs
from exporters.backends.fitting import headed_by, is_tied, measure_form
from exporters.backends.linebreak import COMMON_ADVANCE
from exporters.backends.ziparchive import join_parts, pack_part
from exporters.layout import PlacedBlock, PlacedCell, PlacedCharts, PlacedGrid, PlacedQr, PlacedText, Resolved
from exporters.spec import (
    Citation,
    Face,
    Line,
    PageBreak,
    Paper,
    Paragraph,
    Signature,
    Space,
    Title,
    Watermark,
)

_SAFETY = 18.0  # points growing rows leave free: another font may need one more line than we measured
_VALIGN = {"top": "top", "middle": "center", "bottom": "bottom"}
_ALIGN = {"left": "left", "center": "center", "right": "right", "justify": "both"}
_TABLE = (
    '<w:tbl><w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:jc w:val="center"/>{borders}'
    '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="{y}" w:type="dxa"/><w:left w:w="{x}" w:type="dxa"/>'
    '<w:bottom w:w="{y}" w:type="dxa"/><w:right w:w="{x}" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>'
)
_BORDERS = (
    "<w:tblBorders>"
    + "".join(
        f'<w:{edge} w:val="single" w:sz="5" w:space="0" w:color="000000"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    + "</w:tblBorders>"
)
_TAIL_ROW = (
    '<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>'
    '<w:gridSpan w:val="{span}"/><w:tcBorders>'
    + "".join(f'<w:{edge} w:val="nil"/>' for edge in ("left", "bottom", "right"))
    + "</w:tcBorders><w:tcMar>"
    + "".join(f'<w:{edge} w:w="0" w:type="dxa"/>' for edge in ("top", "left", "bottom", "right"))
    + "</w:tcMar></w:tcPr>"
)
_TINY = '<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/></w:pPr></w:p>'
_PAGE_BREAK = '<w:p><w:pPr><w:pageBreakBefore/><w:spacing w:line="20" w:lineRule="exact"/></w:pPr></w:p>'


def render(form: Resolved) -> bytes:
    """One form as a Word file; equal forms give equal bytes."""
    return _render(form, Ruler(dict.fromkeys(Face, COMMON_ADVANCE)))


def render_batch(forms: Sequence[Resolved]) -> Iterator[bytes]:
    """One Word file for each form."""
    ruler = Ruler(dict.fromkeys(Face, COMMON_ADVANCE))
    for form in forms:
        yield _render(form, ruler)


def _render(form: Resolved, ruler: Ruler) -> bytes:
    water = next(
        (b.texts[0] for b in form.blocks if isinstance(b, PlacedText) and isinstance(b.spec, Watermark)), ""
    )
    pictures = [
        picture_of(block, form.paper) for block in form.blocks if isinstance(block, PlacedQr | PlacedCharts)
    ]
    drawn, photos = len(pictures), photos_of(form)
    pictures += photos.values()
    base = word_base(form.paper, bool(water), tuple(one.extension for one in pictures))
    shown = [replace(one, id=shown_by) for one, (_, shown_by) in zip(pictures, base.pictures, strict=True)]
    body = _Body(form, ruler, shown[:drawn], dict(zip(photos, shown[drawn:], strict=True))).xml()
    document = "".join((base.before_body, body, base.section))
    parts = list(base.static)
    marks = {FORM_MARK: form.mark, CODE_MARK: form.codes, TITLE_MARK: form.title, WATER_MARK: water}
    for name, template in base.changing:
        for mark, value in marks.items():
            template = template.replace(mark, escape(value))
        parts.append((name, pack_part(name, template.encode("utf-8"))))
    for one, (name, _) in zip(pictures, base.pictures, strict=True):
        parts.append((name, pack_part(name, one.content)))
    parts.append(("word/document.xml", pack_part("word/document.xml", document.encode("utf-8"))))
    return join_parts(parts)


@lru_cache(maxsize=1024)
def _cell_properties(width: int, span: int, merge: str, valign: str, edges: str = "") -> str:
    spans = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    merges = {"": "", "restart": '<w:vMerge w:val="restart"/>', "continue": "<w:vMerge/>"}[merge]
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spans}{merges}{edges_xml(edges)}'
        f'<w:vAlign w:val="{valign}"/></w:tcPr>'
    )


@lru_cache(maxsize=1024)
def _cell_paragraph(
    align: str, leading: int, first: int, before: int, plain: bool, keep: bool, right: int = 0
) -> str:
    spacing = (
        ""
        if plain and not before
        else f'<w:spacing w:before="{before}" w:line="{leading}" w:lineRule="exact"/>'
    )
    indent = f'<w:ind w:firstLine="{first}"/>' if first else ""
    indent = f'<w:ind w:right="{right}"/>' if right else indent
    jc = "" if align == "left" else f'<w:jc w:val="{align}"/>'
    keeps = "<w:keepNext/>" if keep else ""
    return f'<w:p><w:pPr><w:pStyle w:val="FormCell"/>{keeps}{spacing}{indent}{jc}</w:pPr>'


class _Body:
    """The body of one document."""

    def __init__(
        self,
        form: Resolved,
        ruler: Ruler,
        pictures: Sequence[Picture] = (),
        photos: Mapping[str, Picture] = MappingProxyType({}),
    ) -> None:
        self.form = form
        self.paper: Paper = form.paper
        self.ruler = ruler
        self.pictures = iter(pictures)
        self.photos = photos
        self.shown = 0  # pictures so far
        self.out: list[str] = []
        self.scale = Scale()

    def xml(self) -> str:
        measured = measure_form(self.form, self.ruler, _SAFETY)
        boxes, self.scale = measured.boxes, measured.scale
        before: PlacedBlock | None = None
        end = -1  # last block of a table's tail, written with the table
        for index, block in enumerate(self.form.blocks):
            if index <= end:
                continue
            if isinstance(block, PlacedGrid):
                if isinstance(before, PlacedGrid):
                    self.out.append(_TINY)
                box = boxes[id(block)]
                tail = self._tail(index + 1) if box.tail else ()
                self._grid(box, tail)
                end = index + len(tail)
            elif isinstance(block, PageBreak):
                self.out.append(_PAGE_BREAK)
            else:
                self._outside(block, self._keep(index))
            before = block
        if isinstance(before, PlacedGrid):
            self.out.append(_TINY)
        return "".join(self.out)

    def _tail(self, start: int) -> Sequence[PlacedBlock]:
        """The blocks up to the end of the section."""
        blocks = self.form.blocks
        end = next((n for n in range(start, len(blocks)) if isinstance(blocks[n], PageBreak)), len(blocks))
        return blocks[start:end]

    # -- text outside grids

    def _keep(self, index: int) -> str:
        """What holds a block to the page of the next one."""
        if is_tied(self.form.blocks, index):
            return "<w:keepNext/><w:keepLines/>"
        return "<w:keepNext/>" if headed_by(self.form.blocks, index) is not None else ""

    def _outside(self, block: PlacedBlock, keep: str = "") -> None:
        if isinstance(block, Space):
            self._space(block)
        elif isinstance(block, PlacedQr | PlacedCharts):
            self.shown += 1
            self.out.append(next(self.pictures).xml(self.shown))
        elif isinstance(block, PlacedText):
            self._text(block, keep)

    def _space(self, block: Space, keep: str = "") -> None:
        line = round(block.lines * space_height(self.paper) * TWIPS)
        self.out.append(
            f'<w:p><w:pPr><w:pStyle w:val="FormBody"/>{keep}<w:spacing w:line="{line}" w:lineRule="exact"/></w:pPr></w:p>'
        )

    def _text(self, block: PlacedText, keep: str) -> None:
        style = text_style(block, self.paper)
        match block.spec:
            case Title():
                lines = block.texts[0].split("\n")
                for number, line in enumerate(lines, 1):
                    spacing = "" if number == len(lines) else '<w:spacing w:after="0"/>'
                    self._paragraph("FormTitle", spacing, line, MAIN_FONT[Face.TITLE], "")
            case Citation():
                self._paragraph("FormNote", keep, block.texts[0], MAIN_FONT[Face.SONG], "")
            case Line() as spec:
                width = self.paper.text_width * MM * TWIPS
                last = len(block.texts) - 1
                stops = "".join(
                    f'<w:tab w:val="{"right" if n == last else "center"}" w:pos="{round(width * n / last)}"/>'
                    for n in range(1, last + 1)
                )
                name, override = self._type(spec.face, style.size)
                properties = f"<w:tabs>{stops}</w:tabs>" if stops else ""
                properties += f'<w:spacing w:line="{round(style.leading * TWIPS)}" w:lineRule="exact"/>'
                self._paragraph("FormBody", properties, "\t".join(block.texts), name, override)
            case Signature():
                self._signature(block.texts[0], block.texts[1], style.size + style.extra, keep)
            case Watermark():
                pass
            case Paragraph() as spec:
                self._body_paragraph(spec, block.texts[0], style.size, style.leading, style.extra, keep)

    def _type(self, face: Face, size: float) -> tuple[str, str]:
        """Font name, and run properties where they differ from the body style."""
        body = GB_BODY_FONT if self.paper.line_pt else MAIN_FONT[Face.BODY]
        name = body if face is Face.BODY else MAIN_FONT[face]
        override = "" if name == body else fonts_xml(name)
        if size != self.paper.body_pt:
            override += (
                f'<w:spacing w:val="0"/><w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>'
            )
        return name, override

    def _body_paragraph(
        self, spec: Paragraph, text: str, size: float, leading: float, extra: float, keep: str
    ) -> None:
        style = {Face.HEI: "FormHei", Face.KAI: "FormKai"}.get(spec.face, "FormBody")
        name, override = self._type(spec.face, size)
        if style != "FormBody":
            override = RFONTS.sub("", override)
        em = size + extra
        spacing = ""
        if size != self.paper.body_pt:
            spacing = f'<w:spacing w:line="{round(leading * TWIPS)}" w:lineRule="exact"/>'
        indent = ""
        if spec.indent or spec.right_indent:
            indent = (
                f'<w:ind w:right="{round(spec.right_indent * em * TWIPS)}" '
                f'w:firstLineChars="{spec.indent * 100}" w:firstLine="{round(spec.indent * em * TWIPS)}"/>'
            )
        properties = f'{keep}{spacing}{indent}<w:jc w:val="{_ALIGN[spec.align]}"/>'
        for line in text.split("\n"):
            self._paragraph(style, properties, line, name, override)

    def _signature(self, name: str, date: str, em: float, below: str) -> None:
        self._space(Space(), "<w:keepNext/>")
        font, override = self._type(Face.BODY, self.paper.body_pt)
        rows = signature_rows(name, date, self.ruler, em, 0.0, self.paper.text_width * MM)
        for number, (text, indent) in enumerate(rows, start=1):
            keep = "<w:keepNext/>" if number < len(rows) else below
            place = f'<w:ind w:left="{round(indent * TWIPS)}"/>'
            if len(rows) > 2:  # a broken name: everything ends two characters before the margin
                place = f'<w:ind w:right="{round(2 * em * TWIPS)}"/><w:jc w:val="right"/>'
            self._paragraph("FormBody", keep + place, text, font, override)

    def _paragraph(self, style: str, properties: str, text: str, font: str, override: str) -> None:
        self.out.append(
            f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>'
            f"{runs(text, font, fallback_font(font), override)}</w:p>"
        )

    # -- grids

    def _grid(self, box: GridBox, tail: Sequence[PlacedBlock]) -> None:
        """A table; its tail (填表人…日期) is a last row without borders: LibreOffice keeps only rows together."""
        twips = [round(width * MM * TWIPS) for width in box.grid.widths]
        self.out.append(
            _TABLE.format(
                width=sum(twips), borders=_BORDERS if box.grid.border else "", x=round(PAD_X * TWIPS), y=round(PAD_Y * TWIPS)
            )
        )  # fmt: skip
        self.out.extend(f'<w:gridCol w:w="{width}"/>' for width in twips)
        self.out.append("</w:tblGrid>")
        for row in box.head:
            self._row(row, twips, head=True)
        if tail:
            box.rows[-1].tied = True
        for row in box.rows:
            self._row(row, twips, head=False)
        if tail:
            self.out.append(_TAIL_ROW.format(width=sum(twips), span=len(twips)))
            for block in tail:
                self._outside(block)
            self.out.append("</w:tc></w:tr>")
        self.out.append("</w:tbl>")

    def _row(self, box: RowBox, twips: list[int], *, head: bool) -> None:
        row = box.row
        height = row.height * MM * self.scale.heights
        filled = box.grow or box.stretched or any(cell.sign for cell in row.cells)
        if filled and box.height < page_height(self.paper):
            height = box.height
        out = self.out
        start = len(out)
        out.append("<w:tr><w:trPr>")
        if row.keep_together or head:
            out.append("<w:cantSplit/>")
        if height:
            out.append(f'<w:trHeight w:val="{round(height * TWIPS)}" w:hRule="atLeast"/>')
        out.append("<w:tblHeader/></w:trPr>" if head else "</w:trPr>")
        if row.covered:
            cells: list[tuple[int, CellBox | PlacedCell]] = [(cell.cell.column, cell) for cell in box.cells]
            cells.extend(row.covered)
            for _, cell in sorted(cells, key=lambda item: item[0]):
                if isinstance(cell, CellBox):
                    self._cell(cell, twips, box.height, box.tied)
                else:
                    self._covered(cell, twips)
        else:
            for cell in box.cells:
                self._cell(cell, twips, box.height, box.tied)
        out.append("</w:tr>")
        if box.tied:
            style = '<w:pStyle w:val="FormCell"/>'
            out[start:] = [part.replace(style, style + "<w:keepNext/>") for part in out[start:]]

    def _covered(self, owner: PlacedCell, twips: list[int]) -> None:
        width = sum(twips[owner.column : owner.column + owner.spec.span])
        valign = _VALIGN[owner.spec.valign]
        self.out.append(_cell_properties(width, owner.spec.span, "continue", valign, owner.spec.edges))
        self.out.append('<w:p><w:pPr><w:pStyle w:val="FormCell"/></w:pPr></w:p></w:tc>')

    def _cell(self, box: CellBox, twips: list[int], height: float, keep: bool) -> None:
        cell = box.cell
        spec = cell.spec
        width = twips[cell.column] if spec.span == 1 else sum(twips[cell.column : cell.column + spec.span])
        merge = "restart" if spec.rows > 1 else ""
        align = "center" if spec.label and spec.align == "left" else _ALIGN[spec.align]
        size = box.size
        plain = size == self.paper.body_pt
        leading = round(box.leading * TWIPS)
        usual = plain and leading == round(size * CELL_LEADING * TWIPS)
        first = round(box.first * TWIPS)
        before = sign_before = 0
        if cell.sign:
            free = max(0, round((height - box.height - 1) * TWIPS))
            before = {"top": 0, "middle": free // 2, "bottom": free}[spec.valign]
            sign_before = free - before
        out = self.out
        valign = "top" if cell.sign else _VALIGN[spec.valign]
        out.append(_cell_properties(width, spec.span, merge, valign, spec.edges))
        if cell.photo is not None:
            self.shown += 1
            out.append(self.photos[cell.photo.sha256].in_cell(self.shown, box, before, keep=keep))
            before = 0
        if cell.text or not (cell.sign or cell.photo):
            texts = [line for line, _ in box.lines] if spec.label else cell.text.split("\n")
            for line in texts:
                out.append(_cell_paragraph(align, leading, first, before, usual, keep))
                out.append(cell_run(line, spec.face_of(line), size, plain))
                out.append("</w:p>")
                before = 0
        else:
            sign_before += before
        # blanks at the end of a line have no width in Word: room for the pen is an indent
        for text in cell.sign:
            shown = text.rstrip("　")
            left = box.width - 2 * PAD_X - self.ruler.width(shown, spec.face, size)
            room = round(max(0.0, min(size * (len(text) - len(shown) + 1), left - 1)) * TWIPS)
            out.append(_cell_paragraph("right", leading, 0, sign_before, usual, keep, room))
            out.append(cell_run(shown, spec.face, size, plain))
            out.append("</w:p>")
            sign_before = 0
        out.append("</w:tc>")
