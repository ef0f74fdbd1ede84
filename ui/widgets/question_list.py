"""Everything to decide before two computers are merged: a page at a time, one by one or all of a kind at once.

Two thousand questions must not cost two thousand widgets: only the page looked at has any, and an answer changes
nothing but its own row.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from models.services.second_desk_words import Question
from ui.theme import px
from ui.widgets.plain_label import PlainLabel

PAGE = 20
BESIDE = 6  # characters: after a longer word the value has a line of its own
Decisions = dict[tuple[str, ...], str]
Kind = tuple[str, str, str]  # of question, choice, its label


class QuestionRow(QWidget):
    """One clash: what it was, the two values, and which one is taken."""

    def __init__(self, question: Question, decided: str) -> None:
        super().__init__()
        self.question = question
        box = QVBoxLayout(self)
        box.setContentsMargins(0, px(8), 0, px(8))
        box.setSpacing(px(4))
        title = f"{question.subject} · {question.field}" if question.field else question.subject
        box.addWidget(PlainLabel(title, wrap=True))
        before = f"，原来是“{question.base}”" if question.base else ""
        box.addWidget(PlainLabel(f"{question.kind}{before}", "field", wrap=True))
        self.group = QButtonGroup(self)
        for number, option in enumerate(question.options):
            button = QRadioButton(option.label)
            button.setEnabled(option.choice in question.choices)
            button.setAccessibleName(f"{title}，采用{option.label}{option.value}")
            self.group.addButton(button, number)
            value = PlainLabel(option.value or "（空）", wrap=True)
            if len(option.label) > BESIDE:
                value.setContentsMargins(px(26), 0, 0, 0)
                box.addWidget(button)
                box.addWidget(value)
                continue
            row = QHBoxLayout()
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(value, 1)
            box.addLayout(row)
        self.choose(decided)

    def choose(self, choice: str) -> None:
        """Show what is decided, without deciding it."""
        self.group.blockSignals(True)
        self.group.setExclusive(False)
        for number, option in enumerate(self.question.options):
            self.group.button(number).setChecked(option.choice == choice)
        self.group.setExclusive(True)
        self.group.blockSignals(False)

    def asks(self, question: Question) -> bool:
        """Whether this row is what would be made of it."""
        return replace(self.question, decision="") == replace(question, decision="")


class QuestionList(QWidget):
    """The questions and the answers given so far; every answer can be taken back until all are carried out."""

    changed = Signal()  # an answer was given or taken back

    def __init__(self) -> None:
        super().__init__()
        self.decisions: Decisions = {}
        self.rows: list[QuestionRow] = []
        self._questions: tuple[Question, ...] = ()
        self._before: list[Decisions] = []
        self._first = 0
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        box.addLayout(self._head())
        self._box = QVBoxLayout()
        self._box.setSpacing(px(8))
        box.addLayout(self._box)
        self.pager = self._pager()
        box.addWidget(self.pager)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.heading = PlainLabel("", "heading")
        row.addWidget(self.heading, 1)
        self.rest_button = QPushButton("其余都选…")
        self.rest_menu = QMenu(self.rest_button)
        self.rest_menu.aboutToShow.connect(self._offer)
        self.rest_button.setMenu(self.rest_menu)
        self.undo_button = QPushButton("撤回上一次选择")
        self.undo_button.clicked.connect(self.undo)
        for button in (self.rest_button, self.undo_button):
            row.addWidget(button)
        return row

    def _pager(self) -> QWidget:
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, 0)
        self.back_button, self.on_button = QPushButton("上一页"), QPushButton("下一页")
        self.open_button = QPushButton("下一处没选的")
        self.where = PlainLabel("", "field")
        self.back_button.clicked.connect(lambda: self._turn(self._first - PAGE))
        self.on_button.clicked.connect(lambda: self._turn(self._first + PAGE))
        self.open_button.clicked.connect(self._to_open)
        row.addWidget(self.back_button)
        row.addWidget(self.where)
        row.addWidget(self.on_button)
        row.addStretch(1)
        row.addWidget(self.open_button)
        return bar

    @property
    def count(self) -> int:
        return len(self._questions)

    @property
    def left(self) -> int:
        return sum(1 for question in self._questions if question.id not in self.decisions)

    def ask(self, questions: Sequence[Question]) -> None:
        """Show these; what was decided stays, and so do the rows that ask the same as before."""
        self._questions = tuple(questions)
        self._turn(min(self._first, max(0, len(self._questions) - 1) // PAGE * PAGE))
        self._say()

    def undo(self) -> None:
        """Take the last answer back, one or many."""
        if self._before:
            self.decisions = self._before.pop()
            self._answered()

    def _decide(self, row: QuestionRow, number: int) -> None:
        self._before.append(dict(self.decisions))
        self.decisions[row.question.id] = row.question.options[number].choice
        self._answered()

    def decide_rest(self, kind: Kind) -> None:
        """One answer to all of a kind that have none yet."""
        self._before.append(dict(self.decisions))
        for question in self._questions:
            if question.id not in self.decisions and kind in _kinds(question):
                self.decisions[question.id] = kind[1]
        self._answered()

    def _answered(self) -> None:
        for row in self.rows:
            row.choose(self.decisions.get(row.question.id, ""))
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        left = self.left
        self.heading.setText(f"要选定的 {self.count:,} 处，还剩 {left:,} 处")
        self.setVisible(bool(self._questions or self._before))
        self.undo_button.setEnabled(bool(self._before))
        for button in (self.open_button, self.rest_button):
            button.setEnabled(bool(left))

    def _offer(self) -> None:
        """Counted when it is looked at, not after every answer."""
        self.rest_menu.clear()
        open_ones = (question for question in self._questions if question.id not in self.decisions)
        kinds = Counter(kind for question in open_ones for kind in _kinds(question))
        for kind, number in kinds.items():
            words = f"{kind[0]}（{number:,} 处）：都选“{kind[2].rstrip('：')}”"
            self.rest_menu.addAction(words, lambda kind=kind: self.decide_rest(kind))

    # the page looked at

    def _turn(self, first: int) -> None:
        self._first = max(0, min(first, max(0, self.count - 1)))
        page = self._questions[self._first : self._first + PAGE]
        self.pager.setVisible(self.count > PAGE)
        self.where.setText(f"第 {self._first + 1:,}–{self._first + len(page):,} 处，共 {self.count:,} 处")
        self.back_button.setEnabled(self._first > 0)
        self.on_button.setEnabled(self._first + PAGE < self.count)
        kept = {row.question.id: row for row in self.rows}
        self.rows = [self._row(kept, question) for question in page]
        for row in kept.values():
            row.hide()
            row.deleteLater()

    def _row(self, kept: dict[tuple[str, ...], QuestionRow], question: Question) -> QuestionRow:
        old = kept.get(question.id)
        if old is not None and old.asks(question):
            row = kept.pop(question.id)
            row.choose(self.decisions.get(question.id, ""))
        else:
            row = QuestionRow(question, self.decisions.get(question.id, ""))
            row.group.idToggled.connect(lambda number, on: self._decide(row, number) if on else None)
        self._box.removeWidget(row)
        self._box.addWidget(row)
        return row

    def _to_open(self) -> None:
        """The page of the next one without an answer, from the first again after the last."""
        places = [n for n, question in enumerate(self._questions) if question.id not in self.decisions]
        later = [place for place in places if place >= self._first + PAGE]
        if places:
            self._turn((later or places)[0] // PAGE * PAGE)


def _kinds(question: Question) -> list[Kind]:
    """What may be said to it and to everything of its kind."""
    return [
        (question.kind, option.choice, option.label)
        for option in question.options
        if option.choice in question.choices
    ]
