"""What lies in a package for people without the program: the name list, and a cover with the summary. No Qt here."""

from dataclasses import replace

from models.domain.facts import BranchFacts
from models.domain.handoff import Preparation
from models.domain.handoff_facts import SummaryFacts
from models.domain.records import Person, Sex
from models.services.desk import Desk

ROSTER, SUMMARY = "名册.xlsx", "封面与摘要.pdf"


def readable(desk: Desk, prepared: Preparation) -> dict[str, bytes]:
    """Files by name, cut down to what this recipient gets."""
    from exporters import registry, render  # noqa: PLC0415  (start-up: the tab is built with the window)

    facts = desk.facts("branch", None)
    assert isinstance(facts, BranchFacts)
    members = tuple(_redacted(person, prepared.profile.left_out) for person in facts.members)
    summary = SummaryFacts(branch=desk.branch, as_of=prepared.as_of, prepared=prepared)
    return {
        ROSTER: render.render(registry.form("F2"), replace(facts, members=members), "xlsx"),
        SUMMARY: render.render(registry.form("H7"), summary, "pdf"),
    }


def _redacted(person: Person, left_out: frozenset[str]) -> Person:
    """Without the fields that stay here; those are never required ones."""
    gone = [key.removeprefix("person.") for key in left_out if key.startswith("person.")]
    blanks = {name: type(getattr(person, name))() for name in gone if name != "sex"}
    return replace(person, **blanks, **({"sex": Sex.UNKNOWN} if "sex" in gone else {}))
