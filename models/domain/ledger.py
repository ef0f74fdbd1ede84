"""The books of the branch: double entry in fen. A voucher's postings sum to zero; nothing posted is ever changed.

Debit is plus, credit minus. A payment is a receipt: its postings follow from it (`of_payment`) and are not stored again;
everything else that moves money is a voucher (凭证). What a member owes for a month is one account, 应收党费[person, month].
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from models.domain.dues_records import Payment
from models.domain.money import yuan

RECEIVABLE = "应收党费"
CASH = "现金"
TRANSFER = "转账"
TAKEN_OVER = "期初转入"  # paid before these books began: not money in the box
INCOME = "党费收入"
VOLUNTARY = "自愿多交"
LARGE = "大额党费"
REMITTED = "上缴上级"
ALLOTTED = "上级下拨"
INTEREST = "利息"
SPENT = "支出"
OPENING = "期初余额"
ACCOUNTS = (
    *(RECEIVABLE, CASH, TRANSFER, TAKEN_OVER, INCOME, VOLUNTARY),
    *(LARGE, REMITTED, ALLOTTED, INTEREST, SPENT, OPENING),
)
MONEY = (CASH, TRANSFER)
BY_PERSON = (RECEIVABLE, VOLUNTARY, LARGE)

OPENING_METHOD = "期初"  # a payment taken over from a sheet: no day is known, no money came in
DEBITED = {"现金": CASH, "代交": CASH, "转账": TRANSFER, OPENING_METHOD: TAKEN_OVER}


def debited(method: str) -> str:
    """The account a receipt fills; of a method nobody knows (another program wrote it) cash, and verifying names it."""
    return DEBITED.get(method, CASH)


USES = ("培训党员", "教育报刊资料设备", "表彰", "困难补助", "受灾补助与设施修缮")  # DF-19


class VoucherKind(StrEnum):
    """What a voucher is for."""

    CLOSE = "结账"  # what is due for one month
    ADJUST = "调整"  # a difference of a closed month: accepted, or looked at and left (is_left)
    VOLUNTARY = "自愿多交"
    LARGE = "大额党费"
    SHIFT = "抵交"  # overpaid money of one month stands for another
    REFUND = "退还"
    REMIT = "上缴"
    ALLOT = "下拨"
    INTEREST = "利息"
    SPEND = "支出"
    MOVE = "存取"
    OPENING = "期初"


@dataclass(frozen=True, slots=True)
class Shape:
    """Which accounts a kind of voucher may debit and credit; `both` ones may stand on either side."""

    debit: tuple[str, ...] = ()
    credit: tuple[str, ...] = ()
    both: tuple[str, ...] = ()


SHAPES: Mapping[VoucherKind, Shape] = {
    VoucherKind.CLOSE: Shape(both=(RECEIVABLE, INCOME)),
    VoucherKind.ADJUST: Shape(both=(RECEIVABLE, INCOME)),
    VoucherKind.VOLUNTARY: Shape(debit=(RECEIVABLE,), credit=(VOLUNTARY,)),
    VoucherKind.LARGE: Shape(debit=(RECEIVABLE,), credit=(LARGE,)),
    VoucherKind.SHIFT: Shape(both=(RECEIVABLE,)),
    VoucherKind.REFUND: Shape(debit=(RECEIVABLE,), credit=MONEY),
    VoucherKind.REMIT: Shape(debit=(REMITTED, LARGE), credit=MONEY),
    VoucherKind.ALLOT: Shape(debit=MONEY, credit=(ALLOTTED,)),
    VoucherKind.INTEREST: Shape(debit=MONEY, credit=(INTEREST,)),
    VoucherKind.SPEND: Shape(debit=(SPENT,), credit=MONEY),
    VoucherKind.MOVE: Shape(both=MONEY),
    VoucherKind.OPENING: Shape(debit=MONEY, credit=(OPENING,)),
}


@dataclass(frozen=True, slots=True)
class Posting:
    """One line: debit plus, credit minus; of which member and month where the account is kept by them."""

    account: str
    fen: int
    person_id: int = 0
    month: str = ""

    @property
    def taken_back(self) -> "Posting":
        """The line that cancels it."""
        return replace(self, fen=-self.fen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Voucher:
    """凭证, posted once. A wrong one is reversed by another with the same lines in minus, and a reason."""

    id: int = 0
    uuid: str = ""
    number: str = ""  # 记2026-0031
    on_date: str = ""
    kind: VoucherKind
    from_month: str = ""
    to_month: str = ""
    person_id: int = 0
    summary: str = ""
    counterpart: str = ""  # who gave or got the money
    use_kind: str = ""  # one of USES, of 支出
    paper: str = ""  # number of the approval or of the bank's slip
    approved_on: str = ""  # 集体讨论
    meeting_id: int = 0
    handled_by: str = ""
    checked_by: str = ""
    reverses_id: int = 0
    reversed_by: int = 0
    reason: str = ""
    postings: tuple[Posting, ...] = ()

    @property
    def amount_fen(self) -> int:
        """What its debits sum to."""
        return sum(line.fen for line in self.postings if line.fen > 0)

    @property
    def is_left(self) -> bool:
        """不调整: the difference of one member and month, and back again."""
        if self.kind is not VoucherKind.ADJUST or len(self.postings) != 2:
            return False
        first, second = self.postings
        return first == second.taken_back

    @property
    def stands(self) -> bool:
        """Neither a reversal nor reversed."""
        return not self.reverses_id and not self.reversed_by


# postings by kind of voucher


def closing(dues: Mapping[int, int], month: str) -> tuple[Posting, ...]:
    """结账 or 调整 of one month: each member's share (fen by person) against 党费收入."""
    lines = [Posting(RECEIVABLE, fen, person, month) for person, fen in dues.items() if fen]
    total = sum(line.fen for line in lines)
    return (*lines, Posting(INCOME, -total)) if total else tuple(lines)


