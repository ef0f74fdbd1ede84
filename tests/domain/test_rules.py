import re
import tomllib
from pathlib import Path

import pytest

import resources
from models.domain.finding import Severity
from models.domain.rules import (
    AREAS,
    RuleDataError,
    Share,
    check_sequence,
    load_rules,
    parse_citations,
    parse_edition,
)

RULES = load_rules()


def test_the_edition_follows_the_day() -> None:
    assert RULES.edition("development", "2026-05-17").version == "2014-06-11"
    assert RULES.edition("development", "2026-05-18").version == "2026-05-18"
    assert RULES.edition("development", "1999-01-01").version == "2014-06-11"
    assert RULES.edition("development", "2026").version == "2014-06-11"
    assert RULES.edition("development", "").version == "2026-05-18"


def test_rules_of_2026_only() -> None:
    old, new = RULES.editions["development"]
    assert set(new.values) - set(old.values) == {"FZ-13", "FZ-14", "FZ-15", "FZ-24", "FZ-35"}
    assert set(old.values) <= set(new.values)


def test_every_value_carries_a_citation_with_a_verified_mark() -> None:
    for area in AREAS:
        for edition in RULES.editions[area]:
            for value in edition.values.values():
                assert value.citation.verified in {"V", "V?", "M"} and value.citation.text
                assert RULES.citation(value.citation.id) is value.citation


def test_every_rule_named_in_the_code_exists() -> None:
    known = {rule for area in AREAS for edition in RULES.editions[area] for rule in edition.values}
    folder = resources.ROOT.parent / "models" / "domain"
    used: set[str] = set()
    for path in Path(folder).glob("*.py"):
        code = "\n".join(line for line in path.read_text(encoding="utf-8").splitlines() if '"""' not in line)
        used |= set(re.findall(r'"((?:FZ|ZB|XJ|DF|MC|JL|JY)-\d\d(?:\.\w+)?)"', code))
    assert used and used <= known


@pytest.mark.parametrize(
    ("n", "more", "half", "fifths", "old"),
    [
        (3, 2, 2, 3, 3),
        (5, 3, 3, 4, 5),
        (8, 5, 4, 7, 7),
        (10, 6, 5, 8, 9),
        (15, 8, 8, 12, 13),
        (20, 11, 10, 16, 17),
        (50, 26, 25, 40, 41),
    ],
)
def test_the_table_of_thresholds(n: int, more: int, half: int, fifths: int, old: int) -> None:
    assert [Share.parse(s).needed(n) for s in (">1/2", ">=1/2", ">=4/5", ">4/5")] == [more, half, fifths, old]


@pytest.mark.parametrize("text", [">1/2", ">=1/2", ">=4/5"])
def test_needed_is_the_least_that_reaches_for_any_size(text: str) -> None:
    share = Share.parse(text)
    for n in range(1, 61):
        reached = [k for k in range(n + 1) if share.reached(k, n)]
        assert reached == list(range(share.needed(n), n + 1))
    assert not share.reached(0, 0)


def _edition(**changes: object) -> dict[str, object]:
    base: dict[str, object] = {
        "version": "a",
        "effective_from": "2020-01-01",
        "effective_to": "",
        "title": "t",
        "source": "s",
        "verified": "V",
        "value": [{"id": "FZ-01", "amount": 1, "citation": "c", "severity": "E"}],
    }
    return base | changes


CITATIONS = parse_citations(
    {"citation": [{"id": "c", "title": "t", "article": "a", "edition": "", "verified": "V"}]}
)


def test_unknown_keys_and_citations_are_refused() -> None:
    with pytest.raises(RuleDataError, match="colour"):
        parse_edition("x", _edition(colour="red"), CITATIONS)
    for value in (
        {"id": "FZ-01", "citation": "?"},
        {"id": "FZ-01", "citation": "c", "amont": 1},
        {"id": "A", "citation": "c", "amount": 1.5},
    ):
        with pytest.raises(RuleDataError):
            parse_edition("x", _edition(value=[value]), CITATIONS)
    with pytest.raises(RuleDataError):
        parse_edition("x", _edition(value=[{"id": "A", "citation": "c"}] * 2), CITATIONS)
    with pytest.raises(RuleDataError):
        parse_edition("x", _edition(effective_from="2020-02-31"), CITATIONS)
    with pytest.raises(RuleDataError):
        parse_citations(
            {"citation": [{"id": "c", "title": "t", "article": "a", "edition": "", "verified": "yes"}]}
        )


def test_gaps_and_overlaps_are_refused() -> None:
    def sets(end: str, start: str) -> list[object]:
        return [
            parse_edition("x", _edition(effective_to=end), CITATIONS),
            parse_edition("x", _edition(version="b", effective_from=start), CITATIONS),
        ]

    assert len(check_sequence("x", sets("2024-12-31", "2025-01-01"))) == 2  # type: ignore[arg-type]
    for end, start in (("2024-12-30", "2025-01-01"), ("2025-01-01", "2025-01-01"), ("", "2025-01-01")):
        with pytest.raises(RuleDataError):
            check_sequence("x", sets(end, start))  # type: ignore[arg-type]


def test_a_finding_names_the_rule_without_its_part() -> None:
    value = RULES.edition("development", "2026-06-01").value("FZ-33.limit")
    found = value.finding("张三", "x")
    assert (
        found.rule == "FZ-33"
        and found.severity == Severity.ERROR
        and "第二十五条" in (found.citation or value.citation).label
    )


def test_shipped_files_are_utf8_toml() -> None:
    for path in (resources.ROOT / "rules").rglob("*.toml"):
        tomllib.loads(path.read_text(encoding="utf-8"))
