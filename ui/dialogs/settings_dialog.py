"""The settings, drawn from their declarations; each takes effect at once."""

from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QLineEdit, QVBoxLayout, QWidget

from ui.settings import SETTINGS, Setting, UiSettings
from ui.theme import px
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.form_grid import FormGrid
from ui.widgets.plain_label import PlainLabel


class SettingsDialog(QDialog):
    """One row a setting, grouped by quiet headings."""

    def __init__(self, settings: UiSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.setWindowTitle("设置")
        self.setMinimumWidth(px(480))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(12))
        box.addWidget(PlainLabel("设置", "title"))
        self.form = FormGrid()
        box.addWidget(self.form)
        group = ""
        for setting in SETTINGS:
            if setting.group != group:
                group = setting.group
                self.form.add_heading(group)
            field = self._field(setting)
            label = "" if isinstance(field, QCheckBox) else setting.label
            self.form.add(setting.key, label, field, setting.note)
            field.setAccessibleName(setting.label)
        buttons = DialogButtons(self, "完成")
        buttons.ok_button.clicked.connect(self.accept)
        box.addWidget(buttons)

    def _field(self, setting: Setting) -> QWidget:
        value = self._settings.get(setting.key)
        if setting.choices:
            combo = QComboBox()
            for choice, label in setting.choices:
                combo.addItem(label, choice)
            combo.setCurrentIndex(max(0, combo.findData(value)))
            combo.currentIndexChanged.connect(lambda _i: self._settings.set(setting.key, combo.currentData()))
            return combo
        if isinstance(setting.default, bool):
            check = QCheckBox(setting.label)
            check.setChecked(bool(value))
            check.toggled.connect(lambda on: self._settings.set(setting.key, on))
            return check
        line = QLineEdit(str(value))
        line.setMaxLength(20)
        line.editingFinished.connect(lambda: self._settings.set(setting.key, line.text().strip()))
        return line
