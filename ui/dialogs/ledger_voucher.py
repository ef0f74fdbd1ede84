"""One voucher of money in or out: 上缴, 支出, 下拨, 利息, 存取, 期初. What is refused is said in the form, with the way out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QVBoxLayout, QWidget

from models.domain.dates import add_months, chinese_date
from models.domain.errors import UserError
from models.domain.ledger import CASH, LARGE, MONEY, TRANSFER, USES, VoucherKind
from models.domain.money import yuan
from models.services.ledger import VoucherDraft
from ui.context import Context
from ui.drafts import Field, key_of
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.date_edit import DateEdit
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.dues_hands import Hands
from ui.widgets.form_grid import FormGrid
from ui.widgets.money_edit import MoneyEdit
from ui.widgets.plain_label import PlainLabel

INTO_BANK, FROM_BANK = "存入银行（现金 → 转账）", "从银行取现（转账 → 现金）"


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of voucher is called on the screen."""

    name: VoucherKind
    title: str
    verb: str
    about: str
    counterpart: str = ""  # label of who gave or got the money; "" = nobody
    paper: str = ""
    money: str = CASH


KINDS: Mapping[VoucherKind, Kind] = {
    one.name: one
    for one in (
        Kind(VoucherKind.REMIT, "上缴党费", "上缴", "把收到的党费交到上级党组织。", "接收单位、接收人", "缴款凭证号"),
        Kind(
            VoucherKind.SPEND,
            "党费支出",
            "支出",
            "党费支出须经集体讨论决定，只能用于规定的五类用途。",
            "收款单位、收款人",
            "票据号",
        ),
        Kind(VoucherKind.ALLOT, "上级下拨", "登记下拨", "收到上级下拨的党费。", "下拨单位", "凭证号"),
        Kind(
            VoucherKind.INTEREST,
            "党费利息",
            "登记利息",
            "党费存款的利息属于党费收入。",
            "",
            "银行回单号",
            TRANSFER,
        ),
        Kind(VoucherKind.MOVE, "存款、取现", "登记", "现金存入银行，或从银行取回现金；总数不变。", "", "银行回单号"),
        Kind(VoucherKind.OPENING, "期初余额", "登记期初余额", "启用本账以前就在手里的党费。只登记一次。"),
    )
}  # fmt: skip


