"""Money is integer fen. Decimal in between, never float."""

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from models.domain.errors import UserError

MAX_FEN = 10**12  # ten thousand million yuan: beyond any branch's books

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


def yuan(fen: int) -> str:
    """Fen as yuan with two decimals: 1250 -> "12.50"."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def round_fen(amount: Decimal, unit_fen: int = 1) -> int:
    """Round an amount in fen half up (away from zero at the half) to a multiple of `unit_fen` (1 分, 10 角, 100 元)."""
    units = (amount / unit_fen).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return int(units) * unit_fen


def parse_yuan(text: str) -> int:
    """Read "12.5", "1,200.00", "¥50", "50元" as fen; at most two decimals. UserError says what is wrong."""
    shown = text.strip()
    cleaned = shown.translate(
        {ord("０") + i: ord("0") + i for i in range(10)} | {ord("．"): ".", ord("，"): ","}
    )
    cleaned = re.sub(r"^[¥￥]|元$", "", cleaned.replace(" ", "")).strip()
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", cleaned):
        cleaned = cleaned.replace(",", "")
    if not re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)", cleaned):
        raise UserError(f"“{shown}”不是金额，请只填数字，例如 12.50。")
    try:
        fen = Decimal(cleaned) * 100
    except InvalidOperation as error:
        raise UserError(f"“{shown}”不是金额，请只填数字，例如 12.50。") from error
    if fen != fen.to_integral_value():
        raise UserError(f"“{shown}”的小数超过两位，金额最小到分。")
    if abs(fen) > MAX_FEN:
        raise UserError(f"“{shown}”太大了，请核对金额。")
    return int(fen)


def rmb_capitals(fen: int) -> str:
    """Fen in capital numerals for receipts: 1250 -> 壹拾贰元伍角, 100 -> 壹元整, 5 -> 伍分."""
    if fen < 0:
        return "负" + rmb_capitals(-fen)
    whole, jiao, cent = fen // 100, fen // 10 % 10, fen % 10
    text = f"{_integer(whole)}元" if whole else ""
    if not jiao and not cent:
        return f"{text or '零元'}整"
    if jiao:
        text += f"{_DIGITS[jiao]}角"
    elif whole:
        text += "零"
    return text + (f"{_DIGITS[cent]}分" if cent else "")


def _integer(value: int) -> str:
    groups: list[int] = []
    while value:
        value, group = divmod(value, 10000)
        groups.append(group)
    text, gap = "", False
    for index in range(len(groups) - 1, -1, -1):
        group = groups[index]
        if not group:
            gap = bool(text)
            continue
        if text and (gap or group < 1000):
            text += "零"
        text, gap = text + _group(group) + _GROUPS[index], False
    return text


def _group(group: int) -> str:
    text, zero = "", False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if digit:
            text += ("零" if zero and text else "") + _DIGITS[digit] + _UNITS[place]
            zero = False
        else:
            zero = True
    return text
