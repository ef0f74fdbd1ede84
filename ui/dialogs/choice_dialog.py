"""A candidate, or somebody voters wrote in: for which post, recommended by how many, for which duty."""

from dataclasses import replace

from PySide6.QtWidgets import QComboBox, QLineEdit, QSpinBox, QWidget

from models.domain.election import CANDIDATE, LEADERS, MEMBER, WRITE_IN, Choice, Election
from models.domain.errors import UserError
from models.domain.organisation import POSTS
from ui.context import Context
from ui.dialogs.form_dialog import FormDialog
from ui.drafts import Field, key_of
from ui.widgets.person_picker import PersonPicker


class ChoiceDialog(FormDialog):
    """A new one, or the one given. Saved in one undo step."""

    def __init__(
        self,
        context: Context,
        election: Election,
        choice: Choice | None = None,
        parent: QWidget | None = None,
    ) -> None:
        title = f"人选：{choice.name}" if choice else "新增候选人"
        super().__init__(title, 500, parent)
        first = MEMBER if election.seats else LEADERS[0]
        self._context, self._election = context, election
        self._choice = choice or Choice(post_name=first)
        self._build()
        self.foot(self._save, leave="不改了" if choice else "不新增")
        context.drafts.watch(self, key_of("choice", election.id, self._choice.id), title, self._fields)

    def _build(self) -> None:
        kept, desk = self._choice, self._context.desk
        self.person = PersonPicker()
        self.person.offer(desk.roster.members(self._election.on_date), kept.person_id, kept.name)
        self.post = QComboBox()
        self.post.addItems([*([MEMBER] if self._election.seats else []), *LEADERS])
        self.post.setCurrentText(kept.post_name)
        self.origin = QComboBox()
        self.origin.addItems([CANDIDATE, WRITE_IN])
        self.origin.setCurrentText(kept.origin)
        self.duty = QComboBox()
        self.duty.setEditable(True)
        self.duty.addItems(["", *POSTS])
        self.duty.setCurrentText(kept.proposed_post)
        self.recommended, self.groups = QSpinBox(), QSpinBox()
        for box, value in ((self.recommended, kept.recommended), (self.groups, kept.group_recommended)):
            box.setRange(0, 999)
            box.setValue(value)
        self.opinion = QLineEdit(kept.opinion)
        self.grid.add("person", "姓名（必填）", self.person)
        self.grid.add_line(("post", "选举职务", self.post), ("origin", "类别", self.origin))
        self.grid.add_line(
            ("recommended", "党员推荐票", self.recommended),
            ("groups", "推荐的党小组数", self.groups),
            ("duty", "拟任分工", self.duty),
        )
        self.grid.add("opinion", "支委会意见", self.opinion)

    def _fields(self) -> dict[str, Field]:
        return {
            "person": (self.person.person_id, lambda value: self.person.choose(int(value))),
            "post": self.post,
            "origin": self.origin,
            "duty": self.duty,
            "recommended": self.recommended,
            "groups": self.groups,
            "opinion": self.opinion,
        }

    def _save(self) -> None:
        self.grid.clear_problems()
        if not self.person.person_name():
            self.grid.set_problem("person", "请从名册里选人")
            self.person.setFocus()
            return
        made = replace(
            self._choice,
            person_id=self.person.person_id(),
            name=self.person.person_name(),
            post_name=self.post.currentText(),
            origin=self.origin.currentText(),
            proposed_post=self.duty.currentText().strip(),
            recommended=self.recommended.value(),
            group_recommended=self.groups.value(),
            opinion=self.opinion.text().strip(),
        )
        service = self._context.desk.elections
        others = [c for c in service.get(self._election.id).choices if c.id != made.id or not made.id]
        try:
            service.set_choices(self._election.id, [*others, made])
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
            return
        self.accept()
