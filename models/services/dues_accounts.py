"""Accounts of members read in a few statements: cards, standards, reductions, receipts, and what vouchers say."""

import gc
from collections import defaultdict
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import fields

from models.db.transaction import Reader
from models.domain.dues_account import Account, Payer, month_before, stays_of
from models.domain.dues_records import DuesStandard
from models.domain.errors import UserError
from models.domain.records import MEMBER_CATEGORIES, Category, Person
from models.domain.reduction import Reduction
from models.services.dues_rows import load_standards
from models.services.ledger_rows import (
    ALWAYS,
    EVER,
    among,
    closed_months,
    receipts_by_month,
    receivables,
)
from models.services.movement_rows import by_person, load_movements

ACCOUNT_TABLES = (
    *("person", "movement", "dues_standard", "reduction"),
    *("payment", "payment_line", "voucher", "posting"),
)
_CATEGORIES = {category.value: category for category in Category}
_REDUCTION = tuple(field.name for field in fields(Reduction))
_REDUCTIONS = ", ".join(_REDUCTION).replace("meeting_id", "coalesce(meeting_id, 0)")
_MONEY = "(id IN (SELECT person_id FROM payment) OR id IN (SELECT person_id FROM posting))"
_MEMBER = "deleted_on = '' AND category IN (?, ?)"
_FEW = 200  # people read by their own keys; more are read with everybody
_NOBODY = "没有找到这个人，请刷新后再试。"


@contextmanager
def many_at_once() -> Generator[None]:
    """Thousands of small records are made and kept: the collector would look through them again and again (a quarter of
    the time), and none of them is in a circle.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def load_reductions(reader: Reader, people: Sequence[int] = ()) -> dict[int, list[Reduction]]:
    """少交免交 by member, the earliest first."""
    chosen, args = among("person_id", people)
    found: defaultdict[int, list[Reduction]] = defaultdict(list)
    for row in reader.rows(
        f"SELECT {_REDUCTIONS} FROM reduction WHERE 1 {chosen} ORDER BY from_month, id", args
    ):
        one = Reduction(**dict(zip(_REDUCTION, row, strict=True)))
        found[one.person_id].append(one)
    return found


def names_of(reader: Reader, people: Iterable[int]) -> dict[int, str]:
    """What people are called."""
    asked = tuple(people)
    if not asked:
        return {}
    chosen, args = among("id", asked)
    return {
        int(row[0]): str(row[1]) for row in reader.rows(f"SELECT id, name FROM person WHERE 1 {chosen}", args)
    }


def load_accounts(
    reader: Reader, year: int, as_of: str = ALWAYS, *, with_money: bool = True
) -> list[Account]:
    """Everybody who was a member here in the year or after, by pinyin, as of a day; with money also who was deleted or
    is no member now and has some on the books.

    Only receipts from the year before are read at first; who owes for longer is read whole.
    """
    people = _people(
        reader,
        f"CASE WHEN {_MEMBER} THEN left_on = '' OR left_on >= ? ELSE {_MONEY} END"
        if with_money
        else f"{_MEMBER} AND (left_on = '' OR left_on >= ?)",
        (*MEMBER_CATEGORIES, str(year)),
    )
    if not with_money:
        return _accounts(reader, people, (ALWAYS, ALWAYS), as_of, ())
    since = f"{year - 1}-01"
    accounts = _accounts(reader, people, (since, EVER[1]), as_of, ())
    reference = min(as_of, f"{year + 1}-12")[:7]
    long = {
        one.person.id for one in accounts if one.first_month < since and _unpaid_since(one, since, reference)
    }
    if not long:
        return accounts
    chosen = [one.person for one in accounts if one.person.id in long]
    whole = {one.person.id: one for one in _accounts(reader, chosen, EVER, as_of, tuple(long))}
    return [whole.get(one.person.id, one) for one in accounts]


def _unpaid_since(account: Account, since: str, until: str) -> bool:
    """Whether nothing was paid from the first month read: the arrears may be longer than that."""
    month = month_before(until)
    while month >= since:
        if account.paid.get(month) or account.moved.get(month):
            return False
        if not account.due(month):
            return False
        month = month_before(month)
    return True


def load_accounts_of(reader: Reader, people: Sequence[int] = (), as_of: str = ALWAYS) -> dict[int, Account]:
    """Whole accounts of these people, or of everybody who is a member or has paid; UserError for who is gone."""
    some = people if len(people) <= _FEW else ()
    chosen, args = among("id", some)
    if some:
        cards = _people(reader, f"1 {chosen}", args)
    else:
        cards = _people(reader, f"({_MEMBER}) OR {_MONEY}", MEMBER_CATEGORIES)
    found = {one.person.id: one for one in _accounts(reader, cards, EVER, as_of, some)}
    if any(person not in found for person in people):
        raise UserError(_NOBODY)
    return found


def _people(reader: Reader, where: str, args: Sequence[object]) -> list[Payer]:
    rows = reader.rows(
        f"SELECT {', '.join(Payer._fields)} FROM person WHERE {where} ORDER BY sort_key, id", args
    )
    return [
        Payer(key, uuid, name, _CATEGORIES[category], *others) for key, uuid, name, category, *others in rows
    ]


def _may_owe(person: Person | Payer) -> bool:
    """Whether anything new may fall due: not of who was deleted or is no member; what is posted and paid stays."""
    is_deleted = isinstance(person, Payer) and person.deleted_on != ""
    return person.category in MEMBER_CATEGORIES and not is_deleted


def _accounts(
    reader: Reader, people: Sequence[Person | Payer], months: tuple[str, str], as_of: str, some: Sequence[int]
) -> list[Account]:
    standards: defaultdict[int, list[DuesStandard]] = defaultdict(list)
    for kept in load_standards(reader, some[0] if len(some) == 1 else None):
        standards[kept.person_id].append(kept)
    chosen, args = among("m.person_id", some)
    moved_away = by_person(load_movements(reader, f"WHERE 1 {chosen}", args))
    reductions = load_reductions(reader, some)
    paid, taken_over = receipts_by_month(reader, months, as_of, some)
    closed = closed_months(reader, as_of)
    posted, moved = receivables(reader, months, as_of, some)
    return [
        Account(
            person,
            tuple(standards.get(person.id, ())) if _may_owe(person) else (),
            paid.get(person.id, {}),
            stays_of(person, moved_away.get(person.id, ())) if _may_owe(person) else (),
            tuple(reductions.get(person.id, ())),
            closed,
            posted.get(person.id, {}),
            moved.get(person.id, {}),
            taken_over.get(person.id, ()),
        )
        for person in people
    ]
