"""账目: vouchers beside the receipts, each checked before it is posted and taken back only by a reversal."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from models.domain.errors import UserError
from models.domain.ledger import CASH, LARGE, RECEIVABLE, REMITTED, SPENT, TRANSFER
from models.services.desk import Desk
from models.services.dues import PaymentDraft
from models.services.ledger import VoucherDraft

PASSWORD = "槐树-shù-2026"
TODAY = "2026-09-30"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk.create(
        tmp_path / "store", PASSWORD, name="槐树村党支部", secretary="陈书文", today=lambda: TODAY
    )
    yield made
    made.close()


def member(desk: Desk, name: str = "侯学军", fen: int = 5000) -> int:
    card = {"category": "正式党员", "joined_on": "2014-04-10", "confirmed_on": "2015-04-10"}
    person = desk.roster.add({"name": name, **card})
    desk.dues.set_standard(person, "2026-01", "工资", 500000, amount_fen=fen, reason="支部研究")
    return person


def pay(desk: Desk, person: int, fen: int, month: str = "2026-01", **more: Any) -> int:
    draft = PaymentDraft(
        person_id=person, months=(month,), received_on="2026-02-01", amounts={month: fen}, **more
    )
    return desk.dues.record_many([draft])[0]


def test_receipts_are_numbered_by_year(desk: Desk) -> None:
    person = member(desk)
    numbers = [desk.dues.payment(pay(desk, person, 100, f"2026-0{n}")).number for n in (1, 2, 3)]
    assert numbers == ["2026-0001", "2026-0002", "2026-0003"]
    old = PaymentDraft(
        person_id=person, months=("2026-04",), received_on="2025-12-31", amounts={"2026-04": 1}
    )
    assert desk.dues.payment(desk.dues.record_many([old])[0]).number == "2025-0001"
    taken_over = PaymentDraft(
        person_id=person, months=("2026-05",), received_on=TODAY, method="期初", amounts={"2026-05": 5000}
    )
    assert desk.dues.payment(desk.dues.record_many([taken_over])[0]).number == ""
    (row,) = desk.dues.year(2026).rows
    assert (row.cells[4].is_opening, row.cells[4].paid_on, row.cells[4].paid_fen) == (True, "", 5000)
    assert desk.ledger.held(CASH) == 301


def test_what_is_too_much_waits_until_somebody_says_what_it_is(desk: Desk) -> None:
    person = member(desk)
    pay(desk, person, 8000)
    (over,) = desk.ledger.overpaid()
    assert (over.name, over.month, over.fen) == ("侯学军", "2026-01", 3000)
    with pytest.raises(UserError, match="多交 30.00 元，没有 40.00 元"):
        desk.ledger.voluntary(person, "2026-01", 4000)
    desk.ledger.voluntary(person, "2026-01", 1000)
    desk.ledger.shift(person, "2026-01", {"2026-02": 1200})
    desk.ledger.refund(person, "2026-01", 800)
    assert desk.ledger.overpaid() == []
    january, february = desk.dues.year(2026).rows[0].cells[:2]
    assert (january.paid_fen, january.more_fen, january.over_fen) == (6000, 1000, 0)
    assert (february.paid_fen, february.due_fen) == (1200, 5000)
    assert desk.ledger.held(CASH) == 8000 - 800
    with pytest.raises(UserError, match="只差 38.00 元，不能抵交"):
        pay(desk, person, 9900, "2026-03")
        desk.ledger.shift(person, "2026-03", {"2026-02": 4000})


def test_what_is_voluntary_is_said_when_paying(desk: Desk) -> None:
    person = member(desk)
    draft = PaymentDraft(
        person_id=person, months=("2026-01",), received_on="2026-02-01", amounts={"2026-01": 8000}
    )
    assert desk.dues.receipts.excess(draft) == {"2026-01": 3000}
    pay(desk, person, 8000, over="自愿多交")
    (voucher,) = desk.ledger.vouchers()
    assert (voucher.number, voucher.kind, voucher.amount_fen) == ("记2026-0001", "自愿多交", 3000)
    with pytest.raises(UserError, match="按大额党费办理"):
        pay(desk, person, 105_000, "2026-02", over="自愿多交")
    with pytest.raises(UserError, match="不是大额党费"):
        pay(desk, person, 104_999, "2026-02", over="大额党费")
    pay(desk, person, 105_000, "2026-02", over="大额党费")
    february = desk.dues.year(2026).rows[0].cells[1]
    assert (february.paid_fen, february.over_fen) == (5000, 0)


def test_money_that_is_used_is_not_taken_away_beneath(desk: Desk) -> None:
    person = member(desk)
    payment = pay(desk, person, 8000)
    voucher = desk.ledger.voluntary(person, "2026-01", 3000)
    with pytest.raises(UserError, match="记2026-0001.*先冲销那张凭证"):
        desk.dues.reverse(payment, "记错了人")
    desk.ledger.reverse(voucher, "不是自愿")
    desk.dues.reverse(payment, "记错了人")
    assert desk.dues.year(2026).rows[0].cells[0].paid_fen == 0


def test_shifted_money_stays_while_it_stands_for_another_month(desk: Desk) -> None:
    person = member(desk)
    pay(desk, person, 8000)
    shifted = desk.ledger.shift(person, "2026-01", {"2026-02": 3000})
    pay(desk, person, 2500, "2026-02")
    desk.ledger.refund(person, "2026-02", 500)
    desk.ledger.reverse(shifted, "抵错了")
    assert [(one.month, one.fen) for one in desk.ledger.overpaid()] == [("2026-01", 3000)]


def test_remitting_spending_and_the_bank(desk: Desk) -> None:
    person = member(desk)
    pay(desk, person, 155_000, over="大额党费")
    with pytest.raises(UserError, match="现金只有 1550.00 元"):
        desk.ledger.remit(200_000, ("2026-01", "2026-01"))
    with pytest.raises(UserError, match="待转交的大额党费是 1500.00 元"):
        desk.ledger.remit(0, ("2026-01", "2026-01"), large={person: 150_001})
    remitted = desk.ledger.remit(
        5000,
        ("2026-01", "2026-03"),
        large={person: 150_000},
        draft=VoucherDraft(on_date="2026-03-31", paper="（2026）3号"),
    )
    sums = {one.account: one.fen for one in desk.ledger.voucher(remitted).postings}
    assert sums == {REMITTED: 5000, LARGE: 150_000, CASH: -155_000}
    desk.ledger.allot(20_000, TRANSFER)
    with pytest.raises(UserError, match="只能用于"):
        desk.ledger.spend(1000, "聚餐", "2026-09-01", TRANSFER)
    with pytest.raises(UserError, match="集体讨论"):
        desk.ledger.spend(1000, "困难补助", "2026-10-01", TRANSFER)
    spent = desk.ledger.spend(1000, "困难补助", "2026-09-01", TRANSFER)
    assert desk.ledger.voucher(spent).use_kind == "困难补助"
    desk.ledger.move(4000, CASH)
    desk.ledger.interest(12)
    assert (desk.ledger.held(CASH), desk.ledger.held(TRANSFER)) == (4000, 15_012)
    desk.ledger.reverse(spent, "退货")
    assert SPENT not in {one.account for v in desk.ledger.vouchers() if v.stands for one in v.postings}


def test_books_never_go_below_zero_on_a_day_that_is_past(desk: Desk) -> None:
    person = member(desk)
    pay(desk, person, 5000)
    desk.ledger.remit(5000, ("2026-01", "2026-01"), draft=VoucherDraft(on_date="2026-03-31"))
    desk.ledger.allot(700, draft=VoucherDraft(on_date="2026-08-01"))
    for day in ("2026-02-10", "2026-05-10"):
        with pytest.raises(UserError, match="现金只有 0.00 元"):
            desk.ledger.spend(700, "表彰", "2026-01-05", draft=VoucherDraft(on_date=day))
    desk.ledger.spend(700, "表彰", "2026-01-05", draft=VoucherDraft(on_date="2026-08-01"))


def test_a_reversal_is_exact_once_and_not_of_a_reversal(desk: Desk) -> None:
    voucher = desk.ledger.opening(12_345)
    with pytest.raises(UserError, match="填写冲销的原因"):
        desk.ledger.reverse(voucher, "  ")
    back = desk.ledger.reverse(voucher, "数错了")
    kept, taken = desk.ledger.vouchers()
    assert (kept.reversed_by, taken.reverses_id, taken.reason) == (back, voucher, "数错了")
    assert [line.taken_back for line in taken.postings] == list(kept.postings)
    for wrong in (voucher, back):
        with pytest.raises(UserError, match="冲销"):
            desk.ledger.reverse(wrong, "再冲一次")
    with pytest.raises(UserError, match="不能撤销"):
        desk.undo()


def test_two_people_where_the_branch_wants_it(desk: Desk) -> None:
    person = member(desk)
    desk.settings.set("dues.two_persons", "是")
    with pytest.raises(UserError, match="把两人都填上"):
        pay(desk, person, 5000)
    with pytest.raises(UserError, match="不能是同一人"):
        pay(desk, person, 5000, received_by="周会计", checked_by="周会计")
    pay(desk, person, 5000, received_by="周会计", checked_by="陈书文")
    with pytest.raises(UserError, match="把两人都填上"):
        desk.ledger.remit(5000, ("2026-01", "2026-01"))
    desk.ledger.remit(
        5000, ("2026-01", "2026-01"), draft=VoucherDraft(handled_by="周会计", checked_by="陈书文")
    )


@pytest.mark.parametrize("words", [{"handed_by": "支部垫付"}, {"note": "工资代扣"}, {"method": "工资扣缴"}])
def test_no_receipt_from_the_branch_or_the_payroll(desk: Desk, words: dict[str, str]) -> None:
    with pytest.raises(UserError, match="不得"):
        pay(desk, member(desk), 5000, **words)


def test_the_secretary_handing_in_for_another_is_asked(desk: Desk) -> None:
    person = member(desk)
    for brought in ("陈书文", "陈 书文", "陈书文书记", "党支部"):
        with pytest.raises(UserError, match="不是垫付"):
            pay(desk, person, 5000, handed_by=brought)
    draft = PaymentDraft(
        person_id=person,
        months=("2026-01",),
        received_on="2026-02-01",
        handed_by="陈书文",
        is_own_money=True,
    )
    desk.dues.record_many([draft])
    pay(desk, member(desk, "陈书文"), 5000, handed_by="陈书文")


def test_bad_input_is_said_at_once(desk: Desk) -> None:
    person = member(desk)
    for months, amounts, words in (
        (("2026-01", "2026-01"), None, "选了两次"),
        (("2014-03",), {"2014-03": 5}, "不在本支部"),
        (("2026-01",), {"2026-01": -5}, "大于零"),
        (("2026-01",), {"2026-01": 100_000_000_000}, "太大"),
        (("2026-13",), None, "不是月份"),
    ):
        with pytest.raises(UserError, match=words):
            desk.dues.record(person, months, "2026-02-01", amounts=amounts)
    with pytest.raises(UserError, match="大得离谱"):
        desk.ledger.allot(100_000_000_000)
    with pytest.raises(UserError, match="大于零"):
        desk.ledger.allot(-1)
    with pytest.raises(UserError, match="还没有到"):
        desk.ledger.allot(1, draft=VoucherDraft(on_date="2026-10-01"))


def test_counting_the_box(desk: Desk) -> None:
    person = member(desk)
    pay(desk, person, 5000)
    with pytest.raises(UserError, match="相差 -1.00 元。请写明原因"):
        desk.ledger.count_cash(4900, "周会计")
    desk.ledger.count_cash(4900, "周会计", reason="找零时少收", on_date="2026-02-28")
    pay(desk, person, 300, "2026-02")  # of 1 February, written down late
    (count,) = desk.ledger.counts()
    assert (count.fen, count.book_fen, count.book_now_fen) == (-100, 5000, 5300)


def test_of_a_member_only_his_vouchers(desk: Desk) -> None:
    first, second = member(desk), member(desk, "陶玉兰")
    for person in (first, second):
        pay(desk, person, 8000)
        desk.ledger.refund(person, "2026-01", 3000)
    (voucher,) = desk.ledger.vouchers(person_id=second)
    assert voucher.person_id == second and voucher.summary == "退还陶玉兰2026年1月多交的党费"
    assert {line.account for line in voucher.postings} == {RECEIVABLE, CASH}
    assert desk.ledger.vouchers(kind="上缴") == []


def test_large_gifts_handed_up_are_looked_at_by_person(desk: Desk) -> None:
    first, second = member(desk), member(desk, "陶玉兰")
    for person in (first, second):
        pay(desk, person, 205_000, over="大额党费")
    desk.ledger.remit(0, ("2026-01", "2026-01"), large={first: 200_000})
    (given,) = desk.ledger.vouchers(kind="大额党费", person_id=first)
    with pytest.raises(UserError, match="已经上缴"):
        desk.ledger.reverse(given.id, "退给本人")
    (other,) = desk.ledger.vouchers(kind="大额党费", person_id=second)
    desk.ledger.reverse(other.id, "不是大额党费")
    assert [one.person_id for one in desk.ledger.overpaid()] == [second]


def test_a_reversal_does_not_bear_the_names_of_who_checked_the_first(desk: Desk) -> None:
    draft = VoucherDraft(handled_by="周会计", checked_by="李复核", paper="（2026）3号")
    desk.ledger.reverse(desk.ledger.opening(12_345, draft=draft), "数错了")
    taken = desk.ledger.vouchers()[-1]
    assert (taken.handled_by, taken.checked_by, taken.paper) == ("", "", "")


def test_money_handed_on_is_not_taken_away_by_reversing_what_brought_it(desk: Desk) -> None:
    person = member(desk)
    payment = pay(desk, person, 5000)
    moved = desk.ledger.move(5000, TRANSFER)
    remitted = desk.ledger.remit(5000, ("2026-01", "2026-01"), TRANSFER)
    with pytest.raises(UserError, match="现金只有 0.00 元.*存取 记2026-0001"):
        desk.dues.receipts.reverse(payment, "记错了人")
    with pytest.raises(UserError, match="转账只有 0.00 元"):
        desk.ledger.reverse(moved, "没有存")
    desk.ledger.reverse(remitted, "没有交")
    desk.ledger.reverse(moved, "没有存")
    desk.dues.receipts.reverse(payment, "记错了人")
    assert (desk.ledger.held(CASH), desk.ledger.held(TRANSFER)) == (0, 0)


def test_two_people_take_back_and_open_again(desk: Desk) -> None:
    payment = pay(desk, member(desk), 5000)
    opening = desk.ledger.opening(100)
    desk.closing.close("2026-01")
    desk.settings.set("dues.two_persons", "是")
    with pytest.raises(UserError, match="把两人都填上"):
        desk.dues.receipts.reverse(payment, "错", "周会计")
    with pytest.raises(UserError, match="不能是同一人"):
        desk.ledger.reverse(opening, "错", "周会计", "周会计")
    with pytest.raises(UserError, match="把两人都填上"):
        desk.closing.reopen("2026-01", "错")
    reopened = desk.closing.reopen("2026-01", "错", "周会计", "陈书文")
    taken = desk.ledger.reverse(opening, "错", "周会计", "陈书文")
    for voucher in (reopened, taken):
        found = desk.ledger.voucher(voucher)
        assert (found.handled_by, found.checked_by) == ("周会计", "陈书文")
    back = desk.dues.payment(desk.dues.receipts.reverse(payment, "错", "周会计", "陈书文"))
    assert (back.received_by, back.checked_by) == ("周会计", "陈书文")


def test_the_receipt_beneath_a_voluntary_one_stays(desk: Desk) -> None:
    person = member(desk)
    first = pay(desk, person, 5000)
    second = pay(desk, person, 5000, over="自愿多交")
    with pytest.raises(UserError, match="记2026-0001.*先冲销那张凭证"):
        desk.dues.receipts.reverse(first, "记错了人")
    desk.ledger.reverse(desk.ledger.vouchers()[0].id, "不是自愿")
    desk.dues.receipts.reverse(first, "记错了人")
    assert desk.dues.unpaid(person, "2026-01") == [] and desk.dues.payment(second).reversed_by == 0


def test_who_is_no_member_pays_no_dues(desk: Desk) -> None:
    person = desk.roster.add({"name": "白雪梅", "category": "入党申请人"})
    with pytest.raises(UserError, match="入党申请人不是党员"):
        pay(desk, person, 5000)
    assert desk.ledger.overpaid() == []


def test_a_large_gift_is_not_made_small_by_parts(desk: Desk) -> None:
    person = member(desk)
    pay(desk, person, 205_000)
    first = desk.ledger.voluntary(person, "2026-01", 90_000)
    with pytest.raises(UserError, match="按大额党费办理"):
        desk.ledger.voluntary(person, "2026-01", 90_000)
    desk.ledger.reverse(first, "是大额党费")
    desk.ledger.voluntary(person, "2026-01", 200_000, "大额党费")
    for _ in range(2):  # two receipts of different days are no gift at once
        pay(desk, person, 65_000, "2026-02")
    desk.ledger.voluntary(person, "2026-02", 60_000)
    desk.ledger.voluntary(person, "2026-02", 65_000)
    assert desk.ledger.overpaid() == []


def test_a_month_with_a_blank_is_the_month(desk: Desk) -> None:
    person = member(desk)
    pay(desk, person, 8000)
    desk.ledger.shift(person, "2026-01 ", {"2026-02 ": 500})
    desk.ledger.voluntary(person, " 2026-01", 500)
    desk.ledger.refund(person, "2026-01 ", 2000)
    desk.closing.close("2026-01 ")
    months = {line.month for one in desk.ledger.vouchers() for line in one.postings if line.month}
    assert months == {"2026-01", "2026-02"} and desk.closing.closed() == {"2026-01"}
