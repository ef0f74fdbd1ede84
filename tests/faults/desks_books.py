"""What a computer of several does to the books: receipts, vouchers, their reversals, reductions, counts of the box."""

import random

from models.services.desk import Desk

TODAY = "2026-11-20"
MONTHS = [f"2026-{number:02}" for number in range(1, 11)]


def pay(desk: Desk, chooser: random.Random, people: list[int], back: bool) -> None:
    """A receipt, or one taken back."""
    rows = desk.store.rows(
        "SELECT id FROM payment p WHERE reverses_id IS NULL AND NOT EXISTS "
        "(SELECT 1 FROM payment r WHERE r.reverses_id = p.id) ORDER BY id"
    )
    if back and rows:
        desk.dues.reverse(chooser.choice(rows)[0], "记错了")
        return
    month, person = chooser.choice(MONTHS), chooser.choice(people)
    desk.dues.record(person, [month], TODAY, amounts={month: chooser.randrange(1, 1000)})


def keep_books(desk: Desk, chooser: random.Random, people: list[int], words: str) -> None:
    """One act, drawn by chance."""
    what = chooser.randrange(5)
    standing = [one.id for one in desk.ledger.vouchers() if one.stands]
    kept = [int(row[0]) for row in desk.store.rows("SELECT id FROM reduction ORDER BY id")]
    if what == 0 and standing:
        desk.ledger.reverse(chooser.choice(standing), words)
    elif what == 1:
        desk.ledger.count_cash(chooser.randrange(1000), "何永福", reason=words)
    elif what == 2 and kept:
        with desk.store.transaction("改少交免交") as tx:
            tx.update("reduction", chooser.choice(kept), {"remark": words})
    elif what == 3:
        values = {"person_id": chooser.choice(people), "kind": "免交", "from_month": "2026-03"}
        with desk.store.transaction("免交") as tx:
            tx.insert("reduction", {**values, "grounds": words})
    else:
        desk.ledger.allot(chooser.randrange(1, 100_000), chooser.choice(("现金", "转账")))
