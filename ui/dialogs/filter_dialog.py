"""筛选: conditions over every field of the card, how many fit told while they are put together, kept by name."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from models.domain.errors import UserError
from models.domain.filters import Group
from models.services.filters import Filters
from ui.context import Context
from ui.theme import px
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.filter_editor import FilterEditor
from ui.widgets.plain_label import PlainLabel
from ui.widgets.scroll_column import ScrollColumn

PAUSE = 150  # milliseconds after the last key


class FilterDialog(QDialog):
    """`tree` is the search to show when the dialog was accepted; `count` says how many of the list fit one."""

    def __init__(
        self, context: Context, tree: Group, count: Callable[[Group], int], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context, self._count = context, count
        self._filters: Filters = context.desk.filters
        self.tree = tree
        self.setWindowTitle("筛选")
        self.setMinimumWidth(px(760))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(10))
        box.addWidget(PlainLabel("筛选", "title"))
        self.editor = FilterEditor(self._filters.fields(), self._filters.offered, tree)
        self._inside = QWidget()
        inside = QVBoxLayout(self._inside)
        inside.setContentsMargins(0, 0, px(8), 0)
        inside.addWidget(self.editor)
        inside.addStretch(1)
        column = ScrollColumn(self._inside)
        column.setMinimumHeight(px(250))
        box.addWidget(column, 1)
        box.addLayout(self._keep_line())
        self.told = PlainLabel("", "field", wrap=True)
        box.addWidget(self.told)
        buttons = DialogButtons(self, "按此筛选", "不改了")
        self.clear_button = buttons.add_extra(QPushButton("清除筛选"))
        self.clear_button.setEnabled(bool(tree))
        self.clear_button.clicked.connect(self._clear)
        self.ok_button = buttons.ok_button
        self.ok_button.clicked.connect(self.accept)
        box.addWidget(buttons)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self.tell)
        self.editor.changed.connect(self._changed)
        if tree:
            self.tell()

    def accept(self) -> None:
        if problem := self.editor.problem():
            self.told.setText(f"× {problem}")
            return
        try:
            self.tree = self._filters.checked(self.editor.tree())
        except UserError as error:
            self.told.setText(f"× {error.message}")
            return
        super().accept()

    def tell(self) -> None:
        """How many fit; nothing while a line is not filled in."""
        try:
            tree = self._filters.checked(self.editor.tree())
        except UserError:
            self.told.setText("")
            return
        self.told.setText(f"{self._filters.words(tree)}：{self._count(tree):,} 人")

    # the parts

    def _keep_line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(px(8))
        self.name = QLineEdit()
        self.name.setAccessibleName("常用筛选的名字")
        self.name.setPlaceholderText("起个名字，以后一点就能再用")
        self.name.setMaxLength(40)
        self.keep_button = QPushButton("存为常用")
        self.keep_button.clicked.connect(self._keep)
        line.addWidget(self.name, 1)
        line.addWidget(self.keep_button)
        return line

    def _changed(self) -> None:
        self.editor.clear_problems()
        self._timer.start()

    def _clear(self) -> None:
        self.tree = Group()
        super().accept()

    def _keep(self) -> None:
        if problem := self.editor.problem():
            self.told.setText(f"× {problem}")
            return
        name = self.name.text().strip()
        if self._context.attempt(lambda: self._filters.save(name, self.editor.tree())):
            self.told.setText(f"✓ 已存为常用筛选“{name}”，在“筛选”的菜单里可以再用。")
