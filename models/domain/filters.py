"""A search put together by hand: conditions over any field of the card, joined by 全部 or 任一, as a tree.

The tree is checked here against the fields there are; SQL is made of it in models/services/filter_sql.py, never of text.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

from models.domain.dates import parse_date
from models.domain.errors import UserError
from models.domain.labels import FIELD_LABELS
from models.domain.roster_codes import known_code

OWN = "own:"  # key of a field the branch added: own:<id>; at a committee the ids of all branches that have it
UNIT, GENERAL = "unit", "general"  # at a committee: whose people they are
MAX_DEPTH, MAX_CONDITIONS, MAX_LENGTH = 3, 40, 200


class Kind(StrEnum):
    """What a field holds, and so what can be asked of it."""

    TEXT = "text"
    CHOICE = "choice"
    DATE = "date"
    NUMBER = "number"
    FLAG = "flag"


class Op(StrEnum):
    """What is asked; the values are what a saved search keeps."""

    CONTAINS = "contains"
    LACKS = "lacks"
    IS = "is"
    IS_NOT = "is_not"
    STARTS = "starts"
    AT_LEAST = "at_least"  # of a field with heights: this rung of its table or a higher one
    AT_MOST = "at_most"
    BETWEEN = "between"  # an end left empty is open
    MONTH = "month"
    EMPTY = "empty"
    FILLED = "filled"
    YES = "yes"
    NO = "no"


OP_LABELS = {
    Op.CONTAINS: "包含",
    Op.LACKS: "不包含",
    Op.IS: "是",
    Op.IS_NOT: "不是",
    Op.STARTS: "开头是",
    Op.AT_LEAST: "…及以上",
    Op.AT_MOST: "…及以下",
    Op.BETWEEN: "在此范围",
    Op.MONTH: "在几月份",
    Op.EMPTY: "空着",
    Op.FILLED: "填了",
    Op.YES: "是",
    Op.NO: "不是",
}
OPS: Mapping[Kind, tuple[Op, ...]] = {
    Kind.TEXT: (Op.CONTAINS, Op.LACKS, Op.IS, Op.IS_NOT, Op.STARTS, Op.EMPTY, Op.FILLED),
    Kind.CHOICE: (Op.IS, Op.IS_NOT, Op.CONTAINS, Op.LACKS, Op.EMPTY, Op.FILLED),
    Kind.DATE: (Op.BETWEEN, Op.MONTH, Op.EMPTY, Op.FILLED),
    Kind.NUMBER: (Op.BETWEEN, Op.EMPTY, Op.FILLED),
    Kind.FLAG: (Op.YES, Op.NO),
}
VALUELESS = frozenset({Op.EMPTY, Op.FILLED, Op.YES, Op.NO})
HEIGHTS = (Op.AT_LEAST, Op.AT_MOST)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterField:
    """One field that can be asked about; `choices` are offered, `unit` stands behind a number.

    `rungs`: the values of its code table by height, the highest first.
    """

    key: str
    title: str
    kind: Kind
    group: str
    choices: tuple[str, ...] = ()
    unit: str = ""
    rungs: tuple[tuple[str, ...], ...] = ()

    @property
    def ops(self) -> tuple[Op, ...]:
        """What can be asked of it."""
        usual = OPS[self.kind]
        return (*usual[:2], *HEIGHTS, *usual[2:]) if self.rungs else usual

    def reached(self, op: Op, value: str) -> tuple[str, ...]:
        """The values that are as high as this one, or higher (AT_MOST: lower); () for what has no height."""
        at = next((n for n, names in enumerate(self.rungs) if value in names), None)
        if at is None:
            return ()
        meant = self.rungs[: at + 1] if op is Op.AT_LEAST else self.rungs[at:]
        return tuple(name for names in meant for name in names)


@dataclass(frozen=True, slots=True)
class Condition:
    """One question. Values: texts for 是 and 包含, two ends for a range (one may be empty), a month."""

    field: str
    op: Op
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions, and groups of them, of which all or any must hold."""

    parts: "tuple[Condition | Group, ...]" = ()
    any_of: bool = False

    def __bool__(self) -> bool:
        return bool(self.parts)


