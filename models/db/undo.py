"""Taking a transaction back: the inverse of its journal rows, itself a journalled transaction."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from models.db.journal import row_sha
from models.db.schema import Row, TableInfo
from models.db.transaction import POSTED, Tx
from models.domain.errors import UserError

DEPTH = 50
PULSE = 100  # rows between two words of progress
Progress = Callable[[int, int], None]

CHANGED_SENTENCE = "“{label}”之后这条记录又有改动，不能撤销。请直接修改记录。"
POSTED_SENTENCE = "“{label}”含有已登记的缴费，不能撤销。记错了请用“冲销”另记一笔。"
SIGNED_SENTENCE = "“{label}”涉及已签字定稿的会议记录，不能撤销。需要更正请填“更正单”。"
SLIP_SENTENCE = "“{label}”：更正单已经签字，不能撤销。还有错漏，请再填一份更正单。"
TAKEN_SENTENCE = "“{label}”：这次会议后来又填了同一号的更正单，不能撤销。"
BEFORE_IT = "再撤销一次，撤的是在它之前的“{label}”。"
NOTHING_TO_UNDO = "没有可以撤销的操作。"
NOTHING_TO_REDO = "没有可以重做的操作。"


class NeverUndone(UserError):
    """What was posted or signed: it is said once, then the step makes way for the one before it."""


@dataclass(frozen=True, slots=True)
class Done:
    """One step of the stack: the transaction to invert, and the name a person knows it by."""

    txn: int
    label: str


class UndoStack:
    """The last operations of this run. A new change empties the redo side."""

    def __init__(self) -> None:
        self.undoable: list[Done] = []
        self.redoable: list[Done] = []

    def push(self, done: Done) -> None:
        self.undoable.append(done)
        del self.undoable[:-DEPTH]
        self.redoable.clear()


def make_way(stack: list[Done], refusal: NeverUndone) -> NeverUndone:
    """Drop the step which stays for good; the sentence names the step before it, which comes next."""
    stack.pop()
    before = BEFORE_IT.format(label=stack[-1].label) if stack else ""
    return NeverUndone(f"{refusal.message}{before}")


def invert(
    tx: Tx,
    tables: Mapping[str, TableInfo],
    entries: Sequence[Mapping[str, Any]],
    label: str,
    progress: Progress | None = None,
) -> None:
    """Apply the inverse of `entries`, last first; UserError when a row may not, or can no longer, go back."""
    for entry in entries:
        _refuse_forbidden(tx, entry, label)
    for done, entry in enumerate(reversed(entries)):
        if progress is not None and done % PULSE == 0:
            progress(done, len(entries))
        _invert_one(tx, tables[entry["entity"]], entry, label)


def _refuse_forbidden(tx: Tx, entry: Mapping[str, Any], label: str) -> None:
    if entry["entity"] in POSTED:
        raise NeverUndone(POSTED_SENTENCE.format(label=label))
    if entry["entity"] == "meeting":
        row = tx.get("meeting", entry["entity_id"])
        if row is not None and row["signed_on"]:
            raise NeverUndone(SIGNED_SENTENCE.format(label=label))
    if entry["entity"] == "correction":
        row = tx.get("correction", entry["entity_id"])
        if row is not None and row["signed_on"]:
            raise NeverUndone(SLIP_SENTENCE.format(label=label))
        if row is None and entry["op"] == "delete":
            _refuse_taken(tx, json.loads(entry["body"])["before"], label)


def _refuse_taken(tx: Tx, before: Mapping[str, Any], label: str) -> None:
    """A slip that was given up does not come back once the meeting has another of its number."""
    place = (before["meeting_id"], before["number"])
    if tx.value("SELECT 1 FROM correction WHERE meeting_id = ? AND number = ?", place):
        raise NeverUndone(TAKEN_SENTENCE.format(label=label))


def _invert_one(tx: Tx, table: TableInfo, entry: Mapping[str, Any], label: str) -> None:
    body = cast("dict[str, Row]", json.loads(entry["body"]))
    row_id = cast("int", entry["entity_id"])
    live = tx.get(table.name, row_id)
    if (row_sha(table, live) if live else "") != entry["after_sha"]:
        raise UserError(CHANGED_SENTENCE.format(label=label))
    if entry["op"] == "insert":
        tx.delete(table.name, row_id)
    elif entry["op"] == "delete":
        tx.restore(table.name, table.restored(body["before"]))
    else:
        tx.update(table.name, row_id, body["before"])
