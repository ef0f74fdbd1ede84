"""A row of a roster: put back in place when its cells have slipped, cleaned, and compared with its own ID number."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from models.domain.dates import add_months, full
from models.domain.idnumber import check, normalise
from models.domain.records import Category
from models.domain.roster_cleaning import (
    DATE_FIELDS,
    Problem,
    Value,
    Verdict,
    as_text,
    clean_cell,
    is_mobile_remark,
    is_people,
    known_code,
    looks_like_name,
    plain_text,
    tidy_name,
    truncated,
)

SERIAL = "#"  # the column 序号, known but not stored
LANDLINE = "landline"
_DATE_LIKE = re.compile(
    r"[\d０-９]{2,8}[\d０-９.\-/年月日．。、号]*|[〇零一二三四五六七八九十]{2,6}年.*|无|/|-+|—+"
)
_PHONE_LIKE = re.compile(r"[\d０-９+＋][\d０-９\s\-、/，,;；()（）]{6,40}")
_CODES = {"sex": "sex", "category": "category", "education": "education"}
_TYPED = frozenset({"name", "id_number", "phone", "ethnicity", SERIAL, *_CODES, *DATE_FIELDS})
_STEPS = (1, -1, 2, -2)


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanRow:
    """One row as it would be stored: `derived` are the fields filled from the ID number."""

    values: dict[str, Value]
    problems: list[Problem]
    derived: tuple[str, ...] = ()
    id_key: str = ""  # first 15–18 characters known of the ID number, also of a ruined one


def fits(field: str, value: object) -> bool | None:
    """Whether a cell looks like its column; None when the column takes anything or the cell is empty."""
    if field not in _TYPED or value == "" or value is None:
        return None
    text = plain_text(value)
    if not text:
        return None
    if field == "name":
        return looks_like_name(text) and not is_people(text) and not known_code("category", text)
    if field == "id_number":
        return _id_like(value)
    if field == "phone":
        number = isinstance(value, int | float) and 1e6 <= abs(value) < 1e12
        return number or (bool(_PHONE_LIKE.fullmatch(text)) and not _id_like(value))
    if field == "ethnicity":
        return is_people(text)
    if field == SERIAL:
        return bool(re.fullmatch(r"\d{1,6}(\.0)?", as_text(value)))
    if field in _CODES:
        return bool(known_code(_CODES[field], text))
    if isinstance(value, date | datetime):
        return True
    return bool(_DATE_LIKE.fullmatch("".join(text.split()))) and not _id_like(value)


def realign(
    cells: Sequence[object], fields: Mapping[int, str], width: int
) -> tuple[list[object], bool] | None:
    """Cells put back under their heads when a stretch of the row has slipped sideways.

    None: nothing has slipped. Otherwise the cells, and whether every typed cell now fits (True = certain).
    """
    row = [cells[i] if i < len(cells) else "" for i in range(max(width, len(cells)))]
    bad, good = _score(row, fields)
    if bad < 2 and not (bad == 1 and _id_elsewhere(row, fields)):
        return None
    best, best_score = row, (good - 2 * bad)
    for step in _STEPS:
        for start in range(len(row)):
            moved = _moved(row, start, step)
            if moved is None:
                continue
            moved_bad, moved_good = _score(moved, fields)
            score = moved_good - 2 * moved_bad
            if score > best_score:
                best, best_score = moved, score
    bad_now, good_now = _score(best, fields)
    if best is not row and bad_now <= bad // 2 and good_now > good:
        return best, bad_now == 0
    return ([_kept(fields.get(i, ""), cell) for i, cell in enumerate(row)], False) if bad >= 3 else None


def _kept(field: str, cell: object) -> object:
    return "" if fits(field, cell) is False else cell


def _score(row: Sequence[object], fields: Mapping[int, str]) -> tuple[int, int]:
    judged = [fits(field, row[index]) for index, field in fields.items() if index < len(row)]
    return judged.count(False), judged.count(True)


def _moved(row: list[object], start: int, step: int) -> list[object] | None:
    """The row with the cells from `start` on moved: step > 0 closes blank cells, step < 0 opens them."""
    if step > 0:
        gap = row[start : start + step]
        return [*row[:start], *row[start + step :], *[""] * step] if not any(map(as_text, gap)) else None
    tail = row[step:]
    return [*row[:start], *[""] * -step, *row[start:step]] if not any(map(as_text, tail)) else None


def _id_like(value: object) -> bool:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return abs(value) >= 1e14
    number = normalise(as_text(value))
    return bool(re.fullmatch(r"\d{14,19}[\dXx*]?|\d\.\d+E\+?1[67]", number)) and not re.fullmatch(
        r"1[3-9]\d{9}1[3-9]\d{9}", number
    )


def _id_elsewhere(row: Sequence[object], fields: Mapping[int, str]) -> bool:
    return any(_id_like(cell) for i, cell in enumerate(row) if fields.get(i) != "id_number")


def clean_row(
    cells: Mapping[str, object], today: str, months_asked: frozenset[str] = frozenset()
) -> CleanRow:
    """Clean the cells of one person. `months_asked`: date columns which only ask for year and month."""
    values: dict[str, Value] = {}
    problems: list[Problem] = []
    for field, cell in cells.items():
        if field == SERIAL:
            continue
        value, found = clean_cell("phone" if field == LANDLINE else field, cell)
        if field in months_asked:
            found = [p for p in found if p.code != "date.partial" or len(p.after) != 7]
        values[field] = value
        problems += found
    _take_name_note(cells, values, problems)
    _merge_landline(values)
    problems += _zeroed(cells, values)
    number = str(values.get("id_number", ""))
    key = number or _ruined(cells.get("id_number"))
    problems += _check_dates(cells, values, today, key)
    problems += _compare(values, key, bool(number))
    derived = _derive(values, number)
    if is_mobile_remark(values.get("remark", "")) and "is_mobile" not in values:
        values["is_mobile"] = True
    return CleanRow(values=values, problems=problems, derived=derived, id_key=key)


def _zeroed(cells: Mapping[str, object], values: dict[str, Value]) -> list[Problem]:
    """A number ending in 000 whose check digit fits by chance: the recorded sex gives it away."""
    number = str(values.get("id_number", ""))
    verdict = check(number)
    if not (number.endswith("000") and verdict.ok and values.get("sex") not in ("", None, verdict.sex)):
        return []
    values["id_number"] = ""
    return [truncated("id_number", as_text(cells.get("id_number")))]


def _ruined(cell: object) -> str:
    """The first 15 digits of a number which a spreadsheet has cut; they are exact."""
    text = as_text(cell)
    return text[:15] if re.fullmatch(r"\d{18}", text) else ""


def _take_name_note(cells: Mapping[str, object], values: dict[str, Value], problems: list[Problem]) -> None:
    """张三（女）, 李四（预备）: the note fills an empty column."""
    found = re.search(r"[(（\[【](.{1,8})[)）\]】]$", tidy_name(cells.get("name", "")))
    for field in ("sex", "category") if found else ():
        code = known_code(field, found[1]) if found and not found[1].isdigit() else ""
        if code and not values.get(field):
            values[field] = code


def _merge_landline(values: dict[str, Value]) -> None:
    landline = values.pop(LANDLINE, "")
    if landline and not values.get("phone"):
        values["phone"] = landline
    elif landline:
        values["remark"] = "；".join(filter(None, (str(values.get("remark", "")), f"固定电话 {landline}")))


def _check_dates(
    cells: Mapping[str, object], values: dict[str, Value], today: str, id_key: str
) -> list[Problem]:
    """Two-digit years are put into the century that fits; dates beyond next year cannot be true."""
    found: list[Problem] = []
    birth = id_key[6:10] if len(id_key) >= 15 else str(values.get("birth_date", ""))[:4]
    limit = add_months(today, 12) if full(today) else "9999"
    for field in DATE_FIELDS:
        value = str(values.get(field, ""))
        short = re.match(r"\s*[`'’]?\d{2}\D", as_text(cells.get(field)))
        if value and short:
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


def _compare(values: Mapping[str, Value], id_key: str, whole: bool) -> list[Problem]:
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
