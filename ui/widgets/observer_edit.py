"""列席人员 as people type them, with a list to choose from: guests of the day, people in the pipeline."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from models.domain.observers import split_people, with_or_without
from ui.theme import icon

People = Sequence[tuple[str, str]]  # name, what they are


class ObserverEdit(QLineEdit):
    """`offered()` says who may be chosen; F4 or the sign at the right opens the list, a second choice takes out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.offered: Callable[[], People] = tuple
        self.setPlaceholderText("姓名及职务，用顿号隔开；F4 选人")
        self._sign = self.addAction(icon("people", "quiet", 16), QLineEdit.ActionPosition.TrailingPosition)
        self._sign.setToolTip("选流入党员、入党积极分子、发展对象（F4）")
        self._sign.triggered.connect(lambda: self.choose())

    def setReadOnly(self, read_only: bool) -> None:
        super().setReadOnly(read_only)
        self._sign.setVisible(not read_only)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F4:
            self.choose()
            return
        super().keyPressEvent(event)

    def menu(self) -> QMenu:
        """Everybody who may be chosen, those who stand there already ticked."""
        menu = QMenu(self)
        there = {name for name, _ in split_people(self.text())}
        people = self.offered()
        for name, role in people:
            action = menu.addAction(f"{name}（{role}）")
            action.setCheckable(True)
            action.setChecked(name in there)
            action.triggered.connect(lambda _=False, n=name, r=role: self._toggle(n, r))
        if not people:
            menu.addAction("这一天没有流入党员，也没有入党积极分子、发展对象").setEnabled(False)
        return menu

    def choose(self) -> None:
        if not self.isReadOnly() and self.isEnabled():
            menu = self.menu()
            menu.exec(self.mapToGlobal(self.rect().bottomLeft()))
            menu.deleteLater()

    def _toggle(self, name: str, role: str) -> None:
        self.setText(with_or_without(self.text(), name, role))
        self.editingFinished.emit()
