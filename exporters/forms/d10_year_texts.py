"""D10.2 年度工作计划 and D10.3 年度工作总结: official letters with the facts on record, and lines for the rest.

No aim, no judgement and no measure is written here: those are the branch's.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from exporters.forms._plan import EXAMPLE, LINE, basis, kind_of, month_of, months_words, tight, what
from exporters.spec import (
    PAPER_G,
    Block,
    Citation,
    Face,
    Form,
    FormSpec,
    Paragraph,
    Repeat,
    Signature,
    Title,
    Values,
)
from models.domain.dates import chinese_date
from models.domain.money import yuan
from models.domain.plan import OTHER
from models.domain.plan_facts import PlanFacts
from models.domain.records import MeetingKind
from models.domain.year_plan import Entry, State, Total

_NUMERALS = "一二三四五六七八九十"
_NOTHING = "（没有记录，请补写）"
_HEADED = re.compile(r"^(?:党课|主题党日|主题)[：:]")  # what the heading above says already


def prepare(facts: PlanFacts) -> Values:
    """What is asked, what is planned by month, whom the pipeline needs a meeting for."""
    plan = facts.plan
    return {
        **_common(facts),
        "title": "年度工作计划",
        "quota": [
            {"text": tight(f"{_planned(total, plan.entries)}。")} for total in plan.totals if total.applies
        ],
        "lectures": _topics(plan.entries, MeetingKind.LECTURE),
        "others": _topics(plan.entries, None),
        "pipeline": _pairs(facts.in_pipeline, "名") or "没有培养中的人员",
        "coming": [{"text": f"{text}。"} for text in facts.coming],
        "basis": basis([total.frequency for total in plan.totals if total.applies]),
    }


def prepare_summary(facts: PlanFacts) -> Values:
    """What was held, who came, what was done in the pipeline, what was paid: all as recorded."""
    plan = facts.plan
    return {
        **_common(facts),
        "title": "年度工作总结",
        "held": [{"text": tight(f"{_done(total)}。")} for total in plan.totals if total.applies],
        "turnout": "；".join(
            f"{t.kind.value}{t.meetings}次，应到{t.expected}人次、实到{t.present}人次，到会率{t.percent}"
            for t in facts.turnout
        )
        or _NOTHING,
        "lectures": _topics(plan.entries, MeetingKind.LECTURE, done=True, lecturers=facts.lecturers),
        "themes": _topics(plan.entries, MeetingKind.THEME_DAY, done=True),
        "others": _topics(plan.entries, None, done=True),
        "developed": "；".join(f"{name}{len(who)}名（{'、'.join(who)}）" for name, who in facts.developed)
        or "本年没有办理发展党员手续的记录",
        "pipeline": _pairs(facts.in_pipeline, "名") or "没有培养中的人员",
        "dues": _dues(facts),
        "moves": _pairs(facts.moves, "人次") or "没有党员变动的记录",
    }


def _dues(facts: PlanFacts) -> str:
    """By the ledger; a year without one is not told as a year without dues."""
    if not facts.dues_due_fen and not facts.dues_paid_fen:
        return _NOTHING
    return (
        f"截至{chinese_date(facts.as_of)}应交{yuan(facts.dues_due_fen)}元，已交{yuan(facts.dues_paid_fen)}元"
    )


def _common(facts: PlanFacts) -> dict[str, Any]:
    size = f"正式党员{facts.full}名、预备党员{facts.probationary}名"
    groups = f"，划分{len(facts.groups)}个党小组" if facts.groups else "，没有划分党小组"
    return {
        "branch": facts.branch.name,
        "year": str(facts.year),
        "as_of": chinese_date(facts.as_of),
        "size": f"现有党员{facts.full + facts.probationary}名（{size}）{groups}",
        "committee": "、".join(facts.committee) or _NOTHING,
        "line": LINE,
        "signed": "____年__月__日",
    }


def _pairs(found: Sequence[tuple[str, int]], unit: str) -> str:
    return "、".join(f"{name}{count}{unit}" for name, count in found if count)


def _planned(total: Total, entries: Sequence[Entry]) -> str:
    """支部党员大会：每季度 1 次，计划 4 次（3月、6月、9月、12月）."""
    kind = total.frequency.kind.value
    months = [month_of(e) for e in entries if e.item and kind_of(e) == kind and e.state is not State.DROPPED]
    said = f"{kind}：{total.frequency.words}"
    return (
        f"{said}，列入计划 {len(months)} 次（{months_words(months)}）" if months else f"{said}，尚未列入计划"
    )


def _done(total: Total) -> str:
    """支委会：记录 11 次；没有记录的有5月."""
    said = f"{total.frequency.kind.value}：有记录的 {total.done} 次"
    return f"{said}；没有记录的有{total.missing_words}" if total.missing else said


def _topics(
    entries: Sequence[Entry],
    kind: MeetingKind | None,
    *,
    done: bool = False,
    lecturers: Mapping[int, str] = MappingProxyType({}),
) -> list[dict[str, str]]:
    """Lines of one kind (None: 其他重点): 3月：书记讲党课（周立民）."""
    wanted = kind.value if kind else OTHER
    own = [e for e in entries if kind_of(e) == wanted and e.state is not State.DROPPED]
    if done:
        own = [e for e in own if e.state is State.DONE or (kind is None and e.item)]
    else:
        own = [e for e in own if e.item]
    if done and not own:
        return [{"text": _NOTHING}]
    return [
        {"text": f"{month_of(entry)}月：{_HEADED.sub('', what(entry)) or wanted}{_owner(entry, lecturers)}。"}
        for entry in own
    ]


def _owner(entry: Entry, lecturers: Mapping[int, str]) -> str:
    """Who gave the lecture, where that is recorded; else who was to see to it."""
    if entry.meeting and (lecturer := lecturers.get(entry.meeting.id)):
        return f"，主讲：{lecturer}"
    return f"（{entry.item.owner}）" if entry.item and entry.item.owner else ""


def _head(place: int, text: str, *, tied: bool = False) -> Paragraph:
    return Paragraph(text=f"{_NUMERALS[place]}、{text}", face=Face.HEI, tied=tied)


def _sub(place: int, text: str) -> Paragraph:
    return Paragraph(text=f"（{_NUMERALS[place]}）{text}", face=Face.KAI)


def _each(key: str) -> Repeat:
    return Repeat(each=key, blocks=(Paragraph(text="{text}"),))


_LINES: tuple[Block, ...] = (Paragraph(text="{line}", indent=0),) * 3
_LAST_LINES: tuple[Block, ...] = (
    Paragraph(text="{line}", indent=0, tied=True),
) * 3  # no signature stands alone
_FOOT: tuple[Block, ...] = (Signature(name="{branch}", date="{signed}"),)
_PLAN: tuple[Block, ...] = (
    Title(text="{branch}\n{year}{title}"),
    Paragraph(text="我支部{size}。支部班子：{committee}。"),
    _head(0, "指导思想"),
    *_LINES,
    _head(1, "工作目标"),
    *_LINES,
    _head(2, "重点任务"),
    _sub(0, "组织生活"),
    _each("quota"),
    _sub(1, "党课"),
    _each("lectures"),
    Paragraph(text="{line}", indent=0),
    _sub(2, "发展党员"),
    Paragraph(text="截至{as_of}：{pipeline}。"),
    _each("coming"),
    _sub(3, "其他重点"),
    _each("others"),
    Paragraph(text="{line}", indent=0),
    _head(3, "保障措施", tied=True),
    *_LAST_LINES,
    *_FOOT,
    Citation(text="依据：{basis}"),
)
_SUMMARY: tuple[Block, ...] = (
    Title(text="{branch}\n{year}{title}"),
    _head(0, "基本情况"),
    Paragraph(text="截至{as_of}，我支部{size}。支部班子：{committee}。"),
    _head(1, "组织生活"),
    _each("held"),
    Paragraph(text="到会情况：{turnout}。"),
    _head(2, "党员教育和活动"),
    _sub(0, "党课"),
    _each("lectures"),
    _sub(1, "主题党日"),
    _each("themes"),
    _sub(2, "其他重点"),
    _each("others"),
    _head(3, "发展党员和党员管理"),
    Paragraph(text="发展党员：{developed}。"),
    Paragraph(text="培养情况：{pipeline}。"),
    Paragraph(text="党员变动：{moves}。"),
    Paragraph(text="党费：{dues}。"),
    _head(4, "存在的问题"),
    *_LINES,
    _head(5, "下一步打算", tied=True),
    *_LAST_LINES,
    *_FOOT,
)


def _form(
    form_id: str, title: str, prepared: Callable[[PlanFacts], Values], blocks: tuple[Block, ...]
) -> Form:
    return Form(
        spec=FormSpec(
            id=form_id,
            title=title,
            version="2026.1",
            subject="plan",
            paper=PAPER_G,
            prepare=prepared,
            blocks=blocks,
            source="年度计划、总结（GB/T 9704 版式，forms.md D10）",
        ),
        example=EXAMPLE,
    )


FORMS = (
    _form("D10.2", "年度工作计划", prepare, _PLAN),
    _form("D10.3", "年度工作总结", prepare_summary, _SUMMARY),
)
