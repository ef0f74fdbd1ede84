"""What the rules of movements ask, in one sentence each, with the figures of an edition: for the help."""

from dataclasses import dataclass

from models.domain.finding import Citation
from models.domain.rules import RuleSet

_MOVEMENT = {
    "JY-04": "因私出国并长期定居，或出国（境）学习研究满 {}未返回：提示研究停止党籍",
    "JY-05": "失联满 {}：提示按规定研究停止党籍；没有失联日期的，说明无法判断",
    "JY-06": "停止党籍满 {}：确实无法联系的，提示研究按自行脱党除名",
    "JY-08": "外出流动满 {}：地点相对固定的，提示应当转移组织关系",
    "JY-09": "介绍信开出还没有收到回执：仍计入本支部、由本支部管理；满 {}的着重提示",
    "JY-11": "介绍信失效仍没有接收，或者有效期超过 {}：提示核对；没有写有效期的，说明无法判断",
    "JY-11.soon": "介绍信失效前 {}起：提醒本人抓紧办理",
    "JY-12": "连续 {}没有参加本支部活动：没有转组织关系而外出的，提示登记为流动党员",
    "JY-13": "流动党员本季度没有联系记录：提醒（每 {}一次是建议的频次）",
    "JY-14": "毕业生组织关系保留在学校满 {}：提示应当转出",
    "JY-15": "在国（境）外满 {}没有联系记录：提醒",
    "JY-16": "限期改正超过 {}，或者到期没有登记结果：提示",
    "JY-19": "劝其退党、除名后未满 {}又申请入党：提示",
}


@dataclass(frozen=True, slots=True)
class RuleWords:
    """One rule as the help lists it."""

    rule: str
    text: str
    citation: Citation


def movement_rules(edition: RuleSet) -> list[RuleWords]:
    """The rules of movements in their order, with the figures of an edition; those it does not have are left out."""
    return [
        RuleWords(rule, words.format(_period(edition, rule)), edition.value(rule).citation)
        for rule, words in _MOVEMENT.items()
        if edition.has(rule)
    ]


def _period(edition: RuleSet, rule: str) -> str:
    """60 months as five years."""
    value = edition.value(rule)
    if value.unit == "个月" and value.number % 12 == 0:
        return f"{value.number // 12} 年"
    return f"{value.number} {value.unit}"
