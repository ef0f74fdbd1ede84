"""The form of one person, new or known: what cannot be true stops it, what looks odd is only said beside the field."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFrame,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from models.domain.errors import UserError
from models.domain.idnumber import check
from models.domain.labels import FIELD_LABELS
from models.domain.records import Category, Person, Sex
from models.domain.roster_cleaning import coded_values, phones_in
from ui.context import Context
from ui.dialogs.message_dialog import MessageDialog
from ui.drafts import key_of
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.calm_combo import CalmCombo
from ui.widgets.date_edit import DateEdit
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.form_grid import FormGrid
from ui.widgets.plain_label import PlainLabel
from ui.widgets.text_area import TextArea

CATEGORIES = tuple(str(category) for category in Category if category)
STATES = ("正常", "停止党籍")
POSTS = (
    "公务员", "事业单位管理岗位", "事业单位专业技术岗位", "企业管理岗位", "企业专业技术岗位", "工勤技能人员",
    "农牧渔业生产人员", "乡村医生", "外出务工经商人员", "社区工作人员", "个体从业人员", "自由职业人员",
    "学生", "离休干部", "退休人员", "待安置人员", "其他",
)  # fmt: skip
DEGREES = ("无", "学士", "硕士", "博士")
FLAGS = ("is_mobile", "is_lost", "is_migrant_worker")
LINES: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = (
    ("基本信息", (("name", "sex"), ("id_number", "birth_date"), ("ethnicity", "native_place"), ("education", "degree"))),
    (
        "党籍",
        (("category", "membership_state"), ("joined_on", "confirmed_on"), ("party_post", "party_group"),
         ("arrived_on", "standing_correction"), ("applied_on", "join_kind")),
    ),
    ("工作与联系", (("phone", "post"), ("employer", "technical_title"), ("address",), ("household",))),
    ("其他", (("mobile_to", "lost_on"), ("suspended_from", "suspended_to"), ("remark",))),
)  # fmt: skip
NOTES = {
    "arrived_on": "从别处转入的才填",
    "standing_correction": "按月，如 6 或 -3",
    "suspended_from": "留党察看等停止表决权的起止",
}


class MemberDialog(QDialog):
    """`person_id` is the person written, 0 when nothing was."""

    def __init__(
        self, context: Context, person: Person | None = None, parent: QWidget | None = None, field: str = ""
    ) -> None:
        super().__init__(parent)
        self._context, self._person = context, person
        self.person_id = 0
        self.fields: dict[str, QWidget] = {}
        title = f"修改：{person.name}" if person else "新增人员"
        self.setWindowTitle(title)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(8), px(16))
        box.setSpacing(px(10))
        box.addWidget(PlainLabel(title, "title", wrap=True))
        self.problem = Banner("", "late")
        self.problem.hide()
        box.addWidget(self.problem)
        self.grid = FormGrid()
        self._build()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        inner = QVBoxLayout(inside)
        inner.setContentsMargins(0, 0, px(12), 0)
        inner.addWidget(self.grid)
        inner.addStretch(1)
        area.setWidget(inside)
        self._area = area
        box.addWidget(area, 1)
        verb = "保存修改" if person else "加入名册"
        buttons = DialogButtons(self, verb, "不保存")
        self.ok_button = buttons.ok_button
        self.ok_button.clicked.connect(self._save)
        box.addWidget(buttons)
        self.resize(px(640), px(620))
        self._start: dict[str, Any] = self._values()
        self._judge_id()
        self._go_to(field or "name")
        key = key_of("member", person.id if person else 0)
        context.drafts.watch(self, key, title, lambda: self.fields, self._judge_id)

    # building

    def _build(self) -> None:
        for heading, lines in LINES:
            self.grid.add_heading(heading)
            if heading == "其他":
                self.grid.add_line(*((key, "", self._field(key)) for key in FLAGS))
            for keys in lines:
                made = [(key, self._label(key), self._field(key)) for key in keys]
                self.grid.add_line(*made)
            for keys in lines:
                for key in keys:
                    if key in NOTES:
                        self.grid.rows[key].note.setText(NOTES[key])
                        self.grid.rows[key].note.show()
        self.edit("id_number").textEdited.connect(lambda _text: self._judge_id())
        self.edit("phone").textEdited.connect(lambda _text: self._judge_phone())
        for key in self.fields:
            field = self.fields[key]
            if isinstance(field, DateEdit):
                field.editingFinished.connect(lambda key=key: self._judge_date(key))

    def _label(self, key: str) -> str:
        return f"{FIELD_LABELS[key]}（必填）" if key == "name" else FIELD_LABELS[key]

    def _field(self, key: str) -> QWidget:
        value: Any = getattr(self._person, key) if self._person else _default(key)
        if key == "membership_state":
            value = value or STATES[0]
        field: QWidget
        if key in FLAGS:
            field = QCheckBox(FIELD_LABELS[key])
            field.setChecked(bool(value))
        elif key.endswith(("_on", "_date", "_from", "_to")) and key != "mobile_to":
            field = DateEdit(value)
        elif key in CHOICES:
            field = _choice(
                CHOICES[key](), str(value), editable=key not in ("sex", "category", "membership_state")
            )
        elif key == "remark":
            field = TextArea(FIELD_LABELS[key])
            field.give(str(value))
            field.setFixedHeight(px(72))
        else:
            field = QLineEdit(str(value))
            if key == "standing_correction" and not value:
                field.clear()
        self.fields[key] = field
        return field

    def edit(self, key: str) -> QLineEdit:
        field = self.fields[key]
        assert isinstance(field, QLineEdit)
        return field

    # judging while typing

    def _judge_id(self) -> None:
        text = self.edit("id_number").text().strip()
        row = self.grid.rows["id_number"]
        if not text:
            row.set_notice("")
            return
        found = check(text)
        row.set_notice(found.message if len(text) >= 15 or not self.edit("id_number").hasFocus() else "")
        if not found.ok:
            return
        birth, sex = self.fields["birth_date"], self.fields["sex"]
        if isinstance(birth, DateEdit) and isinstance(sex, QComboBox):
            if not birth.text():
                birth.set_iso(found.birth_date)
            elif birth.iso() and not found.birth_date.startswith(birth.iso()):
                row.set_notice(f"号码中的出生日期是 {found.birth_date}，与登记的不同，以档案为准")
            if not sex.currentText():
                sex.setCurrentText(found.sex)
            elif sex.currentText() != found.sex:
                row.set_notice(f"号码显示性别为{found.sex}，与登记的不同，以档案为准")

    def _judge_phone(self) -> None:
        several = len(phones_in(self.edit("phone").text())) > 1
        self.grid.rows["phone"].set_notice("有多个号码，常用的放在最前" if several else "")

    def _judge_date(self, key: str) -> None:
        field = self.fields[key]
        if isinstance(field, DateEdit):
            self.grid.set_problem(key, field.problem())

    # leaving and saving

    def reject(self) -> None:
        """Escape leaves; what has been typed is not thrown away without a word."""
        if self._values() == self._start or MessageDialog.confirm(
            self, "填写的内容还没有保存。", verb="放弃填写", leave="继续填写", title=self.windowTitle()
        ):
            super().reject()

    def _values(self) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key, field in self.fields.items():
            if isinstance(field, QCheckBox):
                values[key] = field.isChecked()
            elif isinstance(field, DateEdit):
                values[key] = field.iso()
            elif isinstance(field, QComboBox):
                values[key] = field.currentText().strip()
            elif isinstance(field, TextArea | QLineEdit):
                values[key] = field.text().strip()
        return values

    def _save(self) -> None:
        self.grid.clear_problems()
        self._judge_id()
        self._judge_phone()
        self.problem.hide()
        if not self.edit("name").text().strip():
            self.grid.set_problem("name", "请填写姓名")
        for key in self.fields:
            self._judge_date(key)
        if self.grid.focus_first_problem():
            self._show_first_problem()
            return
        try:
            self._write(self._values())
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
            return
        self.accept()

    def _write(self, values: Mapping[str, Any]) -> None:
        roster = self._context.desk.roster
        if self._person is None:
            self.person_id = roster.add(values)
            self._context.say(f"✓ 已加入名册：{values['name']}")
            return
        changed = {key: value for key, value in values.items() if value != self._start[key]}
        if changed and roster.update(self._person.id, changed):
            self._context.say(f"✓ 已修改：{values['name']}")
        self.person_id = self._person.id

    def _show_first_problem(self) -> None:
        for row in self.grid.rows.values():
            if row.problem_label.text():
                self._area.ensureWidgetVisible(row)
                return

    def _go_to(self, key: str) -> None:
        field = self.fields.get(key, self.fields["name"])
        field.setFocus()
        if isinstance(field, QLineEdit):
            field.selectAll()
        if key in self.grid.rows:
            self._area.ensureWidgetVisible(self.grid.rows[key])


CHOICES = {
    "sex": lambda: ("", Sex.MALE, Sex.FEMALE),
    "category": lambda: CATEGORIES,
    "membership_state": lambda: STATES,
    "education": lambda: ("", *coded_values("education")),
    "degree": lambda: ("", *DEGREES),
    "ethnicity": lambda: ("", *coded_values("ethnicity")),
    "post": lambda: ("", *POSTS),
}


def _default(key: str) -> Any:
    return {"category": Category.FULL, "membership_state": STATES[0]}.get(key, "")


def _choice(items: Sequence[str], value: str, editable: bool) -> QComboBox:
    """A combo box that always offers the stored value, also one outside the list."""
    combo = CalmCombo()
    combo.setEditable(editable)
    combo.addItems([*items, *([value] if value not in items else [])])
    combo.setCurrentText(value)
    return combo
