"""The count of a vote, as the teller wrote it down: integers, with the sum and the threshold said beside."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QSpinBox, QVBoxLayout, QWidget

from models.domain.records import ItemKind, Tally, Vote
from ui.theme import px
from ui.widgets.plain_label import PlainLabel

SECRET, HANDS = "无记名投票", "举手"
SECRET_KINDS = (ItemKind.ADMIT, ItemKind.CONFIRM, ItemKind.EXTEND, ItemKind.CANCEL, ItemKind.ELECTION)
BALLOTS = (("issued", "发出票"), ("returned", "收回票"), ("valid", "有效票"))
COUNTS = (("yes", "赞成"), ("no", "不赞成"), ("abstain", "弃权"), ("written", "书面意见（件）"))
MOST = 9999


class VotePanel(QWidget):
    """`edited` at every key, `committed` when a field is left."""

    edited = Signal()
    committed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filling = False
        self._kind = ItemKind.STUDY
        self._tally = Tally()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        self.voted = QCheckBox("这项议题进行了表决")
        self.voted.toggled.connect(self._switched)
        box.addWidget(self.voted)
        self.method = QComboBox()
        self.method.addItems([SECRET, HANDS])
        self.method.setProperty("compact", True)
        self.method.setAccessibleName("表决方式")
        self.method.activated.connect(lambda _row: self._method_chosen())
        self.body = QWidget()
        grid = QGridLayout(self.body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(4))
        grid.addWidget(PlainLabel("表决方式", "field"), 0, 0, 1, 3)
        grid.addWidget(self.method, 1, 0, 1, 3)
        self.fields: dict[str, QSpinBox] = {}
        self._labels: dict[str, PlainLabel] = {}
        for place, (name, label) in enumerate(BALLOTS):
            self._add(grid, 2, place, name, label)
        for place, (name, label) in enumerate(COUNTS[:3]):
            self._add(grid, 4, place, name, label)
        self._add(grid, 6, 0, *COUNTS[3])
        self.sum = PlainLabel("", "field", wrap=True)
        grid.addWidget(self.sum, 7, 1, 1, 2)
        box.addWidget(self.body)
        self.give(Vote(), ItemKind.STUDY, Tally())

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

    def give(self, vote: Vote, kind: ItemKind, tally: Tally) -> None:
        self._kind, self._tally = kind, tally
        if vote != self.vote():
            self._filling = True
            self.voted.setChecked(vote.voted)
            self.method.setCurrentText(vote.method or self._usual_method())
            for name, field in self.fields.items():
                field.setValue(getattr(vote, name))
            self._filling = False
        self._dress()

    def vote(self) -> Vote:
        voted = self.voted.isChecked()
        numbers = {name: field.value() for name, field in self.fields.items()}
        return Vote(voted=voted, method=self.method.currentText() if voted else "", **numbers)

    def set_editable(self, editable: bool) -> None:
        for widget in (self.voted, self.method):
            widget.setEnabled(editable)
        for field in self.fields.values():
            field.setReadOnly(not editable)
            up_down = QSpinBox.ButtonSymbols.UpDownArrows
            field.setButtonSymbols(up_down if editable else QSpinBox.ButtonSymbols.NoButtons)

    # -- inside ----------------------------------------------------------------------------------------------

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

    def _method_chosen(self) -> None:
        self._quietly(self._fill_ballots)
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
        vote = self.vote()
        self.body.setVisible(vote.voted)
        for name, _ in BALLOTS:
            for widget in (self.fields[name], self._labels[name]):
                widget.setVisible(vote.method != HANDS)
        self.sum.setText(_sum_words(replace(vote), self._tally))


def _sum_words(vote: Vote, tally: Tally) -> str:
    counted = vote.yes + vote.no + vote.abstain
    base, name = (tally.entitled_present, "实到有表决权") if vote.method == HANDS else (vote.valid, "有效票")
    base += vote.written
    sign = "✓ 相符" if counted == base else f"差 {abs(counted - base)}"
    written = f"＋书面意见 {vote.written}" if vote.written else ""
    return f"赞成＋不赞成＋弃权＝{counted}\n{name}{written}＝{base}　{sign}"
