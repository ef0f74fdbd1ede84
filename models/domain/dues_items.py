"""收入项目: what a member's base is made of by kind, what is taken off, and what the 2017 notice leaves out.

An item is a name and fen a month; what is taken off is negative. The base is their sum, for who earns by the quarter
the average of its three months.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from models.domain.dates import add_months, chinese_date
from models.domain.errors import UserError
from models.domain.money import MAX_FEN, round_fen, yuan

Items = tuple[tuple[str, int], ...]

WAGE, YEARLY, TRADER, RETIRED, FARMER = "工资", "年薪", "个体", "离退休", "农民"
CIVIL, WORKER, INSTITUTION, ENTERPRISE = "公务员", "机关工人", "事业单位", "企业"
STUDENT, LAID_OFF, RELIEF = "学生", "下岗失业", "低保"
WAGE_KINDS = (CIVIL, WORKER, INSTITUTION, ENTERPRISE, WAGE)
KINDS = (*WAGE_KINDS, YEARLY, TRADER, RETIRED, FARMER, STUDENT, LAID_OFF, RELIEF)
BASE_KINDS = (*WAGE_KINDS, YEARLY, TRADER, RETIRED)
TITLES = {WAGE: "编外、合同制等工资收入", RELIEF: "低保、抚恤救济", YEARLY: "年薪制", TRADER: "个体经营"}
_TAX = "个人所得税"
_INSURED = ("养老保险", "职业年金", "住房公积金", "医疗保险", "失业保险", _TAX)
_EMPLOYED = ("养老保险", "企业年金", "住房公积金", "医疗保险", "失业保险", _TAX)
_COUNTED = {
    CIVIL: ("职务工资", "级别工资", "工作性津贴", "生活性补贴"),
    WORKER: ("岗位工资", "技术等级工资", "工作性津贴", "生活性补贴"),
    INSTITUTION: ("岗位工资", "薪级工资", "基础性绩效", "津贴补贴"),
    ENTERPRISE: ("基本工资", "岗位工资", "定期普发的奖金绩效"),
    WAGE: ("固定工资", "定期普发的奖金绩效"),
    YEARLY: ("当月实际领取的薪酬",),
    RETIRED: ("离退休费或养老金",),
}
_TAKEN_OFF = {
    **dict.fromkeys((CIVIL, WORKER, INSTITUTION), _INSURED),
    **dict.fromkeys((ENTERPRISE, WAGE), _EMPLOYED),
}
_REFORM = "住房、交通、公务用车、通讯、加班、误餐、取暖、防暑、物业等补贴"
_SPECIAL = "只向少数地区或特殊岗位发放的津贴"
_UNEVEN = "不定期、非普遍发放的奖金和绩效"
_LEFT_OUT = {
    **dict.fromkeys((CIVIL, WORKER), (_REFORM, _SPECIAL)),
    INSTITUTION: ("奖励性绩效", _REFORM, _SPECIAL),
    **dict.fromkeys((ENTERPRISE, WAGE), (_UNEVEN, _REFORM, _SPECIAL)),
}
_WORDS = (  # in a name that is counted: what it is by the notice
    (("奖励性绩效", "奖励绩效"), "奖励性绩效"),
    (("年终", "一次性", "不定期", "专项奖"), _UNEVEN),
    (
        ("住房补", "房补", "交通", "车补", "公车", "公务用车", "通讯", "话费", "加班", "误餐", "午餐")
        + ("餐补", "取暖", "采暖", "防暑", "高温", "降温", "物业"),
        "改革性补贴",
    ),
    (("特殊岗位", "特岗", "艰苦边远", "少数地区"), _SPECIAL),
    (("单位缴", "单位部分", "单位承担"), "五险一金的单位部分"),
)
NOTICE = "组电明字〔2017〕5号"


@dataclass(frozen=True, slots=True)
class ItemKind:
    """What the dialog and the sheets offer for a kind of member."""

    counted: tuple[str, ...]
    taken_off: tuple[str, ...]
    left_out: tuple[str, ...]


def title_of(kind: str) -> str:
    """What a kind is called on paper."""
    return TITLES.get(kind, kind)


def items_of(kind: str, month: str = "") -> ItemKind:
    """The usual items of a kind. `month`: the one the standard begins with; the trader's quarter is the one before."""
    counted = quarter_before(month) if kind == TRADER and month else _COUNTED.get(kind, ())
    return ItemKind(counted, _TAKEN_OFF.get(kind, ()), _LEFT_OUT.get(kind, ()))


