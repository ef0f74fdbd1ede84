"""F13: random histories of the books: standards, people who come and go, receipts, every voucher, closings, reversals.

The model is a list of what each entry did (to a month of a member, to the box, to the bank), and what a closing fixed.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from models.domain.errors import UserError
from models.domain.ledger import CASH, RECEIVABLE, TRANSFER
from models.services.dues import PaymentDraft
from models.services.ledger_check import open_balances, verify
from tests.faults.machines import MONTHS, PEOPLE, TODAY, Histories, months, people

YEAR = [f"2026-{number:02}" for number in range(1, 13)]
fens = st.integers(1, 6_000)
choices = st.integers(0, 10_000)
money = st.sampled_from((CASH, TRANSFER))
Did = Counter[tuple[Any, ...]]  # ("paid", who, month) and so on: fen


class BooksMachine(Histories):
    """Whatever is done in whatever order: postings sum to zero, balances re-derive, closed months stay, grid = ledger."""

    examples = 10, 80

    def __init__(self) -> None:
        super().__init__()
        card = {"category": "正式党员", "joined_on": "2010-01-01", "confirmed_on": "2011-01-01"}
        self.ids = [self.desk.roster.add({"name": f"党员{number}", **card}) for number in PEOPLE]
        self.standards: dict[int, dict[str, int]] = {number: {} for number in PEOPLE}
        self.stay: dict[int, tuple[str, str]] = {number: ("2010-01", "9999") for number in PEOPLE}  # noqa: C420
        self.done: dict[tuple[str, int], Did] = {}  # by ("payment" | "voucher", id); reversed ones are gone
        self.closed: dict[str, int] = {}  # month: its voucher
        self.fixed: dict[tuple[int, str], int] = {}  # what a closing or an adjustment said

    # the model

    def sum(self, *key: Any) -> int:
        return sum(did[key] for did in self.done.values())

    def live(self, who: int, month: str) -> int:
        begun = [start for start in self.standards[who] if start <= month]
        first, last = self.stay[who]
        return self.standards[who][max(begun)] if begun and first <= month <= last else 0

    def due(self, who: int, month: str) -> int:
        return self.fixed.get((who, month), 0) if month in self.closed else self.live(who, month)

    def standing(self, who: int, month: str) -> int:
        return self.sum("paid", who, month) - self.sum("taken", who, month)

    def entries(self) -> tuple[Any, ...]:
        counts = ("payment", "payment_line", "voucher", "posting")
        return tuple(self.desk.store.value(f"SELECT count(*) FROM {table}") for table in counts)

    def tried(self, act: Callable[[], Any], must: bool = False) -> Any:
        """What it answers, or None when it was refused; then nothing was written, and `must` was not said."""
        self.counted()
        before = self.entries()
        try:
            return act()
        except UserError:
            assert not must
            assert self.entries() == before
            return None

    # the rules: what is due

    @rule(who=people, month=st.sampled_from(MONTHS), fen=fens)
    def set_standard(self, who: int, month: str, fen: int) -> None:
        self.counted()
        self.desk.dues.set_standard(
            self.ids[who], month, "工资", 500_000, amount_fen=fen, reason="支部大会研究，党委批复"
        )
        self.standards[who][month] = fen

    @rule(
        who=people, first=st.sampled_from(["2010-01", *MONTHS[:4]]), last=st.sampled_from([*MONTHS[5:], ""])
    )
    def move(self, who: int, first: str, last: str) -> None:
        """The card says anew when somebody joined and until when he was there."""
        self.counted()
        gone = {"left_on": f"{last}-01", "left_kind": "去世"} if last else {"left_on": "", "left_kind": ""}
        self.desk.roster.update(self.ids[who], {"joined_on": f"{first}-01", **gone})
        self.stay[who] = (first, f"2026-{int(last[5:]) - 1:02}" if last else "9999")

    @rule(month=st.sampled_from(MONTHS))
    def close(self, month: str) -> None:
        due = {who: self.live(who, month) for who in PEOPLE}
        made = self.tried(
            lambda: self.desk.closing.close(month), must=month not in self.closed and any(due.values())
        )
        if made is not None:
            assert month not in self.closed
            self.closed[month] = made
            self.fixed |= {(who, month): fen for who, fen in due.items()}

    @precondition(lambda self: self.closed)
    @rule(choice=choices)
    def reopen(self, choice: int) -> None:
        month = sorted(self.closed)[choice % len(self.closed)]
        self.tried(lambda: self.desk.closing.reopen(month, "漏了一人"), must=True)
        del self.closed[month]
        self.fixed = {key: fen for key, fen in self.fixed.items() if key[1] != month}

    @rule(keep=st.booleans(), choice=choices)
    def decide_a_difference(self, keep: bool, choice: int) -> None:
        found = {(one.person_id, one.month): one for one in self.desk.closing.differences(with_kept=True)}
        expected = {
            (self.ids[who], month): self.live(who, month) - self.fixed[who, month]
            for who, month in self.fixed
            if self.live(who, month) != self.fixed[who, month]
        }
        assert {key: one.fen for key, one in found.items()} == expected
        if not found:
            return
        person, month = sorted(found)[choice % len(found)]
        if keep:
            self.tried(lambda: self.desk.closing.keep(person, month, "支委会研究"))
        else:
            self.tried(lambda: self.desk.closing.adjust([(person, month)], "重新核定"), must=True)
            who = self.ids.index(person)
            self.fixed[who, month] = self.live(who, month)

    # receipts

    @rule(who=people, chosen=months, fen=fens, over=st.sampled_from(("", "自愿多交")), method=money)
    def pay(self, who: int, chosen: list[str], fen: int, over: str, method: str) -> None:
        lines = {month: fen + number for number, month in enumerate(sorted(chosen))}
        first, last = self.stay[who]
        may = all(first <= m <= last or (m in self.closed and self.due(who, m)) for m in chosen)
        excess = {
            month: more
            for month, given in lines.items()
            if (more := given - max(0, self.due(who, month) - self.standing(who, month))) > 0
        }
        draft = PaymentDraft(
            person_id=self.ids[who],
            months=tuple(chosen),
            received_on=TODAY,
            method=method,
            amounts=lines,
            over=over,
        )
        fine = may and (not over or 0 < sum(excess.values()) < 100_000)
        made = self.tried(lambda: self.desk.dues.record_many([draft])[0], must=fine)
        assert (made is not None) == fine
        if made is None:
            return
        did: Did = Counter({("paid", who, month): given for month, given in lines.items()})
        did[method,] += sum(lines.values())
        self.done["payment", made] = did
        if over:
            newest = self.desk.store.rows("SELECT id FROM voucher ORDER BY id DESC LIMIT ?", (len(excess),))
            for (voucher,), month in zip(reversed(newest), sorted(excess), strict=True):
                self.done["voucher", voucher] = Counter({("taken", who, month): excess[month]})

    @precondition(lambda self: any(kind == "payment" for kind, _ in self.done))
    @rule(choice=choices)
    def reverse_a_receipt(self, choice: int) -> None:
        there = sorted(row for kind, row in self.done if kind == "payment")
        payment = there[choice % len(there)]
        did = self.done["payment", payment]
        fine = all(self.standing(*key[1:]) >= fen for key, fen in did.items() if key[0] == "paid")
        is_free = fine and not any(
            kind == "voucher" for kind, _ in self.done
        )  # nothing can have used the money
        made = self.tried(lambda: self.desk.dues.reverse(payment, "记错了"), must=is_free)
        assert fine or made is None
        if made is not None:
            del self.done["payment", payment]

    # vouchers

    @rule(
        choice=choices,
        how=st.sampled_from(("voluntary", "shift", "refund")),
        part=st.integers(1, 3),
        box=money,
    )
    def settle_what_is_overpaid(self, choice: int, how: str, part: int, box: str) -> None:
        found = {(one.person_id, one.month): one.fen for one in self.desk.ledger.overpaid()}
        expected = {
            (self.ids[who], month): over
            for who in PEOPLE
            for month in YEAR
            if (over := self.standing(who, month) - self.due(who, month)) > 0
        }
        assert found == expected
        if not found:
            return
        person, month = sorted(found)[choice % len(found)]
        who, fen = self.ids.index(person), max(1, found[person, month] // part)
        did: Did = Counter({("taken", who, month): fen})
        ledger = self.desk.ledger
        if how == "voluntary":
            made = self.tried(lambda: ledger.voluntary(person, month, fen), must=fen < 100_000)
        elif how == "refund":
            made = self.tried(lambda: ledger.refund(person, month, fen, box))
            did[box,] -= fen
        else:
            other = YEAR[choice % 12]
            made = self.tried(lambda: ledger.shift(person, month, {other: fen}))
            did["taken", who, other] -= fen
        if made is not None:
            self.done["voucher", made] = did

    @rule(
        fen=fens, box=money, how=st.sampled_from(("remit", "allot", "interest", "spend", "move", "opening"))
    )
    def move_money(self, fen: int, box: str, how: str) -> None:
        ledger, held = self.desk.ledger, self.sum(box)
        if how in ("remit", "spend"):
            act = (
                (lambda: ledger.remit(fen, (MONTHS[0], MONTHS[2]), box))
                if how == "remit"
                else (lambda: ledger.spend(fen, "表彰", "2026-01-05", box))
            )
            made = self.tried(act, must=fen <= held)
            assert (made is not None) == (fen <= held)
            did: Did = Counter({(box,): -fen})
        elif how == "move":
            other = TRANSFER if box == CASH else CASH
            made = self.tried(lambda: ledger.move(fen, box), must=fen <= self.sum(other))
            did = Counter({(box,): fen, (other,): -fen})
        else:
            made = self.tried(lambda: getattr(ledger, how)(fen, box), must=True)
            did = Counter({(box,): fen})
        if made is not None:
            self.done["voucher", made] = did

    @precondition(lambda self: any(kind == "voucher" for kind, _ in self.done))
    @rule(choice=choices)
    def reverse_a_voucher(self, choice: int) -> None:
        there = sorted(row for kind, row in self.done if kind == "voucher")
        voucher = there[choice % len(there)]
        made = self.tried(lambda: self.desk.ledger.reverse(voucher, "记错了"))
        if made is not None:
            del self.done["voucher", voucher]
            self.tried(lambda: self.desk.ledger.reverse(made, "再冲"))

    @rule()
    def reopen_the_file(self) -> None:
        self.counted()
        self.reopened()

    # what holds after each step

    @invariant()
    def the_books_agree(self) -> None:
        done = verify(self.desk.store)
        assert done.problems == ()
        assert done.figures["closed_months"] == len(self.closed)
        assert done.figures["balance.现金"] == self.sum(CASH)
        assert done.figures["balance.转账"] == self.sum(TRANSFER)
        assert sum(fen for name, fen in done.figures.items() if name.startswith("balance.")) == 0

    @invariant()
    def the_grid_is_the_ledger(self) -> None:
        rows = {row.person_id: row for row in self.desk.dues.year(2026).rows}
        left = open_balances(self.desk.store)
        for who in PEOPLE:
            cells = rows[self.ids[who]].cells if self.ids[who] in rows else ()
            for month, cell in zip(YEAR, cells, strict=False):
                assert cell.due_fen == self.due(who, month)
                assert cell.is_closed == (month in self.closed)
                assert cell.paid_fen - cell.more_fen == self.standing(who, month) >= 0
                if month in self.closed:
                    balance = self.due(who, month) - self.standing(who, month)
                    assert left.get((self.ids[who], month), 0) == balance
        assert self.desk.balances.balances(with_dues=False).of(RECEIVABLE) == sum(left.values())
