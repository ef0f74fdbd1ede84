"""核定: standards with what they are made of, for one member or for a whole year at once, last year's beside them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from models.db.store import Store
from models.domain.dates import add_months, chinese_date, full
from models.domain.dues import StandardResult, check_change, check_replaced, standard, standard_for
from models.domain.dues_account import Account
from models.domain.dues_items import BASE_KINDS, FARMER, Items, base_of, check_items, doubts, pack, unpack
from models.domain.dues_records import DuesStandard
from models.domain.errors import UserError
from models.domain.money import MAX_FEN, yuan
from models.domain.records import MEMBER_CATEGORIES, Category
from models.domain.reduction import Reduction, in_force
from models.domain.rules import RuleBook
from models.services.dues_accounts import load_accounts, load_accounts_of
from models.services.dues_rows import STANDARD_COLUMNS
from models.services.ledger_rows import closed_months
from models.services.receipts import checked_month
from models.services.settings import COUNTY_FEN, COUNTY_SOURCE, ROUNDING, ROUNDING_SOURCE, Settings
from models.services.standard_notes import ending, outside

_OF_ITS_TIME = ("id", "uuid", "meeting_id", "from_month", "fixed_on", "fixed_by")


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardDraft:
    """A standard to be fixed. `items` make the base; `base_fen` where only their sum is known. Money in fen."""

    person_id: int
    from_month: str
    kind: str
    items: Items = ()
    base_fen: int | None = None
    county_fen: int | None = None  # 农民: the local amount; None = the branch's own
    amount_fen: int | None = None  # None = as the rule says
    to_month: str = ""
    reason: str = ""
    fixed_on: str = ""
    fixed_by: str = ""
    meeting_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Local:
    """What the national rules leave open, as this branch has it, with the papers it rests on."""

    rounding: str
    rounding_source: str
    county_fen: int | None
    county_source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a draft comes to, before it is kept."""

    draft: StandardDraft
    result: StandardResult
    amount_fen: int
    base_fen: int
    reason: str
    before: DuesStandard | None = None  # in force in the month before
    same: DuesStandard | None = None  # of that very month: it is replaced
    ends: DuesStandard | None = None  # said to go on into it: it ends the month before
    lacking: str = ""  # why it cannot be kept without a reason
    closed: tuple[str, ...] = ()  # closed months it speaks of: they stay, differences are listed
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class YearLine:
    """One member in the yearly fixing: what held before, what is fixed already, and what would be fixed now."""

    person_id: int
    name: str
    category: Category
    from_month: str  # the first month owed in the year
    last: DuesStandard | None = None
    fixed: DuesStandard | None = None
    reduction: Reduction | None = None

    @property
    def shown(self) -> DuesStandard | None:
        """What the line begins with: what is fixed, else last year's."""
        return self.fixed or self.last


