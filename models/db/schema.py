"""What the live tables look like: which columns, which empty value, which children follow a deletion."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from models.db.connection import RawConnection
from models.domain.errors import UserError

JOURNAL = "journal"
# autosaved half-finished forms, secret keys, what the computer remembers of itself, figures made from other
# tables, the sign of a merge under way, contents under their hash: not history, not undoable
UNJOURNALLED = frozenset({"draft", "identity", "keeping", "summary", "merging", "blob"})
# what a branch sends: in a committee's file written beside the journal, proved by the packages' own hashes
PARTITION = (
    "branch",
    "person",
    "mark",
    "election",
    "election_choice",
    "meeting",
    "attendance",
    "agenda_item",
    "correction",
    "dues_standard",
    "reduction",
    "payment",
    "payment_line",
    "voucher",
    "posting",
    "cash_count",
    "step",
    "companion",
    "movement",
    "contact_log",
    "relative",
    "resume_entry",
    "honour",
    "memo",
    "party_group",
    "committee_term",
    "post_term",
    "own_field",
    "own_value",
    "guest_member",
    "attachment",
    "exemption",
    "plan_item",
    "task",
    "appraisal",
    "appraisal_line",
    "opinion",
    "talk_record",
    "answer",
)
MODE_KEY, COMMITTEE_MODE = "desk.mode", "committee"
LARGEST_INT = 2**53
BAD_TEXT = "文字里有无法保存的字符。请删掉乱码后再保存。"

Value = str | int | None
Row = dict[str, Value]


@dataclass(frozen=True, slots=True)
class ColumnInfo:
    """One column; `blank` is the value left out of canonical rows, `default` what an insert gets."""

    name: str
    is_text: bool
    nullable: bool
    default: Value

    @property
    def blank(self) -> Value:
        return None if self.nullable else "" if self.is_text else 0

    def coerce(self, value: object) -> Value:
        """The value as the column stores it; wrong types are bugs, bad text is the user's to mend."""
        if type(value) is str and self.is_text:
            return value if value.isascii() and "\x00" not in value else _clean_text(value)
        if value is None:
            if not self.nullable:
                raise ValueError(f"{self.name} may not be NULL")
            return None
        if self.is_text:
            if isinstance(value, bool) or not isinstance(value, str | int):
                raise TypeError(f"{self.name} takes text, not {type(value).__name__}")
            return _clean_text(str(value))
        if not isinstance(value, int):
            raise TypeError(f"{self.name} takes an integer, not {type(value).__name__}")
        if abs(value) > LARGEST_INT:
            raise UserError("数字太大，无法保存。请检查后重新填写。")
        return int(value)


@dataclass(frozen=True, slots=True)
class Child:
    """A column of another table which points here."""

    table: str
    column: str
    action: str  # CASCADE | SET NULL | RESTRICT


@dataclass(frozen=True, slots=True)
class TableInfo:
    name: str
    columns: dict[str, ColumnInfo]
    blanks: Row  # by column: the value left out of compact rows
    children: list[Child] = field(default_factory=list[Child])

    @property
    def is_journalled(self) -> bool:
        return self.name not in UNJOURNALLED

    @property
    def column_list(self) -> str:
        return ", ".join(self.columns)

    def check(self, values: Mapping[str, object]) -> Row:
        """Coerced values; an unknown column raises."""
        unknown = [name for name in values if name not in self.columns]
        if unknown:
            raise ValueError(f"{self.name} has no column {', '.join(unknown)}")
        return {name: self.columns[name].coerce(value) for name, value in values.items()}

    def defaults(self) -> Row:
        """The row an INSERT without values would make (id and required columns left out)."""
        return {name: column.default for name, column in self.columns.items()}

    def full(self, row: tuple[Any, ...]) -> Row:
        return dict(zip(self.columns, row, strict=True))

    def compact(self, row: Mapping[str, Value]) -> Row:
        """The row without its blank values: what is hashed, so that a later empty column changes nothing."""
        return {name: value for name, value in row.items() if value != self.blanks[name]}

    def restored(self, compact: Mapping[str, Value]) -> Row:
        """The whole row back from its compact form."""
        return self.blanks | dict(compact)


def _clean_text(text: str) -> str:
    """Text which can be stored and read by every program: no NUL, no half surrogates."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise UserError(BAD_TEXT) from error
    if "\x00" in text:
        raise UserError(BAD_TEXT)
    return text


def _default(text: str | None, is_text: bool) -> Value:
    if text is None:
        return None
    return text[1:-1].replace("''", "'") if is_text else int(text)


MOST_KEPT = 16  # schemas differ only by the program's version
_TAKEN_APART: dict[tuple[tuple[str, str], ...], dict[str, TableInfo]] = {}


def read_schema(raw: RawConnection) -> dict[str, TableInfo]:
    """Every table but SQLite's own, as it is in the open file; what is written alike is taken apart once."""
    written = tuple(
        (str(name), str(sql))
        for name, sql in raw.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        )
    )
    if written not in _TAKEN_APART:
        if len(_TAKEN_APART) >= MOST_KEPT:
            _TAKEN_APART.clear()
        _TAKEN_APART[written] = _take_apart(raw, [name for name, _ in written])
    return dict(_TAKEN_APART[written])


def _take_apart(raw: RawConnection, names: list[str]) -> dict[str, TableInfo]:
    tables: dict[str, TableInfo] = {}
    for table in names:
        columns: dict[str, ColumnInfo] = {}
        for _, name, kind, not_null, default, key in raw.execute(f"PRAGMA table_info({table})"):
            is_text = kind == "TEXT"
            nullable = not not_null and not key
            columns[name] = ColumnInfo(name, is_text, nullable, _default(default, is_text))
        tables[table] = TableInfo(table, columns, {name: column.blank for name, column in columns.items()})
    for table in names:
        for row in raw.execute(f"PRAGMA foreign_key_list({table})"):
            tables[row[2]].children.append(Child(table, row[3], row[6]))
    return tables
