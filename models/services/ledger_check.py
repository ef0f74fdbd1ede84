"""Re-deriving the books: every balance anew from receipts and postings, by other ways than the screens take."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from models.db.store import Store
from models.db.transaction import Reader
from models.domain.dates import chinese_date
from models.domain.ledger import (
    ACCOUNTS,
    BY_PERSON,
    DEBITED,
    INCOME,
    MONEY,
    RECEIVABLE,
    SHAPES,
    USES,
    VoucherKind,
)
from models.domain.money import yuan
from models.services.dues_accounts import load_accounts_of, names_of
from models.services.ledger_rows import account_sums, closed_months, load_counts, money_days

_MANY = 20  # sentences of one sort
_SUMS = """SELECT v.number, v.id, count(p.id), coalesce(sum(p.amount_fen), 0), coalesce(max(p.line), 0)
    FROM voucher v LEFT JOIN posting p ON p.voucher_id = v.id GROUP BY v.id
    HAVING count(p.id) < 2 OR sum(p.amount_fen) <> 0 OR max(p.line) <> count(p.id)"""
_SIDES = """SELECT v.kind, p.account, (p.amount_fen > 0) = (v.reverses_id IS NULL), p.person_id IS NOT NULL,
    p.month <> '', v.kind = '结账' AND p.month NOT IN ('', v.from_month), min(v.number)
    FROM posting p JOIN voucher v ON v.id = p.voucher_id GROUP BY 1, 2, 3, 4, 5, 6"""
_TWICE_IN_CLOSING = """SELECT v.number FROM posting p JOIN voucher v ON v.id = p.voucher_id
    WHERE v.kind = '结账' AND p.person_id IS NOT NULL GROUP BY v.id, p.person_id HAVING count(*) > 1"""
_REVERSED = """SELECT v.number, v.kind = o.kind AND o.reverses_id IS NULL AND v.branch_id = o.branch_id
    AND (SELECT count(*) FROM posting WHERE voucher_id = v.id) = (SELECT count(*) FROM posting WHERE voucher_id = o.id)
    AND NOT EXISTS (SELECT 1 FROM posting a WHERE a.voucher_id = v.id AND NOT EXISTS (
        SELECT 1 FROM posting b WHERE b.voucher_id = o.id AND b.line = a.line AND b.account = a.account
        AND b.person_id IS a.person_id AND b.month = a.month AND b.amount_fen = -a.amount_fen))
    FROM voucher v JOIN voucher o ON o.id = v.reverses_id"""
_RECEIPTS = """SELECT p.id, p.number FROM payment p LEFT JOIN (
        SELECT payment_id, sum(amount_fen) AS fen FROM payment_line GROUP BY payment_id) l ON l.payment_id = p.id
    WHERE p.amount_fen IS NOT l.fen"""
_RECEIPTS_BACK = """SELECT p.number, p.person_id = o.person_id AND p.method = o.method AND o.reverses_id IS NULL
    AND p.amount_fen = -o.amount_fen AND NOT EXISTS (
        SELECT 1 FROM payment_line a WHERE a.payment_id IN (p.id, o.id) GROUP BY a.month
        HAVING sum(a.amount_fen) <> 0)
    FROM payment p JOIN payment o ON o.id = p.reverses_id"""
_CLOSED = """SELECT v.branch_id, v.from_month, count(*) FROM voucher v WHERE v.kind = '结账' AND +v.reverses_id IS NULL
    AND NOT EXISTS (SELECT 1 FROM voucher r WHERE r.reverses_id = v.id) GROUP BY 1, 2"""
_POSTED = """SELECT v.branch_id, p.month, sum(p.amount_fen) FROM posting p JOIN voucher v ON v.id = p.voucher_id
    WHERE p.account = '应收党费' AND v.kind IN ('结账', '调整') GROUP BY 1, 2 HAVING sum(p.amount_fen) <> 0"""
BALANCES_SQL = """SELECT person_id, month, sum(fen) FROM (
        SELECT person_id, month, amount_fen AS fen FROM posting WHERE account = '应收党费'
        UNION ALL SELECT p.person_id, l.month, -l.amount_fen FROM payment_line l JOIN payment p ON p.id = l.payment_id)
    GROUP BY 1, 2 HAVING sum(fen) <> 0"""
_MONTHS = """SELECT DISTINCT month FROM (
        SELECT month FROM posting UNION ALL SELECT month FROM payment_line
        UNION ALL SELECT from_month FROM voucher UNION ALL SELECT to_month FROM voucher)
    WHERE month <> '' AND (month NOT GLOB '[12][0-9][0-9][0-9]-[01][0-9]' OR substr(month, 6) NOT BETWEEN '01' AND '12')"""
_TAKEN_TWICE = """SELECT person_id, account, sum(amount_fen) FROM posting WHERE account IN ('大额党费', '自愿多交')
    GROUP BY 1, 2 HAVING sum(amount_fen) > 0"""
_DOUBLES = """SELECT number FROM {table} WHERE number <> '' GROUP BY number{branch} HAVING count(*) > 1"""
_USES = "SELECT number FROM voucher WHERE kind = '支出' AND use_kind NOT IN ({marks})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What does not agree (`problems`), what is to be looked at (`notes`), and the figures as re-derived."""

    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    figures: dict[str, int] = field(default_factory=dict[str, int])  # fen, or how many

    @property
    def is_sound(self) -> bool:
        return not self.problems


