"""批量修改: one field of the selected people, with what it comes to for each shown before anything is written."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from models.domain.batch import BatchChange, BatchPlan, BatchRow, How, ways
from models.domain.errors import Cancelled, UserError
from models.domain.filters import FilterField, Kind
from ui.context import Context
from ui.tables import Column, ListSource, RecordTable, RecordTableModel
from ui.theme import px
from ui.widgets.calm_combo import CalmCombo
from ui.widgets.code_combo import CodeCombo
from ui.widgets.date_edit import DateEdit
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.field_combo import FieldCombo
from ui.widgets.job_bar import JobBar
from ui.widgets.plain_label import PlainLabel
from ui.widgets.tab_order import in_tab_order

PAUSE = 150
COLUMNS = (
    Column[BatchRow](key="name", title="姓名", text=lambda r: r.name, width=96, sort=False),
    Column[BatchRow](key="before", title="现在", text=lambda r: r.before or "（空）", width=190, sort=False),
    Column[BatchRow](
        key="after",
        title="改为",
        text=lambda r: (r.after or "（空）") if r.changes else "不变",
        width=190,
        sort=False,
        tone=lambda r: "done" if r.changes else "quiet",
    ),
    Column[BatchRow](
        key="problem", title="说明", text=lambda r: f"× {r.problem}" if r.problem else "", width=160, sort=False,
        tone=lambda r: "late",
    ),
)  # fmt: skip


class BatchDialog(QDialog):
    """`changed` is how many were, after accepting."""

    def __init__(self, context: Context, ids: Sequence[int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._ids = context, list(ids)
        self._batch = context.desk.batch
        self._fields = {field.key: field for field in self._batch.fields()}
        self._plan: BatchPlan | None = None
        self.changed = 0
        self.setWindowTitle("批量修改")
        self.setMinimumWidth(px(720))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(10))
        box.addWidget(PlainLabel(f"批量修改：所选 {len(self._ids):,} 人", "title"))
        note = "姓名、证件号、入党和转正日期、人员类别、变动、任职不能成批改，请到各人的资料里办理。"
        box.addWidget(PlainLabel(note, "quiet", wrap=True))
        box.addLayout(self._line())
        self.told = PlainLabel("", wrap=True)
        box.addWidget(self.told)
        self.job = JobBar(context.tasks)
        box.addWidget(self.job)
        self._source = ListSource[BatchRow](self._rows)
        self.table = RecordTable(RecordTableModel(self._source, COLUMNS), "batch", context.settings)
        self.table.setMinimumHeight(px(220))
        box.addWidget(self.table, 1)
        buttons = DialogButtons(self, "修改", "不改了")
        self.ok_button = buttons.ok_button
        self.ok_button.clicked.connect(self.accept)
        box.addWidget(buttons)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self.look)
        self._another_field()

    def accept(self) -> None:
        if isinstance(self.value, CodeCombo):
            self.value.settle()
        unseen = self._timer.isActive()
        self.look()
        if unseen:
            return  # Enter right after the last key: what it comes to is shown first
        plan = self._plan
        if plan is None or not plan.changed or self.job.busy:
            return
        self._set_busy(True)
        self.job.run("正在修改…", partial(self._batch.apply, plan), self._done, self._failed)

    def reject(self) -> None:
        """While the change is being written, Escape takes it back instead of leaving."""
        if self.job.busy:
            self.job.cancel()
        else:
            super().reject()

    def _done(self, changed: int) -> None:
        self.changed = changed
        title = self._plan.title if self._plan else ""
        self._context.say(f"已修改 {changed:,} 人的“{title}”，可以撤销。")
        super().accept()

    def _failed(self, error: BaseException) -> None:
        self._set_busy(False)
        self.told.setText("已取消，什么也没有改。")
        if not isinstance(error, Cancelled):
            self.told.setText("没有改成，什么也没有改。")
            self._context.tasks.failed.emit(error)

    def _set_busy(self, busy: bool) -> None:
        for part in (self.field, self.how, self.old, self.value, self.table, self.ok_button):
            part.setEnabled(not busy)

    def change(self) -> BatchChange:
        """What is filled in."""
        return BatchChange(
            key=self.field.key(),
            how=How(self.how.currentData()),
            value=self._value(),
            old=self.old.text().strip(),
        )

    def look(self) -> None:
        """Work out what it comes to, and show it."""
        self._timer.stop()
        try:
            plan = self._plan = self._batch.plan(self._ids, self.change())
        except UserError as error:
            self._plan = None
            self.told.setText(error.message)
        else:
            self.told.setText(_in_words(plan))
        count = len(self._plan.changed) if self._plan else 0
        self.ok_button.setText(f"修改 {count:,} 人" if count else "修改")
        self.ok_button.setEnabled(bool(count))
        self.table.record_model.reload()

    # the parts

    def _line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(px(8))
        self.field = FieldCombo(self._fields.values(), "party_group")
        self.how = CalmCombo()
        self.how.setAccessibleName("怎样改")
        self.old = QLineEdit()
        self.old.setAccessibleName("要找的文字")
        self.old.setPlaceholderText("把…")
        self.place = QHBoxLayout()
        self.value: QWidget = QWidget()
        line.addWidget(self.field)
        line.addWidget(self.how)
        line.addWidget(self.old)
        line.addLayout(self.place, 1)
        self.field.currentIndexChanged.connect(lambda _i: self._another_field())
        self.how.currentIndexChanged.connect(lambda _i: self._another_way())
        self.old.textChanged.connect(lambda _t: self._timer.start())
        return line

    def _asked(self) -> FilterField:
        return self._fields[self.field.key()]

    def _another_field(self) -> None:
        field = self._asked()
        self.how.blockSignals(True)
        self.how.clear()
        for way in ways(field):
            self.how.addItem(str(way), str(way))
        self.how.blockSignals(False)
        while (item := self.place.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.value = self._editor(field)
        self.value.setAccessibleName("新的内容")
        self.place.addWidget(self.value, 1)
        in_tab_order(self.field, self.how, self.old, self.value)
        self._another_way()

    def _another_way(self) -> None:
        way = How(self.how.currentData())
        self.old.setVisible(way is How.REPLACE)
        self.value.setVisible(way is not How.CLEAR)
        self.look()

    def _editor(self, field: FilterField) -> QWidget:
        if field.kind is Kind.DATE:
            day = DateEdit()
            day.textChanged.connect(lambda _t: self._timer.start())
            return day
        if field.kind in (Kind.CHOICE, Kind.FLAG):
            combo: QComboBox = CalmCombo()
            if field.kind is Kind.FLAG:
                combo.addItems(["是", "否"])
            else:
                items = self._context.desk.filters.offered(field.key)
                combo = CodeCombo(items=items, strict=bool(field.choices))
            combo.currentTextChanged.connect(lambda _t: self._timer.start())
            return combo
        text = QLineEdit()
        text.textChanged.connect(lambda _t: self._timer.start())
        return text

    def _value(self) -> str:
        if isinstance(self.value, QComboBox):
            return self.value.currentText().strip()
        assert isinstance(self.value, QLineEdit)
        return self.value.text().strip()

    def _rows(self) -> Sequence[BatchRow]:
        """Those who change first."""
        rows = self._plan.rows if self._plan else ()
        return sorted(rows, key=lambda row: (not row.changes, not row.problem))


def _in_words(plan: BatchPlan) -> str:
    changed = len(plan.changed)
    refused = sum(bool(row.problem) for row in plan.rows)
    same = len(plan.rows) - changed - refused
    parts = [f"将修改 {changed:,} 人的“{plan.title}”" if changed else "没有要改的人"]
    parts += [f"{same:,} 人不变"] if same else []
    parts += [f"{refused:,} 人不能改，见说明"] if refused else []
    return "；".join(parts) + "。"
