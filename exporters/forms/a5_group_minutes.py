"""A5 党小组会记录 (forms.md A5): what was read, who said what, whom the group recommends, what goes to the branch."""

from dataclasses import replace

from exporters.forms._examples import APPLICANT, ASSEMBLY, ASSEMBLY_TALLY, BRANCH
from exporters.forms._minutes import (
    CORRECTION_ROWS,
    HOST_ROW,
    KINDS,
    NAME_ROW,
    NEEDED,
    SOURCE,
    SUMMARY_ROW,
    TIME_ROW,
    VERSION,
    absent_count,
    boxes,
    chosen,
    expected_count,
    labelled,
    ordered,
    pair_row,
    present_count,
    record_blocks,
    record_values,
    sign_row,
)
from exporters.spec import PAPER_P, Form, FormSpec, RepeatRow, Row, Values
from models.domain.facts import MeetingFacts
from models.domain.meeting_boxes import TOPICS, details_of
from models.domain.records import AgendaItem, ItemKind, MeetingKind, Presence, Vote

_WORDS = KINDS[MeetingKind.GROUP]
_DECIDED = (ItemKind.ACTIVIST, ItemKind.CANDIDATE, ItemKind.CONFIRM)
_LEADER = "组长"


def _result(item: AgendaItem) -> str:
    """Whom the group voted on, and how."""
    vote = item.vote
    who = item.person_name or item.title
    voices = (
        f"同意{vote.yes}名、不同意{vote.no}名、弃权{vote.abstain}名"
        if vote.voted
        else "同意____名、不同意____名、弃权____名"
    )
    return f"{who}：{voices}。{item.decision}"


def _leader(facts: MeetingFacts) -> str:
    """The member of the group whose post says so; the leader of now where it was they who took the chair."""
    told = "、".join(a.name for a in facts.meeting.attendees if _LEADER in a.party_post)
    return told or (facts.group_leader if facts.group_leader == facts.meeting.host else "")


def prepare(facts: MeetingFacts) -> Values:
    meeting = facts.meeting
    items = ordered(meeting)
    voted = [item for item in items if item.vote.voted or item.kind in _DECIDED]
    topics = chosen(meeting, "topics")
    if not topics:
        topics = [TOPICS[0]] if any(item.kind is ItemKind.STUDY for item in items) else []
        topics += [TOPICS[1]] if any(item.kind in _DECIDED for item in items) else []
    said = [meeting.content] if meeting.content else []
    said += [
        f"{n}. {item.title}\n{item.content}".strip()
        for n, item in enumerate(items, start=1)
        if item.content or (item.title and not meeting.content)
    ]
    groups = {a.party_group for a in meeting.attendees if a.party_group}
    return {
        **record_values(facts, _WORDS),
        "group": meeting.party_group or (groups.pop() if len(groups) == 1 else ""),
        "leader": _leader(facts),
        "attendance": f"应到{expected_count(facts)}名，实到{present_count(facts)}名，缺席{absent_count(facts)}名。",
        "topic_boxes": boxes(TOPICS, topics),
        "study": details_of(meeting).get("study")
        or "\n".join(item.title for item in items if item.kind is ItemKind.STUDY),
        "said": "\n".join(said),
        "results": "\n".join(_result(item) for item in voted),
        "report": details_of(meeting).get("report_to_branch", ""),
    }


_ROWS: tuple[Row | RepeatRow, ...] = (
    NAME_ROW,
    pair_row("小组名称", "{group}", "组　长", "{leader}"),
    TIME_ROW,
    HOST_ROW,
    labelled("到会情况", "{attendance}", 11),
    labelled("出席人员", "{present}", 13),
    labelled("缺席人员\n及原因", "{absent}", 12),
    labelled("议　　题", "{topic_boxes}", 11),
    labelled("学习内容\n与篇目", "{study}", 16),
    labelled("发言要点", "{said}", 30, top=True, keep=False, grow=True),
    labelled("推荐或\n评议结果", "{results}", 16, keep=False),
    labelled("需报支部\n事　　项", "{report}", 14, keep=False),
    SUMMARY_ROW,
    CORRECTION_ROWS,
    sign_row("组　　长\n签　　名"),
)

_GROUP = replace(
    ASSEMBLY,
    kind=MeetingKind.GROUP,
    title="第1党小组9月份党小组会",
    number=9,
    held_on="2026-09-08",
    starts_at="20:00",
    ends_at="21:20",
    place="村文化活动室",
    host="孙国梁",
    recorder="卫东升",
    observers="",
    content="",
    attendees=tuple(
        replace(a, presence=Presence.PRESENT, party_post="组长" if n == 0 else "")
        for n, a in enumerate(a for a in ASSEMBLY.attendees if a.party_group == "第1党小组")
    ),
    items=(
        replace(ASSEMBLY.items[0], title="学习《中国共产党支部工作条例（试行）》第十三条", content="逐条领学，重点讲党小组会的内容和要求。", decision=""),
        AgendaItem(
            id=2, seq=2, kind=ItemKind.CANDIDATE, title="评议入党积极分子唐梦洁", person_id=APPLICANT.id, person_name=APPLICANT.name,
            content="卫东升：防火值守主动，群众反映好。\n褚志远：学习认真，建议多参加集体劳动。",
            decision="同意向支部委员会推荐为发展对象人选。", vote=Vote(voted=True, method="举手", yes=6),
        ),
    ),
    summary="",
)  # fmt: skip

FORM = Form(
    spec=FormSpec(
        id="A5",
        title="党小组会记录",
        version=VERSION,
        subject="meeting",
        paper=PAPER_P,
        prepare=prepare,
        blocks=record_blocks(_ROWS),
        source=SOURCE,
        needed=(*NEEDED[:-1], ("group", "党小组名称"), ("said", "发言要点")),
    ),
    example=MeetingFacts(
        branch=BRANCH,
        meeting=_GROUP,
        tally=replace(
            ASSEMBLY_TALLY,
            expected=6,
            entitled=6,
            present=6,
            entitled_present=6,
            full=6,
            probationary=0,
            leave=0,
        ),
    ),
)
