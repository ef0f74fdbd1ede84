"""What the rules say of the books: standards of the year, whose month was paid, whose money, who took it, what it went for."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from models.domain.dates import add_months, chinese_date
from models.domain.dues_account import Account, standard_for
from models.domain.dues_records import DuesStandard
from models.domain.finding import Finding
from models.domain.ledger import OPENING_METHOD, USES, Voucher, VoucherKind
from models.domain.money import yuan
from models.domain.money_taken import not_ones_own
from models.domain.records import Branch
from models.domain.reduction import in_force
from models.domain.rules import RuleBook, RuleSet

_MOST = 5  # named before 等


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A payment that stands, as far as its words are judged."""

    number: str
    on_date: str
    person_id: int
    name: str
    method: str
    handed_by: str = ""
    note: str = ""
    received_by: str = ""
    checked_by: str = ""

    @property
    def label(self) -> str:
        return f"{self.number or chinese_date(self.on_date)} {self.name}"


# -- of one member


def check_standards(account: Account, as_of: str, rules: RuleBook) -> list[Finding]:
    """DF-01: changed within a year without a reason; DF-03: more than the usual limit, and not said to be voluntary;
    DF-11: less than the rule, and no reduction recorded that allows it; DF-06: a month paid here in which the member was not on the books.
    """
    edition, person = rules.edition("dues", as_of), account.person
    found: list[Finding] = []
    if edition.has("DF-01"):
        for before, after in _changed(account.standards, as_of[:4]):
            text = (
                f"{person.name}{chinese_date(after.from_month)}起月交 {yuan(after.amount_fen)} 元，此前 "
                f"{yuan(before.amount_fen)} 元，年内调整没有写明原因，请核对"
            )
            found.append(_of_person(edition, "DF-01", account, text, after.uuid))
    if edition.has("DF-03"):
        limit = edition.number("DF-03")
        for one in account.standards:
            if one.amount_fen > limit and "自愿" not in one.reason and one.from_month[:4] == as_of[:4]:
                text = f"{person.name}月交 {yuan(one.amount_fen)} 元，超过一般上限 {yuan(limit)} 元，请确认是否自愿多交"
                found.append(_of_person(edition, "DF-03", account, text, one.uuid))
    if edition.has("DF-11"):
        for one, month in _lowered(account, as_of[:4]):
            text = (
                f"{person.name}{chinese_date(month)}月交 {yuan(one.amount_fen)} 元，少于按规定的 "
                f"{yuan(one.computed_fen)} 元，“少交免交”中没有登记准许交这么少的批复"
                f"{f'（只写了原因“{one.reason}”）' if one.reason else ''}，请核对"
            )
            found.append(_of_person(edition, "DF-11", account, text, f"{one.uuid} 少于规定"))
    since = add_months(as_of[:7], -12)
    outside = [
        month
        for month, (fen, _) in sorted(account.paid.items())
        if fen > 0 and month >= since and not account.owes(month) and month not in account.taken_over
    ]
    if outside and edition.has("DF-06"):
        months = "、".join(chinese_date(month) for month in outside[:_MOST]) + _more(outside)
        text = f"记录显示{person.name}交了{months}的党费，按名册那时不在本支部，请核对组织关系"
        found.append(_of_person(edition, "DF-06", account, text, "不在本支部"))
    return found


def _lowered(account: Account, year: str) -> Iterator[tuple[DuesStandard, str]]:
    """Standards below the rule, and the first month owed in the year that no reduction brings so low.

    A reduction that lacks a step is found by itself (Reductions.findings).
    """
    if all(one.amount_fen >= one.computed_fen for one in account.standards):
        return
    told: set[int] = set()
    for month in (f"{year}-{number:02d}" for number in range(1, 13)):
        one = standard_for(account.standards, month)
        if one is None or one.id in told or one.amount_fen >= one.computed_fen or not account.owes(month):
            continue
        less = in_force(account.reductions, month)
        if one.amount_fen < (less.due(one.computed_fen) if less else one.computed_fen):
            told.add(one.id)
            yield one, month


