"""Dues sheets in eleven layouts of the tests' own generator: every line, every doubt, nothing invented."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models.services.desk import Desk
from models.services.import_plan import NOBODY
from tests.conftest import PASSWORD
from tests.services.dues_factory import MAKERS, NAMES, Made, Sheets
from tests.services.test_dues_door import TODAY, planned


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A branch with the generator's people, all members for long; only read here."""
    made = Desk.create(
        tmp_path_factory.mktemp("dues") / "store", PASSWORD, name="柳溪村党支部", today=lambda: TODAY
    )
    for name in NAMES:
        made.roster.add({"name": name, "category": "正式党员", "joined_on": "2001-07-01"})
    yield made
    made.close()


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
def test_a_layout_is_read_as_it_is_meant(
    desk: Desk, tmp_path: Path, make: Callable[[Sheets, Path], Made], seed: int
):
    made = make(Sheets(seed), tmp_path)
    plan = planned(desk, made.path)
    assert plan.years == made.years
    people = {(one.name, one.year): one for one in plan.people}
    assert len(people) == len(made.lines)
    for line in made.lines:
        one = people[line.name, line.year]
        assert {int(m[5:]): fen for m, fen in one.paid.items()} == line.paid, (line, one)
        assert (one.kind, one.base_fen) == (line.kind, line.base), line
        assert [s.fen for s in one.standards] == [line.written_standard], line
        assert {s.rule_fen for s in one.standards} == {line.standard}, line
        waived = {m for w in one.waivers for m in range(w.first, w.last + 1)}
        assert waived == line.waived, line
    found = {(entry.row, entry.problem.code) for entry in plan.entries if entry.problem.code != NOBODY}
    expected = {(line.number, code) for line in made.lines for code in line.codes} | made.others
    assert found == expected


def test_what_the_generator_makes_is_varied(tmp_path: Path):
    """Otherwise the test above proves little."""
    codes: Counter[str] = Counter()
    for seed in range(4):
        for make in MAKERS:
            made = make(Sheets(seed), tmp_path)
            codes.update(code for line in made.lines for code in line.codes)
    assert min(codes.values()) >= 10
    assert set(codes) == {
        "amount.word",
        "amount.text",
        "amount.unknown",
        "amount.spread",
        "waived.no_approval",
        "standard.differs",
        "total.differs",
    }
