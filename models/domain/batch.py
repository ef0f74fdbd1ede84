"""One field changed for many people at once: what is to be done, and what it comes to for each of them."""

from dataclasses import dataclass
from enum import StrEnum

from models.domain.dates import parse_date
from models.domain.filters import FilterField, Kind

# who somebody is, and what only an event with its papers changes (变动、任职)
NEVER = frozenset(
    {"name", "id_number", "birth_date", "sex", "age", "party_years", "marks", "memo", "category", "membership_state",
     "left_on", "left_kind", "arrived_on", "suspended_from", "suspended_to", "is_lost", "lost_on", "lost_kind",
     "is_mobile", "mobile_to", "party_post", "confirmed_on", "joined_on", "standing_correction"}
)  # fmt: skip


class How(StrEnum):
    """What is done with the field."""

    SET = "改为"
    FILL = "只填空着的"
    REPLACE = "替换其中的文字"
    CLEAR = "清空"


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchChange:
    """`old` is what REPLACE looks for."""

    key: str
    how: How = How.SET
    value: str = ""
    old: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRow:
    """One person: before and after as shown; `problem` says why nothing is changed."""

    id: int
    name: str
    before: str
    after: str
    problem: str = ""

    @property
    def changes(self) -> bool:
        return not self.problem and self.before != self.after


@dataclass(frozen=True, slots=True)
class BatchPlan:
    """What a change comes to."""

    change: BatchChange
    title: str
    rows: tuple[BatchRow, ...]

    @property
    def changed(self) -> tuple[BatchRow, ...]:
        return tuple(row for row in self.rows if row.changes)


def ways(field: FilterField) -> tuple[How, ...]:
    """What can be done with a field."""
    if field.kind is Kind.FLAG:
        return (How.SET,)
    return tuple(How) if field.kind in (Kind.TEXT, Kind.CHOICE) else (How.SET, How.FILL, How.CLEAR)


def after(change: BatchChange, before: str) -> str:
    """What the field holds then."""
    if change.how is How.CLEAR:
        return ""
    if change.how is How.FILL:
        return before or change.value
    if change.how is How.REPLACE:
        return " ".join(before.replace(change.old, change.value).split())
    return change.value


def value_problem(field: FilterField, change: BatchChange) -> str:
    """Why this cannot be written into the field, "" when it can."""
    if change.how is How.CLEAR:
        return ""
    if change.how is How.REPLACE:
        return "" if change.old else "请填写要找的文字。"
    if not change.value:
        return "请填写新的内容；要去掉内容请选“清空”。"
    if field.kind is Kind.DATE and not parse_date(change.value).iso:
        return f"“{change.value}”不是一个日期，请写成 2026-09-30（只知道年月就写 2026-09）。"
    if field.kind is Kind.NUMBER and not _is_number(change.value):
        return f"“{field.title}”请填数字。"
    if field.kind is Kind.FLAG and change.value not in ("是", "否"):
        return "请选“是”或“否”。"
    if field.key.startswith("own:") and field.choices and change.value not in field.choices:
        return f"“{field.title}”只能是{'、'.join(field.choices)}。"
    return ""


def tidy(field: FilterField, text: str) -> str:
    """A value as it is stored."""
    plain = " ".join(text.split())
    return parse_date(plain).iso or plain if field.kind is Kind.DATE and plain else plain


def _is_number(text: str) -> bool:
    try:
        return abs(float(text)) < 1e12
    except ValueError:
        return False
