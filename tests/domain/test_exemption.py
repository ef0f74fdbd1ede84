"""可不计入应到: two approvals before the meeting, and the days in between."""

from dataclasses import replace

import pytest

from models.domain.exemption import Exemption, Ground, check_exemptions, left_out_on, short_ground
from models.domain.finding import Severity
from models.domain.rules import load_rules

BED = Exemption(
    person_id=3,
    name="丁一",
    ground=Ground.BED,
    from_on="2026-01-10",
    superior_on="2026-02-01",
    superior_paper="云党〔2026〕3号",
    assembly_on="2026-02-20",
)


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        ("2026-01-31", False),
        ("2026-02-01", False),  # the assembly has not passed it yet
        ("2026-02-20", False),  # passed at this assembly: from the next meeting on
        ("2026-02-21", True),
        ("2027-12-31", True),  # no end
    ],
)
def test_both_approvals_must_be_there_before_the_meeting(day: str, counts: bool) -> None:
    assert BED.counts_on(day) is counts


def test_the_last_day_belongs_to_it() -> None:
    ended = replace(BED, to_on="2026-06-30")
    assert ended.counts_on("2026-06-30")
    assert not ended.counts_on("2026-07-01")


def test_one_approval_is_not_enough_and_is_said() -> None:
    half = replace(BED, assembly_on="")
    assert left_out_on([half, replace(BED, person_id=4)], "2026-05-01").keys() == {4}
    (found,) = check_exemptions([half, BED], load_rules(), "2026-05-01")
    assert found.severity is Severity.WARNING
    assert "没有支部党员大会通过，仍计入应到，请核对" in found.message
    assert found.citation is not None
    assert found.citation.verified == "V?"
    both = replace(BED, superior_on="", assembly_on="")
    (found,) = check_exemptions([both], load_rules(), "2026-05-01")
    assert "没有上级党组织同意、支部党员大会通过" in found.message
    assert check_exemptions([both], load_rules(), "2025-12-01") == []


def test_approvals_in_words() -> None:
    assert BED.approvals == "2026年2月1日上级党组织同意（云党〔2026〕3号），2026年2月20日支部党员大会通过"
    assert short_ground(BED.ground) == "卧床、不能自理"
    assert short_ground("另一类") == "另一类"
