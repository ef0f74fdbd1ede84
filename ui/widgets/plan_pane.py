"""Beside the plan: what is arranged in a cell or on a day, why, and what can be done with it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from models.domain.dates import chinese_date
from models.domain.finding import Citation
from models.domain.year_plan import SIGNS, Entry, State
from ui.base_tab import DetailPane
from ui.theme import px
from ui.widgets.article_links import ArticleLinks
from ui.widgets.emptied import empty
from ui.widgets.plain_label import PlainLabel

_TONES = {
    State.LATE: "late",
    State.BLANK: "soon",
    State.PLANNED: "",
    State.DONE: "done",
    State.DROPPED: "quiet",
}


class PlanPane(DetailPane):
    """Signals carry the entry: what the buttons of its card ask for."""

    meeting_wanted = Signal(object)  # open it, or make one of the entry
    edit_wanted = Signal(object)
    drop_wanted = Signal(object)
    finish_wanted = Signal(object)
    remove_wanted = Signal(object)
    adopt_wanted = Signal(object)  # an unplanned meeting onto the plan
    add_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.why = PlainLabel("", "quiet", wrap=True)
        self.articles = ArticleLinks()
        self.cards = QVBoxLayout()
        self.cards.setSpacing(px(8))
        self.add_button = QPushButton("新增计划…")
        self.add_button.setProperty("compact", True)
        self.add_button.clicked.connect(self.add_wanted.emit)
        self.notes = QVBoxLayout()
        self.notes.setSpacing(px(4))
        for widget in (self.why, self.articles):
            self.body.addWidget(widget)
        self.body.addLayout(self.cards)
        self.body.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addLayout(self.notes)

    def show_place(
        self,
        title: str,
        why: str,
        entries: Sequence[Entry],
        articles: Sequence[tuple[str, Citation]] = (),
        notes: Sequence[str] = (),
        *,
        can_add: bool = True,
    ) -> None:
        """A cell of the grid or a day of the calendar."""
        self.set_title(title)
        self.why.setText(why)
        self.why.setVisible(bool(why))
        self.articles.show_articles(articles)
        empty(self.notes)
        for text in notes:
            label = PlainLabel(text, "quiet", wrap=True)
            self.notes.addWidget(label)
            label.show()
        self.add_button.setVisible(can_add)
        empty(self.cards)
        for entry in entries:
            card = self._card(entry)
            self.cards.addWidget(card)
            card.show()

    def _card(self, entry: Entry) -> QWidget:
        card = QFrame()
        box = QVBoxLayout(card)
        box.setContentsMargins(0, px(4), 0, px(4))
        box.setSpacing(px(4))
        state = PlainLabel(f"{entry.short}　{_kind(entry)}", "heading")
        state.set_state(_TONES.get(entry.state, ""))
        box.addWidget(state)
        box.addWidget(PlainLabel(_what(entry), wrap=True))
        for line in _facts(entry):
            box.addWidget(PlainLabel(line, "quiet", wrap=True))
        row = QHBoxLayout()
        row.setSpacing(px(8))
        for text, signal in self._first_acts(entry):
            row.addWidget(self._button(text, lambda s=signal: s.emit(entry)))
        more = self._more(entry)
        if more is not None:
            row.addWidget(more)
        row.addStretch(1)
        box.addLayout(row)
        return card

    def _first_acts(self, entry: Entry) -> list[tuple[str, SignalInstance]]:
        item = entry.item
        acts: list[tuple[str, SignalInstance]] = []
        if entry.meeting is not None:
            acts.append(("打开会议", self.meeting_wanted))
        elif item is not None and item.is_meeting and entry.state is not State.DROPPED:
            acts.append(("建会议", self.meeting_wanted))
        elif item is not None and not item.is_meeting:
            acts.append(("未完成" if item.done_on else "已完成…", self.finish_wanted))
        if item is not None:
            acts.append(("修改…", self.edit_wanted))
        return acts

    def _more(self, entry: Entry) -> QPushButton | None:
        menu = QMenu(self)
        if entry.item is None:
            menu.addAction("补列入计划").triggered.connect(lambda: self.adopt_wanted.emit(entry))
        else:
            if entry.meeting is None and not entry.item.done_on:
                words = "恢复" if entry.item.dropped_reason else "不开了…"
                menu.addAction(words).triggered.connect(lambda: self.drop_wanted.emit(entry))
            menu.addAction("从计划中删除").triggered.connect(lambda: self.remove_wanted.emit(entry))
        button = self._button("更多", lambda: None)
        button.setProperty("menu", True)
        button.setMenu(menu)
        return button

    def _button(self, text: str, slot: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("compact", True)
        button.clicked.connect(lambda: slot())
        return button


def _kind(entry: Entry) -> str:
    kind = entry.meeting.kind.value if entry.meeting else entry.item.kind if entry.item else ""
    group = entry.meeting.party_group if entry.meeting else entry.item.party_group if entry.item else ""
    return f"{kind}（{group}）" if group else kind


def _what(entry: Entry) -> str:
    """The meeting's or the entry's name, else all its topics."""
    item = entry.item
    if entry.meeting is None and item is not None and not item.title and item.topic:
        return item.topic.replace("\n", "；")
    return entry.words


def _facts(entry: Entry) -> list[str]:
    """Topic, day, owner, and what became of it."""
    item, meeting = entry.item, entry.meeting
    found: list[str] = []
    topic = item.topic.replace("\n", "；") if item else ""
    if topic and topic != _what(entry):
        found.append(topic)
    when = chinese_date(item.planned_on) if item and item.planned_on else ""
    told = [f"计划 {when}" if when else "", f"责任人 {item.owner}" if item and item.owner else ""]
    found.append("　".join(part for part in told if part))
    if meeting:
        signed = "已签字定稿" if meeting.signed_on else "还没有签字定稿"
        day = chinese_date(meeting.held_on)
        blank = f"{day}的会议已建好，还没有登记到会，也没有记录，不算已开"
        found.append({State.DONE: f"{day}，{signed}", State.BLANK: blank}.get(entry.state, "会议已建好"))
        if item is None:
            found.append("未列入计划")
    if item and item.done_on:
        shown = f"：{item.evidence}" if item.evidence else ""
        found.append(f"{SIGNS[State.DONE]} {chinese_date(item.done_on)}完成{shown}")
    if item and item.dropped_reason:
        found.append(f"不开：{item.dropped_reason}")
    if item and item.remark:
        found.append(item.remark)
    return [line for line in found if line]
