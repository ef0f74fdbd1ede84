"""Where the table begins on a sheet, and which column means what: heads of one to three rows, merged or not."""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import resources
from models.domain.errors import UserError
from models.domain.roster_cleaning import as_text, is_note, plain_text
from models.services.sheets import Cell, SheetGrid

HEAD_SEARCH_ROWS = 30
HEAD_DEPTH = 3
_NOT_A_HEAD = re.compile(r"[\s_*＊:：,，、。.；;“”\"'（）()\[\]【】/\\\-—]+")
_BRACKETS = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
OTHER_PEOPLE = re.compile(r"联系人|介绍人|父|母|配偶|家属|紧急|负责人|子女|填报|书记|审核")
IGNORED = "#"
NO_NAMES = (
    "没有找到“姓名”这一列，认不出这是名册。请确认表头里有“姓名”，并把名单放在第一个工作表，保存后再导入。"
)


@dataclass(frozen=True, slots=True)
class Aliases:
    """Column heads by meaning; `groups` only name columns beneath them."""

    heads: Mapping[str, str]
    groups: frozenset[str]
    patterns: tuple[tuple[re.Pattern[str], str], ...] = ()

    def field_of(self, head: str) -> str:
        """The field a head stands for, IGNORED for a known one that is not stored, "" for an unknown one."""
        whole = squeeze(head)
        if not whole:
            return ""
        for text in (whole, squeeze(_BRACKETS.sub("", head))):
            if text in self.heads:
                return self.heads[text]
        if self.patterns and (found := self._pattern(whole)) is not None:
            return found
        if OTHER_PEOPLE.search(whole) or len(whole) > 20:
            return ""
        inside = [alias for alias in self.heads if len(alias) >= 4 and alias in whole]
        return self.heads[max(inside, key=len)] if inside else ""

    def by_words(self, head: str) -> str:
        """The field of a head which only says it in its own words, by the first pattern that fits."""
        return self._pattern(squeeze(head)) or ""

    def _pattern(self, text: str) -> str | None:
        return next((field for pattern, field in self.patterns if pattern.search(text)), None)

    def is_group(self, head: str) -> bool:
        return squeeze(head) in self.groups


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The head of a table: rows `first`..`last` (counted from 0), labels and fields by column."""

    first: int
    last: int
    labels: tuple[str, ...]
    fields: Mapping[int, str]

    @property
    def known(self) -> frozenset[str]:
        return frozenset(self.fields.values()) - {IGNORED}


def squeeze(head: str) -> str:
    """A head without blanks, line breaks, brackets and punctuation, full width made half width."""
    return _NOT_A_HEAD.sub("", unicodedata.normalize("NFKC", head))


@cache
def load_aliases(path: str) -> Aliases:
    """An alias table from resources/codes."""
    table = tomllib.loads(resources.read_text(path))
    heads: dict[str, str] = {}
    if base := table.get("base"):
        own = table["fields"]
        heads = {head: field for head, field in load_aliases(base).heads.items() if field in own}
    heads.update({squeeze(head): IGNORED for head in table.get("ignore", {}).get("heads", ())})
    for field, names in table["fields"].items():
        heads.update((squeeze(name), field) for name in names)
    patterns = tuple(
        (re.compile(words), field) for words, field in table.get("patterns", {}).get("heads", ())
    )
    return Aliases(
        heads, frozenset(squeeze(name) for name in table.get("groups", {}).get("heads", ())), patterns
    )


def find_layout(grid: SheetGrid, aliases: Aliases, needed: str = "name") -> Layout | None:
    """The head with the most known columns in the first rows; None when no column is `needed`."""
    best: Layout | None = None
    width = grid.width  # goes over every row: once
    for first in range(min(HEAD_SEARCH_ROWS, len(grid.rows))):
        cells = [plain_text(cell) for cell in grid.rows[first]]
        if sum(1 for cell in cells if cell) < 1:
            continue
        for depth in range(1, HEAD_DEPTH + 1):
            layout = read_head(grid, first, depth, aliases, width)
            if layout is None:
                break
            if needed in layout.known and (best is None or _worth(layout) > _worth(best)):
                best = layout
    return best


def _worth(layout: Layout) -> tuple[int, int, int, int]:
    return len(layout.known), len(layout.fields), -layout.first, -layout.last


def read_head(grid: SheetGrid, first: int, depth: int, aliases: Aliases, width: int) -> Layout | None:
    """The head of so many rows from `first` on; None when those rows cannot be one."""
    last = first + depth - 1
    if last >= len(grid.rows):
        return None
    if depth > 1 and (_is_data(grid.rows[first]) or not _continues(grid.rows[last], aliases)):
        return None
    lines = [_filled(grid, row, first, depth > 1, width) for row in range(first, last + 1)]
    labels: list[str] = []
    fields: dict[int, str] = {}
    for column in range(width):
        parts = [line[column] for line in lines]
        label, field = _meaning(parts, aliases)
        labels.append(label)
        if field:
            fields[column] = field
    return Layout(first=first, last=last, labels=tuple(labels), fields=fields)


def _is_data(row: Sequence[Cell]) -> bool:
    """A row with numbers or dates in it: a person above a repeated head, never the upper row of a head."""
    return any(
        not isinstance(cell, str) or re.fullmatch(r"\d[\d.\-/Xx]*", plain_text(cell))
        for cell in row
        if cell != ""
    )


def _continues(row: Sequence[Cell], aliases: Aliases) -> bool:
    """Whether a row goes on with a head: most of what it holds are known heads or groups."""
    texts = [plain_text(cell) for cell in row]
    filled = [text for text in texts if text]
    known = [
        text for text in filled if aliases.field_of(text) or aliases.is_group(text) or squeeze(text) in _SHORT
    ]
    return (
        bool(filled)
        and len(known) * 5 >= len(filled) * 3
        and not any(re.fullmatch(r"[\d.]+", t) for t in filled)
    )


_SHORT = frozenset(
    {"时间", "日期", "号码", "年月", "方式", "地址", "名称", "类别", "入党", "转正", "手机", "住址"}
)


def _filled(grid: SheetGrid, row: int, first: int, spread: bool, width: int) -> list[str]:
    """Texts of a head row; a merged cell stands in every cell it covers, also below."""
    texts = [plain_text(cell) for cell in grid.rows[row]]
    texts += [""] * (width - len(texts))
    covered: set[int] = set()
    for top, left, bottom, right in grid.merged:
        if top <= row <= bottom and top >= first:
            source = plain_text(grid.rows[top][left]) if left < len(grid.rows[top]) else ""
            for column in range(left, min(right, width - 1) + 1):
                texts[column] = source
                covered.add(column)
    if spread and not grid.merged and row == first:
        for column in range(1, width):
            below = grid.rows[row + 1] if row + 1 < len(grid.rows) else []
            under = plain_text(below[column]) if column < len(below) else ""
            if not texts[column] and under and column not in covered:
                texts[column] = texts[column - 1]
    return texts


def _meaning(parts: Sequence[str], aliases: Aliases) -> tuple[str, str]:
    """Label and field of one column from the texts above it, the lowest being the most telling."""
    stack = [part for i, part in enumerate(parts) if part and part not in parts[:i]]
    if not stack:
        return "", ""
    label = " · ".join(stack)
    if len(stack) == 1:
        return label, aliases.field_of(stack[0])
    own, above = stack[-1], stack[:-1]
    texts = [squeeze("".join(stack)), squeeze(above[-1] + own)]
    joined = next(filter(None, (aliases.heads.get(text, "") for text in texts)), "") or aliases.by_words(
        texts[1]
    )
    if joined:
        return label, joined
    if OTHER_PEOPLE.search(squeeze("".join(above))):
        return label, ""
    field = aliases.field_of(own)
    if field:
        return label, field
    return label, "" if aliases.is_group(above[-1]) else aliases.field_of(above[-1])


def is_repeated_head(cells: Sequence[Cell], layout: Layout) -> bool:
    """A head printed again in the middle of the sheet (also one row of a head of two)."""
    texts = [squeeze(plain_text(cell)) for cell in cells]
    filled = [(i, text) for i, text in enumerate(texts) if text]
    heads = [{squeeze(part) for part in label.split(" · ")} for label in layout.labels]
    same = sum(1 for i, text in filled if i < len(heads) and text in heads[i])
    return len(filled) >= 2 and same * 3 >= len(filled) * 2


def data_rows(grid: SheetGrid, layout: Layout) -> int:
    """How many rows under the head have something in the column of names."""
    names = [column for column, field in layout.fields.items() if field == "name"]
    return sum(
        1
        for row in grid.rows[layout.last + 1 :]
        if any(column < len(row) and as_text(row[column]).strip() for column in names[:1])
        and not is_note(row[names[0]])
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A sheet with a head: how likely it is the one meant, and how many people are on it."""

    grid: SheetGrid
    layout: Layout
    people: int
    position: int

    @property
    def rank(self) -> tuple[int, int, int, int]:
        seen = len(self.layout.known) + (2 if self.grid.visible else 0)
        return seen, year_of(self.grid), self.people, -self.position


def find_sheets(
    grids: Sequence[SheetGrid],
    aliases: Aliases,
    find: Callable[[SheetGrid, Aliases], Layout | None] = find_layout,
) -> list[Found]:
    """The sheets that look like a list of people, in the order of the file."""
    return [
        Found(grid=grid, layout=layout, people=data_rows(grid, layout), position=position)
        for position, grid in enumerate(grids)
        if (layout := find(grid, aliases)) is not None
    ]


def likeliest(found: Sequence[Found], wanted: str = "") -> Found:
    """The sheet with the most known columns and people, or the one that is wanted; UserError when there is none."""
    meant = [one for one in found if not wanted or one.grid.name == wanted]
    if not meant:
        raise UserError(NO_NAMES)
    return max(meant, key=lambda one: one.rank)


def year_of(grid: SheetGrid) -> int:
    """The year in a sheet's name (the newer of two rosters is the one meant); 0 without one, less for an old one."""
    if any(word in grid.name for word in ("旧", "作废", "备份", "历史")):
        return -1
    return max(map(int, re.findall(r"20\d\d", grid.name)), default=0)
