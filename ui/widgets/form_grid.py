"""A form in one column: label above its field, a quiet note or a problem beneath, quiet headings instead of boxes."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from ui.theme import active, px, restyle
from ui.widgets.plain_label import PlainLabel


class FormRow(QWidget):
    """One field with its label, note and problem line."""

    def __init__(self, label: str, field: QWidget, note: str = "", required: bool = False) -> None:
        super().__init__()
        box = self._box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(4))
        self.field = field
        self.label = PlainLabel(f"{label}（必填）" if required else label, "field", parent=self)
        self.label.setBuddy(field)
        self.label.setVisible(bool(label))
        if label.strip():
            field.setAccessibleName(label)
        self._note: PlainLabel | None = None
        self._problem: PlainLabel | None = None
        box.addWidget(self.label)
        box.addWidget(field)
        if note:
            self.note.setText(note)

    @property
    def note(self) -> PlainLabel:
        """The quiet line under the field; it is there from when somebody first asks for it."""
        if self._note is None:
            self._note = PlainLabel("", "field", wrap=True, parent=self)
            self._box.insertWidget(2, self._note)
        return self._note

    @property
    def problem_label(self) -> PlainLabel:
        """The last line: what is wrong, or to be looked at; hidden while nothing is."""
        if self._problem is None:
            self._problem = PlainLabel("", "problem", wrap=True, parent=self)
            self._problem.hide()
            self._box.addWidget(self._problem)
        return self._problem

    @property
    def said(self) -> str:
        """What stands there to be put right or looked at."""
        return self._problem.text() if self._problem is not None else ""

    @property
    def has_problem(self) -> bool:
        """Whether something stands there that has to be put right before saving."""
        label = self._problem
        return label is not None and bool(label.text()) and label.property("role") == "problem"

    def set_label(self, label: str, required: bool = False) -> None:
        """Another name, for a form whose fields depend on what is chosen in it."""
        self.label.setText(f"{label}（必填）" if required else label)
        self.field.setAccessibleName(label)

    def set_note(self, text: str) -> None:
        self.note.setText(text)
        self.note.setVisible(bool(text))

    def set_problem(self, text: str) -> None:
        """Show (or with "" clear) what is wrong with this field."""
        self._say(text, "problem", "× ")
        if isinstance(self.field, QLineEdit | QComboBox | QPlainTextEdit):
            restyle(self.field, "invalid", bool(text))

    def set_notice(self, text: str) -> None:
        """Show something to look at that does not stop anybody."""
        self._say(text, "notice", "！ ")

    def _say(self, text: str, role: str, sign: str) -> None:
        if not text and self._problem is None:
            return
        restyle(self.problem_label, "role", role)
        self.problem_label.setText(f"{sign}{text}" if text else "")
        self.problem_label.setVisible(bool(text))
        self.field.setAccessibleDescription(text)


class FormGrid(QWidget):
    """Rows are added with `add(key, label, field)`; several short fields share a line with `add_line`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(px(12))
        self.setMaximumWidth(active().px("form"))
        self.rows: dict[str, FormRow] = {}

    def add(self, key: str, label: str, field: QWidget, note: str = "", required: bool = False) -> FormRow:
        row = self._row(key, label, field, note, required)
        self._box.addWidget(row)
        return row

    def add_line(self, *fields: tuple[str, str, QWidget]) -> None:
        """Several (key, label, field) side by side, equally wide."""
        line = QHBoxLayout()
        line.setSpacing(px(16))
        for key, label, field in fields:
            line.addWidget(self._row(key, label, field), 1, Qt.AlignmentFlag.AlignTop)
        self._box.addLayout(line)

    def add_heading(self, text: str) -> None:
        if self._box.count():
            self._box.addSpacing(px(8))
        self._box.addWidget(PlainLabel(text, "heading"))

    def add_widget(self, widget: QWidget) -> None:
        self._box.addWidget(widget)

    def set_problem(self, key: str, text: str) -> None:
        self.rows[key].set_problem(text)

    def clear_problems(self) -> None:
        for row in self.rows.values():
            row.set_problem("")

    def focus_first_problem(self) -> bool:
        """Go to the first field with a problem; False when there is none."""
        for row in self.rows.values():
            if row.has_problem:
                row.field.setFocus()
                return True
        return False

    def _row(self, key: str, label: str, field: QWidget, note: str = "", required: bool = False) -> FormRow:
        row = self.rows[key] = FormRow(label, field, note, required)
        return row
