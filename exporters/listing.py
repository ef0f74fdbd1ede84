"""Any list of the program on paper or in a spreadsheet, as it stands on the screen (models/domain/listing.py).

On paper it goes on the smallest sheet that holds its columns: A4 upright, A4 across, A3 across; the type gives way
before the paper does. A list with more columns than A3 can hold goes into a spreadsheet only.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Literal
from unicodedata import east_asian_width

from exporters.layout import resolve
from exporters.spec import (
    Block,
    Cell,
    Face,
    FormSpec,
    Grid,
    Line,
    Paper,
    Paragraph,
    RepeatRow,
    Row,
    Title,
    Values,
)
from models.domain.errors import UserError
from models.domain.listing import Listing

Format = Literal["xlsx", "docx", "pdf"]
FORMATS: tuple[Format, ...] = ("xlsx", "docx", "pdf")
MOST_ON_PAPER = 20_000  # rows; some six hundred pages
_LOOKED_AT = 2_000  # rows that decide the widths
_MM_PER_PT = 25.4 / 72
_MARGINS = 2.2  # mm, left and right of a cell's text
_MOST_EM, _LEAST_EM = 22.0, 6.0  # running text: wished, and bearable
_ENOUGH = 0.6  # of what is wished beyond the bearable
_LEADING = 1.2
_MARK, _VERSION = "清单", "2026.1"

UPRIGHT = Paper(
    code="P", width=210, height=297, top=18, bottom=16, left=15, right=15, title_pt=18, body_pt=10.5
)
ACROSS = Paper(
    code="L", width=297, height=210, top=16, bottom=15, left=12, right=12, title_pt=18, body_pt=10.5
)
LARGE = Paper(
    code="L3", width=420, height=297, top=18, bottom=16, left=15, right=15, title_pt=20, body_pt=10.5
)
PAPERS = {paper.code: paper for paper in (UPRIGHT, ACROSS, LARGE)}
PAPER_NAMES = {"P": "A4 纵向", "L": "A4 横向", "L3": "A3 横向"}
_TRIED = (
    *((UPRIGHT, 10.5), (UPRIGHT, 9.5), (ACROSS, 10.5), (ACROSS, 9.5), (ACROSS, 8.5)),
    *((LARGE, 9.5), (LARGE, 8.5), (LARGE, 7.5), (LARGE, 7.0)),
)


@dataclass(frozen=True, slots=True)
class Fit:
    """The paper, the size of type in points, and the columns' widths in mm."""

    paper: Paper
    size: float
    widths: tuple[float, ...]


def render(listing: Listing, fmt: Format, paper: str = "") -> bytes:
    """The list as a file; `paper` is a code of PAPERS, "" for the smallest that fits.

    Raises UserError for a list that is too long or too wide for paper.
    """
    if fmt == "xlsx":
        from exporters.backends import list_sheet  # noqa: PLC0415  (with the other backends: start-up)

        return list_sheet.render(listing)
    if why := too_long(listing.number):
        raise UserError(why)
    placed = fit(listing, paper)
    if placed is None:
        raise UserError(too_wide(listing, paper))
    resolved = resolve(_spec(listing, placed), _values(listing))
    if fmt == "docx":
        from exporters.backends import docx  # noqa: PLC0415  (python-docx: 45 ms of start-up)

        return docx.render(resolved)
    from exporters.backends import pdf  # noqa: PLC0415  (reportlab: 50 ms of start-up)

    return pdf.render(resolved)


def too_long(number: int) -> str:
    """Why nobody would print so many rows, "" for fewer."""
    if number <= MOST_ON_PAPER:
        return ""
    return (
        f"这张表有 {number:,} 行，打印出来太多（Word 和 PDF 最多 {MOST_ON_PAPER:,} 行）。"
        "请先筛选，或只导出 Excel。"
    )


def too_wide(listing: Listing, paper: str = "") -> str:
    """What to do about a list with more columns than a paper holds."""
    name = PAPER_NAMES.get(paper, PAPER_NAMES["L3"])
    count = _how_many(listing, PAPERS.get(paper, LARGE))
    other = "，换大一些的纸" if paper and paper != LARGE.code else ""
    return (
        f"这张表有 {len(listing.columns)} 栏，{name}排不下（大约能排 {count} 栏）。"
        f"请减少显示的栏目{other}，或只导出 Excel。"
    )


# fitting


def fit(listing: Listing, paper: str = "") -> Fit | None:
    """The smallest paper and the largest type on which little is wrapped; None when nothing holds the columns.

    A3, which few branches can print, is taken only where A4 does not hold them at all.
    """
    wanted = [_wishes(listing, index) for index in range(len(listing.columns))]
    best: Fit | None = None
    most = -1.0
    for sheet, size in _tried(paper):
        if best is not None and sheet is not best.paper and sheet is LARGE:
            break
        found = _widths(wanted, size, sheet.text_width)
        if found is None:
            continue
        widths, share = found
        if share >= _ENOUGH:
            return Fit(sheet, size, widths)
        if share > most:
            best, most = Fit(sheet, size, widths), share
    return best


def _tried(paper: str) -> Iterable[tuple[Paper, float]]:
    if not paper:
        return _TRIED
    return ((PAPERS[paper], size) for size in (10.5, 9.5, 8.5, 7.5, 7.0))


def _how_many(listing: Listing, paper: Paper) -> int:
    """Columns that fit from the first on, at the smallest type."""
    room, count = paper.text_width, 0
    for index in range(len(listing.columns)):
        room -= _wishes(listing, index)[0] * 7.0 * _MM_PER_PT + _MARGINS
        count += room >= 0
    return count


