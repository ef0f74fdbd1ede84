from dataclasses import replace

import pytest

from models.domain.dues import check_account, check_change, check_payment, standard, year_rows
from models.domain.dues_account import Account, first_month, is_owed
from models.domain.dues_records import DuesStandard, Payment
from models.domain.dues_sheet import CellState
from models.domain.errors import UserError
from models.domain.finding import Severity
from models.domain.money import parse_yuan
from models.domain.records import Category, Person
from models.domain.rules import load_rules

RULES = load_rules()
ON = "2026-09-30"


@pytest.mark.parametrize(
    ("kind", "base", "amount", "rate"),
    [
        ("工资", "2500.00", "12.50", "0.5%"),
        ("工资", "3000.00", "15.00", "0.5%"),
        ("工资", "3000.01", "30.00", "1%"),
        ("工资", "4286.57", "42.87", "1%"),
        ("工资", "5000.00", "50.00", "1%"),
        ("工资", "5000.01", "75.00", "1.5%"),
        ("工资", "8333.33", "125.00", "1.5%"),
        ("工资", "10000.00", "150.00", "1.5%"),
        ("工资", "10000.01", "200.00", "2%"),
        ("工资", "50000.00", "1000.00", "2%"),
        ("工资", "60000.00", "1000.00", "2%"),
        ("年薪", "7500", "112.50", "1.5%"),
        ("个体", "12000", "240.00", "2%"),
        ("离退休", "5000.00", "25.00", "0.5%"),
        ("离退休", "5000.01", "50.00", "1%"),
        ("离退休", "6321.50", "63.22", "1%"),
        ("离退休", "3215", "16.08", "0.5%"),
    ],
)
def test_the_table_of_amounts(kind: str, base: str, amount: str, rate: str) -> None:
    found = standard(kind, parse_yuan(base), None, ON, RULES)
    assert found.amount_fen == parse_yuan(amount)
    assert found.rate == rate and found.band.endswith(rate)
    assert rate in found.explanation and found.citation.article in found.explanation


def test_fixed_amounts() -> None:
    for kind in ("学生", "下岗失业", "低保"):
        assert standard(kind, None, None, ON, RULES).amount_fen == 20
    assert standard("农民", None, 50, ON, RULES).amount_fen == 50


def test_beyond_the_usual_limit_both_amounts_are_said() -> None:
    found = standard("工资", 6_000_000, None, ON, RULES)
    assert (found.amount_fen, found.uncapped_fen) == (100_000, 120_000)
    assert "1200.00" in found.explanation and "1000.00" in found.explanation
    assert standard("工资", 6_000_000, None, "2010-01-01", RULES).amount_fen == 120_000


@pytest.mark.parametrize(
    ("kind", "base", "county"),
    [
        ("工资", None, None),
        ("工资", 0, None),
        ("工资", -1, None),
        ("离退休", 10**12, None),
        ("农民", None, None),
        ("农民", None, 19),
        ("农民", None, 101),
        ("董事", 100, None),
    ],
)
def test_missing_or_absurd_figures_are_refused_in_words(
    kind: str, base: int | None, county: int | None
) -> None:
    with pytest.raises(UserError):
        standard(kind, base, county, ON, RULES)


def test_rounding_can_be_coarser() -> None:
    assert standard("工资", 428657, None, ON, RULES, "角").amount_fen == 4290
    assert standard("工资", 428657, None, ON, RULES, "元").amount_fen == 4300


def test_more_income_never_means_less_dues() -> None:
    amounts = [standard("工资", base, None, ON, RULES).amount_fen for base in range(100, 1_200_000, 997)]
    assert amounts == sorted(amounts)


PERSON = Person(
    id=1, name="侯学军", category=Category.FULL, joined_on="2014-04-10", confirmed_on="2015-04-10"
)
TEN = DuesStandard(person_id=1, from_month="2026-01", kind="工资", base_fen=100000, amount_fen=1000)


def _paid(*months: str, fen: int = 1000, on: str = "2026-03-05") -> Payment:
    return Payment(
        person_id=1, received_on=on, months=tuple((m, fen) for m in months), amount_fen=fen * len(months)
    )


def test_the_word_of_each_month() -> None:
    payments = [_paid("2026-01"), _paid("2026-02", fen=400)]
    (row,) = year_rows([Account.of(PERSON, [TEN], payments)], 2026, "2026-05-20", RULES)
    states = [cell.state for cell in row.cells]
    assert states[:6] == [
        CellState.PAID,
        CellState.PART,
        CellState.LATE,
        CellState.LATE,
        CellState.DUE,
        CellState.FUTURE,
    ]
    assert (row.due_fen, row.paid_fen, row.months_late) == (5000, 1400, 2)


