"""B19.1 接收预备党员支部大会议程和主持词: the order of the meeting by the rules, the names filled in; what people say is theirs."""

from typing import Any

from exporters.forms._parts import script, script_head
from exporters.forms._text import article_of_rules, or_blank, ticked
from exporters.forms._votes import items_of, meeting_words, numbers
from exporters.forms.b19_ballots import EXAMPLE
from exporters.spec import (
    PAPER_G,
    Block,
    Citation,
    Face,
    Form,
    FormSpec,
    Paragraph,
    Repeat,
    Title,
    Values,
)
from models.domain.facts import MeetingFacts
from models.domain.records import AgendaItem, ItemKind

_UNKNOWN = "____"


def prepare(facts: MeetingFacts) -> Values:
    """One after the other as on the agenda; each is discussed and voted on alone."""
    items = items_of(facts, (ItemKind.ADMIT,))
    counted = numbers(items[0], facts)
    known = ticked(facts.meeting)
    return {
        **meeting_words(facts),
        "at": facts.meeting.starts_at,
        "entitled": counted["n_entitled"],
        "present": counted["n_present"],
        "away": or_blank(facts.tally.leave + facts.tally.absent if known else ""),
        "quorum": counted["quorum"] or "须超过半数",
        "majority": counted["majority"] or "须超过半数",
        "observers": or_blank(facts.meeting.observers),
        "people": [_person(item, facts) for item in items],
        "names": "、".join(item.person_name for item in items if item.person_name) or _UNKNOWN,
        "several": [{}] if len(items) > 1 else [],
        "basis": article_of_rules(facts.meeting.held_on, "第十九条、第二十条", "第二十条、第二十一条"),
    }


def _person(item: AgendaItem, facts: MeetingFacts) -> dict[str, Any]:
    dossier = next((one for one in facts.dossiers if one.person.id == item.person_id), None)
    sponsors = dossier.names("sponsor") if dossier and item.person_id else ()
    return {
        "name": item.person_name or _UNKNOWN,
        "sponsors": "、".join(sponsors) or f"{_UNKNOWN}、{_UNKNOWN}",
        "scrutineers": item.scrutineers or _UNKNOWN,
        "tellers": item.tellers or _UNKNOWN,
    }


_BLOCKS: tuple[Block, ...] = (
    Title(text="{branch}\n接收预备党员支部大会议程和主持词"),
    Paragraph(text="时间：{on} {at}", align="left"),
    Paragraph(text="地点：{place}", align="left"),
    Paragraph(text="主持：{host}", align="left"),
    Paragraph(text="到会指导和列席：{observers}", align="left"),
    script_head("一、议程"),
    *script(
        "（一）清点人数；",
        "（二）发展对象{names}汇报对党的认识、入党动机、本人履历、家庭和主要社会关系，以及需要向党组织说明的问题；",
        "（三）入党介绍人介绍情况，表明意见；",
        "（四）支部委员会报告审查情况；",
        "（五）与会党员充分讨论；",
        "（六）通过监票人、计票人名单，无记名投票表决；",
        "（七）宣布表决结果，形成决议；",
        "（八）本人表态；上级党组织负责人讲话。",
    ),
    Repeat(
        each="several",
        blocks=script("讨论两个以上的发展对象时，（二）至（七）项逐个进行，逐个讨论、逐个表决。"),
    ),
    Paragraph(text="二、主持词", face=Face.HEI, tied=True),
    *script(
        "同志们：现在开会。本次大会应到会有表决权的党员{entitled}名，没有到会{away}名，实到会{present}名。"
        "（到会{quorum}；够数的，宣布：符合规定，可以开会。）",
    ),
    Repeat(
        each="people",
        blocks=script(
            "现在讨论{name}同志的入党问题。请{name}同志汇报。（汇报由本人另附）",
            "请入党介绍人{sponsors}介绍情况，并表明自己的意见。",
            "请支部委员会报告审查情况。（审查、征求意见、政治审查、公示和上级党委预审的情况由报告人另附）",
            "请大家充分讨论，发表意见，有不同意见也请说明。（讨论）",
            "现在通过监票人、计票人名单。提名{scrutineers}为监票人、{tellers}为计票人，请举手表决。（通过）",
            "下面进行无记名投票。正式党员有表决权，每人一张票，赞成、不赞成、弃权任选一格；请监票人检查票箱、分发表决票。（投票）",
            "请监票人、计票人清点表决票，报告结果。赞成{majority}；够数的，宣布：通过接收{name}同志为中共预备党员的决议，"
            "报{committee}审批；不够的，宣布：未获通过。",
            "请{name}同志表态。",
        ),
    ),
    *script("请上级党组织的同志讲话。", "大会各项议程已经完成，散会。"),
    Citation(text="依据：{basis}"),
)
FORM = Form(
    spec=FormSpec(
        id="B19.1",
        title="接收预备党员支部大会议程和主持词",
        version="2026.1",
        subject="meeting",
        paper=PAPER_G,
        prepare=prepare,
        blocks=_BLOCKS,
        source="接收预备党员支部大会（GB/T 9704 版式，forms.md B19）",
        needed=(("host", "主持人"), ("place", "地点")),
    ),
    example=EXAMPLE,
)
