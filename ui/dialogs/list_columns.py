"""Which columns a list shows, and in which order: ticked and moved by hand."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.theme import px
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.plain_label import PlainLabel

KEY = int(Qt.ItemDataRole.UserRole)
Line = tuple[str, str, bool]  # key, title, shown now


class ListColumnsDialog(QDialog):
    """`lines` in the order shown, `usual` the program's own choice; `keys()` are the ticked ones in theirs. Alt+↑ and Alt+↓ move a column."""

    def __init__(self, lines: Sequence[Line], usual: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines, self._usual_keys = tuple(lines), tuple(usual)
        self.setWindowTitle("选择栏目和次序")
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(10))
        box.addWidget(PlainLabel("选择栏目和次序", "title"))
        box.addWidget(PlainLabel("打勾的显示；拖动，或用 Alt+↑、Alt+↓ 改次序。", "quiet", wrap=True))
        self.search = QLineEdit()
        self.search.setPlaceholderText("找栏目")
        self.search.setAccessibleName("找栏目")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._find)
        box.addWidget(self.search)
        row = QHBoxLayout()
        row.setSpacing(px(12))
        self.list = _Columns()
        self.list.setMinimumSize(px(320), px(320))
        row.addWidget(self.list, 1)
        row.addLayout(self._movers())
        box.addLayout(row, 1)
        buttons = DialogButtons(self, "按此显示", "不改了")
        self.usual_button = buttons.add_extra(QPushButton("恢复默认"))
        self.usual_button.clicked.connect(self._usual)
        self.ok_button = buttons.ok_button
        self.ok_button.clicked.connect(self.accept)
        box.addWidget(buttons)
        self.list.itemChanged.connect(lambda _item: self._judge())
        self._fill([key for key, _title, shown in lines if shown])

    def keys(self) -> list[str]:
        items = [self.list.item(row) for row in range(self.list.count())]
        return [str(item.data(KEY)) for item in items if item.checkState() == Qt.CheckState.Checked]

    # the parts

    def _movers(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(px(8))
        for text, steps in (("移到最前", -10_000), ("上移", -1), ("下移", 1)):
            button = QPushButton(text)
            button.clicked.connect(lambda _=False, by=steps: self.list.move_current(by))
            column.addWidget(button)
        column.addStretch(1)
        return column

    def _fill(self, shown: Sequence[str]) -> None:
        """These ticked and first, the others after them."""
        titles = {key: title for key, title, _shown in self._lines}
        self.list.blockSignals(True)
        self.list.clear()
        for key in dict.fromkeys((*shown, *titles)):
            item = QListWidgetItem(titles[key], self.list)
            item.setData(KEY, key)
            flags = item.flags() & ~Qt.ItemFlag.ItemIsDropEnabled
            item.setFlags(flags | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if key in shown else Qt.CheckState.Unchecked)
        self.list.setCurrentRow(0)
        self.list.blockSignals(False)
        self._judge()

    def _usual(self) -> None:
        self.search.clear()
        self._fill(self._usual_keys)

    def _find(self, text: str) -> None:
        wanted = text.strip()
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(wanted not in item.text())

    def _judge(self) -> None:
        self.ok_button.setEnabled(bool(self.keys()))


class _Columns(QListWidget):
    """Moves its lines by dragging and by Alt with the arrows."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("栏目")
        self.setDragDropMode(QListWidget.DragDropMode.InternalMove)

    def move_current(self, by: int) -> None:
        row = self.currentRow()
        to = min(max(row + by, 0), self.count() - 1)
        if row >= 0 and to != row:
            self.insertItem(to, self.takeItem(row))
            self.setCurrentRow(to)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in (
            Qt.Key.Key_Up,
            Qt.Key.Key_Down,
        ):
            self.move_current(-1 if event.key() == Qt.Key.Key_Up else 1)
            return
        super().keyPressEvent(event)
