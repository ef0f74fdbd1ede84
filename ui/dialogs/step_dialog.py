"""Record one step. While a date is typed, what the rules say about it is shown; nothing is forbidden."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from models.domain.dates import chinese_date
from models.domain.errors import UserError
from models.domain.pipeline import EXTENDED, all_steps, step_def
from models.domain.records import Dossier, Step
from models.services.development import REPEATABLE
from models.services.dossier_rows import APPOINTS
from models.services.pipeline_view import PROVISIONAL, Preview, Window
from ui.context import Context
from ui.dialogs.companions_dialog import CompanionFields
from ui.drafts import Field, key_of
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.date_edit import DateEdit
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.finding_strip import FindingStrip
from ui.widgets.form_grid import FormGrid, FormRow
from ui.widgets.plain_label import PlainLabel
from ui.widgets.screen_fit import hold
from ui.widgets.scroll_column import ScrollColumn

RESULTS = {
    "consent": ("", "同意", "不同意"),
    "notice": ("", "通过", "未通过"),
    "political_review": ("", "合格", "不合格"),
    "committee_review": ("", "合格", "不合格"),
    "pre_review": ("", "合格", "不合格"),
    "admission": ("", "通过", "未通过"),
    "approval": ("", "同意", "不同意"),
    "confirmation": ("", "按期转正", "延长预备期", "取消资格"),
    "confirmation_approval": ("", "同意", "不同意"),
}
HELD_ON = int(Qt.ItemDataRole.UserRole) + 1
MEETING_STEPS = frozenset(
    {"activist", "contacts", "seek_opinions", "candidate", "sponsors", "committee_review", "admission", "confirmation"}
)  # fmt: skip


class StepDialog(QDialog):
    """Step, date, result, meeting, remark. Enter records; `step_id` names a record to change."""

    def __init__(
        self,
        context: Context,
        dossier: Dossier,
        code: str = "",
        step_id: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._dossier, self._step_id = context, dossier, step_id
        self._service = context.desk.development
        self._auto_end = ""
        self._from_meeting = ""
        self.setFixedWidth(px(600))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(150)
        self._timer.timeout.connect(self.judge)
        self._build()
        self._choose(code or self._default_code())
        self.date.setFocus()
        self.date.selectAll()
        key = key_of("step", dossier.person.id, code, step_id)
        context.drafts.watch(self, key, f"发展步骤：{dossier.person.name}", self._fields, self.judge)

    def _fields(self) -> dict[str, Field]:
        """The step first: the others follow it."""
        return {
            "code": self.step_box,
            "meeting": self.meeting,
            "on_date": self.date,
            "result": self.outcome,
            "ended_on": self.end,
            "hours": self.hours,
            "remark": self.remark,
            **(self.names_fields.by_name() if self.names_fields else {}),
        }

    # building

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(10))
        self.title = PlainLabel("", "title")
        box.addWidget(self.title)
        self.problem = Banner("", "late")
        self.problem.hide()
        box.addWidget(self.problem)
        self.grid = FormGrid()
        self._build_fields()
        self.window_label = PlainLabel("", "quiet", wrap=True)
        self.hints = FindingStrip(answerable=False, most=2)
        self.settled = PlainLabel("", wrap=True)
        self.settled.set_state("done")
        self._inside = QVBoxLayout()
        self._inside.setContentsMargins(0, 0, px(8), 0)
        self._inside.setSpacing(px(10))
        for part in (self.grid, self.window_label, self.hints, self.settled):
            self._inside.addWidget(part)
        self._inside.addStretch(1)
        inside = QWidget()
        inside.setLayout(self._inside)
        self.column = ScrollColumn(inside)
        box.addWidget(self.column, 1)
        buttons = DialogButtons(self, "记录步骤", "不记录")
        self.ok_button = buttons.ok_button
        self.ok_button.clicked.connect(self._save)
        box.addWidget(buttons)

    def _build_fields(self) -> None:
        self.step_box = QComboBox()
        self.step_box.setMaxVisibleItems(14)
        for definition in all_steps():
            done = "　✓ 已记录" if self._dossier.first(definition.code) else ""
            self.step_box.addItem(f"{definition.number}　{definition.name}{done}", definition.code)
        self.grid.add("code", "步骤", self.step_box)
        self.date, self.end = DateEdit(), DateEdit()
        self.hours = QSpinBox()
        self.hours.setRange(0, 999)
        self.hours.setSuffix(" 学时")
        self.hours.setSpecialValueText("未记")
        self.outcome, self.meeting, self.remark = QComboBox(), QComboBox(), QLineEdit()
        self.names_place = QVBoxLayout()
        self.names_fields: CompanionFields | None = None
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(16))
        self._rows: dict[str, FormRow] = {}
        for key, label, field in (
            ("on_date", "办理日期", self.date),
            ("ended_on", "结束日期", self.end),
            ("hours", "培训学时", self.hours),
            ("result", "结果", self.outcome),
        ):
            self._rows[key] = self.grid.rows[key] = FormRow(label, field)
            row.addWidget(self._rows[key], 1)
        self.grid.add_widget(line)
        self._rows["meeting"] = self.grid.add("meeting", "对应会议", self.meeting)
        self._names = QWidget()
        self._names.setLayout(self.names_place)
        self.names_place.setContentsMargins(0, 0, 0, 0)
        self.grid.add_widget(self._names)
        self.grid.add("remark", "备注", self.remark)
        self.step_box.currentIndexChanged.connect(lambda _i: self._step_changed())
        for edit in (self.date, self.end, self.remark):
            edit.textChanged.connect(lambda _text: self._timer.start())
        self.date.editingFinished.connect(self._offer_end)
        self.hours.valueChanged.connect(lambda _value: self._timer.start())
        self.outcome.currentIndexChanged.connect(lambda _i: self._result_changed())
        self.meeting.currentIndexChanged.connect(lambda _i: self._meeting_changed())

    def _default_code(self) -> str:
        upcoming = self._service.next_steps(self._dossier.person.id)
        return upcoming[0].code if upcoming else "archived"

    # choosing

    def code(self) -> str:
        return str(self.step_box.currentData())

    def _choose(self, code: str) -> None:
        at = self.step_box.findData(code)
        if at == self.step_box.currentIndex():
            self._step_changed()
        else:
            self.step_box.setCurrentIndex(at)

    def _existing(self) -> Step | None:
        code = self.code()
        if self._step_id:
            found = next((s for s in self._dossier.steps if s.id == self._step_id), None)
            if found is not None and found.code == code:
                return found
        return None if code in REPEATABLE else self._dossier.last(code)

    def _step_changed(self) -> None:
        definition, known = step_def(self.code()), self._existing()
        self.title.setText(f"{self._dossier.person.name}　{definition.name}")
        self.setWindowTitle(f"{'修改' if known else '记录'}步骤 — {self._dossier.person.name}")
        self.ok_button.setText("保存修改" if known else "记录步骤")
        self._fill_results(definition.code, known)
        self._fill_meetings(definition.code, known)
        self._fill_names(definition.code)
        self.date.set_iso(known.on_date if known else self._context.desk.today())
        self.end.set_iso(known.ended_on if known else "")
        self._auto_end = ""
        self.hours.setValue(known.hours if known else 0)
        self.remark.setText(known.remark if known else "")
        self._rows["on_date"].label.setText("开始日期" if definition.span else "办理日期")
        self._rows["hours"].setVisible(definition.code == "training")
        self._show_end()
        if not known:
            self._meeting_changed()
            self._offer_end()
        self.judge()

    def _fill_results(self, code: str, known: Step | None) -> None:
        choices = RESULTS.get(code, ())
        self.outcome.clear()
        self.outcome.addItems([choice or "未填" for choice in choices])
        self._rows["result"].setVisible(bool(choices))
        if known and known.result:
            if known.result not in choices:
                self.outcome.addItem(known.result)
            self.outcome.setCurrentText(known.result)

    def _fill_meetings(self, code: str, known: Step | None) -> None:
        choices = (
            self._service.meeting_choices(self._dossier.person.id, code) if code in MEETING_STEPS else []
        )
        self.meeting.blockSignals(True)
        self.meeting.clear()
        self.meeting.addItem("不关联会议", 0)
        for choice in choices:
            self.meeting.addItem(choice.label + ("　议题相符" if choice.fits else ""), choice.id)
            self.meeting.setItemData(self.meeting.count() - 1, choice.held_on, HELD_ON)
        fitting = next((c.id for c in choices if c.fits), 0)
        wanted = known.meeting_id if known else fitting
        self.meeting.setCurrentIndex(max(self.meeting.findData(wanted), 0))
        self.meeting.blockSignals(False)
        self._rows["meeting"].setVisible(bool(choices))

    def _fill_names(self, code: str) -> None:
        if self.names_fields is not None:
            self.names_place.removeWidget(self.names_fields)
            self.names_fields.deleteLater()
            self.names_fields = None
        self._names.setVisible(code in APPOINTS)
        if code in APPOINTS:
            desk, role = self._context.desk, APPOINTS[code]
            self.names_fields = CompanionFields(
                role, self._dossier.names(role), desk.roster.members(desk.today())
            )
            self.names_place.addWidget(self.names_fields)
            for box in self.names_fields.boxes:
                box.currentTextChanged.connect(lambda _text: self._timer.start())

    # following what was typed

    def _show_end(self) -> None:
        extended = self.outcome.currentText() == EXTENDED
        self._rows["ended_on"].label.setText("延长至" if extended else "结束日期")
        self._rows["ended_on"].setVisible(step_def(self.code()).span or extended)

    def _result_changed(self) -> None:
        self._show_end()
        self._timer.start()

    def _meeting_changed(self) -> None:
        """Offer the meeting's day, unless another day was typed."""
        held_on = str(self.meeting.currentData(HELD_ON) or "")
        if held_on and self.date.iso() in ("", self._context.desk.today(), self._from_meeting):
            self.date.set_iso(held_on)
            self._from_meeting = held_on
        self._timer.start()

    def _offer_end(self) -> None:
        """The last day of a public notice by the working-day calendar, unless another day was typed."""
        if self.code() != "notice" or self.end.iso() != self._auto_end:
            return
        end, provisional = self._service.notice_end(self.date.iso())
        self._auto_end = end
        self.end.set_iso(end)
        note = "暂算：当年节假日安排未知，请按放假通知核对" if end and provisional else ""
        self._rows["ended_on"].set_notice(note)

    def draft(self) -> Step:
        """The step as typed so far."""
        known = self._existing()
        return Step(
            id=known.id if known else 0,
            code=self.code(),
            on_date=self.date.iso(),
            ended_on=self.end.iso() if self._rows["ended_on"].isVisibleTo(self) else "",
            result=self.outcome.currentText() if self.outcome.currentIndex() > 0 else "",
            hours=self.hours.value() if self.code() == "training" else 0,
            meeting_id=int(self.meeting.currentData() or 0),
            remark=self.remark.text().strip(),
        )

    def _typed_names(self) -> list[str] | None:
        return self.names_fields.names() if self.names_fields is not None else None

    def judge(self) -> None:
        """Say what the rules would say if this were recorded."""
        self._timer.stop()
        draft = self.draft()
        self._rows["on_date"].set_problem(self.date.problem())
        self._rows["ended_on"].set_problem(self.end.problem())
        if not draft.on_date:
            self.hints.set_findings([])
            self.settled.hide()
            self._say_window(None)
            self._fit()
            return
        preview: Preview = self._service.preview(self._dossier.person.id, draft, self._typed_names())
        self.hints.set_findings(preview.new)
        rules = "、".join(dict.fromkeys(f.message for f in preview.settled))
        self.settled.setText(f"✓ 记录后不再提示：{rules}")
        self.settled.setVisible(bool(rules))
        self._say_window(preview.window)
        if draft.on_date > self._context.desk.today() and not self._rows["on_date"].problem_label.text():
            self._rows["on_date"].set_notice("晚于今天：请记录已经办理的日期")
        self._fit()

    def _fit(self) -> None:
        """Make room for what is shown now; never smaller than before, so that buttons do not jump."""
        self._inside.activate()
        width = max(self.column.viewport().width(), self._inside.totalMinimumSize().width())
        hold(self, self.column, self._inside.totalHeightForWidth(width), least=self.height())

    def done(self, result: int) -> None:
        self._timer.stop()  # nobody reads what would be said now, and the data may be closed
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._timer.stop()
        super().closeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def _say_window(self, window: Window | None) -> None:
        requirement = step_def(self.code()).requirement
        parts = [requirement] if requirement else []
        if window is not None:
            early = f"最早 {chinese_date(window.earliest)}" if window.earliest else ""
            late = f"最迟 {chinese_date(window.latest)}" if window.latest else ""
            early += PROVISIONAL if early and window.provisional else ""
            parts.append("按记录：" + "，".join(p for p in (early, late) if p) + "。")
        self.window_label.setText("".join(parts))
        self.window_label.setVisible(bool(parts))

    def _save(self) -> None:
        self.judge()
        if not self.date.text().strip():
            self._rows["on_date"].set_problem("请填写日期")
        if self.grid.focus_first_problem():
            return
        draft = self.draft()
        try:
            self._service.set_step(
                self._dossier.person.id,
                draft.code,
                draft.on_date,
                draft.ended_on,
                draft.result,
                draft.hours,
                draft.meeting_id,
                draft.remark,
                step_id=draft.id,
                names=self._typed_names(),
            )
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
            return
        self.accept()
