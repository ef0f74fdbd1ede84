"""A form in one column: label above its field, a quiet note or a problem beneath, quiet headings instead of boxes."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from ui.theme import active, px, restyle
from ui.widgets.plain_label import PlainLabel


class FormRow(QWidget):
    """One field with its label, note and problem line."""

    def __init__(self, label: str, field: QWidget, note: str = "", required: bool = False) -> None:
        super().__init__()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(4))
        self.field = field
        self.label = PlainLabel(f"{label}（必填）" if required else label, "field")
        self.label.setBuddy(field)
        field.setAccessibleName(label)
        self.note = PlainLabel(note, "field", wrap=True)
        self.note.setVisible(bool(note))
        self.problem_label = PlainLabel("", "problem", wrap=True)
        self.problem_label.hide()
        if label:
            box.addWidget(self.label)
        box.addWidget(field)
        box.addWidget(self.note)
        box.addWidget(self.problem_label)

    @property
    def has_problem(self) -> bool:
        """Whether something stands there that has to be put right before saving."""
        label = self.problem_label
        return bool(label.text()) and label.property("role") == "problem"

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
            if row.problem_label.text() and row.problem_label.property("role") == "problem":
                row.field.setFocus()
                return True
        return False

    def _row(self, key: str, label: str, field: QWidget, note: str = "", required: bool = False) -> FormRow:
        row = self.rows[key] = FormRow(label, field, note, required)
        return row
