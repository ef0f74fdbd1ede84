"""`dues report KIND`: the papers of the dues ledger as files, and their sums for programs."""

import argparse
from dataclasses import asdict
from typing import Any

from models.domain.dues_report import LedgerFacts
from models.services.desk import Desk
from ui import paper
from ui.command_line import REPORTS
from ui.headless_answer import Say, tell


def report(desk: Desk, args: argparse.Namespace, say: Say) -> None:
    """Write one kind of paper for a period (the running one of the branch's cycle when none is given)."""
    form_id, _ = REPORTS[args.kind]
    wanted = args.period or (desk.today()[:4] if args.kind in ("register", "year") else "")
    facts = desk.facts(paper.form_of(form_id).spec.subject, wanted)
    subject = facts.period.words if isinstance(facts, LedgerFacts) else wanted
    written = paper.export(desk, form_id, args.out, tuple(args.format or ()), subject)
    found: dict[str, Any] = {"kind": args.kind, "period": subject, "files": [str(path) for path in written]}
    if isinstance(facts, LedgerFacts):
        found |= {"figures": figures(facts)}
    tell(args, found, [str(path) for path in written], say)


def figures(facts: LedgerFacts) -> dict[str, Any]:
    """The sums a paper of the period prints, in fen."""
    return {
        "people": len(facts.lines),
        "due_fen": sum(one.due_fen for one in facts.lines),
        "paid_fen": sum(one.paid_fen for one in facts.lines),
        "owed_fen": sum(one.owed_fen for one in facts.lines),
        "owing": [one.name for one in facts.owing],
        "more_fen": sum(one.more_fen for one in facts.lines),
        "back_fen": facts.back_fen,
        "collected_fen": facts.collected_fen,
        "remitted_fen": facts.remitted_fen,
        "to_remit_fen": facts.to_remit_fen,
        "left_fen": facts.income.left_fen,
        "months": [asdict(one) for one in facts.months],
    }
