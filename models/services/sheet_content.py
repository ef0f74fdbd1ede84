"""What a column holds when its head says nothing: told by its cells, only where hardly anything else is possible."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache

from models.domain.cell_text import as_text, plain_text
from models.domain.dates import parse_date
from models.domain.idnumber import check
from models.domain.roster_cleaning import is_han, is_note, looks_like_name
from models.domain.roster_codes import is_people, known_code, words
from models.services.sheet_layout import OTHER_PEOPLE, Aliases, Layout, find_layout, squeeze
from models.services.sheets import Cell, SheetGrid

_LOOKED_AT = 300
_ENOUGH = 0.8
_ENOUGH_NAMES = 0.7
_SAYS_NOTHING = re.compile(
    r"(列|栏|字段|无标题|未命名|空白|column|col|field|unnamed|f|[a-z])?\d{0,3}", re.IGNORECASE
)
_MOBILE = re.compile(r"(\+?86)?1[3-9]\d{9}(\.0)?")
_ADDRESS = re.compile(r"\S*[县市区镇乡村路街道社]\S*\d+\s*(号|组|室|栋|幢|单元|队)\S*")


@cache
def _surnames() -> frozenset[str]:
    return frozenset("".join(words("surname", "usual")))


def _is_id(cell: Cell) -> bool:
    return check(as_text(cell)).ok


def _is_name(cell: Cell) -> bool:
    text = "".join(plain_text(cell).split())
    if "·" in text:
        return is_han(text.replace("·", "")) and len(text) > 4
    return (
        2 <= len(text) <= 4
        and is_han(text)
        and text[0] in _surnames()
        and looks_like_name(text)
        and not is_note(text)
        and not any(known_code(table, text) for table in ("category", "education", "sex"))
        and not is_people(text)
    )


def _is_day(cell: Cell) -> bool:
    if isinstance(cell, date):
        return True
    return isinstance(cell, str) and parse_date(cell).precision in ("day", "month") and not cell.isdigit()


def _coded(table: str) -> Callable[[Cell], bool]:
    return lambda cell: bool(known_code(table, cell)) and not as_text(cell).isdigit()


_TELLS: tuple[tuple[str, Callable[[Cell], bool]], ...] = (
    ("id_number", _is_id),
    ("phone", lambda cell: bool(_MOBILE.fullmatch(as_text(cell).replace("-", "").replace(" ", "")))),
    ("sex", lambda cell: plain_text(cell) in ("男", "女")),
    ("ethnicity", is_people),
    ("category", _coded("category")),
    ("education", _coded("education")),
    ("name", _is_name),
    ("address", lambda cell: bool(_ADDRESS.fullmatch("".join(plain_text(cell).split())))),
)


def by_content(grid: SheetGrid, layout: Layout) -> dict[int, str]:
    """Fields of the columns which have none: where the head says nothing, or the numbers of the ID cards speak."""
    taken = set(layout.fields.values())
    free = [i for i in range(grid.width) if i not in layout.fields]
    found: dict[int, str] = {}
    body = grid.rows[layout.last + 1 : layout.last + 1 + _LOOKED_AT]
    days: list[int] = []
    for index in free:
        label = layout.labels[index] if index < len(layout.labels) else ""
        silent = bool(_SAYS_NOTHING.fullmatch(squeeze(label)))
        if OTHER_PEOPLE.search(squeeze(label)):
            continue
        cells = [row[index] for row in body if index < len(row) and as_text(row[index]).strip()]
        if len(cells) < 2 and not (cells and len(body) == 1):
            continue
        for field, tells in _TELLS if silent else _TELLS[:1]:
            if field not in taken and _is(field, cells, tells):
                found[index] = field
                taken.add(field)
                break
        else:
            if silent and _share(cells, _is_day) >= _ENOUGH:
                days.append(index)
    return found | _days(body, {**layout.fields, **found}, days, taken)


def _is(field: str, cells: Sequence[Cell], tells: Callable[[Cell], bool]) -> bool:
    """Names are rarer to be known by sight, but seldom repeat themselves."""
    if field == "name":
        return _share(cells, tells) >= _ENOUGH_NAMES and len(set(cells)) > len(cells) / 2
    return _share(cells, tells) >= _ENOUGH


def _share(cells: Sequence[Cell], tells: Callable[[Cell], bool]) -> float:
    return sum(map(tells, cells)) / len(cells)


def _days(
    body: Sequence[list[Cell]], fields: dict[int, str], days: list[int], taken: set[str]
) -> dict[int, str]:
    """Columns of dates: the birthday is the one the ID numbers tell; of two others the later is 转正."""
    found: dict[int, str] = {}
    ids = next((i for i, field in fields.items() if field == "id_number"), None)
    rest: list[int] = []
    for index in days:
        pairs = (
            [(_at(row, index), check(as_text(_at(row, ids))).birth_date) for row in body]
            if ids is not None
            else []
        )
        known = [(parse_date(day).iso, birth) for day, birth in pairs if birth and day != ""]
        same = sum(bool(day) and birth.startswith(day) for day, birth in known)
        if known and same / len(known) >= _ENOUGH and "birth_date" not in taken:
            found[index] = "birth_date"
            taken.add("birth_date")
        else:
            rest.append(index)
    if len(rest) == 2 and not taken & {"joined_on", "confirmed_on"}:
        first, second = rest
        both = [
            (parse_date(_at(row, first)).iso, parse_date(_at(row, second)).iso)
            for row in body
            if _at(row, first) != "" and _at(row, second) != ""
        ]
        if both and sum(a < b for a, b in both) / len(both) >= _ENOUGH:
            found |= {first: "joined_on", second: "confirmed_on"}
        elif both and sum(a > b for a, b in both) / len(both) >= _ENOUGH:
            found |= {second: "joined_on", first: "confirmed_on"}
    return found


def _at(row: Sequence[Cell], index: int | None) -> Cell:
    return row[index] if index is not None and index < len(row) else ""


def layout_by_content(grid: SheetGrid, aliases: Aliases) -> Layout | None:
    """A table without a head, or whose head does not name the names: None unless its cells leave no doubt."""
    for needed in ("id_number", "phone", "sex"):
        layout = find_layout(grid, aliases, needed)
        if layout is not None and "name" in by_content(grid, layout).values():
            return layout
    bare = Layout(first=-1, last=-1, labels=("",) * grid.width, fields={})
    found = set(by_content(grid, bare).values())
    return bare if "name" in found and (found & {"id_number", "phone"} or len(found) >= 3) else None
