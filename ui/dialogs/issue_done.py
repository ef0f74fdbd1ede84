"""销号: the day an issue was put right, and what shows it."""

from PySide6.QtWidgets import QLineEdit, QWidget

from models.domain.errors import UserError
from models.domain.meeting_records import Task
from ui.context import Context
from ui.dialogs.form_dialog import FormDialog
from ui.widgets.date_edit import DateEdit
from ui.widgets.plain_label import PlainLabel


class IssueDoneDialog(FormDialog):
    """An empty day opens the issue again."""

    def __init__(self, context: Context, issue: Task, parent: QWidget | None = None) -> None:
        super().__init__("整改事项销号", 480, parent)
        self._context, self._id = context, issue.id
        self.box.insertWidget(1, PlainLabel(issue.problem, "quiet", wrap=True))
        self.day = DateEdit(issue.done_on or context.desk.today(), partial=False)
        self.evidence = QLineEdit(issue.evidence)
        self.grid.add("done_on", "销号日期", self.day, "空着：还没有完成，重新列为整改中。")
        self.grid.add("evidence", "完成情况（凭什么销号）", self.evidence)
        self.foot(self._save, "销号")
        self.evidence.setFocus()

    def _save(self) -> None:
        self.grid.clear_problems()
        self.grid.set_problem("done_on", self.day.problem())
        if self.grid.focus_first_problem():
            return
        try:
            self._context.desk.life.finish_issue(self._id, self.day.iso(), self.evidence.text())
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
            return
        self.accept()
