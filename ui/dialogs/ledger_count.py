"""盘点现金: the box counted beside the books; a difference is not posted away, it is written down with its reason."""

from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from models.domain.errors import UserError
from models.domain.ledger import CASH
from models.domain.money import yuan
from ui.context import Context
from ui.drafts import key_of
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.date_edit import DateEdit
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.dues_hands import Hands
from ui.widgets.form_grid import FormGrid
from ui.widgets.money_edit import MoneyEdit
from ui.widgets.plain_label import PlainLabel


class CountDialog(QDialog):
    """`said`: what came of it."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.said = ""
        self.setWindowTitle("盘点现金")
        self.setMinimumWidth(px(560))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(12))
        box.addWidget(PlainLabel("盘点现金", "title"))
        box.addWidget(
            PlainLabel("把手里的党费现金点一遍，与账面核对。相差的写明原因，不改账。", "quiet", wrap=True)
        )
        self.problem = Banner("", "late")
        self.problem.hide()
        box.addWidget(self.problem)
        self.counted, self.day = MoneyEdit(), DateEdit(partial=False)
        self.day.set_iso(context.desk.today())
        self.reason, self.remark = QLineEdit(), QLineEdit()
        self.form = FormGrid()
        self.form.add_line(("counted", "点到现金（元）", self.counted), ("day", "日期", self.day))
        self.beside = PlainLabel("", wrap=True)
        self.form.add_widget(self.beside)
        self.form.add("reason", "相差的原因", self.reason)
        self.hands = Hands(context, "盘点人")
        self.hands.add_to(self.form)
        self.form.add("remark", "备注", self.remark)
        box.addWidget(self.form)
        box.addStretch(1)
        buttons = DialogButtons(self, "记下盘点", "不记")
        self.ok_button = buttons.ok_button
        self.ok_button.clicked.connect(self.save)
        box.addWidget(buttons)
        self.counted.textChanged.connect(lambda _text: self._judge())
        self.day.textChanged.connect(lambda _text: self._judge())
        self._judge()
        self.counted.setFocus()
        fields = {"counted": self.counted, "day": self.day, "reason": self.reason, "remark": self.remark}
        context.drafts.watch(self, key_of("cash-count"), "盘点现金", lambda: fields, self._judge, whole=True)

    def _book(self) -> int:
        desk = self._context.desk
        return desk.balances.balances(self.day.iso() or desk.today(), with_dues=False).of(CASH)

    def _judge(self) -> None:
        problem = self.counted.problem()
        if not problem and (self.counted.fen() or 0) < 0:
            problem = "点到的金额不能是负数"
        self.form.set_problem("counted", problem)
        self.ok_button.setEnabled(not problem and self.counted.fen() is not None)
        book = self._book()
        counted = None if problem else self.counted.fen()
        if counted is None:
            self.beside.set_state("")
            self.beside.setText(f"账面现金 {yuan(book)} 元。")
            return
        differs = counted != book
        self.beside.set_state("late" if differs else "done")
        self.beside.setText(
            f"×账面现金 {yuan(book)} 元，{'多出' if counted > book else '短少'} {yuan(abs(counted - book))} 元，请写明原因。"
            if differs
            else f"✓与账面现金 {yuan(book)} 元相符。"
        )
        self.form.rows["reason"].set_label("相差的原因", required=differs)

    def save(self) -> None:
        """Write it down, or say what is missing."""
        self.hands.settle()
        by, checked = self.hands.names
        counted = self.counted.fen()
        if counted is None:
            return
        try:
            self._context.desk.ledger.count_cash(
                counted, by, checked, self.day.iso(), self.reason.text(), self.remark.text()
            )
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
            return
        book = self._book()
        self.said = f"已盘点现金 {yuan(counted)} 元，" + (
            "账实相符。" if counted == book else f"与账面相差 {yuan(counted - book)} 元。"
        )
        self.accept()
