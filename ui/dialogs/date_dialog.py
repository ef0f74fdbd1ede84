"""One day for one act: when somebody left a post, when a group was dissolved."""

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from ui.theme import px
from ui.widgets.date_edit import DateEdit
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.form_grid import FormGrid
from ui.widgets.plain_label import PlainLabel


class DateDialog(QDialog):
    """Enter does it, Escape leaves."""

    def __init__(self, parent: QWidget | None, title: str, label: str, day: str, verb: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(verb)
        self.setMinimumWidth(px(400))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(12))
        box.addWidget(PlainLabel(title, "title", wrap=True))
        self.grid = FormGrid()
        self.day = DateEdit(day)
        self.grid.add("day", label, self.day, required=True)
        box.addWidget(self.grid)
        buttons = DialogButtons(self, verb, "取消")
        self.ok_button = buttons.ok_button
        self.ok_button.clicked.connect(self.accept)
        box.addWidget(buttons)

    def accept(self) -> None:
        problem = self.day.problem() or ("" if self.day.iso() else "请填写日期")
        self.grid.set_problem("day", problem)
        if not problem:
            super().accept()

    @classmethod
    def ask(cls, parent: QWidget | None, title: str, label: str, day: str, verb: str) -> str:
        """The day as ISO text, "" when nothing is to be done."""
        dialog = cls(parent, title, label, day, verb)
        return dialog.day.iso() if dialog.exec() else ""
