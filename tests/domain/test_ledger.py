"""The books by themselves: what a voucher may look like, what a receipt posts, what stands on a month."""

from dataclasses import replace

import pytest

from models.domain.dues_records import Payment
from models.domain.ledger import (
    ACCOUNTS,
    CASH,
    INCOME,
    INTEREST,
    LARGE,
    OPENING,
    RECEIVABLE,
    REMITTED,
    SHAPES,
    SPENT,
    TAKEN_OVER,
    TRANSFER,
    USES,
    VOLUNTARY,
    Position,
    Posting,
    Voucher,
    VoucherKind,
    between,
    closing,
    is_reversal_of,
    keeping,
    more,
    of_payment,
    refunding,
    remitting,
    shape_problems,
    shifting,
    trial,
)
from models.domain.money_taken import check_two, not_ones_own
from models.domain.reduction import ELSEWHERE, LESS, NOTHING, Reduction, in_force

SOUND = {
    VoucherKind.CLOSE: closing({1: 5000, 2: 0, 3: 20}, "2026-01"),
    VoucherKind.ADJUST: closing({1: -700}, "2026-01"),
    VoucherKind.VOLUNTARY: more(VOLUNTARY, 1, "2026-01", 300),
    VoucherKind.LARGE: more(LARGE, 1, "2026-01", 100_000),
    VoucherKind.SHIFT: shifting(1, "2026-01", {"2026-02": 100, "2026-03": 50}),
    VoucherKind.REFUND: refunding(1, "2026-01", 300, CASH),
    VoucherKind.REMIT: remitting(5000, TRANSFER, {1: 100_000}),
    VoucherKind.ALLOT: between(CASH, "上级下拨", 100),
    VoucherKind.INTEREST: between(TRANSFER, INTEREST, 12),
    VoucherKind.SPEND: between(SPENT, CASH, 100),
    VoucherKind.MOVE: between(TRANSFER, CASH, 100),
    VoucherKind.OPENING: between(CASH, OPENING, 100),
}


def voucher(kind: VoucherKind, lines: tuple[Posting, ...]) -> Voucher:
    is_spend = kind is VoucherKind.SPEND
    return Voucher(
        kind=kind,
        from_month="2026-01",
        to_month="2026-01",
        use_kind=USES[0] if is_spend else "",
        postings=lines,
    )


def test_every_kind_and_account_has_its_shape() -> None:
    assert set(SOUND) == set(SHAPES) == set(VoucherKind)
    used = {account for shape in SHAPES.values() for account in (*shape.debit, *shape.credit, *shape.both)}
    assert used | {TAKEN_OVER} == set(ACCOUNTS)


@pytest.mark.parametrize("kind", SOUND, ids=str)
def test_a_sound_voucher_and_its_reversal(kind: VoucherKind) -> None:
    first = voucher(kind, SOUND[kind])
    assert shape_problems(first) == []
    assert sum(line.fen for line in first.postings) == 0 and first.amount_fen > 0
    back = replace(first, reverses_id=7, postings=tuple(line.taken_back for line in first.postings))
    assert shape_problems(back) == [] and is_reversal_of(back, first)
    assert set(trial((*first.postings, *back.postings)).values()) == {0}
    assert not is_reversal_of(replace(back, postings=back.postings[::-1][:1]), first)


@pytest.mark.parametrize("kind", SOUND, ids=str)
def test_what_does_not_balance_or_belongs_elsewhere_is_said(kind: VoucherKind) -> None:
    first = voucher(kind, SOUND[kind])
    heavier = replace(first.postings[0], fen=first.postings[0].fen + 1)
    assert any(
        "借贷不平" in one for one in shape_problems(replace(first, postings=(heavier, *first.postings[1:])))
    )
    foreign = replace(first.postings[-1], account=TAKEN_OVER, person_id=0, month="")
    assert any(
        "不应有" in one for one in shape_problems(replace(first, postings=(*first.postings[:-1], foreign)))
    )


