"""合并为一人: two records beside each other, each differing field chosen, and what moves told before it is done."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QGridLayout,
    QPushButton,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from models.domain.errors import Cancelled
from models.domain.idnumber import masked
from models.domain.joining import JoinField, JoinPlan
from ui.context import Context
from ui.theme import plain_tip, px
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.job_bar import JobBar
from ui.widgets.plain_label import PlainLabel
from ui.widgets.scroll_column import ScrollColumn

NOTHING = "（空）"
CERTAIN = "我看过了：缴费要冲销后重新登记，这一步不能撤销"


class JoinDialog(QDialog):
    """The first of the two is kept unless 换一份保留 is pressed."""

    def __init__(self, context: Context, kept: int, other: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.plan: JoinPlan = context.desk.joining.plan(kept, other)
        self._groups: dict[str, QButtonGroup] = {}
        self.setWindowTitle("合并为一人")
        self.setMinimumWidth(px(720))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(10))
        box.addWidget(PlainLabel("合并为一人", "title"))
        self.told = PlainLabel("", wrap=True)
        box.addWidget(self.told)
        self.job = JobBar(context.tasks)
        box.addWidget(self.job)
        self._column = ScrollColumn(QWidget())
        self._column.setMinimumHeight(px(260))
        box.addWidget(self._column, 1)
        self.moves = PlainLabel("", "field", wrap=True)
        box.addWidget(self.moves)
        self.certain = QCheckBox(CERTAIN)
        self.certain.toggled.connect(lambda _on: self._judge())
        box.addWidget(self.certain)
        buttons = DialogButtons(self, "合并", "不合并")
        self.turn_button = buttons.add_extra(QPushButton("换一份保留"))
        self.turn_button.clicked.connect(self.turn)
        self.ok_button = buttons.ok_button
        self.ok_button.clicked.connect(self.accept)
        box.addWidget(buttons)
        self._fill()

    def accept(self) -> None:
        plan = replace(
            self.plan, choices={key: group.checkedId() == 1 for key, group in self._groups.items()}
        )
        if self.job.busy:
            return
        self._set_busy(True)
        join = partial(self._context.desk.joining.join, plan)
        self.job.run("正在合并…", join, lambda _done: self._done(plan), self._failed)

    def reject(self) -> None:
        """While the two are being joined, Escape takes it back instead of leaving."""
        if self.job.busy:
            self.job.cancel()
        else:
            super().reject()

    def _done(self, plan: JoinPlan) -> None:
        undo = "" if plan.is_final else "，可以撤销"
        self._context.say(f"已把两份“{plan.survivor.name}”合并为一人{undo}。")
        super().accept()

    def _failed(self, error: BaseException) -> None:
        self._set_busy(False)
        if isinstance(error, Cancelled):
            self.told.setText("已取消，两份都没有动。")
        else:
            self._context.tasks.failed.emit(error)

    def _set_busy(self, busy: bool) -> None:
        for part in (self._column, self.certain, self.turn_button, self.ok_button):
            part.setEnabled(not busy)

    def turn(self) -> None:
        """Keep the other record instead."""
        self.plan = self._context.desk.joining.plan(self.plan.other.id, self.plan.survivor.id)
        self._fill()

    # the parts

    def _fill(self) -> None:
        plan = self.plan
        many = len(plan.fields)
        told = f"有 {many} 栏不一样，请逐栏选用哪一份的内容。" if many else "两份的内容完全一样。"
        self.told.setText(f"{told}没有选用的内容也会记在保留那一份的便签里。")
        moved = f"并入保留的一份：{'、'.join(plan.moves)}。" if plan.moves else ""
        stays = "".join(f"{line}。" for line in plan.stays)
        self.moves.setText(f"{moved}{stays}原来那一份移入回收站。")
        self.certain.setChecked(False)
        self.certain.setVisible(plan.is_final)
        self._groups = {}
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, px(8), 0)
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(6))
        for column, text in ((1, f"保留：{_who(plan, True)}"), (2, f"并入：{_who(plan, False)}")):
            grid.addWidget(PlainLabel(text, "heading", wrap=True), 0, column)
            grid.setColumnStretch(column, 1)
        contested = sorted(plan.fields, key=lambda field: not (field.kept and field.other))
        for row, field in enumerate(contested, 1):
            self._add(grid, row, field)
        grid.setRowStretch(many + 1, 1)
        self._column.setWidget(inside)
        self._judge()

    def _add(self, grid: QGridLayout, row: int, field: JoinField) -> None:
        grid.addWidget(PlainLabel(field.title, "quiet"), row, 0)
        group = self._groups[field.key] = QButtonGroup(self)
        for number, text in enumerate((field.kept, field.other)):
            shown = masked(text) if field.key == "id_number" else text
            button = QRadioButton((shown or NOTHING).replace("&", "&&"))
            button.setAccessibleName(f"{field.title}：{shown or NOTHING}")
            button.setToolTip(plain_tip(shown))
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            button.setChecked(bool(number) == field.take_other)
            group.addButton(button, number)
            grid.addWidget(button, row, 1 + number, Qt.AlignmentFlag.AlignVCenter)

    def _judge(self) -> None:
        self.ok_button.setEnabled(not self.plan.is_final or self.certain.isChecked())


def ask_to_join(context: Context, ids: Sequence[int], parent: QWidget) -> int:
    """Two records beside each other, the one with more behind it kept; who is left, 0 when they were not joined."""
    left: list[int] = []

    def ask() -> None:
        first, second = context.desk.joining.better(*ids[:2])
        dialog = JoinDialog(context, first, second, parent)
        if dialog.exec():
            left.append(dialog.plan.survivor.id)

    context.attempt(ask)
    return left[0] if left else 0


def _who(plan: JoinPlan, kept: bool) -> str:
    person = plan.survivor if kept else plan.other
    return "，".join(part for part in (person.name, str(person.category), person.left_kind) if part)
