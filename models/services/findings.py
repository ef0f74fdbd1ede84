"""Answers to findings: 已核实，因为… is stored once per rule and record, and comes back with the finding."""

from collections.abc import Iterable
from dataclasses import replace

from models.db.store import Store
from models.domain.errors import UserError
from models.domain.finding import Finding, Severity

_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.UNKNOWN: 2, Severity.INFO: 3}


def is_open(finding: Finding) -> bool:
    """Whether somebody still has to look: an error or a warning nobody has answered."""
    return finding.severity in (Severity.ERROR, Severity.WARNING) and not finding.answer


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Unanswered before answered, errors before warnings, before what cannot be told, before reminders."""
    return sorted(findings, key=lambda f: (bool(f.answer), _ORDER[f.severity], f.rule, f.subject))


def attach_answers(store: Store, findings: Iterable[Finding]) -> list[Finding]:
    """The findings with their stored answers, worst first."""
    stored = {
        (str(rule), str(kind), int(record_id)): str(reason)
        for rule, kind, record_id, reason in store.rows(
            "SELECT rule, record_kind, record_id, reason FROM answer"
        )
    }
    return worst_first(
        replace(f, answer=stored.get((f.answered_as, f.record_kind, f.record_id), "")) for f in findings
    )


def save_answer(store: Store, finding: Finding, reason: str, today: str) -> None:
    """Keep the reason for a finding (one undoable step); an empty reason takes a former answer back."""
    text = " ".join(reason.split())
    if not finding.record_kind:
        raise UserError("这条提示没有对应的记录，不能填写核实说明。")
    key = (finding.answered_as, finding.record_kind, finding.record_id)
    label = f"{'核实说明' if text else '撤回核实说明'}：{finding.subject} {finding.rule}"
    with store.transaction(label) as tx:
        row = tx.row("SELECT id FROM answer WHERE rule = ? AND record_kind = ? AND record_id = ?", key)
        if row is None and text:
            values = {"rule": key[0], "record_kind": key[1], "record_id": key[2]}
            tx.insert("answer", {**values, "reason": text, "answered_on": today})
        elif row is not None and text:
            tx.update("answer", int(row[0]), {"reason": text, "answered_on": today})
        elif row is not None:
            tx.delete("answer", int(row[0]))
