"""F13: random histories of the ledger and of the pipeline, beside models that know nothing of the program."""

import tempfile
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from models.domain.errors import UserError
from models.services.desk import Desk
from models.services.dues import PaymentDraft
from tests.faults.scale import Count

PASSWORD = "流水不腐2026-户枢"
TODAY = "2026-10-15"
MONTHS = [f"2026-{number:02}" for number in range(1, 11)]
PEOPLE = (0, 1, 2)

people = st.sampled_from(PEOPLE)
months = st.lists(st.sampled_from(MONTHS), min_size=1, max_size=4, unique=True)
amounts = st.integers(1, 100_000)


class Histories(RuleBasedStateMachine):
    """A branch on disk; counts its steps."""

    count = Count("F13", "")  # of all examples; the test puts its own here
    examples = 12, 100  # of the quick and of the long part

    def __init__(self) -> None:
        super().__init__()
        memory = Path("/dev/shm")
        self._folder = tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None)
        self._path = Path(self._folder.name) / "data"
        self.desk = Desk.create(self._path, PASSWORD, name="槐树村党支部", today=lambda: TODAY)

    def counted(self) -> None:
        type(self).count.add()

    def reopened(self) -> None:
        self.desk.close()
        self.desk = Desk.open(self._path, PASSWORD, lambda: TODAY)
        assert self.desk.warnings == ()

    def teardown(self) -> None:
        self.desk.store.verify_chain()
        self.desk.close()
        self._folder.cleanup()


class LedgerMachine(Histories):
    """Standards, payments, reversals and undo. The model: a list of payments, and the standards by month."""

    def __init__(self) -> None:
        super().__init__()
        member = {"category": "正式党员", "joined_on": "2010-01-01", "confirmed_on": "2011-01-01"}
        self.ids = [self.desk.roster.add({"name": f"党员{number}", **member}) for number in PEOPLE]
        self.reopened()  # undo begins here
        self.standards: dict[int, dict[str, int]] = {number: {} for number in PEOPLE}
        self.payments: dict[int, tuple[int, dict[str, int]]] = {}
        self.reversed: set[int] = set()
        self.last_undo: dict[int, dict[str, int]] | None = None

    # the model

    def paid(self, who: int, month: str) -> int:
        return sum(lines.get(month, 0) for person, lines in self.payments.values() if person == who)

    def standard(self, who: int, month: str) -> int | None:
        known = [start for start in self.standards[who] if start <= month]
        return self.standards[who][max(known)] if known else None

    def owed(self, who: int, month: str) -> int:
        return (self.standard(who, month) or 0) - self.paid(who, month)

    # the rules

    @rule(who=people, month=st.sampled_from(MONTHS), fen=amounts)
    def set_standard(self, who: int, month: str, fen: int) -> None:
        self.counted()
        same = self.standards[who].get(month) == fen
        before = deepcopy(self.standards)
        self.desk.dues.set_standard(
            self.ids[who], month, "工资", 500_000, amount_fen=fen, reason="支部大会研究，党委批复"
        )
        self.standards[who][month] = fen
        self.last_undo = self.last_undo if same else before

    @rule(who=people, chosen=months, fen=amounts)
    def pay_a_sum(self, who: int, chosen: list[str], fen: int) -> None:
        self.counted()
        lines = {month: fen + number for number, month in enumerate(sorted(chosen))}
        payment = self.desk.dues.record(self.ids[who], chosen, TODAY, amounts=lines)
        self.payments[payment] = (who, lines)
        self.last_undo = None

    @rule(crowd=st.lists(st.tuples(people, months), min_size=1, max_size=3))
    def pay_what_is_due(self, crowd: list[tuple[int, list[str]]]) -> None:
        """All of a batch or nothing: one month that is not owed refuses everybody."""
        self.counted()
        drafts = [
            PaymentDraft(person_id=self.ids[who], months=tuple(chosen), received_on=TODAY)
            for who, chosen in crowd
        ]
        spots = [(who, month) for who, chosen in crowd for month in chosen]
        fine = len(set(spots)) == len(spots) and all(self.owed(who, month) > 0 for who, month in spots)
        if not fine:
            try:
                self.desk.dues.record_many(drafts)
            except UserError:
                return
            raise AssertionError(f"taken although not owed: {crowd}")
        due = [(who, {month: self.owed(who, month) for month in chosen}) for who, chosen in crowd]
        self.payments |= dict(zip(self.desk.dues.record_many(drafts), due, strict=True))
        self.last_undo = None

    @precondition(lambda self: self.payments)
    @rule(choice=st.integers(0, 10_000))
    def reverse(self, choice: int) -> None:
        self.counted()
        payment = sorted(self.payments)[choice % len(self.payments)]
        who, lines = self.payments[payment]
        if payment in self.reversed or any(fen < 0 for fen in lines.values()):
            try:
                self.desk.dues.reverse(payment, "记错了")
            except UserError:
                return
            raise AssertionError("reversed twice")
        made = self.desk.dues.reverse(payment, "记错了")
        self.payments[made] = (who, {month: -fen for month, fen in lines.items()})
        self.reversed.add(payment)
        self.last_undo = None

    @rule()
    def undo(self) -> None:
        """A standard goes back; money that was posted never does."""
        self.counted()
        if self.last_undo is None:
            if self.payments:
                before = self._posted()
                with suppress(UserError):
                    self.desk.undo()
                assert self._posted() == before
                self._learn_standards()
            return
        self.desk.undo()
        self.standards, self.last_undo = self.last_undo, None

    def _posted(self) -> list[tuple[Any, ...]]:
        return self.desk.store.rows("SELECT payment_id, month, amount_fen FROM payment_line ORDER BY id")

    def _learn_standards(self) -> None:
        """An undo past what the model remembers: standards are read anew, payments never."""
        for who in PEOPLE:
            found = self.desk.dues.standards(self.ids[who])
            self.standards[who] = {kept.from_month: kept.amount_fen for kept in found}

    @rule()
    def reopen(self) -> None:
        self.counted()
        self.reopened()
        self.last_undo = None

    @invariant()
    def the_grid_agrees(self) -> None:
        year = self.desk.dues.year(2026)
        by_person = {row.person_id: row for row in year.rows}
        for who in PEOPLE:
            cells = by_person[self.ids[who]].cells
            paid = [cell.paid_fen for cell in cells]
            assert paid[: len(MONTHS)] == [self.paid(who, month) for month in MONTHS]
        assert sum(year.month_paid_fen) == sum(
            fen for _, lines in self.payments.values() for fen in lines.values()
        )
        total = self.desk.store.value("SELECT coalesce(sum(amount_fen), 0) FROM payment")
        assert total == sum(year.month_paid_fen)


