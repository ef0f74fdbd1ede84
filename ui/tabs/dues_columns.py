"""The lists of 账目: journal, postings of an account, months, differences, what is overpaid, counts of the box."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from models.domain.dates import chinese_date
from models.domain.ledger import CASH, TRANSFER, CashCount, Difference, Overpaid
from models.domain.money import yuan
from models.services.trail import Entry, TrailLine
from ui.tables import Column

T = TypeVar("T")


def _fen(fen: int) -> str:
    return yuan(fen) if fen else ""


def entry_id(entry: Entry) -> int:
    """A whole number of its own for receipts and vouchers side by side."""
    return entry.payment_id * 2 if entry.payment_id else entry.voucher_id * 2 + 1


def money_fen(entry: Entry) -> int:
    """What it brought into the box and the bank together."""
    return entry.moved_fen(CASH) + entry.moved_fen(TRANSFER)


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A month of the year, closed or open."""

    id: int
    month: str
    is_closed: bool
    due_fen: int
    paid_fen: int
    difference_fen: int
    is_over: bool  # the month has passed

    @property
    def is_waiting(self) -> bool:
        """Over, with something due, and still open."""
        return self.is_over and not self.is_closed and bool(self.due_fen)


@dataclass(frozen=True, slots=True)
class Numbered(Generic[T]):
    """A record of a short list with its place in it."""

    id: int
    one: T


def _state(line: MonthLine) -> str:
    return (
        "✓ 已结账" if line.is_closed else "○ 未结账" if line.is_waiting else "—" if line.is_over else "未到期"
    )


