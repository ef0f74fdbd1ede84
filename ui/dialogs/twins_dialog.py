"""查找重复的人: pairs that may be one person, why it is thought, joined or said to be two."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from models.domain.idnumber import masked
from models.domain.records import Person
from models.domain.twins import LIKENESS_LABELS, Likeness, Twin
from ui.context import Context
from ui.dialogs.join_dialog import ask_to_join
from ui.tables import Column, ListSource, RecordTable, RecordTableModel
from ui.theme import px
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.plain_label import PlainLabel


@dataclass(frozen=True, slots=True)
class Line:
    """A pair in the list."""

    id: int
    twin: Twin


def _told(person: Person) -> str:
    """What tells one record from the other."""
    parts = (
        person.name,
        person.birth_date,
        masked(person.id_number),
        person.phone,
        person.left_kind or person.category,
    )
    return "　".join(str(part) for part in parts if part)


COLUMNS = (
    Column[Line](
        key="likeness", title="把握", text=lambda r: LIKENESS_LABELS[r.twin.likeness], width=70, sort=False,
        tone=lambda r: "soon" if r.twin.likeness is Likeness.SURE else "",
    ),
    Column[Line](key="why", title="根据", text=lambda r: r.twin.why, width=170, sort=False, wrap=True, tip=lambda r: r.twin.why),
    Column[Line](key="first", title="一份", text=lambda r: _told(r.twin.first), width=330, sort=False, wrap=True,
                 tip=lambda r: _told(r.twin.first)),
    Column[Line](key="second", title="另一份", text=lambda r: _told(r.twin.second), width=280, sort=False, wrap=True,
                 tip=lambda r: _told(r.twin.second)),
)  # fmt: skip


class TwinsDialog(QDialog):
    """Enter looks at a pair; Delete says that it is two people. `kept` is who was left after the last joining."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._twins: list[Twin] = []
        self.kept = 0
        self.setWindowTitle("查找重复的人")
        self.setMinimumWidth(px(880))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(10))
        box.addWidget(PlainLabel("查找重复的人", "title"))
        self.told = PlainLabel("", "quiet", wrap=True)
        box.addWidget(self.told)
        self.table = RecordTable(
            RecordTableModel(ListSource[Line](self._lines), COLUMNS), "twins", context.settings
        )
        self.table.fill("first")
        self.table.setMinimumHeight(px(280))
        self.table.opened.connect(lambda _id: self.join())
        self.table.selection_changed.connect(self._judge)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.table)
        self.pages.addWidget(PlainLabel("没有发现重复登记的人。", "quiet"))
        box.addWidget(self.pages, 1)
        line = QHBoxLayout()
        line.setSpacing(px(8))
        self.join_button = QPushButton("看一看，合并…")
        self.join_button.clicked.connect(self.join)
        self.apart_button = QPushButton("不是同一人")
        self.apart_button.clicked.connect(self.keep_apart)
        line.addWidget(self.join_button)
        line.addWidget(self.apart_button)
        line.addStretch(1)
        box.addLayout(line)
        buttons = DialogButtons(self, "关闭")
        buttons.ok_button.clicked.connect(self.reject)
        box.addWidget(buttons)
        self.reload()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.keep_apart()
            return
        super().keyPressEvent(event)

    def reload(self) -> None:
        self._twins = self._context.desk.joining.twins()
        self.table.record_model.reload()
        many = len(self._twins)
        self.told.setText(
            f"{many:,} 对可能是同一个人，把握大的在前。选一对看一看：是同一人就合并，不是就点“不是同一人”，以后不再问。"
            if many
            else ""
        )
        self.pages.setCurrentIndex(0 if many else 1)
        if many and not self.table.current_id():
            self.table.selectRow(0)
        self._judge()

    def join(self) -> None:
        """The two beside each other; the one with more behind it is kept."""
        twin = self._current()
        if twin is None:
            return
        self.kept = ask_to_join(self._context, twin.ids, self) or self.kept
        self.reload()

    def keep_apart(self) -> None:
        twin = self._current()
        if twin is not None and self._context.attempt(
            lambda: self._context.desk.joining.keep_apart(*twin.ids)
        ):
            self._context.say(f"已记下：两份“{twin.first.name}”不是同一人，可以撤销。")
            self.reload()

    def _current(self) -> Twin | None:
        line = self.table.current_record()
        return line.twin if line else None

    def _lines(self) -> Sequence[Line]:
        return [Line(number, twin) for number, twin in enumerate(self._twins, 1)]

    def _judge(self) -> None:
        for button in (self.join_button, self.apart_button):
            button.setEnabled(self._current() is not None)
