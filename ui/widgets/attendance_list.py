"""Ticking people off: names in a grid like the sign-in sheet, by mouse, by Space, or by typing initials and Enter."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from models.domain.records import LEAVE_KINDS, Attendee, Presence
from ui.theme import active, icon, plain_tip, px
from ui.widgets.attendance_cells import AttendanceDelegate, AttendanceModel, mark
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.plain_label import PlainLabel

REASONS = ("外出务工", "生病住院", "年老体弱、行动不便", "因公外出", "照料家人", "外地居住")
CYCLE = {
    Presence.UNSET: Presence.PRESENT,
    Presence.PRESENT: Presence.LEAVE,
    Presence.LEAVE: Presence.ABSENT,
    Presence.ABSENT: Presence.UNSET,
}
NARROW_FROM = 150  # per cent of text: the person's line has no room for a fourth button
HINT = "回车到会，Shift+回车请假，Ctrl+回车缺席"
MOBILE_LEAVE = "流动在外"
KEYS = {
    Qt.KeyboardModifier.ShiftModifier: Presence.LEAVE,
    Qt.KeyboardModifier.ControlModifier: Presence.ABSENT,
}
Ticks = dict[int, tuple[Presence, str, str]]  # presence, reason, kind of leave


class _RollView(QListView):
    """The grid. Space cycles, Enter toggles 到会 (with Shift 请假, with Ctrl 缺席), letters go to the search field."""

    cycled = Signal()
    marked = Signal(Presence)
    toggled = Signal()
    typed = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.cycled.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            asked = asked_by(event)
            self.marked.emit(asked) if asked else self.toggled.emit()
        elif event.text().isalnum() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        pressed = index.isValid() and index == self.currentIndex()
        super().mouseReleaseEvent(event)
        if not pressed or event.button() != Qt.MouseButton.LeftButton:
            return
        attendee: Attendee = index.data(Qt.ItemDataRole.UserRole)
        if attendee.presence in (Presence.UNSET, Presence.PRESENT):
            self.toggled.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = self.maximumViewportSize().width() - self.verticalScrollBar().sizeHint().width() - 1
        columns = max(1, width // px(212))
        self.setGridSize(QSize(width // columns, px(36)))


def asked_by(event: QKeyEvent) -> Presence | None:
    """What Enter means with a key held down."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return KEYS.get(held)


