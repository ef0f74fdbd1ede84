"""The foot of a dialog: leaving at the left of deciding, the decision last; Enter decides, Esc leaves."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QWidget

from ui.theme import px
from ui.widgets.screen_fit import fit


def decides_on_enter(button: QPushButton) -> None:
    """Make it its dialog's default; a default set before the button stood in the dialog is unknown to it."""
    button.setDefault(False)
    button.setDefault(True)


class DialogButtons(QWidget):
    """`ok_button` is the default; with `leave` it is the primary one. Without it there is only a way out."""

    def __init__(self, dialog: QDialog, verb: str, leave: str = "", *, primary: bool | None = None) -> None:
        super().__init__(dialog)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, px(4), 0, 0)
        self._row.setSpacing(px(8))
        self._row.addStretch(1)
        self.leave_button: QPushButton | None = None
        if leave:
            self.leave_button = QPushButton(leave)
            self.leave_button.clicked.connect(dialog.reject)
            self._row.addWidget(self.leave_button)
        self.ok_button = QPushButton(verb)
        self.ok_button.setProperty("primary", bool(leave) if primary is None else primary)
        self._row.addWidget(self.ok_button)

    def event(self, event: QEvent) -> bool:
        """The last moment before a dialog gets its size: its foot knows that it is complete."""
        dialog = self.window()
        if event.type() == QEvent.Type.Polish and isinstance(dialog, QDialog):
            fit(dialog, self)
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        decides_on_enter(self.ok_button)

    def add_extra(self, button: QPushButton) -> QPushButton:
        """A further button at the far left (复制报告)."""
        self._row.insertWidget(0, button)
        return button
