"""What is fixed before an election: day, place, seats, letters and replies, who watches and who counts."""

from typing import Any

from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from models.domain.election import BASES, Election
from models.domain.errors import UserError
from ui.context import Context
from ui.drafts import Field, key_of
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.calm_combo import CalmCombo
from ui.widgets.date_edit import DateEdit
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.form_grid import FormGrid
from ui.widgets.plain_label import PlainLabel
from ui.widgets.scroll_column import ScrollColumn

_PLAN: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = (
    ("", (("on_date", "starts_at", "seats"), ("place", "host"), ("reason", "basis"))),
    ("请示和批复", (("requested_on", "approved_by"), ("approved_on", "document"),
              ("candidates_on", "candidates_document"))),
    ("监票和计票", (("chief", "scrutineers", "tellers"),)),
    ("", (("remark",),)),
)  # fmt: skip
_LABELS = {
    "on_date": "选举大会日期（必填）", "starts_at": "时间", "seats": "应选委员", "place": "地点", "host": "主持人",
    "reason": "事由", "basis": "当选过半按", "requested_on": "报请示日期", "approved_by": "上级党委",
    "approved_on": "批复日期", "document": "批复文号", "candidates_on": "候选人批复日期",
    "candidates_document": "候选人批复文号", "chief": "总监票人", "scrutineers": "监票人", "tellers": "计票人",
    "remark": "备注",
}  # fmt: skip
_DAYS = ("on_date", "requested_on", "approved_on", "candidates_on")


class ElectionDialog(QDialog):
    """A new election with what can be proposed, or the one given. Saved in one undo step."""

    def __init__(
        self, context: Context, election: Election | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context, self._id = context, election.id if election else 0
        service = context.desk.elections
        names = [name for _, lines in _PLAN for line in lines for name in line]
        self._kept: dict[str, Any] = (
            {name: getattr(election, name) for name in names} if election else service.proposed()
        )
        title = "换届选举的筹备情况" if election else "筹备换届选举"
        self.setWindowTitle(title)
        self.setMinimumWidth(px(580))
        self.resize(px(600), px(640))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(10))
        box.addWidget(PlainLabel(title, "title"))
        self.problem = Banner("", "late")
        self.problem.hide()
        box.addWidget(self.problem)
        self.grid = FormGrid()
        self.fields: dict[str, Field] = {}
        for heading, lines in _PLAN:
            if heading:
                self.grid.add_heading(heading)
            for line in lines:
                self.grid.add_line(*((name, _LABELS[name], self._make(name)) for name in line))
        self.sentence = PlainLabel("", "quiet", wrap=True)
        self.grid.add_widget(self.sentence)
        box.addWidget(ScrollColumn(self.grid), 1)
        buttons = DialogButtons(self, "保存", "不改了" if election else "先不筹备")
        self.ok_button = buttons.ok_button
        self.ok_button.clicked.connect(self._save)
        box.addWidget(buttons)
        day = self.fields["on_date"]
        assert isinstance(day, DateEdit)
        day.textChanged.connect(lambda _text: self._judge())
        self._judge()
        context.drafts.watch(self, key_of("election", self._id), title, lambda: self.fields)

    def _make(self, name: str) -> QWidget:
        value = self._kept.get(name, "")
        field: QWidget
        if name == "seats":
            field = QSpinBox()
            field.setRange(0, 15)
            field.setSpecialValueText("不设支委会")
            field.setValue(int(value or 0))
        elif name == "basis":
            field = CalmCombo()
            for basis in BASES:
                field.addItem(f"{basis}有选举权人数", basis)
            field.setCurrentIndex(max(0, field.findData(value)))
        elif name in _DAYS:
            field = DateEdit(str(value), partial=False)
        else:
            field = QLineEdit(str(value))
        self.fields[name] = field
        return field

    def _judge(self) -> None:
        """How many must come, as the roster of that day has them."""
        day = self.fields["on_date"]
        assert isinstance(day, DateEdit)
        if not day.iso() or day.problem():
            self.sentence.setText("填好日期，就能看到当天有选举权的人数。")
            return
        entitled = self._context.desk.elections.entitled(day.iso())
        need = -(-4 * entitled // 5)
        self.sentence.setText(
            f"按当天名册，有选举权的党员 {entitled} 名，到会 {need} 名（五分之四）以上方可选举。"
        )

    def _value(self, name: str) -> Any:
        field = self.fields[name]
        if isinstance(field, QSpinBox):
            return field.value()
        if isinstance(field, QComboBox):
            return field.currentData()
        if isinstance(field, DateEdit):
            return field.iso()
        assert isinstance(field, QLineEdit)
        return field.text()

    def _save(self) -> None:
        self.grid.clear_problems()
        for name in _DAYS:
            field = self.fields[name]
            if isinstance(field, DateEdit):
                self.grid.set_problem(name, field.problem())
        if self.grid.focus_first_problem():
            return
        try:
            self._context.desk.elections.save(self._id, {name: self._value(name) for name in self.fields})
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
            return
        self.accept()
