"""Every balance re-derived: sound books agree to the fen, and whatever was changed beside the program is named."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.services.desk import Desk
from models.services.ledger import VoucherDraft
from models.services.ledger_check import open_balances, verify
from tests.services.test_ledger import PASSWORD, TODAY, member, pay


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk.create(tmp_path / "store", PASSWORD, name="槐树村党支部", today=lambda: TODAY)
    yield made
    made.close()


@pytest.fixture
def busy(desk: Desk) -> Desk:
    """Books with one of everything."""
    first, second = member(desk), member(desk, "陶玉兰", 2000)
    pay(desk, first, 8000, over="自愿多交")
    pay(desk, second, 9000)
    desk.dues.reverse(pay(desk, second, 700, "2026-02"), "记错了人")
    desk.closing.close("2026-01")
    desk.closing.close("2026-02")
    desk.ledger.shift(second, "2026-01", {"2026-02": 2000})
    desk.ledger.refund(second, "2026-01", 1000)
    pay(desk, first, 200_000, "2026-03", over="大额党费")
    desk.ledger.remit(5000, ("2026-01", "2026-03"), large={first: 195_000})
    desk.ledger.allot(3000)
    spent = desk.ledger.spend(500, "表彰", "2026-07-01", draft=VoucherDraft(counterpart="书店"))
    desk.ledger.reverse(spent, "退货")
    desk.dues.set_standard(second, "2026-01", "工资", 500000, amount_fen=2500, reason="重新核定")
    desk.closing.adjust([(second, "2026-01")], "补收")
    desk.closing.keep(second, "2026-02", "支委会研究")
    desk.closing.close("2026-03")
    desk.closing.reopen("2026-03", "漏了一人")
    return desk


def tampered(desk: Desk, *statements: str) -> str:
    """What verify says after another program wrote; all its sentences."""
    raw = desk.store.connection
    raw.execute("PRAGMA query_only=OFF")
    for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        raw.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        raw.execute(statement)
    raw.execute("PRAGMA query_only=ON")
    return "\n".join(verify(desk.store).problems)


def test_sound_books_agree(busy: Desk) -> None:
    done = verify(busy.store)
    assert (done.problems, done.notes) == ((), ())
    assert (done.figures["closed_months"], done.figures["receipts"]) == (2, 5)
    sums = busy.balances.balances()
    assert done.figures["balance.现金"] == sums.cash_fen == 8000 + 9000 + 200_000 - 1000 - 200_000 + 3000
    assert sum(sums.accounts.values()) == 0


def test_empty_books_agree(desk: Desk) -> None:
    assert verify(desk.store).is_sound
    assert open_balances(desk.store) == {}


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE posting SET amount_fen = amount_fen + 1 WHERE id = 3", "借贷不平，相差 0.01 元"),
        ("DELETE FROM posting WHERE account = '利息' OR id = 1", "借贷不平"),
        ("UPDATE posting SET account = '支出' WHERE account = '党费收入'", "不应有“支出”的"),
        ("UPDATE posting SET month = '2026-04' WHERE month = '2026-01' AND voucher_id = 2", "里有别的月份"),
        ("UPDATE payment SET amount_fen = amount_fen + 1 WHERE id = 1", "与它的分月明细不符"),
        ("UPDATE payment_line SET month = '2026-09' WHERE payment_id = 4", "不是正好相反"),
        ("UPDATE voucher SET kind = '上缴' WHERE kind = '退还'", "不应有"),
        (
            "UPDATE posting SET amount_fen = 2 * amount_fen WHERE voucher_id IN (SELECT reverses_id FROM voucher)",
            "正好相反",
        ),
        ("UPDATE voucher SET use_kind = '聚餐' WHERE kind = '支出'", "不在规定的五类之内"),
        ("UPDATE payment SET method = '微信' WHERE id = 1", "不认识的交纳方式“微信”"),
        ("UPDATE posting SET month = '' WHERE account = '应收党费' AND id < 3", "党员或月份不对"),
        (
            "UPDATE voucher SET from_month = '2026-01', to_month = '2026-01' WHERE kind = '结账' AND from_month = '2026-02'",
            "2026年1月结账 2 次",
        ),
        (
            "UPDATE voucher SET kind = '调整' WHERE kind = '结账' AND from_month = '2026-02'",
            "没有结账，却有应收",
        ),
    ],
)
def test_what_another_program_changed_is_named(busy: Desk, statement: str, words: str) -> None:
    assert words in tampered(busy, statement)


def test_a_receipt_that_is_gone_leaves_more_taken_than_paid(busy: Desk) -> None:
    said = tampered(busy, "DELETE FROM payment_line WHERE payment_id = 2", "DELETE FROM payment WHERE id = 2")
    assert "陶玉兰2026年1月被冲销、转走或退还的比交的多 30.00 元" in said


def test_what_is_only_to_be_looked_at_is_a_note(busy: Desk) -> None:
    busy.ledger.count_cash(18_900, "周会计", reason="找零", on_date="2026-08-31")
    notes = verify(busy.store).notes
    assert any("盘点比账面少 1988.00 元：找零" in one for one in notes)


def test_a_large_gift_that_went_up_and_back_is_named(desk: Desk) -> None:
    first, second = member(desk), member(desk, "陶玉兰")
    for person in (first, second):
        pay(desk, person, 205_000, over="大额党费")
    desk.ledger.remit(0, ("2026-01", "2026-01"), large={first: 200_000})
    assert "侯学军的大额党费被上缴或冲销的比交的多 2000.00 元" in tampered(
        desk,
        f"UPDATE posting SET person_id = {second} WHERE account = '大额党费' AND amount_fen < 0",
    )


def test_money_below_zero_on_a_day_is_a_problem(desk: Desk) -> None:
    pay(desk, member(desk), 5000)
    desk.ledger.remit(5000, ("2026-01", "2026-01"), draft=VoucherDraft(on_date="2026-03-31"))
    words = "现金在2026年1月31日账面为 -50.00 元"
    assert words in tampered(desk, "UPDATE voucher SET on_date = '2026-01-31'")


@pytest.mark.parametrize("month", ["2026-13", "2026-01 ", "2026-00", "一月"])
def test_what_is_no_month_is_named(desk: Desk, month: str) -> None:
    pay(desk, member(desk), 5000)
    words = f"有一行的月份写作“{month}”，不是月份"
    assert words in tampered(desk, f"UPDATE payment_line SET month = '{month}'")
