"""Dates as offices write them, read into ISO text; months move by the calendar, ends of months stay ends."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

MIN_YEAR = 1900
MAX_YEAR = 2100
_SERIAL_MIN = 3654  # 1910-01-01: smaller numbers are hardly dates
_SERIAL_MAX = 73050  # 2099-12-31
_LARGEST = 21001231  # as a number: YYYYMMDD
_PIVOT = 30  # two-digit years below this are 20xx

_WIDE = {ord("０") + i: ord("0") + i for i in range(10)} | {
    ord("．"): ".",
    ord("。"): ".",
    ord("、"): ".",
    ord("，"): ".",
    ord(","): ".",
    ord("·"): ".",
    ord("_"): ".",
    ord("／"): "/",
    ord("－"): "-",
    ord("—"): "-",
    ord("–"): "-",
}
_HANZI_DIGITS = {ord(h): str(i) for i, h in enumerate("〇一二三四五六七八九")} | {
    ord("零"): "0",
    ord("○"): "0",
    ord("O"): "0",
    ord("o"): "0",
}
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SPACED = re.compile(r"(?<=\d)\s+(?=\d{1,2}(?:\s|$))")
_TWICE = re.compile(r"([./\-])\1+")
_WORDS_AFTER = re.compile(r"[(（]?(?:星期|周)[一二三四五六日天][)）]?$|(?:出?生|入党|转正)$")
_PARTS = re.compile(
    r"(\d{4}|\d{2})[年./\-](\d{1,2})(?:[月./\-](?:(\d{1,2})日?号?)?)?(?:\s*T?\s*\d{1,2}:\d{2}(:\d{2})?(\.\d+)?)?"
)


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """`precision` is "day", "month", "year" or ""; `problem` is "", date.normalised, date.partial or date.impossible."""

    iso: str
    precision: str
    problem: str


_EMPTY = ParsedDate("", "", "")
_IMPOSSIBLE = ParsedDate("", "", "date.impossible")


def parse_date(value: object) -> ParsedDate:
    """Read a cell: text in the usual spellings, an Excel serial number, or a date. Nothing is completed by guessing."""
    if value is None or isinstance(value, bool):
        return _EMPTY if value is None else _IMPOSSIBLE
    if isinstance(value, datetime):
        return _day(value.year, value.month, value.day, "")
    if isinstance(value, date):
        return _day(value.year, value.month, value.day, "")
    if isinstance(value, int | float):
        return _number(value)
    if type(value) is str and _ISO.fullmatch(value):
        return _day(int(value[:4]), int(value[5:7]), int(value[8:]), "")
    text = _SPACED.sub(".", str(value).strip()) if re.match(r"\s*\d{4}\s", str(value)) else str(value)
    text = re.sub(r"[\s\u3000\u00a0\u200b\ufeff'‘’“”\"]+(?!\d{1,2}:)", "", text).translate(_WIDE)
    text = _WORDS_AFTER.sub("", _TWICE.sub(r"\1", text))
    if not text or text in {"无", "-", "/", "--", "不详", "未知"}:
        return _EMPTY
    return _text(text)


def _text(text: str) -> ParsedDate:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return _day(int(text[:4]), int(text[5:7]), int(text[8:]), "")
    if re.fullmatch(r"\d{8}", text):
        return _day(int(text[:4]), int(text[4:6]), int(text[6:]), "date.normalised")
    if re.fullmatch(r"\d{6}", text) and 1 <= int(text[4:]) <= 12 and MIN_YEAR <= int(text[:4]) <= MAX_YEAR:
        return _month(int(text[:4]), int(text[4:]))
    if re.fullmatch(r"\d{4}年?", text):
        year = int(text[:4])
        return (
            ParsedDate(f"{year:04d}", "year", "date.partial") if MIN_YEAR <= year <= MAX_YEAR else _IMPOSSIBLE
        )
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        return _number(float(text))
    found = _PARTS.fullmatch(text)
    if not found and re.search(r"[〇零○一二三四五六七八九]", text):
        figures = _hanzi(text)
        if re.fullmatch(r"\d{4}年?", figures):
            return _text(figures)
        found = _PARTS.fullmatch(figures)
    if not found:
        return _IMPOSSIBLE
    year, month, day = int(found[1]), int(found[2]), found[3]
    if len(found[1]) == 2:
        year += 2000 if year < _PIVOT else 1900
    return _day(year, month, int(day), "date.normalised") if day else _month(year, month)


def _hanzi(text: str) -> str:
    """二〇二六年九月三十日 -> 2026年9月30日."""

    def tens(found: re.Match[str]) -> str:
        ones = str.maketrans("一二三四五六七八九", "123456789")
        left, right = found[1].translate(ones) or "1", found[2].translate(ones) or "0"
        return left + right

    return re.sub(r"([一二三]?)十([一二三四五六七八九]?)", tens, text).translate(_HANZI_DIGITS)


def _number(value: int | float) -> ParsedDate:
    if value != value:  # an empty cell of some readers
        return _EMPTY
    if abs(value) > _LARGEST:
        return _IMPOSSIBLE
    whole = int(value)
    if whole == value and 19000101 <= whole <= 21001231:
        return _text(str(whole))
    if (
        value == round(value, 2) and 1900 <= value <= 2100
    ):  # 2014.04 typed as a number: 2014.1 may be 1月 or 10月
        return _text(str(whole)) if whole == value else _decimal(value)
    if _SERIAL_MIN <= value <= _SERIAL_MAX:
        day = date(1899, 12, 30) + timedelta(days=whole)
        return ParsedDate(day.isoformat(), "day", "date.normalised")
    if 190001 <= whole <= 210012 and whole == value:
        return _text(str(whole))
    return _IMPOSSIBLE


def _decimal(value: float) -> ParsedDate:
    year, hundredths = int(value), round((value - int(value)) * 100)
    if hundredths == 10:  # 2014.1 is January, or October without its zero: only the year is certain
        return ParsedDate(f"{year:04d}", "year", "date.partial")
    if hundredths in range(20, 100, 10):  # 2014.7: no month begins with these figures but the month itself
        hundredths //= 10
    return _month(year, hundredths)


def _month(year: int, month: int) -> ParsedDate:
    if not (1 <= month <= 12 and MIN_YEAR <= year <= MAX_YEAR):
        return _IMPOSSIBLE
    return ParsedDate(f"{year:04d}-{month:02d}", "month", "date.partial")


def _day(year: int, month: int, day: int, problem: str) -> ParsedDate:
    if not MIN_YEAR <= year <= MAX_YEAR:
        return _IMPOSSIBLE
    try:
        return ParsedDate(date(year, month, day).isoformat(), "day", problem)
    except ValueError:
        return _IMPOSSIBLE


def full(iso: str) -> date | None:
    """The date of a complete ISO text, or None when it is empty or partial."""
    if len(iso) != 10:
        return None
    try:
        return date.fromisoformat(iso)
    except ValueError:
        return None


def bounds(iso: str) -> tuple[date, date] | None:
    """First and last day which a recorded date may mean; None when it is empty."""
    try:
        if len(iso) == 10:
            day = date.fromisoformat(iso)
            return day, day
        if len(iso) == 7:
            year, month = int(iso[:4]), int(iso[5:])
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        if len(iso) == 4:
            return date(int(iso), 1, 1), date(int(iso), 12, 31)
    except ValueError:
        return None
    return None


def shift(day: date, months: int) -> date:
    """The same day `months` later; when the month has no such day, its last (1-31 + 1 -> 2-28)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_months(iso: str, months: int) -> str:
    """ISO date moved by calendar months; a month ("2026-09") gives a month; "" for empty or year-only text."""
    if len(iso) == 7:
        year, month = divmod(int(iso[:4]) * 12 + int(iso[5:]) - 1 + months, 12)
        return f"{year:04d}-{month + 1:02d}"
    day = full(iso)
    return shift(day, months).isoformat() if day else ""


