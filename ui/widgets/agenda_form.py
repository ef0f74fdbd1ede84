"""One agenda item: kind, person, title, report, discussion, decision, who does what by when, the vote."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from models.domain.record_text import Place
from models.domain.records import AgendaItem, ItemKind, Person, Tally
from models.services.meeting_decisions import concerns_person, item_title
from ui.theme import px
from ui.widgets.article_links import ArticleLinks
from ui.widgets.form_grid import FormRow
from ui.widgets.person_picker import PersonPicker
from ui.widgets.pick_popup import Pick
from ui.widgets.plain_label import PlainLabel
from ui.widgets.prose_edit import ProseEdit
from ui.widgets.scroll_column import ScrollColumn
from ui.widgets.task_table import TaskTable
from ui.widgets.vote_panel import VotePanel

WORDS = (  # field, label, hint, least lines
    ("report", "汇报或传达", "谁汇报什么，传达什么文件。", 2),
    ("content", "讨论情况", "谁说了什么，有没有不同意见。首字母加 Tab 写上发言人。", 4),
    ("decision", "决议或决定事项", "决定了什么；谁来办、何时完成写在下面。", 2),
)
MOST_LINES = 20  # of a box before it scrolls in itself
LOOK_AFTER = 400  # milliseconds without a key: only then the texts are read for the judgement


class AgendaForm(QWidget):
    """`edited(item)` at every key, after words with a pause; `committed` when a field is left."""

    edited = Signal(object)
    committed = Signal()
    tasks_edited = Signal(object)  # list[Row]
    said = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filling = False
        self._people: Callable[[ItemKind], Sequence[Person]] = lambda _kind: ()
        self._names: dict[str, str] = {}
        self._tally = Tally()
        self._given = AgendaItem()
        self._tasks_locked = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(LOOK_AFTER)
        self._pause.timeout.connect(self._changed)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(px(24))
        columns.addWidget(self._make_words(), 3)
        columns.addWidget(self._make_vote(), 2)

    def _make_words(self) -> ScrollColumn:
        inside = QWidget()
        box = QVBoxLayout(inside)
        box.setContentsMargins(0, 0, px(4), 0)
        box.setSpacing(px(8))
        self.kind = QComboBox()
        for kind in ItemKind:
            self.kind.addItem(kind.value, kind)
        self.kind.activated.connect(lambda _row: self._kind_chosen())
        self.person = PersonPicker(compact=True)
        self.person.chosen.connect(lambda _id, _name: self._person_chosen())
        self.title = QLineEdit()
        self.title.setPlaceholderText("如：传达学习…、讨论接收…为预备党员")
        self.title.textEdited.connect(lambda _text: self._changed())
        self.title.editingFinished.connect(lambda: self.committed.emit())
        self.proposer = QLineEdit()
        self.proposer.setPlaceholderText("姓名")
        self.proposer.textEdited.connect(lambda _text: self._changed())
        self.proposer.editingFinished.connect(self._proposer_left)
        for widget in (self.kind, self.title, self.proposer):
            widget.setProperty("compact", True)
        line = QHBoxLayout()
        line.setSpacing(px(16))
        line.addWidget(FormRow("事项", self.kind), 3)
        self.person_row = FormRow("关于谁", self.person)
        line.addWidget(self.person_row, 3)
        box.addLayout(line)
        called = QHBoxLayout()
        called.setSpacing(px(16))
        called.addWidget(FormRow("议题名称", self.title), 3)
        called.addWidget(FormRow("提出人", self.proposer), 1)
        box.addLayout(called)
        self.words: dict[str, ProseEdit] = {}
        for name, label, hint, least in WORDS:
            self.words[name] = area = ProseEdit(label, hint, grows=(least, MOST_LINES))
            area.typed.connect(self._words_typed)
            area.left.connect(self._words_left)
            area.said.connect(self.said)
            box.addWidget(FormRow(label, area))
        self.report, self.content, self.decision = self.words.values()
        self.tasks = TaskTable()
        self.tasks.edited.connect(lambda: self.tasks_edited.emit(self.tasks.rows()))
        box.addWidget(self.tasks)
        box.addStretch(1)
        self._column = ScrollColumn(inside)
        for area in self.words.values():
            area.cursorPositionChanged.connect(lambda a=area: self._follow(a) if a.hasFocus() else None)
        return self._column

    def _make_vote(self) -> ScrollColumn:
        inside = QWidget()
        box = QVBoxLayout(inside)
        box.setContentsMargins(0, 0, px(8), 0)
        box.setSpacing(px(8))
        self.vote = VotePanel()
        self.vote.edited.connect(self._changed)
        self.vote.committed.connect(lambda: self.committed.emit())
        self.vote.election.activated.connect(lambda _row: self._election_chosen())
        box.addWidget(self.vote)
        self.result = PlainLabel("", wrap=True)
        self.needed = PlainLabel("", "field", wrap=True)
        box.addWidget(self.result)
        box.addWidget(self.needed)
        self.articles = ArticleLinks()
        box.addWidget(self.articles)
        box.addStretch(1)
        return ScrollColumn(inside)

    # -- what the editor says --------------------------------------------------------------------------------

    def give(self, item: AgendaItem, people: Callable[[ItemKind], Sequence[Person]], tally: Tally) -> None:
        self._filling = True
        if item.uuid != self._given.uuid:
            self._column.verticalScrollBar().setValue(0)
        self._given, self._people, self._tally = item, people, tally
        self.kind.setCurrentIndex(self.kind.findData(item.kind))
        self._offer(item.kind, item.person_id, item.person_name)
        if self.title.text() != item.title:
            self.title.setText(item.title)
            self.title.setCursorPosition(0)
        if self.proposer.text() != item.proposer:
            self.proposer.setText(item.proposer)
        for name, area in self.words.items():
            area.give(getattr(item, name))
        self._pause.stop()
        self.vote.give(item, tally)
        self._filling = False

    def give_tasks(self, rows: Sequence[Mapping[str, str]]) -> None:
        """What was decided to be done, under this item."""
        self.tasks.give(rows)
        self.tasks.set_editable(not (self._tasks_locked or self.title.isReadOnly()))

    def lock_tasks(self, locked: bool) -> None:
        """Signed minutes: only a slip changes who does what."""
        self._tasks_locked = locked

    def know(self, speakers: Sequence[Pick], phrases: Sequence[Pick], held_on: str) -> None:
        """Whom initials mean, the phrases, and the day from which 月底 is reckoned."""
        for area in self.words.values():
            area.know(speakers, phrases)
        self._names = {key: pick.value for pick in reversed(speakers) for key in pick.keys.split()}
        self.vote.know(self._names)
        self.tasks.know(speakers, held_on)

    def settle(self) -> None:
        """Hand over words that are waiting for a pause."""
        if self._pause.isActive():
            self._pause.stop()
            self._changed()

    def show_piece(self, place: Place) -> QLineEdit | ProseEdit:
        """Select a piece of one of the texts and bring it into sight; the field it stands in."""
        if place.field == "title":
            self.title.setSelection(place.start, place.length)
            return self.title
        area = self.words[place.field]
        area.select_piece(place.start, place.length)
        self._follow(area)
        return area

    def replace_piece(self, place: Place, new: str) -> None:
        """As if typed over."""
        if place.field == "title":
            text = self.title.text()
            self.title.setText(text[: place.start] + new + text[place.start + place.length :])
            self._changed()
        else:
            self.words[place.field].replace_piece(place.start, place.length, new)
            self.settle()

    def text_in_hand(self) -> ProseEdit | None:
        """The text with the keyboard, for what is put in by a key."""
        return next((area for area in self.words.values() if area.hasFocus()), None)

    def item(self) -> AgendaItem:
        return replace(
            self._given,
            kind=ItemKind(self.kind.currentData()),
            title=self.title.text(),
            person_id=self.person.person_id(),
            person_name=self.person.person_name(),
            proposer=self.proposer.text().strip(),
            report=self.report.text(),
            content=self.content.text(),
            decision=self.decision.text(),
            **self.vote.values(),
        )

    def set_editable(self, editable: bool) -> None:
        for widget in (self.title, self.proposer, *self.words.values()):
            widget.setReadOnly(not editable)
        self.tasks.set_editable(editable)
        self.kind.setEnabled(editable)
        self.person.setEnabled(editable)
        self.vote.set_editable(editable)

    # -- inside ----------------------------------------------------------------------------------------------

    def _offer(self, kind: ItemKind, person_id: int, name: str) -> None:
        shown = concerns_person(kind)
        self.person_row.setVisible(shown)
        if shown or person_id:
            self.person.offer(self._people(kind), person_id, name)
        else:
            self.person.offer((), 0, "")

    def _kind_chosen(self) -> None:
        kind = ItemKind(self.kind.currentData())
        keep = concerns_person(kind)
        name = self.person.person_name() if keep else ""
        self._filling = True
        self._propose_title(kind, name)
        self._offer(kind, self.person.person_id() if keep else 0, name)
        self.vote.give(replace(self.item(), kind=kind), self._tally)
        self._filling = False
        self._changed()
        self.committed.emit()

    def _election_chosen(self) -> None:
        """The count becomes part of the record, where nothing is written yet."""
        if self.vote.told() and not self.decision.text().strip():
            self.decision.give(self.vote.told())
            self._changed()
            self.committed.emit()

    def _person_chosen(self) -> None:
        self._propose_title(ItemKind(self.kind.currentData()), self.person.person_name())
        self._changed()
        self.committed.emit()

    def _propose_title(self, kind: ItemKind, name: str) -> None:
        """The usual title, unless somebody wrote their own."""
        now = self.title.text()
        usual = {item_title(other, person.name) for other in ItemKind for person in self._people(other)}
        if not now or now in usual:
            self.title.setText(item_title(kind, name) or ("" if now in usual else now))

    def _words_typed(self) -> None:
        if not self._filling:
            self._pause.start()

    def _words_left(self) -> None:
        self.settle()
        self.committed.emit()

    def _proposer_left(self) -> None:
        if name := self._names.get(self.proposer.text().strip().lower()):
            self.proposer.setText(name)
            self._changed()
        self.committed.emit()

    def _follow(self, area: ProseEdit) -> None:
        """The caret stays in sight while a box grows beneath it."""
        caret = area.viewport().mapTo(self._column.widget(), area.cursorRect().bottomLeft())
        self._column.ensureVisible(caret.x(), caret.y(), 0, px(32))

    def _changed(self) -> None:
        if not self._filling:
            self.edited.emit(self.item())
