"""Doubtful cells of one person, kept from an import: what was written, what to do, and 已核实….

A mark goes away by an answer in words, or by the right value in its field.
"""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from models.domain.dues_line import DUES_PROBLEMS, is_of_dues
from models.domain.idnumber import masked
from models.domain.labels import PROBLEM_LABELS
from models.domain.records import Mark
from models.services.import_plan import OWN, field_label
from ui.dialogs.reason_dialog import ReasonDialog
from ui.theme import px
from ui.widgets.emptied import empty
from ui.widgets.plain_label import PlainLabel

_TAKE = {"sex.conflict": "改为{}", "birth.conflict": "改为 {}"}  # the ID number's value at one click
_NO_EDIT = frozenset({"row.shifted", "row.merged"})


class MarkLine(QFrame):
    """One mark with its buttons."""

    def __init__(self, mark: Mark, strip: "MarkStrip") -> None:
        super().__init__()
        self.mark = mark
        self.setProperty("tone", "soon")
        row = QVBoxLayout(self)
        row.setContentsMargins(px(12), px(6), px(4), px(4))
        row.setSpacing(px(2))
        words = PROBLEM_LABELS.get(mark.code) or DUES_PROBLEMS.get(mark.code, "请核对")
        head = PlainLabel(f"！待核　{field_label(mark.field)}：{words}")
        head.set_state("soon")
        row.addWidget(head)
        text = self.text = PlainLabel("", wrap=True)
        text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row.addWidget(text)
        buttons = QHBoxLayout()
        buttons.setSpacing(px(4))
        if mark.code in _TAKE and mark.after:
            label = _TAKE[mark.code].format(mark.after)
            buttons.addWidget(_quiet(label, lambda: strip.accepted.emit(mark, mark.after)))
        if mark.code not in _NO_EDIT and not is_of_dues(mark.field):
            buttons.addWidget(_quiet("更正…", lambda: strip.edit_wanted.emit(_key(mark.field))))
        self.answer_button = _quiet("已核实…", lambda: strip.ask(mark))
        buttons.addWidget(self.answer_button)
        buttons.addStretch(1)
        row.addLayout(buttons)
        self._head = head.text()
        self.reveal(False)

    def reveal(self, shown: bool) -> None:
        """The words; an ID number in them is masked unless it may be shown."""
        mark = self.mark
        before = mark.before if shown or mark.field != "id_number" else masked(mark.before)
        words = mark.message.rstrip("。")
        if mark.before and mark.before not in words:
            words = f"{words}。表中原为“{before}”"
        self.text.setText(words)
        self.setAccessibleName(f"{self._head}，{words}")


class MarkStrip(QWidget):
    """`answered(mark, text)`, `accepted(mark, value)`, `edit_wanted(field)`; hidden when there are none."""

    answered = Signal(object, str)
    accepted = Signal(object, str)
    edit_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(px(4))
        self.hide()

    def set_marks(self, marks: Sequence[Mark], revealed: bool = False) -> None:
        empty(self._box)
        for mark in marks:
            self._box.addWidget(MarkLine(mark, self))
        self.reveal(revealed)
        self.setVisible(bool(marks))

    def reveal(self, shown: bool) -> None:
        """Show or mask the ID numbers quoted in the marks."""
        for line in self.lines():
            line.reveal(shown)

    def lines(self) -> list[MarkLine]:
        widgets = [self._box.itemAt(i).widget() for i in range(self._box.count())]
        return [widget for widget in widgets if isinstance(widget, MarkLine)]

    def ask(self, mark: Mark) -> None:
        """已核实…: the reason in the user's own words."""
        about = f"{field_label(mark.field)}：{mark.message}"
        reason = ReasonDialog.ask(self.window(), "已核实，因为…", about)
        if reason:
            self.answered.emit(mark, reason)


def _key(field: str) -> str:
    """The field of the form that is meant: of an own field without its caption."""
    return ":".join(field.split(":")[:2]) if field.startswith(OWN) else field


def _quiet(text: str, slot: object) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("quiet", True)
    button.setProperty("compact", True)
    button.clicked.connect(slot)
    return button
