"""A1 会议通知 (forms.md A1): an official letter without red head, and the same as a text message to be copied."""

from exporters.forms._examples import ASSEMBLY, ASSEMBLY_TALLY, BRANCH
from exporters.forms._text import split_people
from exporters.spec import (
    PAPER_G,
    Block,
    Form,
    FormSpec,
    Paragraph,
    Repeat,
    Signature,
    Title,
    Values,
)
from models.domain.facts import MeetingFacts
from models.domain.meeting_notice import addressed, asked, called, day_words
from models.domain.records import MeetingKind

_WHEN = "____年__月__日__时__分"
_NOTEBOOK = {MeetingKind.THEME_DAY: "请佩戴党员徽章，按时参加。"}


def prepare(facts: MeetingFacts) -> Values:
    """What is recorded of the meeting; the branch adds what it asks for."""
    meeting = facts.meeting
    topics = [
        {"topic": f"{n}. {item.title}{'。' if not item.title.endswith('。') else ''}"}
        for n, item in enumerate(sorted(meeting.items, key=lambda one: one.seq), start=1)
    ]
    observers = "、".join(
        f"{name}（{what}）" if what else name for name, what in split_people(meeting.observers)
    )
    return {
        "branch": facts.branch.name,
        "called": called(meeting),
        "to": addressed(meeting),
        "when": day_words(meeting) or _WHEN,
        "place": meeting.place or "________________",
        "people": f"{asked(meeting)}" + (f"。列席人员：{observers}" if observers else ""),
        "topics": topics or [{"topic": "________________________"}],
        "about": meeting.title if meeting.kind in (MeetingKind.LECTURE, MeetingKind.THEME_DAY) else "",
        "bring": _NOTEBOOK.get(meeting.kind, "请携带学习笔记本，提前10分钟到会签到。"),
        "held_on": meeting.held_on,
    }


_BLOCKS: tuple[Block, ...] = (
    Title(text="{branch}\n关于召开{called}的通知"),
    Paragraph(text="{to}：", indent=0, align="left"),
    Paragraph(text="定于近期召开{called}。现将有关事项通知如下："),
    Paragraph(text="一、时间：{when}。"),
    Paragraph(text="二、地点：{place}。"),
    Paragraph(text="三、参加人员：{people}。"),
    Paragraph(text="四、议题："),
    Paragraph(text="主题：{about}。", skip_if_empty=True),
    Repeat(each="topics", blocks=(Paragraph(text="{topic}"),)),
    Paragraph(
        text="五、要求：{bring}请围绕议题准备发言。因故不能到会的，应于会前向党支部请假，说明原因；需要表决的议题，可按规定提出书面意见。"
    ),
    Signature(name="{branch}", date="____年__月__日"),
)

FORM = Form(
    spec=FormSpec(
        id="A1",
        title="会议通知",
        version="2026.1",
        subject="meeting",
        paper=PAPER_G,
        prepare=prepare,
        blocks=_BLOCKS,
        source="通用会议通知（forms.md A1）；会前3至5天发出，留存1份",
        needed=(("held_on", "会议日期"), ("topics", "会议议题")),
    ),
    example=MeetingFacts(branch=BRANCH, meeting=ASSEMBLY, tally=ASSEMBLY_TALLY),
)
