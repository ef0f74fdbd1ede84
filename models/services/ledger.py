"""账目: every voucher beside the receipts. Each is posted once, checked before, and taken back only by a reversal."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from models.db.store import Store
from models.domain.dates import chinese_date, full
from models.domain.dues_account import Account
from models.domain.errors import UserError
from models.domain.ledger import (
    ALLOTTED,
    CASH,
    INTEREST,
    MONEY,
    OPENING,
    SPENT,
    USES,
    CashCount,
    Overpaid,
    Posting,
    Voucher,
    VoucherKind,
    between,
    more,
    refunding,
    remitting,
    shape_problems,
    shifting,
)
from models.domain.money import yuan
from models.domain.money_taken import MOST_AT_ONCE, check_two
from models.domain.rules import RuleBook
from models.services.branch import load_branch
from models.services.dues_accounts import load_accounts_of, names_of
from models.services.ledger_rows import (
    account_sums,
    closing_of,
    large_left,
    load_counts,
    load_vouchers,
    lowest_money,
    post,
    reversal_of,
)
from models.services.receipts import FIRST_YEAR, checked_month, refuse_wrong_more, said_at_once
from models.services.settings import TWO_PERSONS, YES, Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherDraft:
    """What a person fills in beside amount and accounts; `on_date` "" is today."""

    on_date: str = ""
    counterpart: str = ""
    paper: str = ""
    handled_by: str = ""
    checked_by: str = ""
    reason: str = ""
    summary: str = ""  # "" = in the program's words


_BLANK = VoucherDraft()


class Ledger:
    """Vouchers of the branch. `today` is the injectable clock (ISO date)."""

    def __init__(self, store: Store, rules: RuleBook, today: Callable[[], str]) -> None:
        self._store = store
        self._rules = rules
        self._today = today
        self._settings = Settings(store)

    # reading

    def vouchers(
        self, first: str = "", last: str = "9999", kind: str = "", person_id: int = 0
    ) -> list[Voucher]:
        """Vouchers from day to day, oldest first; `person_id`: those with a line of that member."""
        where, params = "WHERE v.on_date BETWEEN ? AND ?", [first, f"{last}~"]
        if kind:
            where, params = f"{where} AND v.kind = ?", [*params, kind]
        if person_id:
            where += " AND v.id IN (SELECT voucher_id FROM posting WHERE person_id = ?)"
            return load_vouchers(self._store, where, [*params, person_id])
        return load_vouchers(self._store, where, params)

    def voucher(self, voucher_id: int) -> Voucher:
        """One voucher; UserError when there is none."""
        found = load_vouchers(self._store, "WHERE v.id = ?", (voucher_id,))
        if not found:
            raise UserError("没有找到这张凭证，请刷新后再试。")
        return found[0]

    def held(self, account: str, since: str = "") -> int:
        """Fen of 现金 or 转账 that can be taken on a day (today) without the books going below zero later."""
        return lowest_money(self._store, account, since or self._today())

    def overpaid(self, person_id: int = 0) -> list[Overpaid]:
        """Money on months beyond what is due, of one member or of all, until somebody says what it is for."""
        accounts = load_accounts_of(self._store, [person_id] if person_id else ())
        return [
            Overpaid(person_id=one.person.id, name=one.person.name, month=month, fen=over)
            for one in accounts.values()
            for month in sorted({*one.paid, *one.moved})
            if (over := one.over(month)) > 0
        ]

    # what is overpaid

    def voluntary(
        self,
        person_id: int,
        month: str,
        fen: int,
        kind: str = VoucherKind.VOLUNTARY,
        draft: VoucherDraft = _BLANK,
    ) -> int:
        """自愿多交 (or 大额党费, from 1,000 yuan at once): overpaid money of a month is recognised as such."""
        month = checked_month(month)
        account = self._over(person_id, month, fen)
        at_once = said_at_once(self._store, account, month, fen, kind)
        refuse_wrong_more(kind, at_once, draft.on_date or self._today(), self._rules)
        what = VoucherKind(kind)
        words = f"{account.person.name}{chinese_date(month)}{what}"
        return self._post(
            what, words, more(str(what), person_id, month, fen), draft, person_id, (month, month)
        )

    def shift(self, person_id: int, month: str, into: Mapping[str, int], draft: VoucherDraft = _BLANK) -> int:
        """抵交: overpaid money of a month stands for other months (fen by month) of the same member."""
        month, into = checked_month(month), {checked_month(other): fen for other, fen in into.items()}
        account = self._over(person_id, month, sum(into.values()))
        for other, fen in into.items():
            if other == month or fen <= 0:
                raise UserError("请选择抵交到哪个月份，并填写大于零的金额。")
            left = account.due(other) - account.position(other).standing
            if not account.owes(other) or fen > left:
                raise UserError(
                    f"{account.person.name}{chinese_date(other)}只差 {yuan(max(0, left))} 元，不能抵交 {yuan(fen)} 元。"
                )
        words = f"{account.person.name}{chinese_date(month)}多交的抵交{'、'.join(map(chinese_date, sorted(into)))}"
        ends = (min(into), max(into))
        return self._post(VoucherKind.SHIFT, words, shifting(person_id, month, into), draft, person_id, ends)

    def refund(
        self, person_id: int, month: str, fen: int, money: str = CASH, draft: VoucherDraft = _BLANK
    ) -> int:
        """退还 of overpaid money in cash or by transfer."""
        month = checked_month(month)
        account = self._over(person_id, month, fen)
        words = f"退还{account.person.name}{chinese_date(month)}多交的党费"
        lines = refunding(person_id, month, fen, _money(money))
        return self._post(VoucherKind.REFUND, words, lines, draft, person_id, (month, month))

    def _over(self, person_id: int, month: str, fen: int) -> Account:
        account = load_accounts_of(self._store, [person_id])[person_id]
        over = account.over(month)
        if fen <= 0:
            raise UserError("金额应大于零，请核对。")
        if fen > over:
            raise UserError(
                f"{account.person.name}{chinese_date(month)}多交 {yuan(over)} 元，没有 {yuan(fen)} 元可用。"
            )
        return account

    # money in and out

    def remit(
        self,
        fen: int,
        months: tuple[str, str],
        money: str = CASH,
        large: Mapping[int, int] | None = None,
        draft: VoucherDraft = _BLANK,
    ) -> int:
        """上缴 of the dues of months from … to; `large` (fen by person): 大额党费 passed on beside them."""
        first, last = map(checked_month, months)
        if first > last:
            raise UserError("上缴的起止月份颠倒了，请核对。")
        for person, given in (large or {}).items():
            left = large_left(self._store, person)
            if not 0 < given <= left:
                name = names_of(self._store, [person])[person]
                raise UserError(f"{name}待转交的大额党费是 {yuan(left)} 元，请核对。")
        if fen < 0 or not (fen or large):
            raise UserError("请填写上缴的金额。")
        words = f"上缴{chinese_date(first)}{'' if first == last else '至' + chinese_date(last)}党费"
        return self._post(
            VoucherKind.REMIT, words, remitting(fen, _money(money), large or {}), draft, months=(first, last)
        )

    def allot(self, fen: int, money: str = CASH, draft: VoucherDraft = _BLANK) -> int:
        """下拨 received from above."""
        return self._plain(VoucherKind.ALLOT, "上级下拨党费", _money(money), ALLOTTED, fen, draft)

    def interest(self, fen: int, money: str = "转账", draft: VoucherDraft = _BLANK) -> int:
        """利息 counts as dues (DF-15)."""
        return self._plain(VoucherKind.INTEREST, "党费利息", _money(money), INTEREST, fen, draft)

    def spend(
        self,
        fen: int,
        use_kind: str,
        approved_on: str,
        money: str = CASH,
        meeting_id: int = 0,
        draft: VoucherDraft = _BLANK,
    ) -> int:
        """支出: one of the five uses, discussed collectively before (DF-19)."""
        if use_kind not in USES:
            raise UserError(f"党费支出只能用于：{'；'.join(USES)}。请选择其中一项。")
        if not full(approved_on) or approved_on > (draft.on_date or self._today()):
            raise UserError("党费支出须经集体讨论决定，请填写支出以前的讨论日期。")
        voucher = self._sound(
            VoucherKind.SPEND, f"党费支出：{use_kind}", between(SPENT, _money(money), fen), draft
        )
        return self._write(
            replace(voucher, use_kind=use_kind, approved_on=approved_on, meeting_id=meeting_id)
        )

    def move(self, fen: int, into: str, draft: VoucherDraft = _BLANK) -> int:
        """存取: cash to the bank (into 转账) or back (into 现金)."""
        other = next(money for money in MONEY if money != _money(into))
        words = "存入银行" if into != CASH else "从银行取现"
        return self._plain(VoucherKind.MOVE, words, into, other, fen, draft)

    def opening(self, fen: int, money: str = CASH, draft: VoucherDraft = _BLANK) -> int:
        """期初: the money that was there when these books began."""
        return self._plain(VoucherKind.OPENING, "期初余额", _money(money), OPENING, fen, draft)

    def _plain(
        self, kind: VoucherKind, words: str, debit: str, credit: str, fen: int, draft: VoucherDraft
    ) -> int:
        if fen <= 0:
            raise UserError("金额应大于零，请核对。")
        return self._post(kind, words, between(debit, credit, fen), draft)

    # taking back

    def reverse(self, voucher_id: int, reason: str, handled_by: str = "", checked_by: str = "") -> int:
        """冲销: a second voucher with the same lines in minus, and a reason. 结账 is reopened instead (Closing)."""
        voucher, words = self.voucher(voucher_id), " ".join(reason.split())
        if not words:
            raise UserError("请填写冲销的原因。")
        if voucher.reverses_id:
            raise UserError("这一张本身就是冲销，不能再冲销；要恢复请重新登记。")
        if voucher.reversed_by:
            raise UserError("这张凭证已经冲销过了。")
        if voucher.kind is VoucherKind.CLOSE:
            raise UserError("结账凭证请用“重新打开”，并写明原因。")
        self._refuse_alone(handled_by, checked_by)
        self._refuse_used(voucher)
        day = max(self._today(), voucher.on_date)
        taken = reversal_of(voucher, day, words, handled_by.strip(), checked_by.strip())
        with self._store.transaction(f"冲销凭证：{voucher.number} {yuan(voucher.amount_fen)} 元") as tx:
            return post(tx, taken)

    def _refuse_used(self, voucher: Voucher) -> None:
        """What a voucher gave and something else already uses is not taken away beneath it."""
        if voucher.kind is VoucherKind.SHIFT:
            account = load_accounts_of(self._store, [voucher.person_id])[voucher.person_id]
            for line in voucher.postings:
                if line.fen < 0 and account.position(line.month).standing < -line.fen:
                    raise UserError(f"抵交到{chinese_date(line.month)}的钱已经另有用处，请先冲销那一张凭证。")
        is_large = voucher.kind is VoucherKind.LARGE
        if is_large and voucher.amount_fen > large_left(self._store, voucher.person_id):
            raise UserError("这笔大额党费已经上缴，请先冲销那次上缴。")
        for line in voucher.postings:
            if line.account in MONEY and line.fen > 0:
                self._refuse_more_than_held(line.account, line.fen, self._today())

    # counting the box

    def count_cash(
        self,
        counted_fen: int,
        counted_by: str,
        checked_by: str = "",
        on_date: str = "",
        reason: str = "",
        remark: str = "",
    ) -> int:
        """盘点: what lies in the box on a day beside the books; a difference needs its reason."""
        day = self._day(on_date)
        if not 0 <= counted_fen <= MOST_AT_ONCE:
            raise UserError("请填写点到的金额，不能是负数。")
        book, words = account_sums(self._store, day).get(CASH, 0), " ".join(reason.split())
        if counted_fen != book and not words:
            raise UserError(
                f"账面现金 {yuan(book)} 元，点到 {yuan(counted_fen)} 元，相差 {yuan(counted_fen - book)} 元。请写明原因。"
            )
        self._refuse_alone(counted_by, checked_by)
        values = {
            "branch_id": load_branch(self._store).id,
            "on_date": day,
            "counted_fen": counted_fen,
            "book_fen": book,
            "counted_by": counted_by.strip(),
            "checked_by": checked_by.strip(),
            "reason": words,
            "remark": " ".join(remark.split()),
        }
        with self._store.transaction(f"盘点现金：{chinese_date(day)} {yuan(counted_fen)} 元") as tx:
            return tx.insert("cash_count", values)

    def counts(self) -> list[CashCount]:
        """盘点, oldest first, each with what the books say today of its day."""
        return [
            replace(one, book_now_fen=account_sums(self._store, one.on_date).get(CASH, 0))
            for one in load_counts(self._store)
        ]

    # posting

    def _post(
        self,
        kind: VoucherKind,
        words: str,
        lines: tuple[Posting, ...],
        draft: VoucherDraft,
        person_id: int = 0,
        months: tuple[str, str] = ("", ""),
    ) -> int:
        voucher = self._sound(kind, words, lines, draft)
        return self._write(replace(voucher, person_id=person_id, from_month=months[0], to_month=months[1]))

    def _sound(
        self, kind: VoucherKind, words: str, lines: tuple[Posting, ...], draft: VoucherDraft
    ) -> Voucher:
        day = self._day(draft.on_date)
        self._refuse_alone(draft.handled_by, draft.checked_by)
        voucher = Voucher(
            kind=kind,
            on_date=day,
            summary=" ".join(draft.summary.split()) or words,
            counterpart=" ".join(draft.counterpart.split()),
            paper=" ".join(draft.paper.split()),
            handled_by=draft.handled_by.strip(),
            checked_by=draft.checked_by.strip(),
            reason=" ".join(draft.reason.split()),
            postings=lines,
        )
        if not 0 < voucher.amount_fen <= MOST_AT_ONCE:
            raise UserError("金额应大于零，也不能大得离谱，请核对。")
        for line in lines:
            if line.account in MONEY and line.fen < 0:
                self._refuse_more_than_held(line.account, -line.fen, day)
        return voucher

    def _write(self, voucher: Voucher) -> int:
        if problems := shape_problems(voucher):
            raise UserError(f"这张凭证不能登记：{'；'.join(problems)}。")
        with self._store.transaction(f"登记{voucher.kind}：{yuan(voucher.amount_fen)} 元") as tx:
            return post(tx, voucher)

    def _refuse_alone(self, handled_by: str, checked_by: str) -> None:
        needs_two = self._settings.get(TWO_PERSONS) == YES
        if problem := check_two(handled_by.strip(), checked_by.strip(), needs_two):
            raise UserError(problem)

    def _refuse_more_than_held(self, account: str, fen: int, day: str) -> None:
        held = lowest_money(self._store, account, day)
        if fen > held:
            raise UserError(
                f"{account}只有 {yuan(max(0, held))} 元，不够 {yuan(fen)} 元。请核对金额、日期，或先登记收款。"
            )

    def _day(self, on_date: str) -> str:
        day = on_date or self._today()
        if not full(day) or int(day[:4]) < FIRST_YEAR:
            raise UserError("请填写日期，例如 2026-09-30。")
        if day > self._today():
            raise UserError(f"日期{chinese_date(day)}还没有到，请核对。")
        return day

    def is_closed(self, month: str) -> bool:
        """Whether the month's 结账 stands."""
        return bool(closing_of(self._store, month))


def _money(account: str) -> str:
    if account not in MONEY:
        raise UserError("请选择现金或转账。")
    return account
