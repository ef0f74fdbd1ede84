"""The facts of a meeting as one short form: what, when, where, who leads, who writes."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QSpinBox, QWidget

from models.domain.errors import UserError
from models.domain.records import Attendee, Meeting, MeetingKind
from models.services.meetings import clock
from ui.theme import px
from ui.widgets.date_edit import DateEdit
from ui.widgets.form_grid import FormGrid
from ui.widgets.observer_edit import ObserverEdit

_TEXTS = ("title", "place", "host", "recorder", "observers")
_TIMES = ("starts_at", "ends_at")


class MeetingFactsForm(FormGrid):
    """`committed(values)` with the fields that differ, when one is left or chosen."""

    committed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._given: dict[str, Any] = {}
        self._filling = False
        self.kind = QComboBox()
        for kind in MeetingKind:
            self.kind.addItem(kind.value, kind)
        self.number = QSpinBox()
        self.number.setRange(0, 999)
        self.number.setPrefix("第 ")
        self.number.setSuffix(" 次")
        self.held_on = DateEdit(partial=False)
        self.held_on.setMinimumWidth(px(144))
        self.observers = ObserverEdit()
        self.lines = {name: QLineEdit() for name in (*_TEXTS, *_TIMES)} | {"observers": self.observers}
        self.lines["ends_at"].setPlaceholderText("如 10:30")
        for field in (self.kind, self.number, self.held_on, *self.lines.values()):
            field.setProperty("compact", True)
        self._lay_out()
        self.kind.activated.connect(lambda _row: self.flush())
        self.number.editingFinished.connect(self.flush)
        self.held_on.editingFinished.connect(self.flush)
        for line in self.lines.values():
            line.editingFinished.connect(self.flush)

    def _lay_out(self) -> None:
        box = self.layout()
        assert box is not None
        box.setSpacing(px(8))
        self.add("title", "会议名称", self.lines["title"])
        self.add_line(("kind", "会议类别", self.kind), ("number", "次数", self.number))
        self.add_line(
            ("held_on", "日期", self.held_on),
            ("starts_at", "开始", self.lines["starts_at"]),
            ("ends_at", "结束", self.lines["ends_at"]),
        )
        self.add("place", "地点", self.lines["place"])
        self.add_line(("host", "主持人", self.lines["host"]), ("recorder", "记录人", self.lines["recorder"]))
        self.add("observers", "列席人员", self.lines["observers"])
        self.setMinimumWidth(min(px(340), 440))

    def give(self, meeting: Meeting) -> None:
        """Show the stored facts; a field whose text is unchanged keeps its cursor."""
        self._filling = True
        self._given = {name: getattr(meeting, name) for name in (*self.lines, "kind", "number", "held_on")}
        self.kind.setCurrentIndex(self.kind.findData(meeting.kind))
        if self.number.value() != meeting.number:
            self.number.setValue(meeting.number)
        if self.held_on.iso() != meeting.held_on:
            self.held_on.set_iso(meeting.held_on)
        for name, line in self.lines.items():
            if line.text() != self._given[name]:
                line.setText(self._given[name])
        self.clear_problems()
        self._notice_people(meeting.attendees)
        self._filling = False

    def _notice_people(self, attendees: tuple[Attendee, ...]) -> None:
        """Say when the host or the recorder is marked away, or the meeting ended before it began."""
        away = {a.name: a.presence.value for a in attendees if a.presence.value in ("请假", "缺席")}
        for name in ("host", "recorder"):
            state = away.get(self._given[name])
            self.rows[name].set_notice(f"到会情况登记的是{state}，请核对" if state else "")
        start, end = self._given["starts_at"], self._given["ends_at"]
        self.rows["ends_at"].set_notice("早于开始时间，请核对" if end and end < start else "")

    def set_editable(self, editable: bool) -> None:
        for line in (*self.lines.values(), self.held_on, self.number):
            line.setReadOnly(not editable)
        buttons = QSpinBox.ButtonSymbols.UpDownArrows if editable else QSpinBox.ButtonSymbols.NoButtons
        self.number.setButtonSymbols(buttons)
        self.kind.setEnabled(editable)

    def flush(self) -> None:
        """Hand over what was typed; what cannot be read is said under its field."""
        if self._filling or self.lines["title"].isReadOnly():
            return
        values = self._typed()
        changed = {name: value for name, value in values.items() if value != self._given[name]}
        if changed:
            self._given.update(changed)
            self.committed.emit(changed)

    def _typed(self) -> dict[str, Any]:
        values: dict[str, Any] = {"kind": MeetingKind(self.kind.currentData()), "number": self.number.value()}
        values |= {name: self.lines[name].text().strip() for name in _TEXTS}
        problem = self.held_on.problem() or ("" if self.held_on.iso() else "请填写开会日期")
        self.rows["held_on"].set_problem(problem)
        if not problem:
            values["held_on"] = self.held_on.iso()
        for name in _TIMES:
            try:
                values[name] = clock(self.lines[name].text())
            except UserError as error:
                self.rows[name].set_problem(error.message)
        return values
