"""Code tables as data: a national or trade table with its source, found by name, pinyin, initials or code."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import resources

# fields of the card that have a table of their own name
TABLED = frozenset(
    {"ethnicity", "education", "degree", "marriage", "post", "stratum", "frontline", "lost_kind", "title_level",
     "politics", "join_kind", "confirm_kind", "sex", "category", "membership_state"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CodeItem:
    """One line of a table; `code` is empty where none is known for certain."""

    code: str
    name: str
    pinyin: str  # hanzu
    initials: str  # hz


@dataclass(frozen=True, slots=True)
class CodeTable:
    """`verified` as in the rules: V seen in print, V? weakly, M trade knowledge.

    `rungs`: names of one height together, from the highest down, where a table has heights.
    """

    key: str
    title: str
    source: str
    verified: str
    items: tuple[CodeItem, ...]
    rungs: tuple[tuple[str, ...], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(item.name for item in self.items)

    def code_of(self, name: str) -> str:
        """The code of a name, "" when there is none."""
        return next((item.code for item in self.items if item.name == name), "")


@cache
def code_table(key: str) -> CodeTable:
    """A table of resources/codes/tables, read once."""
    data = tomllib.loads(resources.read_text(f"codes/tables/{key}.toml"))
    items = tuple(
        CodeItem(code, name, pinyin.replace(" ", ""), "".join(part[0] for part in pinyin.split()))
        for code, name, pinyin in data["items"]
    )
    rungs = tuple(tuple(names) for names in data.get("rungs", ()))
    return CodeTable(key, str(data["title"]), str(data["source"]), str(data["verified"]), items, rungs)


def find_codes(items: Sequence[CodeItem], typed: str) -> list[CodeItem]:
    """Items meant by what was typed, the likeliest first: beginnings before parts, everything for nothing."""
    wanted = "".join(typed.split()).lower()
    if not wanted:
        return list(items)
    ranked = [(rank, item) for item in items if (rank := _rank(item, wanted))]
    return [item for _rank_, item in sorted(ranked, key=lambda pair: pair[0])]


def _rank(item: CodeItem, wanted: str) -> int:
    """1 is the best; 0 is not meant at all."""
    name = item.name.lower()
    checks = (
        name == wanted,
        name.startswith(wanted),
        item.initials.startswith(wanted) or bool(item.code) and item.code.startswith(wanted),
        item.pinyin.startswith(wanted),
        wanted in name,
        len(wanted) > 1 and (wanted in item.initials or wanted in item.pinyin),
    )
    return next((place for place, met in enumerate(checks, start=1) if met), 0)
