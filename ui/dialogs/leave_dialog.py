"""Taking somebody off the roster: how, when. The record stays; a wrong entry is hidden."""

from PySide6.QtWidgets import QComboBox, QDialog, QVBoxLayout, QWidget

from models.domain.errors import UserError
from models.domain.records import Person
from models.services.roster import LEFT_KINDS, WRONG_ENTRY
from ui.context import Context
from ui.drafts import key_of
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.date_edit import DateEdit
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.form_grid import FormGrid
from ui.widgets.plain_label import PlainLabel


class LeaveDialog(QDialog):
    """Enter confirms, Escape leaves."""

    def __init__(self, context: Context, person: Person, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._person = context, person
        self.setWindowTitle(f"减少：{person.name}")
        self.setMinimumWidth(px(440))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(12))
        box.addWidget(PlainLabel(f"{person.name}离开本支部", "title", wrap=True))
        self.problem = Banner("", "late")
        self.problem.hide()
        box.addWidget(self.problem)
        self.grid = FormGrid()
        self.kind = QComboBox()
        self.kind.addItems([*LEFT_KINDS, WRONG_ENTRY])
        self.day = DateEdit(context.desk.today())
        self.grid.add("kind", "情形", self.kind)
        self.grid.add("day", "离开日期", self.day)
        box.addWidget(self.grid)
        self.note = PlainLabel("", "field", wrap=True)
        box.addWidget(self.note)
        buttons = DialogButtons(self, "登记减少", "不减少")
        self.ok_button = buttons.ok_button
        self.ok_button.clicked.connect(self._save)
        box.addWidget(buttons)
        self.kind.currentTextChanged.connect(lambda _text: self._judge())
        self._judge()
        context.drafts.watch(
            self,
            key_of("leave", person.id),
            f"减少：{person.name}",
            lambda: {"kind": self.kind, "day": self.day},
        )

    def _judge(self) -> None:
        wrong = self.kind.currentText() == WRONG_ENTRY
        self.grid.rows["day"].setVisible(not wrong)
        self.note.setText(
            "只用于录错的人：从名册中删去，放进“回收站”，随时可以恢复。"
            if wrong
            else "记录保留，会议、党费等历史不变；在“已离开的人”里可以查到，也可恢复。"
        )
        self.ok_button.setText("删去此人" if wrong else "登记减少")

    def _save(self) -> None:
        if self.day.problem():
            self.grid.set_problem("day", self.day.problem())
            return
        try:
            self._context.desk.roster.remove(self._person.id, self.kind.currentText(), self.day.iso())
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
            return
        self._context.say(f"✓ 已登记：{self._person.name} {self.kind.currentText()}")
        self.accept()