Fields = Mapping[str, FilterField]

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "常用",
        ("name", "sex", "age", "category", "party_years", "education", "ethnicity", "party_group", "party_post", "post"),
    ),
    (
        "基本信息",
        ("id_number", "birth_date", "native_place", "birth_place", "marriage", "degree", "school", "major"),
    ),
    (
        "党籍",
        ("joined_on", "confirmed_on", "applied_on", "arrived_on", "membership_state", "standing_correction",
         "join_kind", "confirm_kind", "probation_extension", "joined_branch", "branch_name", "league_joined_on",
         "politics", "suspended_from", "suspended_to", "left_on", "left_kind"),
    ),
    ("联系方式", ("phone", "landline", "address", "household")),
    (
        "工作",
        ("frontline", "employer", "work_started_on", "stratum", "technical_title", "title_level", "united_unit",
         "archive_place", "speciality", "is_migrant_worker"),
    ),
    (
        "流动、失联与关怀",
        ("is_mobile", "mobile_to", "is_lost", "lost_on", "lost_kind", "is_exempt", "is_hardship", "is_incapable"),
    ),
    ("其他", ("remark", "memo", "marks")),
)  # fmt: skip
TITLES = {"age": "年龄", "party_years": "党龄", "marks": "有待核", "memo": "便签"}
DATE_FIELDS = frozenset(
    {"birth_date", "joined_on", "confirmed_on", "applied_on", "arrived_on", "league_joined_on", "suspended_from",
     "suspended_to", "left_on", "work_started_on", "lost_on"}
)  # fmt: skip
FLAG_FIELDS = frozenset(
    {"is_migrant_worker", "is_mobile", "is_lost", "is_exempt", "is_hardship", "is_incapable", "marks"}
)
CHOICE_FIELDS = frozenset(
    {"sex", "category", "education", "ethnicity", "party_group", "party_post", "post", "marriage", "degree",
     "membership_state", "join_kind", "confirm_kind", "politics", "left_kind", "frontline", "stratum", "title_level",
     "lost_kind", "native_place", "branch_name", "technical_title", "mobile_to", "united_unit"}
)  # fmt: skip
UNITS = {"age": "岁", "party_years": "年", "standing_correction": "个月"}
OWN_KINDS = {
    "文字": Kind.TEXT,
    "日期": Kind.DATE,
    "数字": Kind.NUMBER,
    "选项": Kind.CHOICE,
    "是否": Kind.CHOICE,
}


def kind_of(key: str) -> Kind:
    """What a field of the card holds."""
    if key in DATE_FIELDS:
        return Kind.DATE
    if key in FLAG_FIELDS:
        return Kind.FLAG
    if key in UNITS:
        return Kind.NUMBER
    return Kind.CHOICE if key in CHOICE_FIELDS else Kind.TEXT


def own_ids(key: str) -> tuple[int, ...]:
    """Whose values an own field shows: one id, at a committee one a branch; () for a field of the card."""
    return tuple(map(int, key.removeprefix(OWN).split(","))) if key.startswith(OWN) else ()


def title_of(key: str) -> str:
    """What a field of the card is called here."""
    return TITLES.get(key) or FIELD_LABELS[key]


# checking


def checked(tree: Group, fields: Fields) -> Group:
    """The tree with its values as they are compared; UserError names the condition that cannot be asked."""
    if _count(tree) > MAX_CONDITIONS:
        raise UserError(f"条件太多，最多 {MAX_CONDITIONS} 条。请分成几个筛选来查。")
    return _checked(tree, fields, 1)


def _checked(tree: Group, fields: Fields, depth: int) -> Group:
    if depth > MAX_DEPTH:
        raise UserError("条件的组套得太深，请拆成几个筛选来查。")
    parts: list[Condition | Group] = []
    for part in tree.parts:
        if isinstance(part, Condition):
            parts.append(checked_condition(part, fields))
        elif part:
            parts.append(_checked(part, fields, depth + 1))
    return Group(tuple(parts), tree.any_of)


def checked_condition(one: Condition, fields: Fields) -> Condition:
    """One condition as it is compared, or a sentence saying what to fill in."""
    field = fields.get(one.field)
    if field is None:
        raise UserError("筛选用到的一个栏目已经不在了，请去掉那一条或换一个栏目。")
    if one.op not in field.ops:
        raise UserError(f"“{field.title}”不能这样问，请重新选一个条件。")
    if one.op in VALUELESS:
        return Condition(one.field, one.op)
    values = tuple(" ".join(value.split())[:MAX_LENGTH] for value in one.values)
    if one.op is Op.MONTH:
        values = (_month(field, values),)
    elif one.op is Op.BETWEEN:
        values = _range(field, values)
    else:
        values = tuple(value for value in values if value)
        if not values:
            raise UserError(f"请填写“{field.title}”要找的内容，或选“空着”。")
        if one.op in HEIGHTS:
            values = (_height(field, one.op, values),)
    return Condition(one.field, one.op, values)


def _height(field: FilterField, op: Op, values: Sequence[str]) -> str:
    if len(values) > 1:
        raise UserError(f"“{field.title}{OP_LABELS[op].strip('…')}”只填一级，如“{field.rungs[0][0]}”。")
    value = known_code(field.key, values[0]) or values[0]
    if not field.reached(op, value):
        raise UserError(f"“{value}”分不出高低，请从列表里选一级{field.title}，或改用“是”。")
    return value


