"""A3 支部党员大会记录 (forms.md A3–A7): facts as recorded, blanks for the pen, a block for every agenda item.

The same boxes serve the other kinds of meeting; the words of each kind stand in `_KINDS`.
"""

from dataclasses import dataclass, replace

from exporters.forms._examples import ASSEMBLY, ASSEMBLY_TALLY, BRANCH
from exporters.forms._text import (
    BLANK,
    absent_with_reason,
    date_or_blank,
    present_names,
    split_people,
    ticked,
)
from exporters.spec import (
    PAPER_P,
    Cell,
    Citation,
    Face,
    Form,
    FormSpec,
    Grid,
    Paragraph,
    RepeatRow,
    Row,
    Title,
    Values,
)
from models.domain.facts import MeetingFacts
from models.domain.records import AgendaItem, ItemKind, Meeting, MeetingKind


@dataclass(frozen=True, slots=True)
class _Words:
    """How one kind of meeting names its boxes."""

    title: str
    name: str = "会议名称"
    expected: str = "党员"
    yes: str = "赞成"
    no: str = "不赞成"
    topics: str = "会议议题"
    content: str = "会议内容"
    basis: str = ""


_RULES = "《中国共产党支部工作条例（试行）》（2018年）"
_KINDS = {
    MeetingKind.ASSEMBLY: _Words("支部党员大会记录", basis=_RULES + "第十一条"),
    MeetingKind.COMMITTEE: _Words(
        "支部委员会会议记录", expected="委员", yes="同意", no="不同意", basis=_RULES + "第十二条"
    ),
    MeetingKind.GROUP: _Words("党小组会记录", yes="同意", no="不同意", basis=_RULES + "第十三条"),
    MeetingKind.LECTURE: _Words(
        "党课记录", name="党课题目", topics="授课提纲", content="内容提要\n及讨论", basis=_RULES + "第十六条"
    ),
    MeetingKind.THEME_DAY: _Words(
        "主题党日记录", name="活动主题", topics="活动内容", content="活动过程", basis=_RULES + "第十六条"
    ),
    MeetingKind.ORG_LIFE: _Words("组织生活会记录", basis=_RULES + "第十七条"),
    MeetingKind.APPRAISAL: _Words("民主评议党员会议记录", basis=_RULES + "第十八条"),
}
_THEME_BOXES = "□重温入党誓词　□集中学习　□交纳党费　□民主议事　□志愿服务　□政治生日　□党务公开"
_SECRET = (ItemKind.ADMIT, ItemKind.CONFIRM, ItemKind.EXTEND, ItemKind.CANCEL, ItemKind.ELECTION)
_DECIDES = (*_SECRET, ItemKind.ACTIVIST, ItemKind.CANDIDATE)


def _clock(time: str) -> str:
    hours, _, minutes = time.partition(":")
    return f"{int(hours)}时{minutes or '00'}分" if hours.isdigit() else time


def _when(meeting: Meeting) -> str:
    start = _clock(meeting.starts_at) if meeting.starts_at else "__时__分"
    end = _clock(meeting.ends_at) if meeting.ends_at else "__时__分"
    return f"{date_or_blank(meeting.held_on)}\n{start}至{end}"


def _counts(facts: MeetingFacts, words: _Words) -> str:
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
    return "，".join(parts) + "。"


def _vote(item: AgendaItem, facts: MeetingFacts, words: _Words) -> dict[str, str]:
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


def _item(number: int, item: AgendaItem, facts: MeetingFacts, words: _Words) -> Values:
    decides = item.vote.voted or item.kind in _DECIDES
    return {
        "item_no": str(number),
        "item_title": item.title,
        "item_content": item.content,
        "item_decision": item.decision,
        "votes": [_vote(item, facts, words)] if decides else [],
    }


def prepare(facts: MeetingFacts) -> Values:
    """Texts of the record as they were entered; what was not recorded stays empty for the pen."""
    meeting = facts.meeting
    words = _KINDS[meeting.kind]
    known = ticked(meeting)
    name = meeting.title or meeting.kind.value
    items = sorted(meeting.items, key=lambda item: item.seq)
    return {
        "form_title": words.title,
        "branch": facts.branch.name,
        "number": f"第{meeting.number}次" if meeting.number else "第____次",
        "name_label": words.name,
        "name": name,
        "held_on": meeting.held_on,
        "time": _when(meeting),
        "place": meeting.place,
        "host": meeting.host,
        "recorder": meeting.recorder,
        "counts": _counts(facts, words),
        "present_label": "出席委员" if words.expected == "委员" else "出席人员",
        "present": present_names(meeting.attendees) if known else "",
        "observers": meeting.observers,
        "absent": (absent_with_reason(meeting.attendees) or "无") if known else "",
        "lecture": [{}] if meeting.kind is MeetingKind.LECTURE else [],
        "group": [{}] if meeting.kind is MeetingKind.GROUP else [],
        "theme": [{"boxes": _THEME_BOXES}] if meeting.kind is MeetingKind.THEME_DAY else [],
        "topics_label": words.topics,
        "topics": "\n".join(f"{n}. {item.title}" for n, item in enumerate(items, start=1)),
        "content_label": words.content,
        "record": [{"content": meeting.content}] if meeting.content and items else [],
        "only": [] if items else [{"content": meeting.content}],
        "items": [_item(n, item, facts, words) for n, item in enumerate(items, start=1)],
        "summary": meeting.summary,
        "corrections": [{"correction": meeting.corrections}] if meeting.corrections else [],
        "basis": words.basis,
    }


