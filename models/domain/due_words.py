"""When something is to be done, as minutes say it: 10月底, 年底, 下月15日, reckoned from the day of the meeting."""

import re
from calendar import monthrange
from datetime import date

from models.domain.dates import full, parse_date

_DAY = re.compile(
    r"(?:(?P<year>20\d\d)[年.\-/]|(?P<next_year>明年))?(?P<month>\d{1,2})[月.\-/](?:(?P<day>\d{1,2})[日号]?|(?P<word>底|末|初|中旬|上旬|下旬)?)"
)
_THIS = re.compile(
    r"(?P<which>本|这个|当|下|下个)?月(?:(?P<day>\d{1,2})[日号]|(?P<word>底|末|中旬|上旬|下旬))"
)
_MONTH_DAY = re.compile(r"\d{1,2}[.\-/]\d{1,2}")  # 12-10 is a day of December, not October of 2012
_AFTER = re.compile(r"[之]?[以]?前(?:完成)?$|前完成$")
_LAST = {"底": 0, "末": 0, "下旬": 0, "中旬": 20, "上旬": 10, "初": 10, "": 0}  # 0: the last of the month
_QUARTERS = {"一": 3, "二": 6, "三": 9, "四": 12, "1": 3, "2": 6, "3": 9, "4": 12}


def due_day(text: str, held_on: str) -> str:
    """The last day meant, as ISO text; "" for words that name no day. A month that is over is next year's."""
    words = _AFTER.sub("", re.sub(r"\s+", "", text))
    parsed = parse_date(words)
    if parsed.precision == "day":
        return parsed.iso
    if parsed.precision == "month" and not _MONTH_DAY.fullmatch(words):
        return _day(int(parsed.iso[:4]), int(parsed.iso[5:]), 0)
    held = full(held_on)
    if not words or held is None:
        return ""
    if words in ("年底", "年末", "今年底"):
        return f"{held.year}-12-31"
    if quarter := re.fullmatch(r"(?:第?([一二三四1-4])季度|本?季度?)[底末]", words):
        month = _QUARTERS[quarter[1]] if quarter[1] else (held.month + 2) // 3 * 3
        return _day(held.year + (month < held.month), month, 0)
    if found := _DAY.fullmatch(words):
        month = int(found["month"])
        year = (
            int(found["year"])
            if found["year"]
            else held.year + (bool(found["next_year"]) or month < held.month)
        )
        return _day(year, month, int(found["day"]) if found["day"] else _LAST[found["word"] or ""])
    if found := _THIS.fullmatch(words):
        month = held.month + ((found["which"] or "").startswith("下"))
        day = int(found["day"]) if found["day"] else _LAST[found["word"]]
        return _day(held.year + (month > 12), (month - 1) % 12 + 1, day)
    return ""


def _day(year: int, month: int, day: int) -> str:
    """Day 0 is the month's last; a day that the month has not is none."""
    if not 1 <= month <= 12:
        return ""
    last = monthrange(year, month)[1]
    return date(year, month, day or last).isoformat() if day <= last else ""
