"""收款: payments posted, each one a receipt with its number; what is given beyond what is due; reversal.

A payment is posted once: a wrong one is reversed by a second entry with the same months in minus, and a reason.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from models.db.store import Store, Tx
from models.domain.dates import chinese_date, full
from models.domain.dues_account import Account, standard_for
from models.domain.dues_records import Payment
from models.domain.dues_sheet import CellState, DuesCell
from models.domain.errors import UserError
from models.domain.ledger import (
    OPENING_METHOD,
    Voucher,
    VoucherKind,
    debited,
    more,
)
from models.domain.money import yuan
from models.domain.money_taken import MOST_FEN, check_two, not_ones_own
from models.domain.records import MEMBER_CATEGORIES
from models.domain.rules import RuleBook
from models.services.branch import load_branch
from models.services.dues_accounts import load_accounts_of, many_at_once
from models.services.dues_rows import load_payments
from models.services.ledger_rows import load_vouchers, lowest_money, next_number, post
from models.services.settings import TWO_PERSONS, YES, Settings

METHODS = ("现金", "转账", "代交")
FIRST_YEAR = 1949
ON_ACCOUNT = ""  # what is too much stays on the month until somebody says what it is for


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentDraft:
    """A payment to be posted. `amounts` (fen by month) only where it differs from what is still due.

    `over`: what is given beyond what is due is 自愿多交, 大额党费, or stays on the month (ON_ACCOUNT).
    """

    person_id: int
    months: tuple[str, ...]
    received_on: str
    method: str = "现金"
    handed_by: str = ""
    amounts: Mapping[str, int] | None = None
    note: str = ""
    received_by: str = ""  # 收款人
    checked_by: str = ""  # 复核人
    over: str = ON_ACCOUNT
    is_own_money: bool = False  # the question of `Receipts.question` was answered: 不是垫付


@dataclass(frozen=True, slots=True)
class _Ready:
    draft: PaymentDraft
    account: Account  # as it was before this draft
    lines: tuple[tuple[str, int], ...]
    over: tuple[tuple[str, int], ...]  # (month, fen) given beyond what is due, where somebody said what for


class Receipts:
    """Posting of payments. `today` is the injectable clock (ISO date)."""

    def __init__(self, store: Store, rules: RuleBook, today: Callable[[], str]) -> None:
        self._store = store
        self._rules = rules
        self._today = today
        self._settings = Settings(store)

    # asked before

    def question(self, draft: PaymentDraft, payer: str) -> str:
        """A question to be answered before posting: the secretary hands in for somebody else (DF-10); or ""."""
        secretary = "".join(load_branch(self._store).secretary.split())
        brought = "".join(draft.handed_by.split())
        if draft.is_own_money or not brought or brought == payer:
            return ""
        if not (secretary and secretary in brought) and not any(one in brought for one in ("书记", "支部")):
            return ""
        return f"由{brought}代交{payer}的党费：请确认这是{payer}本人的钱，不是垫付。"

    def excess(self, draft: PaymentDraft) -> dict[str, int]:
        """Fen by month that the draft gives beyond what is due, to be asked about at once; nothing when it fits."""
        account = load_accounts_of(self._store, [draft.person_id])[draft.person_id]
        return _excess(account, tuple((draft.amounts or {}).items()))

    # posting

    def record_many(self, drafts: Sequence[PaymentDraft]) -> list[int]:
        """Post several payments in one step; when one cannot be posted, none is."""
        if not drafts:
            raise UserError("没有要登记的缴费，请至少选择一人。")
        with many_at_once():
            return self._record(self._ready(drafts))

    def _record(self, ready: Sequence[_Ready]) -> list[int]:
        total = sum(fen for one in ready for _, fen in one.lines)
        names = {one.account.person.name for one in ready}
        who = next(iter(names)) if len(names) == 1 else f"{len(names)} 人"
        with self._store.transaction(f"登记党费：{who} {yuan(total)} 元") as tx:
            return self._post(tx, ready)

    def _ready(self, drafts: Sequence[PaymentDraft]) -> list[_Ready]:
        accounts = load_accounts_of(self._store, sorted({draft.person_id for draft in drafts}))
        needs_two = self._settings.get(TWO_PERSONS) == YES
        checked: set[tuple[str, ...]] = set()
        ready: list[_Ready] = []
        for draft in drafts:
            account = accounts[draft.person_id]
            words = (
                draft.received_on,
                draft.method,
                draft.handed_by,
                draft.note,
                draft.received_by,
                draft.checked_by,
            )
            if words not in checked:
                self._check_receipt(draft, needs_two)
                checked.add(words)
            if draft.handed_by and (asked := self.question(draft, account.person.name)):
                raise UserError(asked)
            lines = self._lines(account, draft)
            over = self._over(account, draft, lines) if draft.over else ()
            ready.append(_Ready(draft, account, lines, over))
            accounts[draft.person_id] = account.with_lines(lines, draft.received_on)
        return ready

    def _over(
        self, account: Account, draft: PaymentDraft, lines: Sequence[tuple[str, int]]
    ) -> tuple[tuple[str, int], ...]:
        """What is more than due, where it is said what for; 1,000 yuan at once is 大额党费 (DF-04)."""
        if draft.over not in (VoucherKind.VOLUNTARY, VoucherKind.LARGE):
            raise UserError("多交的部分只能记为自愿多交、大额党费，或留在账上以后再定。")
        found = tuple(_excess(account, lines).items())
        refuse_wrong_more(draft.over, sum(fen for _, fen in found), draft.received_on, self._rules)
        return found

    def _post(self, tx: Tx, ready: Sequence[_Ready]) -> list[int]:
        numbers: dict[str, int] = {}
        heads: list[dict[str, object]] = []
        for one in ready:
            draft, year = one.draft, one.draft.received_on[:4]
            if year not in numbers:
                numbers[year] = next_number(tx, "payment", f"{year}-")
            is_opening = draft.method == OPENING_METHOD
            heads.append({
                "person_id": draft.person_id,
                "received_on": draft.received_on,
                "method": draft.method,
                "handed_by": draft.handed_by.strip(),
                "amount_fen": sum(fen for _, fen in one.lines),
                "note": " ".join(draft.note.split()),
                "number": "" if is_opening else f"{year}-{numbers[year]:04d}",
                "received_by": draft.received_by.strip(),
                "checked_by": draft.checked_by.strip(),
            })  # fmt: skip
            numbers[year] += not is_opening
        made = tx.insert_many("payment", heads)
        tx.insert_many(
            "payment_line",
            [
                {"payment_id": payment, "month": month, "amount_fen": fen}
                for payment, one in zip(made, ready, strict=True)
                for month, fen in one.lines
            ],
        )
        for one in ready:
            for month, fen in one.over:
                post(tx, more_voucher(one.draft.over, one.account.person.id, month, fen, one.draft))
        return made

    def _lines(self, account: Account, draft: PaymentDraft) -> tuple[tuple[str, int], ...]:
        """The months and amounts to be posted; UserError names the month that cannot be."""
        months, name = [checked_month(month) for month in draft.months], account.person.name
        if not months:
            raise UserError("请至少选择一个月份。")
        if len(set(months)) < len(months):
            twice = next(month for month in months if months.count(month) > 1)
            raise UserError(f"{name}{chinese_date(twice)}选了两次，请去掉一次。")
        given = draft.amounts or {}
        return tuple((month, self._amount(account, month, given.get(month))) for month in sorted(months))

    def _amount(self, account: Account, month: str, given: int | None) -> int:
        cell = account.cell(month, self._today())
        fen = cell.due_fen + cell.more_fen - cell.paid_fen if given is None else given
        if problem := _wrong(account, cell, fen, is_given=given is not None):
            raise UserError(f"{account.person.name}{chinese_date(month)}{problem}")
        return fen

    def _check_receipt(self, draft: PaymentDraft, needs_two: bool) -> None:
        if not full(draft.received_on) or int(draft.received_on[:4]) < FIRST_YEAR:
            raise UserError("请填写收款日期，例如 2026-09-30。")
        if draft.received_on > self._today():
            raise UserError(f"收款日期{chinese_date(draft.received_on)}还没有到，请核对。")
        if draft.method not in (*METHODS, OPENING_METHOD):
            raise UserError(f"交纳方式只能是{'、'.join(METHODS)}；党费不得垫交、不得由工资代扣。")
        if draft.method != OPENING_METHOD and (word := not_ones_own(draft.handed_by, draft.note)):
            raise UserError(
                f"填有“{word}”：党费应由党员本人交纳，不得垫交、扣缴（〔2008〕3号第十四条）。请核对钱是谁的，再改写。"
            )
        two = needs_two and draft.method != OPENING_METHOD
        if problem := check_two(draft.received_by.strip(), draft.checked_by.strip(), two):
            raise UserError(problem)

    # taking back

    def reverse(self, payment_id: int, reason: str, handled_by: str = "", checked_by: str = "") -> int:
        """冲销: post the same months in minus, with a reason; the first entry stays as it is. Returns the new id."""
        words = " ".join(reason.split())
        if not words:
            raise UserError("请填写冲销的原因。")
        payment = self.payment(payment_id)
        if payment.reverses_id:
            raise UserError("这一笔本身就是冲销，不能再冲销；要恢复请重新登记缴费。")
        if payment.reversed_by:
            raise UserError("这一笔已经冲销过了。")
        is_opening = payment.method == OPENING_METHOD
        needs_two = not is_opening and self._settings.get(TWO_PERSONS) == YES
        if problem := check_two(handled_by.strip(), checked_by.strip(), needs_two):
            raise UserError(problem)
        account = load_accounts_of(self._store, [payment.person_id])[payment.person_id]
        self._refuse_taken(account, payment)
        if not is_opening:
            self._refuse_spent(payment)
        year = self._today()[:4]
        with self._store.transaction(f"冲销党费：{account.person.name} {yuan(payment.amount_fen)} 元") as tx:
            new_id = tx.insert(
                "payment",
                {
                    "person_id": payment.person_id,
                    "received_on": max(self._today(), payment.received_on),
                    "method": payment.method,
                    "handed_by": payment.handed_by,
                    "amount_fen": -payment.amount_fen,
                    "reverses_id": payment_id,
                    "reason": words,
                    "received_by": handled_by.strip(),
                    "checked_by": checked_by.strip(),
                    "number": "" if is_opening else f"{year}-{next_number(tx, 'payment', f'{year}-'):04d}",
                },
            )
            tx.insert_many(
                "payment_line",
                [{"payment_id": new_id, "month": month, "amount_fen": -fen} for month, fen in payment.months],
            )
        return new_id

    def _refuse_taken(self, account: Account, payment: Payment) -> None:
        """Money that already stands for something else is not taken away beneath it."""
        for month, fen in payment.months:
            position = account.position(month)
            is_used = position.more or position.large or position.refunded or position.shifted < 0
            left = position.standing - fen
            if left < 0 or (is_used and left < account.due(month)):
                holding = [
                    one.number
                    for one in load_vouchers(
                        self._store,
                        "WHERE v.id IN (SELECT voucher_id FROM posting WHERE person_id = ? AND month = ?)",
                        (payment.person_id, month),
                    )
                    if one.stands
                    and one.kind
                    in (VoucherKind.VOLUNTARY, VoucherKind.LARGE, VoucherKind.SHIFT, VoucherKind.REFUND)
                ]
                raise UserError(
                    f"{account.person.name}{chinese_date(month)}的这笔钱已经另有用处"
                    f"（{'、'.join(holding)}），请先冲销那张凭证，再冲销缴费。"
                )

    def _refuse_spent(self, payment: Payment) -> None:
        """Cash or bank must not go below zero by taking a receipt back."""
        money = debited(payment.method)
        held = lowest_money(self._store, money, self._today())
        if payment.amount_fen > held:
            used = load_vouchers(
                self._store,
                "WHERE v.on_date >= ? AND v.id IN"
                " (SELECT voucher_id FROM posting WHERE account = ? AND amount_fen < 0)",
                (payment.received_on, money),
            )
            by = "、".join(f"{one.kind} {one.number}" for one in used if one.stands)
            raise UserError(
                f"{money}只有 {yuan(max(0, held))} 元，这笔 {yuan(payment.amount_fen)} 元已经用出去了"
                f"{f'（{by}）' if by else ''}。请先冲销那张凭证，或先登记正确的收款，再冲销这一笔。"
            )

    def payment(self, payment_id: int) -> Payment:
        """One posted payment; UserError when there is none."""
        found = load_payments(self._store, "WHERE p.id = ?", (payment_id,))
        if not found:
            raise UserError("没有找到这笔缴费，请刷新后再试。")
        return found[0]


def _wrong(account: Account, cell: DuesCell, fen: int, *, is_given: bool) -> str:
    """Why a month cannot be paid so, after the name and the month; or ""."""
    is_due = cell.is_closed and cell.due_fen
    if not is_due and account.person.category not in MEMBER_CATEGORIES:
        return f"不用交党费：{account.person.category or '人员类别没有填'}不是党员，请核对选的人。"
    if not is_due and not account.owes(cell.month):
        return "不在本支部，不应在这里交该月党费，请核对入党、转入或转出日期。"
    if not is_given:
        if cell.state == CellState.PAID:
            return "的党费已经交清。要多交请填写金额，记错了请先冲销原来的一笔。"
        if not cell.is_closed and not standard_for(account.standards, cell.month):
            return "的标准还没有核定，请先核定，或直接填写金额。"
    if fen <= 0:
        return "的金额应大于零，请核对。"
    return "的金额太大了，请核对。" if fen > MOST_FEN else ""


def _excess(account: Account, lines: Sequence[tuple[str, int]]) -> dict[str, int]:
    """By month, what these lines would give beyond what is due."""
    found: dict[str, int] = {}
    for month, fen in lines:
        position = account.position(month)
        left = max(0, account.due(month) - position.standing)
        if fen > left:
            found[month] = fen - left
    return found


def refuse_wrong_more(kind: str, fen: int, on: str, rules: RuleBook) -> None:
    """DF-04: from 1,000 yuan at once it is 大额党费, below it is not."""
    if fen <= 0:
        raise UserError("没有多交的部分，不用记自愿多交。")
    limit = rules.edition("dues", on).value("DF-04")
    if kind == VoucherKind.VOLUNTARY and fen >= limit.number:
        raise UserError(
            f"一次自愿多交 {yuan(fen)} 元，已到 {yuan(limit.number)} 元，请按大额党费办理"
            f"（{limit.citation.label}）：由基层党委代收，全部上缴中央。"
        )
    if kind == VoucherKind.LARGE and fen < limit.number:
        raise UserError(f"一次多交不到 {yuan(limit.number)} 元，不是大额党费，请记为自愿多交。")


def said_at_once(store: Store, account: Account, month: str, fen: int, kind: str) -> int:
    """What is voluntary at once (DF-04) when `fen` more of a month is said to be: with what was said so before of it, as
    far as one receipt can have brought it.
    """
    largest = store.value(
        "SELECT coalesce(max(l.amount_fen), 0) FROM payment_line l JOIN payment p ON p.id = l.payment_id"
        " WHERE p.person_id = ? AND l.month = ? AND p.reverses_id IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM payment r WHERE r.reverses_id = p.id)",
        (account.person.id, month),
    )
    position = account.position(month)
    before = position.large if kind == VoucherKind.LARGE else position.more
    return max(fen, min(fen + before, int(largest)))


def more_voucher(kind: str, person_id: int, month: str, fen: int, draft: PaymentDraft) -> Voucher:
    """自愿多交 or 大额党费 of one month."""
    what = VoucherKind(kind)
    return Voucher(
        kind=what,
        on_date=draft.received_on,
        from_month=month,
        to_month=month,
        person_id=person_id,
        summary=f"{chinese_date(month)}{what}",
        handled_by=draft.received_by.strip(),
        checked_by=draft.checked_by.strip(),
        postings=more(str(what), person_id, month, fen),
    )


def checked_month(month: str) -> str:
    """A month as YYYY-MM; UserError says how to write it."""
    text = month.strip()
    if len(text) != 7 or not full(f"{text}-01") or int(text[:4]) < FIRST_YEAR:
        raise UserError(f"“{month}”不是月份，请写成 2026-09。")
    return text
