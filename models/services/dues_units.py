"""党费上缴汇总 (C5.2): what the branches below a general branch or the committee say of a period, one line each."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from models.db.store import Store
from models.domain.committee import Unit
from models.domain.dues_account import Account
from models.domain.dues_report import Period, RemittanceFacts, UnitRemittance
from models.domain.errors import Cancelled
from models.domain.records import MEMBER_CATEGORIES, Branch
from models.services.committee import CommitteeDesk
from models.services.dues_accounts import load_accounts_of
from models.services.ledger_rows import ALWAYS

_PART = 200  # people read at once by their keys
_PEOPLE = """SELECT id FROM person WHERE branch_id = ? AND ((deleted_on = '' AND category IN (?, ?))
    OR id IN (SELECT person_id FROM payment) OR id IN (SELECT person_id FROM posting)) ORDER BY id"""
_CLOSED = """SELECT from_month FROM voucher v WHERE branch_id = ? AND kind = '结账' AND reverses_id IS NULL
    AND NOT EXISTS (SELECT 1 FROM voucher r WHERE r.reverses_id = v.id)"""
_BACK = """SELECT coalesce(sum(l.amount_fen), 0) FROM payment_line l JOIN payment p ON p.id = l.payment_id
    JOIN person ON person.id = p.person_id WHERE person.branch_id = ? AND p.method <> '期初'
    AND p.received_on BETWEEN ? AND ? AND l.month < ?"""
_SENT = """SELECT coalesce(sum(p.amount_fen), 0) FROM posting p JOIN voucher v ON v.id = p.voucher_id
    WHERE v.branch_id = ? AND v.kind = '上缴' AND p.account = '上缴上级' AND v.to_month BETWEEN ? AND ?"""


def remittances(
    desk: CommitteeDesk,
    unit_id: int,
    wanted: Period,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> RemittanceFacts:
    """Every branch below a unit, in the order of the tree; one that never sent anything is listed as such."""
    unit = desk.tree.unit(unit_id)
    below = desk.tree.below(unit.id)
    lines: list[UnitRemittance] = []
    for done, branch in enumerate(below):
        if cancelled and cancelled():
            raise Cancelled
        if progress:
            progress(done, len(below))
        lines.append(_line(desk.store, branch, wanted))
    own = Branch(uuid=unit.uuid, name=unit.name, committee=desk.branch.name, phone=unit.phone)
    return RemittanceFacts(branch=own, as_of=desk.today(), period=wanted, units=tuple(lines))


def _line(store: Store, unit: Unit, wanted: Period) -> UnitRemittance:
    day = unit.received_at[:10]
    if not unit.branch_id or not _keeps_dues(store, unit.branch_id):
        return UnitRemittance(name=unit.name, is_known=False, as_of=day)
    people = paid = exempt = reduced = due_fen = paid_fen = more_fen = 0
    for account in _accounts(store, unit.branch_id):
        positions = {month: account.position(month) for month in wanted.months}
        due = {
            month: account.due(month)
            for month, one in positions.items()
            if not day or month <= day[:7] or one.counted
        }
        due_fen += sum(due.values())
        paid_fen += sum(one.counted for one in positions.values())
        more_fen += sum(one.more for one in positions.values())
        if any(due.values()):
            people += 1
            paid += all(positions[month].standing >= fen for month, fen in due.items())
            reduced += any(one.holds(month) for one in account.reductions for month in due)
        elif account.standards and any(map(account.owes, wanted.months)):
            exempt += 1
    return UnitRemittance(
        name=unit.name,
        people=people,
        paid=paid,
        exempt=exempt,
        reduced=reduced,
        unpaid=people - paid,
        due_fen=due_fen,
        paid_fen=paid_fen,
        more_fen=more_fen,
        back_fen=int(store.value(_BACK, (unit.branch_id, wanted.since, wanted.until, wanted.first))),
        remitted_fen=int(store.value(_SENT, (unit.branch_id, wanted.first, wanted.last))),
        as_of=day,
    )


def _keeps_dues(store: Store, branch_id: int) -> bool:
    """Whether anything of dues came with its packages: a profile may leave them out."""
    found = store.value(
        "SELECT 1 FROM dues_standard WHERE person_id IN (SELECT id FROM person WHERE branch_id = ?)"
        " UNION ALL SELECT 1 FROM payment WHERE person_id IN (SELECT id FROM person WHERE branch_id = ?) LIMIT 1",
        (branch_id, branch_id),
    )
    return bool(found)


def _accounts(store: Store, branch_id: int) -> Iterator[Account]:
    """Accounts of one branch, with the months that this branch has closed."""
    closed = frozenset(str(row[0]) for row in store.rows(_CLOSED, (branch_id,)))
    people = [int(row[0]) for row in store.rows(_PEOPLE, (branch_id, *MEMBER_CATEGORIES))]
    for at in range(0, len(people), _PART):
        part = people[at : at + _PART]
        for account in load_accounts_of(store, part, ALWAYS).values():
            yield replace(account, closed=closed)
