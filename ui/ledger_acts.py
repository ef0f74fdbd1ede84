"""What can be done in 账目: each act asks what it must, posts, and says what it did."""

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtWidgets import QWidget

from models.domain.dates import chinese_date
from models.domain.ledger import Difference, Overpaid, Voucher, VoucherKind
from models.domain.money import yuan
from models.services.dues_accounts import names_of
from models.services.trail import Entry, TrailLine
from ui.context import Context
from ui.dialogs.dues_papers import DuesPapersDialog
from ui.dialogs.ledger_close import CloseDialog
from ui.dialogs.ledger_count import CountDialog
from ui.dialogs.ledger_over import OverDialog
from ui.dialogs.ledger_voucher import KINDS, VoucherDialog
from ui.dialogs.take_back import TakeBackDialog
from ui.dues_acts import DuesActs
from ui.widgets.dues_book_pane import Act


class LedgerActs:
    """Nothing is edited: what was wrong is reversed with a reason."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        self._context, self._parent = context, parent
        self._slips = DuesActs(context, parent)

    def names(self, ids: Iterable[int]) -> Mapping[int, str]:
        """Members by id."""
        wanted = set(ids)
        return names_of(self._context.desk.store, wanted) if wanted else {}

    def entry(self, line: TrailLine) -> Entry | None:
        """The receipt or voucher a posting belongs to."""
        if not line.number and not line.payment_id:
            return None
        trail = self._context.desk.trail
        found = trail.journal(line.on_date, line.on_date, line.person_id)
        wanted = (line.payment_id, line.voucher_id)
        return next((one for one in found if (one.payment_id, one.voucher_id) == wanted), None)

    # posting

    def voucher(self, kind: VoucherKind) -> None:
        """上缴, 支出, 下拨, 利息, 存取, 期初."""
        dialog = VoucherDialog(self._context, kind, self._parent.window())
        if dialog.exec():
            made = self._context.desk.ledger.voucher(dialog.posted)
            self._context.say(f"已登记{KINDS[kind].title} {yuan(made.amount_fen)} 元（{made.number}）。")

    def open_form(self, kind: str, ref: Sequence[str]) -> None:
        """A form again by the key of its draft."""
        if kind == "cash-count":
            self.count()
        elif ref and ref[0] in KINDS:
            self.voucher(VoucherKind(ref[0]))

    def close(self, month: str = "") -> None:
        """结账 of a month."""
        dialog = CloseDialog(self._context, month, self._parent.window())
        if dialog.exec() or dialog.closed:
            words = "、".join(map(chinese_date, dialog.closed[:3]))
            more = f"等 {len(dialog.closed)} 个月" if len(dialog.closed) > 3 else ""
            self._context.say(f"已结账：{words}{more}。")

    def reopen(self, month: str) -> None:
        """重新打开 with its reason."""
        about = f"{chinese_date(month)}的结账凭证会被冲销，应收改按现在的标准和减免计算；原凭证保留。"
        title = f"重新打开{chinese_date(month)}"
        answer = TakeBackDialog.ask(self._context, self._parent.window(), title, about, "重新打开")
        if answer[0]:
            self._context.attempt(lambda: self._reopened(month, answer))

    def _reopened(self, month: str, answer: tuple[str, str, str]) -> None:
        self._context.desk.closing.reopen(month, *answer)
        self._context.say(f"{chinese_date(month)}已重新打开，改好后请再结账。")

    def papers(self, year: int) -> None:
        """Remittance report, public sheet, registers: one of them, of a period."""
        DuesPapersDialog(self._context, year, self._parent.window()).exec()

    def count(self) -> None:
        """盘点 of the cash box."""
        dialog = CountDialog(self._context, self._parent.window())
        if dialog.exec():
            self._context.say(dialog.said)

    def reverse(self, entry: Entry) -> None:
        """冲销 of a receipt or voucher."""
        about = f"{entry.number} {entry.summary}，{yuan(entry.amount_fen)} 元。原记录保留，另记一笔相反的。"
        answer = TakeBackDialog.ask(self._context, self._parent.window(), f"冲销{entry.kind}", about, "冲销")
        if answer[0]:
            self._context.attempt(lambda: self._reversed(entry, answer))

    def _reversed(self, entry: Entry, answer: tuple[str, str, str]) -> None:
        desk = self._context.desk
        if entry.payment_id:
            desk.dues.reverse(entry.payment_id, *answer)
        else:
            desk.ledger.reverse(entry.voucher_id, *answer)
        self._context.say(f"已冲销 {entry.number} {yuan(entry.amount_fen)} 元。")

    # differences and what is overpaid

    def adjust(self, one: Difference) -> None:
        """The difference is accepted."""
        about = f"{one.name}{chinese_date(one.month)}的应收由 {yuan(one.posted_fen)} 元改为 {yuan(one.now_fen)} 元，另记一张调整凭证。"
        answer = TakeBackDialog.ask(self._context, self._parent.window(), "按现在的数调整", about, "调整")
        if answer[0]:
            self._context.attempt(lambda: self._adjusted(one, answer))

    def _adjusted(self, one: Difference, answer: tuple[str, str, str]) -> None:
        self._context.desk.closing.adjust([(one.person_id, one.month)], *answer)
        rest = one.now_fen - one.paid_fen
        after = (
            f"，还应补收 {yuan(rest)} 元"
            if rest > 0
            else f"，多交 {yuan(-rest)} 元请再处理"
            if rest < 0
            else ""
        )
        self._context.say(f"已调整{one.name}{chinese_date(one.month)}的应收{after}。")

    def keep(self, one: Difference) -> None:
        """The difference is left, with a reason."""
        about = f"{one.name}{chinese_date(one.month)}仍按结账时的 {yuan(one.posted_fen)} 元。"
        answer = TakeBackDialog.ask(self._context, self._parent.window(), "不调整", about, "不调整")
        if answer[0]:
            self._context.attempt(lambda: self._context.desk.closing.keep(one.person_id, one.month, *answer))

    def settle(self, one: Overpaid) -> None:
        """自愿多交, 抵交 or 退还 of what is overpaid."""
        dialog = OverDialog(self._context, one, self._parent.window())
        if dialog.exec():
            self._context.say(dialog.said)

    # what the pane offers

    def of_entry(self, entry: Entry, voucher: Voucher | None) -> list[Act]:
        """What can be done with a receipt or voucher."""
        acts: list[Act] = []
        if entry.is_reversed:
            return acts
        if voucher is not None and voucher.kind is VoucherKind.CLOSE:
            return [("重新打开这个月…", lambda: self.reopen(voucher.from_month))]
        if entry.payment_id:
            acts.append(("打印收讫条", lambda: self._slips.slips_of([entry.payment_id])))
        acts.append(("冲销…", lambda: self.reverse(entry)))
        return acts

    def of_difference(self, one: Difference) -> list[Act]:
        """What can be done with a difference."""
        acts: list[Act] = [("按现在的数调整…", lambda: self.adjust(one))]
        if not one.kept_reason:
            acts.append(("不调整…", lambda: self.keep(one)))
        return acts

    def of_overpaid(self, one: Overpaid) -> list[Act]:
        """What can be done with overpaid money."""
        return [("说明这笔钱…", lambda: self.settle(one))]
