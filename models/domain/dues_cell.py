"""One cell of a dues grid as people write it: an amount, a word for paid, 免, nothing. Pure; money is integer fen."""

import re
import unicodedata
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import lru_cache

from models.domain.cell_text import as_text, plain_text

MAX_CELL_FEN = 100_000_000  # 1,000,000 yuan in one cell of a grid is a slip of the keys
_LONGEST = 120  # characters of a cell of months that are looked at
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 54_788  # days of 2000 to 2049, as a spreadsheet counts them
FAILED, UNCOUNTED = "#VALUE!", "#公式"  # what a formula without a result is read as
_ERRORS = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!)|#+")
_BLANK = frozenset({"", "-", "--", "—", "——", "–", "/", "\\", "无", "空", "."})
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?<=\d)|[+-]?\d+\.(?!\d)")
_UNITS = re.compile(r"(人民币|[¥￥]|rmb|元整|元|圆|块)", re.IGNORECASE)
_SPAN = re.compile(
    r"(\d{1,2})月?份?(?:-|~|—|–|至|到)(\d{1,2})月份?|(?:至|到)(\d{1,2})月份?|(?<!\d)(\d{1,2})月份?"
)
_OUTSIDE = re.compile(
    r"未转入|未入党|入党前|未接收|转出|转走|转往|已转|调出|调离|调走|迁出|去世|逝世|病故|死亡|已故|停止党籍|除名|退党|出党|失联|不在册"
)
_ELSEWHERE = re.compile(r"流入地|外地交|外地缴|流出|在外交|单位交|其他支部")
_UNPAID = re.compile(r"欠|未[交缴收付]|没[交缴有]|拖|[×✗✘╳]|^[xn否]$|^no$|^未$|^空$")
_WAIVED = re.compile(r"免")
_REDUCED = re.compile(r"减|少[交缴]")
_PAID = re.compile(
    r"[已预补实代]?[交缴收付]|[补预齐清]|√|✓|✔|☑|☆|★|对|^是$|^[vy]$|^yes$|^ok$|^有$|^同上$|^[○●〇]$"
)
_MAY_BE_A_DAY = re.compile(r"\d{1,2}\.\d{1,2}[已补]?[交缴]")  # 3.15交
_ONLY_PAID = re.compile(r"现金|微信|支付宝|转账|银行|代|季|度|全|年|月|党费|本人|家属|\W")


class Said(StrEnum):
    """What a cell of a month says."""

    NOTHING = "nothing"
    AMOUNT = "amount"
    PAID = "paid"  # by a word: how much is not written
    UNPAID = "unpaid"
    WAIVED = "waived"
    ELSEWHERE = "elsewhere"  # paid where the member works
    OUTSIDE = "outside"  # not a member here in that month
    UNKNOWN = "unknown"


class Form(StrEnum):
    """How an amount is written."""

    NUMBER = "number"
    PLAIN = "plain"  # digits stored as text
    TEXT = "text"  # 12.50元
    ROUNDED = "rounded"  # the cell has more decimals than it shows
    WORDS = "words"  # with words nobody knows


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthCell:
    """`months`: those it names itself (补1-3月), 0 for the cell's own; `why`: why it cannot be read."""

    said: Said
    text: str = ""
    fen: int = 0
    form: Form = Form.NUMBER
    months: tuple[int, int] = (0, 0)
    reduced: bool = False
    why: str = ""


_EMPTY = MonthCell(said=Said.NOTHING)


