"""A row of a roster: put back in place when its cells have slipped, cleaned, and compared with its own ID number."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from models.domain.dates import add_months, full
from models.domain.idnumber import check
from models.domain.records import Category
from models.domain.roster_cleaning import (
    DATE_FIELDS,
    Cleaner,
    Problem,
    Value,
    Verdict,
    as_text,
    clean_cell,
    is_mobile_remark,
    known_code,
    tidy_name,
    truncated,
)
from models.domain.roster_slip import NOWHERE, SERIAL, fits, kinds

NO_OWN: Mapping[str, Cleaner] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanRow:
    """One row as it would be stored: `derived` are the fields filled from the ID number."""

    values: dict[str, Value]
    problems: list[Problem]
    derived: tuple[str, ...] = ()
    id_key: str = ""  # first 15–18 characters known of the ID number, also of a ruined one


@dataclass(frozen=True, slots=True)
class Judged:
    """What one cell is in its column. `problems` is not to be changed: the same cell is met again."""

    fits: bool
    tells: bool  # plainly belongs to some column, whatever stands above it
    value: Value
    problems: Sequence[Problem]


def judge(
    field: str, cell: object, months_asked: frozenset[str], own: Mapping[str, Cleaner] = NO_OWN
) -> Judged:
    """A cell in the column `field`: whether it belongs there, and what it says. `own`: cleaners of own fields."""
    ok = fits(field, cell) is not False
    if field in (SERIAL, NOWHERE):
        return Judged(ok, False, "", ())
    value, problems = _cleaned(field, cell, months_asked, own)
    return Judged(ok, field == "remark" and bool(kinds(cell)), value, problems)


def _cleaned(
    field: str, cell: object, months_asked: frozenset[str], own: Mapping[str, Cleaner]
) -> tuple[Value, list[Problem]]:
    value, found = own[field](field, cell) if field in own else clean_cell(field, cell)
    if field in months_asked:
        found = [p for p in found if p.code != "date.partial" or len(p.after) != 7]
    return value, found


def clean_row(
    cells: Mapping[str, object],
    today: str,
    months_asked: frozenset[str] = frozenset(),
    own: Mapping[str, Cleaner] = NO_OWN,
) -> CleanRow:
    """Clean the cells of one person; an empty cell says nothing and gives no value.

    `months_asked`: date columns which only ask for year and month. `own`: cleaners of the branch's own fields.
    """
    values: dict[str, Value] = {}
    problems: list[Problem] = []
    for field, cell in cells.items():
        if field == SERIAL or cell == "" or cell is None:
            continue
        values[field], found = _cleaned(field, cell, months_asked, own)
        problems += found
    return settle(cells, values, problems, today)


def settle(
    cells: Mapping[str, object], values: dict[str, Value], problems: list[Problem], today: str
) -> CleanRow:
    """What the cells of one row say of each other, once each is clean."""
    _take_name_note(cells, values, problems)
    problems += _zeroed(cells, values)
    number = str(values.get("id_number", ""))
    key = number or _ruined(cells.get("id_number"))
    problems += _check_dates(cells, values, today, key)
    problems += compare_with_id(values, key, bool(number))
    derived = _derive(values, number)
    if values.get("lost_kind") and "is_lost" not in values:
        values["is_lost"] = True
    if is_mobile_remark(values.get("remark", "")) and "is_mobile" not in values:
        values["is_mobile"] = True
    return CleanRow(values=values, problems=problems, derived=derived, id_key=key)


def _zeroed(cells: Mapping[str, object], values: dict[str, Value]) -> list[Problem]:
    """A number ending in 000 whose check digit fits by chance: the recorded sex gives it away."""
    number = str(values.get("id_number", ""))
    if not number.endswith("000"):
        return []
    verdict = check(number)
    if not (verdict.ok and values.get("sex") not in ("", None, verdict.sex)):
        return []
    values["id_number"] = ""
    return [truncated("id_number", as_text(cells.get("id_number")))]


def _ruined(cell: object) -> str:
    """The first 15 digits of a number which a spreadsheet has cut; they are exact."""
    if not cell:
        return ""
    text = as_text(cell)
    return text[:15] if re.fullmatch(r"\d{18}", text) else ""


def _take_name_note(cells: Mapping[str, object], values: dict[str, Value], problems: list[Problem]) -> None:
    """张三（女）, 李四（预备）: the note fills an empty column."""
    name = cells.get("name", "")
    if isinstance(name, str) and name.isalpha():  # the usual case: nothing but hanzi
        return
    found = re.search(r"[(（\[【](.{1,8})[)）\]】]$", tidy_name(name))
    for field in ("sex", "category") if found else ():
        code = known_code(field, found[1]) if found and not found[1].isdigit() else ""
        if code and not values.get(field):
            values[field] = code


def _check_dates(
    cells: Mapping[str, object], values: dict[str, Value], today: str, id_key: str
) -> list[Problem]:
    """Two-digit years are put into the century that fits; dates beyond next year cannot be true."""
    found: list[Problem] = []
    birth = id_key[6:10] if len(id_key) >= 15 else str(values.get("birth_date", ""))[:4]
    limit = _year_after(today)
    for field in DATE_FIELDS:
        value = str(values.get(field, ""))
        if not value:
            continue
        cell = cells.get(field)
        if type(cell) is str and not cell[:4].isdigit() and re.match(r"\s*[`'’]?\d{2}\D", cell):
            value = values[field] = _century(field, value, today, birth)
        if value > limit:
            before = as_text(cells.get(field))
            message = f"{value[:4]}年还没有到，请核对"
            values[field] = ""
            found.append(
                Problem(
                    field=field,
                    code="date.impossible",
                    verdict=Verdict.DOUBTFUL,
                    before=before,
                    message=message,
                )
            )
    return found


@lru_cache(maxsize=8)
def _year_after(today: str) -> str:
    return add_months(today, 12) if full(today) else "9999"


def _century(field: str, value: str, today: str, birth: str) -> str:
    year = int(value[2:4])
    this_year = int(today[:4]) if today[:4].isdigit() else 2100
    for century in (2000, 1900):
        full_year = century + year
        age_ok = full_year - int(birth) >= 16 if birth.isdigit() and field != "birth_date" else True
        late_ok = full_year <= this_year - (16 if field == "birth_date" else 0)
        if age_ok and late_ok:
            return f"{full_year}{value[4:]}"
    return value


def compare_with_id(values: Mapping[str, Value], id_key: str, whole: bool) -> list[Problem]:
    """Sex and birth date as recorded against the ID number. Both are kept; neither is corrected."""
    if len(id_key) < 15:
        return []
    verdict = check(id_key if whole else f"{id_key}000")
    sex, birth = str(values.get("sex", "")), str(values.get("birth_date", ""))
    found: list[Problem] = []
    if whole and sex and verdict.sex and sex != verdict.sex:
        message = f"登记为“{sex}”，身份证号码显示为“{verdict.sex}”，请核对"
        found.append(_conflict("sex", "sex.conflict", sex, verdict.sex, message))
    if birth and verdict.birth_date and verdict.birth_date[: len(birth)] != birth:
        message = f"登记为 {birth}，身份证号码显示为 {verdict.birth_date}，请核对（以档案为准）"
        found.append(_conflict("birth_date", "birth.conflict", birth, verdict.birth_date, message))
    return found


def _conflict(field: str, code: str, before: str, after: str, message: str) -> Problem:
    return Problem(
        field=field, code=code, verdict=Verdict.DOUBTFUL, before=before, after=after, message=message
    )


def _derive(values: dict[str, Value], number: str) -> tuple[str, ...]:
    """Fill an empty sex or birth date from a valid number; a recorded value is never replaced."""
    if not number or values.get("sex") and values.get("birth_date"):
        return ()
    verdict = check(number)
    if not verdict.ok:
        return ()
    facts = {"sex": str(verdict.sex), "birth_date": verdict.birth_date}
    missing = tuple(field for field, fact in facts.items() if fact and not values.get(field))
    values.update({field: facts[field] for field in missing})
    return missing


def assume_category(row: CleanRow, today: str) -> CleanRow:
    """A roster without a usable 人员类别: who has been confirmed is a full member; the rest is said, not hidden."""
    if row.values.get("category"):
        return row
    joined, confirmed = str(row.values.get("joined_on", "")), str(row.values.get("confirmed_on", ""))
    recent = bool(joined) and not confirmed and len(joined) == 10 and add_months(joined, 12) > today
    category = Category.PROBATIONARY if recent else Category.FULL
    values = {**row.values, "category": str(category)}
    if confirmed:
        return replace(row, values=values)
    message = f"表里没有人员类别，按入党、转正日期暂列为{category}，请核对"
    problem = Problem(
        field="category",
        code="category.assumed",
        verdict=Verdict.DOUBTFUL,
        before="",
        after=str(category),
        message=message,
    )
    return replace(row, values=values, problems=[*row.problems, problem])