CODES = ("activist", "candidate", "inspection", "training")
ONCE = frozenset({"activist", "candidate"})
CATEGORIES = (("candidate", "发展对象"), ("activist", "入党积极分子"))
days = st.dates().map(
    lambda day: f"{2020 + day.year % 7}-{day:%m-%d}" if f"{day:%m-%d}" != "02-29" else "2024-02-29"
)

Steps = dict[int, tuple[int, str, str, int]]  # id: person, code, day, hours


class PipelineMachine(Histories):
    """Steps of three dossiers, changed, removed, undone and redone. The model: steps by number, and two stacks."""

    def __init__(self) -> None:
        super().__init__()
        add = self.desk.development.add_applicant
        self.ids = [add({"name": f"申请人{number}"}, "2020-01-01") for number in PEOPLE]
        self.reopened()  # undo begins here
        self.steps_kept: Steps = {}
        self.undone: list[Steps] = []
        self.redone: list[Steps] = []

    def became(self, after: Steps) -> None:
        if after != self.steps_kept:
            self.undone.append(self.steps_kept)
            self.redone.clear()
        self.steps_kept = after

    @rule(who=people, code=st.sampled_from(CODES), day=days, hours=st.integers(0, 40))
    def set_step(self, who: int, code: str, day: str, hours: int) -> None:
        self.counted()
        made = self.desk.development.set_step(self.ids[who], code, day, hours=hours)
        known = [n for n, step in self.steps_kept.items() if step[:2] == (who, code) and code in ONCE]
        assert known in ([], [made])
        self.became(self.steps_kept | {made: (who, code, day, hours)})

    @precondition(lambda self: self.steps_kept)
    @rule(choice=st.integers(0, 10_000), day=days)
    def change_a_step(self, choice: int, day: str) -> None:
        self.counted()
        number = sorted(self.steps_kept)[choice % len(self.steps_kept)]
        who, code, _, hours = self.steps_kept[number]
        self.desk.development.set_step(self.ids[who], code, day, hours=hours, step_id=number)
        self.became(self.steps_kept | {number: (who, code, day, hours)})

    @precondition(lambda self: self.steps_kept)
    @rule(choice=st.integers(0, 10_000))
    def remove_a_step(self, choice: int) -> None:
        self.counted()
        number = sorted(self.steps_kept)[choice % len(self.steps_kept)]
        self.desk.development.remove_step(number)
        self.became({n: step for n, step in self.steps_kept.items() if n != number})

    @precondition(lambda self: self.undone)
    @rule()
    def undo(self) -> None:
        self.counted()
        self.desk.undo()
        self.redone.append(self.steps_kept)
        self.steps_kept = self.undone.pop()

    @precondition(lambda self: self.redone)
    @rule()
    def redo(self) -> None:
        self.counted()
        self.desk.redo()
        self.undone.append(self.steps_kept)
        self.steps_kept = self.redone.pop()

    @rule()
    def reopen(self) -> None:
        self.counted()
        self.reopened()
        self.undone, self.redone = [], []

    @invariant()
    def the_dossiers_agree(self) -> None:
        for who in PEOPLE:
            dossier = self.desk.development.dossier(self.ids[who])
            found = {step.id: (step.code, step.on_date, step.hours) for step in dossier.steps}
            mine = {n: step[1:] for n, step in self.steps_kept.items() if step[0] == who}
            assert {n: step for n, step in found.items() if step[0] != "apply"} == mine
            codes = {step[0] for step in mine.values()}
            expected = next((name for code, name in CATEGORIES if code in codes), "入党申请人")
            assert dossier.person.category == expected