class Standards:
    """Fixing of standards. `today` is the injectable clock (ISO date)."""

    def __init__(self, store: Store, rules: RuleBook, today: Callable[[], str]) -> None:
        self._store, self._rules, self._today = store, rules, today
        self._settings = Settings(store)

    # judged

    def local(self) -> Local:
        """Read once for many."""
        get, county = self._settings.get, self._settings.get(COUNTY_FEN)
        return Local(
            rounding=get(ROUNDING),
            rounding_source=get(ROUNDING_SOURCE),
            county_fen=int(county) if county.isdigit() else None,
            county_source=get(COUNTY_SOURCE),
        )

    def compute(
        self,
        kind: str,
        base_fen: int | None,
        county_fen: int | None,
        from_month: str,
        local: Local | None = None,
    ) -> StandardResult:
        """What the rules and the branch's rounding give for a month, without keeping it."""
        on = f"{checked_month(from_month)}-01"
        rounding = (local or self.local()).rounding
        return standard(kind, base_fen, county_fen, on, self._rules, rounding)

    def judge(self, draft: StandardDraft) -> Judged:
        """What a draft would be; UserError says what is wrong with it and the way out."""
        account = load_accounts_of(self._store, [draft.person_id])[draft.person_id]
        return self._judge(draft, account, closed_months(self._store), self.local())

    def _judge(self, draft: StandardDraft, account: Account, closed: frozenset[str], local: Local) -> Judged:
        name = account.person.name
        if account.person.category not in MEMBER_CATEGORIES:
            raise UserError(f"{name}还不是党员，不交党费。")
        _check_days(draft, self._today())
        items = check_items(draft.kind, draft.items) if draft.kind in BASE_KINDS else ()
        base = base_of(draft.kind, items) if items else draft.base_fen
        county = draft.county_fen if draft.county_fen is not None else local.county_fen
        wanted = county if draft.kind == FARMER else None
        result = self.compute(draft.kind, base, wanted, draft.from_month, local)
        amount = result.amount_fen if draft.amount_fen is None else draft.amount_fen
        reason = " ".join(draft.reason.split())
        _check_amount(amount, result, reason)
        before = standard_for(account.standards, add_months(draft.from_month, -1))
        same = next((one for one in account.standards if one.from_month == draft.from_month), None)
        reason = reason or ("自愿多交" if amount > result.amount_fen else "")
        lacking = "" if reason else self._lacking_reason(draft, base or 0, amount, account, before, same)
        ends = _overlapped(account.standards, draft, name)
        told = [month for month in sorted(closed) if month >= draft.from_month]
        told = [month for month in told if not draft.to_month or month <= draft.to_month]
        return Judged(
            draft=draft,
            result=result,
            amount_fen=amount,
            base_fen=base or 0,
            reason=reason,
            before=before,
            same=same,
            ends=ends,
            closed=tuple(told),
            lacking=lacking,
            notes=(
                *doubts(draft.kind, items),
                *outside(account, draft.from_month),
                *ending(account, draft.to_month),
                *(["与已经核定的不同，须填写原因"] if lacking else []),
            ),
        )

    def _lacking_reason(
        self,
        draft: StandardDraft,
        base: int,
        amount: int,
        account: Account,
        before: DuesStandard | None,
        same: DuesStandard | None,
    ) -> str:
        """DF-01: why a reason is asked for; "" when none is."""
        month = draft.from_month
        on, first = f"{month}-01", _first_owed(account, int(month[:4]))
        change = check_change(before, month, draft.kind, base, on, self._rules, first) if not same else None
        change = change or check_replaced(same, draft.kind, base, amount, on, self._rules)
        if change is None:
            return ""
        label = change.citation.label if change.citation else ""
        return f"{change.message}（{label}）。请在“核定标准”中填写原因。"

    def decided_county(self) -> int | None:
        """What the branch has set for farmers, None while nobody has set it or named its source: last year's goes on."""
        is_set = self._settings.is_set(COUNTY_FEN) or self._settings.get(COUNTY_SOURCE)
        return self.local().county_fen if is_set else None

    # kept

    def fix(self, drafts: Sequence[StandardDraft], label: str = "") -> list[int]:
        """Keep one standard or many in one step; when one cannot be kept, none is. Payments are not touched.

        A standard already kept for that very month is replaced (with its history); closed months stay as posted.
        """
        if not drafts:
            raise UserError("没有要核定的人，请至少选择一人。")
        accounts = load_accounts_of(self._store, [draft.person_id for draft in drafts])
        closed = closed_months(self._store)
        judged: list[Judged] = []
        local = self.local()
        for draft in drafts:
            account = accounts[draft.person_id]
            try:
                judged.append(found := self._judge(draft, account, closed, local))
                if found.lacking:
                    raise UserError(found.lacking)
            except UserError as error:
                if len(drafts) == 1:
                    raise
                raise UserError(f"{account.person.name}：{error.message}", error.details) from error
        first = judged[0]
        one = f"核定党费标准：{accounts[first.draft.person_id].person.name} {yuan(first.amount_fen)} 元"
        with self._store.transaction(
            label or (one if len(judged) == 1 else f"核定党费标准：{len(judged)} 人")
        ) as tx:
            for found in judged:
                if found.ends is not None:
                    ends = {"to_month": add_months(found.draft.from_month, -1)}
                    tx.update("dues_standard", found.ends.id, ends)
                if found.same is not None:
                    tx.update("dues_standard", found.same.id, _row(found, local))
            added = iter(
                tx.insert_many("dues_standard", [_row(found, local) for found in judged if not found.same])
            )
            return [found.same.id if found.same else next(added) for found in judged]

    # the year

    def year(self, year: int) -> list[YearLine]:
        """Everybody who owes in a month of the year, by pinyin, with what held before."""
        return [
            line
            for account in load_accounts(self._store, year, with_money=False)
            if (line := _line(account, year)) is not None
        ]

    def fix_year(
        self, year: int, drafts: Sequence[StandardDraft], fixed_on: str, fixed_by: str, meeting_id: int
    ) -> int:
        """年初核定 of many in one step; returns how many. Each says from which month and of what it is made."""
        ready = [
            StandardDraft(
                person_id=one.person_id,
                from_month=one.from_month,
                kind=one.kind,
                items=one.items,
                base_fen=one.base_fen,
                county_fen=one.county_fen,
                amount_fen=one.amount_fen,
                to_month=one.to_month,
                reason=one.reason,
                fixed_on=fixed_on,
                fixed_by=fixed_by,
                meeting_id=meeting_id,
            )
            for one in drafts
        ]
        return len(self.fix(ready, f"{year} 年党费核定：{len(ready)} 人"))

    def carry_over(self, year: int) -> int:
        """The year begins with the standards of the year before, looked at again and found the same (DF-01).

        What has an end keeps it; last year's then ends in December.
        """
        january, made = f"{year}-01", 0
        with self._store.transaction(f"{year} 年党费标准沿用上年") as tx:
            for account in load_accounts(self._store, year, with_money=False):
                current = standard_for(account.standards, january)
                if current is None or current.from_month == january or not account.owes(january):
                    continue
                if current.to_month:
                    tx.update("dues_standard", current.id, {"to_month": add_months(january, -1)})
                kept = {n: getattr(current, n) for n in STANDARD_COLUMNS if n not in _OF_ITS_TIME}
                tx.insert("dues_standard", kept | {"from_month": january, "fixed_on": self._today()})
                made += 1
        return made


