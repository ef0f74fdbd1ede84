"""What the sheet says otherwise of people on record: field by field, each taken or not."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from models.services.import_plan import FieldChange, ImportPlan, field_label, shown_value
from ui.settings import UiSettings
from ui.tables import Column, ListSource, RecordTable, RecordTableModel
from ui.theme import px
from ui.widgets.plain_label import PlainLabel


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One field of one person."""

    id: int
    row: int
    name: str
    change: FieldChange
    doubt: str


class ChangesPane(QWidget):
    """Gaps are filled unless taken away; what would replace something is taken only when ticked."""

    changed = Signal()

    def __init__(self, settings: UiSettings) -> None:
        super().__init__()
        self._lines: list[ChangeLine] = []
        self._taken: set[tuple[int, str]] = set()
        self._fills: frozenset[tuple[int, str]] = frozenset()
        self._where: Callable[[int], str] = str  # a row as it is found in the file
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        line = QHBoxLayout()
        line.setSpacing(px(8))
        self.all_button, self.fills_button, self.none_button = (
            QPushButton(words) for words in ("全部采用", "只补空项", "都不采用")
        )
        for button, slot in (
            (self.fills_button, self.take_fills),
            (self.all_button, self.take_all),
            (self.none_button, self.take_none),
        ):
            button.setProperty("compact", True)
            button.setAutoDefault(False)
            button.clicked.connect(slot)
            line.addWidget(button)
        line.addStretch(1)
        line.addWidget(PlainLabel("按空格或双击，逐处采用或不采用", "field"))
        box.addLayout(line)
        source: ListSource[ChangeLine] = ListSource(lambda: self._lines, lambda one: one.id)
        self.table: RecordTable[ChangeLine] = _TickTable(
            RecordTableModel(source, self._columns()), "import-changes", settings
        )
        self.table.opened.connect(lambda _id: self.toggle())
        self.table.add_row_action("采用", lambda ids: self.take(ids, True))
        self.table.add_row_action("不采用", lambda ids: self.take(ids, False))
        box.addWidget(self.table, 1)

    def _columns(self) -> tuple[Column[ChangeLine], ...]:
        return (
            Column(
                key="taken",
                title="采用",
                text=lambda o: "✓ 采用" if self._is_taken(o) else "— 不采用",
                width=88,
                sort=False,
                tone=lambda o: "done" if self._is_taken(o) else "quiet",
            ),
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
                key="name", title="姓名", text=lambda o: o.name, width=96, sort=False, tip=lambda o: o.name
            ),
            Column(
                key="field", title="项目", text=lambda o: field_label(o.change.field), width=120, sort=False
            ),
            Column(
                key="before",
                title="名册里",
                text=lambda o: _before(o.change) or "（空）",
                width=170,
                sort=False,
                tip=lambda o: _before(o.change),
            ),
            Column(
                key="after",
                title="表里",
                text=lambda o: shown_value(o.change.after),
                width=170,
                sort=False,
                tip=lambda o: shown_value(o.change.after),
            ),
            Column(
                key="doubt",
                title="说明",
                text=lambda o: o.doubt or ("补上空项" if o.change.fills else "会替换名册里的内容"),
                width=220,
                sort=False,
                tip=lambda o: o.doubt,
                tone=lambda o: "soon" if o.doubt else "quiet",
            ),
        )

    def show_plan(self, plan: ImportPlan) -> None:
        self._where = plan.row_words
        pairs = [(change, field) for change in plan.changed for field in change.fields]
        self._lines = [
            ChangeLine(
                number,
                change.row,
                change.name,
                field,
                "；".join(p.message for p in change.problems if p.field == field.field),
            )
            for number, (change, field) in enumerate(pairs, 1)
        ]
        self._fills = plan.fills()
        self._taken = set(self._fills)
        self.table.record_model.reload()
        if self._lines:
            self.table.selectRow(0)

    def taken(self) -> frozenset[tuple[int, str]]:
        """(row, field) of everything that is to be taken over."""
        return frozenset(self._taken)

    def take_all(self) -> None:
        self._set({(line.row, line.change.field) for line in self._lines})

    def take_fills(self) -> None:
        self._set(set(self._fills))

    def take_none(self) -> None:
        self._set(set())

    def take(self, ids: list[int], taken: bool) -> None:
        """Take the selected lines, or not."""
        chosen = {(o.row, o.change.field) for o in self._lines if o.id in set(ids)}
        self._set(self._taken | chosen if taken else self._taken - chosen)

    def toggle(self) -> None:
        """The other way, as the current line says."""
        line = self.table.current_record()
        if line is not None:
            self.take(self.table.selected_ids() or [line.id], not self._is_taken(line))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.toggle()
            return
        super().keyPressEvent(event)

    def _set(self, taken: set[tuple[int, str]]) -> None:
        self._taken = taken
        self.table.viewport().update()
        self.table.record_model.reload()
        self.changed.emit()

    def _is_taken(self, line: ChangeLine) -> bool:
        return (line.row, line.change.field) in self._taken


class _TickTable(RecordTable[ChangeLine]):
    """Leaves the space bar to its pane."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            event.ignore()
            return
        super().keyPressEvent(event)


def _before(change: FieldChange) -> str:
    value = bool(change.before) if isinstance(change.after, bool) else change.before
    return shown_value(value)
