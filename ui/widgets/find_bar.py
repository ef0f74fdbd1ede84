"""Finding and replacing in the texts of a record: one line above them, by keys alone."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from ui.theme import plain_tip, px
from ui.widgets.plain_label import PlainLabel


class FindBar(QWidget):
    """`moved(words, by)` to another place, `replaced(words, new)` for the one shown, `replaced_all` for every one."""

    moved = Signal(str, int)
    replaced = Signal(str, str)
    replaced_all = Signal(str, str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(4))
        self.words = _Line("查找", self)
        self.words.textChanged.connect(lambda text: self.moved.emit(text, 0))
        self.words.returned.connect(lambda by: self.moved.emit(self.words.text(), by))
        self.new = _Line("替换为", self)
        self.new.returned.connect(lambda _by: self._replace())
        self.state = PlainLabel("", "field")
        self.state.setMinimumWidth(px(116))
        row.addWidget(PlainLabel("查找", "field"))
        row.addWidget(self.words, 2)
        self._button(row, "上一处", lambda: self.moved.emit(self.words.text(), -1), "Shift+F3 或 Shift+回车")
        self._button(row, "下一处", lambda: self.moved.emit(self.words.text(), 1), "F3 或回车")
        row.addWidget(self.state)
        self._editing: list[QWidget] = [PlainLabel("替换为", "field"), self.new]
        row.addWidget(self._editing[0])
        row.addWidget(self.new, 2)
        self._editing.append(self._button(row, "替换", self._replace, "在“替换为”里按回车"))
        self._editing.append(
            self._button(row, "全部替换", lambda: self.replaced_all.emit(self.words.text(), self.new.text()))
        )
        self._button(row, "收起", self.close_bar, "Esc")
        self.hide()

    def _button(self, row: QHBoxLayout, text: str, slot: Callable[[], object], keys: str = "") -> QPushButton:
        button = QPushButton(text)
        button.setProperty("quiet", True)
        button.setProperty("compact", True)
        button.setToolTip(plain_tip(f"{text}（{keys}）") if keys else "")
        button.clicked.connect(lambda: slot())
        row.addWidget(button)
        return button

    def open(self, words: str, editable: bool) -> None:
        """Show the line, with what is selected in the text as what is looked for."""
        for widget in self._editing:
            widget.setVisible(editable)
        self.show()
        if words and "\n" not in words:
            self.words.setText(words)
        self.words.setFocus()
        self.words.selectAll()

    def close_bar(self) -> None:
        self.hide()
        self.left.emit()

    def say(self, place: int, count: int) -> None:
        """Which of how many is shown."""
        if not self.words.text():
            self.state.setText("")
        else:
            self.state.setText(f"第 {place} 处，共 {count} 处" if count else "没有找到")
        self.state.set_state("" if count or not self.words.text() else "soon")

    def _replace(self) -> None:
        self.replaced.emit(self.words.text(), self.new.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        else:
            super().keyPressEvent(event)


class _Line(QLineEdit):
    """Enter goes on, Shift+Enter back."""

    returned = Signal(int)

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setProperty("compact", True)
        self.setMinimumWidth(px(100))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.returned.emit(-1 if back else 1)
        else:
            super().keyPressEvent(event)
