"""B19.5 and B25.51 票决情况汇总表: upright for one person, in a register for several; numbers as entered, nothing signed."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from exporters.forms._parts import label_cell, signatures
from exporters.forms._text import article_of_rules
from exporters.forms._votes import items_of, meeting_words, numbers
from exporters.forms.b19_ballots import CONFIRM_EXAMPLE, EXAMPLE
from exporters.spec import (
    PAPER_L,
    PAPER_P,
    Block,
    Cell,
    Citation,
    Form,
    FormSpec,
    Grid,
    Line,
    PageBreak,
    Paper,
    Paragraph,
    Repeat,
    RepeatRow,
    Row,
    Space,
    Title,
    Values,
)
from models.domain.facts import MeetingFacts
from models.domain.records import ItemKind

_UPRIGHT = replace(PAPER_P, top=28, bottom=24, name="A4 纵向，一人一页")
_ACROSS = replace(PAPER_L, name="A4 横向，几个人一张表")
_ENDING = (ItemKind.CONFIRM, ItemKind.EXTEND, ItemKind.CANCEL)
_SEAL = "（盖支部章）　　　　年　　月　　日"


def prepare(facts: MeetingFacts, *, kinds: Sequence[ItemKind]) -> Values:
    """A block for each person, and the same as a line of the register."""
    on = facts.meeting.held_on
    people: list[dict[str, Any]] = [
        {
            **numbers(item, facts),
            "no": str(place),
            "name": item.person_name,
            "matter": item.kind.value,
            "tellers": item.tellers,
            "scrutineers": item.scrutineers,
            "before": [{}] if place > 1 else [],
        }
        for place, item in enumerate(items_of(facts, kinds), start=1)
    ]
    basis = article_of_rules(on, "第十九条、第二十条", "第二十条、第二十一条")
    if kinds[0] is not ItemKind.ADMIT:
        basis = article_of_rules(on, "第三十二条", "第三十三条")
    return {
        **meeting_words(facts),
        "people": people,
        "first": people[0]["name"],
        "quorum": people[0]["quorum"],
        "majority": people[0]["majority"],
        "n_entitled": people[0]["n_entitled"],
        "n_present": people[0]["n_present"],
        "quorate": people[0]["quorate"],
        "basis": basis,
    }


def _wide(label: str, text: str, height: float = 11) -> Row:
    return Row(height=height, cells=(label_cell(label), Cell(text=text, span=5)))


def _three(*cells: tuple[str, str]) -> Row:
    made: list[Cell] = []
    for label, text in cells:
        made += [label_cell(label), Cell(text=text, align="center")]
    return Row(height=14, cells=tuple(made))


def _two(label: str, text: str, label2: str, text2: str) -> Row:
    return Row(
        height=13,
        cells=(
            label_cell(label),
            Cell(text=text, span=2, align="center"),
            label_cell(label2),
            Cell(text=text2, span=2, align="center"),
        ),
    )


_SIGN = signatures(("监票人（签名）：", "计票人（签名）：", "主持人（签名）："), 26)


def _upright(title: str) -> tuple[Block, ...]:
    return (
        Repeat(
            each="people",
            blocks=(
                Repeat(each="before", blocks=(PageBreak(),)),
                Title(text=title),
                Paragraph(text="党支部：{branch}", align="left", size=12, indent=0),
                Grid(
                    widths=(29, 25, 29, 22, 29, 22),
                    size=12,
                    rows=(
                        _wide("会　　议", "{title}", 13),
                        _two("日　　期", "{on}", "地　点", "{place}"),
                        _two("对　　象", "{name}", "事　项", "{matter}"),
                        _three(
                            ("应到会有表决\n权正式党员", "{n_entitled}"),
                            ("实到会有表决\n权正式党员", "{n_present}"),
                            ("达到开会\n要　　求", "{quorate}"),
                        ),
                        _three(("表决方式", "{method}"), ("发 出 票", "{n_issued}"), ("收 回 票", "{n_returned}")),
                        _three(("有 效 票", "{n_valid}"), ("无 效 票", "{n_invalid}"), ("赞　　成", "{n_yes}")),
                        _three(
                            ("不 赞 成", "{n_no}"),
                            ("弃　　权", "{n_abstain}"),
                            ("赞成占应到\n有表决权的", "{share}"),
                        ),
                        _wide("会　　前\n书面意见", "{n_written}件　{written_parts}", 14),
                        _wide("要　　求", "到会{quorum}；赞成{majority}。票数含会前书面意见，到会人数不含。", 15),
                        _two("监 票 人", "{scrutineers}", "计票人", "{tellers}"),
                        _wide("结　　果", "{result}", 15),
                    ),
                ),
                Space(lines=0.3),
                _SIGN,
                Space(lines=0.3),
                Paragraph(text=_SEAL, align="right", indent=0, size=12, right_indent=1),
                Citation(text="依据：{basis}"),
            ),
        ),
    )  # fmt: skip


_HEADS = (
    ("序号", "no", 10),
    ("姓　名", "name", 26),
    ("事　项", "matter", 30),
    ("表决方式", "method", 22),
    ("发出票", "n_issued", 15),
    ("收回票", "n_returned", 15),
    ("有效票", "n_valid", 15),
    ("无效票", "n_invalid", 15),
    ("赞成", "n_yes", 15),
    ("不赞成", "n_no", 15),
    ("弃权", "n_abstain", 15),
    ("会前书\n面意见", "n_written", 16),
    ("赞成占\n应　到", "share", 20),
    ("结　果", "result", 23),
)


def _across(title: str) -> tuple[Block, ...]:
    return (
        Title(text=title),
        Line(parts=("党支部：{branch}", "{on}"), size=10.5),
        Line(parts=("会议：{title}", "{place}"), size=10.5),
        Paragraph(
            text="应到会有表决权正式党员 {n_entitled} 人，实到 {n_present} 人，达到开会要求：{quorate}"
            "（到会{quorum}；赞成{majority}，票数含会前书面意见，到会人数不含）。",
            size=10.5,
            indent=0,
        ),
        Grid(
            widths=tuple(width for _, _, width in _HEADS),
            size=10.5,
            head=(Row(height=11, cells=tuple(label_cell(head) for head, _, _ in _HEADS)),),
            rows=(
                RepeatRow(
                    each="people",
                    min_rows=6,
                    rows=(
                        Row(
                            height=11,
                            cells=tuple(Cell(text=f"{{{key}}}", align="center") for _, key, _ in _HEADS),
                        ),
                    ),
                ),
            ),
        ),
        Space(lines=0.3),
        _SIGN,
        Space(lines=0.3),
        Paragraph(text=_SEAL, align="right", indent=0, size=10.5, right_indent=1),
        Citation(text="依据：{basis}"),
    )


def _form(form_id: str, title: str, kinds: Sequence[ItemKind], example: MeetingFacts) -> Form:
    def layout(_columns: Sequence[str], paper: Paper) -> tuple[Block, ...]:
        return _across(title) if paper.width > paper.height else _upright(title)

    return Form(
        spec=FormSpec(
            id=form_id,
            title=title,
            version="2026.1",
            subject="meeting",
            paper=_UPRIGHT,
            paper_options=(_ACROSS,),
            prepare=partial(prepare, kinds=kinds),
            layout=layout,
            source="票决情况汇总表（forms.md B19、B25）",
            made_for="first",
            needed=(("held_on", "会议日期"), ("first", "表决对象（会议的议题里写明关于谁）")),
        ),
        example=example,
    )


FORMS = (
    _form("B19.5", "接收预备党员票决情况汇总表", (ItemKind.ADMIT,), EXAMPLE),
    _form("B25.51", "预备党员转正票决情况汇总表", _ENDING, CONFIRM_EXAMPLE),
)
