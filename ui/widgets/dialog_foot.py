"""The buttons at the foot of a dialog: leaving left, deciding right, and Enter always decides."""

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialogButtonBox, QPushButton

from ui.widgets.dialog_buttons import decides_on_enter


class DialogFoot(QDialogButtonBox):
    """A button box whose accepting button is the default on every system.

    Qt makes the first button of the platform's order the default; where leaving comes first, Enter would leave.
    """

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        for button in self.buttons():
            if isinstance(button, QPushButton) and self.buttonRole(button) == self.ButtonRole.AcceptRole:
                decides_on_enter(button)
