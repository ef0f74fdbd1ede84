"""When, in which meeting and by whom something about dues was decided: three fields on a line."""

from PySide6.QtWidgets import QComboBox, QLineEdit

from models.domain.dates import chinese_date
from models.domain.records import MeetingKind
from ui.context import Context
from ui.drafts import Field
from ui.widgets.date_edit import DateEdit
from ui.widgets.form_grid import FormGrid

_DECIDING = (MeetingKind.COMMITTEE, MeetingKind.ASSEMBLY)
_MOST = 24


class DecidedFields:
    """`meeting` offers the branch's committee meetings and assemblies, the newest first; choosing one fills the day."""

    def __init__(self, context: Context, form: FormGrid, day: str = "核定日期", by: str = "核定人") -> None:
        self.day, self.meeting, self.by = DateEdit(partial=False), QComboBox(), QLineEdit()
        self.meeting.addItem("（不写）", 0)
        held = [one for one in context.desk.meetings.list() if one.kind in _DECIDING and one.held_on]
        self._days = {one.id: one.held_on for one in held}
        for one in sorted(held, key=lambda one: one.held_on, reverse=True)[:_MOST]:
            self.meeting.addItem(f"{chinese_date(one.held_on)} {one.title or one.kind.value}", one.id)
        self.meeting.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.meeting.setMinimumContentsLength(14)
        self.meeting.currentIndexChanged.connect(lambda _row: self._meeting_chosen())
        fields = [("decided", day, self.day), ("meeting", "核定的会议", self.meeting)]
        form.add_line(*fields, *([("by", by, self.by)] if by else []))

    def fields(self) -> dict[str, Field]:
        """For the draft of a dialog."""
        return {"decided": self.day, "meeting": self.meeting, "by": self.by}

    def fill(self, day: str, meeting_id: int, by: str = "") -> None:
        """What is kept already."""
        self.meeting.setCurrentIndex(max(0, self.meeting.findData(meeting_id)))
        self.day.set_iso(day)
        self.by.setText(by)

    @property
    def meeting_id(self) -> int:
        return int(self.meeting.currentData() or 0)

    def _meeting_chosen(self) -> None:
        if held := self._days.get(self.meeting_id):
            self.day.set_iso(held)
