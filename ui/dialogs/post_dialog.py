"""Who holds which post of the branch, since when, and how it came about."""

from typing import Any

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from models.domain.errors import UserError
from models.domain.organisation import METHODS, POSTS, PostTerm
from ui.context import Context
from ui.dialogs.form_dialog import FormDialog
from ui.drafts import Field, key_of
from ui.widgets.date_edit import DateEdit
from ui.widgets.person_picker import PersonPicker


class PostDialog(FormDialog):
    """A new post (补选、指派、补登), or the one given. Saved in one undo step."""

    def __init__(
        self, context: Context, post: PostTerm | None = None, parent: QWidget | None = None, name: str = ""
    ) -> None:
        title = f"任职：{post.name}（{post.post_name}）" if post else "登记任职"
        super().__init__(title, 520, parent)
        self._context, self._post = context, post or PostTerm(post_name=name, method=METHODS[1])
        self._build()
        self.foot(self._save, leave="不改了" if post else "不登记")
        context.drafts.watch(self, key_of("post", self._post.id), title, self._fields)

    def _build(self) -> None:
        kept, desk = self._post, self._context.desk
        self.post_name = QComboBox()
        self.post_name.setEditable(True)
        self.post_name.addItems(POSTS)
        self.post_name.setCurrentText(kept.post_name)
        self.person = PersonPicker()
        self.person.offer(desk.roster.members(desk.today()), kept.person_id, kept.name)
        self.other = QLineEdit("" if kept.person_id else kept.name)
        self.from_on, self.to_on = DateEdit(kept.from_on), DateEdit(kept.to_on)
        self.method = QComboBox()
        self.method.addItems(["", *METHODS])
        self.method.setCurrentText(kept.method)
        self.document, self.remark = QLineEdit(kept.document), QLineEdit(kept.remark)
        self.grid.add_line(("post_name", "职务（必填）", self.post_name), ("person", "党员", self.person))
        self.grid.add("other", "不在名册上的，写姓名", self.other)
        self.grid.add_line(("from_on", "任职日期（必填）", self.from_on), ("to_on", "离任日期", self.to_on))
        self.grid.add_line(("method", "产生方式", self.method), ("document", "批复文号", self.document))
        self.grid.add("remark", "备注", self.remark)

    def _fields(self) -> dict[str, Field]:
        return {
            "post_name": self.post_name,
            "person": (self.person.person_id, lambda value: self.person.choose(int(value))),
            "other": self.other,
            "from_on": self.from_on,
            "to_on": self.to_on,
            "method": self.method,
            "document": self.document,
            "remark": self.remark,
        }

    def _values(self) -> dict[str, Any]:
        return {
            "person_id": self.person.person_id(),
            "name": self.other.text(),
            "post_name": self.post_name.currentText(),
            "from_on": self.from_on.iso(),
            "to_on": self.to_on.iso(),
            "method": self.method.currentText(),
            "document": self.document.text(),
            "remark": self.remark.text(),
        }

    def _save(self) -> None:
        self.grid.clear_problems()
        for key, field in (("from_on", self.from_on), ("to_on", self.to_on)):
            self.grid.set_problem(key, field.problem())
        if not self.person.person_id() and not self.other.text().strip():
            self.grid.set_problem("person", "请从名册里选人，或在下面写姓名")
        if self.grid.focus_first_problem():
            return
        try:
            self._context.desk.organisation.save_post(self._post.id, self._values())
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
            return
        self.accept()
