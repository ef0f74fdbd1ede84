"""The dues sheet of the samples: every line as its truth says, every doubt said, and none invented."""

import json
from pathlib import Path
from typing import Any

import pytest

from models.domain.dues_line import Yardstick
from models.domain.roster_cleaning import Verdict
from models.services.desk import Desk
from models.services.dues_judging import plan_dues
from models.services.dues_people import People
from models.services.dues_plan import DuesChoices, DuesPlan
from models.services.dues_rows import load_accounts
from models.services.dues_sheets import read_dues

SAMPLES = Path(__file__).parents[1] / "samples"
TODAY = "2026-09-30"


@pytest.fixture
def desk(tmp_path: Path, password: str):
    made = Desk.create(tmp_path / "store", password, name="柳溪村党支部", today=lambda: TODAY)
    made.roster.commit_import(made.roster.plan_import(SAMPLES / "roster-standard.xlsx"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    return json.loads((SAMPLES / "dues-2026.truth.json").read_text(encoding="utf-8"))


def planned(desk: Desk, path: Path = SAMPLES / "dues-2026.xlsx", **choices: Any) -> DuesPlan:
    def accounts(year: int):
        return {one.person.id: one for one in load_accounts(desk.store, desk.roster.fetch, year)}

    yardstick = Yardstick(rules=desk.rules)
    return plan_dues(read_dues(path), People(desk.store), accounts, yardstick, TODAY, DuesChoices(**choices))


def test_every_line_is_read_as_its_truth_says(desk: Desk, truth: dict[str, Any]):
    plan = planned(desk)
    assert plan.years == (2026,)
    by_row = {one.row: one for one in plan.people}
    lines = {int(row): told for row, told in truth.items() if row.isdigit()}
    assert set(by_row) == set(lines)
    for row, told in lines.items():
        one = by_row[row]
        assert desk.roster.get(one.person_id).id_number == told["公民身份号码"], row
        assert (one.kind, one.base_fen or None) == (told["kind"], told["base_fen"]), row
        assert [int(month[5:]) for month in one.paid] == told["paid_months"], row
        assert one.paid_fen == told["paid_fen"], row
        assert [s.rule_fen for s in one.standards] == [told["standard_fen"]], row


def test_every_doubt_is_said_and_none_is_invented(desk: Desk, truth: dict[str, Any]):
    plan = planned(desk)
    expected = {(int(row), code) for row, told in truth.items() if row.isdigit() for code in told["problems"]}
    total = truth["totals_row"]
    expected |= {(total["row"], code) for code in total["problems"]}
    assert {(e.row, e.problem.code) for e in plan.entries} == expected
    assert not plan.of(Verdict.REFUSED)
    right = next(e.problem for e in plan.entries if e.row == total["row"])
    assert (right.before, right.after) == ("8137.91", "8125.41")
    assert plan.paid_fen == total["right_fen"]


def test_a_wrong_standard_stays_as_written_until_the_user_takes_the_rule(desk: Desk):
    row = 31
    written = next(one for one in planned(desk).people if one.row == row)
    assert [(s.fen, s.rule_fen) for s in written.standards] == [(6000, 3000)]
    ruled = next(one for one in planned(desk, by_rule=frozenset({row})).people if one.row == row)
    assert [(s.fen, s.written) for s in ruled.standards] == [(3000, 6000)]


def test_the_report_counts_people_and_gives_rows_of_the_sheet(desk: Desk):
    report = planned(desk).report()
    assert report["imported"] == 38
    assert report["repaired"] == [
        {"row": 6, "field": "1月", "problem": "amount.text", "before": "0.50元", "after": "0.50"}
    ]
    assert {
        "row": 42,
        "field": "合计",
        "problem": "total.differs",
        "before": "8137.91",
        "after": "8125.41",
    } in (report["doubtful"])
