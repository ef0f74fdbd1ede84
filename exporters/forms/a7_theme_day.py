"""A7 主题党日记录 with its page of photos (forms.md A7); dues received on the day come from the ledger."""

from dataclasses import replace

from exporters.forms._example_photos import LANDSCAPE
from exporters.forms._examples import ASSEMBLY, ASSEMBLY_TALLY, BRANCH
from exporters.forms._minutes import (
    CORRECTION_ROWS,
    HOST_ROW,
    KINDS,
    NAME_ROW,
    NEEDED,
    SOURCE,
    TIME_ROW,
    VERSION,
    boxes,
    chosen,
    counts,
    labelled,
    ordered,
    record_blocks,
    record_values,
    sign_row,
)
from exporters.forms._photos import photo_pages
from exporters.forms._text import amount
from exporters.spec import PAPER_P, Form, FormSpec, RepeatRow, Row, Values
from models.domain.facts import MeetingFacts
from models.domain.meeting_boxes import ACTS, details_of, photos_per_page
from models.domain.picture_file import Photo
from models.domain.records import Meeting, MeetingKind

_WORDS = KINDS[MeetingKind.THEME_DAY]
_DUES = "交纳党费"


def _theme(meeting: Meeting) -> str:
    """The title, and what it was about where the title says only which meeting it is."""
    title = meeting.title or meeting.kind.value
    topics = "；".join(item.title.removeprefix("主题：") for item in ordered(meeting) if item.title)
    return f"{title}：{topics}" if topics and title.endswith(meeting.kind.value) else title


def prepare(facts: MeetingFacts) -> Values:
    meeting = facts.meeting
    items = ordered(meeting)
    done = [meeting.content] if meeting.content else []
    done += [f"{n}. {item.title}\n{item.content}" for n, item in enumerate(items, start=1) if item.content]
    decided = [item.decision for item in items if item.decision]
    acts = chosen(meeting, "acts")
    if facts.dues_people and _DUES not in acts:
        acts = [*acts, _DUES]
    paid = f"{facts.dues_people}人，{amount(facts.dues_fen)}元" if facts.dues_people else "____人，________元"
    return {
        **record_values(facts, _WORDS),
        "name": _theme(meeting),
        "attendance": counts(facts, _WORDS),
        "act_boxes": boxes(ACTS, acts),
        "done": "\n".join(done),
        "decided": "\n".join(
            decided if len(decided) < 2 else [f"{n}. {one}" for n, one in enumerate(decided, start=1)]
        ),
        "dues": paid,
        "effect": details_of(meeting).get("effect") or meeting.summary,
        **photo_pages(facts.photos, photos_per_page(meeting), blank=True),
    }


_ROWS: tuple[Row | RepeatRow, ...] = (
    NAME_ROW,
    TIME_ROW,
    HOST_ROW,
    labelled("到会情况", "{attendance}", 14),
    labelled("出席人员", "{present}", 14),
    labelled("列席人员\n及职务", "{observers}", 11),
    labelled("缺席人员\n及原因", "{absent}", 11),
    labelled("规定动作", "{act_boxes}", 13),
    labelled("活动过程", "{done}", 28, top=True, keep=False, grow=True),
    labelled("议定事项", "{decided}", 14, keep=False),
    labelled("收缴党费", "{dues}", 9),
    labelled("效　　果\n与 意 见", "{effect}", 14, keep=False),
    CORRECTION_ROWS,
    sign_row(),
)

FORM = Form(
    spec=FormSpec(
        id="A7",
        title="主题党日记录",
        version=VERSION,
        subject="meeting",
        paper=PAPER_P,
        prepare=prepare,
        blocks=record_blocks(_ROWS),
        source=SOURCE,
        needed=(*NEEDED[:-1], ("done", "活动过程")),
    ),
    example=MeetingFacts(
        branch=BRANCH,
        meeting=replace(
            ASSEMBLY,
            kind=MeetingKind.THEME_DAY,
            title="秋季森林防火志愿服务",
            number=9,
            held_on="2026-09-05",
            starts_at="08:30",
            ends_at="11:00",
            place="后山防火检查点",
            content="集中学习防火条例，重温入党誓词，分三组沿防火道清理枯枝，入户发放明白纸。",
            items=(replace(ASSEMBLY.items[1], title="商议防火值守轮班", content="", decision="9月15日起每晚两人值守，孙国梁排班。"),),
            summary="清理防火道1.2公里，入户46户。",
        ),
        tally=ASSEMBLY_TALLY,
        photos=(
            Photo(content=LANDSCAPE, caption="图1　清理防火道"),
            Photo(content=LANDSCAPE, caption="图2　入户发放明白纸"),
        ),
        dues_fen=12400,
        dues_people=16,
    ),
)  # fmt: skip
