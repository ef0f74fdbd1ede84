"""The same paragraph in several minutes: told of the later one, unless it is a phrase of the branch's own."""

from models.domain.check_repeats import check_repeats
from models.domain.check_text import paragraph_key
from models.domain.records import AgendaItem, Meeting
from models.domain.rules import load_rules

RULES = load_rules()
SAID = "周立民：大家要结合本村实际，把通知要求落到每一户，重点地段安排专人值守。"


def minutes(at: int, day: str, text: str) -> Meeting:
    item = AgendaItem(title="学习", content=text, decision="按要求落实")
    return Meeting(id=at, title=f"{day[:7]}支委会", held_on=day, items=(item,))


def test_the_later_of_two_says_which_it_repeats() -> None:
    [found] = check_repeats(
        [minutes(2, "2026-08-10", SAID), minutes(1, "2026-07-10", SAID), minutes(3, "2026-09-10", "另议。")],
        set(),
        RULES,
    )
    assert (found.rule, found.record_id, found.on_date) == ("WZ-05", 2, "2026-08-10")
    assert "2026-07-10" in found.message and found.citation


def test_phrases_and_what_is_long_ago_are_left_out() -> None:
    both = [minutes(1, "2026-07-10", SAID), minutes(2, "2026-08-10", SAID)]
    assert check_repeats(both, {paragraph_key(SAID)}, RULES) == []
    assert check_repeats([minutes(1, "2021-07-10", SAID), both[1]], set(), RULES) == []
