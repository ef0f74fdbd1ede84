"""What is fixed about an appraisal: its days, the papers of the ballot, who counted, who decided, how the cap is reckoned."""

from typing import Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from models.domain.appraisal import (
    ALL_MEMBERS,
    CAP_BASES,
    DECIDERS,
    DUTY,
    LIMIT,
    MEMBERS,
    PAPER_WORDS,
    PAPERS,
    TEAM,
    TEAM_WORDS,
    Appraisal,
)
from models.domain.errors import UserError
from ui.context import Context
from ui.dialogs.form_dialog import FormDialog
from ui.drafts import Field, key_of
from ui.theme import px
from ui.widgets.calm_combo import CalmCombo
from ui.widgets.date_edit import DateEdit
from ui.widgets.plain_label import PlainLabel
from ui.widgets.screen_fit import room
from ui.widgets.scroll_column import ScrollColumn
from ui.widgets.text_area import TextArea

_DAYS = ("self_on", "peer_on", "on_date", "decided_on")
_OF_ALL = {
    "self_on": "个人自评日期", "peer_on": "党员互评日期", "on_date": "民主测评日期（必填）", "decided_on": "评定日期",
    "decided_by": "由谁评定", "cap_basis": "优秀的三分之一按", "tellers": "计票人", "scrutineers": "监票人", "remark": "备注",
}  # fmt: skip


class AppraisalDialog(FormDialog):
    """A new appraisal with what can be proposed, or the one given. Saved in one undo step."""

    def __init__(
        self,
        context: Context,
        year: int,
        kind: str = MEMBERS,
        appraisal: Appraisal | None = None,
        parent: QWidget | None = None,
    ) -> None:
        words = "民主评议党员" if kind == MEMBERS else "述职评议"
        title = f"{year} 年度{words}"
        super().__init__(title if appraisal else f"登记 {title}", 620, parent)
        self._context, self._year, self._kind = context, year, kind
        self._id = appraisal.id if appraisal else 0
        proposed = context.desk.appraisals.proposed(year, kind)
        self._kept: dict[str, Any] = (
            {name: getattr(appraisal, name) for name in Appraisal.__slots__} if appraisal else proposed
        )
        self.fields: dict[str, Field] = {}
        self._build()
        self.foot(self._save, "保存" if appraisal else "登记", "不改了" if appraisal else "先不登记")
        key = key_of("appraisal", kind, year, self._id)
        context.drafts.watch(self, key, title, lambda: self.fields, whole=not appraisal)

    def _build(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, px(8), 0)
        self.box.removeWidget(self.grid)
        column.addWidget(self.grid)
        column.addStretch(1)
        if self._kind == DUTY:
            self._line("subject")
            self._line("on_date")
        else:
            self._line("self_on", "peer_on", "on_date")
            groups = self.fields["by_groups"] = QCheckBox("个人自评、党员互评分党小组进行")
            groups.setChecked(bool(self._kept.get("by_groups")))
            self.grid.add_widget(groups)
        self.grid.add_heading("测评票")
        self._numbers(PAPERS, PAPER_WORDS)
        self._line("tellers", "scrutineers")
        if self._kind == MEMBERS:
            self.grid.add_heading("党支部班子测评（票）")
            self._numbers(TEAM, dict(zip(TEAM, TEAM_WORDS, strict=True)))
            self.grid.add_heading("组织评定")
            self._line("decided_on", "decided_by", "cap_basis")
        self._line("remark")
        self.sentence = PlainLabel("", "quiet", wrap=True)
        self.grid.add_widget(self.sentence)
        self.box.addWidget(ScrollColumn(inside), 1)
        self.resize(px(660), min(px(700), room(self).height()))
        day = self.fields["on_date"]
        assert isinstance(day, DateEdit)
        day.textChanged.connect(lambda _text: self._judge())
        self._judge()

    def _line(self, *names: str) -> None:
        self.grid.add_line(
            *((name, _OF_ALL.get(name, "述职人（支部书记）"), self._make(name)) for name in names)
        )

    def _numbers(self, names: tuple[str, ...], words: dict[str, str]) -> None:
        boxes: list[tuple[str, str, QWidget]] = []
        for name in names:
            box = QSpinBox()
            box.setRange(0, LIMIT)
            box.setValue(int(self._kept.get(name) or 0))
            self.fields[name] = box
            boxes.append((name, words[name], box))
        self.grid.add_line(*boxes)

    def _make(self, name: str) -> QWidget:
        value = str(self._kept.get(name) or "")
        field: QWidget
        if name in _DAYS:
            field = DateEdit(value, partial=False)
        elif name == "cap_basis":
            field = CalmCombo()
            for basis in CAP_BASES:
                field.addItem(f"{basis}（含预备）" if basis == ALL_MEMBERS else basis, basis)
            field.setCurrentIndex(max(0, field.findData(value)))
        elif name == "decided_by":
            field = CalmCombo()
            field.addItems(["", *DECIDERS])
            field.setCurrentText(value)
        else:
            field = QLineEdit(value)
        self.fields[name] = field
        return field

    def _judge(self) -> None:
        """How many should come, as the roster of that day has them."""
        day = self.fields["on_date"]
        assert isinstance(day, DateEdit)
        if not day.iso() or day.problem():
            self.sentence.setText("填好民主测评的日期，就按当天名册列出党员。")
            return
        members = self._context.desk.roster.members(day.iso())
        young = sum(person.category == "预备党员" for person in members)
        self.sentence.setText(
            f"按当天名册，党员 {len(members)} 名，其中预备 {young} 名（参加评议，不评定等次）。"
        )

    def _value(self, name: str) -> Any:
        field = self.fields[name]
        if isinstance(field, QSpinBox):
            return field.value()
        if isinstance(field, QCheckBox):
            return field.isChecked()
        if isinstance(field, QComboBox):
            return field.currentData() or field.currentText()
        if isinstance(field, DateEdit):
            return field.iso()
        assert isinstance(field, QLineEdit)
        return field.text()

    def _save(self) -> None:
        self.grid.clear_problems()
        for name in _DAYS:
            field = self.fields.get(name)
            if isinstance(field, DateEdit):
                self.grid.set_problem(name, field.problem())
        day = self.fields["on_date"]
        if isinstance(day, DateEdit) and not day.text().strip():
            self.grid.set_problem("on_date", "请填写民主测评的日期，应到名单按这一天的名册")
        if self.grid.focus_first_problem():
            return
        values = {name: self._value(name) for name in self.fields}
        service = self._context.desk.appraisals
        try:
            if self._id:
                service.save(self._id, values)
            else:
                service.start({"year": self._year, "kind": self._kind, **values})
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
            return
        self.accept()


