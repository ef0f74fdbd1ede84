"""The third page of the import: every row, every change and every problem, before anything is stored."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from models.domain.roster_cleaning import Verdict
from models.services.import_plan import Choices, ImportPlan, PlannedChange
from ui.dialogs.import_changes import ChangesPane
from ui.dialogs.import_problems import ProblemsPane
from ui.dialogs.import_rows import RowsPane
from ui.settings import UiSettings
from ui.theme import px
from ui.widgets.plain_label import PlainLabel

PROBLEMS, CHANGES, ROWS = range(3)


class OutcomePage(QWidget):
    """What will happen: a sentence, three ways to look at it, what was decided in `choices()`.

    `changed` when a decision was made; `copy_wanted` for the marked copy.
    """

    changed = Signal()
    copy_wanted = Signal()

    def __init__(self, settings: UiSettings) -> None:
        super().__init__()
        self._plan: ImportPlan | None = None
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        self.sentence = PlainLabel("", wrap=True)
        box.addWidget(self.sentence)
        self.problems, self.changes, self.rows = (
            ProblemsPane(settings),
            ChangesPane(settings),
            RowsPane(settings),
        )
        self.panes = QStackedWidget()
        for pane in (self.problems, self.changes, self.rows):
            self.panes.addWidget(pane)
            pane.changed.connect(self._decided)
        box.addLayout(self._views())
        box.addWidget(self.panes, 1)
        self.buttons, self.table = self.problems.buttons, self.problems.table

    def _views(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(px(8))
        self.views: list[QPushButton] = []
        group = QButtonGroup(self)
        for number in (PROBLEMS, CHANGES, ROWS):
            button = QPushButton()
            button.setCheckable(True)
            button.setProperty("compact", True)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, n=number: self.show_view(n))
            group.addButton(button)
            self.views.append(button)
            line.addWidget(button)
        line.addStretch(1)
        self.copy_button = QPushButton("保存标注副本…")
        self.copy_button.setProperty("compact", True)
        self.copy_button.setAutoDefault(False)
        self.copy_button.setToolTip("原表的样子，另加一列核对意见，有问题的格标了颜色，可退回给填表人改")
        self.copy_button.clicked.connect(self.copy_wanted)
        line.addWidget(self.copy_button)
        return line

    def show_plan(self, plan: ImportPlan) -> None:
        self._plan = plan
        self.problems.show_plan(plan)
        self.changes.show_plan(plan)
        self.rows.show_plan(plan)
        fields = sum(len(change.fields) for change in plan.changed)
        problems = self.problems.count
        self.views[PROBLEMS].setText(f"问题 {problems} 处" if problems else "没有问题")
        self.views[CHANGES].setText(f"改动 {len(plan.changed)} 人 {fields} 处" if fields else "没有改动")
        self.views[CHANGES].setEnabled(bool(fields))
        self.views[ROWS].setText(f"每一行 {self.rows.count}")
        self.copy_button.setEnabled(bool(plan.entries))
        self.show_view(CHANGES if fields else PROBLEMS if plan.entries else ROWS)
        self._decided()

    def show_view(self, number: int) -> None:
        self.views[number].setChecked(True)
        self.panes.setCurrentIndex(number)

    def choices(self) -> Choices:
        """Everything that was decided here."""
        return Choices(taken=self.changes.taken(), left_out=self.rows.left_out(), codes=self.problems.codes())

    def counts(self) -> tuple[int, int]:
        """How many people would be entered, and how many changed."""
        if self._plan is None:
            return 0, 0
        out, taken = self.rows.left_out(), self.changes.taken()
        new = sum(person.row not in out for person in self._plan.people)
        return new, len(_touched(self._plan.changed, taken, out))

    def _decided(self) -> None:
        if self._plan is not None:
            self.sentence.setText(outcome_sentence(self._plan, self.counts()))
        self.changed.emit()


def _touched(
    changes: Sequence[PlannedChange], taken: frozenset[tuple[int, str]], out: frozenset[int]
) -> list[int]:
    rows = {row for row, _ in taken} - out
    return [change.person_id for change in changes if change.row in rows]


def outcome_sentence(plan: ImportPlan, counts: tuple[int, int] | None = None) -> str:
    """将导入 38 人；更正 83 处、待核 17 处；3 行不导入。"""
    new, changed = counts or (len(plan.people), 0)
    repaired, doubtful, refused = (
        len(plan.of(v)) for v in (Verdict.REPAIRED, Verdict.DOUBTFUL, Verdict.REFUSED)
    )
    told = [f"将导入 {new} 人" if new or not plan.changes else "没有要新增的人"]
    if plan.changed:
        told.append(f"名册里已有的 {len(plan.changed)} 人有不同，将更新 {changed} 人")
    same = len(plan.changes) - len(plan.changed)
    if same:
        told.append(f"{same} 人与名册一致")
    cells = [
        f"自动更正 {repaired} 处" if repaired else "",
        f"待核 {doubtful} 处（照原样存入并做标记）" if doubtful else "",
    ]
    if any(cells):
        told.append("、".join(cell for cell in cells if cell))
    refused -= len(plan.changes)
    if refused > 0:
        told.append(f"{refused} 行不导入")
    if plan.derived:
        told.append(f"{plan.derived} 人的出生日期或性别由身份证号补上")
    return "；".join(told) + "。"
