"""The boxes that one kind of meeting has beside the others: lecturer, acts of a theme day, the turns of the members."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from models.domain.errors import UserError
from models.domain.meeting_boxes import (
    BOXES,
    PART_LABELS,
    PARTS,
    Box,
    Turn,
    read_boxes,
    turns_of,
    write_boxes,
)
from models.domain.records import Meeting, MeetingKind, Presence
from ui.context import Context
from ui.dialogs.form_dialog import FormDialog
from ui.drafts import Field, key_of
from ui.theme import px
from ui.widgets.calm_combo import CalmCombo
from ui.widgets.plain_label import PlainLabel
from ui.widgets.screen_fit import room
from ui.widgets.scroll_column import ScrollColumn
from ui.widgets.text_area import TextArea
from ui.widgets.tick_list import TickList


class TurnsEditor(QWidget):
    """Names at the left, ✓ where something is written; the three boxes of the one in hand at the right."""

    def __init__(self, names: Sequence[str], turns: Sequence[Turn]) -> None:
        super().__init__()
        known = {turn.person: turn for turn in turns}
        order = list(dict.fromkeys([*(turn.person for turn in turns), *names]))
        self._turns = {name: known.get(name, Turn(name)) for name in order}
        self._shown = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(12))
        self.names = QListWidget()
        self.names.setAccessibleName("发言党员")
        self.names.setFixedWidth(px(132))
        for name in order:
            self.names.addItem(QListWidgetItem(name))
        row.addWidget(self.names)
        column = QVBoxLayout()
        column.setSpacing(px(4))
        self.areas: dict[str, TextArea] = {}
        for part in PARTS:
            label = PlainLabel(PART_LABELS[part], "field")
            area = self.areas[part] = TextArea(PART_LABELS[part])
            area.setMinimumHeight(px(48))
            label.setBuddy(area)
            column.addWidget(label)
            column.addWidget(area, 1)
        row.addLayout(column, 1)
        self.names.currentRowChanged.connect(lambda _row: self._show())
        self._sign()
        if order:
            self.names.setCurrentRow(0)

    def turns(self) -> list[Turn]:
        """As typed, in the order of the list."""
        self._keep()
        return list(self._turns.values())

    def set_turns(self, kept: Sequence[Sequence[str]]) -> None:
        """A draft put back."""
        for name, *parts in kept:
            if name in self._turns:
                self._turns[name] = Turn(name, *parts)
        self._shown = ""
        self._show()
        self._sign()

    def _name(self) -> str:
        row = self.names.currentRow()
        return list(self._turns)[row] if row >= 0 else ""

    def _keep(self) -> None:
        if self._shown:
            texts = {part: area.text() for part, area in self.areas.items()}
            self._turns[self._shown] = replace(self._turns[self._shown], **texts)

    def _show(self) -> None:
        self._keep()
        self._shown = self._name()
        if self._shown:
            for part, area in self.areas.items():
                area.setPlainText(getattr(self._turns[self._shown], part))
        self._sign()

    def _sign(self) -> None:
        for row, (name, turn) in enumerate(self._turns.items()):
            item = self.names.item(row)
            item.setText(name if turn.is_empty else f"✓ {name}")


class MeetingBoxesDialog(FormDialog):
    """`save(columns)` gets what differs; nothing is saved where nothing does."""

    def __init__(
        self,
        context: Context,
        meeting: Meeting,
        save: Callable[[dict[str, Any]], object],
        parent: QWidget | None = None,
    ) -> None:
        title = f"{meeting.kind.value}的栏目"
        super().__init__(title, 620, parent)
        self._context, self._meeting, self._given = context, meeting, save
        self.fields: dict[str, Field] = {}
        self.turns: TurnsEditor | None = None
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, px(8), 0)
        self.box.removeWidget(self.grid)
        column.addWidget(self.grid)
        values = read_boxes(meeting)
        for box in BOXES.get(meeting.kind, ()):
            self.grid.add(box.key, box.label, self._make(box, values[box.key]))
        column.addStretch(1)
        side = QHBoxLayout()
        side.setSpacing(px(20))
        side.addWidget(ScrollColumn(inside), 2)
        if meeting.kind is MeetingKind.ORG_LIFE:
            side.addLayout(self._turns(), 3)
        self.box.addLayout(side, 1)
        self.foot(self._save)
        fits = room(self)
        tall = 640 if self.turns else 120 + 96 * len(BOXES.get(meeting.kind, ()))
        wide = 1060 if self.turns else 660
        self.resize(min(px(wide), fits.width()), min(px(tall), fits.height()))
        context.drafts.watch(self, key_of("meeting-boxes", meeting.id), title, self._fields)

    def _turns(self) -> QVBoxLayout:
        """Everybody who came, or who is expected while nobody is ticked."""
        people = self._meeting.attendees
        came = [a.name for a in people if a.presence is Presence.PRESENT] or [a.name for a in people]
        column = QVBoxLayout()
        column.setSpacing(px(6))
        column.addWidget(PlainLabel("逐人自我批评和批评意见", "heading"))
        self.turns = TurnsEditor(came, turns_of(self._meeting))
        column.addWidget(self.turns, 1)
        return column

    def _make(self, box: Box, value: str) -> QWidget:
        field: Any
        if box.kind == "text":
            field = TextArea(box.label)
            field.setPlainText(value)
            field.setFixedHeight(px(76))
        elif box.kind == "ticks":
            field = TickList(box.choices, columns=4)
            field.set_text(value)
            self.fields[box.key] = (field.text, field.set_text)
            return field
        elif box.kind == "group":
            field = CalmCombo()
            groups = [
                group.name for group in self._context.desk.organisation.load().groups if not group.closed_on
            ]
            field.addItems(["", *groups, *([value] if value and value not in groups else [])])
            field.setCurrentText(value)
        elif box.kind == "year":
            field = year_combo(self._meeting, int(value or 0))
        else:
            field = QLineEdit(value)
        self.fields[box.key] = field
        return field

    def _fields(self) -> dict[str, Field]:
        turns = self.turns
        if turns is None:
            return self.fields

        def kept() -> list[list[str]]:
            return [[one.person, *(getattr(one, part) for part in PARTS)] for one in turns.turns()]

        return {**self.fields, "turns": (kept, turns.set_turns)}

    def _value(self, field: Field) -> str:
        if isinstance(field, tuple):
            return str(field[0]())
        if isinstance(field, QComboBox):
            data = field.currentData()
            return field.currentText() if data is None else str(data)
        assert isinstance(field, QLineEdit | TextArea)
        return field.text()

    def _save(self) -> None:
        values = {key: self._value(field) for key, field in self.fields.items()}
        turns = self.turns.turns() if self.turns else None
        try:
            changed = write_boxes(self._meeting, values, turns)
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
            return
        if changed:
            self._given(changed)
        self.accept()


class MeetingYearDialog(FormDialog):
    """Which year signed minutes count for: it stands on no paper, so it may be told later (ZB-16)."""

    def __init__(self, context: Context, meeting: Meeting, parent: QWidget | None = None) -> None:
        super().__init__("年度归属", 420, parent)
        self._context, self._id = context, meeting.id
        self.year = year_combo(meeting, meeting.counts_for_year)
        self.grid.add("year", "这次会议是哪一年的", self.year, "不印在记录上，签字定稿后也可以改。")
        self.foot(self._save)

    def _save(self) -> None:
        year = int(self.year.currentData() or 0)
        if self._context.attempt(lambda: self._context.desk.meetings.count_for(self._id, year)):
            self.accept()


def year_combo(meeting: Meeting, chosen: int) -> QComboBox:
    """Its own year, or the one before: a meeting of 2025 often takes place in 2026 (ZB-16)."""
    combo = CalmCombo()
    held = int(meeting.held_on[:4] or 0)
    combo.addItem(f"{held or '开会'} 年（按开会日期）", 0)
    for year in dict.fromkeys((held - 1, held + 1, chosen)):
        if year > 0:
            combo.addItem(f"{year} 年", year)
    combo.setCurrentIndex(max(0, combo.findData(chosen)))
    return combo
