"""结账: what is due for a month is posted, and stays. What would be different later is listed, never changed silently."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from models.db.store import Store
from models.domain.dates import add_months, chinese_date
from models.domain.dues_account import Account, standard_for
from models.domain.dues_sheet import CellState
from models.domain.errors import UserError
from models.domain.ledger import Difference, Voucher, VoucherKind, closing, keeping
from models.domain.money import yuan
from models.domain.money_taken import check_two
from models.services.closed_twice import months_closed_twice
from models.services.dues_accounts import load_accounts_of
from models.services.ledger_rows import closed_months, closing_of, load_vouchers, post, reversal_of
from models.services.receipts import checked_month
from models.services.settings import TWO_PERSONS, YES, Settings

_SOME_EXEMPT = (
    "SELECT EXISTS (SELECT 1 FROM reduction) OR EXISTS (SELECT 1 FROM dues_standard WHERE amount_fen = 0)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingPreview:
    """What closing a month would post, and what should be looked at first. Sums in fen, people by name."""

    month: str
    people: int = 0  # who owe something
    due_fen: int = 0
    paid_fen: int = 0
    owed_fen: int = 0  # not paid yet; it may be paid later all the same
    over_fen: int = 0
    unpaid: tuple[str, ...] = ()
    without_standard: tuple[str, ...] = ()
    lacks_approval: tuple[str, ...] = ()  # 少交免交 with a step missing


class Closing:
    """Closing, reopening, and the differences of closed months. `today` is the injectable clock (ISO date)."""

    def __init__(self, store: Store, today: Callable[[], str]) -> None:
        self._store = store
        self._today = today
        self._settings = Settings(store)

    def closed(self) -> frozenset[str]:
        """Months whose 结账 stands."""
        return closed_months(self._store)

    def open_months(self, until: str = "") -> list[str]:
        """Months that are over and not closed: from the first that has dues to the one before this (or `until`)."""
        last = until or add_months(self._today()[:7], -1)
        first = self._store.value(
            "SELECT min(m) FROM (SELECT min(month) AS m FROM payment_line UNION ALL"
            " SELECT min(from_month) FROM voucher WHERE kind = '结账')"
        )
        found, month, closed = list[str](), str(first or "9999"), self.closed()
        while month <= last:
            if month not in closed:
                found.append(month)
            month = add_months(month, 1)
        exempt = self._exempt(found)
        return [month for month in found if month not in exempt]

    def _exempt(self, months: Iterable[str]) -> frozenset[str]:
        """Months in which everybody is exempt: there is nothing to post. Only months without a receipt are looked at."""
        received = {row[0] for row in self._store.rows("SELECT DISTINCT month FROM payment_line")}
        asked = [month for month in months if month not in received]
        if not asked or not self._store.value(_SOME_EXEMPT):
            return frozenset()
        accounts = load_accounts_of(self._store).values()
        found: set[str] = set()
        for month in asked:
            owing = [one for one in accounts if one.owes(month)]
            if owing and all(standard_for(one.standards, month) and not one.live_due(month) for one in owing):
                found.add(month)
        return frozenset(found)

    def preview(self, month: str) -> ClosingPreview:
        """What closing the month would post."""
        month = checked_month(month)
        day = f"{month}-28"
        accounts = list(load_accounts_of(self._store).values())
        cells = [(one, one.cell(month, day)) for one in accounts]
        owing = [(one, cell) for one, cell in cells if one.live_due(month)]
        return ClosingPreview(
            month=month,
            people=len(owing),
            due_fen=sum(one.live_due(month) for one, _ in owing),
            paid_fen=sum(cell.paid_fen for _, cell in cells),
            owed_fen=sum(max(0, one.live_due(month) - one.position(month).standing) for one, _ in owing),
            over_fen=sum(cell.over_fen for _, cell in cells),
            unpaid=tuple(
                one.person.name for one, _ in owing if one.position(month).standing < one.live_due(month)
            ),
            without_standard=tuple(
                one.person.name
                for one, cell in cells
                if cell.state is CellState.NO_STANDARD
                or (one.owes(month) and not standard_for(one.standards, month))
            ),
            lacks_approval=tuple(one.person.name for one, cell in cells if cell.lacks_approval),
        )

    def close(self, month: str, handled_by: str = "", checked_by: str = "") -> int:
        """Post what is due for the month, one line a member; returns the voucher."""
        month = checked_month(month)
        if month > self._today()[:7]:
            raise UserError(f"{chinese_date(month)}还没有到，不能结账。")
        if closing_of(self._store, month):
            raise UserError(f"{chinese_date(month)}已经结过账了。要改请先“重新打开”，并写明原因。")
        self._refuse_alone(handled_by, checked_by)
        accounts = load_accounts_of(self._store)
        lines = closing({person: one.live_due(month) for person, one in accounts.items()}, month)
        if not lines:
            why = "各人都免交，不用结账" if self._exempt([month]) else "没有人应交党费：请先核定标准，再结账"
            raise UserError(f"{chinese_date(month)}{why}。")
        voucher = Voucher(
            kind=VoucherKind.CLOSE,
            on_date=self._today(),
            from_month=month,
            to_month=month,
            summary=f"{chinese_date(month)}应收党费",
            handled_by=handled_by.strip(),
            checked_by=checked_by.strip(),
            postings=lines,
        )
        with self._store.transaction(f"结账：{chinese_date(month)}") as tx:
            return post(tx, voucher)

    def reopen(self, month: str, reason: str, handled_by: str = "", checked_by: str = "") -> int:
        """重新打开: the 结账 of the month is reversed with its reason, and so is what was adjusted since; what is due is
        derived again. Returns the voucher that reopens.
        """
        month, words = checked_month(month), " ".join(reason.split())
        closing_id = closing_of(self._store, month)
        if not closing_id:
            raise UserError(f"{chinese_date(month)}没有结账，不用重新打开。")
        if not words:
            raise UserError("请填写重新打开的原因。")
        self._refuse_alone(handled_by, checked_by)
        since = load_vouchers(
            self._store,
            "WHERE v.id = ? OR (v.from_month = ? AND v.kind = ?)",
            (closing_id, month, VoucherKind.ADJUST),
        )
        taken = [
            reversal_of(one, max(self._today(), one.on_date), words, handled_by.strip(), checked_by.strip())
            for one in since
            if one.stands
        ]
        with self._store.transaction(f"重新打开：{chinese_date(month)}") as tx:
            made = {one.reverses_id: post(tx, one) for one in taken}
        return made[closing_id]

    # differences

    def differences(self, with_kept: bool = False) -> list[Difference]:
        """Closed months whose due would be another now; `with_kept`: also those that somebody looked at and left."""
        closed = self.closed() - months_closed_twice(self._store)
        if not closed:
            return []
        reasons = self._kept_reasons()
        found: list[Difference] = []
        for account in load_accounts_of(self._store).values():
            for month in sorted(closed):
                fen = account.live_due(month) - account.posted.get(month, 0)
                if not fen:
                    continue
                reason = reasons.get((account.person.id, month, fen), "")
                if reason and not with_kept:
                    continue
                found.append(_difference(account, month, reason))
        return found

    def _kept_reasons(self) -> dict[tuple[int, str, int], str]:
        kept = load_vouchers(self._store, "WHERE v.kind = ?", (VoucherKind.ADJUST,))
        return {
            (one.postings[0].person_id, one.postings[0].month, one.postings[0].fen): one.reason
            for one in kept
            if one.stands and one.is_left
        }

    def adjust(
        self, chosen: Iterable[tuple[int, str]], reason: str, handled_by: str = "", checked_by: str = ""
    ) -> list[int]:
        """调整: the differences chosen (person, month) are accepted, a voucher a month, today; returns the vouchers.

        What is due then is collected like any month; what is overpaid then is used or returned (Ledger).
        """
        words = " ".join(reason.split())
        if not words:
            raise UserError("请填写调整的原因。")
        self._refuse_alone(handled_by, checked_by)
        known = {(one.person_id, one.month): one for one in self.differences(with_kept=True)}
        by_month: defaultdict[str, dict[int, int]] = defaultdict(dict)
        for person_id, month in chosen:
            if (person_id, month) not in known:
                raise UserError(f"{chinese_date(month)}没有这个差额，请刷新后再试。")
            by_month[month][person_id] = known[person_id, month].fen
        if not by_month:
            raise UserError("没有选择要调整的差额。")
        vouchers = [
            Voucher(
                kind=VoucherKind.ADJUST,
                on_date=self._today(),
                from_month=month,
                to_month=month,
                person_id=next(iter(fen)) if len(fen) == 1 else 0,
                summary=f"调整{chinese_date(month)}应收党费",
                handled_by=handled_by.strip(),
                checked_by=checked_by.strip(),
                reason=words,
                postings=closing(fen, month),
            )
            for month, fen in sorted(by_month.items())
        ]
        total = sum(sum(fen.values()) for fen in by_month.values())
        with self._store.transaction(f"调整应收党费：{yuan(total)} 元") as tx:
            return [post(tx, voucher) for voucher in vouchers]

    def keep(
        self, person_id: int, month: str, reason: str, handled_by: str = "", checked_by: str = ""
    ) -> int:
        """不调整: the difference stays, with its reason; it is listed again when it becomes another one."""
        words = " ".join(reason.split())
        if not words:
            raise UserError("请填写不调整的原因。")
        self._refuse_alone(handled_by, checked_by)
        found = [one for one in self.differences() if (one.person_id, one.month) == (person_id, month)]
        if not found:
            raise UserError(f"{chinese_date(month)}没有这个差额，请刷新后再试。")
        voucher = Voucher(
            kind=VoucherKind.ADJUST,
            on_date=self._today(),
            from_month=month,
            to_month=month,
            person_id=person_id,
            summary=f"{found[0].name}{chinese_date(month)}的差额 {yuan(found[0].fen)} 元不调整",
            handled_by=handled_by.strip(),
            checked_by=checked_by.strip(),
            reason=words,
            postings=keeping(person_id, month, found[0].fen),
        )
        with self._store.transaction(f"差额不调整：{found[0].name}{chinese_date(month)}") as tx:
            return post(tx, voucher)

    def _refuse_alone(self, handled_by: str, checked_by: str) -> None:
        needs_two = self._settings.get(TWO_PERSONS) == YES
        if problem := check_two(handled_by.strip(), checked_by.strip(), needs_two):
            raise UserError(problem)


def _difference(account: Account, month: str, reason: str) -> Difference:
    return Difference(
        person_id=account.person.id,
        name=account.person.name,
        month=month,
        posted_fen=account.posted.get(month, 0),
        now_fen=account.live_due(month),
        paid_fen=account.position(month).standing,
        kept_reason=reason,
    )
