"""A12 请假条、书面意见: half a page each, two to a sheet with a line to cut along (forms.md A12).

The program fills in who, which meeting and what it is about; reasons, opinions and signatures are the member's.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from exporters.forms._examples import ASSEMBLY, ASSEMBLY_TALLY, BRANCH
from exporters.forms._parts import wide
from exporters.forms._text import date_or_blank
from exporters.spec import (
    PAPER_P,
    Block,
    Cell,
    Face,
    Form,
    FormSpec,
    Grid,
    PageBreak,
    Paragraph,
    Repeat,
    Row,
    Space,
    Values,
)
from models.domain.check_meeting import PERSON_VOTES
from models.domain.facts import MeetingFacts
from models.domain.records import LEAVE_KINDS, Attendee, Category, Presence

_TO_A_SHEET = 2
_SIGN = "年　　月　　日"
_CUT = "- " * 60


def _sheets(slips: Sequence[Values]) -> list[Values]:
    """Two to a page, a line to cut along between them."""
    pages = [slips[at : at + _TO_A_SHEET] for at in range(0, len(slips), _TO_A_SHEET)]
    return [
        {
            "next": [{}] if number else [],
            "upper": [page[0]],
            "lower": [page[1]] if len(page) > 1 else [],
        }
        for number, page in enumerate(pages)
    ]


def _common(facts: MeetingFacts) -> dict[str, str]:
    meeting = facts.meeting
    when = date_or_blank(meeting.held_on) + (f" {meeting.starts_at}" if meeting.starts_at else "")
    return {
        "branch": facts.branch.name,
        "meeting": f"{meeting.title or meeting.kind.value}（{when}）",
        "held_on": meeting.held_on,
    }


def prepare_leave(facts: MeetingFacts) -> Values:
    """One for everybody who asked for leave; two blank ones when nobody has."""
    away = [a for a in facts.meeting.attendees if a.presence is Presence.LEAVE]
    slips = [_leave(a) for a in away] or [{"name": "", "kinds": _boxes(""), "reason": ""}] * 2
    return {**_common(facts), "sheets": _sheets([{**_common(facts), **slip} for slip in slips])}


def _leave(one: Attendee) -> dict[str, str]:
    return {"name": one.name, "kinds": _boxes(one.leave_kind), "reason": one.reason}


def _boxes(kind: str) -> str:
    """√病假 □事假 …: ticked where it is known."""
    return "　".join(f"{'√' if kind == name else '□'}{name}" for name in LEAVE_KINDS)


def prepare_opinion(facts: MeetingFacts) -> Values:
    """One for every full member on leave and every item about a person's membership; blank ones when nobody is."""
    meeting = facts.meeting
    away = [a.name for a in meeting.attendees if a.can_vote and a.presence is Presence.LEAVE]
    topics = [i.title or i.kind.value for i in meeting.items if i.kind in PERSON_VOTES] or [""]
    slips = [{"name": name, "topic": topic} for topic in topics for name in away or [""]]
    if len(slips) == 1 and not slips[0]["name"]:
        slips *= 2
    return {**_common(facts), "sheets": _sheets([{**_common(facts), **slip} for slip in slips])}


def _half(title: str, rows: tuple[Row, ...], foot: str) -> tuple[Block, ...]:
    return (
        Paragraph(text=title, align="center", face=Face.TITLE, size=18, indent=0),
        Paragraph(text="党支部：{branch}", align="left", size=12, indent=0),
        Grid(widths=(26, 52, 26, 52), size=12, rows=rows),
        Paragraph(text=foot, align="left", size=10.5, indent=0),
    )


def _signed(left: str, right: str) -> Row:
    return Row(
        height=24,
        closing=True,
        cells=(
            Cell(text=left, span=2, valign="top", sign=(_SIGN,)),
            Cell(text=right, span=2, valign="top", sign=(_SIGN,)),
        ),
    )


_LEAVE = _half(
    "请　假　条",
    (
        wide("姓　名", "{name}", 10),
        wide("会　议", "{meeting}", 11),
        wide("类　别", "{kinds}", 10),
        wide("事　由", "{reason}", 27),
        wide("起　止", "____年__月__日__时至____年__月__日__时", 10),
        _signed("请假人签名", "批准人（支部书记）签名"),
    ),
    "会前交支部；没有到会的，会后按支部安排补课。",
)
_OPINION = _half(
    "书　面　意　见",
    (
        wide("姓　名", "{name}", 10),
        wide("会　议", "{meeting}", 11),
        wide("议　题", "{topic}", 12),
        wide("意　见", "□同意　　□不同意　　□弃权", 10),
        wide("理　由", "", 26),
        _signed("本人签名", "收件人签名"),
    ),
    "因故不能到会的正式党员在会前提出，不计入到会；是否计入票数，按现行细则和上级规定。",
)


def _form(
    form_id: str, title: str, half: tuple[Block, ...], prepare: Callable[[MeetingFacts], Values]
) -> Form:
    return Form(
        spec=FormSpec(
            id=form_id,
            title=title,
            version="2026.1",
            subject="meeting",
            paper=replace(PAPER_P, code="P", top=24, bottom=18, page_number="none"),
            prepare=prepare,
            blocks=(
                Repeat(
                    each="sheets",
                    blocks=(
                        Repeat(each="next", blocks=(PageBreak(),)),
                        Repeat(each="upper", blocks=half),
                        Repeat(
                            each="lower",
                            blocks=(
                                Space(lines=0.6),
                                Paragraph(text=_CUT, align="center", size=9, indent=0),
                                Space(lines=0.6),
                                *half,
                            ),
                        ),
                    ),
                ),
            ),
            source="会议请假、书面意见的通用表式（forms.md A12）",
            needed=(("held_on", "会议日期"),),
        ),
        example=_EXAMPLE,
    )


_EXAMPLE = MeetingFacts(
    branch=BRANCH,
    meeting=replace(
        ASSEMBLY,
        attendees=tuple(
            replace(a, leave_kind="流动在外") if a.is_mobile else a
            for a in ASSEMBLY.attendees
            if a.category is Category.FULL
        ),
    ),
    tally=ASSEMBLY_TALLY,
)
FORMS = (
    _form("A12", "请假条", _LEAVE, prepare_leave),
    _form("A12.2", "书面意见", _OPINION, prepare_opinion),
)
