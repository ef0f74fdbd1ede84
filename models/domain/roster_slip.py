"""Whether a cell fits its column, and a row put back in place when its cells have slipped sideways."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date

from models.domain.idnumber import normalise
from models.domain.roster_cleaning import (
    DATE_FIELDS,
    as_text,
    has_odd_signs,
    is_han,
    is_people,
    known_code,
    looks_like_name,
    plain_text,
    tidy_name,
)

SERIAL = "#"  # the column 序号, known but not stored
NOWHERE = ""  # a column without a head
_DATE_LIKE = re.compile(
    r"\d{2,4}[.\-/年]\d{1,2}([.\-/月]\d{0,2}日?号?)?|\d{4}年?|\d{5,6}|\d{8}|[〇零一二三四五六七八九十]{2,6}年.*"
)
_FULL_DATE = re.compile(
    r"\d{2}\.\d{1,2}\.\d{1,2}|(19|20)\d{2}[.\-/年]\d{1,2}([.\-/月]\d{1,2}日?)?|(19|20)\d{2}[01]\d[0-3]\d"
)
_NOTHING = frozenset({"无", "/", "-", "--", "—", "——", "不详", "未知", "空", "未转正", "同上"})
_MOBILE = re.compile(r"(\+?86)?1[3-9]\d{9}")
_ADDRESS = re.compile(r"\S*[县市区镇乡村路街道社]\S*\d+\s*(号|组|室|栋|幢|单元|队)\S*")
_PHONE_LIKE = re.compile(r"[\d０-９+＋][\d０-９\s\-、/，,;；()（）]{6,40}")
_USUAL = {
    "id_number": re.compile(r"[0-9]{17}[0-9X]"),
    "phone": re.compile(r"1[3-9][0-9]{9}"),
    **dict.fromkeys(DATE_FIELDS, re.compile(r"[12][0-9]{3}-[01][0-9](-[0-3][0-9])?")),
}
_CODES = {"sex": "sex", "category": "category", "education": "education"}
_TYPED = frozenset({"name", "id_number", "phone", "ethnicity", SERIAL, *_CODES, *DATE_FIELDS})
_STEPS = (1, -1, 2, -2)
_PLACES = frozenset({"address", "household"})
_HOMES = frozenset({"address", "sex", "id_number", "phone", "joined_on", "birth_date"})
_TOTALS = frozenset(
    {"合计", "总计", "小计", "共计", "累计", "其中", "备注", "单位", "日期", "人数", "总人数"}
)
_CLOCK = re.compile(r"T?\d{1,2}:\d{2}(:\d{2})?(\.\d+)?$")
_DOTS = {ord("。"): ".", ord("、"): "."}


def fits(field: str, value: object) -> bool | None:
    """Whether a cell looks like its column; None when the column takes anything or the cell says nothing."""
    if value == "" or value is None:
        return None
    if field not in _TYPED:
        return _fits_free(field, value) if field in _PLACES or field == NOWHERE else None
    if type(value) is str and (usual := _USUAL.get(field)) and usual.fullmatch(value):
        return True
    text = plain_text(value)
    if not text or text in _NOTHING:
        return None
    if field == "name":
        word = is_people(text) or any(known_code(table, text) for table in ("category", "sex", "education"))
        return looks_like_name(text) and not word
    if field == "id_number":
        return _id_like(value)
    if field == "phone":
        number = isinstance(value, int | float) and 1e6 <= abs(value) < 1e12
        like = number or (bool(_PHONE_LIKE.fullmatch(text)) and not _id_like(value))
        return like and not isinstance(value, date) and not _FULL_DATE.fullmatch(text)
    if field == "ethnicity":
        return is_people(text)
    if field == SERIAL:
        return bool(re.fullmatch(r"\d{1,6}(\.0)?", as_text(value)))
    if field in _CODES:
        return bool(known_code(_CODES[field], text))
    return _date_like(value)


def _date_like(value: object) -> bool:
    if isinstance(value, date):
        return True
    text = "".join(unicodedata.normalize("NFKC", as_text(value)).translate(_DOTS).split())
    return bool(_DATE_LIKE.fullmatch(_CLOCK.sub("", text)))


def _fits_free(field: str, value: object) -> bool | None:
    """An address which is plainly something else, or is plainly an address."""
    if isinstance(value, date):
        return False
    text = "".join(plain_text(value).split())
    if field == "address" and _ADDRESS.fullmatch(text):
        return True
    if kinds(value) - {"address"}:
        return False
    return None


def kinds(value: object) -> set[str]:
    """The columns a cell plainly belongs to, whatever stands above it; empty when it could be anything."""
    if isinstance(value, date):
        return set(DATE_FIELDS)
    text = "".join(unicodedata.normalize("NFKC", plain_text(value)).split())
    if _id_like(value):
        return {"id_number"}
    if _MOBILE.fullmatch(text.replace("-", "")):
        return {"phone"}
    if _FULL_DATE.fullmatch(_CLOCK.sub("", text)):
        return set(DATE_FIELDS)
    if _ADDRESS.fullmatch(text):
        return {"address"}
    if text.isascii():
        return set()
    kinds = {field for field in _CODES if known_code(_CODES[field], text)}
    return kinds | ({"ethnicity"} if is_people(text) else set())


def is_somebody(cells: Mapping[str, object]) -> bool:
    """Whether a row is plainly about a person even if the name reads like a word of the form (其中华, 单位清)."""
    name = tidy_name(cells.get("name", ""))
    name = re.sub(r"[(（\[【].{1,8}$", "", name)
    phone = "".join(plain_text(cells.get("phone", "")).split()).replace("-", "")
    known = fits("id_number", cells.get("id_number", "")) or bool(_MOBILE.fullmatch(phone))
    if not known or not name:
        return False
    return has_odd_signs(name) or (2 <= len(name) <= 4 and is_han(name) and name not in _TOTALS)


def realign(
    cells: Sequence[object], fields: Mapping[int, str], width: int
) -> tuple[list[object], bool] | None:
    """Cells put back under their heads when a stretch of the row has slipped sideways.

    None: nothing has slipped. Otherwise the cells, and whether every typed cell now fits (True = certain).
    A slip shows by a cell that plainly belongs to another column of the sheet, not by odd cells alone.
    """
    row = [cells[i] if i < len(cells) else "" for i in range(max(width, len(cells)))]
    bad, good = _score(row, fields)
    astray = _astray(row, fields) if bad or _stray_remark(row, fields) else 0
    if not astray and not _lost_name(row, fields):
        return None
    best, best_rank = row, _rank(row, fields)
    for step in _STEPS:
        for start in range(len(row)):
            moved = _moved(row, start, step)
            if moved is None:
                continue
            rank = _rank(moved, fields)
            if rank > best_rank:
                best, best_rank = moved, rank
    bad_now, good_now = _score(best, fields)
    if (
        best is not row
        and bad_now <= bad // 2
        and good_now >= good + (not astray)
        and not _astray(best, fields)
    ):
        return best, bad_now == 0
    if bad >= 3 and astray >= 2:
        return [_kept(fields.get(i, ""), cell) for i, cell in enumerate(row)], False
    return None


def _lost_name(row: Sequence[object], fields: Mapping[int, str]) -> bool:
    """A row with an ID number and no name: the name may stand in the next column."""
    names = [row[index] for index, field in fields.items() if field == "name" and index < len(row)]
    return not any(as_text(name).strip() for name in names) and any(map(_id_like, row))


def _rank(row: Sequence[object], fields: Mapping[int, str]) -> tuple[int, int]:
    """How well a row stands under its heads; of two equal ways the one with no 转正 before 入党 wins."""
    bad, good = _score(row, fields)
    filled = {field for index, field in fields.items() if index < len(row) and as_text(row[index]).strip()}
    odd = ("confirmed_on" in filled and "joined_on" not in filled) + ("name" not in filled)
    return good - 2 * bad - 2 * _stray_remark(row, fields), -odd


def _astray(row: Sequence[object], fields: Mapping[int, str]) -> int:
    """How many cells plainly belong to another column of the sheet."""
    present = set(fields.values())
    strays = sum(
        1
        for index, field in fields.items()
        if index < len(row)
        and fits(field, row[index]) is False
        and field not in (own := kinds(row[index]))
        and own & present
    )
    return strays + _stray_remark(row, fields)


def _stray_remark(row: Sequence[object], fields: Mapping[int, str]) -> bool:
    """备注 holds what another column asks for, and that column is empty or holds something else."""
    places = {field: index for index, field in fields.items()}
    at = places.get("remark", len(row))
    own = kinds(row[at]) & _HOMES if at < len(row) and as_text(row[at]).strip() else set[str]()
    homes = ((kind, row[places[kind]]) for kind in own if places.get(kind, len(row)) < len(row))
    return any(not as_text(cell).strip() or fits(kind, cell) is False for kind, cell in homes)


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
