"""An empty list: one sentence and the one button that fills it."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.theme import px
from ui.widgets.plain_label import PlainLabel


class EmptyState(QWidget):
    """`clicked` when the button is pressed; a second, quiet button may be added."""

    clicked = Signal()

    def __init__(
        self,
        sentence: str,
        button: str = "",
        slot: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        box = QVBoxLayout(self)
        box.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box.setSpacing(px(16))
        self.label = PlainLabel(sentence, "quiet", wrap=True)
        self.label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.label.setMinimumWidth(px(360))
        self.label.setMaximumWidth(px(600))
        box.addWidget(self.label, 0, Qt.AlignmentFlag.AlignHCenter)
        self._buttons = QHBoxLayout()
        self._buttons.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._buttons.setSpacing(px(8))
        box.addLayout(self._buttons)
        self.button = QPushButton(button)
        self.button.setProperty("primary", True)
        self.button.setVisible(bool(button))
        self.button.clicked.connect(lambda: self.clicked.emit())
        self._buttons.addWidget(self.button)
        if slot:
            self.clicked.connect(lambda: slot())

    def set_sentence(self, text: str) -> None:
        self.label.setText(text)

    def add_button(self, text: str, slot: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.clicked.connect(lambda: slot())
        self._buttons.addWidget(button)
        return button
