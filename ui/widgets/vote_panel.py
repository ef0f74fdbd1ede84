"""The count of a vote, as the teller wrote it down: integers, with the sum, what cannot be true, and who counted."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from models.domain.check_vote import FAILED, HANDS, PASSED, PERSON_VOTES, SECRET, impossible
from models.domain.election import names_of
from models.domain.records import AgendaItem, ItemKind, Tally, Vote
from ui.theme import px
from ui.widgets.form_grid import FormRow
from ui.widgets.plain_label import PlainLabel

SECRET_KINDS = (*PERSON_VOTES, ItemKind.ELECTION)
BALLOTS = (("issued", "发出票"), ("returned", "收回票"), ("valid", "有效票"))
COUNTS = (("yes", "赞成"), ("no", "不赞成"), ("abstain", "弃权"))
WRITTEN = (("written", "书面意见"), ("written_yes", "其中同意"), ("written_no", "其中不同意"))
RESULTS = (("按票数判断", ""), (PASSED, PASSED), (FAILED, FAILED))
NOT_LINKED = "没有连到换届选举"
MOST = 9999
Choice = tuple[int, str]  # id of an election, words


class VotePanel(QWidget):
    """`edited` at every key, `committed` when a field is left. `values()` are the fields of the item it keeps."""

    edited = Signal()
    committed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filling = False
        self._kind = ItemKind.STUDY
        self._tally = Tally()
        self._names: Mapping[str, str] = {}
        self._elections: Callable[[int], str] = lambda _id: ""
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        self.voted = QCheckBox("这项议题进行了表决")
        self.voted.toggled.connect(self._switched)
        box.addWidget(self.voted)
        self.election = self._combo("连到换届选举", lambda: self._chosen())
        self.election_row = FormRow("这次选举", self.election)
        box.addWidget(self.election_row)
        self.counted = PlainLabel("", "field", wrap=True)
        box.addWidget(self.counted)
        box.addWidget(self._make_numbers())
        box.addWidget(self._make_people())
        self.give(AgendaItem(), Tally())

    def _make_numbers(self) -> QWidget:
        self.method = self._combo("表决方式", self._method_chosen)
        self.method.addItems([SECRET, HANDS])
        self.body = QWidget()
        grid = QGridLayout(self.body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(4))
        for column in range(3):
            grid.setColumnStretch(column, 1)
        self.outcome = self._combo("宣布的结果", lambda: self._chosen())
        for words, value in RESULTS:
            self.outcome.addItem(words, value)
        top = QHBoxLayout()
        top.setSpacing(px(12))
        top.addWidget(FormRow("表决方式", self.method), 1)
        top.addWidget(FormRow("宣布的结果", self.outcome), 1)
        grid.addLayout(top, 0, 0, 2, 3)
        self.fields: dict[str, QSpinBox] = {}
        self._labels: dict[str, PlainLabel] = {}
        for row, line in enumerate((BALLOTS, COUNTS, WRITTEN)):
            for place, (name, label) in enumerate(line):
                self._add(grid, 2 + 2 * row, place, name, label)
        self.sum = PlainLabel("", "field", wrap=True)
        grid.addWidget(self.sum, 8, 0, 1, 3)
        self.wrong = PlainLabel("", wrap=True)
        self.wrong.set_state("late")
        self.wrong.setAccessibleName("表决数的问题")
        grid.addWidget(self.wrong, 9, 0, 1, 3)
        return self.body

    def _make_people(self) -> QWidget:
        self.people = QWidget()
        box = QVBoxLayout(self.people)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        line = QHBoxLayout()
        line.setSpacing(px(12))
        self.scrutineers, self.tellers = self._line("监票人"), self._line("计票人")
        for label, field in (("监票人", self.scrutineers), ("计票人", self.tellers)):
            row = FormRow(label, field)
            line.addWidget(row, 1)
        box.addLayout(line)
        return self.people

    def _combo(self, name: str, slot: Callable[[], object]) -> QComboBox:
        combo = QComboBox()
        combo.setProperty("compact", True)
        combo.setAccessibleName(name)
        combo.activated.connect(lambda _row: slot())
        return combo

    def _line(self, name: str) -> QLineEdit:
        field = QLineEdit()
        field.setProperty("compact", True)
        field.setAccessibleName(name)
        field.setPlaceholderText("姓名或首字母")
        field.textEdited.connect(lambda _text: self._changed())
        field.editingFinished.connect(lambda: self._named(field))
        return field

    def _add(self, grid: QGridLayout, row: int, column: int, name: str, label: str) -> None:
        field = QSpinBox()
        field.setRange(0, MOST)
        field.setProperty("compact", True)
        field.setMinimumWidth(px(64))
        field.setAccessibleName(label)
        field.valueChanged.connect(lambda _value: self._changed())
        field.editingFinished.connect(lambda: self.committed.emit())
        self.fields[name] = field
        self._labels[name] = words = PlainLabel(label, "field")
        words.setBuddy(field)
        grid.addWidget(words, row, column)
        grid.addWidget(field, row + 1, column)

    # -- what the page says ----------------------------------------------------------------------------------

    def offer(self, elections: Sequence[Choice], told: Callable[[int], str]) -> None:
        """The elections an item may hold, and what was counted in one of them."""
        self._elections = told
        if [self.election.itemData(row) for row in range(1, self.election.count())] != [
            e[0] for e in elections
        ]:
            kept = self.election.currentData() or 0
            self.election.clear()
            self.election.addItem(NOT_LINKED, 0)
            for election_id, words in elections:
                self.election.addItem(words, election_id)
            self.election.setCurrentIndex(max(0, self.election.findData(kept)))

    def know(self, names: Mapping[str, str]) -> None:
        """Whom initials mean."""
        self._names = names

    def give(self, item: AgendaItem, tally: Tally) -> None:
        self._kind, self._tally = item.kind, tally
        vote = item.vote
        self._filling = True
        self.voted.setChecked(vote.voted)
        self.method.setCurrentText(vote.method or self._usual_method())
        for name, field in self.fields.items():
            if field.value() != getattr(vote, name):
                field.setValue(getattr(vote, name))
        for field, text in ((self.scrutineers, item.scrutineers), (self.tellers, item.tellers)):
            if field.text() != text:
                field.setText(text)
        self.outcome.setCurrentIndex(max(0, self.outcome.findData(item.result)))
        if item.election_id and self.election.findData(item.election_id) < 0:
            self.election.addItem("已登记的选举", item.election_id)
        self.election.setCurrentIndex(max(0, self.election.findData(item.election_id)))
        self._filling = False
        self._dress()

    def vote(self) -> Vote:
        voted = self.voted.isChecked()
        numbers = {name: field.value() for name, field in self.fields.items()}
        return Vote(voted=voted, method=self.method.currentText() if voted else "", **numbers)

    def values(self) -> dict[str, Any]:
        """The fields of an agenda item that are kept here."""
        return {
            "vote": self.vote(),
            "scrutineers": self.scrutineers.text().strip(),
            "tellers": self.tellers.text().strip(),
            "result": str(self.outcome.currentData() or ""),
            "election_id": self._linked(),
        }

    def told(self) -> str:
        """What was counted in the election the item holds."""
        linked = self._linked()
        return self._elections(linked) if linked else ""

    def set_editable(self, editable: bool) -> None:
        for widget in (self.voted, self.method, self.election, self.outcome):
            widget.setEnabled(editable)
        for field in (*self.fields.values(), self.scrutineers, self.tellers):
            field.setReadOnly(not editable)

    # -- inside ----------------------------------------------------------------------------------------------

    def _linked(self) -> int:
        return int(self.election.currentData() or 0) if self._kind is ItemKind.ELECTION else 0

    def _usual_method(self) -> str:
        return SECRET if self._kind in SECRET_KINDS else HANDS

    def _switched(self, voted: bool) -> None:
        """A vote that begins has the facts filled in: the usual method, one ballot for each voter present."""
        if self._filling:
            return
        self._quietly(lambda: self._prefill() if voted else self._empty())
        self._changed()
        self.committed.emit()

    def _prefill(self) -> None:
        self.method.setCurrentText(self._usual_method())
        self._fill_ballots()

    def _fill_ballots(self) -> None:
        present = self._tally.entitled_present if self.method.currentText() == SECRET else 0
        for name, _ in BALLOTS:
            self.fields[name].setValue(present)

    def _empty(self) -> None:
        for field in self.fields.values():
            field.setValue(0)
        self.outcome.setCurrentIndex(0)

    def _method_chosen(self) -> None:
        self._quietly(self._fill_ballots)
        self._chosen()

    def _chosen(self) -> None:
        self._changed()
        self.committed.emit()

    def _named(self, field: QLineEdit) -> None:
        """Initials become the names they mean."""
        parts = [self._names.get(part.lower(), part) for part in names_of(field.text())]
        words = "、".join(parts)
        if words != field.text() and parts:
            field.setText(words)
            self._changed()
        self.committed.emit()

    def _quietly(self, change: Callable[[], None]) -> None:
        self._filling = True
        change()
        self._filling = False

    def _changed(self) -> None:
        if not self._filling:
            self._dress()
            self.edited.emit()

    def _dress(self) -> None:
        vote, linked = self.vote(), self._linked()
        self.election_row.setVisible(self._kind is ItemKind.ELECTION)
        self.voted.setVisible(not linked)
        self.counted.setText(f"{self.told()}\n票数在“支部 → 换届选举”里登记。" if linked else "")
        self.counted.setVisible(bool(self.counted.text()))
        self.body.setVisible(vote.voted and not linked)
        self.people.setVisible(vote.voted and not linked)
        self._show(BALLOTS, vote.method != HANDS)
        self._show(WRITTEN[1:], bool(vote.written))
        self.sum.setText(_sum_words(vote, self._tally))
        wrong = impossible(vote, self._kind, self._tally)
        self.wrong.setText(f"× 没有保存：{wrong}。请核对计票结果。" if wrong else "")
        self.wrong.setVisible(bool(wrong))

    def _show(self, line: Sequence[tuple[str, str]], shown: bool) -> None:
        for name, _ in line:
            for widget in (self.fields[name], self._labels[name]):
                widget.setVisible(shown)


def _sum_words(vote: Vote, tally: Tally) -> str:
    counted = vote.yes + vote.no + vote.abstain
    base, name = (tally.entitled_present, "实到有表决权") if vote.method == HANDS else (vote.valid, "有效票")
    base += vote.written
    sign = "✓ 相符" if counted == base else f"差 {abs(counted - base)}"
    written = f"＋书面意见 {vote.written}" if vote.written else ""
    void = max(0, vote.returned - vote.valid) if vote.method != HANDS else 0
    tail = f"　无效票 {void}" if void else ""
    return f"赞成＋不赞成＋弃权＝{counted}\n{name}{written}＝{base}　{sign}{tail}"
