"""Rows of `voucher` and `posting` to what the books say: vouchers, months of members, sums of accounts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from models.db.transaction import Reader, Tx
from models.domain.ledger import (
    DEBITED,
    LARGE,
    OPENING_METHOD,
    RECEIVABLE,
    CashCount,
    Position,
    Posting,
    Voucher,
    VoucherKind,
    debited,
)

ALWAYS = "9999"  # as of no day: everything
EVER = ("", "9999")  # months from … to
_HEAD = (
    *("id", "uuid", "number", "on_date", "kind", "from_month", "to_month", "person_id", "summary"),
    *("counterpart", "use_kind", "paper", "approved_on", "meeting_id", "handled_by", "checked_by"),
    *("reverses_id", "reversed_by", "reason"),
)
_VOUCHERS = """SELECT v.id, v.uuid, v.number, v.on_date, v.kind, v.from_month, v.to_month, coalesce(v.person_id, 0),
    v.summary, v.counterpart, v.use_kind, v.paper, v.approved_on, coalesce(v.meeting_id, 0), v.handled_by, v.checked_by,
    coalesce(v.reverses_id, 0), coalesce(r.id, 0), v.reason
    FROM voucher v LEFT JOIN voucher r ON r.reverses_id = v.id"""
_COUNTS = "id, uuid, on_date, counted_fen, book_fen, counted_by, checked_by, reason, remark"
_STANDING = """kind = '结账' AND reverses_id IS NULL
    AND NOT EXISTS (SELECT 1 FROM voucher r WHERE r.reverses_id = v.id AND r.on_date <= ?) AND on_date <= ?"""


def load_vouchers(reader: Reader, where: str = "", params: Sequence[object] = ()) -> list[Voucher]:
    """Vouchers with their postings, oldest first; `where` speaks of `v` (voucher)."""
    heads = reader.rows(f"{_VOUCHERS} {where} ORDER BY v.on_date, v.id", params)
    lines: defaultdict[int, list[Posting]] = defaultdict(list)
    of_them = f"WHERE voucher_id IN (SELECT v.id FROM voucher v {where})" if where else ""
    for voucher, account, person, month, fen in reader.rows(
        f"SELECT voucher_id, account, coalesce(person_id, 0), month, amount_fen FROM posting {of_them}"
        " ORDER BY voucher_id, line",
        params if where else (),
    ):
        lines[voucher].append(Posting(account, fen, person, month))
    return [_voucher(head, lines[head[0]]) for head in heads]


def _voucher(head: Sequence[Any], lines: Iterable[Posting]) -> Voucher:
    values: dict[str, Any] = dict(zip(_HEAD, head, strict=True))
    values["kind"] = VoucherKind(values["kind"])
    return Voucher(**values, postings=tuple(lines))


def load_counts(reader: Reader) -> list[CashCount]:
    """盘点, oldest first."""
    names = _COUNTS.split(", ")
    rows = reader.rows(f"SELECT {_COUNTS} FROM cash_count ORDER BY on_date, id")
    return [CashCount(**dict(zip(names, row, strict=True))) for row in rows]


def closing_of(reader: Reader, month: str) -> int:
    """The voucher that closes a month, or 0."""
    found = reader.value(
        f"SELECT id FROM voucher v WHERE from_month = ? AND {_STANDING}", (month, ALWAYS, ALWAYS)
    )
    return int(found or 0)


def closed_months(reader: Reader, as_of: str = ALWAYS) -> frozenset[str]:
    """Months whose 结账 stands on a day."""
    rows = reader.rows(f"SELECT from_month FROM voucher v WHERE {_STANDING}", (as_of, as_of))
    return frozenset(str(row[0]) for row in rows)


Posted = dict[int, dict[str, int]]
Moved = dict[int, dict[str, Position]]


def receivables(
    reader: Reader, months: tuple[str, str] = EVER, as_of: str = ALWAYS, people: Sequence[int] = ()
) -> tuple[Posted, Moved]:
    """By member and month: what 结账 and 调整 posted, and what other vouchers took from it or brought to it."""
    kinds = {
        row[0]: VoucherKind(row[1])
        for row in reader.rows("SELECT id, kind FROM voucher WHERE on_date <= ?", (as_of,))
    }
    posted: Posted = defaultdict(dict)
    moved: Moved = defaultdict(dict)
    if not kinds:
        return posted, moved
    due = {number for number, kind in kinds.items() if kind in (VoucherKind.CLOSE, VoucherKind.ADJUST)}
    chosen, args = among("person_id", people)
    for voucher, person, month, fen in reader.rows(
        "SELECT voucher_id, person_id, month, amount_fen FROM posting"
        f" WHERE account = '{RECEIVABLE}' AND month BETWEEN ? AND ? {chosen}",
        (*months, *args),
    ):
        if voucher in due:
            of_person = posted[person]
            of_person[month] = of_person.get(month, 0) + fen
        elif voucher in kinds:
            moved[person].setdefault(month, Position()).add(kinds[voucher], fen)
    return posted, moved


def among(column: str, people: Sequence[int]) -> tuple[str, tuple[object, ...]]:
    """AND column IN (…) for a few people; nothing for everybody."""
    if not people:
        return "", ()
    return f"AND {column} IN (SELECT value FROM json_each(?))", (f"[{','.join(map(str, people))}]",)


def account_sums(reader: Reader, as_of: str = ALWAYS) -> dict[str, int]:
    """The balance of every account by vouchers and receipts, debit plus."""
    found: defaultdict[str, int] = defaultdict(int)
    for account, fen in reader.rows(
        "SELECT p.account, sum(p.amount_fen) FROM posting p JOIN voucher v ON v.id = p.voucher_id"
        " WHERE v.on_date <= ? GROUP BY p.account",
        (as_of,),
    ):
        found[account] += fen
    for method, fen in reader.rows(
        "SELECT method, sum(amount_fen) FROM payment WHERE received_on <= ? GROUP BY method", (as_of,)
    ):
        found[debited(method)] += fen
        found[RECEIVABLE] -= fen
    return dict(found)


def large_left(reader: Reader, person_id: int) -> int:
    """大额党费 of a member that has not been passed on yet."""
    found = reader.value(
        "SELECT coalesce(sum(amount_fen), 0) FROM posting WHERE account = ? AND person_id = ?",
        (LARGE, person_id),
    )
    return -int(found)


def lowest_money(reader: Reader, account: str, since: str) -> int:
    """The least an account of money ever held at the end of a day from `since` on: what can still be taken on it."""
    days: defaultdict[str, int] = defaultdict(int)
    for day, fen in money_days(reader, account):
        days[max(day, since)] += fen
    held, least = 0, None
    for day in sorted({*days, since}):
        held += days[day]
        least = held if least is None else min(least, held)
    return least or 0


def money_days(reader: Reader, account: str) -> list[tuple[str, int]]:
    """What came into an account of money on each day, less what went out; in order of days."""
    methods = [method for method, fills in DEBITED.items() if fills == account]
    found = reader.rows(
        f"""SELECT day, sum(fen) FROM (
            SELECT v.on_date AS day, p.amount_fen AS fen FROM posting p JOIN voucher v ON v.id = p.voucher_id
            WHERE p.account = ? UNION ALL
            SELECT received_on, amount_fen FROM payment WHERE method IN ({", ".join("?" * len(methods))}))
        GROUP BY day ORDER BY day""",
        (account, *methods),
    )
    return [(str(day), int(fen)) for day, fen in found]


def next_number(reader: Reader, table: str, head: str) -> int:
    """The next number of a year: of receipts (2026-0012) or vouchers (记2026-0031)."""
    last = reader.value(
        f"SELECT max(CAST(substr(number, ?) AS INTEGER)) FROM {table} WHERE number LIKE ?",
        (len(head) + 1, f"{head}%"),
    )
    return int(last or 0) + 1


def post(tx: Tx, voucher: Voucher) -> int:
    """Write a voucher under the next number of its year, and its postings. It must be sound (shape_problems)."""
    head = f"记{voucher.on_date[:4]}-"
    values: dict[str, object] = {name: getattr(voucher, name) for name in _HEAD[3:-2] if name != "kind"}
    values |= {
        "branch_id": tx.value("SELECT id FROM branch ORDER BY id LIMIT 1"),
        "number": f"{head}{next_number(tx, 'voucher', head):04d}",
        "kind": str(voucher.kind),
        "person_id": voucher.person_id or None,
        "meeting_id": voucher.meeting_id or None,
        "reverses_id": voucher.reverses_id or None,
        "reason": voucher.reason,
    }
    made = tx.insert("voucher", values)
    tx.insert_many(
        "posting",
        [
            {
                "voucher_id": made,
                "line": number,
                "account": line.account,
                "person_id": line.person_id or None,
                "month": line.month,
                "amount_fen": line.fen,
            }
            for number, line in enumerate(voucher.postings, 1)
        ],
    )
    return made


Paid = Mapping[int, dict[str, tuple[int, str]]]


def receipts_by_month(
    reader: Reader, months: tuple[str, str] = EVER, as_of: str = ALWAYS, people: Sequence[int] = ()
) -> tuple[Paid, Mapping[int, frozenset[str]]]:
    """By member and month: net fen and the day of the latest receipt; and the months taken over from a sheet."""
    paid: defaultdict[int, dict[str, tuple[int, str]]] = defaultdict(dict)
    before: defaultdict[int, dict[str, int]] = defaultdict(dict)
    chosen, args = among("p.person_id", people)
    for person, month, fen, day, method in reader.rows(
        "SELECT p.person_id, l.month, l.amount_fen, p.received_on, p.method"
        " FROM payment_line l JOIN payment p ON p.id = l.payment_id"
        f" WHERE l.month BETWEEN ? AND ? AND p.received_on <= ? {chosen}",
        (*months, as_of, *args),
    ):
        of_person = paid[person]
        if method == OPENING_METHOD:
            before[person][month] = before[person].get(month, 0) + fen
            day = ""
        if month not in of_person:
            of_person[month] = (fen, day if fen > 0 else "")
        else:
            total, known = of_person[month]
            of_person[month] = (total + fen, max(known, day) if fen > 0 else known)
    return paid, {
        person: frozenset(month for month, fen in of_person.items() if fen > 0)
        for person, of_person in before.items()
    }


def reversal_of(
    voucher: Voucher, on_date: str, reason: str, handled_by: str, checked_by: str = ""
) -> Voucher:
    """The voucher that takes another back: the same lines in minus. Nobody who checked the first has checked this."""
    return replace(
        voucher,
        id=0,
        uuid="",
        number="",
        on_date=on_date,
        paper="",
        approved_on="",
        handled_by=handled_by,
        checked_by=checked_by,
        reverses_id=voucher.id,
        reversed_by=0,
        reason=reason,
        summary=f"冲销 {voucher.number}：{voucher.summary}",
        postings=tuple(line.taken_back for line in voucher.postings),
    )