def keeping(person_id: int, month: str, fen: int) -> tuple[Posting, ...]:
    """不调整: the difference that was looked at, and back again."""
    return Posting(RECEIVABLE, fen, person_id, month), Posting(RECEIVABLE, -fen, person_id, month)


def more(account: str, person_id: int, month: str, fen: int) -> tuple[Posting, ...]:
    """自愿多交 or 大额党费: what was paid beyond what is due stops standing on the month."""
    return Posting(RECEIVABLE, fen, person_id, month), Posting(account, -fen, person_id)


def shifting(person_id: int, out_of: str, into: Mapping[str, int]) -> tuple[Posting, ...]:
    """抵交: overpaid money of a month stands for others of the same member (fen by month)."""
    taken = Posting(RECEIVABLE, sum(into.values()), person_id, out_of)
    return (taken, *(Posting(RECEIVABLE, -fen, person_id, month) for month, fen in into.items()))


def refunding(person_id: int, month: str, fen: int, money: str) -> tuple[Posting, ...]:
    """退还 of overpaid money."""
    return Posting(RECEIVABLE, fen, person_id, month), Posting(money, -fen)


def remitting(fen: int, money: str, large: Mapping[int, int]) -> tuple[Posting, ...]:
    """上缴 of dues; `large` (fen by person) is passed on beside them, all of it (DF-04)."""
    lines = [Posting(REMITTED, fen)] if fen else []
    lines += [Posting(LARGE, given, person) for person, given in large.items()]
    return (*lines, Posting(money, -sum(line.fen for line in lines)))


def between(debit: str, credit: str, fen: int) -> tuple[Posting, ...]:
    """下拨, 利息, 支出, 存取, 期初: one account against another."""
    return Posting(debit, fen), Posting(credit, -fen)


def of_payment(payment: Payment) -> tuple[Posting, ...]:
    """A receipt: money in, what its months owe down. A reversal has minus amounts and cancels it."""
    money = Posting(debited(payment.method), payment.amount_fen)
    return (money, *(Posting(RECEIVABLE, -fen, payment.person_id, month) for month, fen in payment.months))


# judging


def trial(postings: Iterable[Posting]) -> dict[str, int]:
    """The balance of every account; together they are zero."""
    found: Counter[str] = Counter()
    for line in postings:
        found[line.account] += line.fen
    return dict(found)


def shape_problems(voucher: Voucher) -> list[str]:
    """What is wrong with a voucher by itself, in words; nothing for a sound one."""
    found: list[str] = []
    lines = [line.taken_back for line in voucher.postings] if voucher.reverses_id else list(voucher.postings)
    if len(lines) < 2:
        found.append("凭证至少要有两行")
    if total := sum(line.fen for line in lines):
        found.append(f"借贷不平，相差 {yuan(total)} 元")
    shape = SHAPES[voucher.kind]
    for line in lines:
        allowed = shape.debit if line.fen > 0 else shape.credit
        if line.account not in (*allowed, *shape.both):
            found.append(f"{voucher.kind}凭证不应有“{line.account}”的{'借' if line.fen > 0 else '贷'}方")
        if (line.account in BY_PERSON) != bool(line.person_id):
            found.append(f"“{line.account}”这一行的党员不对")
        if (line.account == RECEIVABLE) != bool(line.month):
            found.append(f"“{line.account}”这一行的月份不对")
    return found + _of_its_kind(voucher, lines)


def _of_its_kind(voucher: Voucher, lines: Sequence[Posting]) -> list[str]:
    found: list[str] = []
    owed = [line for line in lines if line.account == RECEIVABLE]
    if voucher.kind is VoucherKind.CLOSE:
        if voucher.from_month != voucher.to_month or any(line.month != voucher.from_month for line in owed):
            found.append("结账凭证只能是一个月的")
        if len({line.person_id for line in owed}) != len(owed):
            found.append("结账凭证里一人只能有一行")
    if voucher.kind is VoucherKind.SHIFT and len({line.person_id for line in owed}) > 1:
        found.append("抵交只能是一个人的")
    if voucher.kind is VoucherKind.SPEND and voucher.use_kind not in USES:
        found.append("支出用途不在规定范围")
    return found


