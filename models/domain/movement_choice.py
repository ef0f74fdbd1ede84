"""Which movements can be for a person as things stand: what is refused, and what does not fit the present state."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.domain.dates import chinese_date
from models.domain.movement import Movement, open_period
from models.domain.movement_kinds import IN, KINDS, OUT, STOPPED, Aspect, Kind
from models.domain.records import MEMBER_CATEGORIES, Category, Person

_OF_PROBATION = ("转正", "延长预备期", "取消预备党员资格")
_OF_FULL = ("留党察看", "开除党籍")  # a probationary member's qualification is cancelled instead
_AFTER_STOP = ("恢复党籍", "除名", "去世", "其他减少")
_OF_ANYBODY = (OUT, "去世", "其他减少", "接收预备党员")  # also of somebody who is no member yet
_GROUPS = ("减少", "变化", "增加")  # as often as one needs them
_ENDED = {
    Aspect.MOBILE: ("没有登记外出流动", "已登记外出流动"),
    Aspect.LOST: ("没有登记失联", "已登记失联"),
    Aspect.ABROAD: ("没有登记出国（境）", "已登记出国（境）"),
    Aspect.VOTE: ("没有留党察看或中止权利", "已在留党察看或中止权利期间"),
    Aspect.CORRECTION: ("没有登记限期改正", "已在限期改正"),
    Aspect.KEPT: ("没有保留组织关系", "已登记毕业保留"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A kind that is offered; `doubt`: why it does not fit what is known now (only the past may have been so)."""

    kind: Kind
    doubt: str = ""


def choices(person: Person, movements: Sequence[Movement], has_dossier: bool, today: str) -> list[Choice]:
    """What can be recorded of a person: what fits now first, in the order of the kinds, then what does not.

    A transfer is always among them: with a letter on its way one learns here what to do with it.
    """
    possible = [k for k in KINDS if k.name == OUT or not refusal(person, k, movements, has_dossier)]
    if person.left_on or not person.id:
        return [Choice(kind=kind) for kind in possible if kind.name == IN]
    found = [
        Choice(kind=kind, doubt=_doubt(person, kind, movements, today))
        for kind in possible
        if kind.name != IN and (person.is_member or kind.name in _OF_ANYBODY)
    ]
    return sorted(found, key=lambda choice: (bool(choice.doubt), _GROUPS.index(choice.kind.group)))


def refusal(person: Person, kind: Kind, movements: Sequence[Movement], has_dossier: bool) -> str:
    """Why a movement cannot be recorded of a person, whatever its day; "" when it can."""
    if kind.aspect is Aspect.PLACE and kind.starts:
        if person.left_on:
            return f"{person.name}{chinese_date(person.left_on)}已{person.left_kind or '离开'}，不在册。"
        pending = next((m for m in movements if m.is_pending), None)
        if pending and kind.name == OUT:
            letter = f"（{pending.letter_number}）" if pending.letter_number else ""
            return (
                f"{person.name}{chinese_date(pending.on_date)}开出的介绍信{letter}还没有收到回执。"
                "请先登记回执，或把它作废再另开。"
            )
    already = kind.name in ("恢复党籍", "接收预备党员") or kind.aspect is Aspect.PLACE
    if not already and person.category not in MEMBER_CATEGORIES:
        return f"{person.name}还不是党员，不能登记{kind.name}。"
    if kind.name == "恢复党籍" and person.membership_state != STOPPED:
        return (
            f"{person.name}的党籍没有停止。能恢复的只有停止党籍的；劝其退党、除名、开除的，原则上不能恢复"
            "（《中国共产党党员教育管理工作条例》第二十四条）。"
        )
    if kind.aspect is Aspect.PROBATION and has_dossier:
        return (
            f"{person.name}的{kind.name}请在“发展党员”里登记相应的步骤，名册会跟着改，不用在这里再登记一次。"
        )
    if kind.name == "接收预备党员" and person.category == Category.FULL:
        return f"{person.name}已经是正式党员，入党日期请在登记卡上修改。"
    return ""


def _doubt(person: Person, kind: Kind, movements: Sequence[Movement], today: str) -> str:
    if kind.name == OUT and any(m.is_pending for m in movements):
        return "已有介绍信在途"
    if person.membership_state == STOPPED and kind.name not in _AFTER_STOP:
        return "党籍已停止"
    if kind.name in _OF_PROBATION and person.category == Category.FULL:
        return "已是正式党员"
    if kind.name == "接收预备党员" and person.category == Category.PROBATIONARY:
        return "已是预备党员"
    if kind.name in _OF_FULL and person.category == Category.PROBATIONARY:
        return "预备党员不适用"
    if kind.aspect not in _ENDED:
        return ""
    ordinary, away = _ENDED[kind.aspect]
    lasts = _lasts(person, kind.aspect, movements, today)
    return "" if kind.starts is not lasts else away if kind.starts else ordinary


def _lasts(person: Person, aspect: Aspect, movements: Sequence[Movement], today: str) -> bool:
    """Whether the state away from the ordinary lasts, by the card or by what was recorded."""
    by_card = {
        Aspect.MOBILE: person.is_mobile,
        Aspect.LOST: person.is_lost,
        Aspect.VOTE: bool(person.suspended_from) and not ("" < person.suspended_to < today),
    }
    return by_card.get(aspect, False) or open_period(movements, aspect, today) is not None
