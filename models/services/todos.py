"""退回待办: what the committee sent back with a receipt, one to-do on each record, until somebody has dealt with it."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from models.db.store import Store
from models.db.transaction import Tx
from models.domain.errors import UserError
from models.domain.handoff import ReceiptNote, Todo
from models.domain.labels import FIELD_LABELS, TABLE_LABELS

_COLUMNS = (
    "id",
    "uuid",
    "sender",
    "record_kind",
    "record_uuid",
    "field",
    "message",
    "received_on",
    "done_on",
    "answer",
)
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM todo"
_PERSON = "SELECT {0}.id, person.name FROM {0} JOIN person ON person.id = {0}.person_id WHERE {0}.uuid = ?"
_SUBJECT = {  # id of the record and its name, by uuid
    "person": "SELECT id, name FROM person WHERE uuid = ?",
    "branch": "SELECT id, name FROM branch WHERE uuid = ?",
    "meeting": "SELECT id, trim(held_on || ' ' || CASE title WHEN '' THEN kind ELSE title END)"
    " FROM meeting WHERE uuid = ?",
    "agenda_item": "SELECT id, title FROM agenda_item WHERE uuid = ?",
    "payment": _PERSON.format("payment"),
    "dues_standard": _PERSON.format("dues_standard"),
    "step": _PERSON.format("step"),
}


def once(message: str, subject: str, field_label: str) -> str:
    """A note without the words before it that say whose record and which field, where those stand beside it."""
    return message.removeprefix(f"{subject}{field_label}：") if subject or field_label else message


class Todos:
    """Reading, and doing away with; new ones come only with a receipt."""

    def __init__(self, store: Store, today: Callable[[], str]) -> None:
        self._store, self._today = store, today

    def entries(self, *, with_done: bool = False) -> list[Todo]:
        """Open ones first, each lot newest first."""
        where = "" if with_done else " WHERE done_on = ''"
        found = self._store.rows(f"{_SELECT}{where} ORDER BY done_on <> '', id DESC")
        return [self._named(_todo(row)) for row in found]

    def of_record(self, record_kind: str, record_uuid: str) -> list[Todo]:
        """Open ones on one record, for its card."""
        sql = f"{_SELECT} WHERE done_on = '' AND record_kind = ? AND record_uuid = ? ORDER BY id"
        return [self._named(_todo(row)) for row in self._store.rows(sql, (record_kind, record_uuid))]

    def open_count(self) -> int:
        return int(self._store.value("SELECT count(*) FROM todo WHERE done_on = ''"))

    def done(self, todo_id: int, answer: str = "", on: str = "") -> None:
        """Dealt with (today, or on a day), and how (已改为…, 情况属实，因为…); kept in the history."""
        text = " ".join(answer.split())
        with self._store.transaction("办结退回待办") as tx:
            self._expect(tx, todo_id)
            tx.update("todo", todo_id, {"done_on": on or self._today(), "answer": text})

    def reopen(self, todo_id: int) -> None:
        """Not dealt with after all."""
        with self._store.transaction("重新打开退回待办") as tx:
            self._expect(tx, todo_id)
            tx.update("todo", todo_id, {"done_on": ""})

    def enter(self, tx: Tx, sender: str, notes: Iterable[ReceiptNote], *, again: bool = False) -> int:
        """Add the notes of a receipt; how many were added. A note that is still open is not added twice.

        `again`: the package was answered before; then what was dealt with since does not come back either.
        """
        added = 0
        for note in notes:
            key = (note.record_kind, note.record_uuid, note.field, note.message)
            sql = (
                "SELECT id FROM todo WHERE record_kind = ? AND record_uuid = ? AND field = ? AND message = ?"
            )
            if tx.row(sql if again else f"{sql} AND done_on = ''", key) is None:
                values = dict(zip(("record_kind", "record_uuid", "field", "message"), key, strict=True))
                tx.insert("todo", {**values, "sender": sender, "received_on": self._today()})
                added += 1
        return added

    @staticmethod
    def _expect(tx: Tx, todo_id: int) -> None:
        if tx.get("todo", todo_id) is None:
            raise UserError("这条待办已经不在了。请刷新后再试。")

    def _named(self, todo: Todo) -> Todo:
        """With the record it is about, as it is called now."""
        record_id, subject = self.record(todo.record_kind, todo.record_uuid)
        label = FIELD_LABELS.get(todo.field, todo.field)
        message = once(todo.message, subject, label)
        return replace(todo, field_label=label, record_id=record_id, subject=subject, message=message)

    def record(self, kind: str, uuid: str) -> tuple[int, str]:
        """The row and the name of what a note is about; (0, its kind) when it is not here any more."""
        sql = _SUBJECT.get(kind)
        row = self._store.row(sql, (uuid,)) if sql else None
        return (int(row[0]), str(row[1])) if row else (0, TABLE_LABELS.get(kind, ""))


def _todo(row: tuple[Any, ...]) -> Todo:
    return Todo(**dict(zip(_COLUMNS, row, strict=True)))
