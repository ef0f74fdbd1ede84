"""One agenda item: kind, person, title, what was said, what was decided, the vote."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from models.domain.records import AgendaItem, ItemKind, Person, Tally
from models.services.meeting_decisions import concerns_person, item_title
from ui.theme import px
from ui.widgets.article_links import ArticleLinks
from ui.widgets.form_grid import FormRow
from ui.widgets.person_picker import PersonPicker
from ui.widgets.plain_label import PlainLabel
from ui.widgets.scroll_column import ScrollColumn
from ui.widgets.text_area import TextArea
from ui.widgets.vote_panel import VotePanel


class AgendaForm(QWidget):
    """`edited(item)` at every key; `committed` when a field is left. Ids and order are the editor's business."""

    edited = Signal(object)
    committed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filling = False
        self._people: Callable[[ItemKind], Sequence[Person]] = lambda _kind: ()
        self._tally = Tally()
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
        for widget in (self.kind, self.title):
            widget.setProperty("compact", True)
        line = QHBoxLayout()
        line.setSpacing(px(16))
        line.addWidget(FormRow("事项", self.kind), 1)
        self.person_row = FormRow("关于谁", self.person)
        line.addWidget(self.person_row, 1)
        box.addLayout(line)
        box.addWidget(FormRow("议题名称", self.title))
        self.content = TextArea("讨论情况", "谁说了什么，有没有不同意见。")
        self.decision = TextArea("决议或决定事项", "谁、何事、何时完成。")
        for area, label, stretch in ((self.content, "讨论情况", 3), (self.decision, "决议或决定事项", 2)):
            area.textChanged.connect(self._changed)
            area.left.connect(lambda: self.committed.emit())
            box.addWidget(PlainLabel(label, "field"))
            area.setMinimumHeight(px(32) * stretch)
            box.addWidget(area, stretch)
        return ScrollColumn(inside)

    def _make_vote(self) -> ScrollColumn:
        inside = QWidget()
        box = QVBoxLayout(inside)
        box.setContentsMargins(0, 0, px(8), 0)
        box.setSpacing(px(8))
        self.vote = VotePanel()
        self.vote.edited.connect(self._changed)
        self.vote.committed.connect(lambda: self.committed.emit())
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
        self._people, self._tally = people, tally
        self.kind.setCurrentIndex(self.kind.findData(item.kind))
        self._offer(item.kind, item.person_id, item.person_name)
        if self.title.text() != item.title:
            self.title.setText(item.title)
        self.content.give(item.content)
        self.decision.give(item.decision)
        self.vote.give(item.vote, item.kind, tally)
        self._filling = False

    def item(self) -> AgendaItem:
        return AgendaItem(
            kind=ItemKind(self.kind.currentData()),
            title=self.title.text(),
            person_id=self.person.person_id(),
            person_name=self.person.person_name(),
            content=self.content.text(),
            decision=self.decision.text(),
            vote=self.vote.vote(),
        )

    def set_editable(self, editable: bool) -> None:
        for widget in (self.title, self.content, self.decision):
            widget.setReadOnly(not editable)
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
        self.vote.give(self.vote.vote(), kind, self._tally)
        self._filling = False
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

    def _changed(self) -> None:
        if not self._filling:
            self.edited.emit(self.item())
