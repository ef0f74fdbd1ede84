"""One entry of the year's plan: what, in which month, on which day if that is known, who sees to it."""

from typing import Any

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from models.domain.errors import UserError
from models.domain.plan import OTHER, PLAN_KINDS, PlanItem
from models.domain.records import MeetingKind
from ui.context import Context
from ui.dialogs.form_dialog import FormDialog
from ui.drafts import Field, key_of
from ui.theme import px
from ui.widgets.date_edit import DateEdit
from ui.widgets.name_edit import know
from ui.widgets.text_area import TextArea


class PlanItemDialog(FormDialog):
    """A new entry (id 0) or the one given; Ctrl+Return saves out of the topics."""

    def __init__(self, context: Context, item: PlanItem, parent: QWidget | None = None) -> None:
        title = f"{item.year} 年计划：{item.words}" if item.id else f"新增 {item.year} 年计划"
        super().__init__(title, 560, parent)
        self._context, self._item, self.item_id = context, item, item.id
        self._build()
        self.foot(self._save, leave="不改了" if item.id else "不列了")
        self.ok_button.setShortcut("Ctrl+Return")
        context.drafts.watch(self, key_of("plan-item", item.id, item.year), title, self._fields)

    def _build(self) -> None:
        item, desk = self._item, self._context.desk
        self.kind = QComboBox()
        for kind in PLAN_KINDS:
            self.kind.addItem(kind, kind)
        self.kind.setCurrentText(item.kind)
        self.month = QComboBox()
        for month in range(1, 13):
            self.month.addItem(f"{month}月", month)
        self.month.setCurrentIndex(item.month - 1)
        self.planned_on = DateEdit(item.planned_on, partial=False)
        self.group = QComboBox()
        self.group.addItem("", "")
        for name in desk.plan.circumstances().groups:
            self.group.addItem(name, name)
        self.group.setCurrentText(item.party_group)
        self.title = QLineEdit(item.title)
        self.topic = TextArea("议题、内容", "一行一项；建会议时每行成为一个议题")
        self.topic.setPlainText(item.topic)
        self.topic.setFixedHeight(px(96))
        self.owner = QComboBox()
        self.owner.setEditable(True)
        names = [person.name for person in desk.roster.members(desk.today()) if person.party_post]
        self.owner.addItems(["", *dict.fromkeys(names)])
        self.owner.setCurrentText(item.owner)
        if edit := self.owner.lineEdit():
            know(edit, desk.roster.members(desk.today()))
        self.remark = QLineEdit(item.remark)
        self.grid.add_line(("kind", "类别", self.kind), ("month", "月份", self.month))
        self.grid.add_line(
            ("planned_on", "计划日期（可以空着）", self.planned_on), ("owner", "责任人", self.owner)
        )
        self.group_row = self.grid.add("group", "党小组", self.group)
        self.grid.add("title", "名称（不写按类别叫）", self.title)
        self.grid.add("topic", "议题、内容", self.topic)
        self.grid.add("remark", "备注", self.remark)
        self.kind.currentIndexChanged.connect(lambda _row: self._judge())
        self.planned_on.editingFinished.connect(self._follow_day)
        self._judge()

    def _fields(self) -> dict[str, Field]:
        return {
            "kind": self.kind,
            "month": self.month,
            "planned_on": self.planned_on,
            "group": self.group,
            "title": self.title,
            "topic": self.topic,
            "owner": self.owner,
            "remark": self.remark,
        }

    def _judge(self) -> None:
        kind = self.kind.currentText()
        self.group_row.setVisible(kind == MeetingKind.GROUP.value and self.group.count() > 1)
        self.grid.rows["title"].set_label("是什么事（必填）" if kind == OTHER else "名称（不写按类别叫）")

    def _follow_day(self) -> None:
        """The month follows the day."""
        day = self.planned_on.iso()
        if len(day) == 10 and int(day[:4]) == self._item.year:
            self.month.setCurrentIndex(int(day[5:7]) - 1)

    def values(self) -> dict[str, Any]:
        kind = self.kind.currentText()
        return {
            "year": self._item.year,
            "kind": kind,
            "month": int(self.month.currentData()),
            "planned_on": self.planned_on.iso(),
            "party_group": self.group.currentText() if kind == MeetingKind.GROUP.value else "",
            "title": self.title.text(),
            "topic": self.topic.text(),
            "owner": self.owner.currentText(),
            "remark": self.remark.text(),
        }

    def _save(self) -> None:
        self.grid.clear_problems()
        self.grid.set_problem("planned_on", self.planned_on.problem())
        if self.grid.focus_first_problem():
            return
        try:
            self.item_id = self._context.desk.plan.save(self._item.id, self.values())
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
            return
        self.accept()
