"""Who does what by when in correction slips: lines of a slip beside the tasks they change when it is signed.

Places are `task/<uuid>/item|who|what|due_on`; a task that is added has nothing before, one taken out nothing after.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from models.domain.correction import TASK, Correction, Line, between
from models.domain.meeting_records import Task
from models.services.meeting_tasks import Lines

_FIELDS = ("item", "who", "what", "due_on")
Typed = dict[str, list[dict[str, str]]]  # the lines under each item, by its uuid


def is_task(line: Line) -> bool:
    """Whether a line speaks of a task."""
    return line.where.startswith(f"{TASK}/")


def lines_between(before: Mapping[str, Lines], after: Mapping[str, Lines]) -> tuple[Line, ...]:
    """What is put right of the tasks."""
    return between(_flat(before), _flat(after))


def _flat(lines: Mapping[str, Lines]) -> dict[str, str]:
    found = {
        f"{TASK}/{row['uuid']}/{name}": {**row, "item": item}[name].strip()
        for item, rows in lines.items()
        for row in rows
        for name in _FIELDS
    }
    return {where: text for where, text in found.items() if text}


def laid_over(lines: Mapping[str, Lines], slip: Iterable[Line]) -> Typed:
    """The tasks as they read with the lines of a slip."""
    texts = _flat(lines)
    for line in filter(is_task, slip):
        texts[line.where] = line.new
    rows: dict[str, dict[str, str]] = {}
    for where, text in texts.items():
        _, uuid, name = where.split("/")
        rows.setdefault(uuid, {"uuid": uuid, **dict.fromkeys(_FIELDS, "")})[name] = text
    made: Typed = {}
    for row in rows.values():
        if row["item"] and row["what"]:
            made.setdefault(row["item"], []).append(
                {key: row[key] for key in ("uuid", "who", "what", "due_on")}
            )
    return made


def as_signed(tasks: Sequence[Task], slips: Sequence[Correction]) -> tuple[Task, ...]:
    """The tasks as the paper of the minutes says them: without what signed slips have put right since."""
    signed = [slip for slip in slips if slip.is_signed and any(map(is_task, slip.lines))]
    if not signed:
        return tuple(tasks)
    known = {task.uuid: task for task in tasks}
    lines: Typed = {}
    for task in tasks:
        row = {"uuid": task.uuid, "who": task.who, "what": task.what, "due_on": task.due_on}
        lines.setdefault(task.agenda_uuid, []).append(row)
    for slip in sorted(signed, key=lambda one: one.number, reverse=True):
        lines = laid_over(lines, [Line(line.where, line.new, line.old) for line in slip.lines])
    return tuple(
        replace(known.get(row["uuid"], Task(uuid=row["uuid"])), agenda_uuid=item, who=row["who"], what=row["what"],
                due_on=row["due_on"])
        for item, rows in lines.items() for row in rows
    )  # fmt: skip
