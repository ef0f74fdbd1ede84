"""What is done with receipts on the grid: taken as due, reversed, given out as a slip."""

from PySide6.QtWidgets import QWidget

from models.domain.dates import chinese_date
from models.domain.money import yuan
from models.domain.records import Payment
from models.services.dues import PaymentDraft
from models.services.dues_hands import last_hands
from ui.context import Context
from ui.dialogs.reason_dialog import ReasonDialog
from ui.widgets.dues_pane import months_words


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
        reason = ReasonDialog.ask(self._parent.window(), "冲销这笔缴费", about, verb="冲销")
        if reason:
            self._context.attempt(lambda: self._reversed(payment, reason))

    def _reversed(self, payment: Payment, reason: str) -> None:
        self._context.desk.dues.reverse(payment.id, reason)
        self._context.say(f"已冲销 {yuan(payment.amount_fen)} 元，请重新登记正确的缴费。")

    def standing(self, person: int, month: str, year: int) -> list[Payment]:
        """Standing receipts that paid this month."""
        found = [
            p
            for p in self._context.desk.dues.payments(person, year)
            if not p.reverses_id and not p.reversed_by
        ]
        return [payment for payment in found if month in dict(payment.months)]
