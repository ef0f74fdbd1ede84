"""A pale strip with one sentence and, at most, two buttons."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from ui.theme import px, restyle
from ui.widgets.plain_label import PlainLabel

SIGNS = {"late": "×", "soon": "！", "info": "i", "done": "✓", "unknown": "？", "": ""}


class Banner(QFrame):
    """`tone`: late, soon, info, done or unknown; colour never stands without its sign."""

    def __init__(self, text: str = "", tone: str = "info", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(px(12), px(8), px(8), px(8))
        self._row.setSpacing(px(8))
        self.sign = PlainLabel()
        self.sign.setFixedWidth(px(18))
        self.label = PlainLabel(wrap=True)
        self.label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._row.addWidget(self.sign)
        self._row.addWidget(self.label, 1)
        self.say(text, tone)

    def say(self, text: str, tone: str = "info") -> None:
        self.label.setText(text)
        self.sign.setText(SIGNS.get(tone, ""))
        self.sign.set_state(tone if tone != "info" else "")
        restyle(self, "tone", tone)
        self.setAccessibleName(text)

    def add_button(self, text: str, slot: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("quiet", True)
        button.setProperty("compact", True)
        button.clicked.connect(lambda: slot())
        self._row.addWidget(button)
        return button
