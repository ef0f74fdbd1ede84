"""Who does what by when, decided under an item of the agenda: a few lines typed like a sheet."""

from collections.abc import Mapping, Sequence
from uuid import uuid4

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.domain.card import ListColumn, Row
from models.domain.due_words import due_day
from ui.theme import px
from ui.widgets.pick_popup import Pick
from ui.widgets.plain_label import PlainLabel
from ui.widgets.rows_table import RowsTable

COLUMNS = (
    ListColumn(key="who", title="谁", width=84),
    ListColumn(key="what", title="何事", width=150),
    ListColumn(key="due_on", title="何时完成", width=104),
)
HINT = "姓名可打首字母；时间可写“10月底”“年底”。到期前列入待办。"


class TaskTable(QWidget):
    """`edited` after a cell; initials become names and 10月底 a day as soon as the cell is left."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._people: dict[str, str] = {}
        self._held_on = ""
        self._giving = False
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(4))
        box.addWidget(PlainLabel("落实：谁、何事、何时完成", "field"))
        self.table = RowsTable("谁、何事、何时完成", COLUMNS, by_hand=False, blank=_new_line)
        self.table.edited.connect(self._settle)
        box.addWidget(self.table)
        self.problem = PlainLabel("", "problem", wrap=True)
        self.hint = PlainLabel(HINT, "field", wrap=True)
        box.addWidget(self.problem)
        box.addWidget(self.hint)
        self.problem.hide()

    def know(self, people: Sequence[Pick], held_on: str) -> None:
        """Whom initials mean here, and the day from which 月底 is reckoned."""
        self._held_on = held_on
        self._people = {}
        for pick in people:
            for key in pick.keys.split():
                self._people[key] = "" if key in self._people else pick.value

    def give(self, rows: Sequence[Mapping[str, str]]) -> None:
        if list(rows) != self.rows():
            self._giving = True
            self.table.give(rows)
            self._giving = False
        self._say()

    def rows(self) -> list[Row]:
        """What is written, with the keys that were given (a line's own uuid)."""
        return self.table.value()

    def set_editable(self, editable: bool) -> None:
        self.table.setEnabled(editable)
        self.hint.setVisible(editable)
        self.setVisible(editable or bool(self.rows()))

    def _settle(self) -> None:
        if self._giving:
            return
        self._giving = True
        model = self.table.model
        for at in range(model.rowCount()):
            who, _, due = (model.index(at, column) for column in range(3))
            if name := self._people.get(str(who.data() or "").lower()):
                model.setData(who, name)
            if (day := due_day(str(due.data() or ""), self._held_on)) and day != due.data():
                model.setData(due, day)
        self._giving = False
        self._say()
        self.edited.emit()

    def _say(self) -> None:
        words = next((problem_of(row) for row in self.rows() if problem_of(row)), "")
        self.problem.setText(f"× {words}" if words else "")
        self.problem.setVisible(bool(words))


def problem_of(row: Mapping[str, str]) -> str:
    """Why a line cannot be kept yet, "" when it can."""
    if not row["what"]:
        return "请写何事；只有姓名或时间的一行不保存"
    if row["due_on"] and len(row["due_on"]) != 10:
        return f"看不懂时间“{row['due_on']}”，请写成 2026-10-31 或“10月底”"
    return ""


def complete(rows: Sequence[Mapping[str, str]]) -> list[Row]:
    """The lines that can be kept."""
    return [dict(row) for row in rows if not problem_of(row)]


def _new_line() -> Row:
    return {"uuid": str(uuid4())}
