"""What stands on a member's card beside the person's own fields: family, résumé, honours, memos, the branch's own fields."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Literal

from models.domain.dates import parse_date
from models.domain.records import Person

Row = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    """A member of the family or a social relation, as the development forms list them."""

    id: int = 0
    relation: str = ""
    name: str = ""
    birth_date: str = ""
    politics: str = ""
    employer: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeEntry:
    """One stretch of a person's life; `to_on` empty: until now."""

    id: int = 0
    from_on: str = ""
    to_on: str = ""
    content: str = ""
    witness: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Honour:
    """A reward (奖励) or a penalty (处分)."""

    id: int = 0
    kind: str = "奖励"
    on_date: str = ""
    title: str = ""
    given_by: str = ""
    document: str = ""
    ended_on: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memo:
    """A note of the secretary's; goes on no form but the person's own extract."""

    id: int = 0
    made_on: str = ""
    content: str = ""
    made_by: str = ""


Entry = Relative | ResumeEntry | Honour | Memo


class OwnKind(StrEnum):
    """What a field of the branch's own may hold."""

    TEXT = "文字"
    DATE = "日期"
    NUMBER = "数字"
    CHOICE = "选项"
    YES_NO = "是否"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnField:
    """A column the branch added by itself; one that is closed is kept with its values, and offered no more."""

    id: int = 0
    uuid: str = ""
    caption: str = ""
    kind: OwnKind = OwnKind.TEXT
    position: int = 0
    choices: tuple[str, ...] = ()
    closed_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Everything the roster keeps about one person."""

    person: Person
    relatives: tuple[Relative, ...] = ()
    resume: tuple[ResumeEntry, ...] = ()
    honours: tuple[Honour, ...] = ()
    memos: tuple[Memo, ...] = ()
    own: Mapping[int, str] = field(default_factory=dict[int, str])  # by id of the field

    def entries(self, key: str) -> tuple[Entry, ...]:
        """The list of this key, see LISTS."""
        return {
            "relatives": self.relatives,
            "resume": self.resume,
            "honours": self.honours,
            "memos": self.memos,
        }[key]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListColumn:
    """One column of a list on the card; `choices` names a code table (models/domain/codes.py)."""

    key: str
    title: str
    kind: Literal["text", "date"] = "text"
    choices: str = ""
    width: int = 100
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CardList:
    """A list on the card: its table, its columns, and what the empty list says."""

    key: str
    title: str
    table: str
    record: type[Entry]
    columns: tuple[ListColumn, ...]
    counter: str = "条"
    by_hand: bool = False  # the order is the user's own (column seq)

    def row(self, entry: Entry) -> Row:
        """An entry as the screen edits it: texts by column."""
        values = asdict(entry)
        return {name: str(values[name]) for name in ("id", *(column.key for column in self.columns))}


LISTS = (
    CardList(
        key="relatives",
        title="家庭成员和主要社会关系",
        table="relative",
        record=Relative,
        counter="人",
        by_hand=True,
        columns=(
            ListColumn(key="relation", title="称谓", choices="relation", width=78, required=True),
            ListColumn(key="name", title="姓名", width=84, required=True),
            ListColumn(key="birth_date", title="出生年月", kind="date", width=100),
            ListColumn(key="politics", title="政治面貌", choices="politics", width=92),
            ListColumn(key="employer", title="工作单位及职务", width=190),
            ListColumn(key="remark", title="备注", width=110),
        ),
    ),
    CardList(
        key="resume",
        title="学习和工作简历",
        table="resume_entry",
        record=ResumeEntry,
        counter="段",
        by_hand=True,
        columns=(
            ListColumn(key="from_on", title="起", kind="date", width=98),
            ListColumn(key="to_on", title="止", kind="date", width=98),
            ListColumn(key="content", title="在何地、何单位，任何职", width=340, required=True),
            ListColumn(key="witness", title="证明人", width=90),
        ),
    ),
    CardList(
        key="honours",
        title="奖励和处分",
        table="honour",
        record=Honour,
        columns=(
            ListColumn(key="kind", title="类型", choices="honour", width=66, required=True),
            ListColumn(key="on_date", title="日期", kind="date", width=98),
            ListColumn(key="title", title="名称", width=170, required=True),
            ListColumn(key="given_by", title="授予或决定机关", width=150),
            ListColumn(key="document", title="文号", width=90),
            ListColumn(key="ended_on", title="影响期满", kind="date", width=98),
        ),
    ),
    CardList(
        key="memos",
        title="便签",
        table="memo",
        record=Memo,
        columns=(
            ListColumn(key="made_on", title="日期", kind="date", width=98),
            ListColumn(key="content", title="内容", width=400, required=True),
            ListColumn(key="made_by", title="记录人", width=90),
        ),
    ),
)
OWN_COLUMNS = (
    ListColumn(key="caption", title="栏目名称", width=170, required=True),
    ListColumn(key="kind", title="填什么", choices="own_kind", width=90),
    ListColumn(key="choices", title="可选内容（选项才填，用顿号分开）", width=250),
)
LISTS_BY_KEY = {one.key: one for one in LISTS}


def column_names(record: type[Entry]) -> tuple[str, ...]:
    """Columns of an entry's table in the order of its record."""
    return tuple(one.name for one in fields(record))


def is_blank(row: Mapping[str, str], columns: Sequence[ListColumn]) -> bool:
    """Whether nothing is written in a row."""
    return not any(row.get(column.key, "").strip() for column in columns)


def row_problem(row: Mapping[str, str], column: ListColumn) -> str:
    """What is wrong with one cell of a row that is not blank, "" when nothing is."""
    text = row.get(column.key, "").strip()
    if column.required and not text:
        return f"请填写{column.title}，或删去这一行"
    if column.kind == "date" and text and not parse_date(text).iso:
        return f"“{text}”不是一个日期，请写成 2026-09-30（只知道年月就写 2026-09）"
    return ""


def tidy_row(row: Mapping[str, str], columns: Sequence[ListColumn]) -> Row:
    """The texts as they are stored: blanks trimmed, dates in ISO."""
    tidy: Row = {}
    for column in columns:
        text = " ".join(row.get(column.key, "").split())
        tidy[column.key] = (parse_date(text).iso or text) if column.kind == "date" and text else text
    return tidy


def own_problem(own: OwnField, text: str) -> str:
    """What is wrong with the value of an own field, "" when nothing is."""
    if not text:
        return ""
    if own.kind is OwnKind.DATE and not parse_date(text).iso:
        return f"{own.caption}“{text}”不是一个日期，请写成 2026-09-30"
    if own.kind is OwnKind.NUMBER and not _is_number(text):
        return f"{own.caption}请填数字"
    if own.kind is OwnKind.YES_NO and text not in ("是", "否"):
        return f"{own.caption}请填“是”或“否”"
    return ""


def tidy_own(own: OwnField, text: str) -> str:
    """The value of an own field as it is stored."""
    plain = " ".join(text.split())
    return parse_date(plain).iso or plain if own.kind is OwnKind.DATE and plain else plain


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text.isascii() and "n" not in text.lower()