def quarter_before(month: str) -> tuple[str, ...]:
    """The three months of the quarter before a month's, as items."""
    first = add_months(f"{month[:4]}-{(int(month[5:7]) - 1) // 3 * 3 + 1:02d}", -3)
    return tuple(f"{chinese_date(add_months(first, step))}纯收入" for step in range(3))


def base_of(kind: str, items: Iterable[tuple[str, int]]) -> int:
    """The base in fen: the sum, or for a trader the average of the quarter's three months (费规定第四条)."""
    total = sum(fen for _, fen in items)
    return round_fen(Decimal(total) / 3) if kind == TRADER else total


def left_out(kind: str, name: str) -> str:
    """Why a counted item does not belong into the base by the 2017 notice; "" when nothing is known against it."""
    if kind not in WAGE_KINDS:
        return ""
    plain = "".join(name.split())
    for words, what in _WORDS:
        if any(word in plain for word in words):
            return f"“{plain}”像是{what}，按{NOTICE}不计入基数，请核对"
    return ""


def doubts(kind: str, items: Sequence[tuple[str, int]]) -> list[str]:
    """What to look at in the items of a base."""
    found = [why for name, fen in items if fen > 0 and (why := left_out(kind, name))]
    has_wages = kind in WAGE_KINDS and any(fen > 0 for _, fen in items)
    if has_wages and not any(name == _TAX for name, _ in items):
        found.append("没有填个人所得税：基数是税后收入，不用缴税的可不填")
    return found


def check_items(kind: str, items: Sequence[tuple[str, int]]) -> Items:
    """The items as they are kept: named once each, without zeros; UserError says which one cannot stay."""
    kept: list[tuple[str, int]] = []
    usual = items_of(kind)
    for name, fen in items:
        plain = " ".join(name.split())
        if not plain and not fen:
            continue
        if not plain:
            raise UserError(f"{yuan(fen)} 元没有写是什么收入项目，请填写名称。")
        if abs(fen) > MAX_FEN:
            raise UserError(f"“{plain}”{yuan(fen)} 元太大了，请核对。")
        if plain in usual.counted and fen < 0:
            raise UserError(f"“{plain}”是收入，不能是负数；扣除的项目写在“扣除”里。")
        if any(plain == one for one, _ in kept):
            raise UserError(f"“{plain}”写了两次，请合成一项。")
        if fen:
            kept.append((plain, fen))
    return tuple(kept)


def pack(items: Iterable[tuple[str, int]]) -> str:
    """As the store keeps them; "" for none."""
    rows = [[name, fen] for name, fen in items]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")) if rows else ""


def unpack(text: str) -> Items:
    """What was kept; nothing from what cannot be read, for it came from elsewhere."""
    try:
        rows: object = json.loads(text) if text else []
    except ValueError:
        return ()
    kept: list[tuple[str, int]] = []
    for row in cast("list[object]", rows) if isinstance(rows, list) else []:
        pair = cast("list[object]", row) if isinstance(row, list) else []
        name, fen = pair if len(pair) == 2 else (None, None)
        if isinstance(name, str) and isinstance(fen, int) and not isinstance(fen, bool):
            kept.append((name, fen))
    return tuple(kept)


def words(kind: str, items: Sequence[tuple[str, int]]) -> str:
    """岗位工资 3000.00 + 薪级工资 1200.00 - 养老保险 240.00 = 3960.00 元."""
    if not items:
        return ""
    total = "".join(f"{' - ' if fen < 0 else ' + '}{name} {yuan(abs(fen))}" for name, fen in items)
    total = total.removeprefix(" + ").strip()
    if kind == TRADER:
        return f"({total}) ÷ 3 = {yuan(base_of(kind, items))} 元"
    return f"{total} = {yuan(base_of(kind, items))} 元"
