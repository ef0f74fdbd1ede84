"""核定党费标准: the amount the rule gives is shown while the figures are typed, with its article."""

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from models.domain.dates import chinese_date
from models.domain.dues import BASE_KINDS, BASE_NAMES, KINDS, StandardResult, standard_for
from models.domain.dues_items import Items, base_of, unpack
from models.domain.dues_records import DuesStandard
from models.domain.errors import UserError
from models.domain.money import yuan
from models.domain.reduction import LESS, NOTHING, Reduction
from models.services.settings import COUNTY_FEN
from models.services.standards import StandardDraft
from ui.context import Context
from ui.dialogs.dues_items import ItemsDialog
from ui.dialogs.dues_reduction import ReductionDialog
from ui.dialogs.rule_card import RuleCard
from ui.drafts import Field, key_of
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.decided_fields import DecidedFields
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.form_grid import FormGrid
from ui.widgets.money_edit import MoneyEdit
from ui.widgets.plain_label import PlainLabel
from ui.widgets.screen_fit import fit, room


class StandardDialog(QDialog):
    """Enter keeps the standard. `month` is the month it shall hold from ("2026-01")."""

    def __init__(self, context: Context, person_id: int, month: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._service = context, context.desk.dues
        self._person = context.desk.roster.get(person_id)
        self._result: StandardResult | None = None
        self._items: Items = ()
        self.setMinimumWidth(px(560))
        self.setWindowTitle(f"核定党费标准 — {self._person.name}")
        self._build(month)
        known = standard_for(self._service.standards(person_id), self.month()) or self._first_later()
        self._fill(known)
        for signal in (
            self.kind.currentIndexChanged,
            self.since.currentIndexChanged,
            self.until.currentIndexChanged,
            self.base.textChanged,
            self.county.textChanged,
            self.amount.textChanged,
        ):
            signal.connect(lambda _value: self._judge())
        self._judge()
        (self.base if self.kind.currentText() in BASE_KINDS else self.kind).setFocus()
        self.base.selectAll()
        key = key_of("standard", person_id, month)
        context.drafts.watch(self, key, f"核定党费标准：{self._person.name}", self._fields)

    def _fields(self) -> dict[str, Field]:
        return {
            "kind": self.kind,
            "since": self.since,
            "base": self.base,
            "county": self.county,
            "amount": self.amount,
            "reason": self.reason,
            **self.decided.fields(),
        }

    def _build(self, month: str) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(12))
        box.addWidget(PlainLabel(f"{self._person.name}的月交标准", "title"))
        self.problem = Banner("", "late")
        self.problem.hide()
        box.addWidget(self.problem)
        self.kind, self.since = QComboBox(), QComboBox()
        self.kind.addItems(list(KINDS))
        year = int(month[:4])
        for value in [f"{y}-{m:02d}" for y in (year - 1, year, year + 1) for m in range(1, 13)]:
            self.since.addItem(chinese_date(value), value)
        self.since.setMaxVisibleItems(13)
        self.since.setCurrentIndex(self.since.findData(month))
        self.base, self.county, self.amount = MoneyEdit(), MoneyEdit(), MoneyEdit()
        self.reason = QLineEdit()
        self.form = FormGrid()
        self.until = QComboBox()
        self.until.addItem("（到重新核定）", "")
        for at in range(self.since.count()):
            self.until.addItem(self.since.itemText(at), self.since.itemData(at))
        self.until.setMaxVisibleItems(13)
        self.form.add_line(
            ("kind", "人员类别", self.kind),
            ("since", "从哪个月起", self.since),
            ("until", "到哪个月止", self.until),
        )
        self.form.add_line(
            ("base", "计算基数（元/月）", self.base),
            ("county", "当地规定（元/月）", self.county),
            ("amount", "核定数额（元/月）", self.amount),
        )
        self.base_row, self.county_row = self.form.rows["base"], self.form.rows["county"]
        self.county_row.note.setText("0.20 至 1.00 元")
        self.county_row.note.show()
        self.form.rows["amount"].note.setText("空着就按规定的数额")
        self.form.rows["amount"].note.show()
        self.items_button = QPushButton("按收入项目计算…")
        self.items_button.setProperty("quiet", True)
        self.items_button.setProperty("compact", True)
        self.items_button.setAutoDefault(False)
        self.items_button.clicked.connect(self.ask_items)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.items_button)
        line.addStretch(1)
        self.items_line = QWidget()
        self.items_line.setLayout(line)
        self.form.add_widget(self.items_line)
        self.told = Banner("", "info")
        self.article: QPushButton = self.told.add_button("依据", self._show_rule)
        self.form.add_widget(self.told)
        self.notes = Banner("", "soon")
        self.notes.hide()
        self.form.add_widget(self.notes)
        self.less = Banner("", "soon")
        self.less_button = self.less.add_button("登记少交免交…", self.ask_reduction)
        self.less_button.setAutoDefault(False)
        self.less.hide()
        self.form.add_widget(self.less)
        self.reason_row = self.form.add("reason", "原因", self.reason)
        self.decided = DecidedFields(self._context, self.form)
        box.addWidget(self.form)
        box.addStretch(1)
        self.buttons = buttons = DialogButtons(self, "核定标准", "不核定")
        self.ok_button = buttons.ok_button
        self.ok_button.clicked.connect(self._save)
        box.addWidget(buttons)

    def _first_later(self) -> DuesStandard | None:
        kept = self._service.standards(self._person.id)
        return kept[0] if kept else None

    def _fill(self, known: DuesStandard | None) -> None:
        """What is kept already, else the branch's own county amount."""
        county = self._context.desk.settings.get(COUNTY_FEN)
        if county.isdigit():
            self.county.set_fen(int(county))
        if known is None:
            return
        self.kind.setCurrentText(known.kind)
        if known.base_fen:
            self.base.set_fen(known.base_fen)
        self._items = unpack(known.items)
        if known.from_month == self.month():
            self.until.setCurrentIndex(max(0, self.until.findData(known.to_month)))
            self.decided.fill(known.fixed_on, known.meeting_id, known.fixed_by)
        if known.kind == "农民":
            self.county.set_fen(known.computed_fen)
        if known.amount_fen != known.computed_fen:
            self.amount.set_fen(known.amount_fen)
            self.reason.setText(known.reason)

    def ask_reduction(self) -> None:
        """Less than the rule is a matter of its own, with its two steps; the standard stays as the rule gives it."""
        given = 0 if self.amount.problem() else self.amount.fen() or 0
        dialog = ReductionDialog(
            self._context, Reduction(person_id=self._person.id), self.month(), self.window()
        )
        dialog.kind.setCurrentText(LESS if given > 0 else NOTHING)
        if given > 0:
            dialog.amount.set_fen(given)
        if dialog.exec():
            self.amount.clear()
            self.amount.setFocus()

    def month(self) -> str:
        return str(self.since.currentData())

    def ask_items(self) -> None:
        """What the base is made of; its sum comes into the field."""
        kind = self.kind.currentText()
        dialog = ItemsDialog(self._person.name, kind, self.month(), self.items(), self)
        if dialog.exec():
            self._items = dialog.items()
            self.base.set_fen(base_of(kind, self._items))

    def items(self) -> Items:
        """The items the base was made of, while it still is their sum."""
        kind = self.kind.currentText()
        is_sum = not self.base.problem() and self._items and base_of(kind, self._items) == self.base.fen()
        return self._items if is_sum and kind in BASE_KINDS else ()

    def draft(self) -> StandardDraft:
        """As typed."""
        kind, base, county = self._figures()
        return StandardDraft(
            person_id=self._person.id,
            from_month=self.month(),
            to_month=str(self.until.currentData() or ""),
            kind=kind,
            items=self.items(),
            base_fen=base,
            county_fen=county,
            amount_fen=self.amount.fen(),
            reason=self.reason.text(),
            fixed_on=self.decided.day.iso(),
            fixed_by=self.decided.by.text(),
            meeting_id=self.decided.meeting_id,
        )

    def _say_notes(self) -> None:
        """What to look at before it is kept: items left out by the notice, closed months, months outside."""
        self.notes.hide()
        try:
            judged = self._service.fixing.judge(self.draft())
        except UserError:
            return  # said where it is asked for, or by the button
        parts = list(judged.notes)
        if judged.ends is not None:
            parts.append(f"原来自{chinese_date(judged.ends.from_month)}起的标准到上个月为止")
        is_same = judged.same is not None and judged.same.amount_fen == judged.amount_fen
        if (closed := judged.closed) and not is_same:
            parts.append(
                f"{chinese_date(closed[0])}{f'等 {len(closed)} 个月' if len(closed) > 1 else ''}已结账，数额不变，不同的列入差额"
            )
        if parts:
            self.notes.say("；".join(parts) + "。", "soon")
            self.notes.show()

    def _figures(self) -> tuple[str, int | None, int | None]:
        kind = self.kind.currentText()
        base = self.base.fen() if kind in BASE_KINDS else None
        return kind, base, self.county.fen() if kind == "农民" else None

    def _judge(self) -> None:
        """Show what the rule gives for what is typed so far."""
        kind = self.kind.currentText()
        self.base_row.setVisible(kind in BASE_KINDS)
        self.base_row.note.setText(BASE_NAMES.get(kind, ""))
        self.base_row.note.setVisible(kind in BASE_NAMES)
        self.county_row.setVisible(kind == "农民")
        self.items_line.setVisible(kind in BASE_KINDS)
        self.problem.hide()
        self._result = None
        for key, field in (("base", self.base), ("county", self.county), ("amount", self.amount)):
            self.form.set_problem(key, field.problem())
        try:
            self._result = self._service.compute(*self._figures(), self.month())
        except UserError as error:
            empty = not (self.base if kind in BASE_KINDS else self.county).text().strip()
            self.told.say(error.message, "info" if empty else "soon")
        self.article.setVisible(self._result is not None)
        if self._result is not None:
            self.told.say(f"每月 {yuan(self._result.amount_fen)} 元。{self._result.explanation}", "info")
            self.article.setText(self._result.citation.article)
            self.amount.setPlaceholderText(yuan(self._result.amount_fen))
        self._say_reason()
        self._say_notes()
        self.ok_button.setEnabled(self._result is not None and not self.amount.problem())
        if self.isVisible():
            self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        """High enough for what it says, however many lines it takes; what the screen has no room for scrolls."""
        layout = self.layout()
        if layout is None or not layout.hasHeightForWidth():  # it scrolls already
            return
        layout.activate()
        needed = layout.totalHeightForWidth(self.width())
        if needed > room(self).height():
            fit(self, self.buttons)
            self.resize(self.width(), room(self).height())
        self.setMinimumHeight(needed if layout.hasHeightForWidth() else 0)

    def _say_reason(self) -> None:
        """Why a reason will be asked for, before it is missing."""
        given = self.amount.fen() if not self.amount.problem() else None
        note, is_less = "", False
        if self._result is not None and given is not None and given < self._result.amount_fen:
            note, is_less = "少交或免交：写明支部研究日期和上一级党委批复", True
            rule = yuan(self._result.amount_fen)
            self.less.say(f"少于规定的 {rule} 元。标准按规定核定，少交、免交另外登记。", "soon")
        elif self._result is not None and given is not None and given > self._result.amount_fen:
            note = "多于规定：默认记为自愿多交"
        elif self.month()[5:] != "01":
            note = "年内调整须写明原因"
        self.reason_row.note.setText(note)
        self.reason_row.note.setVisible(bool(note))
        self.less.setVisible(is_less)

    def _show_rule(self) -> None:
        if self._result is not None:
            RuleCard(self._result.citation, self).exec()

    def _save(self) -> None:
        try:
            self._service.fixing.fix([self.draft()])
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
            self._fit()
            self.reason.setFocus()
            return
        self.accept()