def _wishes(listing: Listing, index: int) -> tuple[float, float]:
    """Least and wished width of a column's text in ems: figures, dates and numbers are never parted."""
    texts = [row[index] for row in islice(listing.rows, _LOOKED_AT) if index < len(row)]
    texts += [line[index] for line in listing.sums]
    lengths = sorted(max(map(_ems, text.split("\n"))) for text in texts)
    longest = lengths[(len(lengths) - 1) * 19 // 20] if lengths else 0.0  # the odd long one goes on two lines
    solid = max((_longest_word(text) for text in texts), default=0.0)
    title = _ems(listing.columns[index].title)
    head = math.ceil(title / 2) if title > 3 else title  # heads go on two lines
    least = max(min(longest, _LEAST_EM), min(solid, _MOST_EM), head, 1.5)
    return least, max(min(longest, _MOST_EM), least)


def _ems(text: str) -> float:
    """Width of a line: hanzi and what is as wide 1, letters and digits a little more than a half."""
    return sum(1.0 if east_asian_width(char) in "WFA" else 0.55 for char in text)


def _longest_word(text: str) -> float:
    """The longest stretch that cannot go on a second line."""
    longest = held = 0.0
    for char in text:
        held = 0.0 if char.isspace() or ord(char) > 0x2E7F else held + 0.55
        longest = max(longest, held)
    return longest


def _widths(
    wanted: Sequence[tuple[float, float]], size: float, room: float
) -> tuple[tuple[float, ...], float] | None:
    """Widths in mm, and which share of what is wished beyond the least they grant; None when it is too narrow."""
    em = size * _MM_PER_PT
    least = [narrow * em + _MARGINS for narrow, _ in wanted]
    more = [(wide - narrow) * em for narrow, wide in wanted]
    spare = room - sum(least)
    if spare < 0 or not wanted:
        return None
    share = min(1.0, spare / sum(more)) if sum(more) else 1.0
    widths = [one + share * extra for one, extra in zip(least, more, strict=True)]
    return tuple(width * room / sum(widths) for width in widths), share


# the sheet


def _spec(listing: Listing, placed: Fit) -> FormSpec:
    return FormSpec(
        id=_MARK,
        title=listing.title,
        version=_VERSION,
        subject="paper",
        paper=replace(placed.paper, body_pt=placed.size),
        prepare=_values,
        blocks=tuple(_blocks(listing, placed)),
    )


def _blocks(listing: Listing, placed: Fit) -> Iterable[Block]:
    yield Title(text="{title}")
    yield Line(parts=("{branch}", "截至 {as_of}"), size=10.5)
    if listing.said:
        yield Paragraph(text="{said}", align="left", size=9.5, indent=0)
    if listing.counts:
        yield Paragraph(text="{counts}", align="left", size=9.5, indent=0)
    columns = range(len(listing.columns))
    head = tuple(Cell(text=f"{{t{i}}}", label=True, size=placed.size, face=Face.HEI) for i in columns)
    line = tuple(Cell(text=f"{{c{i}}}", align=listing.columns[i].side) for i in columns)
    heading = Cell(text="{heading}", span=len(listing.columns), face=Face.HEI)
    sums = tuple(Cell(text=f"{{s{i}}}", align=listing.columns[i].side, face=Face.HEI) for i in columns)
    yield Grid(
        widths=placed.widths,
        leading=_LEADING,
        head=(Row(height=8, cells=head),),
        rows=(
            RepeatRow(
                each="parts",
                rows=(
                    RepeatRow(each="headings", rows=(Row(height=7, cells=(heading,), keep_with_next=True),)),
                    RepeatRow(each="rows", rows=(Row(height=6.5, cells=line),)),
                ),
            ),
            RepeatRow(each="sums", rows=(Row(height=7, cells=sums, closing=True),)),
        ),
    )
    if listing.foot:
        yield Paragraph(text="{foot}", align="left", size=9.5, indent=0)


def _values(listing: Listing) -> Values:
    return {
        "title": listing.title,
        "branch": listing.branch,
        "as_of": listing.as_of,
        "said": "；".join(listing.said),
        "counts": counts_words(listing),
        "foot": listing.foot,
        **{f"t{i}": column.title for i, column in enumerate(listing.columns)},
        "parts": [
            {
                "headings": [{"heading": f"{part.heading}（{len(part.rows):,}）"}] if part.heading else [],
                "rows": [{f"c{i}": text for i, text in enumerate(row)} for row in part.rows],
            }
            for part in listing.parts
        ],
        "sums": [{f"s{i}": text for i, text in enumerate(line)} for line in listing.sums],
    }


def counts_words(listing: Listing) -> str:
    """按学历分组：大学本科 12（32%）；大学专科 8（21%）。"""
    told = (f"{one.label} {one.number:,}{f'（{one.share}）' if one.share else ''}" for one in listing.counts)
    return f"按{listing.grouped_by}分组：{'；'.join(told)}" if listing.counts else ""


def missing_glyphs(listing: Listing) -> list[str]:
    """Characters of this list that no font can print; on pages they come out as 〓."""
    from exporters.backends import fonts  # noqa: PLC0415  (opens font files)

    heads = (part.heading for part in listing.parts)
    columns = (column.title for column in listing.columns)
    words = (listing.title, listing.branch, listing.foot, *listing.said)
    return fonts.missing_glyphs(chain(words, columns, heads, chain.from_iterable(listing.rows)))
