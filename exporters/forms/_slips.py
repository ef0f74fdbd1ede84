"""更正单 behind the record they put right, each on a page of its own; and the word on the first page that they are there."""

from exporters.forms._parts import label_cell, signatures
from exporters.forms._text import BLANK_DATE, date_or_blank, written_date
from exporters.spec import (
    Block,
    Cell,
    Face,
    Grid,
    PageBreak,
    Paragraph,
    Repeat,
    RepeatRow,
    Row,
    Space,
    Title,
    Values,
)
from models.domain.correction import Slip
from models.domain.facts import MeetingFacts

_EMPTY = "（空）"
_LEAST_LINES = 6


def slip_values(facts: MeetingFacts) -> Values:
    """The slips of a meeting, and what its first page says of them."""
    count = len(facts.slips)
    return {
        "slips": [one_slip(slip, facts) for slip in facts.slips],
        "amended": f"　（有更正单{count}份，附后）" if count else "",
    }


def one_slip(slip: Slip, facts: MeetingFacts) -> Values:
    """One slip with its lines; signed ones say when and under which seal."""
    made, meeting = slip.correction, facts.meeting
    closed = f"本更正单已于{written_date(made.signed_on)}签字，校验码 {made.signed_code[:8].upper()}。"
    return {
        "branch": facts.branch.name,
        "slip_number": f"第{made.number}号",
        "meeting_title": meeting.title or meeting.kind.value,
        "meeting_day": date_or_blank(meeting.held_on),
        "closed_day": date_or_blank(meeting.signed_on),
        "before_code": made.before_code[:8].upper(),
        "made_on": date_or_blank(made.made_on),
        "reason": made.reason,
        "slip_lines": [
            {
                "line_no": str(n),
                "place": line.place,
                "old": line.old or _EMPTY,
                "new": line.new or _EMPTY,
            }
            for n, line in enumerate(slip.lines, start=1)
        ],
        "closing": closed if made.is_signed else "",
    }


def blank_slip(facts: MeetingFacts) -> Values:
    """A slip to be filled in by hand."""
    meeting = facts.meeting
    return {
        "branch": facts.branch.name,
        "slip_number": "第____号",
        "meeting_title": meeting.title or meeting.kind.value,
        "meeting_day": date_or_blank(meeting.held_on),
        "closed_day": date_or_blank(meeting.signed_on),
        "before_code": meeting.signed_code[:8].upper(),
        "made_on": BLANK_DATE,
        "slip_lines": [],
    }


SLIP: tuple[Block, ...] = (
    Title(text="会议记录更正单"),
    Paragraph(text="党支部：{branch}　　编号：{slip_number}", align="left", size=12, indent=0),
    Grid(
        widths=(28, 50, 28, 50),
        size=12,
        rows=(
            Row(height=12, cells=(label_cell("会议名称"), Cell(text="{meeting_title}", span=3))),
            Row(
                height=11,
                cells=(
                    label_cell("会议日期"),
                    Cell(text="{meeting_day}"),
                    label_cell("记录定稿"),
                    Cell(text="{closed_day}"),
                ),
            ),
            Row(
                height=11,
                cells=(
                    label_cell("原校验码"),
                    Cell(text="{before_code}"),
                    label_cell("填写日期"),
                    Cell(text="{made_on}"),
                ),
            ),
            Row(height=16, cells=(label_cell("更正原因"), Cell(text="{reason}", span=3))),
        ),
    ),
    Space(lines=0.3),
    Grid(
        widths=(12, 32, 56, 56),
        size=12,
        head=(
            Row(height=9, cells=tuple(label_cell(text) for text in ("序号", "更正处", "原记录", "更正为"))),
        ),
        rows=(
            RepeatRow(
                each="slip_lines",
                min_rows=_LEAST_LINES,
                rows=(
                    Row(
                        height=10,
                        keep_together=False,
                        cells=(
                            Cell(text="{line_no}", align="center"),
                            Cell(text="{place}"),
                            Cell(text="{old}"),
                            Cell(text="{new}"),
                        ),
                    ),
                ),
            ),
        ),
    ),
    Paragraph(
        text="原记录不作改动，本单经签字后与原记录一并保存。{closing}", size=10.5, indent=0, face=Face.SONG
    ),
    signatures(("主持人（签名）：", "记录人（签名）：", "党支部书记（签名）："), 24),
)
SLIP_BLOCKS: tuple[Block, ...] = (Repeat(each="slips", blocks=(PageBreak(), *SLIP)),)
