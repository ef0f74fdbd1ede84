"""What a paper form is, independent of Word and PDF: a page and a list of blocks.

Texts are templates: ``"{name}"`` is looked up in the values that `FormSpec.prepare` makes from the facts.
A value that is missing or empty prints as given by the block (mostly blank, to be written by hand).
All lengths are millimetres, all type sizes points.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from models.domain.facts import Facts, Subject
from models.domain.prose import heading_span

Align = Literal["left", "center", "right", "justify"]
Values = Mapping[str, Any]  # str, or list[Values] for repeated parts


class Face(StrEnum):
    """Roles of type, not font files: backends map them (forms.md E)."""

    TITLE = "title"  # 小标宋
    BODY = "body"  # 仿宋
    HEI = "hei"  # 黑体
    KAI = "kai"  # 楷体
    SONG = "song"  # 宋体


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A page of forms.md §0.3. Sizes and margins in mm."""

    code: str
    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float
    title_pt: float
    body_pt: float
    line_pt: float | None = None  # fixed line height; GB/T 9704: 28.95
    char_pt: float = 0.0  # added to every character of body size; GB/T 9704: -0.25 gives 28 to the line
    # "gb": — 1 — outside, alternating; "xy": 第1页 共2页; "none": nothing that tells one sheet from another (ballots)
    page_number: Literal["gb", "xy", "none"] = "xy"
    name: str = ""  # how a choice of papers calls it; "" = by its size

    @property
    def text_width(self) -> float:
        return self.width - self.left - self.right


