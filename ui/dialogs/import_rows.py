"""Every row of the sheet and what becomes of it; a new person can be left out."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.services.import_plan import ImportPlan, RowKind, RowOutcome
from ui.settings import UiSettings
from ui.tables import Column, ListSource, RecordTable, RecordTableModel
from ui.theme import px
from ui.widgets.calm_combo import CalmCombo
from ui.widgets.plain_label import PlainLabel

ALL_ROWS = "全部行"
TONES = {RowKind.NEW: "done", RowKind.CHANGED: "soon", RowKind.REFUSED: "late"}
LEFT_OUT = "不导入（您选的）"


class RowsPane(QWidget):
    """In the order of the sheet; `changed` when a row was left out or taken in again."""

    changed = Signal()

    def __init__(self, settings: UiSettings) -> None:
        super().__init__()
        self._outcomes: list[RowOutcome] = []
        self._out: set[int] = set()
        self._where: Callable[[int], str] = str  # a row as it is found in the file
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        line = QHBoxLayout()
        self.kind = CalmCombo()
        self.kind.setProperty("compact", True)
        self.kind.setAccessibleName("哪些行")
        self.kind.activated.connect(lambda _row: self.table.record_model.reload())
        line.addWidget(self.kind)
        line.addStretch(1)
        line.addWidget(PlainLabel("右键或菜单键：不导入所选的行", "field"))
        box.addLayout(line)
        source: ListSource[RowOutcome] = ListSource(self._shown, lambda one: one.row)
        self.table: RecordTable[RowOutcome] = RecordTable(
            RecordTableModel(source, self._columns()), "import-rows", settings
        )
        self.table.add_row_action("不导入所选的行", lambda ids: self.leave_out(ids, True), "Del")
        self.table.add_row_action("照常导入", lambda ids: self.leave_out(ids, False))
        box.addWidget(self.table.with_foot("行"), 1)

    def _columns(self) -> tuple[Column[RowOutcome], ...]:
        return (
            Column(
                key="row",
                title="表中行",
                text=lambda o: self._where(o.row),
                width=104,
                wrap=True,
                tip=lambda o: self._where(o.row),
                align="right",
                sort=False,
            ),
            Column(
                key="kind",
                title="结果",
                text=lambda o: LEFT_OUT if o.row in self._out else o.kind.value,
                width=130,
                sort=False,
                tone=lambda o: "quiet" if o.row in self._out else TONES.get(o.kind, "quiet"),
            ),
            Column(key="name", title="姓名", text=lambda o: o.name, width=110, sort=False),
            Column(
                key="words",
                title="说明",
                text=lambda o: o.words,
                width=640,
                sort=False,
                tip=lambda o: o.words,
            ),
        )

    @property
    def count(self) -> int:
        return len(self._outcomes)

    def show_plan(self, plan: ImportPlan) -> None:
        self._where = plan.row_words
        self._outcomes = plan.outcomes()
        self._out = set()
        self.kind.clear()
        self.kind.addItem(f"{ALL_ROWS} {len(self._outcomes)}", "")
        for kind in RowKind:
            count = sum(outcome.kind is kind for outcome in self._outcomes)
            if count:
                self.kind.addItem(f"{kind.value} {count}", kind.value)
        self.table.record_model.reload()

    def left_out(self) -> frozenset[int]:
        return frozenset(self._out)

    def leave_out(self, rows: list[int], out: bool) -> None:
        """Leave new or changed people out, or take them in again."""
        able = {o.row for o in self._outcomes if o.kind in (RowKind.NEW, RowKind.CHANGED)} & set(rows)
        self._out = self._out | able if out else self._out - able
        self.table.record_model.reload()
        self.changed.emit()

    def _shown(self) -> list[RowOutcome]:
        wanted = self.kind.currentData()
        return [one for one in self._outcomes if not wanted or one.kind.value == wanted]
