"""One unit of the committee's tree: a general branch or a branch."""

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from models.domain.committee import UNIT_LABELS, Unit, UnitKind
from models.domain.errors import UserError
from ui.committee_context import committee_of
from ui.context import Context
from ui.dialogs.form_dialog import FormDialog
from ui.widgets.date_edit import DateEdit


class UnitDialog(FormDialog):
    """A new unit, or the one given. What a branch itself sends (its name) is only proposed here."""

    def __init__(
        self, context: Context, units: list[Unit], unit: Unit | None, parent: QWidget | None = None
    ) -> None:
        title = f"修改：{unit.name}" if unit else "新增单位"
        super().__init__(title, 460, parent)
        self._context, self._unit = context, unit
        self._fields(units, unit)
        self.foot(self._save, leave="取消")

    def _fields(self, units: list[Unit], unit: Unit | None) -> None:
        self.kind = QComboBox()
        general = committee_of(self._context).tree.level is UnitKind.GENERAL  # nothing but branches below it
        for kind in (UnitKind.BRANCH,) if general else (UnitKind.BRANCH, UnitKind.GENERAL):
            self.kind.addItem(UNIT_LABELS[kind], kind)
        self.kind.setCurrentIndex(1 if unit and unit.kind is UnitKind.GENERAL else 0)
        self.kind.setEnabled(unit is None)
        self.name = QLineEdit(unit.name if unit else "")
        self.above = QComboBox()
        for one in units:
            if one.kind is not UnitKind.BRANCH and (unit is None or one.id != unit.id):
                self.above.addItem(one.name, one.id)
        self.above.setCurrentIndex(max(0, self.above.findData(unit.parent_id if unit else 0)))
        self.phone = QLineEdit(unit.phone if unit else "")
        self.note = QLineEdit(unit.note if unit else "")
        self.closed = DateEdit(unit.closed_on if unit else "")
        self.grid.add("kind", "类别", self.kind)
        self.grid.add("name", "名称", self.name, required=True)
        self.grid.add("above", "上级", self.above)
        self.grid.add("phone", "联系电话", self.phone)
        self.grid.add("note", "备注", self.note)
        if unit is not None:
            self.grid.add("closed", "撤销日期", self.closed, "填了以后不再催报、不计入统计；数据保留。")

    def _save(self) -> None:
        name = " ".join(self.name.text().split())
        if not name:
            self.grid.set_problem("name", "请填写名称（公章上的全称）。")
            self.name.setFocus()
            return
        if self.closed.problem():
            self.grid.set_problem("closed", self.closed.problem())
            return
        desk = committee_of(self._context)
        values = {
            "phone": " ".join(self.phone.text().split()),
            "note": " ".join(self.note.text().split()),
        }
        try:
            if self._unit is None:
                desk.add_unit(self.kind.currentData(), name, int(self.above.currentData() or 0), **values)
            else:
                more = {"name": name, "parent_id": self.above.currentData(), "closed_on": self.closed.iso()}
                desk.update_unit(self._unit.id, values | more)
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
            return
        self.accept()
