"""结账: what is posted for a month stays; what would be different later is listed and decided by a person."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.domain.dues_sheet import CellState
from models.domain.errors import UserError
from models.domain.reduction import Reduction
from models.services.desk import Desk
from tests.services.test_ledger import PASSWORD, TODAY, member, pay


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk.create(tmp_path / "store", PASSWORD, name="槐树村党支部", today=lambda: TODAY)
    yield made
    made.close()


def _change(desk: Desk, person: int, fen: int) -> None:
    desk.dues.set_standard(person, "2026-01", "工资", 500000, amount_fen=fen, reason="重新核定")


def test_closing_posts_what_is_due_and_a_preview_says_it_before(desk: Desk) -> None:
    paid, unpaid = member(desk), member(desk, "陶玉兰", 2000)
    desk.roster.add({"name": "白雪梅", "category": "正式党员", "joined_on": "2020-01-01"})
    pay(desk, paid, 5000)
    seen = desk.closing.preview("2026-01")
    assert (seen.people, seen.due_fen, seen.paid_fen, seen.owed_fen) == (2, 7000, 5000, 2000)
    assert (seen.unpaid, seen.without_standard) == (("陶玉兰",), ("白雪梅",))
    voucher = desk.ledger.voucher(desk.closing.close("2026-01"))
    assert voucher.amount_fen == 7000 and len(voucher.postings) == 3
    assert {line.person_id for line in voucher.postings} == {paid, unpaid, 0}
    assert desk.closing.closed() == {"2026-01"}
    with pytest.raises(UserError, match="已经结过账"):
        desk.closing.close("2026-01")
    with pytest.raises(UserError, match="还没有到"):
        desk.closing.close("2026-10")
    with pytest.raises(UserError, match="重新打开"):
        desk.ledger.reverse(voucher.id, "改一下")


def test_a_closed_month_says_what_it_said(desk: Desk) -> None:
    person = member(desk)
    desk.closing.close("2026-01")
    _change(desk, person, 9000)
    january, february = desk.dues.year(2026).rows[0].cells[:2]
    assert (january.due_fen, january.is_closed, january.difference_fen) == (5000, True, 4000)
    assert (february.due_fen, february.is_closed) == (9000, False)
    assert desk.dues.unpaid(person, "2026-01") == [("2026-01", 5000)]
    desk.dues.record(person, ["2026-01"], "2026-09-01")
    assert desk.dues.year(2026).rows[0].cells[0].state is CellState.PAID


def test_a_difference_is_accepted_in_the_present(desk: Desk) -> None:
    person = member(desk)
    pay(desk, person, 5000)
    desk.closing.close("2026-01")
    _change(desk, person, 3000)
    (found,) = desk.closing.differences()
    assert (found.name, found.month, found.posted_fen, found.now_fen, found.fen) == (
        *("侯学军", "2026-01", 5000, 3000, -2000),
    )
    with pytest.raises(UserError, match="填写调整的原因"):
        desk.closing.adjust([(person, "2026-01")], "")
    (made,) = desk.closing.adjust([(person, "2026-01")], "基数核错")
    assert desk.ledger.voucher(made).on_date == TODAY
    assert desk.closing.differences() == []
    assert [one.fen for one in desk.ledger.overpaid()] == [2000]
    desk.ledger.refund(person, "2026-01", 2000)
    cell = desk.dues.year(2026).rows[0].cells[0]
    assert (cell.due_fen, cell.paid_fen, cell.over_fen) == (3000, 3000, 0)


def test_a_difference_that_is_left_stays_away_until_it_is_another(desk: Desk) -> None:
    person = member(desk)
    desk.closing.close("2026-01")
    _change(desk, person, 5100)
    made = desk.closing.keep(person, "2026-01", "支委会研究，不补收")
    assert desk.closing.differences() == []
    assert [one.kept_reason for one in desk.closing.differences(with_kept=True)] == ["支委会研究，不补收"]
    _change(desk, person, 5200)
    assert [one.fen for one in desk.closing.differences()] == [200]
    _change(desk, person, 5100)
    desk.ledger.reverse(made, "还是要补收")
    assert [one.fen for one in desk.closing.differences()] == [100]


def test_reopening_needs_a_reason_and_takes_back_what_was_adjusted(desk: Desk) -> None:
    person = member(desk)
    desk.closing.close("2026-01")
    _change(desk, person, 6000)
    desk.closing.adjust([(person, "2026-01")], "补收")
    with pytest.raises(UserError, match="重新打开的原因"):
        desk.closing.reopen("2026-01", "")
    desk.closing.reopen("2026-01", "漏了一人")
    assert desk.closing.closed() == frozenset()
    with pytest.raises(UserError, match="没有结账"):
        desk.closing.reopen("2026-01", "再来")
    _change(desk, person, 7000)
    cell = desk.dues.year(2026).rows[0].cells[0]
    assert (cell.due_fen, cell.is_closed) == (7000, False)
    desk.closing.close("2026-01")
    cell = desk.dues.year(2026).rows[0].cells[0]
    assert (cell.due_fen, cell.is_closed, cell.difference_fen) == (7000, True, 0)


def test_who_came_to_light_later_is_a_difference_too(desk: Desk) -> None:
    member(desk)
    desk.closing.close("2026-01")
    late = member(desk, "陶玉兰", 2000)
    (found,) = desk.closing.differences()
    assert (found.person_id, found.posted_fen, found.now_fen) == (late, 0, 2000)
    row = next(row for row in desk.dues.year(2026).rows if row.person_id == late)
    assert (row.cells[0].state, row.cells[0].difference_fen) == (CellState.LATE, 2000), (
        "not outside: it is owed"
    )
    desk.closing.adjust([(late, "2026-01")], "漏核定")
    row = next(row for row in desk.dues.year(2026).rows if row.person_id == late)
    assert (row.cells[0].due_fen, row.cells[0].state) == (2000, CellState.LATE)


def test_months_that_are_over_and_open(desk: Desk) -> None:
    person = member(desk)
    assert desk.closing.open_months() == []
    pay(desk, person, 5000, "2026-06")
    desk.closing.close("2026-07")
    assert desk.closing.open_months() == ["2026-06", "2026-08"]


def test_nothing_is_closed_where_nothing_is_due(desk: Desk) -> None:
    with pytest.raises(UserError, match="没有人应交党费"):
        desk.closing.close("2026-01")


def test_the_year_as_of_a_day_before_the_closing(desk: Desk) -> None:
    person = member(desk)
    desk.closing.close("2026-01")
    _change(desk, person, 9000)
    (row,) = desk.dues.year(2026, as_of="2026-08-31").rows
    assert (row.cells[0].is_closed, row.cells[0].due_fen) == (False, 9000)


def test_a_month_in_which_everybody_is_exempt_is_not_asked_for(desk: Desk) -> None:
    person, other = member(desk), member(desk, "陶玉兰", 0)
    pay(desk, person, 5000)
    pay(desk, person, 5000, "2026-03")
    desk.dues.reductions.save(
        Reduction(
            person_id=person,
            kind="免交",
            from_month="2026-02",
            to_month="2026-02",
            applied_on="2026-01-05",
            grounds="重病",
        )
    )
    assert desk.closing.open_months("2026-04") == ["2026-01", "2026-03", "2026-04"]
    with pytest.raises(UserError, match="各人都免交，不用结账"):
        desk.closing.close("2026-02")
    desk.dues.set_standard(other, "2026-01", "工资", 500000, amount_fen=100, reason="重新核定")
    assert "2026-02" in desk.closing.open_months("2026-04")
