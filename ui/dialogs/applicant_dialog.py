"""A new application: a person not on record yet, or somebody who already is."""

from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QVBoxLayout, QWidget

from models.domain.dates import chinese_date
from models.domain.errors import UserError
from models.domain.idnumber import check
from models.domain.records import Person, Sex
from ui.context import Context
from ui.drafts import Field, key_of
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.date_edit import DateEdit
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.form_grid import FormGrid
from ui.widgets.plain_label import PlainLabel

EDUCATION = ("", "研究生", "大学本科", "大学专科", "中等专科", "高中", "初中", "小学")


class ApplicantDialog(QDialog):
    """`person_id` is set after the application was recorded. The ID number fills birth date and sex."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.person_id = 0
        self._known: Person | None = None
        self._offered: Person | None = None
        self.setWindowTitle("新增入党申请人")
        self.setMinimumWidth(px(560))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(10))
        box.addWidget(PlainLabel("新增入党申请人", "title"))
        self.problem = Banner("", "late")
        self.problem.hide()
        box.addWidget(self.problem)
        self.offer = Banner("", "info")
        self.use_button = self.offer.add_button("就是此人", self._use_known)
        self.offer.hide()
        box.addWidget(self.offer)
        self.grid = FormGrid()
        self._build()
        box.addWidget(self.grid)
        box.addWidget(PlainLabel("只填申请书上有的；其余以后可在名册里补。", "field", wrap=True))
        buttons = DialogButtons(self, "登记申请", "不登记")
        self.ok_button = buttons.ok_button
        self.ok_button.clicked.connect(self._save)
        box.addWidget(buttons)
        self.name.setFocus()
        context.drafts.watch(
            self, key_of("applicant"), "新增入党申请人", self._fields, self._look_up, whole=True
        )

    def _fields(self) -> dict[str, Field]:
        return {
            "name": self.name,
            "applied_on": self.applied_on,
            "id_number": self.id_number,
            "birth_date": self.birth,
            "sex": self.sex,
            "education": self.education,
            "phone": self.phone,
            "employer": self.employer,
        }

    def _build(self) -> None:
        self.name, self.id_number = QLineEdit(), QLineEdit()
        self.applied_on = DateEdit(self._context.desk.today())
        self.birth, self.sex = DateEdit(), QComboBox()
        self.sex.addItems(["", Sex.MALE, Sex.FEMALE])
        self.education, self.employer, self.phone = QComboBox(), QLineEdit(), QLineEdit()
        self.education.setEditable(True)
        self.education.addItems(EDUCATION)
        self.grid.add_line(
            ("name", "姓名（必填）", self.name), ("applied_on", "递交申请书日期（必填）", self.applied_on)
        )
        self.grid.add("id_number", "身份证号码", self.id_number)
        self.grid.add_line(("birth_date", "出生日期", self.birth), ("sex", "性别", self.sex))
        self.grid.add_line(("education", "学历", self.education), ("phone", "联系电话", self.phone))
        self.grid.add("employer", "单位及职务", self.employer)
        self.name.textEdited.connect(lambda _text: self._look_up())
        self.id_number.textEdited.connect(self._read_number)

    def _look_up(self) -> None:
        """Somebody of that name on record who is no member: offer them instead of a second record."""
        name = "".join(self.name.text().split())
        found = self._context.desk.roster.find(name) if len(name) >= 2 else []
        self._offered = next((p for p in found if p.name == name and not p.is_member), None)
        self._known = None
        self.offer.setVisible(self._offered is not None)
        self.use_button.show()
        if self._offered:
            born = f"，{chinese_date(self._offered.birth_date)}生" if self._offered.birth_date else ""
            state = self._offered.category or self._offered.left_kind or "未分类"
            self.offer.say(f"名册里已有{name}（{state}{born}）。", "info")

    def _use_known(self) -> None:
        person = self._known = self._offered
        if person is None:
            return
        self.offer.say(f"将为名册里的{person.name}登记申请，其资料不变。", "done")
        self.use_button.hide()
        self.id_number.setText(person.id_number)
        self.birth.set_iso(person.birth_date)
        self.sex.setCurrentText(person.sex)
        self.education.setCurrentText(person.education)
        self.phone.setText(person.phone)
        self.employer.setText(person.employer)
        self.applied_on.setFocus()

    def _read_number(self, text: str) -> None:
        number = "".join(text.split())
        if len(number) < 15:
            self.grid.rows["id_number"].set_notice("")
            return
        found = check(number)
        self.grid.rows["id_number"].set_notice(found.message)
        if found.ok:
            self.birth.set_iso(found.birth_date)
            self.sex.setCurrentText(found.sex)

    def _values(self) -> dict[str, object]:
        if self._known is not None:
            return {"id": self._known.id}
        return {
            "name": "".join(self.name.text().split()),
            "id_number": self.id_number.text().strip(),
            "birth_date": self.birth.iso(),
            "sex": self.sex.currentText(),
            "education": self.education.currentText().strip(),
            "phone": self.phone.text().strip(),
            "employer": self.employer.text().strip(),
        }

    def _save(self) -> None:
        self.grid.clear_problems()
        if not self.name.text().strip():
            self.grid.set_problem("name", "请填写姓名")
        if not self.applied_on.text().strip():
            self.grid.set_problem("applied_on", "请填写日期")
        for key, field in (("applied_on", self.applied_on), ("birth_date", self.birth)):
            if field.problem():
                self.grid.set_problem(key, field.problem())
        if self.grid.focus_first_problem():
            return
        try:
            self.person_id = self._context.desk.development.add_applicant(
                self._values(), self.applied_on.iso()
            )
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
            return
        self.accept()
