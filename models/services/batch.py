"""A field of many people changed in one step: planned row by row, shown, then written and undone as one."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from models.db.store import Store, Tx
from models.domain.batch import NEVER, BatchChange, BatchPlan, BatchRow, after, tidy, value_problem
from models.domain.errors import UserError
from models.domain.filters import OWN, FilterField, Kind, kind_of
from models.services.filters import Filters
from models.services.going_on import IsCancelled, Progress, go_on
from models.services.roster import Roster
from models.services.roster_marks import CORRECTED

STRETCH = 50  # rows between two looks at whether to go on


class Batch:
    """Plans and writes; the roster says what cannot be true."""

    def __init__(self, store: Store, roster: Roster, filters: Filters, today: Callable[[], str]) -> None:
        self._store, self._roster, self._filters, self._today = store, roster, filters, today
        self._known: dict[tuple[str, object], dict[str, object]] = {}

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
        rows: list[BatchRow] = []
        problems: dict[str, str] = {}
        self._known.clear()
        for person_id, name, before in self._filters.column(ids, field):
            then = after(good, before)
            if then not in problems:
                problems[then] = self._problem(field, then)
            rows.append(BatchRow(id=person_id, name=name, before=before, after=then, problem=problems[then]))
        return BatchPlan(good, field.title, tuple(rows))

    def apply(
        self, plan: BatchPlan, progress: Progress | None = None, cancelled: IsCancelled | None = None
    ) -> int:
        """Write the rows that change, in one undoable step; how many they were. Cancelled, nothing is written."""
        rows = plan.changed
        if not rows:
            raise UserError("没有要改的人：所选的人这一栏已经是这样了。")
        key = plan.change.key
        is_flag = kind_of(key) is Kind.FLAG if not key.startswith(OWN) else False
        with self._store.transaction(f"批量修改{plan.title}：{len(rows)} 人") as tx:
            for number, row in enumerate(rows):
                if number % STRETCH == 0:
                    go_on(number, len(rows), progress, cancelled)
                if key.startswith(OWN):
                    self._write_own(tx, row, int(key.removeprefix(OWN)))
                else:
                    tx.update(
                        "person", row.id, self._stored(key, row.after == "是" if is_flag else row.after)
                    )
            self._close_marks(tx, key, {row.id for row in rows})
            go_on(len(rows), len(rows), progress, cancelled)
        return len(rows)

    def _stored(self, key: str, value: object) -> dict[str, object]:
        """One column as it is stored, worked out once for each value."""
        if (key, value) not in self._known:
            self._known[key, value] = self._roster.checked({key: value})
        return self._known[key, value]

    def _close_marks(self, tx: Tx, key: str, ids: set[int]) -> None:
        """What was doubtful in this field has been written anew."""
        for mark, person in tx.rows(
            "SELECT id, person_id FROM mark WHERE field = ? AND resolved_on = ''", (key,)
        ):
            if int(person) in ids:
                tx.update("mark", int(mark), {"resolved_on": self._today(), "answer": CORRECTED})

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
