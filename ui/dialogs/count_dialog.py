"""The count: papers and votes of both ballots on one page; who is elected is told by both readings while typing."""

from dataclasses import fields, replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QSpinBox, QVBoxLayout, QWidget

from models.domain.election import BY_EXPECTED, BY_PRESENT, Ballot, Choice, Count, Election, names
from models.domain.errors import UserError
from ui.context import Context
from ui.drafts import Field, key_of
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.plain_label import PlainLabel
from ui.widgets.scroll_column import ScrollColumn

_PAPERS = (
    ("expected", "应到有选举权"), ("present", "实到有选举权"), ("issued", "发出票"), ("returned", "收回票"),
    ("invalid", "无效票"),
)  # fmt: skip
_VOTES = (("yes", "赞成"), ("no", "不赞成"), ("abstain", "弃权"))


class CountDialog(QDialog):
    """Numbers only; saved in one undo step."""

    def __init__(self, context: Context, election: Election, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._election = context, election
        day = election.on_date
        self._majority = context.desk.rules.edition("election", day).value("XJ-10").share
        self._places = ("committee", "leaders") if election.seats else ("leaders",)
        self.boxes: dict[str, QSpinBox] = {}
        self.said: list[PlainLabel] = []
        self.setWindowTitle("登记计票")
        self.setMinimumWidth(px(640))
        self.resize(px(660), px(640))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(10))
        box.addWidget(PlainLabel("登记计票", "title"))
        self.problem = Banner("", "late")
        self.problem.hide()
        box.addWidget(self.problem)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, px(8), 0)
        column.setSpacing(px(8))
        for place, ballot in enumerate(election.ballots()):
            self._add(column, place, ballot)
        column.addStretch(1)
        box.addWidget(ScrollColumn(inside), 1)
        buttons = DialogButtons(self, "保存计票", "不改了")
        self.ok_button = buttons.ok_button
        self.ok_button.clicked.connect(self._save)
        box.addWidget(buttons)
        self._judge()
        context.drafts.watch(self, key_of("count", election.id), "登记计票", self._fields, self._judge)

    def _add(self, column: QVBoxLayout, place: int, ballot: Ballot) -> None:
        column.addWidget(PlainLabel(f"{ballot.title}选举，应选 {ballot.seats} 名", "heading"))
        papers = QGridLayout()
        papers.setHorizontalSpacing(px(12))
        for at, (name, label) in enumerate(_PAPERS):
            papers.addWidget(PlainLabel(label, "field"), 0, at)
            box = self._box(
                f"{self._places[place]}.{name}", getattr(ballot.count, name), f"{ballot.title}{label}"
            )
            papers.addWidget(box, 1, at)
        column.addLayout(papers)
        votes = QGridLayout()
        votes.setHorizontalSpacing(px(12))
        votes.setColumnStretch(0, 1)
        for at, (_, label) in enumerate(_VOTES, start=1):
            votes.addWidget(PlainLabel(label, "field"), 0, at)
        for row, choice in enumerate((*ballot.candidates, *ballot.others), start=1):
            post = f"（{choice.post_name}）" if len(ballot.posts) > 1 else ""
            words = f"{choice.name}{post}{'' if choice.origin == '候选人' else '　另选'}"
            votes.addWidget(PlainLabel(words), row, 0, Qt.AlignmentFlag.AlignVCenter)
            for at, (name, label) in enumerate(_VOTES, start=1):
                key = f"v{choice.id}.{name}"
                votes.addWidget(self._box(key, getattr(choice, name), f"{choice.name}{label}"), row, at)
        column.addLayout(votes)
        if not ballot.choices:
            column.addWidget(PlainLabel("还没有登记人选，请先“新增候选人…”。", "quiet"))
        said = PlainLabel("", "quiet", wrap=True)
        self.said.append(said)
        column.addWidget(said)

    def _box(self, key: str, value: int, name: str) -> QSpinBox:
        box = self.boxes[key] = QSpinBox()
        box.setRange(0, 9999)
        box.setValue(value)
        box.setAccessibleName(name)
        box.setMinimumWidth(px(84))
        box.valueChanged.connect(lambda _value: self._judge())
        return box

    def _fields(self) -> dict[str, Field]:
        return dict(self.boxes)

    def counted(self) -> Election:
        """The election with the numbers as typed so far."""
        choices = tuple(self._voted(choice) for choice in self._election.choices)
        made = replace(self._election, choices=choices)
        for name in self._places:
            values = {f.name: self.boxes[f"{name}.{f.name}"].value() for f in fields(Count)}
            made = replace(made, **{name: Count(**values)})
        return made

    def _voted(self, choice: Choice) -> Choice:
        values = {name: box.value() for name, _ in _VOTES if (box := self.boxes.get(f"v{choice.id}.{name}"))}
        return replace(choice, **values)

    def _judge(self) -> None:
        """Both readings of XJ-10 beneath each ballot."""
        if len(self.said) < len(self._election.ballots()):
            return
        for said, ballot in zip(self.said, self.counted().ballots(), strict=True):
            if not ballot.count.present or not any(c.yes for c in ballot.choices):
                said.setText("填好人数和得票，这里按实到会、应到会两种算法列出当选人。")
                continue
            lines: list[str] = []
            for basis in (BY_PRESENT, BY_EXPECTED):
                result = ballot.result(basis, self._majority)
                tied = f"；{names(result.tied)}票数相等，须再次投票" if result.tied else ""
                who = names(result.elected) or "无"
                lines.append(f"按{basis} {result.total} 人过半（{result.needed} 票）：{who}{tied}")
            said.setText("\n".join(lines))

    def _save(self) -> None:
        counted, service = self.counted(), self._context.desk.elections
        values = {f.name: getattr(counted.committee, f.name) for f in fields(Count)}
        values |= {f"leaders_{f.name}": getattr(counted.leaders, f.name) for f in fields(Count)}
        try:
            service.save_count(counted.id, values, counted.choices)
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
            return
        self.accept()
