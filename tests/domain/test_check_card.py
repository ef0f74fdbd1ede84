"""What the fields of a card say against each other."""

from typing import Any

import pytest

from models.domain.check_card import check_card
from models.domain.records import Category, Person
from models.domain.rules import load_rules

TODAY = "2026-09-30"
WELL: dict[str, Any] = {
    "id": 7,
    "name": "秦望山",
    "category": Category.FULL,
    "birth_date": "1970-05-01",
    "applied_on": "1990-03-01",
    "joined_on": "1991-07-01",
    "confirmed_on": "1992-07-01",
    "education": "大学",
    "degree": "学士",
    "league_joined_on": "1985-05-04",
    "work_started_on": "1988-07",
    "standing_correction": 6,
}


def rules_met(**other: Any) -> list[tuple[str, str]]:
    found = check_card(Person(**(WELL | other)), load_rules(), TODAY)
    assert all(one.citation and one.record_id == 7 for one in found)
    return [(one.rule, one.field) for one in found]


def test_a_card_in_order_has_nothing_to_say() -> None:
    assert rules_met() == []
    assert rules_met(birth_date="", education="", applied_on="", league_joined_on="1984") == []


@pytest.mark.parametrize(
    ("other", "rule", "field"),
    [
        ({"category": Category.PROBATIONARY}, "DK-01", "category"),
        ({"applied_on": "1991-07-02"}, "DK-02", "applied_on"),
        ({"education": "普通高中"}, "DK-03", "degree"),
        ({"is_mobile": True}, "DK-04", "mobile_to"),
        ({"is_lost": True}, "DK-04", "lost_on"),
        ({"league_joined_on": "1984-04-30"}, "DK-05", "league_joined_on"),
        ({"work_started_on": "1980-07"}, "DK-06", "work_started_on"),
        ({"standing_correction": 240}, "DK-07", "standing_correction"),
    ],
)
def test_each_contradiction_is_asked_about_at_its_field(other: dict[str, Any], rule: str, field: str) -> None:
    assert rules_met(**other) == [(rule, field)]
