"""Who was deleted, or is no member any more, owes nothing new; what is posted and paid stays in sight."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.domain.dues_sheet import CellState
from models.services.desk import Desk
from models.services.ledger_check import verify
from tests.services.test_ledger import PASSWORD, TODAY, member, pay


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk.create(tmp_path / "store", PASSWORD, name="槐树村党支部", today=lambda: TODAY)
    yield made
    made.close()


def _leave(desk: Desk, person: int, how: str) -> None:
    if how == "删除":
        desk.roster.remove(person, "录入错误", "")
    else:  # as a package or an import may bring it
        with desk.store.transaction("改类别") as tx:
            tx.update("person", person, {"category": "入党积极分子"})


@pytest.mark.parametrize("how", ["删除", "不再是党员"])
def test_who_was_deleted_or_is_no_member_owes_nothing_more(desk: Desk, how: str) -> None:
    gone, there = member(desk), member(desk, "陶玉兰", 2000)
    pay(desk, gone, 5000)
    pay(desk, there, 2000)
    desk.closing.close("2026-01")
    _leave(desk, gone, how)
    seen = desk.closing.preview("2026-02")
    assert (seen.people, seen.due_fen, seen.unpaid) == (1, 2000, ("陶玉兰",))
    desk.closing.close("2026-02")
    rows = {row.person_id: row for row in desk.dues.year(2026).rows}
    grid = [sum(row.cells[n].due_fen for row in rows.values()) for n in (0, 1, 2)]
    assert grid == [7000, 2000, 2000], "January is posted and stays"
    january, february = rows[gone].cells[:2]
    assert (january.state, january.due_fen, january.paid_fen) == (CellState.PAID, 5000, 5000)
    assert (february.state, february.due_fen) == (CellState.OUTSIDE, 0)
    found = desk.dues.person_findings(gone, 2026)  # the grid asks when the row is chosen
    assert {one.rule for one in found} == {"DF-06"}, "money of somebody who is not on the books"
    report = desk.balances.remittance("2026-01", "2026-03")
    assert (report.due_fen, report.paid_fen, report.unpaid) == (sum(grid), 7000, ("陶玉兰",))
    balances = desk.balances.balances()
    assert balances.due_fen == 7000 + 8 * 2000 and balances.owed_fen == 8 * 2000
    (left,) = desk.closing.differences()
    assert (left.person_id, left.month, left.fen) == (gone, "2026-01", -5000), "somebody decides"
    assert not verify(desk.store).problems


def test_what_was_posted_before_is_still_collected(desk: Desk) -> None:
    person = member(desk)
    pay(desk, person, 5000, "2026-03")
    desk.closing.close("2026-02")
    _leave(desk, person, "不再是党员")
    assert desk.dues.unpaid(person, "2026-09") == [("2026-02", 5000)]