class AttendanceList(QWidget):
    """Emits `ticked` with what the user decided; whoever listens stores it and gives the new roll back."""

    ticked = Signal(object)  # Ticks
    explained = Signal()  # how those expected come about is asked for

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editable = True
        self.model = AttendanceModel(self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        box.addLayout(self._make_search())
        self.view = self._make_view()
        box.addWidget(self.view, 1)
        self.empty = PlainLabel("", "quiet", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box.addWidget(self.empty, 1)
        self.person_bar = self._make_person_bar()
        box.addWidget(self.person_bar)
        self.view.selectionModel().currentChanged.connect(lambda *_: self._show_person())
        self.set_roll((), {})

    def _make_search(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.search = QLineEdit()
        self.search.setProperty("compact", True)
        self.search.setPlaceholderText("姓名或首字母")
        self.search.setToolTip(
            plain_tip("回车：到会；Shift+回车：请假；Ctrl+回车：缺席；空格在名单里轮换；↑↓ 换人")
        )
        self.search.setAccessibleName("按姓名或拼音首字母登记到会")
        self.search.setMaximumWidth(px(280))
        self.search.addAction(icon("search", "quiet", 16), QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(self._find)
        self.search.returnPressed.connect(self._enter)
        self.search.installEventFilter(self)
        row.addWidget(self.search, 3)
        self._hint = HINT if active().percent < NARROW_FROM else ""
        self.echo = ElidedLabel(self._hint, "quiet")
        row.addWidget(self.echo, 2)
        self.all_present = self._button("其余全部到会", lambda: self._rest(Presence.PRESENT))
        self.rest_absent = self._button("其余记缺席", lambda: self._rest(Presence.ABSENT))
        self.explain_button = self._button("应到明细…", self.explained.emit)
        self.explain_button.setToolTip(plain_tip("应到怎么算出来的：谁算、谁不算、谁没有表决权（Alt+Y）"))
        self.explain_button.setShortcut("Alt+Y")
        row.addWidget(self.all_present)
        row.addWidget(self.rest_absent)
        row.addWidget(self.explain_button)
        return row

    def _make_view(self) -> _RollView:
        view = _RollView()
        view.setModel(self.model)
        view.setItemDelegate(AttendanceDelegate(view))
        view.setViewMode(QListView.ViewMode.ListMode)
        view.setFlow(QListView.Flow.LeftToRight)
        view.setWrapping(True)
        view.setResizeMode(QListView.ResizeMode.Adjust)
        view.setUniformItemSizes(True)
        view.setMouseTracking(True)
        view.setAccessibleName("应到人员")
        view.cycled.connect(self._cycle)
        view.toggled.connect(self._toggle)
        view.marked.connect(self._mark)
        view.typed.connect(self._start_search)
        return view

    def _make_person_bar(self) -> QWidget:
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        self.person = PlainLabel("")
        row.addWidget(self.person)
        self.choices: dict[Presence, QPushButton] = {}
        for presence in (Presence.PRESENT, Presence.LEAVE, Presence.ABSENT, Presence.UNSET):
            button = self._button(presence.value or "未登记", lambda p=presence: self._choose(p))
            button.setCheckable(True)
            self.choices[presence] = button
            row.addWidget(button)
        self.choices[Presence.UNSET].setVisible(active().percent < NARROW_FROM)
        row.addSpacing(px(8))
        self.leave_kind = QComboBox()
        self.leave_kind.setProperty("compact", True)
        self.leave_kind.addItems(["请假类别", *LEAVE_KINDS])
        self.leave_kind.setAccessibleName("请假类别")
        self.leave_kind.activated.connect(lambda _row: self._give_reason())
        row.addWidget(self.leave_kind)
        self.reason = QComboBox()
        self.reason.setProperty("compact", True)  # before the field in it exists: its height is set then
        self.reason.setEditable(True)
        self.reason.addItems(["", *REASONS])
        self.reason.setAccessibleName("请假或缺席的原因")
        self.reason.setMinimumWidth(px(96))
        self.reason.activated.connect(lambda _row: self._give_reason())
        line = self.reason.lineEdit()
        assert line is not None
        line.setPlaceholderText("原因")
        line.editingFinished.connect(self._give_reason)
        row.addWidget(self.reason, 1)
        return bar

    def _button(self, text: str, slot: Any) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("compact", True)
        button.clicked.connect(lambda: slot())
        return button

    # -- what the page says ----------------------------------------------------------------------------------

    def set_roll(
        self, attendees: Sequence[Attendee], spellings: Mapping[int, tuple[str, str]], why_empty: str = ""
    ) -> None:
        self.model.set_roll(attendees, spellings)
        if attendees and not self.view.currentIndex().isValid():
            self.view.setCurrentIndex(self.model.index(0))
        self.view.setVisible(bool(attendees))
        self.empty.setVisible(not attendees)
        self.empty.setText(why_empty)
        self._show_person()

    def set_editable(self, editable: bool) -> None:
        """Signed minutes are only looked at."""
        self._editable = editable
        for widget in (self.search, self.echo, self.all_present, self.rest_absent, self.person_bar):
            widget.setVisible(editable)

    def attendee(self) -> Attendee | None:
        """Whom the grid stands on."""
        index = self.view.currentIndex()
        return index.data(Qt.ItemDataRole.UserRole) if index.isValid() else None

    # -- what the user does ----------------------------------------------------------------------------------

    def eventFilter(self, watched: Any, event: Any) -> bool:
        if (
            watched is self.search
            and isinstance(event, QKeyEvent)
            and event.type() == QKeyEvent.Type.KeyPress
        ):
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            rows = self.model.matches(self.search.text())
            if step and rows:
                here = self.view.currentIndex().row()
                place = rows.index(here) if here in rows else -1
                self._stand_on(rows[(place + step) % len(rows)])
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (asked := asked_by(event)):
                self._enter(asked)
                return True
            if event.key() == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                return True
        return super().eventFilter(watched, event)

    def _start_search(self, text: str) -> None:
        if self._editable:
            self.search.setFocus()
            self.search.setText(text)

    def _find(self, text: str) -> None:
        rows = self.model.matches(text)
        if rows:
            self._stand_on(rows[0])
            first = self.model.attendees[rows[0]].name
            self.echo.setText(f"→ {first}" + (f"（共 {len(rows)} 人，↓ 换人）" if len(rows) > 1 else ""))
        else:
            self.echo.setText("应到名单中没有这个人" if text.strip() else self._hint)

    def _enter(self, asked: Presence | None = None) -> None:
        """Enter in the search field: what is asked of the one found, 到会 by itself."""
        rows = self.model.matches(self.search.text())
        if not rows:
            return
        if self.view.currentIndex().row() not in rows:
            self._stand_on(rows[0])
        self._mark(asked) if asked else self._toggle()
        done = self.attendee()
        self.search.clear()
        if done:
            self.echo.setText(f"{done.name} {mark(done)[0]}")

    def _stand_on(self, row: int) -> None:
        self.view.setCurrentIndex(self.model.index(row))
        self.view.scrollTo(self.model.index(row))

    def _toggle(self) -> None:
        attendee = self.attendee()
        if attendee:
            present = attendee.presence is Presence.PRESENT
            self._decide(Presence.UNSET if present else Presence.PRESENT)

    def _cycle(self) -> None:
        attendee = self.attendee()
        if attendee:
            self._decide(CYCLE[attendee.presence])

    def _mark(self, presence: Presence) -> None:
        """请假 or 缺席 by the keyboard; the same again takes it back."""
        attendee = self.attendee()
        if attendee:
            self._decide(Presence.UNSET if attendee.presence is presence else presence)

    def _decide(self, presence: Presence) -> None:
        attendee = self.attendee()
        if attendee is None or not self._editable:
            return
        if attendee.presence is not presence:
            self.ticked.emit(
                {attendee.person_id: (presence, attendee.reason, _usual_kind(attendee, presence))}
            )
        self._show_person()

    def _choose(self, presence: Presence) -> None:
        """A button of the person in hand; the one that is down takes it back."""
        attendee = self.attendee()
        again = attendee is not None and attendee.presence is presence
        self._decide(Presence.UNSET if again else presence)
        if not again and presence in (Presence.LEAVE, Presence.ABSENT):
            (self.leave_kind if presence is Presence.LEAVE else self.reason).setFocus()

    def _give_reason(self) -> None:
        attendee = self.attendee()
        if attendee is None or not self._editable:
            return
        text = self.reason.currentText().strip()
        kind = self.leave_kind.currentText() if self.leave_kind.currentIndex() > 0 else ""
        if (text, kind) == (attendee.reason, attendee.leave_kind):
            return
        if attendee.presence in (Presence.LEAVE, Presence.ABSENT):
            self.ticked.emit({attendee.person_id: (attendee.presence, text, kind)})

    def _rest(self, presence: Presence) -> None:
        rest: Ticks = {
            a.person_id: (presence, "", "")
            for a in self.model.attendees
            if a.presence is Presence.UNSET and not a.left_out
        }
        if rest:
            self.ticked.emit(rest)

    def _show_person(self) -> None:
        attendee = self.attendee()
        self.person_bar.setEnabled(attendee is not None)
        self.person.setText(attendee.name if attendee else "")
        presence = attendee.presence if attendee else Presence.UNSET
        for choice, button in self.choices.items():
            button.setChecked(attendee is not None and choice is presence)
        away = presence in (Presence.LEAVE, Presence.ABSENT)
        self.reason.setEnabled(away)
        self.reason.setCurrentText(attendee.reason if attendee else "")
        line = self.reason.lineEdit()
        if line is not None and not line.hasFocus():
            line.setCursorPosition(0)
        self.leave_kind.setEnabled(presence is Presence.LEAVE)
        kind = attendee.leave_kind if attendee else ""
        self.leave_kind.setCurrentIndex(max(self.leave_kind.findText(kind), 0) if kind else 0)


def _usual_kind(attendee: Attendee, presence: Presence) -> str:
    """Who lives elsewhere is away for that, unless something else is said."""
    if presence is not Presence.LEAVE:
        return ""
    return attendee.leave_kind or (MOBILE_LEAVE if attendee.is_mobile else "")