JOURNAL: tuple[Column[Entry], ...] = (
    Column(key="day", title="日期", text=lambda e: e.on_date or "期初", width=96, sort=False),
    Column(key="number", title="编号", text=lambda e: e.number, width=104, sort=False),
    Column(key="kind", title="种类", text=lambda e: e.kind, width=84, sort=False,
           tone=lambda e: "quiet" if e.is_reversed else ""),
    Column(key="in", title="收入", text=lambda e: _fen(max(0, money_fen(e))), width=88, align="right", sort=False),
    Column(key="out", title="支出", text=lambda e: _fen(max(0, -money_fen(e))), width=88, align="right", sort=False),
    Column(key="other", title="转记", text=lambda e: "" if money_fen(e) else _fen(e.amount_fen), width=88,
           align="right", sort=False, tip=lambda _e: "不动钱的记账：结账、调整、抵交、自愿多交、存取"),
    Column(key="by", title="经办", text=lambda e: e.by, width=72, sort=False, tip=lambda e: e.by),
    Column(key="summary", title="摘要", text=lambda e: e.summary + ("（已冲销）" if e.is_reversed else ""), width=250,
           sort=False, tip=lambda e: e.summary, wrap=True, tone=lambda e: "quiet" if e.is_reversed else ""),
)  # fmt: skip
LINES: tuple[Column[Numbered[TrailLine]], ...] = (
    Column(key="day", title="日期", text=lambda n: n.one.on_date or "期初", width=96, sort=False),
    Column(key="number", title="编号", text=lambda n: n.one.number, width=104, sort=False),
    Column(key="debit", title="借", text=lambda n: _fen(n.one.debit_fen), width=88, align="right", sort=False),
    Column(key="credit", title="贷", text=lambda n: _fen(n.one.credit_fen), width=88, align="right", sort=False),
    Column(key="balance", title="余额", text=lambda n: yuan(n.one.balance_fen), width=96, align="right", sort=False),
    Column(key="name", title="党员", text=lambda n: n.one.name, width=84, sort=False, tip=lambda n: n.one.name),
    Column(key="month", title="月份", text=lambda n: n.one.month, width=76, sort=False),
    Column(key="summary", title="摘要", text=lambda n: n.one.summary, width=220, sort=False,
           tip=lambda n: n.one.summary, wrap=True, tone=lambda n: "quiet" if n.one.is_reversed else ""),
)  # fmt: skip
MONTHS: tuple[Column[MonthLine], ...] = (
    Column(key="month", title="月份", text=lambda m: chinese_date(m.month), width=110, sort=False),
    Column(key="due", title="应收", text=lambda m: yuan(m.due_fen), width=110, align="right", sort=False),
    Column(key="paid", title="已收", text=lambda m: _fen(m.paid_fen), width=110, align="right", sort=False),
    Column(key="rest", title="未收", text=lambda m: _fen(max(0, m.due_fen - m.paid_fen)) if m.is_over else "",
           width=110, align="right", sort=False),
    Column(key="difference", title="差额", text=lambda m: _fen(m.difference_fen), width=110, align="right",
           sort=False, tip=lambda _m: "结账以后标准、减免、变动又有改动的", tone=lambda _m: "late"),
    Column(key="state", title="状态", text=_state, width=140, sort=False,
           tone=lambda m: "done" if m.is_closed else "soon" if m.is_waiting else "quiet"),
)  # fmt: skip
DIFFERENCES: tuple[Column[Numbered[Difference]], ...] = (
    Column(key="name", title="党员", text=lambda n: n.one.name, width=96, sort=False, tip=lambda n: n.one.name, wrap=True),
    Column(key="month", title="月份", text=lambda n: chinese_date(n.one.month), width=104, sort=False),
    Column(key="posted", title="结账应收", text=lambda n: yuan(n.one.posted_fen), width=92, align="right", sort=False),
    Column(key="now", title="现在应为", text=lambda n: yuan(n.one.now_fen), width=92, align="right", sort=False),
    Column(key="fen", title="差额", text=lambda n: _signed(n.one.fen), width=92,
           align="right", sort=False, tone=lambda n: "late" if n.one.fen > 0 else "soon"),
    Column(key="paid", title="已交", text=lambda n: _fen(n.one.paid_fen), width=92, align="right", sort=False),
    Column(key="kept", title="处理", text=lambda n: f"不调整：{n.one.kept_reason}" if n.one.kept_reason else "待处理",
           width=160, sort=False, tip=lambda n: n.one.kept_reason, wrap=True,
           tone=lambda n: "quiet" if n.one.kept_reason else "soon"),
)  # fmt: skip
OVERPAID: tuple[Column[Numbered[Overpaid]], ...] = (
    Column(key="name", title="党员", text=lambda n: n.one.name, width=130, sort=False, tip=lambda n: n.one.name, wrap=True),
    Column(key="month", title="月份", text=lambda n: chinese_date(n.one.month), width=120, sort=False),
    Column(key="fen", title="多交", text=lambda n: yuan(n.one.fen), width=110, align="right", sort=False),
    Column(key="todo", title="处理", text=lambda _n: "自愿多交、抵交或退还，待定", width=260, sort=False, tone=lambda _n: "soon"),
)  # fmt: skip
COUNTS: tuple[Column[CashCount], ...] = (
    Column(key="day", title="日期", text=lambda c: c.on_date, width=104, sort=False),
    Column(key="counted", title="点到", text=lambda c: yuan(c.counted_fen), width=104, align="right", sort=False),
    Column(key="book", title="账面", text=lambda c: yuan(c.book_fen), width=104, align="right", sort=False),
    Column(key="fen", title="相差", text=lambda c: _signed(c.fen) if c.fen else "相符", width=92, align="right",
           sort=False, tone=lambda c: "late" if c.fen else "done"),
    Column(key="by", title="盘点人", text=lambda c: c.counted_by, width=84, sort=False),
    Column(key="checked", title="复核人", text=lambda c: c.checked_by, width=84, sort=False),
    Column(key="reason", title="说明", text=lambda c: "；".join(filter(None, (c.reason, c.remark, _since(c)))), width=240,
           sort=False, tip=lambda c: c.reason, wrap=True),
)  # fmt: skip


def _since(count: CashCount) -> str:
    """What the books say of that day by now, where something was posted for it later."""
    return f"后来补记，账面现为 {yuan(count.book_now_fen)}" if count.book_now_fen != count.book_fen else ""


def _signed(fen: int) -> str:
    return f"+{yuan(fen)}" if fen > 0 else yuan(fen)