class VoucherDialog(QDialog):
    """Posted once; `posted` is the voucher's id then."""

    def __init__(self, context: Context, kind: VoucherKind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self.kind = context, KINDS[kind]
        self.posted = 0
        self.setWindowTitle(self.kind.title)
        self.setMinimumWidth(px(580))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(12))
        box.addWidget(PlainLabel(self.kind.title, "title"))
        box.addWidget(PlainLabel(self.kind.about, "quiet", wrap=True))
        self.problem = Banner("", "late")
        self.problem.hide()
        box.addWidget(self.problem)
        self.form = FormGrid()
        self._build()
        box.addWidget(self.form)
        box.addWidget(PlainLabel("登记后不能改动；记错了可以冲销，原凭证保留。", "field", wrap=True))
        buttons = DialogButtons(self, self.kind.verb, "不登记")
        self.ok_button = buttons.ok_button
        self.ok_button.clicked.connect(self.save)
        box.addWidget(buttons)
        self._show_held()
        self.amount.textChanged.connect(lambda _text: self._judge())
        self._judge()
        self.amount.setFocus()
        context.drafts.watch(
            self, key_of("voucher", kind), self.kind.title, self._fields, self._judge, whole=True
        )

    # building

    def _build(self) -> None:
        desk = self._context.desk
        self.amount, self.day, self.money = MoneyEdit(), DateEdit(partial=False), QComboBox()
        self.day.set_iso(desk.today())
        if self.kind.name is VoucherKind.MOVE:
            for text, into in ((INTO_BANK, TRANSFER), (FROM_BANK, CASH)):
                self.money.addItem(text, into)
        else:
            for money in MONEY:
                self.money.addItem(money, money)
            self.money.setCurrentIndex(self.money.findData(self.kind.money))
        self.money.currentIndexChanged.connect(lambda _row: self._money_chosen())
        self._held = self._owed = 0
        self.counterpart, self.paper, self.summary = QLineEdit(), QLineEdit(), QLineEdit()
        if self.kind.name is VoucherKind.REMIT:
            self._build_months()
        if self.kind.name is VoucherKind.SPEND:
            self._build_use()
        self.form.add_line(
            ("amount", "金额（元）", self.amount),
            ("day", "日期", self.day),
            ("money", "现金或转账" if self.kind.name is not VoucherKind.MOVE else "怎样转", self.money),
        )
        lines = [
            ("counterpart", self.kind.counterpart, self.counterpart),
            ("paper", self.kind.paper, self.paper),
        ]
        if shown := [line for line in lines if line[1]]:
            self.form.add_line(*shown)
        self.hands = Hands(self._context)
        self.hands.add_to(self.form)
        self.form.add("summary", "摘要", self.summary, "空着就按规定写法")
        self.amount_row = self.form.rows["amount"]

    def _build_months(self) -> None:
        """From and to which month, as the local cycle proposes, and what that came to."""
        self.first, self.last = QComboBox(), QComboBox()
        desk = self._context.desk
        now = desk.today()[:7]
        for back in range(35, -2, -1):
            month = add_months(now, -back)
            for combo in (self.first, self.last):
                combo.addItem(chinese_date(month), month)
        first, last = desk.balances.remit_period()
        self.first.setCurrentIndex(max(0, self.first.findData(first)))
        self.last.setCurrentIndex(max(0, self.last.findData(last)))
        self.form.add_line(("first", "从哪个月", self.first), ("last", "到哪个月", self.last))
        self.sums = PlainLabel("", wrap=True)
        self.form.add_widget(self.sums)
        for combo in (self.first, self.last):
            combo.currentIndexChanged.connect(lambda _row: self._sum_up())
        self.large = self._large_left()
        self._sum_up()

    def _large_left(self) -> dict[int, int]:
        """大额党费 that waits to be passed on, fen by person: it goes up whole (DF-04)."""
        left: dict[int, int] = {}
        for line in self._context.desk.trail.account(LARGE):
            left[line.person_id] = left.get(line.person_id, 0) - line.fen
        return {person: fen for person, fen in left.items() if person and fen > 0}

    def _sum_up(self) -> None:
        first, last = self.months()
        if first > last:
            self.sums.setText("起止月份颠倒了，请核对。")
            return
        found = self._context.desk.balances.remittance(first, last)
        words = [f"这几个月内收到 {yuan(found.collected_fen)} 元"]
        if found.percent != 100:
            words.append(f"按规定上缴 {found.percent}%")
        words.append(f"已上缴 {yuan(found.remitted_fen)} 元，还应上缴 {yuan(max(0, found.to_remit_fen))} 元")
        if found.unpaid:
            words.append(f"{len(found.unpaid)} 人未交清")
        text = "；".join(words) + "。"
        if self.large:
            text += f"另有待转交的大额党费 {yuan(sum(self.large.values()))} 元，随这次一并上缴。"
        self.sums.setText(text)
        self._owed = max(0, found.to_remit_fen)
        self._propose()
        if hasattr(self, "ok_button"):
            self._judge()

    def _build_use(self) -> None:
        desk = self._context.desk
        self.use, self.meeting, self.approved = QComboBox(), QComboBox(), DateEdit(partial=False)
        self.use.addItems(list(USES))
        self.meeting.addItem("未在本程序记录", 0)
        year = int(desk.today()[:4])
        for one in [m for y in (year, year - 1) for m in desk.meetings.list(y)][:60]:
            self.meeting.addItem(f"{one.held_on} {one.title or one.kind}", one.id)
            self.meeting.setItemData(self.meeting.count() - 1, one.held_on, 0x0100 + 1)
        self.meeting.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.meeting.currentIndexChanged.connect(self._meeting_chosen)
        self.form.add("use", "用途", self.use)
        self.form.add_line(
            ("meeting", "集体讨论的会议", self.meeting), ("approved", "讨论日期", self.approved)
        )

    def _meeting_chosen(self, row: int) -> None:
        if day := self.meeting.itemData(row, 0x0100 + 1):
            self.approved.set_iso(str(day))

    def _fields(self) -> dict[str, Field]:
        found: dict[str, Field] = {}
        if self.kind.name is VoucherKind.REMIT:
            found |= {"first": self.first, "last": self.last}
        if self.kind.name is VoucherKind.SPEND:
            found |= {"use": self.use, "meeting": self.meeting, "approved": self.approved}
        return found | {
            "amount": self.amount,
            "day": self.day,
            "money": self.money,
            "counterpart": self.counterpart,
            "paper": self.paper,
            "by": self.hands.by,
            "checked": self.hands.checked,
            "summary": self.summary,
        }

    # judging

    def months(self) -> tuple[str, str]:
        return str(self.first.currentData()), str(self.last.currentData())

    def fen(self) -> int:
        """The amount typed; of 上缴 an empty field is what is still to be handed up."""
        given = self.amount.fen()
        if given is None:
            return self._proposed if self.kind.name is VoucherKind.REMIT else 0
        return given

    def _takes_from(self) -> str:
        """The account the money leaves, "" where it comes in."""
        money = str(self.money.currentData())
        if self.kind.name is VoucherKind.MOVE:
            return CASH if money == TRANSFER else TRANSFER
        return money if self.kind.name in (VoucherKind.REMIT, VoucherKind.SPEND) else ""

    def _money_chosen(self) -> None:
        self._show_held()
        self._judge()

    def _show_held(self) -> None:
        if account := self._takes_from():
            self._held = self._context.desk.ledger.held(account)
            self.form.rows["money"].set_note(f"{account}现有 {yuan(self._held)} 元")
        if self.kind.name is VoucherKind.REMIT:
            self._propose()

    def _propose(self) -> None:
        """What is still to be handed up, as far as this money goes: the rest is another slip."""
        most = max(0, self._held - sum(self.large.values()))
        self._proposed = min(self._owed, most)
        self.amount.setPlaceholderText(yuan(self._proposed))

    def _judge(self) -> None:
        problem = self.amount.problem()
        if not problem and (self.amount.fen() or 0) < 0:
            problem = "金额不能是负数；记错了请冲销原来的一笔"
        whole = sum(self.large.values()) if self.kind.name is VoucherKind.REMIT else 0
        fen = 0 if problem else self.fen() + whole
        if (account := self._takes_from()) and fen > self._held:
            problem = f"{account}只有 {yuan(self._held)} 元，不够；其余的另登一张"
        self.amount_row.set_problem(problem)
        self.ok_button.setText(f"{self.kind.verb} {yuan(fen)} 元" if fen > 0 else self.kind.verb)
        self.ok_button.setEnabled(not problem and fen > 0)

    # posting

    def _draft(self) -> VoucherDraft:
        self.hands.settle()
        by, checked = self.hands.names
        return VoucherDraft(
            on_date=self.day.iso(),
            counterpart=self.counterpart.text(),
            paper=self.paper.text(),
            handled_by=by,
            checked_by=checked,
            summary=self.summary.text(),
        )

    def save(self) -> None:
        """Post it, or say in the form why not."""
        if problem := self.day.problem() or ("" if self.day.iso() else "请填写日期"):
            self.form.set_problem("day", problem)
            self.day.setFocus()
            return
        self.form.set_problem("day", "")
        try:
            self.posted = self._acts()[self.kind.name]()
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
            return
        self.accept()

    def _acts(self) -> Mapping[VoucherKind, Callable[[], int]]:
        ledger, fen, money = self._context.desk.ledger, self.fen(), str(self.money.currentData())
        return {
            VoucherKind.REMIT: lambda: ledger.remit(fen, self.months(), money, self.large, self._draft()),
            VoucherKind.SPEND: lambda: ledger.spend(
                fen,
                self.use.currentText(),
                self.approved.iso(),
                money,
                int(self.meeting.currentData() or 0),
                self._draft(),
            ),
            VoucherKind.ALLOT: lambda: ledger.allot(fen, money, self._draft()),
            VoucherKind.INTEREST: lambda: ledger.interest(fen, money, self._draft()),
            VoucherKind.MOVE: lambda: ledger.move(fen, money, self._draft()),
            VoucherKind.OPENING: lambda: ledger.opening(fen, money, self._draft()),
        }


def kinds() -> Sequence[Kind]:
    """The kinds that are entered by hand, as menus name them."""
    return tuple(KINDS.values())
