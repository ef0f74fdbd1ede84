"""D8.7 选票: one sheet a ballot, nothing on it that tells one from another; candidates in the order of strokes (XJ-12)."""

from functools import partial

from exporters.forms._election import EXAMPLE, ballot_name, common
from exporters.forms._parts import label_cell
from exporters.forms._text import or_blank
from exporters.spec import (
    PAPER_T,
    Cell,
    Form,
    FormSpec,
    Grid,
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


def _form(form_id: str, title: str, of_leaders: bool) -> Form:
    return Form(
        spec=FormSpec(
            id=form_id,
            title=title,
            version="2026.1",
            subject="election",
            paper=PAPER_T,
            one_page=True,
            prepare=partial(prepare, of_leaders=of_leaders),
            blocks=(
                Title(text="{branch}\n{what}选票"),
                Paragraph(text="{seats_words}。{order}", size=12, indent=0, align="center"),
                Grid(
                    widths=(30, 56, 34),
                    rows=(
                        Row(
                            height=9,
                            cells=(label_cell("符号"), label_cell("候选人姓名"), label_cell("职务")),
                        )
                        if of_leaders
                        else Row(height=9, cells=(label_cell("符号"), label_cell("候选人姓名", span=2))),
                        RepeatRow(
                            each="rows",
                            rows=(
                                Row(
                                    height=10.5,
                                    cells=(
                                        Cell(),
                                        Cell(text="{name}", align="center", span=1 if of_leaders else 2),
                                        *((Cell(text="{post}", align="center"),) if of_leaders else ()),
                                    ),
                                ),
                            ),
                        ),
                        Row(
                            height=9,
                            cells=(label_cell("符号"), label_cell("另选人姓名"), label_cell("职务")),
                        )
                        if of_leaders
                        else Row(height=9, cells=(label_cell("符号"), label_cell("另选人姓名", span=2))),
                        RepeatRow(
                            each="others",
                            rows=(
                                Row(
                                    height=10.5,
                                    cells=(Cell(), Cell(), Cell(text="{post}", align="center"))
                                    if of_leaders
                                    else (Cell(), Cell(span=2)),
                                ),
                            ),
                        ),
                    ),
                ),
                Space(lines=0.3),
                Paragraph(
                    text="说明：赞成的在姓名左边的符号栏画“○”，不赞成的画“×”，弃权的不画。不赞成候选人的，可以在另选人栏写上另选的人"
                    "并画“○”；弃权的不能另选。所选人数等于或少于应选人数的为有效票，多于的无效。",
                    size=10.5,
                    indent=2,
                ),
                Signature(name="（盖支部章）", date="{on}"),
            ),
            source="换届选举选票（forms.md D8，票样）",
            needed=(("day", "选举日期"),),
        ),
        example=EXAMPLE,
    )


FORMS = (_form("D8.7", "委员选票", of_leaders=False), _form("D8.71", "书记、副书记选票", of_leaders=True))
