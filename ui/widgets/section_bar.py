"""The pages of a tab as a row of buttons, each with the number of things that wait there."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from ui.theme import plain_tip, px


class SectionBar(QWidget):
    """`chosen(place)` by click or Alt+number (anywhere in `scope`); exactly one is down."""

    chosen = Signal(int)

    def __init__(self, names: Sequence[str], scope: QWidget) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(4))
        self._names = tuple(names)
        self._group = QButtonGroup(self)
        self.buttons: list[QPushButton] = []
        for place, name in enumerate(names):
            button = QPushButton(name)
            button.setProperty("compact", True)
            button.setCheckable(True)
            button.setToolTip(plain_tip(f"{name}（Alt+{place + 1}）"))
            button.clicked.connect(self._saying(place))
            keys = QShortcut(
                QKeySequence(f"Alt+{place + 1}"), scope, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
            )
            keys.activated.connect(button.click)
            self._group.addButton(button)
            self.buttons.append(button)
            row.addWidget(button)
        self.buttons[0].setChecked(True)

    def _saying(self, place: int) -> Callable[[], None]:
        return lambda: self.chosen.emit(place)

    def set_current(self, place: int) -> None:
        self.buttons[place].setChecked(True)

    def set_count(self, place: int, count: int) -> None:
        """待办（3）; nothing waits, no number."""
        name = self._names[place]
        self.buttons[place].setText(f"{name}（{count}）" if count else name)