@lru_cache(maxsize=8192, typed=True)  # columns repeat themselves, and a cell is looked at several times
def read_cell(cell: Hashable) -> MonthCell:
    """A cell of a month, a standard, a base or a total."""
    if isinstance(cell, bool):
        return MonthCell(said=Said.PAID if cell else Said.UNPAID, text=as_text(cell))
    if isinstance(cell, (int, float)):
        return _number(Decimal(repr(cell)), as_text(cell), Form.NUMBER)
    if isinstance(cell, date):
        return MonthCell(said=Said.PAID, text=as_text(cell))
    if cell == UNCOUNTED:
        return MonthCell(
            said=Said.UNKNOWN, text="公式", why="还没有算出结果，请在 WPS 或 Excel 里打开保存一次"
        )
    if isinstance(cell, str) and _ERRORS.fullmatch(cell.strip()):
        return MonthCell(said=Said.UNKNOWN, text=cell.strip(), why="公式出错")
    text = plain_text(cell)
    return _text(text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…")


def _number(value: Decimal, text: str, form: Form) -> MonthCell:
    fen = value * 100
    whole = int(fen.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    if value < 0:
        return MonthCell(said=Said.UNKNOWN, text=text, why="是负数")
    if whole > MAX_CELL_FEN:
        return MonthCell(said=Said.UNKNOWN, text=text, why="太大，不像金额")
    if form is Form.NUMBER and abs(fen - whole) > Decimal("0.0001"):
        form = Form.ROUNDED
    elif form is not Form.NUMBER and fen != whole:
        return MonthCell(said=Said.UNKNOWN, text=text, why="小数超过两位")
    return MonthCell(said=Said.AMOUNT, text=text, fen=whole, form=form)


def is_serial_day(cell: MonthCell) -> bool:
    """Whether an amount is rather a date that a spreadsheet turned into a number (45231)."""
    return (
        cell.said is Said.AMOUNT
        and cell.form is Form.NUMBER
        and cell.fen % 100 == 0
        and _FIRST_SERIAL <= cell.fen // 100 <= _LAST_SERIAL
    )


def _text(text: str) -> MonthCell:
    words = "".join(unicodedata.normalize("NFKC", text).lower().split())
    if words in _BLANK:
        return _EMPTY
    plain = words.replace(",", "")
    if re.fullmatch(r"\d+(\.\d*)?|\.\d+", plain):
        return _number(Decimal(plain), text, Form.PLAIN if text.isascii() else Form.TEXT)
    words, months = _named_months(_without_days(words))
    if not words and not months[1]:
        return MonthCell(said=Said.PAID, text=text)  # a day: when it was paid
    if not words and not months[0]:
        return MonthCell(said=Said.PAID, text=text, months=months)  # 到6月
    units = _UNITS.search(words)
    numbers = [found[0] for found in _NUMBER.finditer(words) if found[0]]
    rest = re.sub(r"[\s,.、，。:：;；()\[\]（）]", "", _UNITS.sub("", _NUMBER.sub("", words)))
    if len(numbers) > 1:
        return MonthCell(said=Said.UNKNOWN, text=text, why="有几个数字")
    if numbers and (amount := _amount(numbers[0], rest, text, months)) is not None:
        return amount
    if numbers and units is None and not rest:
        return MonthCell(said=Said.UNKNOWN, text=text, why="不像金额")
    return MonthCell(said=_word(rest or words), text=text, months=months, why="看不懂")


def _amount(number: str, rest: str, text: str, months: tuple[int, int]) -> MonthCell | None:
    """12.50元, 补12.5, 少交5元; None where the words beside it mean that it was not paid (欠50)."""
    said = _word(rest) if rest else Said.PAID
    if said not in (Said.PAID, Said.UNKNOWN) and not _REDUCED.search(rest):
        return None
    read = _number(Decimal(number.replace(",", "")), text, Form.TEXT)
    if read.said is not Said.AMOUNT:
        return read
    known = not rest or said is Said.PAID or _REDUCED.search(rest) or not _ONLY_PAID.sub("", rest)
    if _MAY_BE_A_DAY.match("".join(unicodedata.normalize("NFKC", text).split())):
        known = False
    return MonthCell(
        said=Said.AMOUNT,
        text=text,
        fen=read.fen,
        form=Form.TEXT if known else Form.WORDS,
        months=months,
        reduced=bool(_REDUCED.search(rest)),
    )


def _word(words: str) -> Said:
    for pattern, said in (
        (_OUTSIDE, Said.OUTSIDE),
        (_ELSEWHERE, Said.ELSEWHERE),
        (_UNPAID, Said.UNPAID),
        (_WAIVED, Said.WAIVED),
        (_REDUCED, Said.UNKNOWN),
        (_PAID, Said.PAID),
    ):
        if pattern.search(words):
            return said
    return Said.UNKNOWN


def _without_days(words: str) -> str:
    """Without a year, without the day on which it was paid (3月15日, 5月补交)."""
    words = re.sub(r"20\d\d年", "", words)
    words = re.sub(r"\d{1,2}月\d{1,2}[日号]?(?![\d.元月-])", "", words)
    return re.sub(r"(?<![\d至到~-])\d{1,2}月份?(?=[已补]?[交缴]($|\d)|补\d)", "", words)


def _named_months(words: str) -> tuple[str, tuple[int, int]]:
    """The words without 1-3月, and which months those are; (0, 6) is 到6月, from the cell's own on."""
    found = _SPAN.search(words)
    if found is None:
        return words, (0, 0)
    first, last, until, only = (int(part) if part else 0 for part in found.groups())
    months = (first, last) if last else (0, until) if until else (only, only)
    if not all(month <= 12 for month in months):
        return words, (0, 0)
    return words[: found.start()] + words[found.end() :], months