def _changed(standards: Sequence[DuesStandard], year: str) -> Iterator[tuple[DuesStandard, DuesStandard]]:
    ordered = sorted(standards, key=lambda one: (one.from_month, one.id))
    for before, after in zip(ordered, ordered[1:], strict=False):
        same_year = before.from_month[:4] == after.from_month[:4] == year
        same = (before.kind, before.base_fen, before.amount_fen) == (
            after.kind,
            after.base_fen,
            after.amount_fen,
        )
        if same_year and not same and not after.reason and before.from_month != after.from_month:
            yield before, after


def _of_person(edition: RuleSet, rule: str, account: Account, text: str, about: str) -> Finding:
    return edition.value(rule).finding(
        account.person.name,
        text,
        record_kind="person",
        record_id=account.person.id,
        field="dues",
        about=about,
    )


# -- of the branch


def check_receipts(
    receipts: Iterable[Receipt], branch: Branch, as_of: str, rules: RuleBook, needs_two: bool
) -> list[Finding]:
    """DF-10: words that say it was not the member's own money; DF-16: one person took the money and checked it."""
    edition = rules.edition("dues", as_of)
    found: list[Finding] = []
    alone: list[str] = []
    for one in receipts:
        word = not_ones_own(one.handed_by, one.note)
        if word and edition.has("DF-10"):
            text = (
                f"记录显示{one.name}{chinese_date(one.on_date)}的缴费填有“{word}”，党费不得垫交、扣缴，请核对"
            )
            found.append(
                edition.value("DF-10").finding(
                    one.name,
                    text,
                    record_kind="person",
                    record_id=one.person_id,
                    field="dues",
                    about=one.number or one.on_date,
                )
            )
        lacks = needs_two and not (one.received_by and one.checked_by) and one.method != OPENING_METHOD
        if lacks or (one.received_by and one.received_by == one.checked_by):
            alone.append(one.label)
    if alone and edition.has("DF-16"):
        text = f"{len(alone)} 笔收款的收款人与复核人是同一人或没有填全：{'、'.join(alone[:_MOST])}{_more(alone)}，请核对"
        found.append(_of_branch(edition, "DF-16", branch, text, "收款"))
    return found


def check_vouchers(
    vouchers: Iterable[Voucher], branch: Branch, as_of: str, rules: RuleBook, needs_two: bool
) -> list[Finding]:
    """DF-19: money spent for one of the five uses, after it was discussed; DF-16: two people at every voucher."""
    edition = rules.edition("dues", as_of)
    found: list[Finding] = []
    alone: list[str] = []
    for one in vouchers:
        if not one.stands:
            continue
        if one.kind is VoucherKind.SPEND and edition.has("DF-19"):
            found += [
                _of_branch(edition, "DF-19", branch, f"{one.number}：{text}，请核对", one.uuid)
                for text in _wrong_use(one)
            ]
        lacks = needs_two and not (one.handled_by and one.checked_by)
        if lacks or (one.handled_by and one.handled_by == one.checked_by):
            alone.append(one.number)
    if alone and edition.has("DF-16"):
        text = f"{len(alone)} 张凭证的经办人与复核人是同一人或没有填全：{'、'.join(alone[:_MOST])}{_more(alone)}，请核对"
        found.append(_of_branch(edition, "DF-16", branch, text, "凭证"))
    return found


def _wrong_use(voucher: Voucher) -> Iterator[str]:
    what = f"{chinese_date(voucher.on_date)}支出 {yuan(voucher.amount_fen)} 元"
    if voucher.use_kind not in USES:
        yield f"{what}，用途“{voucher.use_kind}”不在规定的五类之内"
    if not voucher.approved_on:
        yield f"{what}，没有集体讨论的日期"
    elif voucher.approved_on > voucher.on_date:
        yield f"{what}，{chinese_date(voucher.approved_on)}才集体讨论"


def _of_branch(edition: RuleSet, rule: str, branch: Branch, text: str, about: str) -> Finding:
    return edition.value(rule).finding(
        branch.name, text, record_kind="branch", record_id=branch.id, field="dues", about=about
    )


def _more(found: Sequence[object]) -> str:
    return f"等 {len(found)} 处" if len(found) > _MOST else ""
