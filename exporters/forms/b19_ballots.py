"""B19.4 and B25.5 票决票: one person to a ballot (FZ-29), secret, on A4 two or four up with cut lines, or on A5."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from exporters.forms._ballots import PAPERS, Column, sheet
from exporters.forms._examples import ASSEMBLY, ASSEMBLY_TALLY, BRANCH
from exporters.forms._votes import items_of, meeting_words, of_ballot
from exporters.spec import Block, Form, FormSpec, Paper, Values
from models.domain.facts import MeetingFacts
from models.domain.records import AgendaItem, ItemKind, Vote

_NOTE = (
    "说明：请在“赞成”“不赞成”“弃权”中任选一格打“√”或画“○”。多选的无效，不填的视为弃权。"
    "本票为无记名投票，不写姓名。"
)
_COLUMNS = (
    Column("姓　名", "{name}", 1.5),
    Column("{yes_head}", "", 1.15),
    Column("不赞成"),
    Column("弃权"),
)


def prepare(facts: MeetingFacts, *, kinds: Sequence[ItemKind]) -> Values:
    """One sheet of equal ballots for each person voted on."""
    items = items_of(facts, kinds)
    return {
        **meeting_words(facts),
        "first": items[0].person_name,
        "ballots": [
            {**of_ballot(item, facts.meeting.held_on), "before": [{}] if place else []}
            for place, item in enumerate(items)
        ],
    }


def _layout(_columns: Sequence[str], paper: Paper) -> tuple[Block, ...]:
    return sheet("{branch}\n{what}表决票", _COLUMNS, _NOTE, "（盖支部章）\n{day}　", paper)


ADMISSION = AgendaItem(
    id=4,
    seq=4,
    kind=ItemKind.ADMIT,
    title="讨论接收唐梦洁同志为预备党员",
    person_id=101,
    person_name="唐梦洁",
    report="唐梦洁汇报对党的认识、入党动机和个人情况；介绍人周立民、艾尔肯·吐尔逊介绍情况并表明意见；支委会报告审查情况。",
    content="与会党员讨论，表示同意。",
    decision="通过接收唐梦洁同志为中共预备党员的决议，报镇党委审批。",
    result="通过",
    tellers="赵铁生",
    scrutineers="吴堃、郑玉兰",
    vote=Vote(
        voted=True,
        method="无记名投票",
        issued=14,
        returned=14,
        valid=14,
        yes=14,
        no=0,
        abstain=1,
        written=1,
        written_yes=1,
    ),
)
SECOND = replace(
    ADMISSION,
    id=5,
    seq=5,
    title="讨论接收马晓东同志为预备党员",
    person_id=102,
    person_name="马晓东",
    decision="赞成票未超过应到有表决权党员的半数，未获通过。",
    result="未通过",
    vote=replace(ADMISSION.vote, yes=8, no=4, abstain=2, written=0, written_yes=0),
)
EXAMPLE = MeetingFacts(
    branch=BRANCH, meeting=replace(ASSEMBLY, items=(ADMISSION, SECOND)), tally=ASSEMBLY_TALLY
)
CONFIRM_EXAMPLE = MeetingFacts(branch=BRANCH, meeting=ASSEMBLY, tally=ASSEMBLY_TALLY)


def _form(form_id: str, title: str, kinds: Sequence[ItemKind], example: MeetingFacts) -> Form:
    return Form(
        spec=FormSpec(
            id=form_id,
            title=title,
            version="2026.1",
            subject="meeting",
            paper=PAPERS[0],
            paper_options=PAPERS[1:],
            prepare=partial(prepare, kinds=kinds),
            layout=_layout,
            source="票决票（forms.md B19、B25，票样）",
            made_for="first",
            needed=(("first", "表决对象（会议的议题里写明关于谁）"),),
        ),
        example=example,
    )


FORMS = (
    _form("B19.4", "接收预备党员表决票", (ItemKind.ADMIT,), EXAMPLE),
    _form(
        "B25.5",
        "预备党员转正表决票",
        (ItemKind.CONFIRM, ItemKind.EXTEND, ItemKind.CANCEL),
        CONFIRM_EXAMPLE,
    ),
)
