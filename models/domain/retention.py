"""How long what is kept: shown to people, never acted upon. Nothing is destroyed because a date has passed."""

from dataclasses import dataclass

YEARS_CHOICES = ("1", "3", "5", "10")
DEFAULT_YEARS = "3"


@dataclass(frozen=True, slots=True)
class Kept:
    """What, how long, and why; `archive`: a record that its own rules keep for good."""

    what: str
    how_long: str
    why: str
    archive: bool = False


RULES = (
    Kept("党员名册、发展党员材料", "长期", "属于档案，按档案和党员教育管理的规定保存", archive=True),
    Kept("会议记录（已定稿）", "长期", "属于档案；定稿后只能用更正单更正", archive=True),
    Kept("党费标准和缴费", "长期", "账目只能冲销，不能删改", archive=True),
    Kept("操作记录", "长期，不少于 3 年", "只能增加；每一条都与上一条相连，删去一条就对不上"),
    Kept("上报、导出的登记", "长期，不少于 3 年", "查得出什么时候给了谁哪些内容"),
    Kept("回收站里的人", "到“保留至”的日期以后仍在，由人决定", "录错的人不应长期保留；期满只提示，不自动删"),
    Kept("没保存完的表单", "保存或丢弃时即删", "只为断电、锁定后接着填"),
    Kept("备份", "按份数轮换，至少留 5 份", "见“数据安全”"),
    Kept("日志、出错报告", "日志三份、报告二十份", "不含姓名、证件号"),
)


def keep_until(removed_on: str, years: int) -> str:
    """The day until which something in the recycle bin is kept at least: 2028-02-29 + 3 years is 2031-03-01."""
    year, rest = int(removed_on[:4]) + years, removed_on[4:]
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return f"{year}-03-01" if rest == "-02-29" and not leap else f"{year}{rest}"
