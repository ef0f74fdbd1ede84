"""可不计入应到: one member, one of the five classes, both approvals; what is missing is said while it is typed."""

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from models.domain.errors import UserError
from models.domain.exemption import Exemption, Ground
from models.domain.records import MeetingKind
from ui.context import Context
from ui.dialogs.form_dialog import FormDialog
from ui.drafts import Field, key_of
from ui.widgets.date_edit import DateEdit
from ui.widgets.person_picker import PersonPicker
from ui.widgets.screen_fit import grow

ABOUT = "五类党员经上级党组织同意，并经支部党员大会通过，可以不计算在应到会人数内；缺一项就仍计入。"
CHOOSE = "请选择…"
ASSEMBLIES = 12  # the latest are offered


class ExemptionDialog(FormDialog):
    """A new one, or the one given. Saved in one undo step; who it is about is chosen unless it is known."""

    def __init__(
        self,
        context: Context,
        exemption: Exemption | None = None,
        parent: QWidget | None = None,
        *,
        person_id: int = 0,
    ) -> None:
        kept = exemption or Exemption(person_id=person_id)
        name = context.desk.roster.get(kept.person_id).name if kept.person_id else ""
        title = f"可不计入应到：{name}" if name else "登记可不计入应到的党员"
        super().__init__(title, 600, parent)
        self._context, self._kept = context, kept
        self.problem.say(ABOUT, "info")
        self.problem.show()
        self._build(name)
        self.foot(self._save, "保存" if exemption else "登记", "不改了" if exemption else "不登记")
        key = key_of("exemption", kept.id, str(kept.person_id))
        context.drafts.watch(self, key, title, lambda: self.inputs)
        self._judge()
        (self.ground if kept.person_id else self.person).setFocus()

    def _build(self, name: str) -> None:
        kept, desk = self._kept, self._context.desk
        self.person = PersonPicker()
        self.person.offer(desk.roster.members(desk.today()), kept.person_id, name)
        self.person.setEnabled(not kept.person_id)
        self.ground = QComboBox()
        self.ground.addItem(CHOOSE, "")
        for ground in Ground:
            self.ground.addItem(ground.value, ground.value)
        self.ground.setCurrentIndex(max(self.ground.findData(kept.ground), 0))
        self.dates = {
            key: DateEdit(str(getattr(kept, key)), partial=False)
            for key in ("from_on", "to_on", "superior_on", "assembly_on")
        }
        self.texts = {key: QLineEdit(str(getattr(kept, key))) for key in ("superior_paper", "remark")}
        self.texts["superior_paper"].setPlaceholderText("批复机关、文号")
        self.assembly = QComboBox()
        self.assembly.setEditable(True)
        self.assembly.addItem("", "")
        for one in desk.meetings.list(kind=MeetingKind.ASSEMBLY)[:ASSEMBLIES]:
            self.assembly.addItem(one.title or f"{one.held_on} 支部党员大会", one.held_on)
        self.assembly.setCurrentText(kept.assembly_paper)
        self.assembly.activated.connect(lambda row: self._passed_on(str(self.assembly.itemData(row) or "")))
        self.inputs: dict[str, Field] = {
            "ground": self.ground,
            **self.dates,
            **self.texts,
            "assembly_paper": self.assembly,
        }
        if not kept.person_id:
            self.grid.add("person_id", "党员", self.person, required=True)
        self.grid.add("ground", "属于哪一类", self.ground, required=True)
        self.grid.add_line(
            ("from_on", "从哪天起（必填）", self.dates["from_on"]),
            ("to_on", "到哪天止（没有就空着）", self.dates["to_on"]),
        )
        self.grid.add_line(
            ("superior_on", "上级党组织同意的日期", self.dates["superior_on"]),
            ("superior_paper", "批复机关、文号", self.texts["superior_paper"]),
        )
        self.grid.add_line(
            ("assembly_on", "支部党员大会通过的日期", self.dates["assembly_on"]),
            ("assembly_paper", "哪次大会（可选，也可以写）", self.assembly),
        )
        self.grid.add("remark", "备注", self.texts["remark"])
        for field in self.dates.values():
            field.textChanged.connect(lambda _text: self._judge())

    def _passed_on(self, day: str) -> None:
        """The day of the assembly chosen."""
        if day:
            self.dates["assembly_on"].set_iso(day)

    def _judge(self) -> None:
        """What a class without both approvals comes to, beside the field that is empty."""
        said = "没有填：仍计入应到"
        for key in ("superior_on", "assembly_on"):
            empty = not self.dates[key].text().strip()
            self.grid.rows[key].set_notice(said if empty and self.dates["from_on"].iso() else "")
        grow(self)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        grow(self)

    def values(self) -> dict[str, str | int]:
        """What was typed, by column."""
        return {
            "person_id": self._kept.person_id or self.person.person_id(),
            "ground": str(self.ground.currentData() or ""),
            **{key: field.iso() for key, field in self.dates.items()},
            **{key: field.text() for key, field in self.texts.items()},
            "assembly_paper": self.assembly.currentText(),
        }

    def _save(self) -> None:
        self.grid.clear_problems()
        for key, field in self.dates.items():
            self.grid.set_problem(key, field.problem())
        if not self.dates["from_on"].text().strip():
            self.grid.set_problem("from_on", "请填写起始日期")
        if not self.ground.currentData():
            self.grid.set_problem("ground", "请选属于五类中的哪一类")
        if not self.values()["person_id"]:
            self.grid.set_problem("person_id", "请选是哪一名党员")
        if self.grid.focus_first_problem():
            return
        try:
            self._context.desk.exemptions.save(self._kept.id, self.values())
        except UserError as error:
            self.problem.say(str(error), "late")
            return
        self.accept()
