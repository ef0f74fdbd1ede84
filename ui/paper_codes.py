"""版本码 of what was printed and saved: kept in the register with the record it speaks of, so that a paper finds it again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from exporters import render
from exporters.spec import Form, Paper
from models.domain.card_facts import CardFacts
from models.domain.facts import DossierFacts, Facts, MeetingFacts
from models.domain.member_year import MemberYearFacts
from models.services.register import Coded, Register

if TYPE_CHECKING:
    from models.services.desk import Desk

MOST = 200  # sheets of one batch whose codes are kept


def about(facts: Facts) -> str:
    """The one record a sheet speaks of, "" for lists."""
    match facts:
        case MeetingFacts():
            return f"meeting:{facts.meeting.uuid}"
        case DossierFacts():
            return f"person:{facts.dossier.person.uuid}"
        case CardFacts():
            return f"person:{facts.card.person.uuid}"
        case MemberYearFacts():
            return f"person:{facts.person.uuid}"
        case _:
            return ""


def coded(form: Form, facts: Sequence[Facts], paper: Paper | None, columns: Sequence[str]) -> Coded:
    """The codes at the foot of these sheets; none where the form prints none."""
    if not form.spec.blocks and form.spec.layout is None:
        return Coded()
    some = facts[:MOST]
    codes = tuple(render.prepare(form, one, paper, columns).code for one in some)
    return Coded(codes, tuple(map(about, some)))


def note_print(
    desk: Desk,
    form: Form,
    facts: Sequence[Facts],
    paper: Paper | None,
    columns: Sequence[str],
    sent: int,
) -> None:
    """What went to the printer, in the register; papers of a dialog are the dialog's own matter."""
    if form.spec.subject == "paper" or desk.store.read_only:
        return
    Register(desk.store, desk.today).record_print(
        f"{form.spec.id} {form.spec.title}", coded(form, facts, paper, columns), sent, len(facts)
    )
