"""D13 for one member: help in hardship, a recommendation for honours, a pledge; what the card knows is filled in.

Grounds, deeds and promises stay empty for the pen; who signs is never printed into the line for the signature.
"""

from collections.abc import Callable
from dataclasses import replace

from exporters.forms._card_example import EXAMPLE
from exporters.forms._text import written_date
from exporters.forms.d13_letters import pledge
from exporters.forms.d13_tables import HARDSHIP, HONOUR, SHEET, person_values
from exporters.spec import PAPER_G, Block, Form, FormSpec, Paper, Values
from models.domain.card import Honour
from models.domain.card_facts import CardFacts
from models.domain.records import Category

_REWARD = "奖励"


def prepare_hardship(facts: CardFacts) -> Values:
    """The sheet of this member, whether recorded as in hardship or not."""
    return {"branch": facts.branch.name, "people": [person_values(facts.card.person)]}


def prepare_honour(facts: CardFacts) -> Values:
    """Earlier honours as the card has them, the oldest first."""
    rewards = sorted((h for h in facts.card.honours if h.kind == _REWARD), key=lambda h: h.on_date)
    return {
        "branch": facts.branch.name,
        "honours": "；".join(map(_reward, rewards)),
        **person_values(facts.card.person),
    }


def prepare_pledge(facts: CardFacts) -> Values:
    """Name, and the group somebody belongs to."""
    person = facts.card.person
    kind = "预备党员" if person.category is Category.PROBATIONARY else "党员"
    return {"branch": facts.branch.name, "name": person.name, "group": person.party_group, "kind": kind}


def _reward(honour: Honour) -> str:
    day = written_date(honour.on_date)
    return f"{day}{honour.given_by}授予“{honour.title}”" if honour.given_by else f"{day}“{honour.title}”"


def _form(
    form_id: str,
    title: str,
    paper: Paper,
    prepare: Callable[[CardFacts], Values],
    blocks: tuple[Block, ...],
) -> Form:
    return Form(
        spec=FormSpec(
            id=form_id,
            title=f"{title}（一人）",
            version="2026.1",
            subject="member",
            paper=paper,
            one_page=True,
            prepare=prepare,
            blocks=blocks,
            source="支部文书（通用，forms.md D13）",
        ),
        example=replace(
            EXAMPLE, card=replace(EXAMPLE.card, person=replace(EXAMPLE.card.person, is_hardship=True))
        ),
    )


FORMS = (
    _form("D13.51", "困难党员慰问申请表", SHEET, prepare_hardship, HARDSHIP),
    _form("D13.61", "党员表彰推荐表", SHEET, prepare_honour, HONOUR),
    _form("D13.71", "党员承诺书", PAPER_G, prepare_pledge, pledge("本人{name}，是{branch}{group}{kind}")),
)
