"""少交免交 of one member: from month to month, why, and the two steps (DF-11); what is missing is said while typing."""

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from models.domain.dates import add_months, chinese_date
from models.domain.dues_account import standard_for
from models.domain.errors import UserError
from models.domain.money import yuan
from models.domain.reduction import ELSEWHERE, KINDS, LESS, Reduction
from models.services.reductions import missing_steps
from ui.context import Context
from ui.dialogs.form_dialog import FormDialog
from ui.drafts import Field, key_of
from ui.widgets.date_edit import DateEdit
from ui.widgets.decided_fields import DecidedFields
from ui.widgets.money_edit import MoneyEdit
from ui.widgets.person_picker import PersonPicker
from ui.widgets.screen_fit import grow

ABOUT = (
    "交纳党费确有困难的，经党支部研究、报上一级党委批准，可以少交或免交。两步没有记全的，台账上写“缺批复”。"
)
NO_END = "（没有写止期）"


class ReductionDialog(FormDialog):
    """A new one, or the one given; one undo step."""

    def __init__(self, context: Context, kept: Reduction, month: str, parent: QWidget | None = None) -> None:
        self._context, self._kept = context, kept
        name = context.desk.roster.get(kept.person_id).name if kept.person_id else ""
        title = f"少交免交：{name}" if name else "登记少交免交"
        super().__init__(title, 600, parent)
        self.problem.say(ABOUT, "info")
        self.problem.show()
        self._build(name, kept.from_month or month)
        self._fill()
        self.foot(self._save, "保存" if kept.id else "登记", "不改了" if kept.id else "不登记")
        key = key_of("reduction", kept.id, str(kept.person_id))
        context.drafts.watch(self, key, title, lambda: self._inputs)
        for signal in (self.kind.currentIndexChanged, self.decided.day.textChanged, self.superior.textChanged,
                       self.person.chosen, self.since.currentIndexChanged):  # fmt: skip
            signal.connect(lambda *_values: self._judge())
        self._judge()
        (self.kind if kept.person_id else self.person).setFocus()

    def _build(self, name: str, month: str) -> None:
        desk, kept = self._context.desk, self._kept
        self.person = PersonPicker()
        self.person.offer(desk.roster.members(desk.today()), kept.person_id, name)
        if not kept.person_id:
            self.grid.add("person", "党员", self.person, required=True)
        self.kind, self.amount = QComboBox(), MoneyEdit()
        self.kind.addItems(list(KINDS))
        self.since, self.until = QComboBox(), QComboBox()
        self._offer_months(month)
        self.grid.add_line(("kind", "怎样交", self.kind), ("amount", "少交至（元/月）", self.amount))
        self.grid.add_line(("since", "从哪个月起", self.since), ("until", "到哪个月止（含）", self.until))
        self.grounds = QLineEdit()
        self.grounds.setPlaceholderText("例如：因病丧失劳动能力，无固定收入")
        self.grid.add("grounds", "原因（困难情况）", self.grounds, required=True)
        self.applied, self.superior = DateEdit(partial=False), DateEdit(partial=False)
        self.remark = QLineEdit()
        self.grid.add_line(("applied", "本人申请日期", self.applied), ("remark", "备注", self.remark))
        self.decided = DecidedFields(self._context, self.grid, "支部研究日期", "")
        self.grid.rows["meeting"].set_label("哪次会议")
        self.paper = QLineEdit()
        self.paper.setPlaceholderText("批复机关、文号")
        self.grid.add_line(
            ("superior", "上级党委批准日期", self.superior),
            ("paper", "批复", self.paper),
        )
        self._inputs: dict[str, Field] = {
            "kind": self.kind, "amount": self.amount, "since": self.since, "until": self.until,
            "grounds": self.grounds, "applied": self.applied, "meeting": self.decided.meeting,
            "decided": self.decided.day, "superior": self.superior, "paper": self.paper, "remark": self.remark,
        }  # fmt: skip

    def _offer_months(self, month: str) -> None:
        """Two years back and two on from the month it begins with."""
        self.until.addItem(NO_END, "")
        for step in range(-24, 37):
            one = add_months(month, step)
            for field in (self.since, self.until):
                field.addItem(chinese_date(one), one)
        for field in (self.since, self.until):
            field.setMaxVisibleItems(13)
        self.since.setCurrentIndex(self.since.findData(month))
        self.until.setCurrentIndex(self.until.findData(f"{month[:4]}-12"))

    def _fill(self) -> None:
        kept = self._kept
        if not kept.id:
            return
        self.kind.setCurrentText(kept.kind)
        if kept.kind == LESS:
            self.amount.set_fen(kept.amount_fen)
        if kept.to_month and self.until.findData(kept.to_month) < 0:
            self.until.addItem(chinese_date(kept.to_month), kept.to_month)
        self.until.setCurrentIndex(max(0, self.until.findData(kept.to_month)))
        self.decided.fill(kept.branch_on, kept.meeting_id)
        for field, text in (
            (self.grounds, kept.grounds),
            (self.paper, kept.superior_paper),
            (self.remark, kept.remark),
        ):
            field.setText(text)
        self.applied.set_iso(kept.applied_on)
        self.superior.set_iso(kept.superior_on)

    def draft(self) -> Reduction:
        """As typed; UserError when the amount is none."""
        return Reduction(
            id=self._kept.id,
            uuid=self._kept.uuid,
            person_id=self._kept.person_id or self.person.person_id(),
            kind=self.kind.currentText(),
            amount_fen=(self.amount.fen() or 0) if self.kind.currentText() == LESS else 0,
            from_month=str(self.since.currentData() or ""),
            to_month=str(self.until.currentData() or ""),
            applied_on=self.applied.iso(),
            grounds=self.grounds.text(),
            branch_on=self.decided.day.iso(),
            meeting_id=self.decided.meeting_id,
            superior_on=self.superior.iso(),
            superior_paper=self.paper.text(),
            remark=self.remark.text(),
        )

    def _judge(self) -> None:
        self.grid.rows["amount"].setVisible(self.kind.currentText() == LESS)
        person = self._kept.person_id or self.person.person_id()
        month = str(self.since.currentData() or "")
        current = standard_for(self._context.desk.dues.standards(person), month) if person else None
        told = f"现月标准 {yuan(current.amount_fen)} 元" if current else "还没有核定标准" if person else ""
        self.grid.rows["kind"].set_note(told)
        missing = "" if self.amount.problem() else missing_steps(self.draft())
        has_steps = self.kind.currentText() != ELSEWHERE
        self.grid.rows["decided"].set_notice(
            "没有填：台账上写“缺批复”" if "支部研究" in missing and has_steps else ""
        )
        self.grid.rows["superior"].set_notice(
            "没有填：台账上写“缺批复”" if "批准" in missing and has_steps else ""
        )
        grow(self)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        grow(self)

    def _save(self) -> None:
        self.grid.clear_problems()
        for key, field in (("applied", self.applied), ("decided", self.decided.day), ("superior", self.superior),
                           ("amount", self.amount)):  # fmt: skip
            self.grid.set_problem(key, field.problem())
        if not self.grounds.text().strip():
            self.grid.set_problem("grounds", "请填写原因")
        if not (self._kept.person_id or self.person.person_id()):
            self.grid.set_problem("person", "请选是哪一名党员")
        if self.grid.focus_first_problem():
            return
        try:
            self.saved = self._context.desk.dues.reductions.save(self.draft())
        except UserError as error:
            self.problem.say(str(error), "late")
            self._judge()
            return
        self.accept()