def _month(field: FilterField, values: Sequence[str]) -> str:
    text = (values[0] if values else "").removesuffix("月")
    if not text.isdigit() or not 1 <= int(text) <= 12:
        raise UserError(f"“{field.title}”的月份请填 1 到 12。")
    return f"{int(text):02d}"


def _range(field: FilterField, values: Sequence[str]) -> tuple[str, str]:
    first, last = (*values, "", "")[:2]
    if not first and not last:
        raise UserError(f"请填写“{field.title}”的起止，可以只填一头。")
    if field.kind is Kind.DATE:
        first, last = _date(field, first), _date(field, last)
        turned = bool(first and last) and first > last[: len(first)]
    else:
        first, last = _number(field, first), _number(field, last)
        turned = bool(first and last) and float(first) > float(last)
    if turned:
        raise UserError(f"“{field.title}”的起止颠倒了，请调换。")
    return first, last


def _date(field: FilterField, text: str) -> str:
    parsed = parse_date(text) if text else None
    if parsed is not None and not parsed.iso:
        raise UserError(f"“{field.title}”的“{text}”不是一个日期，请写成 2026-09-30，或只写 2026。")
    return parsed.iso if parsed else ""


def _number(field: FilterField, text: str) -> str:
    plain = text.removesuffix(field.unit) if field.unit else text
    if not plain:
        return ""
    try:
        number = float(plain)
    except ValueError:
        number = float("nan")
    if not abs(number) < 1e12:
        raise UserError(f"“{field.title}”请填数字。")
    return f"{number:g}" if number != int(number) else str(int(number))


def _count(tree: Group) -> int:
    return sum(_count(part) if isinstance(part, Group) else 1 for part in tree.parts)


# in words


def in_words(tree: Group, fields: Fields) -> str:
    """The search as a sentence: 年龄 60 岁以上，且性别是女."""
    told: list[str] = []
    for part in tree.parts:
        if isinstance(part, Condition):
            told.append(condition_in_words(part, fields))
        else:
            inner = in_words(part, fields)
            told.append(f"（{inner}）" if len(part.parts) > 1 else inner)
    return ("，或" if tree.any_of else "，且").join(told)


def condition_in_words(one: Condition, fields: Fields) -> str:
    """One condition as one says it."""
    field = fields.get(one.field)
    title, unit = (field.title, field.unit) if field else ("（已不在的栏目）", "")
    space = " " if unit or field and field.kind is Kind.DATE else ""
    if field and field.kind is Kind.FLAG:
        return title if one.op is Op.YES else f"{'没有待核' if one.field == 'marks' else f'不是{title}'}"
    if one.op in (Op.EMPTY, Op.FILLED):
        return f"{title}{OP_LABELS[one.op]}"
    if one.op is Op.MONTH:
        return f"{title}在 {int(one.values[0])} 月"
    if one.op is Op.BETWEEN:
        first, last = one.values
        behind = f" {unit}" if unit else ""
        if first and first == last:
            return f"{title}{space}{first}{behind}"
        if first and last:
            return f"{title}{space}{first} 至 {last}{behind}"
        return (
            f"{title}{space}{first}{behind}{' 起' if not unit else '以上'}"
            if first
            else (f"{title}{space}{last}{behind}{' 止' if not unit else '以下'}")
        )
    if one.op in HEIGHTS:
        return f"{title}{one.values[0]}{OP_LABELS[one.op].strip('…')}"
    return f"{title}{OP_LABELS[one.op]}{'、'.join(one.values)}"


# kept


def to_text(tree: Group) -> str:
    """A tree as it is stored with a saved search."""
    return json.dumps(_plain(tree), ensure_ascii=False, separators=(",", ":"))


def from_text(text: str) -> Group:
    """A stored tree; what cannot be read is a sentence, not a crash."""
    try:
        found = _tree(json.loads(text), 1)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError("这个常用筛选的内容读不出来，请删去后重新存一个。") from error
    if not isinstance(found, Group):
        raise UserError("这个常用筛选的内容读不出来，请删去后重新存一个。")
    return found


def _plain(part: Condition | Group) -> dict[str, Any]:
    if isinstance(part, Condition):
        return {"field": part.field, "op": str(part.op), "values": list(part.values)}
    return {"any" if part.any_of else "all": [_plain(one) for one in part.parts]}


def _tree(data: Any, depth: int) -> Condition | Group:
    if depth > MAX_DEPTH + 1:
        raise ValueError("too deep")
    if "op" in data:
        values = cast("list[object]", data["values"])
        return Condition(str(data["field"]), Op(data["op"]), tuple(str(value) for value in values))
    any_of = "any" in data
    return Group(tuple(_tree(one, depth + 1) for one in data["any" if any_of else "all"]), any_of)
