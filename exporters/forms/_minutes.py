"""What the records of all kinds of meeting share (forms.md A3–A7): their words, their values, their rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from exporters.forms._photos import PHOTO_BLOCKS, photo_pages
from exporters.forms._slips import SLIP_BLOCKS, slip_values
from exporters.forms._text import (
    BLANK,
    absent_with_reason,
    date_or_blank,
    left_out_words,
    present_names,
    split_people,
    ticked,
    written_date,
)
from exporters.spec import Block, Cell, Citation, Face, Grid, Paragraph, RepeatRow, Row, Title, Values
from models.domain.facts import MeetingFacts
from models.domain.meeting_boxes import details_of, photos_per_page
from models.domain.records import AgendaItem, ItemKind, Meeting, MeetingKind, Presence

VERSION = "2026.2"
SOURCE = "通用支部会议记录表式（forms.md A3–A7）"
NEEDED = (
    ("held_on", "会议日期"),
    ("place", "地点"),
    ("host", "主持人"),
    ("recorder", "记录人"),
    ("present", "出席人员"),
    ("topics", "会议议题"),
)
_RULES = "《中国共产党支部工作条例（试行）》（2018年）"
_SECRET = (ItemKind.ADMIT, ItemKind.CONFIRM, ItemKind.EXTEND, ItemKind.CANCEL, ItemKind.ELECTION)
DECIDES = (*_SECRET, ItemKind.ACTIVIST, ItemKind.CANDIDATE)


@dataclass(frozen=True, slots=True)
class Words:
    """How one kind of meeting names its boxes."""

    title: str
    name: str = "会议名称"
    expected: str = "党员"
    yes: str = "赞成"
    no: str = "不赞成"
    topics: str = "会议议题"
    content: str = "会议内容"
    basis: str = ""


KINDS = {
    MeetingKind.ASSEMBLY: Words("支部党员大会记录", basis=_RULES + "第十一条"),
    MeetingKind.COMMITTEE: Words(
        "支部委员会会议记录", expected="委员", yes="同意", no="不同意", basis=_RULES + "第十二条"
    ),
    MeetingKind.GROUP: Words(
        "党小组会记录",
        name="会议主题",
        yes="同意",
        no="不同意",
        content="发言要点",
        basis=_RULES + "第十三条",
    ),
    MeetingKind.LECTURE: Words(
        "党课记录", name="题　　目", topics="授课提纲", content="内容提要\n及讨论", basis=_RULES + "第十六条"
    ),
    MeetingKind.THEME_DAY: Words(
        "主题党日记录", name="主　　题", topics="活动内容", content="活动过程", basis=_RULES + "第十六条"
    ),
    MeetingKind.ORG_LIFE: Words("组织生活会记录", basis=_RULES + "第十七条"),
    MeetingKind.APPRAISAL: Words("民主评议党员会议记录", basis=_RULES + "第十八条"),
}


# -- values --------------------------------------------------------------------------------------------------


def _clock(time: str) -> str:
    hours, _, minutes = time.partition(":")
    return f"{int(hours)}时{minutes or '00'}分" if hours.isdigit() else time


def when(meeting: Meeting) -> str:
    """Day and hours, with lines for what is not recorded."""
    start = _clock(meeting.starts_at) if meeting.starts_at else "__时__分"
    end = _clock(meeting.ends_at) if meeting.ends_at else "__时__分"
    return f"{date_or_blank(meeting.held_on)}\n{start}至{end}"


def counts(facts: MeetingFacts, words: Words) -> str:
    """Line 4: 应到 is known from the roll; the rest only when attendance has been ticked."""
    meeting, tally = facts.meeting, facts.tally
    known = ticked(meeting)
    expected = str(tally.expected) if meeting.attendees else BLANK
    observers = len(split_people(meeting.observers))
    parts = [f"应到{words.expected}{expected}名"]
    if words.expected == "党员" and meeting.attendees:
        parts[0] += f"（正式{tally.full}名、预备{tally.probationary}名）"
    parts.append(f"实到{tally.present if known else BLANK}名")
    mobile = sum(a.is_mobile for a in meeting.attendees)
    if words.expected == "党员":
        parts.append(f"流动在外{mobile if meeting.attendees else BLANK}名、行动不便{BLANK}名")
    parts.append(f"列席{observers or BLANK}名")
    return "，".join(parts) + "。" + left_out_words(meeting.left_out)


def _vote(item: AgendaItem, facts: MeetingFacts, words: Words) -> dict[str, str]:
    vote, tally = item.vote, facts.tally
    counted = vote.voted
    ballots = counted and (vote.method == "无记名投票" or vote.issued > 0)

    def number(value: int, shown: bool) -> str:
        return str(value) if shown else ""

    ballot_gap = "" if not counted or ballots else "—"
    return {
        "method": vote.method if counted else "",
        "entitled": number(tally.entitled, bool(facts.meeting.attendees)),
        "entitled_present": number(tally.entitled_present, ticked(facts.meeting)),
        "issued": number(vote.issued, ballots) or ballot_gap,
        "returned": number(vote.returned, ballots) or ballot_gap,
        "valid": number(vote.valid, ballots) or ballot_gap,
        "yes": number(vote.yes, counted),
        "no": number(vote.no, counted),
        "abstain": number(vote.abstain, counted),
        "written": f"{vote.written}件" if counted else "",
        "yes_label": words.yes,
        "no_label": words.no,
    }


def _decision(item: AgendaItem, facts: MeetingFacts) -> str:
    """The result as announced, the decision, and a line for each who has something to do by a day."""
    tasks = [task for task in facts.tasks if task.agenda_uuid and task.agenda_uuid == item.uuid]
    by = [f"（{written_date(task.due_on)}前）" if task.due_on else "" for task in tasks]
    lines = [f"{task.who or BLANK}：{task.what}{when}" for task, when in zip(tasks, by, strict=True)]
    return "\n".join(
        filter(None, (f"表决结果：{item.result}。" if item.result else "", item.decision, *lines))
    )


def item_values(number: int, item: AgendaItem, facts: MeetingFacts, words: Words) -> Values:
    """One item as it was recorded; a vote where one was taken or has to be."""
    decides = (item.vote.voted or item.kind in DECIDES) and not item.election_id
    return {
        "item_no": str(number),
        "item_title": item.title,
        "item_person": item.person_name,
        "item_proposer": item.proposer,
        "item_report": item.report,
        "item_content": item.content,
        "item_decision": _decision(item, facts),
        "reports": [{}] if item.report else [],
        "counters": [{}] if item.tellers or item.scrutineers else [],
        "tellers": item.tellers,
        "scrutineers": item.scrutineers,
        "votes": [_vote(item, facts, words)] if decides else [],
        "elected": [{"counted": counted}] if (counted := facts.elections.get(item.election_id)) else [],
    }


def ordered(meeting: Meeting) -> list[AgendaItem]:
    """The agenda in its order."""
    return sorted(meeting.items, key=lambda item: item.seq)


def record_values(facts: MeetingFacts, words: Words) -> Values:
    """Texts of the record as they were entered; what was not recorded stays empty for the pen."""
    meeting = facts.meeting
    known = ticked(meeting)
    items = ordered(meeting)
    return {
        "form_title": words.title,
        "branch": facts.branch.name,
        **slip_values(facts),
        **photo_pages(facts.photos, photos_per_page(meeting)),
        "number": f"第{meeting.number}次" if meeting.number else "第____次",
        "name_label": words.name,
        "name": meeting.title or meeting.kind.value,
        "held_on": meeting.held_on,
        "time": when(meeting),
        "place": meeting.place,
        "host": meeting.host,
        "recorder": meeting.recorder,
        "counts": counts(facts, words),
        "present_label": "出席委员" if words.expected == "委员" else "出席人员",
        "present": present_names(meeting.attendees) if known else "",
        "observers": meeting.observers,
        "absent": (absent_with_reason(meeting.attendees) or "无") if known else "",
        "topics_label": words.topics,
        "topics": "\n".join(f"{n}. {item.title}" for n, item in enumerate(items, start=1)),
        "content_label": words.content,
        "content": meeting.content,
        "record": [{"content": meeting.content}] if meeting.content and items else [],
        "only": [] if items else [{"content": meeting.content}],
        "items": [item_values(n, item, facts, words) for n, item in enumerate(items, start=1)],
        "summary": meeting.summary,
        "corrections": [{"correction": meeting.corrections}] if meeting.corrections else [],
        "basis": words.basis,
    }


def present_count(facts: MeetingFacts) -> str:
    """How many came, a line for the pen before that is known."""
    return str(facts.tally.present) if ticked(facts.meeting) else BLANK


def expected_count(facts: MeetingFacts) -> str:
    """How many were expected, a line for the pen without a roll."""
    return str(facts.tally.expected) if facts.meeting.attendees else BLANK


def absent_count(facts: MeetingFacts) -> str:
    """How many did not come, on leave or without."""
    away = sum(a.presence in (Presence.LEAVE, Presence.ABSENT) for a in facts.meeting.attendees)
    return str(away) if ticked(facts.meeting) else BLANK


def chosen(meeting: Meeting, key: str) -> list[str]:
    """What was ticked in a box of choices."""
    return [one for one in details_of(meeting).get(key, "").split("、") if one]


def boxes(choices: Sequence[str], chosen: Sequence[str]) -> str:
    """□ and ■ before each choice; what was chosen besides stands at the end."""
    listed = [f"{'■' if one in chosen else '□'}{one}" for one in choices]
    more = [f"■{one}" for one in chosen if one not in choices]
    return "　".join((*listed, *more))


# -- rows ----------------------------------------------------------------------------------------------------

WIDTHS = (26, 15, *(13.5,) * 5, 11, 13.5, 11, 12)  # a label, then the ten boxes of a vote
VALUE = 10  # columns right of the label


def labelled(
    label: str,
    text: str,
    height: float,
    *,
    top: bool = False,
    keep: bool = True,
    tied: bool = False,
    grow: bool = False,
) -> Row:
    """A label and a box over the rest of the line; `height` in mm. What may be parted is running text."""
    return Row(
        height=height,
        keep_together=keep,
        keep_with_next=tied,
        cells=(
            Cell(text=label, label=True),
            Cell(text=text, span=VALUE, valign="top" if top else "middle", grow=grow, prose=not keep),
        ),
    )


def pair_row(label: str, text: str, label2: str, text2: str, height: float = 11) -> Row:
    """Two labels with their boxes."""
    return Row(
        height=height,
        cells=(
            Cell(text=label, label=True),
            Cell(text=text, span=4),
            Cell(text=label2, label=True, span=2),
            Cell(text=text2, span=4),
        ),
    )


def sign_row(first: str = "主持人\n签　名", second: str = "记录人\n签　名") -> Row:
    """Two who sign, and the day."""
    return Row(
        height=14,
        closing=True,
        cells=(
            Cell(text=first, label=True),
            Cell(span=3),
            Cell(text=second, label=True, span=2),
            Cell(span=2),
            Cell(text="日期", label=True),
            Cell(span=2),
        ),
    )


_VOTE_KEYS = (
    "method",
    "entitled",
    "entitled_present",
    "issued",
    "returned",
    "valid",
    "yes",
    "no",
    "abstain",
    "written",
)
_VOTE_LABELS = (
    "方式",
    "应到有\n表决权",
    "实到有\n表决权",
    "发出票",
    "收回票",
    "有效票",
    "{yes_label}",
    "{no_label}",
    "弃权",
    "书面\n意见",
)
VOTE_ROWS = (
    Row(
        height=10,
        cells=(
            Cell(text="表决情况", label=True, rows=2),
            *(Cell(text=text, label=True, size=10.5) for text in _VOTE_LABELS),
        ),
    ),
    Row(
        height=9,
        cells=tuple(
            Cell(text=f"{{{key}}}", align="center", size=10.5 if key == "method" else 12)
            for key in _VOTE_KEYS
        ),
    ),
)
COUNTERS_ROW = RepeatRow(
    each="counters", rows=(pair_row("监 票 人", "{scrutineers}", "计票人", "{tellers}", 9),)
)
ELECTED_ROW = RepeatRow(each="elected", rows=(labelled("选举情况", "{counted}", 16),))
REPORT_ROW = RepeatRow(
    each="reports", rows=(labelled("汇报或\n传达事项", "{item_report}", 14, top=True, keep=False),)
)
NAME_ROW = Row(
    height=11,
    cells=(
        Cell(text="{name_label}", label=True),
        Cell(text="{name}", span=8),
        Cell(text="{number}", span=2, align="center"),
    ),
)
TIME_ROW = pair_row("时　　间", "{time}", "地　点", "{place}")
HOST_ROW = pair_row("主 持 人", "{host}", "记录人", "{recorder}")
ITEM_HEAD = Row(
    height=10,
    keep_with_next=True,
    cells=(
        Cell(text="议题{item_no}", label=True),
        Cell(text="{item_title}", span=VALUE, face=Face.HEI),
    ),
)
SUMMARY_ROW = labelled("主 持 人\n小　　结", "{summary}", 16, keep=False, tied=True)
CORRECTION_ROWS = RepeatRow(each="corrections", rows=(labelled("补　　正", "{correction}", 14, keep=False),))


def record_blocks(rows: "tuple[Row | RepeatRow, ...]") -> tuple[Block, ...]:
    """Title, branch, the boxes, the article; then the photos and the slips of correction on pages of their own."""
    return (
        Title(text="{form_title}"),
        Paragraph(text="党支部：{branch}{amended}", align="left", size=12, indent=0),
        Grid(widths=WIDTHS, size=12, rows=rows),
        Citation(text="依据：{basis}"),
        *PHOTO_BLOCKS,
        *SLIP_BLOCKS,
    )
