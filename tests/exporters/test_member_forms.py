"""Letters and sheets for one member (D13): what is filled in, and what is left to the pen."""

from dataclasses import replace

from exporters.registry import all_forms
from models.domain.card import Honour
from models.domain.card_facts import CardFacts
from models.domain.records import Category
from tests.exporters.test_forms import said

FORMS = all_forms()


def test_sheets_for_one_member_say_what_the_card_knows_and_no_more() -> None:
    """forms.md D13: facts are filled in; grounds, deeds, promises and signatures are left to the pen."""
    example = FORMS["D13.61"].example
    assert isinstance(example, CardFacts)
    honours = (
        Honour(kind="奖励", on_date="2023-07-01", title="先锋模范"),
        Honour(kind="处分", on_date="2022-05-01", title="党内警告", given_by="云岭镇纪委"),
        *example.card.honours,
    )
    lines = said(FORMS["D13.61"], replace(example, card=replace(example.card, honours=honours))).splitlines()
    assert lines[lines.index("曾受表彰") + 1] == (
        "2021年6月28日中共云岭镇委员会授予“优秀共产党员”；2023年7月1日“先锋模范”"
    )
    assert lines[lines.index("主要事迹") + 1] == ""
    newcomer = replace(example.card.person, category=Category.PROBATIONARY, party_group="")
    pledge = said(FORMS["D13.71"], replace(example, card=replace(example.card, person=newcomer)))
    assert f"本人{newcomer.name}，是{example.branch.name}预备党员，结合" in pledge
    assert "承诺人（签名）：________" in pledge
    hardship = said(FORMS["D13.51"])
    assert example.card.person.name in hardship and "困难情况\n说　　明\n\n" in hardship
