"""The few fields of somebody new who arrives with a letter; the rest of the card is filled in later."""

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from models.domain.idnumber import check
from models.domain.records import MEMBER_CATEGORIES
from ui.widgets.date_edit import DateEdit
from ui.widgets.form_grid import FormRow


class NewMember:
    """`rows` to be placed in a form, `values()` for the roster."""

    def __init__(self) -> None:
        self.name, self.id_number, self.phone = QLineEdit(), QLineEdit(), QLineEdit()
        self.category = QComboBox()
        self.category.addItems([str(category) for category in MEMBER_CATEGORIES])
        self.joined_on, self.confirmed_on = DateEdit(), DateEdit()
        self.fields: dict[str, QWidget] = {
            "name": self.name,
            "id_number": self.id_number,
            "category": self.category,
            "phone": self.phone,
            "joined_on": self.joined_on,
            "confirmed_on": self.confirmed_on,
        }
        labels = ("姓名", "身份证号", "人员类别", "联系电话", "入党日期", "转正日期")
        self.rows: dict[str, FormRow] = {
            key: FormRow(label, field, required=key == "name")
            for (key, field), label in zip(self.fields.items(), labels, strict=True)
        }
        self.id_number.editingFinished.connect(self._look_at_number)

    def judge(self) -> None:
        """Say at the fields what is missing or not understood."""
        self.rows["name"].set_problem("" if self.name.text().strip() else "请填写姓名。")
        for key, edit in (("joined_on", self.joined_on), ("confirmed_on", self.confirmed_on)):
            self.rows[key].set_problem(edit.problem())

    def values(self) -> dict[str, str]:
        """For the roster; birth date and sex as the ID number says."""
        found = check(self.id_number.text())
        values = {
            "name": self.name.text(),
            "id_number": self.id_number.text(),
            "category": self.category.currentText(),
            "phone": self.phone.text(),
            "joined_on": self.joined_on.iso(),
            "confirmed_on": self.confirmed_on.iso(),
        }
        if found.ok:
            values |= {"birth_date": found.birth_date, "sex": str(found.sex)}
        return values

    def _look_at_number(self) -> None:
        found = check(self.id_number.text())
        self.rows["id_number"].set_notice(found.message if self.id_number.text() and not found.ok else "")