PAPER_P = Paper(
    code="P", width=210, height=297, top=36, bottom=30, left=27, right=27, title_pt=22, body_pt=14
)
PAPER_L = Paper(
    code="L", width=297, height=210, top=20, bottom=18, left=15, right=15, title_pt=20, body_pt=10.5
)
PAPER_L3 = Paper(
    code="L3", width=420, height=297, top=20, bottom=18, left=15, right=15, title_pt=22, body_pt=10.5
)
PAPER_G = Paper(
    code="G", width=210, height=297, top=37, bottom=35, left=28, right=26, title_pt=22, body_pt=16, line_pt=28.95,
    char_pt=-0.25, page_number="gb",
)  # fmt: skip
PAPER_T = Paper(
    code="T",
    width=148,
    height=210,
    top=14,
    bottom=12,
    left=14,
    right=14,
    title_pt=16,
    body_pt=14,
    page_number="none",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """The form's title, centred; `lines` breaks by hand. GB pages leave the blank lines the standard asks for."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Running text. `indent` in characters; `bold`, face and size override the paper's."""

    text: str
    align: Align = "justify"
    face: Face = Face.BODY
    size: float | None = None
    indent: int = 2
    right_indent: int = 0  # characters, for 落款
    skip_if_empty: bool = False
    tied: bool = False  # stays whole, on the page where the next block begins: no signature stands alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """Its blocks once for every element of the list `each`; the element's values shadow the outer ones."""

    each: str
    blocks: "tuple[Block, ...]"


LONGEST_HEADING = 28  # letters: fits one line of every record sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a grid. `span` columns, `rows` rows. Labels are centred by default, values left.

    `height` is the least height in mm of its row; `grow` lets the row take what is left of the page
    (one per page at most). `sign` texts stand at the foot of the cell, right-aligned (签名、日期 lines).
    """

    text: str = ""
    span: int = 1
    rows: int = 1
    align: Align = "left"
    valign: Literal["top", "middle", "bottom"] = "middle"
    face: Face = Face.BODY
    size: float | None = None
    label: bool = False
    height: float | None = None
    grow: bool = False
    sign: tuple[str, ...] = ()
    indent: int = 0
    blank: str = ""  # printed when the value is empty, e.g. "（待补充）"
    edges: str = (
        ""  # in a grid without border: lines at t(op) l(eft) b(ottom) r(ight); capitals: dashed, to cut along
    )
    picture: str = ""  # value key of a Photo, shown above the text; without one the cell is an ordinary one
    frame: tuple[float, float] = (25, 35)  # mm that the picture fits into; 25 × 35 is 一寸, 35 × 49 二寸
    prose: bool = False  # running text: its short headings 一、 and （一） in their own faces

    def face_of(self, paragraph: str) -> Face:
        """黑体 and 楷体 for headings of running text that fill no more than a line."""
        if not self.prose or len(paragraph) > LONGEST_HEADING:
            return self.face
        level, length = heading_span(paragraph)
        return {1: Face.HEI, 2: Face.KAI}.get(level if length == len(paragraph) else 0, self.face)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    cells: tuple[Cell, ...]
    height: float | None = None  # least height, mm
    keep_together: bool = True
    keep_with_next: bool = False  # a heading row, which never ends a page alone
    closing: bool = False  # sums, signatures: at the end of a table, never without the rows above it


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatRow:
    """Its rows once for every element of the list `each`; may nest (a list of none or one is a condition)."""

    each: str
    rows: "tuple[Row | RepeatRow, ...]"
    min_rows: int = 0  # padded with empty elements, to look like the paper form


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A bordered table: personal forms and registers alike. `widths` in mm (scaled to the text width).

    `head` rows repeat on every page.
    """

    widths: tuple[float, ...]
    rows: "tuple[Row | RepeatRow, ...]"
    head: tuple[Row, ...] = ()
    size: float | None = None
    border: bool = True
    leading: float = 1.3  # distance of lines in cells, of the type size


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line outside the table: parts spread from left to right (填报单位 … 日期 …)."""

    parts: tuple[str, ...]
    size: float | None = None
    face: Face = Face.BODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """署名 and 日期 as GB/T 9704 without seal: right side, the date shifted two characters."""

    name: str
    date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """依据：… line at the foot of a form, small; left out when nothing it names is known."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    lines: float = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBreak:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Watermark:
    """Slanting text behind every page (填写参考，非正式件)."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QrCode:
    """A QR code in the middle of the line, `size` mm wide; left out when its text is empty. One to a form."""

    text: str
    size: float = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Charts:
    """The charts (models/domain/charts.py) of the list `each`, `columns` side by side; nothing when there are none."""

    each: str
    columns: int = 2
    size: float = 9.5
    shares: bool = True  # per cents beside the numbers


Block = (
    Title
    | Paragraph
    | Repeat
    | Grid
    | Line
    | Signature
    | Citation
    | Space
    | PageBreak
    | Watermark
    | QrCode
    | Charts
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetColumn:
    """A column of a spreadsheet export; every cell is written as text unless `number`."""

    title: str
    key: str
    width: float = 12
    number: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The xlsx face of a form: plain header row, no merged cells, text cells (forms.md F6)."""

    name: str
    columns: tuple[SheetColumn, ...]
    each: str


Format = Literal["docx", "pdf", "xlsx"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSpec:
    """A paper form. `prepare` turns facts into plain values; nothing below it knows the domain."""

    id: str
    title: str
    version: str
    subject: Subject
    paper: Paper
    prepare: Callable[[Any], Values]
    blocks: tuple[Block, ...] = ()
    sheet: Sheet | None = None
    source: str = ""  # regulation or table the boxes follow
    one_page: bool = False  # shrink to one page where possible: row heights first, then type down to 10.5 pt
    paper_options: tuple[Paper, ...] = ()  # other papers the user may choose
    columns: tuple[str, ...] = ()  # settable columns (D1): keys in order
    layout: Callable[[Sequence[str], Paper], tuple[Block, ...]] | None = None  # blocks for chosen columns
    column_titles: tuple[tuple[str, str], ...] = ()  # (key, title) of every column one may choose, in order
    needed: tuple[tuple[str, str], ...] = ()  # (value key, label): named before printing when empty
    made_for: str = ""  # value key that is filled for the people a form for everybody is made for

    @property
    def formats(self) -> tuple[Format, ...]:
        out: list[Format] = []
        if self.blocks or self.layout:
            out.extend(("docx", "pdf"))
        if self.sheet:
            out.append("xlsx")
        return tuple(out)


@dataclass(frozen=True, slots=True)
class Form:
    """What a file in exporters/forms exports: the spec and invented example facts."""

    spec: FormSpec
    example: Facts
