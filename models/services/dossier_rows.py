"""Dossiers out of their tables: people, steps, companions, and the meetings a step may point to."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.db.store import Store
from models.db.transaction import Reader
from models.domain.errors import UserError
from models.domain.records import MEMBER_CATEGORIES, PIPELINE_CATEGORIES, Companion, Dossier, ItemKind, Step
from models.services.roster import Roster

ITEM_KINDS = {
    "activist": (ItemKind.ACTIVIST,),
    "seek_opinions": (ItemKind.CANDIDATE,),
    "candidate": (ItemKind.CANDIDATE,),
    "admission": (ItemKind.ADMIT,),
    "confirmation": (ItemKind.CONFIRM, ItemKind.EXTEND, ItemKind.CANCEL),
}
APPOINTS = {"contacts": "contact", "sponsors": "sponsor"}  # the step, and the role it gives
_STEP_COLUMNS = "id, uuid, person_id, code, on_date, ended_on, result, hours, meeting_id, remark"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingChoice:
    """A meeting a step may be linked to; `fits` when its agenda has this person and this kind of item."""

    id: int
    held_on: str
    label: str
    fits: bool


def dossier_query(active_only: bool) -> tuple[str, tuple[object, ...]]:
    """Ids of people in the pipeline; a confirmed member stays until the dossier is archived."""
    marks = ", ".join("?" * len(PIPELINE_CATEGORIES))
    has = "EXISTS (SELECT 1 FROM step s WHERE s.person_id = person.id{})"
    confirmed, archived = (
        has.format(" AND s.code = 'confirmation_approval'"),
        has.format(" AND s.code = 'archived'"),
    )
    active = f"left_on = '' AND (category IN ({marks}) OR ({confirmed} AND NOT {archived}))"
    where = active if active_only else f"({active}) OR {has.format('')}"
    return f"SELECT id FROM person WHERE deleted_on = '' AND ({where}) ORDER BY id", tuple(
        PIPELINE_CATEGORIES
    )


def load_dossiers(store: Store, roster: Roster, ids: Sequence[int]) -> list[Dossier]:
    """Dossiers in the order of `ids`; UserError when somebody is gone."""
    people = roster.fetch(ids)
    if len(people) != len(set(ids)):
        raise UserError("找不到这个人，可能已被删除，请刷新后再看。")
    where = f"WHERE person_id IN ({', '.join('?' * len(ids))})" if len(ids) <= 500 else ""
    args = tuple(ids) if where else ()
    steps: dict[int, list[Step]] = {}
    for values in store.dicts(f"SELECT {_STEP_COLUMNS} FROM step {where} ORDER BY on_date, id", args):
        values["meeting_id"] = values["meeting_id"] or 0
        step = Step(**values)
        steps.setdefault(step.person_id, []).append(step)
    companions: dict[int, list[Companion]] = {}
    query = f"SELECT id, person_id, role, member_id, name FROM companion {where} ORDER BY id"
    for values in store.dicts(query, args):
        values["member_id"] = values["member_id"] or 0
        companion = Companion(**values)
        companions.setdefault(companion.person_id, []).append(companion)
    return [
        Dossier(person=p, steps=tuple(steps.get(p.id, ())), companions=tuple(companions.get(p.id, ())))
        for p in people
    ]


def member_named(source: Reader, name: str) -> int | None:
    """The one member of that name; None when there is none, or more than one."""
    rows = source.rows(
        "SELECT id FROM person WHERE name = ? AND deleted_on = '' AND category IN (?, ?)",
        (name, *MEMBER_CATEGORIES),
    )
    return int(rows[0][0]) if len(rows) == 1 else None


def meeting_choices(store: Store, person_id: int, code: str) -> list[MeetingChoice]:
    """Meetings a step can be linked to, fitting ones first, then the latest."""
    kinds = ITEM_KINDS.get(code, ())
    marks = ", ".join("?" * len(kinds)) or "''"
    rows = store.rows(
        f"""SELECT id, held_on, kind, title, EXISTS (SELECT 1 FROM agenda_item a WHERE a.meeting_id = meeting.id
            AND a.person_id = ? AND a.kind IN ({marks})) AS fits
            FROM meeting ORDER BY fits DESC, held_on DESC LIMIT 60""",
        (person_id, *kinds),
    )
    return [
        MeetingChoice(
            id=int(r[0]), held_on=str(r[1]), label=f"{r[1]}　{r[2]}　{r[3]}".rstrip("　"), fits=bool(r[4])
        )
        for r in rows
    ]
