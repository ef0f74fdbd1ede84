"""The help names every rule of movements that is judged, with the figures of the edition."""

import re

import pytest

from models.domain.rule_words import movement_rules
from models.domain.rules import RuleSet, load_rules


@pytest.mark.parametrize("edition", load_rules().editions["movement"], ids=lambda one: one.version)
def test_every_rule_of_movements_is_listed_with_its_figure(edition: RuleSet) -> None:
    listed = movement_rules(edition)
    assert {rule.rule for rule in listed} == set(edition.values)
    for rule in listed:
        value = edition.value(rule.rule)
        figure = re.search(r"(\d+) ?(年|个月|天)", rule.text)
        assert figure is not None and rule.citation == value.citation
        assert int(figure[1]) * (12 if figure[2] == "年" else 1) == value.number, rule.text


def test_years_are_told_as_years() -> None:
    told = {rule.rule: rule.text for rule in movement_rules(load_rules().editions["movement"][-1])}
    assert told["JY-05"].startswith("失联满 6 个月：") and "满 5 年未返回" in told["JY-04"]
