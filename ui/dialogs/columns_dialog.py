"""Which columns a list is printed with; remembered for each form."""

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QDialog, QGridLayout, QPushButton, QVBoxLayout, QWidget

from exporters.spec import FormSpec
from ui.settings import UiSettings
from ui.theme import px
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.plain_label import PlainLabel

ACROSS = 4


def chosen_columns(settings: UiSettings, spec: FormSpec) -> list[str] | None:
    """The remembered columns in the form's order; None = the form's own choice."""
    kept = settings.state(f"columns-{spec.id}").get("columns")
    known = [key for key, _title in spec.column_titles if isinstance(kept, list) and key in kept]
    return known or None


class ColumnsDialog(QDialog):
    """A tick for each column; 恢复默认 ticks those that fit A4."""

    def __init__(self, spec: FormSpec, settings: UiSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spec, self._settings = spec, settings
        self.setWindowTitle("打印哪些栏目")
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(12))
        box.addWidget(PlainLabel("打印哪些栏目", "title"))
        box.addWidget(PlainLabel("栏目多时字会变小；放不下可以改用 A3 纸。", "quiet", wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(20))
        grid.setVerticalSpacing(px(8))
        self.checks: dict[str, QCheckBox] = {}
        for number, (key, title) in enumerate(spec.column_titles):
            check = self.checks[key] = QCheckBox(title)
            check.toggled.connect(lambda _on: self._judge())
            grid.addWidget(check, number // ACROSS, number % ACROSS)
        box.addLayout(grid)
        buttons = DialogButtons(self, "按此排版", "不改了")
        usual = buttons.add_extra(QPushButton("恢复默认"))
        usual.clicked.connect(lambda: self._tick(spec.columns))
        self.ok_button = buttons.ok_button
        self.ok_button.clicked.connect(self.accept)
        box.addWidget(buttons)
        self._tick(chosen_columns(settings, spec) or spec.columns)

    def columns(self) -> list[str]:
        return [key for key, check in self.checks.items() if check.isChecked()]

    def accept(self) -> None:
        chosen = self.columns()
        kept = [] if set(chosen) == set(self._spec.columns) else chosen
        self._settings.set_state(f"columns-{self._spec.id}", {"columns": kept})
        super().accept()

    def _tick(self, columns: Sequence[str]) -> None:
        for key, check in self.checks.items():
            check.setChecked(key in columns)
        self._judge()

    def _judge(self) -> None:
        self.ok_button.setEnabled(bool(self.columns()))
