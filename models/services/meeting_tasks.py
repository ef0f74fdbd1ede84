"""Who does what by when, decided in a meeting: kept as tasks under their items of the agenda."""

from collections.abc import Mapping, Sequence
from typing import Any

from models.db.store import Store
from models.db.transaction import Tx
from models.domain.meeting_records import Task

DECIDED = "决定"
_COLUMNS = ("id", "uuid", "meeting_id", "agenda_uuid", "person_id", "source", "who", "what", "raised_on", "due_on",
            "done_on", "evidence", "progress", "position")  # fmt: skip
Lines = Sequence[Mapping[str, str]]  # uuid, who, what, due_on: as they are typed


def of_meeting(store: Store, meeting_id: int) -> tuple[Task, ...]:
    """What a meeting decided to be done, in the order of its agenda and of typing."""
    columns = ", ".join(f"t.{name}" for name in _COLUMNS)
    found = store.rows(
        f"SELECT {columns} FROM task t LEFT JOIN agenda_item i ON i.uuid = t.agenda_uuid "
        "WHERE t.meeting_id = ? AND t.source = ? ORDER BY i.seq, t.position, t.id",
        (meeting_id, DECIDED),
    )
    return tuple(_task(dict(zip(_COLUMNS, row, strict=True))) for row in found)


def _task(values: dict[str, Any]) -> Task:
    values["person_id"] = values["person_id"] or 0
    return Task(**values)


def lines_of(tasks: Sequence[Task]) -> dict[str, list[dict[str, str]]]:
    """The same as the lines under each item."""
    lines: dict[str, list[dict[str, str]]] = {}
    for task in tasks:
        line = {"uuid": task.uuid, "who": task.who, "what": task.what, "due_on": task.due_on}
        lines.setdefault(task.agenda_uuid, []).append(line)
    return lines


def save(tx: Tx, meeting_id: int, lines: Mapping[str, Lines]) -> None:
    """Make these the tasks of a meeting's items; what was noted about a task that stays (done, evidence) stays."""
    query = "SELECT uuid, id FROM task WHERE meeting_id = ? AND source = ?"
    known = {str(uuid): int(row_id) for uuid, row_id in tx.rows(query, (meeting_id, DECIDED))}
    branch_id, held_on = tx.row("SELECT branch_id, held_on FROM meeting WHERE id = ?", (meeting_id,)) or (
        0,
        "",
    )
    kept: set[str] = set()
    for agenda_uuid, typed in lines.items():
        for position, line in enumerate(typed, start=1):
            who = line["who"].strip()
            values = {
                "agenda_uuid": agenda_uuid,
                "who": who,
                "person_id": _person(tx, who),
                "what": line["what"].strip(),
                "due_on": line["due_on"],
                "position": position,
            }
            uuid = line.get("uuid", "")
            kept.add(uuid)
            if uuid in known:
                tx.update("task", known[uuid], values)
            else:
                made = {
                    "branch_id": branch_id,
                    "meeting_id": meeting_id,
                    "source": DECIDED,
                    "raised_on": held_on,
                }
                tx.insert("task", made | values | {"uuid": uuid})
    for uuid, row_id in known.items():
        if uuid not in kept:
            tx.delete("task", row_id)


def _person(tx: Tx, name: str) -> int | None:
    """The one person of that name, nobody when there are two."""
    found = (
        tx.rows("SELECT id FROM person WHERE name = ? AND deleted_on = '' LIMIT 2", (name,)) if name else ()
    )
    return int(found[0][0]) if len(found) == 1 else None
