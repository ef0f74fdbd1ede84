"""The words of one meeting on its page: who speaks, finding and replacing, what is to be looked at before printing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from models.domain.finding import Finding, Severity
from models.domain.meeting_records import Task
from models.domain.prose import chinese_number
from models.domain.record_text import TASKS, Place, elsewhere, find, replace_all, replace_in_tasks
from models.domain.records import Meeting, Presence
from models.services.meeting_rows import with_items
from models.services.pinyin import pinyin_of, pinyin_of_words
from ui.context import Context
from ui.dialogs.phrases_dialog import PhrasesDialog
from ui.dialogs.text_check import ask
from ui.widgets.find_bar import FindBar
from ui.widgets.pick_popup import Pick
from ui.widgets.prose_edit import ProseEdit

if TYPE_CHECKING:
    from ui.tabs.meeting_page import MeetingPage

AGENDA, RECORD = 1, 2  # sections of the page
AWAY = (Presence.LEAVE, Presence.ABSENT)


def leads_to_words(finding: Finding) -> bool:
    """Whether a finding is about a piece of the text."""
    return Place.parse(finding.field) is not None


def to_look_at(findings: Sequence[Finding]) -> list[Finding]:
    """Without what is only told."""
    return [finding for finding in findings if finding.severity is not Severity.INFO]


def look_through(context: Context, meeting: Meeting, window: QWidget) -> tuple[bool, Finding | None]:
    """For minutes printed from elsewhere: whether to print, or the finding to go to instead."""
    desk = context.desk
    earlier = desk.minutes.earlier(meeting)

    def found() -> list[Finding]:
        return to_look_at(desk.minutes.findings(meeting, earlier))

    def answer(finding: Finding, reason: str) -> list[Finding]:
        context.attempt(lambda: desk.answer(finding, reason))
        return found()

    return ask(found(), answer, window)


class MeetingRecord(QObject):
    """Belongs to a page; `findings` are those of the words as they are stored."""

    def __init__(self, page: MeetingPage) -> None:
        super().__init__(page)
        self._page = page
        self.findings: list[Finding] = []
        self._earlier: dict[str, str] = {}
        self._read_for: tuple[object, ...] = ()
        self._judged: tuple[object, ...] = ()
        self._at: Place | None = None
        self.find_bar = FindBar()
        self.find_bar.moved.connect(self._move)
        self.find_bar.replaced.connect(self._replace)
        self.find_bar.replaced_all.connect(self._replace_all)
        self.find_bar.left.connect(page.focus_section)
        page.minutes.outline_wanted.connect(self._outline)
        page.minutes.find_wanted.connect(self.find)
        page.minutes.phrases_wanted.connect(self._manage_phrases)
        page.agenda.said.connect(page.context.say)
        page.findings.jump_wanted.connect(self.go)
        for keys, slot in (
            ("Ctrl+J", lambda: self._in_hand().insert_speaker()),
            ("Ctrl+Shift+J", lambda: self._in_hand().insert_phrase()),
            ("F3", lambda: self._move(self.find_bar.words.text(), 1)),
            ("Shift+F3", lambda: self._move(self.find_bar.words.text(), -1)),
        ):
            shortcut = QShortcut(QKeySequence(keys), page)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    # -- what the page says ----------------------------------------------------------------------------------

    def give(self, meeting: Meeting) -> None:
        """The meeting as it is stored now; the words are looked through only when they are other ones."""
        page = self._page
        page.minutes.give(meeting.content, meeting.summary, meeting.corrections)
        speakers, phrases = self._speakers(meeting), self._phrases(meeting)
        page.minutes.know(speakers, phrases)
        page.agenda.know(speakers, phrases, meeting.held_on)
        page.agenda.form.lock_tasks(page.closing.locked)
        page.agenda.give_tasks(page.context.desk.corrections.tasks(meeting.id))
        if (meeting.id, meeting.held_on) != self._read_for:
            self._read_for = (meeting.id, meeting.held_on)
            self._earlier = page.context.desk.minutes.earlier(meeting)
            self._judged = ()
            self.find_bar.hide()
        words = (
            meeting.content,
            meeting.summary,
            meeting.details,
            meeting.title,
            meeting.is_signed,
            meeting.items,
            self._tasks(),
        )
        if words != self._judged:
            self._judged = words
            self._look()

    def _look(self) -> None:
        page = self._page
        self.findings = page.context.desk.minutes.findings(page.meeting, self._earlier)

    def shown(self) -> list[Finding]:
        """For the page's strip: what is to be looked at; a record left for the pen is nothing of the kind."""
        return to_look_at(self.findings)

    def answered(self) -> None:
        """An answer was stored or taken back."""
        self._look()

    def may_print(self) -> bool:
        """Asked once before minutes are shown or saved, when something in them is to be looked at."""
        going, wanted = ask(self.shown(), self._answer, self._page.window())
        if wanted is not None:
            self.go(wanted)
        return going

    def _answer(self, finding: Finding, reason: str) -> list[Finding]:
        self._page.answer(finding, reason)
        return self.shown()

    # -- finding ---------------------------------------------------------------------------------------------

    def find(self) -> None:
        """Ctrl+F: the roll has a search of its own; in the texts the line for finding opens."""
        if self._page.stack.currentIndex() == 0:
            self._page.show_section(0)
        else:
            chosen = self._in_hand().textCursor().selectedText()
            self.find_bar.open(chosen, not self._page.meeting.is_signed)

    def go(self, finding: Finding) -> None:
        """Show the piece of text a finding is about."""
        if place := Place.parse(finding.field):
            self._show(place)

    def _now(self) -> Meeting:
        """The meeting with what is being typed."""
        page = self._page
        meeting = with_items(page.meeting, page.agenda.items())
        return page.minutes.put_into(meeting)

    def _tasks(self) -> tuple[Task, ...]:
        return self._page.context.desk.minutes.tasks(self._page.meeting.id)

    def _move(self, words: str, by: int) -> None:
        places = find(self._now(), words)
        if not places:
            self._at = None
            self.find_bar.say(0, 0)
            boxes, tasks = elsewhere(self._page.meeting, self._tasks(), words)
            told = [f"本类栏目里有 {boxes} 处"] * bool(boxes) + [f"落实事项里有 {tasks} 处"] * bool(tasks)
            if told:
                self._page.context.say(f"“{words}”在{'、'.join(told)}，点“全部替换”一起改，或到那里改。")
            return
        here = next((n for n, place in enumerate(places) if place == self._at), -1)
        if here >= 0:
            here = (here + by) % len(places)
        else:
            here = len(places) - 1 if by < 0 else 0
        self._show(places[here])
        self.find_bar.say(here + 1, len(places))

    def _show(self, place: Place) -> None:
        page = self._page
        if place.is_box:
            page.boxes.open()
            return
        if place.field == TASKS:
            page.turn_to(AGENDA)
            page.agenda.select(place.seq - 1)
            page.agenda.form.tasks.table.view.setFocus()
            return
        self._at = place
        keyboard = page.window().focusWidget()
        stays = keyboard is not None and self.find_bar.isAncestorOf(keyboard)
        section = AGENDA if place.seq else RECORD
        if page.stack.currentIndex() != section:
            page.turn_to(section)
        shown = page.agenda.show_piece(place) if place.seq else page.minutes.show_piece(place)
        (keyboard if stays and keyboard else shown).setFocus()

    def _replace(self, words: str, new: str) -> None:
        """The place shown, as if typed over; then the next one."""
        places = find(self._now(), words)
        if self._page.meeting.is_signed or self._at is None or self._at not in places:
            self._move(words, 0)
            return
        following = places.index(self._at) + new.lower().count(words.lower())
        part = self._page.agenda if self._at.seq else self._page.minutes
        part.replace_piece(self._at, new)
        left = find(self._now(), words)
        if left:
            self._at = left[following % len(left)]
        self._move(words, 0)

    def _replace_all(self, words: str, new: str) -> None:
        page = self._page
        page.flush()
        changed, count = replace_all(page.meeting, words, new)
        tasks, more = replace_in_tasks(self._tasks(), words, new)
        count += more
        if count and not page.meeting.is_signed:
            label = f"替换“{words}”：{page.meeting.title}"
            if page.context.attempt(lambda: page.context.desk.minutes.save_texts(changed, label, tasks)):
                page.refresh()
                page.context.say(f"已替换 {count} 处，可以撤销。")
        self._move(words, 0)

    # -- writing ---------------------------------------------------------------------------------------------

    def _in_hand(self) -> ProseEdit:
        page = self._page
        if page.stack.currentIndex() == AGENDA:
            return page.agenda.form.text_in_hand() or page.agenda.form.content
        return page.minutes.in_hand()

    def _outline(self) -> None:
        page = self._page
        lines = [f"{chinese_number(n)}、{item.title}\n" for n, item in enumerate(page.meeting.items, start=1)]
        if lines:
            page.minutes.append("\n".join(lines))
        else:
            page.context.say("还没有议题，先在“议题与表决”里添加。")

    def _phrases(self, meeting: Meeting) -> list[Pick]:
        return [
            Pick(one.name, " ".join(pinyin_of_words(one.name)), one.content, one.content)
            for one in self._page.context.desk.minutes.phrases.for_kind(meeting.kind)
        ]

    def _manage_phrases(self, words: str) -> None:
        page = self._page
        page.flush()
        dialog = PhrasesDialog(page.context, words, page.window())
        if dialog.exec():
            self._read_for = ()  # what is a phrase now may stand in any minutes
            page.refresh()

    def _speakers(self, meeting: Meeting) -> list[Pick]:
        """Whom initials may mean: those who came first, then the others expected, guests by their names."""
        spelled = self._page.context.desk.meetings.spellings(meeting)
        people = sorted(meeting.attendees, key=lambda a: a.presence in AWAY)
        picks = {
            one.name: Pick(
                f"{one.name}　{one.party_post or (one.presence.value if one.presence in AWAY else '')}".rstrip(
                    "　"
                ),
                " ".join(spelled.get(one.person_id, ("", ""))),
                one.name,
            )
            for one in people
        }
        for name in (meeting.host, meeting.recorder, *_guests(meeting.observers)):
            if name and name not in picks:
                picks[name] = Pick(f"{name}　列席", " ".join(pinyin_of(name)), name)
        return list(picks.values())


def _guests(observers: str) -> list[str]:
    """Names out of 周文斌（镇组织委员）、李明 副镇长."""
    found: list[str] = []
    for part in observers.replace("，", "、").replace(",", "、").replace("；", "、").split("、"):
        words = part.replace("(", "（").split("（")[0].split()
        if words and 2 <= len(words[-1 if len(words) == 1 else 0]) <= 4:
            found.append(words[0])
    return found
