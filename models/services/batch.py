"""A field of many people changed in one step: planned row by row, shown, then written and undone as one."""

from collections.abc import Sequence
from dataclasses import replace

from models.db.store import Store, Tx
from models.domain.batch import NEVER, BatchChange, BatchPlan, BatchRow, after, tidy, value_problem
from models.domain.errors import UserError
from models.domain.filters import OWN, FilterField, Kind, kind_of
from models.domain.records import Person
from models.services.filters import Filters
from models.services.roster import Roster


class Batch:
    """Plans and writes; the roster says what cannot be true."""

    def __init__(self, store: Store, roster: Roster, filters: Filters) -> None:
        self._store, self._roster, self._filters = store, roster, filters

    def fields(self) -> list[FilterField]:
        """Fields that may be changed for many at once; who somebody is, and events with papers, may not."""
        return [field for key, field in self._filters.fields().items() if key not in NEVER]

    def plan(self, ids: Sequence[int], change: BatchChange) -> BatchPlan:
        """What the change comes to for each; UserError while the change itself is not complete."""
        field = next((one for one in self.fields() if one.key == change.key), None)
        if field is None:
            raise UserError("这一栏不能成批改。请选别的栏目，或到各人的资料里改。")
        good = replace(change, value=tidy(field, change.value))
        if problem := value_problem(field, good):
            raise UserError(problem)
        own = self._filters.own_values(ids) if field.key.startswith(OWN) else {}
        rows: list[BatchRow] = []
        for person in self._roster.fetch(ids):
            before = _shown(field, person, own.get(person.id, {}))
            then = after(good, before)
            rows.append(
                BatchRow(
                    id=person.id,
                    name=person.name,
                    before=before,
                    after=then,
                    problem=self._problem(field, then),
                )
            )
        return BatchPlan(good, field.title, tuple(rows))

    def apply(self, plan: BatchPlan) -> int:
        """Write the rows that change, in one undoable step; how many they were."""
        rows = plan.changed
        if not rows:
            raise UserError("没有要改的人：所选的人这一栏已经是这样了。")
        key = plan.change.key
        is_flag = kind_of(key) is Kind.FLAG if not key.startswith(OWN) else False
        with self._store.transaction(f"批量修改{plan.title}：{len(rows)} 人") as tx:
            for row in rows:
                if key.startswith(OWN):
                    self._write_own(tx, row, int(key.removeprefix(OWN)))
                else:
                    self._roster.update(row.id, {key: row.after == "是" if is_flag else row.after})
        return len(rows)

    def _problem(self, field: FilterField, text: str) -> str:
        if field.key.startswith(OWN) or field.kind is Kind.FLAG:
            return ""
        try:
            self._roster.checked({field.key: text})
        except UserError as error:
            return error.message
        return ""

    @staticmethod
    def _write_own(tx: Tx, row: BatchRow, field: int) -> None:
        found = tx.value("SELECT id FROM own_value WHERE person_id = ? AND own_field_id = ?", (row.id, field))
        if found is None:
            tx.insert("own_value", {"person_id": row.id, "own_field_id": field, "value": row.after})
        elif row.after:
            tx.update("own_value", int(found), {"value": row.after})
        else:
            tx.delete("own_value", int(found))


def _shown(field: FilterField, person: Person, own: dict[int, str]) -> str:
    if field.key.startswith(OWN):
        return own.get(int(field.key.removeprefix(OWN)), "")
    value = getattr(person, field.key)
    if field.kind is Kind.FLAG:
        return "是" if value else "否"
    return str(value)
