"""The committee (or general branch) itself: name, telephone, who is above it, who works there, when a branch is overdue."""

from PySide6.QtWidgets import QDialog, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from models.domain.errors import UserError
from ui.committee_context import committee_of
from ui.context import Context
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.form_grid import FormGrid
from ui.widgets.plain_label import PlainLabel


class CommitteeDialog(QDialog):
    """A new name makes a new key card, signed by the keys the branches know."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = committee_of(context)
        unit, self._word = self._desk.committee, self._desk.level_word
        self.setWindowTitle(f"{self._word}信息")
        self.setMinimumWidth(px(440))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(12))
        box.addWidget(PlainLabel(f"{self._word}信息", "title"))
        self.problem = Banner("", "late")
        self.problem.hide()
        box.addWidget(self.problem)
        self.grid = FormGrid()
        self.name, self.phone = QLineEdit(unit.name), QLineEdit(unit.phone)
        self.above = QLineEdit(self._desk.branch.committee)
        self.days = QSpinBox()
        self.days.setRange(1, 400)
        self.days.setSuffix(" 天")
        self.days.setValue(self._desk.overdue_days)
        self.grid.add(
            "name",
            f"{self._word}名称",
            self.name,
            "改名以后密钥卡跟着更新，请把新卡交给支部。",
            required=True,
        )
        self.grid.add("above", "上级党组织", self.above)
        self.clerk = QLineEdit(self._desk.tree.clerk)
        self.grid.add_line(("phone", "联系电话", self.phone), ("clerk", "经办人", self.clerk))
        self.grid.rows["clerk"].set_note("记入操作记录")
        self.grid.add("days", "多久没有上报算逾期", self.days)
        box.addWidget(self.grid)
        buttons = DialogButtons(self, "保存", "取消")
        self.ok_button = buttons.ok_button
        self.ok_button.clicked.connect(self._save)
        box.addWidget(buttons)

    def _save(self) -> None:
        name = " ".join(self.name.text().split())
        if not name:
            self.grid.set_problem("name", f"请填写{self._word}名称（公章上的全称）。")
            return
        try:
            with self._desk.store.transaction(f"修改{self._word}信息"):
                values = {"name": name, "phone": " ".join(self.phone.text().split())}
                self._desk.update_unit(self._desk.committee.id, values)
                self._desk.tree.set_above(self.above.text())
                self._desk.tree.set_clerk(self.clerk.text())
                self._desk.set_overdue_days(self.days.value())
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
            return
        self.accept()
