"""A list as a spreadsheet: text as text, figures as numbers, nothing as a formula; written as XML, page by page.

The parts of SpreadsheetML that a list needs are few (ECMA-376 Part 1 §18), and openpyxl would take half a minute for
the hundred thousand rows of a committee. Equal lists give equal bytes.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape

from exporters.backends.xlsx import FORMULA_START, MAX_TEXT, sheet_name
from exporters.backends.ziparchive import join_parts, pack_part
from exporters.layout import clean
from models.domain.listing import Listing, figure_of

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_UNDERSCORE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # _x0041_ would be read as an escape

# places in the table of styles below
_TEXT, _QUOTED, _TITLE, _WORDS, _COLUMN, _SUM_TEXT = 1, 2, 3, 4, 5, 6
_WHOLE, _THOUSANDS, _PARTS, _THOUSANDS_PARTS = 7, 8, 9, 10
_RIGHT = 15  # words where figures stand
_SUM = 4  # further on: the same in bold, under the columns
_NUMBER_FORMATS = {False: {False: _WHOLE, True: _THOUSANDS}, True: {False: _PARTS, True: _THOUSANDS_PARTS}}
_STYLES = f"""{_HEAD}<styleSheet xmlns="{_MAIN}">
<fonts count="4"><font><sz val="11"/><name val="宋体"/></font><font><b/><sz val="11"/><name val="宋体"/></font>
<font><b/><sz val="16"/><name val="宋体"/></font><font><sz val="10"/><color rgb="FF6B645C"/><name val="宋体"/></font></fonts>
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>
<fill><patternFill patternType="solid"><fgColor rgb="FFF1EEE9"/></patternFill></fill></fills>
<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>
<border><left style="thin"/><right style="thin"/><top style="thin"/><bottom style="thin"/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="16"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="49" fontId="0" fillId="0" borderId="1" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment vertical="center" wrapText="1"/></xf>
<xf numFmtId="49" fontId="0" fillId="0" borderId="1" xfId="0" quotePrefix="1" applyNumberFormat="1" applyAlignment="1"><alignment vertical="center" wrapText="1"/></xf>
<xf numFmtId="49" fontId="2" fillId="0" borderId="0" xfId="0" applyFont="1"/>
<xf numFmtId="49" fontId="3" fillId="0" borderId="0" xfId="0" applyFont="1"/>
<xf numFmtId="49" fontId="1" fillId="2" borderId="1" xfId="0" applyFont="1" applyFill="1" applyAlignment="1"><alignment horizontal="center" vertical="center" wrapText="1"/></xf>
<xf numFmtId="49" fontId="1" fillId="0" borderId="1" xfId="0" applyFont="1" applyAlignment="1"><alignment vertical="center"/></xf>
{
    "".join(
        f'<xf numFmtId="{number}" fontId="{font}" fillId="0" borderId="1" xfId="0" applyNumberFormat="1" applyAlignment="1">'
        '<alignment vertical="center"/></xf>'
        for font in (0, 1)
        for number in (1, 3, 2, 4)
    )
}<xf numFmtId="49" fontId="0" fillId="0" borderId="1" xfId="0" quotePrefix="1" applyNumberFormat="1" applyAlignment="1"><alignment horizontal="right" vertical="center"/></xf></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"""


def render(listing: Listing) -> bytes:
    """The list on one sheet, its counts, if it is grouped, on a second one."""
    sheets = [(sheet_name(listing.title), _list(listing), _area(listing))]
    if listing.counts:
        name = "分组" if sheets[0][0] != "分组" else "分组人数"
        sheets.append((name, _counts(listing), ""))
    contents = {
        "[Content_Types].xml": _content_types(len(sheets)),
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml"), ("core", "docProps/core.xml")]),
        "docProps/core.xml": _properties(listing.title),
        "xl/workbook.xml": _workbook([(name, area) for name, _, area in sheets]),
        "xl/_rels/workbook.xml.rels": _relations(
            [
                *(("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)),
                ("styles", "styles.xml"),
            ]
        ),
        "xl/styles.xml": _STYLES,
        **{f"xl/worksheets/sheet{n}.xml": content for n, (_, content, _) in enumerate(sheets, 1)},
    }
    return join_parts((name, pack_part(name, text.encode())) for name, text in contents.items())


# sheets


def _first_row(listing: Listing) -> int:
    """The row of the column heads: above are the title, the branch with the day, and what was asked for."""
    return 3 + bool(listing.said)


def _area(listing: Listing) -> str:
    """$A$4:$M$42: the heads and rows one can filter."""
    first = _first_row(listing)
    last = first + listing.number
    return f"$A${first}:${_letter(len(_titles(listing)) - 1)}${last}"


def _titles(listing: Listing) -> list[str]:
    return [*(["分组"] if listing.grouped_by else []), *(column.title for column in listing.columns)]


def _list(listing: Listing) -> str:
    first, titles = _first_row(listing), _titles(listing)
    above = [(listing.title, _TITLE), (f"{listing.branch}　截至 {listing.as_of}", _WORDS)]
    above += [("；".join(listing.said), _WORDS)] if listing.said else []
    lines = [_row(number, [_cell(text, style)]) for number, (text, style) in enumerate(above, 1)]
    lines.append(_row(first, [_cell(title, _COLUMN) for title in titles]))
    lines += _body(listing, first + 1)
    number = first + listing.number
    lead = [""] if listing.grouped_by else []
    sides = [False] * len(lead) + [column.side == "right" for column in listing.columns]
    for sums in listing.sums:
        number += 1
        cells = [_sum(text, right) for text, right in zip([*lead, *sums], sides, strict=True)]
        lines.append(_row(number, cells))
    if listing.foot:
        lines.append(_row(number + 1, [_cell(listing.foot, _WORDS)]))
    frame = (
        f'<sheetViews><sheetView workbookViewId="0"><pane ySplit="{first}" topLeftCell="A{first + 1}" '
        'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
    )
    return _sheet(
        frame,
        _widths(listing),
        lines,
        f'<autoFilter ref="{_area(listing).replace("$", "")}"/>' if listing.number else "",
        landscape=len(titles) > 6,
    )


def _body(listing: Listing, number: int) -> Iterator[str]:
    right = [column.side == "right" for column in listing.columns]
    for part in listing.parts:
        lead = [_cell(part.heading, _TEXT)] if listing.grouped_by else []
        for row in part.rows:
            cells = [
                _figure(text) if is_figure else _cell(text, _TEXT)
                for text, is_figure in zip(row, right, strict=True)
            ]
            yield _row(number, [*lead, *cells])
            number += 1


def _counts(listing: Listing) -> str:
    lines = [_row(1, [_cell(text, _COLUMN) for text in (listing.grouped_by, "数", "占比")])]
    for number, one in enumerate(listing.counts, 2):
        lines.append(
            _row(number, [_cell(one.label, _TEXT), _figure(f"{one.number:,}"), _cell(one.share, _TEXT)])
        )
    return _sheet("", [24, 10, 10], lines, "", landscape=False)


def _sheet(frame: str, widths: Sequence[float], lines: Sequence[str], after: str, *, landscape: bool) -> str:
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width:.1f}" customWidth="1"/>' for n, width in enumerate(widths, 1)
    )
    side = "landscape" if landscape else "portrait"
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>{frame}'
        f"<cols>{columns}</cols><sheetData>{''.join(lines)}</sheetData>{after}"
        f'<pageSetup paperSize="9" orientation="{side}" fitToWidth="1" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;C第 &amp;P 页，共 &amp;N 页</oddFooter></headerFooter>"
        f'<ignoredErrors><ignoredError sqref="A1:{_letter(len(widths) - 1)}{len(lines)}" '
        'numberStoredAsText="1"/></ignoredErrors></worksheet>'
    )


def _widths(listing: Listing) -> list[float]:
    """As wide as the contents, in characters, within bounds."""
    longest = [_wide(title) for title in _titles(listing)]
    lead = int(bool(listing.grouped_by))
    for sums in listing.sums:
        for at, text in enumerate(sums, lead):
            longest[at] = max(longest[at], _wide(text))
    for part in listing.parts:
        if lead:
            longest[0] = max(longest[0], _wide(part.heading))
        for row in part.rows[:500]:
            for at, text in enumerate(row, lead):
                if len(text) * 2 > longest[at]:
                    longest[at] = max(longest[at], _wide(text))
    return [min(max(one + 2, 6), 44) for one in longest]


def _wide(text: str) -> int:
    return max((sum(2 if ord(char) > 0x2E7F else 1 for char in line) for line in text.split("\n")), default=0)


# cells


def _row(number: int, cells: Sequence[str]) -> str:
    """Every cell with its place: not all programs count along."""
    placed = "".join(
        f'<c r="{letter}{number}"{cell[2:]}' for letter, cell in zip(_letters(len(cells)), cells, strict=True)
    )
    return f'<row r="{number}">{placed}</row>'


@lru_cache(maxsize=64)
def _letters(count: int) -> tuple[str, ...]:
    return tuple(_letter(index) for index in range(count))


def _cell(text: str, style: int) -> str:
    """Text that no program takes for anything else: '@', and quoted where it begins like a formula."""
    if not text:
        return f'<c s="{style}"/>'
    if style == _TEXT and text.startswith(FORMULA_START):
        style = _QUOTED
    kept = _UNDERSCORE.sub("_x005F_", clean(text)[:MAX_TEXT])
    return (
        f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(kept, quote=False)}</t></is></c>'
    )


def _figure(text: str, further: int = 0) -> str:
    number = figure_of(text)
    if number is None:
        return _cell(text, _RIGHT)
    style = _NUMBER_FORMATS["." in text]["," in text] + further
    return f'<c s="{style}"><v>{number!r}</v></c>'


def _sum(text: str, right: bool) -> str:
    return _figure(text, _SUM) if right and figure_of(text) is not None else _cell(text, _SUM_TEXT)


def _letter(index: int) -> str:
    letters, number = "", index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


# the frame of the file


def _content_types(sheets: int) -> str:
    pages = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPES}.worksheet+xml"/>'
        for n in range(1, sheets + 1)
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>{pages}'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/>'
        '<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
    )


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{n}" Type="{_kind(kind)}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


def _kind(kind: str) -> str:
    return f"{_PACKAGE}/relationships/metadata/core-properties" if kind == "core" else f"{_REL}/{kind}"


def _properties(title: str) -> str:
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(clean(title), quote=False)}</dc:title><dc:creator>支部工作台</dc:creator></cp:coreProperties>"
    )


def _workbook(sheets: Sequence[tuple[str, str]]) -> str:
    """Sheets with their names; the heads are printed on every page."""
    pages = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>' for n, (name, _) in enumerate(sheets, 1)
    )
    names = ""
    for index, (name, area) in enumerate(sheets):
        if area:
            quoted = escape(name.replace("'", "''"), quote=False)
            head = area.split("$")[2].rstrip(":")
            names += (
                f'<definedName name="_xlnm._FilterDatabase" localSheetId="{index}" hidden="1">'
                f"'{quoted}'!{area}</definedName>"
                f'<definedName name="_xlnm.Print_Titles" localSheetId="{index}">'
                f"'{quoted}'!${head}:${head}</definedName>"
            )
    defined = f"<definedNames>{names}</definedNames>" if names else ""
    return f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>{pages}</sheets>{defined}</workbook>'
