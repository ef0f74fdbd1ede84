"""Ten more layouts with other damage: every problem said by row and code, none invented, every cell stored as its truth."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models.services.desk import Desk
from tests.services.layout_factory import MAKERS, Layouts, Made

JUDGED = {
    "id.normalised", "id.truncated", "id.check_digit", "id.duplicate", "sex.conflict", "birth.conflict", "date.partial",
    "date.impossible", "phone.several", "row.shifted", "code.unknown",
}  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Planning writes nothing: one empty branch serves every sheet."""
    folder = tmp_path_factory.mktemp("desk") / "store"
    made = Desk.create(folder, "春风化雨2026", name="柳溪村党支部", today=lambda: "2026-09-30")
    yield made
    made.close()


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("maker", MAKERS, ids=lambda maker: maker.__name__)
def test_other_layouts_are_reported_and_stored_as_their_truth(
    desk: Desk, tmp_path: Path, maker: Callable[[Layouts, Path], Made], seed: int
):
    made = maker(Layouts(seed * 100 + MAKERS.index(maker), slips=0.0), tmp_path)
    found = desk.roster.plan_import(made.path, sheet=made.sheet)
    assert {(e.row, e.problem.code) for e in found.entries if e.problem.code in JUDGED} == made.expected
    assert found.unknown_columns == made.unknown
    if made.sheet:
        assert found.rosters == (made.sheet, "第一党小组")
    stored = {person.row: person.values for person in found.people}
    assert sorted(stored) == [row.number for row in made.people]
    wrong = [
        (row.number, name, row.cells.get(name), stored[row.number].get(name, ""), right)
        for row in made.people
        for name, right in {**row.stored, **made.more.get(row.number, {})}.items()
        if (name in made.columns or name in made.more.get(row.number, {}))
        and str(stored[row.number].get(name, "")) != right
    ]
    assert wrong == []
