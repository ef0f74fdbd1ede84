"""One meeting, full page: facts and attendance, agenda and votes, the record; judged while it is typed."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.domain.finding import Finding
from models.domain.meeting_forms import MINUTES_OF, SIGN_IN
from models.domain.records import AgendaItem, Meeting
from models.services.meeting_rows import with_items
from ui.context import Context
from ui.dialogs.expected_dialog import show_expected
from ui.dialogs.meeting_files import show_files
from ui.dialogs.meeting_new import why_empty
from ui.dialogs.meeting_photos import show_photos
from ui.dialogs.meeting_templates import keep_as_template
from ui.drafts import Field, key_of
from ui.tabs.meeting_against import MeetingAgainst
from ui.tabs.meeting_closing import MeetingClosing
from ui.tabs.meeting_counts import settle_counts
from ui.tabs.meeting_papers import MeetingPapers
from ui.tabs.meeting_record import MeetingRecord, leads_to_words
from ui.theme import active, plain_tip, px
from ui.widgets.agenda_editor import AgendaEditor, ItemNote, Tasks
from ui.widgets.attendance_list import AttendanceList, Ticks
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.finding_strip import FindingStrip
from ui.widgets.meeting_boxes import MeetingBoxes
from ui.widgets.meeting_facts import MeetingFactsForm
from ui.widgets.meeting_words import agenda_help, item_note, sum_words
from ui.widgets.minutes_editor import MinutesEditor
from ui.widgets.plain_label import PlainLabel
from ui.widgets.scroll_column import ScrollColumn

WIDEST_FACTS = 470  # pixels at any text size: the roll needs the rest
SECTIONS = ("基本情况与到会", "议题与表决", "记录正文")


class MeetingPage(QWidget):
    """`back` when the user is done; everything typed is handed over first."""

    back = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.meeting_id = 0
        self.meeting = Meeting()
        self._refreshing = False
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(10), px(20), px(8))
        box.setSpacing(px(8))
        box.addLayout(self._make_head())
        self.closing = MeetingClosing(self)
        self.offer = self.closing.offer
        box.addWidget(self.closing.banner)
        box.addWidget(self.offer)
        self.findings = FindingStrip(most=1, jumpable=leads_to_words)
        self.findings.answered.connect(self.answer)
        box.addWidget(self.findings)
        box.addLayout(self._make_section_row())
        self.stack = QStackedWidget()
        self._make_sections()
        self.record = MeetingRecord(self)
        self.against = MeetingAgainst(self)
        box.addWidget(self.record.find_bar)
        box.addWidget(self.stack, 1)

    # -- building --------------------------------------------------------------------------------------------

    def _make_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.back_button = self._button("← 会议列表", self.leave)
        self.back_button.setProperty("quiet", True)
        row.addWidget(self.back_button)
        self.title = PlainLabel("", "title")
        row.addWidget(self.title)
        self.state = ElidedLabel("", "quiet")
        row.addWidget(self.state, 1)
        row.addStretch(0)
        self.more = QPushButton("更多")
        self.more.setProperty("menu", True)
        menu = QMenu(self.more)
        self.papers = MeetingPapers(menu, self.context, self.flushed, lambda: self.record.may_print())
        menu.addAction("活动照片…").triggered.connect(lambda: show_photos(self.context, self.meeting, self))
        menu.addAction("附件…").triggered.connect(lambda: show_files(self.context, self.meeting, self))
        menu.addAction("存为会议模板…").triggered.connect(
            lambda: keep_as_template(self.context, self.meeting, self)
        )
        self.slips_action = menu.addAction("更正情况…")
        self.slips_action.triggered.connect(lambda: self.closing.show_slips())
        menu.addSeparator()
        menu.addAction("修改历史").triggered.connect(self._history)
        self.delete_action = menu.addAction("删除这次会议")
        self.delete_action.triggered.connect(self._delete)
        self.more.setMenu(menu)
        self.sign_in_button = self._button("打印签到表", lambda: self.papers.preview(SIGN_IN))
        self.print_button = self._button("打印会议记录", self.print_)
        self.sign_button = self._button("签字定稿", self._sign)
        self.sign_button.setProperty("primary", True)
        self.correct_button = self._button("更正…", self.correct)
        self.correct_button.setProperty("primary", True)
        printing = (self.sign_in_button, self.print_button)
        for button in (self.more, *printing, self.sign_button, self.correct_button):
            row.addWidget(button)
        return row

    def _make_section_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(4))
        self.section_buttons: list[QPushButton] = []
        for place, name in enumerate(SECTIONS):
            button = self._button(name, lambda p=place: self.show_section(p))
            button.setProperty("compact", True)
            button.setCheckable(True)
            button.setToolTip(plain_tip(f"{name}（Alt+{place + 1}）"))
            keys = QShortcut(QKeySequence(f"Alt+{place + 1}"), self)
            keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            keys.activated.connect(lambda p=place: self.show_section(p))
            self.section_buttons.append(button)
            row.addWidget(button)
        self.sums = PlainLabel("", wrap=True)
        self.sums.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.sums.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.sums.setAccessibleName("到会合计")
        row.addWidget(self.sums, 1)
        return row

    def _make_sections(self) -> None:
        first = QWidget()
        columns = QHBoxLayout(first)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(px(24))
        self.facts = MeetingFactsForm()
        self.facts.committed.connect(self._save)
        book = self.context.desk.attendance
        self.facts.observers.offered = lambda: book.may_observe(self.meeting.held_on)
        holder = QWidget()
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(0, 0, px(8), 0)
        inner.addWidget(self.facts)
        self.boxes = MeetingBoxes(self.context, self._save)
        inner.addWidget(self.boxes)
        inner.addStretch(1)
        area = ScrollColumn(holder)
        area.setFixedWidth(min(px(392), WIDEST_FACTS))
        columns.addWidget(area)
        self.attendance = AttendanceList()
        self.attendance.ticked.connect(self._tick)
        self.attendance.explained.connect(lambda: show_expected(self.context, self.meeting, self))
        columns.addWidget(self.attendance, 1)
        self.agenda = AgendaEditor()
        self.agenda.edited.connect(self._judge)
        self.agenda.committed.connect(self._save_items)
        self.minutes = MinutesEditor()
        self.minutes.committed.connect(self._save)
        self.context.drafts.kept.connect(self._say_kept)
        for section in (first, self.agenda, self.minutes):
            self.stack.addWidget(section)

    def _button(self, text: str, slot: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.clicked.connect(lambda: slot())
        return button

    # -- what the tab says -----------------------------------------------------------------------------------

    def open(self, meeting_id: int, section: int = 0) -> None:
        """Show a meeting; the keyboard goes to the attendance search."""
        self.flush()
        if self.meeting_id not in (0, meeting_id) and not self._may_go(leave=True):
            return
        self.context.drafts.release(self)
        self.meeting_id = meeting_id
        self.offer.hide()
        self.agenda.select(0)
        self._read()
        self.show_section(section)
        if not self.closing.locked:
            self.context.drafts.watch(self, self._key(), self.meeting.title, self._fields, self._show_typed)

    def _key(self) -> str:
        return key_of("meeting", self.meeting_id)

    def _fields(self) -> dict[str, Field]:
        """What is typed here and stored only when it is left; ticks are stored at once."""
        facts, minutes = self.facts, self.minutes
        return {
            **facts.lines,
            "kind": facts.kind,
            "number": facts.number,
            "held_on": facts.held_on,
            "agenda": (self.agenda.unsaved, self.agenda.use),
            "content": minutes.content,
            "summary": minutes.summary,
        }

    def _show_typed(self) -> None:
        """A draft was put back: go where there is something of it to see."""
        if self.minutes.is_dirty or self.agenda.unsaved():
            self.turn_to(2 if self.minutes.is_dirty else 1)

    def _say_kept(self, key: str, at: str) -> None:
        if key == self._key():
            self.minutes.say_kept(at)

    def refresh(self) -> None:
        """Read the meeting again; what is being typed is stored first."""
        if self.meeting_id and not self._refreshing:
            self._refreshing = True
            try:
                if self.context.desk.meetings.fetch([self.meeting_id]):
                    self.flush()
                    self._read()
                else:  # its creation was undone, or it was deleted elsewhere
                    self._close()
            finally:
                self._refreshing = False

    def _read(self) -> None:
        service = self.context.desk.meetings
        self.meeting = meeting = self.closing.read(self.meeting_id)
        self._dress_head(meeting)
        self.facts.give(meeting)
        self.boxes.give(meeting)
        people = (*meeting.attendees, *meeting.left_out)
        nobody = "" if people else why_empty(meeting.kind)
        self.attendance.set_roll(people, service.spellings(meeting), nobody)
        self.agenda.give(meeting.items, service.tally(meeting), agenda_help(self.context.desk, self._note_of))
        self.record.give(meeting)
        self._judge(meeting.items)
        self.against.later()
        if self.closing.locked:
            self.context.drafts.release(self)
        else:
            self.context.drafts.rebase(self, agenda={})

    def flush(self) -> None:
        """Hand over everything typed so far; while the data are closed it is the draft's."""
        if self.meeting_id and not self.closing.locked and not self.context.drafts.suspended:
            self.facts.flush()
            self.agenda.flush()
            self.minutes.flush()

    def leave(self) -> None:
        self.flush()
        if self._may_go(leave=True):
            self._close()

    def _may_go(self, *, leave: bool = False) -> bool:
        return settle_counts(self.agenda, self.window(), lambda: self.turn_to(1), leave=leave)

    def _close(self) -> None:
        self.context.drafts.release(self)
        self.meeting_id = 0
        self.back.emit()

    def show_section(self, place: int) -> None:
        self.flush()
        self.turn_to(place)

    def turn_to(self, place: int) -> None:
        self.stack.setCurrentIndex(place)
        self.findings.set_most(1 if place or active().percent > 100 else 2)  # who writes needs the room
        for row, button in enumerate(self.section_buttons):
            button.setChecked(row == place)
        self.focus_section()

    def focus_section(self) -> None:
        """The keyboard goes where the section is begun."""
        places = (self.attendance.search, self.agenda.list, self.minutes.content)
        places[self.stack.currentIndex()].setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return
        super().keyPressEvent(event)

    def print_(self) -> None:
        self.papers.preview(MINUTES_OF[self.meeting.kind])

    def flushed(self) -> Meeting:
        """The meeting with everything typed so far."""
        self.flush()
        return self.meeting

    # -- showing ---------------------------------------------------------------------------------------------

    def _dress_head(self, meeting: Meeting) -> None:
        self.title.setText(meeting.title)
        self.closing.dress(meeting)
        self.papers.settle(meeting)
        for part in (self.facts, self.boxes, self.attendance, self.agenda, self.minutes):
            part.set_editable(not self.closing.locked)

    def _judge(self, items: Any) -> None:
        """Sums and findings of the meeting as it stands on the screen."""
        service = self.context.desk.meetings
        self.meeting = meeting = with_items(self.meeting, items)
        self.sums.setText(sum_words(service.tally(meeting)))
        found = [*service.findings(meeting), *self.record.shown(), *self.against.shown()]
        self.findings.set_findings(found)
        count = len(meeting.items)
        self.section_buttons[1].setText(f"{SECTIONS[1]}（{count}）" if count else SECTIONS[1])

    def judge(self) -> None:
        self._judge(self.meeting.items)

    def _note_of(self, item: AgendaItem) -> ItemNote:
        return item_note(self.context.desk.meetings, self.meeting, item)

    # -- what the user does ----------------------------------------------------------------------------------

    def _save(self, values: dict[str, Any]) -> None:
        if self.context.drafts.suspended:
            return
        if self.context.attempt(lambda: self.closing.save(self.meeting_id, values)):
            self.refresh()

    def _save_items(self, items: list[AgendaItem], tasks: Tasks) -> None:
        if self.context.drafts.suspended:
            return
        if self.context.attempt(lambda: self.closing.save_items(self.meeting_id, items, tasks)):
            self.refresh()

    def _tick(self, ticks: Ticks) -> None:
        if self.context.attempt(lambda: self.closing.tick(self.meeting_id, ticks)):
            self.refresh()

    def answer(self, finding: Finding, reason: str) -> None:
        if self.context.attempt(lambda: self.context.desk.answer(finding, reason)):
            self.record.answered()
            self.against.look()
            self.judge()

    def _history(self) -> None:
        self.context.history("meeting", self.meeting_id, self.meeting.title)

    def _delete(self) -> None:
        title = self.meeting.title
        if self.context.attempt(lambda: self.context.desk.meetings.delete(self.meeting_id)):
            self.context.say(f"已删除“{title}”，可以撤销。")
            self._close()

    def _sign(self) -> None:
        self.flush()
        if not self._may_go():
            return
        self.closing.sign()

    def correct(self) -> None:
        self.closing.correct()
