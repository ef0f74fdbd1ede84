"""Columns of the two lists of movements: what happened, and who is away."""

from collections.abc import Sequence

from models.domain.dates import chinese_date
from models.domain.movement import Away, Case
from models.domain.movement_kinds import BY_NAME, OUT
from ui.tables import Column


def state_words(case: Case) -> str:
    """待回执, 至今, to which day: what became of a movement."""
    movement = case.movement
    if movement.voided_on:
        return "作废"
    if movement.kind == OUT:
        return f"{movement.receipt_on} 接收" if movement.receipt_on else "待回执，仍计入"
    kind = BY_NAME[movement.kind]
    if kind.group != "变化" or not kind.starts:
        return ""
    return f"到 {case.ended_on}" if case.ended_on else "至今"


def _tone(case: Case) -> str:
    return "quiet" if case.movement.voided_on else "soon" if case.movement.is_pending else ""


def where_words(case: Case) -> str:
    """The other organisation, or the place."""
    movement = case.movement
    return movement.organisation or movement.place


CASES: Sequence[Column[Case]] = (
    Column(key="on_date", title="日期", text=lambda c: c.movement.on_date, width=100),
    Column(key="name", title="姓名", text=lambda c: c.person.name, width=90),
    Column(key="kind", title="变动", text=lambda c: c.movement.kind, width=112, tone=_tone),
    Column(key="state", title="现在", text=state_words, width=128, tone=_tone),
    Column(
        key="where",
        title="对方党组织、去向",
        text=where_words,
        width=210,
        sort=False,
        wrap=True,
        tip=where_words,
    ),
    Column(
        key="letter_number", title="介绍信号", text=lambda c: c.movement.letter_number, width=120, sort=False
    ),
    Column(
        key="reason",
        title="原因、备注",
        text=lambda c: "；".join(part for part in (c.movement.reason, c.movement.remark) if part),
        width=180,
        sort=False,
        wrap=True,
    ),
)
CASE_SORTS = {
    "on_date": lambda c: (c.movement.on_date, c.id),
    "name": lambda c: c.person.pinyin,
    "kind": lambda c: c.movement.kind,
    "state": state_words,
}

AWAY: Sequence[Column[Away]] = (
    Column(key="name", title="姓名", text=lambda a: a.person.name, width=90, sort=False),
    Column(key="kind", title="情形", text=lambda a: a.kind, width=90, sort=False),
    Column(key="since", title="从哪天起", text=lambda a: a.since, width=100, sort=False),
    Column(
        key="place",
        title="去向",
        text=lambda a: a.place,
        width=130,
        sort=False,
        wrap=True,
        tip=lambda a: a.place,
    ),
    Column(key="phone", title="电话", text=lambda a: a.person.phone, width=112, sort=False),
    *(
        Column[Away](
            key=f"q{n}",
            title=f"{word}季度",
            text=lambda a, n=n: f"✓ {a.quarters[n]}" if a.quarters[n] else "",
            width=76,
            sort=False,
        )
        for n, word in enumerate("一二三四")
    ),
    Column(
        key="last",
        title="最近一次联系",
        text=lambda a: a.last or "没有记录",
        width=120,
        sort=False,
        tone=lambda a: "" if a.last else "soon",
    ),
)

FACTS = (
    *("organisation", "place", "letter_number", "letter_valid_to", "receipt_on", "until"),
    *("approved_by", "approved_on", "document", "dues_paid_to", "papers"),
    *("contact", "contact_phone", "reason", "remark", "voided_on"),
)
DAYS = frozenset({"letter_valid_to", "receipt_on", "until", "approved_on", "voided_on", "dues_paid_to"})


def fact_lines(case: Case, labels: dict[str, str]) -> list[tuple[str, str]]:
    """What was filled in, by the names its kind has for the fields."""
    kind, movement = BY_NAME[case.movement.kind], case.movement
    lines = [(_short(kind.labels.get("on_date", "日期")), chinese_date(movement.on_date))]
    for key in FACTS:
        value = getattr(movement, key)
        if value:
            lines.append(
                (_short(kind.labels.get(key, labels[key])), chinese_date(value) if key in DAYS else value)
            )
    return lines


def _short(label: str) -> str:
    return label.split("（")[0]
