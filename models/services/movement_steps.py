"""Admissions and confirmations as movements: they are recorded as steps of the dossier, and only listed here."""

from models.db.transaction import Reader
from models.domain.movement import Movement
from models.domain.pipeline import CANCELLED, EXTENDED, REFUSED

_KINDS = {EXTENDED: "延长预备期", CANCELLED: "取消预备党员资格"}
_APPROVED_BY = {"admission": "approval", "confirmation": "confirmation_approval"}


def from_steps(reader: Reader, person_id: int = 0) -> list[Movement]:
    """Approved admissions, confirmations, prolongations and cancellations, of one person or of all.

    Their ids are those of the steps, negative.
    """
    whose = "AND person_id = ?" if person_id else ""
    rows = reader.rows(
        f"""SELECT id, person_id, code, on_date, ended_on, result FROM step
           WHERE code IN ('admission', 'confirmation', 'approval', 'confirmation_approval') AND on_date <> '' {whose}
           ORDER BY on_date, id""",
        (person_id,) if person_id else (),
    )
    approved = {
        (person_id, code): str(on) for _, person_id, code, on, _, result in rows if result not in REFUSED
    }
    found: list[Movement] = []
    for step_id, person_id, code, on, ended, result in rows:
        if code not in _APPROVED_BY or (person_id, _APPROVED_BY[code]) not in approved:
            continue
        if result in REFUSED and result != CANCELLED:
            continue
        kind = "接收预备党员" if code == "admission" else _KINDS.get(result, "转正")
        found.append(
            Movement(
                id=-step_id,
                person_id=person_id,
                kind=kind,
                on_date=str(on),
                until=str(ended) if kind == "延长预备期" else "",
                approved_on=approved[person_id, _APPROVED_BY[code]],
            )
        )
    return found