_WIDTHS = (26, 15, *(13.5,) * 5, 11, 13.5, 11, 12)  # a label, then the ten boxes of a vote
_VALUE = 10  # columns right of the label
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


def _labelled(
    label: str,
    text: str,
    height: float,
    *,
    top: bool = False,
    keep: bool = True,
    tied: bool = False,
    grow: bool = False,
) -> Row:
    return Row(
        height=height,
        keep_together=keep,
        keep_with_next=tied,
        cells=(
            Cell(text=label, label=True),
            Cell(text=text, span=_VALUE, valign="top" if top else "middle", grow=grow),
        ),
    )


def _pair(label: str, text: str, label2: str, text2: str) -> Row:
    return Row(
        height=11,
        cells=(
            Cell(text=label, label=True),
            Cell(text=text, span=4),
            Cell(text=label2, label=True, span=2),
            Cell(text=text2, span=4),
        ),
    )


_VOTE_ROWS = (
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
_ITEM_ROWS = (
    Row(
        height=10,
        keep_with_next=True,
        cells=(
            Cell(text="议题{item_no}", label=True),
            Cell(text="{item_title}", span=_VALUE, face=Face.HEI),
        ),
    ),
    _labelled("{content_label}", "{item_content}", 28, top=True, keep=False),
    RepeatRow(each="votes", rows=_VOTE_ROWS),
    _labelled("决议或\n决定事项", "{item_decision}", 16, keep=False),
)
_ROWS: tuple[Row | RepeatRow, ...] = (
    Row(
        height=11,
        cells=(
            Cell(text="{name_label}", label=True),
            Cell(text="{name}", span=8),
            Cell(text="{number}", span=2, align="center"),
        ),
    ),
    _pair("时　　间", "{time}", "地　点", "{place}"),
    _pair("主 持 人", "{host}", "记录人", "{recorder}"),
    RepeatRow(each="lecture", rows=(_pair("主讲人\n及职务", "", "形　式", ""),)),
    RepeatRow(each="group", rows=(_pair("党小组", "", "组　长", ""),)),
    _labelled("到会情况", "{counts}", 14),
    _labelled("{present_label}", "{present}", 15),
    _labelled("列席人员\n及职务", "{observers}", 12),
    _labelled("缺席人员\n及原因", "{absent}", 12),
    RepeatRow(each="theme", rows=(_labelled("规定动作", "{boxes}", 14),)),
    _labelled("{topics_label}", "{topics}", 14),
    RepeatRow(each="record", rows=(_labelled("{content_label}", "{content}", 40, top=True, keep=False),)),
    RepeatRow(
        each="only", rows=(_labelled("{content_label}", "{content}", 60, top=True, keep=False, grow=True),)
    ),
    RepeatRow(each="items", rows=_ITEM_ROWS),
    _labelled("主 持 人\n小　　结", "{summary}", 16, keep=False, tied=True),
    RepeatRow(each="corrections", rows=(_labelled("补　　正", "{correction}", 14, keep=False),)),
    Row(
        height=14,
        closing=True,
        cells=(
            Cell(text="主持人\n签　名", label=True),
            Cell(span=3),
            Cell(text="记录人\n签　名", label=True, span=2),
            Cell(span=2),
            Cell(text="日期", label=True),
            Cell(span=2),
        ),
    ),
)

FORM = Form(
    spec=FormSpec(
        id="A3",
        title="支部党员大会记录",
        version="2026.1",
        subject="meeting",
        paper=PAPER_P,
        prepare=prepare,
        blocks=(
            Title(text="{form_title}"),
            Paragraph(text="党支部：{branch}", align="left", size=12, indent=0),
            Grid(widths=_WIDTHS, size=12, rows=_ROWS),
            Citation(text="依据：{basis}"),
        ),
        source="通用支部党员大会记录表式（forms.md A3–A7）",
        needed=(
            ("held_on", "会议日期"),
            ("place", "地点"),
            ("host", "主持人"),
            ("recorder", "记录人"),
            ("present", "出席人员"),
            ("topics", "会议议题"),
        ),
    ),
    example=MeetingFacts(branch=BRANCH, meeting=ASSEMBLY, tally=ASSEMBLY_TALLY),
)

COMMITTEE_EXAMPLE = MeetingFacts(
    branch=BRANCH,
    meeting=replace(
        ASSEMBLY, kind=MeetingKind.COMMITTEE, title="9月份支委会", attendees=ASSEMBLY.attendees[:5]
    ),
    tally=replace(
        ASSEMBLY_TALLY, expected=5, entitled=5, present=5, entitled_present=5, full=5, probationary=0
    ),
)