def _row(judged: Judged, local: Local) -> dict[str, Any]:
    draft, result = judged.draft, judged.result
    return {
        "person_id": draft.person_id,
        "from_month": draft.from_month,
        "to_month": draft.to_month,
        "kind": draft.kind,
        "items": pack(check_items(draft.kind, draft.items)) if draft.kind in BASE_KINDS else "",
        "base_fen": judged.base_fen,
        "amount_fen": judged.amount_fen,
        "computed_fen": result.amount_fen,
        "uncapped_fen": result.uncapped_fen,
        "rounding": local.rounding if draft.kind in BASE_KINDS else "",
        "band": result.band,
        "citation_id": result.citation.id,
        "explanation": result.explanation,
        "rule_version": result.rule_version,
        "reason": judged.reason,
        "fixed_on": draft.fixed_on,
        "fixed_by": " ".join(draft.fixed_by.split()),
        "meeting_id": draft.meeting_id or None,
        "local_source": _source(draft, local),
    }


def _source(draft: StandardDraft, local: Local) -> str:
    """The local rule behind what the national ones leave open."""
    if draft.kind == FARMER:
        return local.county_source
    is_local = draft.kind in BASE_KINDS and local.rounding != "分"
    return local.rounding_source if is_local else ""


def as_draft(line: YearLine) -> StandardDraft | None:
    """The line as it would be fixed when nothing is changed; None where there is nothing to begin with."""
    shown = line.shown
    if shown is None:
        return None
    items = unpack(shown.items)
    agreed = shown.amount_fen if shown.amount_fen != shown.computed_fen else None
    return StandardDraft(
        person_id=line.person_id,
        from_month=line.from_month,
        kind=shown.kind,
        items=items,
        base_fen=None if items else shown.base_fen or None,
        county_fen=shown.computed_fen if shown.kind == FARMER else None,
        amount_fen=agreed,
        reason=shown.reason if line.fixed or agreed is not None else "",
    )


def _line(account: Account, year: int) -> YearLine | None:
    first = _first_owed(account, year)
    if not first:
        return None
    january = f"{year}-01"
    begun = [one for one in account.standards if january <= one.from_month <= first]
    fixed = max(begun, key=lambda one: one.from_month, default=None)
    earlier = [one for one in account.standards if one.from_month < january]
    last = max(earlier, key=lambda one: one.from_month, default=None)
    return YearLine(
        person_id=account.person.id,
        name=account.person.name,
        category=account.person.category,
        from_month=fixed.from_month if fixed else first,
        last=last,
        fixed=fixed,
        reduction=in_force(account.reductions, first),
    )


def _first_owed(account: Account, year: int) -> str:
    """The first month of a year in which the member is on the books; "" when there is none."""
    months = (f"{year}-{number:02d}" for number in range(1, 13))
    return next((month for month in months if account.owes(month)), "")


def _check_days(draft: StandardDraft, today: str) -> None:
    checked_month(draft.from_month)
    if draft.to_month and checked_month(draft.to_month) < draft.from_month:
        raise UserError(
            f"执行到{chinese_date(draft.to_month)}，早于开始的{chinese_date(draft.from_month)}，请核对。"
        )
    if draft.fixed_on and not full(draft.fixed_on):
        raise UserError("核定日期请填到哪一天，例如 2026-01-08；不清楚的先空着。")
    if draft.fixed_on > today:
        raise UserError(f"核定日期 {draft.fixed_on} 还没有到，请核对。")


def _check_amount(amount: int, result: StandardResult, reason: str) -> None:
    if amount < 0 or amount > MAX_FEN:
        raise UserError("月交数额不能是负数，也不能大得离谱，请核对。")
    if amount < result.amount_fen and not reason:
        raise UserError(
            f"按规定每月应交 {yuan(result.amount_fen)} 元。少交或免交须经支部研究、报上一级党委批准，"
            "请在“少交免交”中登记；仍要把标准定得比规定低的，请填写原因，没有登记批复的会列入检查。"
        )


def _overlapped(kept: Sequence[DuesStandard], draft: StandardDraft, name: str) -> DuesStandard | None:
    """The earlier standard that ends where this one begins; UserError when this one would run into a later one."""
    later = [one for one in kept if one.from_month > draft.from_month]
    following = min(later, key=lambda one: one.from_month, default=None)
    if following and draft.to_month and draft.to_month >= following.from_month:
        raise UserError(
            f"{name}自{chinese_date(following.from_month)}起另有标准（{yuan(following.amount_fen)} 元），"
            f"这一条最晚执行到{chinese_date(add_months(following.from_month, -1))}。"
        )
    for one in kept:
        if one.from_month < draft.from_month and one.to_month >= draft.from_month:
            return one
    return None
