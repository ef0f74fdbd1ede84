"""流入党员: who stays here and takes part, from which branch, verified by whom, in which group."""

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from models.domain.errors import UserError
from models.domain.guest import Guest
from models.domain.records import MEMBER_CATEGORIES, Sex
from ui.context import Context
from ui.dialogs.form_dialog import FormDialog
from ui.drafts import Field, key_of
from ui.widgets.code_combo import CodeCombo
from ui.widgets.date_edit import DateEdit

ABOUT = "组织关系仍在原党组织：在本支部参加活动，没有表决权，不计入本支部党员数。"


class GuestDialog(FormDialog):
    """A new guest, or the one given. Saved in one undo step."""

    def __init__(self, context: Context, guest: Guest | None = None, parent: QWidget | None = None) -> None:
        title = f"流入党员：{guest.name}" if guest else "登记流入党员"
        super().__init__(title, 620, parent)
        self._context, self._guest = context, guest or Guest()
        self.problem.say(ABOUT, "info")
        self.problem.show()
        self._build()
        self.foot(self._save, "保存" if guest else "登记", "不改了" if guest else "不登记")
        key = key_of("guest", self._guest.id, self._guest.name)
        context.drafts.watch(self, key, title, lambda: self.inputs)

    def _build(self) -> None:
        kept, desk = self._guest, self._context.desk
        groups = [group.name for group in desk.organisation.load().groups]
        self.inputs: dict[str, Field] = {
            "name": QLineEdit(kept.name),
            "sex": _choice([str(Sex.MALE), str(Sex.FEMALE)], kept.sex),
            "category": _choice([str(one) for one in MEMBER_CATEGORIES], kept.category),
            "joined_on": DateEdit(kept.joined_on),
            "education": CodeCombo("education", kept.education),
            "phone": QLineEdit(kept.phone),
            "organisation": QLineEdit(kept.organisation),
            "contact": QLineEdit(kept.contact),
            "contact_phone": QLineEdit(kept.contact_phone),
            "certificate": QLineEdit(kept.certificate),
            "verified_by": QLineEdit(kept.verified_by),
            "arrived_on": DateEdit(kept.arrived_on, partial=False),
            "party_group": _choice(groups, kept.party_group),
            "employer": QLineEdit(kept.employer),
            "place": QLineEdit(kept.place),
            "returned_on": DateEdit(kept.returned_on, partial=False),
            "remark": QLineEdit(kept.remark),
        }
        self._line("name", "姓名（必填）", "sex", "性别", "category", "人员类别")
        self._line("joined_on", "入党日期", "education", "学历", "phone", "手机")
        self._line("organisation", "原党组织全称（必填）")
        self._line(
            "contact", "原党组织联系人", "contact_phone", "联系人电话", "certificate", "流动党员活动证号"
        )
        self._line(
            "arrived_on",
            "流入日期（必填）",
            "verified_by",
            "验证人（谁核实的）",
            "party_group",
            "编入的党小组",
        )
        self._line("employer", "现单位或行业", "place", "现居住地")
        self._line("returned_on", "返回日期", "remark", "备注")
        name = self.inputs["name"]
        assert isinstance(name, QLineEdit)
        name.textChanged.connect(self._look)

    def _line(self, *keys_and_labels: str) -> None:
        pairs = list(zip(keys_and_labels[::2], keys_and_labels[1::2], strict=True))
        fields = [(key, label, self.inputs[key]) for key, label in pairs]
        self.grid.add_line(
            *[(key, label, field) for key, label, field in fields if isinstance(field, QWidget)]
        )

    def _look(self, name: str) -> None:
        """A member of this branch of the same name: perhaps transferred in, and then no guest."""
        told = self._context.desk.movements.guests.namesake(name) if not self._guest.id else ""
        self.grid.rows["name"].set_notice(told)

    def values(self) -> dict[str, str]:
        """What was typed, by field."""
        found: dict[str, str] = {}
        for key, field in self.inputs.items():
            if isinstance(field, DateEdit):
                found[key] = field.iso()
            elif isinstance(field, QComboBox):
                found[key] = field.currentText()
            elif isinstance(field, QLineEdit):
                found[key] = field.text()
        return found

    def _save(self) -> None:
        self.grid.clear_problems()
        for key in ("joined_on", "arrived_on", "returned_on"):
            field = self.inputs[key]
            assert isinstance(field, DateEdit)
            self.grid.set_problem(key, field.problem())
        for key, said in (
            ("name", "请填写姓名"),
            ("organisation", "请填写原党组织全称"),
            ("arrived_on", "请填写流入日期"),
        ):
            field = self.inputs[key]
            if isinstance(field, QLineEdit) and not field.text().strip():
                self.grid.set_problem(key, said)
        if self.grid.focus_first_problem():
            return
        try:
            self._context.desk.movements.guests.save(self._guest.id, self.values())
        except UserError as error:
            self.problem.say(str(error), "late")
            return
        self.accept()


def _choice(texts: list[str], chosen: str) -> QComboBox:
    combo = QComboBox()
    combo.addItems(["", *texts, *([chosen] if chosen and chosen not in texts else [])])
    combo.setCurrentText(chosen)
    return combo
