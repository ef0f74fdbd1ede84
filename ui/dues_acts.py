"""What is done with receipts on the grid: taken as due, reversed, given out as a slip."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QMenu, QWidget

from models.domain.dates import chinese_date
from models.domain.dues_records import Payment
from models.domain.dues_slip import DuesSlip, DuesSlipFacts, months_words
from models.domain.money import yuan
from models.services.dues import PaymentDraft
from models.services.dues_accounts import names_of
from models.services.dues_hands import last_hands
from models.services.trail import TrailLine
from ui.context import Context
from ui.dialogs.message_dialog import MessageDialog
from ui.dialogs.take_back import TakeBackDialog

SLIP, COPY = "C4.2", "C4"


def trail_words(line: TrailLine) -> str:
    """2026-09-30　记2026-0031　结账　借 42.87　余 0.00."""
    side = f"借 {yuan(line.debit_fen)}" if line.fen > 0 else f"贷 {yuan(line.credit_fen)}"
    parts = (
        line.on_date or "期初",
        line.number,
        line.kind,
        side,
        f"余 {yuan(line.balance_fen)}",
        line.by,
        line.reason,
    )
    return "　".join(part for part in parts if part)


class DuesActs:
    """Receipts are posted once; a wrong one is reversed."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        self._context, self._parent = context, parent

    def take(self, person_id: int, name: str, month: str) -> bool:
        """The month as it is due, received today, in cash; whether it was posted."""
        desk = self._context.desk

        def act() -> None:
            by, checked = last_hands(desk.store)
            draft = PaymentDraft(
                person_id=person_id,
                months=(month,),
                received_on=desk.today(),
                received_by=by,
                checked_by=checked,
            )
            payment = desk.dues.payment(desk.dues.record_many([draft])[0])
            self._context.say(
                f"已登记{name}{chinese_date(month)}党费 {yuan(payment.amount_fen)} 元（现金）。记错了可在右侧冲销。"
            )

        return self._context.attempt(act)

    def reverse(self, payment: Payment, name: str) -> None:
        """冲销 with a reason; the first entry stays."""
        months = months_words([month for month, _ in payment.months])
        about = f"{name} {months}，{yuan(payment.amount_fen)} 元，{payment.received_on} 收。原记录保留，另记一笔相反的。"
        answer = TakeBackDialog.ask(self._context, self._parent.window(), "冲销这笔缴费", about, "冲销")
        if answer[0]:
            self._context.attempt(lambda: self._reversed(payment, answer))

    def _reversed(self, payment: Payment, answer: tuple[str, str, str]) -> None:
        self._context.desk.dues.reverse(payment.id, *answer)
        self._context.say(f"已冲销 {yuan(payment.amount_fen)} 元，请重新登记正确的缴费。")

    def slip(self, payments: Sequence[Payment], form_id: str = SLIP) -> None:
        """党费收讫条 of receipts, or the sheet to copy the official one from."""
        desk = self._context.desk
        names = names_of(desk.store, {one.person_id for one in payments})
        slips = tuple(DuesSlip(payment=one, name=names.get(one.person_id, "")) for one in payments)
        given = tuple(one for one in slips if one.can_be_given)
        if not given:
            self._context.say("没有可打印收讫条的收款：已冲销的、期初转入的不打印。")
            return
        facts = DuesSlipFacts(branch=desk.branch, as_of=desk.today(), slips=given)
        self._context.preview(form_id, facts)

    def slips_of(self, posted: Sequence[int]) -> None:
        """The slips of what was posted just now."""
        if posted:
            self.slip([self._context.desk.dues.payment(one) for one in posted])

    def offer_receipt(self, menu: QMenu, payment: Payment, reverse: Callable[[Payment], object]) -> None:
        """What can be done with a receipt, in a cell's menu."""
        text = f"冲销 {payment.received_on} 收的 {yuan(payment.amount_fen)} 元…"
        menu.addAction(text).triggered.connect(lambda: reverse(payment))
        self.offer_slips(menu, payment)

    def offer_slips(self, menu: QMenu, payment: Payment) -> None:
        """Its slip, and the sheet to copy the official one from, in a cell's menu."""
        if DuesSlip(payment=payment, name="").can_be_given:
            number = payment.number or payment.received_on
            menu.addAction(f"打印收讫条 {number}").triggered.connect(lambda: self.slip([payment]))
            menu.addAction("党费收据填写参考稿").triggered.connect(lambda: self.slip([payment], COPY))

    def offer_trail(self, menu: QMenu, person: int, month: str) -> None:
        """From a cell to its postings."""
        if person and month:
            menu.addAction(f"{int(month[5:])}月的每一笔…").triggered.connect(
                lambda: self.trail(person, month)
            )

    def trail(self, person: int, month: str) -> None:
        """What made up one cell: due, paid and moved, posting by posting."""
        desk = self._context.desk
        name = names_of(desk.store, {person}).get(person, "")
        lines = desk.trail.person(person, month)
        words = [trail_words(line) for line in lines]
        if month not in desk.closing.closed():
            words.append("这个月还没有结账，应收按现在的标准和减免计算，结账时记入。")
        message = (
            f"{name}{chinese_date(month)}：应收记借方，收款记贷方。"
            if lines
            else f"{name}{chinese_date(month)}还没有记账。"
        )
        MessageDialog(self._parent.window(), message, words, title="这个月的每一笔").exec()

    def standing(self, person: int, month: str, year: int) -> list[Payment]:
        """Standing receipts that paid this month."""
        found = [
            p
            for p in self._context.desk.dues.payments(person, year)
            if not p.reverses_id and not p.reversed_by
        ]
        return [payment for payment in found if month in dict(payment.months)]
