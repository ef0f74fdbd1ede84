"""日记账 and 收支 of some days, out of the journal of receipts and vouchers."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from models.domain.dues_report import BookLine, Income
from models.domain.ledger import CASH, LARGE, MONEY, TRANSFER, Voucher, VoucherKind
from models.services.trail import RECEIPT, RECEIPT_BACK, Entry

_BACK = "冲销"


def cash_book(entries: Sequence[Entry], vouchers: Iterable[Voucher], since: str) -> list[BookLine]:
    """Every entry that moved money from a day on, after a line for what was there before; a reversal stands in minus."""
    known = {one.id: one for one in vouchers}
    held = {
        account: sum(one.moved_fen(account) for one in entries if one.on_date < since) for account in MONEY
    }
    found = [
        BookLine(
            on_date=since, number="", summary="上期结转", cash_fen=held[CASH], transfer_fen=held[TRANSFER]
        )
    ]
    for one in entries:
        moves = [line.fen for line in one.postings if line.account in MONEY]
        if one.on_date < since or not moves:
            continue
        for account in MONEY:
            held[account] += one.moved_fen(account)
        came, went = sum(fen for fen in moves if fen > 0), -sum(fen for fen in moves if fen < 0)
        if one.kind.startswith(_BACK):
            came, went = -went, -came
        voucher = known.get(one.voucher_id)
        found.append(
            BookLine(
                on_date=one.on_date,
                number=one.number,
                summary=_words(one),
                in_fen=came,
                out_fen=went,
                cash_fen=held[CASH],
                transfer_fen=held[TRANSFER],
                by=one.by,
                paper=voucher.paper if voucher else "",
                use_kind=voucher.use_kind if voucher else "",
            )
        )
    return found


def _words(entry: Entry) -> str:
    """What an entry says of itself; a reversal with its reason."""
    words = entry.summary or entry.kind
    if not entry.kind.startswith(_BACK):
        return words
    said = words if words.startswith(_BACK) else f"{_BACK}：{words}"
    return f"{said}（{entry.reason}）" if entry.reason and entry.reason not in said else said


def spent_of(book: Iterable[BookLine], vouchers: Iterable[Voucher]) -> list[BookLine]:
    """支出 that stand, each with its use."""
    numbers = {one.number for one in vouchers if one.kind is VoucherKind.SPEND}
    return [line for line in book if line.number in numbers and line.use_kind]


def income_of(entries: Iterable[Entry], since: str) -> Income:
    """What came in and went out from a day on, by kind; reversals taken off their kind."""
    sums: Counter[str] = Counter()
    brought = 0
    for one in entries:
        fen = sum(line.fen for line in one.postings if line.account in MONEY)
        if one.on_date < since:
            brought += fen
            continue
        kind = RECEIPT if one.kind == RECEIPT_BACK else one.kind.removeprefix(_BACK)
        sums[kind] += fen
        if kind == VoucherKind.LARGE:
            sums[kind] -= one.moved_fen(LARGE)
    return Income(
        brought_fen=brought,
        dues_fen=sums[RECEIPT] + sums[VoucherKind.REFUND],
        large_fen=sums[VoucherKind.LARGE],
        allotted_fen=sums[VoucherKind.ALLOT],
        interest_fen=sums[VoucherKind.INTEREST],
        opening_fen=sums[VoucherKind.OPENING],
        remitted_fen=-sums[VoucherKind.REMIT],
        spent_fen=-sums[VoucherKind.SPEND],
        left_fen=brought + sum(_money(sums).values()),
    )


def _money(sums: Mapping[str, int]) -> dict[str, int]:
    """Without what moved no money."""
    return {kind: fen for kind, fen in sums.items() if kind != VoucherKind.LARGE}
