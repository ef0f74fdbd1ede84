"""登记缴费 for one person: months ticked, the sum shown on the button; posted once, afterwards only reversed."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from models.domain.dues_sheet import CellState, DuesCell, DuesRow
from models.domain.errors import UserError
from models.domain.ledger import VoucherKind
from models.domain.money import yuan
from models.services.dues import METHODS, PaymentDraft
from models.services.receipts import ON_ACCOUNT
from ui.context import Context
from ui.dialogs.message_dialog import MessageDialog
from ui.drafts import Field, key_of
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.date_edit import DateEdit
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.dues_hands import Hands
from ui.widgets.form_grid import FormGrid
from ui.widgets.money_edit import MoneyEdit
from ui.widgets.plain_label import PlainLabel

OWED = (CellState.LATE, CellState.DUE, CellState.PART)
OPEN = (*OWED, CellState.FUTURE)


class PaymentDialog(QDialog):
    """`month` is ticked at first; `typed` is the amount's beginning when the user just typed digits."""

    def __init__(
        self, context: Context, row: DuesRow, month: str, typed: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context, self._row = context, row
        self.posted = 0  # the receipt
        self._limit = context.desk.rules.edition("dues", context.desk.today()).number("DF-04")
        self.boxes: dict[str, QCheckBox] = {}
        self.setWindowTitle(f"登记缴费 — {row.name}")
        self.setMinimumWidth(px(560))
        self._build()
        if month in self.boxes and self.boxes[month].isEnabled():
            self.boxes[month].setChecked(True)
        self._judge()
        self.amount.setText(typed)
        self.amount.setFocus()
        key = key_of("payment", row.person_id, row.cells[0].month[:4])
        context.drafts.watch(self, key, f"登记缴费：{row.name}", self._fields, self._judge, whole=True)

    def _fields(self) -> dict[str, Field]:
        return {
            **self.boxes,
            "amount": self.amount,
            "received": self.received,
            "method": self.method,
            "handed": self.handed,
            "note": self.note,
            "by": self.hands.by,
            "checked": self.hands.checked,
        }

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(12))
        box.addWidget(PlainLabel(f"登记{self._row.name}的党费", "title"))
        self.problem = Banner("", "late")
        self.problem.hide()
        box.addWidget(self.problem)
        box.addWidget(self._months())
        self.form = FormGrid()
        self.amount = MoneyEdit()
        self.received, self.method, self.handed = DateEdit(partial=False), QComboBox(), QLineEdit()
        self.received.set_iso(self._context.desk.today())
        self.method.addItems(list(METHODS))
        self.form.add_line(
            ("amount", "实收金额（元）", self.amount),
            ("received", "收款日期", self.received),
            ("method", "交纳方式", self.method),
        )
        self.amount_row = self.form.rows["amount"]
        self.amount_row.note.setText("空着就按应交数")
        self.amount_row.note.show()
        self.over = QComboBox()
        self.over.currentIndexChanged.connect(lambda _row: self._judge())
        self.over_row = self.form.add("over", "多交的部分", self.over)
        self.over_row.hide()
        self.note = QLineEdit()
        self.form.add_line(("handed", "代交人", self.handed), ("note", "备注", self.note))
        self.hands = Hands(self._context, "收款人")
        self.hands.add_to(self.form)
        box.addWidget(self.form)
        self.slip = QCheckBox("登记后打印收讫条，交给交款人")
        self.slip.setChecked(bool(self._context.settings.state("dues-payment").get("slip", False)))
        self.slip.toggled.connect(lambda on: self._context.settings.set_state("dues-payment", {"slip": on}))
        box.addWidget(self.slip)
        box.addWidget(PlainLabel("登记后不能改动；记错了可以冲销，原记录保留。", "field", wrap=True))
        box.addStretch(1)
        buttons = DialogButtons(self, "登记", "不登记")
        self.ok_button = buttons.ok_button
        self.ok_button.clicked.connect(self._save)
        box.addWidget(buttons)
        self.amount.textChanged.connect(lambda _text: self._judge())

    def _months(self) -> QWidget:
        place = QWidget()
        box = QVBoxLayout(place)
        box.setContentsMargins(0, 0, 0, 0)
        quick = QHBoxLayout()
        quick.addWidget(PlainLabel(f"{self._row.cells[0].month[:4]} 年哪几个月", "field"), 1)
        for text, states in (("补齐欠交", OWED), ("全年", OPEN), ("清除", ())):
            button = QPushButton(text)
            button.setProperty("quiet", True)
            button.setProperty("compact", True)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, wanted=states: self._tick(wanted))
            quick.addWidget(button)
        box.addLayout(quick)
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(8))
        for place_no, cell in enumerate(self._row.cells):
            tick = QCheckBox(f"{int(cell.month[5:])}月 {self._rest_words(cell)}")
            tick.setEnabled(cell.state not in (CellState.OUTSIDE, CellState.WAIVED))
            tick.toggled.connect(lambda _on: self._judge())
            self.boxes[cell.month] = tick
            grid.addWidget(tick, place_no // 4, place_no % 4, Qt.AlignmentFlag.AlignLeft)
        box.addLayout(grid)
        return place

    def _rest(self, cell: DuesCell) -> int:
        """What is still due for a month, in fen; what was voluntarily more stands for nothing that is due."""
        standard = self._row.standard
        due = cell.due_fen or (standard.amount_fen if standard and cell.state == CellState.FUTURE else 0)
        return max(0, due - (cell.paid_fen - cell.more_fen))

    def _rest_words(self, cell: DuesCell) -> str:
        rest = self._rest(cell)
        if cell.state in (CellState.PAID, CellState.OUTSIDE, CellState.WAIVED, CellState.NO_STANDARD):
            return cell.state.value
        return f"{yuan(rest)} 元" if rest else cell.state.value

    def _tick(self, states: tuple[CellState, ...]) -> None:
        for cell in self._row.cells:
            if self.boxes[cell.month].isEnabled():
                self.boxes[cell.month].setChecked(cell.state in states)

    def months(self) -> list[str]:
        return [month for month, tick in self.boxes.items() if tick.isChecked()]

    def _judge(self) -> None:
        months = self.months()
        due = sum(self._rest(cell) for cell in self._row.cells if cell.month in months)
        self.amount.setPlaceholderText(yuan(due))
        self.amount.setEnabled(bool(months))
        problem = self.amount.problem()
        self.amount_row.set_problem(problem)
        if problem:
            self.ok_button.setEnabled(False)
            return
        given = self.amount.fen()
        total = due if given is None else given
        if given is not None and given < 0:
            self.amount_row.set_problem("金额不能是负数；记错了请冲销原来的一笔")
        elif given is not None and months:
            self.amount_row.set_notice(self._difference(given, due, len(months)))
        self._ask_over(total - due if months and self._is_known(months) else 0)
        asked = self.over_row.isHidden() or self.over.currentIndex() > 0
        self.ok_button.setText(f"登记 {yuan(total)} 元" if months and total > 0 else "登记")
        self.ok_button.setEnabled(bool(months) and total > 0 and asked)

    def _is_known(self, months: list[str]) -> bool:
        """Whether it is known what is due for all of them."""
        return all(c.state is not CellState.NO_STANDARD for c in self._row.cells if c.month in months)

    def _ask_over(self, fen: int) -> None:
        """What is given beyond what is due must be said to be something; 1,000 yuan at once is 大额党费 (DF-04)."""
        kind = VoucherKind.LARGE if fen >= self._limit else VoucherKind.VOLUNTARY
        words = {
            VoucherKind.LARGE: f"大额党费 {yuan(fen)} 元，全部转交上级",
            VoucherKind.VOLUNTARY: f"自愿多交 {yuan(fen)} 元",
        }
        self.over_row.setVisible(fen > 0)
        if fen <= 0:
            return
        kept = self.over.currentIndex()
        self.over.blockSignals(True)
        self.over.clear()
        self.over.addItem(f"多交 {yuan(fen)} 元，请选择", "")
        self.over.addItem(words[kind], str(kind))
        self.over.addItem("先记在这个月上，以后再定（抵交、退还）", ON_ACCOUNT)
        self.over.setCurrentIndex(max(kept, 0))
        self.over.blockSignals(False)
        self.over_row.set_note("是预交以后月份的，请在上面把那几个月也勾上。")

    @staticmethod
    def _difference(given: int, due: int, count: int) -> str:
        if given == due:
            return ""
        words = f"比应交少 {yuan(due - given)} 元" if given < due else f"比应交多 {yuan(given - due)} 元"
        where = "，从前面的月份起依次记入" if count > 1 else ""
        return f"{words}{where}"

    def amounts(self) -> dict[str, int] | None:
        """The amount typed, shared out over the months from the first; more than is due goes to the last."""
        given = self.amount.fen()
        if given is None:
            return None
        shares: dict[str, int] = {}
        cells = [cell for cell in self._row.cells if cell.month in self.months()]
        for cell in cells:
            share = min(given, self._rest(cell))
            shares[cell.month] = share
            given -= share
        if given and cells:
            shares[cells[-1].month] += given
        return {month: fen for month, fen in shares.items() if fen}

    def _draft(self) -> PaymentDraft:
        self.hands.settle()
        by, checked = self.hands.names
        amounts = self.amounts()
        return PaymentDraft(
            person_id=self._row.person_id,
            months=tuple(self.months() if amounts is None else sorted(amounts)),
            received_on=self.received.iso(),
            method=self.method.currentText(),
            handed_by=self.handed.text(),
            amounts=amounts,
            note=self.note.text(),
            received_by=by,
            checked_by=checked,
            over="" if self.over_row.isHidden() else str(self.over.currentData() or ""),
        )

    def _save(self) -> None:
        draft, dues = self._draft(), self._context.desk.dues
        if question := dues.receipts.question(draft, self._row.name):
            if not MessageDialog.confirm(self, question, verb="是本人的钱，不是垫付", leave="再核对"):
                return
            draft = replace(draft, is_own_money=True)
        try:
            (self.posted,) = dues.record_many([draft])
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
            return
        self.accept()
