from dataclasses import replace

import pytest

from models.domain.check_branch import check_branch, quarter_bounds
from models.domain.check_person import check_person
from models.domain.finding import Severity
from models.domain.records import Branch, Category, Meeting, Person, Sex
from models.domain.rules import load_rules
from models.domain.standing import party_age, standing_on

RULES = load_rules()
TODAY = "2026-09-30"
FULL = Person(id=1, name="侯学军", category=Category.FULL, joined_on="2014-04-10", confirmed_on="2015-04-10")
E, W, I, U = Severity.ERROR, Severity.WARNING, Severity.INFO, Severity.UNKNOWN  # noqa: E741


@pytest.mark.parametrize(
    ("person", "on", "expected"),
    [
        (FULL, TODAY, (True, Category.FULL, True)),
        (FULL, "2014-04-09", (False, Category.FULL, False)),
        (FULL, "2014-04-10", (True, Category.PROBATIONARY, False)),
        (FULL, "2015-04-09", (True, Category.PROBATIONARY, False)),
        (FULL, "2015-04-10", (True, Category.FULL, True)),
        (replace(FULL, joined_on="", confirmed_on=""), TODAY, (True, Category.FULL, True)),
        (replace(FULL, confirmed_on=""), "2015-01-01", (True, Category.PROBATIONARY, False)),
        (replace(FULL, confirmed_on=""), TODAY, (True, Category.FULL, True)),
        (replace(FULL, arrived_on="2026-10-01"), TODAY, (False, Category.FULL, False)),
        (replace(FULL, left_on=TODAY, left_kind="转出"), TODAY, (False, Category.FULL, False)),
        (replace(FULL, left_on=TODAY, left_kind="转出"), "2026-09-29", (True, Category.FULL, True)),
        (replace(FULL, suspended_from="2026-01-01"), TODAY, (True, Category.FULL, False)),
        (
            replace(FULL, suspended_from="2025-01-01", suspended_to="2025-12-31"),
            TODAY,
            (True, Category.FULL, True),
        ),
        (replace(FULL, membership_state="停止党籍"), TODAY, (False, Category.FULL, False)),
        (Person(category=Category.ACTIVIST), TODAY, (False, Category.ACTIVIST, False)),
        (
            Person(category=Category.PROBATIONARY, joined_on="2026-04-18"),
            TODAY,
            (True, Category.PROBATIONARY, False),
        ),
    ],
)
def test_standing_on_a_day(person: Person, on: str, expected: tuple[bool, Category, bool]) -> None:
    found = standing_on(person, on)
    if expected[0]:
        assert (found.in_branch, found.category, found.can_vote) == expected
    else:
        assert not found.in_branch and not found.can_vote and found.why


def test_party_age_runs_from_the_confirmation() -> None:
    assert party_age(FULL, TODAY) == (11, 5)
    assert party_age(FULL, "2016-04-09") == (0, 11)
    assert party_age(FULL, "2016-04-10") == (1, 0)
    assert party_age(replace(FULL, standing_correction=-5), TODAY) == (11, 0)
    assert party_age(replace(FULL, confirmed_on="2015-04"), TODAY) == (11, 5)
    assert party_age(replace(FULL, confirmed_on=""), TODAY) is None
    assert party_age(FULL, "2015-01-01") is None


GOOD = replace(
    FULL,
    id_number="11010519491231002X",
    birth_date="1949-12-31",
    sex=Sex.FEMALE,
    joined_on="1985-07-01",
    confirmed_on="1986-07-01",
)


def _rules(person: Person) -> list[tuple[str, Severity]]:
    return [(f.rule, f.severity) for f in check_person(person, RULES, TODAY)]


def test_a_sound_record_is_left_alone() -> None:
    assert _rules(GOOD) == []
    assert _rules(replace(GOOD, birth_date="1949-12")) == []
    assert _rules(replace(GOOD, birth_date="", sex=Sex.UNKNOWN)) == []


