"""What a field of a template is, and how its name is compared."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from models.domain.dates import chinese_date
from models.domain.template import TemplateFacts

Row = Mapping[str, str]
PERSON, BRANCH, MEETING = "person", "branch", "meeting"
NUMBER = "序号"  # of every line of a list

_WORDS = re.compile(r"[^\w]+")


class Day(str):
    """A date as text (1985年7月1日) which knows its ISO form, for the other ways to write it."""

    __slots__ = ("iso",)
    iso: str

    def __new__(cls, iso: str) -> "Day":
        made = super().__new__(cls, chinese_date(iso) if iso else "")
        made.iso = iso
        return made


@dataclass(frozen=True, slots=True)
class Field:
    """A single value. `scope` says of whom; `name` is what stands between the braces."""

    name: str
    group: str
    scope: str
    get: Callable[[TemplateFacts], str]
    aliases: tuple[str, ...] = ()
    note: str = ""
    boxes: int = 0  # may be asked for character by character: 身份证号1 … 身份证号18


@dataclass(frozen=True, slots=True)
class ListField:
    """A list whose rows repeat; `columns` are (name, other names)."""

    name: str
    group: str
    scope: str
    columns: tuple[tuple[str, tuple[str, ...]], ...]
    get: Callable[[TemplateFacts], Sequence[Row]]
    aliases: tuple[str, ...] = ()
    note: str = ""

    def column(self, name: str) -> str:
        """The column of this name, "" when there is none."""
        key = simplify(name)
        return next(
            (own for own, others in self.columns if key in map(simplify, (own, *others))),
            NUMBER if key == NUMBER else "",
        )

    def blank(self) -> Row:
        return {name: "" for name, _ in (*self.columns, (NUMBER, ()))}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a name stands for: a field, a field's n-th character, a list, or a list's n-th row."""

    field: Field | None = None
    rows: ListField | None = None
    number: int = 0

    @property
    def name(self) -> str:
        """The one name it is kept under: 家庭成员2 of 社会关系2."""
        own = self.field.name if self.field else self.rows.name if self.rows else ""
        return f"{own}{self.number}" if self.number else own


def columns(*names: str | tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Columns of a list from names, or names with their other names behind."""
    return tuple((name, ()) if isinstance(name, str) else (name[0], name[1:]) for name in names)


def simplify(name: str) -> str:
    """A name as it is compared: half-width, without blanks, brackets and signs."""
    return _WORDS.sub("", unicodedata.normalize("NFKC", name)).replace("_", "")


def likeness(one: str, other: str) -> float:
    """0 to 1 and a little more: a name within the other, or the same beginning or end, counts for more."""
    if not one or not other:
        return 0.0
    within = 0.3 if one in other or other in one else 0.0
    ends = 0.05 if one[0] == other[0] or one[-1] == other[-1] else 0.0
    return SequenceMatcher(None, one, other).ratio() + within + ends
