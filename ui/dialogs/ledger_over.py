"""多交的钱: 自愿多交 (or 大额党费), 抵交 other months, or 退还; one of them, said by the member."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QVBoxLayout, QWidget

from models.domain.dates import add_months, chinese_date
from models.domain.dues_sheet import DuesCell, DuesRow
from models.domain.errors import UserError
from models.domain.ledger import CASH, MONEY, Overpaid, VoucherKind
from models.domain.money import yuan
from models.services.ledger import VoucherDraft
from ui.context import Context
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.dues_hands import Hands
from ui.widgets.form_grid import FormGrid
from ui.widgets.money_edit import MoneyEdit
from ui.widgets.plain_label import PlainLabel

VOLUNTARY, SHIFT, REFUND = "自愿多交", "抵交", "退还"


class OverDialog(QDialog):
    """`said`: what was posted."""

    def __init__(self, context: Context, over: Overpaid, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._over = context, over
        self.said = ""
        self.setWindowTitle(f"多交的党费：{over.name}")
        self.setMinimumWidth(px(560))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(12))
        box.addWidget(
            PlainLabel(f"{over.name}{chinese_date(over.month)}多交 {yuan(over.fen)} 元", "title", wrap=True)
        )
        self.problem = Banner("", "late")
        self.problem.hide()
        box.addWidget(self.problem)
        self._limit = context.desk.rules.edition("dues", context.desk.today()).number("DF-04")
        self.lacking = self._open_months()
        self.what, self.amount, self.month = QComboBox(), MoneyEdit(over.fen), QComboBox()
        self.money, self.reason = QComboBox(), QLineEdit()
        name = "大额党费（全部转交上级）" if over.fen >= self._limit else "自愿多交"
        self.what.addItem("请选择", "")  # Enter declares nothing by itself
        self.what.addItem(name, VOLUNTARY)
        if self.lacking:
            self.what.addItem("抵交别的月份", SHIFT)
        self.what.addItem("退还本人", REFUND)
        for cell in self.lacking:
            self.month.addItem(
                f"{chinese_date(cell.month)}，还差 {yuan(cell.due_fen - cell.paid_fen)} 元", cell.month
            )
        self.money.addItems(list(MONEY))
        self.money.setCurrentText(CASH)
        self.form = FormGrid()
        self.form.add_line(("what", "这笔钱是", self.what), ("amount", "金额（元）", self.amount))
        self.form.add("month", "抵交到", self.month)
        self.form.add("money", "怎样退", self.money)
        self.form.add("reason", "说明", self.reason)
        self.hands = Hands(context)
        self.hands.add_to(self.form)
        box.addWidget(self.form)
        box.addStretch(1)
        buttons = DialogButtons(self, "登记", "以后再定")
        self.ok_button = buttons.ok_button
        self.ok_button.clicked.connect(self.save)
        box.addWidget(buttons)
        self.what.currentIndexChanged.connect(lambda _row: self._judge())
        self.month.currentIndexChanged.connect(lambda _row: self._judge())
        self.amount.textChanged.connect(lambda _text: self._judge(propose=False))
        self._judge()

    def _open_months(self) -> list[DuesCell]:
        """Months of the same member that still lack something: this year's and the next's, the late ones first."""
        desk, person = self._context.desk, self._over.person_id
        year = int(desk.today()[:4])
        cells = [cell for y in (year - 1, year, year + 1) for cell in _cells(desk.dues.year_of(person, y))]
        last = add_months(desk.today()[:7], 12)
        return [
            cell
            for cell in cells
            if cell.month != self._over.month and cell.month <= last and cell.due_fen > cell.paid_fen
        ]

    def _judge(self, *, propose: bool = True) -> None:
        what = self.what.currentData()
        self.form.rows["month"].setVisible(what == SHIFT)
        self.form.rows["money"].setVisible(what == REFUND)
        if propose:
            self.amount.set_fen(min(self._over.fen, self._lack()) if what == SHIFT else self._over.fen)
        problem = self.amount.problem()
        fen = 0 if problem else self.amount.fen() or 0
        if not problem and fen > self._over.fen:
            problem = f"多交的只有 {yuan(self._over.fen)} 元"
        elif not problem and what == SHIFT and fen > self._lack():
            problem = f"这个月只差 {yuan(self._lack())} 元"
        self.form.set_problem("amount", problem)
        verb = {SHIFT: "抵交", REFUND: "退还"}.get(str(what), "登记")
        is_said = bool(what) and fen > 0 and not problem
        self.ok_button.setText(f"{verb} {yuan(fen)} 元" if is_said else verb)
        self.ok_button.setEnabled(is_said)

    def _lack(self) -> int:
        month = self.month.currentData()
        return next((c.due_fen - c.paid_fen for c in self.lacking if c.month == month), 0)

    def save(self) -> None:
        """Post it, or say why not."""
        self.hands.settle()
        by, checked = self.hands.names
        draft = VoucherDraft(handled_by=by, checked_by=checked, reason=self.reason.text())
        person, month, fen = self._over.person_id, self._over.month, self.amount.fen() or 0
        ledger, what = self._context.desk.ledger, self.what.currentData()
        try:
            if what == SHIFT:
                into = str(self.month.currentData())
                made = ledger.shift(person, month, {into: fen}, draft)
            elif what == REFUND:
                made = ledger.refund(person, month, fen, self.money.currentText(), draft)
            else:
                kind = VoucherKind.LARGE if fen >= self._limit else VoucherKind.VOLUNTARY
                made = ledger.voluntary(person, month, fen, kind, draft)
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
            return
        voucher = ledger.voucher(made)
        self.said = f"已登记：{voucher.summary} {yuan(fen)} 元（{voucher.number}）。"
        self.accept()


def _cells(row: DuesRow | None) -> Sequence[DuesCell]:
    return row.cells if row else ()
