"""D8.7 选票: a ballot on A5, or two on A4 to be cut, nothing on it that tells one from another; candidates in the order of strokes (XJ-12)."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from exporters.forms._election import EXAMPLE, ballot_name, common
from exporters.forms._parts import label_cell
from exporters.forms._text import or_blank
from exporters.spec import (
    PAPER_L,
    PAPER_T,
    Block,
    Cell,
    Face,
    Form,
    FormSpec,
    Grid,
    Paper,
    Paragraph,
    RepeatRow,
    Row,
    Signature,
    Space,
    Title,
    Values,
)
from models.domain.election import MEMBER, ElectionFacts

_EMPTY_ROWS = 4  # for a ballot whose candidates nobody has entered


def prepare(facts: ElectionFacts, *, of_leaders: bool) -> Values:
    """Candidates, boxes for others, and how to mark the paper."""
    ballots = facts.election.ballots()
    ballot = ballots[-1] if of_leaders else ballots[0]
    single = ballot.posts != (MEMBER,)
    candidates = [
        {"name": choice.name, "post": choice.post_name if single and len(ballot.posts) > 1 else ""}
        for choice in ballot.candidates
    ]
    seats = "、".join(f"{post}{1 if single else or_blank(ballot.seats or '')}名" for post in ballot.posts)
    return {
        **common(facts),
        "form_title": f"{ballot_name(ballot)}选票",
        "what": ballot_name(ballot),
        "rows": candidates or [{"name": "", "post": ""}] * _EMPTY_ROWS,
        "others": [{"post": post if len(ballot.posts) > 1 else ""} for post in ballot.posts]
        if single
        else [{"post": ""}] * ballot.write_ins,
        "seats_words": f"应选{seats}",
        "order": "候选人按姓氏笔画为序。" if len(ballot.candidates) > 1 and not single else "",
    }


_NOTE = (
    "说明：赞成的在姓名左边的符号栏画“○”，不赞成的画“×”，弃权的不画。不赞成候选人的，可以在另选人栏写上另选的人"
    "并画“○”；弃权的不能另选。所选人数等于或少于应选人数的为有效票，多于的无效。"
)
_BOX = "tlbr"
_TWO = replace(
    PAPER_L,
    code="T2",
    name="A4 横向，一页 2 张",
    top=12,
    bottom=10,
    left=8,
    right=8,
    title_pt=16,
    body_pt=14,
    page_number="none",
)
_PAD = 10.0  # mm beside a ballot that is cut out of a sheet
Cells = tuple[Cell, ...]


def _heads(name: str, of_leaders: bool) -> Cells:
    if of_leaders:
        return (label_cell("符号"), label_cell(name), label_cell("职务"))
    return (label_cell("符号"), label_cell(name, span=2))


def _line(of_leaders: bool, name: str) -> Cells:
    if of_leaders:
        return (Cell(), Cell(text=name, align="center"), Cell(text="{post}", align="center"))
    return (Cell(), Cell(text=name, align="center", span=2))


def _layout(_columns: Sequence[str], paper: Paper, *, of_leaders: bool) -> tuple[Block, ...]:
    """One ballot on A5, or two side by side on A4 with a line to cut along."""
    return _two(of_leaders) if paper.code == _TWO.code else _one(of_leaders)


def _one(of_leaders: bool) -> tuple[Block, ...]:
    return (
        Title(text="{branch}\n{what}选票"),
        Paragraph(text="{seats_words}。{order}", size=12, indent=0, align="center"),
        Grid(
            widths=(30, 56, 34),
            rows=(
                Row(height=9, cells=_heads("候选人姓名", of_leaders)),
                RepeatRow(each="rows", rows=(Row(height=10.5, cells=_line(of_leaders, "{name}")),)),
                Row(height=9, cells=_heads("另选人姓名", of_leaders)),
                RepeatRow(each="others", rows=(Row(height=10.5, cells=_line(of_leaders, "")),)),
            ),
        ),
        Space(lines=0.3),
        Paragraph(text=_NOTE, size=10.5, indent=2),
        Signature(name="（盖支部章）", date="{on}"),
    )


def _two(of_leaders: bool) -> tuple[Block, ...]:
    inside = _TWO.text_width / 2 - 2 * _PAD
    one = (_PAD, inside * 0.25, inside * 0.47, inside * 0.28, _PAD)
    title = Cell(text="{branch}\n{what}选票", span=3, align="center", face=Face.TITLE, size=16)
    seats = Cell(text="{seats_words}。{order}", span=3, align="center", size=12)
    foot = Cell(text="（盖支部章）\n{on}　", span=3, align="right")
    rows: tuple[Row | RepeatRow, ...] = (
        _pair(26, (title,)),
        _pair(10, (seats,)),
        _pair(9, _boxed(_heads("候选人姓名", of_leaders))),
        RepeatRow(each="rows", rows=(_pair(10.5, _boxed(_line(of_leaders, "{name}"))),)),
        _pair(9, _boxed(_heads("另选人姓名", of_leaders))),
        RepeatRow(each="others", rows=(_pair(10.5, _boxed(_line(of_leaders, ""))),)),
        _pair(26, (Cell(text=_NOTE, span=3, size=10.5, indent=2),)),
        _pair(18, (foot,)),
    )
    return (Grid(widths=one * 2, border=False, rows=rows),)


def _boxed(cells: Cells) -> Cells:
    return tuple(replace(cell, edges=_BOX) for cell in cells)


def _pair(height: float, cells: Cells) -> Row:
    """The same beside each other; between them the line to cut along."""
    return Row(height=height, cells=(Cell(), *cells, Cell(), Cell(edges="L"), *cells, Cell()))


def _form(form_id: str, title: str, of_leaders: bool) -> Form:
    return Form(
        spec=FormSpec(
            id=form_id,
            title=title,
            version="2026.1",
            subject="election",
            paper=replace(PAPER_T, name="A5 纵向，一页 1 张"),
            one_page=True,
            prepare=partial(prepare, of_leaders=of_leaders),
            paper_options=(_TWO,),
            layout=partial(_layout, of_leaders=of_leaders),
            source="换届选举选票（forms.md D8，票样）",
            needed=(("day", "选举日期"),),
        ),
        example=EXAMPLE,
    )


FORMS = (_form("D8.7", "委员选票", of_leaders=False), _form("D8.71", "书记、副书记选票", of_leaders=True))