def open_balances(reader: Reader) -> dict[tuple[int, str], int]:
    """Every balance of 应收党费 by member and month that is not zero, re-derived from postings and receipts in one pass:
    plus is posted and not paid, minus is paid and not posted (yet).
    """
    return {(int(person), str(month)): int(fen) for person, month, fen in reader.rows(BALANCES_SQL)}


def verify(store: Store, *, with_grid: bool = True) -> Verified:
    """Re-derive every balance and compare. `with_grid`: also month by month what the grid shows (of a branch)."""
    problems = [
        *_some(_vouchers(store)),
        *_some(_reversals(store)),
        *_some(_receipts(store)),
        *_some(_closings(store)),
        *_some(_below_zero(store)),
    ]
    left = open_balances(store)
    sums = account_sums(store)
    problems += _some(_totals(store, left, sums))
    if with_grid and not store.rows(_MONTHS):  # the grid has no cell for what is no month
        problems += _some(_grid(store, left))
    figures = {
        "receipts": int(store.value("SELECT count(*) FROM payment")),
        "vouchers": int(store.value("SELECT count(*) FROM voucher")),
        "postings": int(store.value("SELECT count(*) FROM posting")),
        "closed_months": len(closed_months(store)),
        **{f"balance.{name}": sums.get(name, 0) for name in ACCOUNTS},
    }
    return Verified(problems=tuple(problems), notes=tuple(_notes(store)), figures=figures)


def _some(found: Iterable[str]) -> list[str]:
    """The first of one sort, and how many more there are."""
    every = list(found)
    more = [f"……同类还有 {len(every) - _MANY} 处"] if len(every) > _MANY else []
    return every[:_MANY] + more


def _vouchers(store: Reader) -> Iterator[str]:
    for number, row_id, lines, fen, last in store.rows(_SUMS):
        name = number or f"第 {row_id} 号"
        if fen:
            yield f"凭证 {name} 借贷不平，相差 {yuan(fen)} 元"
        elif lines < 2 or last != lines:
            yield f"凭证 {name} 的分录不全（{lines} 行，末行编号 {last}）"
    for kind, account, is_debit, has_person, has_month, is_other, number in store.rows(_SIDES):
        shape = SHAPES[VoucherKind(kind)]
        if account not in (*(shape.debit if is_debit else shape.credit), *shape.both):
            yield f"{kind}凭证 {number} 不应有“{account}”的{'借' if is_debit else '贷'}方"
        if has_person != (account in BY_PERSON) or has_month != (account == RECEIVABLE):
            yield f"{kind}凭证 {number} 的“{account}”一行，党员或月份不对"
        if is_other:
            yield f"结账凭证 {number} 里有别的月份"
    for (number,) in store.rows(_TWICE_IN_CLOSING):
        yield f"结账凭证 {number} 里同一人有两行"
    for (number,) in store.rows(_USES.format(marks=", ".join("?" * len(USES))), USES):
        yield f"支出凭证 {number} 的用途不在规定的五类之内"


def _reversals(store: Reader) -> Iterator[str]:
    for number, is_exact in store.rows(_REVERSED):
        if not is_exact:
            yield f"凭证 {number} 与它冲销的那一张不是正好相反"
    for number, is_exact in store.rows(_RECEIPTS_BACK):
        if not is_exact:
            yield f"收款 {number or '（未编号）'} 与它冲销的那一笔不是正好相反"


def _receipts(store: Reader) -> Iterator[str]:
    for row_id, number in store.rows(_RECEIPTS):
        yield f"收款 {number or f'第 {row_id} 号'} 的金额与它的分月明细不符"
    for (method,) in store.rows("SELECT DISTINCT method FROM payment"):
        if method not in DEBITED:
            yield f"不认识的交纳方式“{method}”"
    for (month,) in store.rows(_MONTHS):
        yield f"有一行的月份写作“{month}”，不是月份"


