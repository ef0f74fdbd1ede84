"""B19.51 票决计票单: counted by hand in strokes of 正, a page for each person; the numbers are the tellers'."""

from dataclasses import replace
from typing import Any

from exporters.forms._parts import label_cell, signatures
from exporters.forms._votes import items_of, meeting_words, of_ballot
from exporters.forms.b19_ballots import EXAMPLE
from exporters.spec import (
    PAPER_P,
    Cell,
    Form,
    FormSpec,
    Grid,
    Line,
    PageBreak,
    Paragraph,
    Repeat,
    RepeatRow,
    Row,
    Space,
    Title,
    Values,
)
from models.domain.check_vote import PERSON_VOTES
from models.domain.facts import MeetingFacts

_ROWS = ("赞　成", "不赞成", "弃　权", "无效票")


def prepare(facts: MeetingFacts) -> Values:
    """A page for each person voted on, in the order of the agenda."""
    items = items_of(facts, PERSON_VOTES)
    people: list[dict[str, Any]] = [
        {
            **of_ballot(item, facts.meeting.held_on),
            "rows": [{"row": row} for row in _ROWS],
            "tellers": item.tellers,
            "scrutineers": item.scrutineers,
            "before": [{}] if place else [],
        }
        for place, item in enumerate(items)
    ]
    return {**meeting_words(facts), "people": people, "first": items[0].person_name}


FORM = Form(
    spec=FormSpec(
        id="B19.51",
        title="票决计票单",
        version="2026.1",
        subject="meeting",
        paper=replace(PAPER_P, top=28, bottom=24),
        prepare=prepare,
        blocks=(
            Repeat(
                each="people",
                blocks=(
                    Repeat(each="before", blocks=(PageBreak(),)),
                    Title(text="{what}计票单"),
                    Line(parts=("{branch}", "{on}"), size=12),
                    Grid(
                        widths=(26, 52, 26, 52),
                        size=12,
                        rows=(
                            Row(
                                height=12,
                                cells=(
                                    label_cell("对　　象"),
                                    Cell(text="{name}", align="center"),
                                    label_cell("地　　点"),
                                    Cell(text="{place}", align="center"),
                                ),
                            ),
                            Row(
                                height=12,
                                cells=(
                                    label_cell("监 票 人"),
                                    Cell(text="{scrutineers}", align="center"),
                                    label_cell("计 票 人"),
                                    Cell(text="{tellers}", align="center"),
                                ),
                            ),
                            Row(
                                height=12,
                                cells=(
                                    label_cell("发 出 票"),
                                    Cell(text="　　　张", align="center"),
                                    label_cell("收 回 票"),
                                    Cell(text="　　　张", align="center"),
                                ),
                            ),
                        ),
                    ),
                    Space(lines=0.3),
                    Grid(
                        widths=(26, 104, 26),
                        size=12,
                        head=(
                            Row(
                                height=11,
                                cells=(
                                    label_cell("意　见"),
                                    label_cell("画“正”字，每10票一小计"),
                                    label_cell("合　计"),
                                ),
                            ),
                        ),
                        rows=(
                            RepeatRow(
                                each="rows",
                                rows=(Row(height=27, cells=(label_cell("{row}"), Cell(), Cell())),),
                            ),
                        ),
                    ),
                    Paragraph(
                        text="会前书面意见另计，不画入本单。计票完毕后与“票决情况汇总表”核对一致，选票封存。",
                        size=10.5,
                        indent=2,
                    ),
                    signatures(("监票人（签名）：", "计票人（签名）："), 22),
                ),
            ),
        ),
        source="票决计票单（forms.md B19、B25）",
        made_for="first",
        needed=(("first", "表决对象（会议的议题里写明关于谁）"),),
    ),
    example=EXAMPLE,
)
