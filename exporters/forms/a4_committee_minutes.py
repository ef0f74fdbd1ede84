"""A4 支部委员会会议记录 and A4.2 会议记录摘抄, the copy of one decision that goes into a person's dossier (forms.md A4)."""

from dataclasses import replace

from exporters.forms._examples import APPLICANT, ASSEMBLY, ASSEMBLY_TALLY, BRANCH
from exporters.forms._minutes import (
    CORRECTION_ROWS,
    DECIDES,
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
    item_values,
    labelled,
    ordered,
    record_blocks,
    record_values,
    sign_row,
)
from exporters.forms._parts import label_cell, pair, wide
from exporters.forms._text import BLANK_DATE
from exporters.spec import (
    PAPER_P,
    Cell,
    Citation,
    Form,
    FormSpec,
    Grid,
    PageBreak,
    Paragraph,
    Repeat,
    RepeatRow,
    Row,
    Title,
    Values,
)
from models.domain.facts import MeetingFacts
from models.domain.records import AgendaItem, ItemKind, MeetingKind, Vote

_WORDS = KINDS[MeetingKind.COMMITTEE]
_BLANK = "____"


def _vote_words(item: AgendaItem) -> str:
    """同意4名、不同意0名、弃权1名; lines where nothing was counted."""
    vote = item.vote
    yes, no, abstain = (str(n) if vote.voted else _BLANK for n in (vote.yes, vote.no, vote.abstain))
    how = f"（{vote.method}）" if vote.voted and vote.method else ""
    return f"同意{yes}名、不同意{no}名、弃权{abstain}名{how}"


def _item(number: int, item: AgendaItem, facts: MeetingFacts) -> Values:
    asked = item.vote.voted or item.kind in DECIDES
    return {
        **item_values(number, item, facts, _WORDS),
        "extract_votes": _vote_words(item) if asked else "—",
        "voices": [{"vote_words": _vote_words(item)}] if asked else [],
    }


def prepare(facts: MeetingFacts) -> Values:
    items = [_item(n, item, facts) for n, item in enumerate(ordered(facts.meeting), start=1)]
    return {**record_values(facts, _WORDS), "items": items}


def prepare_extract(facts: MeetingFacts) -> Values:
    """A sheet for each decision about a person in the pipeline; of every item when there is none."""
    items = ordered(facts.meeting)
    values = prepare(facts)
    about = [n for n, item in enumerate(items) if item.kind in DECIDES and item.kind is not ItemKind.ELECTION]
    sheets = [values["items"][n] for n in about or range(len(items))]
    return {**values, "first": sheets[:1] or [{}], "more": sheets[1:], "copied": BLANK_DATE}


_ITEM_ROWS = (
    ITEM_HEAD,
    REPORT_ROW,
    labelled("提 出 人", "{item_proposer}", 9, tied=True),
    labelled("讨　　论", "{item_content}", 26, top=True, keep=False),
    RepeatRow(each="voices", rows=(labelled("表　　决", "{vote_words}", 10),)),
    labelled("结　　论", "{item_decision}", 14, keep=False),
)
_ROWS: tuple[Row | RepeatRow, ...] = (
    NAME_ROW,
    TIME_ROW,
    HOST_ROW,
    labelled("到会情况", "{counts}", 12),
    labelled("出席委员", "{present}", 12),
    labelled("列席人员\n及职务", "{observers}", 12),
    labelled("缺席人员\n及原因", "{absent}", 12),
    labelled("会议议题", "{topics}", 14),
    RepeatRow(each="record", rows=(labelled("会议内容", "{content}", 30, top=True, keep=False),)),
    RepeatRow(each="only", rows=(labelled("会议内容", "{content}", 40, top=True, keep=False, grow=True),)),
    RepeatRow(each="items", rows=_ITEM_ROWS),
    SUMMARY_ROW,
    CORRECTION_ROWS,
    sign_row(),
)

_EXTRACT = (
    Title(text="支部委员会会议记录摘抄"),
    Paragraph(text="党支部：{branch}　（复印归档用）", align="left", size=12, indent=0),
    Grid(
        widths=(28, 50, 28, 50),
        size=12,
        rows=(
            wide("会议名称", "{name}"),
            pair(("时　　间", "{time}"), ("地　　点", "{place}")),
            pair(("主 持 人", "{host}"), ("记 录 人", "{recorder}")),
            wide("到会情况", "{counts}", 14),
            wide("出席委员", "{present}", 14),
            wide("议　　题", "{item_title}", 16),
            wide("表　　决", "{extract_votes}", 12),
            Row(
                height=50,
                cells=(
                    label_cell("结　　论"),
                    Cell(
                        text="{item_decision}",
                        span=3,
                        valign="top",
                        sign=("党支部书记（签名）：　　　　　　　　", "（党支部盖章）　　年　　月　　日"),
                    ),
                ),
            ),
            Row(
                height=22,
                closing=True,
                cells=(
                    Cell(
                        text="此件与原记录一致。",
                        span=4,
                        valign="top",
                        sign=("摘抄人（签名）：　　　　　　年　　月　　日",),
                    ),
                ),
            ),
        ),
    ),
    Citation(text="依据：{basis}"),
)

_COMMITTEE = replace(
    ASSEMBLY,
    kind=MeetingKind.COMMITTEE,
    title="2026年9月支委会",
    number=9,
    held_on="2026-09-10",
    starts_at="19:30",
    ends_at="21:00",
    observers="吴堃（培养联系人）",
    attendees=tuple(a for a in ASSEMBLY.attendees if a.party_post),
    items=(
        replace(
            ASSEMBLY.items[1],
            title="研究村集体果园承包方案，提交党员大会讨论",
            vote=Vote(voted=True, method="举手", yes=5),
            decision="同意提交党员大会讨论。",
        ),
        AgendaItem(
            id=2,
            seq=3,
            kind=ItemKind.CANDIDATE,
            title="研究确定唐梦洁同志为发展对象人选",
            person_id=APPLICANT.id,
            person_name=APPLICANT.name,
            content="欧阳慧敏报告培养考察情况和征求意见情况。孙国梁：表现稳定，群众反映好。",
            decision="同意唐梦洁同志为发展对象人选，报镇党委。",
            vote=Vote(voted=True, method="举手", yes=5),
        ),
    ),
    summary="会后由欧阳慧敏整理材料上报。",
)
EXAMPLE = MeetingFacts(
    branch=BRANCH,
    meeting=_COMMITTEE,
    tally=replace(ASSEMBLY_TALLY, expected=5, entitled=5, present=5, entitled_present=5, full=5, probationary=0, leave=0),
)  # fmt: skip

MINUTES = Form(
    spec=FormSpec(
        id="A4",
        title="支部委员会会议记录",
        version=VERSION,
        subject="meeting",
        paper=PAPER_P,
        prepare=prepare,
        blocks=record_blocks(_ROWS),
        source=SOURCE,
        needed=NEEDED,
    ),
    example=EXAMPLE,
)
EXTRACT = Form(
    spec=FormSpec(
        id="A4.2",
        title="会议记录摘抄",
        version=VERSION,
        subject="meeting",
        paper=replace(PAPER_P, top=30, bottom=26),
        one_page=True,
        prepare=prepare_extract,
        blocks=(
            Repeat(each="first", blocks=_EXTRACT),
            Repeat(each="more", blocks=(PageBreak(), *_EXTRACT)),
        ),
        source="会议记录摘抄（forms.md A4），随发展党员材料归档",
        needed=(("present", "出席委员"), ("topics", "会议议题")),
    ),
    example=EXAMPLE,
)

FORMS = (MINUTES, EXTRACT)
