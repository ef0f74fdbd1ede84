"""A member's monthly standard and the receipts for it, as they are kept. Money is integer fen, months are 2026-09."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DuesStandard:
    """A member's monthly amount and how it came about; in force from `from_month` until the next one."""

    id: int = 0
    uuid: str = ""
    person_id: int = 0
    from_month: str = ""
    kind: str = ""  # 工资 | 年薪 | 离退休 | 农民 | 学生 | 下岗失业 | 低保 | 个体
    base_fen: int = 0
    amount_fen: int = 0  # agreed monthly amount, in fen
    computed_fen: int = 0  # what the rule says, before waiver or voluntary more
    band: str = ""  # ">3000–5000元 1%"
    citation_id: str = ""
    explanation: str = ""
    rule_version: str = ""
    reason: str = ""  # why it differs or changed during the year
    to_month: str = ""  # the last month it holds for; "" = until the next one
    items: str = ""  # what the base is made of: JSON [[name, fen], …], deductions negative
    rounding: str = ""  # 分 | 角 | 元
    fixed_on: str = ""  # 核定日期
    fixed_by: str = ""
    local_source: str = ""  # the local rule behind an amount, a rounding
    uncapped_fen: int = 0  # before the usual limit of DF-03
    meeting_id: int = 0  # where it was fixed


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A posted payment for one or many months of one person. Never edited; a wrong one is reversed."""

    id: int = 0
    uuid: str = ""
    person_id: int = 0
    received_on: str = ""
    method: str = "现金"  # 现金 | 转账 | 代交
    handed_by: str = ""
    months: tuple[tuple[str, int], ...] = ()  # (month, fen), in order
    amount_fen: int = 0
    note: str = ""
    reverses_id: int = 0
    reversed_by: int = 0
    reason: str = ""
    number: str = ""  # of the slip, by year: 2026-0012
    received_by: str = ""  # 收款人
    checked_by: str = ""  # 复核人