def test_a_reversal_leaves_the_month_unpaid() -> None:
    back = replace(_paid("2026-01", fen=-1000), reverses_id=7, reason="重复")
    account = Account.of(PERSON, [TEN], [_paid("2026-01"), back])
    cell = account.cell("2026-01", "2026-05-20")
    assert cell.state == CellState.LATE and cell.paid_fen == 0 and cell.paid_on == ""


def test_joining_arriving_and_leaving() -> None:
    joined = replace(PERSON, joined_on="2026-03-28", confirmed_on="", category=Category.PROBATIONARY)
    assert first_month(joined) == "2026-03"
    assert [is_owed(joined, m) for m in ("2026-02", "2026-03")] == [False, True]
    arrived = replace(PERSON, arrived_on="2026-05-02")
    assert [is_owed(arrived, m) for m in ("2026-04", "2026-05")] == [False, True]
    moved = replace(PERSON, left_on="2026-06-10", left_kind="转出")
    assert [is_owed(moved, m) for m in ("2026-06", "2026-07")] == [True, False]
    died = replace(PERSON, left_on="2026-06-10", left_kind="去世")
    assert [is_owed(died, m) for m in ("2026-05", "2026-06")] == [True, False]
    stopped = replace(PERSON, membership_state="停止党籍")
    assert not is_owed(stopped, "2026-06")


def test_somebody_not_on_the_books_that_year_has_no_row() -> None:
    gone = replace(PERSON, left_on="2025-06-10", left_kind="转出")
    assert year_rows([Account.of(gone, [TEN], [])], 2026, ON, RULES) == []


def test_no_standard_and_waived() -> None:
    account = Account.of(PERSON, [], [])
    assert account.cell("2026-02", ON).state == CellState.NO_STANDARD
    assert account.cell("2026-12", ON).state == CellState.FUTURE
    free = replace(TEN, amount_fen=0, reason="支部研究并报上级批准免交")
    assert Account.of(PERSON, [free], []).cell("2026-02", ON).state == CellState.WAIVED


def test_a_standard_holds_from_its_month_until_the_next() -> None:
    more = replace(TEN, from_month="2026-07", amount_fen=2000)
    account = Account.of(PERSON, [more, TEN], [])
    assert [account.cell(f"2026-{m:02d}", ON).due_fen for m in (1, 6, 7, 12)] == [1000, 1000, 2000, 2000]


@pytest.mark.parametrize(
    ("as_of", "late", "severity"),
    [
        ("2026-03-31", 2, None),
        ("2026-04-01", 3, Severity.WARNING),
        ("2026-06-10", 5, Severity.WARNING),
        ("2026-07-01", 6, Severity.ERROR),
    ],
)
def test_arrears_by_months_in_a_row(as_of: str, late: int, severity: Severity | None) -> None:
    account = Account.of(PERSON, [TEN], [])
    assert account.months_late(as_of) == late
    found = check_account(account, late, as_of, RULES)
    assert [f.severity for f in found if f.rule == "DF-09"] == ([severity] if severity else [])


def test_arrears_run_on_across_the_year_and_a_payment_ends_them() -> None:
    account = Account.of(PERSON, [TEN], [_paid("2026-10")])
    assert account.months_late("2027-02-10") == 3
    assert Account.of(PERSON, [TEN], [_paid("2027-01")]).months_late("2027-02-10") == 0


def test_probationary_dues_begin_with_the_assembly() -> None:
    person = replace(PERSON, category=Category.PROBATIONARY, joined_on="2026-03-28", confirmed_on="")
    late = replace(TEN, from_month="2026-05")
    found = check_account(Account.of(person, [late], []), 0, ON, RULES)
    assert [(f.rule, f.severity) for f in found] == [("DF-05", Severity.ERROR)]
    assert "2026年3月" in found[0].message


def test_making_up_for_long_ago_and_giving_much() -> None:
    account = Account.of(PERSON, [TEN], [])
    assert [f.rule for f in check_payment(account, _paid("2026-01", on="2026-08-01"), RULES)] == ["DF-08"]
    assert check_payment(account, _paid("2026-01", on="2026-07-31"), RULES) == []
    assert [f.rule for f in check_payment(account, _paid("2026-08", fen=101_000, on=ON), RULES)] == ["DF-04"]
    assert check_payment(account, _paid("2026-08", fen=100_999, on=ON), RULES) == []


def test_a_change_within_the_year_needs_a_reason() -> None:
    assert check_change(TEN, "2026-07", "工资", 200000, ON, RULES) is not None
    assert check_change(TEN, "2027-01", "工资", 200000, ON, RULES) is None
    assert check_change(None, "2026-07", "工资", 200000, ON, RULES) is None
    assert check_change(TEN, "2026-07", "工资", 100000, ON, RULES) is None
