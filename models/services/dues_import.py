"""The door for dues sheets: a plan that shows every line and every doubt, then one step that takes it over.

What was paid comes in as receipts of the kind 期初: no day is known, no money came into the box.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

from models.db.store import Store
from models.db.transaction import Tx
from models.domain.dues_line import Yardstick, mark_field
from models.domain.dues_waivers import Waiver
from models.domain.errors import UserError
from models.domain.ledger import OPENING_METHOD
from models.domain.money import yuan
from models.domain.reduction import ELSEWHERE
from models.domain.roster_cleaning import Problem, Verdict
from models.domain.rules import RuleBook
from models.services import dues_import_back
from models.services.dues_ground import closed_months, payers, waived_months
from models.services.dues_judging import plan_dues
from models.services.dues_people import People
from models.services.dues_plan import DuesChoices, DuesPlan, Ground, PlannedDues, PlannedStandard
from models.services.dues_sheets import IsCancelled, Progress, read_dues
from models.services.roster_import import mark_row
from models.services.settings import COUNTY_FEN

LABEL = dues_import_back.LABEL
_FOUND_BY_RULES = frozenset(
    {"waived.no_approval"}
)  # a reduction without its steps is found until it has them
_NOTE, _PAPER = 400, 120  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class DuesImported:
    """What was done."""

    people: int
    paid_fen: int
    report: dict[str, Any] = field(default_factory=dict[str, Any])


class DuesDoor:
    """Reads, shows, takes over, takes back. `today` is the injectable clock (ISO date)."""

    def __init__(self, store: Store, rules: RuleBook, today: Callable[[], str]) -> None:
        self._store, self._rules, self._today = store, rules, today

    def plan(
        self,
        path: Path,
        progress: Progress | None = None,
        cancelled: IsCancelled | None = None,
        *,
        year: int = 0,
    ) -> DuesPlan:
        """What a file would bring; nothing is written. `year`: of all its sheets, whatever they say."""
        book = read_dues(path, progress, cancelled)
        years = {table.number: year for table in book.tables} if year else dict[int, int]()
        return plan_dues(book, self._ground(), DuesChoices(years=years))

    @staticmethod
    def choose(plan: DuesPlan, choices: DuesChoices) -> DuesPlan:
        """The same file with what the user decided."""
        return plan_dues(plan.book, plan.ground, choices)

    def _ground(self) -> Ground:
        return Ground(
            people=People(self._store),
            payers=cache(partial(payers, self._store)),
            by=self._yardstick(),
            today=self._today(),
            closed=closed_months(self._store),
            waived=waived_months(self._store),
        )

    def _yardstick(self) -> Yardstick:
        kept = dict(
            self._store.rows(
                "SELECT key, value FROM setting WHERE key IN (?, ?)", (COUNTY_FEN, "dues.rounding")
            )
        )
        county = kept.get(COUNTY_FEN, "")
        return Yardstick(
            rules=self._rules,
            rounding=kept.get("dues.rounding", "") or "分",
            county_fen=int(county) if county.isdigit() else None,
        )

    def commit(self, plan: DuesPlan, progress: Progress | None = None) -> DuesImported:
        """All of it in one step: standards, receipts of what was paid, reductions, and what is to be looked at."""
        if plan.without_year:
            names = "、".join(f"“{table.sheet}”" for table in plan.without_year)
            raise UserError(f"工作表{names}没有写明是哪一年（或写了几个年份），请先选定年份再导入。")
        done = DuesImported(
            people=len({one.person_id for one in plan.new}), paid_fen=plan.paid_fen, report=plan.report()
        )
        if not plan.new:
            return done
        years = "、".join(f"{year}年" for year in plan.years)
        label = f"{LABEL}{years} {done.people} 人 {yuan(done.paid_fen)} 元（{plan.path.name}）"
        with self._store.transaction(label) as tx:
            for done_so_far, part in enumerate(
                (_take_standards, _take_payments, _take_waivers, _take_doubts)
            ):
                if progress:
                    progress(done_so_far, 4)
                part(tx, plan, self._today())
        return done

    # taken back

    def past(self) -> list[dues_import_back.PastDues]:
        """All imports of dues sheets, the last first."""
        return dues_import_back.past(self._store)

    def take_back(self, txn: int, reason: str) -> dues_import_back.TakenBack:
        """Reverse what an import brought, in one step: receipts by their opposites, the rest where it is untouched."""
        return dues_import_back.take_back(self._store, txn, reason, self._today())


def _place(plan: DuesPlan, one: PlannedDues) -> str:
    return f"{plan.path.name} {plan.book.place(one.row)}"


def _take_standards(tx: Tx, plan: DuesPlan, _today: str) -> None:
    rows = [
        _standard_row(one, standard, _place(plan, one), plan.rounding)
        for one in plan.new
        for standard in one.standards
    ]
    tx.insert_many("dues_standard", rows)


def _take_payments(tx: Tx, plan: DuesPlan, today: str) -> None:
    paying = [one for one in plan.new if one.paid]
    ids = tx.insert_many("payment", [_payment_row(one, _place(plan, one), today) for one in paying])
    lines = [
        {"payment_id": payment, "month": month, "amount_fen": fen}
        for payment, one in zip(ids, paying, strict=True)
        for month, fen in one.paid.items()
    ]
    tx.insert_many("payment_line", lines)


def _take_waivers(tx: Tx, plan: DuesPlan, _today: str) -> None:
    rows = [_reduction_row(one, waiver, _place(plan, one)) for one in plan.new for waiver in one.waivers]
    tx.insert_many("reduction", rows)


def _take_doubts(tx: Tx, plan: DuesPlan, today: str) -> None:
    """As marks of the members, unless the same stands there from an import before."""
    there = set(tx.rows("SELECT person_id, field, code, after FROM mark WHERE field LIKE '____年党费%'"))
    doubts = [(one.person_id, _marked(p, one.year)) for one in plan.new for p in one.problems if _is_kept(p)]
    rows = [
        mark_row(person, p, today) for person, p in doubts if (person, p.field, p.code, p.after) not in there
    ]
    tx.insert_many("mark", rows)


def _standard_row(one: PlannedDues, standard: PlannedStandard, place: str, rounding: str) -> dict[str, Any]:
    reason = f"期初录自{place}"
    rule = standard.rule_fen
    if rule is not None and standard.fen != rule:
        reason += f"；按规定应为 {yuan(rule)} 元，照表记入"
    elif standard.fen != standard.written:
        reason += f"；表中为 {yuan(standard.written)} 元，改按规定"
    return {
        "person_id": one.person_id,
        "from_month": standard.from_month,
        "kind": one.kind,
        "base_fen": one.base_fen,
        "amount_fen": standard.fen,
        "computed_fen": rule or 0,
        "uncapped_fen": standard.uncapped_fen,
        "rounding": rounding,
        "band": standard.band,
        "citation_id": standard.citation_id,
        "explanation": standard.explanation,
        "rule_version": standard.rule_version,
        "reason": reason,
    }


def _payment_row(one: PlannedDues, place: str, today: str) -> dict[str, Any]:
    written = "；".join((place, *one.notes))
    return {
        "person_id": one.person_id,
        "received_on": today,
        "method": OPENING_METHOD,
        "amount_fen": one.paid_fen,
        "note": written if len(written) <= _NOTE else written[: _NOTE - 1] + "…",
    }


def _reduction_row(one: PlannedDues, waiver: Waiver, place: str) -> dict[str, Any]:
    return {
        "person_id": one.person_id,
        "kind": waiver.kind,
        "amount_fen": waiver.fen,
        "from_month": f"{one.year}-{waiver.first:02d}",
        "to_month": f"{one.year}-{waiver.last:02d}",
        "grounds": waiver.grounds[:_NOTE],
        "superior_paper": "" if waiver.kind == ELSEWHERE else waiver.paper[:_PAPER],
        "remark": f"期初录自{place}",
    }


def _is_kept(problem: Problem) -> bool:
    return problem.verdict is Verdict.DOUBTFUL and problem.code not in _FOUND_BY_RULES


def _marked(problem: Problem, year: int) -> Problem:
    """As a mark on the member's card: of which year it speaks stands in its name."""
    return Problem(
        field=mark_field(year, problem.field),
        code=problem.code,
        verdict=problem.verdict,
        before=problem.before,
        after=problem.after,
        message=problem.message,
    )
