"""A thing to do of one's own, and its end: what, who, until when; done when, and what shows it."""

from PySide6.QtWidgets import QLineEdit, QWidget

from models.domain.duty import Duty
from models.domain.errors import UserError
from ui.context import Context
from ui.dialogs.form_dialog import FormDialog
from ui.widgets.date_edit import DateEdit
from ui.widgets.name_edit import know
from ui.widgets.plain_label import PlainLabel


class DutyDialog(FormDialog):
    """New, or changed when `duty` is given; `saved_id` is the task's row."""

    def __init__(self, context: Context, duty: Duty | None = None, parent: QWidget | None = None) -> None:
        super().__init__("修改待办" if duty else "新增待办", 480, parent)
        self._context, self._duty = context, duty
        self.saved_id = duty.row_id if duty else 0
        self.what = QLineEdit(duty.what if duty else "")
        self.who = QLineEdit(duty.who if duty else "")
        self._settle = know(self.who, context.desk.roster.members(context.desk.today()))
        self.who.setPlaceholderText("姓名，或首字母如 hxj")
        self.day = DateEdit(duty.due_on if duty else "", partial=False)
        self.grid.add("what", "要办什么事", self.what, required=True)
        self.grid.add_line(("who", "谁来办", self.who), ("due_on", "期限", self.day))
        self.foot(self._save, "保存" if duty else "记下", "不改了" if duty else "不记了")
        self.what.setFocus()

    def _save(self) -> None:
        self._settle()
        self.grid.clear_problems()
        self.grid.set_problem("what", "" if self.what.text().strip() else "请写明要办什么事")
        self.grid.set_problem("due_on", self.day.problem())
        if self.grid.focus_first_problem():
            return
        values = {"what": self.what.text(), "who": self.who.text(), "due_on": self.day.iso()}
        duties = self._context.desk.duties
        try:
            if self._duty:
                duties.change(self._duty.row_id, values)
            else:
                self.saved_id = duties.add(values)
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
            return
        self.accept()


class DutyDoneDialog(FormDialog):
    """办结: the day, and what shows that it is done."""

    def __init__(self, context: Context, duty: Duty, parent: QWidget | None = None) -> None:
        super().__init__("办结", 480, parent)
        self._context, self._duty = context, duty
        self.box.insertWidget(1, PlainLabel(duty.what, "quiet", wrap=True))
        self.day = DateEdit(context.desk.today(), partial=False)
        self.evidence = QLineEdit()
        self.evidence.setPlaceholderText("如：已在 10 月 12 日支委会上通报")
        self.grid.add("done_on", "办结日期", self.day, required=True)
        self.grid.add("evidence", "办得怎么样，凭什么算办结", self.evidence, required=True)
        self.foot(self._save, "办结", "还没办好")
        self.evidence.setFocus()

    def _save(self) -> None:
        self.grid.clear_problems()
        self.grid.set_problem("done_on", self.day.problem() or ("" if self.day.iso() else "请填写办结日期"))
        self.grid.set_problem("evidence", "" if self.evidence.text().strip() else "请写明办结的依据")
        if self.grid.focus_first_problem():
            return
        try:
            self._context.desk.duties.finish(self._duty, self.day.iso(), self.evidence.text())
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
            return
        self.accept()
