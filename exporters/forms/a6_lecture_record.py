"""A6 党课记录 (forms.md A6): who lectured on what and how, what was said, who has to catch up."""

from dataclasses import replace

from exporters.forms._examples import ASSEMBLY, ASSEMBLY_TALLY, BRANCH
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
    boxes,
    expected_count,
    labelled,
    ordered,
    pair_row,
    present_count,
    record_blocks,
    record_values,
    sign_row,
)
from exporters.forms._text import BLANK, split_people
from exporters.spec import PAPER_P, Form, FormSpec, RepeatRow, Row, Values
from models.domain.facts import MeetingFacts
from models.domain.meeting_boxes import LECTURES, details_of
from models.domain.records import MeetingKind

_WORDS = KINDS[MeetingKind.LECTURE]


def prepare(facts: MeetingFacts) -> Values:
    meeting = facts.meeting
    items = ordered(meeting)
    outline = [meeting.content] if meeting.content else []
    outline += [f"{n}. {item.title}\n{item.content}" for n, item in enumerate(items, start=1) if item.content]
    observers = len(split_people(meeting.observers))
    chosen = [one for one in meeting.lecture_form.split("、") if one]
    return {
        **record_values(facts, _WORDS),
        "lecturer": meeting.lecturer,
        "form_boxes": boxes(LECTURES, chosen),
        "attendance": f"应到{expected_count(facts)}名，实到{present_count(facts)}名，列席{observers or BLANK}名"
        + (f"：{meeting.observers}。" if meeting.observers else "（入党积极分子等）。"),
        "outline": "\n".join(outline),
        "topics": meeting.title,
        "discussion": details_of(meeting).get("discussion", ""),
    }


_ROWS: tuple[Row | RepeatRow, ...] = (
    NAME_ROW,
    TIME_ROW,
    pair_row("主讲人\n及职务", "{lecturer}", "形　式", "{form_boxes}", 14),
    HOST_ROW,
    labelled("到课情况", "{attendance}", 12),
    labelled("出席人员", "{present}", 14),
    labelled("缺席及补\n课安排", "{absent}", 12),
    labelled("内容提要", "{outline}", 34, top=True, keep=False, grow=True),
    labelled("讨　　论\n与 体 会", "{discussion}", 24, top=True, keep=False),
    SUMMARY_ROW,
    CORRECTION_ROWS,
    sign_row(),
)

FORM = Form(
    spec=FormSpec(
        id="A6",
        title="党课记录",
        version=VERSION,
        subject="meeting",
        paper=PAPER_P,
        prepare=prepare,
        blocks=record_blocks(_ROWS),
        source=SOURCE,
        needed=(*NEEDED[:-1], ("lecturer", "主讲人"), ("outline", "内容提要")),
    ),
    example=MeetingFacts(
        branch=BRANCH,
        meeting=replace(
            ASSEMBLY,
            kind=MeetingKind.LECTURE,
            title="学条例、守规矩、作表率",
            number=3,
            held_on="2026-08-15",
            starts_at="09:00",
            ends_at="10:30",
            lecturer="周立民（党支部书记）",
            lecture_form="集中授课",
            observers="唐梦洁（入党积极分子）",
            content="一、条例讲了哪些基本任务。\n二、支部怎样开展组织生活。\n三、党员在防火值守中怎样作表率。",
            items=(),
            summary="",
        ),
        tally=ASSEMBLY_TALLY,
    ),
)