def is_reversal_of(taken: Voucher, first: Voucher) -> bool:
    """Whether the one takes back the other exactly, line by line."""
    same = taken.kind == first.kind and not first.reverses_id
    return same and Counter(taken.postings) == Counter(line.taken_back for line in first.postings)


# what stands on one month of one member


@dataclass(slots=True)
class Position:
    """One month of one member. `posted`: due by 结账 and 调整; `paid`: receipts; `shifted`: 抵交 into it (out: minus);
    `more`: recognised as voluntary; `large`: as 大额; `refunded`.
    """

    posted: int = 0
    paid: int = 0
    shifted: int = 0
    more: int = 0
    large: int = 0
    refunded: int = 0

    @property
    def counted(self) -> int:
        """Paid as the grid shows it: with what was voluntarily more, without what is no dues of the month."""
        return self.paid + self.shifted - self.refunded - self.large

    @property
    def standing(self) -> int:
        """The money that stands for what is due; never below zero."""
        return self.counted - self.more

    def over(self, due: int) -> int:
        """What is paid beyond what is due and not said yet to be voluntary, for another month or to be returned."""
        return max(0, self.standing - due)

    def add(self, kind: VoucherKind, fen: int) -> None:
        """Take in one posting on 应收党费 of a voucher."""
        if kind in (VoucherKind.CLOSE, VoucherKind.ADJUST):
            self.posted += fen
        elif kind is VoucherKind.SHIFT:
            self.shifted -= fen
        elif kind is VoucherKind.VOLUNTARY:
            self.more += fen
        elif kind is VoucherKind.LARGE:
            self.large += fen
        elif kind is VoucherKind.REFUND:
            self.refunded += fen

    @property
    def balance(self) -> int:
        """The account 应收党费[person, month] by its postings: plus is owed, minus overpaid."""
        return self.posted - self.standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A closed month whose due would be another now: `posted` stands until somebody accepts `now`."""

    person_id: int
    name: str
    month: str
    posted_fen: int
    now_fen: int
    paid_fen: int
    why: str = ""  # what changed, as far as it is known
    kept_reason: str = ""  # left with this reason; "" = nobody has looked

    @property
    def fen(self) -> int:
        """Plus: to be collected; minus: to be returned or used for another month."""
        return self.now_fen - self.posted_fen


@dataclass(frozen=True, slots=True, kw_only=True)
class Overpaid:
    """Money on a month beyond what is due, until somebody says what it is for."""

    person_id: int
    name: str
    month: str
    fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CashCount:
    """盘点: what lies in the box beside what the books say."""

    id: int = 0
    uuid: str = ""
    on_date: str = ""
    counted_fen: int = 0
    book_fen: int = 0
    counted_by: str = ""
    checked_by: str = ""
    reason: str = ""
    remark: str = ""
    book_now_fen: int = 0  # what the books say today of that day

    @property
    def fen(self) -> int:
        """Plus: more in the box than in the books."""
        return self.counted_fen - self.book_fen


@dataclass(frozen=True, slots=True, kw_only=True)
class Balances:
    """Where the money is and where it came from, as of a day; every figure is a sum of postings."""

    as_of: str = ""
    accounts: Mapping[str, int] = field(default_factory=dict[str, int])  # debit plus
    received_fen: int = 0  # by receipts, in money
    taken_over_fen: int = 0
    refunded_fen: int = 0
    large_fen: int = 0  # given as 大额党费, of it `large_left_fen` not passed on yet
    remitted_fen: int = 0  # dues; 大额 beside them
    due_fen: int = 0  # of the months up to the day: closed ones as posted, open ones as they stand
    owed_fen: int = 0  # still to be paid of it
    over_fen: int = 0  # paid beyond what is due, and nobody has said what for
    advance_fen: int = 0  # for months after the day

    def of(self, account: str) -> int:
        """The balance of an account, debit plus."""
        return self.accounts.get(account, 0)

    @property
    def cash_fen(self) -> int:
        return self.of(CASH)

    @property
    def transfer_fen(self) -> int:
        return self.of(TRANSFER)

    @property
    def large_left_fen(self) -> int:
        """大额党费 in the box that must all go up."""
        return -self.of(LARGE)

    @property
    def allotted_fen(self) -> int:
        return -self.of(ALLOTTED)

    @property
    def interest_fen(self) -> int:
        return -self.of(INTEREST)

    @property
    def spent_fen(self) -> int:
        return self.of(SPENT)

    @property
    def opening_fen(self) -> int:
        return -self.of(OPENING)

    @property
    def voluntary_fen(self) -> int:
        return -self.of(VOLUNTARY)