class MemberSheetDialog(FormDialog):
    """What stands on one member's sheet (A9.3) beside votes and grade: typed from the handwritten one, or left to the pen."""

    def __init__(
        self, context: Context, appraisal: Appraisal, line_id: int, parent: QWidget | None = None
    ) -> None:
        line = next(one for one in appraisal.lines if one.id == line_id)
        title = f"{line.name}：{appraisal.title}"
        super().__init__(title, 620, parent)
        self._context, self._appraisal, self._line = context, appraisal, line
        self.fields: dict[str, Field] = {}
        texts = (
            ("self_summary", "个人总结（可不录，打印后手写）", 110),
            ("peer_opinion", "党员互评意见（可不录，打印后手写）", 76),
        )
        for name, label, height in texts:
            area = self.fields[name] = _area(label, str(getattr(line, name)), height)
            self.grid.add(name, label, area)
        for name, label in (
            ("grounds", "评定的主要依据"),
            ("handling", "组织处理建议、后续措施"),
            ("remark", "备注"),
        ):
            field = self.fields[name] = QLineEdit(str(getattr(line, name)))
            self.grid.add(name, label, field)
        told = self.fields["feedback_on"] = DateEdit(line.feedback_on, partial=False)
        told.setEnabled(bool(line.grade))
        self.grid.add("feedback_on", "向本人反馈的日期", told)
        self.foot(self._save)
        key = key_of("appraisal-line", line.id)
        context.drafts.watch(self, key, title, lambda: self.fields)

    def _save(self) -> None:
        self.grid.clear_problems()
        told = self.fields["feedback_on"]
        assert isinstance(told, DateEdit)
        self.grid.set_problem("feedback_on", told.problem())
        if self.grid.focus_first_problem():
            return
        values = {name: told.iso() if field is told else _text(field) for name, field in self.fields.items()}
        try:
            self._context.desk.appraisals.save_line(self._appraisal.id, self._line.id, values)
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
            return
        self.accept()


class BallotDialog(FormDialog):
    """What the ballot in detail asks for, and whether one votes for oneself: as the county has it."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__("测评票的项目", 480, parent)
        self._context = context
        service = context.desk.appraisals
        self.items = _area("分项测评的项目，一行一项", "\n".join(service.items()), 150)
        self.grid.add("items", "分项测评的项目，一行一项", self.items, "用在“分项测评票”上，最多五项。")
        self.oneself = QCheckBox("自己也给自己打分")
        self.oneself.setChecked(service.votes_for_oneself())
        self.grid.add_widget(self.oneself)
        self.foot(self._save)

    def _save(self) -> None:
        try:
            self._context.desk.appraisals.set_ballot(self.items.text().split("\n"), self.oneself.isChecked())
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
            return
        self.accept()


def _area(label: str, text: str, height: int) -> TextArea:
    area = TextArea(label)
    area.setPlainText(text)
    area.setFixedHeight(px(height))
    return area


def _text(field: Field) -> str:
    assert isinstance(field, QLineEdit | TextArea)
    return field.text()
