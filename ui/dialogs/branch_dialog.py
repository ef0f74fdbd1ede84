"""What is known of the branch itself, and what it decides for itself. Committee and term stand on the tab 支部."""

from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QLineEdit, QVBoxLayout, QWidget

from models.domain.errors import UserError
from models.domain.labels import FIELD_LABELS
from models.services.settings import DECLARED, Setting
from ui.context import Context
from ui.dialogs.first_run import SECTORS
from ui.drafts import key_of
from ui.theme import px
from ui.widgets.calm_combo import CalmCombo
from ui.widgets.date_edit import DateEdit
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.form_grid import FormGrid
from ui.widgets.money_edit import MoneyEdit
from ui.widgets.scroll_column import ScrollColumn

_CHOICES = {
    "organisation_kind": (
        "国有企业",
        "非公有制企业",
        "农村",
        "机关",
        "学校",
        "其他事业单位",
        "街道社区",
        "社会组织",
        "其他",
    ),
    "unit_relation": ("法人单位", "与上级相同", "联合党支部"),
    "standard_class": (),
}
_DAYS = ("founded_on", "founding_requested_on", "project_started_on", "project_ends_on")
_PLAN: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = (
    (
        "",
        (("name",), ("short_name", "code"), ("organisation_kind", "founded_on", "founded_by"),
         ("standard_class", "sector"), ("founding_requested_on", "project_started_on", "project_ends_on")),
    ),
    ("上级与单位", (("committee", "general_branch"), ("region",), ("unit_relation", "unit_kind"),
              ("unit_name", "unit_code"))),
    ("联系与场所", (("contact", "contact_phone", "phone"), ("venue", "venue_area"))),
)  # fmt: skip
_LABELS = {
    "name": "支部名称，按公章上的全称（必填）", "code": "组织代码", "committee": "上级党委", "sector": "支部类型",
    "phone": "支部电话", "letter_prefix": "介绍信编号前缀", "founding_requested_on": "报请成立日期（新建支部）",
    "project_started_on": "所在工程开工日期", "project_ends_on": "所在工程完工日期",
}  # fmt: skip


class BranchDialog(QDialog):
    """Saved in one undoable step."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._branch = context.desk.branch
        self.setWindowTitle("支部信息")
        self.setMinimumWidth(px(600))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(12))
        self.form = FormGrid()
        self.fields: dict[str, QWidget] = {}
        for heading, lines in _PLAN:
            if heading:
                self.form.add_heading(heading)
            for line in lines:
                self.form.add_line(*((key, _label(key), self._make(key)) for key in line))
        self.settings = {setting.key: self._field(setting) for setting in DECLARED}
        self.form.add_heading("本支部的做法")
        first, *rest = ((s.key, s.label, self.settings[s.key]) for s in DECLARED)
        self.form.add_line(first, *rest[:2])
        self.form.add_line(*rest[2:], ("letter_prefix", _label("letter_prefix"), self._make("letter_prefix")),
                           ("is_temporary", "", self._make("is_temporary")))  # fmt: skip
        for setting in DECLARED:
            self.form.rows[setting.key].note.setText(setting.hint)
            self.form.rows[setting.key].note.show()
        box.addWidget(ScrollColumn(self.form), 1)
        buttons = DialogButtons(self, "保存", "不改了")
        buttons.ok_button.clicked.connect(self.save)
        box.addWidget(buttons)
        context.drafts.watch(self, key_of("branch"), "支部信息", lambda: {**self.fields, **self.settings})

    def _make(self, key: str) -> QWidget:
        value = getattr(self._branch, key)
        field: QWidget
        if key == "sector":
            field = CalmCombo()
            for kind, text in SECTORS:
                field.addItem(text, kind)
            field.setCurrentIndex(max(0, field.findData(value)))
        elif key in _CHOICES:
            field = CalmCombo()
            field.setEditable(True)
            field.addItems(["", *_CHOICES[key]])
            field.setCurrentText(value)
        elif key in _DAYS:
            field = DateEdit(value)
        elif key == "is_temporary":
            field = QCheckBox("临时党支部")
            field.setChecked(value)
        else:
            field = QLineEdit(value)
        self.fields[key] = field
        return field

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
        values = {key: _value(field) for key, field in self.fields.items()}
        if not values["name"]:
            self.form.set_problem("name", "请填写支部名称（公章上的全称）")
        for key in _DAYS:
            day = self.fields[key]
            assert isinstance(day, DateEdit)
            self.form.set_problem(key, day.problem())
        for key, field in self.settings.items():
            if isinstance(field, MoneyEdit):
                self.form.set_problem(key, field.problem())
        if self.form.focus_first_problem():
            return
        try:
            self._context.desk.save_branch(values, self._chosen())
        except UserError as error:
            self._context.show_error(error)
            return
        self.accept()


def _label(key: str) -> str:
    return _LABELS.get(key) or FIELD_LABELS[key]


def _value(field: QWidget) -> str | bool:
    if isinstance(field, QCheckBox):
        return field.isChecked()
    if isinstance(field, DateEdit):
        return field.iso()
    if isinstance(field, QComboBox):
        return str(field.currentData() or field.currentText().strip())
    assert isinstance(field, QLineEdit)
    return field.text().strip()