def test_lines_without_their_member_or_month() -> None:
    nameless = (Posting(RECEIVABLE, 100, 0, "2026-01"), Posting(INCOME, -100))
    assert any("党员不对" in one for one in shape_problems(voucher(VoucherKind.CLOSE, nameless)))
    timeless = (Posting(RECEIVABLE, 100, 1), Posting(INCOME, -100))
    assert any("月份不对" in one for one in shape_problems(voucher(VoucherKind.CLOSE, timeless)))
    other = (Posting(RECEIVABLE, 100, 1, "2026-02"), Posting(INCOME, -100))
    assert shape_problems(voucher(VoucherKind.CLOSE, other)) == ["结账凭证只能是一个月的"]
    twice = (
        Posting(RECEIVABLE, 60, 1, "2026-01"),
        Posting(RECEIVABLE, 40, 1, "2026-01"),
        Posting(INCOME, -100),
    )
    assert shape_problems(voucher(VoucherKind.CLOSE, twice)) == ["结账凭证里一人只能有一行"]


def test_a_difference_that_is_left() -> None:
    left = voucher(VoucherKind.ADJUST, keeping(1, "2026-01", -300))
    assert left.is_left and shape_problems(left) == [] and trial(left.postings) == {RECEIVABLE: 0}
    assert not voucher(VoucherKind.ADJUST, closing({1: 5, 2: -5}, "2026-01")).is_left
    assert not voucher(VoucherKind.ADJUST, closing({1: 5}, "2026-01")).is_left


@pytest.mark.parametrize(
    ("method", "account"), [("现金", CASH), ("代交", CASH), ("转账", TRANSFER), ("期初", TAKEN_OVER)]
)
def test_what_a_receipt_posts(method: str, account: str) -> None:
    payment = Payment(person_id=3, method=method, amount_fen=300, months=(("2026-01", 100), ("2026-02", 200)))
    assert of_payment(payment) == (
        Posting(account, 300),
        Posting(RECEIVABLE, -100, 3, "2026-01"),
        Posting(RECEIVABLE, -200, 3, "2026-02"),
    )


def test_what_stands_on_a_month() -> None:
    month = Position(paid=8000)
    for kind, fen in (
        (VoucherKind.CLOSE, 5000),
        (VoucherKind.ADJUST, -500),
        (VoucherKind.VOLUNTARY, 1000),
        (VoucherKind.SHIFT, 700),
        (VoucherKind.SHIFT, -200),
        (VoucherKind.REFUND, 300),
        (VoucherKind.REMIT, 999),
    ):
        month.add(kind, fen)
    assert (month.posted, month.counted, month.standing) == (4500, 7200, 6200)
    assert (month.over(4500), month.over(9000), month.balance) == (1700, 0, -1700)


def test_large_gifts_go_up_whole_beside_the_dues() -> None:
    assert remitting(0, CASH, {2: 100_000}) == (Posting(LARGE, 100_000, 2), Posting(CASH, -100_000))
    assert trial(remitting(500, CASH, {2: 100_000})) == {REMITTED: 500, LARGE: 100_000, CASH: -100_500}


@pytest.mark.parametrize(
    "words",
    [
        *("支部垫付", "书记代垫", "工资代扣", "单位扣缴", "“特殊党费”", "用公款交"),
        *("单位代交", "支部先交", "从工资里扣", "单位统一缴纳", "支部 垫 付"),
    ],
)
def test_whose_money_it_is(words: str) -> None:
    assert not_ones_own("", words)


def test_ordinary_words_are_no_ones_business() -> None:
    assert not not_ones_own("其子侯建国", "本人住院，委托代交")
    assert not not_ones_own("书记", "确认非垫付")
    assert not not_ones_own("", "本人从工资卡转账")


def test_two_people() -> None:
    assert (
        check_two("周会计", "周会计", needs_two=False) == "" == check_two("周会计", "陈书文", needs_two=True)
    )
    assert "不能是同一人" in check_two("周会计", "周会计", needs_two=True)
    assert "两人都填上" in check_two("周会计", "", needs_two=True)


def test_reductions() -> None:
    less = Reduction(id=1, kind=LESS, amount_fen=100, from_month="2026-01", to_month="2026-06")
    free = Reduction(
        id=2, kind=NOTHING, from_month="2026-05", branch_on="2026-04-20", superior_on="2026-04-28"
    )
    assert (less.due(5000), less.due(50), free.due(5000)) == (100, 50, 0)
    assert not less.is_approved and free.is_approved
    assert Reduction(kind=ELSEWHERE, from_month="2026-01").is_approved
    assert [in_force((less, free), f"2026-0{m}") for m in (1, 5, 7)] == [less, free, free]
    assert in_force((less,), "2025-12") is None
