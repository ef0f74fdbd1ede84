"""登记补课: when, how, who saw to it; of one or of several at once."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from models.domain.attendance_year import MAKEUP_WAYS, Visit
from models.domain.errors import UserError
from ui.context import Context
from ui.dialogs.form_dialog import FormDialog
from ui.drafts import key_of
from ui.widgets.date_edit import DateEdit
from ui.widgets.plain_label import PlainLabel

SHOWN = 4  # of those it is about


class MakeupDialog(FormDialog):
    """Saved in one undo step; both signatures are for the paper."""

    def __init__(self, context: Context, visits: Sequence[Visit], parent: QWidget | None = None) -> None:
        super().__init__("登记补课", 480, parent)
        self._context, self._visits = context, list(visits)
        self.box.insertWidget(1, PlainLabel(_about(visits), "quiet", wrap=True))
        first = visits[0].attendee
        self.day = DateEdit(first.makeup_on or context.desk.today(), partial=False)
        self.how = QComboBox()
        self.how.setEditable(True)
        self.how.addItems(MAKEUP_WAYS)
        self.how.setCurrentText(first.makeup_how)
        self.by = QLineEdit(first.makeup_by or context.desk.branch.organiser)
        self.grid.add_line(("on", "补课日期", self.day), ("how", "补课方式", self.how))
        self.grid.add("by", "督促人", self.by, "补课人、督促人在“补课登记”纸上签名。")
        self.foot(self._save, "登记", "不登记")
        ids = "-".join(f"{v.meeting.id}.{v.attendee.person_id}" for v in visits[:SHOWN])
        context.drafts.watch(
            self,
            key_of("makeup", 0, ids),
            "登记补课",
            lambda: {"on": self.day, "how": self.how, "by": self.by},
        )
        self.how.setFocus()

    def _save(self) -> None:
        self.grid.clear_problems()
        self.grid.set_problem("on", self.day.problem() or ("" if self.day.iso() else "请填写补课日期"))
        if not self.how.currentText().strip():
            self.grid.set_problem("how", "请选或写补课方式")
        if self.grid.focus_first_problem():
            return
        book = self._context.desk.attendance
        try:
            count = book.catch_up(self._visits, self.day.iso(), self.how.currentText(), self.by.text())
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
            return
        self._context.say(f"✓ 已登记补课：{count} 人次")
        self.accept()


def _about(visits: Sequence[Visit]) -> str:
    """Who and which meeting, the first few."""
    lines = [
        f"{v.attendee.name}：{v.meeting.held_on} {v.meeting.title or v.meeting.kind.value}（{v.why}）"
        for v in visits[:SHOWN]
    ]
    more = len(visits) - SHOWN
    return "\n".join([*lines, *([f"等 {len(visits)} 人次"] if more > 0 else [])])