def _said(month: str) -> str:
    """A month in words, or as it is written where it is none."""
    return chinese_date(month) if month.replace("-", "").isdigit() else f"“{month}”"


def _closings(store: Reader) -> Iterator[str]:
    closed = {(branch, month): count for branch, month, count in store.rows(_CLOSED)}
    for (_, month), count in closed.items():
        if count > 1:
            yield f"{_said(month)}结账 {count} 次"
    for branch, month, fen in store.rows(_POSTED):
        if (branch, month) not in closed:
            yield f"{_said(month)}没有结账，却有应收 {yuan(fen)} 元"


def _totals(store: Reader, left: dict[tuple[int, str], int], sums: dict[str, int]) -> Iterator[str]:
    """The sums of accounts, against the postings, against one another, and against the balances of the members."""
    unknown = sums.keys() - set(ACCOUNTS)
    if unknown:
        yield f"不认识的科目：{'、'.join(sorted(unknown))}"
    if total := sum(sums.values()):
        yield f"全部科目借贷不平，相差 {yuan(total)} 元"
    receivable = sum(left.values())
    if receivable != sums.get(RECEIVABLE, 0):
        yield f"应收党费各人各月合计 {yuan(receivable)} 元，总账为 {yuan(sums.get(RECEIVABLE, 0))} 元"
    posted = int(
        store.value(
            "SELECT coalesce(sum(p.amount_fen), 0) FROM posting p JOIN voucher v ON v.id = p.voucher_id"
            " WHERE p.account = ? AND v.kind IN ('结账', '调整')",
            (RECEIVABLE,),
        )
    )
    twice = store.rows(_TAKEN_TWICE)
    names = names_of(store, {row[0] for row in twice})
    for person, account, fen in twice:
        yield f"{names.get(person, '')}的{account}被上缴或冲销的比交的多 {yuan(fen)} 元"
    if posted != -sums.get(INCOME, 0):
        yield f"结账应收 {yuan(posted)} 元，党费收入为 {yuan(-sums.get(INCOME, 0))} 元"


def _grid(store: Store, left: dict[tuple[int, str], int]) -> Iterator[str]:
    """What the grid shows of each member and month, against the balances re-derived."""
    found = dict(left)
    for account in load_accounts_of(store).values():
        for month in {*account.paid, *account.posted, *account.moved}:
            position, cell = account.position(month), account.cell(month, "9999-12-31")
            balance = found.pop((account.person.id, month), 0)
            name = f"{account.person.name}{_said(month)}"
            if position.balance != balance:
                yield f"{name}的余额，格子为 {yuan(position.balance)} 元，分录为 {yuan(balance)} 元"
            if position.standing < 0:
                yield f"{name}被冲销、转走或退还的比交的多 {yuan(-position.standing)} 元"
            shown = cell.due_fen - (cell.paid_fen - cell.more_fen)
            if cell.is_closed and shown != balance:
                yield f"{name}已结账，格子上差 {yuan(shown)} 元，分录为 {yuan(balance)} 元"
    names = names_of(store, {person for person, _ in found})
    for (person, month), fen in found.items():
        yield f"{names.get(person, '')}{_said(month)}有余额 {yuan(fen)} 元，格子里没有"


def _below_zero(store: Reader) -> Iterator[str]:
    """The first day on which an account of money ends below zero."""
    for account in MONEY:
        held = 0
        for day, fen in money_days(store, account):
            held += fen
            if held < 0:
                yield f"{account}在{chinese_date(day)}账面为 {yuan(held)} 元：付出多于收入，请核对"
                break


def _notes(store: Reader) -> Iterator[str]:
    for table, branch in (("payment", ""), ("voucher", ", branch_id")):
        for (number,) in store.rows(_DOUBLES.format(table=table, branch=branch))[:_MANY]:
            yield f"编号 {number} 用了两次（两台电脑各自编号时会这样），请在纸上注明"
    for count in load_counts(store)[-1:]:
        now = account_sums(store, count.on_date).get("现金", 0)
        if count.fen:
            yield f"{chinese_date(count.on_date)}盘点比账面{'多' if count.fen > 0 else '少'} {yuan(abs(count.fen))} 元：{count.reason}"
        if now != count.book_fen:
            yield f"{chinese_date(count.on_date)}盘点时账面 {yuan(count.book_fen)} 元，之后补记，现为 {yuan(now)} 元"
