"""党费设置: what the national rules leave open, each with the paper it rests on."""

from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QVBoxLayout, QWidget

from models.domain.errors import UserError
from models.domain.money import yuan
from models.services.settings import (
    COUNTY_FEN,
    COUNTY_SOURCE,
    DUES,
    PUBLISH_AMOUNTS,
    REMIT_CYCLE,
    REMIT_PERCENT,
    REMIT_SOURCE,
    ROUNDING,
    ROUNDING_SOURCE,
    TWO_PERSONS,
)
from ui.context import Context
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.form_grid import FormGrid
from ui.widgets.money_edit import MoneyEdit
from ui.widgets.plain_label import PlainLabel


class DuesSettingsDialog(QDialog):
    """Kept in one step; standards that are fixed already stay as they are."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setWindowTitle("党费设置")
        self.setMinimumWidth(px(560))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(12))
        box.addWidget(PlainLabel("党费设置", "title"))
        told = "国家没有规定的几项，按上级和当地的要求填；从新核定的标准起用。"
        box.addWidget(PlainLabel(told, "quiet", wrap=True))
        self.problem = Banner("", "late")
        self.problem.hide()
        box.addWidget(self.problem)
        self.rounding, self.county = QComboBox(), MoneyEdit()
        self.rounding.addItems(["分", "角", "元"])
        self.rounding_source, self.county_source = QLineEdit(), QLineEdit()
        form = FormGrid()
        form.add_line(
            ("rounding", "取整到（四舍五入）", self.rounding), ("paper", "取整的依据", self.rounding_source)
        )
        form.add_line(
            ("county", "农民党员每月（元）", self.county), ("county_paper", "数额的依据", self.county_source)
        )
        self._add_habits(form)
        form.rows["county"].set_note("0.20 至 1.00 元")
        form.rows["county_paper"].set_note("写明后，年度核定按这个数额")
        form.rows["paper"].set_note("文件名称或通知日期")
        self.form = form
        box.addWidget(form)
        box.addStretch(1)
        buttons = DialogButtons(self, "保存", "不改")
        buttons.ok_button.clicked.connect(self.save)
        box.addWidget(buttons)
        self._fill()

    def _add_habits(self, form: FormGrid) -> None:
        """How the branch hands up, checks and publishes."""
        self.habits = {one.key: QComboBox() for one in DUES if one.choices and one.key != ROUNDING}
        for one in DUES:
            if one.key in self.habits:
                self.habits[one.key].addItems(list(one.choices))
        self.remit_source = QLineEdit()
        cycle, percent = self.habits[REMIT_CYCLE], self.habits[REMIT_PERCENT]
        form.add_line(("cycle", "上缴周期", cycle), ("percent", "上缴比例（%）", percent))
        form.add("remit_paper", "上缴周期和比例的依据", self.remit_source, "文件名称或通知日期")
        form.add_line(
            ("two", "收款人与复核人两人分设", self.habits[TWO_PERSONS]),
            ("publish", "公示时列出个人金额", self.habits[PUBLISH_AMOUNTS]),
        )

    def _fill(self) -> None:
        kept = self._context.desk.settings
        for key, combo in self.habits.items():
            combo.setCurrentText(kept.get(key))
        self.remit_source.setText(kept.get(REMIT_SOURCE))
        self.rounding.setCurrentText(kept.get(ROUNDING))
        self.rounding_source.setText(kept.get(ROUNDING_SOURCE))
        fen = kept.get(COUNTY_FEN)
        self.county.setText(yuan(int(fen)) if fen.isdigit() else "")
        self.county_source.setText(kept.get(COUNTY_SOURCE))

    def save(self) -> None:
        """Keep them; what cannot be is said above the fields."""
        desk = self._context.desk
        try:
            fen = self.county.fen()
            values = {
                ROUNDING: self.rounding.currentText(),
                ROUNDING_SOURCE: self.rounding_source.text().strip(),
                COUNTY_SOURCE: self.county_source.text().strip(),
                REMIT_SOURCE: self.remit_source.text().strip(),
                **{key: combo.currentText() for key, combo in self.habits.items()},
            }
            if fen is not None:
                values[COUNTY_FEN] = str(fen)
            desk.save_branch({}, values)
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
            return
        self.accept()
