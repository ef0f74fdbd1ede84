"""What the papers of the dues ledger are made from: a stretch of months, its members, its receipts and vouchers.

Every figure is fen; the service sums what the books say, the papers only write it down.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from models.domain.dates import add_days, add_months
from models.domain.errors import UserError
from models.domain.facts import PaperFacts

_WORDS = re.compile(
    r"(?P<year>\d{4})年?(?:[-/.]?(?:(?:[Qq]|第)?(?P<quarter>[1-4一二三四])(?:季度|(?<=[Qq][1-4]))"
    r"|(?P<half>[上下])半年|(?P<month>\d{1,2})月?(?:(?:\.\.|至|到|~)(?:(?P<last_year>\d{4})[-年])?(?P<last>\d{1,2})月?)?))?"
)
_QUARTERS = "一二三四"


@dataclass(frozen=True, slots=True)
class Period:
    """Months from … to, both included."""

    first: str
    last: str

    @property
    def since(self) -> str:
        """Its first day."""
        return f"{self.first}-01"

    @property
    def until(self) -> str:
        """Its last day."""
        return add_days(f"{add_months(self.last, 1)}-01", -1)

    @property
    def months(self) -> tuple[str, ...]:
        found = [self.first]
        while found[-1] < self.last:
            found.append(add_months(found[-1], 1))
        return tuple(found)

    @property
    def is_month(self) -> bool:
        return self.first == self.last

    @property
    def words(self) -> str:
        """2026年, 2026年第三季度, 2026年上半年, 2026年9月, 2026年5月至8月."""
        year, number, last = self.first[:4], int(self.first[5:]), int(self.last[5:])
        if self.last[:4] != year:
            return f"{year}年{number}月至{self.last[:4]}年{last}月"
        if (number, last) == (1, 12):
            return f"{year}年"
        if (number, last) in ((1, 6), (7, 12)):
            return f"{year}年{'上' if number == 1 else '下'}半年"
        if last == number + 2 and number % 3 == 1:
            return f"{year}年第{_QUARTERS[number // 3]}季度"
        return f"{year}年{number}月" + ("" if last == number else f"至{last}月")


def period(words: str) -> Period:
    """Read 2026, 2026-09, 2026年9月, 2026-Q3, 2026年第三季度, 2026年上半年, 2026-05..08. UserError for what is none."""
    text = "".join(words.split())
    found = _WORDS.fullmatch(text)
    if found is None:
        raise UserError(
            f"“{words}”不是所属期，请写成 2026（全年）、2026-Q3（季度）、2026-09（月）或 2026-05..08。"
        )
    year = found["year"]
    if number := found["quarter"]:
        first = ((int(number) if number.isdigit() else _QUARTERS.index(number) + 1) - 1) * 3 + 1
        return Period(f"{year}-{first:02d}", f"{year}-{first + 2:02d}")
    if half := found["half"]:
        return Period(f"{year}-01", f"{year}-06") if half == "上" else Period(f"{year}-07", f"{year}-12")
    if not found["month"]:
        return Period(f"{year}-01", f"{year}-12")
    first = f"{year}-{int(found['month']):02d}"
    last = f"{found['last_year'] or year}-{int(found['last'] or found['month']):02d}"
    if not all(1 <= int(month[5:]) <= 12 for month in (first, last)) or last < first:
        raise UserError(f"“{words}”的月份不对，请核对。")
    return Period(first, last)


def cycle(period_of: str, month: str) -> Period:
    """The remittance period (月, 季, 半年, 年) that a month lies in."""
    span = {"月": 1, "季": 3, "半年": 6}.get(period_of, 12)
    first = (int(month[5:7]) - 1) // span * span + 1
    return Period(f"{month[:4]}-{first:02d}", f"{month[:4]}-{first + span - 1:02d}")


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLine:
    """One member in a stretch of months."""

    person_id: int
    name: str
    party_group: str = ""
    kind: str = ""  # of the standard in force in its last month
    base_fen: int = 0
    rate: str = ""
    items: str = ""
    monthly_fen: int = 0
    months: int = 0  # of which something is due
    due_fen: int = 0
    paid_fen: int = 0  # for its months, whenever it came, with what was voluntarily more
    owed_fen: int = 0
    more_fen: int = 0
    paid_on: str = ""
    methods: tuple[str, ...] = ()  # 现金, 转账, or who brought it
    reduction: str = ""
    lacks_approval: bool = False
    is_opening: bool = False  # some of it was paid before these books began
    is_here: bool = True  # on the books in one of its months

    @property
    def is_settled(self) -> bool:
        return not self.owed_fen


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthSum:
    """What a month was due, what was paid for it, and what came in and went up on its days."""

    month: str
    due_fen: int = 0
    paid_fen: int = 0  # for the month, whenever it came
    owed_fen: int = 0  # of who has not paid it all
    received_fen: int = 0  # on its days, for whatever month
    remitted_fen: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BookLine:
    """One line of 日记账: money in or out of 现金 and 转账, and both after it."""

    on_date: str
    number: str
    summary: str
    in_fen: int = 0
    out_fen: int = 0
    cash_fen: int = 0
    transfer_fen: int = 0
    by: str = ""
    paper: str = ""
    use_kind: str = ""

    @property
    def left_fen(self) -> int:
        return self.cash_fen + self.transfer_fen


@dataclass(frozen=True, slots=True, kw_only=True)
class LatePayment:
    """补交: money that came after the quarter of its months."""

    name: str
    months: tuple[str, ...]
    fen: int
    paid_on: str
    reason: str = ""
    is_beyond: bool = False  # further back than the rule takes (DF-08)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """代交: somebody else brought a member's money."""

    name: str
    handed_by: str
    months: tuple[str, ...]
    fen: int
    paid_on: str
    number: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LargeGift:
    """大额党费, which goes up in full (DF-04)."""

    name: str
    post: str = ""
    joined_on: str = ""
    fen: int = 0
    given_on: str = ""
    number: str = ""
    is_passed_on: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Remitted:
    """One 上缴 of the period's months."""

    on_date: str
    number: str
    fen: int
    large_fen: int = 0
    money: str = ""
    paper: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Income:
    """收支 of the days of a period (C6): every figure is money of those days."""

    brought_fen: int = 0  # 上年（期）结转
    dues_fen: int = 0  # receipts less what was returned
    large_fen: int = 0  # of them 大额党费
    allotted_fen: int = 0
    interest_fen: int = 0
    opening_fen: int = 0
    remitted_fen: int = 0  # dues and 大额 that went up
    spent_fen: int = 0
    left_fen: int = 0

    @property
    def in_fen(self) -> int:
        return self.dues_fen + self.allotted_fen + self.interest_fen + self.opening_fen

    @property
    def out_fen(self) -> int:
        return self.remitted_fen + self.spent_fen


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRemittance:
    """A branch in the remittance report of a general branch or a committee; not `is_known`: nothing was received."""

    name: str
    people: int = 0
    paid: int = 0
    exempt: int = 0
    reduced: int = 0
    unpaid: int = 0
    due_fen: int = 0
    paid_fen: int = 0
    back_fen: int = 0
    more_fen: int = 0
    remitted_fen: int = 0
    is_known: bool = True
    as_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemittanceFacts(PaperFacts):
    """C5.2, printed at the committee: the branches below a unit, one line each."""

    period: Period
    units: tuple[UnitRemittance, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerFacts(PaperFacts):
    """Subject "dues" (C3, C5, C6, C8, C9): a period of the books as of a day."""

    period: Period
    lines: tuple[MemberLine, ...] = ()
    months: tuple[MonthSum, ...] = ()
    book: tuple[BookLine, ...] = ()
    late: tuple[LatePayment, ...] = ()
    handed: tuple[Handed, ...] = ()
    large: tuple[LargeGift, ...] = ()
    remitted: tuple[Remitted, ...] = ()
    spent: tuple[BookLine, ...] = ()
    income: Income = field(default_factory=Income)
    people_exempt: int = 0
    people_reduced: int = 0
    back_fen: int = 0  # came in its days for months before it
    collected_fen: int = 0
    percent: int = 100
    to_remit_fen: int = 0
    remitted_fen: int = 0
    remitted_year_fen: int = 0
    shows_amounts: bool = True  # of each member on the public sheet
    head_code: str = ""

    @property
    def owing(self) -> Sequence[MemberLine]:
        """Who still owes something of the period."""
        return [line for line in self.lines if line.owed_fen]
