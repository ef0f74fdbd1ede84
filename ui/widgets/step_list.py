"""The steps of a longer piece of work, one line each: what is done, what goes on, where it stopped."""

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from ui.theme import px
from ui.widgets.plain_label import PlainLabel


class StepState(Enum):
    """Sign and colour of a line."""

    WAITING = ("○", "unknown")
    DOING = ("◐", "soon")
    DONE = ("✓", "done")
    FAILED = ("×", "late")


class StepList(QWidget):
    """`names` in order; `set_state(place, state, note)`, and `reset()` to begin again."""

    def __init__(self, names: Sequence[str], name_width: int = 96) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(8))
        grid.setVerticalSpacing(px(10))
        grid.setColumnMinimumWidth(0, px(20))
        grid.setColumnStretch(2, 1)
        self._names = tuple(names)
        self.states = [StepState.WAITING] * len(names)
        self.signs, self.names, self.notes = [], [], []
        for row, name in enumerate(names):
            sign, label, note = PlainLabel(), PlainLabel(name), PlainLabel("", "quiet", wrap=True)
            note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            for column, widget in enumerate((sign, label, note)):
                grid.addWidget(
                    widget, row, column, Qt.AlignmentFlag.AlignTop if column < 2 else Qt.AlignmentFlag(0)
                )
            self.signs.append(sign)
            self.names.append(label)
            self.notes.append(note)
        grid.setColumnMinimumWidth(1, px(name_width))
        self.reset()

    def reset(self) -> None:
        for place in range(len(self._names)):
            self.set_state(place, StepState.WAITING)

    def set_state(self, place: int, state: StepState, note: str = "") -> None:
        self.states[place] = state
        sign, tone = state.value
        self.signs[place].setText(sign)
        self.signs[place].set_state(tone)
        self.names[place].set_state("unknown" if state is StepState.WAITING else "")
        self.notes[place].setText(note)
        self.notes[place].set_state("late" if state is StepState.FAILED else "")
        self.names[place].setAccessibleName(f"{self._names[place]} {note}".strip())