def add_days(iso: str, days: int) -> str:
    """ISO date moved by days; "" for an empty or partial date."""
    day = full(iso)
    return (day + timedelta(days=days)).isoformat() if day else ""


def age_on(birth: str, day: str) -> int | None:
    """Completed years on a day; None when the birth date is partial and the answer is not certain."""
    span, at = bounds(birth), full(day)
    if span is None or at is None:
        return None
    oldest, youngest = (_years(b, at) for b in span)
    return oldest if oldest == youngest else None


def _years(birth: date, at: date) -> int:
    return at.year - birth.year - ((at.month, at.day) < (birth.month, birth.day))


def chinese_date(iso: str) -> str:
    """2026-09-30 -> 2026年9月30日, 2026-09 -> 2026年9月, 2026 -> 2026年."""
    parts = iso.split("-") if iso else []
    units = ("年", "月", "日")
    return "".join(f"{int(p)}{u}" for p, u in zip(parts, units, strict=False))


def months_between(first: str, last: str) -> int:
    """Whole calendar months from month `first` to month `last` ("2026-03", "2026-09" -> 6)."""
    return (int(last[:4]) - int(first[:4])) * 12 + int(last[5:7]) - int(first[5:7])


def is_over(start: str, months: int, end: str) -> bool | None:
    """Whether `end` lies after `start` + `months`; None when a date is missing or too partial to tell."""
    first, last = bounds(start), bounds(end)
    if first is None or last is None:
        return None
    if last[0] > shift(first[1], months):
        return True
    return False if last[1] <= shift(first[0], months) else None


def is_before(day: str, start: str, months: int = 0) -> bool | None:
    """Whether `day` lies before `start` + `months`; None when a date is missing or too partial to tell."""
    at, first = bounds(day), bounds(start)
    if at is None or first is None:
        return None
    if at[1] < shift(first[0], months):
        return True
    return False if at[0] >= shift(first[1], months) else None
