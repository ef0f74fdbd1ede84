"""A3 支部党员大会记录 (forms.md A3): facts as recorded, blanks for the pen, a block for every agenda item.

It takes every kind of meeting that has no record sheet of its own, with the words of that kind.
"""

from exporters.forms._examples import ASSEMBLY, ASSEMBLY_TALLY, BRANCH
from exporters.forms._minutes import (
    CORRECTION_ROWS,
    COUNTERS_ROW,
    ELECTED_ROW,
    HOST_ROW,
    ITEM_HEAD,
    KINDS,
    NAME_ROW,
    NEEDED,
    REPORT_ROW,
    SOURCE,
    SUMMARY_ROW,
    TIME_ROW,
    VERSION,
    VOTE_ROWS,
    labelled,
    record_blocks,
    record_values,
    sign_row,
)
from exporters.spec import PAPER_P, Form, FormSpec, RepeatRow, Row, Values
from models.domain.facts import MeetingFacts


def prepare(facts: MeetingFacts) -> Values:
    return record_values(facts, KINDS[facts.meeting.kind])


_ITEM_ROWS = (
    ITEM_HEAD,
    REPORT_ROW,
    labelled("{content_label}", "{item_content}", 28, top=True, keep=False),
    RepeatRow(each="votes", rows=VOTE_ROWS),
    ELECTED_ROW,
    COUNTERS_ROW,
    labelled("决议或\n决定事项", "{item_decision}", 16, keep=False),
)
_ROWS: tuple[Row | RepeatRow, ...] = (
    NAME_ROW,
    TIME_ROW,
    HOST_ROW,
    labelled("到会情况", "{counts}", 14),
    labelled("{present_label}", "{present}", 15),
    labelled("列席人员\n及职务", "{observers}", 12),
    labelled("缺席人员\n及原因", "{absent}", 12),
    labelled("{topics_label}", "{topics}", 14),
    RepeatRow(each="record", rows=(labelled("{content_label}", "{content}", 40, top=True, keep=False),)),
    RepeatRow(
        each="only", rows=(labelled("{content_label}", "{content}", 40, top=True, keep=False, grow=True),)
    ),
    RepeatRow(each="items", rows=_ITEM_ROWS),
    SUMMARY_ROW,
    CORRECTION_ROWS,
    sign_row(),
)

FORM = Form(
    spec=FormSpec(
        id="A3",
        title="支部党员大会记录",
        version=VERSION,
        subject="meeting",
        paper=PAPER_P,
        prepare=prepare,
        blocks=record_blocks(_ROWS),
        source=SOURCE,
        needed=NEEDED,
    ),
    example=MeetingFacts(branch=BRANCH, meeting=ASSEMBLY, tally=ASSEMBLY_TALLY),
)
