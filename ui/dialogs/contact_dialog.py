"""登记联系: one talk with a mobile member, one search for a lost one; former talks stand below."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QVBoxLayout, QWidget

from models.domain.errors import UserError
from models.domain.movement_kinds import METHODS
from models.domain.records import Person
from ui.context import Context
from ui.drafts import key_of
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.date_edit import DateEdit
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.form_grid import FormGrid
from ui.widgets.plain_label import PlainLabel
from ui.widgets.text_area import TextArea

FORMER = 3  # talks shown below


class ContactDialog(QDialog):
    """Enter in the one-line fields records, Escape leaves."""

    def __init__(self, context: Context, person: Person, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._person = context, person
        talks = context.desk.movements.talks
        kind = talks.kind_for(person, context.desk.today())
        self.setWindowTitle(f"登记{kind}：{person.name}")
        self.setMinimumWidth(px(480))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(10))
        box.addWidget(PlainLabel(f"{person.name}：登记{kind}", "title", wrap=True))
        if person.phone:
            box.addWidget(PlainLabel(f"电话 {person.phone}", "quiet"))
        self.problem = Banner("", "late")
        self.problem.hide()
        box.addWidget(self.problem)
        self.grid = FormGrid()
        self.day = DateEdit(context.desk.today(), partial=False)
        self.method = QComboBox()
        self.method.addItems(METHODS)
        self.made_by = QLineEdit(context.desk.store.actor)
        self.content = TextArea("联系情况", "思想、工作生活情况，党费，能否参加活动，有什么困难")
        self.content.setFixedHeight(px(80))
        self.grid.add_line(("on_date", "联系日期", self.day), ("method", "方式", self.method))
        self.grid.add("made_by", "联系人", self.made_by)
        self.grid.add("content", "联系情况", self.content, required=True)
        box.addWidget(self.grid, 0, Qt.AlignmentFlag.AlignTop)
        for talk in talks.of(person.id)[:FORMER]:
            box.addWidget(PlainLabel(f"{talk.on_date} {talk.method} {talk.content}", "field", wrap=True))
        box.addStretch(1)
        buttons = DialogButtons(self, "登记", "取消")
        self.ok_button = buttons.ok_button
        self.ok_button.clicked.connect(self._save)
        box.addWidget(buttons)
        context.drafts.watch(
            self,
            key_of("contact", person.id),
            f"登记联系：{person.name}",
            lambda: {
                "day": self.day,
                "method": self.method,
                "made_by": self.made_by,
                "content": self.content,
            },
        )
        self.content.setFocus()

    def _save(self) -> None:
        self.grid.clear_problems()
        if self.day.problem():
            self.grid.set_problem("on_date", self.day.problem())
            return
        if not self.content.toPlainText().strip():
            self.grid.set_problem("content", "请写一两句联系的情况。")
            self.content.setFocus()
            return
        values = {
            "on_date": self.day.iso(),
            "method": self.method.currentText(),
            "made_by": self.made_by.text(),
            "content": self.content.toPlainText(),
        }
        try:
            self._context.desk.movements.talks.add(self._person.id, values)
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
            return
        self._context.say(f"✓ 已登记：与{self._person.name}联系")
        self.accept()