def test_disagreement_with_the_id_is_a_warning_and_the_dossier_wins() -> None:
    found = check_person(replace(GOOD, birth_date="1950-01-01", sex=Sex.MALE), RULES, TODAY)
    assert [(f.rule, f.severity) for f in found] == [("MC-02", W), ("MC-03", W)]
    assert all("以档案为准" in f.message for f in found)


def test_faults_of_the_number() -> None:
    assert _rules(replace(GOOD, id_number="110105194912310021")) == [("MC-01", W)]
    assert _rules(replace(GOOD, id_number="")) == [("MC-01", U)]
    assert _rules(replace(GOOD, id_number="510182198701199000")) == [("MC-01", W)]


def test_too_young_too_soon_and_in_the_future() -> None:
    assert _rules(replace(GOOD, joined_on="1967-12-30", confirmed_on="1967-12-30")) == [("FZ-01", W)]
    assert _rules(replace(GOOD, confirmed_on="1986-06-30")) == [("MC-04", W)]
    assert _rules(replace(GOOD, joined_on="1975-07-01", confirmed_on="1975-07-01")) == []
    assert _rules(replace(GOOD, confirmed_on="1985-06-30")) == [("MC-04", W)]
    assert _rules(replace(GOOD, applied_on="2026-10-01")) == [("MC-05", W)]


BRANCH = Branch(id=1, name="柳溪村党支部", sector="村社区", term_started_on="2024-01-10", committee_size=3)


def _people(full: int, young: int = 0) -> list[Person]:
    return [replace(FULL, id=i) for i in range(full)] + [
        Person(id=1000 + i, category=Category.PROBATIONARY, joined_on="2026-03-01") for i in range(young)
    ]


def _branch(branch: Branch, people: list[Person], held: list[str]) -> list[tuple[str, Severity]]:
    meetings = [Meeting(held_on=day) for day in held]
    return [(f.rule, f.severity) for f in check_branch(branch, people, meetings, RULES, TODAY)]


def test_a_branch_in_order() -> None:
    assert _branch(BRANCH, _people(20), ["2026-05-10", "2026-08-10"]) == []


@pytest.mark.parametrize(
    ("full", "young", "size", "rule"),
    [(2, 3, 0, "ZB-01"), (45, 6, 3, "ZB-02"), (7, 0, 0, "ZB-06"), (20, 0, 2, "ZB-06"), (20, 0, 8, "ZB-06")],
)
def test_size_of_branch_and_committee(full: int, young: int, size: int, rule: str) -> None:
    found = _branch(replace(BRANCH, committee_size=size), _people(full, young), ["2026-05-10", "2026-08-10"])
    assert [r for r, _ in found] == [rule]


@pytest.mark.parametrize(
    ("started", "expected"),
    [
        ("2021-09-30", [("XJ-02", W)]),
        ("2021-09-29", [("ZB-09", E), ("XJ-03", E)]),
        ("2022-03-30", [("XJ-01", I)]),
        ("2022-04-01", []),
        ("", [("ZB-09", U)]),
    ],
)
def test_the_term_of_five_years(started: str, expected: list[tuple[str, Severity]]) -> None:
    """支§24 (2018 任期意见): villages and communities five years; a branch that keeps no terms has its own record's."""
    found = _branch(replace(BRANCH, term_started_on=started), _people(20), ["2026-05-10", "2026-08-10"])
    assert found == expected


def test_an_assembly_each_quarter() -> None:
    assert quarter_bounds("2026-09-30") == ("2026-07-01", "2026-10-01")
    assert _branch(BRANCH, _people(20), ["2026-05-10"]) == [("ZB-10", I)]
    assert _branch(BRANCH, _people(20), ["2026-02-10", "2026-08-10"]) == [("ZB-10", W)]
    assert _branch(BRANCH, _people(20), ["2026-08-10"]) == []
