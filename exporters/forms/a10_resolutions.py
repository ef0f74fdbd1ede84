"""A10 决议 and those of B19.6, B25.6, B25.7: the facts filled in, what the branch thinks of a person left to the pen.

A vote that did not carry has no resolution: the sheet then says that it was not passed, and by how many votes.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from exporters.forms._text import BLANK, article_of_rules, date_or_blank, written_date
from exporters.forms._votes import WORDS, decided, items_of, meeting_words, numbers
from exporters.forms.b19_ballots import CONFIRM_EXAMPLE, EXAMPLE
from exporters.spec import (
    PAPER_G,
    Block,
    Citation,
    Face,
    Form,
    FormSpec,
    PageBreak,
    Paragraph,
    Repeat,
    Signature,
    Title,
    Values,
)
from models.domain.check_vote import FAILED, PASSED
from models.domain.facts import MeetingFacts
from models.domain.pipeline import EXTENDED, probation
from models.domain.records import AgendaItem, Dossier, ItemKind, MeetingKind
from models.domain.rules import load_rules

_LINE = "_" * 42
_RULES = "《中国共产党支部工作条例（试行）》（2018年）"
_PERSONS = tuple(WORDS)
Words = dict[str, str]


def _steps(dossier: Dossier | None, *codes: tuple[str, str]) -> list[str]:
    """Dated steps in words, as far as they are recorded."""
    found: list[str] = []
    for code, words in codes:
        step = dossier.last(code) if dossier else None
        day = step.on_date if step else ""
        if code == "apply" and not day and dossier:
            day = dossier.person.applied_on
        if day:
            found.append(f"{written_date(day)}{words}")
    return found


def _who(item: AgendaItem, dossier: Dossier | None) -> str:
    """The person in a line; what the roster does not know is left out, not invented."""
    if dossier is None:
        return f"{item.person_name or BLANK}同志，（性别、民族、出生年月、学历、单位职务）{_LINE}。"
    person = dossier.person
    born = f"{written_date(person.birth_date[:7])}出生" if person.birth_date else ""
    facts = (
        person.name + "同志",
        person.sex.value,
        person.ethnicity,
        born,
        person.education,
        person.employer,
    )
    history = _steps(
        dossier,
        ("apply", "递交入党申请书"),
        ("activist", "被确定为入党积极分子"),
        ("candidate", "被列为发展对象"),
    )
    sponsors = dossier.names("sponsor")
    more = ([f"入党介绍人为{'、'.join(sponsors)}"] if sponsors else []) + history
    return "，".join(part for part in (*facts, *more) if part) + "。"


def _examined(dossier: Dossier | None, *, leaving: bool) -> str:
    """Opinions heard and reviews made, with their days where they are recorded."""
    codes = (
        (("confirm_apply", "递交转正申请书"),)
        if leaving
        else (
            ("political_review", "完成政治审查"),
            ("training", "参加集中培训"),
            ("committee_review", "支部委员会审查"),
            ("pre_review", "上级党委预审合格"),
        )
    )
    return "，".join(_steps(dossier, *codes))


def _span(item: AgendaItem, facts: MeetingFacts, dossier: Dossier | None) -> Words:
    """预备期: from the day of the admission, a year; its end is the day the standing begins (FZ-36, FZ-44)."""
    found = probation(dossier, load_rules()) if dossier else None
    extended = [s for s in dossier.all("confirmation") if s.result == EXTENDED] if dossier else []
    until = extended[-1].ended_on if extended else ""
    return {
        "admitted": date_or_blank(found.start if found else ""),
        "full_on": date_or_blank(found.end if found else ""),
        "ends": date_or_blank(found.original_end if found else ""),
        "until": date_or_blank(until),
    }


def _body(item: AgendaItem, facts: MeetingFacts) -> Words:
    dossier = next((d for d in facts.dossiers if d.person.id == item.person_id), None)
    name = item.person_name or BLANK
    span = _span(item, facts, dossier)
    outcome = numbers(item, facts)["result"]
    what = WORDS[item.kind].carried.format(name)
    carried = {
        ItemKind.ADMIT: f"大会通过{what}的决议。预备期一年，自{date_or_blank(facts.meeting.held_on)}起计算。"
        f"报{facts.branch.committee or '上级党委'}审批。",
        ItemKind.CONFIRM: f"大会通过{what}的决议，转正时间为{span['full_on']}（预备期满日）。"
        f"报{facts.branch.committee or '上级党委'}审批。",
        ItemKind.EXTEND: f"大会通过{what}的决议，预备期延长____（不少于半年、最长不超过一年），"
        f"自{span['ends']}起，至{span['until']}止。报{facts.branch.committee or '上级党委'}审批。",
        ItemKind.CANCEL: f"大会通过{what}的决议，报{facts.branch.committee or '上级党委'}审批。",
    }[item.kind]
    failed = f"{what}的决议未获通过。"
    blank = f"{what}的决议____（通过／未通过）。"
    return {
        "who": _who(item, dossier),
        "examined": _examined(dossier, leaving=item.kind is not ItemKind.ADMIT),
        "admitted": span["admitted"],
        "outcome": {PASSED: carried, FAILED: failed}.get(outcome, blank),
    }


def _common(item: AgendaItem, facts: MeetingFacts) -> Words:
    told = numbers(item, facts)
    outcome = told["result"] if told["result"] in (PASSED, FAILED) else "通过"
    secret = told["n_issued"] != BLANK
    papers = (
        f"发出表决票{told['n_issued']}张，收回{told['n_returned']}张，有效{told['n_valid']}张；"
        if secret or not item.vote.voted
        else ""
    )
    written = f"（含会前书面意见{item.vote.written}件）" if item.vote.written else ""
    return {
        **told,
        "name": item.person_name or BLANK,
        "method": item.vote.method or "无记名投票" if item.kind in _PERSONS else item.vote.method or BLANK,
        "papers": papers,
        "written": written,
        "state": outcome,
        "paper": "讨论情况" if outcome == FAILED else "决议",
        "enough": _enough(told),
        "about": WORDS[item.kind].about.format(item.person_name or BLANK)
        if item.kind in WORDS
        else _topic(item.title),
    }


def _enough(told: Words) -> str:
    """Whether enough came, by the rule for this kind of item."""
    if told["quorate"] not in ("是", "否") or not told["quorum"]:
        return "，达到开会要求：□是　□否"
    return f"，{'符合' if told['quorate'] == '是' else '未达到'}到会人数{told['quorum'].removeprefix('须')}的要求"


def _topic(title: str) -> str:
    """讨论村集体果园承包方案 → 村集体果园承包方案; a line when the item has no title."""
    for verb in ("讨论并通过", "讨论通过", "讨论决定", "审议通过", "讨论", "审议", "研究", "表决"):
        if title.startswith(verb):
            return title.removeprefix(verb) or BLANK
    return title or BLANK


def _prepare(
    kinds: Sequence[ItemKind], body: Callable[[AgendaItem, MeetingFacts], Words], basis: Callable[[str], str]
) -> Callable[[MeetingFacts], Values]:
    def prepare(facts: MeetingFacts) -> Values:
        items = [item for item in items_of(facts, kinds) if decided(item) or item.kind in _PERSONS]
        items = items or [AgendaItem(kind=kinds[0])]
        made: list[dict[str, Any]] = [
            {
                **_common(item, facts),
                **body(item, facts),
                "before": [{}] if place else [],
                "people": [{"who": body(item, facts)["who"]}] if item.kind in _PERSONS else [],
                "admit": [{}] if item.kind is ItemKind.ADMIT else [],
                "confirm": [{}] if item.kind is ItemKind.CONFIRM else [],
                "extend": [{}] if item.kind is ItemKind.EXTEND else [],
                "cancel": [{}] if item.kind is ItemKind.CANCEL else [],
            }
            for place, item in enumerate(items)
        ]
        noun = "委员" if facts.meeting.kind is MeetingKind.COMMITTEE else "有表决权的正式党员"
        meeting = "支部委员会" if facts.meeting.kind is MeetingKind.COMMITTEE else "支部党员大会"
        return {
            **meeting_words(facts),
            "made": made,
            "voters": noun,
            "assembly": meeting,
            "line": _LINE,
            "first": items[0].person_name or items[0].title,
            "basis": basis(facts.meeting.held_on),
        }

    return prepare


def _general(item: AgendaItem, facts: MeetingFacts) -> Words:
    """The text of the resolution as the minutes have it."""
    return {"who": "", "text": item.decision or _LINE}


_HEAD: tuple[Block, ...] = (
    Repeat(each="before", blocks=(PageBreak(),)),
    Title(text="{branch}\n关于{about}的{paper}"),
    Paragraph(text="（{on}{assembly}{state}）", align="center", face=Face.KAI, indent=0),
)
_FOOT: tuple[Block, ...] = (
    Paragraph(text="党支部书记（签名）：　　　　　　", align="right", indent=0, right_indent=2, tied=True),
    Signature(name="{branch}", date="{on}"),
    Citation(text="依据：{basis}"),
)
_ATTENDED = Paragraph(
    text="{on}，{branch}召开{assembly}，讨论{about}。应到会{voters}{n_entitled}名，实到{n_present}名{enough}。"
)
_COUNTED = Paragraph(
    text="大会采取{method}方式进行表决：{papers}赞成{n_yes}票，不赞成{n_no}票，弃权{n_abstain}票{written}。"
    "赞成{majority}。"
)


def _told(text: str) -> Paragraph:
    """What only the branch can say: a heading, and lines for the pen."""
    return Paragraph(text=f"{text}：{_LINE}{_LINE}")


_PERSON: tuple[Block, ...] = (
    *_HEAD,
    _ATTENDED,
    Paragraph(text="{who}"),
    Repeat(each="admit", blocks=(_told("主要表现和优缺点"),)),
    Repeat(each="confirm", blocks=(_told("预备期表现"),)),
    Repeat(each="extend", blocks=(_told("延长的理由"),)),
    Repeat(each="cancel", blocks=(_told("主要事实"), _told("依据"))),
    Paragraph(text="审查情况：{examined}。", skip_if_empty=True),
    _COUNTED,
    Paragraph(text="根据表决结果，{outcome}", tied=True),
    *_FOOT,
)
_GENERAL: tuple[Block, ...] = (
    *_HEAD,
    _ATTENDED,
    _COUNTED,
    Paragraph(text="决议如下：", face=Face.HEI),
    Paragraph(text="{text}", tied=True),
    *_FOOT,
)


def _form(
    form_id: str,
    title: str,
    kinds: Sequence[ItemKind],
    example: MeetingFacts,
    basis: Callable[[str], str],
) -> Form:
    personal = kinds[0] in _PERSONS
    return Form(
        spec=FormSpec(
            id=form_id,
            title=title,
            version="2026.1",
            subject="meeting",
            paper=PAPER_G,
            prepare=_prepare(kinds, _body if personal else _general, basis),
            blocks=(Repeat(each="made", blocks=_PERSON if personal else _GENERAL),),
            source="决议（GB/T 9704 版式，forms.md A10、B19、B25）",
            made_for="first",
            needed=(("held_on", "会议日期"), ("first", "议题（或关于谁）")),
        ),
        example=example,
    )


_TWO = replace(
    CONFIRM_EXAMPLE,
    meeting=replace(
        CONFIRM_EXAMPLE.meeting,
        items=tuple(
            replace(item, kind=kind, title="", result="通过" if kind is ItemKind.EXTEND else "未通过")
            for item in CONFIRM_EXAMPLE.meeting.items[2:]
            for kind in (ItemKind.EXTEND, ItemKind.CANCEL)
        ),
    ),
)
_OTHERS = (ItemKind.ORDINARY, ItemKind.ACTIVIST, ItemKind.CANDIDATE, ItemKind.STUDY, ItemKind.ELECTION)
FORMS = (
    _form("A10", "决议", _OTHERS, CONFIRM_EXAMPLE, lambda _on: _RULES + "第十一条、第十二条"),
    _form(
        "B19.6",
        "接收预备党员决议",
        (ItemKind.ADMIT,),
        EXAMPLE,
        lambda on: article_of_rules(on, "第十九条、第二十条", "第二十条、第二十一条"),
    ),
    _form(
        "B25.6",
        "预备党员转正决议",
        (ItemKind.CONFIRM,),
        CONFIRM_EXAMPLE,
        lambda on: article_of_rules(on, "第三十一条、第三十二条", "第三十二条、第三十三条"),
    ),
    _form(
        "B25.7",
        "延长预备期、取消预备党员资格决议",
        (ItemKind.EXTEND, ItemKind.CANCEL),
        _TWO,
        lambda on: article_of_rules(on, "第三十一条、第三十二条", "第三十二条、第三十三条"),
    ),
)
