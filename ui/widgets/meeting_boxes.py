"""Under a meeting's facts: the button to the boxes of its own kind, and what of them is filled."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from models.domain.meeting_boxes import BOXES, NAMES, filled_words
from models.domain.records import Meeting
from ui.context import Context
from ui.theme import px
from ui.widgets.plain_label import PlainLabel


class MeetingBoxes(QWidget):
    """Hidden for kinds that have no boxes of their own."""

    def __init__(self, context: Context, save: Callable[[dict[str, Any]], object]) -> None:
        super().__init__()
        self._context, self._save = context, save
        self._meeting = Meeting()
        self._locked = False
        box = QVBoxLayout(self)
        box.setContentsMargins(0, px(8), 0, 0)
        box.setSpacing(px(4))
        self.button = QPushButton()
        self.button.setProperty("compact", True)
        self.button.clicked.connect(lambda _checked: self.open())
        self.said = PlainLabel("", "field", wrap=True)
        box.addWidget(self.button)
        box.addWidget(self.said)

    def give(self, meeting: Meeting) -> None:
        self._meeting = meeting
        self.setVisible(meeting.kind in NAMES)
        self.said.setText(filled_words(meeting))
        self._dress()

    def set_editable(self, editable: bool) -> None:
        """What is signed is put right by a slip; only the year it counts for stands on no paper."""
        self._locked = not editable
        self._dress()

    def _dress(self) -> None:
        of_year = any(box.kind == "year" for box in BOXES.get(self._meeting.kind, ()))
        self.button.setEnabled(not self._locked or of_year)
        self.button.setText("年度归属…" if self._locked and of_year else NAMES.get(self._meeting.kind, ""))

    def open(self) -> None:
        """The form of the kind's own boxes."""
        from ui.dialogs.meeting_boxes import (  # noqa: PLC0415  (start-up: shown on request)
            MeetingBoxesDialog,
            MeetingYearDialog,
        )

        if self._locked:
            MeetingYearDialog(self._context, self._meeting, self.window()).exec()
        else:
            MeetingBoxesDialog(self._context, self._meeting, self._save, self.window()).exec()
