"""The frame of a small form: a title, what is wrong, the fields, and at the foot the way out and the decision."""

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.form_grid import FormGrid
from ui.widgets.plain_label import PlainLabel


class FormDialog(QDialog):
    """Whoever derives from it fills `grid`, adds to `box` what stands below, and ends with `foot`."""

    def __init__(self, title: str, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(px(width))
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(px(20), px(16), px(20), px(16))
        self.box.setSpacing(px(12))
        self.box.addWidget(PlainLabel(title, "title", wrap=True))
        self.problem = Banner("", "late")
        self.problem.hide()
        self.box.addWidget(self.problem)
        self.grid = FormGrid()
        self.box.addWidget(self.grid)

    def foot(self, save: Callable[[], object], verb: str = "保存", leave: str = "不改了") -> None:
        """The buttons, made after the fields: Tab reaches them last."""
        buttons = DialogButtons(self, verb, leave)
        self.ok_button = buttons.ok_button
        self.ok_button.clicked.connect(save)
        self.box.addWidget(buttons)
