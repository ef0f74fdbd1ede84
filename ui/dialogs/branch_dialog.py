"""What is known of the branch itself: name, committee, kind, secretary, term; and what it decides for itself."""

from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from models.domain.errors import UserError
from models.services.settings import DECLARED, Setting
from ui.context import Context
from ui.dialogs.first_run import SECTORS
from ui.drafts import Field, key_of
from ui.theme import px
from ui.widgets.date_edit import DateEdit
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.form_grid import FormGrid
from ui.widgets.money_edit import MoneyEdit


class BranchDialog(QDialog):
    """Saved in one undoable step."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        branch = context.desk.branch
        self.setWindowTitle("支部信息")
        self.setMinimumWidth(px(520))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(12))
        self.form = FormGrid()
        box.addWidget(self.form)
        self.lines = {
            key: QLineEdit(getattr(branch, key))
            for key in ("name", "committee", "secretary", "organiser", "phone")
        }
        self.sector = QComboBox()
        for value, text in SECTORS:
            self.sector.addItem(text, value)
        self.sector.setCurrentIndex(max(0, self.sector.findData(branch.sector)))
        self.term = DateEdit(branch.term_started_on)
        self.seats = QSpinBox()
        self.seats.setRange(0, 15)
        self.seats.setValue(branch.committee_size)
        self.seats.setSpecialValueText("不设支委会")
        self.form.add("name", "支部名称，按公章上的全称", self.lines["name"], required=True)
        self.form.add("committee", "上级党委", self.lines["committee"])
        self.form.add_line(
            ("secretary", "支部书记", self.lines["secretary"]),
            ("organiser", "组织委员", self.lines["organiser"]),
            ("phone", "联系电话", self.lines["phone"]),
        )
        self.form.add_line(
            ("sector", "支部类型", self.sector),
            ("term_started_on", "本届选举日期", self.term),
            ("committee_size", "支委人数", self.seats),
        )
        self.settings = {setting.key: self._field(setting) for setting in DECLARED}
        self.form.add_line(*((s.key, s.label, self.settings[s.key]) for s in DECLARED))
        for setting in DECLARED:
            self.form.rows[setting.key].note.setText(setting.hint)
            self.form.rows[setting.key].note.show()
        buttons = DialogButtons(self, "保存", "不改了")
        buttons.ok_button.clicked.connect(self.save)
        box.addWidget(buttons)
        context.drafts.watch(self, key_of("branch"), "支部信息", self._fields)

    def _fields(self) -> dict[str, Field]:
        facts = {"sector": self.sector, "term": self.term, "seats": self.seats}
        return {**self.lines, **facts, **self.settings}

    def _field(self, setting: Setting) -> QComboBox | MoneyEdit:
        value = self._context.desk.settings.get(setting.key)
        if not setting.choices:
            amount = MoneyEdit()
            amount.set_fen(int(value))
            return amount
        choice = QComboBox()
        choice.addItems(list(setting.choices))
        choice.setCurrentText(value)
        return choice

    def _chosen(self) -> dict[str, str]:
        return {
            key: field.currentText() if isinstance(field, QComboBox) else str(field.fen() or 0)
            for key, field in self.settings.items()
        }

    def save(self) -> None:
        """Save, or say which field is wrong."""
        self.form.clear_problems()
        if not self.lines["name"].text().strip():
            self.form.set_problem("name", "请填写支部名称（公章上的全称）")
        self.form.set_problem("term_started_on", self.term.problem())
        for key, field in self.settings.items():
            if isinstance(field, MoneyEdit):
                self.form.set_problem(key, field.problem())
        if self.form.focus_first_problem():
            return
        values = {key: line.text().strip() for key, line in self.lines.items()}
        try:
            self._context.desk.save_branch(
                {
                    **values,
                    "sector": self.sector.currentData(),
                    "term_started_on": self.term.iso(),
                    "committee_size": self.seats.value(),
                },
                self._chosen(),
            )
        except UserError as error:
            self._context.show_error(error)
            return
        self.accept()
