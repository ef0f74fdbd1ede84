"""D8.1 换届请示, D8.3 候选人预备人选请示, D8.4 批复 (drafted for the committee), D8.10 选举结果报告: official letters."""

from collections.abc import Callable
from typing import Any

from exporters.forms._election import BASIS, EXAMPLE, TURNOUT, chosen, common, people
from exporters.forms._parts import label_cell
from exporters.forms._text import BLANK, date_or_blank, or_blank
from exporters.spec import (
    PAPER_G,
    Block,
    Cell,
    Citation,
    Face,
    Form,
    FormSpec,
    Grid,
    PageBreak,
    Paragraph,
    Repeat,
    RepeatRow,
    Row,
    Signature,
    Space,
    Title,
    Values,
)
from models.domain.election import ElectionFacts


def prepare(facts: ElectionFacts) -> Values:
    return {**common(facts), "signed": date_or_blank(facts.election.requested_on), "basis": BASIS}


def prepare_candidates(facts: ElectionFacts) -> Values:
    """Only what is recorded is told as done."""
    choices = facts.election.choices
    ways = [
        *(["党员推荐"] if any(c.recommended for c in choices) else []),
        *(["党小组酝酿"] if any(c.group_recommended for c in choices) else []),
        *(["支部委员会研究"] if any(c.opinion for c in choices) else []),
    ]
    return {**prepare(facts), "ways": f"经{'、'.join(ways)}，" if ways else "", "signed": date_or_blank("")}


def prepare_result(facts: ElectionFacts) -> Values:
    """Figures of the count and who was elected by the reading the branch goes by."""
    election = facts.election
    ballots = election.ballots()
    rows = [
        {"name": c.name, "post": c.post_name, "yes": str(c.yes), "no": str(c.no), "abstain": str(c.abstain),
         "origin": "" if c.origin == "候选人" else c.origin}
        for ballot in ballots
        for c in (*ballot.candidates, *ballot.others)
    ]  # fmt: skip
    first = chosen(facts, 0)
    last = chosen(facts, len(ballots) - 1)
    duties = [f"{c.name}（{c.proposed_post}）" for c in (first.elected if first else ()) if c.proposed_post]
    count = ballots[0].count
    return {
        **common(facts),
        "basis": BASIS,
        "signed": date_or_blank(""),
        "present": or_blank(count.present or ""),
        "turnout": "，达到应到会的五分之四，符合规定"
        if count.expected and TURNOUT.reached(count.present, count.expected)
        else "",
        "issued": or_blank(count.issued or ""),
        "returned": or_blank(count.returned or ""),
        "valid": or_blank(count.valid if count.returned else ""),
        "invalid": or_blank(count.invalid if count.returned else ""),
        "elected": people(first.elected) if first else BLANK,
        "led": "、".join(f"{c.name}为{c.post_name}" for c in last.elected) if last else BLANK,
        "duties": "、".join(duties),
        "needed": or_blank(first.needed if first else ""),
        "rows": rows,
    }


def _letter(*blocks: Block) -> tuple[Block, ...]:
    return (
        Title(text="{branch}\n{title}"),
        Paragraph(text="{committee}：", indent=0, align="left"),
        *blocks,
        Signature(name="{branch}", date="{signed}"),
        Paragraph(text="（联系人：{contact}，电话：{phone}）", align="left"),
        Citation(text="依据：{basis}"),
    )


def _head(text: str) -> Paragraph:
    return Paragraph(text=text, face=Face.HEI)


def _form(
    form_id: str,
    title: str,
    prepared: Callable[[ElectionFacts], Values],
    blocks: tuple[Block, ...],
    needed: tuple[tuple[str, str], ...] = (),
) -> Form:
    def with_title(facts: ElectionFacts) -> dict[str, Any]:
        return {"title": title, **prepared(facts)}

    return Form(
        spec=FormSpec(
            id=form_id,
            title=title,
            version="2026.1",
            subject="election",
            paper=PAPER_G,
            prepare=with_title,
            blocks=blocks,
            source="换届选举（GB/T 9704 版式，forms.md D8）",
            needed=(("day", "选举日期"), *needed),
        ),
        example=EXAMPLE,
    )


