"""A8.5 组织生活会记录: the boxes of an assembly, the team's check, and a box for every member's turn (forms.md A8)."""

from dataclasses import replace

from exporters.forms._examples import ASSEMBLY, ASSEMBLY_TALLY, BRANCH, MEMBERS
from exporters.forms._minutes import (
    CORRECTION_ROWS,
    HOST_ROW,
    ITEM_HEAD,
    KINDS,
    NAME_ROW,
    NEEDED,
    SOURCE,
    TIME_ROW,
    VERSION,
    labelled,
    record_blocks,
    record_values,
    sign_row,
)
from exporters.spec import PAPER_P, Form, FormSpec, RepeatRow, Row, Values
from models.domain.facts import MeetingFacts
from models.domain.meeting_boxes import Turn, read_boxes, turns_of, write_boxes
from models.domain.records import MeetingKind

_WORDS = KINDS[MeetingKind.ORG_LIFE]
_BLANK_TURNS = 3  # for the pen, while nobody's turn is written down


def _turn(turn: Turn) -> Values:
    """Three lines to a member; what is not recorded leaves room to write."""
    gap = "\n　"
    critiques = f"\n{turn.critiques}" if turn.critiques else gap
    return {
        "person": turn.person,
        "words": "\n".join(
            (
                f"自我批评要点：{turn.self or gap}",
                f"批评意见（提出人：内容）：{critiques}",
                f"本人表态：{turn.stand}",
            )
        ),
    }


def prepare(facts: MeetingFacts) -> Values:
    """As the record has it; nobody's words are written for them."""
    meeting = replace(facts.meeting, kind=MeetingKind.ORG_LIFE)
    values, boxes = record_values(facts, _WORDS), read_boxes(meeting)
    year = meeting.counts_for_year
    spoken = turns_of(meeting)
    return {
        **values,
        "name": f"{values['name']}（{year}年度）"
        if year and str(year) not in str(values["name"])
        else values["name"],
        "theme": boxes["theme"],
        "last_year": boxes["last_year"],
        "team_check": boxes["team_check"],
        "superior": boxes["superior"],
        "turns": [_turn(turn) for turn in spoken],
        "blank_turns": [] if spoken else [_turn(Turn(""))] * _BLANK_TURNS,
    }


_ITEM_ROWS = (
    ITEM_HEAD,
    labelled("{content_label}", "{item_content}", 20, top=True, keep=False),
    labelled("决议或\n决定事项", "{item_decision}", 14, keep=False),
)
_ROWS: tuple[Row | RepeatRow, ...] = (
    NAME_ROW,
    TIME_ROW,
    HOST_ROW,
    labelled("会议主题", "{theme}", 11),
    labelled("到会情况", "{counts}", 14),
    labelled("出席人员", "{present}", 15),
    labelled("列席人员\n及职务", "{observers}", 12),
    labelled("缺席人员\n及原因", "{absent}", 12),
    labelled("上年整改\n通　　报", "{last_year}", 18, top=True, keep=False),
    labelled("班子对照\n检查要点", "{team_check}", 26, top=True, keep=False),
    RepeatRow(each="turns", rows=(labelled("{person}", "{words}", 26, top=True, keep=False),)),
    RepeatRow(each="blank_turns", rows=(labelled("", "{words}", 26, top=True),)),
    RepeatRow(each="record", rows=(labelled("{content_label}", "{content}", 24, top=True, keep=False),)),
    RepeatRow(each="only", rows=(labelled("{content_label}", "{content}", 24, top=True, keep=False),)),
    RepeatRow(each="items", rows=_ITEM_ROWS),
    labelled("上级点评", "{superior}", 18, top=True, keep=False),
    labelled("主 持 人\n总　　结", "{summary}", 16, keep=False, tied=True),
    CORRECTION_ROWS,
    sign_row(),
)

_MEETING = replace(
    ASSEMBLY,
    kind=MeetingKind.ORG_LIFE,
    title="2025年度组织生活会",
    number=1,
    held_on="2026-01-15",
    counts_for_year=2025,
    items=(),
    content="学习党的创新理论和上级有关要求，通报征求意见和谈心谈话情况。",
    summary="问题清单三项，逐项明确了措施、责任人和时限，会后张贴。",
)
_FILLED = replace(
    _MEETING,
    **write_boxes(
                _MEETING,
                {
                    "theme": "联系群众、服务群众",
                    "last_year": "上年问题清单4项，已销号4项。",
                    "team_check": "集中学习被其他会议挤占；村务公开不及时；支委入户走访少。",
                    "superior": "问题找得准，整改要抓到底。",
                },
                (
                    Turn(
                        MEMBERS[0].name,
                        "入户少，会上布置多。",
                        f"{MEMBERS[2].name}：讨论时先定调，别人不好再说。\n{MEMBERS[4].name}：对年轻党员放手不够。",
                        "接受，每月走访5户，先听后说。",
                    ),
                    Turn(MEMBERS[1].name, "档案整理拖，催一次动一次。", f"{MEMBERS[0].name}：公开栏更新慢。", "本月补齐。"),
                ),
    ),
)  # fmt: skip

FORM = Form(
    spec=FormSpec(
        id="A8.5",
        title="组织生活会记录",
        version=VERSION,
        subject="meeting",
        paper=PAPER_P,
        prepare=prepare,
        blocks=record_blocks(_ROWS),
        source=SOURCE,
        needed=(*NEEDED[:-1], ("team_check", "班子对照检查要点")),
    ),
    example=MeetingFacts(branch=BRANCH, meeting=_FILLED, tally=ASSEMBLY_TALLY),
)
