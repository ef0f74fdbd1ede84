"""Who accompanies an applicant: one or two contacts, or the two sponsors."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QDialog, QVBoxLayout, QWidget

from models.domain.errors import UserError
from models.domain.records import Category, Dossier, Person
from ui.context import Context
from ui.drafts import Field, key_of
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.form_grid import FormGrid
from ui.widgets.plain_label import PlainLabel

TITLES = {"contact": "培养联系人", "sponsor": "入党介绍人"}
NOTES = {
    "contact": "一至两名正式党员。可从名册中选，也可以只写姓名。",
    "sponsor": "两名正式党员，一般由培养联系人担任。可从名册中选，也可以只写姓名。",
}


class CompanionFields(FormGrid):
    """Two names, chosen from the full members or typed."""

    def __init__(self, role: str, names: Sequence[str], members: Sequence[Person]) -> None:
        super().__init__()
        self.role = role
        self._full = {p.name for p in members if p.category is Category.FULL}
        title = TITLES[role]
        self.boxes = [self._combo(f"{title}{place}") for place in ("一", "二")]
        self.add_line((f"{role}0", f"{title}一", self.boxes[0]), (f"{role}1", f"{title}二", self.boxes[1]))
        self.add_widget(PlainLabel(NOTES[role], "field", wrap=True))
        for box, name in zip(self.boxes, (*names, "", "")[:2], strict=True):
            box.setCurrentText(name)
        self._extra = list(names[2:])

    def by_name(self) -> dict[str, Field]:
        return {f"{self.role}{place}": box for place, box in enumerate(self.boxes)}

    def names(self) -> list[str]:
        typed = ["".join(box.currentText().split()) for box in self.boxes]
        return [name for name in (*typed, *self._extra) if name]

    def _combo(self, label: str) -> QComboBox:
        box = QComboBox()
        box.setEditable(True)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        box.addItems(["", *sorted(self._full)])
        box.setAccessibleName(label)
        completer = QCompleter(sorted(self._full), box)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        box.setCompleter(completer)
        box.currentTextChanged.connect(lambda _text: self._judge())
        return box

    def _judge(self) -> None:
        for number, box in enumerate(self.boxes):
            row = self.rows.get(f"{self.role}{number}")
            name = "".join(box.currentText().split())
            if row is not None:
                unknown = bool(name) and name not in self._full
                row.set_notice("名册的正式党员中没有这个姓名，只记姓名" if unknown else "")


class CompanionsDialog(QDialog):
    """Enter saves, Escape leaves."""

    def __init__(self, context: Context, dossier: Dossier, role: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._dossier, self._role = context, dossier, role
        self.setWindowTitle(f"{TITLES[role]} — {dossier.person.name}")
        self.setMinimumWidth(px(520))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(12))
        box.addWidget(PlainLabel(f"{dossier.person.name}的{TITLES[role]}", "title"))
        self.problem = Banner("", "late")
        self.problem.hide()
        box.addWidget(self.problem)
        desk = context.desk
        self.fields = CompanionFields(role, dossier.names(role), desk.roster.members(desk.today()))
        box.addWidget(self.fields)
        buttons = DialogButtons(self, f"登记{TITLES[role]}", "不改了")
        self.ok_button = buttons.ok_button
        self.ok_button.clicked.connect(self._save)
        box.addWidget(buttons)
        self.fields.boxes[0].setFocus()
        key = key_of("companions", dossier.person.id, role)
        context.drafts.watch(self, key, f"{TITLES[role]}：{dossier.person.name}", self.fields.by_name)

    def _save(self) -> None:
        try:
            self._context.desk.development.set_companions(
                self._dossier.person.id, self._role, self.fields.names()
            )
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
            return
        self.accept()