_REQUEST = _letter(
    Paragraph(
        text="我支部{session}支部委员会于{started}选举产生，每届任期{years}年，至{due}届满。"
        "拟于{on}召开支部党员大会进行换届选举。现将有关事项请示如下："
    ),
    Paragraph(
        text="一、大会议程。听取和审查{session}支部委员会工作报告；通过选举办法和监票人名单；选举新一届班子。"
    ),
    Repeat(
        each="large",
        blocks=(
            Paragraph(
                text="二、名额和差额。新一届支部委员会拟设委员{seats}名，提名委员候选人{candidates_count}名，差额{spare}名，"
                "差额不少于应选人数的百分之二十。书记、副书记由新一届支部委员会第一次全体会议选举产生。"
            ),
        ),
    ),
    Repeat(
        each="small",
        blocks=(Paragraph(text="二、名额。不设支部委员会，书记由支部党员大会选举产生。"),),
    ),
    Paragraph(
        text="三、选举办法要点。采用无记名投票方式。应到会有选举权的党员{expected}名，实到会有选举权的不少于应到会的五分之四"
        "（{least}名）方可选举；赞成票超过{basis_word}半数的始得当选。候选人按姓氏笔画为序排列。"
    ),
    Paragraph(text="当否，请示复。"),
)
_CANDIDATES = _letter(
    Paragraph(text="{ways}现将新一届班子候选人预备人选请示如下："),
    Repeat(
        each="large",
        blocks=(
            _head("一、支部委员会委员"),
            Paragraph(
                text="应选委员{seats}名，提名{candidates_count}名，差额{spare}名，按姓氏笔画为序：{candidates}。"
            ),
            _head("二、书记、副书记"),
            Paragraph(text="提名{leaders}候选人预备人选，由新一届支部委员会第一次全体会议等额选举。"),
        ),
    ),
    Repeat(
        each="small",
        blocks=(Paragraph(text="不设支部委员会，提名{leaders}候选人预备人选，由支部党员大会选举。"),),
    ),
    Paragraph(text="当否，请示复。"),
    Space(lines=1),
    Paragraph(text="附件：候选人预备人选基本情况表"),
)
_REPLY: tuple[Block, ...] = (
    Title(text="{committee}\n关于{branch}\n换届选举的批复（代拟稿）"),
    Paragraph(text="{branch}：", indent=0, align="left"),
    Paragraph(text="你支部{requested}关于换届选举的请示收悉。经研究，批复如下："),
    Repeat(
        each="large",
        blocks=(
            Paragraph(
                text="一、同意你支部于{on}召开支部党员大会，选举产生新一届支部委员会，委员名额{seats}名，实行差额选举。"
            ),
            Paragraph(text="二、同意{candidates}为委员候选人预备人选（按姓氏笔画为序）。"),
            Paragraph(text="三、同意提名{leaders}候选人预备人选。"),
            Paragraph(text="四、选举结果及时报我委，委员备案，书记、副书记审批。"),
        ),
    ),
    Repeat(
        each="small",
        blocks=(
            Paragraph(text="一、同意你支部于{on}召开支部党员大会进行换届选举。"),
            Paragraph(text="二、同意提名{leaders}候选人预备人选。"),
            Paragraph(text="三、选举结果及时报我委审批。"),
        ),
    ),
    Signature(name="{committee}", date="____年__月__日"),
    Paragraph(
        text="（本件由上级党组织审定、编号、盖章；软件只代拟。）", size=10.5, align="left", face=Face.HEI
    ),
)
_RESULT = _letter(
    Paragraph(
        text="我支部于{on}召开支部党员大会进行换届选举。应到会有选举权的党员{expected}名，实到会{present}名{turnout}。"
    ),
    Paragraph(
        text="大会发出选票{issued}张，收回{returned}张，其中有效票{valid}张，无效票{invalid}张。"
        "赞成票超过{basis_word}半数（{needed}票）的当选。"
    ),
    Repeat(
        each="large",
        blocks=(
            Paragraph(text="当选支部委员会委员（按得票多少为序）：{elected}。"),
            Paragraph(text="新一届支部委员会第一次全体会议选举{led}。"),
        ),
    ),
    Repeat(each="small", blocks=(Paragraph(text="大会选举{led}。"),)),
    Paragraph(text="拟分工：{duties}。", skip_if_empty=True),
    Paragraph(text="委员报请备案，书记、副书记报请批准。得票情况附后。"),
)
_VOTES: tuple[Block, ...] = (
    PageBreak(),
    Paragraph(text="附件：得票情况", face=Face.HEI, indent=0),
    Grid(
        widths=(40, 26, 24, 24, 24, 18),
        size=12,
        head=(
            Row(cells=tuple(label_cell(text) for text in ("姓名", "职务", "赞成", "不赞成", "弃权", "备注"))),
        ),
        rows=(
            RepeatRow(
                each="rows",
                rows=(
                    Row(
                        height=8,
                        cells=tuple(
                            Cell(text=text, align="center")
                            for text in ("{name}", "{post}", "{yes}", "{no}", "{abstain}", "{origin}")
                        ),
                    ),
                ),
            ),
        ),
    ),
)
_SOME = (("phone", "联系电话"),)

FORMS = (
    _form("D8.1", "关于换届选举的请示", prepare, _REQUEST, _SOME),
    _form("D8.3", "关于候选人预备人选的请示", prepare_candidates, _CANDIDATES, _SOME),
    _form("D8.4", "换届选举批复（代拟稿）", prepare, _REPLY),
    _form("D8.10", "关于选举结果的报告", prepare_result, (*_RESULT, *_VOTES), _SOME),
)
