"""D13 other letters of a branch: set up, renamed, merged or dissolved; a seat to be filled; a member's pledge.

Grounds and opinions are the branch's: the program fills in names, figures and the articles, and leaves lines for the rest.
"""

from collections.abc import Callable
from functools import partial

from exporters.forms._text import BLANK, or_blank
from exporters.forms.d7_branch_sheet import EXAMPLE
from exporters.spec import (
    PAPER_G,
    Block,
    Citation,
    Form,
    FormSpec,
    Paragraph,
    Signature,
    Title,
    Values,
)
from models.domain.branch_figures import figures
from models.domain.facts import BranchFacts
from models.domain.organisation import DUTIES, SECRETARY

RULES = "《中国共产党支部工作条例（试行）》（2018年）"
_LONG = "________________"
_LINE = "_" * 42


def prepare(facts: BranchFacts, title: str) -> Values:
    """The branch as it is on the day; who is on the committee, which seats are empty."""
    branch, organisation = facts.branch, facts.organisation
    term, serving = organisation.term_on(facts.as_of), organisation.serving(facts.as_of)
    held = "、".join(post.post_name for post in serving)
    empty = [name for name in (SECRETARY, *DUTIES) if serving and name not in held]
    counted = figures(facts.members, facts.as_of)
    return {
        "title": title,
        "branch": branch.name,
        "committee": branch.committee or BLANK,
        "short": branch.short_name or branch.name,
        "unit": branch.unit_name or _LONG,
        "secretary": branch.secretary or BLANK,
        "contact": branch.contact or branch.organiser or BLANK,
        "phone": branch.contact_phone or branch.phone or "________",
        "members": str(counted["members"]),
        "full": str(counted["full"]),
        "probationary": str(counted["probationary"]),
        "seats": or_blank(term.seats if term and term.seats else ""),
        "serving": str(len({post.name for post in serving})) if serving else BLANK,
        "empty": "、".join(empty) or BLANK,
        "groups": str(len([g for g in organisation.groups if not g.closed_on])),
        "basis": RULES,
    }


_HEAD: tuple[Block, ...] = (
    Title(text="{branch}\n{title}"),
    Paragraph(text="{committee}：", indent=0, align="left"),
)
_FOOT: tuple[Block, ...] = (
    Paragraph(text="妥否，请批示。"),
    Signature(name="{branch}", date="____年__月__日"),
    Paragraph(text="（联系人：{contact}，电话：{phone}）", align="left"),
    Citation(text="依据：{basis}"),
)


def _letter(*texts: str) -> tuple[Block, ...]:
    return (*_HEAD, *(Paragraph(text=text) for text in texts), *_FOOT)


_FOUND = _letter(
    "{unit}现有正式党员____名，预备党员____名，符合单独成立党支部（正式党员3名以上）的条件。",
    "为加强党员教育管理，拟成立____________________党支部，隶属____________________，拟设"
    "（□支部委员会　□书记），书记人选____。",
    f"成立理由：{_LINE[:36]}",
    _LINE,
)
_RENAME = _letter(
    "我支部现名“{branch}”，现有党员{members}名（正式{full}名、预备{probationary}名），{groups}个党小组。",
    "因________________________________，拟更名为“____________________”，隶属关系和班子成员不变。",
    "更名自批准之日起生效，原印章同时停用并按规定上交。",
)
_MERGE = _letter(
    "我支部现有党员{members}名（正式{full}名、预备{probationary}名），书记{secretary}。",
    "因________________________________，拟（□撤销　□与____________________党支部合并）。",
    "撤并后，党员组织关系转入____________________，党费结清至____年__月，印章、文件、党员档案和未办结的发展对象材料"
    "移交____________________。",
)
_SEAT = _letter(
    "我支部{seats}名委员的支部委员会现有{serving}名，{empty}出缺。",
    "经支部委员会研究，拟于____年__月__日召开支部党员大会补选。提名____同志为{empty}候选人"
    "（候选人基本情况附后），差额____名。",
    "应到会有选举权的党员____名，实到会达到五分之四方可选举；赞成票超过实到会有选举权人数半数的当选。",
)


def pledge(who: str) -> tuple[Block, ...]:
    """The pledge, with the words that name who makes it."""
    return (
        Title(text="党员承诺书"),
        Paragraph(text="{branch}：", indent=0, align="left"),
        Paragraph(text=f"{who}，结合岗位和实际，作出如下承诺："),
        *(Paragraph(text=f"{number}、{_LINE}") for number in "一二三四五"),
        Paragraph(text="承诺期限：____年__月__日至____年__月__日。请组织和党员、群众监督。"),
        Signature(name="承诺人（签名）：________", date="____年__月__日"),
    )


def _form(form_id: str, title: str, blocks: tuple[Block, ...]) -> Form:
    made: Callable[[BranchFacts], Values] = partial(prepare, title=title)
    return Form(
        spec=FormSpec(
            id=form_id,
            title=title,
            version="2026.1",
            subject="branch",
            paper=PAPER_G,
            prepare=made,
            blocks=blocks,
            source="支部文书（GB/T 9704 版式，forms.md D13）",
        ),
        example=EXAMPLE,
    )


FORMS = (
    _form("D13.1", "关于成立党支部的请示", _FOUND),
    _form("D13.2", "关于党支部更名的请示", _RENAME),
    _form("D13.3", "关于撤销（合并）党支部的请示", _MERGE),
    _form("D13.4", "关于增补支部委员的请示", _SEAT),
    _form("D13.7", "党员承诺书", pledge("本人是{branch}党员")),
)
